"""What the office does for one agency of a year, and the yearly summary it takes home."""

from __future__ import annotations

import io
from datetime import date
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from submissions import tasks
from submissions.models import Cycle, Event, Snapshot, Submission, User
from submissions.states import State
from tests.views.pages import signed_in, text_of


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


def test_an_agency_is_exempted_with_a_reason_and_owes_again(desk: Client, submission: Submission) -> None:
    page = reverse("exempt", args=[submission.pk])
    assert submission.agency.name in text_of(desk.get(page))
    response = desk.post(page, {"reason": ""})
    assert response.status_code == 400
    assert "请写明理由" in text_of(response)
    desk.post(page, {"reason": "当年撤并。"})
    submission.refresh_from_db()
    assert (submission.status, submission.exempt_reason) == (State.EXEMPT, "当年撤并。")
    back = reverse("unexempt", args=[submission.pk])
    assert "当年撤并。" in text_of(desk.get(back))
    desk.post(back, {"reason": "恢复设置。"})
    submission.refresh_from_db()
    assert submission.status is State.MISSING
    assert list(Event.objects.filter(submission=submission).values_list("kind", flat=True)) == ["unexempt", "exempt"]


def test_a_submitted_report_cannot_be_exempted(desk: Client, submitted: Submission) -> None:
    response = desk.post(reverse("exempt", args=[submitted.pk]), {"reason": "撤并。"})
    assert "当前状态为“待审核”，不能免报" in text_of(response)


def test_one_agency_gets_more_time(desk: Client, submission: Submission) -> None:
    page = reverse("extend", args=[submission.pk])
    assert "请填写截止日期" in text_of(desk.post(page, {"reason": "改革。", "due_on": ""}))
    desk.post(page, {"due_on": "2025-05-01", "reason": "机构改革。"})
    submission.refresh_from_db()
    assert submission.due_on == date(2025, 5, 1)


# --- the summary


def test_the_summary_is_frozen_exported_and_opens(
    desk: Client, approved: Submission, office: User, cycle: Cycle
) -> None:
    assert reverse("summary", args=[2024]) in desk.get(reverse("cycle", args=[2024])).content.decode()
    desk.post(reverse("freeze", args=[2024]))
    snapshot = Snapshot.objects.get()
    desk.post(reverse("export", args=[snapshot.pk, "xlsx"]))
    export = snapshot.exports.get()
    assert tasks.make_export(export.pk)
    response = desk.get(reverse("export_file", args=[export.pk]))
    assert response.status_code == 200
    name = unquote(response["Content-Disposition"])
    assert "2024" in name
    assert "计入1份_未报或未通过4份" in name
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    assert book.sheetnames[0] == "说明"
    assert "未报送或未通过" in book.sheetnames
    assert Event.objects.filter(kind="exported", actor=office).exists()
