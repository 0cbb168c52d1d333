"""The main job from end to end, in a real browser with a real worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from parsing.report import Address
from submissions.demo.samples import fixed_samples
from submissions.exports.sheets import heading
from submissions.models import Agency, Cycle, Submission, User
from submissions.states import Role, State
from tests.browser.conftest import Sit
from tests.conftest import person
from tests.submissions.test_summary import headings
from tests.wiring.installation import Installation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(180),
]

Shoot = Callable[[Page, str], None]


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """黑龙江省's report for 2024 as published: column 其他 148 ≠ 151, column 总计 10471 ≠ 10474."""
    return written("hlj_2024_docx", tmp_path / "黑龙江省2024年政府信息公开工作年度报告.docx")


@pytest.fixture
def mended(tmp_path: Path) -> Path:
    return written("hlj_2024_corrected_docx", tmp_path / "黑龙江省2024年政府信息公开工作年度报告（改正）.docx")


def written(sample: str, path: Path) -> Path:
    one = next(each for each in fixed_samples() if each.name == sample)
    path.write_bytes(one.layout.write(one.draft))
    return path


@pytest.fixture
def secretary(province: Agency) -> User:
    """Fills in the report of the province itself."""
    return person("secretary", "王敏", (province, Role.CLERK))


@pytest.fixture
def owed(cycle: Cycle, province: Agency) -> Submission:
    return Submission.objects.get(cycle=cycle, agency=province)


def upload(page: Page, path: Path) -> None:
    page.get_by_label("把文件拖到这里，或选择文件").set_input_files(path)
    page.get_by_role("button", name="上传", exact=True).click()


def explain_all(page: Page, text: str) -> None:
    """Answers every finding that asks for it, one after the other, as a clerk must."""
    while (open_ones := page.locator(".finding", has=page.get_by_text("填写情况说明"))).count():
        one = open_ones.first
        one.get_by_text("填写情况说明").click()
        one.get_by_label("向审核人说明为什么这样填").fill(text)
        one.get_by_role("button", name="保存说明").click()
        expect(page.locator("#messages")).to_contain_text("情况说明已保存")


def certify(page: Page, name: str) -> None:
    page.get_by_role("link", name="核对并提交").click()
    page.get_by_label("全域").check()
    page.get_by_label("确认人姓名").fill(name)
    page.get_by_label("本人确认").check()
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("#messages")).to_contain_text("已提交，等待审核")


def exported(path: Path, cycle: Cycle, agency: str, address: str) -> object:
    """A figure of the sheet that has a row an agency, found by the printed headings."""
    sheet = load_workbook(path, read_only=False)["各机关数据"]
    wanted = heading(cycle.edition, Address.parse(address))
    column = headings(sheet).index(wanted) + 1
    row = next(r for r in range(4, sheet.max_row + 1) if sheet.cell(r, 2).value == agency)
    return sheet.cell(row, column).value


def test_from_a_faulty_file_to_the_right_cell_of_the_summary(
    sit: Sit,
    worker: Installation,
    owed: Submission,
    secretary: User,
    reviewer: User,
    office: User,
    faulty: Path,
    mended: Path,
    tmp_path: Path,
    shots: Shoot,
) -> None:
    # The clerk uploads the report and sees what does not agree.
    clerk = sit(secretary).page
    shots(clerk, "j01_owed")
    clerk.get_by_role("link", name="上传报告").click()
    shots(clerk, "j02_empty")
    upload(clerk, faulty)
    expect(clerk.get_by_role("heading", name="核对结果")).to_be_visible()
    shots(clerk, "j03_flagged")
    for address, read, total in (("other", "151", "148"), ("total", "10474", "10471")):
        cell = clerk.locator(f'td[id="cell-requests.total.{address}"]')
        expect(cell).to_have_class("flag-mandatory")
        expect(cell).to_contain_text(read)
        expect(clerk.locator(".finding-message", has_text=f"应为 {total}")).to_contain_text("多 3")
    clerk.locator('td[id="cell-requests.total.other"] a').click()
    expect(clerk.locator("#inspector")).to_contain_text("第 2 个表格")
    expect(clerk.locator("#inspector .raw")).to_have_text("151")
    shots(clerk, "j04_evidence")

    # She explains and submits.
    clerk.get_by_role("link", name="核对并提交").click()
    expect(clerk.get_by_role("heading", name="现在还不能提交")).to_be_visible()
    shots(clerk, "j05_gates")
    clerk.get_by_role("link", name="回到报告").click()
    explain_all(clerk, "总计含三件撤回的申请，正在核对。")
    certify(clerk, "王敏")
    shots(clerk, "j06_submitted")

    # The reviewer returns it with the ticked findings and a reason.
    desk = sit(reviewer).page
    shots(desk, "j07_queue")
    desk.get_by_role("link", name="黑龙江省人民政府", exact=True).click()
    desk.get_by_role("button", name="领取审核").click()
    shots(desk, "j08_review")
    for tick in desk.get_by_label("列入退回清单").all():
        tick.check()
    desk.get_by_label("退回理由").fill("表三“其他”和“总计”两列的总计与各项之和不符，请核对后重报。")
    desk.get_by_role("button", name="退回修改").click()
    expect(desk.locator("#content")).to_contain_text("已退回修改")
    shots(desk, "j09_returned")

    # The clerk sees why, uploads the corrected file and submits again.
    clerk.reload()
    expect(clerk.locator(".return-reason")).to_contain_text("请核对后重报")
    shots(clerk, "j10_checklist")
    upload(clerk, mended)
    # Only that it comes late is still said (C-12), and that asks for nothing.
    expect(clerk.locator("#findings .panel-head .mark")).to_have_text(["提示"])
    expect(clerk.locator(".gates .is-open").first).to_contain_text("已改正")
    shots(clerk, "j11_mended")
    certify(clerk, "王敏")

    # The reviewer approves.
    desk.reload()
    desk.get_by_role("button", name="审核通过").click()
    expect(desk.locator("#content")).to_contain_text("审核通过")
    shots(desk, "j12_approved")
    owed.refresh_from_db()
    assert owed.state == State.APPROVED

    # The office exports the year, and the cell is right.
    admin = sit(office).page
    shots(admin, "j13_office")
    admin.get_by_role("link", name="汇总和导出").first.click()
    shots(admin, "j14_sum")
    admin.get_by_role("button", name="冻结这份汇总").click()
    admin.get_by_role("listitem").filter(has_text="汇总表（XLSX）").get_by_role("button", name="导出").click()
    ready = admin.get_by_role("link", name="下载")
    expect(ready).to_be_visible(timeout=60_000)
    shots(admin, "j15_snapshot")
    with admin.expect_download() as download:
        ready.click()
    book = tmp_path / download.value.suggested_filename
    download.value.save_as(book)
    assert "2024" in book.name
    cycle, agency = owed.cycle, owed.agency.name
    assert exported(book, cycle, agency, "requests.total.other") == 151
    assert exported(book, cycle, agency, "requests.total.total") == 10474
    assert exported(book, cycle, agency, "requests.unavailable.not_held.other") == 6
    assert exported(book, cycle, agency, "disputes.reconsideration.total") == 1106
