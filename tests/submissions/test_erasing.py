"""A file with somebody's personal data is taken away for good; the trace, the figures and the decisions stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client, TestCase
from django.urls import reverse
from pytest_django import Settings

from submissions import tasks
from submissions.models import (
    Agency,
    Cycle,
    Erasure,
    Event,
    Explanation,
    Facsimile,
    Figure,
    Finding,
    Intake,
    Notice,
    Reading,
    Release,
    Submission,
    User,
)
from submissions.services import (
    audit,
    bell,
    copies,
    erasing,
    explanations,
    facsimiles,
    intakes,
    readings,
    releases,
    uploads,
)
from submissions.services.errors import Erased, NotAllowed, Refused
from submissions.states import Role
from tests import documents
from tests.conftest import Send, as_file, person
from tests.submissions.test_releases import release_now

pytestmark = pytest.mark.django_db
IDENTITY, PHONE, NAME = "11010519491231002X", "13912345678", "王小明"
TOLD = f"申请人{NAME}（身份证号{IDENTITY}，手机{PHONE}）住在幸福里。"
WITH_PRIVATE = documents.report().replace("一、总体情况".encode(), f"一、总体情况\n{TOLD}".encode())


def erase(*given: Any) -> Erasure:
    """As a view does it: what is done when the transaction ends is done."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return erasing.erase(*given)


def with_private(clerk: User, submission: Submission, send: Send) -> str:
    """The report is handed in; the key of its file."""
    upload = send(clerk, submission, WITH_PRIVATE)
    assert Finding.everything.filter(rule="V-01", outcome="failed").exists()
    return f"upload-{upload.sha256}"


def everything_kept() -> str:
    """All that the database says of documents, but for the history."""
    kept: list[Any] = [
        *Reading.objects.values_list("report", flat=True),
        *Intake.objects.values_list("report", flat=True),
        *Finding.everything.values_list("message", "data"),
        *Explanation.objects.values_list("text", flat=True),
        *Facsimile.objects.values_list("blocks", "pages"),
        *Release.objects.values_list("content", flat=True),
        *Erasure.objects.values(),
    ]
    return repr(kept)


def files_kept() -> list[str]:
    found: list[str] = []

    def walk(folder: str) -> None:
        folders, names = default_storage.listdir(folder)
        found.extend(f"{folder}/{name}" for name in names)
        for one in folders:
            walk(f"{folder}/{one}")

    for start in ("uploads", "annotated", "pages", "releases"):
        if default_storage.exists(start):
            walk(start)
    return found


def test_the_bytes_and_what_was_read_of_them_go_and_figures_stay(
    submission: Submission, clerk: User, office: User, send: Send
) -> None:
    key = with_private(clerk, submission, send)
    upload = submission.uploads.get()
    facsimile = facsimiles.wanted(upload)
    tasks.draw_upload(facsimile.pk)
    before = Reading.objects.get().report
    assert before is not None
    assert NAME in everything_kept()
    row = erase(office, submission, key, "含申请人信息", ["幸福里", NAME])
    assert not default_storage.exists(str(upload.file.name))
    assert files_kept() == []
    for word in (IDENTITY, PHONE, NAME, "幸福里"):
        assert word not in everything_kept()
    after = Reading.objects.get().report
    assert after is not None
    assert after["figures"] == before["figures"]
    assert [len(s["text"]) for s in after["sections"]] == [len(s["text"]) for s in before["sections"]]
    assert row.hidden >= 4
    assert (row.sha256, row.size, row.erased_by, row.reason) == (upload.sha256, upload.size, office, "含申请人信息")
    event = Event.objects.get(kind="removed")
    assert upload.sha256 in event.note
    assert NAME not in event.note
    assert Notice.objects.filter(user=clerk, title__contains="已移除").exists()


def test_the_rules_say_nothing_new_after_it(submission: Submission, clerk: User, office: User, send: Send) -> None:
    key = with_private(clerk, submission, send)
    before = set(Finding.objects.filter(outcome="failed").exclude(rule="V-01").values_list("rule", "subject"))
    erase(office, submission, key, "含申请人信息")
    tasks.judge_stale()
    failed = Finding.objects.filter(outcome="failed")
    assert not failed.filter(rule="V-01").exists()
    assert set(failed.values_list("rule", "subject")) == before


def test_the_history_still_holds(submission: Submission, clerk: User, office: User, send: Send) -> None:
    key = with_private(clerk, submission, send)
    audit.seal()
    erase(office, submission, key, "含申请人信息")
    audit.seal()
    call_command("verify_audit")


def test_decisions_and_facts_stay(approved: Submission, office: User) -> None:
    upload = approved.current_upload
    assert upload is not None
    facts, decisions = Figure.objects.count(), approved.decisions.count()
    erase(office, approved, f"upload-{upload.sha256}", "含申请人信息")
    approved.refresh_from_db()
    assert (approved.state, Figure.objects.count(), approved.decisions.count()) == ("approved", facts, decisions)
    assert approved.current_upload == upload


def test_whoever_asks_for_it_is_told_and_given_the_clean_one(
    submission: Submission, clerk: User, office: User, send: Send, client: Client
) -> None:
    key = with_private(clerk, submission, send)
    upload = submission.uploads.get()
    with pytest.raises(Refused, match="没有移除"):
        erasing.replace(clerk, submission, key, as_file(documents.report(), "干净.txt"))
    erase(office, submission, key, "含申请人信息")
    client.force_login(clerk)
    answer = client.get(reverse("original", args=[upload.pk]))
    assert answer.status_code == 410
    assert "因含个人信息已移除" in answer.content.decode()
    assert "原件因含个人信息已移除" in client.get(reverse("report", args=[submission.pk])).content.decode()
    erasing.replace(clerk, submission, key, as_file(documents.report(), "干净.txt"))
    given = client.get(reverse("original", args=[upload.pk]))
    assert b"".join(given.streaming_content) == documents.report()  # type: ignore[attr-defined]
    assert submission.uploads.count() == 1, "it is no report of its own"


def test_the_same_bytes_do_not_come_back(submission: Submission, clerk: User, office: User, send: Send) -> None:
    key = with_private(clerk, submission, send)
    upload = submission.uploads.get()
    erase(office, submission, key, "含申请人信息")
    with pytest.raises(Erased):
        uploads.receive(clerk, submission, as_file(WITH_PRIVATE))
    with pytest.raises(Erased):
        intakes.receive(clerk, as_file(WITH_PRIVATE))
    assert files_kept() == []
    with pytest.raises(Refused, match="已移除"):
        readings.reread(office, upload)
    copy = copies.wanted(upload.readings.get())
    tasks.annotate_copy(copy.pk)
    copy.refresh_from_db()
    assert copy.is_failed
    assert "个人信息" in copy.why_not


def test_an_attachment_and_what_was_said_with_it(
    submission: Submission, clerk: User, office: User, send: Send, client: Client
) -> None:
    send(clerk, submission, documents.report(faulty=True))
    finding = Finding.objects.filter(outcome="failed").first()
    assert finding is not None
    said = explanations.explain(clerk, submission, finding.fingerprint, f"见{NAME}的信", as_file(b"abc", "信.txt"))
    kept = next(one for one in erasing.files_of(submission) if one.what == "attachment")
    erase(office, submission, kept.key, "信里有住址", [NAME])
    said.refresh_from_db()
    assert said.text == "见＊＊＊的信"
    client.force_login(clerk)
    assert client.get(reverse("attachment", args=[said.pk])).status_code == 410


def test_what_was_released_goes_too(
    approved: Submission, office: User, cycle: Cycle, province: Agency, settings: Settings, client: Client
) -> None:
    settings.PUBLIC_RELEASE = True
    bell.register(lambda pk: None, bell.RELEASE)
    releases.set_publishing(office, cycle, on=True)
    release_now(office, cycle, province, originals=True)
    place = [cycle.year, approved.agency_id]
    seen = client.get(reverse("public_original", args=place))
    assert seen.status_code == 200
    word = Release.objects.get().content["texts"][1][2][:12]
    upload = approved.current_upload
    assert upload is not None
    assert client.get(reverse("public_pdf", args=place)).status_code == 200
    digest = Release.objects.get().sha256
    erase(office, approved, f"upload-{upload.sha256}", "含申请人信息", [word])
    assert Release.objects.get().sha256 != digest
    assert word not in client.get(reverse("public_report", args=place)).content.decode()
    again = client.get(reverse("public_original", args=place), headers={"If-None-Match": seen["ETag"]})
    assert again.status_code == 410
    assert files_kept() == []


def test_who_may_do_it(
    submission: Submission, clerk: User, reviewer: User, office: User, stranger: User, send: Send
) -> None:
    key = with_private(clerk, submission, send)
    for user in (clerk, reviewer, stranger):
        with pytest.raises(NotAllowed):
            erase(user, submission, key, "含申请人信息")
    for user in (reviewer, stranger):
        with pytest.raises(NotAllowed):
            erasing.ask(user, submission, key, "含申请人信息")
    with pytest.raises(Refused):
        erase(office, submission, key, " ")
    with pytest.raises(Refused):
        erase(office, submission, "upload-0", "含申请人信息")


def test_an_agency_asks_and_the_office_answers(submission: Submission, clerk: User, office: User, send: Send) -> None:
    key = with_private(clerk, submission, send)
    erasing.ask(clerk, submission, key, "第一部分有申请人的号码")
    assert Notice.objects.filter(user=office, title__contains="申请移除").exists()
    with pytest.raises(Refused, match="已经申请"):
        erasing.ask(clerk, submission, key, "再申请")
    erasing.decline(office, submission, key, "是机关自己的电话")
    assert submission.uploads.get().file.open().read() == WITH_PRIVATE
    erasing.ask(clerk, submission, key, "不是，是个人手机")
    row = erase(office, submission, key, "确是个人手机")
    assert (row.asked_by, row.erased_by) == (clerk, office)
    with pytest.raises(Refused, match="已经移除"):
        erase(office, submission, key, "再移除")


def test_a_file_that_another_area_uses_too_is_not_one_offices_to_remove(
    submission: Submission, clerk: User, industry: Agency, education: Agency, cycle: Cycle, send: Send
) -> None:
    other = Submission.objects.get(cycle=cycle, agency=education)
    other_clerk = person("other_clerk", "钱填报", (education, Role.CLERK))
    local = person("local_office", "孙管", (industry, Role.OFFICE))
    upload = send(clerk, submission, WITH_PRIVATE)
    uploads.receive(other_clerk, other, as_file(WITH_PRIVATE))
    with pytest.raises(Refused, match="上级管理员"):
        erase(local, submission, f"upload-{upload.sha256}", "含申请人信息")


def test_a_store_that_is_away_deletes_later_and_gives_nothing_meanwhile(
    submission: Submission, clerk: User, office: User, send: Send, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = with_private(clerk, submission, send)
    upload = submission.uploads.get()
    with monkeypatch.context() as away:
        away.setattr(default_storage, "delete", lambda name: (_ for _ in ()).throw(OSError("away")))
        erase(office, submission, key, "含申请人信息")
        assert default_storage.exists(str(upload.file.name))
        client.force_login(clerk)
        assert client.get(reverse("original", args=[upload.pk])).status_code == 410
    tasks.sweep()
    assert not default_storage.exists(str(upload.file.name))
    assert erasing.left_behind() == []
