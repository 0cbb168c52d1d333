"""What the office does for a whole area, in a real browser: charts that are drawn, and a report that is written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from parsing.report import Address
from submissions.models import Agency, AreaReport, Cycle, Scope, User
from tests.browser.conftest import Sit
from tests.submissions.test_area_reports import filed
from tests.submissions.test_report_docx import ordinary

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture
def city(harbin: Agency, harbin_schools: Agency, daoli: Agency, cycle: Cycle) -> Agency:
    filed(harbin_schools, cycle, dict(ordinary()))
    filed(daoli, cycle, ordinary() | {Address("disputes", "reconsideration", "total"): Decimal(0)}, Scope.AREA)
    return harbin


def test_every_chart_is_drawn_read_by_keyboard_and_kept_as_a_picture(sit: Sit, office: User, city: Agency) -> None:  # fmt: skip
    page = sit(office, reduced_motion="reduce").open("charts", 2024)
    expect(page.locator("[data-chart] canvas")).to_have_count(8)
    expect(page.locator("#rank .chart-table")).not_to_have_attribute("open", "")
    drawing = page.locator('[data-chart="rank"]')
    assert "哈尔滨市人民政府 16 件" in (drawing.get_attribute("aria-label") or "")
    drawing.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#rank [role=status]")).to_contain_text("哈尔滨市人民政府，本年新收申请：16 件")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#rank [role=status]")).to_contain_text("本级机关和部门")
    with page.expect_download() as kept:
        page.locator("#flow").get_by_role("button", name="下载 PNG").click()
    assert kept.value.suggested_filename.endswith("申请的来龙去脉_2024 年度.png")
    assert kept.value.path().read_bytes().startswith(b"\x89PNG")
    page.locator("#rank summary").click()
    expect(page.locator("#rank .chart-table td").first).to_contain_text("16")


def test_without_script_the_tables_stand_open(sit: Sit, office: User, city: Agency, browser: Browser) -> None:
    desk = sit(office)
    context = browser.new_context(java_script_enabled=False, storage_state=desk.page.context.storage_state())
    page = context.new_page()
    page.goto(desk.site + reverse("charts", args=[2024]))
    expect(page.locator("#rank .chart-table td").first).to_be_visible()
    expect(page.locator("#rank [data-chart]")).to_be_hidden()
    context.close()


def test_the_report_of_an_area_is_drafted_kept_and_checked(sit: Sit, office: User, city: Agency) -> None:
    desk = sit(office)
    page: Page = desk.page
    page.goto(f"{desk.site}{reverse('area_report', args=[2024])}?area={city.pk}")
    page.get_by_role("button", name="按表中数字起草各部分开头").click()
    general = page.locator("#text\\.1")
    expect(page.locator("#draft-words")).to_contain_text("已起草 4 个部分")
    assert "全市本年新收政府信息公开申请16件，上年结转0件。" in general.input_value()
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert "16件" in AreaReport.objects.get().fields["text.1"]
    page.get_by_role("button", name="核对").click()
    expect(page.locator("#verdicts")).to_contain_text("第一部分还有没填的空")
    with page.expect_download() as kept:
        page.get_by_role("link", name="下载 Word").click()
    assert kept.value.suggested_filename == "哈尔滨市人民政府2024年政府信息公开工作年度报告_计入2份_未计入0份.docx"
