"""Where one figure was read, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parsing.report import Address
from submissions.display.cells import CellView, Shown, place_words, sentences_of
from submissions.display.findings import FindingView
from submissions.display.routes import original_url
from submissions.models import Correction, Intake, Reading, Upload
from submissions.services.judging import Read


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cell with its raw text and place, the corrections of it and the findings that use it."""

    cell: CellView
    raw: str
    raw_words: str
    place: str
    note: str
    doubts: tuple[str, ...]
    file_name: str
    file_url: str
    corrections: tuple[Correction, ...]
    findings: tuple[FindingView, ...]


def file_of(read: Read) -> Upload | Intake:
    """The file that was read."""
    return read.upload if isinstance(read, Reading) else read


def evidence_of(shown: Shown, read: Read, address: Address, findings: Iterable[FindingView]) -> Evidence:
    figure, file = shown.read.figures.get(address), file_of(read)
    text = str(address)
    return Evidence(
        cell=shown.cell(address),
        raw=figure.raw if figure else "",
        raw_words=_("此格为空") if figure else _("文件中没有找到这一格"),
        place=place_words(figure.place) if figure else "",
        note=figure.note if figure else "",
        doubts=tuple(sentences_of(figure.doubt)) if figure else (),
        file_name=file.original_name,
        file_url=original_url(file),
        corrections=tuple(read.corrections.filter(address=text).select_related("by")),
        findings=tuple(finding for finding in findings if text in finding.marked or text in finding.cells),
    )
