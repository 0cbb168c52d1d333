"""The office's pages of past years."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions import tasks
from submissions.models import Agency, Intake, Match, PastBatch, Submission, User
from submissions.services import bell, past_batches
from submissions.states import Role, State
from tests import documents
from tests.conftest import person
from tests.submissions.test_archives import packed
from tests.views.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet_bell() -> None:
    bell.register(lambda pk: None, bell.PAST)


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


@pytest.fixture
def batch(office: User, province: Agency, agencies: list[Agency]) -> PastBatch:
    return past_batches.open_batch(office, province, "旧报告")


def send(desk: Client, batch: PastBatch, data: bytes, name: str, **more: str) -> None:
    address = reverse("past_add", args=[batch.pk])
    desk.post(address, {"file": SimpleUploadedFile(name, data), **more})
    for _round in range(3):
        tasks.work_past(batch.pk)


def page(desk: Client, batch: PastBatch, query: str = "") -> str:
    return text_of(desk.get(reverse("past_batch", args=[batch.pk]) + query))


def test_from_an_empty_page_to_filed_reports(desk: Client, agencies: list[Agency]) -> None:
    assert "还没有" not in text_of(desk.get(reverse("past_batches")))
    desk.post(reverse("past_open"), {"name": "市县旧报告"})
    batch = PastBatch.objects.get(name="市县旧报告")
    send(desk, batch, packed(("2022/a.txt", documents.report(year=2022))).getvalue(), "旧.zip")
    shown = page(desk, batch)
    assert "旧.zip/2022/a.txt" in shown
    assert "黑龙江省工业和信息化厅 2022" in shown
    assert "归档 1 份" in shown
    desk.post(reverse("past_file_all", args=[batch.pk]))
    assert "正在归档：已归档 0 份，还有 1 份。" in page(desk, batch)
    tasks.work_past(batch.pk)
    assert "撤回这一批已归档的 1 份" in page(desk, batch)
    submission = Submission.objects.get(cycle__year=2022)
    reviewed = text_of(desk.get(reverse("review", args=[submission.pk])))
    assert "往年报告补录" in reviewed
    desk.post(reverse("past_undo", args=[batch.pk]), {"reason": "传错了"})
    tasks.work_past(batch.pk)
    submission.refresh_from_db()
    assert submission.status is State.EXEMPT


def test_a_folder_keeps_its_paths_and_a_script_gets_json(desk: Client, batch: PastBatch) -> None:
    file = SimpleUploadedFile("a.txt", documents.report(year=2022))
    address = reverse("past_add", args=[batch.pk])
    answer = desk.post(address, {"file": file, "path": "旧/2022/a.txt"}, headers={"accept": "application/json"})
    assert json.loads(answer.content) == {"next": reverse("past_batch", args=[batch.pk])}
    assert batch.files.get().path == "旧/2022/a.txt"


def test_a_row_is_settled_by_hand_and_a_wrong_name_is_told(desk: Client, batch: PastBatch) -> None:
    send(desk, batch, documents.report("省工信厅", 2022), "a.txt")
    intake = batch.files.get()
    shown = page(desk, batch, "?show=check")
    assert "标题写的是“省工信厅”，与“黑龙江省工业和信息化厅”不完全相同。" in shown
    address = reverse("past_choose", args=[intake.pk])
    wrong = desk.post(address, {"agency": "没有的厅", "year": 2022, "back": "show=check"}, follow=True)
    assert "a.txt：管理范围内没有“没有的厅”。" in text_of(wrong)
    assert wrong.redirect_chain[0][0].endswith(f"?show=check#file-{intake.pk}")
    desk.post(address, {"agency": "2301", "year": 2022})
    intake.refresh_from_db()
    assert intake.match == Match.READY


def test_where_a_form_leads_back_to_is_never_another_place(desk: Client, batch: PastBatch) -> None:
    send(desk, batch, documents.report(year=2022), "a.txt")
    intake = batch.files.get()
    answer = desk.post(reverse("past_drop", args=[intake.pk]), {"back": "//evil.example/?x"})
    assert answer["Location"] == f"{reverse('past_batch', args=[batch.pk])}#file-{intake.pk}"
    assert "已移除" in page(desk, batch, "?show=dropped")


def test_results_are_a_table_without_formulas(desk: Client, batch: PastBatch) -> None:
    send(desk, batch, documents.LETTER, "=cmd.txt")
    answer = desk.get(reverse("past_results", args=[batch.pk]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "文件,标题,机关,年度,数字,存疑,状态,说明"
    assert lines[1] == "'=cmd.txt,,,,,,不能读取,没有找到政府信息公开工作年度报告的内容。"


def test_strangers_find_nothing_and_clerks_no_page(batch: PastBatch, desk: Client, clerk: User, harbin: Agency) -> None:
    send(desk, batch, documents.report(year=2022), "a.txt")
    intake = batch.files.get()
    city = signed_in(person("city", "周市管", (harbin, Role.OFFICE)))
    assert city.get(reverse("past_batch", args=[batch.pk])).status_code == 404
    assert city.get(reverse("past_original", args=[intake.pk])).status_code == 404
    assert city.post(reverse("past_drop", args=[intake.pk])).status_code == 404
    assert city.post(reverse("past_file_all", args=[batch.pk])).status_code == 404
    assert "旧报告" not in text_of(city.get(reverse("past_batches")))
    assert signed_in(clerk).get(reverse("past_batches")).status_code == 403
    assert desk.get(reverse("past_original", args=[intake.pk])).status_code == 200


def test_a_page_of_many_files_asks_no_more_than_one_of_few(desk: Client, batch: PastBatch) -> None:
    send(desk, batch, documents.report(year=2022), "a.txt")
    with CaptureQueriesContext(connection) as few:
        page(desk, batch)
    row = batch.files.get()
    for n in range(40):
        row.pk, row.path = None, f"{n}.txt"
        row.save()
    with CaptureQueriesContext(connection) as many:
        page(desk, batch)
    assert len(many) == len(few)


def test_a_folder_on_the_server_is_read_and_filed_by_a_command(
    office: User, agencies: list[Agency], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "旧报告"
    (folder / "2022").mkdir(parents=True)
    (folder / "2022" / "a.txt").write_bytes(documents.report(year=2022))
    (folder / "b.zip").write_bytes(packed(("c.txt", documents.report(year=2021))).getvalue())
    for _time in range(2):
        call_command("read_past_years", str(folder), user="office", here=True, file=True)
    told = capsys.readouterr().out.splitlines()
    assert told == ["“旧报告”共 2 个文件：已归档 2。"] * 2
    assert Submission.objects.filter(state=State.APPROVED).count() == 2
    assert Intake.objects.count() == 2


def test_the_figures_of_a_past_file_are_shown_with_their_evidence_and_typed_over_without_script(
    desk: Client, batch: PastBatch
) -> None:
    send(desk, batch, documents.report(year=2022), "a.txt")
    intake = batch.files.get()
    assert reverse("past_file", args=[intake.pk]) in desk.get(reverse("past_batch", args=[batch.pk])).content.decode()
    total = "requests.total.total"
    told = text_of(desk.get(reverse("past_cell", args=[intake.pk, total])))
    assert "10474" in told
    assert "a.txt" in told
    answer = desk.post(reverse("past_correct", args=[intake.pk, total]), {"value": "10475", "reason": ""})
    assert answer["Location"].startswith(reverse("past_file", args=[intake.pk]))
    shown = text_of(desk.get(answer["Location"]))
    assert "已更正，并重新核对" in shown
    assert "10474 → 10475" in shown
    answer = desk.post(
        reverse("past_correct", args=[intake.pk, total]), {"value": "很多"}, headers={"HX-Request": "true"}
    )
    assert "“很多”不是数字" in text_of(answer)
    desk.post(reverse("past_uncorrect", args=[intake.pk, total]))
    assert not intake.corrections.filter(withdrawn_at=None).exists()


def test_a_window_that_shows_an_earlier_reading_of_a_past_file_types_over_nothing(
    desk: Client, batch: PastBatch
) -> None:
    send(desk, batch, documents.report(year=2022), "a.txt")
    intake, total = batch.files.get(), "requests.total.total"
    shown = desk.get(reverse("past_cell", args=[intake.pk, total])).content.decode()
    action = reverse("past_correct", args=[intake.pk, total])
    address = html.unescape(shown.split(f'action="{action}')[1].split('"')[0])
    assert desk.post(action + address, {"value": "10475", "reason": ""}).status_code == 302
    report = intake.report or {}
    report["figures"][total]["value"] = 1
    Intake.objects.filter(pk=intake.pk).update(report=report)
    answer = desk.post(action + address, {"value": "2", "reason": ""}, headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    assert "重新读取过，这一格没有改动" in text_of(desk.get(reverse("past_file", args=[intake.pk])))
    assert [c.typed for c in intake.corrections.filter(withdrawn_at=None)] == ["10475"]


def test_the_figures_of_a_filed_past_file_are_looked_at_where_they_are_filed(desk: Client, batch: PastBatch) -> None:
    send(desk, batch, documents.report(year=2022), "a.txt")
    desk.post(reverse("past_file_all", args=[batch.pk]))
    tasks.work_past(batch.pk)
    filed = Submission.objects.get(cycle__year=2022)
    answer = desk.get(reverse("past_file", args=[batch.files.get().pk]))
    assert answer["Location"] == reverse("review", args=[filed.pk])


def test_the_figures_of_a_past_file_are_nobody_elses(desk: Client, batch: PastBatch, clerk: User) -> None:
    send(desk, batch, documents.report(year=2022), "a.txt")
    intake = batch.files.get()
    harbin = person("city", "周市管", (Agency.objects.get(name__contains="哈尔滨市人民政府"), Role.OFFICE))
    address = reverse("past_correct", args=[intake.pk, "requests.total.total"])
    assert signed_in(harbin).post(address, {"value": "1"}).status_code == 404
    assert signed_in(clerk).post(address, {"value": "1"}).status_code == 403
    assert not intake.corrections.exists()
