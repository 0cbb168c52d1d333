"""Everything that has states: each is reached by the services there are, and each that is no end is left again.

Each function below drives services and writes down the state after every deed. A model with a column of states that
nothing here drives fails the first test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import OperationalError
from django.db.models import Model
from django.utils import timezone
from pytest_django import Settings

from govreports.settings import scanner_at
from parsing.errors import Broken
from submissions import tasks
from submissions.models import (
    Agency,
    Cycle,
    Mailing,
    Notice,
    PastBatch,
    PastWork,
    PrivacyLook,
    Rollup,
    Screening,
    Submission,
    User,
    choices,
)
from submissions.services import (
    archives,
    backtests,
    bell,
    claims,
    copies,
    cycles,
    explanations,
    exporting,
    facsimiles,
    findings,
    intake_reading,
    intakes,
    likenesses,
    mailing,
    marks,
    notices,
    obligations,
    past_batches,
    past_work,
    privacy,
    readings,
    releases,
    review,
    rollups,
    snapshots,
    storage,
    undoing,
    uploads,
)
from submissions.services.attempts import MAX_ATTEMPTS
from submissions.services.errors import StorageAway
from submissions.states import Processing, Role
from tests import documents
from tests.conftest import Send, as_file
from tests.scanner import EICAR, running
from tests.submissions.test_archives import packed

pytestmark = pytest.mark.django_db
States = set[str]


@dataclass
class World:
    """Who is there, what they work on, and what was seen: pairs of a state and the one after it."""

    submission: Submission
    clerk: User
    reviewer: User
    office: User
    province: Agency
    send: Send
    clock: time_machine.Traveller
    monkeypatch: pytest.MonkeyPatch
    settings: Settings
    steps: set[tuple[str, str]] = field(default_factory=set)
    reached: States = field(default_factory=set)

    @property
    def cycle(self) -> Cycle:
        return self.submission.cycle

    def walk(self, row: Model, column: str, *deeds: Callable[[], object]) -> None:
        """Does one deed after the other; the row's state is noted before and after each."""
        self.follow(lambda: str(_fresh(row, column)), *deeds)

    def follow(self, state: Callable[[], str], *deeds: Callable[[], object]) -> None:
        now = state()
        self.reached.add(now)
        for deed in deeds:
            deed()
            before, now = now, state()
            self.reached.add(now)
            if before != now:
                self.steps.add((before, now))

    def pass_time(self, hours: float = 1) -> None:
        self.clock.shift(timedelta(hours=hours))

    def draft(self, data: bytes | None = None) -> Submission:
        self.send(self.clerk, self.submission, data or documents.report())
        return self.submission

    def approved(self) -> Submission:
        review.submit(self.clerk, self.draft(), "李填报", "own")
        return review.approve(self.reviewer, self.submission)


def _fresh(row: Model, column: str) -> object:
    row.refresh_from_db()
    return getattr(row, column)


@pytest.fixture
def world(
    submission: Submission,
    clerk: User,
    reviewer: User,
    office: User,
    province: Agency,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> Iterator[World]:
    for work in bell._ringers:
        monkeypatch.setitem(bell._ringers, work, lambda _pk: None)  # the test itself is the worker
    with time_machine.travel(datetime(2025, 1, 20, 4, tzinfo=UTC), tick=False) as clock:
        yield World(submission, clerk, reviewer, office, province, send, clock, monkeypatch, settings)


def submission_state(w: World) -> None:
    s, why = w.submission, "情况属实"
    c, r, o = w.clerk, w.reviewer, w.office
    w.walk(
        s,
        "state",
        lambda: obligations.exempt(o, s, why),
        lambda: obligations.unexempt(o, s, why),
        lambda: obligations.confirm_nil(c, s, why, by=Role.CLERK),
        lambda: obligations.withdraw_nil(c, s, why, by=Role.CLERK),
        w.draft,
        lambda: review.submit(c, s, "李填报", "own"),
        lambda: review.withdraw(c, s),
        lambda: review.submit(c, s, "李填报", "own"),
        lambda: claims.claim(r, s),
        lambda: review.send_back(r, s, [], why),
        lambda: undoing.unreturn(r, s, why),
        lambda: review.send_back(r, s, [], why),
        lambda: review.submit(c, s, "李填报", "own"),
        lambda: review.approve(r, s),
        lambda: undoing.reopen(r, s, why),
    )


def _file_read(w: World, row: Model, service: Any, read: Callable[[], object]) -> None:
    """What a file that is read may go through, whoever it is of: read, unreadable, put off, its workers dying."""
    pk = row.pk
    w.walk(row, "processing", lambda: service.claim(pk), lambda: service.fail(pk, StorageAway()), read)


def _file_lost(w: World, row: Model, service: Any) -> None:
    deaths = [w.pass_time, lambda: service.claim(row.pk)] * MAX_ATTEMPTS
    w.walk(row, "processing", *deaths, w.pass_time, tasks.sweep)
    assert row.processing == Processing.FAILED, "no worker takes it any more"  # type: ignore[attr-defined]


def reading_processing(w: World) -> None:
    def queued() -> Model:
        return uploads.receive(w.clerk, w.submission, as_file(documents.report())).readings.get()

    one, other = queued(), queued()
    _file_read(w, one, readings, lambda: tasks.read_upload(one.pk))
    _file_lost(w, other, readings)


def intake_processing(w: World) -> None:
    one, other = (intakes.receive(w.clerk, as_file(documents.report(year=year))) for year in (2024, 2023))
    _file_read(w, one, intake_reading, lambda: tasks.read_intake(one.pk))
    _file_lost(w, other, intake_reading)


def facsimile_processing(w: World) -> None:
    def queued() -> Model:
        return facsimiles.wanted(w.send(w.clerk, w.submission, documents.report()))

    one, other = queued(), queued()
    _file_read(w, one, facsimiles, lambda: tasks.draw_upload(one.pk))
    _file_lost(w, other, facsimiles)


def privacylook_processing(w: World) -> None:
    def queued(data: bytes) -> Model:
        name = storage.save(f"attachments/{len(data)}{data[-1]}.txt", as_file(data))
        privacy.look_at(name, "说明.txt")
        return PrivacyLook.objects.get(file=name)

    one, other = queued("说明一".encode()), queued("说明二".encode())
    _file_read(w, one, privacy, lambda: tasks.look_for_private(one.pk))
    _file_lost(w, other, privacy)


def annotatedcopy_processing(w: World) -> None:
    def queued() -> Model:
        reading = w.draft(documents.report(faulty=True)).current_reading
        assert reading is not None
        return copies.wanted(reading)

    one, other = queued(), queued()
    _file_read(w, one, copies, lambda: tasks.annotate_copy(one.pk))
    _file_lost(w, other, copies)


def export_processing(w: World) -> None:
    w.approved()
    snapshot = snapshots.take(w.office, w.cycle, w.province)
    one = exporting.ask(w.office, snapshot, "xlsx")
    _file_read(w, one, exporting, lambda: tasks.make_export(one.pk))
    w.walk(
        one,
        "processing",
        lambda: w.pass_time(24 * 365),
        tasks.expire_exports,
        lambda: exporting.ask(w.office, snapshot, "xlsx"),
    )
    other = exporting.ask(w.office, snapshot, "csv")
    _file_lost(w, other, exporting)
    w.walk(other, "processing", lambda: exporting.ask(w.office, snapshot, "csv"))


def pastarchive_processing(w: World) -> None:
    def broken(*_arguments: object) -> None:
        raise Broken

    def dies(*_arguments: object) -> None:
        raise OperationalError

    def unpack(name: str, instead: Callable[..., None]) -> None:
        with w.monkeypatch.context() as patched:
            patched.setattr(archives, name, instead)
            tasks.work_past(batch.pk)

    batch = past_batches.open_batch(w.office, w.province, "旧报告")
    for year in (2021, 2022):
        zipped = packed((f"{year}.txt", documents.report(year=year))).getvalue()
        past_batches.add(w.office, batch, as_file(zipped, f"{year}.zip"), f"{year}.zip")
    one, other = batch.archives.all()
    w.walk(other, "processing", lambda: None)
    with pytest.raises(OperationalError):
        w.walk(one, "processing", lambda: unpack("entries_of", dies))
    w.walk(
        one,
        "processing",
        w.pass_time,
        tasks.sweep,
        lambda: past_work.unpack(one.pk),
    )
    w.walk(other, "processing", lambda: unpack("entries_of", broken))


def pastbatch_work(w: World) -> None:
    batch = past_batches.open_batch(w.office, w.province, "旧报告")
    past_batches.add(w.office, batch, as_file(documents.report(year=2022), "a.txt"), "a.txt")
    tasks.work_past(batch.pk)
    w.walk(
        batch,
        "work",
        lambda: past_batches.file_all(w.office, batch),
        lambda: tasks.work_past(batch.pk),
        lambda: past_batches.undo_all(w.office, batch, "传错了"),
        lambda: tasks.work_past(batch.pk),
    )


def comparison_state(w: World) -> None:
    cycle = w.draft().cycle
    comparison = likenesses.queue(cycle)
    assert comparison is not None

    def breaks(*_arguments: object) -> None:
        raise RuntimeError

    def fails() -> None:
        with w.monkeypatch.context() as patched:
            patched.setattr(likenesses, "compare", breaks)
            tasks.compare_cycle(cycle.pk)

    w.walk(
        comparison,
        "state",
        lambda: likenesses.claim(cycle.pk),
        w.pass_time,
        lambda: tasks.compare_cycle(cycle.pk),
        lambda: likenesses.ask(w.office, cycle),
        fails,
        lambda: likenesses.ask(w.office, cycle),
    )


def backtest_state(w: World) -> None:
    w.approved()

    def breaks(*_arguments: object) -> None:
        raise RuntimeError

    def fails() -> None:
        with w.monkeypatch.context() as patched:
            patched.setattr(backtests, "judge", breaks)
            tasks.back_test(other.pk)

    one = backtests.start(w.office, w.cycle, "A-01")
    w.walk(one, "state", lambda: backtests.go_on(one.pk), w.pass_time, lambda: tasks.back_test(one.pk))
    other = backtests.start(w.office, w.cycle, "A-02")
    w.walk(other, "state", fails)


def notice_mailing(w: World) -> None:
    def told(key: str) -> Notice:
        notices.send([w.clerk], "returned", key, "被退回修改")
        return w.clerk.notices.get(key=key)

    def dies(*_arguments: object) -> None:
        raise KeyboardInterrupt

    def killed_while_sending() -> None:
        with w.monkeypatch.context() as patched:
            patched.setattr(mailing, "message", dies)
            with pytest.raises(KeyboardInterrupt):
                mailing.send_waiting()

    w.walk(told("without-address"), "mailing")
    w.clerk.email = "clerk@example.gov.cn"
    w.clerk.save()
    w.walk(told("taken"), "mailing", mailing.send_waiting)
    w.walk(told("unknown"), "mailing", killed_while_sending, w.pass_time, mailing.send_waiting)
    w.settings.EMAIL_BACKEND = "tests.submissions.test_chases.Refusing"
    w.walk(told("refused"), "mailing", mailing.send_waiting)


def explanation_verdict(w: World) -> None:
    w.draft(documents.report(faulty=True))
    assert w.submission.current_reading is not None
    fingerprints = [row.fingerprint for row in findings.failed(w.submission.current_reading)]
    said, *_rest = [explanations.explain(w.clerk, w.submission, each, "台账如此") for each in fingerprints]
    review.submit(w.clerk, w.submission, "李填报", "own")

    def judge(accepted: bool) -> None:
        explanations.judge_explanation(w.reviewer, w.submission, said.fingerprint, accepted=accepted)

    w.walk(said, "verdict", lambda: judge(True), lambda: judge(False), lambda: judge(True))


def screening_verdict(w: World) -> None:
    with running() as scanner:
        w.settings.CLAMD = scanner_at(scanner.url)
        uploads.receive(w.clerk, w.submission, as_file(documents.report()))
        uploads.receive(w.clerk, w.submission, as_file(documents.report() + EICAR))
        for row in Screening.objects.all():
            w.walk(row, "verdict", w.pass_time, partial(tasks.screen_file, row.pk))


def cycle_state(w: World) -> None:
    w.walk(
        w.cycle,
        "state",
        lambda: cycles.close_cycle(w.office, w.cycle),
        lambda: cycles.reopen_cycle(w.office, w.cycle),
    )


PROCESSING = {processing.value for processing in Processing if processing}
LIVES: dict[Callable[[World], None], tuple[States, States]] = {
    submission_state: ({value for value, _words in choices.decision_states()}, set()),
    reading_processing: (PROCESSING, {"done", "failed"}),
    intake_processing: (PROCESSING, {"done", "failed"}),
    facsimile_processing: (PROCESSING, {"done", "failed"}),
    privacylook_processing: (PROCESSING, {"done", "failed"}),
    annotatedcopy_processing: (PROCESSING, {"done", "failed"}),
    export_processing: (PROCESSING, set()),
    pastarchive_processing: (PROCESSING, {"done", "failed"}),
    pastbatch_work: (set(PastWork), set()),
    comparison_state: ({"queued", "running", "done", "failed"}, set()),
    backtest_state: ({"queued", "running", "done", "failed"}, {"done", "failed"}),
    notice_mailing: (set(Mailing), {"none", "sent", "uncertain", "refused"}),
    explanation_verdict: ({"open", "accepted", "refused"}, set()),
    screening_verdict: ({"", "clean", "infected"}, {"clean", "infected"}),
    cycle_state: ({"open", "closed"}, set()),
}
"""Who drives it: its states, and those that are ends."""


@pytest.mark.parametrize("drive", LIVES, ids=lambda drive: drive.__name__)
def test_every_state_is_reached_and_left_unless_it_is_an_end(world: World, drive: Callable[[World], None]) -> None:
    states, ends = LIVES[drive]
    drive(world)
    assert world.reached == states
    left = {before for before, _after in world.steps}
    assert left >= states - ends, "these are never left"


def test_no_model_has_states_that_nobody_drives() -> None:
    """Columns whose choices are states. What a snapshot copied never changes."""
    sets = [states for states, _ends in LIVES.values()]
    with_states = {
        f"{model._meta.model_name}_{column.name}"
        for model in apps.get_app_config("submissions").get_models()
        for column in model._meta.get_fields()
        if {str(value) for value, _words in getattr(column, "choices", None) or ()} in sets
    }
    assert with_states - {"snapshotmember_state"} == {drive.__name__ for drive in LIVES}


def test_a_year_of_an_area_left_by_whoever_added_it_up_is_added_up_again(world: World) -> None:
    """It has no column of states: stale, in somebody's hands, fresh."""

    def state() -> str:
        row.refresh_from_db()
        return (
            "claimed" if row.claimed_at else "fresh" if row.mark == marks.of(world.cycle, world.province) else "stale"
        )

    def dies(*_arguments: object) -> None:
        raise KeyboardInterrupt  # the process that served the page was ended

    def is_left() -> None:
        with world.monkeypatch.context() as patched:
            patched.setattr(rollups, "rolled", dies)
            with pytest.raises(KeyboardInterrupt):
                rollups.build(row.pk)

    def is_looked_at() -> None:
        rollups.of_years([world.cycle], world.province)

    row = Rollup.objects.create(cycle=world.cycle, root=world.province)
    world.follow(state, is_left, world.pass_time, is_looked_at, world.approved, is_looked_at)
    assert world.reached == {"stale", "claimed", "fresh"}
    assert world.steps >= {("stale", "claimed"), ("claimed", "fresh"), ("fresh", "stale"), ("stale", "fresh")}


def test_an_order_ends_although_one_report_cannot_be_released(world: World) -> None:
    """Ordered, begun, done or called off; and what is in the way of one report is said."""
    world.settings.PUBLIC_RELEASE = True
    releases.set_publishing(world.office, world.cycle, on=True)
    world.approved()

    def breaks(*_arguments: object) -> None:
        raise RuntimeError

    world.monkeypatch.setattr(releases, "content_of", breaks)
    today = timezone.localdate()
    one = releases.order(world.office, world.cycle, world.province, today)
    assert tasks.release(one.pk) is False
    one.refresh_from_db()
    assert one.done_at is not None
    (held,) = one.held_back
    assert (held["agency"], held["why"]) == (documents.INDUSTRY, "公布时程序出错，错误已记录，请联系系统管理员。")
    assert world.office.notices.filter(title__contains="1 份没有公布").exists()
    later = releases.order(world.office, world.cycle, world.province, today + timedelta(days=1))
    releases.cancel(world.office, later)
    world.pass_time(48)
    assert releases.waiting() == []


def test_a_batch_whose_files_are_in_no_hands_is_always_called_for(world: World) -> None:
    """Whatever a round of work leaves behind when it is cut off, the sweeper rings for the batch."""
    batch = past_batches.open_batch(world.office, world.province, "旧报告")
    past_batches.add(world.office, batch, as_file(documents.report(year=2022), "a.txt"), "a.txt")
    intake = batch.files.get()
    for _death in range(MAX_ATTEMPTS):
        assert intake_reading.claim(intake.pk)
        world.pass_time()
        assert past_work.waiting() == [batch.pk]
    tasks.sweep()
    tasks.work_past(batch.pk)
    world.pass_time()
    intake.refresh_from_db()
    assert (intake.processing, past_work.waiting()) == ("failed", [])
    assert PastBatch.objects.get().owner.notices.filter(title__contains="已读完").exists()
