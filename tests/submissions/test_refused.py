"""What an earlier version of the reader refused is read by the next without being sent again."""

from __future__ import annotations

import pytest

from submissions import tasks
from submissions.models import Event, Submission, Upload, User
from submissions.services import bell, refused
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.services.uploads import receive
from submissions.states import State
from tests import documents
from tests.conftest import as_file, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def turned_away(submission: Submission, clerk: User) -> Upload:
    """A report as an earlier version kept it that did not know files of its kind."""
    upload = receive(clerk, submission, as_file(documents.report()))
    told = {"processing": "failed", "error_code": "unsupported_format", "error_message": "暂不能直接读取。"}
    upload.readings.update(parser_version="0.1", **told)
    Upload.objects.filter(pk=upload.pk).update(format="")
    upload.refresh_from_db()
    return upload


def test_its_clerk_has_it_read_and_it_becomes_the_report(
    turned_away: Upload, clerk: User, submission: Submission
) -> None:
    reading = refused.read_again(clerk, turned_away)
    assert tasks.read_upload(reading.pk)
    submission.refresh_from_db()
    turned_away.refresh_from_db()
    assert (submission.status, submission.current_upload) == (State.DRAFT, turned_away)
    assert turned_away.format == "text"
    assert Event.objects.get(kind="reread").actor == clerk


def test_the_office_does_it_for_them_and_nobody_else_may(
    turned_away: Upload, office: User, reviewer: User, submission: Submission
) -> None:
    last = turned_away.last_reading
    assert [refused.may_read_again(user, submission, last) for user in (office, reviewer)] == [True, False]
    with pytest.raises(NotAllowed):
        refused.read_again(reviewer, turned_away)
    assert refused.read_again(office, turned_away).processing == "queued"


def test_what_this_version_refused_is_not_offered_and_not_queued(turned_away: Upload, clerk: User) -> None:
    refused.read_again(clerk, turned_away)
    with pytest.raises(Refused, match="已经用现在的版本读取过"):
        refused.read_again(clerk, turned_away)
    assert turned_away.readings.count() == 2


@pytest.mark.parametrize("code", ["empty_file", "infected", "stopped"])
def test_some_refusals_are_for_good(turned_away: Upload, clerk: User, submission: Submission, code: str) -> None:
    turned_away.readings.update(error_code=code)
    assert not refused.may_read_again(clerk, submission, turned_away.last_reading)
    with pytest.raises(Refused):
        refused.read_again(clerk, turned_away)


def test_a_later_file_counts_and_not_the_one_refused_before(
    turned_away: Upload, clerk: User, submission: Submission
) -> None:
    receive(clerk, submission, as_file(documents.report() + b"\n"))
    with pytest.raises(Refused, match="已有更新的文件"):
        refused.read_again(clerk, turned_away)


def test_nothing_is_read_into_a_report_that_was_handed_in(
    turned_away: Upload, clerk: User, office: User, submission: Submission
) -> None:
    put(submission, State.SUBMITTED)
    assert not refused.may_read_again(office, Submission.objects.get(pk=submission.pk), turned_away.last_reading)
    for user, no in ((clerk, MoveRefused), (office, Refused)):
        with pytest.raises(no):
            refused.read_again(user, turned_away)


def test_a_file_of_a_kind_this_version_does_not_know_either_says_which(clerk: User, submission: Submission) -> None:
    upload = receive(clerk, submission, as_file(b"GIF89a", "年报.gif"))
    upload.readings.update(parser_version="0.1")
    with pytest.raises(Refused, match="现在的版本也不能读取"):
        refused.read_again(clerk, upload)
    assert upload.readings.count() == 1


def test_one_the_office_asked_for_with_many_others_need_not_be_waited_for(turned_away: Upload, clerk: User) -> None:
    rung: list[int] = []
    bell.register(rung.append)
    quiet = refused.read_again(clerk, turned_away)
    turned_away.readings.filter(pk=quiet.pk).update(in_bulk=True)
    assert refused.read_again(clerk, turned_away) == quiet
    quiet.refresh_from_db()
    assert not quiet.in_bulk
