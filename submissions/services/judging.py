"""What a reading says with people's corrections laid over it, and what the rules say to that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from parsing import RULES_VERSION
from parsing.editions import EDITIONS, Edition
from parsing.editions.form import Measure
from parsing.labels import Number, number_said
from parsing.report import Address, Figure, Report
from parsing.rules.engine import judge
from parsing.rules.tables import table_of
from submissions.language import of_record
from submissions.models import Correction, Intake, Reading, Submission
from submissions.services import findings, looks
from submissions.services.context import context_of
from submissions.services.errors import Refused
from submissions.services.policies import policy_of
from submissions.states import EDITABLE, Processing, State

Read = Reading | Intake
"""What was read in a file and may be typed over: of a report, or of a past file before it is filed."""
UNDECIDED = EDITABLE | {State.SUBMITTED, State.IN_REVIEW}


def standing_corrections(read: Read) -> list[Correction]:
    return list(read.corrections.filter(withdrawn_at=None).select_related("by"))


def effective_report(read: Read) -> Report:
    """The report as read with every standing correction over it; those figures are ``corrected``."""
    return _with(read, standing_corrections(read))


def report_at(reading: Reading, moment: datetime) -> Report:
    """The report as it stood then: as read, with the corrections that held at that moment."""
    held = Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment)
    return _with(reading, reading.corrections.filter(held, at__lte=moment))


def _with(read: Read, corrections: Iterable[Correction]) -> Report:
    report = Report.from_json(read.report or {})
    figures = dict(report.figures)
    for correction in corrections:
        address = Address.parse(correction.address)
        number = typed_number(edition_of(read, report), address, correction.typed)
        found = figures.get(address, Figure(value=None, raw=""))
        figures[address] = found._replace(value=number.value, state=number.state, doubt="", note="", corrected=True)
    return replace(report, figures=figures)


def edition_of(read: Read, report: Report) -> Edition:
    """The form the document uses, or the one it should have used where that is unknown.

    Raises Refused where nobody owes a past file on any form and none was recognised in it.
    """
    if known := EDITIONS.get(report.edition):
        return as_printed(known, report)
    if isinstance(read, Reading):
        return read.upload.submission.edition
    raise Refused(_("没有认出这个文件用的是哪一版表格，不能逐格更正。"))


def as_printed(edition: Edition, report: Report) -> Edition:
    """The form with each table as the report has it: one report may print tables of two versions.

    Else the rows of such a table would be shown as not found, and its figures not at all.
    """
    tables = tuple(table_of(report, table.code)[1] for table in edition.tables)
    return edition if tables == edition.tables else replace(edition, tables=tables)


def typed_number(edition: Edition, address: Address, typed: str) -> Number:
    """A value typed by a person, read with the cell's measure (counts, 万元, changes)."""
    column = edition.table(address.table).column(address.row, address.column)
    return number_said(typed, column.measure if column else Measure.COUNT)


def cell_words(edition: Edition, address: Address) -> str:
    """The official labels of a cell: 收到和处理政府信息公开申请情况 · （七）总计 · 其他."""
    table = edition.table(address.table)
    row, column = table.row(address.row), table.column(address.row, address.column)
    labels = [table.title, row.label if row else address.row, column.label if column else address.column]
    return " · ".join(labels)


def version_of(submission: Submission) -> str:
    """What a reading judged today was judged with: the catalogue's version and the cycle policy's."""
    return f"{RULES_VERSION}/{submission.cycle.policy_version}"


@of_record()
def rejudge(reading: Reading) -> None:
    """Judges the report as it stands now and keeps the findings in place of the old ones.

    Call it with the submission held: what people decided is matched by fingerprint afterwards.
    """
    submission = Submission.objects.select_related("agency", "cycle").get(pk=reading.upload.submission_id)
    before = Reading.objects.values_list("judged_with", flat=True).get(pk=reading.pk)
    policy = policy_of(submission.cycle)
    with transaction.atomic():
        report = effective_report(reading)
        judged = judge(report, context_of(submission), policy)
        findings.write(reading, judged, policy)
        # Only if nobody has asked for another judging since this one began to look around.
        Reading.objects.filter(pk=reading.pk, judged_with=before).update(judged_with=version_of(submission))
        if submission.current_reading_id == reading.pk:
            findings.follow(submission, reading, policy)
            looks.follow(submission, report)


def stale(limit: int = 200) -> list[int]:
    """Submissions whose current reading was judged with other rules or another policy than today's.

    Only while nothing is decided: what was approved stays as it was when somebody approved it.
    """
    waiting = Submission.objects.filter(
        current_reading__processing=Processing.DONE.value, state__in=[state.value for state in UNDECIDED]
    )
    today = Concat(Value(f"{RULES_VERSION}/"), Cast("cycle__policy_version", CharField()))
    return list(waiting.exclude(current_reading__judged_with=today).order_by("pk").values_list("pk", flat=True)[:limit])


def judge_again(submission_id: int) -> bool:
    """Judges the current reading of a report with the rules and policy of today; False when it need not be."""
    with transaction.atomic():
        # The UPDATE takes the lock of the row on both databases, as every human decision does.
        undecided = Submission.objects.filter(pk=submission_id, state__in=[state.value for state in UNDECIDED])
        if not undecided.update(updated=F("updated")):
            return False
        held = Submission.objects.select_related("agency", "cycle", "current_reading").get(pk=submission_id)
        reading = held.current_reading
        if reading is None or reading.report is None or reading.judged_with == version_of(held):
            return False
        rejudge(reading)
    return True
