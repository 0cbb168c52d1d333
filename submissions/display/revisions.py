"""What changed between two versions of a report: figure by figure, and in the words of each section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parsing.editions import EDITIONS, Edition
from parsing.report import INTRODUCTION, Address, Figure, Report
from submissions.display.cells import cell_label, figure_text, number_text
from submissions.display.quotes import section_words
from submissions.display.wording import Span, differences, folded
from submissions.models import Decision, Reading, Submission
from submissions.services.checklists import last_return
from submissions.services.judging import edition_of, effective_report, report_at


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One cell whose figure is another one. ``change`` is the difference with its sign, where both are numbers."""

    address: str
    label: str
    old: str
    new: str
    change: str
    is_typed: bool


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section whose words are others."""

    number: int
    title: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A report against an earlier version of it.

    ``is_same_file`` says that no other file came: what differs was typed by a person, or read anew
    by the program (``is_read_anew``).
    """

    decision: Decision
    old: Reading
    new: Reading
    figures: tuple[FigureChange, ...]
    sections: tuple[SectionChange, ...]

    @property
    def is_same_file(self) -> bool:
        return self.old.upload_id == self.new.upload_id

    @property
    def is_read_anew(self) -> bool:
        return self.is_same_file and self.old.pk != self.new.pk

    @property
    def is_nothing(self) -> bool:
        return not self.figures and not self.sections


def changes_of(submission: Submission) -> Changes | None:
    """The report as it is now against what was returned last; None where there is nothing to compare."""
    decision, now = last_return(submission), submission.current_reading
    if decision is None or decision.reading is None or now is None:
        return None
    if decision.reading.report is None or now.report is None:
        return None
    before, after = report_at(decision.reading, decision.at), effective_report(now)
    figures = figure_changes(before, after, edition_of(now, after))
    return Changes(decision, decision.reading, now, tuple(figures), tuple(section_changes(before, after)))


def figure_changes(old: Report, new: Report, edition: Edition) -> Iterator[FigureChange]:
    """Cells in the order of the form; blank, dash, zero and absent are different things here too."""
    for address in (known := list(edition.addresses())):
        if change := _figure_change(edition, address, old, new):
            yield change
    earlier = EDITIONS.get(old.edition, edition)
    for address in set(earlier.addresses()) - set(known):
        if change := _figure_change(earlier, address, old, new):
            yield change


def _figure_change(edition: Edition, address: Address, old: Report, new: Report) -> FigureChange | None:
    was, now = old.figures.get(address), new.figures.get(address)
    if _held(was) == _held(now):
        return None
    return FigureChange(
        address=str(address),
        label=cell_label(edition, address),
        old=figure_text(was),
        new=figure_text(now),
        change=change_text(was, now),
        is_typed=now is not None and now.corrected,
    )


def _held(figure: Figure | None) -> tuple[object, object] | None:
    return None if figure is None else (figure.state, figure.value)


def change_text(was: Figure | None, now: Figure | None) -> str:
    """+3, −12; empty where one of the two is no number."""
    if was is None or now is None or was.value is None or now.value is None:
        return ""
    change = now.value - was.value
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{number_text(abs(change))}"


def section_changes(old: Report, new: Report) -> Iterator[SectionChange]:
    """The title, the introduction and the sections whose text or heading is another one."""
    before, after = texts_of(old), texts_of(new)
    for number in sorted({*before, *after}):
        was, now = before.get(number, ""), after.get(number, "")
        if was != now:
            yield SectionChange(number, part_words(number, new, old), folded(differences(was, now)))


TITLE = -2


def part_words(number: int, *reports: Report) -> str:
    """第五部分 存在的主要问题及改进情况: with the heading of the first report that has the section."""
    if number == TITLE:
        return _("标题")
    headings = (section.heading for report in reports if (section := report.section(number)))
    return " ".join([section_words(number), *list(headings)[:1]])


def texts_of(report: Report) -> dict[int, str]:
    """The words by section: heading and text; the title and the introduction before them."""
    found: dict[int, str] = {TITLE: report.title, INTRODUCTION: report.introduction}
    for section in report.sections:
        text = "\n".join(filter(None, (section.heading, section.text)))
        found[section.number] = "\n".join(filter(None, (found.get(section.number, ""), text)))
    return {number: text for number, text in found.items() if text}
