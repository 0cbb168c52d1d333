"""The sealed scan: kept with its history, asked for only where the year asks for it."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from submissions.models import Cycle, Event, Scope, SealedScan, Submission, User
from submissions.services import cycles, review, seals
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.states import State
from tests.conftest import as_file

pytestmark = pytest.mark.django_db
PDF, PNG = b"%PDF-1.7\nscan", b"\x89PNG\r\n\x1a\nscan"


def test_every_scan_is_kept_and_the_newest_counts(submission: Submission, clerk: User) -> None:
    seals.attach(clerk, submission, as_file(PDF, "盖章.pdf"))
    seals.attach(clerk, submission, as_file(PNG, "重扫.png"))
    assert [scan.name for scan in submission.seals.all()] == ["重扫.png", "盖章.pdf"]
    assert submission.seals.all()[1].file.read() == PDF
    assert [e.note for e in Event.objects.filter(kind="seal")] == ["重扫.png", "盖章.pdf"]
    submission.refresh_from_db()
    assert submission.state == State.MISSING, "paper alone is no report"


@pytest.mark.parametrize(
    ("data", "found"),
    [(b"", "空文件"), (b"GIF89a", "只收 PDF、JPG 或 PNG"), (b"PK\x03\x04", "只收 PDF、JPG 或 PNG")],
    ids=["empty", "gif", "word"],
)
def test_what_is_no_scan_is_refused_in_words(submission: Submission, clerk: User, data: bytes, found: str) -> None:
    with pytest.raises(Refused, match=found):
        seals.attach(clerk, submission, as_file(data, "x.pdf"))
    assert not SealedScan.objects.exists()


def test_a_missing_or_too_large_scan_is_refused(submission: Submission, clerk: User, settings: Settings) -> None:
    settings.SEALED_SCAN_MAX_BYTES = 4
    with pytest.raises(Refused, match="超过了"):
        seals.attach(clerk, submission, as_file(PDF, "x.pdf"))
    with pytest.raises(Refused, match="没有收到文件"):
        seals.attach(clerk, submission, None)


def test_only_the_agencys_clerk_attaches_and_only_before_submission(
    submitted: Submission, clerk: User, reviewer: User, stranger: User
) -> None:
    for person in (reviewer, stranger):
        with pytest.raises(NotAllowed):
            seals.attach(person, submitted, as_file(PDF))
    with pytest.raises(MoveRefused, match="待审核"):
        seals.attach(clerk, submitted, as_file(PDF))


def test_a_year_that_asks_for_it_takes_no_report_without_it(
    draft: Submission, clerk: User, office: User, cycle: Cycle
) -> None:
    cycles.require_seal(office, cycle, True)
    with pytest.raises(MoveRefused, match="要求附盖章扫描件"):
        review.submit(clerk, draft, "李填报", Scope.OWN)
    seals.attach(clerk, draft, as_file(PDF))
    assert review.submit(clerk, draft, "李填报", Scope.OWN).state == State.SUBMITTED
    assert Event.objects.filter(kind="seal_policy").get().note == "2024年度：须附盖章扫描件"


def test_only_the_topmost_office_asks_for_it(cycle: Cycle, clerk: User) -> None:
    with pytest.raises(NotAllowed):
        cycles.require_seal(clerk, cycle, True)
