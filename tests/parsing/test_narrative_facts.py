"""N-07 to N-09: disputes, documents and decisions in sentences against tables 四 and 二."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsing.report import Report
from parsing.rules.model import Outcome
from tests.parsing.made_reports import filled, put, without
from tests.parsing.told import n_findings, told, verdicts, whole

AREA, OFFICE, DEPARTMENT = "某市人民政府", "某市人民政府办公室", "某市财政局"

RIGHT = [
    ("政府信息公开行政复议14件，行政诉讼7件。", "N-07"),
    ("因政府信息公开被申请行政复议14件，被提起行政诉讼7件。", "N-07"),
    ("发生政府信息公开行政复议、行政诉讼21件。", "N-07"),
    ("政府信息公开行政复议和行政诉讼共21件。", "N-07"),
    ("全市政府信息公开备案行政复议11件。", "N-07"),
    ("未经复议直接起诉5件，复议后起诉2件，均为政府信息公开案件。", "N-07"),
    ("政府信息公开行政诉讼6件。", "N-07"),
    ("政府信息公开行政复议14件，其中结果维持8件，结果纠正2件，其他结果1件，尚未审结3件。", "N-07"),
    ("政府信息公开行政诉讼7件，其中结果维持5件，其他结果1件，尚未审结1件。", "N-07"),
    ("政府信息公开行政复议14件，其中8件维持，2件被纠正。", "N-07"),
    ("本年制发规章1件，废止2件，年末现行有效30件。", "N-08"),
    ("全年共废止和宣布失效行政规范性文件9件。", "N-08"),
    ("全年新增行政规范性文件21件，废止9件。", "N-08"),
    ("制定出台行政规范性文件21件，废止行政规范性文件9件。", "N-08"),
    ("全年制发21件行政规范性文件。", "N-08"),
    ("截至2024年底，现行有效的规章30件、行政规范性文件204件。", "N-08"),
    ("集中公开现行有效行政规范性文件204件。", "N-08"),
    ("公开规章1件、行政规范性文件21件。", "N-08"),
    ("全市制发规章和行政规范性文件22件。", "N-08"),
    ("作出行政许可决定1520件，行政处罚决定330件，行政强制决定12件。", "N-09"),
    ("行政事业性收费共96171.6万元。", "N-09"),
    ("行政事业性收费9.62亿元。", "N-09"),
    ("行政事业性收费金额961716000元。", "N-09"),
]


@pytest.mark.parametrize(("text", "rule"), RIGHT)
def test_a_sentence_that_agrees_is_found_and_passes(text: str, rule: str) -> None:
    assert verdicts(told(text)) == set()
    assert rule in verdicts(told(text), Outcome.PASSED)


WRONG = [
    ("政府信息公开行政复议15件，行政诉讼8件。", {"N-07"}),
    ("因政府信息公开被提起行政诉讼9件。", {"N-07"}),
    ("政府信息公开行政复议和行政诉讼共22件。", {"N-07"}),
    ("政府信息公开行政复议14件，其中结果维持9件，结果纠正2件。", {"N-07"}),
    ("制发行政规范性文件12件。", {"N-08"}),
    ("废止行政规范性文件90件。", {"N-08"}),
    ("现行有效行政规范性文件240件。", {"N-08"}),
    ("本年制发规章10件。", {"N-08"}),
    ("作出行政处罚决定33件。", {"N-09"}),
    ("制发行政规范性文件21件，废止9件，截至2024年底现行有效240件。", {"N-08"}),
    ("作出行政许可决定15200件。", {"N-09"}),
    ("行政事业性收费961.7万元。", {"N-09"}),
    ("行政事业性收费96.17亿元。", {"N-09"}),
]


@pytest.mark.parametrize(("text", "rules"), WRONG)
def test_a_sentence_that_differs_is_flagged(text: str, rules: set[str]) -> None:
    assert verdicts(told(text)) == rules


TRAPS = [
    (AREA, "全年废止行政规范性文件6件，宣布失效行政规范性文件3件。"),
    (AREA, "公开市级行政规范性文件15件。"),
    (AREA, "行政复议机关收到因政府信息公开申请的行政复议19件。"),
    (AREA, "通过政府门户网站公开行政规范性文件18件。"),
    (AREA, "在政府公报刊登并公开规章1件、行政规范性文件12件。"),
    (AREA, "全市法院受理政府信息公开行政诉讼案件80件，败诉率5%。"),
    (AREA, "在信息公开专栏公布行政复议案件15件。"),
    (AREA, "政府信息公开类行政复议案件纠错率为5%，共纠正9件。"),
    (AREA, "政府信息公开申请转化行政复议率为11.7%。"),
    (AREA, "因信息公开引发行政复议14件（其中市政府作为被申请人6件）。"),
    (DEPARTMENT, "参与制定市政府规章2件。"),
    (OFFICE, "公开市政府规章3件、市政府规范性文件15件。"),
    (AREA, "公布现行有效规章目录31件。"),
    (AREA, "完成300件行政规范性文件的清理，其中废止50件。"),
    (AREA, "依法公开行政许可1600件、行政处罚350件、行政强制20件。"),
    (AREA, "减轻企业负担，减免行政事业性收费3.5亿元。"),
    (AREA, "全年作出不予许可决定5件。"),
    (AREA, "全年审理行政复议案件350件，审结340件。"),
    (AREA, "作为复议机关办理政府信息公开行政复议案件60件。"),
    (AREA, "市司法局办理政府信息公开行政复议案件60件。"),
    (AREA, "全市行政机关办理行政应诉案件210件。"),
    (AREA, "政府信息公开行政诉讼一审10件，二审3件。"),
    (AREA, "新增政府信息公开行政复议6件。"),
    (AREA, "2023年政府信息公开行政复议9件。"),
    (AREA, "市政府本级政府信息公开行政复议3件。"),
    (AREA, "行政复议和行政诉讼分别为14件、7件，均因政府信息公开引起。"),
    (AREA, "政府信息公开行政诉讼败诉2件。"),
    (AREA, "因政府信息公开引起的复议诉讼21件（复议14件，诉讼7件）。"),
    (AREA, "通过调解化解政府信息公开行政复议4件。"),
    (OFFICE, "全市政府信息公开行政复议351件。"),
    (DEPARTMENT, "推进行政复议信息公开，公开行政复议决定书88件。"),
    (AREA, "全年新增公开市政府规章1件、市政府及市政府办政策性文件11件。"),
    (AREA, "公开政策性文件110件、其他文件113件。"),
    (AREA, "发布规范性文件政策解读57件。"),
    (AREA, "对15件行政规范性文件进行合法性审核。"),
    (AREA, "清理行政规范性文件300件，保留204件。"),
    (AREA, "修改行政规范性文件4件。"),
    (AREA, "备案审查行政规范性文件66件。"),
    (AREA, "累计公开行政规范性文件1500件。"),
    (AREA, "市政府办公室制发行政规范性文件8件。"),
    (AREA, "各部门制发行政规范性文件13件。"),
    (AREA, "公开行政规范性文件及其他文件130件。"),
    (AREA, "起草行政规范性文件5件。"),
    (AREA, "就2件行政规范性文件草案公开征求意见。"),
    (AREA, "公开规章、行政规范性文件等政策文件320件。"),
    (AREA, "主动公开规章13件（含新制定5件，修改4件，废止4件）。"),
    (AREA, "计划制定行政规范性文件10件。"),
    (AREA, "2023年制发行政规范性文件17件。"),
    (AREA, "公示行政许可结果26517条、行政处罚决定1200条。"),
    (AREA, "归集行政许可决定信息30000条。"),
    (AREA, "公开行政许可事项350项。"),
    (AREA, "办理行政许可申请1800件。"),
    (AREA, "公开行政事业性收费项目42项。"),
    (AREA, "行政事业性收费减免120万元。"),
    (AREA, "公开重大行政处罚决定15件。"),
    (DEPARTMENT, "全市作出行政处罚决定8000件。"),
    (AREA, "行政事业性收费约9.6亿元。"),
    (AREA, "开展校外培训专项整治，作出行政处罚决定12件。"),
    (AREA, "市场监管领域作出行政处罚决定56件，全部公示。"),
    (AREA, "针对大气污染问题，查处违法行为36起，作出行政处罚决定20件。"),
    (AREA, "复议机关撤销行政处罚决定2件。"),
    (AREA, "作出准予行政许可决定1500件，不予行政许可决定8件，变更行政许可决定30件。"),
    (DEPARTMENT, "对轻微违法行为免予处罚，作出不予行政处罚决定45件。"),
    (AREA, "围绕优化营商环境出台规范性文件3件。"),
    (AREA, "公开涉企规范性文件8件，公开部门规章12件。"),
    (AREA, "废止与上位法不一致的规范性文件3件。"),
    (DEPARTMENT, "联合市财政局印发规范性文件2件，牵头制定规范性文件4件。"),
]


@pytest.mark.parametrize(("agency", "text"), TRAPS)
def test_a_sentence_about_something_else_is_not_judged(agency: str, text: str) -> None:
    assert verdicts(told(text, whole(agency))) == set()


def old_form() -> Report:
    cells = {
        "disclosure.normative_documents.made": 43,
        "disclosure.normative_documents.disclosed": 38,
        "disclosure.normative_documents.total_disclosed": 511,
    }
    return replace(put(filled("2019"), cells), agency="某市人民政府办公室", year=2020)


@pytest.mark.parametrize(
    "text",
    [
        "公开行政规范性文件38件。",
        "制发规范性文件43件。",
        "本年新制作规范性文件43件，新公开38件，对外公开总数量511件。",
        "废止规范性文件99件。",
        "现行有效规范性文件511件。",
    ],
)
def test_on_the_form_of_2019_documents_are_made_or_disclosed(text: str) -> None:
    assert verdicts(told(text, old_form(), fee="无。")) == set()


def test_on_the_form_of_2019_too_a_count_that_fits_nothing_is_flagged() -> None:
    assert verdicts(told("制发规范性文件44件。", old_form(), fee="无。")) == {"N-08"}


def test_a_money_claim_names_both_amounts_in_the_same_unit() -> None:
    (found,) = n_findings(told("行政事业性收费961.7万元。"), "N-09")
    assert found.sum == "正文 961.7 ≠ 行政事业性收费本年收费金额（万元） ＝ 96171.6"


def test_an_absent_cell_of_table_four_leaves_the_claim_open() -> None:
    report = told("政府信息公开行政复议15件。", without(whole(), "disputes.reconsideration.pending"))
    assert verdicts(report) == set()
    assert verdicts(report, Outcome.UNDETERMINED) == {"N-07"}
