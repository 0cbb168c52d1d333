"""The tree of agencies: changed one by one, or brought in from a list."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from submissions.access import may_administer
from submissions.language import of_record
from submissions.models import Agency, User
from submissions.services.cycles import enrol_in_open_cycle, spread_in_open_cycle
from submissions.services.errors import NotAllowed, Refused, required
from submissions.services.events import note
from submissions.services.levels import stop_first_reviews


def save(actor: User, agency: Agency, reason: str = "", *, ip: str = "") -> Agency:
    """Keeps a new or changed agency. It and its parent must be in the subtree the actor administers.

    Closing one, or opening it again, needs a reason.
    """
    before = Agency.objects.filter(pk=agency.pk).first() if agency.pk else None
    moved = before is None or before.parent_id != agency.parent_id
    for asked in filter(None, (before, agency.parent if moved else None)):
        if not (answer := may_administer(actor, asked)):
            raise NotAllowed(answer.why)
    if moved and agency.parent is None:
        raise Refused(_("请选择上级机关。"))
    switched = before is not None and before.is_active != agency.is_active
    why = required(reason) if switched else ""
    with transaction.atomic():
        try:
            agency.save()
        except ValidationError as error:
            raise Refused("".join(error.messages)) from error
        enrol_in_open_cycle()
        if before and (moved or (before.kind, before.system_id) != (agency.kind, agency.system_id)):
            spread_in_open_cycle(agency.path)
        if before and before.reviews_first and not agency.reviews_first:
            stop_first_reviews(agency)
        levels = _first_review_words(before, agency)
        closed = _closing_words(agency, why) if switched else ""
        note("agency_saved", actor, agency=agency, text=f"{agency.code} {agency.name}{levels}{closed}", ip=ip)
    return agency


@of_record()
def _closing_words(agency: Agency, why: str) -> str:
    return (_("（重新启用：%(why)s）") if agency.is_active else _("（停用：%(why)s）")) % {"why": why}


@of_record()
def _first_review_words(before: Agency | None, agency: Agency) -> str:
    """A change of who reviews first is said in the history; nothing else is."""
    if agency.reviews_first == (before is not None and before.reviews_first):
        return ""
    return _("（开始先行初审）") if agency.reviews_first else _("（停止先行初审）")
