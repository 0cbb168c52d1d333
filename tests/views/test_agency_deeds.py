"""What a clerk does: corrects, explains, submits, withdraws; and who may not."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from submissions import tasks
from submissions.models import Agency, Correction, Explanation, Finding, Submission, User
from submissions.services import explanations, findings, review
from submissions.states import Role, State
from tests import documents
from tests.conftest import PASSWORD, Send, person, put
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted, upload_unread

CELL = "requests.total.other"


@pytest.fixture
def desk(clerk: User) -> Client:
    return signed_in(clerk)


# --- correcting a misread figure


def correct(client: Client, submission: Submission, value: str, reason: str = "", cell: str = CELL) -> str:
    data = {"value": value, "reason": reason}
    return text_of(client.post(reverse("correct", args=[submission.pk, cell]), data, follow=True))


def test_a_corrected_figure_stands_beside_what_was_read(desk: Client, faulty_draft: Submission) -> None:
    words = correct(desk, faulty_draft, "148", "扫描模糊")
    assert "已更正，并重新核对" in words
    assert "151 → 148" in words
    assert "扫描模糊" in words
    page = desk.get(reverse("report", args=[faulty_draft.pk])).content.decode()
    cell = page[page.index(f'<td id="cell-{CELL}"') :].split("</td>")[0]
    assert '<span class="cell-was">151</span> <span class="cell-text">148</span>' in cell


def test_who_types_over_what_a_colleague_typed_is_told(
    desk: Client, faulty_draft: Submission, industry: Agency
) -> None:
    colleague = person("colleague", "孙同事", (industry, Role.CLERK))
    assert "先前由" not in correct(signed_in(colleague), faulty_draft, "150")
    assert "这一格先前由 孙同事 更正为“150”，现已改为您填的数" in correct(desk, faulty_draft, "148")
    assert "先前由" not in correct(desk, faulty_draft, "147"), "what was typed by oneself is no news"


@pytest.mark.parametrize("deed", ["correct", "confirm", "restore"])
def test_what_was_seen_of_one_file_is_not_said_of_the_next(
    desk: Client, clerk: User, faulty_draft: Submission, send: Send, deed: str
) -> None:
    """A window stays open while a colleague hands in another file: its figures are not those that count any more."""
    page = desk.get(reverse("report", args=[faulty_draft.pk])).content.decode()
    typed = unescape(page[page.index(f'data-cell="{CELL}" data-typed="') :].split('data-typed="')[1].split('"')[0])
    assert typed.endswith(f"?seen={faulty_draft.current_reading_id}")
    address = typed.replace("/correct/", f"/{deed}/")
    send(clerk, faulty_draft, documents.report(faulty=True) + b" ")
    told = text_of(desk.post(address, {"value": "148"}, follow=True))
    assert "报告在您打开之后换了文件，或者重新读取过，这一格没有改动" in told
    by_script = desk.post(address, {"value": "148"}, headers={"HX-Request": "true"})
    assert by_script.headers["HX-Refresh"] == "true", "all of the window is out of date"
    assert "换了文件" in text_of(desk.get(reverse("report", args=[faulty_draft.pk]))), "the new page says why"
    assert not Correction.objects.exists()
    faulty_draft.refresh_from_db()
    now = address.replace(typed.split("=")[1], str(faulty_draft.current_reading_id))
    assert "换了文件" not in text_of(desk.post(now, {"value": "148"}, follow=True))


def test_a_finding_says_what_ought_to_be_in_words_that_hold_for_every_rule(
    desk: Client, faulty_draft: Submission
) -> None:
    words = text_of(desk.get(reverse("report", args=[faulty_draft.pk])))
    assert words.count("各行相加应为 148，填报 151，多 3。") == 1
    assert "应为 148 填写 151" not in words, "its message has said so"
    Finding.everything.filter(rule="A-02").update(message="“总计”与各行不符，应为 148。")
    words = text_of(desk.get(reverse("report", args=[faulty_draft.pk])))
    assert "相差 +3" in words, "what neither message nor sum says is said beside them"
    assert "按各项合计" not in words, "a rule may ask for a fixed number, or for last year's"


def test_a_refused_figure_stays_in_its_field_with_the_reason_beside_it(desk: Client, faulty_draft: Submission) -> None:
    url = reverse("correct", args=[faulty_draft.pk, CELL])
    page = desk.post(url, {"value": "一百4十八", "reason": "扫描模糊"}, follow=True).content.decode()
    form = page[page.index('<details class="mt-3 no-print" open>') :].split("</details>")[0]
    assert 'value="一百4十八"' in form
    assert 'value="扫描模糊"' in form
    assert 'aria-invalid="true"' in form
    assert "“一百4十八”不是数字，请填写阿拉伯数字" in form
    assert page.count("不是数字") == 1, "said where it is put right, and nowhere else"
    again = desk.get(reverse("report", args=[faulty_draft.pk]), {"cell": CELL}).content.decode()
    assert "一百4十八" not in again, "once"


def test_a_refused_figure_waits_for_the_window_that_sent_it(desk: Client, faulty_draft: Submission) -> None:
    sent = desk.post(reverse("correct", args=[faulty_draft.pk, CELL]), {"value": "不清楚"})
    elsewhere = desk.get(reverse("report", args=[faulty_draft.pk]), {"cell": CELL}).content.decode()
    panel = desk.get(reverse("cell", args=[faulty_draft.pk, CELL]), headers={"HX-Request": "true"}).content.decode()
    assert "不清楚" not in elsewhere + panel
    assert 'value="不清楚"' in desk.get(sent["Location"]).content.decode()


def test_a_figure_typed_after_the_report_was_handed_in_is_refused_in_words(
    desk: Client, submission: Submission, clerk: User
) -> None:
    faulty_and_submitted(submission, clerk)
    assert "当前状态为“待审核”，不能更正数字。" in correct(desk, submission, "148")


def test_a_page_that_is_out_of_date_is_fetched_anew(desk: Client, submission: Submission, clerk: User) -> None:
    """What its script sends is answered with the whole page: nothing on it can be typed over any more."""
    faulty_and_submitted(submission, clerk)
    url = reverse("correct", args=[submission.pk, CELL])
    answer = desk.post(url, {"value": "148"}, headers={"HX-Request": "true"})
    assert (answer["HX-Refresh"], answer.content) == ("true", b"")
    assert "不能更正数字" in text_of(desk.get(reverse("report", args=[submission.pk])))


def test_a_note_that_is_too_long_is_no_fault_of_the_figure(desk: Client, faulty_draft: Submission) -> None:
    url = reverse("correct", args=[faulty_draft.pk, CELL])
    page = desk.post(url, {"value": "148", "reason": "长" * 501}, follow=True).content.decode()
    form = page[page.index('<details class="mt-3 no-print" open>') :].split("</details>")[0]
    assert form.count('aria-invalid="true"') == 1
    assert form.index('name="reason"') < form.index("invalid-feedback")


def test_a_refused_figure_is_not_put_into_the_field_of_another_cell(desk: Client, faulty_draft: Submission) -> None:
    desk.post(reverse("correct", args=[faulty_draft.pk, CELL]), {"value": "不清楚"})
    page = desk.get(reverse("report", args=[faulty_draft.pk]), {"cell": "requests.total.total"}).content.decode()
    assert 'value="不清楚"' not in page


def test_a_correction_is_judged_again(desk: Client, faulty_draft: Submission) -> None:
    correct(desk, faulty_draft, "148")
    faulty_draft.refresh_from_db()
    assert faulty_draft.current_reading is not None
    wrong = findings.failed(faulty_draft.current_reading).filter(rule="A-02", subject=CELL)
    assert not wrong.exists()


def test_what_the_heading_says_of_the_report_follows_the_figures(desk: Client, draft: Submission) -> None:
    heading = 'id="state" hx-swap-oob="true"><span class="state state-draft">'
    url = reverse("correct", args=[draft.pk, CELL])
    said = []
    for value in ("999", "151"):
        page = desk.post(url, {"value": value}, headers={"HX-Request": "true"}).content.decode()
        said.append(page.split(heading)[1].split("</span>")[0])
    assert "有强制性问题" in said[0]
    assert "有强制性问题" not in said[1]


def test_a_correction_can_be_taken_back(desk: Client, faulty_draft: Submission) -> None:
    correct(desk, faulty_draft, "148")
    words = text_of(desk.post(reverse("restore", args=[faulty_draft.pk, CELL]), follow=True))
    assert "已恢复为读到的值" in words


@pytest.mark.parametrize("value", ["很多", "12a", "1" * 41])
def test_a_correction_that_is_no_number_is_explained(desk: Client, draft: Submission, value: str) -> None:
    words = correct(desk, draft, value)
    assert "不是数字" in words or "不超过 40" in words or "最多 40" in words or "40 个字符" in words
    assert draft.current_reading is not None
    assert not draft.current_reading.corrections.exists()


def test_a_cell_that_is_not_there_cannot_be_corrected(desk: Client, draft: Submission) -> None:
    assert "表中没有这个单元格" in correct(desk, draft, "1", cell="requests.total.nobody")


def test_a_broken_address_is_explained(desk: Client, draft: Submission) -> None:
    answer = desk.post(f"/reports/{draft.pk}/cells/a%0D%0Ab/correct/", {"value": "1"})
    assert answer.status_code == 302


def test_nobody_corrects_after_submission(desk: Client, submitted: Submission) -> None:
    assert "不能更正数字" in correct(desk, submitted, "1")


def test_a_reviewer_may_not_correct(reviewer: User, submitted: Submission) -> None:
    answer = signed_in(reviewer).post(reverse("correct", args=[submitted.pk, CELL]), {"value": "1"})
    assert answer.status_code == 403


def test_a_stranger_cannot_correct(stranger: User, draft: Submission) -> None:
    assert signed_in(stranger).post(reverse("correct", args=[draft.pk, CELL]), {"value": "1"}).status_code == 404


# --- explaining


def first_fault(submission: Submission) -> str:
    assert submission.current_reading is not None
    finding = findings.failed(submission.current_reading).first()
    assert finding is not None
    return finding.fingerprint


def explain(client: Client, submission: Submission, fingerprint: str, text: str) -> str:
    data = {"fingerprint": fingerprint, "text": text}
    return text_of(client.post(reverse("explain", args=[submission.pk]), data, follow=True))


def test_an_explanation_stands_with_its_finding(desk: Client, faulty_draft: Submission) -> None:
    words = explain(desk, faulty_draft, first_fault(faulty_draft), "<b>合计含撤回件</b>")
    assert "情况说明已保存" in words
    assert "<b>合计含撤回件</b>" in words
    assert Explanation.objects.get().text == "<b>合计含撤回件</b>"


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_explanation_is_asked_for(desk: Client, faulty_draft: Submission, text: str) -> None:
    assert "请写明情况说明" in explain(desk, faulty_draft, first_fault(faulty_draft), text)
    assert not Explanation.objects.exists()


def test_a_finding_that_is_gone_cannot_be_explained(desk: Client, draft: Submission) -> None:
    assert "这个问题已不存在" in explain(desk, draft, "0" * 32, "说明")


def test_a_reviewer_may_not_explain(reviewer: User, faulty_draft: Submission) -> None:
    data = {"fingerprint": first_fault(faulty_draft), "text": "说明"}
    assert signed_in(reviewer).post(reverse("explain", args=[faulty_draft.pk]), data).status_code == 403


# --- submitting


CERTIFIED = {"scope": "own", "certified_name": "李填报", "certified": "on"}


def submit(client: Client, submission: Submission, **data: str) -> str:
    return text_of(client.post(reverse("submit", args=[submission.pk]), CERTIFIED | data, follow=True))


def test_a_report_that_agrees_is_submitted(desk: Client, draft: Submission) -> None:
    words = submit(desk, draft)
    assert "已提交，等待审核" in words
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert draft.certified_name == "李填报"
    assert draft.scope == "own"


def test_a_report_submitted_in_another_window_is_shown_as_it_is(desk: Client, submitted: Submission) -> None:
    """The second window's page has nothing to do, and nothing that could be set right there."""
    page = reverse("report", args=[submitted.pk])
    assert desk.get(reverse("submit", args=[submitted.pk]))["Location"] == page
    answer = desk.post(reverse("submit", args=[submitted.pk]), CERTIFIED, follow=True)
    assert answer.redirect_chain[-1][0] == page
    assert "当前状态为“待审核”，不能提交。" in text_of(answer)
    assert "已提交，等待审核人领取" in text_of(answer)


def test_nobody_certifies_a_file_that_took_the_place_of_the_one_on_the_page(
    desk: Client, draft: Submission, clerk: User
) -> None:
    page = desk.get(reverse("submit", args=[draft.pk]))
    seen = page.context["form"]["seen"].value()
    assert seen in page.content.decode()
    upload = upload_unread(draft, clerk, documents.report(kind="docx"), "report.docx")
    tasks.read_upload(upload.readings.get().pk)
    assert "请看过现在的内容再决定" in submit(desk, draft, seen=seen)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert "已提交，等待审核" in submit(desk, draft, seen=draft.stamp)


def test_the_submit_page_says_what_is_submitted(desk: Client, draft: Submission) -> None:
    answer = desk.get(reverse("submit", args=[draft.pk]))
    words, page = text_of(answer), answer.content.decode()
    assert "将提交“report.txt”" in words
    assert "本级" in words
    assert "全域" in words
    assert 'value="提交审核"' in page


def test_open_problems_shut_the_gate_in_words(desk: Client, faulty_draft: Submission) -> None:
    answer = desk.get(reverse("submit", args=[faulty_draft.pk]))
    assert "现在还不能提交" in text_of(answer)
    assert "既没有改正，也没有情况说明" in text_of(answer)
    assert 'name="certified"' not in answer.content.decode()


def test_explained_mandatory_problems_wait_for_the_reviewer_to_let_them_through(
    desk: Client, faulty_draft: Submission, clerk: User
) -> None:
    assert faulty_draft.current_reading is not None
    for finding in findings.unexplained(faulty_draft, faulty_draft.current_reading):
        explanations.explain(clerk, faulty_draft, finding.fingerprint, "原件如此。")
    words = text_of(desk.get(reverse("submit", args=[faulty_draft.pk])))
    assert "强制性问题在审核人放行之前不能通过" in words


def test_an_explanation_that_was_not_taken_is_not_called_missing(
    desk: Client, submission: Submission, clerk: User, reviewer: User
) -> None:
    faulty_and_submitted(submission, clerk)
    assert submission.current_reading is not None
    ticked = [each.fingerprint for each in findings.failed(submission.current_reading).filter(rule="A-02")]
    review.send_back(reviewer, submission, ticked, "说明与原件不符。")
    words = text_of(desk.get(reverse("submit", args=[submission.pk])))
    assert f"其中 {len(ticked)} 项写过说明，审核人没有采纳" in words
    assert "也没有情况说明" not in words
    assert "已说明，未采纳" in words


def test_the_server_keeps_the_gate_too(desk: Client, faulty_draft: Submission) -> None:
    assert "项强制性或核实性问题没有处理" in submit(desk, faulty_draft)
    faulty_draft.refresh_from_db()
    assert faulty_draft.state == State.DRAFT


def test_without_a_file_there_is_nothing_to_submit(desk: Client, submission: Submission) -> None:
    words = text_of(desk.get(reverse("submit", args=[submission.pk])))
    assert "请先上传年度报告" in words


def test_a_file_still_being_read_shuts_the_gate(desk: Client, draft: Submission, clerk: User) -> None:
    upload_unread(draft, clerk, documents.report(faulty=True), "新.txt")
    assert "请等读取完成后再提交" in text_of(desk.get(reverse("submit", args=[draft.pk])))
    assert "请等读取完成后再提交" in submit(desk, draft)


def test_an_unticked_certificate_is_explained(desk: Client, draft: Submission) -> None:
    answer = desk.post(reverse("submit", args=[draft.pk]), {"scope": "own", "certified_name": "李填报"})
    assert "请勾选确认后再提交" in text_of(answer)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_scope_nobody_offered_is_refused(desk: Client, draft: Submission) -> None:
    submit(desk, draft, scope="world")
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_two_submissions_at_once_count_as_one(desk: Client, draft: Submission) -> None:
    submit(desk, draft)
    assert "当前状态为“待审核”，不能提交" in submit(desk, draft)
    assert draft.events.filter(kind="submit").count() == 1


def test_a_stranger_cannot_submit(stranger: User, draft: Submission) -> None:
    assert signed_in(stranger).get(reverse("submit", args=[draft.pk])).status_code == 404
    assert signed_in(stranger).post(reverse("submit", args=[draft.pk]), CERTIFIED).status_code == 404


def test_a_reviewer_may_not_submit(reviewer: User, draft: Submission) -> None:
    answer = signed_in(reviewer).post(reverse("submit", args=[draft.pk]), CERTIFIED)
    assert answer.status_code == 403
    assert "只有填报人可以提交" in text_of(answer)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_late_submission_is_told_that_it_is_recorded(desk: Client, draft: Submission) -> None:
    assert "提交时间会如实记录" in text_of(desk.get(reverse("submit", args=[draft.pk])))


# --- withdrawing


def test_a_submission_can_be_withdrawn(desk: Client, submitted: Submission) -> None:
    words = text_of(desk.post(reverse("withdraw", args=[submitted.pk]), follow=True))
    assert "已撤回" in words
    submitted.refresh_from_db()
    assert submitted.state == State.DRAFT


def test_nothing_is_withdrawn_under_review(desk: Client, submitted: Submission) -> None:
    put(submitted, State.IN_REVIEW)
    words = text_of(desk.post(reverse("withdraw", args=[submitted.pk]), follow=True))
    assert "当前状态为“审核中”，不能撤回" in words


def test_explanations_are_kept_through_withdrawal(desk: Client, submission: Submission, clerk: User) -> None:
    faulty_and_submitted(submission, clerk)
    words = text_of(desk.post(reverse("withdraw", args=[submission.pk]), follow=True))
    assert "原件如此，待核对。" in words


# --- for every deed


@pytest.mark.parametrize("name", ["upload", "explain", "withdraw"])
def test_deeds_are_only_posted(desk: Client, draft: Submission, name: str) -> None:
    assert desk.get(reverse(name, args=[draft.pk])).status_code == 405


@pytest.mark.parametrize("name", ["correct", "restore"])
def test_deeds_on_cells_are_only_posted(desk: Client, draft: Submission, name: str) -> None:
    assert desk.get(reverse(name, args=[draft.pk, CELL])).status_code == 405


@pytest.mark.parametrize("name", ["report", "upload", "explain", "submit", "withdraw", "progress"])
def test_who_is_not_signed_in_is_asked_to(client: Client, draft: Submission, name: str) -> None:
    answer = client.post(reverse(name, args=[draft.pk]))
    assert answer.status_code in {302, 405}
    if answer.status_code == 302:
        assert answer["Location"].startswith(reverse("login"))


def test_a_post_without_the_sites_token_is_refused(clerk: User, draft: Submission) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    answer = client.post(reverse("withdraw", args=[draft.pk]))
    assert answer.status_code == 403
    assert "页面已过期" in text_of(answer)
    assert "回到首页" in text_of(answer)
    assert f'href="{reverse("report", args=[draft.pk])}">回到刚才的页面' in answer.content.decode()
    assert "css/site.css" in answer.content.decode()
    client.cookies["django_language"] = "en"
    assert "This page has expired" in text_of(client.post(reverse("withdraw", args=[draft.pk])))


def test_the_sign_in_page_of_a_second_window_leads_on_once_somebody_has_signed_in(
    clerk: User, draft: Submission
) -> None:
    client, page = Client(enforce_csrf_checks=True), reverse("report", args=[draft.pk])
    client.get(reverse("login"))
    old = client.cookies["csrftoken"].value
    client.force_login(clerk)  # in the first window
    form = {"username": clerk.username, "password": PASSWORD, "csrfmiddlewaretoken": old}
    client.cookies["csrftoken"] = "x" * 32
    assert client.post(reverse("login"), form | {"next": page})["Location"] == page
    assert client.post(reverse("login"), form | {"next": "https://example.org/"})["Location"] == reverse("home")


def test_an_inactive_agency_is_nobodys_work(desk: Client, draft: Submission) -> None:
    Agency.objects.filter(pk=draft.agency_id).update(is_active=False)
    assert desk.get(reverse("report", args=[draft.pk])).status_code == 404
