"""Receipts checked by anybody, scans fetched by who may see the report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from submissions.models import Cycle, Receipt, Submission, User
from submissions.services import review, seals
from tests.conftest import as_file
from tests.views.pages import signed_in, text_of

PDF = b"%PDF-1.7\nscan"


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def check(number: str) -> tuple[int, str]:
    """Asks without signing in."""
    answer = Client().get(reverse("receipt_check"), {"number": number})
    return answer.status_code, text_of(answer)


def test_anybody_checks_a_number_and_learns_no_name(submitted: Submission) -> None:
    status, words = check(Receipt.objects.get().number)
    assert status == 200
    assert "✓ 回执有效" in words
    assert "黑龙江省工业和信息化厅" in words
    assert "2024年政府信息公开工作年度报告" in words
    assert "李＊＊" in words
    assert "李填报" not in words
    assert "report.txt" not in words


def test_who_checks_a_number_after_the_agency_was_renamed_reads_what_the_receipt_says(submitted: Submission) -> None:
    submitted.agency.name = "黑龙江省新型工业化厅"
    submitted.agency.save()
    words = check(Receipt.objects.get().number)[1]
    assert "黑龙江省工业和信息化厅" in words
    assert "新型工业化" not in words


def test_a_number_that_is_not_there_says_only_that(submitted: Submission) -> None:
    status, words = check("2024-2301-01-0000000000")
    assert status == 404
    assert "没有这个编号的回执" in words
    assert "工业和信息化厅" not in words


def test_a_withdrawn_receipt_says_so(submitted: Submission, clerk: User) -> None:
    number = Receipt.objects.get().number
    review.withdraw(clerk, submitted)
    assert "这个回执已经失效 报告已撤回，请以最新的回执为准" in check(number)[1]


def test_who_asks_too_often_waits(submitted: Submission) -> None:
    number = Receipt.objects.get().number
    assert [check("x")[0] for _ in range(20)] == [404] * 20
    status, words = check(number)
    assert status == 429
    assert "查询太频繁" in words
    assert "工业和信息化厅" not in words


def test_the_report_shows_its_number_and_hands_out_the_receipt(
    submitted: Submission, clerk: User, reviewer: User, stranger: User
) -> None:
    number, address = Receipt.objects.get().number, reverse("receipt_file", args=[submitted.pk])
    for person, page in ((clerk, "report"), (reviewer, "review")):
        desk = signed_in(person)
        assert number in text_of(desk.get(reverse(page, args=[submitted.pk])))
        answer = desk.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert b"".join(answer).startswith(b"%PDF")
    assert signed_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_there_is_no_receipt_before_submission(draft: Submission, clerk: User) -> None:
    assert signed_in(clerk).get(reverse("receipt_file", args=[draft.pk])).status_code == 404


def test_a_scan_is_attached_shown_and_fetched(draft: Submission, clerk: User, reviewer: User) -> None:
    desk = signed_in(clerk)
    file = SimpleUploadedFile("盖章.pdf", PDF)
    words = text_of(desk.post(reverse("seal", args=[draft.pk]), {"file": file}, follow=True))
    assert "盖章扫描件“盖章.pdf”已保存" in words
    scan = draft.seals.get()
    for person, page in ((clerk, "report"), (reviewer, "review")):
        assert "盖章.pdf" in text_of(signed_in(person).get(reverse(page, args=[draft.pk])))
        answer = signed_in(person).get(reverse("seal_file", args=[scan.pk]))
        assert b"".join(answer) == PDF
        assert answer["Content-Disposition"].startswith("attachment")


def test_a_stranger_neither_attaches_nor_fetches_a_scan(draft: Submission, clerk: User, stranger: User) -> None:
    scan = seals.attach(clerk, draft, as_file(PDF, "盖章.pdf"))
    desk = signed_in(stranger)
    assert desk.get(reverse("seal_file", args=[scan.pk])).status_code == 404
    assert desk.post(reverse("seal", args=[draft.pk]), {"file": as_file(PDF)}).status_code == 404


def test_the_submit_page_says_whether_a_scan_is_needed(draft: Submission, clerk: User, cycle: Cycle) -> None:
    desk, address = signed_in(clerk), reverse("submit", args=[draft.pk])
    assert "本年度不要求盖章扫描件，可以不附" in text_of(desk.get(address))
    Cycle.objects.update(requires_seal=True)
    words = text_of(desk.get(address))
    assert "现在还不能提交" in words
    assert "本年度要求附盖章扫描件，还没有上传" in words
    seals.attach(clerk, draft, as_file(PDF, "盖章.pdf"))
    assert "已附盖章扫描件“盖章.pdf”" in text_of(desk.get(address))


def test_the_office_asks_for_scans_and_no_longer(cycle: Cycle, office: User, reviewer: User) -> None:
    desk, address = signed_in(office), reverse("seal_policy", args=[2024])
    assert "现在不要求盖章扫描件" in text_of(desk.get(address))
    assert "提交时须附盖章扫描件" in text_of(desk.post(address, {"to": "required"}, follow=True))
    cycle.refresh_from_db()
    assert cycle.requires_seal
    assert "提交时不要求盖章扫描件" in text_of(desk.post(address, {"to": "free"}, follow=True))
    assert signed_in(reviewer).post(address, {"to": "required"}).status_code == 403
