"""The page of one report before the reviewer: everything a decision rests on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from submissions.models import Agency, Submission, User
from submissions.services import readings, review
from submissions.states import Role, State
from tests.conftest import person, put
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted


@pytest.fixture
def desk(reviewer: User) -> Client:
    return signed_in(reviewer)


@pytest.fixture
def faulty(submission: Submission, clerk: User) -> Submission:
    """A report with two 强制 faults, each explained, waits for the reviewer."""
    return faulty_and_submitted(submission, clerk)


def at(name: str, submission: Submission) -> str:
    return reverse(name, args=[submission.pk])


def test_the_page_says_whose_report_it_is_and_who_handed_it_in(desk: Client, submitted: Submission) -> None:
    words = text_of(desk.get(at("review", submitted)))
    for told in ("黑龙江省工业和信息化厅", "待审核", "2025年1月31日", "李填报", "本级", "下载原件", "办理经过"):
        assert told in words
    assert "自动核对没有发现问题" in words


def test_findings_stand_with_both_sums_and_the_explanation(desk: Client, faulty: Submission) -> None:
    response = desk.get(at("review", faulty))
    words = text_of(response)
    for told in ("10471", "10474", "148", "151", "原件如此，待核对。", "怎样改", "列入退回清单"):
        assert told in words
    assert next(severity.value for severity, _number in response.context["sheet"].counts) == "mandatory"
    assert "flag-mandatory" in response.content.decode()


def test_a_corrected_figure_stands_beside_the_one_read(desk: Client, draft: Submission, clerk: User) -> None:
    readings.correct(clerk, draft, "requests.new.other", "4", "读错了")
    put(draft, State.SUBMITTED)
    page = desk.get(at("review", draft)).content.decode()
    assert 'class="cell-was"' in page
    assert "读错了" in text_of(desk.get(at("review", draft)))


def test_the_sections_can_be_read(desk: Client, submitted: Submission) -> None:
    words = text_of(desk.get(at("review", submitted)))
    assert "总体情况" in words
    assert "存在的主要问题及改进情况" in words
    assert "这一部分是表格" in words


def test_a_cell_can_be_looked_at_on_the_page(desk: Client, submitted: Submission) -> None:
    response = desk.get(at("review", submitted), {"cell": "requests.total.total"})
    assert response.context["evidence"].cell.address == "requests.total.total"


def test_an_agency_that_has_not_filed_shows_whom_to_call(desk: Client, submission: Submission) -> None:
    assert "可联系催报：张三 0451-1" in text_of(desk.get(at("review", submission)))


def test_a_reviewer_is_not_asked_for_the_file_that_is_the_agencys_to_send(desk: Client, submission: Submission) -> None:
    words = text_of(desk.get(reverse("review", args=[submission.pk])))
    assert "单位还没有上传年度报告文件。" in words
    assert "请上传" not in words


def test_history_is_told_as_a_story(desk: Client, submitted: Submission) -> None:
    review.claim(User.objects.get(username="reviewer"), submitted)
    words = text_of(desk.get(at("review", submitted)))
    assert "李填报：提交，报告转为“待审核”" in words
    assert "赵审核：领取审核，报告转为“审核中”" in words


def test_the_office_may_look_but_is_told_who_decides(office: User, submitted: Submission) -> None:
    words = text_of(signed_in(office).get(at("review", submitted)))
    assert "只有审核人可以审核通过" in words
    assert "放回待审核" not in words


def test_a_colleague_is_told_who_took_the_report(
    desk: Client, submitted: Submission, reviewer: User, province: Agency
) -> None:
    colleague = person("colleague", "冯同事", (province, Role.REVIEWER))
    review.claim(colleague, submitted)
    assert "冯同事正在审核这份报告，领取至" in text_of(desk.get(at("review", submitted)))
    assert "领取审核。作出决定" not in text_of(signed_in(colleague).get(at("review", submitted)))


@pytest.mark.parametrize("pk", ["0", "9" * 30])
def test_a_report_that_never_was_is_not_found(desk: Client, submitted: Submission, pk: str) -> None:
    assert desk.get(f"/review/{pk}/").status_code == 404
