"""Chasing: those who owe are told once a day, whoever cannot be told is named, and all of it is kept."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from submissions import tasks
from submissions.display.chases import reach_counts
from submissions.models import Agency, Chase, Chased, Cycle, Event, Kind, Mailing, Notice, Submission, User
from submissions.services import bell, chase_text, chases, cycles, mailing, notices, review
from submissions.services.errors import NotAllowed, Refused
from submissions.states import Role, State
from tests.conftest import agency, person, put

TEXT = "请{机关}于{截止日期}前报送{年度}年度报告，{期限}。{待办}"


def ids_of(cycle: Cycle) -> list[int]:
    return list(cycle.submissions.order_by("pk").values_list("pk", flat=True))


def chase(office: User, cycle: Cycle, root: Agency, *, again: bool = False, text: str = TEXT) -> Chase:
    return chases.send(office, root, cycle, ids_of(cycle), text, uuid4(), again=again)


def numbers(one: Chase) -> dict[str, int]:
    return {each.code: each.number for each in reach_counts(one)}


# --- the words


def test_a_text_names_agency_year_deadline_and_what_is_left(submission: Submission) -> None:
    today = date(2025, 2, 5)
    assert chase_text.fill(TEXT, submission, {}, today) == (
        "请黑龙江省工业和信息化厅于2025年1月31日前报送2024年度报告，已逾期 5 天。"
        "目前还没有报送，请登录平台上传报告，或在线填写。"
    )


def test_what_is_left_follows_the_report(faulty_draft: Submission, reviewer: User) -> None:
    faulty_draft.refresh_from_db()
    assert chase_text.task_words(faulty_draft, 0) == "报告已上传，还有 2 项问题没有改正或说明，处理后请提交。"
    review.send_back(reviewer, put(faulty_draft, State.IN_REVIEW), [], "请改。")
    faulty_draft.refresh_from_db()
    today = timezone.localdate()
    day = f"{today.year}年{today.month}月{today.day}日"
    assert chase_text.task_words(faulty_draft, 3) == f"报告于{day}被退回修改，退回清单共 3 项，请逐项答复后重新提交。"


def test_a_draft_without_faults_only_waits_to_be_handed_in(draft: Submission) -> None:
    assert chase_text.task_words(draft, 0) == "报告已上传，还没有提交，请核对后提交。"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("  ", "请填写催报内容。"),
        ("请{名称}报送", "{名称}"),
        ("长" * 2001, "2000"),
    ],
)
def test_a_text_that_cannot_be_filled_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        chase_text.check(text)
    assert why in refused.value.why


# --- sending


def test_those_who_owe_are_told_and_those_who_do_not_are_left_alone(
    cycle: Cycle, submission: Submission, province: Agency, office: User, clerk: User, stranger: User
) -> None:
    put(Submission.objects.get(agency__name="黑龙江省教育厅"), State.SUBMITTED)
    one = chase(office, cycle, province)
    assert one.recipients.count() == 5
    (notice,) = clerk.notices.all()
    assert notice.title.startswith("催报：黑龙江省工业和信息化厅2024年度报告已逾期 ")
    assert "请黑龙江省工业和信息化厅于2025年1月31日前报送2024年度报告" in notice.text
    assert notice.path == f"/reports/{submission.pk}/"
    assert not stranger.notices.exists(), "theirs is handed in"
    event = Event.objects.get(kind="chase", submission=submission)
    assert event.note.startswith("已通知：李填报。请黑龙江省工业和信息化厅")
    assert numbers(one) | {"unread": 0} == {
        "all": 5, "told": 1, "read": 0, "unread": 0, "sent": 0, "queued": 0, "refused": 0, "uncertain": 0,
        "nobody": 4, "called": 0, "answered": 0, "owing": 5,
    }  # fmt: skip


def test_the_same_page_sent_twice_chases_once(cycle: Cycle, province: Agency, office: User, clerk: User) -> None:
    token = uuid4()
    first = chases.send(office, province, cycle, ids_of(cycle), TEXT, token)
    assert chases.send(office, province, cycle, ids_of(cycle), TEXT, token) == first
    assert (Chase.objects.count(), Chased.objects.count(), clerk.notices.count()) == (1, 6, 1)


def test_nobody_is_chased_twice_a_day_unless_somebody_says_so(
    cycle: Cycle, province: Agency, office: User, clerk: User
) -> None:
    chase(office, cycle, province)
    planned = chases.plan(office, cycle, ids_of(cycle))
    assert (len(planned.today), len(planned.fresh)) == (6, 0)
    with pytest.raises(Refused) as refused:
        chase(office, cycle, province)
    assert refused.value.why == "所选单位今天都已经催报过，或者已经不用催报。"
    again = chase(office, cycle, province, again=True)
    assert set(again.recipients.values_list("again", flat=True)) == {True}
    assert clerk.notices.count() == 2
    Chased.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert chase(office, cycle, province).recipients.count() == 6


def test_the_database_itself_chases_once_a_day(
    cycle: Cycle, province: Agency, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two officers at once: the second saw nobody chased yet."""
    before = chases.plan(office, cycle, ids_of(cycle))
    chase(office, cycle, province)
    monkeypatch.setattr(chases, "plan", lambda *_: before)
    with pytest.raises(Refused) as refused:
        chase(office, cycle, province)
    assert refused.value.why == "其中有单位刚刚被催报过，请重新查看后再发。"
    assert (Chase.objects.count(), Notice.objects.filter(chased__isnull=False).count()) == (1, 0)


def test_who_handed_in_since_the_choice_is_not_chased(cycle: Cycle, office: User, submission: Submission) -> None:
    put(submission, State.SUBMITTED)
    planned = chases.plan(office, cycle, ids_of(cycle))
    assert (len(planned.owing), planned.gone) == (5, 1)


def test_an_office_chases_in_its_own_area_only(cycle: Cycle, harbin: Agency, province: Agency) -> None:
    city = person("city", "周市管", (harbin, Role.OFFICE))
    assert chase(city, cycle, harbin).recipients.count() == 3
    with pytest.raises(NotAllowed):
        chase(city, cycle, province, again=True)


def test_a_closed_year_is_not_chased_for(cycle: Cycle, province: Agency, office: User) -> None:
    cycles.close_cycle(office, cycle)
    with pytest.raises(Refused, match="2024年度报送已结束"):
        chase(office, cycle, province)


def test_a_chase_costs_the_same_however_many(
    cycle: Cycle, province: Agency, office: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def clerks(start: int, many: int) -> None:
        for n in range(start, start + many):
            one = agency(f"9{n}", f"第{n}局", Kind.DEPARTMENT, province)
            person(f"p{n}", f"填报{n}", (one, Role.CLERK))
        cycles.enrol(cycle)

    clerks(0, 2)
    with django_assert_num_queries(17):
        chase(office, cycle, province)
    clerks(2, 30)
    with django_assert_num_queries(17):
        chase(office, cycle, province, again=True)
    assert Chased.objects.count() == 8 + 38


def test_a_return_can_still_be_taken_back_after_a_chase(
    submitted: Submission, province: Agency, office: User, reviewer: User
) -> None:
    review.send_back(reviewer, submitted, [], "请补充。")
    chase(office, submitted.cycle, province)
    chases.note_call(office, submitted, "张三", "下午改好。")
    assert review.unreturn(reviewer, submitted, "退回有误。").status is State.IN_REVIEW


# --- whom it reached


def with_address(user: User) -> None:
    user.email = "clerk@example.gov.cn"
    user.save()


def test_mail_of_a_chase_goes_out_once(cycle: Cycle, province: Agency, office: User, clerk: User) -> None:
    with_address(clerk)
    one = chase(office, cycle, province)
    assert numbers(one)["queued"] == 1
    assert (mailing.send_waiting(), mailing.send_waiting()) == (1, 0)
    assert len(mail.outbox) == 1
    assert "催报" in mail.outbox[0].subject
    assert (numbers(one)["sent"], numbers(one)["queued"]) == (1, 0)
    clerk.notices.update(read_at=timezone.now())
    assert (numbers(one)["read"], numbers(one)["unread"]) == (1, 0)


def test_the_mail_of_a_large_chase_goes_out_round_after_round(
    cycle: Cycle, province: Agency, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        one = agency(f"9{n}", f"第{n}局", Kind.DEPARTMENT, province)
        with_address(person(f"p{n}", f"填报{n}", (one, Role.CLERK)))
    cycles.enrol(cycle)
    chase(office, cycle, province)
    monkeypatch.setattr(mailing, "BATCH", 2)
    rings: list[str] = []
    monkeypatch.setattr(bell, "ring", lambda pk, work: rings.append(work))
    assert [tasks.send_mail() for _ in range(3)] == [2, 2, 1]
    assert rings == ["mail", "mail"], "the last round was not full"


class Refusing(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({})


def test_an_address_that_is_refused_is_shown_and_not_tried_again(
    cycle: Cycle, province: Agency, office: User, clerk: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    with_address(clerk)
    one = chase(office, cycle, province)
    assert (mailing.send_waiting(), numbers(one)["refused"]) == (0, 1)


def test_mail_whose_process_died_is_uncertain_and_not_repeated(
    cycle: Cycle, province: Agency, office: User, clerk: User
) -> None:
    with_address(clerk)
    one = chase(office, cycle, province)
    Notice.objects.update(mailing=Mailing.SENDING, next_try=timezone.now() - timedelta(minutes=11))
    assert (mailing.send_waiting(), numbers(one)["uncertain"], mail.outbox) == (0, 1, [])


def test_who_wants_no_mail_of_reminders_gets_none_and_is_told_on_the_site(
    cycle: Cycle, province: Agency, office: User, clerk: User
) -> None:
    with_address(clerk)
    notices.choose(clerk, wanted=[], offered=["deadline"])
    one = chase(office, cycle, province)
    assert (numbers(one)["told"], numbers(one)["queued"], mailing.send_waiting()) == (1, 0, 0)


def test_a_call_is_kept_with_whom_and_what_was_said(
    cycle: Cycle, province: Agency, office: User, clerk: User, submission: Submission
) -> None:
    one = chase(office, cycle, province)
    chases.note_call(office, submission, " 张三 ", "已说明，周五前报。")
    call = submission.calls.get()
    assert (call.called, call.text, call.by) == ("张三", "已说明，周五前报。", office)
    assert Event.objects.get(kind="chase_call").note == "张三：已说明，周五前报。"
    assert numbers(one)["called"] == 1
    with pytest.raises(Refused):
        chases.note_call(office, submission, "张三", " ")
    with pytest.raises(NotAllowed):
        chases.note_call(clerk, submission, "", "我自己。")


def test_who_hands_in_after_a_chase_is_counted(draft: Submission, province: Agency, office: User, clerk: User) -> None:
    one = chase(office, draft.cycle, province)
    review.submit(clerk, draft, "李填报", "own")
    assert (numbers(one)["answered"], numbers(one)["owing"]) == (1, 5)


@pytest.mark.django_db(transaction=True)
def test_two_servers_that_send_the_same_page_at_once_chase_once(
    cycle: Cycle, province: Agency, office: User, clerk: User
) -> None:
    token, ids, done = uuid4(), ids_of(cycle), []

    def send() -> None:
        try:
            done.append(chases.send(office, province, cycle, ids, TEXT, token).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(done)) == 1
    assert len(done) == 2
    assert (Chase.objects.count(), clerk.notices.count()) == (1, 1)


def test_nothing_is_told_when_the_chase_is_not_kept(
    cycle: Cycle, province: Agency, office: User, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Event.objects, "bulk_create", full)
    with pytest.raises(OSError, match="full"):
        chase(office, cycle, province)
    assert (Chase.objects.count(), clerk.notices.count()) == (0, 0)
