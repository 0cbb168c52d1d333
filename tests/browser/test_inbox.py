"""The reviewer's inbox with the keyboard alone, two reviewers at one report, and many approved at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from submissions.models import Agency, Cycle, Submission, User
from submissions.services import review
from submissions.states import Role, State
from tests.browser.conftest import Sit, settled
from tests.conftest import person
from tests.views.scenes import waits

pytestmark = [
    pytest.mark.browser,
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(120),
]


@pytest.fixture
def waiting(cycle: Cycle, education: Agency, daoli: Agency, submitted: Submission) -> list[Submission]:
    """Three reports wait, the longest first; the one in the middle has been read and is clean."""
    first, last = (
        waits(Submission.objects.get(cycle=cycle, agency=place), days) for place, days in ((education, 9), (daoli, 1))
    )
    Submission.objects.filter(pk=submitted.pk).update(waiting_since=timezone.now() - timedelta(days=5))
    return [first, submitted, last]


def test_the_queue_is_walked_with_the_keyboard_alone(
    sit: Sit, reviewer: User, waiting: list[Submission], submitted: Submission
) -> None:
    desk = sit(reviewer)
    page = desk.open("queue")
    links = page.locator("#queue [data-open]")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="快捷键")
    expect(help_).to_be_visible()
    for _stop in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('keys').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#trail")).to_contain_text("第 1 份，共 3 份")
    page.keyboard.press("u")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#trail")).to_contain_text("第 1 份，共 3 份")
    page.keyboard.press("n")
    expect(page.locator("#trail")).to_contain_text("第 2 份，共 3 份")
    here = page.url
    page.keyboard.press("r")
    expect(page.locator("#return-form textarea")).to_be_focused()
    page.keyboard.type("np?")
    assert page.url == here
    page.locator("#return-form textarea").fill("")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="审核通过")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("审核通过")
    expect(page.locator("#trail")).to_contain_text("已不在列表中，列表还有 2 份")
    submitted.refresh_from_db()
    assert submitted.state == State.APPROVED
    page.keyboard.press("u")
    expect(page.locator("#queue [data-open]").nth(1)).to_be_focused()


def test_of_two_reviewers_one_has_the_report_and_the_other_is_told(
    sit: Sit, reviewer: User, province: Agency, submitted: Submission
) -> None:
    second = person("second", "周审核", (province, Role.REVIEWER))
    one, two = settled(sit(reviewer).open("review", submitted.pk)), sit(second).open("review", submitted.pk)
    one.keyboard.press("c")
    expect(one.locator("#lease")).to_contain_text("领取至")
    two.get_by_role("button", name="领取审核").click()
    expect(two.locator("#messages")).to_contain_text("赵审核正在审核这份报告，领取至")
    expect(two.locator("#decide")).to_contain_text("赵审核正在审核")
    expect(two.locator("#decide button")).to_have_count(0)
    submitted.refresh_from_db()
    assert submitted.reviewer == reviewer


def test_a_letter_that_came_too_late_is_kept_and_becomes_nothing_else(
    sit: Sit, reviewer: User, submitted: Submission
) -> None:
    """Two windows of one person: the first approves, the second has a letter of return under way."""
    desk = sit(reviewer)
    page = settled(desk.open("review", submitted.pk))
    page.locator("#return-form textarea").fill("第三部分与表三不符。")
    review.approve(reviewer, submitted)
    page.locator("#return-form").get_by_role("button", name="退回修改").click()
    expect(page.locator(".failure")).to_contain_text("第三部分与表三不符。")
    expect(page).to_have_url(re.compile(rf"/review/{submitted.pk}/$"))
    page.reload()
    expect(page.get_by_role("heading", name="已审核通过")).to_be_visible()
    expect(page.get_by_label("撤销理由")).to_have_value("")
    desk.troubles[:] = [trouble for trouble in desk.troubles if "409" not in trouble]  # which was asked for


def test_clean_reports_are_approved_together_after_a_look(
    sit: Sit, reviewer: User, waiting: list[Submission], submitted: Submission
) -> None:
    page = sit(reviewer).open("queue")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#bulk-form")).to_contain_text("已选 1 份")
    page.get_by_role("link", name="批量通过").click()
    expect(page.get_by_role("heading", name="将通过 1 份")).to_be_visible()
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    page.get_by_role("button", name="通过勾选的报告").click()
    expect(page.get_by_role("heading", name="已通过 1 份，没有通过 0 份")).to_be_visible()
    submitted.refresh_from_db()
    assert submitted.state == State.APPROVED
