"""This year beside last year: every figure of the official form, and the words of each section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from parsing.editions import EDITIONS, Edition
from parsing.report import Address, Figure, Report
from parsing.rules.lastyear import LastYear
from parsing.rules.model import Lineage
from submissions.display.cells import cell_label, figure_text, number_text
from submissions.display.official import PrintedTable, printed_tables
from submissions.display.revisions import part_words, texts_of
from submissions.display.wording import Span, differences, new_side, old_side
from submissions.models import Submission
from submissions.services.context import last_year
from submissions.services.judging import edition_of, effective_report


@dataclass(frozen=True, slots=True)
class YearCell:
    """One figure of both years as text. ``change`` and ``share`` (per cent) are empty where they mean nothing.

    ``way`` is "up", "down", "same" or, where a year has no number there, empty.
    """

    address: str
    label: str
    now: str
    then: str
    change: str = ""
    share: str = ""
    way: str = ""

    @property
    def spoken(self) -> str:
        words = [self.label, _("本年 {now}").format(now=self.now), _("上年 {then}").format(then=self.then)]
        words += [_("变化 {change}").format(change=self.change)] if self.change else []
        return "，".join([*words, *([self.share] if self.share else [])])


@dataclass(frozen=True, slots=True)
class BothYears:
    """``previous`` are last year's approved reports, several after a merger; their sum is held against this year.

    ``foreign`` are cells their form does not have; ``why_not`` says why there is nothing to compare, ``words``
    how the agency came to be.
    """

    submission: Submission
    now: Report
    edition: Edition
    previous: tuple[Report, ...]
    foreign: frozenset[Address]
    words: str
    why_not: str

    @property
    def year(self) -> int:
        return self.submission.cycle.year

    @property
    def editions(self) -> set[str]:
        return {report.edition for report in self.previous}

    @property
    def is_other_form(self) -> bool:
        return bool(self.previous) and self.editions != {self.edition.code}

    def cell(self, address: Address) -> YearCell:
        now = self.now.figures.get(address)
        label = cell_label(self.edition, address)
        if address in self.foreign:
            return YearCell(str(address), label, figure_text(now), _("表式无此项"))
        then = self._then(address)
        return compared(str(address), label, now, then)

    def _then(self, address: Address) -> Figure | None:
        if len(self.previous) == 1:
            return self.previous[0].figures.get(address)
        value = LastYear(self.previous).value(address).value
        return None if value is None else Figure(value, "")

    @property
    def tables(self) -> list[PrintedTable]:
        return printed_tables(self)


def compared(address: str, label: str, now: Figure | None, then: Figure | None) -> YearCell:
    texts = (address, label, figure_text(now), figure_text(then))
    if now is None or then is None or now.value is None or then.value is None:
        return YearCell(*texts)
    change = now.value - then.value
    if not change:
        return YearCell(*texts, way="same")
    sign, way = ("+", "up") if change > 0 else ("−", "down")
    share = share_of(change, then.value)
    return YearCell(*texts, f"{sign}{number_text(abs(change))}", f"{sign}{share}%" if share else "", way)


def share_of(change: Decimal, then: Decimal) -> str:
    """The change in per cent of last year, one decimal; empty where last year was 0 or below."""
    if then <= 0:
        return ""
    return str((abs(change) * 100 / then).quantize(Decimal("0.1"), ROUND_HALF_UP))


def both_years(submission: Submission) -> BothYears | None:
    """None until this year's report has been read."""
    reading = submission.current_reading
    if reading is None or reading.report is None:
        return None
    now = effective_report(reading)
    previous, lineage = last_year(submission)
    edition = edition_of(reading, now)
    forms = [EDITIONS[report.edition] for report in previous if report.edition in EDITIONS]
    foreign = frozenset(address for form in forms for address in set(edition.addresses()) - set(form.addresses()))
    told = why_not(submission, previous, lineage)
    return BothYears(submission, now, edition, previous, foreign, lineage.words, told)


def why_not(submission: Submission, previous: Sequence[Report], lineage: Lineage) -> str:
    if previous:
        return ""
    if lineage.obstacle:
        return lineage.obstacle + "。"
    if lineage.missing:
        return _("{names}的上年报告还没有审核通过，或不在本系统。").format(names="、".join(lineage.missing))
    return _("{year}年是现行条例的第一个年度，没有上年报告可比。").format(year=submission.cycle.year)


@dataclass(frozen=True, slots=True)
class SectionPair:
    """A section of both years; what went is marked on the left, what came on the right."""

    title: str
    then: tuple[Span, ...]
    now: tuple[Span, ...]

    @property
    def is_same(self) -> bool:
        return self.then == self.now


@dataclass(frozen=True, slots=True)
class TextPair:
    """This year's words beside those of one report of last year."""

    agency: str
    sections: tuple[SectionPair, ...]


def text_pairs(both: BothYears) -> list[TextPair]:
    """One for each report of last year: several after a merger."""
    return [TextPair(report.agency, tuple(_sections(report, both.now))) for report in both.previous]


def _sections(then: Report, now: Report) -> list[SectionPair]:
    # Last year's facts keep the sections only: its title and introduction are not held against anything.
    before, after = texts_of(then), {number: text for number, text in texts_of(now).items() if number > 0}
    pairs = []
    for number in sorted({*before, *after}):
        spans = differences(before.get(number, ""), after.get(number, ""))
        pairs.append(SectionPair(part_words(number, now, then), old_side(spans), new_side(spans)))
    return pairs
