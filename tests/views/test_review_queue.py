"""The reviewer's queue: tabs, counts, filters, order, and what it costs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from submissions.models import Agency, Cycle, Finding, Kind, Submission, User
from submissions.services import cycles
from submissions.states import State
from tests.conftest import agency, put
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted, waits


@pytest.fixture
def desk(reviewer: User) -> Client:
    return signed_in(reviewer)


def names(client: Client, **query: str) -> list[str]:
    """The agencies of the rows, in their order."""
    response = client.get(reverse("queue"), query)
    assert response.status_code == 200
    return [row.submission.agency.name for row in response.context["rows"]]


def numbers(client: Client, **query: str) -> dict[str, int]:
    response = client.get(reverse("queue"), query)
    return {tab.code: number for tab, number in response.context["counts"]}


def of(cycle: Cycle, place: Agency) -> Submission:
    return Submission.objects.get(cycle=cycle, agency=place)


def test_the_queue_shows_what_waits_with_its_problems(desk: Client, submission: Submission, clerk: User) -> None:
    faulty_and_submitted(submission, clerk)
    response = desk.get(reverse("queue"))
    words = text_of(response)
    assert "黑龙江省工业和信息化厅" in words
    assert "今天提交" in words
    row = response.context["rows"][0]
    assert row.words == "待审核"
    assert row.counts["mandatory"] == 2
    assert submission.current_reading is not None
    assert submission.current_reading.worst == "mandatory"


def test_every_tab_counts_its_own(desk: Client, cycle: Cycle) -> None:
    reports = list(cycle.submissions.order_by("pk"))
    states = (State.SUBMITTED, State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.APPROVED, State.EXEMPT)
    for report, state in zip(reports, states, strict=True):
        put(report, state)
    assert numbers(desk) == {
        "unclaimed": 2, "mine": 0, "ready": 0, "back": 0, "others": 1, "agency": 1, "overdue": 1, "approved": 1,
    }  # fmt: skip


def test_not_yet_filed_means_missing_or_draft(desk: Client, cycle: Cycle, submission: Submission) -> None:
    put(submission, State.DRAFT)
    assert numbers(desk)["agency"] == 6
    assert submission.agency.name in names(desk, tab="agency")


def test_a_late_agency_is_said_to_be_late(desk: Client, cycle: Cycle) -> None:
    words = text_of(desk.get(reverse("queue"), {"tab": "agency"}))
    assert "已逾期" in words
    assert "还没有读取结果" in words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "工业"}, {"黑龙江省工业和信息化厅"}),
        ({"q": "2301"}, {"黑龙江省工业和信息化厅"}),
        ({"kind": "county_government"}, {"哈尔滨市道里区人民政府"}),
        ({"worst": "mandatory"}, {"黑龙江省工业和信息化厅"}),
        ({"worst": "clean"}, {"黑龙江省教育厅", "哈尔滨市道里区人民政府"}),
        ({"waiting": "7"}, {"黑龙江省工业和信息化厅", "黑龙江省教育厅"}),
        ({"waiting": "30"}, {"黑龙江省教育厅"}),
        ({"waiting": "7", "worst": "mandatory"}, {"黑龙江省工业和信息化厅"}),
        ({"q": "没有这样的单位"}, set()),
    ],
)
def test_the_queue_can_be_narrowed(
    desk: Client, cycle: Cycle, industry: Agency, education: Agency, daoli: Agency,
    query: dict[str, str], found: set[str],
) -> None:  # fmt: skip
    waits(of(cycle, industry), 9, "mandatory")
    waits(of(cycle, education), 40)
    waits(of(cycle, daoli), 1)
    assert set(names(desk, **query)) == found


def test_an_area_means_everything_below_it(desk: Client, cycle: Cycle, harbin: Agency) -> None:
    assert set(names(desk, tab="agency", area=str(harbin.pk))) == {
        "哈尔滨市人民政府", "哈尔滨市道里区人民政府", "哈尔滨市教育局",
    }  # fmt: skip


def test_the_newest_year_stands_first_and_all_years_can_be_asked_for(
    desk: Client, cycle: Cycle, office: User, industry: Agency
) -> None:
    waits(of(cycle, industry), 3)
    cycles.open_cycle(office, 2025)
    assert names(desk) == []
    assert names(desk, cycle="2024") == [industry.name]
    assert names(desk, cycle="") == [industry.name]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("waiting", "黑龙江省教育厅"), ("worst", "黑龙江省工业和信息化厅"), ("agency", "黑龙江省人民政府")],
)
def test_the_queue_can_be_sorted(
    desk: Client, cycle: Cycle, province: Agency, industry: Agency, education: Agency, sort: str, first: str
) -> None:
    waits(of(cycle, industry), 9, "mandatory")
    waits(of(cycle, education), 40)
    waits(of(cycle, province), 2, "notice")
    assert names(desk, sort=sort)[0] == first


def test_an_impossible_filter_is_explained(desk: Client, cycle: Cycle) -> None:
    response = desk.get(reverse("queue"), {"worst": "terrible", "cycle": "1890"})
    assert response.status_code == 200
    assert set(response.context["filter"].form.errors) == {"worst", "cycle"}


def test_an_empty_tab_says_what_to_do(desk: Client, cycle: Cycle) -> None:
    assert "单位提交后会出现在这里" in text_of(desk.get(reverse("queue")))
    assert "可放宽或清除上面的条件" in text_of(desk.get(reverse("queue"), {"q": "没有"}))


def test_an_empty_portal_has_an_empty_queue(reviewer: User) -> None:
    assert "没有等待审核的报告" in text_of(signed_in(reviewer).get(reverse("queue")))


def test_the_queue_costs_the_same_however_long_it_is(
    desk: Client, cycle: Cycle, province: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        agency(f"9{number}", f"第{number}局", Kind.DEPARTMENT, province)
    cycles.enrol(cycle)
    reports = list(cycle.submissions.filter(agency__code__startswith="9"))
    for report in reports[:2]:
        findings_of(waits(report, 2, "verify"))
    desk.get(reverse("queue"))  # the session and its user are fetched alike from here on
    with django_assert_num_queries(QUERIES):
        assert len(names(desk)) == 2
    for report in reports[2:]:
        findings_of(waits(report, 2, "verify"))
    with django_assert_num_queries(QUERIES):
        assert len(names(desk)) == 30


QUERIES = 16
"""Who asks, what they may see, the choices of the filters, the counts, other years, one page and its findings."""


def findings_of(submission: Submission) -> None:
    assert submission.current_reading is not None
    for number in range(3):
        Finding.objects.create(
            reading=submission.current_reading, fingerprint=f"{submission.pk}-{number}", rule="A-01",
            severity="verify", outcome="failed", subject="title", message="不一致",
        )  # fmt: skip


def test_a_long_queue_comes_by_the_page(desk: Client, cycle: Cycle, province: Agency) -> None:
    for number in range(60):
        agency(f"9{number:02}", f"第{number}局", Kind.DEPARTMENT, province)
    cycles.enrol(cycle)
    assert len(names(desk, tab="agency")) == 50
    assert len(names(desk, tab="agency", page="2")) == 16
    assert "第 2 页，共 2 页" in text_of(desk.get(reverse("queue"), {"tab": "agency", "page": "2"}))


def test_a_reviewer_of_one_area_sees_no_other(harbin_reviewer: User, cycle: Cycle) -> None:
    seen = set(names(signed_in(harbin_reviewer), tab="agency"))
    assert seen == {"哈尔滨市人民政府", "哈尔滨市道里区人民政府", "哈尔滨市教育局"}


def test_the_office_may_look_at_the_queue(office: User, cycle: Cycle) -> None:
    assert len(names(signed_in(office), tab="agency")) == 6


def test_a_clerk_is_told_that_the_queue_is_not_for_clerks(clerk: User, cycle: Cycle) -> None:
    response = signed_in(clerk).get(reverse("queue"))
    assert response.status_code == 403
    assert "只有审核人可以打开审核页面" in text_of(response)


def test_nobody_sees_the_queue_without_signing_in(cycle: Cycle) -> None:
    response = Client().get(reverse("queue"))
    assert response.status_code == 302
    assert reverse("login") in response["Location"]


def test_the_queue_is_only_read(desk: Client, cycle: Cycle) -> None:
    assert desk.post(reverse("queue")).status_code == 405
