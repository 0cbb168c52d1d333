"""The catalogue as a whole: order, fingerprints, the corpus, properties, the manual."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parsing.editions import EDITIONS, explain_address
from parsing.report import Address, Report
from parsing.rules.engine import RULES, judge
from parsing.rules.manual import MANUAL, manual
from parsing.rules.model import Outcome
from tests.parsing.made_reports import (
    BLANK,
    figure,
    filled,
    findings,
    one,
    province_2024,
    put,
    without,
)

TRUTH = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "truth"
SAMPLES = sorted(TRUTH.glob("*.json")) if TRUTH.is_dir() else []
COMPARED = ("A-01", "A-02", "A-03", "A-04", "A-12")


def truth_to_report(truth: dict[str, Any]) -> Report:
    figures = {
        Address(table, row, column): BLANK if value is None else figure(value)
        for table, rows in truth["tables"].items()
        for row, cells in rows.items()
        for column, value in cells.items()
    }
    return Report(agency=truth["agency"], year=truth["year"], edition=truth["edition"], figures=figures)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_collected_reports_give_exactly_their_findings(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    found = [f for f in findings(truth_to_report(truth)) if f.rule in COMPARED]
    assert sorted((f.rule, f.subject, *(f.to_json()[k] for k in ("expected", "actual"))) for f in found) == sorted(
        map(tuple, truth["findings"])
    )


def collected(name: str) -> Report:
    path = TRUTH / f"{name}.json"
    if not path.exists():
        pytest.skip("no collected reports here")
    return truth_to_report(json.loads(path.read_text("utf-8")))


def test_the_collected_report_that_lost_most_of_table_three_is_not_judged_there() -> None:
    report = collected("hlj_gxt_2022")
    assert one(findings(report, "S-06")).message.count("”行") == 16
    assert [(f.rule, f.subject) for f in findings(report)] == [("S-06", "table.requests")]
    assert len(findings(report, "A-04", Outcome.PASSED)) == 3


def test_the_collected_report_of_zeros_lacks_table_four_and_nothing_else() -> None:
    assert [(f.rule, f.subject) for f in findings(collected("hlj_jgj_2020"))] == [("S-07", "table.disputes")]


@pytest.mark.parametrize("name", ["hlj_office_2020", "harbin_office_2022", "huaian_2024"])
def test_the_collected_reports_that_agree_have_no_finding(name: str) -> None:
    assert findings(collected(name)) == []


def test_a_consistent_report_of_zeros_has_no_finding() -> None:
    for edition in EDITIONS:
        assert findings(filled(edition)) == []


def test_rules_have_their_own_numbers_and_say_everything() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert {r.id for r in RULES} >= {
        *("A-01", "A-02", "A-03", "A-04", "A-05", "A-07", "A-08", "A-12"),
        *("C-01", "C-03", "C-05", "C-06", "C-08", "C-11", "C-12"),
        *("L-01", "L-02", "L-03", "L-05", "L-06"),
        *("N-01", "N-02", "N-03", "N-04", "N-05", "N-06", "N-07", "N-08", "N-09", "N-10", "N-11", "N-12"),
        *("N-13", "N-14", "N-15", "N-16", "N-17", "N-19", "N-20"),
        *("P-01", "P-03", "P-04", "P-06", "P-08", "P-11"),
        *("S-01", "S-02", "S-03", "S-04", "S-05", "S-06", "S-07", "S-08", "S-09", "S-10"),
        *("S-12", "S-13", "S-14", "S-15", "V-01", "V-02", "V-04"),
        *("Y-01", "Y-02", "Y-03", "Y-04", "Y-05", "Y-07"),
    }
    for rule in RULES:
        assert all((rule.name, rule.words, rule.formula, rule.basis, rule.fix, rule.passes, rule.fails)), rule.id
        assert rule.editions <= set(EDITIONS)


def test_the_manual_is_current() -> None:
    assert MANUAL.read_text("utf-8") == manual()
    assert all(f"### {rule.id} " in manual() for rule in RULES)


def test_worst_findings_come_first_then_the_order_of_the_form() -> None:
    report = put(
        province_2024(),
        {
            "disputes.reconsideration.total": 1,
            "disclosure.regulations.in_force": 0,
            "disclosure.regulations.issued": 99,
        },
    )
    found = judge(report)
    states = [Outcome.FAILED, Outcome.UNDETERMINED, Outcome.PASSED]
    order = [(states.index(f.outcome), -f.severity.rank) for f in found]
    assert order == sorted(order)
    assert [(f.rule, f.subject) for f in found[:4]] == [
        ("A-02", "requests.total.other"),
        ("A-02", "requests.total.total"),
        ("A-04", "disputes.reconsideration.total"),
        ("A-07", "disclosure.regulations.in_force"),
    ]


def test_a_fingerprint_lives_until_a_value_changes() -> None:
    def fingerprint(report: Report) -> str:
        return one(f for f in findings(report, "A-02") if f.subject == "requests.total.other").fingerprint

    before = fingerprint(province_2024())
    assert fingerprint(put(province_2024(), {"requests.new.company": 1})) == before
    assert fingerprint(put(province_2024(), {"requests.granted.other": 136})) != before


def test_fingerprints_of_one_report_differ() -> None:
    marks = [f.fingerprint for f in judge(province_2024())]
    assert len(marks) == len(set(marks))


def test_findings_name_cells_of_the_form_only() -> None:
    known = {str(address) for edition in EDITIONS.values() for address in edition.addresses()}
    for finding in judge(without(province_2024(), "requests.new.total")):
        assert set(finding.cells) <= known
        assert len(finding.values) >= len(finding.cells)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("requests.total.other", "表三“（七）总计”行“其他”列"),
        ("requests.other.other.company", "表三“（六）其他处理 3.其他”行“商业企业”列"),
        ("requests.other.company", "表三“（六）其他处理”行“商业企业”列"),
        ("requests.denied.security_and_stability.total", "表三“（三）不予公开 3.危及‘三安全一稳定’”行“总计”列"),
        ("disputes.litigation_after.upheld", "表四“行政诉讼 复议后起诉”栏“结果维持”列"),
        ("disclosure.licensing.change", "表二“行政许可”行“本年增/减”列"),
        ("table.disputes", "表四"),
        ("section.5", "第五部分"),
        ("title", "标题"),
        ("requests.unknown.total", "requests.unknown.total"),
    ],
)
def test_addresses_are_explained_in_official_words(address: str, words: str) -> None:
    assert explain_address(address, "2021") == words
