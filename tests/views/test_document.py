"""The document beside its figures, as the pages show it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from submissions import tasks
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_pdf import write_pdf
from submissions.models import Submission, User
from submissions.services import facsimiles
from tests import documents
from tests.conftest import Send

PDF = write_pdf(write_draft(HEILONGJIANG_2024))


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


@pytest.fixture
def drawn(submission: Submission, clerk: User, send: Send) -> Submission:
    upload = send(clerk, submission, PDF, name="report.pdf")
    tasks.draw_upload(facsimiles.wanted(upload).pk)
    submission.current_upload = upload
    Submission.objects.filter(pk=submission.pk).update(current_upload=upload)
    return submission


def page_address(submission: Submission, number: int = 1) -> str:
    assert submission.current_upload is not None
    return reverse("page_picture", args=[submission.current_upload.pk, number])


def test_the_viewer_shows_every_page_with_its_size_in_points(desk: Client, drawn: Submission) -> None:
    shown = desk.get(reverse("document", args=[drawn.pk])).content.decode()
    assert 'data-page="1" data-width="595.28" data-height="841.89"' in shown
    assert page_address(drawn) in shown


def test_a_page_is_a_picture_that_the_browser_may_keep_for_itself(desk: Client, drawn: Submission) -> None:
    answer = desk.get(page_address(drawn))
    assert answer["Content-Type"] == "image/webp"
    assert "private" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content)[:4] == b"RIFF"  # type: ignore[attr-defined]


def test_a_stranger_sees_neither_the_viewer_nor_a_page(client: Client, stranger: User, drawn: Submission) -> None:
    client.force_login(stranger)
    assert client.get(reverse("document", args=[drawn.pk])).status_code == 404
    assert client.get(page_address(drawn)).status_code == 404


def test_a_page_that_was_never_drawn_is_not_found(desk: Client, drawn: Submission) -> None:
    assert desk.get(page_address(drawn, 99)).status_code == 404


def test_the_viewer_asks_again_until_the_pages_are_made(
    desk: Client, submission: Submission, clerk: User, send: Send
) -> None:
    send(clerk, submission, documents.report(kind="docx"), name="report.docx")
    address = reverse("document", args=[submission.pk])
    waiting = desk.get(address).content.decode()
    assert f'hx-get="{address}?asked=1"' in waiting
    submission.refresh_from_db()
    assert submission.current_upload is not None
    tasks.draw_upload(facsimiles.wanted(submission.current_upload).pk)
    shown = desk.get(address).content.decode()
    assert "hx-get" not in shown
    assert 'data-found="2-' in shown


def test_what_a_document_says_is_shown_as_text(desk: Client, submission: Submission, clerk: User, send: Send) -> None:
    send(clerk, submission, documents.report() + b"\n<script>alert(1)</script>\n")
    submission.refresh_from_db()
    assert submission.current_upload is not None
    tasks.draw_upload(facsimiles.wanted(submission.current_upload).pk)
    shown = desk.get(reverse("document", args=[submission.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script" not in shown
