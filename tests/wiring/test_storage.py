"""Files in a store of another machine: the same uploads, readings and downloads; and what happens when it is away."""

from __future__ import annotations

import errno
from collections.abc import Iterator
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
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from govreports.settings import file_store
from submissions import tasks
from submissions.models import Reading, Submission, Upload, User
from submissions.services import readings, storage, uploads
from submissions.services.errors import StorageAway
from tests import documents
from tests.conftest import Send, as_file

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
    def full(*_arguments: object, **_options: object) -> str:
        raise OSError(number, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    with pytest.raises(StorageAway, match="存储空间已满，文件没有保存"):
        uploads.receive(clerk, submission, as_file(documents.report()))
    assert not Upload.objects.exists()


def test_a_reading_waits_for_the_store_and_blames_no_file(
    submission: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = uploads.receive(clerk, submission, as_file(documents.report()))
    reading = upload.readings.get()
    uploads_folder = Path(upload.file.path).parent.parent
    away = uploads_folder.with_name("unmounted")
    uploads_folder.rename(away)
    for _round in range(5):
        assert not tasks.read_upload(reading.pk)
        reading.refresh_from_db()
        assert (reading.processing, reading.attempts) == ("queued", 0)
    away.rename(uploads_folder)
    assert tasks.read_upload(reading.pk)
    submission.refresh_from_db()
    assert submission.current_reading == reading


def test_after_a_day_somebody_is_told(submission: Submission, clerk: User) -> None:
    upload = uploads.receive(clerk, submission, as_file(documents.report()))
    Upload.objects.update(uploaded_at="2020-01-01T00:00Z")
    reading = upload.readings.get()
    assert readings.claim(reading.pk)
    assert readings.fail(reading.pk, StorageAway())
    assert Reading.objects.get().processing == "failed"


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
