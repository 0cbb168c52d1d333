"""A province grown to any size: its figures agree, its history is one people could have made, its faults are found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.pipeline import read
from parsing.report import Address
from parsing.rules.engine import judge
from parsing.rules.model import Finding as Judged
from parsing.rules.model import Outcome, Severity
from submissions.demo.grown.cells import layout_in
from submissions.demo.grown.figures import Province
from submissions.demo.grown.paper import bytes_of, draft_of, json_of, report_of
from submissions.demo.grown.season import Filing, Season, parse_mix
from submissions.demo.grown.slips import STANDS
from submissions.demo.grown.tree import FEWEST, grow, most
from submissions.demo.province import PASSWORD
from submissions.demo.scaling import APPLICANT_CODES
from submissions.demo.truth import broken_sums
from submissions.models import Agency, Cycle, Event, Figure, Reading, Receipt, Scope, Submission, User
from submissions.services.context import context_of
from submissions.services.findings import recount
from submissions.services.judging import effective_report
from submissions.services.policies import policy_of
from submissions.services.snapshots import gather
from submissions.states import MOVES, State

MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"
AGENCIES, YEARS, FAULTS, TODAY = 60, (2020, 2021, 2022, 2023), 0.3, date(2024, 1, 20)
STATES = "approved=40,submitted=18,in_review=8,returned=8,draft=8,missing=6,exempt=8,nil=6"
UNITS = grow(AGENCIES)
FILINGS = Season(YEARS, TODAY, parse_mix(STATES), FAULTS, 5).filings(UNITS)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any, media: Path) -> Iterator[str]:
    """What the command said. Made once for all tests of this file, and taken away after them."""
    out = StringIO()
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=[MD5]):
        call_command(
            "make_province", agencies=AGENCIES, years=len(YEARS), last_year=YEARS[-1], seed=5, faults=FAULTS,
            today=TODAY, current_year_states=STATES, stdout=out,
        )  # fmt: skip
    yield out.getvalue()
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


def _submissions() -> list[tuple[Filing, Submission]]:
    known = Submission.objects.select_related("agency", "cycle", "current_reading__upload__submission")
    by_code = {unit.code: unit.number for unit in UNITS}
    return [(FILINGS[by_code[s.agency.code], s.cycle.year], s) for s in known.order_by("pk")]


def _judged(submission: Submission, reading: Reading) -> list[Judged]:
    """What must be answered, by the very rules and the very context of the portal."""
    said = judge(effective_report(reading), context_of(submission), policy_of(submission.cycle))
    return [f for f in said if f.outcome is Outcome.FAILED and f.severity is not Severity.NOTICE]


# --- the tree and the figures, without a database


@pytest.mark.parametrize("agencies", [12, 41, 60, 999, 10_000, most()])
def test_a_province_has_as_many_agencies_as_were_asked_for_each_with_a_name_and_code_of_its_own(agencies: int) -> None:
    units = grow(agencies)
    assert len(units) == len({unit.code for unit in units}) == len({unit.name for unit in units}) == agencies
    offices = Counter(unit.above[-1] for unit in units if unit.code.endswith("-00"))
    assert all(offices[unit.number] == 1 for unit in units if unit.is_area)


def test_the_share_of_vertical_systems_is_what_was_asked_for() -> None:
    may_be = [unit for unit in grow(10_000) if unit.system]
    assert {unit.system for unit in may_be} == {"税务", "气象"}
    assert not [unit for unit in grow(10_000, 0) if unit.system]
    assert 0.4 < sum(bool(unit.system) for unit in grow(10_000, 0.5)) / len(may_be) < 0.6


def test_the_same_seed_gives_the_same_figures_and_another_gives_others() -> None:
    def figures(seed: int) -> list[Any]:
        return [counted.series for counted in Province(UNITS, YEARS, seed).counted()]

    assert figures(5) == figures(5) != figures(6)


@pytest.mark.parametrize("year", [2020, 2022])
def test_a_report_that_was_never_read_is_what_reading_its_document_gives(year: int, tmp_path: Path) -> None:
    for counted in list(Province(UNITS, YEARS, 5).counted())[::9]:
        draft = draft_of(counted.unit, year, layout_in(year).edition, counted.series[year], 5)
        path = tmp_path / "report.html"
        path.write_bytes(bytes_of(draft))
        assert read(path) == report_of(draft)


@settings(max_examples=25, deadline=None)
@given(
    agencies=st.integers(FEWEST, 150),
    seed=st.integers(0, 10**6),
    first=st.integers(2019, 2024),
    count=st.integers(1, 4),
    data=st.data(),
)
def test_an_area_is_the_sum_of_its_members_to_the_last_unit_and_years_join_on(
    agencies: int, seed: int, first: int, count: int, data: st.DataObject
) -> None:
    units, years = grow(agencies), range(first, first + count)
    leaves = [unit.number for unit in units if not unit.is_area]
    without = data.draw(st.sets(st.sampled_from(leaves), max_size=5))
    series = {c.unit.number: c.series for c in Province(units, years, seed, without).counted()}
    apart = {unit.number for unit in units if unit.system}
    for area in (unit for unit in units if unit.is_area):
        members = [u.number for u in units if u.above[-1:] == (area.number,) and u.number not in without | apart]
        below = [n for n in leaves if area.number in units[n].above and n not in without | apart]
        for year in years:
            own = series[area.number][year]
            assert own == [sum(column) for column in zip(*(series[n][year] for n in members), strict=True)]
            assert own == [sum(column) for column in zip(*(series[n][year] for n in below), strict=True)]
    for unit in units:
        _holds_together(series[unit.number], years)


def _holds_together(series: dict[int, list[int]], years: range) -> None:
    """The sums of the form in every year, and what one year hands on to the next."""
    for year in years:
        places, row = layout_in(year).places, series[year]
        draft = draft_of(UNITS[0], year, layout_in(year).edition, row, 1)
        assert broken_sums(draft) == []
        if year - 1 in series:
            before, then = layout_in(year - 1).places, series[year - 1]
            for column in (*APPLICANT_CODES, "total"):
                carried = row[places[Address("requests", "carried_in", column)]]
                assert carried == then[before[Address("requests", "carried_forward", column)]]


# --- what the rules say


def test_a_clean_report_has_nothing_to_answer_for(made: str, db: None) -> None:
    seen = 0
    for filing, submission in _submissions():
        is_clean, reading = filing.slip is None or filing.mended, submission.current_reading
        if is_clean and reading and (filing.unit.is_area or submission.pk % 4 == 0):
            assert _judged(submission, reading) == [], filing
            seen += 1
    assert seen > 40


def test_every_planted_fault_is_found(made: str, db: None) -> None:
    rules = set()
    for filing, submission in _submissions():
        if filing.slip:
            faulty = Reading.objects.filter(upload__submission=submission).order_by("pk").first()
            assert faulty is not None
            assert filing.slip.rule in {f.rule for f in _judged(submission, faulty)}, filing
            assert faulty.findings.filter(rule=filing.slip.rule, outcome="failed").exists()
            rules.add(filing.slip.rule)
    assert rules == {"A-01", "A-03", "A-04", "C-03", "L-06", "N-01", "V-01", "Y-01", "Y-02"}


def test_the_share_of_faults_is_what_was_asked_for(made: str, db: None) -> None:
    handed_in = [filing for filing, s in _submissions() if s.current_reading_id]
    share = sum(filing.slip is not None for filing in handed_in) / len(handed_in)
    assert 0.2 < share < 0.4
    assert f"含错误的 {sum(filing.slip is not None for filing in handed_in)} 份" in made


# --- figures across levels


@pytest.mark.parametrize("year", YEARS[:-1])
def test_members_add_up_to_their_area_in_every_cell(made: str, db: None, year: int) -> None:
    """And the whole province's 本级 reports to the province's own, which is of 全域."""
    approved = Figure.objects.filter(submission__cycle__year=year, submission__agency__system=None)
    areas = Agency.objects.filter(kind__endswith="_government")
    assert areas.count() == 4
    for area in areas:
        own = _cells(approved.filter(submission__agency=area))
        assert own == _cells(approved.filter(submission__agency__parent=area))
        below = approved.filter(submission__agency__path__startswith=area.path, submission__scope=Scope.OWN)
        assert own == _cells(below)
    province = areas.get(parent=None)
    summed = gather(Cycle.objects.get(year=year), province).tallies
    own = _cells(approved.filter(submission__agency=province))
    assert {tuple(address): tally.value for address, tally in summed.items()} == own


def test_what_a_vertical_system_leads_is_approved_and_in_no_sum_of_an_area(made: str, db: None) -> None:
    led = Agency.objects.exclude(system=None)
    assert {agency.system.name for agency in led.select_related("system") if agency.system} == {"税务", "气象"}
    found = gather(Cycle.objects.get(year=YEARS[0]), Agency.objects.get(parent=None))
    assert {member.agency for member in found.elsewhere} <= {agency.pk for agency in led}
    assert found.elsewhere
    assert not {member.agency for member in found.added} & {agency.pk for agency in led}


def _cells(figures: Any) -> dict[tuple[str, str, str], Any]:
    return {tuple(cell): total for *cell, total in figures.values_list("table", "row", "column").annotate(Sum("value"))}


# --- the history


def test_every_history_is_a_walk_through_the_table_of_moves(made: str, db: None) -> None:
    events: dict[int, list[Event]] = {}
    for event in Event.objects.filter(submission__isnull=False).order_by("pk"):
        events.setdefault(event.submission_id or 0, []).append(event)
    for filing, submission in _submissions():
        state, at = State.MISSING, None
        for event in events.get(submission.pk, []):
            assert at is None or event.at >= at
            at = event.at
            if event.kind in MOVES:
                move = MOVES[event.kind]
                assert (State(event.from_state), State(event.to_state)) == (state, move.target)
                assert state in move.sources
                state = move.target
        assert state == submission.state == filing.state
        assert at is None or at.date() <= TODAY or submission.cycle.year < YEARS[-1]


def test_the_counts_of_every_reading_are_what_counting_gives(made: str, db: None) -> None:
    for filing, submission in _submissions():
        if (reading := submission.current_reading) and (filing.slip or submission.cycle.is_open):
            kept = (reading.worst, reading.open_findings, reading.blocking)
            recount(reading)
            assert (reading.worst, reading.open_findings, reading.blocking) == kept


def test_every_receipt_says_the_name_of_its_agency(made: str, db: None) -> None:
    assert Receipt.objects.exists()
    assert not Receipt.objects.exclude(agency_name=F("submission__agency__name")).exists()


def test_closed_years_are_approved_and_the_open_one_is_mixed(made: str, db: None) -> None:
    closed = Submission.objects.filter(cycle__state="closed").values_list("state", flat=True)
    assert set(closed) <= {"approved", "exempt", "nil"}
    now = Counter(Submission.objects.filter(cycle__state="open").values_list("state", flat=True))
    assert sum(now.values()) == AGENCIES
    assert {"approved", "submitted", "missing"} < set(now)
    for filing, submission in _submissions():
        if filing.slip and filing.state is State.APPROVED:
            assert submission.returns == (0 if filing.slip.rule in STANDS else 1)


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("clerk", ["owed", "home"]),
        ("reviewer", ["queue"]),
        ("office", ["office", "agencies", "users", "lineage"]),
    ],
)
def test_every_role_finds_its_pages_filled(made: str, db: None, client: Client, who: str, pages: list[str]) -> None:
    client.force_login(User.objects.get(username=who))
    for page in pages:
        assert client.get(reverse(page), follow=True).status_code == 200
    assert User.objects.get(username=who).check_password(PASSWORD)


@pytest.mark.parametrize("state", ["draft", "submitted", "in_review", "returned", "approved", "exempt", "nil"])
def test_a_report_in_every_state_can_be_opened(made: str, db: None, client: Client, media: Path, state: str) -> None:
    submission = Submission.objects.filter(state=state).order_by("-cycle__year", "agency__path_depth").first()
    assert submission is not None
    client.force_login(User.objects.get(username="reviewer"))
    pages = [
        "report",
        "review",
        "years",
        "past",
        "neighbours",
        *(["document"] if state not in ("exempt", "nil") else []),
    ]
    with override_settings(MEDIA_ROOT=media):
        for page in pages:
            answer = client.get(reverse(page, args=[submission.pk]), follow=True)
            assert answer.status_code == 200, page


# --- the command


def test_it_refuses_a_database_that_is_not_empty(made: str, db: None) -> None:
    with pytest.raises(CommandError, match="只能装入空数据库"):
        call_command("make_province", agencies=20, years=1)


@pytest.mark.parametrize(
    "wrong",
    [{"agencies": 3}, {"faults": 2}, {"years": 0}, {"years": 99}, {"current_year_states": "nowhere=1"}],
)
def test_it_says_what_it_cannot_make(db: None, wrong: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        call_command("make_province", **wrong)


def test_json_is_what_a_report_gives() -> None:
    counted = next(Province(UNITS, YEARS, 5).counted())
    draft = draft_of(counted.unit, 2022, "2021", counted.series[2022], 5)
    assert json.loads(json_of(draft)) == json.loads(json.dumps(report_of(draft).to_json()))
