"""What the office says of a past file's cells before it is filed: confirmed, typed over, taken back, carried along."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.report import Report
from submissions.models import Correction, Event, Figure, Intake, PastBatch, Reading, User
from submissions.services import past_assessing, past_corrections
from submissions.services.errors import NotAllowed, Refused
from submissions.services.judging import effective_report
from tests import documents
from tests.conftest import person
from tests.submissions.test_past_years import _quiet_bell, add, batch, file_all, only, undo_all, work

__all__ = ["_quiet_bell", "batch"]
pytestmark = pytest.mark.django_db

TOTAL, MISSING = "requests.total.total", "requests.new.natural_person"
DOUBT = "两次识别不一致"


@pytest.fixture
def doubted(office: User, batch: PastBatch) -> Intake:
    """A past file in which one figure is doubtful and one cell was not found."""
    add(office, batch, documents.report(year=2022), "a.txt")
    work(batch)
    intake = only(batch)
    report = intake.report or {}
    report["figures"][TOTAL]["doubt"] = DOUBT
    del report["figures"][MISSING]
    Intake.objects.filter(pk=intake.pk).update(report=report)
    past_assessing.recount(only(batch), Report.from_json(report))
    return only(batch)


def fact(address: str) -> Figure:
    table, row, column = address.rsplit(".", 2)
    return Figure.objects.get(submission__cycle__year=2022, table=table, row=row, column=column)


def test_a_doubtful_figure_that_was_confirmed_is_filed_as_a_fact(
    office: User, batch: PastBatch, doubted: Intake
) -> None:
    past_corrections.confirm(office, doubted, TOTAL, ip="10.0.0.8")
    assert only(batch).doubted == 0
    event = Event.objects.get(kind="past_confirm")
    assert (event.actor, event.agency, event.ip) == (office, doubted.to_agency, "10.0.0.8")
    assert event.note == ("a.txt：收到和处理政府信息公开申请情况 · （七）总计 · 总计：确认读取的“10474”无误。")
    file_all(office, batch)
    assert fact(TOTAL).value == Decimal(10474)


def test_a_cell_that_was_not_found_is_typed_in_and_filed_as_a_fact(
    office: User, batch: PastBatch, doubted: Intake
) -> None:
    past_corrections.correct(office, doubted, MISSING, "10123", "第3页")
    row = only(batch)
    assert (row.figures, row.doubted) == (200, 1)
    assert "读取为“”，更正为“10123”。第3页" in Event.objects.get(kind="past_correct").note
    file_all(office, batch)
    assert fact(MISSING).value == Decimal(10123)
    assert (fact(TOTAL).value, fact(TOTAL).state) == (None, "illegible"), "nobody confirmed this one"


def test_what_was_read_is_never_changed_and_who_typed_goes_along(
    office: User, batch: PastBatch, doubted: Intake
) -> None:
    past_corrections.correct(office, doubted, TOTAL, "10475")
    assert (only(batch).report or {})["figures"][TOTAL]["value"] == 10474
    file_all(office, batch)
    reading = Reading.objects.get(upload__intake=doubted)
    assert (reading.report or {})["figures"][TOTAL]["value"] == 10474
    kept = reading.corrections.get()
    assert (kept.address, kept.read_value, kept.typed, kept.by) == (TOTAL, "10474", "10475", office)
    assert fact(TOTAL).value == Decimal(10475)


def test_findings_and_doubts_of_the_row_follow_what_was_typed(office: User, batch: PastBatch, doubted: Intake) -> None:
    before = only(batch)
    past_corrections.correct(office, doubted, TOTAL, "1")
    row = only(batch)
    assert (before.doubted, row.doubted) == (1, 0)
    assert row.found["mandatory"] > before.found["mandatory"]
    past_corrections.restore(office, doubted, TOTAL)
    row = only(batch)
    assert (row.doubted, row.found) == (1, before.found)
    assert Event.objects.get(kind="past_uncorrect").note.startswith("a.txt：")


def test_what_was_typed_outlives_taking_back_and_matching_again(
    office: User, batch: PastBatch, doubted: Intake
) -> None:
    past_corrections.confirm(office, doubted, TOTAL)
    file_all(office, batch)
    undo_all(office, batch)
    assert only(batch).doubted == 0
    file_all(office, batch)
    assert fact(TOTAL).value == Decimal(10474)


def test_nothing_is_typed_over_what_is_filed_or_dropped(office: User, batch: PastBatch, doubted: Intake) -> None:
    file_all(office, batch)
    with pytest.raises(Refused, match="已经归档或移除"):
        past_corrections.correct(office, only(batch), TOTAL, "1")
    assert not Correction.objects.exists()


def test_only_who_administers_the_batch_may_type(batch: PastBatch, doubted: Intake, clerk: User) -> None:
    for stranger in (clerk, person("nobody", "某人")):
        with pytest.raises(NotAllowed):
            past_corrections.confirm(stranger, doubted, TOTAL)


def test_what_is_no_cell_no_number_or_in_no_doubt_is_refused(office: User, doubted: Intake) -> None:
    with pytest.raises(Refused, match="没有这个单元格"):
        past_corrections.correct(office, doubted, "requests.nothing.total", "1")
    with pytest.raises(Refused, match="不是数字"):
        past_corrections.correct(office, doubted, TOTAL, "1x")
    with pytest.raises(Refused, match="没有需要确认"):
        past_corrections.confirm(office, doubted, "requests.total.natural_person")
    with pytest.raises(Refused, match="没有更正过"):
        past_corrections.restore(office, doubted, TOTAL)


def test_the_report_as_it_stands_has_what_was_typed_and_what_was_read(office: User, doubted: Intake) -> None:
    past_corrections.correct(office, doubted, TOTAL, "10475")
    report = effective_report(doubted)
    figure = next(figure for address, figure in report.figures.items() if str(address) == TOTAL)
    assert (figure.corrected, figure.doubt, figure.raw) == (True, "", "10474")


def test_what_was_seen_of_one_reading_is_not_said_of_another(office: User, batch: PastBatch, doubted: Intake) -> None:
    seen = past_corrections.mark_of(doubted)
    past_corrections.correct(office, doubted, MISSING, "10123", seen=seen)
    assert past_corrections.mark_of(only(batch)) == seen, "what is typed is no other reading"
    report = only(batch).report or {}
    report["figures"][TOTAL]["value"] = 1
    Intake.objects.filter(pk=doubted.pk).update(report=report)
    for deed in (
        lambda: past_corrections.correct(office, doubted, TOTAL, "2", seen=seen),
        lambda: past_corrections.confirm(office, doubted, TOTAL, seen=seen),
        lambda: past_corrections.restore(office, doubted, MISSING, seen=seen),
    ):
        with pytest.raises(Refused, match="重新读取过，这一格没有改动"):
            deed()
    assert [c.typed for c in doubted.corrections.filter(withdrawn_at=None)] == ["10123"]
