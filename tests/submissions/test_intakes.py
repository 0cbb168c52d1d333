"""Several files at once: each finds its agency and year by what it says, and goes nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from parsing.errors import ParsingError, TooLarge
from parsing.facts import FileFacts
from parsing.report import Report
from submissions import tasks
from submissions.models import Agency, Cycle, Event, Intake, Submission, Upload, User
from submissions.services import bell, cycles, intake_reading, intakes
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.services.fits import contradiction
from submissions.services.intake_plan import Plan, plans_of
from submissions.services.uploads import move_over
from submissions.states import Role, State
from tests import documents
from tests.conftest import Send, as_file, person, put

pytestmark = pytest.mark.django_db

INDUSTRY, EDUCATION, SCHOOLS = documents.INDUSTRY, "黑龙江省教育厅", "哈尔滨市教育局"
TakeIn = Callable[..., Intake]


@pytest.fixture
def many(cycle: Cycle, industry: Agency, education: Agency, harbin_schools: Agency) -> User:
    """A clerk of three agencies."""
    return person("many", "吴多处", *[(agency, Role.CLERK) for agency in (industry, education, harbin_schools)])


@pytest.fixture
def take_in(many: User) -> TakeIn:
    """take_in(data, name) hands a file in and lets the worker look whose report it is."""

    def take_in(data: bytes, name: str = "年报.txt", user: User = many) -> Intake:
        intake = intakes.receive(user, as_file(data, name))
        tasks.read_intake(intake.pk)
        intake.refresh_from_db()
        return intake

    return take_in


def owed(cycle: Cycle, agency: str) -> Submission:
    return Submission.objects.get(cycle=cycle, agency__name=agency)


def only_plan(user: User) -> Plan:
    (plan,) = plans_of(user)
    return plan


# --- finding the report


def test_each_file_finds_its_report_by_its_title(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    for agency in (EDUCATION, INDUSTRY, SCHOOLS):
        take_in(documents.report(agency), "年报.txt" if agency == EDUCATION else f"{agency}.txt")
    assert [plan.target for plan in plans_of(many)] == [owed(cycle, n) for n in (EDUCATION, INDUSTRY, SCHOOLS)]
    assert all(plan.is_ready for plan in plans_of(many))
    assert not Upload.objects.exists(), "nothing is filed before the clerk says so"


def test_a_shortened_name_finds_the_one_agency_it_may_mean(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    take_in(documents.report("省工信厅"))
    assert only_plan(many).target == owed(cycle, INDUSTRY)


def test_a_name_that_may_mean_two_is_left_to_the_clerk(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    intake = take_in(documents.report("黑龙江省厅"))
    plan = only_plan(many)
    assert not plan.is_ready
    assert plan.target is None
    assert plan.why == "标题中的“黑龙江省厅”可能是黑龙江省工业和信息化厅、黑龙江省教育厅。"
    assert set(plan.candidates) == {owed(cycle, INDUSTRY), owed(cycle, EDUCATION)}, "no report its title rules out"
    intakes.choose(many, intake, owed(cycle, EDUCATION))
    assert (only_plan(many).target, only_plan(many).is_ready) == (owed(cycle, EDUCATION), True)


@pytest.mark.parametrize(
    ("write", "name", "found", "todo"),
    [
        (lambda: documents.report("辽宁省水利厅"), "外省.txt", "“辽宁省水利厅”的报告，不是您负责", "请移除这个文件"),
        (lambda: documents.report("哈尔滨市人民政府"), "别家.txt", "“哈尔滨市人民政府”的报告，不是您负责", "请移除"),
        (lambda: documents.report(year=2019), "旧年.txt", "没有2019年度的报送任务", "现在报送的是2024年度"),
        (documents.encrypted_pdf, "加密.pdf", "密码", "。"),
        (documents.pdf_without_text, "扫描.pdf", "没有文字", "。"),
        (documents.broken_docx, "半个.docx", "损坏", "。"),
        (lambda: documents.LETTER, "通知.txt", "没有找到政府信息公开工作年度报告", "。"),
    ],
    ids=["unknown agency", "not mine", "other year", "encrypted", "no text", "broken", "letter"],
)
def test_a_file_that_goes_nowhere_says_what_was_found_and_what_to_do(
    many: User, take_in: TakeIn, write: Callable[[], bytes], name: str, found: str, todo: str
) -> None:
    intake = take_in(write(), name)
    plan = only_plan(many)
    assert not plan.is_ready
    assert found in plan.why
    assert todo in plan.advice
    assert not plan.may_choose, "what its title rules out is not offered"
    assert intakes.file_all(many) == []
    assert Path(intake.file.path).read_bytes() == write()
    assert not Upload.objects.exists()


def test_a_picture_of_a_kind_not_read_is_kept_and_explained_at_once(many: User) -> None:
    intakes.receive(many, as_file(documents.PICTURE, "照片.gif"))
    assert "图片格式" in only_plan(many).why


def test_a_file_over_the_limit_is_refused(many: User, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(TooLarge, match="没有保存"):
        intakes.receive(many, as_file(documents.report()))
    assert not Intake.objects.exists()


def test_a_report_that_was_submitted_asks_to_be_withdrawn_first(
    submitted: Submission, many: User, take_in: TakeIn
) -> None:
    take_in(documents.report(changes=(("requests.new.company", 53),)))
    plan = only_plan(many)
    assert (plan.target, plan.is_ready) == (submitted, False)
    assert plan.why == "当前状态为“待审核”，不能上传文件。"
    assert plan.advice == "需要更换文件的，请先在报告页撤回。"


def test_a_closed_year_takes_no_file(cycle: Cycle, many: User, office: User, take_in: TakeIn) -> None:
    take_in(documents.report())
    cycles.close_cycle(office, cycle)
    assert only_plan(many).why == "2024年度报送已结束。"


def test_a_letter_that_ocr_misread_makes_no_other_agency(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    seen = Report(agency="黑龙江省工业和信患化厅", year=2024, facts=FileFacts(recognised=(1,)))
    assert contradiction(seen, owed(cycle, INDUSTRY)) is None
    error = contradiction(replace(seen, facts=FileFacts()), owed(cycle, INDUSTRY))
    assert error is not None, "in a text the agency wrote it"
    assert contradiction(replace(seen, agency=EDUCATION), owed(cycle, INDUSTRY)) is not None
    intake = take_in(documents.report())
    Intake.objects.filter(pk=intake.pk).update(found_agency=seen.agency, report=seen.to_json())
    assert only_plan(many).target == owed(cycle, INDUSTRY)


# --- twins


def test_a_twin_of_an_earlier_upload_is_named_and_stops_nothing_elsewhere(
    cycle: Cycle, many: User, send: Send, take_in: TakeIn
) -> None:
    send(many, owed(cycle, SCHOOLS), documents.report(), "传错了.txt")
    take_in(documents.report())
    plan = only_plan(many)
    assert plan.is_ready
    assert plan.remarks == ("与“哈尔滨市教育局”2024年度已上传的文件“传错了.txt”内容完全相同。",)


def test_the_file_a_report_already_has_is_not_filed_again(draft: Submission, many: User, take_in: TakeIn) -> None:
    take_in(documents.report())
    plan = only_plan(many)
    assert not plan.is_ready
    assert "现在用的就是内容完全相同的文件“report.txt”" in plan.why


def test_two_different_files_for_one_report_wait_for_the_clerk(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    first = take_in(documents.report(), "一稿.txt")
    take_in(documents.report(faulty=True), "二稿.txt")
    assert [plan.is_ready for plan in plans_of(many)] == [False, False]
    assert "“二稿.txt”也要归入这份报告" in plans_of(many)[0].why
    assert intakes.file_all(many) == []
    intakes.drop(many, first)
    assert [outcome.upload is not None for outcome in intakes.file_all(many)] == [True]
    assert Upload.objects.get().original_name == "二稿.txt"


def test_of_two_equal_files_one_is_filed(many: User, take_in: TakeIn) -> None:
    take_in(documents.report(), "甲.txt")
    take_in(documents.report(), "乙.txt")
    assert [plan.is_ready for plan in plans_of(many)] == [True, False]
    assert plans_of(many)[1].why == "与本次上传的“甲.txt”内容完全相同。"


def test_a_second_click_makes_no_second_row(many: User) -> None:
    assert intakes.receive(many, as_file(documents.report())) == intakes.receive(many, as_file(documents.report()))
    assert Intake.objects.count() == 1


# --- filing


def test_filing_makes_drafts_without_reading_twice(
    cycle: Cycle, many: User, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for agency in (EDUCATION, INDUSTRY):
        take_in(documents.report(agency), f"{agency}.txt")
    monkeypatch.setattr(tasks, "read_caged", lambda *args: pytest.fail("read a second time"))
    outcomes = intakes.file_all(many, ip="10.0.0.8")
    assert [outcome.upload.submission.agency.name for outcome in outcomes if outcome.upload] == [EDUCATION, INDUSTRY]
    for outcome in outcomes:
        assert outcome.upload is not None
        tasks.read_upload(outcome.upload.readings.get().pk)
        submission = outcome.upload.submission
        submission.refresh_from_db()
        assert (submission.state, submission.current_upload) == (State.DRAFT, outcome.upload)
        event = Event.objects.get(submission=submission, kind="upload")
        assert (event.actor, event.ip) == (many, "10.0.0.8")
        assert event.note.endswith("（批量上传后归入）")
    assert plans_of(many) == []
    assert intakes.file_all(many) == []


def test_a_file_of_two_reports_is_filed_where_the_clerk_says(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    both = documents.report() + b"\n\n" + documents.report(EDUCATION)
    intake = take_in(both)
    plan = only_plan(many)
    assert (plan.is_ready, plan.may_choose) == (False, True)
    assert "文件中有 2 份报告" in plan.why
    assert set(plan.candidates) == {owed(cycle, name) for name in (INDUSTRY, EDUCATION, SCHOOLS)}
    intakes.choose(many, intake, owed(cycle, EDUCATION))
    (outcome,) = intakes.file_all(many)
    assert outcome.upload is not None
    tasks.read_upload(outcome.upload.readings.get().pk)
    report = outcome.upload.readings.get().report
    assert report
    assert report["agency"] == EDUCATION


def test_nothing_is_filed_twice_from_an_old_page(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    intake = take_in(documents.report())
    plan = only_plan(many)
    assert intakes.file_one(many, plan).upload is not None
    again = intakes.file_one(many, plan)
    assert (again.upload, "已经归入或移除" in again.why) == (None, True)
    with pytest.raises(Refused):
        intakes.drop(many, intake)
    with pytest.raises(Refused):
        intakes.choose(many, intake, owed(cycle, INDUSTRY))
    with pytest.raises(Refused):
        intakes.put_back(many, intake)
    assert Upload.objects.count() == 1


def test_what_changed_meanwhile_is_told_for_each_file(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    take_in(documents.report())
    plan = only_plan(many)
    put(owed(cycle, INDUSTRY), State.SUBMITTED)
    outcome = intakes.file_one(many, plan)
    assert outcome.upload is None
    assert "不能上传文件" in outcome.why
    assert Intake.objects.get().filed_at is None, "it stays on the list"


def test_a_dropped_file_is_kept_and_comes_back(many: User, take_in: TakeIn) -> None:
    intake = take_in(documents.report())
    intakes.drop(many, intake)
    assert plans_of(many) == []
    intakes.put_back(many, intake)
    assert only_plan(many).is_ready
    kinds = list(Event.objects.filter(actor=many).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["intake", "intake_dropped", "intake_restored"]


# --- who may


def test_the_wrong_year_or_agency_cannot_be_chosen_against_the_title(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    intake = take_in(documents.report())
    with pytest.raises(Refused, match="“黑龙江省工业和信息化厅”的报告，这里应报送“黑龙江省教育厅”"):
        intakes.choose(many, intake, owed(cycle, EDUCATION))
    assert only_plan(many).target == owed(cycle, INDUSTRY)


def test_nobody_files_to_an_agency_that_is_not_theirs(cycle: Cycle, many: User, take_in: TakeIn) -> None:
    intake = take_in(documents.report("哈尔滨市人民政府"))
    theirs = owed(cycle, "哈尔滨市人民政府")
    with pytest.raises(NotAllowed):
        intakes.choose(many, intake, theirs)
    Intake.objects.update(chosen=theirs)
    assert not only_plan(many).is_ready, "a choice nobody may make counts for nothing"
    outcome = intakes.file_one(many, Plan(intake, theirs))
    assert outcome.upload is None
    assert not Upload.objects.exists()


def test_a_clerk_who_left_the_agency_files_nothing_more(many: User, take_in: TakeIn) -> None:
    take_in(documents.report())
    plan = only_plan(many)
    many.memberships.filter(agency__name=INDUSTRY).delete()
    assert not only_plan(many).is_ready
    assert intakes.file_one(many, plan).upload is None


def test_another_clerk_reaches_no_file_of_mine(many: User, stranger: User, take_in: TakeIn) -> None:
    intake = take_in(documents.report(EDUCATION))
    assert plans_of(stranger) == []
    with pytest.raises(Refused):
        intakes.drop(stranger, intake)
    assert intakes.file_one(stranger, only_plan(many)).upload is None


def test_only_clerks_hand_files_in(reviewer: User, office: User, cycle: Cycle) -> None:
    for user in (reviewer, office):
        with pytest.raises(NotAllowed, match="只有填报人"):
            intakes.receive(user, as_file(documents.report()))


def test_a_clerk_can_have_only_so_many_waiting(many: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intakes, "MOST_WAITING", 1)
    intakes.receive(many, as_file(documents.report()))
    with pytest.raises(Refused, match="已有 1 个文件等待归入"):
        intakes.receive(many, as_file(documents.report(EDUCATION)))


# --- the worker


def test_the_bell_rings_and_the_sweeper_rings_again(
    many: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(bell, "_ringers", {bell.INTAKE: rung.append})
    with django_capture_on_commit_callbacks(execute=True):
        intake = intakes.receive(many, as_file(documents.report()))
    assert rung == [intake.pk]
    tasks.sweep()
    assert rung == [intake.pk]
    Intake.objects.update(queued_at=timezone.now() - timedelta(minutes=1))
    tasks.sweep()
    assert rung == [intake.pk] * 2


def test_a_file_is_read_once_and_a_lost_worker_is_replaced(many: User, settings: Settings) -> None:
    intake = intakes.receive(many, as_file(documents.report()))
    assert intake_reading.claim(intake.pk)
    assert not tasks.read_intake(intake.pk)
    long_ago = timezone.now() - timedelta(seconds=settings.READING_STUCK_AFTER + 1)
    Intake.objects.update(heartbeat=long_ago)
    assert tasks.read_intake(intake.pk)
    Intake.objects.update(heartbeat=long_ago, processing="reading", attempts=3)
    tasks.sweep()
    intake.refresh_from_db()
    assert (intake.processing, intake.error_code) == ("failed", "reader_lost")


@pytest.mark.parametrize(("raised", "code"), [(ParsingError(), "unreadable"), (ValueError(), "reader_failed")])
def test_one_bad_file_never_stops_the_queue(
    many: User, monkeypatch: pytest.MonkeyPatch, raised: Exception, code: str
) -> None:
    def burst(*_: object) -> None:
        raise raised

    monkeypatch.setattr(tasks, "read_caged", burst)
    intake = intakes.receive(many, as_file(documents.report()))
    assert not tasks.read_intake(intake.pk)
    intake.refresh_from_db()
    assert (intake.processing, intake.error_code) == ("failed", code)


def test_the_plan_costs_the_same_however_many_files(many: User, take_in: TakeIn) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            plans_of(many)
        return len(seen)

    take_in(documents.report())
    few = queries()
    for number in range(4):
        take_in(documents.report(changes=(("requests.new.company", number),)), f"{number}.txt")
    take_in(documents.report("省教育厅"), "短.txt")
    assert queries() <= few + 1, "the names of all agencies are asked for once, where a title needs them"


# --- the single report's page


def test_a_file_of_another_report_moves_to_where_it_belongs(cycle: Cycle, many: User, send: Send) -> None:
    wrong, right = owed(cycle, INDUSTRY), owed(cycle, EDUCATION)
    upload = send(many, wrong, documents.report(EDUCATION))
    assert upload.readings.get().error_code == "wrong_agency"
    moved = move_over(many, upload, right)
    tasks.read_upload(moved.readings.get().pk)
    right.refresh_from_db()
    wrong.refresh_from_db()
    assert (right.state, right.current_upload) == (State.DRAFT, moved)
    assert (wrong.state, wrong.current_upload, wrong.uploads.count()) == (State.MISSING, None, 1)
    assert "由黑龙江省工业和信息化厅2024年度改为归入这里" in Event.objects.get(submission=right, kind="upload").note


def test_a_stranger_moves_nothing(cycle: Cycle, many: User, stranger: User, send: Send) -> None:
    upload = send(many, owed(cycle, INDUSTRY), documents.report(EDUCATION))
    with pytest.raises(NotAllowed):
        move_over(stranger, upload, owed(cycle, EDUCATION))
    review_only = person("rev", "何审核", (upload.submission.agency, Role.REVIEWER))
    with pytest.raises(NotAllowed):
        move_over(review_only, upload, owed(cycle, EDUCATION))
    put(owed(cycle, EDUCATION), State.APPROVED)
    with pytest.raises(MoveRefused):
        move_over(many, upload, owed(cycle, EDUCATION))
