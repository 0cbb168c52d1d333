"""The database under everything: does it answer, are its tables this version's, does its clock agree with ours?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.services.checks.finding import Verdict, ill, weak, well

SKEW_WEAK: Final = 2.0
SKEW_ILL: Final = 15.0
"""Seconds. A code of the second factor lives thirty."""


def database() -> Verdict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return well(_("%(vendor)s，%(n)s MB。") % {"vendor": connection.vendor, "n": size() // 1024**2})


def size() -> int:
    """Bytes the database takes."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return path.stat().st_size if path.is_file() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def migrations() -> Verdict:
    executor = MigrationExecutor(connection)
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ill(_("表结构差 %(n)s 步。") % {"n": len(missing)}, _("运行 manage.py migrate。"))
    return well(_("表结构是本版本的。"))


def clock() -> Verdict:
    if connection.vendor != "postgresql":
        return well(_("数据库与本机是同一个时钟。"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
        skew = abs(float(cursor.fetchone()[0]) - timezone.now().timestamp())
    words = _("与数据库相差 %(n).1f 秒。") % {"n": skew}
    mend = _("在各台机器上启用时间同步（NTP、chrony）。")
    if skew > SKEW_ILL:
        return ill(words, mend)
    return weak(words, mend) if skew > SKEW_WEAK else well(words)
