"""The list of findings that leaves the portal, and the letter drafted from them."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from submissions.exports import findings as book
from submissions.models import Agency, Cycle, Finding, Submission, User
from submissions.services import drafts, findings, policies, review
from submissions.services.drafts import DraftKind
from tests.conftest import Send
from tests.submissions.test_summary import frozen, written
from tests.views.scenes import faulty_and_submitted

pytestmark = pytest.mark.django_db


def sheets(submission: Submission) -> dict[str, list[dict[str, str]]]:
    submission.refresh_from_db()
    assert submission.current_reading is not None
    name, content = book.build(submission, submission.current_reading)
    assert name == "黑龙江省工业和信息化厅2024年度问题清单.xlsx"
    found = {}
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        _title, heads, *rows = [[str(c.value or "") for c in row] for row in sheet.iter_rows()]
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


def test_every_finding_is_a_row_with_its_labels_values_and_decisions(
    submission: Submission, clerk: User, reviewer: User
) -> None:
    faulty_and_submitted(submission, clerk)
    assert submission.current_reading is not None
    first = findings.failed(submission.current_reading)[0]
    review.judge_explanation(reviewer, submission, first.fingerprint, accepted=True)
    review.waive(reviewer, submission, first.fingerprint, "已核对原件")
    row, other = sheets(submission)["问题"]
    assert (row["序号"], row["等级"], row["规则"]) == ("1", "强制", "A-02")
    assert (row["行"], row["列"]) == ("三、本年度办理结果 · （七）总计", "其他")
    assert (row["应为"], row["填写"], row["相差"]) == ("148", "151", "+3")
    assert "（七）总计 · 其他：151" in row["涉及单元格和数值"]
    assert (row["情况说明"], row["审核意见"]) == ("原件如此，待核对。", "已采纳")
    assert (row["单项决定"], row["放行或误报理由"]) == ("放行", "已核对原件")
    assert other["单项决定"] == ""


def test_a_printed_list_is_one_page_across_and_says_what_is_wrong_where(faulty_draft: Submission) -> None:
    assert faulty_draft.current_reading is not None
    _name, content = book.build(faulty_draft, faulty_draft.current_reading)
    sheet = load_workbook(io.BytesIO(content))["问题"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.row_dimensions[3].height >= 45, "the sum of seven terms takes lines of its own"
    fit = sheet.sheet_properties.pageSetUpPr
    assert fit is not None
    assert fit.fitToPage
    assert sheet.print_title_rows == "$1:$2"
    assert (sheet.print_area, sheet["L2"].value) == ("'问题'!$A$1:$L$4", "算式")


def test_silent_findings_stay_inside(faulty_draft: Submission, cycle: Cycle, office: User) -> None:
    Finding.everything.filter(reading=faulty_draft.current_reading).update(silent=True)
    assert sheets(faulty_draft)["问题"] == []


def test_what_begins_like_a_formula_stays_text(faulty_draft: Submission) -> None:
    Finding.objects.filter(reading=faulty_draft.current_reading).update(message="=HYPERLINK(1)")
    submission = Submission.objects.get(pk=faulty_draft.pk)
    assert submission.current_reading is not None
    _name, content = book.build(submission, submission.current_reading)
    cell = load_workbook(io.BytesIO(content)).worksheets[0]["H3"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_the_summary_says_what_was_waived_and_why(
    submission: Submission, cycle: Cycle, province: Agency, clerk: User, reviewer: User
) -> None:
    faulty_and_submitted(submission, clerk)
    review.approve(reviewer, submission, "已电话核实")
    content = written(frozen(cycle, province))
    rows = list(load_workbook(io.BytesIO(content))["放行的问题"].iter_rows(values_only=True))
    assert [(r[0], r[1], r[3], r[4], r[5]) for r in rows[1:]] == [
        ("黑龙江省工业和信息化厅", "A-02", "放行", "已电话核实", "赵审核")
    ] * 2


def test_a_return_is_drafted_from_ticked_findings(faulty_draft: Submission) -> None:
    assert faulty_draft.current_reading is not None
    first, second = findings.failed(faulty_draft.current_reading)
    text = drafts.draft(faulty_draft, [first.fingerprint, "0" * 32], DraftKind.RETURN)
    head, asked, item = text.split("\n")
    assert head == "黑龙江省工业和信息化厅："
    assert "发现以下1项问题" in asked
    assert "第四十七条" in asked
    assert item.startswith("1．【强制】")
    for part in (
        "（七）总计",
        "其他",
        "应为 148，填报 151，多 3",
        "（规则 A-02）",
        str(first.data["fix"]).rstrip("。"),
    ):
        assert part in item
    assert item.count("148") == 1, "the message has said it"
    assert second.message not in text


def test_a_notice_names_both_articles(faulty_draft: Submission) -> None:
    assert faulty_draft.current_reading is not None
    prints = [f.fingerprint for f in findings.failed(faulty_draft.current_reading)]
    text = drafts.draft(faulty_draft, prints, DraftKind.NOTICE)
    assert text.startswith("关于黑龙江省工业和信息化厅2024年政府信息公开工作年度报告有关问题的通报")
    assert "第四十六条、第四十七条" in text
    assert text.count("\n") == 3


def test_the_letter_is_kept_with_the_decision(
    submission: Submission, clerk: User, reviewer: User, send: Send, cycle: Cycle, office: User
) -> None:
    policies.set_rule(office, cycle, "A-03", "notice", "理由")
    faulty_and_submitted(submission, clerk)
    assert submission.current_reading is not None
    prints = [f.fingerprint for f in findings.failed(submission.current_reading)]
    text = drafts.draft(submission, prints, DraftKind.RETURN) + "\n请于2月5日前重新报送。"
    review.send_back(reviewer, submission, prints, text)
    assert submission.decisions.get().reason == text
