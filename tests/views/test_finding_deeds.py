"""What a clerk and a reviewer do to single findings, and what the page then says."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from submissions.models import Finding, Submission, User
from submissions.services import findings, review
from tests import documents
from tests.conftest import Send
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def desk(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def bench(reviewer: User) -> Client:
    return signed_in(reviewer)


@pytest.fixture
def handed_in(submission: Submission, clerk: User) -> Submission:
    return faulty_and_submitted(submission, clerk)


def prints(submission: Submission) -> list[str]:
    submission.refresh_from_db()
    assert submission.current_reading is not None
    return list(findings.failed(submission.current_reading).values_list("fingerprint", flat=True))


def test_an_explanation_with_a_file_is_kept_and_the_file_handed_out_to_those_who_see_the_report(
    desk: Client, faulty_draft: Submission, reviewer: User, stranger: User
) -> None:
    first = prints(faulty_draft)[0]
    form = {"fingerprint": first, "text": "见附件", "file": SimpleUploadedFile("登记台账.pdf", PDF)}
    words = text_of(desk.post(reverse("explain", args=[faulty_draft.pk]), form, follow=True))
    assert "情况说明已保存" in words
    assert "附件：登记台账.pdf" in words
    assert "已说明，待审核" in words
    address = reverse("attachment", args=[faulty_draft.explanations.get().pk])
    answer = signed_in(reviewer).get(address)
    assert b"".join(answer) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert signed_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_an_attachment_that_is_no_document_is_refused_in_words(desk: Client, faulty_draft: Submission) -> None:
    form = {"fingerprint": prints(faulty_draft)[0], "text": "见附件", "file": SimpleUploadedFile("a.exe", b"MZ" * 50)}
    words = text_of(desk.post(reverse("explain", args=[faulty_draft.pk]), form, follow=True))
    assert "附件只收" in words
    assert not faulty_draft.explanations.exists()


def test_a_dispute_is_shown_with_what_it_means(desk: Client, faulty_draft: Submission) -> None:
    first, second = prints(faulty_draft)
    for fingerprint in (first, second):
        form = {"fingerprint": fingerprint, "text": "表样如此", "kind": "dispute"}
        words = text_of(desk.post(reverse("explain", args=[faulty_draft.pk]), form, follow=True))
    assert "已提出误报，待审核" in words
    gates = text_of(desk.get(reverse("submit", args=[faulty_draft.pk])))
    assert "2 项问题您认为是误报" in gates
    assert "提交前核对" in gates


def test_a_finding_says_how_a_rule_is_to_be_read(desk: Client, faulty_draft: Submission) -> None:
    assert 'href="/rules/#A-02"' in desk.get(reverse("report", args=[faulty_draft.pk])).content.decode()


def test_a_reviewer_waives_one_and_calls_another_wrong(bench: Client, handed_in: Submission) -> None:
    first, second = prints(handed_in)
    page = reverse("rule_on", args=[handed_in.pk])
    assert "请写明理由" in text_of(bench.post(page, {"fingerprint": first, "kind": "waive", "reason": ""}, follow=True))
    words = text_of(bench.post(page, {"fingerprint": first, "kind": "waive", "reason": "已核对原件"}, follow=True))
    assert "已放行" in words
    assert "已核对原件" in words
    assert "还有 1 项强制性问题" in words
    words = text_of(bench.post(page, {"fingerprint": second, "kind": "wrong", "reason": "并表"}, follow=True))
    assert "审核人认定误报" in words
    assert "强制性问题，应当改正后再通过" not in words
    bench.post(reverse("approve", args=[handed_in.pk]))
    handed_in.refresh_from_db()
    assert handed_in.state == "approved"
    assert [w["reason"] for w in handed_in.decisions.get().waivers] == ["已核对原件", "并表"]
    assert "已核对原件" in text_of(bench.get(reverse("review", args=[handed_in.pk])))


def test_a_ruling_is_taken_back(bench: Client, handed_in: Submission, reviewer: User) -> None:
    first = prints(handed_in)[0]
    review.waive(reviewer, handed_in, first, "放行")
    words = text_of(bench.post(reverse("withdraw_ruling", args=[handed_in.pk]), {"fingerprint": first}, follow=True))
    assert "重新计入问题" in words
    assert not findings.rulings(handed_in).exists()


def test_a_clerk_may_not_rule_on_findings(desk: Client, handed_in: Submission) -> None:
    form = {"fingerprint": prints(handed_in)[0], "kind": "waive", "reason": "放行"}
    assert desk.post(reverse("rule_on", args=[handed_in.pk]), form).status_code == 403


def test_a_verdict_from_an_old_tab_is_refused(bench: Client, handed_in: Submission) -> None:
    first = prints(handed_in)[0]
    form = {"fingerprint": first, "verdict": "accepted", "seen": "999999"}
    words = text_of(bench.post(reverse("judge_explanation", args=[handed_in.pk]), form, follow=True))
    assert "刚刚改过这条说明" in words
    assert handed_in.explanations.get(fingerprint=first).verdict == "open"


def test_what_is_gone_and_what_came_back_is_said(
    desk: Client, faulty_draft: Submission, clerk: User, send: Send
) -> None:
    send(clerk, faulty_draft, documents.report())
    assert "不再出现的问题 2 项" in text_of(desk.get(reverse("report", args=[faulty_draft.pk])))
    send(clerk, faulty_draft, documents.report(faulty=True))
    assert "曾经改正，再次出现" in text_of(desk.get(reverse("report", args=[faulty_draft.pk])))


def test_a_quoted_sentence_has_its_claim_marked_and_opens_in_the_text(desk: Client, draft: Submission) -> None:
    reading = draft.current_reading
    assert reading is not None
    assert reading.report is not None
    section = next(s for s in reading.report["sections"] if len(s["text"]) > 60)
    sentence = section["text"][10:40]
    quote = {"section": section["number"], "start": 10, "end": 40, "text": sentence, "claim_start": 15, "claim_end": 20}
    print_ = "f" * 32
    Finding.objects.create(
        reading=reading,
        fingerprint=print_,
        rule="N-01",
        severity="verify",
        outcome="failed",
        subject=f"section.{section['number']}",
        message="正文与表格不符",
        data={"quotes": [quote | {"source": ""}]},
    )
    page = desk.get(reverse("report", args=[draft.pk])).content.decode()
    assert f"<mark>{sentence[5:10]}</mark>" in page
    assert f'href="#quote-{print_}-1"' in page
    assert f'<span id="quote-{print_}-1"></span><mark>{sentence}</mark>' in page


def test_a_page_of_many_findings_asks_the_database_no_more_often(
    desk: Client, faulty_draft: Submission, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reading = faulty_draft.current_reading
    assert reading is not None
    Finding.objects.bulk_create(
        Finding(
            reading=reading,
            fingerprint=f"{n:032d}",
            rule="N-01",
            severity="verify",
            outcome="failed",
            subject="section.1",
            message=f"第 {n} 句与表格不符",
        )
        for n in range(300)
    )
    with django_assert_max_num_queries(35):
        desk.get(reverse("report", args=[faulty_draft.pk]))


def test_the_list_of_findings_is_for_those_who_see_the_report(
    desk: Client, faulty_draft: Submission, stranger: User
) -> None:
    address = reverse("findings_list", args=[faulty_draft.pk])
    answer = desk.get(address)
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(answer)[:2] == b"PK"
    assert signed_in(stranger).get(address).status_code == 404


def test_a_return_is_drafted_and_edited_before_it_is_sent(bench: Client, handed_in: Submission) -> None:
    first = prints(handed_in)[0]
    form = {"items": [first], "reason": "先请电话联系。", "kind": "return"}
    page = bench.post(reverse("draft", args=[handed_in.pk]), form)
    words = text_of(page)
    assert "先请电话联系。" in words
    assert "1．【强制】" in words
    assert f'value="{first}"' in page.content.decode()
    part = bench.post(reverse("draft", args=[handed_in.pk]), form, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="return-reason">')
    handed_in.refresh_from_db()
    assert handed_in.state == "submitted", "nothing is sent by drafting"


def test_nothing_is_drafted_from_no_finding_and_nothing_twice(bench: Client, handed_in: Submission) -> None:
    address, asked = reverse("draft", args=[handed_in.pk]), {"HX-Request": "true"}
    words = text_of(bench.post(address, {"reason": "", "kind": "return"}, headers=asked))
    assert "还没有勾选问题" in words
    assert "0项问题" not in words
    form = {"items": prints(handed_in)[:1], "reason": "", "kind": "return"}
    written = bench.post(address, form, headers=asked).context["return_form"]["reason"].value()
    again = bench.post(address, form | {"reason": written + "请尽快。"}, headers=asked)
    assert again.context["return_form"]["reason"].value() == written + "请尽快。"
