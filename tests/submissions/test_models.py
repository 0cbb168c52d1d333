"""What the tables themselves promise."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from submissions.models import EVENT_WORDS, Agency, Event, Reading, Rendering, Submission, User
from submissions.services import renderings
from submissions.states import MOVES
from tests.conftest import Send, agency
from tests.documents import report

pytestmark = pytest.mark.django_db


def test_the_migrations_make_exactly_these_models() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_whatever_a_worker_makes_has_a_sign_of_life_and_a_time_after_which_it_is_stuck() -> None:
    kinds = Rendering.__subclasses__()
    assert {kind.__name__ for kind in kinds} == {"AnnotatedCopy", "Export", "Facsimile", "PrivacyLook"}
    assert set(kinds) == set(renderings.STUCK_AFTER)
    for kind in kinds:
        columns = {column.name for column in kind._meta.get_fields()}
        assert {kind.SIGN, kind.SINCE or "rung_at"} <= columns
        assert renderings.waiting(kind) == []


def test_an_agency_owes_one_report_a_cycle(submission: Submission) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(agency=submission.agency, cycle=submission.cycle, due_on=submission.due_on)


def test_a_file_is_read_once_by_each_version(draft: Submission) -> None:
    reading = draft.current_reading
    assert reading is not None
    versions = {"parser_version": reading.parser_version, "rules_version": reading.rules_version}
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(upload=reading.upload, **versions)


def test_an_agency_cannot_stand_below_itself(harbin: Agency, daoli: Agency) -> None:
    before = harbin.path
    harbin.parent = daoli
    with pytest.raises(ValidationError, match="上级不能是本机关或其下级"):
        harbin.save()
    harbin.refresh_from_db()
    assert harbin.path == before


def test_a_government_answers_to_the_name_of_its_area(harbin: Agency, industry: Agency) -> None:
    assert harbin.names == ("哈尔滨市人民政府", "哈尔滨市")
    industry.aliases = ["省工信厅"]
    assert industry.names == ("黑龙江省工业和信息化厅", "省工信厅")


def test_a_path_names_everyone_above(province: Agency, harbin: Agency, daoli: Agency) -> None:
    assert daoli.ancestor_ids == (province.pk, harbin.pk, daoli.pk)
    street = agency("230102001", "兆麟街道办事处", "township", daoli)
    assert street.path == f"{daoli.path}{street.pk}/"
    assert street.path_depth == 4


def test_every_event_has_words(clerk: User, faulty_draft: Submission, send: Send) -> None:
    send(clerk, faulty_draft, report(year=2023))
    for event in Event.objects.all():
        assert event.label != event.kind
        assert event.kind in {*MOVES, *EVENT_WORDS}
