"""The must-flag and must-not-flag sentences of published reports, with the figures that make them so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from parsing.facts import FileFacts
from parsing.pipeline import read
from parsing.report import Report
from parsing.rules.engine import judge
from parsing.rules.model import Outcome
from tests.parsing.conftest import CORPUS
from tests.parsing.made_reports import BLANK, Value, filled, province_2024, put, without
from tests.parsing.told import NO_FEE, cells_of, n_findings, told, verdicts, with_cells

COLUMNS = ("natural_person", "company", "legal_service", "other")


def made(edition: str, agency: str, year: int, cells: dict[str, Value]) -> Report:
    return replace(put(filled(edition), cells), agency=agency, year=year, title="")


def shanghai() -> Report:
    """上海市人民政府办公厅 2019: the totals of the result rows are blank."""
    rows = {
        "granted": (258, 12, 1, 1),
        "partially_granted": (2, 1, 0, 0),
        "denied.state_secrets": (14, 0, 0, 0),
        "denied.internal_affairs": (5, 0, 0, 0),
        "denied.deliberative": (4, 0, 0, 0),
        "denied.administrative_queries": (12, 0, 0, 0),
        "unavailable.not_held": (265, 0, 0, 0),
        "unavailable.needs_creation": (47, 0, 0, 0),
        "unavailable.still_unclear": (25, 0, 0, 0),
        "not_handled.petitions": (149, 0, 0, 0),
        "not_handled.duplicates": (9, 0, 0, 0),
    }
    cells: dict[str, Value] = {}
    for row, values in rows.items():
        cells |= {f"requests.{row}.{c}": v for c, v in zip(COLUMNS, values, strict=True)} | {
            f"requests.{row}.total": BLANK
        }
    cells |= {"requests.new.total": 859, "requests.carried_in.total": 18}
    cells |= {"requests.total.total": 805, "requests.carried_forward.total": 72}
    cells |= cells_of({}, {"reconsideration": (5, 0, 0, 2, 7), "litigation_direct": (8, 0, 0, 1, 9)})
    return made("2019", "上海市人民政府办公厅", 2019, cells)


SHANGHAI = (
    "（二）依申请公开方面。市政府办公厅代表市政府共受理政府信息公开申请859件，申请数量较去年回落12.3%；"
    "答复政府信息公开申请805件（含上年度结转申请18件，另有72件申请按照《条例》顺延到下年度答复），"
    "均在法定期限内予以答复。"
    "予以公开及部分公开258件，占33.9%；不予公开35件，占4.34%；因本机关不掌握等原因无法提供265件，占32.9%；"
    "不予处理158件，占19.6%；其他处理0件。信息公开类行政复议7件，诉讼9件，均获维持，继续保持了省级政府零败诉的记录。"
)


def test_shanghai_2019_is_flagged_for_what_its_table_contradicts_and_for_nothing_else() -> None:
    report = told(SHANGHAI, shanghai(), fee="无。")
    assert verdicts(report) == {"N-06", "N-11", "N-15"}
    assert [f.sum for f in n_findings(report, "N-06")] == [
        "正文 258 ≠ 予以公开＋部分公开 ＝ 275",
        "正文 265 ≠ 无法提供 ＝ 337",
    ]
    assert "33.9%" in n_findings(report, "N-11")[0].message
    assert len(n_findings(report, "N-11")) == 1
    assert {"N-01", "N-03", "N-04", "N-05", "N-07"} <= verdicts(report, Outcome.PASSED)


@pytest.mark.parametrize("row", ["new", "carried_in", "total", "carried_forward", "granted", "not_handled.petitions"])
def test_taking_a_cell_away_accuses_nobody_of_more(row: str) -> None:
    for text, report in ((HUAIAN, huaian()), (OFFICE_TEXT, office_2020()), (PROVINCE, province())):
        assert verdicts(told(text, without(report, f"requests.{row}.total"), fee=NO_FEE)) == set()


def test_haicheng_2025_parts_that_do_not_add_up() -> None:
    report = made("2021", "海城市人民政府", 2025, cells_of({"new": 95, "total": 95}, {}))
    text = "2025年，全市共受理政府信息公开申请95件，其中当面申请24件，网络申请66件，信函申请3件。"
    report = told(text, report, fee="2025年度未收取信息处理费。")
    assert verdicts(report) == {"N-10"}
    assert n_findings(report, "N-10")[0].sum == "24 ＋ 66 ＋ 3 ＝ 93 ≠ 95"


def test_suqian_2024_growth_that_its_own_figures_contradict() -> None:
    report = made("2021", "宿迁市人民政府", 2024, cells_of({"new": 4873, "total": 4873}, {}))
    text = "2024年，全市共受理政府信息公开申请4873件，较上年增加52件，增长1.05%。"
    assert verdicts(told(text, report)) == {"N-12"}
    assert verdicts(told(text.replace("1.05", "1.08"), report)) == set()


def province() -> Report:
    return replace(province_2024(), agency="黑龙江省", year=2024, title="")


PROVINCE = (
    "全省全年公开政府规章 3 部、行政规范性文件 992 件，公开投资项目在线审批结果 26517 个。"
    "公示消费投诉信息 10.57 万条。"
    "全省共依法办理政府信息公开申请 10780 件。截至 2024 年底，"
    "集中公开现行有效的各级政府规章 167 部、行政规范性文件 8106 个。"
)


def test_heilongjiang_2024_is_right_in_every_sentence() -> None:
    report = told(PROVINCE, province(), fee="2024 年度黑龙江省未收取政府信息公开信息处理费。")
    assert verdicts(report) == set()
    assert "＝ 10780相符" in n_findings(report, "N-02", Outcome.PASSED)[0].message


OFFICE_2020 = {"new": 196, "carried_in": 4, "total": 187, "carried_forward": 13}
OFFICE_DISPUTES = {
    "reconsideration": (8, 0, 0, 1, 9),
    "litigation_direct": (3, 0, 0, 1, 4),
    "litigation_after": (1, 0, 0, 0, 1),
}
OFFICE_TEXT = (
    "四是依法办理依申请公开。办理依申请公开 200件，其中信函申请 113件、网上申请 87件，发生行政复议和行政诉讼 14件，"
    "已审结的案件胜诉率达 100%。本年度发布省政府规章 3部、省政府和省政府办公厅行政规范性文件 38件，"
    "发布政策解读 67个。"
)


def office_2020() -> Report:
    cells = cells_of(OFFICE_2020, OFFICE_DISPUTES) | {
        "disclosure.regulations.made": 3,
        "disclosure.regulations.disclosed": 3,
        "disclosure.normative_documents.made": 43,
        "disclosure.normative_documents.disclosed": 38,
    }
    return made("2019", "黑龙江省人民政府办公厅", 2020, cells)


def test_an_office_of_2020_counts_all_disputes_together_and_documents_disclosed() -> None:
    report = told(OFFICE_TEXT, office_2020(), fee="无。")
    assert verdicts(report, None) >= {"N-02", "N-07", "N-08", "N-10", "N-15"}
    assert verdicts(report) == set()


def test_an_office_says_received_and_means_new_and_carried_in() -> None:
    report = made("2021", "哈尔滨市人民政府办公厅", 2022, cells_of({"new": 352, "carried_in": 7}, {}))
    text = "全年共收到办理政府信息公开申请359件，其中，新收到352件、上年度结转7件。"
    assert verdicts(told(text, report, fee="未涉及收取信息处理费情况。")) == set()


def huaian() -> Report:
    cells = cells_of(
        {"new": 3119, "carried_in": 34, "total": 3050, "carried_forward": 103},
        {
            "reconsideration": (72, 64, 178, 37, 351),
            "litigation_direct": (14, 4, 6, 5, 29),
            "litigation_after": (11, 1, 3, 2, 17),
        },
    ) | {
        "disclosure.regulations.issued": 1,
        "disclosure.regulations.in_force": 11,
        "disclosure.normative_documents.issued": 8,
        "disclosure.fees.amount": "96171.6",
    }
    return made("2021", "淮安市人民政府", 2024, cells)


HUAIAN = (
    "2024年，市政府网站主动公开各类政府信息5500余条，全年新增公开市政府规章1件、市政府及市政府办政策性文件11件。"
    "2024年，全市共受理政府信息公开申请3119件，答复3050件（含上年度结转申请34件，"
    "另有103件顺延到下年度答复），均在法定期限内予以答复。"
    "政府信息公开行政复议351件，其中结果维持72件，结果纠正64件，其他结果178件，尚未审结37件；"
    "政府信息公开行政诉讼46件，其中结果维持25件，结果纠正5件，其他结果9件，尚未审结7件。"
)


def test_huaian_2024_is_right_in_every_sentence() -> None:
    report = told(HUAIAN, huaian(), fee="2024年，市政府全年收取政府信息公开信息处理费3940元。")
    assert verdicts(report) == set()
    assert len(n_findings(report, "N-07", Outcome.PASSED)) == 10


def test_suqian_2024_counts_concluded_cases() -> None:
    cells = cells_of(
        {},
        {
            "reconsideration": (70, 30, 34, 36, 170),
            "litigation_direct": (20, 5, 10, 15, 50),
            "litigation_after": (15, 4, 3, 5, 27),
        },
    )
    report = made("2021", "宿迁市人民政府", 2024, cells)
    text = "全市政府信息公开备案行政复议134件，政府信息公开行政诉讼57件。"
    assert verdicts(told(text, report)) == set()


def test_hongze_2024_counts_the_office_beside_the_district() -> None:
    report = made("2021", "淮安市洪泽区人民政府", 2024, cells_of({"new": 95, "total": 95}, {}))
    text = "2024年，全区共受理政府信息公开申请95件。区政府办代表区政府受理17件，均在法定期限内答复。"
    assert verdicts(told(text, report)) == set()


def test_fee_refusals_beside_no_fee_collected() -> None:
    report = with_cells(province(), {"requests.other.fee_unpaid.total": 26})
    assert verdicts(told("", report)) == set()


def test_a_consistent_report_of_zeros_that_received_nothing() -> None:
    report = made("2019", "某省机关事务管理局", 2020, {})
    assert verdicts(told("本年度未收到依申请公开事项。", report, fee="无。")) == set()


def test_a_report_of_2020_owes_no_word_about_fees_and_one_of_2021_does() -> None:
    assert verdicts(told("", made("2019", "某市财政局", 2020, {}), fee="无。")) == set()
    assert verdicts(told("", made("2021", "某市财政局", 2021, {}), fee="无。")) == {"N-16"}


def test_many_documents_repealed_in_a_year_of_clearing_up() -> None:
    cells: dict[str, Value] = {
        "disclosure.normative_documents.issued": 3,
        "disclosure.normative_documents.repealed": 130,
        "disclosure.normative_documents.in_force": 20,
    }
    report = made("2021", "某市财政局", 2024, cells)
    assert verdicts(told("全年制发行政规范性文件3件，废止行政规范性文件130件。", report)) == set()


DOCUMENTS = sorted((CORPUS / "documents").glob("*")) if CORPUS.is_dir() else []
SCANNED = {"r17_huaian_2024_scan", "r18_hlj_office_2020_scan"}


@pytest.mark.parametrize("path", [p for p in DOCUMENTS if p.stem not in SCANNED], ids=lambda path: path.stem)
def test_the_collected_reports_give_the_text_findings_they_must_and_no_others(path: Path) -> None:
    truth = json.loads((CORPUS / "truth" / f"{path.stem}.json").read_text("utf-8"))
    must = {rule for rule, *_ in truth.get("must_flag", []) if rule.startswith("N-")}
    found = [f for f in judge(read(path)) if f.rule.startswith("N-") and f.outcome is Outcome.FAILED]
    assert {f.rule for f in found} == must, [f.message for f in found]


def test_a_sentence_recognised_in_a_picture_accuses_nobody() -> None:
    text = "全市共受理政府信息公开申请102件。"
    scanned = replace(told(text), facts=FileFacts(recognised=(1,)))
    assert verdicts(scanned) == set()
    assert verdicts(scanned, Outcome.UNDETERMINED) == {"N-01"}
    (found,) = n_findings(scanned, "N-01", Outcome.UNDETERMINED)
    assert found.message.endswith("可能读错，请先对照原件。）")


def test_a_row_that_its_form_does_not_have_is_not_asked_of_a_report() -> None:
    report = told("（二）依申请公开。申请人无正当理由逾期不补正的3件。", office_2020(), fee="无。")
    assert "N-06" not in verdicts(report, None)
