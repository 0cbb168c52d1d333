"""What of an approved report may be read by everybody: its facts and its text, without what must not be published."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from parsing.editions import EDITIONS, Edition
from parsing.report import FRONT, Address, Report
from parsing.rules.privacy import private_spans
from parsing.rules.secrecy import secret_spans
from submissions.models import Finding, Reading, Release, RulingKind, Submission
from submissions.services import findings
from submissions.services.errors import Refused

HIDDEN: Final = "［涉及个人信息，已隐去］"
"""Stands where something private stood: words of the record."""
PRIVACY: Final = "V-"


@dataclass(frozen=True, slots=True)
class Content:
    """What a public page shows. ``texts`` are (number of section, heading, text), 0 for the introduction.

    ``values`` are the facts by address: the number in the unit of its column, or None, and the state of the cell.
    """

    title: str
    agency: str
    year: int
    edition: Edition
    texts: tuple[tuple[int, str, str], ...]
    values: dict[Address, tuple[Decimal | None, str]]
    hidden: int = 0

    def to_json(self) -> dict[str, Any]:
        values = {str(a): [None if v is None else format(v, "f"), state] for a, (v, state) in self.values.items()}
        texts = [list(text) for text in self.texts]
        head = {"title": self.title, "agency": self.agency, "year": self.year, "edition": self.edition.code}
        return {**head, "texts": texts, "values": values, "hidden": self.hidden}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Content:
        values = {
            Address.parse(address): (None if value is None else Decimal(value), state)
            for address, (value, state) in data["values"].items()
        }
        texts = tuple((number, heading, text) for number, heading, text in data["texts"])
        edition = EDITIONS[data["edition"]]
        return cls(data["title"], data["agency"], data["year"], edition, texts, values, data["hidden"])


def content_digest(data: dict[str, Any]) -> str:
    """The SHA-256 of a release's content."""
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def pdf_name(release: Release) -> str:
    """The file its public PDF is kept as, once somebody asked for one."""
    return f"releases/{release.sha256[:2]}/{release.sha256}-{release.pk}.pdf"


def content_of(submission: Submission) -> Content:
    """Raises Refused, with the reason, where the report bears a mark of secrecy or has no text to show."""
    reading = submission.current_reading
    if reading is None or reading.report is None:
        raise Refused(_("没有读取结果。"))
    report = Report.from_json(reading.report)
    _no_secrets(submission, reading, report)
    hidden = 0
    texts = []
    for number, heading, text in _texts(report):
        clean, n = without_private(text)
        hidden += n
        texts.append((number, heading, clean))
    title, n = without_private(report.title)
    return Content(
        title=title,
        agency=submission.agency.name,
        year=submission.cycle.year,
        edition=submission.edition,
        texts=tuple(texts),
        values=_facts(submission),
        hidden=hidden + n,
    )


def _texts(report: Report) -> list[tuple[int, str, str]]:
    """The introduction and the sections. What stands above the title is no part of the report."""
    texts = [(0, "", report.introduction)] if report.introduction.strip() else []
    return texts + [(section.number, section.heading, section.text) for section in report.sections]


def without_private(text: str) -> tuple[str, int]:
    """The text with every private spot replaced, and how many there were."""
    parts, at, spans = [], 0, private_spans(text)
    for start, end, _what in spans:
        parts += [text[at:start], HIDDEN]
        at = end
    return "".join([*parts, text[at:]]), len(spans)


def _no_secrets(submission: Submission, reading: Reading, report: Report) -> None:
    """A marked paper is held back whole, unless a reviewer said that the mark is none."""
    texts = [(FRONT, report.front), *((number, text) for number, _heading, text in _texts(report))]
    marked = [text[start:end] for number, text in texts for start, end in secret_spans(number, text)]
    if not marked:
        return
    cleared = findings.rulings(submission).filter(kind=RulingKind.WRONG).values("fingerprint")
    flagged = Finding.everything.filter(reading=reading, rule="V-02", outcome="failed")
    if flagged.exclude(fingerprint__in=cleared).exists() or not flagged.exists():
        raise Refused(_("文中有密级或内部标志“%(mark)s”，不能公布。") % {"mark": marked[0][:40]})


def _facts(submission: Submission) -> dict[Address, tuple[Decimal | None, str]]:
    rows = submission.figures.values_list("table", "row", "column", "value", "state")
    return {Address(table, row, column): (value, state) for table, row, column, value, state in rows}


def original_fault(submission: Submission, content: Content) -> str:
    """Why the file itself cannot be published; empty when it can. Any finding on privacy is enough, silent or not."""
    if submission.current_upload is None:
        return _("没有原件。")
    flagged = Finding.everything.filter(
        reading=submission.current_reading_id or 0, rule__startswith=PRIVACY, outcome="failed"
    )
    if content.hidden or flagged.exists():
        return _("原件中有不应公开的信息，只公布报告页面。")
    return ""
