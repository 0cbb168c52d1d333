"""Blots words out of everything that was read or written of a report, wherever it is kept."""

from __future__ import annotations

from collections.abc import Iterator

from submissions.models import (
    Decision,
    Explanation,
    Finding,
    Intake,
    Issue,
    Likeness,
    Manuscript,
    Reading,
    Release,
    Repair,
    Submission,
)
from submissions.services.masking import Mask
from submissions.services.release_content import content_digest, pdf_name
from submissions.services.uses import Uses


def blot(submission: Submission, uses: Uses, mask: Mask) -> list[str]:
    """Blots out the words in everything that was read or written of this report; the names of files that say them."""
    _read(submission, uses, mask)
    _written(submission, mask)
    return list(_released(submission, mask))


def _read(submission: Submission, uses: Uses, mask: Mask) -> None:
    for reading in Reading.objects.filter(upload__submission=submission).exclude(report=None):
        Reading.objects.filter(pk=reading.pk).update(report=mask.report(reading.report or {}), judged_with="")
    for intake in Intake.objects.filter(pk__in=[one.pk for one in uses.intakes]).exclude(report=None):
        Intake.objects.filter(pk=intake.pk).update(report=mask.report(intake.report or {}))
    for finding in Finding.everything.filter(reading__upload__submission=submission).iterator():
        message, data = mask.text(finding.message), mask.value(finding.data)
        if (message, data) != (finding.message, finding.data):
            Finding.everything.filter(pk=finding.pk).update(message=message, data=data)
    for one in (*Likeness.objects.filter(submission=submission), *Likeness.objects.filter(other=submission)):
        Likeness.objects.filter(pk=one.pk).update(passages=mask.value(one.passages))


def _written(submission: Submission, mask: Mask) -> None:
    for issue in Issue.objects.filter(submission=submission):
        Issue.objects.filter(pk=issue.pk).update(message=mask.text(issue.message))
    for said in Explanation.objects.filter(submission=submission):
        Explanation.objects.filter(pk=said.pk).update(text=mask.text(said.text))
    for written in Manuscript.objects.filter(submission=submission):
        Manuscript.objects.filter(pk=written.pk).update(fields=mask.value(written.fields))
    for decision in Decision.objects.filter(submission=submission):
        told = {"items": mask.value(decision.items), "waivers": mask.value(decision.waivers)}
        Decision.objects.filter(pk=decision.pk).update(**told)
    for repair in Repair.objects.filter(submission=submission, before__has_key="report").exclude(before__report=None):
        before = repair.before | {"report": mask.report(repair.before["report"])}
        Repair.objects.filter(pk=repair.pk).update(before=before)


def _released(submission: Submission, mask: Mask) -> Iterator[str]:
    for release in Release.objects.filter(submission=submission):
        content = mask.value(release.content)
        if content != release.content:
            Release.objects.filter(pk=release.pk).update(content=content, sha256=content_digest(content))
            yield pdf_name(release)
