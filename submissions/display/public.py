"""What everybody reads: the list of released reports, and one of them as a page, as PDF, as a table of figures."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Max, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.editions import Edition
from parsing.editions.wording import NUMERALS
from parsing.report import Address, State
from parsing.sections import HEADINGS
from submissions.display.official import PrintedTable, printed_tables
from submissions.exports.lines import csv_bytes
from submissions.exports.report_docx import number_text
from submissions.language import of_record
from submissions.models import GOVERNMENTS, Agency, Cycle, Release
from submissions.services.release_content import HIDDEN, Content, pdf_name
from submissions.services.releases import public

LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A released report in the order it is read: sections with their tables between them."""

    release: Release
    content: Content
    parts: list[Part]

    @property
    def hidden(self) -> int:
        return self.content.hidden


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    pieces: list[tuple[str, bool]]
    """The text in pieces, with whether each stands for something that was taken out."""
    tables: list[PrintedTable]


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of one report as its form prints them."""

    edition: Edition
    values: dict[Address, Any]

    def cell(self, address: Address, /) -> str:
        """A blank that is no empty text, so that the template knows a figure's cell from a label's."""
        return cell_words(self.values.get(address)) or " "


def cell_words(fact: Any) -> str:
    """What is printed of one fact: the number, the dash of the document, or that it could not be read."""
    if fact is None:
        return ""
    value, state = fact
    if value is not None:
        return number_text(value)
    return {State.DASH: "-", State.ILLEGIBLE: _("读不准")}.get(State(state), "")


def shown(release: Release) -> Shown:
    content = Content.from_json(release.content)
    tables = {t.code: t for t in printed_tables(Facts(content.edition, content.values))}
    by_number = {number: text for number, _heading, text in content.texts}
    parts = [Part("", pieces_of(by_number.get(0, "")), [])] if by_number.get(0) else []
    for number, heading in HEADINGS.items():
        own = [tables[t.code] for t in content.edition.tables if t.section == number]
        parts.append(Part(f"{NUMERALS[number - 1]}、{heading}", pieces_of(by_number.get(number, "")), own))
    return Shown(release, content, parts)


def pieces_of(text: str) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    for number, piece in enumerate(text.split(HIDDEN)):
        if number:
            pieces.append((HIDDEN, True))
        if piece:
            pieces.append((piece, False))
    return pieces


@of_record()
def pdf_of(release: Release) -> bytes:
    """Made once, when the first person asks, and kept under the hash of what it says."""
    name = pdf_name(release)
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return bytes(kept.read())
    content = Content.from_json(release.content)
    note = _("公布日期：%(day)s。本文件由报送平台按审核通过的数据和文字生成。") % {
        "day": f"{timezone.localdate(release.at):%Y-%m-%d}"
    }
    made: bytes = import_module("submissions.exports.release_pdf").release_pdf(
        content.title, content.edition, content.texts, lambda address: cell_words(content.values.get(address)), note
    )
    default_storage.save(name, ContentFile(made))
    return made


@of_record()
def figures_csv(release: Release) -> bytes:
    """A line a cell of the form, with the official words of table, row and column."""
    content = Content.from_json(release.content)
    heads = (_("机关"), _("年度"), _("表"), _("行"), _("列"), _("数值"), _("状态"), _("地址"))
    return csv_bytes([heads, *_lines(content)])


STATES = {State.NUMBER: "数字", State.BLANK: "空白", State.DASH: "横线", State.ILLEGIBLE: "读不准"}
ABSENT = "原件无此格"


def _lines(content: Content) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for address in content.edition.addresses():
        table = content.edition.table(address.table)
        row, column = table.row(address.row), table.column(address.row, address.column)
        labels = table.title, row.label if row else address.row, column.label if column else address.column
        value, state = content.values.get(address, (None, ""))
        words = STATES[State(state)] if state else ABSENT
        number = None if value is None else format(value, "f") if value % 1 else int(value)
        rows.append((content.agency, content.year, *labels, number, words, str(address)))
    return rows


@dataclass(frozen=True, slots=True)
class Listing:
    """The list as somebody asked for it."""

    years: list[int]
    year: int | None
    areas: list[Agency]
    area: str
    q: str
    rows: QuerySet[Release]


def listing(asked: QueryDict) -> Listing:
    """Released reports of one year, all of them or those of one area, whose agency's name holds the words."""
    rows = public()
    shown_in = Cycle.objects.filter(submissions__releases__in=rows).order_by("-year")
    years = list(shown_in.values_list("year", flat=True).distinct())
    wanted = asked.get("year", "")
    year = next((one for one in years if str(one) == wanted), years[0] if years else None)
    rows = rows.filter(submission__cycle__year=year) if year else rows.none()
    areas = list(Agency.objects.filter(kind__in=GOVERNMENTS, path_depth__lte=2).only("pk", "name", "path"))
    area = next((one for one in areas if str(one.pk) == asked.get("area", "")), None)
    if area:
        rows = rows.filter(submission__agency__path__startswith=area.path)
    q = asked.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    if q:
        rows = rows.filter(agency_name__icontains=q)
    order = "submission__agency__path_depth", "submission__agency__position", "submission__agency__code"
    rows = rows.select_related("submission__agency", "submission__cycle").defer("content").order_by(*order)
    return Listing(years, year, areas, str(area.pk) if area else "", q, rows)


def mark_of_all() -> str:
    """Changes whenever anything is released, taken back or shown no more: a kept page of the list is old then."""
    rows = Release.objects.aggregate(last=Max("pk"), ended=Max("ended_at"))
    years = sorted(Cycle.objects.filter(publishes=True).values_list("year", flat=True))
    return f"{rows['last']}-{rows['ended']}-{years}"


def office_counts(cycle: Cycle, root: Agency) -> dict[str, int]:
    """How many are approved under an agency, and how many of those everybody can read."""
    approved = cycle.submissions.filter(state="approved", agency__path__startswith=root.path)
    released = approved.filter(releases__ended_at=None, releases__isnull=False).distinct().count()
    total = approved.count()
    return {"approved": total, "released": released, "left": total - released}


def released_under(cycle: Cycle, root: Agency, q: str) -> QuerySet[Release]:
    """The office's list, those taken back too, the newest first."""
    rows = Release.objects.filter(submission__cycle=cycle, submission__agency__path__startswith=root.path)
    if q:
        rows = rows.filter(Q(agency_name__icontains=q))
    return rows.select_related("submission__agency", "submission__cycle", "by", "ended_by").defer("content")
