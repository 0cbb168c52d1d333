"""Years of an area in the numbers its charts need: the same as the yearly sum's, and made again when it changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parsing.report import Address
from submissions import tasks
from submissions.exports.measures import terms_of
from submissions.exports.rollup import Rolled, odd_ones
from submissions.models import Agency, Cycle, Rollup, Scope, Submission, User
from submissions.services import agencies as agency_service
from submissions.services import bell, marks, review, rollups, snapshots
from submissions.states import State
from tests.conftest import agency
from tests.submissions.test_area_reports import filed
from tests.submissions.test_report_docx import ordinary

pytestmark = pytest.mark.django_db
NEW = Address("requests", "new", "total")


def is_stale(row: Rollup) -> bool:
    return row.mark != marks.of(row.cycle, row.root)


def year(cycle: Cycle, root: Agency) -> Rolled:
    return rollups.of_years([cycle], root).years[0]


@pytest.fixture
def city(harbin: Agency, harbin_schools: Agency, daoli: Agency, cycle: Cycle) -> Agency:
    filed(harbin_schools, cycle, dict(ordinary()))
    filed(daoli, cycle, dict(ordinary()), Scope.AREA)
    return harbin


def test_the_sums_of_all_groups_are_the_yearly_sum_to_the_last_unit(
    city: Agency, cycle: Cycle, province: Agency, industry: Agency
) -> None:
    uneven = {address: Decimal(place) for place, address in enumerate(cycle.edition.addresses())}
    filed(industry, cycle, dict(uneven))
    tallies = snapshots.gather(cycle, province).tallies
    rolled = year(cycle, province)
    for code, term in terms_of("2021").items():
        assert rolled.sum(code).value == sum((tallies[a].value or Decimal() for a in term.plus), Decimal()), code


def test_areas_and_kinds_stand_apart_and_who_is_missing_is_counted(city: Agency, cycle: Cycle, province: Agency) -> None:  # fmt: skip
    rolled = year(cycle, province)
    assert rolled.sum("new", lambda g: g.area == city.pk) == (Decimal(16), 2, 0)
    assert rolled.sum("new", lambda g: g.area == 0) == (None, 0, 0)
    assert rolled.parts(lambda g: g.area == 0)["missing"] == 2
    assert rolled.parts(lambda g: g.area == city.pk) == {"added": 2, "missing": 1}


def test_what_an_area_report_holds_is_counted_once_and_nobody_below_is_missed(city: Agency, cycle: Cycle, province: Agency, daoli: Agency) -> None:  # fmt: skip
    filed(city, cycle, dict(ordinary()), Scope.AREA)
    Submission.objects.filter(agency=daoli).update(state=State.DRAFT.value)
    rolled = year(cycle, province)
    assert rolled.sum("new").value == 8
    assert rolled.parts(lambda g: g.area == city.pk) == {"added": 1, "covered": 2}


def test_a_cell_a_report_lacks_is_counted_as_lacking(city: Agency, cycle: Cycle, daoli: Agency) -> None:
    filed(daoli, cycle, {a: v for a, v in ordinary().items() if a != NEW}, Scope.AREA)
    assert year(cycle, city).sum("new") == (Decimal(8), 1, 1)


def test_it_is_added_up_once_and_again_after_an_approval_is_taken_back(
    approved: Submission, cycle: Cycle, province: Agency, reviewer: User
) -> None:
    first = year(cycle, province)
    assert first.sum("new").numbers == 1
    with CaptureQueriesContext(connection) as queries:
        year(cycle, province)
    assert len(queries) == 2
    review.reopen(reviewer, approved, "数字有误")
    assert is_stale(Rollup.objects.get())
    assert year(cycle, province).sum("new").numbers == 0
    review.approve(reviewer, approved)
    assert year(cycle, province).sum("new").numbers == 1


def test_other_areas_and_years_stay_as_they_are(approved: Submission, cycle: Cycle, city: Agency, province: Agency, reviewer: User) -> None:  # fmt: skip
    before = Cycle.objects.create(year=2023)
    rollups.of_years([cycle, before], province)
    rollups.of_years([cycle], city)
    review.reopen(reviewer, approved, "数字有误")
    stale = [(row.cycle.year, row.root.code) for row in Rollup.objects.all() if is_stale(row)]
    assert stale == [(2024, "23")]


def test_agencies_that_change_make_every_sum_stale(city: Agency, cycle: Cycle, office: User) -> None:
    year(cycle, city)
    agency_service.save(office, Agency(code="230199", name="哈尔滨市统计局", kind="department", parent=city))
    assert is_stale(Rollup.objects.get())


def test_a_large_area_is_left_to_a_worker_and_meanwhile_shown_as_it_was(
    approved: Submission, cycle: Cycle, province: Agency, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "AT_ONCE", 0)
    rung: list[int] = []
    monkeypatch.setitem(bell._ringers, bell.ROLLUP, rung.append)
    assert rollups.of_years([cycle], province).waiting == (2024,)
    row = Rollup.objects.get()
    assert rung == rollups.waiting() == [row.pk]
    assert tasks.build_rollup(row.pk)
    assert not tasks.build_rollup(row.pk), "a bell may ring twice"
    assert rollups.waiting() == []
    review.reopen(reviewer, approved, "数字有误")
    kept = rollups.of_years([cycle], province)
    assert (kept.waiting, kept.older, kept.years[0].sum("new").numbers) == ((), (2024,), 1)


def test_what_changes_while_it_is_added_up_is_not_lost(approved: Submission, cycle: Cycle, province: Agency, reviewer: User, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    real = snapshots.gather

    def slow(*args: object) -> object:
        gathering = real(*args)  # type: ignore[arg-type]
        assert gathering.added
        review.reopen(reviewer, approved, "数字有误")
        return gathering

    row = Rollup.objects.create(cycle=cycle, root=province)
    monkeypatch.setattr(snapshots, "gather", slow)
    assert rollups.build(row.pk)
    row.refresh_from_db()
    assert is_stale(row)
    assert row.claimed_at is None


def test_a_worker_that_died_is_followed_by_another(cycle: Cycle, province: Agency) -> None:
    row = Rollup.objects.create(cycle=cycle, root=province, claimed_at=timezone.now(), asked_at=timezone.now())  # fmt: skip
    assert not rollups.build(row.pk)
    Rollup.objects.update(claimed_at=timezone.now() - 2 * rollups.GIVEN_UP)
    assert rollups.waiting() == [row.pk]
    assert rollups.build(row.pk)


def test_one_that_fails_is_tried_again(cycle: Cycle, province: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Rollup.objects.create(cycle=cycle, root=province)
    with monkeypatch.context() as broken:
        broken.setattr(snapshots, "gather", None)
        assert not rollups.build(row.pk)
    assert rollups.build(row.pk)


# --- who stands out


def known(cycle: Cycle, root: Agency, shares: list[int], whole: int = 100) -> list[str]:
    """Names of who stands out among departments of which so many of ``whole`` answers were refused as unavailable."""
    for place, share in enumerate(shares):
        values: dict[Address, Decimal | None] = {a: Decimal(0) for a in cycle.edition.addresses()}
        values[Address("requests", "total", "total")] = Decimal(whole)
        values[Address("requests", "new", "total")] = Decimal(whole)
        values[Address("requests", "unavailable.not_held", "total")] = Decimal(share)
        filed(agency(f"P{place}", f"部门{place}", "department", root), cycle, values)
    Rollup.objects.all().delete()
    return [f"{one.name} {one.value} {one.middle} {one.peers}" for one in year(cycle, root).odd if one.rate == "unavailable"]  # fmt: skip


def test_who_is_far_from_the_median_of_its_like_stands_out(cycle: Cycle, harbin: Agency) -> None:
    assert known(cycle, harbin, [10, 11, 12, 13, 10, 11, 12, 13, 60]) == ["部门8 60.0 12.0 9"]


def test_with_fewer_than_eight_like_it_nobody_stands_out(cycle: Cycle, harbin: Agency) -> None:
    assert known(cycle, harbin, [10, 11, 12, 13, 10, 11, 60]) == []


def test_over_fewer_than_thirty_cases_there_is_no_rate(cycle: Cycle, harbin: Agency) -> None:
    assert known(cycle, harbin, [2, 3, 2, 3, 2, 3, 2, 3, 20], whole=29) == []


def test_a_distance_of_less_than_five_points_is_nothing(cycle: Cycle, harbin: Agency) -> None:
    assert known(cycle, harbin, [10, 10, 11, 11, 10, 11, 10, 11, 15]) == []


def test_nobody_stands_out_among_none() -> None:
    assert odd_ones([]) == []
