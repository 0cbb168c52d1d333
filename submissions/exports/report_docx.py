"""The report of an agency as a Word document: title, six sections, the three tables as the form prints them.

Whoever has figures and texts calls ``report_docx``: what a clerk filled in by hand, what an office sums up. What it
writes the portal reads back cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from parsing.editions import Edition, Table
from parsing.editions.wording import NUMERALS
from parsing.report import INTRODUCTION, Address
from parsing.sections import HEADINGS
from submissions.exports.layout import Cell, printed
from submissions.exports.wordprocessing import BODY, HEADING, SUBHEADING, TITLE, document, paragraph, table

Values = Mapping[Address, Decimal | None]
"""Figures in the unit of their column; None and a missing key print an empty cell."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a report says. ``texts`` are by number of section, with INTRODUCTION for what stands above
    section one; every line of a text is a paragraph. Without ``title`` it has the official one. ``mark`` is printed
    below the number of every page: the snapshot its figures are of."""

    edition: Edition
    agency: str
    year: int
    values: Values
    texts: Mapping[int, str] = field(default_factory=dict)
    title: str = ""
    mark: str = ""

    @property
    def full_title(self) -> str:
        return self.title.strip() or official_title(self.agency, self.year)

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The agency on a line of its own, where the title begins with it."""
        rest = self.full_title.removeprefix(self.agency)
        return (self.agency, rest) if rest != self.full_title and rest else (self.full_title,)


def official_title(agency: str, year: int) -> str:
    return f"{agency}{year}年政府信息公开工作年度报告"


def report_docx(written: Written) -> bytes:
    """The report as a .docx file; equal reports give equal bytes."""
    return document(written.full_title, _parts(written), written.mark)


def _parts(written: Written) -> Iterator[str]:
    for line in written.title_lines:
        yield paragraph(line, TITLE)
    yield paragraph("")
    yield from _text(written.texts.get(INTRODUCTION, ""))
    for number, words in HEADINGS.items():
        yield paragraph(f"{NUMERALS[number - 1]}、{words}", HEADING)
        yield from _text(written.texts.get(number, ""))
        for one in written.edition.tables:
            if one.section == number:
                yield _table(one, written.values)
                yield paragraph("")


def _text(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if words := line.strip():
            yield paragraph(words, SUBHEADING if _is_subheading(words) else BODY)


def _is_subheading(line: str) -> bool:
    """（一）主动公开 on a line of its own, without a sentence behind it."""
    return line.startswith("（") and line[2:3] == "）" and len(line) <= 24 and not line.endswith("。")


def _table(one: Table, values: Values) -> str:
    cells = printed(one)
    return table(cells, [_words(cell, values) for cell in cells])


def _words(cell: Cell, values: Values) -> str:
    if cell.address is None:
        return cell.text
    value = values.get(cell.address)
    return "" if value is None else number_text(value)


def number_text(value: Decimal) -> str:
    """As people write it: no exponent, no zeros at the end of a fraction."""
    whole = value == value.to_integral_value()
    return str(int(value)) if whole else format(value.normalize(), "f")
