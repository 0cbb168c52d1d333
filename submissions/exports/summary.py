"""The yearly summary as a workbook, of one snapshot: equal numbers give equal bytes.

Who is in, the three tables summed, charts, an agency a row, who is missing, what was found and let through.
"""

from __future__ import annotations

import re
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

from submissions.exports.book import Book
from submissions.exports.charts import write_charts
from submissions.exports.lists import (
    write_apart,
    write_dictionary,
    write_findings,
    write_missing,
    write_timeliness,
    write_waivers,
)
from submissions.exports.paper import UNIT
from submissions.exports.sheets import write_agencies, write_notes
from submissions.exports.styles import Styles
from submissions.exports.tables import write_table
from submissions.language import of_record
from submissions.models import Snapshot

# Text stays text: a name beginning with = + - @ is never taken for a formula, nor an address for a link.
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": UNIT,
}


@of_record()
def write(book: Book, path: Path) -> None:
    """Writes the workbook to ``path``; parts wait in files beside it, not in memory."""
    with xlsxwriter.Workbook(str(path), OPTIONS | {"tmpdir": str(path.parent)}) as workbook:
        workbook.set_properties(
            {"title": book.title, "comments": book.mark, "created": book.at.replace(tzinfo=None, microsecond=0)}
        )
        styles = Styles.of(workbook)
        write_notes(workbook, styles, book)
        for table in book.gathering.edition.tables:
            write_table(workbook, styles, book, table)
        write_charts(workbook, styles, book)
        write_agencies(workbook, styles, book)
        write_missing(workbook, styles, book)
        write_apart(workbook, styles, book)
        write_timeliness(workbook, styles, book)
        write_findings(workbook, styles, book)
        write_waivers(workbook, styles, book)
        write_dictionary(workbook, styles, book)


@of_record()
def name_of(snapshot: Snapshot, suffix: str) -> str:
    """The name of a file made of a snapshot: whose sum, of which year, its number, how many are in and out."""
    root = re.sub(r'[\\/:*?"<>|\s\x00-\x1f]', "", snapshot.root_name)
    return (
        _("%(root)s%(year)s年度信息公开年报汇总_%(number)s_计入%(n)s份_未报或未通过%(m)s份")
        % {
            "root": root,
            "year": snapshot.cycle.year,
            "number": snapshot.number,
            "n": snapshot.counts.get("added", 0),
            "m": snapshot.counts.get("missing", 0),
        }
        + suffix
    )
