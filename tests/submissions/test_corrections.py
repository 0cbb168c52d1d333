"""A misread figure is corrected beside what was read, and the report judged again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.report import Address
from parsing.report import State as CellState
from submissions.models import Event, Submission, User
from submissions.services import readings, review
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.services.judging import effective_report
from submissions.states import State
from tests import documents
from tests.conftest import Send, put

pytestmark = pytest.mark.django_db

OTHER, TOTAL = documents.FAULTY_CELLS
CARRIED = ("requests.carried_forward.other", "requests.carried_forward.total")


def failed(submission: Submission) -> list[tuple[str, str]]:
    reading = submission.current_reading
    assert reading is not None
    return list(reading.findings.filter(outcome="failed").values_list("rule", "subject"))


def test_a_correction_stands_beside_what_was_read(faulty_draft: Submission, clerk: User) -> None:
    correction = readings.correct(clerk, faulty_draft, OTHER, "148", "读取有误", ip="10.0.0.8")
    assert (correction.read_value, correction.typed, correction.value, correction.by) == (
        "151",
        "148",
        Decimal(148),
        clerk,
    )
    reading = faulty_draft.current_reading
    assert reading is not None
    reading.refresh_from_db()
    assert reading.report is not None
    assert reading.report["figures"][OTHER]["value"] == 151, "what was read is never changed"
    figure = effective_report(reading).figures[Address.parse(OTHER)]
    assert (figure.value, figure.corrected, figure.raw) == (Decimal(148), True, "151")
    event = Event.objects.get(kind="correct")
    assert event.note == "收到和处理政府信息公开申请情况 · （七）总计 · 其他：读取为“151”，更正为“148”。读取有误"
    assert (event.actor, event.ip) == (clerk, "10.0.0.8")


def test_the_report_is_judged_again(faulty_draft: Submission, clerk: User) -> None:
    assert failed(faulty_draft) == [("A-02", OTHER), ("A-02", TOTAL)]
    readings.correct(clerk, faulty_draft, "requests.other.other.other", "4")
    readings.correct(clerk, faulty_draft, "requests.other.other.total", "581")
    assert failed(faulty_draft) == []
    reading = faulty_draft.current_reading
    assert reading is not None
    reading.refresh_from_db()
    assert (reading.worst, reading.open_findings) == ("", 0)


def test_a_wrong_correction_makes_new_findings(draft: Submission, clerk: User) -> None:
    readings.correct(clerk, draft, "disputes.reconsideration.total", "99999")
    assert ("A-04", "disputes.reconsideration.total") in failed(draft)


def test_a_later_correction_takes_the_place_of_an_earlier_and_both_are_kept(
    faulty_draft: Submission, clerk: User
) -> None:
    readings.correct(clerk, faulty_draft, OTHER, "149")
    readings.correct(clerk, faulty_draft, OTHER, "148")
    reading = faulty_draft.current_reading
    assert reading is not None
    assert [(c.typed, c.withdrawn_at is None) for c in reading.corrections.all()] == [("149", False), ("148", True)]
    assert effective_report(reading).figures[Address.parse(OTHER)].value == 148


def test_a_correction_can_be_taken_back(faulty_draft: Submission, clerk: User) -> None:
    readings.correct(clerk, faulty_draft, OTHER, "148")
    readings.restore(clerk, faulty_draft, OTHER)
    reading = faulty_draft.current_reading
    assert reading is not None
    figure = effective_report(reading).figures[Address.parse(OTHER)]
    assert (figure.value, figure.corrected) == (Decimal(151), False)
    assert ("A-02", OTHER) in failed(faulty_draft)
    with pytest.raises(Refused, match="没有更正过"):
        readings.restore(clerk, faulty_draft, OTHER)


@pytest.mark.parametrize(
    ("typed", "value", "state"),
    [
        ("１，０２３", Decimal(1023), CellState.NUMBER),
        ("0", Decimal(0), CellState.NUMBER),
        ("", None, CellState.BLANK),
        ("—", None, CellState.DASH),
    ],
)
def test_what_is_typed_is_read_like_a_cell(
    draft: Submission, clerk: User, typed: str, value: Decimal | None, state: CellState
) -> None:
    assert readings.correct(clerk, draft, OTHER, typed).value == value
    reading = draft.current_reading
    assert reading is not None
    figure = effective_report(reading).figures[Address.parse(OTHER)]
    assert (figure.value, figure.state) == (value, state)


def test_an_amount_is_kept_in_its_unit(draft: Submission, clerk: User) -> None:
    assert readings.correct(clerk, draft, "disclosure.fees.amount", "1180.85万元").value == Decimal("1180.85")
    assert readings.correct(clerk, draft, "disclosure.fees.amount", "251000元").value == Decimal("25.1")


@pytest.mark.parametrize(
    ("address", "typed", "sentence"),
    [
        (OTHER, "很多", "“很多”不是数字"),
        (OTHER, "1" * 15, "超出了可以记录的范围"),
        ("disclosure.fees.amount", "0.12345678", "超出了可以记录的范围"),
        ("requests.nothing.other", "1", "没有这个单元格"),
        ("nonsense", "1", "没有这个单元格"),
        ("nothing.total.other", "1", "没有这个单元格"),
        ("", "1", "没有这个单元格"),
    ],
)
def test_what_is_no_figure_or_no_cell_is_refused(
    draft: Submission, clerk: User, address: str, typed: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        readings.correct(clerk, draft, address, typed)
    reading = draft.current_reading
    assert reading is not None
    assert not reading.corrections.exists()
    assert not Event.objects.filter(kind="correct").exists()


def test_a_cell_the_reader_did_not_find_can_be_filled_in(submission: Submission, clerk: User, send: Send) -> None:
    send(clerk, submission, documents.report(without=("not_handled.petitions",)))
    address = "requests.not_handled.petitions.other"
    assert ("S-06", "table.requests") in failed(submission)
    assert readings.correct(clerk, submission, address, "7").read_value == ""
    reading = submission.current_reading
    assert reading is not None
    figure = effective_report(reading).figures[Address.parse(address)]
    assert (figure.value, figure.raw, figure.corrected) == (Decimal(7), "", True)


def test_corrections_belong_to_their_reading(faulty_draft: Submission, clerk: User, send: Send) -> None:
    readings.correct(clerk, faulty_draft, OTHER, "148")
    send(clerk, faulty_draft, documents.report(faulty=True))
    reading = faulty_draft.current_reading
    assert reading is not None
    assert effective_report(reading).figures[Address.parse(OTHER)].value == 151


def test_nothing_is_corrected_before_anything_was_read(submission: Submission, clerk: User) -> None:
    with pytest.raises(MoveRefused, match="还没有读取成功的报告文件"):
        readings.correct(clerk, submission, OTHER, "1")


def test_only_the_agency_corrects_and_only_while_it_holds_the_report(
    draft: Submission, clerk: User, reviewer: User
) -> None:
    with pytest.raises(NotAllowed, match="只有填报人可以更正数字。"):
        readings.correct(reviewer, draft, OTHER, "1")
    put(draft, State.SUBMITTED)
    with pytest.raises(MoveRefused, match="不能更正数字"):
        readings.correct(clerk, draft, OTHER, "1")


def test_judging_again_follows_new_names(submission: Submission, clerk: User, send: Send) -> None:
    send(clerk, submission, documents.report("黑龙江省工信厅"))
    assert ("S-12", "title") in failed(submission)
    submission.agency.aliases = ["黑龙江省工信厅"]
    submission.agency.save()
    readings.confirm_rejudge(clerk, submission)
    assert failed(submission) == []
    assert Event.objects.filter(kind="rejudge").count() == 1


def test_a_cell_that_could_not_be_read_waits_for_the_clerk(submission: Submission, clerk: User, send: Send) -> None:
    spoiled = documents.report().replace(b"5030984", b"5O3O984")
    send(clerk, submission, spoiled)
    submission.refresh_from_db()
    assert failed(submission) == [("S-10", "table.disclosure")]
    with pytest.raises(MoveRefused):
        review.submit(clerk, submission, "张三", "own")
    readings.correct(clerk, submission, "disclosure.licensing.decisions", "5030984")
    assert failed(submission) == []
    review.submit(clerk, submission, "张三", "own")


def test_a_doubtful_figure_is_confirmed_by_typing_it_again(submission: Submission, clerk: User, send: Send) -> None:
    spoiled = documents.report().replace(b"\t8668797", b"\t8668 797")
    send(clerk, submission, spoiled)
    submission.refresh_from_db()
    assert failed(submission) == [("S-10", "table.disclosure")]
    readings.correct(clerk, submission, "disclosure.penalties.decisions", "8668797")
    assert failed(submission) == []


DOUBTED = "disclosure.licensing.decisions"


def doubted(submission: Submission) -> Submission:
    """The reader was not sure of one figure of the current reading."""
    reading = submission.current_reading
    assert reading is not None
    assert reading.report is not None
    reading.report["figures"][DOUBTED]["doubt"] = "墨迹不清"
    reading.save(update_fields=["report"])
    readings.confirm_rejudge(submission.uploads.get().uploaded_by, submission)
    return submission


def test_a_doubtful_figure_is_confirmed_as_read(draft: Submission, clerk: User) -> None:
    doubted(draft)
    assert failed(draft) == [("S-10", "table.disclosure")]
    correction = readings.confirm(clerk, draft, DOUBTED)
    assert (correction.read_value, correction.typed) == ("5030984", "5030984")
    assert failed(draft) == []
    event = Event.objects.get(kind="confirm")
    assert event.note == "主动公开政府信息情况 · 行政许可 · 本年处理决定数量：确认读取的“5030984”无误。"
    readings.restore(clerk, draft, DOUBTED)
    assert failed(draft) == [("S-10", "table.disclosure")]


def test_a_figure_that_was_read_for_certain_needs_no_confirming(draft: Submission, clerk: User) -> None:
    with pytest.raises(Refused, match="没有需要确认的读数"):
        readings.confirm(clerk, draft, DOUBTED)


def test_a_stranger_confirms_nothing(draft: Submission, clerk: User, stranger: User) -> None:
    with pytest.raises(NotAllowed):
        readings.confirm(stranger, doubted(draft), DOUBTED)
