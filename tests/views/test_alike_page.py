"""Reports that are alike: side by side for who reviews both, and nothing for anybody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from submissions.display.alike import Piece, pieces
from submissions.models import Agency, Comparison, Cycle, Likeness, Submission, User
from submissions.services import likenesses, policies
from submissions.states import Role
from tests.conftest import Send, person
from tests.submissions.test_likenesses import with_clone
from tests.views.pages import signed_in, text_of


@pytest.fixture
def pair(cycle: Cycle, industry: Agency, harbin_schools: Agency, send: Send) -> tuple[Submission, Submission]:
    """省工信厅 and 哈尔滨市教育局 have sent in the same text."""
    found = []
    for agency in (industry, harbin_schools):
        owed = Submission.objects.get(cycle=cycle, agency=agency)
        send(person(f"clerk-{agency.pk}", "填报", (agency, Role.CLERK)), owed, with_clone(agency))
        found.append(owed)
    likenesses.compare(cycle)
    return found[0], found[1]


def page(one: Submission, other: Submission) -> str:
    return reverse("alike", args=[one.pk, other.pk])


def test_the_reviewer_sees_both_texts_with_the_shared_passages_numbered(
    pair: tuple[Submission, Submission], reviewer: User
) -> None:
    response = signed_in(reviewer).get(page(*pair))
    words = text_of(response)
    assert "黑龙江省工业和信息化厅的报告有" in words
    assert "的文字与哈尔滨市教育局的报告相同" in words
    marked = response.content.decode().count('<span class="alike-number">1</span>')
    assert marked == 2


def test_the_report_names_those_it_is_like(pair: tuple[Submission, Submission], reviewer: User) -> None:
    response = signed_in(reviewer).get(reverse("review", args=[pair[0].pk]))
    assert page(*pair) in response.content.decode()
    assert "哈尔滨市教育局" in text_of(response)


def test_less_than_the_office_asks_for_is_not_called_alike(pair: tuple[Submission, Submission], reviewer: User) -> None:
    Likeness.objects.update(ratio=0.84, tables=False)
    page_of = reverse("review", args=[pair[0].pk])
    assert "雷同的报告" not in text_of(signed_in(reviewer).get(page_of))
    policies.set_rule(User.objects.get(username="office"), pair[0].cycle, "L-05", "verify", "从严掌握", {"ratio": "80"})
    assert "雷同的报告" in text_of(signed_in(reviewer).get(page_of))


def test_who_reviews_one_of_the_two_learns_nothing_of_the_other(
    pair: tuple[Submission, Submission], harbin_reviewer: User
) -> None:
    client = signed_in(harbin_reviewer)
    assert client.get(page(pair[1], pair[0])).status_code == 404
    assert client.get(page(*pair)).status_code == 404
    shown = text_of(client.get(reverse("review", args=[pair[1].pk])))
    assert "雷同的报告" not in shown
    assert "黑龙江省工业和信息化厅" not in shown


def test_a_clerk_sees_neither_the_page_nor_the_name(
    pair: tuple[Submission, Submission], harbin_schools: Agency
) -> None:
    clerk = signed_in(User.objects.get(username=f"clerk-{pair[0].agency_id}"))
    assert clerk.get(page(*pair)).status_code == 403
    assert harbin_schools.name not in text_of(clerk.get(reverse("report", args=[pair[0].pk])))


def test_reports_that_are_not_alike_have_no_page(
    pair: tuple[Submission, Submission], reviewer: User, education: Agency
) -> None:
    other = Submission.objects.get(agency=education, cycle=pair[0].cycle)
    assert signed_in(reviewer).get(page(pair[0], other)).status_code == 404


def test_the_office_asks_for_a_comparison_on_the_page_of_the_year(
    cycle: Cycle, office: User, reviewer: User, harbin: Agency
) -> None:
    address = reverse("compare", args=[2024])
    assert signed_in(reviewer).post(address).status_code == 403
    assert signed_in(person("city", "市管", (harbin, Role.OFFICE))).post(address).status_code == 403
    desk = signed_in(office)
    assert "比较报告内容" in text_of(desk.get(reverse("cycle", args=[2024])))
    assert "已开始比较2024年度的报告" in text_of(desk.post(address, follow=True))
    assert Comparison.objects.get().is_running
    assert "正在比较，请等它完成" in text_of(desk.post(address, follow=True))


def test_overlapping_passages_lose_no_word() -> None:
    cut = pieces("一二三四五六", [(2, 3, 5), (1, 1, 4), (3, 1, 2)])
    assert "".join(piece.text for piece in cut) == "一二三四五六"
    assert cut == (Piece("一"), Piece("二", 3), Piece("三四", 1), Piece("五", 2), Piece("六"))
