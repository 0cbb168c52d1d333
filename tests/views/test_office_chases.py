"""The office chases: it chooses, sees the words, sends, sees whom it reached, and notes calls."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from submissions.models import Agency, Chase, Chased, Cycle, Kind, Submission, User
from submissions.services import cycles, review
from submissions.states import Role, State
from tests.conftest import agency, person, put
from tests.views.pages import Answered, signed_in, text_of


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


def listed(client: Client, **query: str) -> set[str]:
    response = client.get(reverse("chase", args=[2024]), query)
    return {line.submission.agency.name for line in response.context["lines"]}


def fields_of(response: Answered) -> dict[str, str]:
    """What the page would send back: its hidden fields and its text."""
    page = response.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return hidden | {"text": response.context["text"]}  # type: ignore[attr-defined]


def write(client: Client, **query: str) -> Answered:
    return client.get(reverse("chase_write", args=[2024]), query)


def send(client: Client, seen: Answered, **more: str) -> Answered:
    return client.post(reverse("chase_write", args=[2024]), fields_of(seen) | {"send": "1"} | more, follow=True)


def test_only_those_who_owe_are_offered(desk: Client, cycle: Cycle, submission: Submission) -> None:
    put(submission, State.SUBMITTED)
    put(Submission.objects.get(agency__name="哈尔滨市教育局"), State.EXEMPT)
    assert listed(desk) == {"黑龙江省人民政府", "黑龙江省教育厅", "哈尔滨市人民政府", "哈尔滨市道里区人民政府"}


@pytest.fixture
def various(cycle: Cycle, draft: Submission, reviewer: User, clerk: User, harbin_schools: Agency) -> Cycle:
    """省工信厅 was returned and not touched since; 市教育局 has a deadline to come and was opened."""
    review.send_back(reviewer, put(draft, State.IN_REVIEW), [], "请补充。")
    today = timezone.localdate()
    schools = cycle.submissions.filter(agency=harbin_schools)
    schools.update(due_on=today, opened_at=timezone.now())
    cycle.submissions.filter(agency__name="哈尔滨市人民政府").update(due_on=today - timedelta(days=8))
    return cycle


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"overdue": "soon"}, {"哈尔滨市教育局"}),
        ({"overdue": "1", "area": "own"}, {"黑龙江省人民政府", "黑龙江省教育厅", "黑龙江省工业和信息化厅"}),
        ({"overdue": "7", "kind": "prefecture_government"}, {"哈尔滨市人民政府"}),
        ({"overdue": "14", "kind": "prefecture_government"}, set()),
        ({"reached": "untouched"}, {"黑龙江省工业和信息化厅"}),
        ({"reached": "unopened", "kind": "department"}, {"黑龙江省教育厅"}),
        ({"reached": "empty", "kind": "department"}, {"黑龙江省教育厅", "哈尔滨市教育局"}),
        ({"level": "county_government"}, {"哈尔滨市道里区人民政府"}),
    ],
)
def test_the_choice_is_narrowed_by_how_late_and_how_far(
    desk: Client, various: Cycle, query: dict[str, str], found: set[str]
) -> None:
    assert listed(desk, **query) == found


def test_a_returned_report_somebody_works_on_is_not_untouched(desk: Client, various: Cycle, draft: Submission) -> None:
    draft.events.create(kind="correct", agency=draft.agency)
    assert listed(desk, reached="untouched") == set()
    assert listed(desk, reached="returned") == {"黑龙江省工业和信息化厅"}


def test_all_that_a_filter_lists_are_chased_and_the_record_says_how_they_were_chosen(
    desk: Client, cycle: Cycle, clerk: User
) -> None:
    seen = write(desk, who="all", kind="department")
    words = text_of(seen)
    assert "黑龙江省工业和信息化厅2024年度政府信息公开工作年度报告应于2025年1月31日前报送" in words
    assert "没有账号，收不到通知的单位" in words
    assert "已催报 3 个单位" in text_of(send(desk, seen))
    one = Chase.objects.get()
    assert one.chosen == "黑龙江省人民政府；单位类别：部门"
    assert clerk.notices.count() == 1
    assert listed(desk, before="today") == {"黑龙江省人民政府", "哈尔滨市人民政府", "哈尔滨市道里区人民政府"}


def test_only_the_ticked_are_chased_with_the_text_as_it_was_edited(
    desk: Client, cycle: Cycle, clerk: User, submission: Submission
) -> None:
    seen = write(desk, who="ticked", ids=str(submission.pk))
    look = desk.post(reverse("chase_write", args=[2024]), fields_of(seen) | {"text": "请{机关}尽快报送。", "look": "1"})
    assert "请黑龙江省工业和信息化厅尽快报送。" in text_of(look)
    assert Chase.objects.count() == 0, "a look sends nothing"
    send(desk, look)
    assert clerk.notices.get().text == "请黑龙江省工业和信息化厅尽快报送。"


def test_a_field_nobody_fills_is_told_and_nothing_is_sent(desk: Client, cycle: Cycle) -> None:
    seen = write(desk, who="all")
    words = text_of(send(desk, seen, text="请{单位}报送"))
    assert "{单位}" in words
    assert "可以使用：{机关}、{年度}、{截止日期}、{期限}、{待办}" in words
    assert Chase.objects.count() == 0


def test_a_second_time_a_day_is_shown_and_has_to_be_asked_for(desk: Client, cycle: Cycle, clerk: User) -> None:
    send(desk, write(desk, who="all"))
    again = write(desk, who="all")
    assert "今天已经催过的 6 个单位也再催一次" in text_of(again)
    assert "今天都已经催报过" in text_of(send(desk, again))
    assert "已催报 6 个单位" in text_of(send(desk, again, again="1"))
    assert clerk.notices.count() == 2


def test_the_page_of_a_chase_shows_whom_it_reached(desk: Client, cycle: Cycle, clerk: User) -> None:
    send(desk, write(desk, who="all"))
    one = Chase.objects.get()
    page = reverse("chase_sent", args=[one.pk])
    notice = clerk.notices.get()
    assert "李填报： 未读 ， 没有邮箱" in text_of(desk.get(page))
    signed_in(clerk).get(reverse("open_notice", args=[notice.pk]))
    assert "已读" in text_of(desk.get(page, {"show": "read"}))
    assert len(desk.get(page, {"show": "nobody"}).context["rows"]) == 5
    for count in desk.get(page).context["counts"]:
        assert desk.get(page, {"show": count.code}).context["page_obj"].paginator.count == count.number
    assert "2024年度催报记录" in text_of(desk.get(reverse("chases", args=[2024])))


def test_a_call_is_noted_by_hand_and_stands_in_the_history_of_the_agency(
    desk: Client, cycle: Cycle, submission: Submission
) -> None:
    send(desk, write(desk, ids=str(submission.pk)))
    page = reverse("chase_history", args=[submission.pk])
    assert "张三 0451-1" in text_of(desk.get(page))
    told = desk.post(reverse("chase_call", args=[submission.pk]), {"called": "张三", "text": "周五前报。"}, follow=True)
    assert "通话情况已记录" in text_of(told)
    assert "孙管理 → 张三：周五前报。" in text_of(desk.get(page))
    assert "请写明通话情况" in text_of(desk.post(reverse("chase_call", args=[submission.pk]), follow=True))
    assert "周五前报" in text_of(desk.get(reverse("chase_sent", args=[Chase.objects.get().pk])))


def test_the_clerk_sees_on_their_pages_that_they_were_chased(
    desk: Client, cycle: Cycle, submission: Submission, clerk: User
) -> None:
    mine = signed_in(clerk)
    page = reverse("report", args=[submission.pk])
    assert "催报" not in text_of(mine.get(page))
    send(desk, write(desk, ids=str(submission.pk)))
    assert "黑龙江省人民政府于" in text_of(mine.get(page))
    assert "已催报 1 次" in text_of(mine.get(reverse("owed")))
    put(submission, State.SUBMITTED)
    assert "催报：" not in text_of(mine.get(page)).replace("电话催报", "").split("办理经过")[0]


def test_a_report_is_opened_when_its_clerk_first_opens_it(submission: Submission, clerk: User, office: User) -> None:
    page = reverse("report", args=[submission.pk])
    signed_in(office).get(page)
    submission.refresh_from_db()
    assert submission.opened_at is None, "the office looking is nobody's work"
    signed_in(clerk).get(page)
    submission.refresh_from_db()
    first = submission.opened_at
    assert first is not None
    signed_in(clerk).get(page)
    submission.refresh_from_db()
    assert submission.opened_at == first


def test_chases_are_for_the_office_and_for_its_own_area(
    cycle: Cycle, submission: Submission, clerk: User, reviewer: User, harbin: Agency, desk: Client
) -> None:
    send(desk, write(desk, who="all"))
    one = Chase.objects.get()
    pages = [
        reverse("chase", args=[2024]),
        reverse("chase_write", args=[2024]),
        reverse("chases", args=[2024]),
        reverse("chase_sent", args=[one.pk]),
        reverse("chase_history", args=[submission.pk]),
    ]
    for user in (clerk, reviewer):
        assert {signed_in(user).get(page).status_code for page in pages} == {403}
        assert signed_in(user).post(reverse("chase_call", args=[submission.pk])).status_code == 403
    city = signed_in(person("city", "周市管", (harbin, Role.OFFICE)))
    assert [city.get(page).status_code for page in pages] == [200, 200, 200, 404, 404]
    assert city.post(reverse("chase_call", args=[submission.pk]), {"text": "x"}).status_code == 404
    stolen = write(city, ids=str(submission.pk))
    assert "没有选中还须报送的单位" in text_of(stolen)


def test_what_a_page_carries_cannot_be_tampered_into_an_error(desk: Client, cycle: Cycle) -> None:
    page = reverse("chase_write", args=[2024])
    for ids in ("", "rubbish", "%00"):
        assert desk.post(page, {"ids": ids, "text": "x"}).status_code == 200
    assert desk.post(page, {"ids": "", "text": "x", "send": "1", "token": "x"}).status_code == 404


def test_the_choice_costs_the_same_however_many(
    desk: Client, cycle: Cycle, province: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get(reverse("chase", args=[2024]))
    with django_assert_num_queries(CHOICE):
        listed(desk)
    for n in range(30):
        one = agency(f"9{n}", f"第{n}局", Kind.DEPARTMENT, province)
        person(f"p{n}", f"填报{n}", (one, Role.CLERK))
    cycles.enrol(cycle)
    with django_assert_num_queries(CHOICE):
        assert len(listed(desk)) == 36
    assert Chased.objects.count() == 0


CHOICE = 14
"""Who asks, the year, the choices of the filters, one page and its readings, whom to call, how it was chased."""
