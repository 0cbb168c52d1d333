"""A measurement leaves the Redis database it was given as it found it: empty."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis as client
from django.conf import settings

from scripts.loading.broker import Trouble, borrowed
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_pdf import write_pdf
from tests.wiring.installation import Redis


def keys(url: str) -> list[bytes]:
    with client.Redis.from_url(url) as database:
        return sorted(database.keys())


def test_a_run_leaves_nothing_even_where_it_breaks(redis: Redis) -> None:
    def run() -> None:
        with borrowed(redis.url), client.Redis.from_url(redis.url) as database:
            database.sadd("_kombu.binding.celery", "celery")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run()
    assert keys(redis.url) == []


def test_a_database_in_use_is_refused_and_left_alone(redis: Redis) -> None:
    with client.Redis.from_url(redis.url) as database:
        database.set("theirs", 1)
    with pytest.raises(Trouble, match="not empty"), borrowed(redis.url):
        pytest.fail("taken all the same")
    assert keys(redis.url) == [b"theirs"]


@pytest.mark.timeout(150)
def test_measuring_the_queue_leaves_nothing(redis: Redis, tmp_path: Path) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(write_pdf(write_draft(HEILONGJIANG_2024)))
    var = tmp_path / "var"
    var.mkdir()
    ours = {"VAR_DIR": str(var), "DATABASE_URL": f"sqlite:///{var}/db.sqlite3", "CELERY_BROKER_URL": redis.url}
    done = subprocess.run(
        [sys.executable, "scripts/bench_queue.py", str(report), "--reports", "2"],
        cwd=settings.BASE_DIR, env=os.environ | ours, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    assert "done 2" in done.stdout
    assert keys(redis.url) == []
