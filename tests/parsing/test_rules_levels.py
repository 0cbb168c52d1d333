"""Rules of kind L over figures: a whole area against its members, and who may report 规章."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.editions import EDITIONS
from parsing.report import Address, Report
from parsing.rules.model import AgencyKind, Context, Finding, Member, Outcome, Scope
from tests.parsing.made_random import consistent
from tests.parsing.made_reports import BLANK, Value, filled, findings, one, put, without

K = AgencyKind


def member(name: str, kind: AgencyKind, report: Report | None, scope: Scope | None = Scope.OWN) -> Member:
    return Member(name, kind, report, scope)


def area(*members: Member, **more: object) -> Context:
    return Context(scope=Scope.AREA, members=members, **more)  # type: ignore[arg-type]


def district(office: Value, bureau: Value, town: Value) -> tuple[Member, ...]:
    """区政府办, 区公安分局 and 某镇 with so many new applications; only 17 of 洪泽's 95 were the office's."""
    kinds = {"洪泽区政府办公室": K.OFFICE, "洪泽区公安局": K.DEPARTMENT, "高良涧街道": K.TOWNSHIP}
    reports = [put(filled("2021"), {"requests.new.total": value}) for value in (office, bureau, town)]
    return tuple(member(name, kind, report) for (name, kind), report in zip(kinds.items(), reports, strict=True))


def whole(value: Value) -> Report:
    return put(filled("2021"), {"requests.new.total": value})


def about(report: Report, context: Context, rule: str, outcome: Outcome | None = Outcome.FAILED) -> list[Finding]:
    return findings(report, rule, outcome, context)


# --- L-01


def test_the_whole_area_is_the_sum_of_its_members() -> None:
    context = area(*district(17, 60, 18))
    assert about(whole(95), context, "L-01") == []
    passed = about(whole(95), context, "L-01", Outcome.PASSED)
    assert [f.subject for f in passed] == ["table.disclosure", "table.requests", "table.disputes"]


def test_a_difference_names_the_cell_both_values_and_every_member() -> None:
    found = one(about(whole(85), area(*district(17, 60, 18)), "L-01"))
    assert (found.subject, found.expected, found.actual) == ("requests.new.total", Decimal(95), Decimal(85))
    assert found.message == ("表三“一、本年新收政府信息公开申请数量”行：“总计”列全域填报 85，成员合计 95，少 10。")
    assert found.sum == "洪泽区政府办公室17 ＋ 洪泽区公安局60 ＋ 高良涧街道18 ＝ 95 ≠ 全域 85"


def test_missing_members_are_named_and_never_taken_for_nothing() -> None:
    office, bureau, town = district(17, 60, 18)
    context = area(office, replace(bureau, report=None), town)
    open_ = one(about(whole(35), context, "L-01", None))
    assert open_.outcome is Outcome.UNDETERMINED
    assert "洪泽区公安局的报告尚未审核通过" in open_.message


def test_a_lower_government_that_reports_its_office_alone_leaves_the_sum_open() -> None:
    lower = member("洪泽区人民政府", K.COUNTY, whole(5), Scope.OWN)
    open_ = one(about(whole(100), area(*district(17, 60, 18), lower), "L-01", None))
    assert "洪泽区人民政府的报告不是全域数据" in open_.message
    assert about(whole(100), area(*district(17, 60, 18), replace(lower, scope=Scope.AREA)), "L-01") == []


def test_without_the_areas_own_office_the_sum_is_open() -> None:
    open_ = one(about(whole(78), area(*district(17, 60, 18)[1:]), "L-01", None))
    assert "没有本级政府办公厅（室）" in open_.message


def test_a_report_of_the_office_alone_is_not_summed() -> None:
    """区政府办代表区政府受理 17 beside 95 for the whole district."""
    context = Context(scope=Scope.OWN, members=district(17, 60, 18))
    assert about(whole(17), context, "L-01", None) == []
    assert findings(whole(17), "L-01", None) == []


def test_blanks_count_as_nothing_and_absent_cells_leave_their_row_open() -> None:
    office, bureau, town = district(17, 60, BLANK)
    assert about(whole(77), area(office, bureau, town), "L-01") == []
    lost = replace(town, report=without(filled("2021"), "requests.new.total"))
    assert about(whole(1), area(office, bureau, lost), "L-01") == []
    open_ = one(about(whole(1), area(office, bureau, lost), "L-01", Outcome.UNDETERMINED))
    assert "高良涧街道的报告中有格缺失" in open_.message


def summed(*reports: Report) -> Report:
    """The report of a whole area of these members."""

    def added(one_: Report, other: Report) -> Report:
        cells = {str(a): (f.value or 0) + (other.figures[a].value or 0) for a, f in one_.figures.items()}
        return put(one_, dict(cells))

    return reduce(added, reports)


@st.composite
def areas(draw: st.DrawFn) -> tuple[Report, tuple[Member, ...]]:
    reports = [consistent("2021", draw) for _ in range(draw(st.integers(2, 4)))]
    kinds = [K.OFFICE] + [draw(st.sampled_from([K.DEPARTMENT, K.TOWNSHIP])) for _ in reports[1:]]
    members = tuple(member(f"成员{n}", kind, r) for n, (kind, r) in enumerate(zip(kinds, reports, strict=True)))
    return summed(*reports), members


CELLS = [str(a) for a in EDITIONS["2021"].addresses()]


@settings(max_examples=10, deadline=None)
@given(areas(), st.sampled_from(CELLS), st.integers(1, 500))
def test_the_sum_of_any_members_passes_and_one_changed_cell_fails_naming_it(
    made: tuple[Report, tuple[Member, ...]], cell: str, more: int
) -> None:
    report, members = made
    assert about(report, area(*members), "L-01") == []
    assert about(report, area(*members), "L-02") == []
    before = members[0].report or report
    changed = replace(members[0], report=put(before, {cell: (before.figures[Address.parse(cell)].value or 0) + more}))
    found = one(about(report, area(changed, *members[1:]), "L-01"))
    assert (found.subject, found.cells) == (cell, (cell,))


# --- L-02


def test_a_member_above_its_area_is_told_even_while_others_are_missing() -> None:
    office, bureau, town = district(17, 410, 18)
    context = area(office, bureau, replace(town, report=None))
    found = one(about(whole(352), context, "L-02"))
    assert found.subject == "requests.new.total"
    assert "洪泽区公安局 410，全域只有 352" in found.message
    assert about(whole(410), context, "L-02") == []


def test_a_member_is_held_against_the_area_above_it() -> None:
    context = Context(scope=Scope.OWN, parents=(member("洪泽区人民政府", K.COUNTY, whole(95), Scope.AREA),))
    assert about(whole(95), context, "L-02") == []
    found = one(about(whole(96), context, "L-02"))
    assert "本报告 96，洪泽区人民政府全域只有 95" in found.message


def test_an_absent_cell_is_never_below_a_figure() -> None:
    report = without(whole(352), "requests.new.total")
    assert about(report, area(*district(17, 410, 18)), "L-02") == []


# --- L-03

OWN = {"requests.new.natural_person": 173, "requests.granted.natural_person": 160, "requests.new.company": 4}


def one_of_two(other: dict[str, Value]) -> Context:
    office = member("洪泽区政府办公室", K.OFFICE, put(filled("2021"), dict(OWN)))
    return area(office, member("洪泽区公安局", K.DEPARTMENT, put(filled("2021"), other)))


def test_an_area_that_equals_its_office_though_others_have_figures_reports_its_office_alone() -> None:
    report = put(filled("2021"), dict(OWN))
    found = one(about(report, one_of_two({"requests.new.natural_person": 40}), "L-03"))
    assert found.subject == "table.requests"
    assert "与洪泽区政府办公室一个机关的完全相同，疑似只报本级" in found.message


def test_an_area_whose_other_members_have_nothing_equals_its_office_rightly() -> None:
    assert about(put(filled("2021"), dict(OWN)), one_of_two({}), "L-03") == []


def test_small_figures_are_equal_by_chance() -> None:
    small: dict[str, Value] = {"requests.new.natural_person": 3, "requests.granted.natural_person": 3}
    office = member("洪泽区政府办公室", K.OFFICE, put(filled("2021"), small))
    other = member("洪泽区公安局", K.DEPARTMENT, put(filled("2021"), {"requests.new.company": 1}))
    assert about(put(filled("2021"), small), area(office, other), "L-03") == []


# --- L-06

REGULATIONS = put(filled("2021"), {"disclosure.regulations.in_force": 2})


@pytest.mark.parametrize("kind", [K.COUNTY, K.TOWNSHIP, K.DEPARTMENT])
def test_those_that_make_no_regulations_report_none(kind: AgencyKind) -> None:
    assert about(filled("2021"), Context(kind=kind), "L-06") == []
    found = one(about(REGULATIONS, Context(kind=kind), "L-06"))
    assert (found.subject, found.expected, found.actual) == ("disclosure.regulations.in_force", Decimal(0), Decimal(2))
    assert "没有规章制定权" in found.message


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (K.PROVINCE, "黑龙江省人民政府"),
        (K.PREFECTURE, "淮安市人民政府"),
        (K.OFFICE, "黑龙江省人民政府办公厅"),
        (K.OFFICE, "哈尔滨市人民政府办公厅"),
        (K.OFFICE, "内蒙古自治区人民政府办公厅"),
    ],
)
def test_provinces_cities_and_their_offices_may_report_them(kind: AgencyKind, name: str) -> None:
    assert about(REGULATIONS, Context(kind=kind, agency_names=(name,)), "L-06", None) == []


def test_a_countys_office_may_not() -> None:
    context = Context(kind=K.OFFICE, agency_names=("哈尔滨市道里区人民政府办公室",))
    assert "规章制定权" in one(about(REGULATIONS, context, "L-06")).message


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("哈尔滨市道里区人民政府办公室", "县（市、区）政府办公室没有"),
        ("依兰县人民政府", "县（市、区）政府没有"),
        ("依兰县某街道办事处", "乡镇（街道）没有"),
    ],
)
def test_who_may_not_is_said_by_the_name_where_no_kind_is_given(name: str, said: str) -> None:
    found = one(about(REGULATIONS, Context(agency_names=(name,)), "L-06"))
    assert f"。{said}" in found.message


def test_an_agency_of_unknown_kind_is_asked_about_only_where_there_is_a_figure() -> None:
    assert one(about(REGULATIONS, Context(), "L-06", None)).outcome is Outcome.UNDETERMINED
    assert one(about(filled("2021"), Context(), "L-06", None)).outcome is Outcome.PASSED


def test_an_absent_cell_of_the_row_is_named() -> None:
    report = without(filled("2021"), "disclosure.regulations.in_force")
    open_ = one(about(report, Context(kind=K.COUNTY), "L-06", Outcome.UNDETERMINED))
    assert "“现行有效件数”列缺失" in open_.message
