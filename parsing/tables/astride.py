"""Labels of tables 三 and 四 that stand around their figures, among scraps of the merged cells beside them.

Text taken out of a page goes line by line: the figures of a row stand in the middle of a label of several lines, and
what a cell beside it says of a whole group is strewn between:

    （三）不  2.其他法律行                  予公开  政法规 55 3 0 0 0 0 58                  禁止公开

A row is given such a label when its words, left and right of the figures, make it up to the last character, with
nothing between them but words of groups, and make up no other. In table 四 rows of five figures have labels too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from parsing.labels import fold
from parsing.tables.endings import ending, whole_row
from parsing.tables.mapped import APPLICANTS, OUTCOMES
from parsing.tables.tokens import Row, Token
from parsing.tables.vocabulary import GROUP_LABELS, ROWS

_LONGEST = 24
"""Words over which a label may be strewn, on either side of its figures."""
_NUMERAL = re.compile(r"^[（(]?[一二三四五六七][）)、]?")
_GROUPS = "\n".join(sorted(GROUP_LABELS))


def gathered(rows: Sequence[Row]) -> list[Row]:
    """The rows, each with the words of its label at the end of its own; ``rows`` are changed."""
    for row, following in pairwise([*rows, Row()]):
        labels = _wanted(row)
        label = _around(row, row.below or following.words, labels) if labels else None
        if label is not None:
            own = {id(token) for token in label}
            row.words = [*(token for token in row.words if id(token) not in own), *label]
            row.contested = _is_before_figures(label[-1], following)
            following.words = [token for token in following.words if id(token) not in own]
    return list(rows)


def _is_before_figures(end: Token, following: Row) -> bool:
    """Whether the end of a label stands on the line of the figures below it, and no words between: of two rows of
    figures each may be its own. Empty cells beside the last line of a label are none."""
    beside = (token for token in following.figures if token.line == end.line)
    return following.words[-1:] == [end] and any(not token.blank for token in beside)


def _wanted(row: Row) -> Mapping[str, str]:
    """The labels one of which a row may have around it, by how many figures it has; none where its words name it."""
    given = sum(not token.blank for token in row.figures)
    if given >= len(APPLICANTS):
        return ROWS["requests"] if whole_row(row.folded) is None else {}
    if given == len(OUTCOMES):
        return ROWS["disputes"] if ending(row.folded, ROWS["disputes"]) is None else {}
    return {}


def _around(row: Row, following: Sequence[Token], labels: Mapping[str, str]) -> list[Token] | None:
    """The words of the only label that stands around the figures of a row, or of the one that goes on where others
    end: 其他 and 其他法律行政法规禁止公开."""
    before, after = row.words[-_LONGEST:], following[:_LONGEST]
    found: dict[str, list[Token]] = {}
    for label, code in labels.items():
        for start in range(len(before)):
            words = _spelled(label, before[start:], after)
            if words is not None and len(words) > len(found.get(code, ())):
                found[code] = words
    longest = max(found.values(), key=len, default=None)
    return longest if longest and all(words == longest[: len(words)] for words in found.values()) else None


def _spelled(label: str, before: Sequence[Token], after: Sequence[Token]) -> list[Token] | None:
    """The words that spell a label, beginning with the first. Where none of those after the figures does, the last one
    before them must."""
    words: list[Token] = []
    rest = label
    for at, token in enumerate([*before, *after]):
        text = fold(token.text)
        if text and rest.startswith(text):
            words.append(token)
            rest = rest[len(text) :]
        elif not words or not _is_of_a_group(token):
            return None
        if not rest:
            return words if at >= len(before) - 1 else None
    return None


def _is_of_a_group(token: Token) -> bool:
    text = fold(_NUMERAL.sub("", token.text.strip()))
    return not text or text in _GROUPS
