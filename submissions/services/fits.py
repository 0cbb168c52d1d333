"""Whose report a document is, by the agency and the year its title names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from parsing.errors import ParsingError
from parsing.report import Report, squeeze
from parsing.rules.tables import is_near
from submissions.access import Answer, Standing, answer
from submissions.models import Agency, Submission
from submissions.services.errors import WrongAgency, WrongYear
from submissions.states import Role, State

Names = Mapping[str, frozenset[int]]
"""Every right name of every agency, without blanks, and whose it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a title names; empty where it names none. ``recognised`` by OCR, a letter may be the reader's."""

    agency: str = ""
    year: int | None = None
    recognised: bool = False


def found_in(report: Report) -> Found:
    return Found(report.agency, report.year, bool(report.facts.recognised))


@dataclass(frozen=True, slots=True)
class Fit:
    """The submission a document is for, or ``why`` there is none to file it to and what to do."""

    submission: Submission | None = None
    why: str = ""
    advice: str = ""


def names_in_use() -> Names:
    """One query over all agencies."""
    names: dict[str, set[int]] = {}
    for agency in Agency.objects.only("pk", "name", "aliases", "kind"):
        for name in agency.names:
            names.setdefault(squeeze(name), set()).add(agency.pk)
    return {name: frozenset(ids) for name, ids in names.items()}


def contradiction(report: Report, submission: Submission, names: Names | None = None) -> ParsingError | None:
    """The title names another year or another agency than this submission is for."""
    return mismatch(found_in(report), submission, names)


def mismatch(found: Found, submission: Submission, names: Names | None = None) -> ParsingError | None:
    """The same of what is known of the title; ``names`` where the caller has them already."""
    agency, year = submission.agency, submission.cycle.year
    if found.year is not None and found.year != year:
        return WrongYear(
            _("文件标题是%(found)s年的报告，这里应报送%(year)s年度报告。") % {"found": found.year, "year": year},
            _("请上传%(year)s年度报告；如果只是标题年份写错，请改正标题后重新上传。") % {"year": year},
        )
    if found.agency and not may_mean(found, agency, names):
        return WrongAgency(
            _("文件标题是“%(found)s”的报告，这里应报送“%(agency)s”的报告。")
            % {"found": found.agency, "agency": agency.name},
            _("请确认选对了文件；如果标题中的机关名称写错，请改正后重新上传。"),
        )
    return None


def may_mean(found: Found, agency: Agency, names: Names | None = None) -> bool:
    """A right name, or a shortened or misread one that is no other agency's; rule S-12 judges the wording."""
    title, own = squeeze(found.agency), [squeeze(name) for name in agency.names]
    if title in own:
        return True
    if (names_in_use() if names is None else names).get(title, frozenset()) - {agency.pk}:
        return False
    misread = found.recognised and any(is_near(title, name) for name in own)
    return misread or any(_shortens(title, name) or title.endswith(name) for name in own)


def _shortens(short: str, whole: str) -> bool:
    """All characters of ``short`` stand in ``whole`` in this order: 省工信厅 in 黑龙江省工业和信息化厅."""
    rest = iter(whole)
    return len(short) > 1 and all(character in rest for character in short)


@dataclass(slots=True)
class Desk:
    """What one clerk owes, of all years, and the names that tell agencies apart, each fetched once."""

    owed: Sequence[Submission]
    _names: Names | None = field(default=None)

    @property
    def names(self) -> Names:
        if self._names is None:
            self._names = names_in_use()
        return self._names

    @property
    def open(self) -> list[Submission]:
        """Those a file may be filed to now."""
        return [submission for submission in self.owed if may_upload(submission)]

    def fit(self, found: Found) -> Fit:
        """The one submission of theirs this title names, or why there is none."""
        if not found.agency:
            return Fit(None, _("标题中没有认出机关名称。"), _("请在“归入”一栏选择这是哪一份报告。"))
        agencies = self._agencies(found)
        if not agencies:
            return Fit(None, *self._not_mine(found.agency))
        if len(agencies) > 1:
            named = "、".join(sorted(agency.name for agency in agencies))
            why = _("标题中的“%(found)s”可能是%(named)s。") % {"found": found.agency, "named": named}
            return Fit(None, why, _("请在“归入”一栏选择这是哪一份报告。"))
        return self._of_year(agencies[0], found.year)

    def candidates(self, found: Found) -> list[Submission]:
        """Those it may be filed to without contradicting its title."""
        agencies = {agency.pk for agency in self._agencies(found)} if found.agency else None
        return [
            submission
            for submission in self.open
            if found.year in (None, submission.cycle.year) and (agencies is None or submission.agency_id in agencies)
        ]

    def refused(self, found: Found, submission: Submission) -> Fit:
        """Whether a document may go where its clerk wants it."""
        if error := mismatch(found, submission, self.names if found.agency else {}):
            return Fit(submission, error.message, error.advice)
        return _held(submission)

    def elsewhere(self, found: Found) -> Submission | None:
        """Where a document goes that does not belong where it was uploaded, if it can go there now."""
        fit = self.fit(found)
        return None if fit.why else fit.submission

    def _agencies(self, found: Found) -> list[Agency]:
        """Those of theirs whose right name it is; else those it may mean."""
        mine = {submission.agency_id: submission.agency for submission in self.owed}
        title = squeeze(found.agency)
        exact = [agency for agency in mine.values() if title in map(squeeze, agency.names)]
        return exact or [agency for agency in mine.values() if may_mean(found, agency, self.names)]

    def _not_mine(self, printed: str) -> tuple[str, str]:
        why = _("文件标题是“%(found)s”的报告，不是您负责报送的机关。") % {"found": printed}
        return why, _("请移除这个文件；如果标题中的机关名称写错，请改正后重新上传。")

    def _of_year(self, agency: Agency, year: int | None) -> Fit:
        if year is None:
            return Fit(None, _("标题中没有认出年度。"), _("请在“归入”一栏选择这是哪一年度的报告。"))
        mine = [submission for submission in self.owed if submission.agency_id == agency.pk]
        for submission in mine:
            if submission.cycle.year == year:
                return _held(submission)
        why = _("文件标题是%(year)s年的报告，%(agency)s没有%(year)s年度的报送任务。") % {
            "year": year,
            "agency": agency.name,
        }
        open_years = "、".join(str(s.cycle.year) for s in mine if s.cycle.is_open)
        ask = _("现在报送的是%(years)s年度，") % {"years": open_years} if open_years else ""
        return Fit(None, why, ask + _("请移除这个文件；如果只是标题年份写错，请改正标题后重新上传。"))


def _held(submission: Submission) -> Fit:
    """Whether the agency may change this report now."""
    if told := may_upload(submission):
        return Fit(submission)
    withdrawn = submission.status is State.SUBMITTED and submission.cycle.is_open
    advice = _("需要更换文件的，请先在报告页撤回。") if withdrawn else _("请移除这个文件。")
    return Fit(submission, told.why, advice)


def may_upload(submission: Submission) -> Answer:
    """What access says to the clerk of this very agency."""
    return answer(Standing(frozenset({Role.CLERK})), "upload", submission)


def desk(owed: Iterable[Submission]) -> Desk:
    return Desk(list(owed))
