"""Rules of kind P: figures that add up but are hardly so. Rates are not judged under thirty cases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.report import Address
from parsing.rules.model import AgencyKind, Context, Outcome
from tests.parsing.made_random import SUMMED
from tests.parsing.made_reports import BLANK, Value, filled, findings, one, province_2024, put, without

FEES = "disclosure.fees.amount"
NEW, FORWARD = "requests.new.total", "requests.carried_forward.total"


def peers(**values: tuple[float, ...]) -> Context:
    known = {Address.parse(cell.replace("__", ".")): tuple(Decimal(str(v)) for v in vs) for cell, vs in values.items()}
    return Context(peers=known)


# --- P-01


def test_fees_a_hundred_times_those_of_the_others_are_probably_yuan() -> None:
    context = peers(disclosure__fees__amount=(48000, 52000, 39000, 61000, 44000))
    found = one(findings(put(filled("2021"), {FEES: 961716000}), "P-01", context=context))
    assert (found.subject, found.severity.value) == (FEES, "notice")
    assert "5 个机关的中位数是 48000 万元，相差 20036 倍（达到 100 倍时提示）" in found.message
    assert findings(put(filled("2021"), {FEES: "96171.6"}), "P-01", context=context) == []


def test_too_few_others_say_nothing() -> None:
    report = put(filled("2021"), {FEES: 961716000})
    assert findings(report, "P-01", None) == []
    assert findings(report, "P-01", None, peers(disclosure__fees__amount=(1, 0, 0, 2, 3, 4))) == []


# --- P-03


def agency(name: str, kind: AgencyKind | None = AgencyKind.DEPARTMENT) -> Context:
    return Context(agency_names=(name,), kind=kind)


@pytest.mark.parametrize("name", ["某市公安局", "某县市场监督管理局", "某市城市管理综合行政执法局", "某区应急管理局"])
def test_an_enforcement_agency_without_penalties_is_asked(name: str) -> None:
    assert name in one(findings(filled("2021"), "P-03", context=agency(name))).message
    some = put(filled("2021"), {"disclosure.penalties.decisions": 1})
    assert findings(some, "P-03", context=agency(name)) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("某市财政局", AgencyKind.DEPARTMENT),
        ("某县公安街道", AgencyKind.TOWNSHIP),
        ("某市公安局", None),
        ("某市交通运输研究院", AgencyKind.DEPARTMENT),
        ("某县人民政府", AgencyKind.COUNTY),
    ],
)
def test_others_are_not(name: str, kind: AgencyKind | None) -> None:
    assert findings(filled("2021"), "P-03", None, agency(name, kind)) == []


# --- P-04, P-06


@pytest.mark.parametrize(
    ("disputes", "new", "is_many"), [(26, 40, True), (20, 40, False), (25, 29, False), (0, 0, False)]
)
def test_disputes_above_half_of_the_applications(disputes: int, new: int, is_many: bool) -> None:
    report = put(filled("2021"), {"disputes.reconsideration.total": disputes, NEW: new})
    found = findings(report, "P-04")
    assert len(found) == is_many
    if found:
        assert found[0].message == "复议、诉讼 26 件，占本年新收申请 40 件的 65.0%，超过 50%，请核实。"


@pytest.mark.parametrize(("forward", "new", "is_much"), [(45, 100, True), (20, 100, False), (20, 29, False)])
def test_much_carried_forward(forward: int, new: int, is_much: bool) -> None:
    found = findings(put(filled("2021"), {FORWARD: forward, NEW: new}), "P-06")
    assert [f.subject for f in found] == [FORWARD] * is_much


def test_the_published_report_of_a_province_is_plausible() -> None:
    assert [f for f in findings(province_2024()) if f.rule[0] == "P"] == []


# --- P-08


@pytest.mark.parametrize(("granted", "other", "is_one"), [(25, 0, True), (20, 0, False), (20, 5, False)])
def test_all_answers_in_one_row(granted: int, other: int, is_one: bool) -> None:
    total = granted + other
    cells: dict[str, Value] = {"requests.granted.total": granted, "requests.unavailable.not_held.total": other}
    found = findings(put(filled("2021"), cells | {"requests.total.total": total}), "P-08")
    assert len(found) == is_one
    if found:
        assert found[0].message == "表三：办理结果 25 件全部填在“（一）予以公开”一行，请核实是否分类填写。"


# --- P-11

GROUPS = ("reconsideration", "litigation_direct", "litigation_after")
USUAL = peers(
    **{f"disputes__{g}__total": (100,) * 6 for g in GROUPS},
    **{f"disputes__{g}__corrected": (10,) * 6 for g in GROUPS},
    **{f"disputes__{g}__pending": (0,) * 6 for g in GROUPS},
)


def disputes(total: int, corrected: int, pending: int = 0) -> dict[str, Value]:
    values = {"total": total, "corrected": corrected, "pending": pending}
    return {f"disputes.reconsideration.{column}": value for column, value in values.items()}


@pytest.mark.parametrize(
    ("total", "corrected", "pending", "is_outlier"),
    [(100, 60, 0, True), (100, 12, 0, False), (100, 19, 0, False), (29, 29, 0, False), (40, 12, 20, False)],
)
def test_a_share_of_corrections_far_above_the_others(
    total: int, corrected: int, pending: int, is_outlier: bool
) -> None:
    found = findings(put(filled("2021"), disputes(total, corrected, pending)), "P-11", context=USUAL)
    assert len(found) == is_outlier
    if found:
        assert "纠正率 60.0%；同类 6 个机关合计为 10.0%" in found[0].message


def test_without_others_no_share_is_an_outlier() -> None:
    assert findings(put(filled("2021"), disputes(100, 60)), "P-11", None) == []


# --- all


@pytest.mark.parametrize(
    ("rule", "cell"), [("P-04", NEW), ("P-06", FORWARD), ("P-08", "requests.total.total"), ("P-06", NEW)]
)
def test_an_absent_or_open_operand_is_named(rule: str, cell: str) -> None:
    report = put(
        filled("2021"),
        {"requests.new.company": 40, "requests.total.company": 40, "requests.carried_forward.company": 30},
    )
    for changed in (without(report, cell), put(report, {cell: BLANK})):
        open_ = one(findings(changed, rule, None))
        assert open_.outcome is Outcome.UNDETERMINED
        assert "缺失、空白或读不准" in open_.message


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(SUMMED), min_size=1, max_size=30))
def test_removing_cells_never_makes_a_report_implausible(cells: set[str]) -> None:
    context = Context(peers=USUAL.peers, kind=AgencyKind.DEPARTMENT, agency_names=("某市财政局",))
    found = findings(without(province_2024(), *cells), context=context)
    assert [f for f in found if f.rule[0] in "PL" and f.rule != "L-06"] == []
