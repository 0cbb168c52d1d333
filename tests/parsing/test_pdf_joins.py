"""Tables of a PDF that go on elsewhere: on the next page, in the next column of text."""

from __future__ import annotations

from dataclasses import replace

from parsing.readers.pdf.layout.joins import continues, joined
from parsing.readers.pdf.layout.tables import Part, Table

HEADS = [("申请人情况", 0, 1), ("自然人", 1, 1), ("总计", 2, 1)]


def test_a_table_that_parts_its_labels_on_the_next_page_alone_goes_on_from_the_last() -> None:
    """A row whose figures tore between their lines, under the headings said again."""
    before = table([HEADS, [("一、本年新收政府信息公开申请数量", 0, 1), ("2", 1, 1), ("2", 2, 1)]], (0, 200, 230, 260))
    parted = [("三、本年度办理结果", 0, 1), ("（一）予以公开", 1, 1), ("1", 2, 1), ("1", 3, 1)]
    wide = [("申请人情况", 0, 2), ("自然人", 2, 1), ("总计", 3, 1)]
    assert continues(before, table([wide, parted], (0, 80, 200, 230, 260)))


def table(rows: list[list[tuple[str, int, int]]], xs: tuple[float, ...], full: bool = False) -> Table:
    """Cells by their text, first column and how many they span, on the first page."""
    box = (0.0, 0.0, 1.0, 1.0)
    parts = [
        Part(text, row, 1, xs[first], xs[first + span], 1, box, full=full)
        for row, cells in enumerate(rows)
        for text, first, span in cells
    ]
    return Table(1, box, xs, len(rows), tuple(parts))


def test_a_table_as_wide_that_stands_beside_its_place_on_the_next_page_goes_on_from_the_last() -> None:
    """Left and right pages, or columns of text: the label and the figures of one row, each on its own page."""
    label = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府"
    before = table([HEADS, [(label, 0, 1), ("", 1, 1), ("", 2, 1)]], (400, 600, 630, 660), full=True)
    after = replace(table([[("信息公开申请", 0, 1), ("1", 1, 1), ("1", 2, 1)]], (40, 240, 270, 300)), page=2)
    after = replace(after, parts=tuple(part._replace(page=2) for part in after.parts))
    assert continues(before, after)
    whole = joined(before, after)
    assert [part.text for part in whole.parts if part.row == 1] == [label + "信息公开申请", "1", "1"]


def test_a_table_beside_another_is_no_part_of_it() -> None:
    row = [("一、本年新收政府信息公开申请数量", 0, 1), ("2", 1, 1), ("2", 2, 1)]
    before = table([HEADS, row], (40, 240, 270, 300))
    assert not continues(before, table([row], (400, 600, 630, 660)))


def test_of_two_slivers_under_one_cell_one_goes_on_from_it() -> None:
    """Strokes of a stamp over a line of the table, on a scan."""
    above = table([[("三、", 0, 1), ("（一）予以公开", 1, 1)]], (128, 133, 300))
    above = replace(above, parts=(above.parts[0]._replace(rowspan=2), *above.parts[1:]), rows=2)
    below = table([[("本年", 0, 1), ("度", 0, 1), ("（二）部分公开", 1, 1)]], (128, 133, 300))
    below = replace(below, parts=tuple(part._replace(rowspan=2) for part in below.parts[:2]) + below.parts[2:], rows=2)
    assert [part.text for part in joined(above, below).parts] == ["三、本年", "（一）予以公开", "度", "（二）部分公开"]
