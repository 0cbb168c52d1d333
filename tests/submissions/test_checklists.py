"""A return comes back as a checklist: every item answered before the report is handed in again."""

from __future__ import annotations

import pytest

from submissions.models import Finding, Scope, Submission, User
from submissions.services import policies, readings, review
from submissions.services.checklists import checklist, standing_return, unanswered
from submissions.services.errors import MoveRefused
from submissions.states import State
from submissions.tasks import judge_stale
from tests import documents
from tests.conftest import Send
from tests.views.scenes import faulty_and_submitted

pytestmark = pytest.mark.django_db
# A-02 in the columns 其他 and 总计: 151 and 10474 where the parts give 148 and 10471.
OTHER = documents.FAULTY_CELLS[0]


def failed(submission: Submission) -> dict[str, Finding]:
    submission.refresh_from_db()
    assert submission.current_reading is not None
    rows = submission.current_reading.findings.filter(outcome="failed", rule="A-02")
    return {finding.subject: finding for finding in rows}


@pytest.fixture
def returned(submission: Submission, clerk: User, reviewer: User) -> Submission:
    """Returned with both A-02 findings ticked."""
    faulty_and_submitted(submission, clerk)
    asked = [finding.fingerprint for finding in failed(submission).values()]
    return review.send_back(reviewer, submission, asked, "请逐项核对。")


def answers(submission: Submission) -> dict[str, str]:
    submission.refresh_from_db()
    return {item.message[:12]: item.answer for item in checklist(submission)}


def test_no_item_is_answered_by_the_return_itself(returned: Submission) -> None:
    assert list(answers(returned).values()) == ["open", "open"]
    assert len(unanswered(returned)) == 2


def test_a_report_is_not_taken_back_before_every_item_is_answered(returned: Submission, clerk: User) -> None:
    first, second = failed(returned).values()
    review.explain(clerk, returned, first.fingerprint, "含线下申请 3 件。")
    with pytest.raises(MoveRefused):
        review.submit(clerk, returned, "李填报", Scope.OWN)
    review.dispute(clerk, returned, second.fingerprint, "数据没有错。")
    assert sorted(answers(returned).values()) == ["disputed", "explained"]
    assert review.submit(clerk, returned, "李填报", Scope.OWN).state == State.SUBMITTED


def test_a_ticked_hint_must_be_answered_too(submission: Submission, clerk: User, reviewer: User, office: User) -> None:
    policies.set_rule(office, submission.cycle, "A-02", "notice", "本年只作提示")
    faulty_and_submitted(submission, clerk)
    judge_stale()
    asked = [finding.fingerprint for finding in failed(submission).values()]
    review.send_back(reviewer, submission, asked[:1], "请说明。")
    with pytest.raises(MoveRefused, match="退回清单中还有 1 项没有答复"):
        review.submit(clerk, submission, "李填报", Scope.OWN)
    review.explain(clerk, submission, asked[0], "台账如此。")
    assert review.submit(clerk, submission, "李填报", Scope.OWN).state == State.SUBMITTED


def test_other_figures_that_do_not_agree_either_are_no_correction(returned: Submission, clerk: User) -> None:
    readings.correct(clerk, returned, OTHER, "149", "读错")
    items = {item.present: item for item in checklist(Submission.objects.get(pk=returned.pk))}
    now = failed(returned)[OTHER]
    assert items[now.fingerprint].answer == "still"
    assert items[now.fingerprint].is_open
    review.explain(clerk, returned, now.fingerprint, "其余两件并案。")
    assert "explained" in answers(returned).values()


def test_a_figure_put_right_answers_its_item(returned: Submission, clerk: User) -> None:
    readings.correct(clerk, returned, "requests.other.other.other", "4", "读错")
    readings.correct(clerk, returned, "requests.other.other.total", "581", "读错")
    assert list(answers(returned).values()) == ["corrected", "corrected"]
    assert unanswered(Submission.objects.get(pk=returned.pk)) == []


def test_a_rule_that_cannot_tell_any_more_is_not_called_satisfied(
    returned: Submission, clerk: User, send: Send
) -> None:
    send(clerk, returned, documents.report(faulty=True, without=("granted",)), "缺一行.txt")
    told = answers(returned)
    assert "corrected" not in told.values()


def test_after_a_withdrawal_the_list_still_stands(returned: Submission, clerk: User) -> None:
    for finding in failed(returned).values():
        review.explain(clerk, returned, finding.fingerprint, "台账如此。")
    review.submit(clerk, returned, "李填报", Scope.OWN)
    review.withdraw(clerk, returned)
    assert standing_return(returned) is not None
    assert unanswered(returned) == []


def test_an_approval_ends_the_list(returned: Submission, clerk: User, reviewer: User, send: Send) -> None:
    send(clerk, returned, documents.report())
    review.submit(clerk, returned, "李填报", Scope.OWN)
    review.approve(reviewer, returned)
    assert standing_return(returned) is None
