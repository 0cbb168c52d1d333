"""Decisions taken back: inside the window, with a reason, and before the agency has begun to work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from submissions.models import Cycle, Notice, Submission, User
from submissions.services import checklists, explanations, review
from submissions.services.errors import MoveRefused
from submissions.states import State
from tests import documents
from tests.conftest import Send
from tests.views.scenes import faulty_and_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(submission: Submission, clerk: User, reviewer: User) -> Submission:
    faulty_and_submitted(submission, clerk)
    assert submission.current_reading is not None
    asked = submission.current_reading.findings.filter(outcome="failed").values_list("fingerprint", flat=True)
    return review.send_back(reviewer, submission, asked, "请改。")


def decided(submission: Submission, hours: float) -> None:
    Submission.objects.filter(pk=submission.pk).update(decided_at=timezone.now() - timedelta(hours=hours))


def test_a_return_is_taken_back_as_if_it_had_not_been(returned: Submission, reviewer: User, clerk: User) -> None:
    assert returned.returns == 1
    after = review.unreturn(reviewer, returned, "退错了单位。")
    assert (after.state, after.reviewer, after.is_leased, after.returns) == (State.IN_REVIEW, reviewer, True, 0)
    assert after.waiting_since == after.submitted_at
    assert {answer.verdict for answer in explanations.explanations_of(after)} == {"open"}
    assert checklists.last_return(after) is None
    assert checklists.checklist(after) == []
    event = after.events.first()
    assert event is not None
    assert (event.kind, event.note, event.actor) == ("unreturn", "退错了单位。", reviewer)
    assert "退回已撤销" in Notice.objects.filter(user=clerk).latest("pk").title


def test_a_decision_is_not_taken_back_without_a_reason(returned: Submission, reviewer: User) -> None:
    with pytest.raises(MoveRefused, match="须填写理由"):
        review.unreturn(reviewer, returned, " ")
    returned.refresh_from_db()
    assert returned.state == State.RETURNED
    assert checklists.last_return(returned) is not None


def test_a_return_the_agency_works_on_is_not_taken_back(
    returned: Submission, reviewer: User, clerk: User, send: Send
) -> None:
    send(clerk, returned, documents.report())
    with pytest.raises(MoveRefused, match="已经开始按退回意见修改"):
        review.unreturn(reviewer, returned, "退错了。")


@pytest.mark.parametrize(("hours", "ok"), [(71.9, True), (72.1, False)])
def test_an_approval_is_taken_back_inside_the_window_only(
    approved: Submission, reviewer: User, hours: float, ok: bool
) -> None:
    decided(approved, hours)
    if ok:
        assert review.reopen(reviewer, approved, "有误。").state == State.IN_REVIEW
        assert approved.decisions.get(move="approve").undone_at is not None
    else:
        with pytest.raises(MoveRefused, match="撤销期限是作出决定后 72 小时，已经过了，不能撤销通过。"):
            review.reopen(reviewer, approved, "有误。")
        assert approved.figures.count() == 200


def test_the_window_is_the_cycles(returned: Submission, reviewer: User, cycle: Cycle) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(undo_hours=2)
    decided(returned, 3)
    with pytest.raises(MoveRefused, match="作出决定后 2 小时"):
        review.unreturn(reviewer, returned, "退错了。")
