"""The demonstration province, loaded through the real services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone
from pytest_django import Settings

from submissions.demo.plan import PLAN, Ending, Filing
from submissions.demo.province import ACCOUNTS, ENTRIES, PASSWORD, YEARS, figures_of
from submissions.models import Agency, Cycle, Event, Finding, Membership, Reading, Submission, User
from submissions.services import audit, findings
from submissions.states import Processing, Role, State
from submissions.tasks import read_upload

pytestmark = pytest.mark.django_db

MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"
REACHED = {Ending.WAITING: State.MISSING, Ending.FAILED: State.MISSING}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any, media: Path) -> Iterator[str]:
    """What the command said. Loaded once for all tests of this file, and taken away after them."""
    out = StringIO()
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=[MD5]):
        call_command("load_demo", stdout=out)
    yield out.getvalue()
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


def _submission(filing: Filing) -> Submission:
    return Submission.objects.get(agency__code=filing.code, cycle__year=filing.year)


@pytest.mark.parametrize("filing", PLAN, ids=lambda f: f"{f.year}-{f.code}-{f.ending}")
def test_every_report_of_the_plan_comes_as_far_as_planned(told: str, filing: Filing) -> None:
    submission = _submission(filing)
    assert submission.state == (REACHED.get(filing.ending) or State(filing.ending.value))
    newest = submission.latest_upload
    processing = newest.readings.get().processing if newest else None
    expected = {
        Ending.EXEMPT: None,
        Ending.NIL: None,
        Ending.WAITING: Processing.QUEUED,
        Ending.FAILED: Processing.FAILED,
    }
    assert processing == expected.get(filing.ending, Processing.DONE)


def test_every_state_and_both_editions_are_there_to_be_seen(told: str) -> None:
    assert set(Submission.objects.values_list("state", flat=True)) == set(State)
    read = Reading.objects.filter(processing=Processing.DONE).values_list("report", flat=True)
    assert {(report or {})["edition"] for report in read} == {"2019", "2021"}
    formats = Reading.objects.filter(processing=Processing.DONE).values_list("upload__format", flat=True)
    assert set(formats) == {"docx", "pdf", "html", "text"}


def test_the_published_fault_of_the_province_is_found(told: str) -> None:
    reading = Submission.objects.get(agency__code="230000", cycle__year=2024).current_reading
    assert reading is not None
    broken = findings.mandatory(reading).values_list("rule", "subject")
    assert set(broken) == {("A-02", "requests.total.other"), ("A-02", "requests.total.total")}


def test_what_was_approved_has_figures_and_nothing_mandatory_open(told: str) -> None:
    approved = Submission.objects.filter(state=State.APPROVED)
    for year in (2022, 2023):
        assert approved.filter(cycle__year=year).count() >= 5
    for submission in approved.select_related("current_reading"):
        assert submission.current_reading is not None
        assert submission.figures.count() == 200
        assert not findings.mandatory(submission.current_reading).exists()


def test_what_was_returned_says_why(told: str) -> None:
    for submission in Submission.objects.filter(state=State.RETURNED):
        assert submission.decisions.filter(move="return").exclude(reason="").exists()


def test_the_cycles_of_past_years_are_closed_and_dated_in_order(told: str) -> None:
    assert dict(Cycle.objects.values_list("year", "state")) == {2022: "closed", 2023: "closed", 2024: "open"}
    for submission in Submission.objects.filter(state=State.APPROVED):
        times = list(submission.events.order_by("pk").values_list("at", flat=True))
        assert times == sorted(times)
        assert submission.submitted_at is not None
        assert submission.decided_at is not None
        assert submission.submitted_at < submission.decided_at
        if submission.cycle.year < YEARS[-1]:
            assert submission.decided_at.date() < submission.due_on


def test_every_role_has_an_account_that_can_log_in(told: str) -> None:
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    for account in ACCOUNTS:
        assert account.username in told
        assert authenticate(username=account.username, password=PASSWORD)
    assert PASSWORD in told


def test_its_history_is_sealed(told: str) -> None:
    assert Event.objects.exists()
    assert not Event.objects.filter(seal=None, at__lt=timezone.now() - timedelta(minutes=15)).exists()
    assert audit.verify() == []


def test_contacts_are_marked_as_invented(told: str) -> None:
    assert Agency.objects.count() == len(ENTRIES)
    assert all("演示" in agency.contact_name and "演示" in agency.contact_phone for agency in Agency.objects.all())
    assert all("演示" in user.full_name for user in User.objects.all())


def test_loading_again_changes_nothing(told: str) -> None:
    before = [model.objects.count() for model in (Agency, User, Membership, Submission, Reading, Event)]
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "本次装入报告 0 份" in out.getvalue()
    assert before == [model.objects.count() for model in (Agency, User, Membership, Submission, Reading, Event)]


def test_a_waiting_file_is_read_when_the_worker_comes(told: str, media: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = media
    filing = next(f for f in PLAN if f.ending is Ending.WAITING)
    reading = Reading.objects.get(upload__submission=_submission(filing))
    assert read_upload(reading.pk)
    assert _submission(filing).state == State.DRAFT


def test_a_database_with_agencies_of_its_own_is_refused(told: str) -> None:
    Agency.objects.filter(code="230000").update(contact_name="李主任")
    with pytest.raises(CommandError, match="只能装入空数据库"):
        call_command("load_demo", stdout=StringIO())


def test_no_member_reports_more_than_its_area_in_any_cell() -> None:
    for entry in ENTRIES.values():
        above = ENTRIES.get(entry.parent)
        while above:
            for year in YEARS:
                whole, own = figures_of(above.code, year).values, figures_of(entry.code, year).values
                assert [str(a) for a in own if (own[a] or 0) > (whole.get(a) or 0)] == [], (
                    entry.name,
                    above.name,
                    year,
                )
            above = ENTRIES.get(above.parent)


def test_nothing_in_the_demonstration_is_accused_of_exceeding_its_area(told: str) -> None:
    assert not Finding.objects.filter(rule__in=["L-02", "L-03"], outcome="failed").exists()
