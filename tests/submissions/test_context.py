"""What the rules are told beside the report: last year through the lineage, the area, and what changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from parsing.report import Address
from parsing.rules.model import AgencyKind, Context, Outcome
from parsing.rules.model import Scope as Counts
from submissions.models import Agency, AgencyLineage, Cycle, Event, Finding, Kind, LineageKind, Scope, Submission, User
from submissions.services import cycles, judging, lineage, obligations, review
from submissions.services.context import context_of
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.states import Role
from tests import documents
from tests.conftest import Send, agency, person

pytestmark = pytest.mark.django_db
NEW = Address("requests", "new", "total")
Report = Callable[..., Submission]


@pytest.fixture
def last_cycle(office: User, agencies: list[Agency]) -> Cycle:
    return cycles.open_cycle(office, 2023, {Kind.DEPARTMENT: date(2024, 1, 31)})


@pytest.fixture
def filed(send: Send, reviewer: User) -> Report:
    """filed(agency, cycle): its report has been uploaded, submitted and, unless told otherwise, approved."""

    def filed(who: Agency, cycle: Cycle, scope: str = Scope.OWN, *, approve: bool = True, **changes: int) -> Submission:
        owed = Submission.objects.get(agency=who, cycle=cycle)
        clerk = person(f"clerk-{who.pk}-{cycle.year}", "填报", (who, Role.CLERK))
        cells = tuple((cell.replace("__", "."), value) for cell, value in changes.items())
        send(clerk, owed, documents.report(who.name, cycle.year, changes=cells))
        Submission.objects.filter(pk=owed.pk).update(scope=scope)
        if approve:
            # The way there is told elsewhere; here only what an approval leaves behind counts.
            Submission.objects.filter(pk=owed.pk).update(state="submitted")
            explain_away(owed)
            review.approve(reviewer, Submission.objects.get(pk=owed.pk))
        owed.refresh_from_db()
        return owed

    return filed


def explain_away(owed: Submission) -> None:
    """As if the report had no findings left: how they are answered is told in test_review."""
    Finding.everything.filter(reading__upload__submission=owed, outcome="failed").delete()


def told(owed: Submission) -> Context:
    return context_of(Submission.objects.select_related("agency", "cycle").get(pk=owed.pk))


# --- last year


def test_last_years_approved_report_is_known_with_its_figures_and_text(
    filed: Report, last_cycle: Cycle, cycle: Cycle, industry: Agency
) -> None:
    filed(industry, last_cycle)
    (last,) = told(filed(industry, cycle, approve=False)).previous
    assert (last.year, last.agency, last.edition) == (2023, industry.name, "2021")
    assert last.figures[NEW].value == 10603
    assert "主动公开" in "".join(section.text for section in last.sections)


def test_a_report_that_is_not_approved_is_missing_by_name(
    filed: Report, last_cycle: Cycle, cycle: Cycle, industry: Agency
) -> None:
    filed(industry, last_cycle, approve=False)
    this = filed(industry, cycle, approve=False)
    assert (told(this).previous, told(this).lineage.missing) == ((), (industry.name,))
    assert this.current_reading is not None
    findings = this.current_reading.findings.filter(rule__startswith="Y")
    assert [(f.rule, f.outcome) for f in findings] == [("Y-01", Outcome.UNDETERMINED.value)]


def test_the_first_year_of_the_form_has_no_year_before(office: User, agencies: list[Agency], industry: Agency) -> None:
    first = Submission.objects.get(agency=industry, cycle=cycles.open_cycle(office, 2019))
    assert (told(first).previous, told(first).lineage.missing) == ((), ())


def test_another_scope_than_last_year_keeps_figures_apart(
    filed: Report, last_cycle: Cycle, cycle: Cycle, industry: Agency
) -> None:
    filed(industry, last_cycle, Scope.AREA)
    this = told(filed(industry, cycle, approve=False))
    assert this.previous == ()
    assert this.lineage.obstacle == "上年报告的数据范围是全域，本年是本级，数字不能直接比较"


def test_last_year_is_compared_when_the_report_is_read(
    filed: Report, last_cycle: Cycle, cycle: Cycle, industry: Agency
) -> None:
    filed(industry, last_cycle)
    this = filed(industry, cycle, approve=False)
    assert this.current_reading is not None
    (total,) = this.current_reading.findings.filter(rule="Y-01", subject="requests.carried_in.total")
    assert "上年报告“四、结转下年度继续办理”行为 306，本年填报 177，少 129" in total.message


# --- lineage


@pytest.fixture
def merged(education: Agency, industry: Agency, province: Agency, cycle: Cycle, last_cycle: Cycle) -> Agency:
    """省教育和工业厅, new in 2024."""
    new = agency("2399", "黑龙江省教育和工业厅", Kind.DEPARTMENT, province)
    cycles.enrol(cycle)
    return new


def test_a_merger_brings_all_predecessors_and_says_so(
    filed: Report, merged: Agency, education: Agency, industry: Agency, cycle: Cycle, last_cycle: Cycle, office: User
) -> None:
    for before in (education, industry):
        lineage.add(office, before, merged, LineageKind.MERGED, 2024, "机构改革")
    filed(education, last_cycle)
    this = filed(merged, cycle, approve=False)
    assert (told(this).previous, told(this).lineage.missing) == ((), (industry.name,))
    filed(industry, last_cycle)
    assert [report.agency for report in told(this).previous] == [industry.name, education.name]
    assert told(this).lineage.words == f"2024年由{industry.name}、{education.name}合并为{merged.name}"
    assert judging.judge_again(this.pk)
    total = this.current_reading.findings.get(rule="Y-01", subject="requests.carried_in.total")  # type: ignore[union-attr]
    assert "612，本年填报 177，少 435（2024年由" in total.message


def test_a_renamed_agency_goes_on_from_its_predecessor(
    filed: Report, merged: Agency, education: Agency, cycle: Cycle, last_cycle: Cycle, office: User
) -> None:
    lineage.add(office, education, merged, LineageKind.RENAMED, 2024, "机构改革")
    filed(education, last_cycle)
    assert [report.agency for report in told(filed(merged, cycle, approve=False)).previous] == [education.name]


def test_an_agency_that_took_in_another_counts_with_its_own_year_before(
    filed: Report, education: Agency, industry: Agency, cycle: Cycle, last_cycle: Cycle, office: User
) -> None:
    lineage.add(office, education, industry, LineageKind.MERGED, 2024, "机构改革")
    filed(education, last_cycle)
    filed(industry, last_cycle)
    assert len(told(filed(industry, cycle, approve=False)).previous) == 2


def test_a_split_leaves_both_sides_open(
    filed: Report, merged: Agency, industry: Agency, cycle: Cycle, last_cycle: Cycle, office: User
) -> None:
    lineage.add(office, industry, merged, LineageKind.SPLIT, 2024, "机构改革")
    filed(industry, last_cycle)
    for side in (industry, merged):
        this = told(filed(side, cycle, approve=False))
        assert this.previous == ()
        assert this.lineage.obstacle == "上年数据不能按现在的机关分开"
        assert this.lineage.words == f"2024年{industry.name}分设为{merged.name}"


def test_only_who_administers_both_enters_a_lineage(
    merged: Agency, industry: Agency, harbin: Agency, office: User, reviewer: User
) -> None:
    city = person("city", "市管", (harbin, Role.OFFICE))
    for actor in (reviewer, city):
        with pytest.raises(NotAllowed):
            lineage.add(actor, industry, merged, LineageKind.RENAMED, 2024, "机构改革")
    with pytest.raises(Refused, match="请写明理由"):
        lineage.add(office, industry, merged, LineageKind.RENAMED, 2024, " ")
    row = lineage.add(office, industry, merged, LineageKind.RENAMED, 2024, " 机构改革 ")
    assert row.remark == "机构改革"
    with pytest.raises(NotAllowed):
        lineage.remove(city, row, "登记错了")
    lineage.remove(office, row, "登记错了")
    assert [e.kind for e in Event.objects.filter(agency=merged).order_by("pk")] == ["lineage_added", "lineage_removed"]
    assert not AgencyLineage.objects.exists()


def test_a_lineage_that_cannot_be_is_refused_with_words(merged: Agency, industry: Agency, office: User) -> None:
    lineage.add(office, industry, merged, LineageKind.RENAMED, 2024, "机构改革")
    for before, after, year in (
        (industry, merged, 2024),  # twice
        (industry, industry, 2024),
        (merged, industry, 2024),  # in a circle
        (industry, merged, 2019),
    ):
        with pytest.raises(Refused):
            lineage.add(office, before, after, LineageKind.RENAMED, year, "机构改革")


# --- levels


def test_a_whole_area_knows_everybody_right_below_it(
    filed: Report, cycle: Cycle, harbin: Agency, harbin_schools: Agency, daoli: Agency, office: User
) -> None:
    filed(harbin_schools, cycle)
    area = filed(harbin, cycle, Scope.AREA, approve=False)
    members = {member.name: member for member in told(area).members}
    assert set(members) == {daoli.name, harbin_schools.name}
    assert members[daoli.name].report is None
    schools = members[harbin_schools.name]
    assert (schools.kind, schools.scope) == (AgencyKind.DEPARTMENT, Counts.OWN)
    assert schools.report is not None
    assert schools.report.figures[NEW].value == 10603
    obligations.exempt(office, Submission.objects.get(agency=daoli, cycle=cycle), "新设机关")
    assert [member.name for member in told(area).members] == [harbin_schools.name]


def test_a_report_of_the_office_alone_has_no_members(filed: Report, cycle: Cycle, harbin: Agency) -> None:
    assert told(filed(harbin, cycle, Scope.OWN, approve=False)).members == ()


def test_a_member_knows_the_approved_areas_above_it(
    filed: Report, cycle: Cycle, harbin: Agency, daoli: Agency, province: Agency
) -> None:
    filed(harbin, cycle, Scope.AREA)
    filed(province, cycle, Scope.AREA, approve=False)
    this = told(filed(daoli, cycle, Scope.AREA, approve=False))
    assert [parent.name for parent in this.parents] == [harbin.name]


def test_an_approval_makes_the_area_above_be_judged_again(
    filed: Report, cycle: Cycle, harbin: Agency, harbin_schools: Agency
) -> None:
    area = filed(harbin, cycle, Scope.AREA, approve=False)
    assert area.current_reading is not None
    sums = area.current_reading.findings.filter(rule="L-01")
    assert "哈尔滨市教育局" in sums.get().message
    assert not judging.judge_again(area.pk)  # nothing has changed
    filed(harbin_schools, cycle, requests__new__total=20000)
    assert area.pk in judging.stale()
    assert judging.judge_again(area.pk)
    assert not judging.judge_again(area.pk)
    assert "哈尔滨市教育局" not in sums.get().message
    above = area.current_reading.findings.get(rule="L-02", outcome="failed")
    assert "哈尔滨市教育局 20000，全域只有 10603" in above.message


def test_an_approval_and_its_end_make_next_year_be_judged_again(
    filed: Report, cycle: Cycle, last_cycle: Cycle, industry: Agency, reviewer: User
) -> None:
    this = filed(industry, cycle, approve=False)
    last = filed(industry, last_cycle)
    assert judging.stale() == [this.pk]
    judging.judge_again(this.pk)
    assert this.current_reading is not None
    assert this.current_reading.findings.filter(rule="Y-01", outcome="failed").count() > 0
    review.reopen(reviewer, last, "数字有误")
    assert this.pk in judging.stale()
    judging.judge_again(this.pk)
    assert [f.outcome for f in this.current_reading.findings.filter(rule="Y-01")] == ["undetermined"]


def test_another_scope_is_judged_before_the_report_is_handed_in(
    filed: Report, cycle: Cycle, harbin: Agency, harbin_schools: Agency
) -> None:
    filed(harbin_schools, cycle, requests__new__total=20000)
    area = filed(harbin, cycle, Scope.OWN, approve=False)
    clerk = User.objects.get(username=f"clerk-{harbin.pk}-2024")
    with pytest.raises(MoveRefused, match="没有处理"):
        review.submit(clerk, area, "李填报", Scope.AREA)
    area.refresh_from_db()
    assert (area.scope, area.state) == (Scope.AREA, "draft")
    assert area.current_reading is not None
    assert area.current_reading.findings.filter(rule="L-02", outcome="failed").exists()


# --- peers and cost


def test_peers_are_of_the_same_kind_under_the_same_parent(
    filed: Report, cycle: Cycle, last_cycle: Cycle, industry: Agency, education: Agency, harbin_schools: Agency
) -> None:
    filed(education, last_cycle, disclosure__fees__amount=11)
    filed(harbin_schools, cycle, disclosure__fees__amount=33)
    this = filed(industry, cycle, approve=False, disclosure__fees__amount=22)
    fees = Address("disclosure", "fees", "amount")
    assert told(this).peers[fees] == (Decimal(11),)
    filed(education, cycle, disclosure__fees__amount=12)
    assert told(this).peers[fees] == (Decimal(12),)


def test_the_context_costs_the_same_few_queries_whatever_the_number_of_agencies(
    filed: Report, cycle: Cycle, last_cycle: Cycle, harbin: Agency, harbin_schools: Agency,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    filed(harbin, last_cycle, Scope.AREA)
    filed(harbin_schools, cycle)
    area = filed(harbin, cycle, Scope.AREA, approve=False)
    owed = Submission.objects.select_related("agency", "cycle").get(pk=area.pk)
    with django_assert_num_queries(9):
        context_of(owed)
    for n in range(3):
        new = agency(f"2301-{n}", f"哈尔滨市第{n}局", Kind.DEPARTMENT, harbin)
        cycles.enrol(cycle)
        filed(new, cycle)
    with django_assert_num_queries(9):
        assert len(context_of(owed).members) == 5


def test_a_report_that_comes_late_is_judged_again_with_the_day_it_came(
    draft: Submission, clerk: User, cycle: Cycle
) -> None:
    """The deadline of the cast is long past: the rules know the day only once it is handed in."""
    assert told(draft).received is None
    review.submit(clerk, draft, "李填报", Scope.OWN)
    assert judging.stale() == [draft.pk]
    assert told(draft).received is not None
    judging.judge_again(draft.pk)
    draft.refresh_from_db()
    assert draft.current_reading is not None
    assert [f.severity for f in draft.current_reading.findings.filter(rule="C-12", outcome="failed")] == ["notice"]
