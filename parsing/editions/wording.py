"""What people call the parts of the official form: the words findings and pages use."""

from __future__ import annotations

from collections.abc import Iterator

from parsing.editions.form import Edition, Line, Table
from parsing.report import Address

# Printed sideways: what the address calls a row stands above its columns.
PRINTED_ACROSS = frozenset({"disputes"})
NUMERALS = "一二三四五六"
_PLACES = {
    "section.-1": "标题之前",
    "section.0": "前言",
    "section": "各部分标题",
    "sections": "各部分标题",
    "file": "文件",
    "deadline": "报送时间",
}


def table_name(table: Table) -> str:
    """表二, 表三 or 表四: a table goes by the number of its section."""
    return f"表{NUMERALS[table.section - 1]}"


def row_name(table: Table, code: str) -> str:
    """The official label of a row, after the label of the merged cell it stands under, if any.

    三、本年度办理结果 is left out: it stands over nearly all rows of its table.
    """
    line = table.row(code)
    if line is None:
        return code
    own = [group for group in line.groups if not group.startswith("三、")]
    return " ".join((*own, line.label))


def column_name(table: Table, row: str, code: str) -> str:
    line = table.column(row, code)
    return line.label if line else code


def quoted(label: str) -> str:
    """The label in quotation marks; marks of its own, as in 危及“三安全一稳定”, become single."""
    return f"“{label.replace('“', '‘').replace('”', '’')}”"


def cell_name(table: Table, address: Address) -> str:
    """表三“（七）总计”行“其他”列."""
    across = "栏" if table.code in PRINTED_ACROSS else "行"
    row, column = row_name(table, address.row), column_name(table, address.row, address.column)
    return f"{table_name(table)}{quoted(row)}{across}{quoted(column)}列"


def explain(subject: str, tables: Iterator[Table]) -> str:
    """The words for ``subject`` by the first of ``tables`` that has it; its code when none has."""
    kind, _, rest = subject.partition(".")
    if kind == "title":
        return "标题"
    if kind == "section" and rest.isdecimal() and 1 <= int(rest) <= len(NUMERALS):
        return f"第{NUMERALS[int(rest) - 1]}部分"
    if kind in _PLACES or subject in _PLACES:
        return _PLACES.get(subject) or _PLACES[kind]
    for table in tables:
        if kind == "table" and table.code == rest:
            return table_name(table)
        if kind == table.code and "." in rest:
            address = Address.parse(subject)
            if _has(table, address):
                return cell_name(table, address)
    return subject


def _has(table: Table, address: Address) -> Line | None:
    return table.row(address.row) and table.column(address.row, address.column)


def tables_of(edition: Edition | None, others: Iterator[Edition]) -> Iterator[Table]:
    """Tables of ``edition`` first, then of the others: a report may mix the rows of two forms."""
    if edition:
        yield from edition.tables
    for other in others:
        yield from other.tables
