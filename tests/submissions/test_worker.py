"""The worker's door: once, whoever rings, and never in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.utils import timezone
from pytest_django import Settings

from parsing.errors import ReaderKilled
from parsing.report import Report
from submissions import tasks
from submissions.display.progress import progress_of
from submissions.models import Event, Finding, Reading, Submission, User
from submissions.services import bell, readings
from submissions.services.attempts import MAX_ATTEMPTS
from submissions.services.uploads import receive
from submissions.states import State
from tests import documents
from tests.conftest import Send, as_file, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(submission: Submission, clerk: User) -> Reading:
    return receive(clerk, submission, as_file(documents.report(faulty=True))).readings.get()


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []
    monkeypatch.setattr(bell, "_ringers", {bell.READ: heard.append})
    return heard


def stop_worker(reading: Reading, settings: Settings, attempts: int = 1) -> None:
    """A worker took the reading and died long ago."""
    long_ago = timezone.now() - timedelta(seconds=settings.READING_STUCK_AFTER + 1)
    Reading.objects.filter(pk=reading.pk).update(processing="reading", heartbeat=long_ago, attempts=attempts)


def test_a_report_is_read_judged_and_made_current(queued: Reading, submission: Submission) -> None:
    assert tasks.read_upload(queued.pk) is True
    queued.refresh_from_db()
    submission.refresh_from_db()
    assert (queued.processing, queued.stage, queued.attempts) == ("done", "done", 1)
    assert queued.finished_at is not None
    assert len(Report.from_json(queued.report or {}).figures) == 200
    assert (submission.state, submission.current_reading, submission.current_upload) == (
        State.DRAFT,
        queued,
        queued.upload,
    )
    failed = queued.findings.filter(outcome="failed")
    assert [(f.rule, f.severity, f.subject) for f in failed] == [
        ("A-02", "mandatory", address) for address in documents.FAULTY_CELLS
    ]
    assert queued.findings.filter(outcome="passed").exists()
    assert (queued.worst, queued.open_findings) == ("mandatory", 2)
    assert [(event.kind, event.actor) for event in submission.events.all()[:2]] == [("start", None), ("read", None)]


def test_a_second_delivery_is_harmless(queued: Reading, submission: Submission) -> None:
    tasks.read_upload(queued.pk)
    before = (Finding.objects.count(), Event.objects.count(), Reading.objects.get(pk=queued.pk).finished_at)
    assert tasks.read_upload(queued.pk) is False
    assert (Finding.objects.count(), Event.objects.count(), Reading.objects.get(pk=queued.pk).finished_at) == before


def test_two_workers_that_both_finish_write_once(queued: Reading, settings: Settings) -> None:
    """A slow worker thought dead, and the one that took over."""
    report = Report.from_json(_read(queued))
    assert readings.claim(queued.pk)
    stop_worker(queued, settings)
    assert readings.claim(queued.pk)
    assert readings.record(queued.pk, report) is True
    count = Finding.objects.count()
    assert readings.record(queued.pk, report) is False
    assert Finding.objects.count() == count
    assert Event.objects.filter(kind="read").count() == 1


def _read(reading: Reading) -> dict[str, object]:
    return tasks._read(reading.pk).to_json()


def test_a_reading_that_is_alive_is_left_alone(queued: Reading, rung: list[int]) -> None:
    assert readings.claim(queued.pk)
    readings.progress(queued.pk, "tables", 1, 4)
    assert not readings.claim(queued.pk)
    assert tasks.sweep() == 0
    queued.refresh_from_db()
    assert (queued.stage, queued.step, queued.steps, queued.stage_words) == ("tables", 1, 4, "查找三张表")


def test_a_reading_whose_worker_died_is_rung_for_again_and_read(
    queued: Reading, rung: list[int], settings: Settings
) -> None:
    stop_worker(queued, settings)
    assert tasks.sweep() == 1
    assert rung == [queued.pk]
    assert tasks.read_upload(queued.pk) is True
    queued.refresh_from_db()
    assert (queued.processing, queued.attempts) == ("done", 2)


def test_a_file_no_worker_survives_fails_with_a_sentence(
    queued: Reading, rung: list[int], settings: Settings, submission: Submission
) -> None:
    stop_worker(queued, settings, attempts=MAX_ATTEMPTS)
    assert tasks.sweep() == 0
    queued.refresh_from_db()
    submission.refresh_from_db()
    assert (queued.processing, queued.error_code) == ("failed", "reader_lost")
    assert "多次中断" in queued.error_message
    assert submission.state == State.MISSING
    assert rung == []


def test_a_reader_that_the_system_killed_is_tried_once_more_by_itself(
    queued: Reading, rung: list[int], monkeypatch: pytest.MonkeyPatch, submission: Submission, clerk: User
) -> None:
    def killed(*_arguments: object) -> Report:
        raise ReaderKilled

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "read_caged", killed)
        assert not tasks.read_upload(queued.pk)
        queued.refresh_from_db()
        assert (queued.processing, queued.attempts) == ("queued", 1)
        assert "稍后会自动再读一次，不必重新提交" in progress_of(submission).sentence
    Reading.objects.update(queued_at=timezone.now() - timedelta(minutes=1))
    assert (tasks.sweep(), rung) == (1, [queued.pk])
    assert tasks.read_upload(queued.pk)

    other = receive(clerk, submission, as_file(documents.report())).readings.get()
    monkeypatch.setattr(tasks, "read_caged", killed)
    assert [tasks.read_upload(other.pk) for _time in range(3)] == [False] * 3
    other.refresh_from_db()
    assert (other.processing, other.error_code, other.attempts) == ("failed", "reader_killed", 2)


def test_a_reading_is_never_started_more_than_three_times(queued: Reading, settings: Settings) -> None:
    for _ in range(MAX_ATTEMPTS):
        assert readings.claim(queued.pk)
        stop_worker(queued, settings, Reading.objects.get(pk=queued.pk).attempts)
    assert not readings.claim(queued.pk)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SoftTimeLimitExceeded(), "limit_exceeded"),
        (RuntimeError("boom"), "reader_failed"),
        (OSError(5, "gone"), "reader_failed"),
    ],
)
def test_whatever_goes_wrong_is_said(
    queued: Reading, submission: Submission, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fail(*_: object) -> Report:
        raise error

    monkeypatch.setattr(tasks, "read_caged", fail)
    assert tasks.read_upload(queued.pk) is False
    queued.refresh_from_db()
    assert (queued.processing, queued.error_code) == ("failed", code)
    assert queued.error_message
    assert queued.error_advice
    assert "boom" not in queued.error_message + queued.error_advice


def test_a_stored_file_that_vanished_is_said(queued: Reading) -> None:
    queued.upload.file.delete(save=False)
    tasks.read_upload(queued.pk)
    queued.refresh_from_db()
    assert queued.processing == "failed"
    assert queued.error_message


def test_the_stages_are_kept_while_reading(queued: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = readings.progress

    def progress(reading_id: int, stage: str, step: int, steps: int) -> None:
        seen.append(stage)
        real(reading_id, stage, step, steps)

    monkeypatch.setattr(readings, "progress", progress)
    tasks.read_upload(queued.pk)
    assert list(dict.fromkeys(seen)) == ["open", "tables", "figures", "sections", "judge"]


def test_a_step_a_page_is_not_a_write_a_page(queued: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[str, int]] = []
    monkeypatch.setattr(readings, "progress", lambda _id, stage, step, _steps: written.append((stage, step)))

    def long_document(path: Path, name: str, on_stage: Callable[[str, int, int], None], *rest: object) -> Report:
        for page in range(500):
            on_stage("open", page, 500)
        on_stage("tables", 0, 1)
        return Report()

    monkeypatch.setattr(tasks, "read_caged", long_document)
    tasks.read_upload(queued.pk)
    assert len(written) <= 4
    assert written[0] == ("open", 0)
    assert ("tables", 0) in written


def test_an_older_upload_that_finishes_late_is_set_aside(submission: Submission, clerk: User, send: Send) -> None:
    slow = receive(clerk, submission, as_file(documents.report(faulty=True))).readings.get()
    newest = send(clerk, submission, documents.report())
    tasks.read_upload(slow.pk)
    submission.refresh_from_db()
    slow.refresh_from_db()
    assert slow.processing == "done"
    assert submission.current_upload == newest
    assert Event.objects.filter(submission=submission, kind="set_aside").count() == 1


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.EXEMPT, State.NIL])
def test_a_reading_that_finishes_after_the_report_left_the_agency_changes_nothing(
    queued: Reading, submission: Submission, state: State
) -> None:
    put(submission, state)
    tasks.read_upload(queued.pk)
    submission.refresh_from_db()
    assert (submission.state, submission.current_reading) == (state, None)
    assert Event.objects.filter(kind="set_aside").exists()


def test_a_new_file_for_a_returned_report_is_current_and_the_report_stays_returned(
    draft: Submission, clerk: User, send: Send
) -> None:
    put(draft, State.RETURNED)
    upload = send(clerk, draft, documents.report(faulty=True))
    assert (draft.state, draft.current_upload) == (State.RETURNED, upload)


def test_characters_no_database_keeps_are_left_out(queued: Reading) -> None:
    report = Report(title="标题\0", agency="", year=2024, warnings=("坏字\ud800符",))
    readings.claim(queued.pk)
    assert readings.record(queued.pk, report)
    queued.refresh_from_db()
    kept = Report.from_json(queued.report or {})
    assert (kept.title, kept.warnings) == ("标题", ("坏字?符",))


def test_the_tasks_hang_the_bell_when_the_site_starts() -> None:
    assert bell._ringers[bell.READ] == tasks.read_upload.delay
