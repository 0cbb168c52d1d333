"""Who sees what: what somebody does not see does not exist for them."""

from __future__ import annotations

from collections.abc import Container

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from submissions.access.roles import Person, held_by, is_clerk
from submissions.models import (
    Agency,
    AgencyLineage,
    Chase,
    Export,
    Intake,
    PastBatch,
    Repair,
    Snapshot,
    Submission,
    Upload,
    User,
)
from submissions.states import Role


def _under(prefix: str, user: Person, roles: Container[Role]) -> Q:
    """Agencies a person reaches in these roles, as a condition on ``prefix`` + path."""
    condition = Q(pk__in=[])
    for held in held_by(user):
        if held.role is Role.CLERK and held.role in roles:
            condition |= Q(**{f"{prefix}pk": held.agency_id})
        elif held.role in roles:
            condition |= Q(**{f"{prefix}path__startswith": held.path})
    return condition


def agencies_of(user: Person, *roles: Role) -> QuerySet[Agency]:
    """Agencies the person sees, or only those reached in ``roles``."""
    return Agency.objects.filter(_under("", user, roles or tuple(Role)))


def submissions_of(user: Person, *roles: Role) -> QuerySet[Submission]:
    """Submissions the person sees, or only those reached in ``roles``."""
    condition = _under("agency__", user, roles or tuple(Role))
    return Submission.objects.filter(condition).select_related("agency", "cycle", "current_reading", "current_upload")


def uploads_of(user: Person) -> QuerySet[Upload]:
    return Upload.objects.filter(submission__in=submissions_of(user)).select_related("submission")


def intakes_of(user: Person) -> QuerySet[Intake]:
    """Files this clerk handed in for several reports at once; nobody else sees them before they are filed."""
    if not isinstance(user, User) or not is_clerk(user):
        return Intake.objects.none()
    return Intake.objects.filter(owner=user, batch=None)


def past_batches_of(user: Person) -> QuerySet[PastBatch]:
    """Batches of past reports of the areas this person administers."""
    return PastBatch.objects.filter(root__in=agencies_of(user, Role.OFFICE))


def past_files_of(user: Person) -> QuerySet[Intake]:
    """The files of those batches."""
    return Intake.objects.filter(batch__in=past_batches_of(user))


def lineages_of(user: Person) -> QuerySet[AgencyLineage]:
    """Where agencies come from, as far as this person administers both sides."""
    seen = agencies_of(user, Role.OFFICE)
    rows = AgencyLineage.objects.filter(predecessor__in=seen, successor__in=seen)
    return rows.select_related("predecessor", "successor")


def snapshots_of(user: Person) -> QuerySet[Snapshot]:
    """Frozen sums of the agencies this person administers."""
    rows = Snapshot.objects.filter(root__in=agencies_of(user, Role.OFFICE))
    return rows.select_related("cycle", "root", "by")


def repairs_of(user: Person) -> QuerySet[Repair]:
    """What was put right below the agencies this person administers."""
    rows = Repair.objects.filter(agency__in=agencies_of(user, Role.OFFICE))
    return rows.select_related("submission__agency", "submission__cycle", "agency", "cycle", "by", "undone_by")


def exports_of(user: Person) -> QuerySet[Export]:
    seen = Q(snapshot__in=snapshots_of(user)) | Q(root__in=agencies_of(user, Role.OFFICE))
    return Export.objects.filter(seen).select_related("snapshot__cycle", "cycle", "root")


def chases_of(user: Person) -> QuerySet[Chase]:
    """Chases sent from the subtree this person administers."""
    seen = agencies_of(user, Role.OFFICE)
    return Chase.objects.filter(root__in=seen).select_related("cycle", "root", "by")


def users_of(user: Person) -> QuerySet[User]:
    """People with a membership in the subtree this person administers; may_manage says whether to change them."""
    agencies = agencies_of(user, Role.OFFICE)
    return User.objects.filter(memberships__agency__in=agencies).distinct()


def office_roots(user: Person) -> QuerySet[Agency]:
    """The agencies whose subtrees this person administers, highest first."""
    ids = [held.agency_id for held in held_by(user) if held.role is Role.OFFICE]
    return Agency.objects.filter(pk__in=ids).order_by("path_depth", "position", "code")


def twin_words(user: Person, upload: Upload) -> str:
    """The sentence about an earlier identical file; another agency's is named only to who may see it."""
    if upload.twin is None:
        return ""
    twin = uploads_of(user).filter(pk=upload.twin.pk).select_related("submission__agency", "submission__cycle").first()
    return _("系统中已有内容完全相同的文件。") if twin is None else same_words(twin)


def same_words(twin: Upload) -> str:
    """Names an earlier identical file to somebody who may see it."""
    return _("与“%(agency)s”%(year)s年度已上传的文件“%(name)s”内容完全相同。") % {
        "agency": twin.submission.agency.name,
        "year": twin.submission.cycle.year,
        "name": twin.original_name,
    }
