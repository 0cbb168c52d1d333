"""Small real documents for tests, written from published figures or broken on purpose."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from functools import cache

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from parsing.report import Address
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_docx import write_docx
from submissions.demo.write_html import write_html
from submissions.demo.write_text import write_text

INDUSTRY = "黑龙江省工业和信息化厅"
# The published report misses three applications of other applicants; with them its sums agree.
REPAIRS = {"requests.other.other.other": 4, "requests.other.other.total": 581}
# The figures are a province's; the agency of the tests is a department, which makes no 规章 (L-06).
NO_REGULATIONS = {f"disclosure.regulations.{column}": 0 for column in ("issued", "repealed", "in_force")}
FAULTY_CELLS = ("requests.total.other", "requests.total.total")


@cache
def report(
    agency: str = INDUSTRY,
    year: int = 2024,
    *,
    faulty: bool = False,
    kind: str = "txt",
    changes: tuple[tuple[str, Decimal | int | None], ...] = (),
    without: tuple[str, ...] = (),
) -> bytes:
    """A report of the 2021 form. ``faulty`` keeps the two A-02 faults (148 ≠ 151, 10471 ≠ 10474).

    ``changes`` are (address, value or None for a blank cell); ``without`` names rows of table 三 left out.
    """
    values = dict(HEILONGJIANG_2024.values)
    for address, value in (*NO_REGULATIONS.items(), *(() if faulty else REPAIRS.items()), *changes):
        values[Address.parse(address)] = None if value is None else Decimal(value)
    values = {a: v for a, v in values.items() if not (a.table == "requests" and a.row in without)}
    draft = write_draft(replace(HEILONGJIANG_2024, agency=agency, year=year, values=values))
    if kind == "html":
        return write_html(draft)
    return write_docx(draft) if kind == "docx" else write_text(draft)


@cache
def encrypted_pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(100, 700, "2024")
    canvas.save()
    return buffer.getvalue()


@cache
def pdf_without_text() -> bytes:
    """A page with a drawing and no character, as a scanner makes it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(100, 100, 300, 500, fill=1)
    canvas.save()
    return buffer.getvalue()


def broken_docx() -> bytes:
    """The first half of a Word file, as an interrupted copy leaves it."""
    whole = report(kind="docx")
    return whole[: len(whole) // 2]


LETTER = "关于召开年度工作会议的通知\n\n各有关单位：\n定于下周三召开年度工作会议，请准时参加。\n".encode()
PICTURE = b"GIF89a" + bytes(64)
