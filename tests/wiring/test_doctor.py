"""The doctor finds what is broken, says how to mend it, and never dies of it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from submissions.models import Event, Reading, Submission, User
from submissions.services import audit, doctor, uploads
from submissions.services.doctor import Health
from tests import documents
from tests.conftest import as_file

pytestmark = pytest.mark.django_db


def test_the_ground_is_well() -> None:
    assert doctor.database("").health is Health.WELL
    assert doctor.storage("").health is Health.WELL
    assert doctor.queue("").words == "0 份。"


def test_without_workers_it_says_to_start_one() -> None:
    found = doctor.workers("")
    assert (found.health, found.mend) == (Health.ILL, "启动 celery worker。")


def test_a_queue_that_stands_still_is_told(submission: Submission, clerk: User) -> None:
    uploads.receive(clerk, submission, as_file(documents.report()))
    Reading.objects.update(queued_at=timezone.now() - timedelta(minutes=40))
    assert doctor.queue("").words == "1 份，最早的等了 40 分钟。"


def test_scheduled_tasks_that_stand_still_are_told(submission: Submission) -> None:
    Event.objects.update(at=timezone.now() - timedelta(hours=1))
    assert doctor.clockwork("").mend == "启动 celery beat。"
    audit.seal()
    assert doctor.clockwork("").health is Health.WELL


def test_a_store_that_refuses_is_ill_and_the_rest_is_still_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> str:
        raise PermissionError("Permission denied")

    monkeypatch.setattr(FileSystemStorage, "save", refuse)
    found = {finding.part: finding for finding in doctor.examine()}
    assert found["文件存储"].words == "检查时出错：Permission denied"
    assert len(found) == len(doctor.PARTS)


def test_a_mail_server_that_is_down_is_told(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert doctor.mail("").health is Health.ILL


def test_backups_are_missed(submission: Submission) -> None:
    assert doctor.backups("").words == "从来没有备份。"
    Event.objects.create(kind="backup")
    assert doctor.backups("").health is Health.WELL
    Event.objects.filter(kind="backup").update(at=timezone.now() - timedelta(days=3))
    assert doctor.backups("").health is Health.WEAK


def test_the_command_ends_with_the_count_of_what_is_ill() -> None:
    said = StringIO()
    with pytest.raises(CommandError, match="处不能工作"):
        call_command("doctor", stdout=said)
    assert "✓ 数据库" in said.getvalue()
    assert "✗ 读取程序：没有一个应答。 → 启动 celery worker。" in said.getvalue()
