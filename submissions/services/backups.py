"""A backup: the database as its own tool writes it, every file nobody could make again, and what must come back.

``files`` lies beside the dated folders and grows: files here never change, so each is copied once. The manifest
counts the rows of every table and names every file with its SHA-256; ``restore`` compares both.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import Explanation, Intake, SealedScan, UpkeepKind, Upload
from submissions.services import audit, upkeep
from submissions.services.errors import Refused

MANIFEST: Final = "manifest.json"
FILES: Final = "files"
KEPT: Final = ((Upload, "file"), (Intake, "file"), (SealedScan, "file"), (Explanation, "attachment"))
"""What people sent. Pictures of pages, annotated copies and exports are made again."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``rows`` by table, ``files`` SHA-256 by stored name, ``lost`` names the store did not have at backup."""

    made_at: str
    vendor: str
    dump: str
    dump_sha256: str
    rows: dict[str, int]
    files: dict[str, str]
    lost: list[str]
    audit_head: str


def backup(folder: Path) -> Path:
    """Makes a backup in a dated folder below this one, whole or not at all; that folder. People may work meanwhile.

    Raises Refused when the database's tool is missing or fails.
    """
    name = f"{timezone.localtime():%Y%m%d-%H%M%S}"
    draft, done = folder / f"{name}.part", folder / name
    with upkeep.kept(UpkeepKind.BACKUP, done) as outcome:
        draft.mkdir(parents=True)
        # The database first: files are only ever added, so every row of the dump finds its file afterwards.
        with _one_moment() as moment:
            dump = _dump(draft, moment)
            made_at, counted, head = timezone.now().isoformat(), rows(), audit.head()
        files, lost = _copy_files(folder / FILES)
        made = Manifest(made_at, connection.vendor, dump.name, _sha256(dump), counted, files, lost, head)
        (draft / MANIFEST).write_text(json.dumps(asdict(made), ensure_ascii=False, indent=1), encoding="utf-8")
        draft.rename(done)
        outcome.size = size(done)
        outcome.words = _("%(rows)s 行，%(files)s 个文件。") % {"rows": sum(counted.values()), "files": len(files)}
        if lost:
            raise Refused(_("存储中缺少 %(n)s 个文件，例如 %(name)s。") % {"n": len(lost), "name": lost[0]})
    return done


def size(folder: Path) -> int:
    """Bytes a backup takes: its dump, and the files it refers to, which later backups share."""
    manifest = read_manifest(folder)
    stored = (folder.parent / FILES / name for name in manifest.files)
    return (folder / manifest.dump).stat().st_size + sum(file.stat().st_size for file in stored if file.is_file())


@contextmanager
def _one_moment() -> Iterator[str]:
    """Everything read within is of one moment, though people go on working: on PostgreSQL a snapshot, whose name
    its dump takes too; on SQLite writers wait until the block ends."""
    with transaction.atomic():
        if connection.vendor == "sqlite":
            yield ""
            return
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = str(cursor.fetchone()[0])
        yield moment


def rows() -> dict[str, int]:
    """How many rows every table of the portal has."""
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True)):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = int(cursor.fetchone()[0])
    return counts


def restore(folder: Path, *, replace: bool = False) -> list[str]:
    """Brings a backup back; what differs from its manifest afterwards, in sentences, none when all is there.

    Raises Refused when the folder is no backup of this kind of database, is damaged, or the database is not empty
    and ``replace`` does not say that it may be written over.
    """
    manifest = read_manifest(folder)
    dump = folder / manifest.dump
    if manifest.vendor != connection.vendor:
        raise Refused(_("这是 %(vendor)s 数据库的备份，不能恢复到现在的数据库。") % {"vendor": manifest.vendor})
    if _sha256(dump) != manifest.dump_sha256:
        raise Refused(_("备份中的数据库文件已损坏，没有恢复任何内容。"))
    if not replace and _has_data():
        raise Refused(_("现在的数据库里有数据。确实要用备份覆盖时，请加上 --replace。"))
    _load(dump)
    _put_back(folder.parent / FILES, manifest)
    differing = differences(manifest)
    # Noted in the database that has just come back; the one before it is gone.
    with upkeep.kept(UpkeepKind.RESTORE, folder) as outcome:
        outcome.size = size(folder)
        outcome.words = _("与备份一致。") if not differing else _("%(n)s 处不同。") % {"n": len(differing)}
    return differing


def read_manifest(folder: Path) -> Manifest:
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Refused(_("%(folder)s 不是完整的备份。") % {"folder": folder}) from error


def differences(manifest: Manifest) -> list[str]:
    """Where the database and the files now differ from what the manifest says."""
    now = rows()
    said = [
        _("表 %(table)s：备份时 %(then)s 行，现在 %(now)s 行。")
        % {"table": table, "then": count, "now": now.get(table)}
        for table, count in manifest.rows.items()
        if now.get(table) != count
    ]
    for name, digest in manifest.files.items():
        if not default_storage.exists(name):
            said.append(_("缺少文件 %(name)s。") % {"name": name})
        elif _digest(name) != digest:
            said.append(_("文件 %(name)s 与备份不同。") % {"name": name})
    return said + [
        fault.words for fault in audit.verify(manifest.audit_head, at=datetime.fromisoformat(manifest.made_at))
    ]


def newest(folder: Path) -> Path:
    """The newest whole backup below this folder. Raises Refused when there is none."""
    whole = [path.parent for path in folder.glob(f"*/{MANIFEST}") if path.parent.suffix != ".part"]
    if not whole:
        raise Refused(_("%(folder)s 中没有备份。") % {"folder": folder})
    return max(whole, key=lambda one: datetime.fromisoformat(read_manifest(one).made_at))


def _names() -> Iterator[str]:
    for model, field in KEPT:
        stored: Any = model._default_manager.exclude(**{field: ""}).values_list(field, flat=True)
        yield from stored.distinct().order_by(field).iterator()


def _copy_files(folder: Path) -> tuple[dict[str, str], list[str]]:
    files: dict[str, str] = {}
    lost: list[str] = []
    for name in _names():
        target = folder / name
        if not target.exists():
            if not default_storage.exists(name):
                lost.append(name)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f"{target.name}.part")
            with default_storage.open(name, "rb") as kept, draft.open("wb") as copy:
                shutil.copyfileobj(kept, copy)
            draft.rename(target)
        files[name] = _sha256(target)
    return files, lost


def _put_back(folder: Path, manifest: Manifest) -> None:
    for name, digest in manifest.files.items():
        if default_storage.exists(name):
            if _digest(name) == digest:
                continue
            default_storage.delete(name)
        if (folder / name).is_file():
            with (folder / name).open("rb") as kept:
                default_storage.save(name, File(kept))


def _has_data() -> bool:
    existing = set(connection.introspection.table_names())
    if Upload._meta.db_table not in existing:
        return False
    return any(model._default_manager.exists() for model in apps.get_app_config("submissions").get_models())


def _dump(folder: Path, moment: str) -> Path:
    if connection.vendor == "sqlite":
        target = folder / "database.sqlite3"
        with sqlite3.connect(connection.settings_dict["NAME"]) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        return target
    target = folder / "database.dump"
    _run("pg_dump", "--format=custom", "--no-owner", "--snapshot", moment, "--file", str(target))
    return target


def _load(dump: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        with sqlite3.connect(dump) as source, sqlite3.connect(connection.settings_dict["NAME"]) as target:
            source.backup(target)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    _run("pg_restore", "--no-owner", "--exit-on-error", str(dump))
    connection.close()


def _run(tool: str, *arguments: str) -> None:
    """A tool of PostgreSQL's on this database; no list of processes shows the password."""
    given = connection.settings_dict
    environment = os.environ | {"PGPASSWORD": str(given["PASSWORD"] or "")}
    address = {"--host": given["HOST"], "--port": given["PORT"], "--username": given["USER"], "--dbname": given["NAME"]}
    options = [part for name, value in address.items() if value for part in (name, str(value))]
    try:
        subprocess.run([tool, *options, *arguments], env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise Refused(_("没有找到 %(tool)s，请安装 postgresql-client。") % {"tool": tool}) from error
    except subprocess.CalledProcessError as error:
        raise Refused(_("%(tool)s 没有完成：%(why)s") % {"tool": tool, "why": error.stderr.strip()[-500:]}) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(name: str) -> str:
    digest = hashlib.sha256()
    with default_storage.open(name, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
