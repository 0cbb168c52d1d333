"""The documents hold every figure, read back by other means than our own reader."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from io import BytesIO

import pytest
from docx import Document
from lxml import etree, html
from pdfminer.high_level import extract_text

from parsing.report import Address
from submissions.demo.documents import LAYOUTS, Layout
from submissions.demo.draft import Draft
from submissions.demo.faults import full_width, group_digits, single_other_row, unit_in_cell, variant_headings
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020, Figures
from submissions.demo.form_layout import FormTable
from submissions.demo.narrative import write_draft
from submissions.demo.write_docx import write_docx
from submissions.demo.write_html import write_html
from submissions.demo.write_pdf import Look, write_pdf
from submissions.demo.write_text import SHAPES, write_text

both_editions = pytest.mark.parametrize("figures", [HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020], ids=["2021", "2019"])


def _tables(draft: Draft, *, split: bool = False) -> list[FormTable]:
    return [table for number in range(1, 7) for table in draft.tables_of(number, split=split)]


def _matrix(table: FormTable, draft: Draft) -> list[list[str]]:
    return [[draft.text_of(cell) for cell in row] for row in table.covering()]


def _text(document: bytes, layout: Layout) -> bytes:
    """What can be compared: a .docx is a ZIP file whose members carry the time."""
    return document if layout.format != "docx" else etree.tostring(Document(BytesIO(document)).element)


@both_editions
@pytest.mark.parametrize("split", [False, True])
def test_a_word_document_has_the_merged_grid(figures: Figures, split: bool) -> None:
    draft = write_draft(figures)
    document = Document(BytesIO(write_docx(draft, split=split)))
    read = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert read == [_matrix(table, draft) for table in _tables(draft, split=split)]


@both_editions
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("spans", [False, True])
def test_a_web_page_has_every_cell_with_its_spans(figures: Figures, encoding: str, spans: bool) -> None:
    draft = write_draft(figures)
    page = html.fromstring(write_html(draft, encoding=encoding, spans=spans).decode(encoding))
    found = [
        (
            etree.tostring(cell, method="text", encoding="unicode").strip(),
            int(cell.get("rowspan", "1")),
            int(cell.get("colspan", "1")),
        )
        for form in page.iterfind(".//table[@class='form']")
        for cell in form.iter("td")
    ]
    wanted = [
        (draft.text_of(c), c.rowspan, c.colspan) for table in _tables(draft) for cells in table.rows() for c in cells
    ]
    assert found == wanted
    assert page.find(".//table[@class='meta']") is not None


@both_editions
@pytest.mark.parametrize("torn", [0, 9])
def test_a_pdf_has_a_text_layer_with_every_figure(figures: Figures, torn: int) -> None:
    draft = write_draft(figures)
    text = extract_text(BytesIO(write_pdf(draft, Look(break_after=torn))))
    found = Counter(re.findall(r"\d+(?:\.\d+)?", text))
    wanted = Counter(draft.text_of(c) for table in _tables(draft) for c in table.cells if c.address)
    assert not wanted - found
    assert "三、收到和处理政府信息公开申请情况" in text


def test_a_table_that_is_higher_than_a_page_goes_on_overleaf() -> None:
    """Digits of full width in narrow columns stand one below the other, and merged cells cannot be parted."""
    draft = full_width(write_draft(HEILONGJIANG_2024))
    text = extract_text(BytesIO(write_pdf(draft, Look(narrow=True))))
    for page in text.split("\f")[:-1]:
        assert re.search(r"- \d -", page)
    assert text.count("１") == sum(draft.text_of(c).count("１") for table in _tables(draft) for c in table.cells)


@both_editions
@pytest.mark.parametrize("shape", SHAPES)
def test_a_plain_text_has_every_figure_in_order(figures: Figures, shape: str) -> None:
    draft = write_draft(figures)
    text = write_text(draft, shape=shape).decode()
    cells = [c.strip() for line in text.splitlines() for c in re.split(r"[\t|]" if shape != "spaces" else r" ", line)]
    read = [cell for cell in cells if re.fullmatch(r"\d+(\.\d+)?", cell)]
    wanted = [draft.text_of(c) for t in _tables(draft) for cells_ in t.rows() for c in cells_ if c.address]
    assert read == wanted


def test_commas_full_width_digits_and_units_are_printed_and_the_figures_stay() -> None:
    draft = write_draft(HEILONGJIANG_OFFICE_2020)
    amount, new = Address("disclosure", "procurement", "amount"), Address("requests", "new", "total")
    with_unit = unit_in_cell(draft, amount)
    assert with_unit.printed[amount] == "1180.8万元"
    assert "1180.8万元" in write_text(with_unit).decode()
    assert full_width(draft).printed[new] == "１９６"
    assert group_digits(write_draft(HEILONGJIANG_2024)).printed[new] == "10,603"
    assert with_unit.values == draft.values


def test_a_single_other_row_holds_the_sum_of_the_three() -> None:
    draft = single_other_row(write_draft(HEILONGJIANG_2024))
    assert draft.values[Address("requests", "other", "total")] == 73 + 26 + 578
    assert "（六）其他处理\t627\t39\t0\t0\t10\t1\t677" in write_text(draft).decode()


def test_section_titles_may_be_printed_in_other_words() -> None:
    text = write_text(variant_headings(write_draft(HEILONGJIANG_2024), 5)).decode()
    assert "五、存在问题及改进措施" in text
    assert "存在的主要问题及改进情况" not in text


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_same_seed_gives_the_same_document(layout: Layout) -> None:
    first, second = (write_draft(HEILONGJIANG_2024, seed=3) for _ in range(2))
    assert write_draft(HEILONGJIANG_2024, seed=4) != first
    assert _text(layout.write(first), layout) == _text(layout.write(second), layout)


def test_the_generator_needs_no_django() -> None:
    code = "import sys, submissions.demo.documents, submissions.demo.scaling, submissions.demo.truth; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
