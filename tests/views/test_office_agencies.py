"""The office's agencies: the tree, one agency, lists to import."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from submissions.models import Agency, Cycle, Event, Kind, User
from submissions.states import Role
from tests.conftest import agency, person
from tests.views.pages import signed_in, text_of

HEAD = "代码,名称,类别,上级代码,联系人,电话\n"
GOOD = HEAD + "230125,宾县人民政府,县（市、区）级政府,230100,周敏,0451-1\n230125-1,宾县教育局,部门,230125,吴强,0451-2\n"
BAD = HEAD + "230125,宾县人民政府,县（市、区）级政府,230100,周敏,0451-1\n230126,巴彦县人民政府,县级,230100,,\n"


@pytest.fixture
def desk(office: User, agencies: list[Agency]) -> Client:
    return signed_in(office)


@pytest.fixture
def harbin_desk(harbin: Agency, agencies: list[Agency]) -> Client:
    return signed_in(person("harbin_office", "周市管", (harbin, Role.OFFICE)))


def list_page(what: str = "agencies") -> str:
    return reverse("import", args=[what])


def previewed(client: Client, data: str | bytes, name: str = "名单.csv") -> Any:
    content = data.encode("utf-8-sig") if isinstance(data, str) else data
    return client.post(list_page(), {"file": SimpleUploadedFile(name, content)})


# --- the tree


def test_the_tree_begins_at_the_top_with_the_first_level(desk: Client) -> None:
    words = text_of(desk.get(reverse("agencies")))
    for told in ("黑龙江省人民政府", "黑龙江省教育厅", "哈尔滨市人民政府", "下级 2 个", "张三"):
        assert told in words
    assert "道里区" not in words


def test_a_branch_keeps_the_order_the_office_gave(desk: Client, province: Agency, education: Agency) -> None:
    Agency.objects.filter(pk=education.pk).update(position=9)
    children = desk.get(reverse("agencies")).context["children"]
    assert [child.code for child in children] == ["2301", "230100", "2302"]


def test_a_branch_comes_alone_to_the_page(desk: Client, harbin: Agency) -> None:
    response = desk.get(reverse("agencies"), {"under": harbin.pk}, headers={"HX-Request": "true"})
    assert "哈尔滨市道里区人民政府" in text_of(response)
    assert "<html" not in response.content.decode()


def test_a_branch_has_a_page_of_its_own(desk: Client, harbin: Agency) -> None:
    words = text_of(desk.get(reverse("agencies"), {"under": harbin.pk}))
    assert "哈尔滨市道里区人民政府" in words
    assert "黑龙江省人民政府" in words  # the way back


def test_an_agency_without_anyone_below_says_so(desk: Client, daoli: Agency) -> None:
    assert "没有下级机关" in text_of(desk.get(reverse("agencies"), {"under": daoli.pk}))


def test_agencies_are_found_by_name_with_those_above(desk: Client) -> None:
    words = text_of(desk.get(reverse("agencies"), {"q": "道里"}))
    assert "找到 1 个机关" in words
    assert "黑龙江省人民政府 › 哈尔滨市人民政府" in words


def test_nothing_found_is_said(desk: Client) -> None:
    assert "没有名称、代码或联系人含“鹤岗”的机关" in text_of(desk.get(reverse("agencies"), {"q": "鹤岗"}))


# --- one agency


def fields(**changes: str) -> dict[str, str]:
    return {
        "code": "230125", "name": "宾县人民政府", "kind": Kind.COUNTY.value, "parent": "哈尔滨市人民政府（230100）",
        "aliases": "宾县\n宾县人民政府", "contact_name": "周敏", "contact_phone": "0451-1", "position": "3",
        "is_active": "on",
    } | changes  # fmt: skip


@pytest.mark.parametrize("parent", ["哈尔滨市人民政府（230100）", "哈尔滨市人民政府", "230100"])
def test_an_agency_is_added_below_its_parent(desk: Client, office: User, harbin: Agency, parent: str) -> None:
    response = desk.post(reverse("agency_add"), fields(parent=parent), follow=True)
    assert "宾县人民政府已保存" in text_of(response)
    made = Agency.objects.get(code="230125")
    assert made.parent == harbin
    assert made.path.startswith(harbin.path)
    assert made.aliases == ["宾县", "宾县人民政府"]
    assert Event.objects.filter(kind="agency_saved", agency=made, actor=office).exists()


def test_an_agency_added_while_a_year_is_open_is_said_to_owe_its_report(desk: Client, cycle: Cycle) -> None:
    told = "宾县人民政府已列入2024年度应报名单，截止日期 2025年3月31日"
    assert told in text_of(desk.post(reverse("agency_add"), fields(), follow=True))
    made = Agency.objects.get(code="230125")
    again = desk.post(reverse("agency_edit", args=[made.pk]), fields(contact_name="李敏"), follow=True)
    assert "应报名单" not in text_of(again), "it owed before"


def test_who_closes_an_agency_is_told_what_it_still_owes(desk: Client, cycle: Cycle, daoli: Agency) -> None:
    page, told = reverse("agency_edit", args=[daoli.pk]), "哈尔滨市道里区人民政府的2024年度报送任务还在"
    closed = fields(code=daoli.code, name=daoli.name, aliases="", is_active="", reason="已撤并")
    assert told in text_of(desk.post(page, closed, follow=True))


def test_an_agency_is_closed_and_opened_again_with_a_reason(desk: Client, daoli: Agency) -> None:
    page = reverse("agency_edit", args=[daoli.pk])
    same = fields(code=daoli.code, name=daoli.name, aliases="")
    for switch, why, told in (("", "已撤并", "（停用：已撤并）"), ("on", "撤并没有批准", "（重新启用：撤并没有批准）")):
        refused = desk.post(page, same | {"is_active": switch})
        assert refused.status_code == 400
        assert "请写明理由" in text_of(refused)
        desk.post(page, same | {"is_active": switch, "reason": why})
        daoli.refresh_from_db()
        assert daoli.is_active is bool(switch)
        assert Event.objects.filter(kind="agency_saved", agency=daoli).latest("pk").note.endswith(told)
    assert desk.post(page, same).status_code == 302, "nothing is switched, so nothing is asked"


def test_the_form_of_a_new_agency_knows_where_it_was_asked_for(desk: Client, harbin: Agency) -> None:
    page = desk.get(reverse("agency_add"), {"under": harbin.pk}).content.decode()
    assert "哈尔滨市人民政府（230100）" in page


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"code": "2301"}, "代码"),
        ({"name": ""}, "必填"),
        ({"parent": "火星市人民政府"}, "管理范围内没有“火星市人民政府”"),
        ({"parent": ""}, "请选择上级机关"),
        ({"kind": "planet"}, "planet"),
    ],
)
def test_a_wrong_field_is_explained_and_nothing_is_kept(desk: Client, changes: dict[str, str], why: str) -> None:
    before = Agency.objects.count()
    assert why in text_of(desk.post(reverse("agency_add"), fields(**changes)))
    assert Agency.objects.count() == before


def test_two_agencies_of_one_name_are_told_apart_by_code(desk: Client, harbin: Agency, province: Agency) -> None:
    agency("7001", "第一中学", Kind.DEPARTMENT, province)
    agency("7002", "第一中学", Kind.DEPARTMENT, harbin)
    assert "有几个机关都叫“第一中学”" in text_of(desk.post(reverse("agency_add"), fields(parent="第一中学")))
    desk.post(reverse("agency_add"), fields(parent="第一中学（7002）"))
    parent = Agency.objects.get(code="230125").parent
    assert parent is not None
    assert parent.code == "7002"


def test_an_agency_cannot_stand_below_itself(desk: Client, harbin: Agency, daoli: Agency) -> None:
    data = fields(code=harbin.code, name=harbin.name, kind=harbin.kind, parent=daoli.code)
    assert "上级不能是本机关或其下级" in text_of(desk.post(reverse("agency_edit", args=[harbin.pk]), data))
    harbin.refresh_from_db()
    assert harbin.parent is not None
    assert harbin.parent.code == "23"


def test_an_agency_without_people_says_whom_to_invite(desk: Client, daoli: Agency) -> None:
    assert "没有填报人的机关无法报送" in text_of(desk.get(reverse("agency_edit", args=[daoli.pk])))


def test_the_people_of_an_agency_stand_beside_it(desk: Client, clerk: User, industry: Agency) -> None:
    assert "李填报 填报人" in text_of(desk.get(reverse("agency_edit", args=[industry.pk])))


# --- lists


def test_an_empty_list_can_be_downloaded_and_filled_in(desk: Client) -> None:
    response = desk.get(reverse("import_blank", args=["agencies"]))
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]][:4] == ["代码", "名称", "类别", "上级代码"]
    sheet.append(["230125", "宾县人民政府", "县（市、区）级政府", "230100"])
    filled = io.BytesIO()
    book.save(filled)
    assert "将改动 1 个机关" in text_of(previewed(desk, filled.getvalue(), "名单.xlsx"))


def test_a_list_is_shown_before_anything_is_written(desk: Client) -> None:
    response = previewed(desk, GOOD)
    words = text_of(response)
    assert "将改动 2 个机关 名单.csv" in words
    assert "宾县教育局" in words
    assert not Agency.objects.filter(code="230125").exists()


def test_a_list_says_who_owes_a_report_at_once_when_a_year_is_open(desk: Client, cycle: Cycle, harbin: Agency) -> None:
    told = "2024年度正在报送：确认导入后，其中 1 个机关立即列入应报名单"
    rows = f"代码,名称,类别,上级代码,启用\n9,新局,部门,230100,是\n8,旧局,部门,230100,否\n230100,{harbin.name}府,市（地）级政府,,\n"
    before, shown = set(cycle.submissions.values_list("agency", flat=True)), previewed(desk, rows.encode())
    assert told in text_of(shown)
    desk.post(list_page(), {"list": shown.context["list"]})
    assert [each.agency.name for each in cycle.submissions.exclude(agency__in=before)] == ["新局"]
    stopping = f"代码,名称,类别,启用,上级代码\n230100,{harbin.name},市（地）级政府,否,23\n".encode()
    assert "要停用的机关中有 1 个还应报送2024年度报告，停用后任务仍在" in text_of(previewed(desk, stopping))
    Cycle.objects.update(state="closed")
    assert "任务仍在" not in text_of(previewed(desk, stopping))
    assert "正在报送" not in text_of(previewed(desk, rows.replace("9,", "7,").encode()))


def test_a_confirmed_list_is_written(desk: Client, office: User, harbin: Agency) -> None:
    carried = previewed(desk, GOOD).context["list"]
    response = desk.post(list_page(), {"list": carried}, follow=True)
    assert "已导入 2 个机关" in text_of(response)
    school = Agency.objects.get(code="230125-1")
    assert school.path.startswith(harbin.path)
    assert school.path_depth == 4
    assert Event.objects.filter(kind="agencies_imported", actor=office).exists()


def test_a_list_that_closes_an_agency_asks_for_the_reason(desk: Client, harbin: Agency) -> None:
    shown = previewed(desk, f"代码,名称,类别,启用,上级代码\n230100,{harbin.name},市（地）级政府,否,23\n".encode())
    assert "停用、重新启用或者改动沿革的理由" in text_of(shown)
    answer = desk.post(list_page(), {"list": shown.context["list"]})
    assert answer.status_code == 409
    assert "请写明理由" in text_of(answer)
    assert "将改动 1 个机关" in text_of(answer), "the preview is there to go on with"
    desk.post(list_page(), {"list": shown.context["list"], "reason": "机构改革"})
    harbin.refresh_from_db()
    assert not harbin.is_active
    assert Event.objects.get(kind="agency_saved").note == "名单导入：启用 是 → 否（理由：机构改革）"


def test_one_wrong_row_stops_the_list_and_says_where(desk: Client) -> None:
    response = previewed(desk, BAD)
    assert response.status_code == 400
    words = text_of(response)
    assert "有 1 处不对，什么都没有导入" in words
    assert "第 3 行：类别“县级”不存在" in words
    assert "确认导入" not in words
    assert not Agency.objects.filter(code__in=["230125", "230126"]).exists()


def test_a_list_that_became_wrong_after_its_preview_writes_nothing(desk: Client, harbin: Agency) -> None:
    carried = previewed(desk, GOOD).context["list"]
    Agency.objects.filter(pk=harbin.pk).update(code="230199")
    response = desk.post(list_page(), {"list": carried})
    assert response.status_code == 409
    assert "上级代码“230100”不存在" in text_of(response)
    assert not Agency.objects.filter(code="230125").exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "文件是空的"),
        (HEAD.encode(), "只有列名，没有可导入的行"),
        ("名称,类别\n甲,部门\n".encode(), "第一行缺少列：代码、上级代码"),
        (b"PK\x03\x04 broken", "无法打开这个 XLSX 文件"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "这不是 CSV 或 XLSX 文件"),
    ],
)
def test_a_file_that_is_no_list_is_explained(desk: Client, data: bytes, why: str) -> None:
    response = previewed(desk, data)
    assert response.status_code == 400
    assert why in text_of(response)


def test_no_file_is_explained(desk: Client) -> None:
    response = desk.post(list_page(), {})
    assert response.status_code == 400
    assert "请选择要导入的文件" in text_of(response)


@pytest.mark.parametrize("carried", ["", "!!!", "AAAA", "eJwDAAAAAAE="])
def test_a_damaged_list_writes_nothing(desk: Client, carried: str) -> None:
    response = desk.post(list_page(), {"list": carried})
    assert response.status_code == 409
    assert "什么都没有导入" in text_of(response)


def test_a_workbook_imports_like_text(desk: Client) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in GOOD.splitlines():
        sheet.append(line.split(","))
    data = io.BytesIO()
    book.save(data)
    assert "将改动 2 个机关" in text_of(previewed(desk, data.getvalue(), "名单.xlsx"))


# --- who may


def test_the_office_of_a_city_sees_its_city_only(harbin_desk: Client, industry: Agency, province: Agency) -> None:
    words = text_of(harbin_desk.get(reverse("agencies")))
    assert "哈尔滨市教育局" in words
    assert "黑龙江省教育厅" not in words
    assert "找到 1 个机关" in text_of(harbin_desk.get(reverse("agencies"), {"q": "教育"}))
    assert harbin_desk.get(reverse("agency_edit", args=[industry.pk])).status_code == 404
    assert harbin_desk.get(reverse("agencies"), {"under": province.pk}).status_code == 404
    assert harbin_desk.get(reverse("agency_add"), {"under": province.pk}).status_code == 404


def test_a_city_cannot_place_an_agency_elsewhere(harbin_desk: Client) -> None:
    assert "管理范围内没有" in text_of(harbin_desk.post(reverse("agency_add"), fields(parent="23")))


@pytest.mark.parametrize("name", ["agencies", "agency_add"])
def test_only_the_office_keeps_agencies(reviewer: User, clerk: User, name: str) -> None:
    for user in (reviewer, clerk):
        response = signed_in(user).get(reverse(name))
        assert response.status_code == 403
        assert "只有管理员可以进行此操作" in text_of(response)


@pytest.mark.parametrize("name", ["import", "import_blank"])
def test_only_the_office_imports(reviewer: User, name: str) -> None:
    assert signed_in(reviewer).get(reverse(name, args=["agencies"])).status_code == 403


def test_there_are_only_two_kinds_of_lists(desk: Client) -> None:
    assert desk.get(list_page("planets")).status_code == 404


def test_the_tree_is_only_read(desk: Client) -> None:
    assert desk.post(reverse("agencies")).status_code == 405


@pytest.mark.parametrize("query", [{"under": "9" * 30}, {"under": "x"}, {"q": "\0"}, {"root": "9" * 30}, {"q": "%"}])
def test_an_odd_address_breaks_nothing(desk: Client, query: dict[str, str]) -> None:
    assert desk.get(reverse("agencies"), query).status_code in (200, 404)


def test_the_list_goes_out_and_in_again_without_a_change(desk: Client, agencies: list[Agency], office: User) -> None:
    answer = desk.get(reverse("agency_list"))
    assert "机关名单.xlsx" in unquote(answer["Content-Disposition"])
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "表中 6 个机关与现有的完全相同，没有要改的。" in text_of(previewed(desk, data, "名单.xlsx"))
    assert Event.objects.get(kind="agencies_exported").note == "6 个机关"


def test_every_change_is_shown_old_and_new_and_can_be_taken_along(desk: Client, industry: Agency) -> None:
    data = "代码,名称,类别,上级代码,联系人,启用\n2301,省工信厅,部门,23,李四,否\n".encode()
    page = previewed(desk, data)
    words = text_of(page)
    assert "更名、停用" in words
    assert f"名称 {industry.name} → 省工信厅" in words
    assert "联系人 张三 → 李四" in words
    assert "启用 是 → 否" in words
    typed = {"list": page.context["list"], "seen": page.context["plan"].digest}
    answer = desk.post(list_page(), typed | {"sheet": "1"})
    assert "机关名单改动.xlsx" in unquote(answer["Content-Disposition"])
    Agency.objects.filter(pk=industry.pk).update(contact_name="王五")
    late = desk.post(list_page(), typed)
    assert late.status_code == 409
    assert "预览之后机关有了变化，还没有导入" in text_of(late)
    assert "联系人 王五 → 李四" in text_of(late)
    typed |= {"seen": late.context["plan"].digest, "reason": "机构改革"}
    assert "已导入 1 个机关" in text_of(desk.post(list_page(), typed, follow=True))
    industry.refresh_from_db()
    assert (industry.name, industry.is_active) == ("省工信厅", False)
    assert "名单导入：名称" in text_of(desk.get(reverse("agency_edit", args=[industry.pk])))
