"""The list of agencies goes out and comes in again: every change is seen before it is made, and made as it was seen."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from submissions.exports.agency_list import agency_list, change_list
from submissions.models import Agency, AgencyLineage, Cycle, Event, Kind, Submission, User, VerticalSystem
from submissions.services import agency_lists, deadlines, lineage
from submissions.services.agency_columns import COLUMNS
from submissions.services.agency_plan import Change
from submissions.services.sheets import ImportRefused
from submissions.states import Role
from tests.conftest import agency, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("systems")]

HEADS = [column.heading for column in COLUMNS]


def exported(user: User) -> bytes:
    return agency_list(agency_lists.listed(user), ["说明"])


def sheet(data: bytes) -> list[dict[str, str]]:
    """The rows of the first sheet by heading."""
    first = load_workbook(io.BytesIO(data)).worksheets[0]
    head, *rows = [[str(cell or "") for cell in row] for row in first.iter_rows(values_only=True)]
    return [dict(zip(head, row, strict=True)) for row in rows]


def changed(user: User, changes: dict[str, dict[str, str]], *more: dict[str, str]) -> bytes:
    """The exported list with some cells of some agencies changed, and rows more."""
    book, buffer = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    page.append(HEADS)
    for row in sheet(exported(user)):
        page.append([(row | changes.get(row["代码"], {}))[head] for head in HEADS])
    for row in more:
        page.append([row.get(head, "") for head in HEADS])
    book.save(buffer)
    return buffer.getvalue()


def told(change: Change) -> dict[str, tuple[str, str]]:
    return {cell.heading: (cell.old, cell.new) for cell in change.cells}


@pytest.fixture
def odd(agencies: list[Agency], industry: Agency, education: Agency, office: User) -> list[Agency]:
    """Names and words that a sheet could easily spoil."""
    Agency.objects.filter(pk=industry.pk).update(
        aliases=["省工信厅", "工信、厅"], contact_name="=HYPERLINK(1)", contact_phone="+86 451", position=3
    )
    Agency.objects.filter(pk=education.pk).update(
        code="007", aliases=["A;B"], reviews_first=True, is_active=False, system=VerticalSystem.objects.first()
    )
    lineage.add(office, education, industry, "merged", 2024, "机构改革；第 2 号", on=date(2024, 5, 10))
    lineage.add(office, Agency.objects.get(code="230100-1"), industry, "renamed", 2022, "机构改革")
    return agencies


def test_what_goes_out_comes_in_without_a_change(office: User, odd: list[Agency]) -> None:
    plan = agency_lists.preview(office, exported(office))
    assert (plan.rows, plan.errors, plan.unchanged) == ([], [], 6)
    with pytest.raises(ImportRefused) as refused:
        agency_lists.import_rows(office, exported(office))
    assert str(refused.value.errors[0]) == "表中的内容与现有机关相同，没有要改的。"
    before = list(Agency.objects.values().order_by("pk"))
    agency_lists.import_rows(office, changed(office, {"2301": {"联系人": "新人"}}))
    after = [row | ({"contact_name": "=HYPERLINK(1)"} if row["code"] == "2301" else {}) for row in
             Agency.objects.values().order_by("pk")]  # fmt: skip
    assert after == before, "nothing else was touched"


def test_the_list_says_everything_in_the_order_of_the_tree(office: User, odd: list[Agency]) -> None:
    rows = sheet(exported(office))
    assert [row["代码"] for row in rows] == ["23", "007", "230100", "2301", "230100-1", "230102"]
    assert rows[3] == {
        "代码": "2301",
        "名称": "黑龙江省工业和信息化厅",
        "类别": "部门",
        "上级代码": "23",
        "垂直管理系统": "",
        "联系人": "=HYPERLINK(1)",
        "电话": "+86 451",
        "其他名称": "省工信厅、工信、厅",
        "排序": "3",
        "启用": "是",
        "先行初审": "否",
        "沿革": "2022 更名 230100-1 机构改革\n2024 合并 007 2024-05-10 机构改革；第 2 号",
    }
    assert (rows[1]["启用"], rows[1]["先行初审"], rows[1]["垂直管理系统"]) == ("否", "是", "出入境边防检查")


def test_every_field_that_would_change_is_told_old_and_new(
    office: User, agencies: list[Agency], harbin: Agency, industry: Agency
) -> None:
    data = changed(
        office,
        {
            "2301": {"名称": "省工信厅", "联系人": "", "垂直管理系统": "税务", "其他名称": "工信厅"},
            "2302": {"上级代码": "230100", "类别": "政府办公厅（室）", "排序": "9"},
            "230100": {"启用": "否", "先行初审": "是"},
            "230102": {"沿革": "2024 合并 230100-1 2024-05-10 撤并"},
        },
        {"代码": "2310", "名称": "新设局", "类别": "部门", "上级代码": "230100"},
    )
    plan = agency_lists.preview(office, data)
    assert plan.errors == []
    assert {change.code: (change.sort_words, told(change)) for change in plan.rows} == {
        "2301": (
            "更名",
            {
                "名称": ("黑龙江省工业和信息化厅", "省工信厅"),
                "垂直管理系统": ("", "税务"),
                "联系人": ("张三", ""),
                "其他名称": ("", "工信厅"),
            },
        ),
        "2302": (
            "移动",
            {"类别": ("部门", "政府办公厅（室）"), "上级代码": ("23", "230100"), "排序": ("0", "9")},
        ),
        "230100": ("停用", {"启用": ("是", "否"), "先行初审": ("否", "是")}),
        "230102": ("修改", {"沿革": ("", "2024 合并 230100-1 2024-05-10 撤并")}),
        "2310": (
            "新增",
            {"代码": ("", "2310"), "名称": ("", "新设局"), "类别": ("", "部门"), "上级代码": ("", "230100"),
             "排序": ("", "8")},
        ),
    }  # fmt: skip
    assert (plan.unchanged, plan.counts) == (2, [("新增", 1), ("更名", 1), ("移动", 1), ("停用", 1), ("修改", 1)])
    (stopped,) = (change for change in plan.rows if change.code == "230100")
    assert stopped.warnings == ("下级还有 4 个启用的机关。",)
    assert Agency.objects.count() == 6, "a preview writes nothing"
    agency_lists.import_rows(office, data, "机构改革", seen=plan.digest)
    assert agency_lists.preview(office, data).rows == [], "what was shown has been done, all of it"
    row = AgencyLineage.objects.get()
    assert (str(row), row.on, row.remark) == (
        "2024 哈尔滨市教育局 → 哈尔滨市道里区人民政府（合并）",
        date(2024, 5, 10),
        "撤并",
    )


def test_each_agency_remembers_what_changed(office: User, agencies: list[Agency], industry: Agency) -> None:
    data = changed(
        office,
        {"2301": {"名称": "省工信厅", "联系人": ""}},
        {"代码": "9", "名称": "新局", "类别": "部门", "上级代码": "23"},
    )
    agency_lists.import_rows(office, data, ip="10.0.0.7")
    notes = dict(Event.objects.filter(kind="agency_saved").values_list("agency__code", "note"))
    assert notes == {
        "2301": "名单导入：名称 黑龙江省工业和信息化厅 → 省工信厅；联系人 张三 → —",
        "9": "名单导入：新增 9 新局",
    }
    event = Event.objects.get(kind="agencies_imported")
    assert (event.note, event.actor, event.ip) == ("2 个机关：新增 1、更名 1", office, "10.0.0.7")


def test_a_branch_moves_with_all_below_it_and_new_ones_nest(
    office: User, agencies: list[Agency], harbin: Agency, daoli: Agency, province: Agency
) -> None:
    other = agency("230200", "齐齐哈尔市人民政府", Kind.PREFECTURE, province)
    below = agency("230102-1", "道里区教育局", Kind.DEPARTMENT, daoli)
    new = (
        {"代码": "b", "名称": "乙", "类别": "部门", "上级代码": "a"},
        {"代码": "a", "名称": "甲", "类别": "乡镇（街道）", "上级代码": "230102"},
    )
    agency_lists.import_rows(office, changed(office, {"230102": {"上级代码": "230200"}}, *new))
    a, b = Agency.objects.get(code="a"), Agency.objects.get(code="b")
    below.refresh_from_db()
    assert below.path == f"{other.path}{daoli.pk}/{below.pk}/"
    assert (b.path, b.path_depth) == (f"{other.path}{daoli.pk}/{a.pk}/{b.pk}/", 5)


def test_nothing_is_written_when_the_agencies_changed_after_the_preview(
    office: User, agencies: list[Agency], industry: Agency
) -> None:
    data = changed(office, {"2301": {"联系人": "新人"}})
    seen = agency_lists.preview(office, data).digest
    Agency.objects.filter(pk=industry.pk).update(contact_name="别人改过")
    with pytest.raises(agency_lists.Outdated, match="预览之后机关有了变化") as refused:
        agency_lists.import_rows(office, data, seen=seen)
    assert told(refused.value.plan.rows[0]) == {"联系人": ("别人改过", "新人")}
    assert Agency.objects.get(pk=industry.pk).contact_name == "别人改过"
    assert not Event.objects.filter(kind="agencies_imported").exists()
    agency_lists.import_rows(office, data, seen=refused.value.plan.digest)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"启用": "也许"}, "“也许”应填“是”或“否”"),
        ({"排序": "-1"}, "排序“-1”应是整数"),
        ({"垂直管理系统": "烟草"}, "没有“烟草”系统，可用：出入境边防检查、气象、海关、税务"),
        ({"沿革": "合并 2302"}, "沿革“合并 2302”应写作“生效年度 更名"),
        ({"沿革": "2024 合并 2302 2024-02-31"}, "的日期不存在"),
        ({"沿革": "2024 合并 2302 2022-05-01"}, "生效日期应在生效年度或者它的前一年"),
        ({"沿革": "2019 合并 2302"}, "生效年度应在2019年之后"),
        ({"沿革": "2024 合并 2301"}, "原机关不能是本机关"),
        ({"沿革": "2024 合并 9999"}, "沿革中的原机关“9999”不存在或不在您的管理范围内"),
        ({"沿革": "2024 合并 2302\n2024 更名 2302"}, "同一年度、同一原机关的沿革只能写一条"),
    ],
)
def test_a_cell_that_means_nothing_is_named(
    office: User, agencies: list[Agency], cells: dict[str, str], sentence: str
) -> None:
    plan = agency_lists.preview(office, changed(office, {"2301": cells}))
    assert [error.row for error in plan.errors] == [3]
    assert sentence in plan.errors[0].message


@pytest.mark.parametrize(
    "cells",
    [
        {"2301": {"启用": "否"}},
        {"007": {"启用": "是"}},
        {"2301": {"沿革": "2022 更名 230100-1 机构改革"}},
        {"230102": {"沿革": "2024 合并 230100-1"}},
    ],
    ids=["closed", "opened again", "lineage gone", "lineage that says no reason"],
)
def test_what_needs_a_reason_one_by_one_needs_it_in_a_list(
    office: User, odd: list[Agency], cells: dict[str, dict[str, str]]
) -> None:
    data = changed(office, cells | {"230100": {"联系人": "新人"}})
    before = list(Agency.objects.values().order_by("pk"))
    with pytest.raises(agency_lists.NoReason, match="请写明理由"):
        agency_lists.import_rows(office, data, "  ")
    assert list(Agency.objects.values().order_by("pk")) == before
    agency_lists.import_rows(office, data, "机构改革")
    notes = dict(Event.objects.filter(kind="agency_saved").values_list("agency__code", "note"))
    (code,) = cells
    assert notes[code].endswith("（理由：机构改革）")
    assert notes["230100"] == "名单导入：联系人 — → 新人", "what needs none is given none"


def test_two_agencies_do_not_come_from_one_another(office: User, agencies: list[Agency]) -> None:
    data = changed(office, {"2301": {"沿革": "2024 合并 2302"}, "2302": {"沿革": "2024 合并 2301"}})
    assert {error.message for error in agency_lists.preview(office, data).errors} == {"2024年的沿革互为来源。"}


def test_lineage_left_out_of_its_cell_is_taken_back(office: User, odd: list[Agency]) -> None:
    data = changed(office, {"2301": {"沿革": "2022 更名 230100-1 机构改革"}})
    plan = agency_lists.preview(office, data)
    assert told(plan.rows[0])["沿革"][1] == "2022 更名 230100-1 机构改革"
    agency_lists.import_rows(office, data, "登记错了")
    assert list(AgencyLineage.objects.values_list("year", flat=True)) == [2022]


def test_a_city_takes_its_own_list_out_and_in(harbin: Agency, agencies: list[Agency]) -> None:
    city = person("city", "市管", (harbin, Role.OFFICE))
    assert [row["代码"] for row in sheet(exported(city))] == ["230100", "230100-1", "230102"]
    assert agency_lists.preview(city, exported(city)).unchanged == 3, "the agency above it is not its own, and stays"
    data = changed(city, {"230100-1": {"上级代码": "23"}})
    (error,) = agency_lists.preview(city, data).errors
    assert "上级代码“23”不存在或不在您的管理范围内" in error.message


def test_who_moves_or_is_new_owes_by_the_day_of_the_new_place(
    office: User, cycle: Cycle, harbin: Agency, education: Agency
) -> None:
    deadlines.set_notice(office, cycle, harbin, "", None, date(2025, 1, 20))
    new = {"代码": "9", "名称": "新局", "类别": "部门", "上级代码": "230100"}
    agency_lists.import_rows(office, changed(office, {"2302": {"上级代码": "230100"}}, new))
    days = dict(Submission.objects.filter(cycle=cycle).values_list("agency__code", "due_on"))
    assert days["9"] == days["2302"] == date(2025, 1, 20)


def test_all_that_would_change_can_be_taken_along(office: User, agencies: list[Agency]) -> None:
    plan = agency_lists.preview(office, changed(office, {"2301": {"名称": "+1+1", "联系人": ""}}))
    rows = sheet(change_list(plan))
    assert rows == [
        {"行": "3", "处理": "更名", "代码": "2301", "机关": "黑龙江省工业和信息化厅", "项目": "名称",
         "原来": "黑龙江省工业和信息化厅", "改为": "+1+1"},
        {"行": "3", "处理": "更名", "代码": "2301", "机关": "黑龙江省工业和信息化厅", "项目": "联系人",
         "原来": "张三", "改为": ""},
    ]  # fmt: skip


def many(number: int) -> list[dict[str, str]]:
    """A list of counties with ten departments each."""
    rows = []
    for n in range(number):
        county = f"9{n // 10:05d}"
        is_county = n % 10 == 0
        rows.append(
            {"代码": county if is_county else f"{county}-{n % 10}", "名称": f"第{n}机关",
             "类别": "县（市、区）级政府" if is_county else "部门", "上级代码": "23" if is_county else county}
        )  # fmt: skip
    return rows


def cost(deed: Callable[[], object]) -> int:
    """In queries."""
    with CaptureQueriesContext(connection) as queries:
        deed()
    return len(queries)


def test_ten_times_as_many_agencies_are_previewed_by_as_many_queries(office: User, province: Agency) -> None:
    few, lots = changed(office, {}, *many(100)), changed(office, {}, *many(1000))
    assert cost(lambda: agency_lists.preview(office, few)) == cost(lambda: agency_lists.preview(office, lots))
    first = cost(lambda: agency_lists.import_rows(office, few))
    rest = cost(lambda: agency_lists.import_rows(office, lots))
    assert rest <= first + 900 // 25, "a statement for each batch, as large as the database takes, never one a row"
    assert Agency.objects.count() == 1001


def test_a_second_agency_of_the_same_name_in_the_same_place_is_pointed_out(office: User, industry: Agency) -> None:
    """It would owe a report of its own, and a title could no longer say whose it is."""
    row = {"代码": "2399", "名称": industry.name, "类别": "部门", "上级代码": "23"}
    plan = agency_lists.preview(office, changed(office, {}, row))
    assert [change.warnings for change in plan.rows] == [
        ("同一上级下还有同名的机关（代码 2301），请核对是不是同一个机关。",)
    ]
    stopped = agency_lists.preview(office, changed(office, {"2301": {"启用": "否"}}, row))
    assert [change.warnings for change in stopped.rows] == [(), ()], "it takes the other's place"


def test_a_code_that_stands_in_full_width_on_the_list_stays_so(office: User, industry: Agency) -> None:
    Agency.objects.filter(pk=industry.pk).update(code="２３０１")
    assert agency_lists.preview(office, exported(office)).rows == []
