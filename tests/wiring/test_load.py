"""The load run: its account finds what is lost, done twice or stuck, and a small run goes through from end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import redis
from django.conf import settings

from scripts.loading import ledger, tables
from submissions.models import Event, Reading, Submission, Upload, User
from submissions.states import Processing
from tests import documents
from tests.conftest import Send
from tests.wiring.installation import broker_url

ROOT = Path(settings.BASE_DIR)
SERVER = os.environ.get("TEST_DATABASE_URL", "")
needs_services = pytest.mark.skipif(
    not (SERVER and os.environ.get("TEST_BROKER_URL")), reason="needs TEST_DATABASE_URL and TEST_BROKER_URL"
)


# --- the account


@pytest.fixture
def sent(send: Send, clerk: User, submission: Submission) -> Upload:
    """A report that was read."""
    return send(clerk, submission, documents.report())


@pytest.fixture
def cast(sent: Upload) -> dict[str, Any]:
    clerks = [{"username": "clerk", "report": sent.submission_id, "files": []}]
    return {"clerks": clerks, "reviewers": [], "offices": []}


def told(upload: Upload, outcome: str = "done") -> dict[str, Any]:
    return {
        "what": "deed", "kind": "upload", "who": "clerk", "outcome": outcome,
        "report": upload.submission_id, "sha256": upload.sha256,
    }  # fmt: skip


def complaints(cast: dict[str, Any], *deeds: dict[str, Any]) -> list[str]:
    lines = list(deeds)
    found = [*ledger.stuck(), *ledger.uploads(lines, cast), *ledger.deeds_noted(lines, cast), *ledger.refused(lines)]
    return [sentence.partition(":")[0] for sentence in found]


def test_what_was_told_and_is_kept_agrees(sent: Upload, cast: dict[str, Any]) -> None:
    assert complaints(cast, told(sent)) == []


def test_an_upload_that_is_not_there_is_lost(sent: Upload, cast: dict[str, Any]) -> None:
    other = told(sent) | {"sha256": "0" * 64}
    assert "lost" in complaints(cast, told(sent), other)


def test_an_upload_nobody_was_told_of_was_done_twice(sent: Upload, cast: dict[str, Any]) -> None:
    assert "done twice" in complaints(cast)


def test_without_an_answer_it_may_be_there_or_not(sent: Upload, cast: dict[str, Any]) -> None:
    assert complaints(cast, told(sent, "unknown")) == ["unknown"]


def test_a_second_reading_was_done_twice(sent: Upload, cast: dict[str, Any]) -> None:
    Reading.objects.create(upload=sent, parser_version="0", rules_version="0", processing=Processing.DONE.value)
    assert complaints(cast, told(sent)) == ["done twice"]


def test_a_reading_nobody_took_is_stuck(sent: Upload, cast: dict[str, Any]) -> None:
    Reading.objects.update(processing=Processing.QUEUED.value)
    assert complaints(cast, told(sent)) == ["stuck"]


def test_a_file_that_is_stored_otherwise_is_lost(sent: Upload, cast: dict[str, Any]) -> None:
    Path(sent.file.path).chmod(0o600)
    Path(sent.file.path).write_bytes(b"something else")
    assert complaints(cast, told(sent)) == ["lost"]


def test_a_deed_without_its_event_is_told(sent: Upload, cast: dict[str, Any]) -> None:
    Event.objects.filter(kind="upload").delete()
    assert complaints(cast, told(sent)) == [f"upload by clerk of report {sent.submission_id}"]


# --- the tables


def moment(at: float, ms: float, status: int = 200) -> dict[str, Any]:
    return {"what": "request", "at": at, "page": "GET /mine/", "ms": ms, "status": status, "size": 1}


def sample(at: float, oldest: float) -> dict[str, Any]:
    return {"at": at, "oldest": oldest, "waiting": 0, "groups": {"worker": {"seconds": at, "memory": 1}}}


def test_the_knee_is_the_first_step_that_does_not_hold() -> None:
    lines = [*(moment(n, 100) for n in range(10)), *(moment(10 + n, 900) for n in range(10))]
    whole = tables.Run(lines, [sample(5, 1), sample(15, 1)], 0, 20, 40)
    steps = [whole.part(0, 10, 20), whole.part(10, 20, 40)]
    assert tables.knee(steps[:1]) == "\nNo knee: 20 clerks held."
    assert tables.knee(steps) == "\nThe knee: 20 clerks held, 40 did not: pages took 900 ms at p95."


def test_failures_and_a_queue_that_grows_are_a_knee_too() -> None:
    failing = tables.Run([moment(1, 100, 502)], [sample(1, 0)], 0, 10, 20)
    waiting = tables.Run([moment(1, 100)], [sample(1, 90)], 0, 10, 20)
    assert tables.knee([failing]).endswith("20 did not: 1 requests failed.")
    assert tables.knee([waiting]).endswith("20 did not: files waited over a minute.")


# --- all of it


@needs_services
@pytest.mark.services
@pytest.mark.timeout(240)
def test_a_small_run_accounts_for_every_file_and_leaves_nothing(tmp_path: Path) -> None:
    broker = beside(broker_url())
    words = ["--clerks", "3", "--seconds", "15", "--ramp", "1", "--pace", "20", "--keep", str(tmp_path)]
    done = subprocess.run(
        ["sh", "scripts/load", "--server", SERVER, "--broker", broker, *words],
        cwd=ROOT,
        env=os.environ | {"VENV": str(Path(sys.executable).parent.parent)},
        capture_output=True,
        text=True,
        timeout=230,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every file is accounted for; nothing failed." in done.stdout
    lines = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert any(line["what"] == "read" and line["outcome"] == "done" for line in lines)
    assert {line["page"] for line in lines if line["what"] == "request"} >= {"GET /review/", "GET /office/cycles/…/"}
    assert redis.Redis.from_url(broker).dbsize() == 0
    name = urlsplit(SERVER).path.strip("/")
    with (
        psycopg2.connect(urlunsplit(urlsplit(SERVER)._replace(path="/postgres"))) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{name}_load_"])
        assert cursor.fetchall() == []


def beside(address: str) -> str:
    """A Redis database that no process of the test run uses for its own queue."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"/{int(parts.path.strip('/')) + 4}"))
