"""Two people press at the same moment: exactly one wins, on every database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from parsing.report import Report
from submissions import tasks
from submissions.models import (
    Agency,
    Cycle,
    Decision,
    Event,
    Explanation,
    Figure,
    PrivacyLook,
    Reading,
    Submission,
    Upload,
    User,
)
from submissions.services import (
    copies,
    erasing,
    explanations,
    facsimiles,
    findings,
    intakes,
    judging,
    looks,
    manuscripts,
    policies,
    readings,
    review,
    seals,
)
from submissions.services.errors import Refused
from submissions.services.uploads import receive
from submissions.states import Role, State
from tests import documents
from tests.conftest import as_file, person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Starts all deeds together, each on its own connection; what each gave, or its refusal."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def refusals(results: list[object]) -> int:
    return sum(isinstance(result, Refused) for result in results)


@pytest.fixture
def second_reviewer(province: Agency) -> User:
    return person("second_reviewer", "周审核", (province, Role.REVIEWER))


def test_of_two_approvals_one_wins(submitted: Submission, reviewer: User, second_reviewer: User) -> None:
    results = at_once(
        lambda: review.approve(reviewer, submitted),
        lambda: review.approve(second_reviewer, submitted),
    )
    assert refusals(results) == 1
    assert Event.objects.filter(submission=submitted, kind="approve").count() == 1
    assert Decision.objects.filter(submission=submitted).count() == 1
    assert Figure.objects.filter(submission=submitted).count() == 200


def test_of_an_approval_and_a_return_one_wins(submitted: Submission, reviewer: User, second_reviewer: User) -> None:
    results = at_once(
        lambda: review.approve(reviewer, submitted),
        lambda: review.send_back(second_reviewer, submitted, [], "请核对"),
    )
    assert refusals(results) == 1
    submitted.refresh_from_db()
    (decision,) = submitted.decisions.all()
    assert submitted.state == {"approve": State.APPROVED, "return": State.RETURNED}[decision.move]
    assert Figure.objects.filter(submission=submitted).exists() == (decision.move == "approve")


def test_of_a_withdrawal_and_a_claim_one_wins(submitted: Submission, clerk: User, reviewer: User) -> None:
    results = at_once(
        lambda: review.withdraw(clerk, submitted),
        lambda: review.claim(reviewer, submitted),
    )
    assert refusals(results) == 1
    assert Event.objects.filter(submission=submitted, kind__in=["withdraw", "claim"]).count() == 1


def test_of_two_reviewers_who_claim_one_wins_and_the_other_is_told(
    submitted: Submission, reviewer: User, second_reviewer: User
) -> None:
    results = at_once(
        lambda: review.claim(reviewer, submitted),
        lambda: review.claim(second_reviewer, submitted),
    )
    (refused,) = [each for each in results if isinstance(each, Refused)]
    submitted.refresh_from_db()
    assert submitted.reviewer in (reviewer, second_reviewer)
    assert f"{submitted.reviewer}正在审核" in refused.why or "刚刚被他人处理" in refused.why
    assert Event.objects.filter(submission=submitted, kind="claim").count() == 1


def test_of_two_who_take_a_lapsed_claim_over_one_wins(
    submitted: Submission, reviewer: User, second_reviewer: User, province: Agency
) -> None:
    review.claim(reviewer, submitted)
    Submission.objects.filter(pk=submitted.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    third = person("third", "吴审核", (province, Role.REVIEWER))
    results = at_once(
        lambda: review.take_over(second_reviewer, submitted),
        lambda: review.take_over(third, submitted),
        lambda: review.renew(reviewer, submitted),
    )
    submitted.refresh_from_db()
    assert submitted.is_leased
    kept = submitted.reviewer == reviewer
    assert refusals(results) == (2 if kept else 1)
    assert Event.objects.filter(submission=submitted, kind="take_over").count() == (0 if kept else 1)


def test_of_eight_claims_of_one_reading_one_wins(submission: Submission, clerk: User) -> None:
    reading = receive(clerk, submission, as_file(documents.report())).readings.get()
    results = at_once(*[lambda: readings.claim(reading.pk)] * 8)
    assert sorted(map(bool, results)) == [False] * 7 + [True]
    assert Reading.objects.get(pk=reading.pk).attempts == 1


def test_an_upload_and_a_submission_do_not_pass_each_other(draft: Submission, clerk: User) -> None:
    """Either the new file came first and must be read before submitting, or it comes too late."""
    results = at_once(
        lambda: review.submit(clerk, draft, "李填报", "own"),
        lambda: receive(clerk, draft, as_file(documents.report(faulty=True))),
    )
    assert refusals(results) == 1
    draft.refresh_from_db()
    assert draft.uploads.count() == (1 if draft.state == State.SUBMITTED else 2)


def fingerprints(submission: Submission) -> list[str]:
    submission.refresh_from_db()
    assert submission.current_reading is not None
    return list(findings.failed(submission.current_reading).values_list("fingerprint", flat=True))


def test_two_explanations_at_once_are_both_kept_and_one_stands(faulty_draft: Submission, clerk: User) -> None:
    first = fingerprints(faulty_draft)[0]
    results = at_once(*[lambda: review.explain(clerk, faulty_draft, first, "说明")] * 4)
    assert refusals(results) == 0
    said = faulty_draft.explanations.filter(fingerprint=first)
    assert (said.count(), said.filter(replaced_at=None).count()) == (4, 1)


def test_words_written_while_the_report_is_judged_again_are_kept(
    faulty_draft: Submission, clerk: User, office: User
) -> None:
    first, second = fingerprints(faulty_draft)
    policies.set_rule(office, faulty_draft.cycle, "A-03", "notice", "理由")
    results = at_once(
        lambda: review.explain(clerk, faulty_draft, first, "说明一"),
        lambda: judging.judge_again(faulty_draft.pk),
        lambda: review.dispute(clerk, faulty_draft, second, "说明二"),
        lambda: judging.judge_again(faulty_draft.pk),
    )
    assert refusals(results) == 0
    assert sum(result is True for result in results) == 1
    assert {e.text for e in review.explanations_of(faulty_draft)} == {"说明一", "说明二"}
    faulty_draft.refresh_from_db()
    assert faulty_draft.current_reading is not None
    assert faulty_draft.current_reading.open_findings == 0
    assert fingerprints(faulty_draft) == [first, second]


def test_a_correction_and_a_second_reading_of_the_file_do_not_lose_each_other(
    faulty_draft: Submission, clerk: User, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faulty_draft.current_upload is not None
    monkeypatch.setattr(readings, "PARSER_VERSION", "99")
    again = readings.reread(office, faulty_draft.current_upload)
    results = at_once(
        lambda: readings.correct(clerk, faulty_draft, "requests.total.other", "152"),
        lambda: tasks.read_upload(again.pk),
    )
    assert refusals(results) == 0
    faulty_draft.refresh_from_db()
    assert faulty_draft.current_reading == again
    assert [c.typed for c in again.corrections.all()] == ["152"]


def test_of_two_rulings_at_once_one_stands(
    faulty_draft: Submission, clerk: User, reviewer: User, second_reviewer: User
) -> None:
    first, second = fingerprints(faulty_draft)
    for fingerprint in (first, second):
        review.explain(clerk, faulty_draft, fingerprint, "说明")
    review.submit(clerk, faulty_draft, "李填报", "own")
    results = at_once(
        lambda: review.waive(reviewer, faulty_draft, first, "放行"),
        lambda: review.mark_wrong(second_reviewer, faulty_draft, first, "误报"),
    )
    assert refusals(results) == 0
    assert faulty_draft.rulings.count() == 2
    assert findings.rulings(faulty_draft).count() == 1


def test_of_two_changes_of_a_rule_neither_is_unheard(cycle: Cycle, office: User) -> None:
    results = at_once(
        lambda: policies.set_rule(office, cycle, "A-03", "notice", "一"),
        lambda: policies.set_rule(office, cycle, "A-04", "off", "二"),
    )
    assert refusals(results) == 0
    cycle.refresh_from_db()
    assert cycle.policy_version == 2


def test_whatever_people_do_with_one_report_at_once_is_done_or_refused_in_words(
    faulty_draft: Submission, clerk: User, reviewer: User, office: User
) -> None:
    """Never an error of the database: every unique row is made once, and every lock is let go."""
    draft, first = faulty_draft, fingerprints(faulty_draft)[0]
    reading, upload = draft.current_reading, draft.current_upload
    assert reading is not None
    assert reading.report is not None
    assert upload is not None
    report = Report.from_json(reading.report)
    second = person("second_clerk", "王填报", (draft.agency, Role.CLERK))
    elsewhere = next(str(address) for address in report.figures if address.table == "disputes")
    kept = erasing.files_of(draft)[0].key
    same = b"%PDF-1.7\nscan"
    deeds: list[Callable[[], object]] = []
    for who in (clerk, second):
        deeds += [
            partial(receive, who, draft, as_file(documents.report())),
            partial(seals.attach, who, draft, as_file(same, "盖章.pdf")),
            partial(manuscripts.save, who, draft, {"title": "标题"}, 0),
            partial(explanations.explain, who, draft, first, "说明", as_file(same, "附件.pdf")),
            partial(readings.correct, who, draft, elsewhere, "7"),
            partial(review.choose_scope, who, draft, "area"),
            partial(intakes.receive, who, as_file(documents.report())),
            partial(erasing.ask, who, draft, kept, "含个人信息"),
            partial(facsimiles.wanted, upload),
            partial(copies.wanted, reading),
        ]
    deeds += [partial(looks.look, reviewer, draft, report)] * 2 + [partial(judging.judge_again, draft.pk)] * 2
    results = at_once(*deeds)
    assert {type(result) for result in results} >= {Upload, Explanation}
    assert draft.uploads.count() == 3
    assert draft.seals.count() == 2
    assert draft.explanations.filter(replaced_at=None).count() == 1
    assert PrivacyLook.objects.count() == 1
