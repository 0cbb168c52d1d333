"""The page of charts: every drawing has a table with the same numbers, and nothing is drawn that is not known."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parsing.report import Address
from submissions.exports.chart_csv import chart_csv
from submissions.models import Agency, Cycle, Rollup, Scope, Submission, User
from submissions.services import rollups
from submissions.states import Role, State
from tests.conftest import agency, person
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


def page(client: Client, area: Agency | None = None, measure: str = "") -> str:
    query = {"area": area.pk if area else "", "measure": measure}
    return client.get(reverse("charts", args=[2024]), query).content.decode()


def drawn(html: str) -> dict[str, Any]:
    found = re.search(r'<script id="drawn" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    return {chart["code"]: chart for chart in json.loads(found[1])}


def cells(html: str, code: str) -> list[list[str]]:
    """The table of one chart as text."""
    section = html.split(f'id="{code}"')[1].split("</section>", maxsplit=1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL)
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", c)).strip() for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]  # fmt: skip


def test_every_chart_has_a_table_with_the_numbers_that_are_drawn(desk: Client, city: Agency) -> None:
    html = page(desk)
    charts = drawn(html)
    assert list(charts) == [
        "rank", "areas", "kinds", "results", "area_results", "flow", "reconsideration", "litigation", "corrected",
    ]  # fmt: skip
    for code, chart in charts.items():
        rows = cells(html, code)[1:]
        assert [row[0] for row in rows] == chart["labels"]
        for place, one in enumerate(chart["series"], 1):
            assert [row[place].split(" ")[0] for row in rows] == [text.split(" ")[0] for text in one["texts"]]
        assert reverse("chart_table", args=[2024, code]) in html
        assert "<summary>数据表</summary>" in html
    assert cells(html, "area_results")[1] == ["哈尔滨市人民政府", "62.5% 10 2/3 份", "37.5% 6 2/3 份", "0% 0 2/3 份", "0% 0 2/3 份", "0% 0 2/3 份", "0% 0 2/3 份"]  # fmt: skip


def test_an_area_without_a_report_has_no_bar_and_comes_last(desk: Client, city: Agency, province: Agency) -> None:
    agency("230200", "齐齐哈尔市人民政府", "prefecture_government", province)
    Submission.objects.create(agency=Agency.objects.get(code="230200"), cycle=Cycle.objects.get(), due_on="2025-03-31")
    chart = drawn(page(desk))["rank"]
    assert chart["labels"][0] == "哈尔滨市人民政府"
    assert chart["series"][0]["values"] == [16.0, None, None]
    assert chart["series"][0]["partial"] == ["2/3 份", "0/1 份", "0/2 份"]


def test_a_year_without_reports_is_a_gap_and_never_a_fall_to_nought(desk: Client, city: Agency, daoli: Agency) -> None:
    for year in (2022, 2023):
        Cycle.objects.create(year=year)
    filed(daoli, Cycle.objects.get(year=2022), dict(ordinary()), Scope.AREA)
    chart = drawn(page(desk, city))["areas"]
    assert chart["labels"] == ["2022", "2023", "2024"]
    assert chart["series"][0]["values"] == [8.0, None, 16.0]


def test_a_line_leaves_out_a_year_that_lacks_reports_and_the_table_says_what_it_lacks(
    desk: Client, harbin: Agency, daoli: Agency, harbin_schools: Agency, cycle: Cycle
) -> None:
    for year in (2022, 2023):
        filed(daoli, Cycle.objects.create(year=year), dict(ordinary()), Scope.AREA)
    filed(harbin_schools, Cycle.objects.get(year=2022), dict(ordinary()))
    Submission.objects.create(agency=harbin_schools, cycle=Cycle.objects.get(year=2023), due_on="2024-01-31")
    for one in (harbin_schools, daoli):
        filed(one, cycle, dict(ordinary()), Scope.AREA if one == daoli else Scope.OWN)
    Submission.objects.filter(agency=harbin, cycle=cycle).update(state=State.EXEMPT.value)
    html = page(desk, harbin)
    whole = drawn(html)["areas"]["series"][0]
    assert whole["values"] == [16.0, 8.0, 16.0], "the point of 2023 is there, hollow"
    assert whole["whole"] == [16.0, None, 16.0], "and no line falls to it"
    assert whole["partial"] == ["", "1/2 份", ""]
    assert [row[1] for row in cells(html, "areas")[1:]] == ["16", "8 1/2 份", "16"]
    table = b"".join(desk.get(reverse("chart_table", args=[2024, "areas"]), {"area": harbin.pk})).decode("utf-8-sig")
    assert table.splitlines()[2].startswith("2023,8,1/2 份")


def test_what_the_form_of_2019_does_not_count_is_not_drawn_and_that_is_said(desk: Client, city: Agency, daoli: Agency) -> None:  # fmt: skip
    filed(daoli, Cycle.objects.create(year=2020), {Address("requests", "new", "total"): Decimal(5)}, Scope.AREA)
    html = page(desk, city, "documents_in_force")
    assert "2020 年度用 2019 年格式，没有可比的数，不画。" in html
    assert drawn(html)["areas"]["series"][0]["values"][0] is None
    assert drawn(page(desk, city, "new"))["areas"]["series"][0]["values"] == [5.0, 16.0]


@pytest.mark.parametrize(("cases", "words"), [(29, "已审结 29 件，不计算"), (30, "10%")])
def test_a_rate_is_shown_only_over_enough_cases(
    desk: Client, city: Agency, cycle: Cycle, daoli: Agency, cases: int, words: str
) -> None:
    values = dict(ordinary())
    for column, n in (("upheld", cases - 3), ("corrected", 3), ("total", cases)):
        values[Address("disputes", "reconsideration", column)] = Decimal(n)
    filed(daoli, cycle, dict(values), Scope.AREA)
    row = cells(page(desk, city), "corrected")[1]
    assert row[0] == "哈尔滨市道里区人民政府"
    assert row[1].startswith(words)


def test_a_flow_whose_sides_differ_is_not_drawn_and_that_is_said(desk: Client, city: Agency, cycle: Cycle, daoli: Agency) -> None:  # fmt: skip
    assert drawn(page(desk, city))["flow"]["links"] == [
        {"source": "本年新收", "target": "应办理申请", "value": 16.0},
        {"source": "应办理申请", "target": "予以公开", "value": 10.0},
        {"source": "应办理申请", "target": "部分公开", "value": 6.0},
    ]
    filed(daoli, cycle, ordinary() | {Address("requests", "carried_in", "total"): Decimal(1)}, Scope.AREA)
    html = page(desk, city)
    assert drawn(html)["flow"]["links"] == []
    assert "收到和结转合计 17 件，办结和结转下年合计 16 件，两边不等，只列表，不画图。" in html


def test_who_stands_out_is_listed_with_a_way_to_its_report(desk: Client, city: Agency, cycle: Cycle) -> None:
    for place, share in enumerate([10, 11, 12, 13, 10, 11, 12, 13, 60]):
        values: dict[Address, Decimal | None] = {a: Decimal(0) for a in cycle.edition.addresses()}
        values |= {Address("requests", row, "total"): Decimal(100) for row in ("new", "total")}
        values[Address("requests", "unavailable.not_held", "total")] = Decimal(share)
        odd = filed(agency(f"P{place}", f"部门{place}", "department", city), cycle, values)
    html = page(desk, city)
    assert cells(html, "odd")[1] == ["部门8 · 无法提供占办结", "+48", "60%（分母 100）", "12%", "部门 9"]
    assert f'href="{reverse("report", args=[odd.pk])}"' in html


def test_the_table_of_a_chart_is_a_file_that_a_spreadsheet_opens(desk: Client, city: Agency) -> None:
    answer = desk.get(reverse("chart_table", args=[2024, "rank"]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer).decode("utf-8")
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["地区", "本年新收申请（件）", "本年新收申请（不全）"],
        ["哈尔滨市人民政府", "16", "2/3 份"],
        ["本级机关和部门", "—", "0/2 份"],
    ]
    assert desk.get(reverse("chart_table", args=[2024, "nothing"])).status_code == 404


def test_a_name_that_begins_like_a_formula_stays_a_name() -> None:
    assert chart_csv(["地区"], [["=1+1"], ["-5"], ["@x"]]).decode("utf-8-sig").splitlines() == ["地区", "'=1+1", "-5", "'@x"]  # fmt: skip


def test_while_a_worker_adds_up_the_page_says_so_and_looks_again(desk: Client, city: Agency, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(rollups, "AT_ONCE", 0)
    html = page(desk)
    assert "正在统计 2024 年度，算好后自动显示。" in html
    assert 'hx-trigger="every 3s"' in html
    assert "还没有统计好的年度。" in html
    rollups.build(Rollup.objects.get().pk)
    assert "正在统计" not in page(desk)


def test_nothing_approved_is_said_and_not_drawn(desk: Client, cycle: Cycle) -> None:
    chart = drawn(page(desk))["rank"]
    assert set(chart["series"][0]["values"]) == {None}
    assert 'data-chart="rank"' not in page(desk)
    assert "2024 年度还没有审核通过的报告。" in page(desk)
    assert "图上用空心点" not in page(desk)


def test_each_office_sees_its_own_areas_only(city: Agency, province: Agency, clerk: User) -> None:
    mayor = signed_in(person("mayor", "市办", (city, Role.OFFICE)))
    assert mayor.get(reverse("charts", args=[2024])).status_code == 200
    assert mayor.get(reverse("charts", args=[2024]), {"area": province.pk}).status_code == 404
    assert signed_in(clerk).get(reverse("charts", args=[2024])).status_code == 403


def test_an_unknown_measure_is_the_first(desk: Client, city: Agency) -> None:
    assert drawn(page(desk, city, "x"))["rank"]["title"] == "本年新收申请：2024 年度各地区排列"


def test_no_script_and_no_style_stands_in_the_page(desk: Client, city: Agency) -> None:
    html = page(desk)
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", html)
    assert " style=" not in html


def test_a_closed_state_is_not_read_as_a_report(desk: Client, city: Agency, daoli: Agency) -> None:
    Submission.objects.filter(agency=daoli).update(state=State.RETURNED.value)
    Rollup.objects.all().delete()
    assert drawn(page(desk, city))["rank"]["series"][0]["partial"] == ["", "0/1 份"]
    assert text_of(desk.get(reverse("charts", args=[2024])))
