"""Who owes a report, by when, on which form and of which scope; who does not, and why; days offices set themselves."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from pytest_django import DjangoAssertNumQueries

from submissions.models import (
    Agency,
    Cycle,
    Event,
    Kind,
    LocalDeadline,
    Scope,
    Submission,
    User,
    VerticalSystem,
)
from submissions.services import agencies as tree
from submissions.services import context, cycles, deadlines, lineage, obligations, systems
from submissions.services.duties import Terms
from submissions.services.errors import NotAllowed, Refused
from submissions.states import Role, State
from tests.conftest import agency, person

pytestmark = pytest.mark.django_db

JAN, MARCH = date(2025, 1, 31), date(2025, 3, 31)


def due_of(cycle: Cycle) -> dict[str, date]:
    return dict(cycle.submissions.values_list("agency__code", "due_on"))


@pytest.fixture
def township(daoli: Agency) -> Agency:
    return agency("230102-101", "道里区太平镇人民政府", Kind.TOWNSHIP, daoli)


@pytest.fixture
def tax(systems: None) -> VerticalSystem:
    return VerticalSystem.objects.get(name="税务")


@pytest.fixture
def harbin_office(harbin: Agency) -> User:
    return person("harbin_office", "市管", (harbin, Role.OFFICE))


# --- before a year is opened


def test_the_plan_counts_by_level_and_kind(agencies: list[Agency], township: Agency) -> None:
    shown = [(g.level_words, g.kind_words, g.owing, g.due_on, g.scope) for g in cycles.opening(2024).plan.groups]
    assert shown == [
        ("省级", "省级政府", 1, MARCH, "area"),
        ("省级", "部门", 2, JAN, "own"),
        ("市（地）级", "市（地）级政府", 1, MARCH, "area"),
        ("市（地）级", "部门", 1, JAN, "own"),
        ("县（市、区）级", "县（市、区）级政府", 1, MARCH, "area"),
        ("乡镇（街道）级", "乡镇（街道）", 1, JAN, "own"),
    ]


def test_the_plan_names_who_owes_nothing_and_why(
    office: User,
    agencies: list[Agency],
    industry: Agency,
    education: Agency,
    harbin_schools: Agency,
    tax: VerticalSystem,
) -> None:
    lineage.add(office, education, industry, "merged", 2024, "机构改革", on=date(2024, 5, 10))
    Agency.objects.filter(pk=harbin_schools.pk).update(is_active=False)
    agency("2309", "国家税务总局黑龙江省税务局", Kind.DEPARTMENT, industry.parent, system=tax)  # type: ignore[arg-type]
    VerticalSystem.objects.filter(pk=tax.pk).update(reports_here=False)
    plan = cycles.opening(2024).plan
    assert [(words, [(one.name, one.words) for one in found]) for words, found in plan.reasons] == [
        ("已停用", [("哈尔滨市教育局", "")]),
        ("已并入或更名为其他机关", [("黑龙江省教育厅", "2024-05-10合并：黑龙江省工业和信息化厅")]),
        ("在垂直管理系统内报送", [("国家税务总局黑龙江省税务局", "税务系统在本系统内报送，不在本平台报送")]),
    ]
    cycle = cycles.open_year(office, cycles.opening(2024), seen=plan.digest)
    assert set(due_of(cycle)) == {"23", "2301", "230100", "230102"}
    assert Event.objects.get(kind="cycle_opened").note == "2024年度，4 个机关应报送"


def test_an_agency_merged_away_later_still_owes_and_one_set_up_again_owes_again(
    office: User, industry: Agency, education: Agency, harbin_schools: Agency
) -> None:
    lineage.add(office, education, industry, "merged", 2024, "机构改革")
    assert {one.code for one in cycles.opening(2023).plan.passed} == set()
    lineage.add(office, harbin_schools, education, "renamed", 2026, "机构改革")
    assert {one.code for one in cycles.opening(2025).plan.passed} == {"2302"}
    assert {one.code for one in cycles.opening(2026).plan.passed} == {"230100-1"}


def test_a_split_alone_ends_nobody(office: User, industry: Agency, education: Agency) -> None:
    lineage.add(office, education, industry, "split", 2024, "机构改革")
    assert cycles.opening(2024).plan.passed == ()


def test_scope_and_form_are_set_by_kind(office: User, agencies: list[Agency], industry: Agency) -> None:
    terms = {Kind.DEPARTMENT.value: Terms(date(2025, 1, 26), Scope.AREA, "2019")}
    cycle = cycles.open_year(office, cycles.opening(2024, terms))
    submission = Submission.objects.get(cycle=cycle, agency=industry)
    assert (submission.due_on, submission.scope, submission.edition.code) == (date(2025, 1, 26), "area", "2019")
    assert Submission.objects.get(cycle=cycle, agency=industry.parent).edition.code == "2021"
    assert context.context_of(submission).edition == "2019"
    late = tree.save(office, Agency(code="2303", name="黑龙江省财政厅", kind=Kind.DEPARTMENT, parent=industry.parent))
    assert late.submissions.get().edition.code == "2019", "newcomers owe what their kind owes"


def test_a_form_nobody_knows_is_refused(office: User, agencies: list[Agency]) -> None:
    with pytest.raises(Refused, match="没有这种报告格式"):
        cycles.open_year(office, cycles.opening(2024, {Kind.DEPARTMENT: Terms(JAN, Scope.OWN, "1999")}))
    assert not Cycle.objects.exists()


def test_a_year_is_not_opened_otherwise_than_it_was_shown(
    office: User, agencies: list[Agency], industry: Agency
) -> None:
    wanted = cycles.opening(2024)
    seen = wanted.plan.digest
    Agency.objects.filter(pk=industry.pk).update(is_active=False)
    with pytest.raises(Refused, match="机关名单有了变化"):
        cycles.open_year(office, wanted, seen=seen)
    assert not Cycle.objects.exists()
    cycles.open_year(office, wanted, seen=wanted.plan.digest)


def test_a_plan_costs_three_queries_however_many_agencies(
    agencies: list[Agency], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        assert len(cycles.opening(2024).plan.duties) == 6


def test_who_came_later_is_entered_when_the_office_says_so(
    office: User, clerk: User, cycle: Cycle, harbin_schools: Agency
) -> None:
    cycle.submissions.filter(agency=harbin_schools).delete()
    with pytest.raises(NotAllowed):
        cycles.enrol_newcomers(clerk, cycle)
    assert cycles.enrol_newcomers(office, cycle) == 1
    assert cycles.enrol_newcomers(office, cycle) == 0
    assert Event.objects.get(kind="enrolled").note == "2024年度：补建 1 个机关的报送任务"


# --- days of an office's own


def test_a_city_sets_the_day_of_its_townships_only(
    harbin_office: User, office: User, agencies: list[Agency], harbin: Agency, township: Agency, province: Agency
) -> None:
    other = agency("230200", "齐齐哈尔市人民政府", Kind.PREFECTURE, province)
    agency("230200-101", "榆树屯镇人民政府", Kind.TOWNSHIP, other)
    cycle = cycles.open_cycle(office, 2024)
    moved = deadlines.set_notice(
        harbin_office, cycle, harbin, Kind.TOWNSHIP, None, date(2025, 2, 10), " 哈政公开〔2025〕1号 "
    )
    assert moved == 1
    due = due_of(cycle)
    assert (due["230102-101"], due["230200-101"], due["230100-1"]) == (date(2025, 2, 10), JAN, JAN)
    assert Event.objects.get(kind="local_deadline").note == "2024年度：哈尔滨市人民政府（乡镇（街道）） 2025-02-10"
    assert LocalDeadline.objects.get().basis == "哈政公开〔2025〕1号"


def test_the_nearest_office_counts_and_its_day_taken_back_leads_to_the_next(
    office: User, cycle: Cycle, province: Agency, harbin: Agency, daoli: Agency, township: Agency
) -> None:
    cycles.enrol(cycle)
    for place, day in ((province, 5), (daoli, 20), (harbin, 10)):
        deadlines.set_notice(office, cycle, place, Kind.TOWNSHIP, None, date(2025, 2, day))
    assert due_of(cycle)["230102-101"] == date(2025, 2, 20)
    for place, then in ((daoli, date(2025, 2, 10)), (harbin, date(2025, 2, 5)), (province, JAN)):
        assert deadlines.remove_notice(office, LocalDeadline.objects.get(agency=place)) == 1
        assert due_of(cycle)["230102-101"] == then


def test_a_day_for_a_kind_goes_before_one_for_all_and_a_systems_before_both(
    office: User, cycle: Cycle, harbin: Agency, harbin_schools: Agency, province: Agency, tax: VerticalSystem
) -> None:
    Agency.objects.filter(pk=harbin_schools.pk).update(system=tax)
    deadlines.set_notice(office, cycle, harbin, "", None, date(2025, 1, 20))
    assert due_of(cycle)["230100-1"] == due_of(cycle)["230102"] == date(2025, 1, 20)
    deadlines.set_notice(office, cycle, harbin, Kind.DEPARTMENT, None, date(2025, 1, 22))
    assert due_of(cycle)["230100-1"] == date(2025, 1, 22)
    deadlines.set_notice(office, cycle, province, "", tax, date(2025, 1, 25))
    assert due_of(cycle)["230100-1"] == date(2025, 1, 25)
    assert due_of(cycle)["230102"] == date(2025, 1, 20)


def test_a_day_set_again_replaces_the_one_before(office: User, cycle: Cycle, harbin: Agency) -> None:
    for day in (20, 22):
        deadlines.set_notice(office, cycle, harbin, "", None, date(2025, 1, day))
    assert LocalDeadline.objects.get().due_on == date(2025, 1, 22)


def test_more_time_outlives_a_day_and_ends_in_it(
    office: User, cycle: Cycle, harbin_schools: Agency, harbin: Agency
) -> None:
    submission = Submission.objects.get(cycle=cycle, agency=harbin_schools)
    obligations.extend(office, submission, date(2025, 3, 1), "系统迁移")
    deadlines.set_notice(office, cycle, harbin, "", None, date(2025, 1, 20))
    cycles.set_deadline(office, cycle, Kind.DEPARTMENT, date(2025, 1, 28))
    assert due_of(cycle)["230100-1"] == date(2025, 3, 1)
    assert due_of(cycle)["2301"] == date(2025, 1, 28)
    obligations.unextend(office, submission, "迁移完成")
    assert due_of(cycle)["230100-1"] == date(2025, 1, 20)


def test_an_office_sets_days_for_its_own_area_and_none_after_the_law(
    harbin_office: User, clerk: User, office: User, cycle: Cycle, harbin: Agency, province: Agency
) -> None:
    for who, place in ((harbin_office, province), (clerk, harbin)):
        with pytest.raises(NotAllowed):
            deadlines.set_notice(who, cycle, place, "", None, date(2025, 1, 20))
    for kind, day in ((Kind.DEPARTMENT, date(2025, 2, 1)), (Kind.COUNTY, date(2025, 4, 1)), ("", date(2025, 2, 1))):
        with pytest.raises(Refused, match="本地只能提前，不能推后"):
            deadlines.set_notice(harbin_office, cycle, harbin, kind, None, day)
    deadlines.set_notice(harbin_office, cycle, harbin, Kind.TOWNSHIP, None, date(2025, 3, 1))
    deadlines.set_notice(office, cycle, harbin, Kind.DEPARTMENT, None, date(2025, 2, 1))
    with pytest.raises(Refused, match="应在2024年之后"):
        deadlines.set_notice(office, cycle, harbin, "", None, date(2024, 12, 31))
    with pytest.raises(Refused, match="没有这个机关类别"):
        deadlines.set_notice(office, cycle, harbin, "club", None, JAN)
    with pytest.raises(NotAllowed):
        deadlines.remove_notice(clerk, LocalDeadline.objects.all()[0])


def test_next_year_keeps_the_days_of_offices_when_asked(
    office: User, agencies: list[Agency], cycle: Cycle, harbin: Agency, township: Agency
) -> None:
    deadlines.set_notice(office, cycle, harbin, Kind.TOWNSHIP, None, date(2025, 2, 10), "通知")
    wanted = cycles.opening(2025, keeps_notices=True)
    assert {g.due_on for g in wanted.plan.groups if g.kind == Kind.TOWNSHIP} == {date(2026, 2, 10)}
    opened = cycles.open_year(office, wanted, seen=wanted.plan.digest)
    assert due_of(opened)["230102-101"] == date(2026, 2, 10)
    assert opened.local_deadlines.get().basis == "通知"
    assert not cycles.opening(2025).notices


def test_the_last_of_february_has_a_year_later() -> None:
    assert cycles.year_later(date(2024, 2, 29)) == date(2025, 2, 28)


def test_an_agency_that_moves_has_the_day_of_its_new_place(
    office: User, cycle: Cycle, harbin: Agency, education: Agency
) -> None:
    deadlines.set_notice(office, cycle, harbin, "", None, date(2025, 1, 20))
    education.parent = harbin
    tree.save(office, education)
    assert due_of(cycle)["2302"] == date(2025, 1, 20)


# --- vertical systems


def test_a_systems_figures_are_not_waited_for_in_the_area_it_stands_in(
    cycle: Cycle, harbin: Agency, harbin_schools: Agency, tax: VerticalSystem
) -> None:
    area = Submission.objects.select_related("agency", "cycle").get(cycle=cycle, agency=harbin)
    Agency.objects.filter(pk=harbin_schools.pk).update(system=tax)
    assert {member.name for member in context.members_of(area)} == {"哈尔滨市道里区人民政府"}
    Submission.objects.filter(pk=area.pk).update(state=State.APPROVED)
    inside = Submission.objects.select_related("agency", "cycle").get(cycle=cycle, agency=harbin_schools)
    assert context.parents_of(inside) == ()


def test_systems_are_kept_by_who_runs_the_year(office: User, harbin_office: User, industry: Agency) -> None:
    with pytest.raises(NotAllowed):
        systems.save(harbin_office, VerticalSystem(name="烟草"))
    tobacco = systems.save(office, VerticalSystem(name="烟草", reports_here=False))
    assert Event.objects.get(kind="system_saved").note == "烟草：不在本平台报送"
    with pytest.raises(Refused, match="已经有“烟草”系统"):
        systems.save(office, VerticalSystem(name="烟草"))
    Agency.objects.filter(pk=industry.pk).update(system=tobacco)
    with pytest.raises(Refused, match="还有 1 个机关属于“烟草”系统"):
        systems.remove(office, tobacco)
    Agency.objects.filter(pk=industry.pk).update(system=None)
    systems.remove(office, tobacco)
    assert not VerticalSystem.objects.filter(name="烟草").exists()


def test_the_first_systems_come_with_the_portal(db: None) -> None:
    VerticalSystem.objects.all().delete()
    written = import_module("submissions.migrations.0015_vertical_systems_and_local_deadlines")
    written.say_what_was_meant(apps, None)
    assert set(VerticalSystem.objects.values_list("name", flat=True)) == {"税务", "海关", "气象", "出入境边防检查"}


def test_a_change_lies_in_its_year_or_the_one_before(office: User, industry: Agency, education: Agency) -> None:
    with pytest.raises(Refused, match="生效日期应在2023年或2024年"):
        lineage.add(office, education, industry, "merged", 2024, "机构改革", on=date(2022, 5, 1))
    row = lineage.add(office, education, industry, "merged", 2024, "机构改革", on=date(2023, 12, 1))
    assert row.on == date(2023, 12, 1)


def test_levels_are_those_of_the_nearest_government(harbin_schools: Agency, township: Agency) -> None:
    levels = {duty.agency: duty.level for duty in cycles.opening(2024).plan.duties}
    assert (levels[harbin_schools.pk], levels[township.pk]) == (Kind.PREFECTURE, Kind.TOWNSHIP)
