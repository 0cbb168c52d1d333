"""Finds the three tables in running text, where a table is lines and not a grid.

Pasted and extracted text keeps the order of a table and loses its geometry: tabs, a cell a
line, blanks, labels broken into scraps and around their figures. Read as a stream, a row is
the words since the last figures and the figures that follow. A row counts only under a known
label and with as many figures as the form has columns there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parsing.companions import doubt_strangers
from parsing.editions import Measure
from parsing.empties import counted_rows, doubt_uneven, figure_fields, under_dispute_headings
from parsing.endings import ending, headings, is_all_known
from parsing.grid import LOOSE_DOUBT, Paragraph
from parsing.labels import Number, read_number
from parsing.loose import doubt_displaced, doubt_neighbours
from parsing.mapped import (
    APPLICANTS,
    GROUPS,
    OUTCOMES,
    PAGE_DOUBT,
    PHANTOM_WARNING,
    SCATTERED_DOUBT,
    SHIFT_DOUBT,
    SHORT_WARNING,
    Mapped,
    Printed,
    both,
    row_words,
    to_figure,
    unit_named,
)
from parsing.report import Address
from parsing.rows import applicants_add_up, disputes_add_up, fit, is_by_sums
from parsing.tokens import (
    FURNITURE,
    Row,
    Token,
    ends_in_a_line_of_its_own,
    fold_scrap,
    is_filled_below,
    is_heading,
    is_scattered,
)
from parsing.torn import DOUBT as TORN_DOUBT
from parsing.vocabulary import COLUMNS, ROWS, all_addresses, columns_of, is_form_scrap


@dataclass
class Streamed:
    """The figures found in text, and the indices of the paragraphs that were table lines."""

    mapped: Mapped = field(default_factory=Mapped)
    consumed: set[int] = field(default_factory=set)


def map_stream(paragraphs: Sequence[Paragraph]) -> Streamed:
    """Reads the three tables out of lines of text."""
    result = Streamed()
    found = counted_rows(paragraphs)
    taken: list[set[Address]] = [set() for _ in found]
    for reader in (_Disclosure(), _Requests(figure_fields(found)), _Disputes()):
        for row, addresses in zip(found, taken, strict=True):
            before = set(result.mapped.figures)
            reader.take(row, result)
            addresses.update(set(result.mapped.figures) - before)
    doubt_neighbours(found, taken, result.mapped)
    doubt_displaced(found, taken, result.mapped)
    doubt_uneven(found, taken, paragraphs, result.mapped)
    doubt_strangers(result.mapped)
    _consume_scraps(paragraphs, result)
    return result


def _numbers(tokens: Sequence[Token]) -> list[Number]:
    return [read_number(token.text, Measure.AMOUNT) for token in tokens]


def _doubt_of(row: Row, numbers: Sequence[Number], count: int, end: int | None = None) -> str:
    """Why the figures of a row that fits may not be its own, or stand one beside their place; or nothing."""
    return both(
        SHIFT_DOUBT if is_by_sums(numbers, count, end) else "",
        PAGE_DOUBT if ends_in_a_line_of_its_own(row) else "",
        _doubt_of_lines(row, numbers, count),
    )


def _doubt_of_lines(row: Row, numbers: Sequence[Number], count: int) -> str:
    return both(
        LOOSE_DOUBT if is_scattered(row) else "",
        SCATTERED_DOUBT if not _holds(row, numbers, count) else "",
    )


def _holds(row: Row, numbers: Sequence[Number], count: int) -> bool:
    """Whether the figures of a row add up, which is asked of lines of a page only: what stands beside and over
    one another there may have run together."""
    if row.figures[0].paragraph.place.page is None or len(numbers) != count:
        return True
    values = [number.value or Decimal(0) for number in numbers]
    return disputes_add_up(values) if count == len(GROUPS) * len(OUTCOMES) else applicants_add_up(values)


def _put(
    result: Streamed,
    row: Row,
    table: str,
    code: str,
    columns: Sequence[str],
    tokens: Sequence[Token],
    unit: str = "",
    doubt: str = "",
) -> None:
    for column, token in zip(columns, tokens, strict=True):
        address = Address(table, code, column)
        measure = all_addresses().get(address)
        if measure is None:
            continue
        place = token.paragraph.place
        begin = (place.offset or 0) + token.start
        place = place._replace(offset=begin, end=begin + len(token.text))
        result.mapped.put(address, to_figure(token.text, place, measure, doubt, unit))
        result.consumed.add(token.line)
    result.consumed.update(token.line for token in row.words if is_form_scrap(token.text))


_LETTERED = re.compile("[一二三四五六七]其他$")


def _ends_a_heading(folded: str) -> bool:
    """Whether words that end with 其他 or 总计 are the headings of columns, above a row that lost its label."""
    heads = any(label in folded for label in COLUMNS["requests"] if len(label) > 2)
    return heads and not folded.endswith(("3其他", "七总计", "七合计"))


class _Requests:
    """Table 三: a row is a label of it and seven figures."""

    def __init__(self, known: dict[int, frozenset[int]]) -> None:
        self.ends: dict[int, int] = {}
        self.known = known

    def take(self, row: Row, result: Streamed) -> None:
        found = None if under_dispute_headings(row.folded) else ending(row.folded, ROWS["requests"])
        if found is None or (found[1] == "total" and not row.folded.endswith(("总计", "合计"))):
            return
        label, code = found
        short = label in ("其他", "总计", "合计")
        if short and (len(row.figures) < len(APPLICANTS) or _ends_a_heading(row.folded)):
            return
        if label == "其他" and _LETTERED.search(row.folded):
            return  # （六）其他, of a label 其他处理 that was cut in two
        self._read(row, label, code, result)

    def _read(self, row: Row, label: str, code: str, result: Streamed) -> None:
        place = row_words("requests", code)
        given = sum(not token.blank for token in row.figures)
        numbers, end = _numbers(row.figures), self._end(row)
        known = self._known(row)
        chosen = known or fit(numbers, len(APPLICANTS), applicants_add_up, end)
        if chosen is None:
            if given > 2:
                result.mapped.warnings.append(SHORT_WARNING.format(place=place, found=given, wanted=len(APPLICANTS)))
            return
        if given > len(APPLICANTS):
            result.mapped.warnings.append(PHANTOM_WARNING.format(place=place, found=given))
        total = row.figures[chosen[-1]]
        if not total.blank:
            self.ends[total.fields] = total.field
        count = len(APPLICANTS)
        doubt = _doubt_of_lines(row, numbers, count) if known else _doubt_of(row, numbers, count, end)
        doubt = both(
            doubt,
            SHIFT_DOUBT if not known and self._may_be_shifted(row, chosen) else "",
            TORN_DOUBT if is_filled_below(row) else "",
        )
        _put(result, row, "requests", code, APPLICANTS, [row.figures[i] for i in chosen], doubt=doubt)
        result.mapped.printed.append(_label(row, label, "requests", code))

    def _known(self, row: Row) -> tuple[int, ...] | None:
        """The figures in the fields that are known to be the columns, if none is left out."""
        chosen = [n for n, token in enumerate(row.figures) if token.field in self.known.get(token.fields, ())]
        left = any(not token.blank for n, token in enumerate(row.figures) if n not in chosen)
        return tuple(chosen) if len(chosen) == len(APPLICANTS) and not left else None

    def _may_be_shifted(self, row: Row, chosen: tuple[int, ...]) -> bool:
        """Whether blanks of a line of tabs may stand for another column than they seem to: some of them are left out
        and others are not, or the line has other fields than the rest and begins with a cell that its wide label may
        cover, where cells are lost at its end."""
        first = row.figures[chosen[0]]
        if first.fields == 1 or all(token.blank for token in row.figures):
            return False
        if len(row.figures) > len(chosen):
            return any(row.figures[n].blank for n in chosen)
        return first.blank and bool(self.known) and first.fields not in self.known

    def _end(self, row: Row) -> int | None:
        """Where the total stands in lines of as many fields, by the rows above."""
        for index, token in enumerate(row.figures):
            if token.fields > 1 and self.ends.get(token.fields) == token.field:
                return index
        return None


def _label(row: Row, label: str, table: str, code: str) -> Printed:
    """The label as printed: the words at the end of the row that make it up."""
    text = ""
    for token in reversed(row.words):
        text = token.text.strip() + text
        if len(fold_scrap(text)) >= len(label):
            break
    return Printed(table, "row", code, text, row.words[-1].paragraph.place)


class _Disclosure:
    """Table 二: rows count off against the headings printed above them, block by block."""

    def __init__(self) -> None:
        self.columns: tuple[str, ...] = ()
        self.unit = ""

    def take(self, row: Row, result: Streamed) -> None:
        heading = headings(row.folded)
        found = ending(row.folded, ROWS["disclosure"])
        if heading:
            known_words = is_all_known(row.folded, found[0] if found else "")
            self.columns = heading if known_words else ()
            self.unit = unit_named("".join(token.text for token in row.words))
        if found is None or not self.columns:
            return
        label, code = found
        known = columns_of("disclosure", code)
        if any(column not in known for column in self.columns):
            return
        once = tuple(dict.fromkeys(self.columns))
        for columns in dict.fromkeys((self.columns, once)):
            chosen = fit(_numbers(row.figures), len(columns))
            if chosen is not None:
                _put(result, row, "disclosure", code, columns, [row.figures[i] for i in chosen], self.unit)
                result.mapped.printed.append(_label(row, label, "disclosure", code))
                return
        given = sum(not token.blank for token in row.figures)
        place = row_words("disclosure", code)
        result.mapped.warnings.append(SHORT_WARNING.format(place=place, found=given, wanted=len(once)))


class _Disputes:
    """Table 四: fifteen figures in a row under its headings, or five after a group's label."""

    def take(self, row: Row, result: Streamed) -> None:
        folded = row.folded
        given = [token for token in row.figures if not token.blank]
        found = ending(folded, ROWS["disputes"])
        if found is not None and len(row.figures) >= 5 and len(given) <= 6:
            chosen = fit(_numbers(row.figures), 5, applicants_add_up)
            if chosen is not None:
                doubt = _doubt_of(row, _numbers(row.figures), 5)
                _put(result, row, "disputes", found[1], OUTCOMES, [row.figures[i] for i in chosen], doubt=doubt)
            return
        if not under_dispute_headings(folded):
            return
        chosen = fit(_numbers(row.figures), 15, disputes_add_up)
        if chosen is None:
            if len(given) > 5:
                result.mapped.warnings.append(SHORT_WARNING.format(place="表四", found=len(given), wanted=15))
            return
        doubt = _doubt_of(row, _numbers(row.figures), 15)
        for start, group in zip(range(0, 15, 5), GROUPS, strict=True):
            part = [row.figures[i] for i in chosen[start : start + 5]]
            _put(result, row, "disputes", group, OUTCOMES, part, doubt=doubt)


def _consume_scraps(paragraphs: Sequence[Paragraph], result: Streamed) -> None:
    """Lines that are nothing but pieces of the form, next to lines that held figures."""
    for step in (1, -1):
        order = range(len(paragraphs)) if step > 0 else range(len(paragraphs) - 1, -1, -1)
        for index in order:
            text = paragraphs[index].text
            near = index - step in result.consumed
            if near and not is_heading(text) and (not text.strip() or is_form_scrap(text) or FURNITURE.match(text)):
                result.consumed.add(index)
