"""The data dictionary: what every column of an export means, every state of a value, every cell of the form.

One description for all places it is shown in: a sheet of the workbook, two files beside the CSV and
the JSON, and a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from parsing.editions import Edition, Measure
from parsing.editions.wording import column_name, row_name, table_name
from parsing.report import Address, State
from submissions.exports.compact import ABSENT
from submissions.models import MemberRole


class Field(NamedTuple):
    """One column: its key in JSON, its head in CSV, what it says."""

    key: str
    head: str
    words: str


UNITS: Final = {Measure.COUNT: "个", Measure.AMOUNT: "万元", Measure.CHANGE: "个（可为负）"}


def figure_fields() -> list[Field]:
    """The long form: a line a cell of a report."""
    return [
        Field("snapshot", _("汇总编号"), _("这份数据出自哪一次冻结的汇总；同一编号的内容永远相同。")),
        Field("year", _("年度"), _("报告所反映的年份。")),
        Field("agency", _("机关代码"), _("机关名单中的代码，年度之间不变。")),
        Field("agency_name", _("机关"), _("冻结时的机关全称。")),
        Field("role", _("汇总方式"), _("这份报告在合计中的作用，见“汇总方式”。")),
        Field("table", _("表代码"), _("官方表格的代码。")),
        Field("table_label", _("表"), _("官方表格的名称。")),
        Field("row", _("行代码"), _("行的代码。")),
        Field("row_label", _("行"), _("官方印制的行名，含其上级分组。")),
        Field("column", _("列代码"), _("列的代码。")),
        Field("column_label", _("列"), _("官方印制的列名。")),
        Field("value", _("数值"), _("报告中的数字；不是数字的为空，绝不以 0 代替。")),
        Field("state", _("状态"), _("单元格里是什么，见“数值的状态”。")),
        Field("corrected", _("人工更正"), _("1 表示由人对照原件更正或确认，0 表示程序读取。")),
        Field("source", _("来源"), _("数字出自哪个文件：文件名和内容的 SHA-256 前 16 位。")),
    ]


def total_fields() -> list[Field]:
    """The sums: a line a cell of the form."""
    return [
        *(field for field in figure_fields() if field.key in ("snapshot", "year", *PLACE)),
        Field("value", _("合计"), _("计入合计的报告中数字之和；没有一份报告填数字的为空。")),
        Field("numbers", _("有数字的份数"), _("合计由多少份报告的数字相加。")),
        Field("blank", _("空白的份数"), _("这一格留空的报告。")),
        Field("dash", _("横线的份数"), _("这一格画横线的报告。")),
        Field("illegible", _("无法辨认的份数"), _("这一格读不出的报告。")),
        Field("absent", _("没有这一格的份数"), _("文件里没有这一格的报告。")),
    ]


NOT_IN_JSON: Final = frozenset({"snapshot", "agency_name", "table_label", "row_label", "column_label"})
"""What the head of the JSON, its agencies and its dictionary say once is not said on each of two million lines."""

PLACE: Final = ("table", "table_label", "row", "row_label", "column", "column_label")


def agency_fields() -> list[Field]:
    """Who belongs to the sum: a line an agency that owes a report."""
    return [
        Field("snapshot", _("汇总编号"), _("同上。")),
        Field("agency", _("机关代码"), _("机关名单中的代码。")),
        Field("agency_name", _("机关"), _("冻结时的机关全称。")),
        Field("kind", _("类别"), _("机关的类别。")),
        Field("parent", _("上级机关"), _("机关树中的上级。")),
        Field("area", _("地区"), _("汇总机关的直接下级政府；空为汇总机关本级的机关和部门。")),
        Field("scope", _("数据范围"), _("本级：只含本机关；全域：含其下级和所属机关。")),
        Field("role", _("汇总方式"), _("见“汇总方式”。")),
        Field("covered_by", _("已含在"), _("其数据已含在哪个机关的全域报告里（机关代码）。")),
        Field("state", _("报送状态"), _("冻结时的报送状态。")),
        Field("due_on", _("截止日期"), _("应报日期，含单独延期。")),
        Field("submitted_at", _("提交时间"), _("最后一次提交的时间。")),
        Field("approved_at", _("通过时间"), _("审核通过的时间。")),
    ]


def states() -> list[Field]:
    return [
        Field(State.NUMBER.value, _("数字"), _("单元格里是数字，0 也是数字。")),
        Field(State.BLANK.value, _("空白"), _("单元格是空的。")),
        Field(State.DASH.value, _("横线"), _("单元格里是“-”“—”“/”一类的符号。")),
        Field(State.ILLEGIBLE.value, _("无法辨认"), _("单元格里有内容，但读不出数字。")),
        Field(ABSENT, _("无此单元格"), _("文件里没有这一格。")),
    ]


def roles() -> list[tuple[str, str]]:
    return [(role.value, str(role.label)) for role in MemberRole]


def cells(edition: Edition) -> Iterator[dict[str, str]]:
    """Every cell of the form with its codes, official labels and unit."""
    for address in edition.addresses():
        yield dict(zip(PLACE, labels(edition, address), strict=True)) | {"unit": unit_of(edition, address)}


def labels(edition: Edition, address: Address) -> tuple[str, str, str, str, str, str]:
    """Code and official label of table, row and column."""
    table = edition.table(address.table)
    return (
        address.table,
        f"{table_name(table)} {table.title}",
        address.row,
        row_name(table, address.row),
        address.column,
        column_name(table, address.row, address.column),
    )


def unit_of(edition: Edition, address: Address) -> str:
    line = edition.table(address.table).column(address.row, address.column)
    return UNITS[line.measure if line else Measure.COUNT]


def as_json(edition: Edition) -> dict[str, Any]:
    lists = ("figures", figure_fields()), ("totals", total_fields()), ("agencies", agency_fields())
    return {
        "edition": edition.code,
        "basis": edition.basis,
        "files": {
            name: [field._asdict() for field in fields if name != "figures" or field.key not in NOT_IN_JSON]
            for name, fields in lists
        },
        "states": [state._asdict() for state in states()],
        "roles": dict(roles()),
        "cells": list(cells(edition)),
    }


def as_markdown(edition: Edition) -> str:
    """The same to read."""
    lines = [f"# {_('数据字典')}", "", f"{_('报告格式')}：{edition.basis}"]
    lines += ["", _("JSON 的逐格数据不重复编号和名称：编号在文件开头，机关名称在 agencies，行、列名称在“单元格”。")]
    for title, fields in files():
        lines += ["", f"## {title}", "", f"| JSON | CSV | {_('含义')} |", "|---|---|---|"]
        lines += [f"| {field.key} | {field.head} | {field.words} |" for field in fields]
    lines += ["", f"## {_('数值的状态')}", "", f"| JSON | CSV | {_('含义')} |", "|---|---|---|"]
    lines += [f"| {state.key} | {state.head} | {state.words} |" for state in states()]
    lines += ["", f"## {_('汇总方式')}", "", "| JSON | CSV |", "|---|---|"]
    lines += [f"| {key} | {words} |" for key, words in roles()]
    lines += ["", f"## {_('单元格')}", "", "| table | row | column | " + " | ".join(cell_heads()) + " |"]
    lines += ["|---|---|---|---|---|---|---|"]
    for cell in cells(edition):
        words = (cell[key] for key in ("table", "row", "column", "table_label", "row_label", "column_label", "unit"))
        lines.append("| " + " | ".join(words) + " |")
    return "\n".join(lines) + "\n"


def files() -> list[tuple[str, list[Field]]]:
    """The three lists of an export with their titles."""
    return [
        (_("逐格数据（figures）"), figure_fields()),
        (_("合计（totals）"), total_fields()),
        (_("机关（agencies）"), agency_fields()),
    ]


def cell_heads() -> tuple[str, str, str, str]:
    return _("表"), _("行"), _("列"), _("单位")
