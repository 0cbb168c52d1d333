"""V-01 and V-02 on sentences as they are written: what must be found, and what is everyday."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsing.facts import FileFacts
from parsing.report import Report
from parsing.rules.model import Outcome, Severity
from parsing.rules.privacy import is_card, is_identity
from tests.parsing.made_reports import filled, findings, one


def saying(text: str, section: int = 1) -> Report:
    report = filled("2021")
    sections = tuple(replace(s, text=text) if s.number == section else s for s in report.sections)
    return replace(report, sections=sections)


def what(text: str, rule: str = "V-01", section: int = 1) -> list[str]:
    return [f.message for f in findings(saying(text, section), rule)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("申请人身份证号11010519491231002X，住址不详。", "身份证号码“110105********002X”"),
        ("（身份证号：\n440524188001010014）", None),
        ("王某身份证号 34052419800101001X。", "身份证号码“340524********001X”"),
        ("退款至申请人银行卡6222021234567890128。", "银行卡号“6222********0128”"),
        ("卡号 6222 0212 3456 7890 128。", "银行卡号“6222********0128”"),
        ("身份证号 110105 19491231 002X。", "身份证号码“110105********002X”"),
        ("申请人王某某，手机 139 0451 1234。", "个人手机号码“139****1234”"),
        ("行政诉讼案件王小明诉市政府，（2024）黑01行初12号。", "当事人姓名“王**”"),
        ("申请人李某（13904511234）来电询问。", "个人手机号码“139****1234”"),
        ("王某某，138-0451-1234，多次来信。", "个人手机号码“138****1234”"),
        ("申请人王某某，电话13904511234，申请公开征地批复。", "个人手机号码“139****1234”"),
        ("张晓明诉市政府信息公开一案，（2024）黑01行初123号，判决驳回。", "当事人姓名“张**”"),
        ("原告李强不服，法院作出（2023）苏08行终45号判决。", "当事人姓名“李*”"),
        ("原告李强因不服答复起诉，法院作出（2023）苏08行终45号判决。", "当事人姓名“李*”"),
        ("申请人王丽、市自然资源局，黑政复〔2024〕12号。", "当事人姓名“王*”"),
    ],
)
def test_personal_data_is_found_and_masked(text: str, found: str | None) -> None:
    assert what(text) == ([f"正文中有{found}，不应公开。"] if found else [])


@pytest.mark.parametrize(
    "text",
    [
        "地址：哈尔滨市香坊区和平路 68 号；邮编：150040；电话：0451-82625673；传真：0451-82622155",
        "联系电话：0451-87013760",
        "咨询电话：13904511234",
        "办公室联系人：张三，手机 13904511234。",
        "统一社会信用代码：11230000MB1234567X",
        "统一社会信用代码110320319491231002",
        "网站标识码2300000061，黑ICP备05000001号，公安备案23010202010003",
        "索引号：1123000000151240012025",
        "全年办理12345热线工单13904511234件",
        "收费627552万元，处罚8668797件，浏览13812345678次",
        "国办公开办函〔2021〕30号",
        "待缴非税专户账号 6222021234567890128，户名市财政局",
        "http://www.hlj.gov.cn/art/2025/1/20/art_6222021234567890128.html",
        "http://www.hlj.gov.cn/13904511234.html",
        "0 0 13 0 0 0 0 190 6 0 0 0 0 196 13904511",
        "张某诉市政府一案，（2024）黑01行初123号，判决驳回。",
        "张某某、李×诉区政府，（2024）黑01行初123号。",
        "申请人应当提供身份证明，（2024）黑01行初123号判决对此已有论述。",
        "王丽主任出席新闻发布会。",
        "来信请寄 13904511234@163.com",
        "0 0 139 0451 1234 0 190 6",
        "咨询电话 139 0451 1234",
        "110105 19491231 0021 是一个校验位不对的号码，不是身份证",
        "行政诉讼案件高度重视，依法应诉，（2024）黑01行初12号。",
        "电子邮箱:1316458144@qq.com",
        "地址:合江县符阳街道办事处少岷南路329号党政大楼四楼;邮编:646200;联系电话:0830-5269802",
        "12345政务服务热线办件7341件,人大代表建议及答复107件",
        "110105194912310021 是一个校验位不对的号码",
        "11010519491331002X",
    ],
)
def test_what_an_agency_publishes_lawfully_passes(text: str) -> None:
    assert what(text) == []
    assert [f.outcome for f in findings(saying(text), "V-01", None)] == [Outcome.PASSED]


def test_a_private_spot_is_mandatory_and_quoted_where_it_stands() -> None:
    report = saying("规范办理申请。申请人李某（13904511234）来电询问。另有其他。")
    found = one(findings(report, "V-01"))
    assert (found.severity, found.subject) == (Severity.MANDATORY, "section.1")
    (where,) = found.quotes
    assert where.text == "申请人李某（13904511234）来电询问。"
    assert dict(report.texts())[1][where.claim_start : where.claim_end] == "13904511234"
    assert "13904511234" not in found.message


def test_the_same_number_twice_is_one_finding() -> None:
    assert len(what("李某（13904511234）来信。李某（13904511234）又来信。")) == 1


@pytest.mark.parametrize(
    ("number", "holds"),
    [("11010519491231002X", True), ("110105194912310021", False), ("990105194912310022", False)],
)
def test_identity_numbers_have_a_check_digit(number: str, holds: bool) -> None:
    assert is_identity(number) is holds


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        ("6222021234567890128", True),
        ("6222021234567890127", False),
        ("4111111111111111", True),
        ("1234567890123452", False),
    ],
)
def test_bank_cards_have_a_prefix_and_a_check_digit(number: str, holds: bool) -> None:
    assert is_card(number) is holds


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★1年\n2024年工作情况", "机密★1年"),
        ("【绝密】有关情况如下。", "【绝密】"),
        ("秘密★", "秘密★"),
        ("内部资料 不得公开\n2024年工作情况", "内部资料不得公开"),
        ("工作情况如下。\n内部文件，注意保密\n（一）主动公开。", "内部文件，注意保密"),
        ("秘密\n2024年工作情况", "秘密"),
    ],
)
def test_marks_of_secret_papers_are_found(text: str, mark: str) -> None:
    assert what(text, "V-02") == [
        f"文中有密级或内部标志“{mark}”。标有密级或不得公开的内容不能报送和公开。",
    ]


def test_a_mark_above_the_title_is_found() -> None:
    found = one(findings(replace(filled("2021"), front="机密★1年"), "V-02"))
    assert (found.subject, found.severity) == ("section.-1", Severity.MANDATORY)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("严格执行保密审查制度，防止泄露国家秘密、商业秘密、工作秘密和个人隐私。", 1),
        ("1.属于国家\n秘密\n0 0 0", 3),
        ("以下信息属于国家秘密：", 1),
        ("（三）不予公开\n1.属于国家秘密", 3),
        ("全年定密机密文件3件、秘密文件5件。", 1),
        ("规范性文件不得公开征求意见的，应当说明理由。", 1),
        ("公开内容涉及社会公众利益调整，防止危害国家安全、公共安全、经济安全、社会稳定或者泄露国家\n秘密", 1),
        ("涉密、内部资料一律不得公开。", 1),
        ("不予公开", 3),
        ("）", 1),
        ("（\n无\n）", 6),
        ("内部", 1),
    ],
)
def test_everyday_words_of_secrecy_pass(text: str, section: int) -> None:
    assert what(text, "V-02", section) == []


def leftovers(**facts: object) -> list[tuple[str, str]]:
    report = replace(filled("2021"), facts=FileFacts(**facts))  # type: ignore[arg-type]
    return [(f.severity.label, f.message) for f in findings(report, "V-04")]


def test_remarks_and_changes_need_a_look_and_a_name_a_word() -> None:
    assert leftovers(authors=("张三", "Administrator"), comments=("数对吗",), changes=12) == [
        ("核实", "文件中有 1 条批注，如“数对吗”。公开前应删去。"),
        ("核实", "文件中有 12 处修订痕迹，已按接受修订后的内容读取。定稿应接受或拒绝全部修订。"),
        ("提示", "文件属性中有个人姓名：张三。公开前应清除。"),
    ]


@pytest.mark.parametrize(
    "name", ["微软用户", "python-docx", "市政府办公室", "Windows 用户", "lenovo", "信息公开科", "管理员"]
)
def test_a_machine_or_an_office_is_nobody(name: str) -> None:
    assert leftovers(authors=(name,)) == []
