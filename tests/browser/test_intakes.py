"""Several files, pasted text and typed words in a real browser: reload, back, two tabs, two clicks, an ended session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from parsing.report import Address, Report, State
from submissions import tasks
from submissions.models import Agency, Cycle, Intake, Submission, Upload, User
from submissions.states import Role
from tests import documents
from tests.browser.conftest import Desk, Sit
from tests.conftest import person
from tests.views.scenes import faulty_and_submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

INDUSTRY, EDUCATION, SCHOOLS = documents.INDUSTRY, "黑龙江省教育厅", "哈尔滨市教育局"
PICK = "把文件拖到这里，或选择文件（可多选）"
Shoot = Callable[[Page, str], None]

DROP = """files => {
  const given = new DataTransfer();
  for (const [name, text] of files) given.items.add(new File([text], name));
  return given;
}"""


@pytest.fixture
def many(cycle: Cycle, industry: Agency, education: Agency, harbin_schools: Agency) -> User:
    """A clerk of three agencies."""
    return person("many", "吴多处", *[(agency, Role.CLERK) for agency in (industry, education, harbin_schools)])


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    given = page.evaluate_handle(DROP, [[name, data.decode()] for name, data in files])
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": given})


def read_waiting() -> None:
    """The worker comes round."""
    for pk in Intake.objects.filter(processing="queued").values_list("pk", flat=True):
        tasks.read_intake(pk)


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def sign_in_again(desk: Desk, user: User) -> None:
    expect(desk.page.locator("#content")).to_contain_text("登录已过期")
    desk.page.get_by_label("用户名").fill(user.username)
    desk.page.get_by_label("密码").fill("correct horse battery 9")
    desk.page.get_by_role("button", name="登录").click()
    desk.page.wait_for_url(lambda url: "/login/" not in url)


@pytest.mark.both_databases
def test_three_dropped_files_find_their_reports_and_are_filed_once(
    sit: Sit, many: User, rings: list[int], shots: Shoot
) -> None:
    desk = sit(many)
    page = desk.open("owed")
    drop(
        page,
        ("教育.txt", documents.report(EDUCATION)),
        ("工信.txt", documents.report(INDUSTRY)),
        ("外省.txt", documents.report("辽宁省水利厅")),
    )
    page.wait_for_url("**/mine/files/")
    expect(page.locator("#intake-status")).to_have_text("正在识别 3 个")

    # A reload in the middle loses nothing, and the rows change by themselves when the worker has come.
    first = Intake.objects.order_by("pk")[0]
    tasks.read_intake(first.pk)
    page.reload()
    expect(page.locator(f"#intake-{first.pk}")).to_contain_text("可以归入")
    read_waiting()
    expect(page.locator("#intake-status")).to_have_text("可以归入 2 个，需要处理 1 个")
    expect(page.locator(".intake", has_text="外省.txt")).to_contain_text("不是您负责报送的机关")
    shots(page, "intakes_sorted")

    # Another tab has the same list open; what one files the other cannot file again.
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_role("button", name="归入 2 个文件").click()
    expect(page.locator("#messages")).to_contain_text("已归入 2 个文件")
    other.get_by_role("button", name="归入 2 个文件").click()
    expect(other.locator("#messages")).to_contain_text("没有可以归入的文件")
    assert sorted(Upload.objects.values_list("submission__agency__name", flat=True)) == sorted([EDUCATION, INDUSTRY])
    for pk in rings:
        tasks.read_upload(pk)
    expect(page.locator("#filed .intake", has_text="教育.txt")).to_contain_text("已读取")
    page.get_by_role("button", name="移除").click()
    expect(page.locator("#content")).to_contain_text("没有等待归入的文件")


def test_a_wrong_guess_is_corrected_by_the_keyboard(sit: Sit, many: User, rings: list[int]) -> None:
    page = sit(many).open("intakes")
    drop(page, ("一.txt", documents.report("黑龙江省厅")), ("二.txt", documents.report(SCHOOLS)))
    expect(page.locator("#intake-status")).to_have_text("正在识别 2 个")
    read_waiting()
    row = page.locator(".intake", has_text="一.txt")
    expect(row).to_contain_text("可能是")
    choice = row.get_by_label("归入")
    choice.focus()
    choice.select_option(label=f"{EDUCATION} 2024 年度")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text(f"“一.txt”将归入{EDUCATION}2024年度报告")
    expect(page.get_by_role("button", name="归入 2 个文件")).to_be_visible()


@pytest.mark.both_databases
def test_two_clicks_upload_once_and_going_back_shows_what_is_true(
    sit: Sit, clerk: User, submission: Submission, tmp_path: Path, rings: list[int]
) -> None:
    page = sit(clerk).open("report", submission.pk)
    file = tmp_path / "年报.txt"
    file.write_bytes(documents.report())
    page.get_by_label("把文件拖到这里，或选择文件").set_input_files(file)
    page.get_by_role("button", name="上传", exact=True).dblclick()
    expect(page.locator("#progress")).to_contain_text("正在排队")
    assert submission.uploads.count() == 1
    page.goto(page.url.split("/reports/")[0] + "/mine/")
    tasks.read_upload(rings[0])
    page.go_back()
    expect(page.get_by_role("heading", name="核对结果")).to_be_visible()
    assert submission.uploads.count() == 1


def test_a_page_that_waits_says_that_it_asks_again_by_itself_and_does(
    sit: Sit, clerk: User, submission: Submission, tmp_path: Path, rings: list[int]
) -> None:
    """The server is away for some seconds, first while the file is read, then when its pages are to be shown."""
    desk = sit(clerk)
    page = desk.open("report", submission.pk)
    file = tmp_path / "年报.txt"
    file.write_bytes(documents.report())
    for address in ("**/progress/", "**/document/**"):
        page.route(address, lambda route: route.fulfill(status=500, body=""))
    page.get_by_label("把文件拖到这里，或选择文件").set_input_files(file)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("本页会自动再试")
    expect(page.locator("#messages")).not_to_contain_text("未完成")
    tasks.read_upload(rings[0])
    page.unroute("**/progress/")
    expect(page.get_by_role("heading", name="核对结果")).to_be_visible()
    expect(page.locator("#messages")).to_contain_text("本页会自动再试")
    page.unroute("**/document/**")
    expect(page.locator("#messages")).not_to_contain_text("本页会自动再试")
    expect(page.locator("#document[hx-get*=asked]")).to_have_count(1)  # nobody draws the pages here
    desk.troubles[:] = [trouble for trouble in desk.troubles if "500" not in trouble]


def test_pasted_text_outlives_the_session_and_is_forgotten_when_it_has_arrived(
    sit: Sit, clerk: User, submission: Submission, rings: list[int], shots: Shoot
) -> None:
    desk = sit(clerk)
    page = desk.open("report", submission.pk)
    page.get_by_text("没有文件？粘贴报告全文").click()
    text = documents.report().decode()
    page.locator("#pasted").fill(text)
    end_session(page)
    page.get_by_role("button", name="用这段文字上传").click()
    sign_in_again(desk, clerk)
    assert page.url.endswith(f"/reports/{submission.pk}/")
    expect(page.locator("#pasted")).to_have_value(text)
    expect(page.locator(".kept-note")).to_contain_text("已恢复您上次没有保存的内容")
    shots(page, "kept")
    page.get_by_role("button", name="用这段文字上传").click()
    expect(page.locator("#messages")).to_contain_text("已收到“粘贴的文字")
    tasks.read_upload(rings[0])
    expect(page.get_by_role("heading", name="核对结果")).to_be_visible()
    page.reload()
    expect(page.locator("#pasted")).to_have_value("")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_copied_page_is_pasted_with_its_tables(
    sit: Sit, clerk: User, submission: Submission, rings: list[int], shots: Shoot
) -> None:
    """The text of a copied page tells neither its rows nor its empty cells."""
    page = sit(clerk).open("report", submission.pk)
    source = page.context.new_page()
    source.set_content(documents.report(kind="html", changes=(("requests.new.research", None),)).decode())
    source.keyboard.press("ControlOrMeta+A")
    source.keyboard.press("ControlOrMeta+C")
    page.bring_to_front()
    page.get_by_text("没有文件？粘贴报告全文").click()
    box, note = page.locator("#pasted"), page.get_by_text("表格也粘贴进来了")
    box.press("ControlOrMeta+V")
    expect(note).to_be_visible()
    shots(page, "pasted")
    box.press("End")
    box.press("Space")
    expect(note).to_be_hidden()
    expect(page.locator("input[name=page]")).to_have_value("")
    box.press("ControlOrMeta+A")
    box.press("ControlOrMeta+V")
    expect(note).to_be_visible()
    page.get_by_role("button", name="用这段文字上传").click()
    expect(page.locator("#messages")).to_contain_text("已收到“粘贴的内容")
    tasks.read_upload(rings[0])
    expect(page.get_by_role("heading", name="核对结果")).to_be_visible()
    read = Report.from_json(submission.uploads.get().readings.get().report or {})
    assert read.figures[Address("requests", "new", "research")].state is State.BLANK


def _paste(page: Page, html: str) -> None:
    """What a copied page of any size leaves in the box, without the clipboard of this machine."""
    page.locator("#pasted").evaluate(
        """(box, html) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/html", html);
          box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
          box.value = "正文";
          box.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
        }""",
        html,
    )


def test_pictures_in_a_copied_page_do_not_keep_its_tables_away(sit: Sit, clerk: User, submission: Submission) -> None:
    page = sit(clerk).open("report", submission.pk)
    page.get_by_text("没有文件？粘贴报告全文").click()
    _paste(page, f"<img src='data:image/png;base64,{'A' * 2_000_000}'><table><tr><td>12</td></tr></table>")
    expect(page.get_by_text("表格也粘贴进来了")).to_be_visible()
    expect(page.locator("input[name=page]")).to_have_value("<img src=''><table><tr><td>12</td></tr></table>")


def test_a_copied_page_too_large_for_its_tables_says_so(sit: Sit, clerk: User, submission: Submission) -> None:
    page = sit(clerk).open("report", submission.pk)
    page.get_by_text("没有文件？粘贴报告全文").click()
    said = page.get_by_text("粘贴的内容太大，表格没有一起带上")
    expect(said).to_be_hidden()
    _paste(page, f"<table><tr><td>12</td></tr></table><p>{'字' * 700_000}</p>")
    expect(said).to_be_visible()
    expect(page.locator("input[name=page]")).to_have_value("")
    _paste(page, "<table><tr><td>12</td></tr></table>")
    expect(said).to_be_hidden()


def test_an_explanation_outlives_a_reload_and_the_session(sit: Sit, clerk: User, faulty_draft: Submission) -> None:
    desk = sit(clerk)
    page = desk.open("report", faulty_draft.pk)
    finding = page.locator(".finding", has=page.get_by_text("填写情况说明")).first
    finding.get_by_text("填写情况说明").click()
    words = finding.get_by_label("向审核人说明为什么这样填")
    words.fill("三件撤回的申请未列入。")
    page.reload()
    expect(words).to_have_value("三件撤回的申请未列入。")
    expect(words).to_be_visible()
    end_session(page)
    finding.get_by_role("button", name="保存说明").click()
    sign_in_again(desk, clerk)
    page.locator("#messages").get_by_role("button", name="已恢复您上次没有保存的内容").click()
    expect(words).to_be_focused()
    expect(words).to_be_in_viewport()
    expect(words).to_have_value("三件撤回的申请未列入。")
    finding.get_by_role("button", name="保存说明").click()
    expect(page.locator("#messages")).to_contain_text("情况说明已保存")
    page.reload()
    assert page.locator(".kept-note").count() == 0
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_letter_of_return_outlives_the_session(
    sit: Sit, clerk: User, reviewer: User, submission: Submission, rings: list[int]
) -> None:
    faulty_and_submitted(submission, clerk)
    desk = sit(reviewer)
    page = desk.open("review", submission.pk)
    page.get_by_role("button", name="领取审核").click()
    page.get_by_label("退回理由").fill("表三两列的总计与各项之和不符。")
    end_session(page)
    page.get_by_role("button", name="退回修改").click()
    sign_in_again(desk, reviewer)
    expect(page.get_by_label("退回理由")).to_have_value("表三两列的总计与各项之和不符。")
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator("#content")).to_contain_text("已退回修改")
    submission.refresh_from_db()
    assert submission.state == "returned"


def test_a_draft_is_its_writers_alone(sit: Sit, clerk: User, office: User, faulty_draft: Submission) -> None:
    desk = sit(clerk)
    page = desk.open("report", faulty_draft.pk)
    page.locator("#pasted").evaluate("box => { box.value = '只有我看'; }")
    page.locator("#pasted").dispatch_event("input")
    colleague = person("colleague", "何同事", (faulty_draft.agency, Role.CLERK))
    end_session(page)
    desk.sign_in(colleague)
    page = desk.open("report", faulty_draft.pk)
    expect(page.locator("#pasted")).to_have_value("")


def test_a_strangers_link_leads_nowhere(sit: Sit, stranger: User, draft: Submission) -> None:
    desk = sit(stranger)
    page = desk.open("report", draft.pk)
    expect(page.locator("body")).not_to_contain_text(INDUSTRY)
    page.goto(page.url + "submit/")
    expect(page.locator("body")).not_to_contain_text(INDUSTRY)
    assert len(desk.troubles) == 2
    desk.troubles.clear()  # the browser's own word on the two answers of 404
