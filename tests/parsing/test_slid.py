"""A figure that stands in the cell beside its own, and makes one number with the figure there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.grid import Document, Paragraph
from parsing.pipeline import document_to_report
from parsing.report import Address, Figure, State
from parsing.tables.confirm import confirm
from parsing.tables.slid import DOUBT, doubt_slid
from tests.parsing.test_captions import grid

COLUMNS = ("natural_person", "company", "research", "public_interest", "legal_service", "other", "total")


def doubted(*texts: str) -> list[str]:
    """The columns of a row that are doubted when it reads so."""
    figures = {
        Address("requests", "new", column): Figure(Decimal(text), text) if text else Figure(None, "", state=State.BLANK)
        for column, text in zip(COLUMNS, texts, strict=True)
    }
    return [address.column for address, figure in doubt_slid(figures, "2021").items() if figure.doubt == DOUBT]


@pytest.mark.parametrize(
    ("texts", "columns"),
    [
        (("1", "0", "0", "0", "00", "", "1"), ["legal_service", "other"]),
        (("3", "0", "0", "0", "", "20", "5"), ["legal_service", "other"]),
        (("", "１２０", "0", "0", "0", "1", "13"), ["natural_person", "company"]),
    ],
)
def test_a_blank_and_the_number_beside_it_that_may_be_two_are_doubted(
    texts: tuple[str, ...], columns: list[str]
) -> None:
    assert doubted(*texts) == columns


@pytest.mark.parametrize(
    "texts",
    [
        ("3", "0", "0", "0", "", "20", "23"),
        ("3", "0", "0", "0", "", "20", "9"),
        ("3", "0", "0", "0", "0", "20", "5"),
        ("3", "", "0", "0", "0", "20", "5"),
        ("", "", "", "", "", "", ""),
    ],
)
def test_a_blank_beside_a_number_that_is_one_is_not(texts: tuple[str, ...]) -> None:
    assert doubted(*texts) == []


@pytest.mark.parametrize(("kind", "sure"), [("pdf", False), ("docx", True)])
def test_only_print_slides_and_no_sum_says_that_it_did_not(kind: str, sure: bool) -> None:
    heads = ("", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    row = ("一、本年新收政府信息公开申请数量", "1", "0", "0", "0", "00", "", "1")
    words = ("某市财政局2024年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况")
    report = document_to_report(Document(kind, (*map(Paragraph, words), grid(heads, row))))
    found = confirm(report.figures, report.edition)
    assert all(found[Address("requests", "new", column)].is_sure is sure for column in ("legal_service", "other"))
