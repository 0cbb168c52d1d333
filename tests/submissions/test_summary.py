"""The yearly summary, read back from the workbook and compared cell by cell."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from parsing.editions import EDITIONS
from parsing.report import Address
from submissions.exports.book import Book
from submissions.exports.gathering import Tally
from submissions.exports.layout import printed, size
from submissions.exports.summary import name_of, write
from submissions.models import Agency, Cycle, Figure, Scope, Snapshot, Submission, User
from submissions.services import cycles, obligations, snapshots
from submissions.states import State
from tests.conftest import agency

pytestmark = pytest.mark.django_db

EDITION = EDITIONS["2021"]
ADDRESSES = list(EDITION.addresses())
AT = datetime(2025, 2, 3, 1, 5, tzinfo=UTC)
ABSENT = Address("requests", "not_handled.petitions", "natural_person")
BLANK = Address("requests", "denied.state_secrets", "natural_person")
FEES = Address("disclosure", "fees", "amount")
TOTAL = Address("requests", "total", "total")


def of(cycle: Cycle, name: str) -> Submission:
    return Submission.objects.get(cycle=cycle, agency__name=name)


def facts(seed: int) -> dict[Address, Decimal | None]:
    """A figure for every cell of the form, different in every cell and for every seed."""
    values: dict[Address, Decimal | None] = {a: Decimal(seed * 1000 + n) for n, a in enumerate(ADDRESSES)}
    return values | {FEES: Decimal(seed) + Decimal("0.1")}


def approve(submission: Submission, values: dict[Address, Decimal | None], scope: Scope = Scope.OWN) -> None:
    """Makes these figures facts, as an approval does."""
    Submission.objects.filter(pk=submission.pk).update(state=State.APPROVED.value, scope=scope)
    Figure.objects.bulk_create(
        Figure(
            submission=submission,
            table=a.table,
            row=a.row,
            column=a.column,
            value=v,
            state="blank" if v is None else "number",
        )
        for a, v in values.items()
    )


INDUSTRY, EDUCATION = facts(1), facts(2)
del EDUCATION[ABSENT]
EDUCATION[BLANK] = None
HARBIN, DAOLI, SCHOOLS, OWN = facts(3), facts(4), facts(5), facts(7)


@pytest.fixture
def filed(cycle: Cycle) -> Cycle:
    """Two departments and a 全域 city with its county are approved; the city's 教育局 is not."""
    approve(of(cycle, "黑龙江省工业和信息化厅"), INDUSTRY)
    approve(of(cycle, "黑龙江省教育厅"), EDUCATION)
    approve(of(cycle, "哈尔滨市人民政府"), HARBIN, Scope.AREA)
    approve(of(cycle, "哈尔滨市道里区人民政府"), DAOLI, Scope.AREA)
    return cycle


def frozen(cycle: Cycle, root: Agency) -> Snapshot:
    return snapshots.take(User.objects.get(username="office"), cycle, root, at=AT)


def written(snapshot: Snapshot) -> bytes:
    """The workbook of a snapshot, read anew from the database."""
    again = Snapshot.objects.get(pk=snapshot.pk)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "summary.xlsx"
        write(Book(again, snapshots.of_snapshot(again)), path)
        return path.read_bytes()


def opened(cycle: Cycle, root: Agency) -> Workbook:
    return load_workbook(io.BytesIO(written(frozen(cycle, root))))


def totals(cycle: Cycle, root: Agency) -> dict[Address, Tally]:
    """Only the cells somebody gives a number for."""
    found = snapshots.gather(cycle, root).tallies
    return {address: tally for address, tally in found.items() if tally.value is not None}


def sheet(book: Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def block(book: Workbook, index: int) -> dict[Address, Any]:
    """One of the blocks of every table (0 sum, 1 count, 2 own, 3 difference), by address."""
    found = {}
    for name, table in zip(("二、主动公开", "三、依申请公开", "四、复议诉讼"), EDITION.tables, strict=True):
        cells = printed(table)
        height, width = size(cells)
        top, left = (3 + index * (height + 2), 0) if table.code == "disputes" else (3, index * (width + 1))
        for cell in cells:
            if cell.address:
                found[cell.address] = sheet(book, name).cell(top + cell.row + 1, left + cell.column + 1).value
    return found


def added(*members: dict[Address, Decimal | None]) -> tuple[dict[Address, Decimal], dict[Address, int]]:
    """Sums and counts the slow way; a cell without a number is not counted."""
    sums: dict[Address, Decimal] = {}
    counts: dict[Address, int] = dict.fromkeys(ADDRESSES, 0)
    for values in members:
        for address, value in values.items():
            if value is not None:
                sums[address] = sums.get(address, Decimal(0)) + value
                counts[address] += 1
    return sums, counts


def same(found: dict[Address, Any], expected: dict[Address, Any]) -> None:
    assert set(found) == set(ADDRESSES)
    for address in ADDRESSES:
        value = found[address]
        got = None if value is None else round(Decimal(repr(value)), 6)
        assert got == expected.get(address), address


def test_every_cell_is_the_sum_of_the_members_and_says_of_how_many(filed: Cycle, province: Agency) -> None:
    book = opened(filed, province)
    sums, counts = added(INDUSTRY, EDUCATION, HARBIN)
    same(block(book, 0), sums)
    same(block(book, 1), counts)
    assert (counts[ABSENT], counts[BLANK], counts[TOTAL]) == (2, 2, 3)


def test_a_cell_nobody_has_is_empty_and_never_zero(cycle: Cycle, province: Agency) -> None:
    approve(of(cycle, "黑龙江省教育厅"), EDUCATION)
    book = opened(cycle, province)
    assert block(book, 0)[ABSENT] is None
    assert block(book, 0)[BLANK] is None
    assert block(book, 1)[ABSENT] == 0
    assert Address(*ABSENT) not in totals(cycle, province)


def test_agencies_stand_in_the_order_of_the_tree(cycle: Cycle, province: Agency, harbin: Agency) -> None:
    """Siblings by position, and what is below an agency right after it, however late it was made."""
    Agency.objects.filter(name="黑龙江省教育厅").update(position=9)
    rows = list(sheet(opened(cycle, province), "未报送或未通过").iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == [
        "黑龙江省工业和信息化厅",
        "哈尔滨市人民政府",
        "哈尔滨市教育局",
        "哈尔滨市道里区人民政府",
        "黑龙江省教育厅",
    ]


def test_without_any_report_every_sum_is_empty(cycle: Cycle, province: Agency) -> None:
    book = opened(cycle, province)
    assert set(block(book, 0).values()) == {None}
    assert set(block(book, 1).values()) == {0}


def test_the_sums_take_the_same_few_statements_however_many_report(filed: Cycle, province: Agency) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            totals(filed, province)
        return len(asked)

    totals(filed, province)
    few = statements()
    for n in range(20):
        bureau = agency(f"x{n}", f"局{n}", "department", province)
        approve(Submission.objects.create(agency=bureau, cycle=filed, due_on="2025-01-31"), SCHOOLS)
    totals(filed, province)
    assert statements() == few == 6


def test_a_report_held_by_one_of_the_whole_area_is_not_added_twice(filed: Cycle, province: Agency) -> None:
    rows = agencies_sheet(opened(filed, province))
    assert {name: row[5] for name, row in rows.items()} == {
        "黑龙江省工业和信息化厅": "计入合计",
        "黑龙江省教育厅": "计入合计",
        "哈尔滨市人民政府": "计入合计",
        "哈尔滨市道里区人民政府": "已含在上级全域数据中（哈尔滨市人民政府）",
    }


def test_a_city_that_reports_only_itself_covers_nobody(filed: Cycle, province: Agency) -> None:
    Submission.objects.filter(agency__name="哈尔滨市人民政府").update(scope=Scope.OWN)
    sums, counts = added(INDUSTRY, EDUCATION, HARBIN, DAOLI)
    book = opened(filed, province)
    same(block(book, 0), sums)
    same(block(book, 1), counts)


def test_a_city_not_yet_approved_covers_nobody(filed: Cycle, province: Agency) -> None:
    harbin = of(filed, "哈尔滨市人民政府")
    harbin.figures.all().delete()
    Submission.objects.filter(pk=harbin.pk).update(state=State.IN_REVIEW.value)
    same(block(opened(filed, province), 0), added(INDUSTRY, EDUCATION, DAOLI)[0])


def test_a_department_of_wide_scope_covers_nobody(filed: Cycle, province: Agency, industry: Agency) -> None:
    """Only a government's report holds those below it."""
    Submission.objects.filter(agency=industry).update(scope=Scope.AREA)
    bureau = agency("2301-1", "某事业单位", "department", industry)
    approve(Submission.objects.create(agency=bureau, cycle=filed, due_on="2025-01-31"), SCHOOLS)
    same(block(opened(filed, province), 0), added(INDUSTRY, EDUCATION, HARBIN, SCHOOLS)[0])


def test_a_city_sums_only_what_is_below_it(filed: Cycle, harbin: Agency) -> None:
    approve(of(filed, "哈尔滨市教育局"), SCHOOLS)
    book = opened(filed, harbin)
    sums = added(DAOLI, SCHOOLS)[0]
    same(block(book, 0), sums)
    same(block(book, 2), HARBIN)
    same(block(book, 3), {a: v - sums[a] for a, v in HARBIN.items() if v is not None})


def test_the_roots_own_report_is_compared_and_never_added(filed: Cycle, province: Agency) -> None:
    own = OWN | {BLANK: None}
    approve(of(filed, "黑龙江省人民政府"), own, Scope.AREA)
    book = opened(filed, province)
    sums = added(INDUSTRY, EDUCATION, HARBIN)[0]
    same(block(book, 0), sums)
    same(block(book, 2), own)
    same(block(book, 3), {a: v - sums[a] for a, v in own.items() if v is not None})
    names = list(agencies_sheet(book))
    assert names[0] == "黑龙江省人民政府"
    assert agencies_sheet(book)["黑龙江省人民政府"][5] == "汇总机关的全域报告，用于对照，不计入合计"


def headings(found: Worksheet) -> list[tuple[Any, ...]]:
    """The three lines above each column; what stands in a merged cell stands above all it spans."""
    head = [[cell.value for cell in row] for row in found.iter_rows(max_row=3)]
    for merged in found.merged_cells.ranges:
        for row, column in ((r - 1, c - 1) for r, c in merged.cells if r <= 3):
            head[row][column] = found.cell(merged.min_row, merged.min_col).value
    return list(zip(*head, strict=True))


def agencies_sheet(book: Workbook) -> dict[str, tuple[Any, ...]]:
    rows = list(sheet(book, "各机关数据").iter_rows(min_row=4, values_only=True))
    return {str(row[1]): row for row in rows}


def test_a_row_an_agency_holds_every_cell_as_it_was(filed: Cycle, province: Agency) -> None:
    rows = agencies_sheet(opened(filed, province))
    expected = {"黑龙江省工业和信息化厅": INDUSTRY, "黑龙江省教育厅": EDUCATION, "哈尔滨市道里区人民政府": DAOLI}
    for name, values in expected.items():
        for address, got in zip(ADDRESSES, rows[name][6:], strict=True):
            if address not in values:
                assert got is None, address
            elif values[address] is None:
                assert got == "空白", address
            else:
                assert Decimal(repr(got)) == values[address], address
    assert rows["黑龙江省工业和信息化厅"][:5] == ("2301", "黑龙江省工业和信息化厅", "部门", "黑龙江省人民政府", "本级")


def test_the_columns_are_named_by_the_official_labels(filed: Cycle, province: Agency) -> None:
    head = headings(sheet(opened(filed, province), "各机关数据"))
    place = 6 + ADDRESSES.index(Address("requests", "denied.state_secrets", "company"))
    assert list(head[place]) == [
        "收到和处理政府信息公开申请情况",
        "（三）不予公开1.属于国家秘密",
        "商业企业",
    ]


def test_the_tables_are_printed_as_the_official_form(filed: Cycle, province: Agency) -> None:
    book = opened(filed, province)
    two, three, four = (sheet(book, n) for n in ("二、主动公开", "三、依申请公开", "四、复议诉讼"))
    assert [two.cell(row, 1).value for row in range(4, 10)] == [
        "第二十条第（一）项",
        "信息内容",
        "规章",
        "行政规范性文件",
        "第二十条第（五）项",
        "信息内容",
    ]
    assert [two.cell(5, column).value for column in range(2, 5)] == ["本年制发件数", "本年废止件数", "现行有效件数"]
    assert three["A4"].value == "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    assert (three["D4"].value, three["D5"].value, three["E5"].value, three["E6"].value) == (
        "申请人情况",
        "自然人",
        "法人或其他组织",
        "商业企业",
    )
    assert [three[cell].value for cell in ("A7", "A8", "A9", "B9", "B11", "C11")] == [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "（一）予以公开",
        "（三）不予公开",
        "1.属于国家秘密",
    ]
    assert {"A4:C6", "D4:J4", "D5:D6", "E5:I5", "A7:C7", "A9:A30", "B11:B18"} <= {
        str(merged) for merged in three.merged_cells.ranges
    }
    assert [four[cell].value for cell in ("A4", "F4", "F5", "K5", "A6", "E6")] == [
        "行政复议",
        "行政诉讼",
        "未经复议直接起诉",
        "复议后起诉",
        "结果维持",
        "总计",
    ]


def test_the_first_sheet_says_what_this_is(filed: Cycle, province: Agency, office: User) -> None:
    obligations.exempt(office, of(filed, "哈尔滨市教育局"), "机构撤并")
    snapshot = frozen(filed, province)
    first = load_workbook(io.BytesIO(written(snapshot))).worksheets[0]
    assert first.title == "说明"
    said = {row[0]: row[1] for row in first.iter_rows(min_row=3, max_row=18, values_only=True)}
    assert said == {
        "汇总编号": f"HZ2024-{snapshot.pk:05d}",
        "内容校验码（SHA-256）": snapshot.sha256,
        "报告年度": 2024,
        "报告格式": "国办公开办函〔2021〕30号",
        "汇总机关": "黑龙江省人民政府",
        "冻结时间": "2025-02-03 09:05:00",
        "应报份数": 5,
        "计入合计份数": 3,
        "其中只报本级的政府": 0,
        "已含在上级全域数据中的份数": 1,
        "按垂直管理系统统计、不计入合计的份数": 0,
        "未通过审核或未报送份数": 0,
        "其中数据不在合计内的份数": 0,
        "确认零报告份数": 0,
        "免报份数": 1,
        "汇总机关的全域报告": "1 份，还没有通过审核，没有对照数据",
    }


def test_the_name_of_the_file_says_cycle_number_in_and_out(filed: Cycle, province: Agency) -> None:
    snapshot = frozen(filed, province)
    expected = f"黑龙江省人民政府2024年度信息公开年报汇总_HZ2024-{snapshot.pk:05d}_计入3份_未报或未通过1份.xlsx"
    assert name_of(snapshot, ".xlsx") == expected


def test_every_table_says_of_how_many_reports_it_is_and_who_is_in_no_sum(cycle: Cycle, province: Agency) -> None:
    """The city's report holds those of its bureau and its county: only the two departments are lacking."""
    approve(of(cycle, "哈尔滨市人民政府"), HARBIN, Scope.AREA)
    book = opened(cycle, province)
    words = "合计由 1 份审核通过的报告相加。还有 2 个机关没有审核通过的报告，其数据不在合计内。"
    assert [sheet(book, name)["A2"].value for name in ("二、主动公开", "三、依申请公开", "四、复议诉讼")] == [words] * 3


def test_who_is_missing_is_listed_with_state_and_contact(cycle: Cycle, province: Agency) -> None:
    Submission.objects.filter(agency__name="黑龙江省教育厅").update(state=State.RETURNED.value)
    approve(of(cycle, "哈尔滨市道里区人民政府"), DAOLI)
    rows = list(sheet(opened(cycle, province), "未报送或未通过").iter_rows(values_only=True))
    assert rows[0] == ("代码", "机关", "上级机关", "状态", "截止日期", "联系人", "联系电话", "其数据已含在")
    assert rows[1:] == [
        ("2301", "黑龙江省工业和信息化厅", "黑龙江省人民政府", "未报送", "2025-01-31", "张三", "0451-1", None),
        ("230100", "哈尔滨市人民政府", "黑龙江省人民政府", "未报送", "2025-03-31", None, None, None),
        ("230100-1", "哈尔滨市教育局", "哈尔滨市人民政府", "未报送", "2025-01-31", None, None, None),
        ("2302", "黑龙江省教育厅", "黑龙江省人民政府", "已退回修改", "2025-01-31", None, None, None),
    ]


def test_whether_a_report_came_on_time_is_told_as_on_the_pages(filed: Cycle, province: Agency) -> None:
    """By the handing-in that counts and the deadline of its day, not by the last one and today's."""

    def came(name: str, **columns: object) -> None:
        Submission.objects.filter(pk=of(filed, name).pk).update(**columns)

    def noon(month: int, day: int) -> datetime:
        return datetime(2025, month, day, 4, tzinfo=UTC)

    due = date(2025, 1, 31)
    returned = {"filed_at": noon(1, 30), "filed_due": due, "submitted_at": noon(2, 5), "returns": 1}
    came("黑龙江省教育厅", **returned)
    came("黑龙江省工业和信息化厅", filed_at=noon(2, 3), filed_due=due, filed_late=True, due_on=date(2025, 3, 1))
    snapshot = frozen(filed, province)
    assert snapshots.verify(snapshot)
    rows = sheet(load_workbook(io.BytesIO(written(snapshot))), "报送时间").iter_rows(values_only=True)
    heads, *lines = rows
    said = {line[1]: dict(zip(heads, line, strict=True)) for line in lines}
    assert [said["黑龙江省教育厅"][head] for head in ("报送时间", "当时的截止日期", "是否按时", "最后提交时间")] == [
        "2025-01-30 12:00", "2025-01-31", "按时", "2025-02-05 12:00",
    ]  # fmt: skip
    assert [said["黑龙江省工业和信息化厅"][head] for head in ("截止日期", "当时的截止日期", "是否按时")] == [
        "2025-03-01", "2025-01-31", "迟报 3 天",
    ]  # fmt: skip
    assert said["哈尔滨市人民政府"]["是否按时"] is None, "nobody knows when it came"


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "http://x.cn", "007"])
def test_a_name_that_looks_like_a_formula_stays_text(cycle: Cycle, province: Agency, name: str) -> None:
    approved_one, missing_one = of(cycle, "黑龙江省教育厅"), of(cycle, "黑龙江省工业和信息化厅")
    Agency.objects.filter(pk__in=[approved_one.agency_id, missing_one.agency_id]).update(name=name, contact_name=name)
    Agency.objects.filter(pk=province.pk).update(name=name)
    province.refresh_from_db()
    approve(approved_one, EDUCATION)
    book = opened(cycle, province)
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}, "no formula anywhere"
    assert sum(cell.value == name and cell.data_type == "s" for cell in cells) >= 4
    assert not any(cell.hyperlink for cell in cells)


def test_figures_outside_the_form_are_named_and_not_added(filed: Cycle, province: Agency) -> None:
    other = of(filed, "黑龙江省教育厅")
    Figure.objects.create(submission=other, table="requests", row="other", column="total", value=5, state="number")
    book = opened(filed, province)
    same(block(book, 0), added(INDUSTRY, EDUCATION, HARBIN)[0])
    said = [row[0] for row in book.worksheets[0].iter_rows(min_row=17, values_only=True)]
    assert "七、以下机关的报告含有本版格式以外的单元格，这些数字没有列出和相加：黑龙江省教育厅" in said


def test_another_cycle_is_another_summary(filed: Cycle, province: Agency, office: User) -> None:
    earlier = cycles.open_cycle(office, 2020)
    approve(of(earlier, "黑龙江省教育厅"), {TOTAL: Decimal(9)})
    book = opened(earlier, province)
    assert book.sheetnames == [
        "说明",
        "二、主动公开",
        "三、依申请公开",
        "四、复议诉讼",
        "图表",
        "各机关数据",
        "未报送或未通过",
        "已含在上级、只报本级、免报、零报告",
        "报送时间",
        "核对问题",
        "放行的问题",
        "数据字典",
    ]
    assert set(totals(earlier, province)) == {TOTAL}
    assert totals(earlier, province)[TOTAL].value == 9


# --- on paper

MARGINS = 2 * 0.5 * 72
PAPERS = {"9": 842, "8": 1191}
"""Points a page is broad when it lies on its side: A4, A3."""


def points(found: Worksheet, first: int, last: int) -> float:
    """How broad columns ``first`` to ``last`` are in Excel, counted from 1."""
    wide: dict[int, float] = {}
    for dimension in found.column_dimensions.values():
        wide |= dict.fromkeys(range(dimension.min or 1, (dimension.max or 0) + 1), dimension.width)
    return sum(int(wide.get(column, 9.14) * 7 + 0.5) * 0.75 for column in range(first, last + 1))


def pages_of(found: Worksheet) -> list[tuple[int, int]]:
    """The first and last column of every page across."""
    ends = [each.id for each in found.col_breaks.brk]
    return list(zip([1, *(end + 1 for end in ends)], [*ends, found.max_column], strict=True))


@pytest.mark.parametrize("year", [2020, 2024])
def test_a_page_of_the_agencies_holds_whole_rows_of_the_form_beside_the_names(
    filed: Cycle, province: Agency, office: User, year: int
) -> None:
    cycle = filed if year == 2024 else cycles.open_cycle(office, year)
    found = sheet(opened(cycle, province), "各机关数据")
    assert (found.print_title_rows, found.print_title_cols) == ("$1:$3", "$B:$B")
    scale, room = found.page_setup.scale or 100, PAPERS[str(found.page_setup.paperSize)] - MARGINS
    assert scale >= 70
    pages, head = pages_of(found), headings(found)
    assert len(pages) < 10
    for first, last in pages:
        repeated = points(found, 2, 2) if first > 2 else 0
        assert (points(found, first, last) + repeated) * scale / 100 <= room, (first, last)
        assert head[first - 2][:2] != head[first - 1][:2], "a row of the form is torn apart"


def test_every_table_is_printed_whole_and_large_enough_to_be_read(filed: Cycle, province: Agency) -> None:
    book = opened(filed, province)
    for name in ("二、主动公开", "三、依申请公开"):
        found = sheet(book, name)
        scale, room = found.page_setup.scale or 100, PAPERS[str(found.page_setup.paperSize)] - MARGINS
        assert scale >= 75, name
        for first, last in pages_of(found):
            assert points(found, first, last) * scale / 100 <= room, name
            assert str(found.cell(1, first).value).endswith("情况"), "every page says which table it is"
            assert all(merged.max_col <= last or merged.min_col > last for merged in found.merged_cells.ranges)


def test_no_chart_is_cut_by_the_end_of_a_page(filed: Cycle, province: Agency) -> None:
    found: Any = opened(filed, province)["图表"]
    ends = [each.id for each in found.row_breaks.brk]
    charts = [(chart.anchor._from.row, chart.anchor.to.row) for chart in found._charts]
    assert len(charts) == 6
    assert ends
    assert not [(first, last, end) for first, last in charts for end in ends if first < end < last]
