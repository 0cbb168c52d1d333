"""Uploading in a real browser: the bar, the reload, the keyboard, the plain form, the second click."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django import Settings

from submissions import tasks
from submissions.models import Submission, User
from submissions.services import readings
from submissions.states import State
from tests import documents
from tests.browser.conftest import Sit
from tests.wiring.installation import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

Write = Callable[..., Path]
PICK = "把文件拖到这里，或选择文件"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(data: bytes | None = None, name: str = "年报.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(documents.report() if data is None else data)
        return path

    return write


def choose(page: Page, path: Path) -> None:
    page.get_by_label(PICK).set_input_files(path)
    page.get_by_role("button", name="上传", exact=True).click()


class PausedWorker:
    """Reads a file as the worker does, but waits at one stage until it is told to go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
        self.go_on = threading.Event()
        self.thread: threading.Thread | None = None
        tell = readings.progress

        def progress(reading_id: int, at: str, step: int, steps: int) -> None:
            tell(reading_id, at, step, steps)
            if at == stage:
                self.go_on.wait(60)

        monkeypatch.setattr(readings, "progress", progress)

    def read(self, reading_id: int) -> None:
        def work() -> None:
            try:
                tasks.read_upload(reading_id)
            finally:
                connection.close()

        self.thread = threading.Thread(target=work)
        self.thread.start()

    def finish(self) -> None:
        self.go_on.set()
        if self.thread:
            self.thread.join(60)


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[PausedWorker]:
    worker = PausedWorker(monkeypatch, "figures")
    yield worker
    worker.finish()


def test_a_reload_in_mid_reading_loses_nothing(
    sit: Sit, clerk: User, submission: Submission, write: Write, rings: list[int], paused: PausedWorker
) -> None:
    page = sit(clerk).open("report", submission.pk)
    choose(page, write())
    expect(page.locator("#progress")).to_contain_text("正在排队等待读取")
    paused.read(rings[0])
    expect(page.locator("#progress")).to_contain_text("第 3 步，共 5 步：读取数字")
    page.reload()
    expect(page.locator("#progress")).to_contain_text("第 3 步，共 5 步：读取数字")
    assert submission.uploads.count() == 1
    paused.finish()
    expect(page.get_by_role("heading", name="核对结果")).to_be_visible()
    expect(page.locator('td[id="cell-requests.total.total"]')).to_contain_text("10474")


def test_the_bar_follows_the_bytes(
    sit: Sit, clerk: User, submission: Submission, write: Write, rings: list[int]
) -> None:
    page = sit(clerk).open("report", submission.pk)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 600_000}
    line.send("Network.emulateNetworkConditions", slow)
    choose(page, write(documents.report() + "\n说明文字。".encode() * 120_000))
    shown = page.locator("[data-sent]")
    expect(shown).to_contain_text("正在上传“年报.txt”")
    wait_until(lambda: 0 < page.evaluate(BAR) < 100, "the bar has moved")
    expect(page.locator("#progress")).to_contain_text("正在排队等待读取")
    assert submission.uploads.get().size > 1_000_000


BAR = "document.querySelector('[data-bar]').value"


def test_an_upload_can_be_cancelled(
    sit: Sit, clerk: User, submission: Submission, write: Write, rings: list[int]
) -> None:
    page = sit(clerk).open("report", submission.pk)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
    line.send("Network.emulateNetworkConditions", slow)
    choose(page, write(documents.report() + "\n说明文字。".encode() * 120_000))
    expect(page.get_by_role("button", name="取消上传")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="上传", exact=True)).to_be_focused()
    expect(page.get_by_role("button", name="上传", exact=True)).to_be_visible()
    assert submission.uploads.count() == 0


def test_a_file_too_large_is_named_before_it_is_sent(
    sit: Sit, clerk: User, submission: Submission, write: Write, settings: Settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 2000
    page = sit(clerk).open("report", submission.pk)
    choose(page, write())
    expect(page.get_by_role("alert")).to_contain_text("超过了上限，没有上传")
    assert submission.uploads.count() == 0


def test_a_file_can_be_dropped(sit: Sit, clerk: User, submission: Submission, rings: list[int]) -> None:
    page = sit(clerk).open("report", submission.pk)
    given = page.evaluate_handle(
        """text => { const d = new DataTransfer(); d.items.add(new File([text], "拖来的.txt")); return d; }""",
        documents.report().decode(),
    )
    page.dispatch_event("[data-drop]", "dragover", {"dataTransfer": given})
    expect(page.locator("[data-drop]")).to_have_class("drop is-over")
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": given})
    expect(page.locator("#messages")).to_contain_text("已收到“拖来的.txt”")
    assert len(rings) == 1


def test_without_scripts_the_form_posts_and_the_page_waits(
    sit: Sit, clerk: User, submission: Submission, write: Write, rings: list[int]
) -> None:
    page = sit(clerk, java_script_enabled=False).open("report", submission.pk)
    choose(page, write())
    expect(page.locator("#messages")).to_contain_text("已收到“年报.txt”")
    tasks.read_upload(rings[0])
    expect(page.get_by_role("heading", name="核对结果")).to_be_visible()
    page.locator('td[id="cell-requests.total.total"] a').click()
    expect(page.get_by_role("heading", name="数字的出处")).to_be_visible()
    expect(page.locator(".raw")).to_have_text("10474")


def test_a_failed_file_is_explained_and_the_next_may_follow(
    sit: Sit, clerk: User, submission: Submission, write: Write, rings: list[int]
) -> None:
    page = sit(clerk).open("report", submission.pk)
    choose(page, write(documents.broken_docx(), "半个.docx"))
    expect(page.locator("#progress")).to_contain_text("正在排队")
    tasks.read_upload(rings[0])
    expect(page.get_by_role("heading", name="“半个.docx”没有读取成功")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载这个文件").click()
    assert Path(download.value.path()).read_bytes() == documents.broken_docx()
    choose(page, write())
    expect(page.locator("#progress")).to_contain_text("正在排队")
    tasks.read_upload(rings[1])
    expect(page.get_by_role("heading", name="核对结果")).to_be_visible()


def test_two_clicks_submit_once(sit: Sit, clerk: User, draft: Submission) -> None:
    page = sit(clerk).open("submit", draft.pk)
    page.get_by_label("本人确认").check()
    page.get_by_role("button", name="提交审核").dblclick()
    expect(page.locator("#messages")).to_contain_text("已提交，等待审核")
    assert page.locator("#messages .notice-error").count() == 0
    assert draft.events.filter(kind="submit").count() == 1


def test_the_keyboard_is_enough(sit: Sit, clerk: User, submission: Submission, write: Write, rings: list[int]) -> None:
    page = sit(clerk).open("owed")
    keys, file = page.keyboard, write()
    # Listening early: a browser that does not know yet that it is listened to opens its own dialog.
    page.on("filechooser", lambda chooser: chooser.set_files(file))

    def tab_to(words: str) -> None:
        """Walks on until the focused thing bears these words."""
        for _ in range(400):
            keys.press("Tab")
            if words in page.evaluate(FOCUSED):
                return
        raise AssertionError(f"no way to {words!r} by keyboard")

    tab_to("上传报告")
    keys.press("Enter")
    page.wait_for_url("**/reports/*/")
    tab_to(PICK)
    keys.press("Enter")
    expect(page.locator("#file")).not_to_have_value("")
    tab_to("上传")
    keys.press("Enter")
    expect(page.locator("#progress")).to_contain_text("正在排队")
    tasks.read_upload(rings[0])
    expect(page.get_by_role("heading", name="核对结果")).to_be_visible()
    tab_to("核对并提交")
    keys.press("Enter")
    page.wait_for_url("**/submit/")
    tab_to("本人确认")
    keys.press("Space")
    tab_to("提交审核")
    keys.press("Enter")
    expect(page.locator("#messages")).to_contain_text("已提交，等待审核")
    submission.refresh_from_db()
    assert submission.state == State.SUBMITTED


FOCUSED = """() => {
  const at = document.activeElement;
  if (!at.matches("a, button, input, summary, textarea")) return "";
  return [at.textContent, at.value ?? "", ...[...(at.labels ?? [])].map(label => label.textContent)].join(" ");
}"""
