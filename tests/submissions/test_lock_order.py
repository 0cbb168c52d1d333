"""Two deeds that hold several reports each never wait for each other in a circle, and both are done."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from submissions import tasks
from submissions.models import Agency, Cycle, Erasure, Scope, Submission, Upload, User
from submissions.services import (
    agency_lists,
    deadlines,
    erasing,
    findings,
    fits,
    intakes,
    review,
    stale,
    uploads,
)
from submissions.services.errors import Refused
from submissions.services.intake_plan import plans_of
from submissions.states import Role, State
from tests import documents
from tests.conftest import Send, as_file, person
from tests.submissions.test_repairs import make, owed_by, undo
from tests.submissions.test_two_clicks import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = 1.0
"""Seconds within which the other one comes here too, where nothing keeps it."""


class Meeting:
    """Threads wait for each other once; one that is kept from coming is not waited for."""

    def __init__(self, number: int) -> None:
        self.barrier = Barrier(number)

    def here(self) -> None:
        with contextlib.suppress(BrokenBarrierError):
            self.barrier.wait(timeout=WAIT)


def beforehand(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, first: Callable[[], None]) -> None:
    """Has ``first`` done before every call of a function."""
    real = getattr(module, name)

    def called(*given: Any, **named: Any) -> Any:
        first()
        return real(*given, **named)

    monkeypatch.setattr(module, name, called)


def handed_in(agency: Agency, cycle: Cycle, send: Send, reviewer: User) -> Submission:
    """A report nothing stands against."""
    clerk = person(f"clerk-{agency.code}", "王填报", (agency, Role.CLERK))
    submission = owed_by(agency, cycle)
    send(clerk, submission, documents.report(agency.name))
    assert submission.current_reading is not None
    left = [finding.fingerprint for finding in findings.unexplained(submission, submission.current_reading)]
    for fingerprint in left:
        review.explain(clerk, submission, fingerprint, "已核对。")
    after = review.submit(clerk, submission, "王填报", Scope.OWN)
    for fingerprint in left:
        review.judge_explanation(reviewer, after, fingerprint, accepted=True)
    return after


def test_an_area_and_its_members_are_all_approved_at_once(
    submitted: Submission, province: Agency, education: Agency, cycle: Cycle, reviewer: User, send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The approval of the area has the members' readings judged again, and each of theirs the area's."""
    reports = [submitted, *(handed_in(one, cycle, send, reviewer) for one in (education, province))]
    meeting = Meeting(len(reports))
    beforehand(monkeypatch, stale, "mark", meeting.here)
    results = at_once(*[partial(review.approve, reviewer, one) for one in reports])
    assert [one.state for one in results if isinstance(one, Submission)] == [State.APPROVED] * 3


@pytest.fixture
def moved_back(submission: Submission, clerk: User, office: User, education: Agency, cycle: Cycle, send: Send) -> int:
    """A report that was moved to another agency and back, so that both keep its file; the key of the other."""
    plain = documents.report().replace(documents.INDUSTRY.encode(), b"")
    send(clerk, submission, plain)
    target = owed_by(education, cycle)
    undo(make("refile", office, submission, target.pk), office)
    submission.refresh_from_db()
    return target.pk


class Behind:
    """A deed that begins, once, in the middle of another one, on a connection of its own."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self.deed = deed
        self.begun: Future[list[object]] | None = None
        self.pool = ThreadPoolExecutor(1)

    def begin(self) -> None:
        """Waits until it is done, or as long as it takes to be kept waiting."""
        if self.begun is None:
            self.begun = self.pool.submit(at_once, self.deed)
            wait([self.begun], timeout=WAIT)

    def outcome(self) -> object:
        """What it gave, or its refusal; raises what it raised."""
        assert self.begun is not None
        return self.begun.result()[0]


def test_a_report_is_moved_while_its_file_is_removed_from_both(
    submission: Submission, moved_back: int, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The removal begins when the move has its own report and not yet the other one."""
    kept = erasing.files_of(submission)[0]
    removal = Behind(lambda: erasing.erase(office, submission, kept.key, "含个人信息"))
    beforehand(monkeypatch, fits, "names_in_use", removal.begin)
    make("refile", office, submission, moved_back)
    assert isinstance(removal.outcome(), Erasure)
    submission.refresh_from_db()
    assert submission.state == State.MISSING
    assert Submission.objects.get(pk=moved_back).state == State.DRAFT


def test_a_file_is_filed_while_it_is_removed(
    draft: Submission, clerk: User, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The removal begins when the filing has its file and not yet the report, which keeps the same bytes."""
    same = as_file(documents.report())
    intake = intakes.receive(clerk, same)
    tasks.read_intake(intake.pk)
    kept = erasing.files_of(draft)[0]
    removal = Behind(lambda: erasing.erase(office, draft, kept.key, "含个人信息"))
    beforehand(monkeypatch, uploads, "enter", removal.begin)
    (plan,) = plans_of(clerk)
    outcome = intakes.file_one(clerk, plan)
    assert outcome.upload is not None
    assert isinstance(removal.outcome(), Refused | Erasure)
    assert draft.uploads.count() == 2


def test_a_clerk_works_on_while_a_list_moves_the_agency_to_another_deadline(
    draft: Submission, clerk: User, office: User, harbin: Agency, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the clerk does is noted of the agency while the list is being written, before it moves the day."""
    deadlines.set_notice(office, cycle, harbin, "", None, date(2025, 1, 20))
    work = Behind(lambda: uploads.receive(clerk, draft, as_file(documents.report(faulty=True))))
    beforehand(monkeypatch, agency_lists, "spread_in_open_cycle", work.begin)
    moved = f"代码,名称,类别,上级代码\n{draft.agency.code},{draft.agency.name},部门,{harbin.code}\n"
    agency_lists.import_rows(office, moved.encode())
    assert isinstance(work.outcome(), Upload)
    draft.refresh_from_db()
    assert (draft.due_on, draft.agency.parent) == (date(2025, 1, 20), harbin)
