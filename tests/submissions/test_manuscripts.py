"""A report filled in by hand: nothing typed is lost, no window writes over another, the file is read like any other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.report import Address
from submissions import tasks
from submissions.exports.drafting import GAP
from submissions.models import Event, Manuscript, Scope, Submission, User
from submissions.services import manuscripts, review, typed, uploads
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.services.judging import effective_report
from submissions.states import Outcome, Processing, State
from tests.conftest import as_file
from tests.submissions.test_report_docx import by_a_person, ordinary

pytestmark = pytest.mark.django_db
NEW, TOTAL = "figure.requests.new.natural_person", "figure.requests.new.total"


def filled() -> dict[str, str]:
    """An ordinary year of a department, every cell typed."""
    return {f"figure.{address}": str(value) for address, value in ordinary().items()}


def written(clerk: User, submission: Submission) -> int:
    """Everything filled in: figures, drafts, and what a person puts into their gaps."""
    saved = manuscripts.save(clerk, submission, filled(), 0)
    texts = {int(name[5:]): text for name, text in manuscripts.drafts(submission).items()}
    changes = {f"text.{n}": text for n, text in by_a_person(texts, "2021").items()}
    return manuscripts.save(clerk, submission, changes, saved.version).version


def test_an_empty_form_has_every_cell_and_the_official_title(submission: Submission) -> None:
    fields = manuscripts.started(submission)
    assert len([name for name in fields if name.startswith("figure.")]) == 200
    assert fields["title"] == "黑龙江省工业和信息化厅2024年政府信息公开工作年度报告"
    assert {fields[name] for name in fields if name != "title"} == {""}


def test_what_is_typed_is_kept_and_told_once(submission: Submission, clerk: User) -> None:
    first = manuscripts.save(clerk, submission, {NEW: " 12 ", "text.5": "问题\r\n改进"}, 0)
    second = manuscripts.save(clerk, submission, {NEW: "13"}, first.version)
    assert (first.version, second.version) == (1, 2)
    fields = manuscripts.started(submission)
    assert (fields[NEW], fields["text.5"]) == ("13", "问题\n改进")
    assert Event.objects.filter(kind="fill").count() == 1
    submission.refresh_from_db()
    assert submission.state == State.MISSING


def test_two_windows_on_different_cells_both_keep_theirs(submission: Submission, clerk: User) -> None:
    manuscripts.save(clerk, submission, {NEW: "1"}, 0)
    other = manuscripts.save(clerk, submission, {TOTAL: "2"}, 0)
    assert other.conflicts == {}
    assert other.others == {NEW: "1"}, "the second window is told what the first did"
    assert manuscripts.started(submission)[NEW] == "1"


def test_a_cell_changed_in_another_window_is_not_written_over(submission: Submission, clerk: User) -> None:
    manuscripts.save(clerk, submission, {NEW: "1"}, 0)
    late = manuscripts.save(clerk, submission, {NEW: "7", TOTAL: "7"}, 0)
    assert late.conflicts == {NEW: "1"}
    fields = manuscripts.started(submission)
    assert (fields[NEW], fields[TOTAL]) == ("1", "7")
    knowing = manuscripts.save(clerk, submission, {NEW: "7"}, late.version)
    assert knowing.conflicts == {}
    assert manuscripts.started(submission)[NEW] == "7"


def test_the_same_value_in_both_windows_is_no_conflict(submission: Submission, clerk: User) -> None:
    first = manuscripts.save(clerk, submission, {NEW: "1"}, 0)
    again = manuscripts.save(clerk, submission, {NEW: "1"}, 0)
    assert again == typed.Saved(first.version)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"figure.requests.new.nobody": "1"}, "表中没有"),
        ({"state": "approved"}, "表中没有"),
        ({"text.7": ""}, "表中没有"),
        ({NEW: "1" * 61}, "最多填写 60 个字"),
        ({"text.1": "字" * 20_001}, "最多填写 20000 个字"),
    ],
)
def test_what_the_form_does_not_have_is_refused(
    submission: Submission, clerk: User, changes: dict[str, str], found: str
) -> None:
    with pytest.raises(Refused, match=found):
        manuscripts.save(clerk, submission, changes, 0)
    assert not Manuscript.objects.exists()


def test_nobody_else_fills_in_and_nothing_after_submission(
    submitted: Submission, clerk: User, reviewer: User, stranger: User
) -> None:
    for person in (reviewer, stranger):
        with pytest.raises(NotAllowed):
            manuscripts.save(person, submitted, {NEW: "1"}, 0)
    with pytest.raises(MoveRefused, match="待审核"):
        manuscripts.save(clerk, submitted, {NEW: "1"}, 0)


def test_a_report_filled_in_by_hand_is_read_without_a_difference_and_submitted(
    submission: Submission, clerk: User
) -> None:
    version = written(clerk, submission)
    upload = manuscripts.hand_in(clerk, submission)
    tasks.read_upload(upload.readings.get().pk)
    submission.refresh_from_db()
    reading = submission.current_reading
    assert reading is not None
    assert (reading.processing, reading.worst, reading.open_findings) == (Processing.DONE, Outcome.CLEAN, 0)
    assert {a: f.value for a, f in effective_report(reading).figures.items()} == ordinary()
    assert upload.original_name == "黑龙江省工业和信息化厅2024年政府信息公开工作年度报告.docx"
    assert Manuscript.objects.get().handed_in_version == version
    assert review.submit(clerk, submission, "李填报", Scope.OWN).state == State.SUBMITTED


@pytest.mark.parametrize(
    ("typed", "value"), [("1,234", 1234), ("１２", 12), ("0", 0), ("", None)], ids=["grouped", "wide", "zero", "empty"]
)
def test_a_figure_is_printed_as_the_number_it_is(
    submission: Submission, clerk: User, typed: str, value: int | None
) -> None:
    manuscripts.save(clerk, submission, {NEW: typed}, 0)
    upload = uploads.receive(clerk, submission, as_file(manuscripts.document(submission), "x.docx"))
    tasks.read_upload(upload.readings.get().pk)
    upload.submission.refresh_from_db()
    reading = upload.readings.get()
    figure = effective_report(reading).figures[Address("requests", "new", "natural_person")]
    assert figure.value == (None if value is None else Decimal(value))


@pytest.mark.parametrize("typed", ["十二", "12件", "1 2", "abc", "-", "9" * 20])
def test_what_is_no_plain_number_makes_no_document_and_is_named(
    submission: Submission, clerk: User, typed: str
) -> None:
    manuscripts.save(clerk, submission, {NEW: typed}, 0)
    with pytest.raises(Refused, match="表三“一、本年新收政府信息公开申请数量”行“自然人”列"):
        manuscripts.document(submission)


def test_a_gap_left_in_a_text_is_downloaded_but_not_handed_in(submission: Submission, clerk: User) -> None:
    manuscripts.save(clerk, submission, filled() | {"text.5": f"存在的主要问题：{GAP}。"}, 0)
    assert manuscripts.document(submission).startswith(b"PK")
    with pytest.raises(Refused, match="第五部分还有没填的空"):
        manuscripts.hand_in(clerk, submission)
    assert submission.uploads.count() == 0


def test_nothing_is_made_of_a_form_nobody_filled_in(submission: Submission, clerk: User) -> None:
    with pytest.raises(Refused, match="还没有填写任何内容"):
        manuscripts.hand_in(clerk, submission)
