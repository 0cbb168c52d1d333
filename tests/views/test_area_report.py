"""The page on which the office writes a whole area's report."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from submissions.models import Agency, AreaReport, Cycle, Scope, User
from submissions.states import Role
from tests.conftest import person
from tests.submissions.test_area_reports import filed
from tests.submissions.test_report_docx import ordinary
from tests.views.pages import signed_in, text_of


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


@pytest.fixture
def city(harbin: Agency, harbin_schools: Agency, daoli: Agency, cycle: Cycle) -> Agency:
    filed(harbin_schools, cycle, dict(ordinary()))
    filed(daoli, cycle, dict(ordinary()), Scope.AREA)
    return harbin


def address(name: str, area: Agency | None = None, **more: str) -> str:
    query = {"area": str(area.pk)} if area else {}
    return f"{reverse(name, args=[2024])}?{'&'.join(f'{k}={v}' for k, v in (query | more).items())}"


def save(client: Client, body: Any, area: Agency) -> Any:
    return client.post(address("area_report_save", area), json.dumps(body), content_type="application/json")


def test_the_page_prints_the_sums_and_says_who_is_not_in_them(desk: Client, city: Agency) -> None:
    page = text_of(desk.get(address("area_report")))
    assert "表中数字是 2 份审核通过的报告之和。" in page
    assert "还有 3 个单位没有审核通过的报告，没有计入，也没有按 0 计" in page
    html = desk.get(address("area_report", city)).content.decode()
    assert "应报的单位都已计入。" in html
    assert "表三 · 一、本年新收政府信息公开申请数量 · 总计：16" in html
    assert html.count("<textarea") == 7


def test_the_office_of_a_province_goes_down_to_any_area_and_a_citys_no_higher(desk: Client, city: Agency, daoli: Agency, province: Agency) -> None:  # fmt: skip
    assert f"area={city.pk}" in desk.get(address("area_report")).content.decode()
    assert desk.get(address("area_report", daoli)).status_code == 200
    mayor = signed_in(person("mayor", "市办", (city, Role.OFFICE)))
    assert mayor.get(address("area_report")).status_code == 200
    assert mayor.get(address("area_report", daoli)).status_code == 200
    assert mayor.get(address("area_report", province)).status_code == 404


def test_a_department_and_an_unknown_agency_have_no_such_page(desk: Client, city: Agency, industry: Agency) -> None:
    assert desk.get(address("area_report", industry)).status_code == 404
    assert desk.get(f"{reverse('area_report', args=[2024])}?area=999999").status_code == 404
    assert desk.get(reverse("area_report", args=[1999])).status_code == 404


def test_a_clerk_is_told_that_it_is_the_offices(city: Agency, clerk: User) -> None:
    assert signed_in(clerk).get(address("area_report", city)).status_code == 403


def test_drafts_are_handed_to_the_page_and_what_is_typed_is_kept(desk: Client, city: Agency) -> None:
    drafts = desk.get(address("area_report_drafts", city)).json()
    assert "全市本年新收政府信息公开申请16件" in drafts["text.1"]
    assert save(desk, {"version": 0, "changes": drafts}, city).json() == {"version": 1, "conflicts": {}, "others": {}}
    assert "全市本年新收政府信息公开申请16件" in desk.get(address("area_report", city)).content.decode()
    assert AreaReport.objects.get().root == city


@pytest.mark.parametrize("body", ["", [], {}, {"version": "x", "changes": {}}, {"version": 0, "changes": {"figure.x": "1"}}])  # fmt: skip
def test_what_is_no_save_is_refused(desk: Client, city: Agency, body: Any) -> None:
    assert save(desk, body, city).status_code == 400


def test_without_script_the_whole_form_is_kept_and_checked(desk: Client, city: Agency) -> None:
    sent = {"version": "0", "act": "check", "text.1": "全市本年新收政府信息公开申请17件。", "text.5": "＿＿＿＿"}
    answer = desk.post(address("area_report_keep", city), sent, follow=True)
    page = text_of(answer)
    assert "第五部分还有没填的空" in page
    assert "第一部分写“全市本年新收政府信息公开申请17件”" in page
    assert "17" in page


def test_the_document_is_downloaded_under_its_title(desk: Client, city: Agency) -> None:
    name, foot = downloaded(desk.get(address("area_report_document", city)))
    assert name == "哈尔滨市人民政府2024年政府信息公开工作年度报告_计入2份_未计入0份.docx"
    assert "未计入" not in foot


def test_a_document_made_while_reports_are_lacking_says_so_in_its_name_and_on_every_page(
    desk: Client, city: Agency
) -> None:
    name, foot = downloaded(desk.get(address("area_report_document")))
    assert name == "黑龙江省人民政府2024年政府信息公开工作年度报告_计入2份_未计入3份.docx"
    assert "由 2 份报告汇总，3 个单位未计入" in foot


def downloaded(answer: Any) -> tuple[str, str]:
    """The name a document is kept under, and what stands at the foot of its pages."""
    content = b"".join(answer)
    name = unquote(answer["Content-Disposition"].partition("filename*=utf-8''")[2])
    return name, ZipFile(io.BytesIO(content)).read("word/footer1.xml").decode()


def test_without_an_approved_report_there_is_no_document_and_a_sentence_why(desk: Client, cycle: Cycle) -> None:
    answer = desk.get(address("area_report_document"), follow=True)
    assert "还没有审核通过的报告，没有可以汇总的数字。" in text_of(answer)
