"""The page of a year: from area to county to agency, each number leading to its list, and the 台账."""

from __future__ import annotations

import io
import re
from html import unescape
from urllib.parse import unquote

import pypdfium2
import pytest
from django.test import Client, TestCase
from django.urls import reverse
from openpyxl import load_workbook

from submissions import tasks
from submissions.exports import ledger
from submissions.models import Agency, Cycle, Event, Export, ExportKind, Kind, Notice, Submission, User
from submissions.services import bell, cycles, exporting
from submissions.services.errors import NotAllowed
from submissions.states import Role, State
from tests.conftest import agency, person, put
from tests.views.pages import Answered, signed_in, text_of


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


def page_of(name: str) -> str:
    return reverse(name, args=[2024])


def content(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def links_of(response: Answered) -> list[tuple[str, str]]:
    """Where every number of the table leads, and the number."""
    table = response.content.decode().split('class="data-table numbers"')[1].split("</table>")[0]
    return [
        (unescape(link), number) for link, number in re.findall(r'<td class="number"><a href="([^"]+)">(\d+)', table)
    ]


def test_every_number_of_the_page_leads_to_a_list_of_so_many(
    desk: Client, cycle: Cycle, submission: Submission, education: Agency
) -> None:
    put(submission, State.APPROVED)
    put(Submission.objects.get(cycle=cycle, agency=education), State.EXEMPT)
    links = links_of(desk.get(page_of("cycle")))
    assert len(links) > 20
    for link, number in links:
        listed = desk.get(page_of("cycle") + link.split("#")[0])
        assert listed.context["page_obj"].paginator.count == int(number), link


def test_the_way_leads_from_area_to_county_to_agency(
    desk: Client, cycle: Cycle, harbin: Agency, daoli: Agency, province: Agency
) -> None:
    top = desk.get(page_of("cycle")).content.decode()
    assert f"?root={province.pk}&amp;at={harbin.pk}" in top
    city = desk.get(page_of("cycle"), {"at": harbin.pk})
    assert city.context["standing"].total.numbers["owed"] == 3
    assert [name for name, _url in city.context["trail"]][2:] == ["黑龙江省人民政府", "哈尔滨市人民政府"]
    county = desk.get(page_of("cycle"), {"at": str(daoli.pk), "show": "all"})
    assert [line.submission.agency for line in county.context["lines"]] == [daoli]
    assert reverse("review", args=[county.context["lines"][0].submission.pk]) in county.content.decode()


def test_another_subtree_cannot_be_looked_at(cycle: Cycle, harbin: Agency, industry: Agency) -> None:
    client = signed_in(person("city", "周市管", (harbin, Role.OFFICE)))
    for name in ("cycle", "ledger", "ledger_workbook", "ledger_print", "chase"):
        assert client.get(page_of(name), {"at": industry.pk}).status_code == 404
        assert client.get(page_of(name), {"at": "x"}).status_code == 200


def test_the_list_says_whom_to_call(desk: Client, cycle: Cycle, clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(phone="0451-2222")
    words = text_of(desk.get(page_of("cycle")))
    assert "张三 0451-1" in words
    assert "李填报 0451-2222" in words
    assert "没有账号" in words


def test_the_printed_ledger_has_date_office_and_a_place_to_sign(desk: Client, cycle: Cycle) -> None:
    response = desk.get(page_of("ledger"), {"show": "missing", "kind": "department"})
    words = text_of(response)
    assert "黑龙江省人民政府2024年度信息公开年报报送台账" in words
    assert "制表：孙管理" in words
    assert "报送情况：未报；单位类别：部门" in words
    assert "填表人：" in words
    assert [entry.agency for entry in response.context["book"].entries] == [
        "黑龙江省工业和信息化厅",
        "黑龙江省教育厅",
        "哈尔滨市教育局",
    ]


def test_a_long_ledger_has_pages_is_cut_on_paper_and_says_so(
    desk: Client, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("submissions.views.office.completeness.LEDGER_SIZE", 4)
    monkeypatch.setattr(ledger, "MOST_PRINTED", 4)
    pages = [desk.get(page_of("ledger"), {"page": n}) for n in (1, 2)]
    assert "共 6 个单位，本页列出第 1 至 4 个；工作簿有全部" in text_of(pages[0])
    assert "共 6 个单位，本页列出第 5 至 6 个" in text_of(pages[1])
    listed = [entry.agency for page in pages for entry in page.context["book"].entries]
    assert (len(listed), len(set(listed))) == (6, 6)
    text = pdf_text(content(desk.get(page_of("ledger_print"))))
    assert "名单共 6 个单位，这里印出前 4 个；全部单位见工作簿。" in text
    book = load_workbook(io.BytesIO(content(desk.get(page_of("ledger_workbook")))))
    assert book["单位名单"].max_row == 9


def test_the_workbook_has_the_numbers_and_every_agency(
    desk: Client, cycle: Cycle, office: User, province: Agency, clerk: User
) -> None:
    agency("=1+1", "=HYPERLINK(1)", Kind.DEPARTMENT, province)
    cycles.enrol(cycle)
    response = desk.get(page_of("ledger_workbook"))
    assert "报送台账" in unquote(response["Content-Disposition"])
    book = load_workbook(io.BytesIO(content(response)))
    assert book.sheetnames == ["报送情况", "单位名单", "指标说明"]
    numbers = book["报送情况"]
    assert [cell.value for cell in numbers[3]][:5] == ["分组", "名称", "应报", "已报", "通过"]
    assert [cell.value for cell in numbers[4]][:5] == ["合计", "黑龙江省人民政府", 7, 0, 0]
    rows = {row[1].value: row for row in book["单位名单"].iter_rows(min_row=4)}
    assert rows["=HYPERLINK(1)"][1].data_type == "s", "text, never a formula"
    assert [cell.value for cell in rows["黑龙江省工业和信息化厅"]][10:13] == ["张三", "0451-1", "李填报"]
    assert Event.objects.filter(kind="exported", actor=office, note__endswith=".xlsx").exists()


def pdf_text(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_the_pdf_says_the_same(desk: Client, cycle: Cycle, province: Agency) -> None:
    for n in range(60):
        agency(f"9{n}", f"第{n}局", Kind.DEPARTMENT, province)
    cycles.enrol(cycle)
    data = content(desk.get(page_of("ledger_print"), {"show": "missing"}))
    text = pdf_text(data)
    assert "黑龙江省人民政府2024年度信息公开年报报送台账" in text
    assert "填表人" in text
    with pypdfium2.PdfDocument(data) as document:
        heads = [page.get_textpage().get_text_range().count("联系电话") for page in document]
    assert len(heads) > 2
    assert min(heads[:-1]) == 1, "the head row is repeated on every page"


def test_a_long_ledger_is_made_by_a_worker_and_its_asker_is_told(
    desk: Client, cycle: Cycle, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    bell.register(rung.append, bell.EXPORT)
    short = content(desk.get(page_of("ledger_workbook"), {"show": "all"}))
    for kind in (ExportKind.LEDGER, ExportKind.PRINT):
        monkeypatch.setitem(exporting.AT_ONCE, kind, 5)
    with TestCase.captureOnCommitCallbacks(execute=True):
        for _click in range(2):
            answer = desk.get(page_of("ledger_workbook"), {"show": "all"})
            assert answer["Location"] == page_of("ledger_files")
        desk.get(page_of("ledger_print"), {"show": "all"})
    assert len(rung) == 2, "who clicks twice gets the one that is under way"
    assert "等待导出" in text_of(desk.get(page_of("ledger_files")))
    for pk in rung:
        assert tasks.make_export(pk)
    shown = text_of(desk.get(page_of("ledger_files")))
    assert "6 个单位" in shown
    assert "报送情况：全部" in shown
    told = Notice.objects.filter(user=office, kind="office").values_list("title", flat=True)
    assert sorted(told) == [
        "黑龙江省人民政府 2024年度 台账（PDF）已经导出，可以下载",
        "黑龙江省人民政府 2024年度 台账（XLSX）已经导出，可以下载",
    ]
    made = {export.kind: export for export in Export.objects.all()}
    long = content(desk.get(reverse("export_file", args=[made["ledger"].pk])))
    assert rows_of(long) == rows_of(short), "the same agencies in the same order, whoever makes it"
    assert "2024年度信息公开年报报送台账" in pdf_text(
        content(desk.get(reverse("export_file", args=[made["print"].pk])))
    )


def test_a_ledger_is_made_and_fetched_by_who_administers_its_area_alone(
    cycle: Cycle, province: Agency, office: User, clerk: User, harbin: Agency
) -> None:
    with pytest.raises(NotAllowed):
        exporting.ask_ledger(clerk, cycle, province, ExportKind.LEDGER, [], "")
    export = exporting.ask_ledger(office, cycle, province, ExportKind.LEDGER, [], "")
    tasks.make_export(export.pk)
    address = reverse("export_file", args=[export.pk])
    assert signed_in(person("city", "周市管", (harbin, Role.OFFICE))).get(address).status_code == 404
    assert signed_in(office).get(address).status_code == 200


def rows_of(workbook: bytes) -> list[tuple[object, ...]]:
    """The agencies of a ledger, without the line that says when it was made."""
    return list(load_workbook(io.BytesIO(workbook))["单位名单"].iter_rows(min_row=3, values_only=True))


def test_the_ledger_tells_when_each_report_came(approved: Submission, office: User, reviewer: User) -> None:
    rows = approved.cycle.submissions.filter(pk=approved.pk)
    (entry,) = ledger.entries_of(list(rows))
    assert entry.filed_on == entry.approved_on != ""
    assert entry.timely == "逾期"
    assert str(ledger.HEADS[7]) == "及时"
    assert len(entry.cells) == len(ledger.HEADS)
