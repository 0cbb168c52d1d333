"""Everything that refers to the same bytes: reports, files not filed yet, attachments and sealed scans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from parsing.report import Report
from submissions.models import (
    AnnotatedCopy,
    Explanation,
    Facsimile,
    Intake,
    PrivacyLook,
    Reading,
    SealedScan,
    Submission,
    Upload,
)
from submissions.services.holds import in_order
from submissions.services.masking import private_words
from submissions.states import Processing


@dataclass(frozen=True, slots=True)
class Uses:
    """Everything that refers to the same bytes."""

    sha256: str
    uploads: list[Upload]
    intakes: list[Intake]
    said: list[Explanation]
    seals: list[SealedScan]

    @classmethod
    def of(cls, sha256: str) -> Uses:
        related = "submission__agency", "submission__cycle"
        return cls(
            sha256,
            list(Upload.objects.filter(sha256=sha256).select_related(*related)),
            list(Intake.objects.filter(sha256=sha256).exclude(file="")),
            list(Explanation.objects.filter(attachment__contains=sha256).select_related(*related)),
            list(SealedScan.objects.filter(sha256=sha256).select_related(*related)),
        )

    def submissions(self) -> list[Submission]:
        rows: list[Upload | Explanation | SealedScan] = [*self.uploads, *self.said, *self.seals]
        return list({row.submission_id: row.submission for row in rows}.values())

    def keys(self) -> tuple[set[int], set[int]]:
        """What has to be held: submissions, and files that belong to none yet."""
        return {one.pk for one in self.submissions()}, {one.pk for one in self.intakes}

    def readings(self) -> QuerySet[Reading]:
        return Reading.objects.filter(upload__in=self.uploads)

    def facsimiles(self) -> QuerySet[Facsimile]:
        return Facsimile.objects.filter(Q(upload__in=self.uploads) | Q(intake__in=self.intakes))

    def is_being_read(self) -> bool:
        running = (Processing.QUEUED.value, Processing.READING.value)
        mine = (one for one in self.intakes if one.processing in running and one.dropped_at is None)
        return self.readings().filter(processing__in=running).exists() or any(mine)

    def private_words(self) -> set[str]:
        reports = [*self.readings().values_list("report", flat=True), *(one.report for one in self.intakes)]
        spots = PrivacyLook.objects.filter(sha256=self.sha256).values_list("spots", flat=True)
        seen = {spot["words"] for found in spots for spot in found}
        return seen.union(*(private_words(Report.from_json(one)) for one in reports if one))

    def stored(self) -> Iterator[str]:
        """The names the bytes lie under."""
        rows: list[Upload | Intake | SealedScan] = [*self.uploads, *self.intakes, *self.seals]
        yield from dict.fromkeys([*(str(row.file.name) for row in rows), *(str(s.attachment.name) for s in self.said)])

    def made_of_them(self) -> Iterator[str]:
        """Pictures of their pages and annotated copies."""
        for pages in self.facsimiles().values_list("pages", flat=True):
            yield from (page["name"] for page in pages)
        copies = AnnotatedCopy.objects.filter(reading__upload__in=self.uploads).exclude(file="")
        yield from copies.values_list("file", flat=True)


def held(sha256: str) -> Uses:
    """The same with every report and file held until the transaction ends, so that no copy is made of what was read
    in the meantime: whoever moves a report, or files a file, comes wholly before this or finds what was made of it."""
    uses = Uses.of(sha256)
    while True:
        held = transaction.savepoint()
        submissions, intakes = uses.keys()
        in_order(Intake.objects.filter(pk__in=intakes))
        in_order(Submission.objects.filter(pk__in=submissions))
        in_order(Reading.objects.filter(upload__submission__in=submissions))
        known, uses = uses, Uses.of(sha256)
        if uses.keys() == known.keys():
            transaction.savepoint_commit(held)
            return uses
        transaction.savepoint_rollback(held)  # lets go of all, to take them in order with what came in between
