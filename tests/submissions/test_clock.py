"""The clock is put forward or back: nobody waits for ever, nothing is done twice, and nobody is told what is not so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery.beat import ScheduleEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from govreports.beat import Scheduler
from govreports.celery import app
from submissions import tasks
from submissions.models import Agency, Mailing, Notice, Reading, Rollup, Submission, User
from submissions.services import (
    bell,
    claims,
    facsimiles,
    likenesses,
    mailing,
    notices,
    past_batches,
    past_work,
    readings,
    reminders,
    review,
    rollups,
    second_factor,
    uploads,
)
from submissions.services.errors import MoveRefused
from submissions.states import Role
from tests import documents
from tests.conftest import PASSWORD, as_file, person

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 1, 20, 4, 0, tzinfo=UTC)
"""Noon of a working day in Beijing."""
HOUR = timedelta(hours=1)
Clock = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Stands still at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bells that ring, by their names."""
    heard: list[str] = []
    for work in bell._ringers:
        monkeypatch.setitem(bell._ringers, work, partial(_hear, heard, work))
    return heard


def _hear(heard: list[str], work: str, _pk: int) -> None:
    heard.append(work)


@pytest.fixture
def queued(clock: Clock, submission: Submission, clerk: User) -> Reading:
    return uploads.receive(clerk, submission, as_file(documents.report())).readings.get()


@pytest.mark.parametrize("step", [HOUR, -HOUR], ids=["forward", "back"])
def test_the_sweeper_finds_what_nobody_took_and_what_a_dead_worker_left(
    queued: Reading, clock: Clock, rung: list[str], step: timedelta
) -> None:
    clock.shift(step)
    tasks.sweep()
    assert rung == [bell.READ]
    assert readings.claim(queued.pk)
    clock.shift(step)
    tasks.sweep()
    assert rung == [bell.READ] * 2
    assert tasks.read_upload(queued.pk)


@pytest.mark.parametrize("step", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_worker_that_lives_keeps_its_reading_as_soon_as_it_says_so(
    queued: Reading, clock: Clock, step: timedelta
) -> None:
    assert readings.claim(queued.pk)
    clock.shift(step)
    readings.progress(queued.pk, "tables", 1, 4)
    assert not readings.claim(queued.pk)
    assert readings.waiting() == []


@pytest.mark.parametrize("step", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_reading_that_two_workers_had_because_of_the_clock_is_recorded_once(
    queued: Reading, clock: Clock, step: timedelta, submission: Submission
) -> None:
    assert readings.claim(queued.pk)
    report = tasks._read(queued.pk)
    clock.shift(step)
    assert tasks.read_upload(queued.pk), "another worker takes it for left behind"
    assert readings.record(queued.pk, report) is False
    assert submission.events.filter(kind="read").count() == 1


def test_everything_else_that_was_begun_is_taken_up_after_the_clock_went_back(
    clock: Clock, rung: list[str], draft: Submission, office: User, province: Agency
) -> None:
    assert draft.current_upload is not None
    facsimile = facsimiles.wanted(draft.current_upload)
    assert facsimiles.claim(facsimile.pk)
    likenesses.queue(draft.cycle)
    assert likenesses.claim(draft.cycle_id)
    Rollup.objects.create(cycle=draft.cycle, root=province, asked_at=timezone.now(), claimed_at=timezone.now())
    batch = past_batches.open_batch(office, province, "旧报告")
    past_batches.add(office, batch, as_file(documents.report(year=2022), "a.txt"), "a.txt")
    assert (likenesses.waiting(), rollups.waiting(), past_work.waiting()) == ([], [], [])
    clock.shift(-HOUR)
    assert facsimiles.claim(facsimile.pk)
    assert likenesses.waiting() == [draft.cycle_id]
    assert len(rollups.waiting()) == 1
    assert past_work.waiting() == [batch.pk]


@pytest.mark.parametrize("step", [3 * HOUR, -3 * HOUR], ids=["forward", "back"])
def test_a_claim_holds_nobody_off_for_hours(
    clock: Clock, submitted: Submission, reviewer: User, province: Agency, step: timedelta
) -> None:
    second = person("second", "周审核", (province, Role.REVIEWER))
    held = claims.claim(reviewer, submitted)
    with pytest.raises(MoveRefused, match="赵审核正在审核这份报告"):
        claims.take_over(second, held)
    clock.shift(step)
    assert claims.take_over(second, held).reviewer == second


def test_a_clock_put_right_by_a_minute_takes_no_claim_away(clock: Clock, submitted: Submission, reviewer: User) -> None:
    held = claims.claim(reviewer, submitted)
    clock.shift(timedelta(minutes=-1))
    assert held.is_leased
    assert review.approve(reviewer, held).state == "approved"


def test_a_session_ends_when_the_clock_goes_forward_and_is_no_longer_when_it_goes_back(
    clock: Clock, client: Client, clerk: User, settings: Any
) -> None:
    def is_in() -> bool:
        return client.get(reverse("notices")).status_code == 200

    def sign_in() -> None:
        client.post(reverse("login"), {"username": "clerk", "password": PASSWORD})
        assert is_in()

    idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES + 1)
    sign_in()
    clock.shift(idle)
    assert not is_in()
    sign_in()
    clock.shift(-3 * HOUR)
    assert is_in()
    clock.shift(idle)
    assert not is_in(), "the time it may be left alone is counted by the clock as it is now"


def test_codes_from_the_phone_after_the_clock_went_back_say_what_is_wrong_and_paper_opens(
    clock: Clock, client: Client, office: User
) -> None:
    device = second_factor.draft(office)
    paper, *_rest = second_factor.confirm(office, code_of(device))
    clock.shift(-HOUR)
    client.force_login(office)
    device.refresh_from_db()
    page = client.post(reverse("second_factor"), {"code": code_of(device)}).content.decode()
    assert "服务器的时间被调回过，手机上的验证码暂时不能用。请用一个备用验证码" in page
    clock.shift(timedelta(seconds=2))  # after a wrong code the next waits a second
    assert client.post(reverse("second_factor"), {"code": paper}).status_code == 302
    clock.shift(2 * HOUR)
    assert second_factor.check(office, code_of(device)) is not None
    assert second_factor.check(office, code_of(device)) is None, "a code is taken once"


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"


def test_mail_waits_no_longer_than_its_longest_wait_and_goes_out_once(clock: Clock, clerk: User) -> None:
    clerk.email = "clerk@example.gov.cn"
    clerk.save()
    notices.send([clerk], "returned", "one", "被退回修改")
    Notice.objects.update(next_try=timezone.now() + 4 * HOUR, tries=9)
    assert mailing.send_waiting() == 0
    clock.shift(timedelta(days=-1))
    assert mailing.send_waiting() == 1
    clock.shift(timedelta(days=2))
    assert mailing.send_waiting() == 0
    assert Notice.objects.get().mailing == Mailing.SENT


def test_a_reminder_goes_out_once_a_step_however_often_its_day_comes(
    clock: Clock, submission: Submission, clerk: User
) -> None:
    def titles() -> list[str]:
        return list(clerk.notices.order_by("pk").values_list("title", flat=True))

    clock.move_to(datetime(2025, 1, 21, 4, tzinfo=UTC))
    reminders.remind()
    clock.shift(timedelta(days=3))
    reminders.remind()
    once = titles()
    assert ["还有 10 天" in title or "还有 7 天" in title for title in once] == [True, True]
    for days in (-3, 3):
        clock.shift(timedelta(days=days))
        reminders.remind()
        assert titles() == once


def test_what_is_done_every_minute_is_done_after_the_clock_went_back(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def send(_self: Scheduler, entry: ScheduleEntry, **_options: object) -> None:
        sent.append(str(entry.name))

    monkeypatch.setattr(Scheduler, "apply_async", send)
    scheduler = Scheduler(app, schedule_filename=str(tmp_path / "schedule"), lazy=False)

    def minutes(count: int, tick: Callable[[], float] = scheduler.tick) -> set[str]:
        sent.clear()
        for _minute in range(count):
            clock.shift(timedelta(seconds=61))
            while tick() <= 0:
                pass
        return set(sent)

    every_minute = {"sweep", "mail", "seal-history", "judge-again"}
    assert minutes(2) >= every_minute
    clock.shift(-3 * HOUR)
    assert minutes(2) >= every_minute
    assert sent.count("sweep") <= 2
    scheduler.close()
