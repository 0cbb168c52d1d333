"""The report written as a Word document says what it was given, and the portal reads every figure of it back."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsing.editions import EDITIONS
from parsing.editions.form import Measure
from parsing.pipeline import read
from parsing.report import Address, Report, State
from parsing.rules.engine import judge
from parsing.rules.model import Context, Outcome
from submissions.demo.figures import PUBLISHED
from submissions.exports.drafting import GAP, drafted, gaps
from submissions.exports.report_docx import Values, Written, report_docx
from tests.parsing.made_random import consistent

AGENCY = "某市财政局"
FILLED = {
    1: (
        "对照目录逐项核对栏目内容，做到应公开尽公开",
        "登记、审查和答复各环节全程留痕",
        "制发公文时即确定公开属性",
        "网站公开专栏完成改版",
        "按季度自查栏目更新情况",
    ),
    5: ("解读形式仍偏单一，专业术语多", "推行图文和音视频相结合的解读方式"),
}


def by_a_person(texts: dict[int, str], edition: str) -> dict[int, str]:
    """The drafts with their gaps filled, as somebody would."""
    closing = "没有其他需要报告的事项"
    filled = FILLED | {6: (closing,) if edition == "2019" else ("0", closing)}
    for number, words in filled.items():
        for word in words:
            texts[number] = texts[number].replace(GAP, word, 1)
    return texts


def read_back(written: Written, folder: Path) -> Report:
    path = folder / "report.docx"
    path.write_bytes(report_docx(written))
    return read(path)


@st.composite
def figures(draw: st.DrawFn) -> tuple[str, dict[Address, Decimal]]:
    """Both editions; sums hold in tables three and four, table two is anything its columns may hold."""
    edition = draw(st.sampled_from(sorted(EDITIONS)))
    values = {a: f.value for a, f in consistent(edition, draw).figures.items() if f.value is not None}
    table = EDITIONS[edition].table("disclosure")
    for address in table.addresses():
        column = table.column(address.row, address.column)
        measure = column.measure if column else Measure.COUNT
        places = 6 if measure is Measure.AMOUNT else 0
        least = -10 if measure is Measure.CHANGE else 0
        values[address] = draw(st.decimals(least, 10**9, places=places).map(lambda n: n + 0))
    for row in ("regulations", "normative_documents"):
        if edition == "2021":
            issued, repealed = draw(st.integers(0, 99)), draw(st.integers(0, 99))
            values[Address("disclosure", row, "issued")] = Decimal(issued)
            values[Address("disclosure", row, "repealed")] = Decimal(repealed)
            values[Address("disclosure", row, "in_force")] = Decimal(issued + draw(st.integers(0, 9999)))
        else:
            shown = draw(st.integers(0, 99))
            values[Address("disclosure", row, "made")] = Decimal(draw(st.integers(0, 99)))
            values[Address("disclosure", row, "disclosed")] = Decimal(shown)
            values[Address("disclosure", row, "total_disclosed")] = Decimal(shown + draw(st.integers(0, 9999)))
    return edition, values


@given(drawn=figures())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_figure_is_read_back_and_only_the_figures_themselves_are_remarked_on(
    drawn: tuple[str, dict[Address, Decimal]], tmp_path: Path
) -> None:
    code, values = drawn
    edition = EDITIONS[code]
    texts = by_a_person(drafted(edition, edition.first_year, values), code)
    report = read_back(Written(edition, AGENCY, edition.first_year, values, texts), tmp_path)
    assert {a: f.value for a, f in report.figures.items()} == values
    assert all(f.is_sure and not f.note for f in report.figures.values())
    assert (report.agency, report.year, report.edition) == (AGENCY, edition.first_year, code)
    assert (report.labels, report.warnings, report.front) == ((), (), "")
    assert {s.number: s.text for s in report.sections} == {n: texts.get(n, "") for n in range(1, 7)}
    assert report.introduction == texts[0]
    # L and P look at the size of the figures, which are drawn at random here.
    failed = [f for f in judge(report, Context()) if f.outcome is Outcome.FAILED and f.rule[0] not in "LP"]
    assert failed == []


def ordinary() -> dict[Address, Decimal]:
    """A department's year: every cell 0 but for eight applications, all answered."""
    values = {address: Decimal(0) for address in EDITIONS["2021"].addresses()}
    for row, count in (("new", 8), ("granted", 5), ("partially_granted", 3), ("total", 8)):
        for column in ("natural_person", "total"):
            values[Address("requests", row, column)] = Decimal(count)
    return values


def test_an_ordinary_report_is_read_without_a_single_finding(tmp_path: Path) -> None:
    values = ordinary()
    texts = by_a_person(drafted(EDITIONS["2021"], 2024, values), "2021")
    assert "本年新收政府信息公开申请8件，上年结转0件。全年办结8件，其中予以公开5件、部分公开3件。" in texts[1]
    assert "本年未发生因政府信息公开引起的行政复议、行政诉讼。" in texts[1]
    report = read_back(Written(EDITIONS["2021"], AGENCY, 2024, values, texts), tmp_path)
    assert [(f.rule, f.message) for f in judge(report, Context()) if f.outcome is Outcome.FAILED] == []


@pytest.mark.parametrize("figures", PUBLISHED[:4], ids=lambda f: f"{f.agency}{f.year}")
def test_published_figures_are_read_back_as_they_were(figures: Any, tmp_path: Path) -> None:
    written = Written(EDITIONS[figures.edition], figures.agency, figures.year, figures.values)
    report = read_back(written, tmp_path)
    assert {a: f.value for a, f in report.figures.items()} == dict(figures.values)


def test_an_empty_cell_is_printed_blank_and_never_as_0(tmp_path: Path) -> None:
    values: dict[Address, Decimal | None] = {**ordinary()}
    address = Address("disclosure", "fees", "amount")
    values[address] = None
    report = read_back(Written(EDITIONS["2021"], AGENCY, 2024, values), tmp_path)
    assert report.figures[address].state is State.BLANK


def test_equal_reports_give_equal_bytes_and_name_no_author() -> None:
    written = Written(EDITIONS["2021"], AGENCY, 2024, ordinary(), {1: "总体<情况>&\x07"})
    assert report_docx(written) == report_docx(written)
    document = docx.Document(io.BytesIO(report_docx(written)))
    assert document.core_properties.author == ""
    assert document.core_properties.title == "某市财政局2024年政府信息公开工作年度报告"
    assert "总体<情况>&" in [paragraph.text for paragraph in document.paragraphs]


def test_it_is_set_in_the_official_fonts_with_others_named_for_where_they_are_missing() -> None:
    with zipfile.ZipFile(io.BytesIO(report_docx(Written(EDITIONS["2021"], AGENCY, 2024, ordinary())))) as package:
        styles, fonts = package.read("word/styles.xml").decode(), package.read("word/fontTable.xml").decode()
    assert 'w:eastAsia="方正小标宋简体"' in styles
    assert 'w:eastAsia="仿宋_GB2312"' in styles
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong,华文仿宋"/>' in fonts


def test_the_heading_rows_of_table_three_are_repeated_on_every_page() -> None:
    document = docx.Document(io.BytesIO(report_docx(Written(EDITIONS["2021"], AGENCY, 2024, ordinary()))))
    rows = document.tables[1]._tbl.tr_lst
    assert [bool(row.xpath("./w:trPr/w:tblHeader")) for row in rows[:4]] == [True, True, True, False]


def test_a_draft_says_nothing_the_figures_do_not_say() -> None:
    texts = drafted(EDITIONS["2021"], 2024, {})
    assert texts[1].startswith("（一）主动公开。＿＿＿＿。\n（二）依申请公开。＿＿＿＿。")
    assert gaps(texts) == [1, 5, 6]
    assert "工作考核" not in texts[1]
    assert "责任追究" in drafted(EDITIONS["2021"], 2024, {}, is_government=True)[1]


def test_results_that_do_not_add_up_are_left_out_of_the_draft() -> None:
    values: Values = {**ordinary(), Address("requests", "granted", "total"): Decimal(4)}
    assert "全年办结8件。" in drafted(EDITIONS["2021"], 2024, values)[1]
