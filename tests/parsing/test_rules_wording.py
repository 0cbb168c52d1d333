"""S-15 and family C on ways of writing that were seen: basis, problems, duties, numbers, links, time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from parsing.facts import FileFacts, Link
from parsing.report import Report
from parsing.rules.engine import judge
from parsing.rules.model import AgencyKind, Context, Outcome
from parsing.rules.policy import Policy
from tests.parsing.made_reports import filled, findings, one


def saying(text: str, section: int = 1, **changes: object) -> Report:
    report = replace(filled("2021"), **changes)  # type: ignore[arg-type]
    sections = tuple(replace(s, text=text) if s.number == section else s for s in report.sections)
    return replace(report, sections=sections)


REGULATION = "《中华人民共和国政府信息公开条例》"
FORM = "《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》"


def basis(introduction: str, year: int = 2024) -> list[tuple[str, str]]:
    report = replace(filled("2021"), introduction=introduction, year=year)
    return [(f.severity.label, f.message) for f in findings(report, "C-01")]


@pytest.mark.parametrize(
    ("introduction", "year"),
    [
        (f"按照{REGULATION}（国务院令第711号）和{FORM}（国办公开办函〔2021〕30号）要求编制。", 2024),
        (f"按照{REGULATION}（国务院令 711 号）规定和{FORM}（国办公开办函〔2021〕30 号）要求", 2024),
        (f"按照{REGULATION}和{FORM}要求，认真编制本报告。", 2022),
        (f"按照{REGULATION}（中华人民共和国国务院令第711号）和国办公开办函〔2021〕30号要求", 2025),
        (f"按照{REGULATION}（国务院令第\n711号）规定和《通知》（国办公开办函〔2019〕60号）要求", 2020),
        (f"按照{REGULATION}（以下简称《条例》）规定，根据《2020年政务公开实施方案》部署", 2020),
    ],
)
def test_the_right_basis_passes(introduction: str, year: int) -> None:
    assert basis(introduction, year) == []


def test_an_outdated_form_must_be_explained() -> None:
    assert basis(f"按照{REGULATION}和《通知》（国办公开办函〔2019〕60号）要求", 2022) == [
        ("核实", "前言引用“〔2019〕60号”，2022 年度应引用国办公开办函〔2021〕30号。")
    ]
    assert basis(f"按照{REGULATION}（国务院令第492号）和{FORM}要求", 2022) == [
        ("核实", "前言引用“国务院令第492号”，2022 年度应引用国务院令第711号。")
    ]


def test_another_document_in_place_of_the_form_must_be_explained() -> None:
    words = f"按照{REGULATION}（国务院令第711号）和《国务院办公厅印发2022年政务公开工作要点的通知》（国办发〔2022〕8号）要求"
    assert basis(words, 2022) == [
        (
            "核实",
            "前言引用《国务院办公厅印发2022年政务公开工作要点的通知》，没有引用年度报告格式的通知（国办公开办函〔2021〕30号）。",
        )
    ]


def test_a_local_notice_on_annual_reports_passes_the_form_on() -> None:
    local = "《省政府办公厅关于做好2023年度政府信息公开年报编制工作的通知》"
    assert [severity for severity, _ in basis(f"按照{REGULATION}和{local}要求")] == ["提示"]


def test_odd_wording_of_the_order_is_noticed() -> None:
    assert basis(f"根据{REGULATION}（国令第 711 号）和{FORM}编制") == [
        ("提示", "前言写“国令第711号”，规范的写法是“国务院令第711号”。")
    ]


def test_the_regulation_alone_is_noticed() -> None:
    assert basis(f"根据{REGULATION}要求，现发布本报告。") == [
        ("提示", "前言没有引用年度报告格式的通知（国办公开办函〔2021〕30号）。")
    ]


def test_a_mistaken_number_of_the_order_must_be_explained() -> None:
    assert basis(f"按照{REGULATION}（国务院令第771号）和{FORM}要求编制本报告。") == [
        ("核实", "前言写《条例》是国务院令第771号，应为第711号。")
    ]


@pytest.mark.parametrize("text", ["", "发布时间：2022-01-31 14:46 来源：平城区文瀛湖街道\n字体：大 中 小"])
def test_an_introduction_nobody_read_is_not_wrong(text: str) -> None:
    report = replace(filled("2021"), introduction=text)
    assert one(findings(report, "C-01", None)).outcome is Outcome.UNDETERMINED


@pytest.mark.parametrize(
    "text",
    [
        "2024 年，工作虽然取得一定成效，但主动公开机制还需进一步完善，质效还需进一步提高。2025 年，黑龙江省将继续认真贯彻落实决策部署。",
        "一是传统的工作方式已难以适应发展；二是渠道不足。\n提高思想认识，加强领导。\n加强技术培训，提升水平。",
        "对照上级新要求，还有一些需要加强和改进的地方。下一步，我市将着力加强政策解读质效。",
        "但仍存在一些不足：一是政策解读的形式还有待改进。2023年，市政府办公厅将深入学习。一要围绕中心工作，持续提升解读质效。",
        "（一）存在的主要问题\n公开的主动性不强。\n（二）改进情况\n健全制度，加强培训。",
        "主要问题：个别栏目更新不及时。改进措施：明确专人负责。",
        "由于专人较少，存在信息公开不够及时的问题。下一年度，我乡要完善工作机制制度和措施。",
        "与公众需求还存在一些差距，如力量需进一步强化等。针对上述问题，我街将通过以下措施加以改进：\n（一）加强组织体系建设。",
        "一是群众获取政府信息的渠道有待拓宽；二是公开内容不能满足所有群众需求。针对以上不足，2021年街道将发挥新媒体优势。",
        "部分公开信息的时效性还有提升空间。结合存在的问题，我们将从以下方面改进。一是规范内容；二是组织培训。",
        "我镇信息公开工作与上级要求还有一定距离。今后将配齐人员，按月检查。",
        "受人员编制所限，工作力量有限，公开内容不丰富。为此将开展专题培训。",
        "还处于起步阶段，人员配备少。接下来，我们会按月开展学习。",
        "问题：解读少。对策：多解读。",
        "仍有许多地方需要提高，我镇会努力做好此项工作。",
        "存在的主要问题：信息更新频率低。\n改进情况：已安排专人每周更新。",
        "2023年指出的更新不及时问题已完成整改，目前公开队伍业务能力偏弱，今后将分批轮训。",
        "仍然存在一些问題：渠道仍需丰富。一方面，增加政务公开多样性，提高针对性。",
    ],
)
def test_problems_and_remedies_in_many_words_pass(text: str) -> None:
    assert findings(saying(text, 5), "C-03") == []
    assert findings(saying(text, 5), "C-03", None)


@pytest.mark.parametrize(
    "text",
    [
        "无",
        "无。",
        "暂无",
        "没有。",
        "本年度无。",
        "我局不存在问题。",
        "无存在的主要问题及改进情况",
        "2024年，我镇无",
        "不存在主要问题。",
    ],
)
def test_nothing_is_no_answer(text: str) -> None:
    found = one(findings(saying(text, 5), "C-03"))
    assert (found.severity.label, found.subject) == ("强制", "section.5")
    assert "没有写存在的问题和改进情况" in found.message


def test_an_empty_section_five_is_found_but_not_in_a_scan() -> None:
    assert one(findings(saying("", 5), "C-03")).message == "第五部分只有标题，没有内容。"
    scan = saying("", 5, facts=FileFacts(recognised=(1, 2)))
    assert one(findings(scan, "C-03", None)).outcome is Outcome.UNDETERMINED


def test_problems_without_remedies_and_remedies_without_problems_are_found() -> None:
    alone = one(findings(saying("一是更新不及时；二是解读形式单一；三是队伍建设还需加强。", 5), "C-03"))
    assert alone.message == "第五部分没有写改进情况。"
    other = one(findings(saying("下一步，我局将继续加强信息公开工作，提升公开质量。", 5), "C-03"))
    assert other.message == "第五部分没有写存在的主要问题。"
    assert other.quotes[0].text == "下一步，我局将继续加强信息公开工作，提升公开质量。"


@pytest.mark.parametrize(
    "text", ["详见附件。", "政策解读形式单一。请各科室每周报送两篇图解。", "群众普遍反映看得懂。下一步将继续保持。"]
)
def test_words_nobody_knows_are_left_to_people(text: str) -> None:
    assert one(findings(saying(text, 5), "C-03", None)).outcome is Outcome.UNDETERMINED


DUTIES = "政务公开纳入年度绩效考核，开展满意度测评，全年未发生责任追究情形。"


def test_a_government_tells_of_assessment_review_and_accountability() -> None:
    assert findings(saying(DUTIES, agency="淮安市人民政府"), "C-05") == []
    found = one(findings(saying("政务公开纳入全省绩效考评体系。", agency="黑龙江省"), "C-05"))
    assert found.message == "报告没有写到社会评议、责任追究。应写明工作考核、社会评议、责任追究。"


@pytest.mark.parametrize(
    ("agency", "kind"),
    [
        ("哈尔滨市人民政府办公厅", None),
        ("黑龙江省工业和信息化厅", None),
        ("界集镇人民政府", None),
        ("海城", None),
        ("淮安市人民政府", AgencyKind.OFFICE),
    ],
)
def test_others_owe_no_such_words(agency: str, kind: AgencyKind | None) -> None:
    assert findings(saying("一般情况。", agency=agency), "C-05", None, Context(kind=kind)) == []


@pytest.mark.parametrize(
    "text",
    [
        "严格落实条例，发布信息1503条。本年度未收到依申请公开事项。严格执行保密审查制度。规范整合各类信息平台。纳入年度检查内容。",
        "坚持以公开为常态。制定政务公开标准规范清单，明确公开渠道。把依申请公开列为重点任务。强化监督保障，各股室形成合力。",
        "公开规章3部。办理政府信息公开申请10780件。动态更新规范性文件库。编发公报140期。纳入绩效考评。",
    ],
)
def test_five_aspects_in_any_words_pass(text: str) -> None:
    assert findings(saying(text), "S-15") == []


def test_an_aspect_nobody_mentions_is_named() -> None:
    found = one(findings(saying("主动公开信息1503条，通过网站发布。组织培训2次，规范审查流程。"), "S-15"))
    assert found.message == (
        "总体情况没有写到依申请公开。应写明主动公开、依申请公开、政府信息管理、平台建设、监督保障。"
    )
    assert found.severity.label == "核实"


def test_length_is_a_local_rule_with_a_number_of_its_own() -> None:
    report = saying("公" * 1001)
    assert [f for f in judge(report) if f.rule == "C-06"] == []
    on = Policy(on=frozenset({"C-06"}))
    assert [f.message for f in judge(report, policy=on) if f.rule == "C-06"] == ["总体情况 1001 字，超过 1000 字。"]
    longer = replace(on, thresholds={"C-06.most": Decimal(2000)})
    assert [f.outcome for f in judge(report, policy=longer) if f.rule == "C-06"] == [Outcome.PASSED]


def test_what_ocr_reads_worst_is_not_held_against_an_agency() -> None:
    scan = FileFacts(recognised=(1,))
    report = saying(
        "（国办发[2022]8号）", facts=scan, introduction=f"按照{REGULATION}（国务院令第771号）和{FORM}要求。"
    )
    assert findings(report, "C-08") == findings(report, "C-01") == []


def numbers(text: str) -> list[str]:
    return [f.message for f in findings(saying(text), "C-08")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "按照《哈尔滨市2022年政务公开工作方案》（〔2022〕—22号）部署",
            "文号“〔2022〕—22号”写得不规范：缺少发文机关代字，年份和序号之间多了“—”。",
        ),
        ("（国办发[2022]8号）", "文号“国办发[2022]8号”写得不规范：年份应用六角括号“〔〕”括起。"),
        ("黑政办发〔2020〕第22号", "文号“黑政办发〔2020〕第22号”写得不规范：序号前不加“第”字。"),
        ("黑政办发〔2020〕022号", "文号“黑政办发〔2020〕022号”写得不规范：序号不编虚位（1 不写作 01）。"),
        ("黑政办发〔24〕5号", "文号“黑政办发〔24〕5号”写得不规范：年份应写全（〔24〕写作〔2024〕）。"),
    ],
)
def test_malformed_numbers_of_documents_are_noticed(text: str, message: str) -> None:
    assert numbers(text) == [message]


@pytest.mark.parametrize(
    "text",
    [
        "（国办公开办函〔2021〕30号）",
        "国办发〔2022〕 8 号",
        "（2024）黑01行初123号",
        "（2024）苏行终12号",
        "黑政复决〔2024〕12号",
        "国务院令第711号",
        "发文字号：淮政办发[2025]3号",
        "2024年共办理22号提案",
        "见附注〔12〕、〔12〕3号楼",
        "（2024年）第3号公告",
    ],
)
def test_right_numbers_and_case_numbers_pass(text: str) -> None:
    assert numbers(text) == []


REDIRECT = "http://www.baidu.com/link?url=vvsdBKoIwyiyEcYY30JBvwXLzFjFXX5clrqqvhqe3DJTWR7"


def test_redirects_at_the_end_are_one_finding() -> None:
    found = one(findings(saying(f"无。\n{REDIRECT}\n{REDIRECT}", 6), "C-11"))
    assert found.message.startswith("有 2 处链接是搜索引擎等的跳转链接，不是网页本身的地址：http://www.baidu.com/link")
    assert (found.severity.label, found.subject) == ("提示", "section.6")


@pytest.mark.parametrize(
    "text",
    [
        "可在门户网站（<http://gxt.hlj.gov.cn/>）下载",
        "https://mp.weixin.qq.com/s/abc 及 http://www.xinhuanet.com/2024/a.html",
        "www.huaian.gov.cn",
        "http://www.baidu.com/",
    ],
)
def test_plain_links_pass(text: str) -> None:
    assert findings(saying(text, 6), "C-11") == []


def test_a_link_behind_words_counts_in_a_document_and_not_in_a_pages_navigation() -> None:
    facts = FileFacts(links=(Link("分享到", "http://t.cn/abc"),))
    assert one(findings(replace(filled("2021"), format="docx", facts=facts), "C-11")).subject == "file"
    assert findings(replace(filled("2021"), format="html", facts=facts), "C-11") == []


def test_a_late_report_is_recorded_and_never_blocks() -> None:
    late = Context(due=date(2025, 1, 31), received=date(2025, 2, 3))
    found = one(findings(filled("2021"), "C-12", context=late))
    assert found.message == "应于 2025年1月31日前报送，2025年2月3日收到，逾期 3 天。"
    assert found.severity.label == "提示"
    in_time = replace(late, received=date(2025, 1, 31))
    assert one(findings(filled("2021"), "C-12", None, in_time)).outcome is Outcome.PASSED
    assert findings(filled("2021"), "C-12", None) == []
