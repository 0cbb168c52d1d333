"""Takes the manual's pictures from a demonstration province that was just loaded: python scripts/manual.py ADDRESS."""

from __future__ import annotations

import base64
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_pdf import write_pdf

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "manual" / "images"
PASSWORD = "demo-Longjiang-2024"  # noqa: S105 - the demonstration's, which load_demo tells everybody
SIZE = {"width": 1366, "height": 768}
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PLACE = "e => { const b = e.getBoundingClientRect(); return [b.x + scrollX, b.y + scrollY, b.width, b.height]; }"
MARGIN = 12
TALLEST = 900


def keep(page: Page, name: str, part: Locator | None = None) -> None:
    """The window, or one part of the page with a little around it, as a small WebP."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    options: dict[str, object] = {"format": "webp", "quality": 72}
    if part is not None:
        box = part.evaluate(PLACE)
        x, y = max(0, box[0] - MARGIN), max(0, box[1] - MARGIN)
        height = min(box[3] + 2 * MARGIN, TALLEST)
        options["clip"] = {"x": x, "y": y, "width": box[2] + 2 * MARGIN, "height": height, "scale": 1}
        options["captureBeyondViewport"] = True
    session = page.context.new_cdp_session(page)
    picture = base64.b64decode(session.send("Page.captureScreenshot", options)["data"])
    (IMAGES / f"{name}.webp").write_bytes(picture)
    print(f"{name}.webp  {len(picture) // 1024} KB")


def all_read(page: Page) -> None:
    """The list of reports once the worker has read what the demonstration sent it."""
    under_way = page.get_by_role("link", name="查看进度")
    for _ in range(150):
        if not under_way.count():
            return
        page.wait_for_timeout(2_000)
        page.reload()
    sys.exit("the worker has not read all reports of the demonstration within five minutes")


def pages_drawn(page: Page) -> None:
    """The report's page once the document stands beside the tables."""
    expect(page.get_by_text("正在准备原件的页面")).to_have_count(0, timeout=120_000)


def sign_in(browser: Browser, site: str, user: str) -> Page:
    page = browser.new_context(viewport=SIZE, locale="zh-CN").new_page()
    page.goto(f"{site}/login/")
    if not user:
        return page
    page.get_by_label("用户名").fill(user)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def visitor(page: Page, site: str) -> None:
    keep(page, "login")


def many_agencies(page: Page, site: str) -> None:
    all_read(page)
    keep(page, "clerk-owed")
    page.get_by_role("link", name="上传报告").first.click()
    keep(page, "clerk-upload")
    page.goto(f"{site}/mine/")
    page.get_by_role("link", name="查看退回意见").first.click()
    keep(page, "clerk-returned")


def one_agency(page: Page, site: str) -> None:
    page.get_by_role("link", name="处理问题").first.click()
    pages_drawn(page)
    page.locator("#findings").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.report-layout').scrollIntoView()")
    keep(page, "clerk-report")
    page.locator("td.flag-mandatory a.cell").last.click()
    page.locator("#inspector .evidence, #inspector dl").first.wait_for()
    page.evaluate("document.querySelector('td.flag-mandatory').scrollIntoView({block: 'center'})")
    keep(page, "clerk-cell")
    finding = page.locator(".finding").first
    finding.get_by_text("填写情况说明").click()
    finding.get_by_label("向审核人说明").fill("三件申请由两个内设机构分别登记，已并案处理，登记台账见附件。")
    keep(page, "clerk-explain", finding)
    page.get_by_role("link", name="核对并提交").first.click()
    keep(page, "clerk-submit")


def reviewer(page: Page, site: str) -> None:
    keep(page, "reviewer-queue")
    page.locator("table tbody th a").first.click()
    page.get_by_role("button", name="领取审核").click()
    page.get_by_role("button", name="放回待审核").wait_for()
    pages_drawn(page)
    keep(page, "reviewer-report")
    keep(page, "reviewer-finding", page.locator(".finding").first)
    page.locator(".finding").first.get_by_label("列入退回清单").check()
    page.get_by_role("button", name="按勾选起草退回意见").click()
    expect(page.locator("#decide textarea").first).to_have_value(re.compile(r"[\s\S]{20,}"))
    keep(page, "reviewer-decide", page.locator("#decide"))


def office(page: Page, site: str) -> None:
    keep(page, "office-cycles")
    page.get_by_role("link", name="年度", exact=False).and_(page.locator("h2 a")).first.click()
    keep(page, "office-cycle")
    page.get_by_role("link", name="规则设置").click()
    keep(page, "office-rules")
    page.goto(f"{site}/office/agencies/")
    keep(page, "office-agencies")
    page.goto(f"{site}/office/users/")
    keep(page, "office-users")
    past_years(page, site)


def past_years(page: Page, site: str) -> None:
    """One old report read in, and a figure of it looked at beside its page."""
    page.goto(f"{site}/office/past/")
    page.get_by_role("button", name="建立").click()
    report = write_pdf(write_draft(replace(HEILONGJIANG_2024, year=2021)))
    page.locator("input[type=file]").first.set_input_files(
        {"name": "黑龙江省2021年年报.pdf", "mimeType": "application/pdf", "buffer": report}
    )
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("已读完。")).to_be_visible(timeout=120_000)
    page.reload()
    expect(page.locator(".past-table")).to_contain_text("可以归档")
    keep(page, "office-past")
    page.get_by_role("link", name="核对数字").first.click()
    page.locator('[id="cell-requests.total.total"] a').click()
    page.locator(".document-mark").wait_for(timeout=120_000)
    page.locator("#inspector details").evaluate("one => { one.open = true; }")
    page.evaluate("document.querySelector('.report-layout').scrollIntoView()")
    keep(page, "office-past-file")


TOURS: dict[str, Callable[[Page, str], None]] = {
    "": visitor,
    "clerk.many": many_agencies,
    "clerk": one_agency,
    "reviewer": reviewer,
    "office": office,
}


def main(site: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)
        for user, tour in TOURS.items():
            tour(sign_in(browser, site, user), site)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
