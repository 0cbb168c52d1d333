"""The office writes a whole area's report: sums of who reported, nothing that is not known, nothing typed is lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from parsing.pipeline import read
from parsing.report import Address
from parsing.rules.model import Outcome
from submissions.exports.area import AreaSum
from submissions.models import (
    Agency,
    AreaReport,
    Cycle,
    Event,
    FactSheet,
    Figure,
    Kind,
    Rollup,
    Scope,
    Submission,
    User,
)
from submissions.services import area_reports, cycles, snapshots, typed
from submissions.services.errors import NotAllowed, Refused
from submissions.states import State
from tests.conftest import agency
from tests.submissions.test_area_docx import by_a_person
from tests.submissions.test_report_docx import ordinary

pytestmark = pytest.mark.django_db
NEW, FORWARD = Address("requests", "new", "total"), Address("requests", "carried_forward", "total")
RECONSIDERED = Address("disputes", "reconsideration", "total")


def filed(agency: Agency, cycle: Cycle, values: Mapping[Address, Decimal | None], scope: str = Scope.OWN) -> Submission:
    """An approved report with these figures; None is a blank cell."""
    owed = {"due_on": "2025-03-31", "scope": scope, "state": State.APPROVED.value}
    row, _new = Submission.objects.update_or_create(agency=agency, cycle=cycle, defaults=owed)
    Figure.objects.filter(submission=row).delete()
    row.fact_sheets.all().delete()
    Rollup.objects.filter(cycle=cycle).delete()
    Figure.objects.bulk_create(
        Figure(submission=row, table=a.table, row=a.row, column=a.column, value=v, state="blank" if v is None else "number")
        for a, v in values.items()
    )  # fmt: skip
    return row


def area_sum(cycle: Cycle, root: Agency) -> AreaSum:
    return area_reports.figures_of(cycle, root).now


def text_of(cycle: Cycle, root: Agency) -> str:
    return area_reports.drafts(area_reports.figures_of(cycle, root))["text.1"]


@pytest.fixture
def city(harbin: Agency, harbin_schools: Agency, daoli: Agency, cycle: Cycle) -> Agency:
    """哈尔滨市, of which both agencies below have an approved report: eight applications each."""
    filed(harbin_schools, cycle, dict(ordinary()))
    filed(daoli, cycle, dict(ordinary()), Scope.AREA)
    return harbin


def test_the_sum_is_said_and_whoever_is_missing_is_named(city: Agency, cycle: Cycle, province: Agency) -> None:
    now = area_sum(cycle, city)
    assert (now.counted, not now.missing, now.values[NEW]) == (2, True, Decimal(16))
    assert "全市本年新收政府信息公开申请16件，上年结转0件。全年办结16件，其中予以公开10件、部分公开6件。" in text_of(
        cycle, city
    )
    wider = area_sum(cycle, province)
    assert (wider.counted, wider.values[NEW]) == (2, Decimal(16))
    assert [one.name for one in wider.missing] == [
        "黑龙江省工业和信息化厅",
        "哈尔滨市人民政府",
        "黑龙江省教育厅",
    ]


def test_what_an_areas_report_holds_already_is_neither_added_again_nor_missing(
    city: Agency, cycle: Cycle, province: Agency, daoli: Agency
) -> None:
    Submission.objects.filter(agency=daoli).update(state=State.MISSING.value)
    filed(city, cycle, dict(ordinary()), Scope.AREA)
    now = area_sum(cycle, province)
    assert (now.counted, now.values[NEW]) == (1, Decimal(8))
    assert daoli.name not in [one.name for one in now.missing]


def test_a_cell_one_report_lacks_is_told_and_never_said(city: Agency, cycle: Cycle, daoli: Agency) -> None:
    filed(daoli, cycle, {a: v for a, v in ordinary().items() if a != NEW}, Scope.AREA)
    now = area_sum(cycle, city)
    assert (now.values[NEW], now.lacking(NEW), NEW in now.known) == (Decimal(8), 1, False)
    assert "新收" not in text_of(cycle, city)


def test_a_blank_cell_adds_nothing_and_hides_nothing(city: Agency, cycle: Cycle, daoli: Agency) -> None:
    values: dict[Address, Decimal | None] = dict(ordinary())
    filed(daoli, cycle, values | {FORWARD: None}, Scope.AREA)
    now = area_sum(cycle, city)
    assert (now.values[FORWARD], now.lacking(FORWARD)) == (Decimal(0), 0)


def test_growth_is_against_last_years_sum_only_when_both_years_are_whole(
    city: Agency, cycle: Cycle, daoli: Agency, harbin_schools: Agency
) -> None:
    assert "同比" not in text_of(cycle, city)
    before = Cycle.objects.create(year=2023)
    fewer = dict(ordinary())
    fewer |= {NEW: Decimal(7), Address("requests", "new", "natural_person"): Decimal(7)}
    filed(daoli, before, dict(fewer), Scope.AREA)
    schools = filed(harbin_schools, before, dict(fewer))
    assert "全市本年新收政府信息公开申请16件，同比增长14.3%，上年结转0件。" in text_of(cycle, city)
    Submission.objects.filter(pk=schools.pk).update(state=State.SUBMITTED.value)
    figures = area_reports.figures_of(cycle, city)
    assert figures.then.why_not == ("2023年度还有 1 个单位没有审核通过的报告，汇总不全，没有写同比。",)
    assert "同比" not in figures.draft.texts[1]


def test_growth_is_not_said_where_the_published_figure_of_last_year_is_another(
    city: Agency, cycle: Cycle, daoli: Agency, harbin_schools: Agency
) -> None:
    before = Cycle.objects.create(year=2023)
    for one in (daoli, harbin_schools):
        filed(one, before, dict(ordinary()), Scope.AREA)
    own: dict[Address, Decimal | None] = {NEW: Decimal(99)}
    filed(city, before, own, Scope.AREA)
    figures = area_reports.figures_of(cycle, city)
    assert figures.then.why_not == ("上年各单位之和为 16，与上年本机关报告的 99 不同，没有写这一项的同比。",)
    assert NEW not in figures.then.values


@pytest.mark.parametrize(("cases", "said"), [(29, False), (30, True)])
def test_a_rate_of_cases_set_right_needs_thirty_concluded_ones(
    city: Agency, cycle: Cycle, daoli: Agency, cases: int, said: bool
) -> None:
    values = dict(ordinary())
    for column, n in (("upheld", cases - 3), ("corrected", 3), ("total", cases)):
        values[Address("disputes", "reconsideration", column)] = Decimal(n)
    filed(daoli, cycle, dict(values), Scope.AREA)
    text = text_of(cycle, city)
    assert f"因政府信息公开被申请行政复议{cases}件，被提起行政诉讼0件。" in text
    assert ("已审结的行政复议案件30件，结果纠正3件，纠错率为10%。" in text) is said


def test_every_report_that_was_approved_is_said_to_be_reviewed_not_those_alone_that_are_added(
    city: Agency, cycle: Cycle, daoli: Agency
) -> None:
    """What a county's report holds already was reviewed as well, and may have gone back before."""
    held = agency("230102-1", "哈尔滨市道里区教育局", Kind.DEPARTMENT, daoli)
    cycles.enrol(cycle)
    filed(held, cycle, dict(ordinary()))
    Submission.objects.filter(cycle=cycle, agency=held).update(returns=1)
    assert area_sum(cycle, city).counted == 2
    assert "（五）监督保障。对所属单位的年度报告逐份核对，审核通过3份，其中1份经退回修改后通过。" in text_of(
        cycle, city
    )


def test_every_number_of_the_draft_has_the_cells_it_comes_from(city: Agency, cycle: Cycle) -> None:
    figures = area_reports.figures_of(cycle, city)
    found = [(s.words, str(s.plus[0]) if s.plus else s.how) for s in figures.draft.sources]
    assert ("16", "requests.new.total") in found
    assert ("10", "requests.granted.total") in found
    assert ("2", "counted") in found


def test_the_document_is_read_back_and_agrees_with_the_page(city: Agency, cycle: Cycle, office: User, tmp_path: Path) -> None:  # fmt: skip
    figures = area_reports.figures_of(cycle, city)
    texts = by_a_person(figures.draft.texts, 2022)
    area_reports.save(office, cycle, city, {typed.text_field(n): text for n, text in texts.items()}, 0)
    fields = area_reports.started(cycle, city)
    found = area_reports.checked(figures, fields)
    assert [(f.rule, f.message) for f in found if f.outcome is Outcome.FAILED] == []
    path = tmp_path / "report.docx"
    path.write_bytes(area_reports.document(figures, fields))
    report, shown = read(path), area_reports.report_of(figures.now, fields)
    assert {a: f.value for a, f in report.figures.items()} == {a: f.value for a, f in shown.figures.items()}
    assert [(s.number, s.heading, s.text) for s in report.sections] == [
        (s.number, s.heading, s.text) for s in shown.sections
    ]
    assert (report.title, report.agency, report.year, report.introduction) == (
        shown.title, shown.agency, shown.year, shown.introduction,
    )  # fmt: skip


def test_a_wrong_number_in_the_text_is_found_before_the_document_leaves(city: Agency, cycle: Cycle) -> None:
    figures = area_reports.figures_of(cycle, city)
    fields = area_reports.started(cycle, city) | {"text.1": "全市本年新收政府信息公开申请17件。"}
    messages = [f.message for f in area_reports.checked(figures, fields) if f.outcome is Outcome.FAILED]
    assert any("新收政府信息公开申请17件" in message for message in messages)


def test_the_words_are_kept_and_two_windows_meet_without_loss(city: Agency, cycle: Cycle, office: User) -> None:
    first = area_reports.save(office, cycle, city, {"text.5": "问题"}, 0)
    late = area_reports.save(office, cycle, city, {"text.5": "另一些问题", "text.6": "无"}, 0)
    assert (first.version, late.conflicts) == (1, {"text.5": "问题"})
    fields = area_reports.started(cycle, city)
    assert (fields["title"], fields["text.5"], fields["text.6"]) == (
        "哈尔滨市人民政府2024年政府信息公开工作年度报告", "问题", "无",
    )  # fmt: skip
    assert Event.objects.filter(kind="area_report", agency=city).count() == 1


def test_only_who_administers_an_area_writes_its_report_and_only_areas_have_one(
    city: Agency, cycle: Cycle, office: User, clerk: User, reviewer: User, industry: Agency
) -> None:
    for person in (clerk, reviewer):
        with pytest.raises(NotAllowed):
            area_reports.save(person, cycle, city, {"text.5": "问题"}, 0)
    with pytest.raises(Refused, match="没有全域报告"):
        area_reports.save(office, cycle, industry, {"text.5": "问题"}, 0)
    with pytest.raises(Refused, match="表中没有"):
        area_reports.save(office, cycle, city, {str(NEW): "1"}, 0)
    assert not AreaReport.objects.exists()


def test_no_document_is_made_of_nothing(cycle: Cycle, province: Agency) -> None:
    with pytest.raises(Refused, match="没有可以汇总的数字"):
        area_reports.document(area_reports.figures_of(cycle, province), area_reports.started(cycle, province))


def test_a_frozen_sum_stays_what_the_report_is_made_of_and_its_number_is_on_every_page(
    city: Agency, cycle: Cycle, office: User, daoli: Agency, tmp_path: Path
) -> None:
    snapshot = snapshots.take(office, cycle, city)
    area_reports.choose_snapshot(office, cycle, city, snapshot.number)
    FactSheet.objects.filter(submission__agency=daoli).update(ended_at=timezone.now())
    Submission.objects.filter(agency=daoli).update(state=State.RETURNED.value)
    figures = area_reports.figures_of(cycle, city)
    assert figures.now.values[NEW] == 16
    data = area_reports.document(figures, area_reports.started(cycle, city))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert snapshot.number in package.read("word/footer1.xml").decode()
    path = tmp_path / "report.docx"
    path.write_bytes(data)
    report = read(path)
    assert {a: f.value for a, f in report.figures.items()} == figures.now.values
    assert (report.warnings, report.front) == ((), "")
    area_reports.choose_snapshot(office, cycle, city, "")
    assert area_reports.figures_of(cycle, city).now.values[NEW] == 8
    assert [event.note for event in Event.objects.filter(kind="area_report_sum").order_by("pk")] == [
        f"2024年度 {snapshot.number}", "2024年度 此刻的汇总",
    ]  # fmt: skip


def test_another_areas_snapshot_is_refused(city: Agency, cycle: Cycle, office: User, province: Agency) -> None:
    snapshot = snapshots.take(office, cycle, province)
    with pytest.raises(Refused, match="没有编号为"):
        area_reports.choose_snapshot(office, cycle, city, snapshot.number)
