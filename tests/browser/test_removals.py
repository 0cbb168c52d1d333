"""Personal data in an original, from the clerk's request to the clean file in its place, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from submissions.models import Submission, User
from tests import documents
from tests.browser.conftest import Sit
from tests.conftest import Send
from tests.submissions.test_erasing import WITH_PRIVATE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

Shoot = Callable[[Page, str], None]
CLEAN: FilePayload = {"name": "干净.txt", "mimeType": "text/plain", "buffer": documents.report()}


def test_a_file_is_asked_for_removed_and_replaced(
    sit: Sit, rings: list[int], submission: Submission, clerk: User, office: User, send: Send, shots: Shoot
) -> None:
    send(clerk, submission, WITH_PRIVATE)
    desk = sit(clerk)
    page = desk.open("report", submission.pk)
    page.get_by_role("link", name="保存的文件、移除个人信息").click()
    expect(page.get_by_text("核对规则在正文中发现")).to_be_visible()
    page.get_by_text("申请移除这个文件").click()
    page.get_by_label("文件中有什么样的个人信息").fill("第一部分有申请人的号码")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("已申请移除")).to_be_visible()

    other = sit(office)
    there = other.open("kept_files", submission.pk)
    expect(there.get_by_text("第一部分有申请人的号码")).to_be_visible()
    there.get_by_label("移除的理由（会留在记录中").fill("确有申请人的号码")
    there.get_by_label("还要从已读取的文字中遮去的内容").fill("幸福里")
    shots(there, "removal-office")
    there.get_by_role("button", name="移除，不能恢复").click()
    expect(there.get_by_text("原件因含个人信息已移除")).to_be_visible()
    shots(there, "removal-done")

    page.reload()
    page.get_by_label("上传不含个人信息的替换件").set_input_files(CLEAN)
    page.get_by_role("button", name="保存替换件").click()
    expect(page.get_by_text("替换件没有重新读取")).to_be_visible()
    desk.open("report", submission.pk)
    expect(page.get_by_text("原件因含个人信息已移除").first).to_be_visible()
    expect(page.get_by_text("幸福里")).to_have_count(0)
    shots(page, "removal-report")
