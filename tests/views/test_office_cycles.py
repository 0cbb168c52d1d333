"""The office's years: progress, who has filed and who has not, deadlines, exemptions, the summary."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from submissions.models import Agency, Cycle, Event, Kind, Submission, User
from submissions.services import cycles, obligations
from submissions.states import Role, State
from tests.conftest import agency, person, put
from tests.views.pages import signed_in, text_of
from tests.views.scenes import waits

DATES = {kind.value: "2026-01-31" for kind in Kind}


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


@pytest.fixture
def harbin_office(harbin: Agency) -> User:
    """Administers 哈尔滨市 and nothing else."""
    return person("harbin_office", "周市管", (harbin, Role.OFFICE))


def year_page(cycle: Cycle) -> str:
    return reverse("cycle", args=[cycle.year])


def listed(client: Client, cycle: Cycle, **query: str) -> list[str]:
    response = client.get(year_page(cycle), query)
    assert response.status_code == 200
    return [line.submission.agency.name for line in response.context["lines"]]


# --- how far


def test_the_overview_counts_every_year(desk: Client, cycle: Cycle, submission: Submission) -> None:
    put(submission, State.APPROVED)
    response = desk.get(reverse("office"))
    assert "应报 6，已报 1，其中审核通过 1" in text_of(response)
    (standing,) = response.context["standings"]
    assert (standing.total.numbers["owed"], standing.total.numbers["missing"]) == (6, 5)


def test_the_overview_tells_the_latest_acts(desk: Client, cycle: Cycle, harbin_office: User) -> None:
    assert "孙管理：开始年度报送" in text_of(desk.get(reverse("office")))
    assert "开始年度报送" not in text_of(signed_in(harbin_office).get(reverse("office")))


def test_a_portal_without_years_says_how_to_begin(office: User) -> None:
    words = text_of(signed_in(office).get(reverse("office")))
    assert "还没有报送年度" in words
    assert "开始新的年度" in words


def test_counts_come_by_area_and_by_kind(desk: Client, cycle: Cycle, daoli: Agency, industry: Agency) -> None:
    put(Submission.objects.get(cycle=cycle, agency=daoli), State.SUBMITTED)
    put(Submission.objects.get(cycle=cycle, agency=industry), State.EXEMPT)
    standing = desk.get(year_page(cycle)).context["standing"]
    areas = {
        str(group.label): tuple(group.numbers[name] for name in ("owed", "waiting", "missing", "exempt"))
        for group in standing.areas
    }
    assert areas == {"本级机关和部门": (2, 0, 2, 1), "哈尔滨市人民政府": (3, 1, 2, 0)}
    kinds = {str(group.label): (group.numbers["owed"], group.numbers["missing"]) for group in standing.kinds}
    assert kinds == {
        "省级政府": (1, 1), "市（地）级政府": (1, 1), "县（市、区）级政府": (1, 0), "部门": (2, 2),
    }  # fmt: skip


def test_who_has_not_filed_is_listed_with_whom_to_call(desk: Client, cycle: Cycle, submission: Submission) -> None:
    words = text_of(desk.get(year_page(cycle)))
    assert "张三" in words
    assert "0451-1" in words
    assert "已逾期" in words
    assert len(listed(desk, cycle)) == 6


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"show": "approved"}, {"黑龙江省工业和信息化厅"}),
        ({"show": "missing", "kind": "department"}, {"黑龙江省教育厅", "哈尔滨市教育局"}),
        ({"show": "missing", "area": "own"}, {"黑龙江省人民政府", "黑龙江省教育厅"}),
        ({"show": "all", "q": "教育"}, {"黑龙江省教育厅", "哈尔滨市教育局"}),
        ({"show": "exempt"}, set()),
    ],
)
def test_the_list_can_be_narrowed(
    desk: Client, cycle: Cycle, submission: Submission, query: dict[str, str], found: set[str]
) -> None:
    put(submission, State.APPROVED)
    assert set(listed(desk, cycle, **query)) == found


def test_an_area_of_the_list_is_everything_below_it(desk: Client, cycle: Cycle, harbin: Agency) -> None:
    assert len(listed(desk, cycle, show="all", area=str(harbin.pk))) == 3


def test_an_empty_list_says_what_to_do(desk: Client, cycle: Cycle) -> None:
    assert "没有符合条件的单位" in text_of(desk.get(year_page(cycle), {"show": "returned"}))


def test_a_year_costs_the_same_however_many_agencies(
    desk: Client, cycle: Cycle, province: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    waits(Submission.objects.get(cycle=cycle, agency=province), 2)
    desk.get(year_page(cycle))
    with django_assert_num_queries(QUERIES):
        listed(desk, cycle, show="all")
    for number in range(30):
        agency(f"9{number}", f"第{number}局", Kind.DEPARTMENT, province)
    cycles.enrol(cycle)
    for report in cycle.submissions.filter(agency__code__startswith="9"):
        waits(report, 2)
    with django_assert_num_queries(QUERIES):
        assert len(listed(desk, cycle, show="all")) == 36


QUERIES = 19
"""Who asks, the year, the way down to it, the choices of the filters, the numbers, one page, whom to call."""


# --- the year


def test_a_year_is_opened_with_its_deadlines(desk: Client, agencies: list[Agency], office: User) -> None:
    page = reverse("cycle_open")
    assert desk.get(page).status_code == 200
    shown = desk.post(page, {"year": "2025"} | DATES)
    assert "还没有开始" in text_of(shown)
    assert not Cycle.objects.exists()
    response = desk.post(page, {"year": "2025", "confirm": shown.context["plan"].digest} | DATES, follow=True)
    assert "2025年度报送已开始" in text_of(response)
    opened = Cycle.objects.get(year=2025)
    assert opened.submissions.count() == len(agencies)
    assert {deadline.due_on for deadline in opened.deadlines.all()} == {date(2026, 1, 31)}
    assert Event.objects.filter(kind="cycle_opened", actor=office).exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"year": "2025"} | DATES | {"department": "2025-01-31"}, "截止日期应在 2025 年之后"),
        ({"year": "2025"} | DATES | {"department": "soon"}, "请填写截止日期，例如 2026-01-31"),
        ({"year": "1999"} | DATES, "2019"),
        ({"year": "2024"} | DATES, "2024年度已经开始过"),
    ],
)
def test_a_year_that_cannot_be_opened_is_explained(desk: Client, cycle: Cycle, data: dict[str, str], why: str) -> None:
    assert why in text_of(desk.post(reverse("cycle_open"), data, follow=True))
    assert Cycle.objects.count() == 1


def test_deadlines_move_for_a_whole_kind_but_not_for_an_extended_agency(
    desk: Client, cycle: Cycle, office: User, submission: Submission, education: Agency
) -> None:
    obligations.extend(office, submission, date(2025, 6, 30), "机构改革。")
    page = reverse("deadlines", args=[2024])
    data = {kind.value: "2025-03-31" for kind in Kind} | {"department": "2025-02-14"}
    desk.get(page)
    response = desk.post(page, data, follow=True)
    assert "截止日期已保存" in text_of(response)
    assert "截止日期 2025年2月14日、2025年3月31日 已经过去，还没有报送的单位现在算作逾期。" in text_of(response)
    assert Submission.objects.get(cycle=cycle, agency=education).due_on == date(2025, 2, 14)
    submission.refresh_from_db()
    assert submission.due_on == date(2025, 6, 30)
    assert Event.objects.filter(kind="deadline", note__contains="部门").exists()


def test_the_window_for_taking_decisions_back_is_the_cycles_and_its_change_is_kept(
    desk: Client, cycle: Cycle, office: User
) -> None:
    page = reverse("deadlines", args=[2024])
    data = {kind.value: "2025-03-31" for kind in Kind} | {"undo_hours": "24"}
    assert 'value="72"' in desk.get(page).content.decode()
    desk.post(page, data)
    cycle.refresh_from_db()
    assert cycle.undo_hours == 24
    event = Event.objects.get(kind="undo_hours")
    assert (event.actor, event.note) == (office, "2024年度：72 → 24 小时")


def test_an_impossible_deadline_moves_nothing(desk: Client, cycle: Cycle) -> None:
    before = list(cycle.deadlines.values_list("kind", "due_on"))
    data = {kind.value: "2025-03-31" for kind in Kind} | {"department": "2024-12-01"}
    response = desk.post(reverse("deadlines", args=[2024]), data)
    assert response.status_code == 400
    assert "截止日期应在 2024 年之后" in text_of(response)
    assert list(cycle.deadlines.values_list("kind", "due_on")) == before


def test_a_year_is_closed_and_opened_again_once_confirmed(desk: Client, cycle: Cycle) -> None:
    page = reverse("cycle_switch", args=[2024])
    assert "结束后各机关不能再上传和提交" in text_of(desk.get(page))
    cycle.refresh_from_db()
    assert cycle.is_open
    assert "2024年度：已结束" in text_of(desk.post(page, {"to": "closed"}, follow=True))
    cycle.refresh_from_db()
    assert not cycle.is_open
    assert "恢复后各机关可以继续上传和提交" in text_of(desk.get(page))
    desk.post(page, {"to": "open"})
    cycle.refresh_from_db()
    assert cycle.is_open


def test_a_year_closed_twice_stays_closed(desk: Client, cycle: Cycle) -> None:
    page = reverse("cycle_switch", args=[2024])
    desk.post(page, {"to": "closed"})
    assert "已经是“已结束”" in text_of(desk.post(page, {"to": "closed"}, follow=True))
    cycle.refresh_from_db()
    assert not cycle.is_open


# --- who may

PAGES = [
    ("office", False), ("cycles", False), ("cycle", True), ("cycle_open", False), ("deadlines", True), ("summary", True),
]  # fmt: skip


@pytest.mark.parametrize(("name", "by_year"), PAGES)
def test_only_the_office_runs_years(reviewer: User, clerk: User, cycle: Cycle, name: str, by_year: bool) -> None:
    page = reverse(name, args=[cycle.year] if by_year else [])
    for user in (reviewer, clerk):
        response = signed_in(user).get(page)
        assert response.status_code == 403
        assert "只有管理员可以进行此操作" in text_of(response)
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize("name", ["cycle_open", "deadlines", "cycle_switch"])
def test_years_belong_to_the_topmost_office(harbin_office: User, cycle: Cycle, name: str) -> None:
    page = reverse(name, args=[] if name == "cycle_open" else [cycle.year])
    response = signed_in(harbin_office).post(page, {"year": "2025"} | DATES)
    assert response.status_code == 403
    assert "只有最上级的管理员可以管理报送年度" in text_of(response)
    assert Cycle.objects.get().is_open


def test_the_office_of_a_city_counts_its_city_only(harbin_office: User, cycle: Cycle) -> None:
    client = signed_in(harbin_office)
    assert client.get(reverse("office")).context["standings"][0].total.numbers["owed"] == 3
    assert len(listed(client, cycle, show="all")) == 3
    assert "结束报送" not in text_of(client.get(year_page(cycle)))


def test_another_root_cannot_be_looked_from(harbin_office: User, cycle: Cycle, province: Agency) -> None:
    client = signed_in(harbin_office)
    for name in ("cycle", "summary"):
        assert client.get(reverse(name, args=[2024]), {"root": province.pk}).status_code == 404


@pytest.mark.parametrize("name", ["exempt", "unexempt", "extend"])
def test_an_agency_of_another_area_is_not_found(harbin_office: User, submission: Submission, name: str) -> None:
    response = signed_in(harbin_office).post(reverse(name, args=[submission.pk]), {"reason": "x"})
    assert response.status_code == 404


def test_a_year_that_never_was_is_not_found(desk: Client, cycle: Cycle) -> None:
    for name in ("cycle", "deadlines", "summary"):
        assert desk.get(reverse(name, args=[1990])).status_code == 404


def test_a_year_is_only_read(desk: Client, cycle: Cycle) -> None:
    for name in ("cycle", "summary"):
        assert desk.post(reverse(name, args=[2024])).status_code == 405
