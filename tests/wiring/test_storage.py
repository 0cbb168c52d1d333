"""Files in a store of another machine: the same uploads, readings and downloads; and what happens when it is away."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from govreports.settings import file_store
from submissions import tasks
from submissions.display.progress import progress_of
from submissions.models import (
    Agency,
    Cycle,
    Export,
    Match,
    PastArchive,
    PastBatch,
    Reading,
    Submission,
    Upload,
    User,
)
from submissions.services import (
    bell,
    copies,
    exporting,
    facsimiles,
    files,
    past_batches,
    past_work,
    readings,
    snapshots,
    storage,
    uploads,
)
from submissions.services.attempts import MAX_ATTEMPTS
from submissions.services.errors import StorageAway
from tests import documents
from tests.conftest import Send, as_file
from tests.submissions.test_archives import packed
from tests.views.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An S3-compatible store that speaks HTTP; its address."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The portal keeps its files there."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    client = boto3.client("s3", endpoint_url=server, region_name="us-east-1")
    client.create_bucket(Bucket="govreports")
    described = file_store(f"s3://govreports?endpoint={server}&region=us-east-1&prefix=portal")
    settings.STORAGES = settings.STORAGES | {"default": described}
    assert storages["default"].bucket_name == "govreports"  # type: ignore[attr-defined]
    yield client
    for entry in client.list_objects_v2(Bucket="govreports").get("Contents", []):
        client.delete_object(Bucket="govreports", Key=entry["Key"])
    client.delete_bucket(Bucket="govreports")


@contextmanager
def unmounted() -> Iterator[None]:
    """The disk with the uploads is not there for a while."""
    uploads_folder = Path(storages["default"].path("uploads"))
    away = uploads_folder.with_name("unmounted")
    uploads_folder.rename(away)
    yield
    away.rename(uploads_folder)


def no_room(*_arguments: object, number: int = errno.ENOSPC, **_options: object) -> Any:
    raise OSError(number, "No space left on device")


def keys(client: Any) -> list[str]:
    return [entry["Key"] for entry in client.list_objects_v2(Bucket="govreports").get("Contents", [])]


def test_a_report_is_kept_read_and_given_back(store: Any, submission: Submission, clerk: User, send: Send) -> None:
    data = documents.report()
    upload = send(clerk, submission, data)
    assert submission.current_upload == upload
    assert f"portal/uploads/{upload.sha256[:2]}/{upload.sha256}.text" in keys(store)
    client = Client()
    client.force_login(clerk)
    assert b"".join(client.get(reverse("original", args=[upload.pk])).streaming_content) == data  # type: ignore[attr-defined]


def test_equal_bytes_are_kept_once(store: Any, submission: Submission, clerk: User, send: Send) -> None:
    first, second = (send(clerk, submission, documents.report()) for _time in range(2))
    assert first.file.name == second.file.name
    assert len([key for key in keys(store) if "/uploads/" in key]) == 1


def test_a_store_that_is_away_is_told_to_the_clerk_and_nothing_is_believed(
    store: Any, submission: Submission, clerk: User, settings: Settings
) -> None:
    described = file_store("s3://govreports?endpoint=http://127.0.0.1:9")
    described["OPTIONS"]["client_config"] = Config(retries={"max_attempts": 0}, connect_timeout=1)
    settings.STORAGES = settings.STORAGES | {"default": described}
    client = Client()
    client.force_login(clerk)
    answer = client.post(reverse("upload", args=[submission.pk]), {"file": as_file(documents.report())}, follow=True)
    assert "文件存储暂时不能使用，文件没有保存" in answer.content.decode()
    assert not Upload.objects.exists()
    submission.refresh_from_db()
    assert submission.state == "missing"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_to_be_full(
    submission: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(FileSystemStorage, "save", partial(no_room, number=number))
    with pytest.raises(StorageAway, match="存储空间已满，文件没有保存"):
        uploads.receive(clerk, submission, as_file(documents.report()))
    assert not Upload.objects.exists()


def test_a_reading_waits_for_the_store_and_blames_no_file(submission: Submission, clerk: User) -> None:
    upload = uploads.receive(clerk, submission, as_file(documents.report()))
    Upload.objects.update(uploaded_at="2020-01-01T00:00Z")  # read again years later, it has waited since now
    reading = upload.readings.get()
    with unmounted():
        for _round in range(5):
            assert not tasks.read_upload(reading.pk)
            reading.refresh_from_db()
            assert (reading.processing, reading.attempts) == ("queued", 0)
        assert progress_of(submission).sentence == "文件存储暂时不能使用，恢复后会自动继续，不必重新提交。"
    assert tasks.read_upload(reading.pk)
    submission.refresh_from_db()
    assert submission.current_reading == reading


def test_after_a_day_somebody_is_told_that_no_file_is_to_blame(submission: Submission, clerk: User) -> None:
    upload = uploads.receive(clerk, submission, as_file(documents.report()))
    Reading.objects.update(queued_at=timezone.now() - timedelta(hours=25))
    reading = upload.readings.get()
    assert readings.claim(reading.pk)
    assert readings.fail(reading.pk, StorageAway())
    reading.refresh_from_db()
    assert (reading.processing, reading.error_code) == ("failed", "still_away")
    assert "一天以上" in reading.error_message
    assert "不是文件的问题" in reading.error_advice


def test_pictures_and_copies_wait_for_the_store_as_readings_do(faulty_draft: Submission, clerk: User) -> None:
    assert faulty_draft.current_upload is not None
    assert faulty_draft.current_reading is not None
    facsimile = facsimiles.wanted(faulty_draft.current_upload)
    copy = copies.wanted(faulty_draft.current_reading)
    client = signed_in(clerk)
    with unmounted():
        for _round in range(MAX_ATTEMPTS + 1):
            assert not tasks.draw_upload(facsimile.pk)
            assert not tasks.annotate_copy(copy.pk)
        for row in (facsimile, copy):
            row.refresh_from_db()
            assert (row.processing, row.attempts) == ("queued", 0)
        for page in ("document", "annotated"):
            assert "恢复后会自动继续" in text_of(client.get(reverse(page, args=[faulty_draft.pk])))
    assert tasks.draw_upload(facsimile.pk)
    assert tasks.annotate_copy(copy.pk)
    copy.refresh_from_db()
    assert (copy.is_done, copy.why_not) == (True, "")


def test_an_export_waits_for_the_store_and_is_made_when_it_is_back(
    approved: Submission, cycle: Cycle, province: Agency, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = exporting.ask(office, snapshots.take(office, cycle, province), "xlsx")
    told = office.notices.count()
    with monkeypatch.context() as full:
        full.setattr(FileSystemStorage, "_save", no_room)
        assert not tasks.make_export(export.pk)
    export.refresh_from_db()
    assert (export.processing, export.attempts) == ("queued", 0)
    assert office.notices.count() == told, "nothing has ended yet"
    Export.objects.update(rung_at=timezone.now() - timedelta(minutes=1))
    assert exporting.waiting() == [export.pk]
    assert tasks.make_export(export.pk)
    assert office.notices.count() == told + 1


def test_past_reports_wait_for_the_store_and_no_worker_goes_round_in_circles(
    office: User, province: Agency, agencies: list[Agency], monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setitem(bell._ringers, bell.PAST, rung.append)
    batch = past_batches.open_batch(office, province, "旧报告")
    past_batches.add(office, batch, as_file(documents.report(year=2022), "a.txt"), "a.txt")
    past_batches.add(
        office, batch, as_file(packed(("b.txt", documents.report(year=2021))).getvalue(), "b.zip"), "b.zip"
    )
    with unmounted():
        tasks.work_past(batch.pk)
        (archive,) = batch.archives.all()
        assert (archive.processing, archive.why) == ("queued", StorageAway.waits)
        PastArchive.objects.update(processing="done")
        tasks.work_past(batch.pk)
        (intake,) = batch.files.all()
        assert (intake.processing, intake.attempts, intake.error_message) == ("queued", 0, StorageAway.waits)
    assert rung == [], "the sweeper calls, once a minute"
    PastArchive.objects.update(processing="queued")
    PastBatch.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert past_work.waiting() == [batch.pk]
    tasks.work_past(batch.pk)
    assert list(batch.files.values_list("processing", "match")) == [("done", Match.READY)] * 2


def test_half_a_file_is_never_taken_for_the_whole(submission: Submission, clerk: User) -> None:
    """There is no room left in the middle of a file; when there is again the clerk sends the same file."""
    data = documents.report()
    room = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) // 2, room[1]))
    try:
        with pytest.raises(StorageAway):
            files.keep(as_file(data))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, room)
    media = Path(storages["default"].path("."))
    assert [path for path in media.rglob("*") if path.is_file()] == []
    upload = uploads.receive(clerk, submission, as_file(data))
    assert Path(upload.file.path).read_bytes() == data


def test_a_disk_that_is_full_while_a_file_is_read_blames_no_file(
    submission: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = uploads.receive(clerk, submission, as_file(documents.report())).readings.get()
    with monkeypatch.context() as full:
        full.setattr(tasks, "read_caged", no_room)
        assert not tasks.read_upload(reading.pk)
    reading.refresh_from_db()
    assert (reading.processing, reading.attempts) == ("queued", 0)
    assert tasks.read_upload(reading.pk)


def test_a_copy_of_a_stored_file_is_gone_after_its_use(store: Any, submission: Submission, clerk: User) -> None:
    upload = uploads.receive(clerk, submission, as_file(documents.report()))
    with storage.local(upload.file) as path:
        assert path.read_bytes() == documents.report()
    assert not path.exists()
    assert storage.save(str(upload.file.name), BytesIO(b"other")) == upload.file.name  # type: ignore[arg-type]


@pytest.mark.parametrize("url", ["ftp://x", "s3://", "s3://bucket?endpiont=http://x", "bucket"])
def test_a_wrong_address_of_the_store_stops_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        file_store(url)
