"""The yearly summary as a workbook: who is in, the three tables summed, an agency a row, who is missing."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from django.utils.translation import gettext as _

from submissions.exports.book import Book, collect
from submissions.exports.sheets import write_agencies, write_missing, write_notes
from submissions.exports.styles import Styles
from submissions.exports.tables import write_table
from submissions.exports.waivers import write_waivers
from submissions.language import of_record
from submissions.models import Agency, Cycle


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished workbook. ``included`` reports are added, ``missing`` agencies have no approved report."""

    name: str
    content: bytes
    included: int
    missing: int


@of_record()
def build(cycle: Cycle, root: Agency, *, at: datetime | None = None) -> Summary:
    """The workbook of a cycle for everything below ``root``. ``at`` is the time it states."""
    book = collect(cycle, root, at)
    buffer = io.BytesIO()
    # Text stays text: a name beginning with = + - @ is never taken for a formula, nor an address for a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": _name(book), "created": book.at.replace(tzinfo=None)})
        styles = Styles.of(workbook)
        write_notes(workbook, styles, book)
        for table in cycle.edition.tables:
            write_table(workbook, styles, book, table)
        write_agencies(workbook, styles, book)
        write_missing(workbook, styles, book)
        write_waivers(workbook, styles, book)
    return Summary(f"{_name(book)}.xlsx", buffer.getvalue(), len(book.included), len(book.missing))


def _name(book: Book) -> str:
    root = re.sub(r'[\\/:*?"<>|\s\x00-\x1f]', "", book.root.name)
    return _("%(root)s%(year)s年度信息公开年报汇总_%(at)s_计入%(n)s份_未报%(m)s份") % {
        "root": root,
        "year": book.cycle.year,
        "at": f"{book.at:%Y%m%d-%H%M}",
        "n": len(book.included),
        "m": len(book.missing),
    }
