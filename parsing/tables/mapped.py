"""What the mappers of grids and of text bring back: figures by address, labels, warnings."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from typing import NamedTuple

from parsing.editions import EDITIONS, Measure
from parsing.editions.wording import quoted, row_name, table_name
from parsing.grid import RECOGNITION, Cell, Place, both
from parsing.labels import read_number
from parsing.report import Address, Figure, State

APPLICANTS = ("natural_person", "company", "research", "public_interest", "legal_service", "other", "total")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
GROUPS = ("reconsideration", "litigation_direct", "litigation_after")

_MONEY = re.compile("[元万亿]")
_HEADING_UNIT = re.compile("(?:单位[:：]?|[(（])(亿元|千元|元)")
CONFLICT_DOUBT = "文件中有两处读到不同的数字"
SHIFT_DOUBT = "这一行数字比表头多，是按合计取舍的，可能错位，请对照原件确认"
HALVED_DOUBT = "这一行的行名在文件中另有一处也带着数字，可能是同一行分成了两半，请对照原件确认"
END_DOUBT = "这一行只读到行名的后半段，数字可能在前一页，请对照原件确认"
DISPLACED_DOUBT = "表头下有一行数字没有行名，各行的数字可能都错了一行，请对照原件确认"
PAGE_DOUBT = "这一行末尾的数字单独成行，可能是页码，请对照原件确认"
SCATTERED_DOUBT = "这一行不在表格里，是从文字行中取得的，可能混有别处的数字，请对照原件确认"
ONCE = "只有一次读取读到“{}”，请对照原件确认"
GLUED_DOUBT = "行名或列名末尾连着数字，可能是这一空格里的数字，请对照原件确认"
BESIDE_DOUBT = "这一行另有数字没有归到各列，空格里可能有数字，请对照原件确认"
LINE_DOUBT = RECOGNITION + "这个数字不在表格里，是从一行文字中取得的，请对照原件核对。"
FUSED_DOUBT = "这一行的行名前紧连着另一个行名，可能是两行连在了一起，请对照原件确认"
TWO_ROWS_DOUBT = "这一行有的格里上一行是0，可能是两行连在一起，请对照原件确认"
BROKEN_ROW_DOUBT = "这一行各格都有上下几行数字，可能是两行连在一起，请对照原件确认"
SPANNED_DOUBT = "这一格跨了有行名的两行，不知道数字属于哪一行，请对照原件确认"
MOVED_DOUBT = "这一行各数之和与总计不符，可能整行错开了一列，请对照原件确认"
SHORTER_DOUBT = "这一行比其他各行少一格，又有空格，后面的数字可能都错了一列，请对照原件确认"
SPACED_DOUBT = "这份文件里数字的各位之间有空格，这几个数字可能是一个数，请对照原件确认"
PHANTOM_WARNING = "{place}读到{found}个数字，比表头多，已按合计关系取舍，请核对。"
SHORT_WARNING = "{place}读到{found}个数字，与表头的{wanted}列对不上，无法确定各属哪一列。"


class Printed(NamedTuple):
    """A row or column label as it stands in the document."""

    table: str
    axis: str
    code: str
    text: str
    place: Place


@dataclass
class Mapped:
    """What the tables say: figures by address, the labels as printed, and what was unclear."""

    figures: dict[Address, Figure] = field(default_factory=dict)
    printed: list[Printed] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def put(self, address: Address, figure: Figure) -> None:
        """Adds a figure; a second, different one for the same cell makes both doubtful."""
        before = self.figures.get(address)
        if before is None:
            self.figures[address] = figure
        elif (figure.value, figure.state) != (before.value, before.state):
            kept = figure if before.state is State.BLANK else before
            self.figures[address] = kept._replace(doubt=f"{CONFLICT_DOUBT}：{before.raw or '空'}、{figure.raw or '空'}")

    def doubt(self, address: Address, doubt: str) -> None:
        """Adds a doubt to a figure."""
        figure = self.figures[address]
        self.figures[address] = figure._replace(doubt=both(doubt, figure.doubt))

    def doubt_blanks(self, table: str, rows: Container[str], doubt: str) -> None:
        """Doubts the blanks of rows whose figures may stand in other runs that could not be placed."""
        for address, figure in list(self.figures.items()):
            if address.table == table and address.row in rows and figure.state is State.BLANK:
                self.doubt(address, doubt)

    def last_row(self, table: str) -> str:
        """The row of a table whose label was read last; "" where none was."""
        return next((p.code for p in reversed(self.printed) if p.table == table and p.axis == "row"), "")

    def count(self, table: str) -> int:
        return sum(address.table == table for address in self.figures)


def to_figure(text: str, place: Place, measure: Measure, doubt: str = "", unit: str = "") -> Figure:
    """A cell's text as a figure, with its evidence. ``unit`` is that of an amount whose cell names none."""
    bare = measure is not Measure.AMOUNT or not text.strip() or _MONEY.search(text)
    number = read_number(text if bare else text + unit, measure)
    return Figure(number.value, text.strip(), place, number.state, number.note, both(doubt, number.doubt))


def cell_figure(cell: Cell, measure: Measure, doubt: str = "", unit: str = "") -> Figure:
    """The same of a cell, with what else was read in it."""
    figure = to_figure(cell.text, cell.place, measure, both(cell.doubt, doubt), unit)
    return figure._replace(others=cell.others) if cell.others and measure is Measure.COUNT else figure


def unit_named(heading: str) -> str:
    """The unit of money that a heading names in place of the form's 万元, or ""."""
    found = _HEADING_UNIT.search(re.sub(r"\s+", "", heading))
    return found[1] if found else ""


def row_words(table: str, code: str) -> str:
    """A row by its table and official label, as sentences name it: 表三“（七）总计”行."""
    tables = [edition.table(table) for edition in EDITIONS.values()]
    found = next((t for t in reversed(tables) if t.row(code) is not None), tables[-1])
    return f"{table_name(found)}{quoted(row_name(found, code))}行"
