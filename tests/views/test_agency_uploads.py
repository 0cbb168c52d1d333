"""What a clerk sends: files of every kind, kept and explained; and who may not send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from submissions import tasks
from submissions.models import Cycle, Reading, Submission, Upload, User
from submissions.services import cycles
from submissions.states import Processing, State
from tests import documents
from tests.views.pages import signed_in, text_of
from tests.views.scenes import upload_unread


@pytest.fixture
def desk(clerk: User) -> Client:
    return signed_in(clerk)


def post_file(client: Client, submission: Submission, data: bytes, name: str, **headers: str) -> str:
    """Uploads as the form does and returns the words of the page that follows."""
    file = SimpleUploadedFile(name, data)
    return text_of(client.post(reverse("upload", args=[submission.pk]), {"file": file}, follow=True, headers=headers))


def test_an_upload_is_received_and_queued(desk: Client, submission: Submission) -> None:
    words = post_file(desk, submission, documents.report(), "年报.txt")
    assert "已收到“年报.txt”，读取完成后显示结果" in words
    assert "正在排队" in words
    assert submission.uploads.get().readings.get().processing == Processing.QUEUED


def test_the_script_is_told_where_to_go_next(desk: Client, submission: Submission) -> None:
    answer = desk.post(
        reverse("upload", args=[submission.pk]),
        {"file": SimpleUploadedFile("年报.txt", documents.report())},
        headers={"Accept": "application/json"},
    )
    assert answer.json() == {"next": reverse("report", args=[submission.pk])}
    assert submission.uploads.count() == 1


def test_no_file_is_explained(desk: Client, submission: Submission) -> None:
    words = text_of(desk.post(reverse("upload", args=[submission.pk]), follow=True))
    assert "没有收到文件" in words


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (documents.PICTURE, "照片.gif", "图片格式"),
        (b"", "空.docx", "文件是空的"),
    ],
    ids=["picture", "empty"],
)
def test_a_wrong_file_is_kept_and_explained(
    desk: Client, submission: Submission, data: bytes, name: str, found: str
) -> None:
    words = post_file(desk, submission, data, name)
    assert f"“{name}”没有读取成功" in words
    told = words[: words.index("上传记录")]
    assert told.count(found) == 1, "the history beside tells it too, the page itself once"
    assert "正在读取" not in words
    assert "下载这个文件" in words
    assert Upload.objects.get().original_name == name
    submission.refresh_from_db()
    assert submission.state == State.MISSING


@pytest.mark.parametrize(
    ("write", "name", "found"),
    [
        (documents.broken_docx, "半个.docx", "损坏"),
        (documents.encrypted_pdf, "加密.pdf", "密码"),
        (documents.pdf_without_text, "扫描.pdf", "没有文字"),
        (lambda: documents.LETTER, "通知.txt", "没有找到政府信息公开工作年度报告的内容"),
        (lambda: documents.report(year=2023), "去年.txt", "2023年"),
        (lambda: documents.report(agency="黑龙江省教育厅"), "别家.txt", "黑龙江省教育厅"),
    ],
    ids=["broken", "encrypted", "scan", "letter", "last year", "another agency"],
)
def test_a_file_that_cannot_be_used_is_explained(
    desk: Client, submission: Submission, clerk: User, write: Callable[[], bytes], name: str, found: str
) -> None:
    tasks.read_upload(upload_unread(submission, clerk, write(), name).readings.get().pk)
    words = text_of(desk.get(reverse("report", args=[submission.pk])))
    assert f"“{name}”没有读取成功" in words
    assert found in words
    assert "上传年度报告" in words
    submission.refresh_from_db()
    assert submission.state == State.MISSING


def test_a_failed_file_leaves_the_earlier_result_in_place(desk: Client, draft: Submission) -> None:
    words = post_file(desk, draft, documents.PICTURE, "照片.gif")
    assert "下面仍显示上一次读取成功的文件" in words
    assert "报告中的三张表" in words


def test_a_file_over_the_limit_is_refused(desk: Client, submission: Submission, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    words = post_file(desk, submission, documents.report(), "大.txt")
    assert "没有保存" in words
    assert submission.uploads.count() == 0


def test_a_twin_is_named_in_the_history(desk: Client, draft: Submission) -> None:
    words = post_file(desk, draft, documents.report(), "同一份.txt")
    assert "内容完全相同" in words


def test_a_stranger_cannot_upload(stranger: User, submission: Submission) -> None:
    answer = signed_in(stranger).post(reverse("upload", args=[submission.pk]), {"file": SimpleUploadedFile("a", b"a")})
    assert answer.status_code == 404
    assert submission.uploads.count() == 0


def test_a_reviewer_may_not_upload(reviewer: User, submission: Submission) -> None:
    answer = signed_in(reviewer).post(reverse("upload", args=[submission.pk]), {"file": SimpleUploadedFile("a", b"a")})
    assert answer.status_code == 403
    assert "只有填报人可以上传文件" in text_of(answer)


def test_nothing_is_uploaded_after_submission(desk: Client, submitted: Submission) -> None:
    words = post_file(desk, submitted, documents.report(), "迟到.txt")
    assert "当前状态为“待审核”，不能上传文件" in words
    assert submitted.uploads.count() == 1


def test_nothing_is_uploaded_to_a_closed_year(desk: Client, submission: Submission, cycle: Cycle, office: User) -> None:
    cycles.close_cycle(office, cycle)
    assert "2024年度报送已结束" in post_file(desk, submission, documents.report(), "迟到.txt")


@pytest.mark.parametrize(("waited", "again"), [(0, 1), (9, 1), (20, 4), (3600, 10)])
def test_the_longer_a_file_waits_the_more_seldom_its_page_asks(
    desk: Client, clerk: User, submission: Submission, waited: int, again: int
) -> None:
    upload_unread(submission, clerk)
    Reading.objects.update(queued_at=timezone.now() - timedelta(seconds=waited))
    page = desk.get(reverse("progress", args=[submission.pk])).content.decode()
    assert f'hx-trigger="every {again}s"' in page


@pytest.mark.parametrize(("asked", "again"), [("", 2), ("3", 5), ("99", 10), ("many", 2), ("²", 2)])
def test_the_viewer_asks_ever_more_seldom_for_pictures_that_are_not_made(
    desk: Client, draft: Submission, asked: str, again: int
) -> None:
    page = desk.get(reverse("document", args=[draft.pk]), {"asked": asked}).content.decode()
    assert f'hx-trigger="load delay:{again}s"' in page


def test_a_file_an_earlier_version_refused_is_offered_to_be_read_by_this_one(
    desk: Client, office: User, reviewer: User, submission: Submission
) -> None:
    post_file(desk, submission, documents.report(), "年报.txt")
    upload = submission.uploads.get()
    upload.readings.update(processing="failed", error_code="unsupported_format", error_message="暂不能直接读取。")
    page, offer = reverse("report", args=[submission.pk]), "用现在的版本重新读取"
    assert offer not in text_of(desk.get(page)), "this version has said so itself"
    upload.readings.update(parser_version="0.1")
    assert offer in text_of(desk.get(page))
    review = reverse("review", args=[submission.pk])
    assert offer in text_of(signed_in(office).get(review))
    assert offer not in text_of(signed_in(reviewer).get(review)), "the report lies with its agency"
    words = text_of(desk.post(reverse("read_again", args=[upload.pk]), follow=True))
    assert "正在用现在的版本读取“年报.txt”，不必重新上传" in words
    assert "正在排队" in words
