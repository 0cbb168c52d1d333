"""N-13 to N-15: what a report says did not happen, and what it says of all."""

from __future__ import annotations

import pytest

from parsing.report import Report
from parsing.rules.model import Outcome, Severity
from tests.parsing.made_reports import filled, without
from tests.parsing.told import DISPUTES, REQUESTS, cells_of, n_findings, told, verdicts, whole, with_cells


def empty(agency: str = "某市财政局") -> Report:
    """No application and no dispute at all."""
    return with_cells(whole(agency), {str(a): 0 for a in filled("2021").figures if a.table != "disclosure"})


NONE = [
    "本年度未收到政府信息公开申请。",
    "2024年，我局未收到依申请公开事项。",
    "全年未接到信息公开申请。",
    "2024年度没有收到公民、法人或其他组织提出的政府信息公开申请。",
    "年内，我镇未收到公民、法人或其他组织通过任何形式提出的政府信息公开申请。",
    "本机关本年度无依申请公开。",
    "2024年，我单位依申请公开数量为0件。",
    "我局全年未收到书面依申请公开申请，未发生因政府信息公开申请行政复议、提起行政诉讼的情况。",
]


@pytest.mark.parametrize("text", NONE)
def test_nothing_received_agrees_with_zeros_and_contradicts_figures(text: str) -> None:
    assert verdicts(told(text, empty())) == set()
    assert verdicts(told(text, empty()), Outcome.PASSED) >= {"N-13"}
    some = with_cells(empty(), {"requests.new": 3, "requests.total": 3})
    assert verdicts(told(text, some)) == {"N-13"}
    assert n_findings(told(text, some), "N-13")[0].severity is Severity.MANDATORY


DISPUTELESS = [
    ("本年度未发生因政府信息公开引起的行政复议、行政诉讼。", "both"),
    ("全年没有因政府信息公开被申请行政复议、提起行政诉讼的情况。", "both"),
    ("2024年，我局无政府信息公开行政复议和行政诉讼案件。", "both"),
    ("全年未发生政府信息公开行政复议。", "reconsideration"),
    ("全年未发生涉及政府信息公开的行政诉讼案件。", "litigation"),
    ("政府信息公开行政复议和行政诉讼均为0件。", "both"),
    ("政府信息公开行政复议、行政诉讼均未发生。", "both"),
]


@pytest.mark.parametrize(("text", "kind"), DISPUTELESS)
def test_no_dispute_agrees_with_zeros_and_contradicts_figures(text: str, kind: str) -> None:
    assert verdicts(told(text, empty()), Outcome.PASSED) >= {"N-13"}
    reconsidered = with_cells(empty(), cells_of({}, {"reconsideration": (1, 0, 0, 0, 1)}))
    sued = with_cells(empty(), cells_of({}, {"litigation_after": (1, 0, 0, 0, 1)}))
    assert verdicts(told(text, reconsidered)) == ({"N-13"} if kind != "litigation" else set())
    assert verdicts(told(text, sued)) == ({"N-13"} if kind != "reconsideration" else set())


@pytest.mark.parametrize(
    "text",
    [
        "全年未收到行政许可申请。",
        "未收到因收费引起的投诉。",
        "部分公开申请数量为0件。",
        "2024年我局未收到政府信息公开申请转办单。",
        "未收到申请人对答复内容的异议。",
        "无依申请公开办理超期情况。",
        "当面申请窗口未收到政府信息公开申请。",
        "通过信函方式未收到依申请公开。",
        "去年未收到政府信息公开申请。",
        "2023年未收到政府信息公开申请。",
        "各乡镇未收到政府信息公开申请。",
        "有3家单位未收到政府信息公开申请。",
        "没有依申请公开方面的投诉。",
        "未发生政府信息公开行政复议被纠错案件。",
        "未新增行政复议、行政诉讼。",
        "没有因未按期答复引发的行政复议。",
        "未发生未经复议直接起诉案件。",
        "未收到依申请公开收费。",
        "除上述申请外，未收到其他政府信息公开申请。",
        "如未收到答复，申请人可以申请行政复议或者提起行政诉讼。",
        "下一步将努力做到不发生行政复议、行政诉讼。",
        "无正当理由大量反复申请0件。",
    ],
)
def test_other_things_that_did_not_happen_are_not_judged(text: str) -> None:
    assert verdicts(told("（二）依申请公开。" + text)) <= {"N-06"} - {"N-13"}


def test_a_count_of_some_against_a_table_of_zeros_is_a_contradiction() -> None:
    assert "N-13" in verdicts(told("我局全年收到政府信息公开申请3件。", empty()))
    assert "N-13" in verdicts(told("因政府信息公开被申请行政复议2件。", empty()))
    assert verdicts(told("我局全年收到政府信息公开申请0件，行政复议0件。", empty())) == set()
    assert verdicts(told("全市系统全年收到政府信息公开申请300件。", empty())) == set()


def test_an_absent_cell_leaves_open_whether_there_was_none() -> None:
    report = told("未收到政府信息公开申请。", without(whole(), "requests.new.total"))
    assert verdicts(report) == set()
    assert verdicts(report, Outcome.UNDETERMINED) >= {"N-13"}


@pytest.mark.parametrize(
    "text",
    [
        "全年收到政府信息公开申请120件，已全部办结。",
        "共受理依申请公开120件，均已办结。",
        "收到政府信息公开申请120件，办结率100%。",
        "政府信息公开申请已全部办结答复。",
        "120件政府信息公开申请均已办理完毕并答复申请人。",
        "没有结转下年度办理的政府信息公开申请。",
        "收到政府信息公开申请120件，均按时答复，无结转至2025年继续办理的申请件。",
        "依申请公开事项均已办理完毕。",
    ],
)
def test_all_done_contradicts_what_is_carried_forward(text: str) -> None:
    assert verdicts(told(text)) == {"N-14"}
    done = with_cells(whole(), {"requests.carried_forward": 0, "requests.total": 125})
    assert "N-14" not in verdicts(told(text, done))


@pytest.mark.parametrize(
    "text",
    [
        "共受理政府信息公开申请120件，均在法定期限内答复。",
        "收到政府信息公开申请120件，均按时办结。",
        "依申请公开按期办结率100%。",
        "除7件结转下年度外，全市120件政府信息公开申请均已办结。",
        "上年结转的5件政府信息公开申请已全部办结。",
        "办理人大代表建议12件，已全部办结。",
        "12345热线工单50件均已办结。",
        "受理政府信息公开申请120件，到期应办的均已办结。",
        "当面提出的政府信息公开申请均已办理完毕。",
        "收到网上申请20件，均已办结，依申请公开渠道畅通。",
        "收到网上申请20件，没有结转下年度办理的政府信息公开申请。",
        "除7件外，没有结转下年度的政府信息公开申请。",
        "上年无结转政府信息公开申请，无2023年结转申请。",
        "政府信息公开申请无延期答复情况，结转下年度办理7件。",
        "政府信息公开申请办结率98.5%。",
    ],
)
def test_answered_in_time_may_go_with_some_carried_forward(text: str) -> None:
    assert verdicts(told(text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开行政诉讼实现零败诉。",
        "政府信息公开行政复议14件，行政诉讼7件，均获维持。",
        "涉及政府信息公开的行政诉讼均胜诉。",
        "政府信息公开行政复议维持率100%。",
        "涉及政府信息公开的行政诉讼胜诉率100%。",
        "政府信息公开行政诉讼无败诉案件。",
        "政府信息公开行政复议、行政诉讼实现零纠错。",
    ],
)
def test_undefeated_contradicts_corrected_and_pending_cases(text: str) -> None:
    assert verdicts(told(text)) == {"N-15"}
    won = with_cells(
        whole(),
        cells_of(
            {},
            {"reconsideration": (14, 0, 0, 0, 14), "litigation_direct": (5, 0, 0, 0, 5)},
        ),
    )
    assert verdicts(told(text, won)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "已审结的政府信息公开行政诉讼案件胜诉率达100%。",
        "全市行政机关行政诉讼败诉率下降。",
        "市公安局涉政府信息公开行政诉讼零败诉。",
        "2023年政府信息公开行政诉讼实现零败诉。",
        "推动行政应诉工作提质，一审行政案件均维持较高水平。",
        "依申请公开工作有序，行政应诉案件均胜诉。",
        "依申请公开工作有序，作为复议机关办理案件维持率100%。",
        "政府信息公开行政诉讼胜诉率85%。",
        "依申请公开和政府信息公开各栏目均维持良好运行。",
        "网站安全稳定，均维持正常运行，依申请公开渠道畅通。",
    ],
)
def test_other_victories_are_not_judged(text: str) -> None:
    report = with_cells(whole(), cells_of({}, {"litigation_direct": (3, 0, 1, 1, 5)}))
    assert verdicts(told(text, report)) == set()


def test_the_figures_of_these_tests_are_consistent() -> None:
    rows = [v for k, v in REQUESTS.items() if k not in ("new", "carried_in", "total", "carried_forward")]
    assert sum(rows) == REQUESTS["total"] == REQUESTS["new"] + REQUESTS["carried_in"] - REQUESTS["carried_forward"]
    assert all(sum(values[:4]) == values[4] for values in DISPUTES.values())
