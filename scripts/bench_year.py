"""The pages and files of a year, and how they grow with the province, on PostgreSQL.

    .venv/bin/python scripts/bench_year.py [--server postgres://…] [--plans docs/plans] 200x5 1700x6 10000x6

Each size is agencies x years. Its database, bench_year_200x5 and so on, is made and filled by make_province where it
is not there yet, and stays for the next run; scripts/measure_year.py measures it. What is printed is a table for
docs/benchmarks.md: for each page queries, milliseconds of the processors (ours and the database's), milliseconds by
the clock at best, and megabytes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
HEAD = ("queries", "ms", "wall", "db", "peak")


def environment(server: str, size: str) -> dict[str, str]:
    """Settings of a site of its own, on the database of this size."""
    folder = Path(tempfile.gettempdir(), f"bench_year_{size}")
    folder.mkdir(exist_ok=True)
    return os.environ | {
        "VAR_DIR": str(folder), "DATABASE_URL": f"{server}/bench_year_{size}", "CELERY_BROKER_URL": "memory://",
        "SECRET_KEY": "only-for-measuring", "DEBUG": "false", "HTTPS": "false", "TRUST_PROXY": "false",
        "STATIC_HASHED": "false", "LOG_FORMAT": "text", "EMAIL_URL": "console://", "ALLOWED_HOSTS": "localhost",
        "TWO_FACTOR_ROLES": "",
    }  # fmt: skip


def run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return done.stdout


def ready(server: str, size: str) -> dict[str, str]:
    """The environment of a database that is filled."""
    env = environment(server, size)
    is_new = _created(server, f"bench_year_{size}")
    run(env, "manage.py", "migrate", "-v0")
    if is_new:
        agencies, years = size.split("x")
        print(run(env, "manage.py", "make_province", "--agencies", agencies, "--years", years), file=sys.stderr)
    return env


def _created(server: str, name: str) -> bool:
    """Makes the database; False where it is there."""
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return False
        cursor.execute(f'CREATE DATABASE "{name}"')
    return True


def measured(env: dict[str, str], plans: str, only: str) -> list[dict[str, Any]]:
    words = ["scripts/measure_year.py", "--only", only, *(["--plans", plans] if plans else [])]
    return [json.loads(line) for line in run(env, *words).splitlines() if line.startswith("{")]


def table(found: dict[str, list[dict[str, Any]]]) -> str:
    """A line a page; for each size its numbers."""
    names = list(dict.fromkeys(one["name"] for ones in found.values() for one in ones))
    known = {(size, one["name"]): one for size, ones in found.items() for one in ones}
    titles = [f"{size}: {head}" if head == "queries" else head for size in found for head in HEAD]
    lines = ["| what | " + " | ".join(titles) + " |", "|---|" + "---:|" * len(titles)]
    for name in names:
        cells = [str(known.get((size, name), {}).get(head, "")) for size in found for head in HEAD]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="+", help="agencies x years, as 10000x6")
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--plans", default="", help="a folder for the plans of slow queries of the largest size")
    parser.add_argument("--only", default="", help="those whose name has this word")
    options = parser.parse_args()
    found = {}
    for size in options.sizes:
        env = ready(options.server, size)
        plans = options.plans if size == options.sizes[-1] else ""
        found[size] = measured(env, plans, options.only)
    print(table(found))


if __name__ == "__main__":
    main()
