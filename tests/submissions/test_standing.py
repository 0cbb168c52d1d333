"""The numbers of a year: each counts what its list lists, in one statement, by what happened."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.http import QueryDict
from django.test import TestCase
from pytest_django import DjangoAssertNumQueries

from submissions import states
from submissions.filters import CycleFilter
from submissions.models import Agency, Cycle, Kind, Submission, User
from submissions.services import cycles, standing
from submissions.services.standing import MEASURES, OWN, cycle_standing
from submissions.states import PLACES, Place, State
from tests.conftest import agency, person, put

TODAY = date(2025, 2, 10)


def test_every_state_is_counted_in_exactly_one_place() -> None:
    assert sorted(state for place in PLACES.values() for state in place) == sorted(State)
    assert set(PLACES) == set(Place) == set(states.PLACE_WORDS)
    assert set(State) == states.FILED | states.OWING | states.NOT_OWED | {State.NIL}
    assert not states.FILED & states.OWING
    assert set(states.EDITABLE) == set(states.OWING)


def of(cycle: Cycle, name: str) -> Submission:
    return Submission.objects.get(cycle=cycle, agency__name=name)


@pytest.fixture
def year(cycle: Cycle, agencies: list[Agency]) -> Cycle:
    """One of every kind: on time, late, returned once, waiting, returned, missing."""

    def stands(name: str, state: State, **columns: object) -> None:
        Submission.objects.filter(pk=put(of(cycle, name), state).pk).update(**columns)

    filed = {"filed_at": "2025-01-20T04:00Z", "filed_due": "2025-01-31"}
    stands("黑龙江省人民政府", State.APPROVED, **filed)
    stands("黑龙江省教育厅", State.APPROVED, **filed | {"filed_late": True, "returns": 1})
    stands("黑龙江省工业和信息化厅", State.RETURNED, **filed | {"returns": 2})
    stands("哈尔滨市人民政府", State.IN_REVIEW, **filed)
    stands("哈尔滨市道里区人民政府", State.EXEMPT)
    stands("哈尔滨市教育局", State.MISSING, due_on="2025-03-15", extended_from="2025-01-31")
    return cycle


def test_what_is_counted_is_approval_and_when_the_approved_came(year: Cycle, province: Agency) -> None:
    total = cycle_standing(year, province, TODAY).total
    assert {name: total.numbers[name] for name in MEASURES} == {
        "owed": 5, "filed": 3, "approved": 2, "first": 1, "on_time": 1, "late": 1, "waiting": 1, "returned": 1,
        "missing": 1, "overdue": 1, "extended": 1, "nil": 0, "past": 0, "exempt": 1,
    }  # fmt: skip
    assert total.rates == {"filed": 60, "approved": 40, "on_time": 20, "first": 50}


def test_the_exempt_are_in_no_share_and_nothing_owed_has_none(year: Cycle, daoli: Agency) -> None:
    total = cycle_standing(year, daoli, TODAY).total
    assert (total.numbers["owed"], total.numbers["exempt"]) == (0, 1)
    assert total.rates == {"filed": None, "approved": None, "on_time": None, "first": None}


def test_who_has_nothing_to_report_owes_and_is_done_and_is_neither_late_nor_on_time(
    year: Cycle, province: Agency
) -> None:
    put(of(year, "哈尔滨市教育局"), State.NIL)
    total = cycle_standing(year, province, TODAY).total
    assert (total.numbers["owed"], total.numbers["nil"], total.numbers["missing"]) == (5, 1, 0)
    assert (total.done, total.met) == (4, 3)
    assert total.rates == {"filed": 80, "approved": 60, "on_time": 25, "first": 50}


def test_a_past_report_is_approved_and_neither_on_time_nor_late_nor_at_once(year: Cycle, province: Agency) -> None:
    one = put(of(year, "哈尔滨市教育局"), State.APPROVED)
    Submission.objects.filter(pk=one.pk).update(past_filed_at="2025-06-01T04:00Z")
    total = cycle_standing(year, province, TODAY).total
    assert {name: total.numbers[name] for name in ("approved", "past", "first", "on_time", "late")} == {
        "approved": 3, "past": 1, "first": 1, "on_time": 1, "late": 1,
    }  # fmt: skip
    assert total.rates == {"filed": 80, "approved": 60, "on_time": 25, "first": 50}


def test_all_means_all(year: Cycle) -> None:
    assert standing.share(999, 1000) == 99


def test_groups_are_by_area_by_kind_and_by_level(year: Cycle, province: Agency, harbin: Agency) -> None:
    found = cycle_standing(year, province, TODAY)
    assert {str(group.label): group.numbers["all"] for group in found.areas} == {
        "本级机关和部门": 3,
        "哈尔滨市人民政府": 3,
    }
    assert {str(group.label): group.numbers["all"] for group in found.levels} == {
        "省级": 3,
        "市（地）级": 2,
        "县（市、区）级": 1,
    }
    assert {str(group.label): group.numbers["all"] for group in found.kinds} == {
        "省级政府": 1,
        "市（地）级政府": 1,
        "县（市、区）级政府": 1,
        "部门": 3,
    }
    assert sum(group.numbers["all"] for group in found.states) == 6
    city = cycle_standing(year, harbin, TODAY)
    assert [(group.code == OWN, group.numbers["all"]) for group in city.areas] == [(True, 2), (False, 1)]


def test_the_numbers_of_a_year_are_two_statements(
    year: Cycle, province: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        cycle_standing(year, province)
    with django_assert_num_queries(1):
        standing.totals([year], province)


class TestEveryNumberIsItsList(TestCase):
    """A province of chance: every number of every group equals the length of the list it leads to."""

    def setUp(self) -> None:
        dice = random.Random(11)
        root = agency("1", "省政府", Kind.PROVINCE)
        cities = [agency(f"c{n}", f"{n}市政府", Kind.PREFECTURE, root) for n in range(3)]
        counties = [agency(f"x{n}", f"{n}县政府", Kind.COUNTY, cities[n % 3]) for n in range(5)]
        towns = [agency(f"t{n}", f"{n}乡政府", Kind.TOWNSHIP, counties[n % 5]) for n in range(5)]
        offices = [
            agency(f"d{n}", f"{n}局", Kind.DEPARTMENT, dice.choice([root, *cities, *counties, *towns]))
            for n in range(40)
        ]
        agency("dd", "二级局", Kind.DEPARTMENT, offices[0])
        cycle = cycles.open_cycle(person("office", "孙", (root, states.Role.OFFICE)), 2024)
        for one in cycle.submissions.all():
            late = dice.random() < 0.4
            Submission.objects.filter(pk=one.pk).update(
                state=dice.choice(list(State)).value,
                returns=dice.choice((0, 0, 1)),
                filed_at=dice.choice((None, "2025-01-20T04:00Z")),
                filed_late=late,
                past_filed_at=dice.choice((None, None, "2025-01-20T04:00Z")),
                extended_from=dice.choice((None, None, one.due_on)),
            )
        self.root, self.cycle = root, cycle

    def test_in_every_group(self) -> None:
        for at in (self.root, *Agency.objects.filter(kind__in=(Kind.PREFECTURE, Kind.COUNTY))):
            found = cycle_standing(self.cycle, at)
            axes = {"area": found.areas, "kind": found.kinds, "level": found.levels, "state": found.states}
            for axis, groups in axes.items():
                assert sum(group.numbers["all"] for group in groups) == found.total.numbers["all"]
                for group in groups:
                    for show in (*MEASURES, "all"):
                        query = QueryDict(f"{axis}={group.code}&show={show}")
                        listed = CycleFilter(query, cycle=self.cycle, at=at).qs.count()
                        assert group.numbers[show] == listed, (at, axis, group.code, show)

    def test_a_year_as_a_whole_says_the_same(self) -> None:
        (short,) = standing.totals([self.cycle], self.root)
        long = cycle_standing(self.cycle, self.root).total
        assert {n: short.total.numbers[n] for n in MEASURES} == {n: long.numbers[n] for n in MEASURES}


def test_a_later_deadline_of_a_whole_kind_is_no_extension(year: Cycle, office: User, province: Agency) -> None:
    cycles.set_deadline(office, year, Kind.DEPARTMENT, date(2025, 2, 28))
    assert cycle_standing(year, province, TODAY).total.numbers["extended"] == 1
