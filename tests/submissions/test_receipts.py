"""Every handing in has a receipt nobody can guess, and only the last one counts."""

from __future__ import annotations

import io
import re

import pypdfium2 as pdfium
import pytest

from submissions.models import Receipt, Scope, Submission, User
from submissions.services import receipts, review

pytestmark = pytest.mark.django_db


def only(submission: Submission) -> Receipt:
    return Receipt.objects.get(submission=submission, void_reason="")


def test_a_submission_gets_a_number_of_year_agency_sequence_and_check(submitted: Submission, clerk: User) -> None:
    receipt = only(submitted)
    assert re.fullmatch(r"2024-2301-01-[0-9A-HJKMNP-TV-Z]{10}", receipt.number)
    assert receipt.issued_at == submitted.submitted_at
    assert receipt.upload == submitted.current_upload
    assert (receipt.by, receipt.certified_name) == (clerk, "李填报")


def test_a_receipt_says_the_name_the_agency_had_when_it_was_issued(submitted: Submission) -> None:
    before = submitted.agency.name
    submitted.agency.name = "黑龙江省新型工业化厅"
    submitted.agency.save()
    receipt = Receipt.objects.get(submission=submitted)
    assert dict(receipts.facts_of(receipt))["报送机关"] == before == "黑龙江省工业和信息化厅"


def test_a_withdrawn_report_has_no_receipt_that_counts(submitted: Submission, clerk: User) -> None:
    first = only(submitted)
    review.withdraw(clerk, submitted)
    first.refresh_from_db()
    assert first.void_reason == "withdrawn"
    assert receipts.standing(submitted) is None


def test_handing_in_again_gives_a_new_number_and_the_old_one_says_so(
    submitted: Submission, clerk: User, reviewer: User
) -> None:
    first = only(submitted)
    review.claim(reviewer, submitted)
    review.send_back(reviewer, submitted, [], "请补充第五部分")
    review.submit(clerk, submitted, "李填报", Scope.OWN)
    first.refresh_from_db()
    second = only(submitted)
    assert first.void_reason == "replaced"
    assert second.number.startswith("2024-2301-02-")
    assert second.number[-10:] != first.number[-10:]


def test_a_refused_submission_leaves_no_receipt(faulty_draft: Submission, clerk: User) -> None:
    with pytest.raises(review.MoveRefused):
        review.submit(clerk, faulty_draft, "李填报", Scope.OWN)
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "write", [str.lower, lambda n: f" {n} ", lambda n: n.replace("-", "－"), lambda n: n.replace("-", " - ")]
)
def test_a_number_is_found_however_it_was_typed(submitted: Submission, write: object) -> None:
    receipt = only(submitted)
    assert callable(write)
    assert receipts.find(write(receipt.number)) == receipt


@pytest.mark.parametrize("number", ["", "2024-2301-01-", "2024-2301-01-0000000000", "%", "\0", "x" * 5000])
def test_no_other_number_is_found(submitted: Submission, number: str) -> None:
    assert receipts.find(number) is None


@pytest.mark.parametrize(
    ("name", "shown"), [("李填报", "李＊＊"), ("王", "王"), ("欧阳 某某", "欧＊＊＊"), ("阿不都拉·买买提", "阿＊＊＊")]
)
def test_a_stranger_is_told_the_initial_alone(name: str, shown: str) -> None:
    assert Receipt(certified_name=name).initials == shown


def test_the_pdf_says_what_was_handed_in_and_where_to_check_it(submitted: Submission) -> None:
    receipt = only(submitted)
    data = receipts.pdf(receipt, "https://example.test/receipts/?number=x")
    page = pdfium.PdfDocument(io.BytesIO(data))[0].get_textpage().get_text_bounded()
    words = "".join(page.split())
    assert receipt.number in words
    assert "黑龙江省工业和信息化厅" in words
    assert "report.txt" in words
    assert receipt.upload is not None
    assert receipt.upload.sha256 in words
    assert "https://example.test/receipts/?number=x" in words
    assert "不表示审核通过" in words
