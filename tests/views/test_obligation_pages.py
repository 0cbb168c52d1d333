"""Confirming that there is nothing to report, and time given and taken back, as people meet them on the pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions.models import Submission, User
from submissions.services import obligations
from submissions.states import Role, State
from tests.conftest import put
from tests.views.pages import signed_in, text_of

pytestmark = pytest.mark.django_db

WHY = "当年新设，尚未履职"


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


def test_a_clerk_says_there_is_nothing_and_takes_it_back(clerk: User, submission: Submission) -> None:
    mine, page = signed_in(clerk), reverse("nil", args=[submission.pk])
    assert "本年度没有数据需要报送？" in text_of(mine.get(reverse("report", args=[submission.pk])))
    assert "只是各项数字都为 0 的，请照常报送年度报告" in text_of(mine.get(page))
    assert mine.post(page, {"reason": ""}).status_code == 400
    told = text_of(mine.post(page, {"reason": WHY}, follow=True))
    assert "已确认零报告。" in told
    assert f"本年度已确认零报告：{WHY}" in told
    assert "已确认零报告" in text_of(mine.get(reverse("owed")))
    assert WHY in text_of(mine.get(page))
    told = text_of(mine.post(page, {"reason": "收到一件申请"}, follow=True))
    assert "已撤回，请报送年度报告。" in told
    submission.refresh_from_db()
    assert submission.status is State.MISSING


def test_a_second_click_on_confirming_does_not_take_it_back(clerk: User, submission: Submission) -> None:
    mine, page = signed_in(clerk), reverse("nil", args=[submission.pk])
    assert 'action="?to=nil"' in mine.get(page).content.decode()
    for told in ("已确认零报告。", "当前状态为“已确认零报告”，不能确认零报告。"):
        assert told in text_of(mine.post(f"{page}?to=nil", {"reason": WHY}, follow=True))
    submission.refresh_from_db()
    assert submission.status is State.NIL
    assert 'action="?to=owed"' in mine.get(page).content.decode()


def test_a_stranger_finds_no_such_page_and_a_reviewer_neither(
    stranger: User, reviewer: User, submission: Submission
) -> None:
    for person in (stranger, reviewer):
        assert signed_in(person).get(reverse("nil", args=[submission.pk])).status_code == 404


def test_a_page_that_is_out_of_date_says_the_state_it_finds(clerk: User, submission: Submission) -> None:
    put(submission, State.SUBMITTED)
    told = signed_in(clerk).post(reverse("nil", args=[submission.pk]), {"reason": WHY}, follow=True)
    assert "当前状态为“待审核”，不能确认零报告。" in text_of(told)


def test_the_office_confirms_for_an_agency_and_it_is_counted_apart(desk: Client, submission: Submission) -> None:
    page = reverse("confirm_nil", args=[submission.pk])
    assert "汇总时不按 0 相加" in text_of(desk.get(page))
    desk.post(page, {"reason": WHY})
    year = desk.get(reverse("cycle", args=[2024]), {"show": "nil"})
    words = text_of(year)
    assert f"已确认零报告 {WHY}（孙管理）" in words
    assert "撤销零报告" in words
    total = year.context["standing"].total
    assert [total.numbers[name] for name in ("nil", "exempt", "missing")] == [1, 0, 5]
    assert "确认零报告 1" in words
    assert f"孙管理 于 {timezone.localdate()}" in text_of(desk.get(reverse("review", args=[submission.pk])))
    desk.post(reverse("revoke_nil", args=[submission.pk]), {"reason": "查有申请"})
    submission.refresh_from_db()
    assert submission.status is State.MISSING


def test_the_inbox_has_a_tab_for_nil_when_there_is_one(reviewer: User, office: User, submission: Submission) -> None:
    inbox = signed_in(reviewer)
    assert "tab=nil" not in inbox.get(reverse("queue")).content.decode()
    obligations.confirm_nil(office, submission, WHY, by=Role.OFFICE)
    page = inbox.get(reverse("queue"), {"tab": "nil"})
    assert [row.words for row in page.context["rows"]] == ["已确认零报告"]
    assert "没有数据，不需要审核" in text_of(inbox.get(reverse("review", args=[submission.pk])))


def test_more_time_shows_the_day_before_and_is_taken_back(desk: Client, submission: Submission, clerk: User) -> None:
    desk.post(reverse("extend", args=[submission.pk]), {"due_on": "2025-05-01", "reason": "机构改革。"})
    listed = text_of(desk.get(reverse("cycle", args=[2024]), {"show": "extended"}))
    assert "未报送（已延期）" in listed
    assert "原为 2025年1月31日" in listed
    assert "取消延期" in listed
    assert "（已延期，原为 2025年1月31日）" in text_of(signed_in(clerk).get(reverse("report", args=[submission.pk])))
    back = reverse("unextend", args=[submission.pk])
    assert "机构改革。" in text_of(desk.get(back))
    desk.post(back, {"reason": "不再需要。"})
    submission.refresh_from_db()
    assert submission.due_on == date(2025, 1, 31)
