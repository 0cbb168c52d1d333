"""Whether what keeps the portal whole is done: backups, and the drill that shows that they come back."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import Upkeep, UpkeepKind
from submissions.services import upkeep
from submissions.services.checks.finding import Verdict, ill, weak, well


def backups() -> Verdict:
    mend = _("查看原因，运行 manage.py backup；并检查定时任务。")
    return _last(UpkeepKind.BACKUP, settings.BACKUP_MAX_AGE_DAYS, _("从来没有备份。"), mend)


def drills() -> Verdict:
    mend = _("运行 manage.py drill_restore，确认备份能够恢复。")
    return _last(UpkeepKind.DRILL, settings.DRILL_MAX_AGE_DAYS, _("从来没有演练过恢复。"), mend)


def _last(kind: UpkeepKind, days: int, never: str, mend: str) -> Verdict:
    """The newest that ended, which must have ended well; and the newest that did, which must not be old."""
    newest, good = upkeep.latest(kind), upkeep.latest(kind, succeeded=True)
    if newest is None:
        return weak(never, mend)
    if not newest.succeeded:
        told = {"at": _time(newest), "why": newest.words}
        return ill(_("最近一次（%(at)s）没有成功：%(why)s") % told, mend)
    if good is None or timezone.now() - good.began_at > timedelta(days=days):
        return weak(_("最近一次是 %(at)s，超过 %(days)s 天。") % {"at": _time(newest), "days": days}, mend)
    return well(_("最近一次 %(at)s，%(words)s") % {"at": _time(newest), "words": newest.words})


def _time(row: Upkeep) -> str:
    return f"{timezone.localtime(row.began_at):%Y-%m-%d %H:%M}"
