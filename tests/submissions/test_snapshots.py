"""A snapshot is what it was, whatever is approved, reopened, corrected or renamed after it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from parsing.editions import EDITIONS
from parsing.report import Address
from submissions.exports.compact import Fact, fact_of, packed, unpacked
from submissions.exports.paper import UNIT
from submissions.models import (
    Agency,
    Cycle,
    FactSheet,
    Figure,
    MemberRole,
    Scope,
    Snapshot,
    SnapshotMember,
    Submission,
    User,
)  # fmt: skip
from submissions.services import corrections, review, snapshots
from submissions.services.errors import NotAllowed
from submissions.states import Role, State
from tests import documents
from tests.conftest import Send, agency, person, put
from tests.submissions.test_summary import (
    ADDRESSES,
    AT,
    EDUCATION,
    HARBIN,
    INDUSTRY,
    OWN,
    TOTAL,
    approve,
    facts,
    filed,
    frozen,
    of,
    written,
)  # fmt: skip

pytestmark = pytest.mark.django_db

EDITION = EDITIONS["2021"]
LICENSING = Address("disclosure", "licensing", "decisions")

__all__ = ["filed"]


def roles(cycle: Cycle, root: Agency) -> dict[str, tuple[str, str]]:
    """Part of each member, and by whose report it is covered."""
    gathering = snapshots.gather(cycle, root)
    names = {member.submission: member.name for member in gathering.members}
    return {m.name: (m.role, names.get(m.covered_by or 0, "")) for m in gathering.members}


# --- one short text for all figures of a report


numbers = st.decimals(min_value=-(10**13), max_value=10**13, places=6) | st.integers(-(10**13), 10**13).map(Decimal)
cells = st.one_of(
    st.builds(Fact, numbers, st.just("number"), st.booleans()),
    st.builds(Fact, st.none(), st.sampled_from(["blank", "dash", "illegible"]), st.booleans()),
)


@given(st.dictionaries(st.sampled_from(ADDRESSES), cells))
def test_what_is_packed_is_unpacked_the_same(known: dict[Address, Fact]) -> None:
    text, others = packed(EDITION, known)
    assert unpacked(EDITION, text, others) == known


def test_a_blank_a_dash_a_nought_and_no_cell_stay_four_things() -> None:
    assert [fact_of(code).state for code in ("", "_", "-", "?", "0", "-3", "0*")] == [
        *("absent", "blank", "dash", "illegible", "number", "number", "number")
    ]
    assert (fact_of("-3").value, fact_of("0*").value, fact_of("0*").corrected) == (Decimal(-3), Decimal(0), True)


# --- the sum of the members is the province's, to the last unit


kept = st.decimals(min_value=-(10**8), max_value=10**8, places=6)
"""SQLite keeps fifteen digits of a figure."""


class Sums(TestCase):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.dictionaries(st.sampled_from(ADDRESSES), kept | st.none(), max_size=20), max_size=5))
    def test_every_sum_is_exact(self, reports: list[dict[Address, Decimal | None]]) -> None:
        root = agency("23", "黑龙江省人民政府", "province_government")
        cycle = Cycle.objects.create(year=2024)
        for n, values in enumerate(reports):
            bureau = agency(f"23-{n}", f"局{n}", "department", root)
            approve(Submission.objects.create(agency=bureau, cycle=cycle, due_on="2025-01-31"), values)
        gathering = snapshots.gather(cycle, root)
        taken = snapshots.take(_office(root), cycle, root)
        for address in ADDRESSES:
            given = [value for values in reports if (value := values.get(address)) is not None]
            tally = gathering.tallies[address]
            assert tally.value == (sum(given, Decimal(0)) if given else None)
            assert tally.numbers == len(given)
            assert tally.reports == len(reports)
            assert snapshots.totals_of(taken)[address] == tally
        for address in {address for values in reports for address in values}:
            assert sum(a.fact.value or 0 for a in gathering.addends(address)) == (gathering.tallies[address].value or 0)


def _office(root: Agency) -> User:
    return person("office", "孙管理", (root, Role.OFFICE))


# --- who is added


def test_an_office_that_files_for_its_area_covers_it_unless_the_government_files_too(
    filed: Cycle, province: Agency, harbin: Agency
) -> None:
    bureau = agency("230100-0", "哈尔滨市人民政府办公厅", "government_office", harbin)
    second = Submission.objects.create(agency=bureau, cycle=filed, due_on="2025-01-31")
    approve(second, facts(8), Scope.AREA)
    assert roles(filed, province)["哈尔滨市人民政府办公厅"] == ("covered", "哈尔滨市人民政府")
    put(of(filed, "哈尔滨市人民政府"), State.IN_REVIEW)
    found = roles(filed, province)
    assert found["哈尔滨市人民政府办公厅"] == ("added", "")
    assert found["哈尔滨市道里区人民政府"] == ("covered", "哈尔滨市人民政府办公厅")
    assert found["哈尔滨市人民政府"] == ("missing", "哈尔滨市人民政府办公厅"), "missing, and its area is in the sum"


def test_a_root_that_reports_only_itself_is_added(filed: Cycle, province: Agency) -> None:
    approve(of(filed, "黑龙江省人民政府"), OWN, Scope.OWN)
    assert roles(filed, province)["黑龙江省人民政府"] == ("added", "")
    gathering = snapshots.gather(filed, province)
    assert gathering.tallies[TOTAL].value == sum(
        (x[TOTAL] or Decimal(0) for x in (INDUSTRY, EDUCATION, HARBIN, OWN)), Decimal(0)
    )
    assert [m.name for m in gathering.narrow] == ["黑龙江省人民政府"]


def test_a_cell_says_how_many_gave_a_number_left_it_blank_or_have_none(filed: Cycle, province: Agency) -> None:
    Figure.objects.filter(submission=of(filed, "黑龙江省教育厅"), row="total", column="total").update(
        value=None, state="dash"
    )
    tally = snapshots.gather(filed, province).tallies[TOTAL]
    assert (tally.numbers, tally.dash, tally.blank, tally.absent, tally.reports) == (2, 1, 0, 0, 3)


# --- frozen


def test_a_snapshot_stays_as_it_was(
    approved: Submission, cycle: Cycle, province: Agency, clerk: User, reviewer: User, office: User, send: Send
) -> None:
    taken = frozen(cycle, province)
    content, before = written(taken), snapshots.totals_of(taken)
    review.reopen(reviewer, approved, "漏看一项")
    approved.refresh_from_db()
    review.send_back(reviewer, approved, [], "请核对")
    approved.refresh_from_db()
    corrections.correct(clerk, approved, str(LICENSING), "999", "核对原件")
    review.submit(clerk, approved, "李填报", Scope.OWN)
    approved.refresh_from_db()
    review.approve(reviewer, approved, "已核实")
    approve(of(cycle, "黑龙江省教育厅"), EDUCATION)
    Agency.objects.filter(pk=approved.agency_id).update(name="改名的厅")
    again = Snapshot.objects.get(pk=taken.pk)
    assert snapshots.verify(again)
    assert snapshots.totals_of(again) == before
    assert written(again) == content, "the same bytes"
    assert snapshots.gather(cycle, province).tallies[LICENSING].value == Decimal(999) + (EDUCATION[LICENSING] or 0)
    assert FactSheet.objects.filter(submission=approved).count() == 2


def test_no_workbook_shapes_the_next(filed: Cycle, province: Agency) -> None:
    before = dict(UNIT)
    taken = frozen(filed, province)
    assert written(taken) == written(taken)
    assert dict(UNIT) == before


def test_a_snapshot_remembers_what_it_was_made_of(approved: Submission, cycle: Cycle, province: Agency) -> None:
    taken = frozen(cycle, province)
    member = taken.members.get(submission=approved)
    assert (member.upload_id, member.reading_id) == (approved.current_upload_id, approved.current_reading_id)
    assert (member.role, member.sheet and member.sheet.reading_id) == (MemberRole.ADDED, approved.current_reading_id)
    assert taken.number == f"HZ2024-{taken.pk:05d}"
    assert len(taken.sha256) == 64


def test_a_snapshot_that_was_tampered_with_is_found_out(filed: Cycle, province: Agency) -> None:
    taken = frozen(filed, province)
    assert snapshots.verify(taken)
    SnapshotMember.objects.filter(snapshot=taken, name="黑龙江省教育厅").update(name="别的厅")
    assert not snapshots.verify(taken)
    SnapshotMember.objects.filter(snapshot=taken, name="别的厅").update(name="黑龙江省教育厅")
    assert snapshots.verify(taken)
    sheet = FactSheet.objects.filter(snapshots__snapshot=taken).first()
    assert sheet
    FactSheet.objects.filter(pk=sheet.pk).update(cells=sheet.cells.replace("1", "2", 1))
    assert not snapshots.verify(taken)


def test_when_a_report_came_is_part_of_what_is_frozen(filed: Cycle, province: Agency) -> None:
    """Where it is not known, as in snapshots from before, the digest is what it always was."""
    taken = frozen(filed, province)
    assert snapshots.verify(taken)
    member = taken.members.filter(name="黑龙江省教育厅")
    member.update(filed_at=AT, filed_due=date(2025, 1, 31))
    assert not snapshots.verify(taken)
    member.update(filed_at=None, filed_due=None)
    assert snapshots.verify(taken)


def test_equal_summaries_have_numbers_of_their_own(filed: Cycle, province: Agency) -> None:
    one, other = frozen(filed, province), frozen(filed, province)
    assert one.number != other.number
    assert one.totals == other.totals


def test_only_the_office_freezes(filed: Cycle, province: Agency, reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        snapshots.take(reviewer, filed, province)


def test_the_figures_of_documents_read_are_kept_with_their_states(
    submission: Submission, clerk: User, reviewer: User, cycle: Cycle, province: Agency, send: Send
) -> None:
    send(clerk, submission, documents.report())
    review.submit(clerk, submission, "李填报", Scope.OWN)
    submission.refresh_from_db()
    review.approve(reviewer, submission)
    sheet = FactSheet.objects.get(submission=submission)
    rows = Figure.objects.filter(submission=submission)
    assert {a: (f.value, f.state) for a, f in unpacked(EDITION, sheet.cells, sheet.others).items()} == {
        Address(f.table, f.row, f.column): (f.value, f.state) for f in rows
    }
    assert abs((sheet.approved_at - timezone.now()).total_seconds()) < 60
