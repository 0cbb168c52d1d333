"""Which label the words before a row of figures end with, in text whose lines and cells fell apart."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.distance import Levenshtein

from parsing.tables.vocabulary import COLUMNS, ROWS, is_form_scrap

_CORNER = "信息内容"
_SCRAP = 3
LEAST_BEGINNING = 5
"""Characters of a label cut in two that tell it: 3.危及“三安全 is none of the others."""
HEADINGS_TOO = 2
"""Characters of labels that are headings of columns as well: 其他, 总计."""
_UNIT = re.compile("(?:单位)?[亿千万]?元")


def ending(folded: str, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """The label that the words end with, or the start of it where the row cut it in two."""
    whole = [label for label in labels if folded.endswith(label)]
    if whole:
        label = max(whole, key=len)
        return label, labels[label]
    for length in range(min(len(folded), 40), LEAST_BEGINNING - 1, -1):
        tail = folded[-length:]
        near = {code for label, code in labels.items() if label.startswith(tail)}
        if len(near) == 1:
            return tail, near.pop()
    return _nearly(folded, labels)


def whole_row(folded: str, *, numbered: tuple[str, ...] = ()) -> str | None:
    """The row of table 三 whose whole label the words end with, unless columns are headed so too (其他, 总计) and no
    ``numbered`` ending says that it is the row."""
    found = ending(folded, ROWS["requests"])
    if found is None or found[0] not in ROWS["requests"]:
        return None
    return found[1] if len(found[0]) > HEADINGS_TOO or folded.endswith(numbered) else None


def _nearly(folded: str, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """A label with a few characters dropped or changed, at the end of the words.

    Only long labels, one edit in five characters, and only if no other comes as near.
    """
    scored: dict[str, tuple[float, str]] = {}
    for label, code in labels.items():
        if len(label) < 6:
            continue
        for extra in (0, -1, -2, 1):
            tail = folded[-(len(label) + extra) :]
            score = Levenshtein.normalized_similarity(tail, label)
            if score > scored.get(code, (0.0, ""))[0]:
                scored[code] = (score, tail)
    ranked = sorted(((score, tail, code) for code, (score, tail) in scored.items()), reverse=True)
    if not ranked or ranked[0][0] < 0.8 or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.15):
        return None
    return ranked[0][1], ranked[0][2]


_HEADINGS = {label: re.compile(re.escape(label)) for label in COLUMNS["disclosure"]}


def headings(folded: str) -> tuple[str, ...]:
    """The column headings named in a run of words, in their order; the last block's only.

    A heading over merged columns may be named once or once a column."""
    at = folded.rfind(_CORNER)
    found: dict[int, tuple[int, str]] = {}
    for label, pattern in _HEADINGS.items():
        for place in pattern.finditer(folded[max(at, 0) :]):
            if len(label) > len(found.get(place.end(), (0, ""))[1]):
                found[place.end()] = (place.start(), label)
    longest = {
        end: item
        for end, item in found.items()
        if not any(item[0] >= p and end <= e and (p, e) != (item[0], end) for e, (p, _) in found.items())
    }
    return tuple(COLUMNS["disclosure"][label] for _, (_, label) in sorted(longest.items()))


def heading_around_corner(folded: str) -> tuple[str, ...]:
    """The only heading of a block whose lines stand above and below that of the corner beside it, as text taken out of
    a page gives them."""
    before, _, after = folded.rpartition(_CORNER)
    found = headings(before + after) if before else ()
    return found if len(found) == 1 else ()


def is_all_known(folded: str, label: str) -> bool:
    """Whether the words of a heading are all the form's: one unknown may be a column, and shift the others."""
    rest = _UNIT.sub("", folded[max(folded.rfind(_CORNER), 0) :].removesuffix(label))
    for word in sorted(COLUMNS["disclosure"], key=len, reverse=True):
        rest = rest.replace(_UNIT.sub("", word), "\n")
    pieces = [piece for piece in rest.split("\n") if piece]
    return all(is_form_scrap(piece) and not _is_part_of_a_heading(piece) for piece in pieces)


def _is_part_of_a_heading(piece: str) -> bool:
    return len(piece) >= _SCRAP and any(piece in word for word in COLUMNS["disclosure"])
