"""Every file that comes in is looked at by clamd before anything reads it; whoever waits for it is told the truth."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from govreports.settings import scanner_at
from submissions import tasks
from submissions.display.progress import progress_of
from submissions.display.queue import newest_axes, words_of
from submissions.models import Agency, Event, Intake, Screening, Submission, Upload, User
from submissions.services import (
    bell,
    clamd,
    cycles,
    explanations,
    findings,
    intakes,
    past_batches,
    review,
    screening,
    seals,
    uploads,
)
from submissions.services.clamd import NoAnswer
from submissions.services.errors import MoveRefused, Refused
from submissions.states import State
from tests import documents
from tests.conftest import Send, as_file, put
from tests.scanner import EICAR, Clamd, running

pytestmark = pytest.mark.django_db
BAD = documents.report() + b"\n" + EICAR


@pytest.fixture
def scanner(settings: Settings) -> Iterator[Clamd]:
    with running() as one:
        settings.CLAMD = scanner_at(one.url)
        yield one


def received(clerk: User, submission: Submission, data: bytes) -> Upload:
    upload = uploads.receive(clerk, submission, as_file(data))
    tasks.read_upload(upload.readings.get().pk)
    return upload


def later(minutes: int) -> None:
    """As if so much time had gone by for whatever waits."""
    for row in Screening.objects.all():
        row.next_at -= timedelta(minutes=minutes)
        row.asked_at = row.asked_at and row.asked_at - timedelta(minutes=minutes)
        row.save()


def test_a_clean_report_is_read_as_ever_and_asked_about_once(
    scanner: Clamd, submission: Submission, clerk: User
) -> None:
    upload = received(clerk, submission, documents.report())
    received(clerk, submission, documents.report())
    assert upload.readings.get().processing == "done"
    assert scanner.asked == [documents.report()]


def test_an_infected_report_is_refused_before_anything_reads_it(
    scanner: Clamd, submission: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "read_caged", lambda *_, **__: pytest.fail("it was read"))
    upload = received(clerk, submission, BAD)
    reading = upload.readings.get()
    submission.refresh_from_db()
    assert (reading.processing, reading.error_code) == ("failed", "infected")
    assert "Eicar-Test-Signature" in reading.error_message
    assert submission.current_upload is None
    assert submission.state == "missing"
    told = Event.objects.get(kind="infected")
    assert told.submission == submission
    assert upload.original_name in told.note


def test_nobody_is_given_an_infected_file(scanner: Clamd, submission: Submission, clerk: User, client: Client) -> None:
    upload = received(clerk, submission, BAD)
    client.force_login(clerk)
    answer = client.get(reverse("original", args=[upload.pk]))
    assert answer.status_code == 403
    assert "恶意代码" in answer.content.decode()
    page = client.get(reverse("report", args=[submission.pk])).content.decode()
    assert "Eicar-Test-Signature" in page
    assert "不提供下载" in page


def test_a_scanner_that_is_away_costs_only_time(submission: Submission, clerk: User, settings: Settings) -> None:
    settings.CLAMD = scanner_at("tcp://127.0.0.1:1")
    upload = received(clerk, submission, documents.report())
    reading = upload.readings.get()
    assert (reading.processing, reading.attempts) == ("queued", 0)
    assert reading.stage_words == "正在等待安全检查"
    assert "正在等待安全检查" in progress_of(submission).sentence
    assert not Event.objects.filter(kind="read_failed").exists()
    for _again in range(6):
        later(60)
        tasks.read_upload(reading.pk)
    reading.refresh_from_db()
    assert (reading.processing, reading.attempts) == ("queued", 0)
    with running() as back:
        settings.CLAMD = scanner_at(back.url)
        later(60)
        tasks.read_upload(reading.pk)
    submission.refresh_from_db()
    assert submission.current_upload == upload


def test_it_is_asked_ever_more_rarely_and_the_sweeper_heals_it(
    scanner: Clamd, submission: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner.longest = 10
    upload = received(clerk, submission, documents.report())
    row = Screening.objects.get()
    assert "size limit" in row.why_not
    assert not row.away, "the scanner is there"
    pauses = []
    for _again in range(7):
        later(60)
        tasks.read_upload(upload.readings.get().pk)
        row.refresh_from_db()
        pauses.append(round((row.next_at - timezone.now()).total_seconds()))
    assert pauses[:2] == [60, 120]
    assert pauses[-1] == 900
    rung: list[int] = []

    def ring(pk: int, work: str = bell.READ) -> bool:
        rung.extend([pk] if work == bell.READ else [])
        return True

    monkeypatch.setattr(bell, "ring", ring)
    upload.readings.update(queued_at=timezone.now() - timedelta(hours=1))
    tasks.sweep()
    assert rung == [], "not before its time"
    later(60)
    tasks.sweep()
    assert rung == [upload.readings.get().pk]


def test_a_scanner_that_hangs_holds_one_worker_not_all(
    scanner: Clamd, submission: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner.silent = True
    monkeypatch.setattr(screening, "PATIENCE", 0.3)
    first = received(clerk, submission, documents.report())
    second = received(clerk, submission, documents.report(year=2023))
    assert first.readings.get().processing == second.readings.get().processing == "queued"
    assert len(scanner.asked) == 1


def test_files_handed_in_together_wait_and_are_refused_alike(
    scanner: Clamd, submission: Submission, clerk: User
) -> None:
    bad = intakes.receive(clerk, as_file(BAD))
    tasks.read_intake(bad.pk)
    bad.refresh_from_db()
    assert (bad.processing, bad.error_code) == ("failed", "infected")
    scanner.longest = 10
    late = intakes.receive(clerk, as_file(documents.report(year=2023), "另一份.txt"))
    tasks.read_intake(late.pk)
    late.refresh_from_db()
    assert late.waits_for_screening


def test_every_list_says_that_a_file_waits_for_the_scanner_as_its_page_does(
    scanner: Clamd, submission: Submission, clerk: User, client: Client
) -> None:
    scanner.longest = 10
    received(clerk, submission, documents.report())
    submission.refresh_from_db()
    assert submission.words == "未报送，正在等待安全检查"
    assert words_of(submission, newest_axes([submission.pk])[submission.pk]) == submission.words
    late = intakes.receive(clerk, as_file(documents.report(year=2023), "另一份.txt"))
    tasks.read_intake(late.pk)
    client.force_login(clerk)
    for page in (reverse("owed"), reverse("report", args=[submission.pk]), reverse("intakes")):
        shown = client.get(page).content.decode()
        assert "正在等待安全检查" in shown, page
        assert "等待读取</" not in shown, page


def test_an_infected_sealed_scan_is_none(
    scanner: Clamd, draft: Submission, clerk: User, reviewer: User, office: User, client: Client
) -> None:
    """A year that asks for one takes no report with it, and approves none; a clean one before or after it counts."""
    cycles.require_seal(office, draft.cycle, required=True)
    bad = seals.attach(clerk, draft, as_file(b"%PDF-1.4 " + EICAR, "坏.pdf"))
    draft.refresh_from_db()
    put(draft, State.SUBMITTED)
    assert seals.why_none(seals.of(draft)) == "", "nobody has looked at it yet"
    screening.screen(Screening.objects.get(sha256=bad.sha256).pk)
    with pytest.raises(MoveRefused, match=r"“坏\.pdf”中发现恶意代码"):
        review.approve(reviewer, draft)
    put(draft, State.DRAFT)
    with pytest.raises(MoveRefused, match=r"“坏\.pdf”中发现恶意代码.*不能算作已附"):
        review.submit(clerk, draft, "李", "own")
    client.force_login(clerk)
    assert "发现恶意代码" in client.get(reverse("report", args=[draft.pk])).content.decode()
    assert "不能算作已附" in client.get(reverse("submit", args=[draft.pk])).content.decode()
    good = seals.attach(clerk, draft, as_file(b"%PDF-1.4 good", "好.pdf"))
    assert seals.counting(seals.of(draft)) == good
    review.submit(clerk, draft, "李", "own")
    client.force_login(reviewer)
    page = client.get(reverse("review", args=[draft.pk])).content.decode()
    assert "好.pdf" in page
    assert "不算作已附" in page
    review.approve(reviewer, draft)


def test_every_file_of_a_past_archive_is_looked_at(
    scanner: Clamd, province: Agency, office: User, industry: Agency
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("好.txt", documents.report(year=2023))
        archive.writestr("坏.txt", BAD)
    batch = past_batches.open_batch(office, province)
    past_batches.add(office, batch, SimpleUploadedFile("往年.zip", packed.getvalue()))
    for _round in range(4):
        tasks.work_past(batch.pk)
    codes = dict(Intake.objects.values_list("original_name", "error_code"))
    assert codes == {"好.txt": "", "坏.txt": "infected"}
    assert len(scanner.asked) == 2


def test_a_batch_whose_files_wait_does_not_turn_in_circles(scanner: Clamd, province: Agency, office: User) -> None:
    scanner.longest = 10
    batch = past_batches.open_batch(office, province)
    past_batches.add(office, batch, as_file(documents.report(year=2023)))
    began = time.monotonic()
    tasks.work_past(batch.pk)
    assert time.monotonic() - began < 3
    assert Intake.objects.get().waits_for_screening


def test_an_attachment_is_given_only_when_it_is_clean(
    scanner: Clamd, submission: Submission, clerk: User, send: Send, client: Client
) -> None:
    send(clerk, submission, documents.report(faulty=True))
    reading = submission.current_reading
    assert reading is not None
    finding = findings.failed(reading).first()
    assert finding is not None
    said = explanations.explain(clerk, submission, finding.fingerprint, "见附件", as_file(BAD, "附件.txt"))
    client.force_login(clerk)
    address = reverse("attachment", args=[said.pk])
    answer = client.get(address)
    assert answer.status_code == 403
    assert "正在等待安全检查" in answer.content.decode()
    tasks.screen_file(Screening.objects.get(file=said.attachment.name).pk)
    assert "恶意代码" in client.get(address).content.decode()
    assert "附件.txt" in Event.objects.get(kind="infected").note
    with pytest.raises(Refused, match="恶意代码"):
        explanations.explain(clerk, submission, finding.fingerprint, "再见附件", as_file(BAD, "又.txt"))
    good = explanations.explain(clerk, submission, finding.fingerprint, "见附件", as_file("说明".encode(), "说明.txt"))
    tasks.screen_file(Screening.objects.get(file=good.attachment.name).pk)
    assert client.get(reverse("attachment", args=[good.pk])).status_code == 200


def test_a_sealed_scan_is_looked_at_too(scanner: Clamd, submission: Submission, clerk: User, client: Client) -> None:
    scan = seals.attach(clerk, submission, as_file(b"%PDF-1.4 " + EICAR, "盖章.pdf"))
    tasks.screen_file(Screening.objects.get(file=scan.file.name).pk)
    client.force_login(clerk)
    assert client.get(reverse("seal_file", args=[scan.pk])).status_code == 403
    assert "盖章.pdf" in Event.objects.get(kind="infected").note


def test_a_list_of_agencies_is_looked_at_while_its_sender_waits(
    scanner: Clamd, office: User, client: Client, settings: Settings
) -> None:
    client.force_login(office)
    address = reverse("import", args=["agencies"])
    answer = client.post(address, {"file": as_file(b"\xe4\xbb\xa3\xe7\xa0\x81," + EICAR, "机关.csv")})
    assert answer.status_code == 400
    assert "恶意代码" in answer.content.decode()
    settings.CLAMD = scanner_at("tcp://127.0.0.1:1")
    answer = client.post(address, {"file": as_file("代码,名称".encode(), "机关.csv")})
    assert "安全检查暂时不能进行" in answer.content.decode()


def test_without_a_scanner_nothing_is_asked_and_nothing_forgotten(
    scanner: Clamd, submission: Submission, clerk: User, settings: Settings, client: Client
) -> None:
    upload = received(clerk, submission, BAD)
    settings.CLAMD = None
    client.force_login(clerk)
    assert client.get(reverse("original", args=[upload.pk])).status_code == 403
    assert received(clerk, submission, BAD).readings.get().error_code == "infected"
    assert received(clerk, submission, documents.report()).readings.get().processing == "done"
    assert len(scanner.asked) == 1


def test_what_was_kept_before_is_looked_at_by_a_command(
    submission: Submission, clerk: User, settings: Settings, client: Client
) -> None:
    upload = uploads.receive(clerk, submission, as_file(BAD))
    with running() as one:
        settings.CLAMD = scanner_at(one.url)
        call_command("screen_files")
        assert Screening.objects.get().verdict == "infected"
        client.force_login(clerk)
        assert client.get(reverse("original", args=[upload.pk])).status_code == 403
        call_command("screen_files", again=True)
        assert len(one.asked) == 2


def test_the_client_speaks_over_a_socket_of_this_machine(settings: Settings, tmp_path: Path) -> None:
    with running(tmp_path / "clamd.sock") as one:
        settings.CLAMD = scanner_at(one.url)
        assert clamd.scan(io.BytesIO(b"clean"), 5) == ""
        assert clamd.scan(io.BytesIO(EICAR), 5) == "Eicar-Test-Signature"
        assert clamd.version(5).startswith("ClamAV ")
        with pytest.raises(NoAnswer, match="size limit"):
            clamd.scan(io.BytesIO(bytes(3 << 20)), 5)


@pytest.mark.skipif(not shutil.which("clamd"), reason="clamd is not installed (apt-get install clamav-daemon)")
def test_the_real_clamd_answers_as_the_one_of_these_tests(settings: Settings, tmp_path: Path) -> None:
    """With one signature of our own, so that nothing need be fetched."""
    signatures, address = tmp_path / "signatures", tmp_path / "clamd.sock"
    signatures.mkdir()
    (signatures / "test.hdb").write_text(f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test\n")
    config = tmp_path / "clamd.conf"
    config.write_text(
        f"LocalSocket {address}\nDatabaseDirectory {signatures}\nForeground yes\nStreamMaxLength 1M\n"
        f"User {__import__('getpass').getuser()}\n"
    )
    running_one = subprocess.Popen(["clamd", "--config-file", str(config)], stdout=subprocess.DEVNULL, env=os.environ)
    try:
        settings.CLAMD = scanner_at(f"unix://{address}")
        for _wait in range(100):
            if address.exists():
                break
            time.sleep(0.1)
        assert clamd.version(5).startswith("ClamAV ")
        assert clamd.scan(io.BytesIO(documents.report()), 20) == ""
        assert clamd.scan(io.BytesIO(EICAR), 20).startswith("Eicar-Test")
        with pytest.raises(NoAnswer) as no:
            clamd.scan(io.BytesIO(bytes(3 << 20)), 20)
        assert no.value.of_this_file
    finally:
        running_one.terminate()
        running_one.wait(10)
