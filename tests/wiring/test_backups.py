"""The drill: back up, destroy, restore, compare every table and every file; on whichever database the tests run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from tests.wiring.installation import ROOT, database_url

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]


@dataclass
class Site:
    """A portal of the drill's own, run by commands as an administrator would."""

    folder: Path
    database: str

    def run(self, *command: str, fails: bool = False) -> str:
        variables = {
            "DATABASE_URL": self.database, "VAR_DIR": str(self.folder), "MEDIA_ROOT": str(self.folder / "media"),
            "CELERY_BROKER_URL": "memory://", "SECRET_KEY": "only-for-tests", "HTTPS": "false", "STATIC_HASHED": "false",
        }  # fmt: skip
        ran = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=os.environ | variables, capture_output=True, text=True,
            timeout=200, check=False,
        )  # fmt: skip
        assert (ran.returncode != 0) is fails, ran.stderr[-2000:]
        return ran.stdout + (ran.stderr if fails else "")

    def say(self, code: str) -> str:
        return self.run("shell", "--verbosity", "0", "--command", code).strip()

    def destroy(self) -> None:
        """Everything is gone: rows and files."""
        shutil.rmtree(self.folder / "media")
        if connection.vendor == "sqlite":
            for file in self.folder.glob("db.sqlite3*"):
                file.unlink()
        else:
            anew(self.name)

    @property
    def name(self) -> str:
        return self.database.rpartition("/")[2]


def anew(name: str, template: str = "template1") -> None:
    """A database of this name beside the tests' own: empty, or a copy."""
    drop(name)
    _beside(f"CREATE DATABASE {name} TEMPLATE {template}")


def drop(name: str) -> None:
    _beside(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _beside(words: str) -> None:
    """Says these words to the server; only ever of a database of the drill's own."""
    if "DATABASE drill_" not in words.replace("IF EXISTS ", ""):
        raise AssertionError(words)
    given = connection.settings_dict
    link = psycopg2.connect(
        host=given["HOST"],
        port=given["PORT"] or 5432,
        user=given["USER"],
        password=given["PASSWORD"],
        dbname="postgres",
    )
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(words)
    link.close()


SCENE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from submissions.models import *
from submissions.services import audit, cycles, uploads
from tests import documents
from tests.conftest import agency, person
from submissions.states import Role
from submissions import tasks
root = agency("23", "黑龙江省人民政府", "province_government")
industry = agency("2301", documents.INDUSTRY, "department", root)
office, clerk = person("office", "孙", (root, Role.OFFICE)), person("clerk", "李", (industry, Role.CLERK))
cycle = cycles.open_cycle(office, 2024)
owed = Submission.objects.get(cycle=cycle, agency=industry)
for data in (documents.report(), documents.report(faulty=True)):
    tasks.read_upload(uploads.receive(clerk, owed, SimpleUploadedFile("r.txt", data)).readings.get().pk)
audit.seal()
print(Event.objects.count(), Finding.objects.count(), Upload.objects.count())
"""


@pytest.fixture(scope="module")
def told(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, str]]:
    """A portal the scene was told to, and what it counted. Made once; each test has a copy of it to destroy."""
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("told") / "var"
        folder.mkdir()
        if connection.vendor == "sqlite":
            made = Site(folder, f"sqlite:///{folder / 'db.sqlite3'}")
        else:
            if shutil.which("pg_dump") is None:
                pytest.fail("pg_dump is needed: install postgresql-client")
            name = f"drill_{os.getpid()}_told"
            anew(name)
            made = Site(folder, f"{database_url().rpartition('/')[0]}/{name}")
        made.run("migrate", "--verbosity", "0")
        yield made, made.say(SCENE)
        if connection.vendor != "sqlite":
            drop(made.name)


@pytest.fixture
def site(told: tuple[Site, str], tmp_path: Path) -> Iterator[Site]:
    original, folder = told[0], tmp_path / "var"
    shutil.copytree(original.folder, folder)
    if connection.vendor == "sqlite":
        yield Site(folder, f"sqlite:///{folder / 'db.sqlite3'}")
        return
    name = f"drill_{os.getpid()}"
    anew(name, original.name)
    yield Site(folder, f"{database_url().rpartition('/')[0]}/{name}")
    drop(name)


@pytest.fixture
def counted(told: tuple[Site, str]) -> str:
    return told[1]


def test_what_was_destroyed_comes_back_whole(site: Site, counted: str, tmp_path: Path) -> None:
    said = site.run("backup", str(tmp_path / "backups"))
    assert "2 个文件" in said
    (made,) = (path for path in (tmp_path / "backups").iterdir() if path.name != "files")
    site.destroy()
    assert "与备份一致" in site.run("restore", str(made))
    again = "from submissions.models import *; print(Event.objects.count(), Finding.objects.count(), Upload.objects.count())"
    assert site.say(again) == counted
    assert "审计记录完整" in site.run("verify_audit")
    done = "from submissions.models import Upkeep; print([(u.kind, u.succeeded, u.size > 0, u.words) for u in Upkeep.objects.filter(ended_at__isnull=False)])"
    assert site.say(done) == "[('restore', True, True, '与备份一致。')]"
    kept = "from submissions.models import Upload; from hashlib import sha256; print(all(sha256(u.file.read()).hexdigest() == u.sha256 for u in Upload.objects.all()))"
    assert site.say(kept) == "True"


def test_a_restore_asks_before_it_writes_over_data_and_says_what_differs(site: Site, tmp_path: Path) -> None:
    site.run("backup", str(tmp_path / "backups"))
    (made,) = (path for path in (tmp_path / "backups").iterdir() if path.name != "files")
    assert "--replace" in site.run("restore", str(made), fails=True)
    lost = next((tmp_path / "backups" / "files").rglob("*.text"))
    lost.unlink()
    shutil.rmtree(site.folder / "media")
    said = site.run("restore", str(made), "--replace", fails=True)
    assert f"缺少文件 uploads/{lost.parent.name}/{lost.name}" in said
    dump = next(made.glob("database.*"))
    dump.write_bytes(dump.read_bytes()[:-9])
    assert "已损坏，没有恢复任何内容" in site.run("restore", str(made), "--replace", fails=True)


LAST = "from submissions.models import *; u = Upkeep.objects.first(); print(u.kind, u.succeeded, u.size > 0, u.place, u.words); "
COUNTED = "print(Event.objects.count() - 2, Finding.objects.count(), Upload.objects.count())"
WORK = "from submissions.services.events import note; note('scope', None, text='x')"


def test_the_drill_brings_a_backup_back_elsewhere_and_says_what_came_of_it(
    site: Site, counted: str, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    site.run("backup", str(folder))
    (made,) = (path for path in folder.iterdir() if path.name != "files")
    # Work goes on after a backup.
    assert site.say(LAST + WORK).startswith(f"backup True True {made} ")
    assert f"演练成功：{made} 完整恢复" in site.run("drill_restore", str(folder))
    told = site.say(LAST + COUNTED).splitlines()
    assert told == [f"drill True True {made} 备份 {made.name} 完整恢复。", counted], "nothing of the portal is touched"
    assert sorted(path.name for path in folder.iterdir()) == sorted(["files", made.name]), "nothing is left of it"
    next((folder / "files").rglob("*.text")).unlink()
    assert "缺少文件" in site.run("drill_restore", str(made), fails=True)
    assert site.say(LAST).startswith("drill False True")
