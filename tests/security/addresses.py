"""Every address of the portal, and what of somebody's it is about.

A new address with a number or a word in it must say here what it stands for, or the walk fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.urls import URLPattern, reverse

from submissions import urls
from submissions.models import (
    AgencyLineage,
    AnnotatedCopy,
    BackTest,
    Chase,
    Cycle,
    Explanation,
    Export,
    Intake,
    LocalDeadline,
    Notice,
    PastBatch,
    Release,
    ReleaseOrder,
    Repair,
    SavedFilter,
    SignIn,
    Submission,
    User,
    VerticalSystem,
)
from submissions.models.receipts import SealedScan
from submissions.services import intakes, repairs, snapshots, tokens
from tests.conftest import as_file

PUBLIC = {
    "login": "the door itself",
    "logout": "sends everybody to the door",
    "set_language": "only keeps a choice",
    "invite_accept": "the link is the secret",
    "receipt_check": "the number is the secret",
    "rulebook": "the catalogue of rules is no secret",
    "help": "the manual",
    "help_part": "the manual",
    "healthz": "for machines, tells no figure",
    "operations_json": "the token is the secret; without it there is nothing",
    "metrics": "the token is the secret; without it there is nothing",
    "robots": "for search engines",
    "public": "released reports, where the installation shows any",
    **dict.fromkeys(("public_report", "public_pdf", "public_figures", "public_original"), "a released report"),
}
"""Pages anybody may open without signing in, and why."""

AREAS = (("office/", "office"), ("review/", "reviewer"), ("mine/", "clerk"))
"""Whose part of the portal an address belongs to."""


@dataclass(frozen=True, slots=True)
class Owned:
    """One of everything, all of it 省工信厅's or its people's."""

    submission: Submission
    upload_pk: int
    values: dict[str, Any]

    def arguments(self, pattern: URLPattern) -> tuple[Any, ...]:
        """What stands in the address for these things. Raises KeyError for an address nobody told about."""
        return tuple(self._value(pattern, name) for name in pattern.pattern.converters)

    def _value(self, pattern: URLPattern, name: str) -> Any:
        route = str(pattern.pattern)
        for start in sorted(self.values, key=len, reverse=True):
            prefix, _bar, parameter = start.partition("|")
            if route.startswith(prefix) and parameter == name:
                return self.values[start]
        raise KeyError(f"{route}: say in tests/security/addresses.py what <{name}> stands for")


def owned(submission: Submission, clerk: User, reviewer: User, office: User, cycle: Cycle) -> Owned:
    """The scene: a report with faults in review, with everything a report can have beside it."""
    reading, upload = submission.current_reading, submission.current_upload
    assert reading is not None
    assert upload is not None
    explanation = Explanation.objects.filter(submission=submission).first()
    assert explanation is not None
    explanation.attachment.save("x.pdf", ContentFile(b"%PDF-1.4"))
    copy = AnnotatedCopy.objects.create(reading=reading, digest="0" * 64, processing="done")
    copy.file.save("x.pdf", ContentFile(b"%PDF-1.4"))
    seal = SealedScan(submission=submission, name="x.pdf", size=8, sha256="0" * 64, by=clerk)
    seal.file.save("x.pdf", ContentFile(b"%PDF-1.4"))
    intake = intakes.receive(clerk, as_file(b"x" * 20, "a.txt"))
    notice = Notice.objects.create(user=clerk, kind="returned", key="x", title="x", submission=submission)
    kept = SavedFilter.objects.create(user=reviewer, name="x", query="")
    signed_in = SignIn.objects.create(user=clerk, session_key="x")
    test = BackTest.objects.create(cycle=cycle, rule="A-02", by=office)
    day = LocalDeadline.objects.create(cycle=cycle, agency=submission.agency, due_on="2025-02-20", by=office)
    system = VerticalSystem.objects.create(name="盐业")
    province = submission.agency.parent
    assert province is not None
    batch = PastBatch.objects.create(root=province, owner=office, name="2019—2023")
    past = Intake.objects.create(
        owner=office, batch=batch, path="a.txt", original_name="a.txt", sha256="0" * 64, size=4, processing="done",
        report=reading.report, figures=1,
    )  # fmt: skip
    past.file.save("a.txt", ContentFile(b"text"))
    order = ReleaseOrder.objects.create(cycle=cycle, root=province, on="2025-04-01", by=office)
    told = {"agency_name": submission.agency.name, "content": {}, "sha256": "0" * 64}
    release = Release.objects.create(submission=submission, order=order, by=office, **told)
    frozen = snapshots.take(office, cycle, province)
    file = Export.objects.create(snapshot=frozen, kind="json", by=office, processing="done", name="x.json.zip")
    file.file.save("x.zip", ContentFile(b"PK"))
    return Owned(submission, upload.pk, {
        "help/|part": "clerk",
        "invite/|uidb64": "x",
        "invite/|token": "y",
        "notices/|pk": notice.pk,
        "account/sessions/|pk": signed_in.pk,
        "mine/files/|pk": intake.pk,
        "reports/|pk": submission.pk,
        "reports/|address": "requests.total.other",
        "reports/<int:pk>/letters/|decision": 1,
        "uploads/|pk": upload.pk,
        "uploads/|number": 1,
        "annotated/|pk": copy.pk,
        "seals/|pk": seal.pk,
        "explanations/|pk": explanation.pk,
        "review/|pk": submission.pk,
        "review/|other": submission.pk,
        "review/filters/|pk": kept.pk,
        "office/cycles/|year": cycle.year,
        "office/cycles/|rule_id": "A-02",
        "office/cycles/<int:year>/charts/|code": "rank",
        "office/cycles/<int:year>/summary/|address": "requests.total.other",
        "office/cycles/<int:year>/summary/|part": "missing",
        "office/snapshots/|pk": frozen.pk,
        "office/snapshots/|address": "requests.total.other",
        "office/snapshots/|part": "missing",
        "office/snapshots/|kind": "csv",
        "office/exports/|pk": file.pk,
        "office/dictionary/|edition": "2021",
        "office/tests/|pk": test.pk,
        "office/submissions/|pk": submission.pk,
        "office/submissions/<int:pk>/repair/|code": "recall",
        "office/repair/|pk": Repair.objects.create(
            kind="stop", submission=submission, agency=submission.agency, by=office, reason="x",
            after=repairs.columns_of(submission) | {"last_event": 0},
        ).pk,
        "office/lineage/|pk": lineage(submission).pk,
        "office/agencies/|pk": submission.agency_id,
        "office/users/|pk": clerk.pk,
        "office/local/|pk": day.pk,
        "office/systems/|pk": system.pk,
        "office/chases/|pk": Chase.objects.create(cycle=cycle, root=submission.agency, by=office, text="x").pk,
        "office/interface/|pk": tokens.issue(office, "x", 1)[0].pk,
        "office/past/|pk": batch.pk,
        "office/release/orders/|pk": order.pk,
        "office/release/|pk": release.pk,
        "public/|year": cycle.year,
        "public/|pk": submission.agency_id,
        "office/past/files/|pk": past.pk,
        "office/past/files/|number": 1,
        "office/past/files/|address": "requests.total.other",
        "office/import/|what": "agencies",
    })  # fmt: skip


def lineage(submission: Submission) -> AgencyLineage:
    agency = submission.agency
    assert agency.parent is not None
    return AgencyLineage.objects.create(predecessor=agency, successor=agency.parent, kind="merged", year=2023)


def patterns() -> list[URLPattern]:
    """Every address of the portal."""
    return [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]


def address(pattern: URLPattern, scene: Owned) -> str:
    return reverse(str(pattern.name), args=scene.arguments(pattern))


def area(pattern: URLPattern) -> str:
    """Whose part of the portal this is: a role, or nothing where everybody signed in may come."""
    route = str(pattern.pattern)
    return next((role for start, role in AREAS if route.startswith(start)), "")


def is_about_something(pattern: URLPattern) -> bool:
    """Whether the address names something that belongs to somebody; a year, a rule or a cell of the form belongs to nobody."""
    nobodys = {"year", "rule_id", "part", "uidb64", "token", "what", "address", "edition", "code"}
    return bool(set(pattern.pattern.converters) - nobodys)


Visit = Callable[[str], int]
