"""A return answered item by item, and the comparisons as tabs, in a real browser and by the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from submissions.models import Submission, User
from submissions.services import review
from submissions.states import State
from tests.browser.conftest import Sit
from tests.views.scenes import faulty_and_submitted

pytestmark = [
    pytest.mark.browser,
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(120),
]

Shoot = Callable[[Page, str], None]


@pytest.fixture
def returned(submission: Submission, clerk: User, reviewer: User) -> Submission:
    """Returned with both A-02 findings ticked."""
    faulty_and_submitted(submission, clerk)
    assert submission.current_reading is not None
    asked = submission.current_reading.findings.filter(outcome="failed", severity="mandatory")
    return review.send_back(reviewer, submission, [f.fingerprint for f in asked], "请逐项核对。")


def test_a_returned_report_is_answered_item_by_item_and_handed_in_again(
    sit: Sit, rings: list[int], returned: Submission, clerk: User, reviewer: User, shots: Shoot
) -> None:
    desk = sit(clerk).open("report", returned.pk)
    items = desk.locator("#return .gates > li")
    expect(items).to_have_count(2)
    expect(desk.locator("#return")).to_contain_text("退回清单 2 项，已答复 0 项")
    shots(desk, "c01_returned")

    # The gate is shut, and says where to go.
    desk.get_by_role("link", name="核对并提交").click()
    expect(desk.get_by_role("heading", name="现在还不能提交")).to_be_visible()
    shut = desk.locator(".gates li", has_text="退回清单共 2 项，还有 2 项没有答复")
    shut.get_by_role("link", name="去处理").click()

    # The first item is disputed in the list itself.
    first = desk.locator("#return .gates > li").first
    first.get_by_text("修改情况说明").click()
    first.get_by_label("向审核人说明").fill("数据没有错，三件并案。")
    first.get_by_role("button", name="提出误报").click()
    expect(desk.locator("#return")).to_contain_text("退回清单 2 项，已答复 1 项")
    expect(desk.locator("#return .gates > li").first).to_contain_text("已提出误报")

    # The second is put right in the table: typing brings the list up to date without loading the page.
    for address, value in (("requests.other.other.total", "581"), ("requests.other.other.other", "4")):
        desk.locator(f"[data-cell='{address}']").focus()
        desk.keyboard.press("F2")
        box = desk.locator(".cell-input")
        box.fill(value)
        box.press("Enter")
        expect(desk.locator(f"[data-cell='{address}'] .cell-text")).to_have_text(value)
    expect(desk.locator("#return")).to_contain_text("退回清单 2 项，已答复 2 项")
    expect(desk.locator("#return .gates > .is-shut")).to_have_count(0)
    expect(desk.locator("#compare-panel")).to_contain_text("改动的数字 2 个")
    shots(desk, "c02_answered")

    desk.get_by_role("link", name="核对并提交").click()
    desk.get_by_label("本级").check()
    desk.get_by_label("本人确认").check()
    desk.get_by_role("button", name="提交审核").click()
    expect(desk.locator("#messages")).to_contain_text("已提交")
    returned.refresh_from_db()
    assert returned.state == State.SUBMITTED

    # The reviewer finds what changed opened already.
    bench = sit(reviewer).open("review", returned.pk)
    panel = bench.locator("#compare-panel")
    expect(panel).to_contain_text("改动的数字 2 个")
    expect(panel.locator("del").first).to_have_text("1")
    expect(panel.locator("ins").first).to_have_text("4")
    shots(bench, "c03_changes")


def test_the_comparisons_are_tabs_by_the_keyboard_and_pages_without_script(
    sit: Sit, rings: list[int], submitted: Submission, reviewer: User, shots: Shoot
) -> None:
    page = sit(reviewer).open("review", submitted.pk)
    figures = page.get_by_role("tab", name="数字与上年对照")
    figures.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    past = page.get_by_role("tab", name="历年报送")
    expect(past).to_be_focused()
    expect(past).to_have_attribute("aria-selected", "false")
    page.keyboard.press("Enter")
    expect(past).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_contain_text("本报告")
    page.keyboard.press("End")
    neighbours = page.get_by_role("tab", name="同类机关")
    expect(neighbours).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("tabpanel")).to_contain_text("其他机关共 1 个")
    shots(page, "c04_neighbours")
    page.reload()
    expect(page.get_by_role("tab", name="同类机关")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_contain_text("其他机关共 1 个")

    plain = sit(reviewer, java_script_enabled=False).open("review", submitted.pk)
    plain.get_by_role("link", name="历年报送").click()
    expect(plain.get_by_role("heading", name="历年报送", level=1)).to_be_visible()
    expect(plain.locator("#content")).to_contain_text("本报告")
