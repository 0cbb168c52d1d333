"""An annotated copy is made once for what is known, by a worker, and handed to those who see the report."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from django.urls import reverse

from parsing import annotated
from parsing.errors import Broken
from submissions import tasks
from submissions.models import AnnotatedCopy, Finding, Submission, User
from submissions.services import copies, findings, review
from tests.views.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


def made(submission: Submission) -> AnnotatedCopy:
    submission.refresh_from_db()
    assert submission.current_reading is not None
    copy = copies.wanted(submission.current_reading)
    tasks.annotate_copy(copy.pk)
    copy.refresh_from_db()
    return copy


def test_a_copy_lists_every_finding_with_what_people_said(faulty_draft: Submission, clerk: User) -> None:
    assert faulty_draft.current_reading is not None
    first = findings.failed(faulty_draft.current_reading)[0]
    review.explain(clerk, faulty_draft, first.fingerprint, "原件如此")
    copy = made(faulty_draft)
    assert copy.is_done
    document = pdfium.PdfDocument(io.BytesIO(copy.file.read()))
    words = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    assert "1．【强制】A-02" in words
    assert "[1,2]" in words, "both cells stand in one line of pasted text"
    assert "情况说明（待审核）：原件如此" in words


def test_the_same_findings_need_no_second_copy_and_other_words_do(faulty_draft: Submission, clerk: User) -> None:
    first = made(faulty_draft)
    assert made(faulty_draft) == first
    assert faulty_draft.current_reading is not None
    finding = findings.failed(faulty_draft.current_reading)[0]
    review.explain(clerk, faulty_draft, finding.fingerprint, "原件如此")
    assert made(faulty_draft) != first


def test_silent_findings_are_on_no_copy(faulty_draft: Submission) -> None:
    Finding.everything.filter(reading=faulty_draft.current_reading).update(silent=True)
    submission = Submission.objects.get(pk=faulty_draft.pk)
    assert submission.current_reading is not None
    assert copies.notes_of(submission.current_reading) == []


def test_a_copy_that_cannot_be_made_says_why(
    faulty_draft: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise Broken("文件已损坏。")

    monkeypatch.setattr(annotated, "annotate_caged", broken)
    assert made(faulty_draft).is_failed
    words = text_of(signed_in(clerk).get(reverse("annotated", args=[faulty_draft.pk])))
    assert "文件已损坏" in words


def test_the_page_waits_and_then_hands_the_file_out(faulty_draft: Submission, clerk: User, stranger: User) -> None:
    desk, address = signed_in(clerk), reverse("annotated", args=[faulty_draft.pk])
    waiting = desk.get(address)
    assert "正在制作" in text_of(waiting)
    assert 'http-equiv="refresh"' in waiting.content.decode()
    copy = made(faulty_draft)
    assert reverse("annotated_file", args=[copy.pk]) in desk.get(address).content.decode()
    answer = desk.get(reverse("annotated_file", args=[copy.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer).startswith(b"%PDF")
    strange = signed_in(stranger)
    assert strange.get(address).status_code == 404
    assert strange.get(reverse("annotated_file", args=[copy.pk])).status_code == 404
