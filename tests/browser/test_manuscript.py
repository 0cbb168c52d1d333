"""A report filled in by hand in a real browser: kept as it is typed, pasted from Excel, never written over."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from submissions.models import Manuscript, Submission, User
from submissions.services import manuscripts
from tests.browser.conftest import Sit
from tests.submissions.test_manuscripts import NEW, TOTAL, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

KEPT = re.compile("^已保存|保存$")
"""Kept by this window, or already by the one that was closed."""
PASTE = """([field, text]) => {
  const cell = document.getElementById(field);
  cell.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def cell(row: str, column: str = "natural_person") -> str:
    return f"figure.requests.{row}.{column}"


def field(page: Page, name: str) -> object:
    return page.locator(f'[name="{name}"]').input_value()


def kept(submission: Submission) -> dict[str, str]:
    return manuscripts.started(submission)


def test_figures_typed_and_pasted_are_kept_and_added_up(sit: Sit, clerk: User, submission: Submission) -> None:
    page = sit(clerk).open("manuscript", submission.pk)
    page.locator(f'[name="{NEW}"]').focus()
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    expect(page.locator(f'[name="{cell("carried_in")}"]')).to_be_focused()
    page.keyboard.type("0")
    block = "（一）予以公开\t5\t0\t0\t0\t0\t0\t5\r\n（二）部分公开\t3\t0\t0\t0\t0\t0\t3\t9\r\n"
    page.evaluate(PASTE, [cell("granted"), block])
    expect(page.locator("#done-words")).to_have_text("已粘贴 14 格；有 1 格超出表格，没有填入")
    assert [field(page, cell(row)) for row in ("granted", "partially_granted")] == ["5", "3"]
    page.locator(f'[name="{cell("total")}"]').focus()
    page.keyboard.press("=")
    assert field(page, cell("total")) == "8"
    expect(page.locator("#live-sums")).to_contain_text("✓ 表三 · 三、本年度办理结果 · （七）总计 · 自然人：相符，8")
    page.keyboard.press("Backspace")
    page.keyboard.type("9")
    expect(page.locator("#sum-count")).to_contain_text("✕ 勾稽关系有")
    expect(page.locator("#saved")).to_contain_text("已保存")
    now = kept(submission)
    assert [now[cell(row)] for row in ("new", "granted", "partially_granted", "total")] == ["8", "5", "3", "9"]
    page.locator("#undo").click()
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert field(page, cell("granted")) == ""


def test_a_window_does_not_write_over_another(sit: Sit, clerk: User, submission: Submission) -> None:
    desk = sit(clerk)
    page = desk.open("manuscript", submission.pk)
    manuscripts.save(clerk, submission, {NEW: "1", TOTAL: "4"}, 0)
    page.locator(f'[name="{NEW}"]').fill("7")
    conflict = page.locator("#conflicts")
    expect(conflict).to_contain_text("在另一个窗口改成了“1”，您填的是“7”")
    expect(page.locator(f'[name="{TOTAL}"]')).to_have_value("4")
    assert kept(submission)[NEW] == "1"
    conflict.get_by_role("button", name="用我填的").click()
    expect(conflict).to_be_hidden()
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert kept(submission)[NEW] == "7"


def test_what_could_not_be_saved_is_there_again(sit: Sit, clerk: User, submission: Submission) -> None:
    """The network is gone while somebody types; the window is closed and opened again."""
    desk = sit(clerk)
    page = desk.open("manuscript", submission.pk)
    page.route("**/write/save/", lambda route: route.fulfill(status=200, content_type="text/html", body="登录"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator('[name="text.5"]').fill("存在的主要问题：解读形式单一。")
    expect(page.locator("#saved")).to_contain_text("没有保存")
    assert not Manuscript.objects.exists()
    page.goto("about:blank")
    page.unroute("**/write/save/")
    desk.open("manuscript", submission.pk)
    expect(page.locator('[name="text.5"]')).to_have_value("存在的主要问题：解读形式单一。")
    expect(page.locator("#saved")).to_have_text(KEPT)
    assert kept(submission)["text.5"] == "存在的主要问题：解读形式单一。"


def test_signing_out_elsewhere_loses_nothing(sit: Sit, clerk: User, submission: Submission) -> None:
    page = sit(clerk).open("manuscript", submission.pk)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator('[name="text.6"]').fill("没有其他需要报告的事项。")
    expect(page.locator("#saved")).to_contain_text("登录已失效")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator('[name="text.6"]')).to_have_value("没有其他需要报告的事项。")
    expect(page.locator("#saved")).to_have_text(KEPT)
    assert kept(submission)["text.6"] == "没有其他需要报告的事项。"


def test_the_report_is_made_and_waits_to_be_read(
    sit: Sit, clerk: User, submission: Submission, rings: list[int]
) -> None:
    written(clerk, submission)
    page = sit(clerk, viewport={"width": 390, "height": 844}).open("manuscript", submission.pk)
    assert json.loads(page.evaluate("JSON.stringify(document.documentElement.scrollWidth)")) == 390
    page.get_by_role("button", name="生成报告并核对").click()
    expect(page.locator("#messages")).to_contain_text("正在读取核对")
    assert len(rings) == 1


def test_on_a_page_enlarged_four_times_the_bar_covers_nothing(sit: Sit, clerk: User, submission: Submission) -> None:
    page = sit(clerk).open("manuscript", submission.pk)
    page.set_viewport_size({"width": 320, "height": 225})
    top = "document.querySelector('.manuscript-bar').getBoundingClientRect().top"
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate(top) > 225, "it stands at the end and does not follow"
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(top) < 900
