"""The comparisons of a report: each a page and a part of a page, for who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from submissions.models import Agency, Cycle, Decision, Kind, Scope, Submission, User
from submissions.services import cycles, review
from submissions.services.context import last_year
from submissions.states import Role, State
from tests import documents
from tests.conftest import Send, agency, person, put
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted

PARTS = ("changes", "years", "texts", "past", "neighbours")
CLERKS = ("changes", "years", "texts", "past")
HTMX = {"HX-Request": "true"}
COST, YEARS = 8, 11
"""Queries of the neighbours and of the years, however many they are."""


@pytest.fixture
def desk(reviewer: User) -> Client:
    return signed_in(reviewer)


@pytest.fixture
def returned(submission: Submission, clerk: User, reviewer: User) -> Submission:
    faulty_and_submitted(submission, clerk)
    assert submission.current_reading is not None
    asked = submission.current_reading.findings.filter(outcome="failed", severity="mandatory")
    return review.send_back(reviewer, submission, [f.fingerprint for f in asked], "请逐项核对。\n谢谢。", ip="10.0.0.7")


@pytest.fixture
def last_cycle(office: User, agencies: list[Agency]) -> Cycle:
    return cycles.open_cycle(office, 2023, {Kind.DEPARTMENT: date(2024, 1, 31)})


Approve = Callable[..., Submission]


@pytest.fixture
def approve(send: Send, reviewer: User) -> Approve:
    """approve(agency, cycle, **cells): its report has been read and approved."""

    def approve(who: Agency, cycle: Cycle, **cells: int) -> Submission:
        owed = Submission.objects.get(agency=who, cycle=cycle)
        name = person(f"c-{who.pk}-{cycle.year}", "填报", (who, Role.CLERK))
        changes = tuple((cell.replace("__", "."), value) for cell, value in cells.items())
        send(name, owed, documents.report(who.name, cycle.year, changes=changes))
        put(owed, State.SUBMITTED)
        assert owed.current_reading is not None
        owed.current_reading.findings.all().delete()
        review.approve(reviewer, owed)
        return owed

    return approve


def at(name: str, submission: Submission, *more: object) -> str:
    return reverse(name, args=[submission.pk, *more])


# --- who may see what


@pytest.mark.parametrize("name", PARTS)
def test_a_stranger_finds_no_comparison(stranger: User, returned: Submission, name: str) -> None:
    assert signed_in(stranger).get(at(name, returned)).status_code == 404


def test_a_stranger_finds_no_letter(stranger: User, returned: Submission) -> None:
    letter = Decision.objects.get()
    assert signed_in(stranger).get(at("letter", returned, letter.pk)).status_code == 404


@pytest.mark.parametrize("name", CLERKS)
def test_the_clerk_sees_their_own(clerk: User, returned: Submission, name: str) -> None:
    response = signed_in(clerk).get(at(name, returned))
    assert response.status_code == 200
    assert "同类机关" not in text_of(response)


def test_neighbours_are_not_for_the_clerk(clerk: User, returned: Submission) -> None:
    response = signed_in(clerk).get(at("neighbours", returned))
    assert response.status_code == 403
    assert "只有审核人可以查看同类机关的对比" in text_of(response)


@pytest.mark.parametrize("name", PARTS)
def test_each_is_a_part_for_the_tab_and_a_page_of_its_own(desk: Client, returned: Submission, name: str) -> None:
    part = desk.get(at(name, returned), headers=HTMX).content.decode()
    page = desk.get(at(name, returned)).content.decode()
    assert "<html" not in part
    assert "<html" in page
    assert 'aria-current="page"' in page


def test_nothing_changed_since_a_return_that_never_was(desk: Client, submitted: Submission) -> None:
    assert desk.get(at("changes", submitted)).status_code == 404
    assert "与退回时对照" not in text_of(desk.get(at("review", submitted)))


@pytest.mark.parametrize("name", ["years", "texts", "past", "neighbours"])
def test_before_any_file_the_page_says_so(desk: Client, submission: Submission, name: str) -> None:
    page = desk.get(at(name, submission))
    assert page.status_code == 200
    assert ("本年的报告还没有上传" in text_of(page)) == (name in ("years", "texts"))


# --- the checklist


def test_the_clerk_answers_each_item_in_the_list(clerk: User, returned: Submission) -> None:
    client = signed_in(clerk)
    words = text_of(client.get(at("report", returned)))
    assert "退回清单 2 项，已答复 0 项" in words
    assert "待答复" in words
    items = client.get(at("report", returned)).context["checklist"].items
    data = {"fingerprint": items[0].finding.fingerprint, "text": "含线下 3 件", "from": "return"}
    answer = client.post(at("explain", returned), data)
    assert answer["Location"].endswith("#return")
    assert "退回清单 2 项，已答复 1 项" in text_of(client.get(at("report", returned)))


def test_submitting_waits_for_the_list_and_says_so(clerk: User, returned: Submission) -> None:
    client = signed_in(clerk)
    response = client.get(at("submit", returned))
    assert "退回清单共 2 项，还有 2 项没有答复" in text_of(response)
    assert not response.context["is_ready"]
    for item in client.get(at("report", returned)).context["checklist"].items:
        client.post(at("explain", returned), {"fingerprint": item.finding.fingerprint, "text": "台账如此"})
    response = client.get(at("submit", returned))
    assert "退回清单 2 项都已答复" in text_of(response)
    assert response.context["is_ready"]


def test_a_typed_figure_brings_the_list_up_to_date(clerk: User, returned: Submission) -> None:
    url = at("correct", returned, "requests.other.other.other")
    answer = signed_in(clerk).post(url, {"value": "4"}, headers=HTMX).content.decode()
    assert 'id="return"' in answer
    assert "已改正" in answer


def test_the_reviewer_sees_the_list_and_what_changed(
    desk: Client, returned: Submission, clerk: User, send: Send
) -> None:
    send(clerk, returned, documents.report(), "改好.txt")
    review.submit(clerk, returned, "李填报", Scope.OWN)
    page = desk.get(at("review", returned))
    assert "退回清单 2 项，已答复 2 项" in text_of(page)
    assert 'data-open="changes"' in page.content.decode()
    told = desk.get(at("changes", returned), headers=HTMX)
    assert "现在的文件：改好.txt" in text_of(told)
    assert "<del>578</del>" in told.content.decode()
    assert "<ins>581</ins>" in told.content.decode()
    assert "改动的文字 1 处" in text_of(told)
    assert "［增］" in text_of(told)


def test_the_letter_names_the_agency_the_reason_and_the_items(desk: Client, returned: Submission) -> None:
    letter = Decision.objects.get()
    words = text_of(desk.get(at("letter", returned, letter.pk)))
    for told in (documents.INDUSTRY, "请逐项核对", "下列 2 项", "规则 A-02", "赵审核"):
        assert told in words


# --- last year


def test_every_figure_stands_beside_last_years(
    desk: Client, approve: Approve, last_cycle: Cycle, cycle: Cycle, industry: Agency
) -> None:
    approve(industry, last_cycle, disclosure__normative_documents__issued=20)
    now = approve(industry, cycle, disclosure__normative_documents__issued=25)
    response = desk.get(at("years", now), headers=HTMX)
    assert "表二 · 行政规范性文件 · 本年制发件数，本年 25，上年 20，变化 +5，+25.0%" in text_of(response)
    words = text_of(desk.get(at("texts", now), headers=HTMX))
    assert "第五部分 存在的主要问题及改进情况" in words


def test_without_last_years_approval_the_page_says_why(desk: Client, last_cycle: Cycle, submitted: Submission) -> None:
    words = text_of(desk.get(at("years", submitted), headers=HTMX))
    assert "黑龙江省工业和信息化厅的上年报告还没有审核通过" in words
    assert last_year(submitted)[0] == ()


# --- the agency's years and its like


def test_the_years_are_told_with_state_timeliness_and_figures(
    desk: Client, approve: Approve, last_cycle: Cycle, cycle: Cycle, industry: Agency
) -> None:
    approve(industry, last_cycle)
    now = Submission.objects.get(agency=industry, cycle=cycle)
    response = desk.get(at("past", now), headers=HTMX)
    years = response.context["years"]
    assert [(y.submission.cycle.year, y.is_here, y.is_approved) for y in years] == [
        (2024, True, False),
        (2023, False, True),
    ]
    assert years[1].figures[0] == ("新收申请", "10603")
    assert "—" in text_of(response)


def siblings(province: Agency, number: int) -> list[Agency]:
    return [agency(f"S{n}", f"黑龙江省第{n}厅", Kind.DEPARTMENT, province) for n in range(number)]


def test_the_median_and_the_place_are_over_approved_reports_of_the_same_scope(
    desk: Client, approve: Approve, cycle: Cycle, industry: Agency, education: Agency, submitted: Submission
) -> None:
    approve(education, cycle)
    response = desk.get(at("neighbours", submitted), headers=HTMX)
    around = response.context["around"]
    assert (around.total, around.approved, around.other_scope, around.unseen) == (1, 1, 0, 0)
    assert (around.places[0].own, around.places[0].middle, around.places[0].place) == ("10603", "10603", "第 1 / 共 2")
    assert education.name in text_of(response)
    Submission.objects.filter(agency=education).update(scope=Scope.AREA)
    around = desk.get(at("neighbours", submitted), headers=HTMX).context["around"]
    assert (around.approved, around.other_scope, around.places) == (0, 1, [])


def test_agencies_outside_the_reviewers_area_are_not_named(
    harbin: Agency, province: Agency, harbin_reviewer: User, office: User, agencies: list[Agency], send: Send
) -> None:
    other = agency("230200", "齐齐哈尔市人民政府", Kind.PREFECTURE, province)
    cycle = cycles.open_cycle(office, 2024)
    own = Submission.objects.get(agency=harbin, cycle=cycle)
    response = signed_in(harbin_reviewer).get(at("neighbours", own), headers=HTMX)
    assert response.context["around"].unseen == 1
    assert other.name not in text_of(response)
    assert "不在您的审核范围内" in text_of(response)


def test_however_many_neighbours_the_page_costs_the_same(
    desk: Client, province: Agency, submitted: Submission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def cost() -> int:
        with django_assert_num_queries(COST):
            return len(desk.get(at("neighbours", submitted), headers=HTMX).context["around"].rows)

    few = cost()
    for each in siblings(province, 12):
        Submission.objects.create(agency=each, cycle=submitted.cycle, due_on=submitted.due_on)
    assert cost() == few + 12


def test_however_many_years_the_page_costs_the_same(
    desk: Client, office: User, submitted: Submission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(YEARS):
        assert len(desk.get(at("past", submitted), headers=HTMX).context["years"]) == 1
    for year in (2021, 2022, 2023):
        cycles.open_cycle(office, year)
    with django_assert_num_queries(YEARS):
        assert len(desk.get(at("past", submitted), headers=HTMX).context["years"]) == 4


# --- the story


def test_the_office_sees_from_where_and_others_do_not(
    office: User, clerk: User, desk: Client, returned: Submission
) -> None:
    assert "来自 10.0.0.7" in text_of(signed_in(office).get(at("review", returned)))
    assert "10.0.0.7" not in text_of(desk.get(at("review", returned)))
    assert "10.0.0.7" not in text_of(signed_in(clerk).get(at("report", returned)))


def test_the_same_act_again_and_again_is_told_once_with_its_number(clerk: User, submitted: Submission) -> None:
    review.withdraw(clerk, submitted)
    for value in ("4", "5", "6"):
        signed_in(clerk).post(at("correct", submitted, "requests.new.research"), {"value": value})
    words = text_of(signed_in(clerk).get(at("report", submitted)))
    assert "李填报：更正数字，共 3 次" in words


def test_a_long_letter_is_folded_under_its_first_words(desk: Client, returned: Submission) -> None:
    page = desk.get(at("review", returned)).content.decode()
    assert "<summary>请逐项核对。…</summary>" in page
