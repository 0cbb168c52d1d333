"""The catalogue as a page: for whoever is signed in, a rule an anchor, linked from findings."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from parsing.rules.engine import RULES
from submissions.models import Submission, User
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted


@pytest.fixture
def page(clerk: User) -> str:
    return signed_in(clerk).get(reverse("rulebook")).content.decode()


def test_every_rule_stands_there_with_its_number_as_anchor(page: str) -> None:
    assert [rule.id for rule in RULES if f'id="{rule.id}"' not in page] == []


def test_a_rule_tells_its_formula_basis_fix_and_examples(clerk: User) -> None:
    words = text_of(signed_in(clerk).get(reverse("rulebook")))
    for told in (
        "一、本年新收 ＋ 二、上年结转 ＝ 三、（七）总计 ＋ 四、结转下年度继续办理",
        "六类申请人相加为 6，总计填 8",
        "总体情况最多字数 1000（主管部门可以调整）",
        "默认不启用，由主管部门启用",
    ):
        assert told in words


@pytest.mark.django_db
def test_who_is_not_signed_in_signs_in_first() -> None:
    assert Client().get(reverse("rulebook")).status_code == 302


def test_a_finding_links_to_its_rule(submission: Submission, clerk: User, reviewer: User) -> None:
    faulty = faulty_and_submitted(submission, clerk)
    page = signed_in(reviewer).get(reverse("review", args=[faulty.pk])).content.decode()
    assert f'href="{reverse("rulebook")}#A-02"' in page
