"""A report that is moved to another agency, and a file that is removed: in every order nothing private stays behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from submissions import tasks
from submissions.models import Agency, Cycle, Erasure, Event, LineageKind, Submission, Upload, User
from submissions.services import erasing, lineage, review, uses
from submissions.services.errors import Refused
from submissions.states import Processing, State
from tests import documents
from tests.conftest import Send, as_file, put
from tests.submissions.test_erasing import IDENTITY, NAME, PHONE, TOLD, erase, files_kept
from tests.submissions.test_repairs import make, owed_by, stands, undo
from tests.submissions.test_two_clicks import at_once

pytestmark = pytest.mark.django_db
PLAIN = documents.report().replace(documents.INDUSTRY.encode(), b"")
DATA = PLAIN.replace("一、总体情况".encode(), f"一、总体情况\n{TOLD}".encode())
"""Its title names no agency, so that it may have come to the wrong one."""
WHY, WORDS = "含申请人信息", ["幸福里", NAME]


def everything_but_history() -> str:
    """Every value of every table of ours; what is sealed in the history never had such words."""
    tables = [model for model in apps.get_app_config("submissions").get_models() if model is not Event]
    return repr([list(model._base_manager.values_list()) for model in tables])


def private_left() -> list[str]:
    kept = everything_but_history()
    return [word for word in (IDENTITY, PHONE, NAME, "幸福里") if word in kept]


@pytest.fixture
def here(submission: Submission, clerk: User, send: Send) -> Submission:
    send(clerk, submission, DATA)
    assert submission.state == State.DRAFT
    assert private_left() == [IDENTITY, PHONE, NAME, "幸福里"]
    return submission


@pytest.fixture
def there(education: Agency, cycle: Cycle) -> Submission:
    return owed_by(education, cycle)


def key_of(submission: Submission) -> str:
    return f"upload-{Upload.objects.filter(submission=submission).latest('pk').sha256}"


@pytest.mark.parametrize("from_where", ["here", "there"])
def test_moved_then_removed(
    here: Submission, there: Submission, from_where: str, office: User, clerk: User, stranger: User, client: Client
) -> None:
    before = stands(here)
    moved = make("refile", office, here, there.pk)
    erase(office, {"here": here, "there": there}[from_where], key_of(here), WHY, WORDS)
    assert private_left() == []
    assert files_kept() == []
    for submission, user in ((here, clerk), (there, stranger)):
        assert [kept.erasure is not None for kept in erasing.files_of(submission)] == [True]
        client.force_login(user)
        assert client.get(reverse("original", args=[submission.uploads.get().pk])).status_code == 410
        with pytest.raises(Refused, match="已经移除"):
            erase(office, submission, key_of(submission), WHY)
    undo(moved, office)
    after = stands(here)
    assert after["state"] == before["state"]
    assert after["current_reading_id"] == before["current_reading_id"]
    assert private_left() == []


def test_removed_then_moved(
    here: Submission, there: Submission, office: User, clerk: User, stranger: User, client: Client
) -> None:
    """The agency it is moved to sees what became of its file, and may put a clean one in its place."""
    erase(office, here, key_of(here), WHY, WORDS)
    moved = make("refile", office, here, there.pk)
    assert private_left() == []
    client.force_login(stranger)
    assert "已移除" in client.get(reverse("report", args=[there.pk])).content.decode()
    assert "已移除" in client.get(reverse("kept_files", args=[there.pk])).content.decode()
    with pytest.raises(Refused, match="已经移除"):
        erasing.ask(stranger, there, key_of(there), "有住址")
    erasing.replace(stranger, there, key_of(there), as_file(PLAIN, "干净.txt"))
    for submission, user in ((there, stranger), (here, clerk)):
        client.force_login(user)
        given = client.get(reverse("original", args=[submission.uploads.get().pk]))
        assert b"".join(given.streaming_content) == PLAIN  # type: ignore[attr-defined]
    undo(moved, office)
    assert stands(here)["state"] == State.DRAFT
    assert private_left() == []


def test_a_file_asked_away_at_both_is_removed_once(
    here: Submission, there: Submission, office: User, clerk: User, stranger: User
) -> None:
    erasing.ask(clerk, here, key_of(here), "有身份证号")
    make("refile", office, here, there.pk)
    erasing.ask(stranger, there, key_of(there), "有手机号")
    erase(office, here, key_of(here), WHY, WORDS)
    assert not Erasure.objects.filter(erased_at=None, declined_at=None).exists(), "nobody waits for what is done"
    assert private_left() == []


def test_a_report_that_is_moved_while_its_file_is_being_removed(
    here: Submission, there: Submission, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The move comes between the first look at what uses the bytes and the hold on it."""
    look = uses.Uses.of
    moves: list[Any] = []

    def looked(sha256: str) -> uses.Uses:
        found = look(sha256)
        if not moves:
            moves.append(make("refile", office, here, there.pk))
        return found

    monkeypatch.setattr(uses.Uses, "of", looked)
    erase(office, here, key_of(here), WHY, WORDS)
    assert there.uploads.count() == 1
    assert private_left() == []


@pytest.mark.django_db(transaction=True)
def test_both_at_once(here: Submission, there: Submission, office: User) -> None:
    key = key_of(here)
    results = at_once(
        lambda: erasing.erase(office, here, key, WHY, WORDS), lambda: make("refile", office, here, there.pk)
    )
    assert not [one for one in results if isinstance(one, Refused)]
    assert there.uploads.count() == 1
    assert private_left() == []
    assert files_kept() == []


def test_what_a_repair_kept_of_a_failed_reading_goes_too(here: Submission, office: User) -> None:
    """A reading refused as another agency's keeps what was read; so does the repair that had it read again."""
    reading = here.uploads.get().readings.get()
    reading.processing = Processing.FAILED
    reading.save()
    retried = make("retry", office, here)
    tasks.read_upload(reading.pk)
    erase(office, here, key_of(here), WHY, WORDS)
    assert private_left() == []
    with pytest.raises(Refused, match="不能再恢复原状"):
        undo(retried, office)
    reading.refresh_from_db()
    reading.processing = Processing.FAILED
    reading.save()
    with pytest.raises(Refused, match="已移除，不能再读取"):
        make("retry", office, here)


def test_what_was_returned_to_the_agency_is_blotted_out(here: Submission, reviewer: User, office: User) -> None:
    put(here, State.SUBMITTED)
    reading = here.current_reading
    assert reading is not None
    review.send_back(reviewer, here, [one.fingerprint for one in reading.findings.filter(outcome="failed")], "请改")
    told = here.decisions.get().items
    assert IDENTITY[:6] in repr(told)
    erase(office, here, key_of(here), WHY, [*WORDS, IDENTITY[:6]])
    assert private_left() == []
    after = here.decisions.get().items
    assert IDENTITY[:6] not in repr(after)
    assert [one["fingerprint"] for one in after] == [one["fingerprint"] for one in told]


def test_last_years_report_of_an_agency_that_was_merged(
    here: Submission, clerk: User, reviewer: User, office: User, education: Agency, cycle: Cycle
) -> None:
    """Merged before or after its file was removed: the successor is judged by the figures, which stay."""
    for order in ("merged first", "removed first"):
        if order == "merged first":
            row = lineage.add(office, here.agency, education, LineageKind.MERGED, cycle.year + 1, "机构改革")
            erase(office, here, key_of(here), WHY, WORDS)
        else:
            lineage.remove(office, row, "登记错了")
            row = lineage.add(office, here.agency, education, LineageKind.RENAMED, cycle.year + 1, "机构改革")
        tasks.judge_stale()
        assert private_left() == []
    assert lineage.origin_of(education, cycle.year + 1).agency_ids == (here.agency_id,)


def test_the_file_of_an_agency_that_is_no_more_is_still_removed(here: Submission, office: User) -> None:
    Agency.objects.filter(pk=here.agency_id).update(is_active=False)
    here.refresh_from_db()
    erase(office, here, key_of(here), WHY, WORDS)
    assert private_left() == []
