"""Figures confirmed and corrected in place, with the keyboard alone, beside the page they came from."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from submissions import tasks
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_pdf import write_pdf
from submissions.models import Agency, Correction, Submission, User
from submissions.services import facsimiles
from tests.browser.conftest import Sit, settled
from tests.browser.test_intakes import end_session, sign_in_again
from tests.conftest import Send
from tests.submissions.test_corrections import DOUBTED, doubted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

OTHER, TOTAL = "requests.total.other", "requests.total.total"


def cell(address: str) -> str:
    return f'td[id="cell-{address}"]'


@pytest.fixture
def drawn(submission: Submission, clerk: User, send: Send) -> Submission:
    """The published report with its two faults, as a PDF whose pages have been drawn."""
    Agency.objects.filter(pk=submission.agency_id).update(aliases=["黑龙江省"])
    upload = send(clerk, submission, write_pdf(write_draft(HEILONGJIANG_2024)), name="report.pdf")
    tasks.draw_upload(facsimiles.wanted(upload).pk)
    return submission


def test_the_chosen_cell_is_drawn_on_its_page(sit: Sit, clerk: User, drawn: Submission) -> None:
    page = sit(clerk).open("report", drawn.pk)
    page.locator(f"{cell(TOTAL)} a").click()
    mark = page.locator(".document-mark")
    expect(mark).to_have_count(1)
    expect(mark).to_be_in_viewport()
    assert (
        page.locator(".document-page", has=mark).get_attribute("data-page")
        == page.locator("[data-page-choice]").input_value()
    )


def test_a_finding_draws_all_its_operands_numbered(sit: Sit, clerk: User, drawn: Submission) -> None:
    page = sit(clerk).open("report", drawn.pk)
    page.locator(".document-page").first.wait_for()
    page.get_by_role("button", name="在原件中标出").first.click()
    expect(page.locator(".document-mark")).to_have_count(22)
    expect(page.locator(".document-mark.is-subject")).to_have_attribute("data-number", "22")
    expect(page.locator("[data-document-status]")).to_have_text("已在原件中标出 22 处")


def test_a_figure_is_typed_over_with_the_keyboard_and_the_sums_follow(
    sit: Sit, clerk: User, faulty_draft: Submission
) -> None:
    page = sit(clerk).open("report", faulty_draft.pk)
    page.locator(f"{cell(OTHER)} a").focus()
    page.keyboard.press("1")
    page.keyboard.type("48")
    sums = page.locator("#live-sums")
    expect(sums).to_contain_text("✓ 表三 · 三、本年度办理结果 · （七）总计 · 其他：相符，148")
    expect(sums).to_contain_text("应为 10471，现为 10474")
    page.keyboard.press("Enter")
    expect(page.locator(f"{cell(OTHER)} .cell-text")).to_have_text("148")
    expect(page.locator(f"{cell(OTHER)} .cell-was")).to_have_text("151")
    expect(page.locator(f"{cell('requests.carried_forward.other')} a")).to_be_focused()
    expect(page.locator("#messages")).to_contain_text("已更正，并重新核对")


def test_escape_leaves_the_figure_as_it_was(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    page = sit(clerk).open("report", faulty_draft.pk)
    page.locator(f"{cell(OTHER)} a").focus()
    page.keyboard.press("F2")
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    expect(page.locator(f"{cell(OTHER)} a")).to_be_focused()
    expect(page.locator(f"{cell(OTHER)} .cell-text")).to_have_text("151")
    expect(page.locator("#live-sums")).to_be_hidden()


def test_what_is_no_number_is_refused_in_words_and_stays_to_be_put_right(
    sit: Sit, clerk: User, faulty_draft: Submission
) -> None:
    page = sit(clerk).open("report", faulty_draft.pk)
    page.locator(f"{cell(OTHER)} a").focus()
    page.keyboard.press("1")
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("“1x”不是数字")
    field = page.locator(f"{cell(OTHER)} input")
    expect(field).to_have_value("1x")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    expect(page.locator(f"{cell(OTHER)} .cell-text")).to_have_text("151")
    expect(page.locator(f"{cell(OTHER)} a")).to_be_focused()


def test_what_was_typed_waits_while_somebody_looks_elsewhere(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    page = settled(sit(clerk).open("report", faulty_draft.pk))
    page.locator(f"{cell(OTHER)} a").dblclick()
    page.keyboard.type("148")
    page.locator(f"{cell(TOTAL)} a").click()
    expect(page.locator("#live-sums")).to_contain_text("“148”还没有保存")
    expect(page.locator("#inspector")).to_contain_text("10474")
    page.keyboard.type("10471")  # a mouse leaves the keys at the cell
    page.keyboard.press("Enter")
    expect(page.locator(f"{cell(TOTAL)} .cell-was")).to_have_text("10474")
    expect(page.locator(f"{cell(OTHER)} input")).to_have_value("148")
    page.locator(f"{cell(OTHER)} input").press("Enter")
    expect(page.locator(f"{cell(OTHER)} .cell-was")).to_have_text("151")
    expect(page.locator(".cell-input")).to_have_count(0)


def test_the_cell_chosen_last_is_the_one_that_is_explained(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    page = settled(sit(clerk).open("report", faulty_draft.pk))
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(f"**/cells/{OTHER}/", hold)
    page.locator(f"{cell(OTHER)} a").click()
    page.locator(f"{cell(TOTAL)} a").click()
    inspector = page.locator("#inspector")
    expect(inspector).to_contain_text("（七）总计 · 总计")
    with page.expect_response(f"**/cells/{OTHER}/"):
        late[0].continue_()
    page.wait_for_timeout(500)  # for what must not come
    expect(inspector).to_contain_text("（七）总计 · 总计")


def test_what_was_typed_is_not_lost_with_the_network(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    desk = sit(clerk)
    page = settled(desk.open("report", faulty_draft.pk))
    page.locator(f"{cell(OTHER)} a").focus()
    page.keyboard.type("148")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    failed = page.locator("#messages .notice-error")
    expect(failed).to_contain_text("请再试一次")
    expect(page.locator(f"{cell(OTHER)} input")).to_have_value("148")
    expect(page.locator(f"{cell(OTHER)} input")).to_be_focused()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.locator(f"{cell(OTHER)} .cell-text")).to_have_text("148")
    expect(failed).to_have_count(0)
    desk.troubles.clear()  # the console complains of the network, too


def test_a_figure_is_confirmed_by_typing_what_was_read(sit: Sit, clerk: User, draft: Submission) -> None:
    doubted(draft)
    page = settled(sit(clerk).open("report", draft.pk))
    page.get_by_role("link", name="1 格读数待确认").click()
    expect(page.locator(f"{cell(DOUBTED)} a")).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.press("Enter")
    expect(page.locator(f"{cell(DOUBTED)} .cell-confirmed")).to_have_count(1)


def test_the_arrow_keys_go_from_cell_to_cell(sit: Sit, clerk: User, draft: Submission) -> None:
    page = sit(clerk).open("report", draft.pk)
    page.locator(f"{cell(OTHER)} a").focus()
    for key, address in (
        ("ArrowRight", TOTAL),
        ("ArrowUp", "requests.other.other.total"),
        ("ArrowLeft", "requests.other.other.other"),
        ("ArrowDown", OTHER),
    ):
        page.keyboard.press(key)
        expect(page.locator(f"{cell(address)} a")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".requests-table a:focus")).to_have_count(0)  # a table is one stop, not one a figure
    page.keyboard.press("Shift+Tab")
    expect(page.locator(f"{cell(OTHER)} a")).to_be_focused()


def test_a_doubtful_figure_is_confirmed_with_one_key(sit: Sit, clerk: User, draft: Submission) -> None:
    doubted(draft)
    page = sit(clerk).open("report", draft.pk)
    left = page.locator(".left-to-do")
    expect(left).to_contain_text("1 格读数待确认")
    page.locator(f"{cell(DOUBTED)} a").focus()
    page.keyboard.press("y")
    expect(left).to_contain_text("没有待确认的读数")
    expect(page.locator(f"{cell(DOUBTED)} .cell-confirmed")).to_have_count(1)
    expect(page.locator(f"{cell(DOUBTED)} a")).to_be_focused()


def test_a_correction_and_its_reason_outlive_the_session(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    desk = sit(clerk)
    page = desk.open("report", faulty_draft.pk)
    page.locator(f"{cell(OTHER)} a").click()
    page.get_by_text("读错了？更正这个数").click()
    page.get_by_label("原件上的数").fill("148")
    page.get_by_label("说明（可不填）").fill("台账为 148。")
    end_session(page)
    page.get_by_role("button", name="更正", exact=True).click()
    sign_in_again(desk, clerk)
    expect(page.locator("#messages")).to_contain_text("已恢复您上次没有保存的内容")
    expect(page.get_by_label("原件上的数")).to_have_value("148")
    expect(page.get_by_label("说明（可不填）")).to_have_value("台账为 148。")
    page.get_by_role("button", name="更正", exact=True).click()
    expect(page.locator(f"{cell(OTHER)} .cell-text")).to_have_text("148")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_figure_typed_over_its_cell_outlives_the_session_and_waits_to_be_sent(
    sit: Sit, clerk: User, faulty_draft: Submission
) -> None:
    desk = sit(clerk)
    page = desk.open("report", faulty_draft.pk)
    page.locator(f"{cell(OTHER)} a").focus()
    page.keyboard.type("148")
    end_session(page)
    page.keyboard.press("Enter")
    sign_in_again(desk, clerk)
    expect(page.locator("#live-sums")).to_contain_text("148")
    expect(page.locator(f"{cell(OTHER)} .cell-input")).to_have_value("148")
    assert not Correction.objects.exists()
    page.locator(f"{cell(OTHER)} .cell-input").press("Enter")
    expect(page.locator(f"{cell(OTHER)} .cell-text")).to_have_text("148")
    page.reload()
    expect(page.locator(".cell-input")).to_have_count(0)
