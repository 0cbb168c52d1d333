"""A sum that is kept is never another one than the sum made of nothing, whatever happens and in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from parsing.report import Address
from submissions import triggers
from submissions.exports.gathering import Gathering
from submissions.exports.members import PASSING
from submissions.models import (
    Agency,
    Cycle,
    Figure,
    KeptSum,
    Scope,
    Submission,
    User,
    VerticalSystem,
)  # fmt: skip
from submissions.services import factsheets, kept, obligations, review, snapshots
from submissions.states import Role, State
from tests.conftest import agency, person
from tests.submissions.test_summary import ADDRESSES, TOTAL, approve, facts

pytestmark = pytest.mark.django_db
CELL: Final = Address("requests", "new", "total")


def assert_same(cycle: Cycle, root: Agency) -> None:
    """Twice, so that the second time what was kept is shown."""
    fresh = snapshots.gather(cycle, root)
    for found in (kept.gather(cycle, root), kept.gather(cycle, root)):
        assert found.tallies == fresh.tallies
        assert found.counts == fresh.counts
        assert [counted(m) for m in found.members] == [counted(m) for m in fresh.members]
        assert found.shown(found.members) == list(fresh.members)
        assert found.own_facts == fresh.own_facts
        assert found.strangers == [m for m in found.members if m.submission in {s.submission for s in fresh.strangers}]
        assert words(found) == words(fresh)


def counted(member: object) -> dict[str, object]:
    known = member._asdict()  # type: ignore[attr-defined]
    passing = PASSING if known["state"] in (State.APPROVED, State.EXEMPT, State.NIL) else (*PASSING, "state", "returns")
    return {name: value for name, value in known.items() if name not in passing}


def words(found: Gathering) -> list[tuple[str, object]]:
    return [(addend.member.name, addend.fact) for addend in found.addends(CELL)]


# --- any events in any order


class World:
    """A province with two cities and their bureaus, in two years."""

    def __init__(self) -> None:
        self.root = agency("23", "黑龙江省人民政府", "province_government")
        self.cities = [agency(f"23{n}", f"第{n}市人民政府", "city_government", self.root) for n in (1, 2)]
        self.bureaus = [agency(f"23{n}-{k}", f"第{n}市{k}局", "department", city) for n, city in enumerate(self.cities) for k in (1, 2)]  # fmt: skip
        self.cycles = [Cycle.objects.create(year=year) for year in (2023, 2024)]
        self.system = VerticalSystem.objects.create(name="试验系统")
        self.office = person("office", "孙管理", (self.root, Role.OFFICE))
        for each in (self.root, *self.cities, *self.bureaus):
            for cycle in self.cycles:
                Submission.objects.create(agency=each, cycle=cycle, due_on="2025-01-31")

    def submission(self, n: int) -> Submission:
        rows = list(Submission.objects.order_by("pk"))
        return rows[n % len(rows)]

    def agency(self, n: int) -> Agency:
        return [*self.cities, *self.bureaus][n % (len(self.cities) + len(self.bureaus))]

    def check(self) -> None:
        for root in Agency.objects.filter(pk__in=[self.root.pk, self.cities[0].pk]):
            for cycle in self.cycles:
                assert_same(cycle, root)


def approving(world: World, n: int) -> None:
    submission = world.submission(n)
    if submission.state != State.APPROVED:
        Figure.objects.filter(submission=submission).delete()
        approve(submission, dict(list(facts(n).items())[:20]), Scope.AREA if n % 2 else Scope.OWN)


def reopening(world: World, n: int) -> None:
    submission = world.submission(n)
    factsheets.end(submission)
    Submission.objects.filter(pk=submission.pk).update(state=State.RETURNED.value)


def refiguring(world: World, n: int) -> None:
    """Another approval while the report stays approved, as a correction of a past report makes it."""
    submission = world.submission(n)
    if submission.state == State.APPROVED:
        factsheets.end(submission)
        Figure.objects.filter(submission=submission).update(value=Decimal(n))


def exempting(world: World, n: int) -> None:
    submission = world.submission(n)
    if submission.state == State.MISSING:
        obligations.exempt(world.office, submission, "撤销")
    elif submission.state == State.EXEMPT:
        obligations.unexempt(world.office, submission, "恢复")


def moving(world: World, n: int) -> None:
    one = world.bureaus[n % len(world.bureaus)]
    one.refresh_from_db()
    one.parent = [world.root, *world.cities][n % 3]
    one.save()


def renaming(world: World, n: int) -> None:
    one = world.agency(n)
    Agency.objects.filter(pk=one.pk).update(name=f"{one.name}{n}", position=n)


def changing_kind(world: World, n: int) -> None:
    Agency.objects.filter(pk=world.agency(n).pk).update(kind="department" if n % 2 else "city_government")


def of_another_system(world: World, n: int) -> None:
    Agency.objects.filter(pk=world.agency(n).pk).update(system=world.system if n % 2 else None)


def scoping(world: World, n: int) -> None:
    Submission.objects.filter(pk=world.submission(n).pk).update(scope="area" if n % 2 else "own")


def moving_on(world: World, n: int) -> None:
    """What no sum counts."""
    submission = world.submission(n)
    if submission.state == State.MISSING:
        Submission.objects.filter(pk=submission.pk).update(state=State.DRAFT.value, due_on="2025-03-31", returns=n % 9)


def founding(world: World, n: int) -> None:
    new = agency(f"new{Agency.objects.count()}", f"新设{n}局", "department", [world.root, *world.cities][n % 3])
    Submission.objects.create(agency=new, cycle=world.cycles[n % 2], due_on="2025-01-31")


def saving_what_was_read_before(world: World, n: int) -> None:
    """A row written back whole by somebody who read it a while ago."""
    submission = world.submission(n)
    reopening(world, n)
    submission.save()


def rolled_back(world: World, n: int) -> None:
    with transaction.atomic():
        approving(world, n)
        transaction.set_rollback(True)


EVENTS: Final[list[Callable[[World, int], None]]] = [
    approving, approving, reopening, refiguring, exempting, moving, renaming, changing_kind, of_another_system, scoping,
    moving_on, founding, saving_what_was_read_before, rolled_back,
]  # fmt: skip


class KeptSums(TestCase):
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 60)), min_size=1, max_size=6))
    def test_what_is_kept_is_what_would_be_added_up_now(
        self, events: list[tuple[Callable[[World, int], None], int]]
    ) -> None:
        world = World()
        world.check()
        for event, n in events:
            event(world, n)
            world.check()


# --- by the services' own doors


def test_an_approval_taken_back_and_given_again_is_in_no_sum_and_in_the_sum(
    approved: Submission, cycle: Cycle, province: Agency, reviewer: User
) -> None:
    assert kept.gather(cycle, province).tallies[TOTAL].numbers == 1
    review.reopen(reviewer, approved, "数字有误")
    assert kept.gather(cycle, province).tallies[TOTAL].numbers == 0
    review.approve(reviewer, approved)
    assert kept.gather(cycle, province).tallies[TOTAL].numbers == 1
    assert_same(cycle, province)


def test_what_has_not_changed_is_not_added_up_again(approved: Submission, cycle: Cycle, province: Agency) -> None:
    kept.gather(cycle, province)
    Submission.objects.filter(state=State.MISSING.value).update(state=State.DRAFT.value, due_on="2026-01-01")
    with CaptureQueriesContext(connection) as queries:
        assert kept.gather(cycle, province).tallies[TOTAL].numbers == 1
    assert len(queries) == 2


def test_a_change_made_while_it_is_added_up_is_not_lost(
    approved: Submission, cycle: Cycle, province: Agency, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = snapshots.gather

    def slow(*args: object) -> Gathering:
        found = real(*args)  # type: ignore[arg-type]
        assert found.tallies[TOTAL].numbers == 1
        review.reopen(reviewer, approved, "数字有误")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "gather", slow)
        kept.gather(cycle, province)
    assert kept.gather(cycle, province).tallies[TOTAL].numbers == 0


def test_a_sheet_that_ends_while_a_page_is_made_still_adds_up_to_its_sum(
    approved: Submission, cycle: Cycle, province: Agency, reviewer: User
) -> None:
    kept.gather(cycle, province)
    shown = kept.gather(cycle, province)
    review.reopen(reviewer, approved, "数字有误")
    assert sum(a.fact.value or 0 for a in shown.addends(CELL)) == shown.tallies[CELL].value


def test_sums_of_before_a_migration_are_made_again(cycle: Cycle, province: Agency) -> None:
    kept.gather(cycle, province)
    before = KeptSum.objects.get().mark
    triggers.remove(connection)
    triggers.install(connection)
    kept.gather(cycle, province)
    assert KeptSum.objects.get().mark != before
    assert len(ADDRESSES) == len(KeptSum.objects.get().totals)
