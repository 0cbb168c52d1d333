"""Vertical systems: which there are, and whether they report here."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from submissions.access import may_run_cycles
from submissions.language import of_record
from submissions.models import User, VerticalSystem
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note


def save(actor: User, system: VerticalSystem, *, ip: str = "") -> VerticalSystem:
    """Keeps a new or changed system. Years that are open stay as they are; agencies are exempted there one by one."""
    _permit(actor)
    try:
        with transaction.atomic():
            system.save()
            with of_record():
                how = _("在本平台报送") if system.reports_here else _("不在本平台报送")
            note("system_saved", actor, text=f"{system.name}：{how}", ip=ip)
    except IntegrityError as error:
        raise Refused(_("已经有“%(name)s”系统。") % {"name": system.name}) from error
    return system


def remove(actor: User, system: VerticalSystem, *, ip: str = "") -> None:
    """Takes away a system no agency is in."""
    _permit(actor)
    if number := system.agencies.count():
        raise Refused(_("还有 %(n)s 个机关属于“%(name)s”系统，不能删除。") % {"n": number, "name": system.name})
    with transaction.atomic():
        with of_record():
            note("system_saved", actor, text=_("删除%(name)s") % {"name": system.name}, ip=ip)
        system.delete()


def _permit(actor: User) -> None:
    if not (answer := may_run_cycles(actor)):
        raise NotAllowed(answer.why)
