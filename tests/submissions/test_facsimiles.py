"""Pictures of the pages: made once, by one worker, seen only by those who may see the report."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from submissions import tasks
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_pdf import write_pdf
from submissions.models import Facsimile, Submission, User
from submissions.services import bell, facsimiles
from submissions.services.attempts import MAX_ATTEMPTS
from tests import documents
from tests.conftest import Send
from tests.views.scenes import upload_unread

PDF = write_pdf(write_draft(HEILONGJIANG_2024))


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> list[int]:
    heard: list[int] = []
    monkeypatch.setitem(bell._ringers, bell.DRAW, heard.append)
    return heard


def test_pages_are_drawn_after_the_reading_and_kept_by_the_hash_of_the_file(
    rung: list[int], submission: Submission, clerk: User, send: Send
) -> None:
    upload = send(clerk, submission, documents.report(kind="docx"), name="report.docx")
    (pk,) = rung
    assert tasks.draw_upload(pk) is True
    facsimile = Facsimile.objects.get(upload=upload)
    assert facsimile.pages == []
    assert sum("cells" in block for block in facsimile.blocks) == 3
    assert tasks.draw_upload(pk) is False  # a second bell does nothing


def test_a_pdf_has_a_picture_a_page(rung: list[int], submission: Submission, clerk: User) -> None:
    upload = upload_unread(submission, clerk, PDF, "report.pdf")
    facsimile = facsimiles.wanted(upload)
    tasks.draw_upload(facsimile.pk)
    facsimile.refresh_from_db()
    assert [page["page"] for page in facsimile.pages] == list(range(1, len(facsimile.pages) + 1))
    for page in facsimile.pages:
        assert page["name"].startswith(f"pages/{upload.sha256[:2]}/{upload.sha256}/")
        assert default_storage.open(page["name"]).read(4) == b"RIFF"


def test_a_file_that_cannot_be_drawn_says_why(rung: list[int], submission: Submission, clerk: User) -> None:
    facsimile = facsimiles.wanted(upload_unread(submission, clerk, documents.encrypted_pdf(), "locked.pdf"))
    assert tasks.draw_upload(facsimile.pk) is False
    facsimile.refresh_from_db()
    assert facsimile.is_failed
    assert facsimile.why_not == "文件设有密码，无法打开。"


def test_looking_rings_again_only_for_work_that_nobody_took(
    rung: list[int], submission: Submission, clerk: User
) -> None:
    upload = upload_unread(submission, clerk, PDF, "report.pdf")
    pk = facsimiles.wanted(upload).pk
    facsimiles.wanted(upload)
    assert rung == [pk]
    Facsimile.objects.update(rung_at=timezone.now() - timedelta(minutes=1))
    facsimiles.wanted(upload)
    facsimiles.wanted(upload)
    assert rung == [pk, pk]
    assert facsimiles.claim(pk)
    Facsimile.objects.update(rung_at=timezone.now() - timedelta(minutes=1))
    facsimiles.wanted(upload)
    assert rung == [pk, pk]  # a worker is at it


def test_a_worker_that_died_is_followed_three_times_at_most(
    rung: list[int], submission: Submission, clerk: User
) -> None:
    pk = facsimiles.wanted(upload_unread(submission, clerk, PDF, "report.pdf")).pk
    for _ in range(MAX_ATTEMPTS):
        assert facsimiles.claim(pk)
        assert not facsimiles.claim(pk)
        Facsimile.objects.update(started_at=timezone.now() - timedelta(minutes=4))
    assert not facsimiles.claim(pk)
