"""What a row of running text gives: its figures put to their addresses, and why they may not be its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parsing.editions import Measure
from parsing.grid import LOOSE_DOUBT, both
from parsing.labels import Number, read_number
from parsing.report import Address
from parsing.tables.mapped import (
    APPLICANTS,
    GROUPS,
    OUTCOMES,
    PAGE_DOUBT,
    SCATTERED_DOUBT,
    SHIFT_DOUBT,
    Mapped,
    Printed,
    to_figure,
)
from parsing.tables.rows import applicants_add_up, disputes_add_up, is_by_sums
from parsing.tables.tokens import Row, Token, ends_in_a_line_of_its_own, fold_scrap, is_scattered
from parsing.tables.vocabulary import GROUP_LABELS, LEAST_LABEL, ROWS, all_addresses, is_form_scrap, is_row_label

NUMBERED = ("七总计", "七合计", "3其他")
"""Rows of table 三 whose labels without their numbers are columns' too."""
_ITEM_ALONE = re.compile(r"\s*[（(]?\s*\d{1,2}\s*[.．、]\s*")


@dataclass
class Streamed:
    """The figures found in text, and the indices of the paragraphs that were table lines."""

    mapped: Mapped = field(default_factory=Mapped)
    consumed: set[int] = field(default_factory=set)


def numbers_of(tokens: Sequence[Token]) -> list[Number]:
    return [read_number(token.text, Measure.AMOUNT) for token in tokens]


def doubt_of(row: Row, numbers: Sequence[Number], count: int, end: int | None = None) -> str:
    """Why the figures of a row that fits may not be its own, or stand one beside their place; or nothing."""
    return both(
        SHIFT_DOUBT if is_by_sums(numbers, count, end) else "",
        PAGE_DOUBT if ends_in_a_line_of_its_own(row) else "",
        doubt_of_lines(row, numbers, count),
    )


def doubt_of_lines(row: Row, numbers: Sequence[Number], count: int) -> str:
    values = [number.value or Decimal(0) for number in numbers]
    return both(
        LOOSE_DOUBT if is_scattered(row) else "",
        SCATTERED_DOUBT if not _holds(row, values, count) else "",
        SHIFT_DOUBT if len(values) == count and _are_shifted(values) else "",
    )


def _are_shifted(values: Sequence[Decimal]) -> bool:
    """Whether figures stand beside their places, as where text was taken out of a page a column at a time: the total
    of a row comes first, or the groups of table 四 fail and not one of them."""
    if len(values) == len(APPLICANTS):
        return not applicants_add_up(values) and values[0] == sum(values[1:], Decimal(0))
    groups = [values[start : start + len(OUTCOMES)] for start in range(0, len(values), len(OUTCOMES))]
    return sum(not applicants_add_up(group) for group in groups) > 1


def _holds(row: Row, values: Sequence[Decimal], count: int) -> bool:
    """Whether the figures of a row add up, which is asked of lines of a page only: what stands beside and over
    one another there may have run together."""
    if row.figures[0].paragraph.place.page is None or len(values) != count:
        return True
    return disputes_add_up(values) if count == len(GROUPS) * len(OUTCOMES) else applicants_add_up(values)


def put(
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
        place = token.paragraph.place._replace(offset=token.offset, end=token.offset + len(token.text))
        result.mapped.put(address, to_figure(token.text, place, measure, doubt, unit))
        result.consumed.add(token.line)
    result.consumed.update(token.line for token in row.words if is_form_scrap(token.text))


def ends_in_a_digit(row: Row) -> bool:
    """Whether a digit touches the label of a row: the number of a note, or the first of a figure."""
    return not row.words[-1].text.isdigit() and row.words[-1].text[-1].isdigit()


def is_two(row: Row, label: str) -> bool:
    """Whether the word that ends with a label begins with another, as two rows in one line: 2.重复申请3.其他; or
    the figures stand behind the number of another, whose words follow them."""
    first = row.figures[0]
    if _ITEM_ALONE.fullmatch(first.paragraph.text[: first.start]):
        return True
    before = fold_scrap(row.words[-1].text).removesuffix(label).rstrip("0123456789")
    return is_row_label(before) and not before.endswith(tuple(GROUP_LABELS))


def is_last_of_several(row: Row, table: str, label: str) -> bool:
    """Whether labels of other rows stand before a row's own without figures, and its figures on other lines: where
    labels stand together, the figures that follow are the first's. One blank row is none of several, unless the
    figures are a line each."""
    lines = {token.line for token in row.figures if not token.blank}
    before = row.folded.removesuffix(label)
    rows = {other for other in ROWS[table] if len(other) >= LEAST_LABEL} - GROUP_LABELS | {*NUMBERED}
    others = {ROWS[table].get(other, other) for other in rows if other in before}
    return row.words[-1].line not in lines and (len(others) > 1 or (len(lines) > 1 and bool(others)))


def printed_label(row: Row, label: str, table: str, code: str) -> Printed:
    """The label as printed: the words at the end of the row that make it up."""
    text = ""
    for token in reversed(row.words):
        text = token.text.strip() + text
        if len(fold_scrap(text)) >= len(label):
            break
    return Printed(table, "row", code, text, row.words[-1].paragraph.place)


def may_skip_a_blank(row: Row, chosen: Sequence[int]) -> bool:
    """Whether a blank before the last of the chosen figures is none of them, or nothing tells where blanks are: where a
    heading was lost, it may be the first one's, and the figure that of the other."""
    return row.figures[0].fields == 1 or any(row.figures[n].blank for n in range(chosen[-1]) if n not in chosen)
