"""The report's page in a real browser: evidence, corrections, narrow screens, other hosts."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from submissions import tasks
from submissions.models import Submission, Upload, User
from submissions.services import facsimiles
from tests import documents
from tests.browser.conftest import Sit, settled
from tests.conftest import Send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

NARROW = {"width": 390, "height": 844}
CELL = 'td[id="cell-requests.total.other"]'


def test_a_misread_figure_is_corrected_in_place(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    page = sit(clerk).open("report", faulty_draft.pk)
    page.locator(f"{CELL} a").click()
    inspector = page.locator("#inspector")
    expect(inspector).to_contain_text("151")
    inspector.get_by_text("读错了？更正这个数").click()
    inspector.get_by_label("原件上的数").fill("148")
    inspector.get_by_role("button", name="更正").click()
    expect(page.locator("#messages")).to_contain_text("已更正，并重新核对")
    expect(page.locator(f"{CELL} .cell-text")).to_have_text("148")
    expect(page.locator(f"{CELL} .cell-was")).to_have_text("151")
    expect(inspector).to_contain_text("151 → 148")
    settled(page)  # come back at the cell, it scrolls there while the document is being fetched
    inspector.get_by_role("button", name="撤销更正，恢复读到的值").click()
    expect(page.locator(f"{CELL} .cell-text")).to_have_text("151")
    expect(page.locator(f"{CELL} .cell-was")).to_have_count(0)


def test_a_refused_figure_waits_in_its_field_with_the_reason(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    page = sit(clerk).open("report", faulty_draft.pk)
    page.locator('a.cell[data-cell="requests.total.other"]').click()
    page.get_by_text("读错了？更正这个数").click()
    page.get_by_label("原件上的数").fill("14 八")
    page.get_by_label("说明（可不填）").fill("扫描模糊")
    page.get_by_role("button", name="更正", exact=True).click()
    field = page.get_by_label("原件上的数")
    expect(field).to_have_value("14 八")
    expect(field).to_be_focused()
    expect(page.get_by_label("说明（可不填）")).to_have_value("扫描模糊")
    expect(page.locator(".invalid-feedback")).to_contain_text("“14 八”不是数字")
    field.fill("148")
    page.get_by_role("button", name="更正", exact=True).click()
    expect(page.get_by_text("已更正，并重新核对")).to_be_visible()


def test_an_operand_leads_to_its_cell(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    page = sit(clerk).open("report", faulty_draft.pk)
    page.get_by_text("涉及 22 个单元格").first.click()
    page.locator('.operands a[href="#cell-requests.granted.other"]').click()
    expect(page.locator('td[id="cell-requests.granted.other"]')).to_be_in_viewport()


def test_the_evidence_can_be_left_for_its_cell_again(sit: Sit, clerk: User, draft: Submission) -> None:
    page = sit(clerk).open("report", draft.pk)
    page.locator(f"{CELL} a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#inspector h2")).to_be_focused()
    expect(page.locator(CELL)).to_be_in_viewport()
    page.get_by_role("link", name="回到表中这一格").click()
    expect(page.locator(CELL)).to_be_in_viewport()


def test_the_tables_stay_where_they_are_while_figures_are_looked_at(sit: Sit, clerk: User, draft: Submission) -> None:
    page = settled(sit(clerk).open("report", draft.pk))
    page.locator(f"{CELL} a").focus()
    at = page.evaluate("scrollY")
    assert at > 0, "the page goes to a cell at once, not by a long way that the next scrolling ends"
    expect(page.locator(CELL)).to_be_in_viewport()
    for cell in (CELL, CELL.replace("other", "total")):
        page.locator(f"{cell} a").click()
        expect(page.locator(f"{cell}.is-selected")).to_have_count(1)
        assert page.evaluate("scrollY") == at


def test_both_lines_of_a_broken_number_are_marked(sit: Sit, clerk: User, submission: Submission, send: Send) -> None:
    """As text copied out of a narrow cell has them."""
    whole = next(line for line in documents.report().decode().split("\n") if line.startswith("一、本年新收"))
    label, *figures = whole.split("\t")
    broken = f"{label} {figures[0][:2]}\n{figures[0][2:]}\n{' '.join(figures[1:])}"
    upload = send(clerk, submission, documents.report().replace(whole.encode(), broken.encode()))
    tasks.draw_upload(facsimiles.wanted(upload).pk)
    page = sit(clerk).open("report", submission.pk)
    page.locator('td[id="cell-requests.new.natural_person"] a').click()
    expect(page.locator("#document .is-marked")).to_have_text([f"{label} {figures[0][:2]}", figures[0][2:]])


def test_the_cells_of_a_finding_are_printed_as_a_few_lines(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    page = sit(clerk).open("report", faulty_draft.pk)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    cells = page.locator(".operands").first
    expect(cells.locator("li")).to_have_count(22)
    box = cells.bounding_box()
    assert box
    assert box["height"] < 8 * 20


@pytest.mark.parametrize("name", ["owed", "report", "submit", "password_change"])
def test_nothing_hangs_over_a_narrow_screen(sit: Sit, clerk: User, faulty_draft: Submission, name: str) -> None:
    parts = [] if name in {"owed", "password_change"} else [faulty_draft.pk]
    page = sit(clerk, viewport=NARROW).open(name, *parts)
    assert overhang(page) == 0


def overhang(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_no_page_speaks_to_another_host(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    desk = sit(clerk)
    for address in (
        reverse("owed"),
        reverse("report", args=[faulty_draft.pk]),
        reverse("submit", args=[faulty_draft.pk]),
        reverse("cell", args=[faulty_draft.pk, "requests.total.other"]),
        reverse("password_change"),
    ):
        desk.page.goto(desk.site + address, wait_until="networkidle")
    assert desk.hosts == {desk.site.removeprefix("http://")}


def test_every_part_of_the_page_has_loaded(sit: Sit, clerk: User, draft: Submission) -> None:
    """A missing style sheet or script would leave a page that only looks poor."""
    desk = sit(clerk)
    missing: list[str] = []
    desk.page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    desk.open("report", draft.pk).wait_for_load_state("networkidle")
    assert missing == []
    assert desk.page.evaluate("typeof htmx") == "object"
    assert desk.page.evaluate("getComputedStyle(document.querySelector('.site-header')).backgroundColor") == (
        "rgb(35, 70, 111)"
    )


def test_a_long_name_without_a_blank_widens_no_page(
    sit: Sit, clerk: User, reviewer: User, submitted: Submission
) -> None:
    Upload.objects.update(original_name="W" * 200 + ".docx")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for user, name in ((clerk, "report"), (reviewer, "review")):
        page = sit(user).open(name, submitted.pk)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert not page.evaluate(wide), (name, width)
