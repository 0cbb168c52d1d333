"""What a clerk sees: what is owed, the report, its figures, its history."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parsing.grid import both
from submissions import tasks
from submissions.demo.faults import single_other_row
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_docx import write_docx
from submissions.models import Agency, Cycle, Finding, Submission, User
from submissions.services import cycles, readings, review
from submissions.states import State
from tests import documents
from tests.conftest import Send, put
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted, upload_unread


@pytest.fixture
def desk(clerk: User) -> Client:
    return signed_in(clerk)


def page_of(client: Client, submission: Submission) -> str:
    return client.get(reverse("report", args=[submission.pk])).content.decode()


# --- what is owed


def test_a_clerk_sees_what_is_owed_and_by_when(desk: Client, submission: Submission) -> None:
    words = text_of(desk.get(reverse("owed")))
    assert "黑龙江省工业和信息化厅" in words
    assert "2025年1月31日" in words
    assert "已逾期" in words
    assert "请上传年度报告文件" in words


def test_a_clerk_sees_only_the_own_agency(desk: Client, submission: Submission, education: Agency) -> None:
    assert education.name not in text_of(desk.get(reverse("owed")))


def test_nothing_owed_is_said_in_words(desk: Client) -> None:
    assert "目前没有需要报送的年度报告" in text_of(desk.get(reverse("owed")))


def test_the_next_step_names_who_must_act(desk: Client, submitted: Submission) -> None:
    words = text_of(desk.get(reverse("owed")))
    assert "审核人" in words
    assert "等待审核人领取" in words


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.IN_REVIEW, "正在审核"),
        (State.RETURNED, "审核人已退回"),
        (State.APPROVED, "审核已通过"),
        (State.EXEMPT, "本年度免报"),
        (State.NIL, "本年度已确认零报告"),
    ],
)
def test_every_state_has_its_next_step(desk: Client, draft: Submission, state: State, expected: str) -> None:
    put(draft, state)
    assert expected in text_of(desk.get(reverse("owed")))


def test_a_closed_year_says_that_nothing_can_be_filed(
    desk: Client, submission: Submission, cycle: Cycle, office: User
) -> None:
    cycles.close_cycle(office, cycle)
    assert "本年度报送已经结束" in text_of(desk.get(reverse("owed")))


def test_closed_years_are_counted_and_opened_one_at_a_time(desk: Client, submission: Submission) -> None:
    for year in (2022, 2023):
        past = Cycle.objects.create(year=year, state="closed")
        Submission.objects.create(agency=submission.agency, cycle=past, due_on=f"{year + 1}-01-31")
    found = [(year.cycle.year, year.count, len(year.rows)) for year in desk.get(reverse("owed")).context["owed"].closed]
    assert found == [(2023, 1, 0), (2022, 1, 0)]
    page = desk.get(reverse("owed"), {"year": "2022"})
    assert [(year.cycle.year, len(year.rows)) for year in page.context["owed"].closed] == [(2023, 0), (2022, 1)]
    assert len(page.context["owed"].mine) == 1
    assert desk.get(reverse("owed"), {"year": "²"}).status_code == 200


def test_a_reviewer_is_refused_the_clerks_list(reviewer: User) -> None:
    answer = signed_in(reviewer).get(reverse("owed"))
    assert answer.status_code == 403
    assert "只对填报人开放" in text_of(answer)


# --- the report's page


def test_each_table_is_shown_as_the_report_prints_it(desk: Client, submission: Submission, clerk: User) -> None:
    """Seen in real reports: the form of 2021 with the single row （六）其他处理 of 2019, 677 in all."""
    figures = replace(HEILONGJIANG_2024, agency=documents.INDUSTRY)
    send = upload_unread(submission, clerk, write_docx(single_other_row(write_draft(figures))), "report.docx")
    tasks.read_upload(send.readings.get().pk)
    page = page_of(desk, submission)
    cell = page[page.index('<td id="cell-requests.other.total"') :].split("</td>")[0]
    assert '<span class="cell-text">677</span>' in cell
    assert "cell-requests.other.other.total" not in page, "no rows that are not there as not found"
    assert "国办公开办函〔2021〕30号、国办公开办函〔2019〕60号 · report.docx" in page


def test_an_empty_report_offers_the_upload(desk: Client, submission: Submission) -> None:
    page = page_of(desk, submission)
    assert 'enctype="multipart/form-data"' in page
    assert "还没有上传过文件" in page


def test_a_stranger_finds_no_report(stranger: User, draft: Submission) -> None:
    assert signed_in(stranger).get(reverse("report", args=[draft.pk])).status_code == 404


def test_a_reviewer_is_led_to_the_review_page(reviewer: User, draft: Submission) -> None:
    answer = signed_in(reviewer).get(reverse("report", args=[draft.pk]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("review", args=[draft.pk])


def test_the_three_tables_are_printed_with_every_cell(desk: Client, draft: Submission) -> None:
    page = page_of(desk, draft)
    cells = re.findall(r'<td id="cell-([\w.]+)"', page)
    assert sorted(cells) == sorted(str(address) for address in draft.cycle.edition.addresses())
    for title in (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    ):
        assert title in page


def test_table_four_is_printed_in_one_row_of_fifteen(desk: Client, draft: Submission) -> None:
    page = page_of(desk, draft)
    table = page[page.index('class="disputes-table"') :]
    rows = [row for row in re.findall(r"<tr>(.*?)</tr>", table, re.S) if "<td" in row]
    assert len(rows) == 1
    assert rows[0].count("<td") == 15


def test_merged_cells_are_printed_as_the_form_has_them(desk: Client, draft: Submission) -> None:
    page = page_of(desk, draft)
    assert re.search(r'rowspan="8"[^>]*>（三）不予公开', page)
    assert re.search(r'rowspan="22"[^>]*>三、本年度办理结果', page)
    assert re.search(r'colspan="5"[^>]*>法人或其他组织', page)
    assert re.search(r'colspan="10"[^>]*>行政诉讼', page)


def test_flagged_cells_are_marked_by_shape_and_word(desk: Client, faulty_draft: Submission) -> None:
    page = page_of(desk, faulty_draft)
    for address in documents.FAULTY_CELLS:
        cell = re.search(rf'<td id="cell-{address}".*?</td>', page, re.S)
        assert cell is not None
        assert "flag-mandatory" in cell[0]
        assert "cell-flag" in cell[0]
        assert "强制问题" in cell[0]


def test_a_finding_writes_out_both_sums_and_links_to_its_cells(desk: Client, faulty_draft: Submission) -> None:
    page = page_of(desk, faulty_draft)
    words = text_of(desk.get(reverse("report", args=[faulty_draft.pk])))
    assert "148" in words
    assert "151" in words
    assert "10471" in words
    assert "多 3。" in words
    assert 'href="#cell-requests.total.other"' in page
    assert page.index("finding-mandatory") < page.index('id="tables"')


def test_a_report_that_agrees_says_so(desk: Client, draft: Submission) -> None:
    assert "未发现不一致" in page_of(desk, draft)


def test_what_could_not_be_judged_is_not_called_judged(desk: Client, draft: Submission) -> None:
    assert draft.current_reading is not None
    draft.current_reading.findings.update(outcome="passed")
    assert "已按全部规则核对，未发现不一致。" in page_of(desk, draft)
    Finding.objects.filter(pk=draft.current_reading.findings.all()[0].pk).update(outcome="undetermined")
    assert "能够判定的规则都已核对，未发现不一致。" in page_of(desk, draft)


def test_cells_that_were_not_found_are_counted_with_what_is_left_to_do(
    desk: Client, submission: Submission, clerk: User, send: Send
) -> None:
    send(clerk, submission, documents.report(without=("granted",)))
    assert "7 格没有读到" in page_of(desk, submission)


def test_blank_and_absent_cells_are_shown_apart(desk: Client, submission: Submission, clerk: User, send: Send) -> None:
    blank = (("requests.granted.research", None),)
    send(clerk, submission, documents.report(changes=blank, without=("not_handled.petitions",)))
    page = page_of(desk, submission)
    shown = re.search(r'<td id="cell-requests.granted.research".*?</td>', page, re.S)
    absent = re.search(r'<td id="cell-requests.not_handled.petitions.total".*?</td>', page, re.S)
    assert shown is not None
    assert absent is not None
    assert "cell-blank" in shown[0]
    assert "空白" in shown[0]
    assert "cell-absent" in absent[0]
    assert "未读到" in absent[0]


def test_the_history_is_told_in_sentences(desk: Client, submitted: Submission) -> None:
    words = text_of(desk.get(reverse("report", args=[submitted.pk])))
    assert "李填报：上传文件" in words
    assert "系统：读取完成" in words
    assert "李填报：提交，报告转为“待审核”" in words


def test_a_return_shows_the_reason_and_its_checklist(desk: Client, submission: Submission, reviewer: User) -> None:
    clerk = User.objects.get(username="clerk")
    returned = returned_report(submission, clerk, reviewer)
    words = text_of(desk.get(reverse("report", args=[returned.pk])))
    assert "请补正第三张表" in words
    assert "待答复" in words


def returned_report(submission: Submission, clerk: User, reviewer: User) -> Submission:
    faulty_and_submitted(submission, clerk)
    assert submission.current_reading is not None
    finding = submission.current_reading.findings.filter(outcome="failed", severity="mandatory")[0]
    return review.send_back(reviewer, submission, [finding.fingerprint], "请补正第三张表。")


# --- evidence


def test_a_figure_shows_where_it_was_read(desk: Client, draft: Submission) -> None:
    answer = desk.get(reverse("cell", args=[draft.pk, "requests.total.total"]), headers={"HX-Request": "true"})
    words = text_of(answer)
    assert "（七）总计 · 总计" in words
    assert "10474" in words
    assert re.search(r"第 \d+", words)
    assert "<html" not in answer.content.decode()


def test_several_doubts_of_a_figure_are_a_sentence_each(desk: Client, draft: Submission) -> None:
    reading = draft.current_reading
    assert reading is not None
    assert reading.report is not None
    reading.report["figures"]["requests.total.total"]["doubt"] = both("这一行少一个数字。", "墨迹不清。")
    reading.save(update_fields=["report"])
    page = desk.get(reverse("cell", args=[draft.pk, "requests.total.total"])).content.decode()
    assert "<dd><div>这一行少一个数字。</div><div>墨迹不清。</div></dd>" in page
    assert "读取存疑：这一行少一个数字。 墨迹不清。" in page_of(desk, draft)


def test_without_scripts_the_evidence_is_a_page(desk: Client, draft: Submission) -> None:
    answer = desk.get(reverse("cell", args=[draft.pk, "requests.total.total"]))
    assert "<html" in answer.content.decode()
    assert "10474" in text_of(answer)


def test_the_reviewer_sees_evidence_but_cannot_correct(reviewer: User, submitted: Submission) -> None:
    answer = signed_in(reviewer).get(
        reverse("cell", args=[submitted.pk, "requests.total.total"]), headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "更正这个数" not in text_of(answer)


@pytest.mark.parametrize("address", ["nonsense", "requests.total.nobody", "<script>"])
def test_a_cell_the_form_lacks_is_not_found(desk: Client, draft: Submission, address: str) -> None:
    assert desk.get(reverse("cell", args=[draft.pk, address])).status_code == 404


def test_a_stranger_sees_no_evidence(stranger: User, draft: Submission) -> None:
    assert signed_in(stranger).get(reverse("cell", args=[draft.pk, "requests.total.total"])).status_code == 404


# --- reading in progress


def test_a_reload_in_mid_reading_shows_how_far_it_is(desk: Client, submission: Submission, clerk: User) -> None:
    reading = upload_unread(submission, clerk).readings.get()
    readings.claim(reading.pk)
    readings.progress(reading.pk, "figures", 3, 10)
    words = text_of(desk.get(reverse("report", args=[submission.pk])))
    assert "第 3 步，共 5 步：读取数字（3/10）" in words


def test_a_waiting_file_says_that_it_waits(desk: Client, submission: Submission, clerk: User) -> None:
    upload_unread(submission, clerk)
    answer = desk.get(reverse("progress", args=[submission.pk]), headers={"HX-Request": "true"})
    assert "正在排队" in text_of(answer)
    assert "HX-Refresh" not in answer


def test_what_still_shows_while_another_file_is_read_is_called_the_earlier_files(
    desk: Client, draft: Submission, clerk: User
) -> None:
    earlier = "下面仍是上一个文件“report.txt”的结果"
    assert earlier not in page_of(desk, draft)
    upload_unread(draft, clerk, documents.report(faulty=True), "new.txt")
    page = page_of(desk, draft)
    assert "已收到“new.txt”" in page
    assert earlier in page


def test_the_poll_asks_for_the_page_when_reading_is_over(desk: Client, draft: Submission) -> None:
    answer = desk.get(reverse("progress", args=[draft.pk]), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_a_stranger_sees_no_progress(stranger: User, draft: Submission) -> None:
    assert signed_in(stranger).get(reverse("progress", args=[draft.pk])).status_code == 404


# --- the file as it was sent


def test_the_original_comes_back_byte_for_byte(desk: Client, draft: Submission) -> None:
    answer = desk.get(reverse("original", args=[draft.current_upload_id]))
    assert answer.getvalue() == documents.report()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_stranger_cannot_download_it(stranger: User, draft: Submission) -> None:
    assert signed_in(stranger).get(reverse("original", args=[draft.current_upload_id])).status_code == 404


# --- hostile names


def test_names_are_escaped_everywhere(desk: Client, submission: Submission, clerk: User, send: Send) -> None:
    evil = "<img src=x onerror=alert(1)>.txt"
    send(clerk, submission, documents.report(), name=evil)
    Agency.objects.filter(pk=submission.agency_id).update(name="<script>alert(2)</script>厅")
    for address in (reverse("owed"), reverse("report", args=[submission.pk]), reverse("submit", args=[submission.pk])):
        page = desk.get(address).content.decode()
        assert "<script>alert(2)" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(2)" in page


def test_the_page_carries_no_script_or_style_of_its_own(desk: Client, draft: Submission) -> None:
    page = page_of(desk, draft)
    # Data is not script: a browser never runs a block of JSON.
    assert re.findall(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", page) == []
    assert "<style" not in page
    assert " style=" not in page
    assert re.findall(r"\bon\w+=", page) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_days_left_are_counted_to_the_deadline(desk: Client, submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(due_on=timezone.localdate() + timedelta(days=9))
    assert "还有 9 天" in text_of(desk.get(reverse("owed")))
