"""The blank form on the agency's page: who gets it, and for which year."""

from __future__ import annotations

import io

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from submissions.models import Submission, User
from tests.views.pages import signed_in


def test_a_clerk_finds_the_blank_form_beside_the_upload(clerk: User, submission: Submission) -> None:
    desk = signed_in(clerk)
    address = reverse("blank_form", args=[submission.pk])
    assert address in desk.get(reverse("report", args=[submission.pk])).content.decode()
    answer = desk.get(address)
    book = load_workbook(io.BytesIO(answer.getvalue()))
    title = f"{submission.agency.name}{submission.cycle.year}年政府信息公开工作年度报告"
    assert book["正文"]["A1"].value == title


def test_a_stranger_gets_no_form(stranger: User, submission: Submission) -> None:
    assert signed_in(stranger).get(reverse("blank_form", args=[submission.pk])).status_code == 404


def test_nobody_gets_a_form_without_signing_in(client: Client, submission: Submission) -> None:
    assert client.get(reverse("blank_form", args=[submission.pk])).status_code == 302


def test_a_year_before_the_first_form_has_none(clerk: User, submission: Submission) -> None:
    submission.cycle.year = 2012
    submission.cycle.save()
    Submission.objects.update(edition_code="")
    answer = signed_in(clerk).get(reverse("blank_form", args=[submission.pk]))
    assert answer.status_code == 404
