"""The report of a whole area: its figures are the sum of its members, its words are the office's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parsing.grid import Paragraph
from parsing.report import INTRODUCTION, Figure, Report, Section, State
from parsing.rules.engine import judge
from parsing.rules.model import AgencyKind, Context, Finding
from parsing.rules.model import Scope as Counted
from parsing.sections import HEADINGS
from parsing.title import find_title
from submissions.access import may_administer
from submissions.exports.area import AreaSum, LastYear, last_year
from submissions.exports.area_drafting import AreaDraft, area_draft
from submissions.exports.naming import for_file
from submissions.exports.report_docx import Written, number_text, official_title, report_docx
from submissions.language import of_record
from submissions.models import Agency, AreaReport, Cycle, Scope, Snapshot, Submission, User
from submissions.services import kept, snapshots, typed
from submissions.services.context import context_of
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note
from submissions.services.policies import policy_of
from submissions.services.typed import SECTIONS, TITLE, Saved, text_field, texts_of

CURRENT: Final = "此刻的汇总"
FIELDS: Final = (TITLE, *map(text_field, SECTIONS))


@dataclass(frozen=True, slots=True)
class Figures:
    """This year's sum, and last year's as far as it may be compared."""

    cycle: Cycle
    root: Agency
    now: AreaSum
    then: LastYear

    @property
    def draft(self) -> AreaDraft:
        return area_draft(self.now, self.then)


def figures_of(cycle: Cycle, root: Agency) -> Figures:
    """The sum of the snapshot that was chosen for this report, or of this moment; last year's of this moment."""
    snapshot = snapshot_of(cycle, root)
    now = AreaSum(snapshots.of_snapshot(snapshot) if snapshot else kept.gather(cycle, root))
    last = Cycle.objects.filter(year=cycle.year - 1).first()
    then = AreaSum(kept.gather(last, root)) if last else None
    return Figures(cycle, root, now, last_year(now, then))


def snapshot_of(cycle: Cycle, root: Agency) -> Snapshot | None:
    row = AreaReport.objects.filter(cycle=cycle, root=root).select_related("snapshot__cycle").first()
    return row.snapshot if row else None


def snapshots_of(cycle: Cycle, root: Agency) -> QuerySet[Snapshot]:
    """What a report may be made of, the newest first."""
    return Snapshot.objects.filter(cycle=cycle, root=root).select_related("cycle", "by").defer("totals")


def choose_snapshot(actor: User, cycle: Cycle, root: Agency, number: str, *, ip: str = "") -> AreaReport:
    """From now on the figures are those of this snapshot; of this moment where ``number`` is empty."""
    may_write(actor, root)
    chosen = next((one for one in snapshots_of(cycle, root) if one.number == number), None)
    if number and chosen is None:
        raise Refused(_("没有编号为“%(number)s”的汇总。") % {"number": number[:40]})
    with transaction.atomic():
        row = _held(actor, cycle, root, ip)
        if row.snapshot != chosen:
            row.snapshot = chosen
            row.save(update_fields=["snapshot"])
            words = chosen.number if chosen else CURRENT
            note("area_report_sum", actor, agency=root, text=f"{cycle} {words}", ip=ip)
    return row


def may_write(actor: User, root: Agency) -> None:
    """Raises NotAllowed for whoever does not administer the root, Refused for an agency without an area."""
    if not (answer := may_administer(actor, root)):
        raise NotAllowed(answer.why)
    if not root.is_government:
        raise Refused(_("%(name)s不是一级政府，没有全域报告。") % {"name": root.name})


def _held(actor: User, cycle: Cycle, root: Agency, ip: str) -> AreaReport:
    """The row, made where there is none, held until the end of the transaction."""
    row, created = AreaReport.objects.get_or_create(cycle=cycle, root=root, defaults={"saved_by": actor})
    if created:
        note("area_report", actor, agency=root, text=str(cycle), ip=ip)
    return AreaReport.objects.select_for_update().get(pk=row.pk)


def started(cycle: Cycle, root: Agency) -> dict[str, str]:
    """What stands in every field now; before the first save only the official title."""
    row = AreaReport.objects.filter(cycle=cycle, root=root).first()
    blank = dict.fromkeys(FIELDS, "") | {TITLE: official_title(root.name, cycle.year)}
    return blank | {name: value for name, value in (row.fields if row else {}).items() if name in blank}


def save(actor: User, cycle: Cycle, root: Agency, changes: Mapping[str, str], version: int, *, ip: str = "") -> Saved:
    """Keeps ``changes`` made on top of ``version``, as ``typed.keep``. Raises as that and ``may_write``."""
    may_write(actor, root)
    wanted = typed.checked(changes, FIELDS)
    with transaction.atomic():
        row = _held(actor, cycle, root, ip)
        return typed.keep(row, started(cycle, root), wanted, version, actor)


def drafts(figures: Figures) -> dict[str, str]:
    """Opening sentences by field."""
    return {text_field(section): text for section, text in figures.draft.texts.items()}


def document(figures: Figures, fields: Mapping[str, str]) -> bytes:
    """The report as it stands, as the official Word document. Refused while there is nothing to add up."""
    now = figures.now
    if not now.counted:
        raise Refused(_("还没有审核通过的报告，没有可以汇总的数字。"))
    made = Written(now.edition, now.root_name, now.year, now.values, texts_of(fields), fields[TITLE])
    return report_docx(replace(made, mark=_mark(now)))


@of_record()
def _mark(now: AreaSum) -> str:
    """What stands at the foot of every page: the snapshot's number, and while reports are lacking how many are in."""
    words = _("由 %(n)s 份报告汇总，%(m)s 个单位未计入") % {"n": now.counted, "m": len(now.missing)}
    return " · ".join(filter(None, (now.gathering.number, words if now.missing else "")))


@of_record()
def name_of(now: AreaSum) -> str:
    """The name of the document: whose report, of which year and snapshot, how many reports are in and how many out."""
    title = for_file(official_title(now.root_name, now.year))
    counts = _("计入%(n)s份_未计入%(m)s份") % {"n": now.counted, "m": len(now.missing)}
    return "_".join(filter(None, (title, now.gathering.number, counts))) + ".docx"


def checked(figures: Figures, fields: Mapping[str, str]) -> list[Finding]:
    """What the rules of the year say to the report as it stands, as to any report that is handed in; without
    those that are tried in silence."""
    policy = policy_of(figures.cycle)
    found = judge(report_of(figures.now, fields), _context(figures), policy)
    return [finding for finding in found if finding.rule not in policy.silent]


def _context(figures: Figures) -> Context:
    cycle, root = figures.cycle, figures.root
    owed = Submission.objects.select_related("agency", "cycle").filter(cycle=cycle, agency=root).first()
    if owed is None:
        return Context(agency_names=root.names, year=cycle.year, kind=AgencyKind(root.kind), scope=Counted.AREA)
    owed.scope = Scope.AREA.value
    return context_of(owed)


def report_of(now: AreaSum, fields: Mapping[str, str]) -> Report:
    """The report as its document will be read."""
    texts = texts_of(fields)
    title = find_title([Paragraph(fields[TITLE]), Paragraph(_paragraphs(texts[INTRODUCTION]))])
    shown = {address: _figure(now.values.get(address)) for address in now.edition.addresses()}
    sections = (Section(n, words, "一二三四五六"[n - 1], _paragraphs(texts[n])) for n, words in HEADINGS.items())
    return Report(
        agency=title.agency,
        year=title.year,
        edition=now.edition.code,
        title=fields[TITLE],
        introduction=_paragraphs(texts[INTRODUCTION]),
        figures=shown,
        sections=tuple(sections),
    )


def _figure(value: Decimal | None) -> Figure:
    return Figure(None, "", state=State.BLANK) if value is None else Figure(value, number_text(value))


def _paragraphs(text: str) -> str:
    """A text as it is read back: its lines without blanks around them, empty ones left out."""
    return "\n".join(words for line in text.splitlines() if (words := line.strip()))
