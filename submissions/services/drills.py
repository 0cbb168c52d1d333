"""The drill: a backup comes back beside the running portal, by the command an administrator would use, and goes again.

Nothing of the running portal is written to but the record of the drill.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from submissions.models import UpkeepKind
from submissions.services import backups, upkeep
from submissions.services.errors import Refused


def drill(folder: Path) -> Path:
    """Restores the newest backup below this folder, or the one that lies in it, and compares; that backup.

    Raises Refused, with what the restore said, when it does not come back whole.
    """
    chosen = folder if (folder / backups.MANIFEST).is_file() else backups.newest(folder)
    with upkeep.kept(UpkeepKind.DRILL, chosen) as outcome:
        outcome.size = backups.size(chosen)
        if outcome.size * 1.1 > shutil.disk_usage(chosen.parent).free:
            raise Refused(_("%(folder)s 所在磁盘的空间不够恢复这份备份。") % {"folder": chosen.parent})
        with TemporaryDirectory(prefix="drill-", dir=chosen.parent) as scratch, _empty_database(scratch) as address:
            _restore(chosen, Path(scratch), address)
        outcome.words = _("备份 %(name)s 完整恢复。") % {"name": chosen.name}
    return chosen


@contextmanager
def _empty_database(scratch: str) -> Iterator[str]:
    """The address of a database of the drill's own, beside the portal's; dropped afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{scratch}/drill.sqlite3"
        return
    name = f"drill_{secrets.token_hex(6)}"
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    except DatabaseError as error:
        why = {"why": str(error).strip()}
        raise Refused(_("不能建立演练用的数据库，账号需要 CREATEDB 权限：%(why)s") % why) from error
    try:
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _restore(backup: Path, scratch: Path, address: str) -> None:
    elsewhere = {
        "DATABASE_URL": address,
        "VAR_DIR": str(scratch),
        "MEDIA_ROOT": str(scratch / "media"),
        "STORAGE_URL": "",
        "CELERY_BROKER_URL": "memory://",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "restore", str(backup.resolve())],
        cwd=settings.BASE_DIR,
        env=os.environ | elsewhere,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise Refused(_("没有完整恢复：%(why)s") % {"why": ran.stderr.strip()[-1000:]})
