"""Telling people: the right ones, once, and no mail lost when the server is down."""

from __future__ import annotations

from datetime import date, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django import Settings

from submissions.models import Agency, Mailing, Notice, NoticeChoice, Scope, Submission, User
from submissions.services import explanations, mailing, notices, reminders, review
from submissions.states import Role, State
from tests.conftest import person, put
from tests.views.scenes import faulty_and_submitted, upload_unread

pytestmark = pytest.mark.django_db


def with_address(user: User) -> User:
    user.email = f"{user.username}@example.gov.cn"
    user.save(update_fields=["email"])
    return user


def titles(user: User) -> list[str]:
    return list(user.notices.order_by("pk").values_list("title", flat=True))


def test_the_sender_is_told_that_a_file_arrived_and_was_read(draft: Submission, clerk: User) -> None:
    assert titles(clerk) == [
        "已收到黑龙江省工业和信息化厅2024年度报告的文件",
        "黑龙江省工业和信息化厅2024年度报告已读取，请核对",
    ]


def test_every_clerk_of_the_agency_is_told_of_a_return_and_nobody_else(
    submitted: Submission, industry: Agency, clerk: User, stranger: User, reviewer: User
) -> None:
    colleague = person("colleague", "周同事", (industry, Role.CLERK))
    review.send_back(reviewer, submitted, [], "第五部分没有改进措施，请补充。")
    (notice,) = colleague.notices.all()
    assert (notice.title, notice.text) == (
        "黑龙江省工业和信息化厅2024年度报告被退回修改",
        "第五部分没有改进措施，请补充。",
    )
    assert notice.path == f"/reports/{submitted.pk}/"
    assert titles(clerk)[-1] == notice.title
    assert titles(stranger) == titles(reviewer) == []


def test_a_report_that_comes_back_is_told_to_who_returned_it(
    submitted: Submission, clerk: User, reviewer: User
) -> None:
    assert titles(reviewer) == [], "a new report waits in the queue and the digest"
    review.send_back(reviewer, submitted, [], "请补充。")
    review.submit(clerk, submitted, "李填报", Scope.OWN)
    assert titles(reviewer) == ["黑龙江省工业和信息化厅重新提交了2024年度报告"]


def test_an_explanation_that_is_not_taken_needs_the_clerk(submission: Submission, clerk: User, reviewer: User) -> None:
    faulty_and_submitted(submission, clerk)
    explanation = submission.explanations.first()
    assert explanation is not None
    explanations.judge_explanation(reviewer, submission, explanation.fingerprint, accepted=False)
    assert titles(clerk)[-1] == "黑龙江省工业和信息化厅2024年度报告的一项情况说明未被采纳"


def test_approval_is_told(approved: Submission, clerk: User) -> None:
    assert titles(clerk)[-1] == "黑龙江省工业和信息化厅2024年度报告审核通过"


def test_reminders_go_only_to_those_who_still_owe_and_once_a_step(
    submission: Submission, clerk: User, stranger: User
) -> None:
    other = Submission.objects.get(agency__name="黑龙江省教育厅")
    put(other, State.APPROVED)
    Submission.objects.filter(agency__parent=None).update(due_on=date(2030, 1, 1))
    day = submission.due_on - timedelta(days=7)
    assert reminders.remind(day) == 1
    assert reminders.remind(day) == 0
    assert titles(clerk) == ["黑龙江省工业和信息化厅2024年度报告还有 7 天截止（2025-01-31）"]
    assert reminders.remind(day + timedelta(days=2)) == 0
    assert reminders.remind(submission.due_on) == 1
    assert reminders.remind(submission.due_on + timedelta(days=5)) == 1
    assert titles(clerk)[1:] == [
        "黑龙江省工业和信息化厅2024年度报告今天截止",
        "黑龙江省工业和信息化厅2024年度报告已逾期 5 天",
    ]
    assert titles(stranger) == []


def test_an_extended_deadline_is_reminded_anew(submission: Submission, clerk: User) -> None:
    assert reminders.remind(submission.due_on) == 1
    Submission.objects.filter(pk=submission.pk).update(due_on=submission.due_on + timedelta(days=10))
    assert reminders.remind(submission.due_on) == 1
    assert titles(clerk)[-1] == "黑龙江省工业和信息化厅2024年度报告还有 10 天截止（2025-02-10）"


def test_a_reviewer_gets_one_digest_a_day_of_their_own_subtree(
    submitted: Submission, reviewer: User, harbin_reviewer: User
) -> None:
    today = timezone.localdate()
    assert reminders.digest(today) == 1
    assert reminders.digest(today) == 0
    (notice,) = reviewer.notices.all()
    assert notice.title == "待审核 1 份，您已领取 0 份"
    assert notice.text == "等待最久的是黑龙江省工业和信息化厅，已 0 天。"
    assert titles(harbin_reviewer) == []


def test_mail_goes_out_once_with_the_address_of_the_page(
    submitted: Submission, clerk: User, reviewer: User, settings: Settings
) -> None:
    settings.SITE_URL = "https://portal.example.gov.cn"
    with_address(clerk)
    review.send_back(reviewer, submitted, [], "请补充。")
    assert mailing.send_waiting() == 1
    assert mailing.send_waiting() == 0
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["clerk@example.gov.cn"], "黑龙江省工业和信息化厅2024年度报告被退回修改")
    assert f"https://portal.example.gov.cn/reports/{submitted.pk}/" in sent.body
    assert "请补充。" in sent.body
    assert Notice.objects.get(mailing=Mailing.SENT).user == clerk


def test_who_wants_no_mail_gets_none(submitted: Submission, clerk: User, reviewer: User) -> None:
    with_address(clerk)
    notices.choose(clerk, wanted=["approved"], offered=["returned", "approved"])
    review.send_back(reviewer, submitted, [], "请补充。")
    assert mailing.send_waiting() == 0
    assert NoticeChoice.objects.filter(user=clerk, by_mail=True).values_list("kind", flat=True).get() == "approved"


class Down(EmailBackend):
    def open(self) -> bool | None:
        raise ConnectionRefusedError


class Stumbles(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected


@pytest.mark.parametrize("backend", [Down, Stumbles])
def test_a_mail_server_that_is_down_delays_mail_and_loses_none(
    submitted: Submission, clerk: User, reviewer: User, settings: Settings, backend: type[EmailBackend]
) -> None:
    with_address(clerk)
    review.send_back(reviewer, submitted, [], "请补充。")
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"
    assert mailing.send_waiting() == 0
    notice = Notice.objects.get(mailing=Mailing.QUEUED)
    assert notice.tries == 1
    settings.EMAIL_BACKEND = working
    assert mailing.send_waiting() == 0, "the next try waits a minute"
    Notice.objects.update(next_try=timezone.now() - timedelta(seconds=1))
    assert mailing.send_waiting() == 1
    assert len(mail.outbox) == 1


def test_mail_whose_process_died_is_not_sent_again_but_named(
    submitted: Submission, clerk: User, reviewer: User
) -> None:
    with_address(clerk)
    review.send_back(reviewer, submitted, [], "请补充。")
    Notice.objects.filter(mailing=Mailing.QUEUED).update(
        mailing=Mailing.SENDING, next_try=timezone.now() - timedelta(minutes=11)
    )
    assert mailing.send_waiting() == 0
    assert mail.outbox == []
    assert Notice.objects.get(mailing=Mailing.UNCERTAIN).user == clerk


def test_the_same_key_is_told_once_even_by_two_tasks_at_once(clerk: User) -> None:
    assert notices.send([clerk], "deadline", "due-1", "还有 7 天") == 1
    assert notices.send([clerk], "deadline", "due-1", "还有 7 天") == 0
    Notice.objects.bulk_create([Notice(user=clerk, kind="deadline", key="due-1", title="again")], ignore_conflicts=True)
    assert titles(clerk) == ["还有 7 天"]


def test_a_refused_file_is_told_to_who_sent_it(submission: Submission, clerk: User) -> None:
    upload_unread(submission, clerk, b"\0\1\2\3", "report.xyz")
    assert titles(clerk)[-1] == "黑龙江省工业和信息化厅2024年度报告的文件读取失败"
