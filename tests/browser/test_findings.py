"""One finding from the clerk's words to the reviewer's decision, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from submissions.models import Cycle, Submission, User
from submissions.services import findings, policies
from submissions.states import State
from submissions.tasks import judge_stale
from tests.browser.conftest import Sit, settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

Shoot = Callable[[Page, str], None]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def mixed(faulty_draft: Submission, cycle: Cycle, office: User) -> Submission:
    """The two A-02 findings are 核实 this year; nothing else asks for words."""
    policies.set_rule(office, cycle, "A-02", "verify", "本年作核实处理")
    judge_stale()
    faulty_draft.refresh_from_db()
    return faulty_draft


def ids(submission: Submission) -> list[str]:
    assert submission.current_reading is not None
    return [f"#finding-{f.fingerprint}" for f in findings.unexplained(submission, submission.current_reading)]


def test_a_finding_is_explained_disputed_accepted_and_approved(
    sit: Sit, rings: list[int], mixed: Submission, clerk: User, reviewer: User, shots: Shoot
) -> None:
    first, second, *others = ids(mixed)
    assert not others
    desk = sit(clerk).page
    desk.get_by_role("link", name="处理问题").click()
    one = desk.locator(first)
    one.get_by_text("填写情况说明").click()
    one.get_by_label("向审核人说明").fill("三件申请已并案处理，见附件。")
    one.get_by_label("附件").set_input_files({"name": "登记台账.pdf", "mimeType": "application/pdf", "buffer": PDF})
    one.get_by_role("button", name="保存说明").click()
    expect(desk.locator(first)).to_contain_text("已说明，待审核")
    expect(desk.locator(first)).to_contain_text("登记台账.pdf")
    settled(desk)  # come back at the finding, it scrolls there while the document is being fetched
    other = desk.locator(second)
    other.get_by_text("填写情况说明").click()
    other.get_by_label("向审核人说明").fill("同一原因，数据没有错。")
    other.get_by_role("button", name="提出误报").click()
    expect(desk.locator(second)).to_contain_text("已提出误报，待审核")
    shots(desk, "f01_answered")
    desk.get_by_role("link", name="核对并提交").click()
    desk.get_by_label("本级").check()
    desk.get_by_label("本人确认").check()
    desk.get_by_role("button", name="提交审核").click()

    bench = sit(reviewer).page
    bench.get_by_role("link", name=mixed.agency.name, exact=True).click()
    expect(bench.locator("#decide")).to_contain_text("还有 2 项核实性问题的情况说明没有采纳")
    bench.locator(first).get_by_label("列入退回清单").check()
    bench.get_by_label("退回理由").fill("请先来电。")
    bench.get_by_label("退回理由").evaluate("field => { field.style.height = '20rem'; }")  # as its corner is dragged
    bench.get_by_role("button", name="按勾选起草退回意见").click()
    expect(bench.get_by_label("退回理由")).to_have_value(re.compile(r"请先来电。[\s\S]*1．【核实】[\s\S]*规则 A-02"))
    shots(bench, "f02_drafted")
    bench.locator(first).get_by_role("button", name="采纳说明").click()
    expect(bench.locator(first)).to_contain_text("已说明，已采纳")
    settled(bench)
    bench.locator(second).get_by_text("认定误报").first.click()
    bench.locator(second).get_by_label("理由").fill("规则没有考虑并案。")
    bench.locator(second).get_by_role("button", name="认定误报").click()
    expect(bench.locator(second)).to_contain_text("审核人认定误报")
    shots(bench, "f03_decided")
    bench.get_by_role("button", name="审核通过").click()
    expect(bench.locator("#content")).to_contain_text("审核通过")
    mixed.refresh_from_db()
    assert mixed.state == State.APPROVED


def test_the_office_tries_a_rule_and_promotes_it(
    sit: Sit, rings: list[int], approved: Submission, cycle: Cycle, office: User, shots: Shoot
) -> None:
    desk = sit(office).page
    desk.get_by_role("link", name="2024年度", exact=True).first.click()
    desk.get_by_role("link", name="规则设置").click()
    shots(desk, "f04_rules")
    desk.get_by_role("link", name="A-07").click()
    desk.get_by_label("处理方式").select_option("silent")
    desk.get_by_label("理由").fill("先试运行。")
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator("#content")).to_contain_text("核实 → 静默试运行。先试运行。")
    shots(desk, "f05_rule")
