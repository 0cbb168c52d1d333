"""Opening a year with a look before, who owes what, days of an office's own, vertical systems: the office's pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions.models import Agency, Cycle, Kind, LocalDeadline, Submission, User, VerticalSystem
from submissions.services import deadlines
from submissions.states import Role
from tests.conftest import agency, person
from tests.views.pages import signed_in, text_of

pytestmark = pytest.mark.django_db

DATES = {kind.value: "2025-01-31" for kind in Kind} | {"year": "2024"}


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


@pytest.fixture
def city(harbin: Agency) -> Client:
    return signed_in(person("harbin_office", "市管", (harbin, Role.OFFICE)))


def test_who_will_owe_is_shown_before_a_year_is_opened(desk: Client, agencies: list[Agency], education: Agency) -> None:
    Agency.objects.filter(pk=education.pk).update(is_active=False)
    data = DATES | {"department-edition": "2019", "county_government-scope": "own", "township": "2025-01-20"}
    page = desk.post(reverse("cycle_open"), data)
    words = text_of(page)
    for told in (
        "预览：2024年度报送",
        "应报送的 5 个机关",
        "省级 部门 1 2025年1月31日",
        "国办公开办函〔2019〕60号",
        "不报送的 1 个机关",
        "已停用：1 黑龙江省教育厅",
    ):
        assert told in words, told
    assert not Cycle.objects.exists()
    back = desk.post(reverse("cycle_open"), data | {"edit": "1"})
    assert back.status_code == 200
    assert 'value="2025-01-20"' in back.content.decode()
    desk.post(reverse("cycle_open"), data | {"confirm": page.context["plan"].digest})
    county = Submission.objects.get(agency__code="230102")
    assert (county.scope, county.edition.code) == ("own", "2021")
    assert Submission.objects.get(agency__code="2301").edition.code == "2019"


def test_deadlines_that_have_passed_are_pointed_out_before_a_year_is_opened(
    desk: Client, agencies: list[Agency]
) -> None:
    soon = DATES | {"department": f"{timezone.localdate():%Y-%m-%d}"}
    assert "其中 3 个机关的截止日期已过" in text_of(desk.post(reverse("cycle_open"), soon))
    days = {kind.value: f"{timezone.localdate():%Y-%m-%d}" for kind in Kind}
    assert "截止日期已过" not in text_of(desk.post(reverse("cycle_open"), DATES | days))


def test_a_preview_that_is_out_of_date_is_shown_anew(desk: Client, agencies: list[Agency], education: Agency) -> None:
    seen = desk.post(reverse("cycle_open"), DATES).context["plan"].digest
    Agency.objects.filter(pk=education.pk).update(is_active=False)
    page = desk.post(reverse("cycle_open"), DATES | {"confirm": seen})
    assert "预览之后机关名单有了变化" in text_of(page)
    assert "应报送的 5 个机关" in text_of(page)
    assert not Cycle.objects.exists()


def test_the_days_of_the_year_before_stand_in_the_form(desk: Client, cycle: Cycle) -> None:
    cycle.deadlines.filter(kind=Kind.TOWNSHIP).update(due_on=date(2025, 1, 26), scope="area")
    form = desk.get(reverse("cycle_open")).context["form"]
    assert form["year"].value() == 2025
    assert (form["township"].value(), form["township-scope"].value()) == (date(2026, 1, 26), "area")


def test_a_running_year_says_who_owes_and_who_came_later(
    desk: Client, cycle: Cycle, province: Agency, education: Agency
) -> None:
    agency("2303", "黑龙江省财政厅", Kind.DEPARTMENT, province)
    Agency.objects.filter(pk=education.pk).update(is_active=False)
    page = reverse("duties", args=[2024])
    words = text_of(desk.get(page))
    assert "应报但还没有建立任务：1 个" in words
    assert "黑龙江省财政厅" in words
    assert "已有任务、现在不应再报：1 个" in words
    assert "已补建 1 个机关的报送任务" in text_of(desk.post(page, follow=True))
    assert "还没有建立任务" not in text_of(desk.get(page))


def test_a_city_sees_its_own_duties_and_enters_nobody(city: Client, cycle: Cycle) -> None:
    words = text_of(city.get(reverse("duties", args=[2024])))
    assert "应报送的 3 个机关" in words
    assert city.post(reverse("duties", args=[2024])).status_code == 403


def test_a_city_sets_the_day_of_its_departments_and_takes_it_back(city: Client, cycle: Cycle, office: User) -> None:
    page = reverse("local_deadlines", args=[2024])
    typed = {"agency": "230100", "kind": "department", "due_on": "2025-01-20", "basis": "哈政公开〔2025〕1号"}
    words = text_of(city.post(page, typed, follow=True))
    assert "截止日期已保存，1 个单位的期限随之调整" in words
    assert "哈政公开〔2025〕1号" in words
    deadlines.set_notice(office, cycle, Agency.objects.get(code="23"), "", None, date(2025, 1, 15))
    assert "2025年1月15日" not in text_of(city.get(page)), "what others set for others is theirs"
    row = LocalDeadline.objects.get(agency__code="230100")
    assert "已取消，1 个单位的期限随之调整" in text_of(
        city.post(reverse("local_deadline_remove", args=[row.pk]), follow=True)
    )
    assert Submission.objects.get(agency__code="230100-1").due_on == date(2025, 1, 15)


def test_a_city_sets_nothing_elsewhere_and_nothing_later_than_the_law(city: Client, cycle: Cycle, office: User) -> None:
    page = reverse("local_deadlines", args=[2024])
    assert "管理范围内没有" in text_of(city.post(page, {"agency": "23", "due_on": "2025-01-20"}))
    typed = {"agency": "230100", "kind": "department", "due_on": "2025-02-20"}
    assert "本地只能提前，不能推后" in text_of(city.post(page, typed))
    deadlines.set_notice(office, cycle, Agency.objects.get(code="23"), "", None, date(2025, 1, 15))
    others = LocalDeadline.objects.get()
    assert city.post(reverse("local_deadline_remove", args=[others.pk])).status_code == 404


def test_a_system_is_entered_shown_with_its_agencies_and_says_what_follows(
    desk: Client, city: Client, industry: Agency, cycle: Cycle
) -> None:
    page = reverse("systems")
    assert "已保存" in text_of(desk.post(page, {"name": "烟草", "remark": "专卖"}, follow=True))
    tobacco = VerticalSystem.objects.get(name="烟草")
    assert not tobacco.reports_here
    Agency.objects.filter(pk=industry.pk).update(system=tobacco)
    assert "烟草 不在本平台报送 1" in text_of(desk.get(page))
    told = text_of(desk.get(reverse("agency_edit", args=[industry.pk])))
    assert "在本系统内报送，开始年度报送时不建立任务" in told
    desk.post(reverse("system_edit", args=[tobacco.pk]), {"name": "烟草", "reports_here": "on"})
    told = text_of(desk.get(reverse("agency_edit", args=[industry.pk])))
    assert "向黑龙江省人民政府报送；数字按本系统统计" in told
    assert "垂直：烟草" in text_of(desk.get(reverse("agencies")))
    assert "不能删除" in text_of(desk.post(reverse("system_remove", args=[tobacco.pk]), follow=True))
    assert "新增系统" not in text_of(city.get(page))
    assert city.post(page, {"name": "海事"}).status_code == 403


def test_the_day_of_a_change_is_kept(desk: Client, industry: Agency, education: Agency) -> None:
    typed = {"predecessor": "2302", "successor": "2301", "kind": "merged", "year": "2024", "on": "2024-05-10"}
    typed |= {"remark": "机构改革方案"}
    assert "2024-05-10" in text_of(desk.post(reverse("lineage"), typed, follow=True))


def test_others_see_none_of_these(clerk: User, reviewer: User, cycle: Cycle) -> None:
    for who in (clerk, reviewer):
        for name, args in (("duties", [2024]), ("local_deadlines", [2024]), ("systems", [])):
            assert signed_in(who).get(reverse(name, args=args)).status_code == 403
