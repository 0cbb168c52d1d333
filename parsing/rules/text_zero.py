"""A sentence that makes figures 0, held against the cells it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsing.narrative.scope import is_in_scope, is_of_year
from parsing.narrative.sentences import Sentence
from parsing.report import Report
from parsing.rules.model import Finding, Outcome, Rule, address_text
from parsing.rules.tables import obstacles_text, values_of
from parsing.rules.text_operands import Expression, Operands, cells_of
from parsing.rules.text_verdict import part_of, quote_of


def clauses(shape: str) -> Iterator[tuple[int, int]]:
    """Where the clauses of a sentence's shape begin and end."""
    for match in re.finditer(r"[^，。；：（）！？]+", shape):
        yield match.span()


def says(sentence: Sentence, at: int, value: int) -> bool:
    """Whether the number at a position of the sentence's shape is ``value``."""
    return any(
        place == at and number.value == value for number, place in zip(sentence.numbers, sentence.at, strict=True)
    )


def is_of_report(sentence: Sentence, end: int, report: Report, *, own: bool) -> bool:
    """Whether the sentence speaks of what the report counts and, up to ``end``, of its year."""
    return is_in_scope(sentence.shape, report.agency, own=own) and is_of_year(sentence.shape[:end], report.year)


def must_be_zero(
    rule: Rule,
    operands: Operands,
    sentence: Sentence,
    span: tuple[int, int],
    expressions: Sequence[Expression],
) -> Finding | None:
    """The finding of words that make all these expressions 0; None where the report has none of their cells."""
    worths = [operands.worth(one) for one in expressions]
    cells = cells_of(expressions)
    if not operands.has_table(cells[0].table):
        return None
    words = sentence.words(*span)
    edition, _ = operands.table(cells[0].table)
    wrong = [w for w in worths if w.values and all(w.values)]
    unknown = tuple(dict.fromkeys(cell for w in worths for cell in w.unknown))
    found = Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=Outcome.PASSED,
        subject=str(cells[0]),
        message=f"{part_of(sentence)}写“{words}”，与表中{worths[0].text}相符。",
        cells=address_text(cells),
        values=(*values_of(operands.report, cells), f"正文{words}"),
        basis=rule.cite(edition),
        table=cells[0].table,
        quotes=(quote_of(sentence, *span),),
    )
    if wrong:
        return replace(
            found,
            outcome=Outcome.FAILED,
            message=f"{part_of(sentence)}写“{words}”，而表中{'，'.join(w.text for w in wrong)}。",
            sum="；".join(f"{w.text} ≠ 0" for w in wrong),
            fix=rule.fix,
        )
    if unknown:
        why = obstacles_text(unknown, operands.report, edition)
        message = f"{part_of(sentence)}写“{words}”，无法与表核对：{why}。"
        return replace(found, outcome=Outcome.UNDETERMINED, message=message, fix=rule.fix)
    return found
