"""The demonstration is loaded while the portal runs, and goes on where it was interrupted."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.utils import timezone

from submissions.demo import story
from submissions.demo.clock import backdate
from submissions.demo.plan import PLAN
from submissions.models import Event, Submission
from submissions.services import audit
from submissions.states import State
from tests.submissions.test_two_clicks import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = [filing for filing in PLAN if (filing.year, filing.code) in {(2022, "230000-07"), (2022, "230000-15")}]


@pytest.fixture(autouse=True)
def _two_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "PLAN", TOLD)
    monkeypatch.setattr(story, "YEARS", (2022, 2024))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets nobody seal before the report is dated")
def test_a_timetable_that_seals_history_meanwhile_finds_it_dated(monkeypatch: pytest.MonkeyPatch) -> None:
    dated: list[int] = []

    def sealed_before(submission: Submission, end: datetime) -> None:
        dated.extend(submission.events.values_list("pk", flat=True))
        at_once(audit.seal)
        backdate(submission, end)

    monkeypatch.setattr(story, "backdate", sealed_before)
    story.make_province()
    assert story.tell(lambda text: None) == 2
    while audit.seal():
        pass
    assert audit.verify() == []
    assert {at.year for at in Event.objects.filter(pk__in=dated).values_list("at", flat=True)} == {2023}


def test_a_report_that_was_interrupted_is_not_there_and_is_filed_when_it_is_loaded_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(submission: Submission, end: datetime) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(story, "backdate", stopped)
    story.make_province()
    with pytest.raises(KeyboardInterrupt):
        story.tell(lambda text: None)
    assert not Submission.objects.exclude(state=State.MISSING).exists()
    assert not Event.objects.filter(submission__isnull=False).exists()
    monkeypatch.setattr(story, "backdate", backdate)
    assert story.tell(lambda text: None) == 2
    assert not Event.objects.filter(submission__isnull=False, at__gt=timezone.now().replace(year=2024)).exists()
