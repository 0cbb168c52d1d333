"""A claim held against what its phrase may mean: one finding, with the sentence and every expression tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from parsing.editions.wording import NUMERALS
from parsing.narrative.clauses import Claim
from parsing.narrative.numbers import Kind, Number
from parsing.narrative.sentences import Sentence
from parsing.report import Report
from parsing.rules.model import Finding, Outcome, Quote, Rule, address_text
from parsing.rules.tables import number, obstacles_text, table_of, values_of
from parsing.rules.text_operands import Expression, Operands, Worth, cells_of

LONGEST_QUOTE = 60


def quote_of(sentence: Sentence, start: int = 0, end: int = 0) -> Quote:
    """A sentence as evidence; ``start`` and ``end`` are positions in its shape, of the words meant."""
    claim = sentence.span(start, end) if end > start else (0, 0)
    return Quote(sentence.section, sentence.start, sentence.end, sentence.raw, *claim)


def part_of(sentence: Sentence) -> str:
    """第一部分, or 引言 for what stands before it."""
    return f"第{NUMERALS[sentence.section - 1]}部分" if sentence.section > 0 else "引言"


def stated(one: Number) -> str:
    """A number as the sentence gives it, without blanks."""
    unit = "" if one.kind is Kind.COUNT else "元" if one.kind is Kind.MONEY else "%"
    return number(one.value) + (one.unit if one.kind is Kind.COUNT else unit)


def compare(rule: Rule, claim: Claim, meanings: Sequence[Expression], operands: Operands) -> Finding | None:
    """The finding of one claim; None where the phrase means nothing on the report's form."""
    if not meanings or not operands.has_table(meanings[0].cells[0].table):
        return None
    return verdict(rule, operands, claim, meanings, claim.number.value)


def fits(value: Decimal, claimed: Decimal, step: Decimal) -> bool:
    """Equal, as far as the number of the text goes: 18.6亿 is any amount from 18.5 to 18.7."""
    return value == claimed or (step != 1 and abs(value - claimed) < step)


def verdict(rule: Rule, operands: Operands, claim: Claim, meanings: Sequence[Expression], claimed: Decimal) -> Finding:
    """Passed with the first meaning that fits; the others are not even added up."""
    worths = list[Worth]()
    for worth in map(operands.worth, meanings):
        value = next((v for v in worth.values if fits(v, claimed, claim.number.step)), None)
        if value is not None:
            agrees = f"{_said(claim)}，与表中{_agreeing(worth, value)}相符。"
            return _finding(rule, operands, claim, [worth], Outcome.PASSED, agrees)
        worths.append(worth)
    unknown = tuple(dict.fromkeys(cell for w in worths for cell in w.unknown))
    if unknown:
        edition, _ = operands.table(unknown[0].table)
        why = obstacles_text(unknown, operands.report, edition)
        message = f"{_said(claim)}，无法与表核对：{why}。"
        return _finding(rule, operands, claim, worths, Outcome.UNDETERMINED, message)
    first = worths[0]
    message = f"{_said(claim)}，表中{first.text}{'，按其他口径也对不上' if len(worths) > 1 else ''}。"
    apart = {w.values[:1]: w for w in reversed(worths)}
    tried = "；".join(w.text for w in worths if apart[w.values[:1]] is w)
    found = _finding(rule, operands, claim, worths, Outcome.FAILED, message)
    return replace(
        found,
        expected=first.values[0],
        actual=claimed,
        sum=f"正文 {number(claimed)} ≠ {tried}",
        fix=rule.fix,
    )


def _agreeing(worth: Worth, value: Decimal) -> str:
    """What the claim agrees with: the total as printed, or what its parts add up to where that is another number."""
    if value == worth.values[0] or len(worth.values) == 1:
        return worth.text
    return f"{worth.expression.name}各部分之和 {number(value)}（总计格为 {number(worth.values[0])}）"


def _said(claim: Claim) -> str:
    words = claim.words.lstrip("，；：。（）、")
    return f"{part_of(claim.sentence)}写“{words if len(words) <= LONGEST_QUOTE else '…' + words[-LONGEST_QUOTE:]}”"


def _finding(
    rule: Rule, operands: Operands, claim: Claim, worths: Iterable[Worth], outcome: Outcome, message: str
) -> Finding:
    cells = cells_of(w.expression for w in worths)
    edition, _ = operands.table(cells[0].table)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=outcome,
        subject=str(cells[0]),
        message=message,
        cells=address_text(cells),
        # What is quoted may grow; by the words up to the number answers given to the finding are found again.
        values=(*values_of(operands.report, cells), f"正文{claim.sentence.words(claim.start, claim.end)}"),
        fix=rule.fix if outcome is Outcome.UNDETERMINED else "",
        basis=rule.cite(edition),
        table=cells[0].table,
        quotes=(quote_of(claim.sentence, *claim.span),),
    )


def percent(value: Decimal) -> str:
    """A share with two decimals at most."""
    return number(value.quantize(Decimal("0.01")))


RECOGNISED = "（这句话由扫描件识别得来，可能读错，请先对照原件。）"


def once(findings: Iterable[Finding | None], report: Report) -> Iterator[Finding]:
    """Findings, each once: a sentence may say the same thing again.

    What was recognised in a picture accuses nobody: there the question stays open.
    """
    seen: set[str] = set()
    for finding in findings:
        if finding is not None and finding.fingerprint not in seen:
            seen.add(finding.fingerprint)
            failed = finding.outcome is Outcome.FAILED
            yield _left_open(finding) if failed and _is_recognised(finding, report) else finding


def _left_open(finding: Finding) -> Finding:
    return replace(finding, outcome=Outcome.UNDETERMINED, message=finding.message + RECOGNISED)


def _is_recognised(finding: Finding, report: Report) -> bool:
    """Whether a page its sentences stand on was read by recognition."""
    pages = report.facts.recognised
    if not pages:
        return False
    sections = {s.number: s for s in report.sections}
    places = [sections[q.section].place_of(q.start).page for q in finding.quotes if q.section in sections]
    return not places or any(page is None or page in pages for page in places)


def share_finding(
    rule: Rule, report: Report, sentence: Sentence, span: tuple[int, int], expressions: Iterable[Expression]
) -> Finding:
    """A finding about a stretch of a sentence, passed and without a message, to be filled in."""
    cells = tuple(cell for cell in cells_of(expressions) if cell in report.figures)
    edition, _ = table_of(report, "requests")
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=Outcome.PASSED,
        subject=str(cells[0]) if cells else f"section.{sentence.section}",
        message="",
        cells=address_text(cells),
        values=(*values_of(report, cells), f"正文{sentence.words(*span)}"),
        basis=rule.cite(edition),
        table=cells[0].table if cells else "",
        quotes=(quote_of(sentence, *span),),
    )
