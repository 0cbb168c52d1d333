"""What holds for any report under every rule of the catalogue."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.editions import EDITIONS
from parsing.report import Address, Report
from parsing.rules.engine import RULES, judge
from parsing.rules.model import Context, Finding, Outcome, Rule
from parsing.rules.policy import Policy
from parsing.rules.sums import sums_of
from tests.parsing.made_random import SUMMED, consistent_reports, scaled
from tests.parsing.made_reports import BLANK, DASH, ILLEGIBLE, failed, filled, put, without

EVERYTHING = Policy(on=frozenset(rule.id for rule in RULES))
WHOLE_TABLES = {"S-05", "S-06", "S-07"}


@settings(max_examples=20, deadline=None)
@given(consistent_reports(), st.integers(2, 1000))
def test_scaling_a_report_changes_no_verdict(report: Report, factor: int) -> None:
    assert failed(report) == set()
    assert failed(scaled(report, factor)) == set()
    spoiled = put(report, {"requests.total.company": 9999, "disputes.reconsideration.total": 9999})
    assert failed(scaled(spoiled, factor)) == failed(spoiled)


@settings(max_examples=40, deadline=None)
@given(consistent_reports(), st.sampled_from(SUMMED), st.integers(1, 500))
def test_changing_one_cell_fails_exactly_the_sums_that_name_it(report: Report, cell: str, more: int) -> None:
    address = Address.parse(cell)
    if address not in report.figures:
        return
    changed = put(report, {cell: (report.figures[address].value or Decimal()) + more})
    naming = [s for table in EDITIONS[report.edition].tables for s in sums_of(table) if address in s.operands]
    assert {subject for _, subject in failed(changed)} == {str(s.subject) for s in naming}
    assert len(failed(changed)) == len(naming)


@settings(max_examples=40, deadline=None)
@given(consistent_reports(), st.sets(st.sampled_from(SUMMED), min_size=1, max_size=8))
def test_removing_cells_never_fails_a_sum(report: Report, cells: set[str]) -> None:
    assert failed(without(report, *cells)) == set()


def new_failures(before: Report, after: Report) -> list[Finding]:
    """What fails now and did not before, over every rule."""
    known = {(f.rule, f.subject) for f in judge(before, policy=EVERYTHING) if f.outcome is Outcome.FAILED}
    found = judge(after, policy=EVERYTHING)
    return [f for f in found if f.outcome is Outcome.FAILED and (f.rule, f.subject) not in known]


@settings(max_examples=25, deadline=None)
@given(consistent_reports(), st.sampled_from(SUMMED), st.integers(1, 500))
def test_whatever_fails_after_a_cell_is_changed_names_the_cell(report: Report, cell: str, more: int) -> None:
    address = Address.parse(cell)
    if address not in report.figures:
        return
    changed = put(report, {cell: (report.figures[address].value or Decimal()) + more})
    assert [f.rule for f in new_failures(report, changed) if cell not in f.cells] == []


@settings(max_examples=25, deadline=None)
@given(consistent_reports(), st.sampled_from(SUMMED))
def test_removing_a_cell_leaves_its_rules_undetermined(report: Report, cell: str) -> None:
    address = Address.parse(cell)
    if address not in report.figures:
        return
    gone = without(report, cell)
    assert {f.rule for f in new_failures(report, gone)} <= WHOLE_TABLES
    judged = {(f.rule, f.subject): f.outcome for f in judge(gone)}
    naming = [s for t in EDITIONS[report.edition].tables for s in sums_of(t) if address in s.operands]
    rules = {"balance": ("A-01",), "down": ("A-02",), "across": ("A-03", "A-04")}
    for one in naming:
        outcomes = [judged.get((rule, str(one.subject))) for rule in rules[one.kind]]
        assert Outcome.UNDETERMINED in outcomes


CELLS = st.sampled_from([0, 1, 7, "10067", -3, "1.5", BLANK, DASH, ILLEGIBLE, None])


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(EDITIONS)), st.data())
def test_no_rule_fails_a_sum_it_cannot_see_whole(edition: str, data: st.DataObject) -> None:
    addresses = [str(a) for a in EDITIONS[edition].addresses()]
    values = data.draw(st.lists(CELLS, min_size=len(addresses), max_size=len(addresses)))
    cells: dict[str, Any] = dict(zip(addresses, values, strict=True))
    report = put(filled(edition), {a: v for a, v in cells.items() if v is not None})
    report = without(report, *(a for a, v in cells.items() if v is None))
    for finding in judge(report, policy=EVERYTHING):
        json.dumps(finding.to_json(), ensure_ascii=False)
        if finding.outcome is Outcome.FAILED and finding.rule in ("A-01", "A-02", "A-03", "A-04", "A-12"):
            assert all(cells[cell] is not None and cells[cell] is not ILLEGIBLE for cell in finding.cells)


PIECES = st.sampled_from(
    [
        *(
            "我",
            "本",
            "无",
            "问题",
            "下一步",
            "加强",
            "（",
            "）",
            "〔2024〕",
            "[2024]",
            "第",
            "号",
            "12",
            "2024年",
            "。",
            "；",
            "\n",
        ),
        *(
            "申请",
            "件",
            "秘密",
            "★",
            "【",
            "】",
            "http://t.cn/",
            "13904511234",
            "6222021234567890128",
            "张三诉",
            "《",
            "》通知",
            " ",
        ),
        *(
            "规章",
            "行政复议",
            "，其中",
            "1.5万元",
            "同比增长",
            "%",
            "均",
            "不",
            "：",
            "一、",
            "电话",
            "诉讼",
            "信息处理费",
            "元",
        ),
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=120).map("".join), min_size=8, max_size=8))
def test_no_text_makes_a_rule_stumble(texts: list[str]) -> None:
    report = filled("2021", 3)
    sections = tuple(replace(s, text=text) for s, text in zip(report.sections, texts, strict=False))
    report = replace(report, front=texts[6], introduction=texts[7], sections=sections)
    found = judge(report, Context(previous=(report,)), EVERYTHING)
    marks = [f.fingerprint for f in found]
    assert len(marks) == len(set(marks))
    spoken = dict(report.texts())
    for quote in (q for f in found for q in f.quotes if not q.source):
        assert spoken[quote.section][quote.start : quote.end] == quote.text
        assert quote.claim_end == 0 or quote.start <= quote.claim_start < quote.claim_end <= quote.end


@pytest.mark.parametrize(
    "piece", ["我局", "无", "一是", "张三诉", "〔2024〕", "6222021234567890128 ", "下一步", "（", "12件，"]
)
def test_long_texts_take_no_time(piece: str) -> None:
    report = filled("2021")
    sections = tuple(replace(s, text=piece * (60_000 // len(piece))) for s in report.sections)
    started = time.process_time()
    judge(replace(report, sections=sections, introduction=piece * 2000))
    assert time.process_time() - started < 10


@pytest.mark.parametrize("edition", sorted(EDITIONS))
def test_a_whole_report_of_zeros_fails_no_rule(edition: str) -> None:
    assert [f.rule for f in judge(filled(edition), policy=EVERYTHING) if f.outcome is Outcome.FAILED] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_what_passes_and_what_fails(rule: Rule) -> None:
    assert rule.passes
    assert rule.fails
    assert rule.passes != rule.fails
    assert rule.words.endswith("。")
    assert rule.fix.endswith("。")
