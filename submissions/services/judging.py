"""What a reading says with people's corrections laid over it, and what the rules say to that."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from parsing.editions import EDITIONS, Edition
from parsing.editions.form import Measure
from parsing.labels import Number, read_number
from parsing.report import Address, Figure, Report
from parsing.rules.engine import judge
from parsing.rules.model import Context
from submissions.models import Correction, Reading, Submission
from submissions.services import findings


def context_of(submission: Submission) -> Context:
    """What the rules may know beside the report."""
    return Context(agency_names=submission.agency.names, year=submission.cycle.year)


def standing_corrections(reading: Reading) -> list[Correction]:
    return list(reading.corrections.filter(withdrawn_at=None).select_related("by"))


def effective_report(reading: Reading) -> Report:
    """The report as read with every standing correction over it; those figures are ``corrected``."""
    report = Report.from_json(reading.report or {})
    figures = dict(report.figures)
    for correction in standing_corrections(reading):
        address = Address.parse(correction.address)
        number = typed_number(edition_of(reading, report), address, correction.typed)
        read = figures.get(address, Figure(value=None, raw=""))
        figures[address] = replace(read, value=number.value, state=number.state, doubt="", note="", corrected=True)
    return replace(report, figures=figures)


def edition_of(reading: Reading, report: Report) -> Edition:
    """The form the document uses, or the one it should have used where that is unknown."""
    return EDITIONS.get(report.edition) or reading.upload.submission.cycle.edition


def typed_number(edition: Edition, address: Address, typed: str) -> Number:
    """A value typed by a person, read with the cell's measure (counts, 万元, changes)."""
    column = edition.table(address.table).column(address.row, address.column)
    return read_number(typed, column.measure if column else Measure.COUNT)


def cell_words(edition: Edition, address: Address) -> str:
    """The official labels of a cell: 收到和处理政府信息公开申请情况 · （七）总计 · 其他."""
    table = edition.table(address.table)
    row, column = table.row(address.row), table.column(address.row, address.column)
    labels = [table.title, row.label if row else address.row, column.label if column else address.column]
    return " · ".join(labels)


def rejudge(reading: Reading) -> None:
    """Judges the report again as it stands now and keeps the findings in place of the old ones."""
    with transaction.atomic():
        findings.write(reading, judge(effective_report(reading), context_of(reading.upload.submission)))
