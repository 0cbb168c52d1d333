"""The page on which a report is filled in by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from submissions.models import Cycle, Manuscript, Submission, User
from submissions.services import manuscripts
from tests.submissions.test_manuscripts import NEW, filled, written
from tests.views.pages import signed_in, text_of


@pytest.fixture
def desk(clerk: User) -> Client:
    return signed_in(clerk)


def save(client: Client, submission: Submission, body: Any) -> Any:
    address = reverse("manuscript_save", args=[submission.pk])
    return client.post(address, json.dumps(body), content_type="application/json")


def test_the_form_has_a_named_field_for_every_cell(desk: Client, submission: Submission) -> None:
    page = desk.get(reverse("manuscript", args=[submission.pk])).content.decode()
    assert page.count("data-figure=") == 200
    assert page.count("<textarea") == 7
    assert 'aria-label="表三 · 一、本年新收政府信息公开申请数量 · 自然人"' in page
    assert "本列数据的勾稽关系为" in page


def test_the_report_page_leads_to_it(desk: Client, submission: Submission) -> None:
    assert (
        reverse("manuscript", args=[submission.pk])
        in desk.get(reverse("report", args=[submission.pk])).content.decode()
    )


def test_what_is_typed_is_saved_and_conflicts_come_back(desk: Client, submission: Submission) -> None:
    assert save(desk, submission, {"version": 0, "changes": {NEW: "5"}}).json() == {
        "version": 1, "conflicts": {}, "others": {},
    }  # fmt: skip
    late = save(desk, submission, {"version": 0, "changes": {NEW: "6"}})
    assert late.json() == {"version": 1, "conflicts": {NEW: "5"}, "others": {}}
    assert 'value="5"' in desk.get(reverse("manuscript", args=[submission.pk])).content.decode()


@pytest.mark.parametrize("body", ["", [], {}, {"version": "x", "changes": {}}, {"version": 0, "changes": []}])
def test_what_is_no_save_is_refused(desk: Client, submission: Submission, body: Any) -> None:
    answer = save(desk, submission, body)
    assert answer.status_code == 400
    assert "刷新页面" in answer.json()["why"]


def test_a_save_after_submission_says_why_not(desk: Client, submitted: Submission) -> None:
    answer = save(desk, submitted, {"version": 0, "changes": {NEW: "5"}})
    assert answer.status_code == 409
    assert "待审核" in answer.json()["why"]


@pytest.mark.parametrize("name", ["manuscript", "manuscript_drafts", "manuscript_document"])
def test_only_the_agencys_clerk_sees_what_is_not_handed_in(
    submission: Submission, clerk: User, reviewer: User, stranger: User, name: str
) -> None:
    manuscripts.save(clerk, submission, {NEW: "5"}, 0)
    address = reverse(name, args=[submission.pk])
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(reviewer).get(address).status_code == 403
    assert signed_in(clerk).get(address).status_code == 200
    assert save(signed_in(stranger), submission, {"version": 0, "changes": {}}).status_code == 404
    assert save(signed_in(reviewer), submission, {"version": 0, "changes": {}}).status_code == 403


def test_the_document_is_made_and_read(desk: Client, submission: Submission, clerk: User) -> None:
    version = written(clerk, submission)
    form = {"version": version, "act": "hand_in"}
    words = text_of(desk.post(reverse("manuscript_hand_in", args=[submission.pk]), form, follow=True))
    assert "已生成“黑龙江省工业和信息化厅2024年政府信息公开工作年度报告.docx”，正在读取核对" in words
    assert submission.uploads.get().format == "docx"


def test_what_is_left_to_do_is_listed_with_ways_to_it(desk: Client, submission: Submission) -> None:
    form = filled() | {"version": "0", "act": "hand_in", NEW: "八", "text.5": "＿＿＿＿"}
    page = desk.post(reverse("manuscript_hand_in", args=[submission.pk]), form, follow=True)
    words = text_of(page)
    assert "还有 2 处要改" in words
    assert "“八”不是数字" in words
    assert f'href="#{NEW}"' in page.content.decode()
    assert 'href="#text.5"' in page.content.decode()
    assert submission.uploads.count() == 0


def test_a_form_without_script_is_saved_whole(desk: Client, submission: Submission) -> None:
    form = filled() | {"version": "0", "act": "save"}
    assert "已保存" in text_of(desk.post(reverse("manuscript_hand_in", args=[submission.pk]), form, follow=True))
    stale = form | {NEW: "9"}
    words = text_of(desk.post(reverse("manuscript_hand_in", args=[submission.pk]), stale, follow=True))
    assert "有 1 处在另一个窗口改过，没有覆盖" in words
    assert Manuscript.objects.get().fields[NEW] == "8"


def test_the_word_document_is_fetched_any_time(desk: Client, draft: Submission, clerk: User) -> None:
    address = reverse("manuscript_document", args=[draft.pk])
    assert b"".join(desk.get(address)).startswith(b"PK"), "the empty form, before anything is filled in"
    manuscripts.save(clerk, draft, {NEW: "5"}, 0)
    answer = desk.get(address)
    assert b"".join(answer).startswith(b"PK")
    manuscripts.save(clerk, draft, {NEW: "五"}, 1)
    assert "不是数字" in text_of(desk.get(address, follow=True))


def test_a_report_that_is_not_the_agencys_now_is_not_filled_in(desk: Client, submitted: Submission) -> None:
    words = text_of(desk.get(reverse("manuscript", args=[submitted.pk]), follow=True))
    assert "当前状态为“待审核”，不能在线填写" in words


def test_a_year_before_the_form_has_no_page(desk: Client, submission: Submission) -> None:
    Cycle.objects.update(year=2018)
    Submission.objects.update(edition_code="")
    assert desk.get(reverse("manuscript", args=[submission.pk])).status_code == 404
