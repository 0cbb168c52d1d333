"""What an earlier version refused among files of several, or of a past batch, is read without being sent again."""

from __future__ import annotations

import pytest
from django.test import Client

from parsing import PARSER_VERSION
from submissions import tasks
from submissions.models import Agency, Event, Intake, Match, PastBatch, Submission, User
from submissions.services import bell, intakes, past_batches, past_work, refused_intakes
from submissions.services.errors import NotAllowed, Refused
from tests import documents
from tests.conftest import as_file

pytestmark = pytest.mark.django_db

REFUSED = {
    "processing": "failed",
    "error_code": "unsupported_format",
    "error_message": "暂不能直接读取。",
    "format": "",
}
BUTTON = "用现在的版本重新读取"


@pytest.fixture(autouse=True)
def _quiet_bell() -> None:
    """The test itself is the worker."""
    for work in (bell.PAST, bell.PAST_LATER, bell.INTAKE):
        bell.register(lambda pk: None, work)


def as_by(version: str, intake: Intake, **more: str) -> Intake:
    """The file as that version of the reader refused it."""
    Intake.objects.filter(pk=intake.pk).update(parser_version=version, **REFUSED | more)
    intake.refresh_from_db()
    return intake


@pytest.fixture
def of_many(clerk: User, submission: Submission) -> Intake:
    return as_by("0.1", intakes.receive(clerk, as_file(documents.report())))


@pytest.fixture
def of_past(office: User, province: Agency) -> Intake:
    batch = past_batches.open_batch(office, province, "旧报告")
    past_batches.add(office, batch, as_file(documents.report(year=2022)), "旧/年报.txt")
    return as_by("0.1", batch.files.get(), match=Match.UNREADABLE, why="暂不能直接读取。")


def test_a_clerk_has_one_of_many_read(of_many: Intake, clerk: User) -> None:
    refused_intakes.read_again(clerk, of_many)
    assert tasks.read_intake(of_many.pk)
    of_many.refresh_from_db()
    assert (of_many.processing, of_many.format, of_many.error_message) == ("done", "text", "")
    assert of_many.found_agency == documents.INDUSTRY
    assert Event.objects.get(kind="reread").actor == clerk


def test_the_office_has_one_of_a_past_batch_read(of_past: Intake, office: User) -> None:
    refused_intakes.read_again(office, of_past)
    batch = PastBatch.objects.get()
    for _round in range(5):
        tasks.work_past(batch.pk)
    assert past_work.next_piece(batch.pk) is None
    of_past.refresh_from_db()
    assert (of_past.processing, of_past.to_year) == ("done", 2022)
    assert of_past.match != Match.UNREADABLE


def test_it_is_asked_for_once_and_not_by_others(of_many: Intake, of_past: Intake, clerk: User, reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        refused_intakes.read_again(clerk, of_past)
    with pytest.raises(Refused):
        refused_intakes.read_again(reviewer, of_many)
    twice = Intake.objects.get(pk=of_many.pk)
    refused_intakes.read_again(clerk, of_many)
    with pytest.raises(Refused, match="请刷新"):
        refused_intakes.read_again(clerk, twice)
    assert Event.objects.filter(kind="reread").count() == 1


@pytest.mark.parametrize(("version", "code"), [(PARSER_VERSION, "unreadable"), ("0.1", "infected"), ("0.1", "stopped")])
def test_nothing_is_offered_where_there_is_nothing_to_hope_for(
    of_many: Intake, clerk: User, version: str, code: str
) -> None:
    as_by(version, of_many, error_code=code)
    assert not refused_intakes.may_read_again(of_many)
    with pytest.raises(Refused):
        refused_intakes.read_again(clerk, of_many)


def test_what_this_version_refused_keeps_its_version(clerk: User, office: User, province: Agency) -> None:
    strange = intakes.receive(clerk, as_file(b"GIF89a", "年报.gif"))
    batch = past_batches.open_batch(office, province, "旧报告")
    past_batches.add(office, batch, as_file(b"GIF89a", "年报.gif"), "年报.gif")
    unread = intakes.receive(clerk, as_file(b"PK\x03\x04broken", "年报.docx"))
    tasks.read_intake(unread.pk)
    for intake in (strange, batch.files.get(), unread):
        intake.refresh_from_db()
        assert (intake.processing, intake.parser_version) == ("failed", PARSER_VERSION)
        assert not refused_intakes.may_read_again(intake)


def test_a_kind_this_version_does_not_know_either_says_which(clerk: User) -> None:
    strange = as_by("0.1", intakes.receive(clerk, as_file(b"GIF89a", "年报.gif")))
    with pytest.raises(Refused, match="现在的版本也不能读取"):
        refused_intakes.read_again(clerk, strange)


def test_both_lists_have_the_button_and_it_works(
    of_many: Intake, of_past: Intake, clerk: User, office: User, client: Client
) -> None:
    pages = [
        (clerk, "/mine/files/", f"/mine/files/{of_many.pk}/again/", of_many),
        (office, f"/office/past/{of_past.batch_id}/", f"/office/past/files/{of_past.pk}/again/", of_past),
    ]
    for user, page, address, intake in pages:
        client.force_login(user)
        assert BUTTON in client.get(page).content.decode()
        told = client.post(address, follow=True).content.decode()
        assert "不必重新上传" in told
        assert BUTTON not in told
        intake.refresh_from_db()
        assert intake.processing == "queued"
