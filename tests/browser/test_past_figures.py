"""A past file's doubtful and missing figures settled with the keyboard alone, beside the page they came from."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from parsing.report import Report
from submissions import tasks
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_pdf import write_pdf
from submissions.models import Agency, Event, Intake, PastBatch, User
from submissions.services import bell, facsimiles, past_assessing, past_batches
from tests.browser.conftest import Sit, settled
from tests.browser.test_typing import OTHER, TOTAL, cell
from tests.conftest import as_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

MISSING = "requests.new.natural_person"


@pytest.fixture
def drawn(office: User, province: Agency, industry: Agency) -> Intake:
    """The published report as a past file, one figure doubtful and one cell not found; its pages have been drawn."""
    bell.register(lambda pk: None, bell.PAST)
    Agency.objects.filter(pk=industry.pk).update(aliases=["黑龙江省"])
    batch: PastBatch = past_batches.open_batch(office, province, "旧报告")
    past_batches.add(office, batch, as_file(write_pdf(write_draft(HEILONGJIANG_2024)), "旧.pdf"), "旧.pdf")
    tasks.work_past(batch.pk)
    intake = batch.files.get()
    report = intake.report or {}
    report["figures"][OTHER]["doubt"] = "墨迹不清"
    del report["figures"][MISSING]
    Intake.objects.filter(pk=intake.pk).update(report=report)
    past_assessing.recount(Intake.objects.get(pk=intake.pk), Report.from_json(report))
    tasks.draw_upload(facsimiles.wanted(intake).pk)
    return intake


def test_doubtful_and_missing_figures_of_a_past_file_are_settled_with_the_keyboard(
    sit: Sit, office: User, drawn: Intake
) -> None:
    page = sit(office).open("past_batch", drawn.batch_id)
    page.get_by_role("link", name="核对数字").press("Enter")
    left = page.locator(".left-to-do")
    expect(left).to_contain_text("1 格读数待确认")
    expect(left).to_contain_text("1 格没有读到")
    settled(page)  # before its scripts have come, a cell leads to a page of its own

    page.locator(f"{cell(OTHER)} a").press("Enter")
    expect(page.locator(".document-mark")).to_be_in_viewport()
    expect(page.locator("#inspector")).to_contain_text("墨迹不清")
    page.locator(f"{cell(OTHER)} a").press("y")
    expect(left).to_contain_text("没有待确认的读数")
    expect(page.locator(f"{cell(OTHER)} .cell-confirmed")).to_have_count(1)

    page.locator(f"{cell(TOTAL)} a").press("n")
    expect(page.locator(f"{cell(MISSING)} a")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.type("0123")
    page.keyboard.press("Enter")
    expect(left).to_contain_text("各格都已读到")
    expect(page.locator(f"{cell(MISSING)} .cell-text")).to_have_text("10123")
    told = Event.objects.filter(kind__startswith="past_co").order_by("pk").values_list("kind", "actor")
    assert list(told) == [("past_confirm", office.pk), ("past_correct", office.pk)]
    expect(page.locator(f"{cell('requests.carried_in.natural_person')} a")).to_be_focused()
