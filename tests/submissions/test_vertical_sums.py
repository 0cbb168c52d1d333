"""Agencies of a vertical system are counted in their system and nowhere twice."""

from __future__ import annotations

import pytest

from submissions.models import Agency, Cycle, MemberRole, Scope, Submission, User, VerticalSystem
from submissions.services import snapshots
from submissions.states import State
from tests import documents
from tests.conftest import put
from tests.submissions.test_snapshots import LICENSING, roles
from tests.submissions.test_summary import TOTAL, filed, of

pytestmark = pytest.mark.django_db

__all__ = ["filed"]

INDUSTRY, EDUCATION = documents.INDUSTRY, "黑龙江省教育厅"


@pytest.fixture
def tax(db: None) -> VerticalSystem:
    return VerticalSystem.objects.get_or_create(name="税务")[0]


def marked(name: str, system: VerticalSystem | None) -> None:
    Agency.objects.filter(name=name).update(system=system)


def test_an_area_neither_adds_nor_misses_an_agency_of_a_vertical_system(
    filed: Cycle, province: Agency, tax: VerticalSystem
) -> None:
    before = snapshots.gather(filed, province)
    industry = next(m for m in before.added if m.name == INDUSTRY)
    marked(INDUSTRY, tax)
    after = snapshots.gather(filed, province)
    own = before.facts(industry)[TOTAL].value
    total, rest = before.tallies[TOTAL], after.tallies[TOTAL]
    assert own is not None
    assert total.value is not None
    assert (rest.value, rest.numbers) == (total.value - own, total.numbers - 1)
    assert roles(filed, province)[INDUSTRY] == (MemberRole.SYSTEM, "")
    assert [member.name for member in after.elsewhere] == [INDUSTRY]
    put(of(filed, INDUSTRY), State.MISSING)
    assert INDUSTRY not in {member.name for member in snapshots.gather(filed, province).missing}


def test_the_sum_of_a_system_adds_its_own_and_its_head_is_held_against_them(
    filed: Cycle, province: Agency, tax: VerticalSystem, industry: Agency, education: Agency
) -> None:
    """省工信厅 leads the system, 省教育厅 stands below it."""
    for name in (INDUSTRY, EDUCATION):
        marked(name, tax)
    education.refresh_from_db()
    education.parent = industry
    education.save()
    industry.refresh_from_db()
    assert roles(filed, industry)[EDUCATION] == (MemberRole.ADDED, "")
    assert roles(filed, industry)[INDUSTRY] == (MemberRole.ADDED, "")
    Submission.objects.filter(agency=industry).update(scope=Scope.AREA)
    parts = roles(filed, industry)
    assert (parts[INDUSTRY], parts[EDUCATION]) == ((MemberRole.OWN, ""), (MemberRole.ADDED, ""))
    assert {roles(filed, province)[name][0] for name in (INDUSTRY, EDUCATION)} == {MemberRole.SYSTEM}


def test_a_snapshot_keeps_who_was_counted_elsewhere(
    filed: Cycle, province: Agency, tax: VerticalSystem, office: User
) -> None:
    marked(INDUSTRY, tax)
    frozen = snapshots.take(office, filed, province)
    marked(INDUSTRY, None)
    kept = snapshots.of_snapshot(frozen)
    assert [member.name for member in kept.elsewhere] == [INDUSTRY]
    assert frozen.counts[MemberRole.SYSTEM.value] == 1
    assert kept.tallies[LICENSING].numbers == snapshots.gather(filed, province).tallies[LICENSING].numbers - 1
