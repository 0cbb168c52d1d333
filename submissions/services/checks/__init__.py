"""Every part the portal rests on is looked at here; what is wrong, and how to mend it, in a sentence each.

One list of checks stands behind ``/healthz``, ``/metrics``, ``manage.py doctor`` and the operators' page. A new
check is a line of ``CHECKS``. What asks the database is asked here, one after another, each under a limit the
database keeps; what asks something outside has a thread of its own, and whoever does not answer in time is left
behind and called ill, so that a dead part hangs nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import astuple
from threading import Thread
from time import monotonic
from typing import Final

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.services.checks import care, ground, outside, work
from submissions.services.checks.finding import PATIENCE, Asks, Check, Finding, Health, Verdict, ill

log = logging.getLogger(__name__)

KEPT_SECONDS: Final = 5
"""For so long one look serves everybody who asks: ten pages open at once ask every part once."""
GRACE: Final = 1.0
"""Seconds over PATIENCE until a part outside is left behind."""

INSIDE, OUTSIDE = Asks.DATABASE, Asks.OUTSIDE
CHECKS: Final = (
    Check("database", gettext_lazy("数据库"), INSIDE, ground.database),
    Check("migrations", gettext_lazy("表结构"), INSIDE, ground.migrations),
    Check("clock", gettext_lazy("时钟"), INSIDE, ground.clock),
    Check("broker", gettext_lazy("队列"), OUTSIDE, outside.broker),
    Check("workers", gettext_lazy("读取程序"), INSIDE, work.workers),
    Check("clockwork", gettext_lazy("定时任务"), INSIDE, work.clockwork),
    Check("queue", gettext_lazy("等待处理"), INSIDE, work.queue),
    Check("storage", gettext_lazy("文件存储"), OUTSIDE, outside.storage),
    Check("scanner", gettext_lazy("恶意代码检查"), OUTSIDE, outside.scanner),
    Check("disk", gettext_lazy("磁盘"), OUTSIDE, outside.disk),
    Check("mail_server", gettext_lazy("邮件服务器"), OUTSIDE, outside.mail_server),
    Check("mail", gettext_lazy("邮件"), INSIDE, work.mail),
    Check("tools", gettext_lazy("读取工具"), OUTSIDE, outside.tools),
    Check("https", gettext_lazy("HTTPS"), OUTSIDE, outside.https),
    Check("backup", gettext_lazy("备份"), INSIDE, care.backups),
    Check("drill", gettext_lazy("恢复演练"), INSIDE, care.drills),
)
SERVING: Final = ("database", "migrations")
"""Without these no request can be served."""


def examine(codes: Iterable[str] | None = None) -> list[Finding]:
    """Looks at every part, or at those named, in the order of ``CHECKS``."""
    wanted = [check for check in CHECKS if codes is None or check.code in set(codes)]
    asked = {check.code: _asked(check) for check in wanted if check.asks is Asks.OUTSIDE}
    until = monotonic() + PATIENCE + GRACE
    told: dict[str, Verdict] = {}
    for check in wanted:
        if check.asks is Asks.DATABASE:
            told[check.code] = _ask_database(check, told.get("database"))
    late = ill(_("%(n)s 秒内没有应答。") % {"n": PATIENCE}, _("检查这一部分的服务和网络。"))
    for code, asking in asked.items():
        asking.join(max(until - monotonic(), 0))
        told[code] = asking.verdict or late
    return [Finding(check.code, str(check.part), *astuple(told[check.code])) for check in wanted]


def latest() -> list[Finding]:
    """What was found in the last seconds, or is found now."""
    key = f"checks-{translation.get_language()}"
    found: list[Finding] = cache.get_or_set(key, examine, KEPT_SECONDS) or []
    return found


def worst(findings: Iterable[Finding]) -> Health:
    """The health of the whole: that of its sickest part."""
    order = list(Health)
    return max((finding.health for finding in findings), key=order.index, default=Health.WELL)


class _Asking(Thread):
    """Asks one part, at its own risk: the process may end without it."""

    def __init__(self, check: Check) -> None:
        super().__init__(name=f"check-{check.code}", daemon=True)
        self.check, self.language = check, translation.get_language()
        self.verdict: Verdict | None = None

    def run(self) -> None:
        with translation.override(self.language):
            self.verdict = _verdict(self.check)


def _asked(check: Check) -> _Asking:
    """Whoever asks while somebody else is still waiting for the same part waits for the same answer."""
    asking = _under_way.get(check.code)
    if asking is None or not asking.is_alive():
        asking = _under_way[check.code] = _Asking(check)
        asking.start()
    return asking


_under_way: dict[str, _Asking] = {}


def _ask_database(check: Check, below: Verdict | None) -> Verdict:
    if below is not None and below.health is Health.ILL:
        return ill(_("没有检查：数据库连不上。"), _("先恢复数据库。"))
    return _verdict(check)


def _verdict(check: Check) -> Verdict:
    """A part that throws is ill, never the end of the examination."""
    try:
        with _limited() if check.asks is Asks.DATABASE else nullcontext():
            return check.look()
    except DatabaseError as error:
        log.warning("check %s: the database did not answer", check.code, exc_info=True)
        return ill(_("数据库没有应答：%(why)s") % {"why": str(error).strip()}, _("检查 DATABASE_URL 和数据库服务。"))
    except Exception as error:
        log.warning("check %s failed", check.code, exc_info=True)
        return ill(_("检查时出错：%(why)s") % {"why": str(error).strip()}, _("按这句话查找原因。"))


@contextmanager
def _limited() -> Iterator[None]:
    """A transaction whose questions the database gives up after PATIENCE seconds."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [PATIENCE * 1000])
        yield


__all__ = ["CHECKS", "SERVING", "Check", "Finding", "Health", "examine", "latest", "worst"]
