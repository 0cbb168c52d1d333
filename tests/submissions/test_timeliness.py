"""When a report came: told by what happened, whatever was extended, returned or taken back since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from submissions.models import Cycle, Decision, Event, Kind, Submission, User
from submissions.services import cycles, moves, obligations, review, timeliness
from submissions.services.errors import MoveRefused, NotAllowed
from submissions.services.timeliness import Filing, Step, filing_of
from submissions.states import MOVES, Role, State
from tests.conftest import agency, person, put

DUE = date(2025, 1, 31)


def noon(day: int, month: int = 1) -> datetime:
    """Noon in the office's time zone."""
    return datetime(2025, month, day, 4, tzinfo=UTC)


@contextmanager
def on(day: int, month: int = 1) -> Iterator[None]:
    """Things happen at noon of that day."""
    with patch("django.utils.timezone.now", lambda: noon(day, month)):
        yield


def kept(submission: Submission) -> tuple[datetime | None, date | None, bool]:
    submission.refresh_from_db()
    return submission.filed_at, submission.filed_due, submission.filed_late


def submit(clerk: User, submission: Submission) -> None:
    submission.refresh_from_db()
    review.submit(clerk, submission, "李填报", "own")


def test_the_last_day_is_in_time_and_the_next_is_not(draft: Submission, clerk: User) -> None:
    with on(31):
        submit(clerk, draft)
    assert kept(draft) == (noon(31), DUE, False)
    with on(1, 2):
        review.withdraw(clerk, draft)
        submit(clerk, draft)
    assert kept(draft) == (noon(1, 2), DUE, True), "what was taken back was never handed in"


def test_the_day_is_that_of_the_office_and_not_of_greenwich() -> None:
    late_evening = datetime(2025, 1, 31, 15, 59, tzinfo=UTC)
    assert not Filing(late_evening, DUE).is_late, "23:59 in Harbin"
    assert Filing(late_evening + timedelta(minutes=1), DUE).is_late


def test_a_report_returned_and_handed_in_again_after_the_deadline_came_in_time(
    draft: Submission, clerk: User, reviewer: User
) -> None:
    with on(30):
        submit(clerk, draft)
    with on(3, 2):
        review.send_back(reviewer, draft, [], "请补充。")
    with on(10, 2):
        submit(clerk, draft)
        review.approve(reviewer, draft)
    assert kept(draft) == (noon(30), DUE, False)


def test_a_withdrawal_after_a_return_takes_back_the_repeat_alone(
    draft: Submission, clerk: User, reviewer: User
) -> None:
    with on(30):
        submit(clerk, draft)
    with on(3, 2):
        review.send_back(reviewer, draft, [], "请补充。")
    with on(10, 2):
        submit(clerk, draft)
        review.withdraw(clerk, draft)
    assert kept(draft) == (noon(30), DUE, False)


def test_a_withdrawal_after_a_return_that_was_taken_back_takes_back_all(
    draft: Submission, clerk: User, reviewer: User
) -> None:
    with on(30):
        submit(clerk, draft)
        review.send_back(reviewer, draft, [], "请补充。")
    with on(31):
        review.unreturn(reviewer, draft, "退回有误。")
        review.release(reviewer, draft)
        review.withdraw(clerk, draft)
    assert kept(draft) == (None, None, False)


def test_more_time_given_before_counts_and_given_afterwards_does_not(
    draft: Submission, clerk: User, office: User
) -> None:
    obligations.extend(office, draft, date(2025, 2, 10), "机构改革。")
    with on(5, 2):
        submit(clerk, draft)
    assert kept(draft) == (noon(5, 2), date(2025, 2, 10), False)
    obligations.extend(office, draft, date(2025, 2, 1), "更正。")
    assert kept(draft) == (noon(5, 2), date(2025, 2, 10), False), "a shorter deadline makes nobody late afterwards"


def test_an_extension_after_the_fact_makes_a_late_report_no_earlier(
    draft: Submission, clerk: User, office: User, cycle: Cycle
) -> None:
    with on(3, 2):
        submit(clerk, draft)
    obligations.extend(office, draft, date(2025, 2, 10), "补办延期。")
    cycles.set_deadline(office, cycle, Kind.DEPARTMENT, date(2025, 2, 28))
    assert kept(draft) == (noon(3, 2), DUE, True)


def test_a_reopened_report_came_when_it_came(draft: Submission, clerk: User, reviewer: User) -> None:
    with on(30):
        submit(clerk, draft)
        review.approve(reviewer, draft)
    with on(31):
        review.reopen(reviewer, draft, "有误。")
        review.send_back(reviewer, draft, [], "请补充。")
    with on(20, 2):
        submit(clerk, draft)
        review.approve(reviewer, draft)
    assert kept(draft) == (noon(30), DUE, False)


def test_an_exemption_ends_what_was_handed_in_before(
    draft: Submission, clerk: User, reviewer: User, office: User
) -> None:
    with on(30):
        submit(clerk, draft)
        review.send_back(reviewer, draft, [], "请补充。")
        submit(clerk, draft)
        review.withdraw(clerk, draft)
    assert kept(draft)[0] == noon(30)
    with on(20, 2):
        draft.refresh_from_db()
        obligations.unexempt(office, obligations.exempt(office, draft, "撤并。"), "误操作。")
        submit(clerk, draft)
    assert kept(draft) == (noon(20, 2), DUE, True)


@pytest.mark.parametrize(
    ("moves_made", "day"),
    [
        (["submit"], 1),
        (["submit", "withdraw"], None),
        (["submit", "withdraw", "submit"], 3),
        (["submit", "return", "submit"], 1),
        (["submit", "return", "submit", "withdraw", "submit"], 1),
        (["submit", "return", "unreturn", "release", "withdraw"], None),
        (["submit", "return", "unreturn", "return", "submit", "withdraw"], 1),
        (["submit", "claim", "approve", "reopen", "return", "submit"], 1),
        (["submit", "approve", "reopen", "release", "withdraw", "submit"], 6),
        (["submit", "return", "submit", "withdraw", "exempt", "unexempt", "start", "submit"], 8),
        (["start", "read", "explain"], None),
    ],
)
def test_the_filing_of_a_history(moves_made: list[str], day: int | None) -> None:
    steps = [Step(name, noon(n), DUE) for n, name in enumerate(moves_made, start=1)]
    assert filing_of(steps) == (None if day is None else Filing(noon(day), DUE))


class TestWhatIsKeptIsWhatTheHistorySays(TestCase):
    """Whatever people do in whatever order, the columns say what the whole history would."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(sorted(MOVES)), min_size=4, max_size=24))
    def test_after_any_moves(self, tried: list[str]) -> None:
        root = agency("1", "省政府", Kind.PROVINCE)
        one = agency("2", "省厅", Kind.DEPARTMENT, root)
        who = {role: person(role.value, role.value, (root if role is not Role.CLERK else one, role)) for role in Role}
        cycle = Cycle.objects.create(year=2024)
        made = Submission.objects.create(agency=one, cycle=cycle, due_on=DUE)
        put(made, State.DRAFT)
        history: list[Step] = []
        for name in tried:
            act(who[MOVES[name].by], made, name, history)
        filing = filing_of(history)
        made.refresh_from_db()
        assert made.filed_at == (filing.at if filing else None)
        assert made.filed_late == (filing.is_late if filing else False)


def act(actor: User, submission: Submission, name: str, history: list[Step]) -> None:
    """Makes a move as the services do, a day after the last; what is not allowed is passed over."""
    at = noon(25) + timedelta(days=len(history))
    with patch("django.utils.timezone.now", lambda: at):
        try:
            moves.advance(submission.pk, name, actor, reason="x", reviewer=None, decided_at=at)
        except (MoveRefused, NotAllowed):
            return
        if name == "return":
            Decision.objects.create(submission=submission, move=name, by=actor)
        if name == "unreturn":
            last = submission.decisions.filter(move="return", undone_at=None).first()
            assert last is not None
            Decision.objects.filter(pk=last.pk).update(undone_at=at)
    history.append(Step(name, at, DUE))


def test_a_row_put_in_from_outside_is_counted_from_its_history(draft: Submission, clerk: User) -> None:
    with on(1, 2):
        submit(clerk, draft)
    Submission.objects.filter(pk=draft.pk).update(filed_at=None, filed_due=None, filed_late=False)
    Event.objects.filter(submission=draft, kind="submit").update(at=noon(1, 2))
    assert timeliness.recount(draft) == Filing(noon(1, 2), DUE)
    assert kept(draft) == (noon(1, 2), DUE, True)
