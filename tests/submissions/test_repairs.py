"""What went wrong is put right, and each repair taken back gives the former state, or says why it cannot."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from parsing import PARSER_VERSION
from submissions import tasks
from submissions.models import Agency, Cycle, Event, Export, FactSheet, Reading, Repair, Submission, User
from submissions.services import bell, bulk_rereads, exporting, receipts, releases, repairs, review, snapshots, uploads
from submissions.services.errors import NotAllowed, Refused
from submissions.services.repair_deeds import REPAIRS
from submissions.services.repairs import STANDING, Call
from submissions.states import Processing, Role, State
from tests import documents
from tests.conftest import Send, as_file, person
from tests.submissions.test_releases import release_now
from tests.submissions.test_two_clicks import at_once, refusals

pytestmark = pytest.mark.django_db
WHY = "办错了"


def stands(submission: Submission) -> dict[str, Any]:
    """Everything that says where a report stands, what it is added with and what proves that it came."""
    submission.refresh_from_db()
    figures = submission.figures.order_by("table", "row", "column").values_list(
        "table", "row", "column", "value", "state"
    )
    sheets = FactSheet.objects.filter(submission=submission, ended_at=None).values_list("cells", flat=True)
    findings = submission.current_reading.findings.order_by("fingerprint") if submission.current_reading else []
    receipt = receipts.standing(submission)
    return {name: getattr(submission, name) for name in STANDING} | {
        "figures": list(figures),
        "sheets": list(sheets),
        "findings": [(one.fingerprint, one.outcome) for one in findings],
        "receipt": receipt.number if receipt else None,
        "approvals": list(submission.decisions.filter(move="approve", undone_at=None).values_list("pk", flat=True)),
        "public": list(submission.releases.filter(ended_at=None).values_list("pk", "sha256")),
    }


def make(code: str, office: User, submission: Submission, choice: int = 0) -> Repair:
    return repairs.make(REPAIRS[code], Call(office, WHY, "10.0.0.8", choice), submission)


def undo(repair: Repair, office: User) -> None:
    repairs.undo(REPAIRS[repair.kind], Call(office, "改回来", "10.0.0.8"), repair)


def refused(code: str, office: User, submission: Submission, choice: int = 0) -> str:
    before = stands(submission)
    with pytest.raises(Refused) as no:
        make(code, office, submission, choice)
    assert stands(submission) == before
    assert no.value.why.endswith("。")
    return no.value.why


def last(submission: Submission) -> tuple[str, str, str | None]:
    event = submission.events.latest("pk")
    return event.kind, event.note, event.ip


def test_an_approval_is_withdrawn_after_its_window_and_comes_back(approved: Submission, office: User) -> None:
    Submission.objects.filter(pk=approved.pk).update(decided_at=timezone.now() - timedelta(days=40))
    before = stands(approved)
    repair = make("revoke", office, approved)
    assert last(approved) == ("revoke", WHY, "10.0.0.8")
    now = stands(approved)
    assert (now["state"], now["figures"], now["sheets"], now["approvals"]) == (State.SUBMITTED, [], [], [])
    assert now["filed_at"] == before["filed_at"]
    undo(repair, office)
    assert stands(approved) == before
    assert last(approved) == ("reapprove", "改回来", "10.0.0.8")
    repair.refresh_from_db()
    assert (repair.undone_by, repair.undone_why) == (office, "改回来")
    with pytest.raises(Refused, match="已经恢复过"):
        undo(repair, office)


def test_a_withdrawn_approval_that_somebody_took_up_is_not_given_back(
    approved: Submission, office: User, reviewer: User
) -> None:
    repair = make("revoke", office, approved)
    review.claim(reviewer, approved)
    with pytest.raises(Refused, match="由“待审核”变为“审核中”，不能再恢复原状"):
        undo(repair, office)
    review.release(reviewer, approved)
    with pytest.raises(Refused, match="已有新的办理（领取审核）"):
        undo(repair, office)
    review.approve(reviewer, approved)
    assert make("revoke", office, approved).pk != repair.pk, "the second mistake is put right as the first"


def test_an_approval_is_not_given_back_over_findings_that_came_since(
    approved: Submission, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    repair = make("revoke", office, approved)
    reading = approved.current_reading
    assert reading is not None
    reading.findings.create(rule="A-02", fingerprint="f", outcome="failed", severity="mandatory", message="两数不等")
    with pytest.raises(Refused, match="按现在的核对结果还有 1 项问题"):
        undo(repair, office)
    assert stands(approved)["state"] == State.SUBMITTED
    repair.refresh_from_db()
    assert repair.undone_at is None, "nothing of the refused undoing stays"


def test_a_handing_in_is_recalled_and_comes_back_with_its_receipt(submitted: Submission, office: User) -> None:
    before = stands(submitted)
    repair = make("recall", office, submitted)
    now = stands(submitted)
    assert (now["state"], now["receipt"], now["submitted_at"]) == (State.DRAFT, None, None)
    assert now["filed_at"] == before["filed_at"], "when the report came is what it was"
    undo(repair, office)
    assert stands(submitted) == before


def test_what_the_agency_did_since_is_not_overwritten(
    submitted: Submission, office: User, clerk: User, send: Send
) -> None:
    repair = make("recall", office, submitted)
    send(clerk, submitted, documents.report(faulty=True))
    with pytest.raises(Refused, match="换过文件或读取结果"):
        undo(repair, office)


def test_a_report_in_review_is_its_reviewers(submitted: Submission, office: User, reviewer: User) -> None:
    review.claim(reviewer, submitted)
    assert "请审核人放回待审核" in refused("recall", office, submitted)


@pytest.fixture
def nameless(submission: Submission, clerk: User, send: Send) -> Submission:
    """A draft whose title names no agency, so that nothing held it back from the wrong place."""
    text = documents.report().replace(documents.INDUSTRY.encode(), b"")
    send(clerk, submission, text)
    assert submission.state == State.DRAFT
    return submission


def owed_by(agency: Agency, cycle: Cycle) -> Submission:
    return Submission.objects.get(agency=agency, cycle=cycle)


def test_a_report_of_another_agency_is_moved_there_and_back(
    nameless: Submission, education: Agency, cycle: Cycle, office: User
) -> None:
    target = owed_by(education, cycle)
    before, there_before = stands(nameless), stands(target)
    repair = make("refile", office, nameless, target.pk)
    here, there = stands(nameless), stands(target)
    assert (here["state"], here["current_reading_id"]) == (State.MISSING, None)
    assert there["state"] == State.DRAFT
    assert there["findings"] == before["findings"] or there["findings"], "it was judged where it is now"
    assert target.current_upload is not None
    assert nameless.uploads.get().sha256 == target.current_upload.sha256
    assert last(target)[0] == "refiled_here"
    undo(repair, office)
    assert stands(nameless) == before
    after = stands(target)
    assert {name: after[name] for name in STANDING} == {name: there_before[name] for name in STANDING}
    assert target.uploads.count() == 1, "what lay there for a while stays on record"


def test_a_report_is_not_moved_against_its_title_or_onto_another(
    draft: Submission, education: Agency, cycle: Cycle, office: User
) -> None:
    """Its title names 省工信厅: no other agency is offered, and none is taken that was not offered."""
    target = owed_by(education, cycle)
    assert target.pk not in dict(REPAIRS["refile"].choices(office, draft))  # type: ignore[misc]
    assert refused("refile", office, draft, target.pk) == "请选择一项。"


def test_a_moved_report_somebody_went_on_with_stays(
    nameless: Submission, education: Agency, cycle: Cycle, office: User, stranger: User, send: Send
) -> None:
    target = owed_by(education, cycle)
    repair = make("refile", office, nameless, target.pk)
    target.refresh_from_db()
    uploads.receive(stranger, target, as_file(documents.report("省教育厅")))
    with pytest.raises(Refused, match="已经有新的办理，不能再移回"):
        undo(repair, office)
    assert stands(nameless)["state"] == State.MISSING


def test_the_whole_way_from_an_approval_to_another_agency_and_back(
    nameless: Submission, education: Agency, cycle: Cycle, office: User, clerk: User, reviewer: User
) -> None:
    review.submit(clerk, nameless, "李", "own")
    if nameless.current_reading and nameless.current_reading.blocking:
        pytest.fail("the scene has findings")
    review.approve(reviewer, nameless, "无题目")
    before = stands(nameless)
    assert "请先撤销审核通过" in refused("refile", office, nameless)
    revoked = make("revoke", office, nameless)
    recalled = make("recall", office, nameless)
    moved = make("refile", office, nameless, owed_by(education, cycle).pk)
    for repair in (moved, recalled, revoked):
        undo(repair, office)
    assert stands(nameless) == before


def test_the_file_before_counts_again_and_back(draft: Submission, clerk: User, office: User, send: Send) -> None:
    first = draft.current_reading
    send(clerk, draft, documents.report(faulty=True), "wrong.txt")
    assert first is not None
    before = stands(draft)
    assert [pk for pk, _words in REPAIRS["choose"].choices(office, draft)] == [first.pk]  # type: ignore[misc]
    repair = make("choose", office, draft, first.pk)
    now = stands(draft)
    assert (now["current_reading_id"], now["current_upload_id"]) == (first.pk, first.upload_id)
    assert "未发现问题" in draft.words
    undo(repair, office)
    assert stands(draft) == before
    assert refused("choose", office, draft, before["current_reading_id"]) == "请选择一项。"


def test_what_was_handed_in_keeps_its_file(submitted: Submission, office: User) -> None:
    assert "只有“填报中、已退回修改”的报告" in refused("choose", office, submitted)


def newest(submission: Submission) -> Reading:
    return Reading.objects.filter(upload__submission=submission).latest("pk")


def test_a_failed_reading_is_queued_again_or_left_as_it_was(submission: Submission, clerk: User, office: User) -> None:
    rung: list[int] = []
    bell.register(rung.append)
    uploads.receive(clerk, submission, as_file(documents.report()))
    told = {"error_code": "reader_lost", "error_message": "读取程序多次中断。", "error_advice": "重试。"}
    Reading.objects.update(processing=Processing.FAILED.value, attempts=3, **told)
    repair = make("retry", office, submission)
    assert (newest(submission).processing, newest(submission).attempts) == (Processing.QUEUED, 0)
    undo(repair, office)
    reading = newest(submission)
    assert {name: getattr(reading, name) for name in told} == told
    assert (reading.processing, reading.attempts) == (Processing.FAILED, 3)
    make("retry", office, submission)
    assert tasks.read_upload(reading.pk)
    assert stands(submission)["state"] == State.DRAFT
    assert refused("retry", office, submission) == "最新的文件没有读取失败。"


def test_a_reading_that_hangs_is_stopped_and_goes_on(submission: Submission, clerk: User, office: User) -> None:
    upload = uploads.receive(clerk, submission, as_file(documents.report()))
    Reading.objects.update(processing=Processing.READING.value, attempts=1, heartbeat=timezone.now())
    repair = make("stop", office, submission)
    assert "管理员停止了读取：办错了" in newest(submission).error_message
    assert last(submission)[0] == "stop_reading"
    undo(repair, office)
    assert newest(submission).processing == Processing.QUEUED
    assert tasks.read_upload(upload.readings.get().pk)
    assert refused("stop", office, submission) == "没有正在等待或读取的文件。"


@pytest.fixture
def public(approved: Submission, office: User, cycle: Cycle, province: Agency, settings: Settings) -> Submission:
    settings.PUBLIC_RELEASE = True
    bell.register(lambda pk: None, bell.RELEASE)
    releases.set_publishing(office, cycle, on=True)
    release_now(office, cycle, province)
    return approved


def test_a_released_report_comes_down_and_goes_up_again(public: Submission, office: User) -> None:
    before = stands(public)
    assert before["public"]
    repair = make("unrelease", office, public)
    assert not releases.public().exists()
    undo(repair, office)
    assert stands(public) == before
    assert releases.public().exists()
    assert refused("unrelease", office, Submission.objects.filter(state=State.MISSING)[0]).startswith("这份报告没有")


def test_what_is_not_approved_any_more_is_not_shown_again(public: Submission, office: User) -> None:
    down = make("unrelease", office, public)
    revoked = make("revoke", office, public)
    with pytest.raises(Refused, match="由“审核通过”变为“待审核”"):
        undo(down, office)
    undo(revoked, office)
    undo(down, office)
    assert releases.public().exists()


def test_only_the_office_of_the_place_repairs_and_only_with_a_reason(
    submitted: Submission, clerk: User, reviewer: User, office: User, harbin: Agency
) -> None:
    for user in (clerk, reviewer, person("harbin_office", "周", (harbin, Role.OFFICE))):
        with pytest.raises(NotAllowed):
            make("recall", user, submitted)
    with pytest.raises(Refused, match="请写明理由"):
        repairs.make(REPAIRS["recall"], Call(office, "  "), submitted)
    assert not Repair.objects.exists()


@pytest.mark.parametrize("code", REPAIRS)
def test_every_repair_is_refused_with_a_sentence_where_it_makes_no_sense(
    submission: Submission, office: User, code: str
) -> None:
    before = Event.objects.count()
    assert len(refused(code, office, submission)) > 8
    assert Event.objects.count() == before


def of_an_older_reader(*submissions: Submission) -> None:
    Reading.objects.filter(upload__submission__in=submissions).update(parser_version="0.1")


def test_many_are_read_again_behind_everybody_and_called_off(
    draft: Submission, clerk: User, office: User, cycle: Cycle, province: Agency
) -> None:
    with pytest.raises(Refused, match="没有需要"):
        bulk_rereads.ask(office, cycle, province, WHY)
    of_an_older_reader(draft)
    before = stands(draft)
    repair = bulk_rereads.ask(office, cycle, province, WHY)
    assert "1 份报告重新读取" in repair.words
    assert stands(draft) == before
    assert "等待读取" not in draft.words, "nobody is kept waiting by it"
    review.submit(clerk, draft, "李", "own")
    review.withdraw(clerk, draft)
    assert bulk_rereads.cancel(office, repair, "不读了") == 1
    assert Reading.objects.count() == 1
    with pytest.raises(Refused, match="已经恢复过"):
        bulk_rereads.cancel(office, repair, "不读了")


def test_the_sweeper_rings_for_them_in_a_queue_of_their_own(
    draft: Submission, office: User, cycle: Cycle, province: Agency
) -> None:
    rung: dict[str, list[int]] = {"read": [], "reread": []}
    bell.register(rung["read"].append)
    bell.register(rung["reread"].append, bell.REREAD)
    of_an_older_reader(draft)
    old = draft.current_reading_id
    bulk_rereads.ask(office, cycle, province, WHY)
    Reading.objects.filter(in_bulk=True).update(queued_at=timezone.now() - timedelta(hours=1))
    tasks.sweep()
    (pk,) = rung["reread"]
    assert rung["read"] == []
    assert tasks.read_upload(pk)
    draft.refresh_from_db()
    assert (draft.current_reading_id, newest(draft).parser_version) == (pk, PARSER_VERSION)
    repair = make("choose", office, draft, old or 0)
    assert stands(draft)["current_reading_id"] == old, "each can be given its former reading"
    undo(repair, office)
    assert stands(draft)["current_reading_id"] == pk


def test_an_export_that_hangs_is_cancelled_and_made_again(
    approved: Submission, office: User, cycle: Cycle, province: Agency
) -> None:
    bell.register(lambda pk: None, bell.EXPORT)
    frozen = snapshots.take(office, cycle, province)
    export = exporting.ask(office, frozen, "csv")
    assert exporting.claim(export.pk)
    with pytest.raises(Refused, match="须填写理由"):
        exporting.cancel(office, export, " ")
    exporting.cancel(office, export, "卡住了")
    exporting.make(export.pk)
    export.refresh_from_db()
    assert (export.processing, export.why_not, export.file.name) == (Processing.FAILED, "已取消：卡住了", "")
    with pytest.raises(Refused, match="已经结束"):
        exporting.cancel(office, export, "卡住了")
    again = exporting.ask(office, frozen, "csv")
    assert tasks.make_export(again.pk)
    assert Export.objects.get().processing == Processing.DONE


@pytest.mark.django_db(transaction=True)
def test_of_two_repairs_at_once_one_is_made_and_one_is_taken_back(
    systems: None, submitted: Submission, office: User, province: Agency
) -> None:
    other = person("other_office", "周", (province, Role.OFFICE))
    results = at_once(lambda: make("recall", office, submitted), lambda: make("recall", other, submitted))
    assert refusals(results) == 1
    repair = Repair.objects.get()
    assert Event.objects.filter(kind="recall").count() == 1
    assert refusals(at_once(lambda: undo(repair, office), lambda: undo(repair, other))) == 1
    assert Event.objects.filter(kind="restore_submitted").count() == 1
