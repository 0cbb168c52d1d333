"""Frozen sums on their pages: the number, the files, what has changed since."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from submissions import tasks
from submissions.models import Agency, Cycle, Event, Export, Figure, Notice, Snapshot, Submission, User
from submissions.services import exporting, review
from submissions.states import Processing, Role, State
from tests.conftest import person
from tests.submissions.test_summary import ADDRESSES, EDUCATION, HARBIN, INDUSTRY, TOTAL, approve, filed, frozen, of
from tests.views.pages import signed_in

pytestmark = pytest.mark.django_db

__all__ = ["filed"]


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


@pytest.fixture
def taken(filed: Cycle, province: Agency) -> Snapshot:
    return frozen(filed, province)


def html(desk: Client, name: str, *args: object) -> str:
    response = desk.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def made(desk: Client, snapshot: Snapshot, kind: str) -> Export:
    """Asked for on the page, and written by the worker."""
    assert desk.post(reverse("export", args=[snapshot.pk, kind])).status_code == 302
    export = Export.objects.get(snapshot=snapshot, kind=kind)
    if export.is_running:
        assert tasks.make_export(export.pk)
        export.refresh_from_db()
    return export


def content(desk: Client, export: Export) -> bytes:
    response = desk.get(reverse("export_file", args=[export.pk]))
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_freezing_gives_a_number_that_finds_the_snapshot_again(desk: Client, filed: Cycle, office: User) -> None:
    response = desk.post(reverse("freeze", args=[2024]), {"remark": "报省政府"})
    snapshot = Snapshot.objects.get()
    assert response.headers["Location"] == reverse("snapshot", args=[snapshot.pk])
    assert (snapshot.by, snapshot.remark) == (office, "报省政府")
    assert Event.objects.filter(kind="snapshot", actor=office, note__contains=snapshot.number).exists()
    found = desk.get(reverse("snapshots"), {"number": snapshot.number.lower()})
    assert found.headers["Location"] == reverse("snapshot", args=[snapshot.pk])
    missed = desk.get(reverse("snapshots"), {"number": "HZ2023-00001"})
    assert "没有编号为 HZ2023-00001 的汇总" in missed.content.decode()


def test_the_page_of_a_snapshot_shows_what_was_frozen(
    desk: Client, taken: Snapshot, filed: Cycle, province: Agency
) -> None:
    Submission.objects.filter(pk=of(filed, "黑龙江省教育厅").pk).update(state=State.IN_REVIEW.value)
    total = sum((x[TOTAL] or Decimal(0) for x in (INDUSTRY, EDUCATION, HARBIN)), Decimal(0))
    assert f"（七）总计 · 总计，{total}" in html(desk, "snapshot", taken.pk)
    assert '<th scope="row">黑龙江省教育厅' in html(desk, "snapshot_cell", taken.pk, TOTAL)
    assert "哈尔滨市道里区人民政府" in html(desk, "snapshot_members", taken.pk, "covered")


def test_what_changed_since_is_listed_cell_by_cell(
    desk: Client, approved: Submission, cycle: Cycle, province: Agency, reviewer: User
) -> None:
    taken = frozen(cycle, province)
    assert "没有变化" in html(desk, "snapshot_changed", taken.pk)
    review.reopen(reviewer, approved, "漏看一项")
    changes = html(desk, "snapshot_changes", taken.pk)
    assert "审核通过已撤销" in changes
    assert "因此不同的合计" in changes
    approved.refresh_from_db()
    review.approve(reviewer, approved)
    assert "重新审核通过，数字没有变" in html(desk, "snapshot_changes", taken.pk)
    Figure.objects.filter(submission=approved, row="total", column="total").update(value=5)
    approved.fact_sheets.filter(ended_at=None).delete()
    approve(of(cycle, "黑龙江省教育厅"), EDUCATION)
    Agency.objects.filter(name="哈尔滨市教育局").update(name="哈尔滨市教育委员会")
    changes = html(desk, "snapshot_changes", taken.pk)
    for words in ("重新审核通过，数字有变", "<ins>5</ins>", "后来审核通过", "机关名称、代码或上级有变", "快照内容完整"):
        assert words in changes
    assert "3 个单位有变化" in html(desk, "snapshot_changed", taken.pk)


# --- files


def test_a_workbook_is_made_by_the_worker_told_of_and_downloaded(desk: Client, taken: Snapshot, office: User) -> None:
    assert "等待导出" not in html(desk, "snapshot", taken.pk)
    desk.post(reverse("export", args=[taken.pk, "xlsx"]))
    assert "等待导出" in html(desk, "exports", taken.pk)
    export = made(desk, taken, "xlsx")
    assert (export.processing, export.steps) == (Processing.DONE, 6)
    book = load_workbook(io.BytesIO(content(desk, export)))
    assert book["说明"]["B3"].value == taken.number
    footers = [str(sheet.oddFooter and sheet.oddFooter.left.text) for sheet in book.worksheets]
    assert all(taken.number in footer for footer in footers), "on every page"
    notice = Notice.objects.get(user=office, kind="office")
    assert notice.title == f"{taken.number} 汇总表（XLSX）已经导出，可以下载"
    assert notice.path == reverse("snapshot", args=[taken.pk])
    assert tasks.make_export(export.pk) is False, "a bell may ring twice"


def test_the_same_number_gives_the_same_bytes_after_the_file_was_taken_away(
    desk: Client, taken: Snapshot, filed: Cycle, reviewer: User
) -> None:
    before = {kind: content(desk, made(desk, taken, kind)) for kind in ("xlsx", "csv", "json")}
    Submission.objects.filter(pk=of(filed, "黑龙江省教育厅").pk).update(state=State.IN_REVIEW.value)
    Agency.objects.filter(name="黑龙江省教育厅").update(name="改名的厅")
    stored = [str(export.file) for export in Export.objects.all()]
    Export.objects.update(finished_at=timezone.now() - timedelta(days=31))
    assert tasks.expire_exports() == 3
    assert not any(map(default_storage.exists, stored))
    assert "文件已到期清理" in html(desk, "snapshot", taken.pk)
    export = Export.objects.get(kind="xlsx")
    assert desk.get(reverse("export_file", args=[export.pk])).status_code == 404
    assert {kind: content(desk, made(desk, taken, kind)) for kind in before} == before


def test_a_file_that_could_not_be_written_is_said_and_can_be_asked_for_again(
    desk: Client, taken: Snapshot, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk")

    monkeypatch.setitem(exporting.WRITERS, "csv", (".csv.zip", broken))
    desk.post(reverse("export", args=[taken.pk, "csv"]))
    export = Export.objects.get()
    assert tasks.make_export(export.pk) is False
    assert "导出时程序出错" in html(desk, "snapshot", taken.pk)
    assert Notice.objects.get(user=office, kind="office").title.endswith("没有导出成功")
    monkeypatch.undo()
    assert made(desk, taken, "csv").is_done


def test_work_nobody_took_is_rung_for_again_and_given_up_after_three_workers(desk: Client, taken: Snapshot) -> None:
    desk.post(reverse("export", args=[taken.pk, "csv"]))
    export = Export.objects.get()
    assert exporting.waiting() == []
    long_ago = timezone.now() - timedelta(minutes=10)
    Export.objects.update(rung_at=long_ago)
    assert exporting.waiting() == [export.pk]
    for _worker in range(3):
        assert exporting.claim(export.pk)
        assert not exporting.claim(export.pk), "somebody is at it"
        Export.objects.update(heartbeat=long_ago)
    assert exporting.give_up_lost() == 1
    export.refresh_from_db()
    assert (export.processing, export.why_not) == (Processing.FAILED, "导出程序多次中断，没有完成。")


def test_strangers_see_no_snapshot_and_no_file(
    desk: Client, taken: Snapshot, reviewer: User, harbin: Agency, clerk: User
) -> None:
    export = made(desk, taken, "csv")
    for user in (reviewer, clerk):
        client = signed_in(user)
        assert client.get(reverse("snapshot", args=[taken.pk])).status_code == 403
        assert client.get(reverse("export_file", args=[export.pk])).status_code == 403


def test_the_office_of_a_city_sees_no_snapshot_of_the_province(taken: Snapshot, desk: Client, harbin: Agency) -> None:
    export = made(desk, taken, "csv")
    client = signed_in(person("city_office", "市管理", (harbin, Role.OFFICE)))
    for name, args in (
        ("snapshot", [taken.pk]), ("snapshot_cell", [taken.pk, TOTAL]), ("snapshot_changes", [taken.pk]),
        ("snapshot_members", [taken.pk, "added"]), ("export_file", [export.pk]), ("exports", [taken.pk]),
    ):  # fmt: skip
        assert client.get(reverse(name, args=args)).status_code == 404, name
    assert client.post(reverse("export", args=[taken.pk, "csv"])).status_code == 404
    assert reverse("snapshot", args=[taken.pk]) not in html(client, "snapshots")


# --- data


def archive(desk: Client, snapshot: Snapshot, kind: str) -> dict[str, str]:
    with ZipFile(io.BytesIO(content(desk, made(desk, snapshot, kind)))) as opened:
        return {name: opened.read(name).decode("utf-8-sig") for name in opened.namelist()}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_a_line_a_cell_with_codes_labels_and_state(desk: Client, taken: Snapshot) -> None:
    files = archive(desk, taken, "csv")
    assert set(files) == {"figures.csv", "totals.csv", "agencies.csv", "dictionary.md", "dictionary.json"}
    rows = table(files["figures.csv"])
    assert len(rows) == 4 * len(ADDRESSES)
    found = {(r["机关代码"], r["表代码"], r["行代码"], r["列代码"]): r for r in rows}
    row = found["2301", *TOTAL]
    assert (row["汇总编号"], row["年度"], row["机关"]) == (taken.number, "2024", "黑龙江省工业和信息化厅")
    assert (row["表"], row["列"], row["汇总方式"]) == ("表三 收到和处理政府信息公开申请情况", "总计", "计入合计")
    assert row["行"] == "（七）总计"
    assert (Decimal(row["数值"]), row["状态"], row["人工更正"]) == (INDUSTRY[TOTAL], "数字", "0")
    blank = found["2302", "requests", "denied.state_secrets", "natural_person"]
    absent = found["2302", "requests", "not_handled.petitions", "natural_person"]
    assert [(r["数值"], r["状态"]) for r in (blank, absent)] == [("", "空白"), ("", "无此单元格")]


def test_the_lines_that_are_added_sum_to_the_totals_exactly(desk: Client, taken: Snapshot) -> None:
    files = archive(desk, taken, "csv")
    sums: dict[tuple[str, ...], Decimal] = {}
    for row in table(files["figures.csv"]):
        if row["汇总方式"] == "计入合计" and row["数值"]:
            key = row["表代码"], row["行代码"], row["列代码"]
            sums[key] = sums.get(key, Decimal(0)) + Decimal(row["数值"])
    totals = {(r["表代码"], r["行代码"], r["列代码"]): r["合计"] for r in table(files["totals.csv"])}
    assert {key: Decimal(value) for key, value in totals.items() if value} == sums
    roles = {row["机关"]: (row["汇总方式"], row["已含在"]) for row in table(files["agencies.csv"])}
    assert roles["哈尔滨市道里区人民政府"] == ("已含在上级全域数据中", "230100")
    assert roles["哈尔滨市教育局"] == ("未报送或未通过审核", "230100")


def test_json_says_the_same_and_describes_itself(desk: Client, taken: Snapshot) -> None:
    files = archive(desk, taken, "json")
    data = json.loads(files["snapshot.json"])
    assert (data["snapshot"]["number"], data["snapshot"]["sha256"]) == (taken.number, taken.sha256)
    assert len(data["figures"]) == 4 * len(ADDRESSES)
    line = next(f for f in data["figures"] if f["agency"] == "2301" and f["row"] == "total" and f["column"] == "total")
    assert line == {
        "year": 2024, "agency": "2301", "role": "added", "table": "requests", "row": "total", "column": "total",
        "value": int(INDUSTRY[TOTAL] or 0), "state": "number", "corrected": 0, "source": "",
    }  # fmt: skip
    dictionary = json.loads(files["dictionary.json"])
    assert [field["key"] for field in dictionary["files"]["figures"]] == list(line)
    assert {state["key"] for state in dictionary["states"]} >= {f["state"] for f in data["figures"]}
    assert len(dictionary["cells"]) == len(ADDRESSES)
    for name in ("totals", "agencies"):
        assert [field["key"] for field in dictionary["files"][name]] == list(data[name][0]), name


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_is_neutralised_and_numbers_are_not(
    desk: Client, filed: Cycle, province: Agency, name: str
) -> None:
    Agency.objects.filter(name="黑龙江省教育厅").update(name=name)
    Figure.objects.filter(submission__agency__name=name, row="total", column="total").update(value=-3)
    files = archive(desk, frozen(filed, province), "csv")
    rows = [row for row in table(files["figures.csv"]) if row["机关代码"] == "2302"]
    assert {row["机关"] for row in rows} == {f"'{name}"}
    assert "-3" in {row["数值"] for row in rows}
    text = [cell for text in files.values() for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    formulas = [cell for cell in text if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert formulas == []


def test_the_data_dictionary_is_a_page(desk: Client) -> None:
    text = html(desk, "dictionary", "2019")
    assert "国办公开办函〔2019〕60号" in text
    assert "政府集中采购" in text
    assert desk.get(reverse("dictionary", args=["1999"])).status_code == 404
