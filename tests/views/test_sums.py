"""The pages of yearly sums: the tables, what a cell is made of, who is in and who is not, years side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from submissions.models import Agency, Cycle, Figure, Scope, Submission, User
from submissions.services import cycles, obligations
from submissions.states import State
from tests.submissions.test_summary import (
    DAOLI,
    EDUCATION,
    HARBIN,
    INDUSTRY,
    OWN,
    TOTAL,
    approve,
    filed,
    of,
)  # fmt: skip
from tests.views.pages import signed_in

pytestmark = pytest.mark.django_db

__all__ = ["filed"]


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


def page(desk: Client, name: str, *args: object, **query: str | int) -> str:
    response = desk.get(reverse(name, args=[2024, *args]), query)
    assert response.status_code == 200
    return response.content.decode()


def spoken(text: str, label: str) -> str:
    """What the cell with this label says to people who hear the page."""
    begin = text.index(f'aria-label="{label}')
    return text[begin + 12 : text.index('"', begin + 12)]


def test_the_tables_show_the_sums_and_of_how_many(desk: Client, filed: Cycle) -> None:
    Figure.objects.filter(submission=of(filed, "黑龙江省教育厅"), row="total", column="total").update(
        value=None, state="dash"
    )
    text = page(desk, "summary")
    total = (INDUSTRY[TOTAL] or 0) + (HARBIN[TOTAL] or 0)
    said = spoken(text, "表三 · 三、本年度办理结果 · （七）总计 · 总计")
    assert said.endswith(f"{total}，2/3份")
    assert reverse("sum_cell", args=[2024, TOTAL]) in text


def test_the_parts_of_the_members_are_counted_and_open_their_lists(desk: Client, filed: Cycle, office: User) -> None:
    obligations.exempt(office, of(filed, "哈尔滨市教育局"), "机构撤并")
    assert "哈尔滨市道里区人民政府" in page(desk, "sum_members", "covered")
    covered = page(desk, "sum_members", "covered")
    assert covered.index("哈尔滨市道里区人民政府") < covered.rindex("哈尔滨市人民政府"), "and by whose report"
    assert "机构撤并" in page(desk, "sum_members", "exempt")
    assert "没有这样的单位" in page(desk, "sum_members", "missing")
    assert "没有符合条件的单位" in page(desk, "sum_members", "added", q="没有这个名字")


def test_a_cell_opens_to_its_addends_by_size_with_share_and_place(desk: Client, filed: Cycle) -> None:
    text = page(desk, "sum_cell", TOTAL)
    total = sum((x[TOTAL] or Decimal(0) for x in (INDUSTRY, EDUCATION, HARBIN)), Decimal(0))
    assert f"<strong>{total}</strong>" in text
    places = [text.index(f'<th scope="row">{name}') for name in ("哈尔滨市人民政府", "黑龙江省教育厅")]
    assert places == sorted(places), "the largest first"
    share = round(100 * (HARBIN[TOTAL] or 0) / total, 1)
    assert f"{share}%" in text
    assert reverse("cell", args=[of(filed, "黑龙江省教育厅").pk, TOTAL]) in text
    left_out = text[text.index("为免重复没有相加的报告") :]
    assert "哈尔滨市道里区人民政府" in left_out
    assert "已含在哈尔滨市人民政府" in left_out
    assert str(DAOLI[TOTAL]) in left_out


def test_addends_are_narrowed_and_sorted(desk: Client, filed: Cycle) -> None:
    Figure.objects.filter(submission=of(filed, "黑龙江省教育厅"), row="total", column="total").update(
        value=None, state="blank"
    )
    rows = page(desk, "sum_cell", TOTAL, state="blank")
    assert '<th scope="row">黑龙江省教育厅' in rows
    assert '<th scope="row">哈尔滨市人民政府' not in rows
    assert '<th scope="row">哈尔滨市人民政府' in page(desk, "sum_cell", TOTAL, area="哈尔滨市人民政府")
    assert "没有符合条件的报告" in page(desk, "sum_cell", TOTAL, area="哈尔滨市人民政府", kind="department")
    assert '<th scope="row">黑龙江省教育厅' in page(desk, "sum_cell", TOTAL, q="教育", sort="tree")


def test_any_subtree_is_summed(desk: Client, filed: Cycle, province: Agency, harbin: Agency) -> None:
    text = page(desk, "summary", root=province.pk, under=harbin.pk)
    assert spoken(text, "表三 · 三、本年度办理结果 · （七）总计 · 总计").endswith(f"，{DAOLI[TOTAL]}")
    assert desk.get(reverse("summary", args=[2024]), {"under": 10**9}).status_code == 404


def test_the_whole_areas_own_report_is_held_against_the_sum(desk: Client, filed: Cycle) -> None:
    assert "差额" not in page(desk, "summary")
    approve(of(filed, "黑龙江省人民政府"), OWN, Scope.AREA)
    total = sum((x[TOTAL] or Decimal(0) for x in (INDUSTRY, EDUCATION, HARBIN)), Decimal(0))
    label = "表三 · 三、本年度办理结果 · （七）总计 · 总计"
    assert spoken(page(desk, "summary", show="own"), label).endswith(f"，{OWN[TOTAL]}")
    assert spoken(page(desk, "summary", show="difference"), label).endswith(f"，{(OWN[TOTAL] or 0) - total}")
    assert f"与合计相差 {(OWN[TOTAL] or 0) - total}" in page(desk, "sum_cell", TOTAL)


def test_years_stand_side_by_side_where_they_are_comparable(desk: Client, filed: Cycle, office: User) -> None:
    earlier = cycles.open_cycle(office, 2020)
    cells = {a: Decimal(7) for a in earlier.edition.addresses()}
    approve(of(earlier, "黑龙江省教育厅"), dict(cells))
    text = page(desk, "sum_years", **{"with": "2020"})
    line = text[text.index("（六）其他处理（3行合计）") :].split("</tr>")[0]
    assert line.count('class="number year-number"') == 2
    assert ">7 " in line
    apart = text[text.index("行政处罚") :].split("</tr>")[0]
    assert "不可比" in apart
    assert "口径不同" in apart
    assert "国办公开办函〔2019〕60号" in text, "what only the older form has stands by itself"
    assert text.index("政府集中采购") > text.index("国办公开办函〔2019〕60号")


def test_figures_beside_the_form_are_said(desk: Client, filed: Cycle) -> None:
    other = of(filed, "黑龙江省教育厅")
    Figure.objects.create(submission=other, table="requests", row="other", column="total", value=5, state="number")
    assert "1 份报告（黑龙江省教育厅等）有本版格式以外的单元格" in page(desk, "summary")


def test_nobody_but_the_office_sees_sums(filed: Cycle, reviewer: User, clerk: User) -> None:
    for user in (reviewer, clerk):
        client = signed_in(user)
        for name, args in (("summary", []), ("sum_cell", [TOTAL]), ("sum_members", ["added"]), ("sum_years", [])):
            assert client.get(reverse(name, args=[2024, *args])).status_code == 403


def test_what_is_no_cell_and_no_part_is_not_found(desk: Client, filed: Cycle) -> None:
    assert desk.get(reverse("sum_cell", args=[2024, "requests.x.y"])).status_code == 404
    assert desk.get(reverse("sum_members", args=[2024, "x"])).status_code == 404


def test_a_sum_without_any_report_says_that_there_are_no_numbers(desk: Client, cycle: Cycle) -> None:
    assert Submission.objects.filter(state=State.APPROVED.value).count() == 0
    assert spoken(page(desk, "summary"), "表三 · 三、本年度办理结果 · （七）总计 · 总计").endswith("，没有数字")
