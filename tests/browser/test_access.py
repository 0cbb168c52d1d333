"""Errors, progress, typing and the keyboard: the states of a page are for everybody too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from submissions import tasks
from submissions.models import Agency, Cycle, Submission, User
from submissions.services import bell, snapshots, uploads
from tests import documents
from tests.browser.conftest import LookerFor, Sit
from tests.conftest import as_file
from tests.views.scenes import upload_unread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]


def test_a_clerks_page_reads_well_while_reading_with_all_opened_while_typing_and_after_an_error(
    looker: LookerFor, rings: list[int], draft: Submission, clerk: User
) -> None:
    at = looker(clerk)
    page = at.desk.page
    again = upload_unread(draft, clerk, documents.report(faulty=True), "again.txt")
    at.open("report", draft.pk)
    expect(page.get_by_role("progressbar", name="读取进度")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="排队等待读取")).to_be_visible()
    tasks.read_upload(again.readings.get().pk)
    # The page loads itself again once it is read: another visit in that moment would be cut off.
    expect(page.get_by_role("progressbar", name="读取进度")).to_have_count(0)
    at.open("report", draft.pk)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator("td.flag-mandatory a.cell").first.click()
    expect(page.locator("#inspector")).to_contain_text("位置")
    at.look("all opened, a cell chosen")
    assert (
        page.evaluate(
            "[...document.querySelectorAll('.official .table-scroll')].filter((t) => t.scrollWidth > t.clientWidth).length"
        )
        == 0
    ), "a table of the form does not fit its column"
    page.locator("td.flag-mandatory a.cell").first.focus()
    page.keyboard.press("F2")
    expect(page.locator(".cell-input")).to_be_focused()
    at.look("typing")
    page.keyboard.press("Escape")
    uploads.receive(clerk, draft, as_file(documents.encrypted_pdf(), "locked.pdf"))
    at.open("report", draft.pk)


def test_an_error_reads_well_and_stands_beside_its_field(
    looker: LookerFor, rings: list[int], draft: Submission, clerk: User, office: User
) -> None:
    guest = looker(None)
    guest.desk.open("login")
    guest.desk.page.get_by_label("用户名").fill("nobody")
    guest.desk.page.get_by_label("密码").fill("nothing")
    guest.desk.page.get_by_role("button", name="登录").click()
    expect(guest.desk.page.get_by_text("用户名或密码不对")).to_be_visible()
    guest.look("wrong password")

    at = looker(clerk)
    page = at.desk.page
    at.open("submit", draft.pk)
    page.evaluate("document.querySelectorAll('form').forEach((form) => { form.noValidate = true; })")
    button = page.get_by_role("button", name="提交审核")
    expect(button).to_be_enabled()
    button.click()
    expect(page.get_by_text("请勾选确认后再提交。")).to_be_visible()
    at.look("submitted without a word")
    page.goto(at.desk.site + "/nowhere/")
    at.look("no such page")
    at.desk.open("queue")
    at.look("not for clerks")

    desk = looker(office)
    desk.open("user_invite")
    desk.desk.page.evaluate("document.querySelectorAll('form').forEach((form) => { form.noValidate = true; })")
    desk.desk.page.get_by_role("main").get_by_role("button").last.click()
    expect(desk.desk.page.locator(".is-invalid").first).to_be_visible()
    desk.look("an invitation without a name")
    desk.open("import", "agencies")
    wrong = {"name": "机关.csv", "mimeType": "text/csv", "buffer": "代码,全称,类别,上级代码\nx,,无,\n".encode()}
    desk.desk.page.locator("input[type=file]").set_input_files(wrong)  # type: ignore[arg-type]
    desk.desk.page.get_by_role("button", name="预览").click()
    expect(desk.desk.page.get_by_role("alert")).to_be_visible()
    desk.look("a list with errors")
    for one in (guest, at, desk):
        one.forgive("status of 4")


def test_the_keyboard_goes_through_a_page_in_the_order_it_is_read(
    sit: Sit, rings: list[int], faulty_draft: Submission, clerk: User
) -> None:
    page = sit(clerk).open("report", faulty_draft.pk)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="所在位置").get_by_role("link")).to_be_focused()
    places: list[int] = []
    while len(places) < 100:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break  # behind the last
        places.append(page.evaluate(PLACE_IN_THE_PAGE))
    assert 20 < len(places) < 100, "two hundred figures are no two hundred stops"
    assert places == sorted(places)
    assert len(set(places)) == len(places)


PLACE_IN_THE_PAGE = "[...document.querySelectorAll('*')].indexOf(document.activeElement)"


def test_what_was_done_is_announced(sit: Sit, rings: list[int], faulty_draft: Submission, clerk: User) -> None:
    page = sit(clerk).open("report", faulty_draft.pk)
    finding = page.locator(".finding").first
    finding.get_by_text("填写情况说明").click()
    finding.get_by_label("向审核人说明").fill("两处分别登记，已并案处理。")
    finding.get_by_role("button", name="保存说明").click()
    expect(page.get_by_role("status").filter(has_text="情况说明已保存。")).to_be_visible()


def test_no_button_that_sends_a_form_is_ever_silently_disabled() -> None:
    """What cannot be done yet is said in words where the button would be."""
    folder = Path(settings.BASE_DIR)
    sources = [*folder.glob("templates/**/*.html"), *folder.glob("static/js/*.js")]
    silent = re.compile(r"<button[^>]*\bdisabled|\.disabled\s*=\s*true|setAttribute\(.disabled", re.DOTALL)
    assert [str(path) for path in sources if silent.search(path.read_text(encoding="utf-8"))] == []


def test_who_exports_by_the_keyboard_stays_at_the_file(
    sit: Sit, office: User, cycle: Cycle, province: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "ring_on_commit", lambda pk, work="": None)
    page = sit(office).open("snapshot", snapshots.take(office, cycle, province).pk)
    page.locator("#export-csv").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#exports")).to_contain_text("等待导出")
    expect(page.locator("#export-csv")).to_be_focused()
