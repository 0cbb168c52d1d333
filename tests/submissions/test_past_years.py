"""Past years in bulk: matched by content, looked at, corrected, filed as approved, taken back."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from parsing.report import Report
from submissions import access, tasks
from submissions.models import (
    Agency,
    Cycle,
    CycleState,
    Event,
    Figure,
    Finding,
    Intake,
    Kind,
    Match,
    Notice,
    PastBatch,
    Reading,
    Result,
    Submission,
    User,
)
from submissions.services import bell, cycles, lineage, past_batches, past_filing, past_work
from submissions.services.context import context_of
from submissions.services.errors import NotAllowed, Refused
from submissions.states import Processing, Role, State
from tests import documents
from tests.conftest import Send, agency, person
from tests.submissions.test_archives import packed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet_bell() -> None:
    """The test itself is the worker."""
    bell.register(lambda pk: None, bell.PAST)
    bell.register(lambda pk: None, bell.PAST_LATER)


@pytest.fixture
def batch(office: User, province: Agency, agencies: list[Agency]) -> PastBatch:
    return past_batches.open_batch(office, province, "旧报告")


def add(office: User, batch: PastBatch, data: bytes, name: str) -> None:
    past_batches.add(office, batch, SimpleUploadedFile(name, data), name)


def work(batch: PastBatch) -> None:
    """Everything there is to do, round after round."""
    for _round in range(50):
        tasks.work_past(batch.pk)
        if past_work.next_piece(batch.pk) is None:
            break
    tasks.work_past(batch.pk)
    batch.refresh_from_db()


def file_all(office: User, batch: PastBatch) -> None:
    past_batches.file_all(office, batch)
    work(batch)


def undo_all(office: User, batch: PastBatch, why: str = "传错了") -> None:
    past_batches.undo_all(office, batch, why)
    work(batch)


def only(batch: PastBatch) -> Intake:
    return batch.files.get()


def test_a_report_is_matched_by_what_its_title_says_not_by_its_name(
    office: User, batch: PastBatch, industry: Agency
) -> None:
    add(office, batch, documents.report(year=2022), "扫描0001.txt")
    work(batch)
    intake = only(batch)
    assert (intake.to_agency, intake.to_year, intake.match) == (industry, 2022, Match.READY)
    assert intake.figures == len(Report.from_json(intake.report or {}).figures) > 190
    assert intake.doubted == 0
    assert intake.found.get("mandatory", 0) == 0


def test_the_findings_a_report_has_by_itself_are_counted_before_it_is_filed(office: User, batch: PastBatch) -> None:
    add(office, batch, documents.report(year=2022, faulty=True), "a.txt")
    work(batch)
    assert only(batch).found["mandatory"] == 2


def test_a_filed_report_is_an_approved_one_of_a_closed_year_made_for_it(
    office: User, batch: PastBatch, industry: Agency
) -> None:
    add(office, batch, documents.report(year=2022), "a.txt")
    work(batch)
    file_all(office, batch)
    submission = Submission.objects.get(agency=industry, cycle__year=2022)
    assert submission.status is State.APPROVED
    assert submission.is_past
    assert submission.submitted_at is None
    assert (submission.cycle.state, submission.cycle.past_only) == (CycleState.CLOSED, True)
    assert submission.figures.get(table="requests", row="total", column="total").value == Decimal(10474)
    event = Event.objects.get(submission=submission, kind="file_past")
    assert (event.actor, event.label) == (office, "往年报告补录")
    assert submission.decisions.get().by == office
    assert only(batch).result == Result.FILED
    assert Submission.objects.filter(cycle__year=2022).count() == 1


def test_a_file_is_filed_as_it_is_at_that_moment(office: User, batch: PastBatch) -> None:
    """Something private was taken out of it after it was found ready and before it was held."""
    add(office, batch, documents.report(year=2022), "a.txt")
    work(batch)
    intake = only(batch)
    blotted = (intake.report or {}) | {"title": "＊＊"}
    Intake.objects.filter(pk=intake.pk).update(report=blotted)
    assert past_filing.file_one(office, intake)
    assert Reading.objects.get().report == blotted


def test_next_years_report_is_held_against_a_filed_past_one(
    office: User, batch: PastBatch, submission: Submission, clerk: User, send: Send
) -> None:
    send(clerk, submission, documents.report())
    assert context_of(submission).previous == ()
    add(office, batch, documents.report(year=2023), "a.txt")
    work(batch)
    file_all(office, batch)
    assert [report.year for report in context_of(submission).previous] == [2023]
    reading = Reading.objects.get(upload__submission=submission)
    assert reading.judged_with == ""
    tasks.judge_stale()
    told = Finding.objects.filter(reading=reading, rule__startswith="Y", outcome="failed")
    assert told.exists()


def test_a_doubtful_figure_of_a_past_report_is_kept_as_unknown(
    office: User, batch: PastBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, batch, documents.report(year=2022), "a.txt")
    work(batch)
    intake = only(batch)
    report = intake.report or {}
    report["figures"]["requests.total.total"]["doubt"] = "两次识别不一致"
    Intake.objects.filter(pk=intake.pk).update(report=report)
    file_all(office, batch)
    fact = Figure.objects.get(table="requests", row="total", column="total")
    assert (fact.value, fact.state) == (None, "illegible")
    kept = Reading.objects.get(upload__intake=intake).report or {}
    assert kept["figures"]["requests.total.total"]["value"] == 10474


def test_a_zip_is_taken_out_by_the_worker_and_every_file_has_a_row(
    office: User, batch: PastBatch, industry: Agency, education: Agency
) -> None:
    data = packed(
        ("2022/工信厅.txt", documents.report(year=2022)),
        ("2022/教育厅.txt", documents.report(education.name, 2022)),
        ("2022/里面的.zip", packed(("a.txt", b"x")).getvalue()),
        ("2022/空的.txt", b""),
        ("2022/信.txt", documents.LETTER),
        ("2022/.DS_Store", b"x"),
    ).getvalue()
    add(office, batch, data, "旧.zip")
    work(batch)
    rows = {intake.path: (intake.match, intake.why) for intake in batch.files.all()}
    assert rows["旧.zip/2022/工信厅.txt"] == (Match.READY, "")
    assert rows["旧.zip/2022/教育厅.txt"] == (Match.READY, "")
    assert rows["旧.zip/2022/里面的.zip"][0] == rows["旧.zip/2022/空的.txt"][0] == Match.UNREADABLE
    assert rows["旧.zip/2022/信.txt"] == (Match.UNREADABLE, "没有找到政府信息公开工作年度报告的内容。")
    assert len(rows) == 5
    assert Notice.objects.get(user=office).title == "往年报告“旧报告”已读完，请核对后归档"


def test_a_zip_whose_worker_died_is_gone_on_with_where_it_stopped(office: User, batch: PastBatch) -> None:
    data = packed(*((f"{year}.txt", documents.report(year=year)) for year in (2021, 2022, 2023))).getvalue()
    add(office, batch, data, "旧.zip")
    archive = batch.archives.get()
    past_work.unpack(archive.pk)
    batch.files.filter(path="旧.zip/2023.txt").delete()
    batch.archives.update(processing=Processing.QUEUED.value, next_entry=1)
    work(batch)
    assert sorted(batch.files.values_list("path", flat=True)) == [
        "旧.zip/2021.txt",
        "旧.zip/2022.txt",
        "旧.zip/2023.txt",
    ]
    assert set(batch.files.values_list("match", flat=True)) == {Match.READY}


def test_the_same_file_twice_makes_no_second_row_and_another_of_the_same_name_does(
    office: User, batch: PastBatch
) -> None:
    for data in (documents.report(year=2022), documents.report(year=2022), documents.report(year=2021)):
        add(office, batch, data, "a.txt")
    assert sorted(batch.files.values_list("path", flat=True)) == ["a.txt", "a.txt（2）"]


def test_two_different_files_for_one_report_are_a_conflict_until_one_is_taken_out(
    office: User, batch: PastBatch
) -> None:
    add(office, batch, documents.report(year=2022), "a.txt")
    add(office, batch, documents.report(year=2022, faulty=True), "b.txt")
    work(batch)
    assert set(batch.files.values_list("match", "why")) == {
        (Match.CONFLICT, "“a.txt”也是这份报告，请只留一个，移除其余。"),
        (Match.CONFLICT, "“b.txt”也是这份报告，请只留一个，移除其余。"),
    }
    past_batches.drop(office, batch.files.get(path="b.txt"))
    assert batch.files.get(path="a.txt").match == Match.READY
    past_batches.put_back(office, batch.files.get(path="b.txt"))
    assert batch.files.get(path="a.txt").match == Match.CONFLICT


def test_the_same_bytes_under_two_names_are_filed_once(office: User, batch: PastBatch) -> None:
    add(office, batch, documents.report(year=2022), "a.txt")
    add(office, batch, documents.report(year=2022), "b.txt")
    work(batch)
    file_all(office, batch)
    results = {intake.path: (intake.result, intake.result_words) for intake in batch.files.all()}
    assert results["a.txt"] == (Result.FILED, "已归档到黑龙江省工业和信息化厅2022年度。")
    assert results["b.txt"] == (Result.SKIPPED, "这份报告已经归档，文件内容完全相同。")


def test_a_year_that_is_being_reported_is_no_past_year(office: User, cycle: Cycle, batch: PastBatch) -> None:
    add(office, batch, documents.report(), "a.txt")
    work(batch)
    assert (only(batch).match, only(batch).why) == (
        Match.CONFLICT,
        "2024年度正在报送，请由填报人上传，不作往年报告补录。",
    )


def test_an_approved_report_is_never_replaced(office: User, batch: PastBatch, approved: Submission) -> None:
    Cycle.objects.update(state=CycleState.CLOSED)
    add(office, batch, documents.report(faulty=True), "b.txt")
    work(batch)
    assert only(batch).match == Match.CONFLICT
    assert only(batch).why == "已有审核通过的报告，文件不同。需要替换的，请先撤回原来的。"
    with pytest.raises(Refused, match="没有可以归档的文件"):
        past_batches.file_all(office, batch)


@pytest.mark.parametrize(
    ("name", "year", "match", "why"),
    [
        ("黑龙江省没有的厅", 2022, Match.UNMATCHED, "管理范围内没有名称是“黑龙江省没有的厅”的机关。"),
        ("省工信厅", 2022, Match.CHECK, "标题写的是“省工信厅”，与“黑龙江省工业和信息化厅”不完全相同。"),
    ],
)
def test_what_is_not_certain_waits_for_a_person(
    office: User, batch: PastBatch, industry: Agency, name: str, year: int, match: Match, why: str
) -> None:
    add(office, batch, documents.report(name, year), "a.txt")
    work(batch)
    intake = only(batch)
    assert (intake.match, intake.why) == (match, why)
    past_batches.choose(office, intake, industry, 2021)
    intake.refresh_from_db()
    assert (intake.match, intake.to_agency, intake.to_year, intake.by_hand) == (Match.READY, industry, 2021, True)
    assert intake.remark.endswith("由管理员指定归属。")
    past_batches.match_again(office, batch)
    intake.refresh_from_db()
    assert intake.to_year == 2021


def test_a_former_agency_is_found_by_its_old_name_and_by_its_successor_after_it_ended(
    office: User, batch: PastBatch, province: Agency, industry: Agency
) -> None:
    old = agency("2399", "黑龙江省工业委员会", Kind.DEPARTMENT, province)
    lineage.add(office, old, industry, "renamed", 2022, "机构改革")
    Agency.objects.filter(pk=old.pk).update(is_active=False)
    for name, year in ((old.name, 2021), (old.name, 2022), (industry.name, 2020)):
        add(office, batch, documents.report(name, year), f"{name}{year}.txt")
    work(batch)
    goals = {intake.path: intake.to_agency for intake in batch.files.all()}
    assert goals == {
        "黑龙江省工业委员会2021.txt": old,
        "黑龙江省工业委员会2022.txt": industry,
        "黑龙江省工业和信息化厅2020.txt": old,
    }
    assert "按机关沿革" in batch.files.get(path="黑龙江省工业委员会2022.txt").remark
    file_all(office, batch)
    assert Submission.objects.filter(agency=old, state=State.APPROVED).count() == 2


def test_an_alias_is_a_right_name(office: User, batch: PastBatch, industry: Agency) -> None:
    Agency.objects.filter(pk=industry.pk).update(aliases=["黑龙江省工业委员会"])
    add(office, batch, documents.report("黑龙江省工业委员会", 2020), "a.txt")
    work(batch)
    assert (only(batch).match, only(batch).to_agency) == (Match.READY, industry)


def test_filing_again_and_again_files_once(office: User, batch: PastBatch) -> None:
    add(office, batch, documents.report(year=2022), "a.txt")
    work(batch)
    past_batches.file_all(office, batch)
    piece = past_work.next_piece(batch.pk)
    assert piece is not None
    past_work.carry_out(piece)
    past_work.carry_out(piece)
    work(batch)
    assert Event.objects.filter(kind="file_past").count() == 1
    with pytest.raises(Refused, match="没有可以归档的文件"):
        past_batches.file_all(office, batch)


def test_a_round_that_saw_nothing_to_do_does_not_end_what_was_asked_for_since(office: User, batch: PastBatch) -> None:
    for year in (2021, 2022):
        add(office, batch, documents.report(year=year), f"{year}.txt")
    work(batch)
    assert past_work.next_piece(batch.pk) is None
    past_batches.file_all(office, batch)
    past_work.finish(batch.pk)
    work(batch)
    assert set(batch.files.values_list("result", flat=True)) == {Result.FILED}


def test_what_comes_out_of_a_zip_rings_for_no_round_of_its_own(
    office: User, batch: PastBatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Else a batch of two thousand files would have as many chains of work, and their ends."""
    add(office, batch, packed(("a.txt", b"x"), ("b.txt", b"y")).getvalue(), "旧.zip")
    with django_capture_on_commit_callbacks() as rung:
        past_work.unpack(batch.archives.get().pk)
    assert batch.files.count() == 2
    assert rung == []


def test_taking_a_batch_back_leaves_no_figures_and_nothing_owed_and_it_can_be_filed_anew(
    office: User, batch: PastBatch, industry: Agency
) -> None:
    add(office, batch, documents.report(year=2022), "a.txt")
    work(batch)
    file_all(office, batch)
    with pytest.raises(Refused, match="撤回须填写理由"):
        past_batches.undo_all(office, batch, " ")
    undo_all(office, batch)
    submission = Submission.objects.get(agency=industry, cycle__year=2022)
    assert submission.status is State.EXEMPT
    assert not submission.is_past
    assert not Figure.objects.exists()
    assert only(batch).upload is None
    assert submission.uploads.count() == 1
    file_all(office, batch)
    submission.refresh_from_db()
    assert (submission.status, submission.is_past, submission.uploads.count()) == (State.APPROVED, True, 2)


def test_a_report_that_was_owed_and_missing_is_missing_again(
    office: User, batch: PastBatch, submission: Submission
) -> None:
    cycles.close_cycle(office, submission.cycle)
    add(office, batch, documents.report(), "a.txt")
    work(batch)
    file_all(office, batch)
    submission.refresh_from_db()
    assert submission.status is State.APPROVED
    undo_all(office, batch)
    assert Submission.objects.get(pk=submission.pk).status is State.MISSING


def test_a_past_report_is_taken_back_by_the_office_and_by_nobody_else(
    office: User, reviewer: User, batch: PastBatch, industry: Agency
) -> None:
    add(office, batch, documents.report(year=2022), "a.txt")
    work(batch)
    file_all(office, batch)
    submission = Submission.objects.get(agency=industry, cycle__year=2022)
    told = access.may(reviewer, "reopen", submission)
    assert (told.ok, told.why) == (False, "这是补录的往年报告，请由管理员在“往年报告”中撤回。")


def test_past_years_give_way_to_a_report_somebody_waits_for(
    office: User, batch: PastBatch, submission: Submission, clerk: User, send: Send
) -> None:
    later: list[int] = []
    bell.register(later.append, bell.PAST_LATER)
    add(office, batch, documents.report(year=2022), "a.txt")
    send(clerk, submission, documents.report())
    Reading.objects.update(processing=Processing.QUEUED.value)
    tasks.work_past(batch.pk)
    assert later == [batch.pk]
    assert only(batch).processing == Processing.QUEUED
    Reading.objects.update(processing=Processing.DONE.value)
    work(batch)
    assert only(batch).processing == Processing.DONE


def test_a_batch_whose_bell_was_lost_is_found_by_the_sweeper(office: User, batch: PastBatch) -> None:
    add(office, batch, documents.report(year=2022), "a.txt")
    assert past_work.waiting() == []
    PastBatch.objects.update(seen_at="2020-01-01T00:00:00Z")
    assert past_work.waiting() == [batch.pk]
    work(batch)
    PastBatch.objects.update(seen_at="2020-01-01T00:00:00Z")
    assert past_work.waiting() == []


def test_only_the_office_of_these_agencies_may(
    batch: PastBatch, clerk: User, reviewer: User, harbin: Agency, province: Agency
) -> None:
    city = person("city", "周市管", (harbin, Role.OFFICE))
    for somebody in (clerk, reviewer, city):
        assert not access.past_batches_of(somebody).exists()
        with pytest.raises(NotAllowed):
            past_batches.add(somebody, batch, SimpleUploadedFile("a.txt", b"x"))
        with pytest.raises(NotAllowed):
            past_batches.open_batch(somebody, province)


def test_an_office_of_a_city_matches_only_what_it_administers(
    agencies: list[Agency], harbin: Agency, harbin_schools: Agency, industry: Agency
) -> None:
    city = person("city", "周市管", (harbin, Role.OFFICE))
    batch = past_batches.open_batch(city, harbin)
    for name in (harbin_schools.name, industry.name):
        add(city, batch, documents.report(name, 2022), f"{name}.txt")
    work(batch)
    told = {intake.path: intake.why for intake in batch.files.all()}
    assert told[f"{industry.name}.txt"] == "标题是“黑龙江省工业和信息化厅”的报告，不在您的管理范围内。"
    past_batches.file_all(city, batch)
    work(batch)
    failed = batch.files.get(path=f"{harbin_schools.name}.txt")
    assert failed.result == Result.FAILED
    assert failed.result_words == "还没有2022年度，请最上级的管理员先归档一份该年度的报告。"


def test_a_year_made_for_past_reports_can_still_be_opened_in_earnest(
    office: User, batch: PastBatch, industry: Agency, education: Agency
) -> None:
    add(office, batch, documents.report(year=2022), "a.txt")
    work(batch)
    file_all(office, batch)
    cycle = cycles.open_cycle(office, 2022)
    assert (cycle.is_open, cycle.past_only, cycle.submissions.count()) == (True, False, 6)
    with pytest.raises(Refused, match="已经开始过"):
        cycles.open_cycle(office, 2022)


def test_a_zip_that_is_no_zip_or_too_large_is_refused_with_a_sentence(
    office: User, batch: PastBatch, settings: Settings
) -> None:
    with pytest.raises(Refused, match="不是 ZIP 压缩包"):
        add(office, batch, b"Rar!\x1a\x07\x00", "旧.rar")
    settings.PAST_ARCHIVE_MAX_BYTES = 10
    data = io.BytesIO()
    zipfile.ZipFile(data, "w").close()
    with pytest.raises(Exception, match="压缩包超过 0 MB"):
        add(office, batch, data.getvalue(), "旧.zip")
