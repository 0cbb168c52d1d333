"""Lists of agencies and people: shown before they are written, and written whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core import mail
from openpyxl import Workbook

from submissions.models import Agency, Cycle, Event, Membership, User
from submissions.services import agency_lists as agencies
from submissions.services import users
from submissions.services.errors import NotAllowed
from submissions.services.sheets import ImportRefused
from submissions.states import Role
from tests.conftest import person

pytestmark = pytest.mark.django_db

AGENCIES = """代码,名称,类别,上级代码,联系人,电话,其他名称
230107,哈尔滨市动力区人民政府,县（市、区）级政府,230100,冯八,0451-8,动力区；哈尔滨市动力区
230100,哈尔滨市人民政府,市（地）级政府,23,陈七,0451-7,
230107-1,动力区教育局,部门,230107,,,
"""
PEOPLE = """用户名,姓名,邮箱,电话,机关代码,角色
feng8,冯八,feng8@example.gov.cn,0451-8,230100,填报人
feng8,冯八,feng8@example.gov.cn,0451-8,2301,审核人
chu9,褚九,,,2301,clerk
"""


def xlsx(text: str) -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for line in text.splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    book.save(buffer)
    return buffer.getvalue()


FORMS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "gb18030": lambda text: text.encode("gb18030"),
    "xlsx": xlsx,
    "Unicode text of Excel": lambda text: text.replace(",", "\t").encode("utf-16"),
    "parted by semicolons": lambda text: text.replace("；", "、").replace(",", ";").encode(),
}


def test_codes_and_headings_typed_in_full_width_are_the_same(office: User, harbin: Agency, cycle: Cycle) -> None:
    data = "代　码,名 称,类别,上级代码\n２３０１０７,哈尔滨市动力区人民政府,县（市、区）级政府,２３０１００\n"
    agencies.import_rows(office, data.encode())
    made = Agency.objects.get(code="230107")
    assert (made.name, made.parent) == ("哈尔滨市动力区人民政府", harbin), "brackets and words stay as they are"


@pytest.mark.parametrize("form", FORMS)
def test_agencies_come_in_from_a_list_in_any_order(
    office: User, harbin: Agency, industry: Agency, cycle: Cycle, form: str
) -> None:
    data = FORMS[form](AGENCIES)
    plan = agencies.preview(office, data)
    assert plan.ok, plan.errors
    assert [(row.code, row.is_new) for row in plan.rows] == [("230107", True), ("230100", False), ("230107-1", True)]
    assert not Agency.objects.filter(code="230107").exists(), "a preview writes nothing"
    agencies.import_rows(office, data)
    district, school = Agency.objects.get(code="230107"), Agency.objects.get(code="230107-1")
    assert (district.name, district.kind, district.aliases) == (
        "哈尔滨市动力区人民政府",
        "county_government",
        ["动力区", "哈尔滨市动力区"],
    )
    assert school.path == f"{harbin.path}{district.pk}/{school.pk}/"
    harbin.refresh_from_db()
    assert (harbin.contact_name, harbin.contact_phone) == ("陈七", "0451-7")
    assert district.submissions.filter(cycle=cycle).exists()
    assert Event.objects.get(kind="agencies_imported").note == "3 个机关：新增 2、修改 1"


@pytest.mark.parametrize(
    ("line", "row", "sentence"),
    [
        (",某局,部门,23,,", 2, "“代码”不能为空"),
        ("1,,部门,23,,", 2, "“名称”不能为空"),
        ("1,某局,,23,,", 2, "“类别”不能为空"),
        ("1,某局,公司,23,,", 2, "类别“公司”不存在，可用：省级政府、"),
        ("1,某局,部门,99,,", 2, "上级代码“99”不存在或不在您的管理范围内"),
        ("1,某局,部门,,,", 2, "新机关须填写上级代码"),
        ("1,某局,部门,1,,", 2, "上级不能是本机关或其下级"),
        ("1,某局,部门,2,,\n2,某处,部门,1,,", 3, "上级不能是本机关或其下级"),
        ("1,某局,部门,23,,\n1,某处,部门,23,,", 3, "代码“1”与第 2 行重复"),
        ("230100,哈尔滨市人民政府,市（地）级政府,230102,,", 2, "上级不能是本机关或其下级"),
        (f"1,{'长' * 121},部门,23,,", 2, "“名称”超过 120 个字"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(
    office: User, agencies_of_the_cast: int, line: str, row: int, sentence: str
) -> None:
    data = f"代码,名称,类别,上级代码,联系人,电话\n{line}\n3,好局,部门,23,,\n".encode()
    plan = agencies.preview(office, data)
    assert not plan.ok
    assert any(error.row == row and sentence in error.message for error in plan.errors), plan.errors
    with pytest.raises(ImportRefused, match="没有导入任何数据") as refused:
        agencies.import_rows(office, data)
    assert refused.value.errors == plan.errors
    assert Agency.objects.count() == agencies_of_the_cast


@pytest.fixture
def agencies_of_the_cast(daoli: Agency) -> int:
    return Agency.objects.count()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04 broken", "无法打开这个 XLSX 文件"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "无法识别文件编码"),
        (b"a\x00b", "这不是 CSV 或 XLSX 文件"),
        ("代码,名称\n1,某局\n".encode(), "第一行缺少列：类别、上级代码"),
        (b"\n\n", "表中没有内容"),
        (b"x" * (5 * 1024 * 1024 + 1), "文件超过 5 MB"),
    ],
    ids=["empty", "broken-xlsx", "picture", "binary", "columns", "blank", "large"],
)
def test_a_file_that_is_no_list_is_explained(office: User, data: bytes, sentence: str) -> None:
    for preview in (agencies.preview, users.preview):
        (error,) = preview(office, data).errors[:1]
        assert error.row == 0
        if "缺少列" not in sentence or preview is agencies.preview:
            assert sentence in str(error)


def test_a_list_with_only_a_heading_imports_nothing(office: User) -> None:
    with pytest.raises(ImportRefused) as refused:
        agencies.import_rows(office, "代码,名称,类别,上级代码\n".encode())
    assert str(refused.value.errors[0]) == "表中没有可导入的行。"


def test_an_office_changes_only_its_own_subtree(harbin: Agency, industry: Agency) -> None:
    city = person("city", "市管", (harbin, Role.OFFICE))
    data = "代码,名称,类别,上级代码\n2301,改名,部门,230100\n5,某局,部门,23\n".encode()
    messages = [str(error) for error in agencies.preview(city, data).errors]
    assert messages == [
        "第 2 行：代码“2301”属于您管理范围之外的机关。",
        "第 3 行：上级代码“23”不存在或不在您的管理范围内。",
    ]


def test_columns_the_list_leaves_out_keep_what_is_known(office: User, industry: Agency) -> None:
    agencies.import_rows(office, "代码,名称,类别,上级代码\n2301,省工信厅,部门,23\n".encode())
    industry.refresh_from_db()
    assert (industry.name, industry.contact_name, industry.contact_phone) == ("省工信厅", "张三", "0451-1")


def test_only_an_office_imports(clerk: User, reviewer: User) -> None:
    for user in (clerk, reviewer):
        for preview in (agencies.preview, users.preview):
            with pytest.raises(NotAllowed):
                preview(user, AGENCIES.encode())


@pytest.mark.parametrize("form", FORMS)
def test_people_come_in_from_a_list_with_all_their_roles(
    office: User, harbin: Agency, industry: Agency, form: str
) -> None:
    made = users.import_rows(office, FORMS[form](PEOPLE), site="https://portal.example")
    assert [i.user.username for i in made] == ["feng8", "chu9"]
    assert [i.mailed for i in made] == [True, False]
    assert len(mail.outbox) == 1
    held = set(Membership.objects.filter(user__username="feng8").values_list("agency__code", "role"))
    assert held == {("230100", "clerk"), ("2301", "reviewer")}
    feng = User.objects.get(username="feng8")
    assert (feng.full_name, feng.email, feng.phone) == ("冯八", "feng8@example.gov.cn", "0451-8")
    assert Event.objects.get(kind="users_imported").note == "2 个用户"


@pytest.mark.parametrize(
    ("line", "row", "sentence"),
    [
        (",名,,,2301,填报人", 2, "“用户名”不能为空"),
        ("a,,,,2301,填报人", 2, "“姓名”不能为空"),
        ("a,名,,,,填报人", 2, "“机关代码”不能为空"),
        ("a,名,,,2301,", 2, "“角色”不能为空"),
        ("a,名,,,2301,领导", 2, "角色“领导”不存在，可用：填报人、审核人、管理员。"),
        ("a,名,,,99,填报人", 2, "机关代码“99”不存在或不在您的管理范围内"),
        ("a,名,不是邮箱,,2301,填报人", 2, "邮箱“不是邮箱”格式不对"),
        ("office,名,,,2301,填报人", 2, "用户名“office”已被使用"),
        ("a b,名,,,2301,填报人", 2, "用户名“a b”无效"),
        ("a,名,,,2301,填报人\na,名,,,2301,填报人", 3, "与第 2 行完全重复"),
        ("a,名,,,2301,填报人\na,别名,,,2301,审核人", 3, "与第 2 行重复，但姓名、邮箱或电话不同"),
        ("a,名,,,2301,填报人\nA,名,,,2301,审核人", 3, "与第 2 行重复"),
    ],
)
def test_a_wrong_person_is_named_and_nobody_is_made(
    office: User, industry: Agency, line: str, row: int, sentence: str
) -> None:
    data = f"用户名,姓名,邮箱,电话,机关代码,角色\n{line}\nok,好,,,2301,填报人\n".encode()
    before = User.objects.count()
    plan = users.preview(office, data)
    assert any(error.row == row and sentence in error.message for error in plan.errors), plan.errors
    with pytest.raises(ImportRefused):
        users.import_rows(office, data, site="https://portal.example")
    assert User.objects.count() == before
    assert mail.outbox == []
