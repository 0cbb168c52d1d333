"""One report before the reviewer: what the page shows, and every decision on it."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions.models import Agency, Decision, Event, Figure, Scope, Submission, User
from submissions.services import review
from submissions.states import Role, State
from tests import documents
from tests.conftest import Send, person
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted

DECISIONS = ("claim", "release", "approve", "send_back", "reopen", "judge_explanation")


@pytest.fixture
def desk(reviewer: User) -> Client:
    return signed_in(reviewer)


@pytest.fixture
def faulty(submission: Submission, clerk: User) -> Submission:
    """A report with two 强制 faults, each explained, waits for the reviewer."""
    return faulty_and_submitted(submission, clerk)


def at(name: str, submission: Submission) -> str:
    return reverse(name, args=[submission.pk])


def items_of(submission: Submission) -> list[str]:
    assert submission.current_reading is not None
    return list(submission.current_reading.findings.filter(outcome="failed").values_list("fingerprint", flat=True))


def state_of(submission: Submission) -> State:
    submission.refresh_from_db()
    return submission.status


# --- claim and release


def test_a_report_is_claimed_and_put_back(desk: Client, submitted: Submission, reviewer: User) -> None:
    response = desk.post(at("claim", submitted), follow=True)
    assert "已领取" in text_of(response)
    assert state_of(submitted) is State.IN_REVIEW
    assert submitted.reviewer == reviewer
    assert "已放回待审核" in text_of(desk.post(at("release", submitted), follow=True))
    assert state_of(submitted) is State.SUBMITTED
    assert submitted.reviewer is None


def test_a_second_claim_is_told_it_came_too_late(desk: Client, submitted: Submission, harbin_reviewer: User) -> None:
    desk.post(at("claim", submitted))
    response = desk.post(at("claim", submitted), follow=True)
    assert "当前状态为“审核中”，不能领取审核" in text_of(response)


# --- approve


def test_a_report_that_agrees_is_approved(desk: Client, submitted: Submission) -> None:
    response = desk.post(at("approve", submitted), follow=True)
    assert "黑龙江省工业和信息化厅：审核通过" in text_of(response)
    assert state_of(submitted) is State.APPROVED
    assert Figure.objects.filter(submission=submitted).exists()


def test_faults_are_not_let_through_without_a_reason(desk: Client, faulty: Submission) -> None:
    response = desk.post(at("approve", faulty), {"waive_reason": " "})
    assert response.status_code == 400
    assert "请写明放行理由，或者退回修改" in text_of(response)
    assert state_of(faulty) is State.SUBMITTED


def test_faults_let_through_with_a_reason_are_remembered(desk: Client, faulty: Submission) -> None:
    desk.post(at("approve", faulty), {"waive_reason": "原件已公开，差额在附注中说明。"})
    assert state_of(faulty) is State.APPROVED
    decision = Decision.objects.get(submission=faulty, move="approve")
    assert len(decision.waivers) == 2
    words = text_of(desk.get(at("review", faulty)))
    assert "放行的强制性问题" in words
    assert "差额在附注中说明" in words


# --- return


def test_ticked_findings_and_the_reason_go_back_with_the_report(desk: Client, faulty: Submission, clerk: User) -> None:
    first, *_others = items_of(faulty)
    response = desk.post(at("send_back", faulty), {"reason": "合计与各项不符，请核对。", "items": [first]}, follow=True)
    assert response.status_code == 200
    assert state_of(faulty) is State.RETURNED
    decision = Decision.objects.get(submission=faulty, move="return")
    assert [item["fingerprint"] for item in decision.items] == [first]
    assert "已退回，等待单位改好后重新提交" in text_of(response)
    seen_by_clerk = text_of(signed_in(clerk).get(at("report", faulty)))
    assert "合计与各项不符，请核对。" in seen_by_clerk
    assert decision.items[0]["message"] in seen_by_clerk


def test_a_return_without_a_reason_keeps_the_ticks(desk: Client, faulty: Submission) -> None:
    first, *_others = items_of(faulty)
    response = desk.post(at("send_back", faulty), {"reason": "", "items": [first]})
    assert response.status_code == 400
    assert "请写明退回理由" in text_of(response)
    assert re.search(rf'value="{first}"[^>]* checked>', response.content.decode())
    assert state_of(faulty) is State.SUBMITTED


def test_a_tick_that_is_no_finding_is_explained(desk: Client, faulty: Submission) -> None:
    response = desk.post(at("send_back", faulty), {"reason": "请改。", "items": ["0" * 32]})
    assert response.status_code == 400
    assert "勾选的问题已不在最新的核对结果中" in text_of(response)


def test_a_report_without_faults_may_go_back_for_its_text(desk: Client, submitted: Submission) -> None:
    desk.post(at("send_back", submitted), {"reason": "第五部分没有写问题。"})
    assert state_of(submitted) is State.RETURNED


def test_the_answer_to_a_return_stands_on_the_page(desk: Client, faulty: Submission, clerk: User, send: Send) -> None:
    desk.post(at("send_back", faulty), {"reason": "请改正。", "items": items_of(faulty)})
    send(clerk, faulty, documents.report(), "新.txt")
    review.submit(clerk, faulty, "李填报", "own")
    words = text_of(desk.get(at("review", faulty)))
    assert "退回意见" in words
    assert words.count("已改正") >= 2


# --- reopen


def test_an_approval_is_taken_back_with_a_reason(desk: Client, approved: Submission) -> None:
    assert "请写明撤销通过的理由" in text_of(desk.post(at("reopen", approved), {"reason": ""}))
    assert state_of(approved) is State.APPROVED
    desk.post(at("reopen", approved), {"reason": "收到更正件。"})
    assert state_of(approved) is State.IN_REVIEW
    assert not Figure.objects.filter(submission=approved).exists()
    assert "收到更正件。" in text_of(desk.get(at("review", approved)))


# --- explanations


@pytest.mark.parametrize(("verdict", "word"), [("accepted", "已采纳"), ("refused", "未采纳")])
def test_an_explanation_is_taken_or_not(desk: Client, faulty: Submission, verdict: str, word: str) -> None:
    first, *_others = items_of(faulty)
    response = desk.post(at("judge_explanation", faulty), {"fingerprint": first, "verdict": verdict})
    assert response["Location"].endswith(f"#finding-{first}")
    assert faulty.explanations.get(fingerprint=first).verdict == verdict
    assert word in text_of(desk.get(at("review", faulty)))


def test_an_explanation_nobody_gave_cannot_be_judged(desk: Client, faulty: Submission) -> None:
    data = {"fingerprint": "none", "verdict": "accepted"}
    assert "还没有情况说明" in text_of(desk.post(at("judge_explanation", faulty), data, follow=True))


# --- somebody else was first


def test_a_return_that_came_too_late_loses_nothing_that_was_typed(
    desk: Client, faulty: Submission, reviewer: User
) -> None:
    items = items_of(faulty)
    review.approve(reviewer, faulty, "已核实。")
    response = desk.post(at("send_back", faulty), {"reason": "合计与各项不符。", "items": items[:1]})
    assert response.status_code == 409
    words = text_of(response)
    assert "“退回修改”没有办成" in words
    assert "当前状态为“审核通过”，不能退回修改" in words
    assert "赵审核：审核通过" in words
    assert "合计与各项不符。" in words
    assert len(response.context["kept"].items) == 1
    assert state_of(faulty) is State.APPROVED


def test_an_approval_that_came_too_late_keeps_the_reason(desk: Client, faulty: Submission, reviewer: User) -> None:
    review.send_back(reviewer, faulty, [], "请改。")
    response = desk.post(at("approve", faulty), {"waive_reason": "附注已说明。"})
    assert response.status_code == 409
    assert "附注已说明。" in text_of(response)
    assert state_of(faulty) is State.RETURNED


# --- who may


@pytest.mark.parametrize("name", ["review", *DECISIONS])
def test_a_reviewer_of_another_area_finds_nothing(harbin_reviewer: User, submitted: Submission, name: str) -> None:
    client = signed_in(harbin_reviewer)
    response = client.get(at(name, submitted)) if name == "review" else client.post(at(name, submitted))
    assert response.status_code == 404
    assert state_of(submitted) is State.SUBMITTED


@pytest.mark.parametrize("name", ["review", *DECISIONS])
def test_the_clerk_is_told_that_only_reviewers_decide(clerk: User, submitted: Submission, name: str) -> None:
    client = signed_in(clerk)
    response = client.get(at(name, submitted)) if name == "review" else client.post(at(name, submitted))
    assert response.status_code == 403
    assert "只有审核人" in text_of(response)
    assert state_of(submitted) is State.SUBMITTED


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("claim", {}, "只有审核人可以领取审核"),
        ("approve", {}, "只有审核人可以审核通过"),
        ("send_back", {"reason": "请改。"}, "只有审核人可以退回修改"),
    ],
)
def test_the_office_may_not_decide(
    office: User, submitted: Submission, name: str, data: dict[str, str], why: str
) -> None:
    response = signed_in(office).post(at(name, submitted), data)
    assert response.status_code == 403
    assert why in text_of(response)
    assert state_of(submitted) is State.SUBMITTED


@pytest.mark.parametrize("name", DECISIONS)
def test_decisions_are_posted_only(desk: Client, submitted: Submission, name: str) -> None:
    assert desk.get(at(name, submitted)).status_code == 405
    window = desk.get(at(name, submitted), headers={"Accept": "text/html,*/*;q=0.8"}, follow=True)
    assert window.redirect_chain[-1] == (at("review", submitted), 302), "no browser's page of error"
    assert state_of(submitted) is State.SUBMITTED


def test_every_decision_is_an_event_with_its_actor(desk: Client, submitted: Submission, reviewer: User) -> None:
    desk.post(at("claim", submitted))
    desk.post(at("approve", submitted))
    desk.post(at("reopen", submitted), {"reason": "更正。"})
    kinds = Event.objects.filter(submission=submitted, actor=reviewer).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["claim", "approve", "reopen"]


# --- a lease, a first review, and decisions taken back


def test_an_open_page_keeps_its_claim_and_is_told_when_it_is_lost(
    desk: Client, submitted: Submission, reviewer: User, province: Agency
) -> None:
    assert desk.post(at("renew", submitted)).status_code == 409
    desk.post(at("claim", submitted))
    assert 'data-renew="' in desk.get(at("review", submitted)).content.decode()
    assert desk.post(at("renew", submitted)).json()["words"].startswith("领取至 ")
    Submission.objects.filter(pk=submitted.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    second = signed_in(person("second", "周审核", (province, Role.REVIEWER)))
    assert "赵审核的领取已经到期" in text_of(second.get(at("review", submitted)))
    assert "已接手" in text_of(second.post(at("take_over", submitted), follow=True))
    lost = desk.post(at("renew", submitted))
    assert (lost.status_code, "周审核正在审核" in lost.json()["words"]) == (409, True)


def test_a_return_is_taken_back_from_its_page(desk: Client, faulty: Submission) -> None:
    desk.post(at("send_back", faulty), {"reason": "请核对。", "items": []})
    assert "之前可以撤销" in text_of(desk.get(at("review", faulty)))
    assert "请写明撤销的理由" in text_of(desk.post(at("unreturn", faulty), {"reason": ""}))
    desk.post(at("unreturn", faulty), {"reason": "退错了单位。"})
    assert state_of(faulty) is State.IN_REVIEW


def test_the_first_review_and_its_end_are_taken_from_the_page(
    desk: Client, submitted: Submission, province: Agency
) -> None:
    Submission.objects.filter(pk=submitted.pk).update(first_level=province)
    page = text_of(desk.get(at("review", submitted)))
    assert "初审通过后转上级审核" in page
    assert "已转上级审核" in text_of(desk.post(at("endorse", submitted), follow=True))
    assert "收回初审" in text_of(desk.get(at("review", submitted)))
    desk.post(at("unendorse", submitted), {"reason": "看漏了。"})
    assert state_of(submitted) is State.IN_REVIEW


@pytest.mark.parametrize("name", ["take_over", "renew", "endorse", "unendorse", "unreturn"])
def test_these_deeds_are_not_for_strangers(submitted: Submission, stranger: User, clerk: User, name: str) -> None:
    assert signed_in(stranger).post(at(name, submitted)).status_code == 404
    assert signed_in(clerk).post(at(name, submitted)).status_code == 403
    assert signed_in(stranger).get(at(name, submitted)).status_code == 405


# --- what was looked at


def stamp_on(response: Any, name: str) -> str:
    """What the form of this deed says of the report it was shown with."""
    form = re.search(rf'action="[^"]*/{name}/".*?</form>', response.content.decode(), re.DOTALL)
    found = form and re.search(r'name="seen" value="([^"]+)"', form[0])
    assert found, name
    return found[1]


@pytest.mark.parametrize(("deed", "word"), [("approve", "审核通过"), ("return", "退回修改")])
def test_a_report_that_was_replaced_while_it_was_read_is_shown_again_first(
    desk: Client, submitted: Submission, clerk: User, send: Send, deed: str, word: str
) -> None:
    """The agency may withdraw what nobody has claimed: a decision on the old page is none on the new report."""
    page = desk.get(at("review", submitted))
    typed = {"seen": stamp_on(page, deed), "reason": "请补写第五部分。"}
    review.withdraw(clerk, submitted)
    send(clerk, submitted, documents.report(changes=(("disclosure.licensing.decisions", Decimal(77)),)))
    review.submit(clerk, submitted, "李填报", Scope.OWN)
    address = at("approve" if deed == "approve" else "send_back", submitted)
    response = desk.post(address, typed)
    assert response.status_code == 409
    assert f"“{word}”没有办成" in text_of(response)
    assert "请看过现在的内容再决定" in text_of(response)
    assert "查看之后，有" in text_of(response), "the page says what has changed"
    assert state_of(submitted) is State.SUBMITTED
    desk.post(address, typed | {"seen": stamp_on(response, deed)})
    assert state_of(submitted) is (State.APPROVED if deed == "approve" else State.RETURNED)
