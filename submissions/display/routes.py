"""Where the pages lead from the cells of a sheet: to a report's, or to those of a past file that is not filed yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from submissions.models import Intake, Submission, Upload
from submissions.services.past_corrections import mark_of


@dataclass(frozen=True, slots=True)
class Routes:
    """Names of addresses. Each takes ``pk``, those of a cell its address too.

    ``seen`` is the reading whose figures are shown: it goes along with what is typed or confirmed.
    """

    pk: int
    cell: str
    correct: str
    confirm: str
    restore: str
    document: str
    seen: int | None = None

    @property
    def query(self) -> str:
        return "" if self.seen is None else f"?seen={self.seen}"


def report_routes(submission: Submission) -> Routes:
    names = "cell", "correct", "confirm", "restore", "document"
    return Routes(submission.pk, *names, seen=submission.current_reading_id)


def past_routes(intake: Intake) -> Routes:
    names = "past_cell", "past_correct", "past_confirm", "past_uncorrect", "past_document"
    return Routes(intake.pk, *names, seen=mark_of(intake))


def original_url(file: Upload | Intake) -> str:
    """Where the file is downloaded as it was sent."""
    return reverse("original" if isinstance(file, Upload) else "past_original", args=[file.pk])


def picture_url(file: Upload | Intake, page: int) -> str:
    return reverse("page_picture" if isinstance(file, Upload) else "past_picture", args=[file.pk, page])
