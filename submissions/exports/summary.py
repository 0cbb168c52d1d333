"""The yearly summary as a workbook, of one snapshot: equal numbers give equal bytes.

Who is in, the three tables summed, charts, an agency a row, who is missing, what was found and let through.
"""

from __future__ import annotations

from pathlib import Path

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
from submissions.exports.naming import for_file
from submissions.exports.paper import UNIT
from submissions.exports.sheets import write_agencies, write_notes
from submissions.exports.styles import Styles
from submissions.exports.tables import write_table
from submissions.exports.workbooks import new_workbook
from submissions.language import of_record
from submissions.models import Snapshot


@of_record()
def write(book: Book, path: Path) -> None:
    """Writes the workbook to ``path``; parts wait in files beside it, not in memory."""
    with new_workbook(path, UNIT) as made:
        made.set_properties(
            {"title": book.title, "comments": book.mark, "created": book.at.replace(tzinfo=None, microsecond=0)}
        )
        styles = Styles.of(made)
        write_notes(made, styles, book)
        for table in book.gathering.edition.tables:
            write_table(made, styles, book, table)
        write_charts(made, styles, book)
        write_agencies(made, styles, book)
        write_missing(made, styles, book)
        write_apart(made, styles, book)
        write_timeliness(made, styles, book)
        write_findings(made, styles, book)
        write_waivers(made, styles, book)
        write_dictionary(made, styles, book)


@of_record()
def name_of(snapshot: Snapshot, suffix: str) -> str:
    """The name of a file made of a snapshot: whose sum, of which year, its number, how many are in and out."""
    root = for_file(snapshot.root_name)
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
