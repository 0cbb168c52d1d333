"""Annotated copies of the original, made by a worker when somebody asks for one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from parsing.annotated import Note
from parsing.errors import ParsingError
from parsing.grid import Place
from parsing.report import Address, Report
from submissions.language import of_record
from submissions.models import AnnotatedCopy, Explanation, Finding, Reading, Ruling, Submission
from submissions.services import bell, findings, renderings, storage
from submissions.services.errors import RenderingLost
from submissions.services.judging import cell_words, edition_of, effective_report
from submissions.states import Processing


def wanted(reading: Reading) -> AnnotatedCopy:
    """The copy that says what is known now; a worker is called where it is not made yet and nobody is at it."""
    copy, made = AnnotatedCopy.objects.get_or_create(reading=reading, digest=digest_of(notes_of(reading)))
    if made or renderings.ring_is_due(AnnotatedCopy, copy.pk):
        bell.ring_on_commit(copy.pk, bell.ANNOTATE)
    return copy


def claim(copy_id: int) -> bool:
    return renderings.claim(AnnotatedCopy, copy_id)


def record(copy_id: int, pdf: bytes) -> None:
    copy = AnnotatedCopy.objects.get(pk=copy_id)
    name = storage.save_anew(f"annotated/{copy.digest[:2]}/{copy.reading_id}-{copy.digest}.pdf", ContentFile(pdf))
    renderings.finish(AnnotatedCopy, copy_id, Processing.DONE, file=name)


def fail(copy_id: int, error: ParsingError) -> bool:
    return renderings.fail(AnnotatedCopy, copy_id, error)


def give_up_lost() -> int:
    return renderings.give_up_lost(AnnotatedCopy, fail, RenderingLost())


@of_record()
def title_of(submission: Submission) -> str:
    return _("%(agency)s%(year)s年政府信息公开工作年度报告：问题清单") % {
        "agency": submission.agency.name,
        "year": submission.cycle.year,
    }


def digest_of(notes: list[Note]) -> str:
    text = json.dumps([note.to_json() for note in notes], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


@of_record()
def notes_of(reading: Reading) -> list[Note]:
    """The failed findings with their places, numbered as in the list of findings; never those of silent rules."""
    submission = reading.upload.submission
    report = effective_report(reading)
    answers = {e.fingerprint: e for e in findings.standing(submission)}
    decided = {r.fingerprint: r for r in findings.rulings(submission)}
    return [
        Note(
            number=n,
            severity=row.severity,
            places=tuple(dict.fromkeys(_places(report, row))),
            heading=f"{row.rule} {row.message}",
            lines=tuple(_lines(reading, report, row, answers.get(row.fingerprint), decided.get(row.fingerprint))),
        )
        for n, row in enumerate(findings.failed(reading), 1)
    ]


def _places(report: Report, row: Finding) -> Iterator[Place]:
    """The subject where it is a cell, else every cell the finding names; and its sentences."""
    places = {str(address): figure.place for address, figure in report.figures.items()}
    cells = [row.subject] if row.subject in places else row.data.get("cells", [])
    yield from (places[cell] for cell in cells if cell in places)
    for quote in row.data.get("quotes", ()):
        section = report.section(quote["section"]) if not quote.get("source") else None
        if section is not None:
            yield section.place_of(quote["start"])


def _lines(
    reading: Reading, report: Report, row: Finding, answer: Explanation | None, ruling: Ruling | None
) -> Iterator[str]:
    data: dict[str, Any] = row.data
    if data.get("sum"):
        yield data["sum"]
    elif data.get("cells"):
        edition = edition_of(reading, report)
        known = set(map(str, edition.addresses()))
        pairs = zip(data["cells"], data.get("values", ()), strict=False)
        held = [f"{cell_words(edition, Address.parse(cell))}：{value}" for cell, value in pairs if cell in known]
        yield "；".join(held[:12]) + (_(" 等 %(n)s 格") % {"n": len(held)} if len(held) > 12 else "")
    for quote in data.get("quotes", ()):
        if quote["text"].strip():
            yield _("原文：“%(text)s”") % {"text": quote["text"].strip()}
    for words, key in ((_("可能原因"), "hint"), (_("怎样改"), "fix"), (_("依据"), "basis")):
        if data.get(key):
            yield f"{words}：{data[key]}"
    if answer:
        yield f"{answer.get_kind_display()}（{answer.get_verdict_display()}）：{answer.text}"
    if ruling:
        yield f"{ruling.get_kind_display()}：{ruling.reason}"
