"""The office's page of where agencies come from."""

from __future__ import annotations

import pytest
from django.urls import reverse

from submissions.models import Agency, AgencyLineage, Cycle, Event, Submission, User
from submissions.services import lineage, obligations
from submissions.states import Role
from tests.conftest import person
from tests.views.pages import signed_in, text_of


@pytest.fixture
def row(office: User, industry: Agency, education: Agency) -> AgencyLineage:
    return lineage.add(office, education, industry, "merged", 2024, "机构改革")


def test_the_office_sees_what_is_entered(office: User, row: AgencyLineage) -> None:
    words = text_of(signed_in(office).get(reverse("lineage")))
    for told in ("2024", "黑龙江省教育厅", "黑龙江省工业和信息化厅", "合并", "机构改革"):
        assert told in words


def test_the_office_enters_one_by_name_or_code(office: User, industry: Agency, education: Agency) -> None:
    typed = {"predecessor": "2302", "successor": industry.name, "kind": "renamed", "year": "2024", "remark": "机构改革"}
    response = signed_in(office).post(reverse("lineage"), typed, follow=True)
    assert "已登记：2024 黑龙江省教育厅 → 黑龙江省工业和信息化厅（更名）" in text_of(response)
    assert AgencyLineage.objects.get().predecessor == education


def test_an_approved_report_of_who_is_merged_away_is_not_added_up_in_silence(
    office: User, cycle: Cycle, industry: Agency, education: Agency
) -> None:
    told = "黑龙江省教育厅的2024年度报告已审核通过，仍计入汇总。黑龙江省工业和信息化厅的报告已含其数据的"
    Submission.objects.filter(agency=education).update(state="approved")
    desk = signed_in(office)
    typed = {"predecessor": "2302", "successor": "2301", "kind": "merged", "remark": "改革"}
    assert told not in text_of(desk.post(reverse("lineage"), typed | {"year": "2025"}, follow=True))
    AgencyLineage.objects.all().delete()
    assert told in text_of(desk.post(reverse("lineage"), typed | {"year": "2024"}, follow=True))


def test_who_is_merged_away_while_a_year_is_open_is_not_asked_in_silence(
    office: User, cycle: Cycle, industry: Agency, education: Agency
) -> None:
    told = "黑龙江省教育厅的2024年度报送任务还在。不必再报的，请在该年度“报送情况”中设为免报"
    desk, typed = signed_in(office), {"predecessor": "2302", "successor": "2301", "year": "2024", "remark": "改革"}
    assert told not in text_of(desk.post(reverse("lineage"), typed | {"kind": "split"}, follow=True))
    AgencyLineage.objects.all().delete()
    assert told in text_of(desk.post(reverse("lineage"), typed | {"kind": "merged"}, follow=True))
    owed = Submission.objects.get(agency=education)
    look = text_of(desk.get(reverse("chase_write", args=[2024]), {"who": "all"}))
    assert "其中 1 个单位已停用、已并入或更名，或者在垂直管理系统内报送，现在不应再报： 黑龙江省教育厅" in look
    obligations.exempt(office, owed, "已并入")
    assert "现在不应再报" not in text_of(desk.get(reverse("chase_write", args=[2024]), {"who": "all"}))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"predecessor": "不存在的局"}, "管理范围内没有“不存在的局”"),
        ({"kind": ""}, "这个字段是必填项"),
        ({"year": "2019"}, "2020"),
        ({"remark": " "}, "请写明理由"),
    ],
)
def test_what_cannot_be_is_told_at_the_field(
    office: User, industry: Agency, education: Agency, changes: dict[str, str], told: str
) -> None:
    typed = {
        "predecessor": "2302",
        "successor": "2301",
        "kind": "renamed",
        "year": "2024",
        "remark": "机构改革",
    } | changes
    response = signed_in(office).post(reverse("lineage"), typed)
    assert response.status_code == 400
    assert told in text_of(response)


def test_a_lineage_with_itself_is_refused_with_words(office: User, industry: Agency) -> None:
    typed = {"predecessor": "2301", "successor": "2301", "kind": "renamed", "year": "2024", "remark": "改革"}
    assert "不能是同一个" in text_of(signed_in(office).post(reverse("lineage"), typed))


def test_the_office_takes_one_back(office: User, row: AgencyLineage) -> None:
    response = signed_in(office).post(reverse("lineage_remove", args=[row.pk]), follow=True)
    assert "请写明理由" in text_of(response)
    response = signed_in(office).post(reverse("lineage_remove", args=[row.pk]), {"reason": "登记错了"}, follow=True)
    assert "还没有登记" in text_of(response)
    notes = Event.objects.filter(kind__startswith="lineage").order_by("pk").values_list("note", flat=True)
    assert [note.rpartition("：")[2] for note in notes] == ["机构改革", "登记错了"]


def test_others_see_and_change_nothing(
    row: AgencyLineage, reviewer: User, clerk: User, harbin: Agency, industry: Agency
) -> None:
    for user in (reviewer, clerk):
        assert signed_in(user).get(reverse("lineage")).status_code == 403
        assert signed_in(user).post(reverse("lineage_remove", args=[row.pk])).status_code == 403
    city = signed_in(person("city", "市管", (harbin, Role.OFFICE)))
    assert "黑龙江省教育厅" not in text_of(city.get(reverse("lineage")))
    assert city.post(reverse("lineage_remove", args=[row.pk])).status_code == 404
    typed = {"predecessor": "2302", "successor": "2301", "kind": "renamed", "year": "2024"}
    assert city.post(reverse("lineage"), typed).status_code == 400
    assert AgencyLineage.objects.count() == 1
