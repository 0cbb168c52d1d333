"""Finds the three tables in running text, where a table is lines and not a grid.

Pasted and extracted text keeps the order of a table and loses its geometry: tabs, a cell a
line, blanks, labels broken into scraps and around their figures. Read as a stream, a row is
the words since the last figures and the figures that follow. A row counts only under a known
label and with as many figures as the form has columns there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from parsing.grid import LOOSE_DOUBT, Paragraph, both
from parsing.report import Address
from parsing.tables.astride import gathered
from parsing.tables.companions import doubt_strangers, doubt_total_first
from parsing.tables.empties import (
    counted_rows,
    doubt_uneven,
    doubt_whole_among_short,
    figure_fields,
    under_dispute_headings,
)
from parsing.tables.endings import ending, heading_around_corner, headings, is_all_known
from parsing.tables.explained import unexplained
from parsing.tables.interrupted import doubt_interrupted
from parsing.tables.loose import doubt_displaced, doubt_halved, doubt_neighbours
from parsing.tables.mapped import (
    APPLICANTS,
    FUSED_DOUBT,
    GLUED_DOUBT,
    GROUPS,
    HALVED_DOUBT,
    MOVED_DOUBT,
    OUTCOMES,
    PHANTOM_WARNING,
    SCATTERED_DOUBT,
    SHIFT_DOUBT,
    SHORT_WARNING,
    row_words,
    unit_named,
)
from parsing.tables.rejoining import rejoined
from parsing.tables.remarks import unnumbered
from parsing.tables.rows import applicants_add_up, disputes_add_up, fit, stands_beside
from parsing.tables.shorter import doubt_shorter
from parsing.tables.singly import by_outcome
from parsing.tables.spaced import doubt_spaced
from parsing.tables.streamed import (
    NUMBERED,
    Streamed,
    doubt_of,
    doubt_of_lines,
    ends_in_a_digit,
    is_last_of_several,
    is_two,
    may_skip_a_blank,
    numbers_of,
    printed_label,
    put,
)
from parsing.tables.tokens import (
    FURNITURE,
    Row,
    fold_scrap,
    is_filled_below,
    is_heading,
    is_scattered,
)
from parsing.tables.torn import DOUBT as TORN_DOUBT
from parsing.tables.vocabulary import (
    COLUMNS,
    ROWS,
    columns_of,
    forms_of,
    is_form_scrap,
)
from parsing.tables.woven import are_outcomes, block_columns, group_above, groups_above


def map_stream(paragraphs: Sequence[Paragraph]) -> Streamed:
    """Reads the three tables out of lines of text."""
    result = Streamed()
    paragraphs = unnumbered(unexplained(paragraphs))
    found = rejoined(gathered(counted_rows(paragraphs)))
    taken: list[set[Address]] = [set() for _ in found]
    for reader in (_Disclosure(), _Requests(figure_fields(found)), _Disputes(found)):
        for row, addresses in zip(found, taken, strict=True):
            before = set(result.mapped.figures)
            reader.take(row, result)
            addresses.update(set(result.mapped.figures) - before)
    doubt_neighbours(found, taken, result.mapped)
    doubt_displaced(found, taken, result.mapped)
    doubt_halved(found, taken, result.mapped)
    doubt_interrupted(found, taken, result.mapped)
    doubt_uneven(found, taken, paragraphs, result.mapped)
    doubt_whole_among_short(found, taken, result.mapped)
    doubt_spaced(found, taken, result.mapped)
    doubt_shorter(found, taken, result.mapped)
    doubt_strangers(result.mapped)
    doubt_total_first(result.mapped)
    _consume_scraps(paragraphs, result)
    return result


_LETTERED = re.compile("[一二三四五六七]其他$")


def _ends_a_heading(folded: str) -> bool:
    """Whether words that end with 其他 or 总计 are the headings of columns, above a row that lost its label."""
    heads = any(label in folded for label in COLUMNS["requests"] if len(label) > 2)
    return heads and not folded.endswith(NUMBERED)


class _Requests:
    """Table 三: a row is a label of it and seven figures."""

    def __init__(self, known: dict[int, frozenset[int]]) -> None:
        self.ends: dict[int, int] = {}
        self.known = known

    def take(self, row: Row, result: Streamed) -> None:
        other = under_dispute_headings(row.folded) or are_outcomes(row.folded)
        found = None if other else ending(row.folded, ROWS["requests"])
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
        numbers, end = numbers_of(row.figures), self._end(row)
        known = self._known(row)
        chosen = known or fit(numbers, len(APPLICANTS), applicants_add_up, end)
        spare = given > len(APPLICANTS) and row.figures[0].fields == 1
        if spare and chosen != tuple(range(len(APPLICANTS))):
            chosen = None  # pieces of numbers, where nothing parts cells
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
        doubt = doubt_of_lines(row, numbers, count) if known else doubt_of(row, numbers, count, end)
        values = [number.value or Decimal(0) for number in (numbers[i] for i in chosen)]
        doubt = both(
            doubt,
            GLUED_DOUBT if ends_in_a_digit(row) and not applicants_add_up(values) else "",
            SHIFT_DOUBT if not known and self._may_be_shifted(row, chosen) else "",
            MOVED_DOUBT if stands_beside(numbers, chosen, count) else "",
            TORN_DOUBT if is_filled_below(row) else "",
            HALVED_DOUBT if row.contested else "",
            FUSED_DOUBT if is_two(row, label) or is_last_of_several(row, "requests", label) else "",
        )
        put(result, row, "requests", code, APPLICANTS, [row.figures[i] for i in chosen], doubt=doubt)
        result.mapped.printed.append(printed_label(row, label, "requests", code))

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


class _Disclosure:
    """Table 二: rows count off against the headings printed above them, block by block."""

    def __init__(self) -> None:
        self.columns: tuple[str, ...] = ()
        self.unit = ""

    def take(self, row: Row, result: Streamed) -> None:
        heading = headings(row.folded) or heading_around_corner(row.folded)
        found = ending(row.folded, ROWS["disclosure"])
        if heading:
            label = found[0] if found else ""
            self.columns = heading if is_all_known(row.folded, label) else block_columns(row.words, label)
            self.unit = unit_named("".join(token.text for token in row.words))
        if found is None or not self.columns:
            return
        label, code = found
        known = columns_of("disclosure", code)
        if any(column not in known for column in self.columns):
            return
        once = tuple(dict.fromkeys(self.columns))
        for columns in dict.fromkeys((self.columns, once)):
            chosen = fit(numbers_of(row.figures), len(columns))
            if chosen is not None:
                doubt = TORN_DOUBT if is_filled_below(row) else ""
                doubt = both(doubt, GLUED_DOUBT if ends_in_a_digit(row) else "")
                doubt = both(doubt, FUSED_DOUBT if is_last_of_several(row, "disclosure", label) else "")
                lost = frozenset(columns) not in forms_of("disclosure", code)
                doubt = both(doubt, SHIFT_DOUBT if lost and may_skip_a_blank(row, chosen) else "")
                put(result, row, "disclosure", code, columns, [row.figures[i] for i in chosen], self.unit, doubt)
                result.mapped.printed.append(printed_label(row, label, "disclosure", code))
                return
        given = sum(not token.blank for token in row.figures)
        place = row_words("disclosure", code)
        result.mapped.warnings.append(SHORT_WARNING.format(place=place, found=given, wanted=len(once)))


class _Disputes:
    """Table 四: fifteen figures in a row under its headings, or five after a group's label or under its own headings,
    or one or three after the name of an outcome.

    Where groups have rows of their own all three have them: one alone may be a piece of a table that fell apart.
    """

    def __init__(self, found: Sequence[Row]) -> None:
        stacked = tuple(filter(None, (group_above(row.folded) for row in found))) == GROUPS
        groups = ((row, _group(row, stacked)) for row in found if len(row.figures) >= len(OUTCOMES))
        self.groups = {id(row): group for row, group in groups if group}
        parts = {id(row): groups_above([fold_scrap(token.text) for token in row.words]) for row in found}
        whole = tuple(group for some in parts.values() for group in some) == GROUPS
        self.parts = {key: some for key, some in parts.items() if whole and some}
        self.outcomes = {id(found[at]): figures for at, figures in by_outcome(found).items()}

    def take(self, row: Row, result: Streamed) -> None:
        for address, token in (figures := self.outcomes.get(id(row), ())):
            doubt = both(GLUED_DOUBT if ends_in_a_digit(row) else "", LOOSE_DOUBT if is_scattered(row) else "")
            put(result, row, address.table, address.row, (address.column,), [token], doubt=doubt)
        if figures:
            return
        given = [token for token in row.figures if not token.blank]
        if len(GROUPS) > len(parts := self.parts.get(id(row), ())) > 0:
            self._put(row, parts, result)
            return
        group = self.groups.get(id(row))
        if group is not None and len(given) <= len(OUTCOMES) + 1:
            chosen = fit(numbers_of(row.figures), 5, applicants_add_up)
            alone = set(self.groups.values()) != set(GROUPS)
            if chosen is not None and (given or not alone):
                doubt = both(doubt_of(row, numbers_of(row.figures), 5), SCATTERED_DOUBT if alone else "")
                put(result, row, "disputes", group, OUTCOMES, [row.figures[i] for i in chosen], doubt=doubt)
            return
        if not under_dispute_headings(row.folded):
            return
        self._put(row, GROUPS, result)

    def _put(self, row: Row, groups: Sequence[str], result: Streamed) -> None:
        """Reads the figures of some groups under their headings."""
        given, count = sum(not token.blank for token in row.figures), len(OUTCOMES)
        chosen = fit(numbers_of(row.figures), count * len(groups), disputes_add_up)
        if chosen is None:
            if given > count:
                wanted = count * len(groups)
                result.mapped.warnings.append(SHORT_WARNING.format(place="表四", found=given, wanted=wanted))
            return
        doubt = doubt_of(row, numbers_of(row.figures), count * len(groups))
        for start, group in zip(range(0, len(chosen), count), groups, strict=True):
            part = [row.figures[i] for i in chosen[start : start + count]]
            moved = MOVED_DOUBT if stands_beside(numbers_of(part), range(count), count) else ""
            put(result, row, "disputes", group, OUTCOMES, part, doubt=both(doubt, moved))


def _group(row: Row, stacked: bool) -> str | None:
    found = ending(row.folded, ROWS["disputes"])
    return found[1] if found else group_above(row.folded) if stacked else None


def _consume_scraps(paragraphs: Sequence[Paragraph], result: Streamed) -> None:
    """Lines that are nothing but pieces of the form, next to lines that held figures."""
    for step in (1, -1):
        order = range(len(paragraphs)) if step > 0 else range(len(paragraphs) - 1, -1, -1)
        for index in order:
            text = paragraphs[index].text
            near = index - step in result.consumed
            if near and not is_heading(text) and (not text.strip() or is_form_scrap(text) or FURNITURE.match(text)):
                result.consumed.add(index)
