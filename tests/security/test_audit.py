"""The audit log only grows, and whoever changes it is found out."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from submissions.models import Event, EventSeal, Submission
from submissions.services import audit
from submissions.tasks import seal_history

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(submitted: Submission) -> str:
    """Some history, sealed; its head."""
    assert audit.seal() == Event.objects.count() > 3
    return audit.head()


def forge(statement: str, *values: str | int) -> None:
    """Somebody with the database's password and no trigger in the way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")


def words() -> str:
    return " ".join(fault.words for fault in audit.verify())


def test_history_as_it_was_holds(sealed: str) -> None:
    assert audit.verify() == []
    assert audit.verify(sealed) == []


def test_what_happens_later_is_put_on_the_chain(sealed: str, submission: Submission) -> None:
    Event.objects.create(kind="rejudge", submission=submission, agency=submission.agency)
    assert seal_history() == 1
    assert audit.verify(sealed) == [], "an earlier head stays in the chain"
    assert audit.seal() == 0


def test_a_changed_event_is_found_out(sealed: str) -> None:
    second = EventSeal.objects.get(number=2)
    forge("UPDATE submissions_event SET note = %s WHERE id = %s", "改过", second.event_id)
    assert words() == f"第 2 号封条与操作记录 {second.event_id} 不符。"


def test_a_removed_event_is_found_out(sealed: str) -> None:
    forge("DELETE FROM submissions_eventseal WHERE number = %s", 2)
    assert "缺少第 2 号封条。" in words()


def test_a_chain_made_anew_differs_from_the_head_noted_before(sealed: str) -> None:
    first = EventSeal.objects.get(number=1).event_id
    forge("UPDATE submissions_event SET note = %s WHERE id = %s", "改过", first)
    forge("DELETE FROM submissions_eventseal")
    audit.seal()
    assert audit.verify() == [], "by itself it looks whole"
    assert "与给出的校验值不符" in audit.verify(sealed)[0].words


def test_an_end_cut_off_is_found_out_by_an_earlier_head(sealed: str) -> None:
    last = EventSeal.objects.order_by("-number").first()
    assert last is not None
    forge("DELETE FROM submissions_eventseal WHERE number = %s", last.number)
    assert "被截断" in audit.verify(sealed)[0].words


def test_postgresql_itself_refuses_to_change_sealed_history(sealed: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the trigger is PostgreSQL's")
    for change in (Event.objects.filter(seal__number=1), EventSeal.objects.filter(number=1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change.update(at="2020-01-01T00:00Z")
    with pytest.raises(DatabaseError), transaction.atomic():
        EventSeal.objects.filter(number=1)._raw_delete("default")


def test_the_command_says_whether_it_holds(sealed: str) -> None:
    said = StringIO()
    call_command("verify_audit", expect=sealed, stdout=said)
    assert sealed in said.getvalue()
    forge("UPDATE submissions_event SET kind = %s", "approve")
    with pytest.raises(CommandError, match="处不符"):
        call_command("verify_audit", stderr=StringIO())
    with pytest.raises(CommandError, match="序号:校验值"):
        call_command("verify_audit", expect="nonsense")
