"""Measures the pages and files of a year in the database of DATABASE_URL, which make_province has filled.

One JSON object a line: name, queries, milliseconds and megabytes. Each is measured in a process of its own that has
done the same once before. ``ms`` is the time of both processors, ours and the database's, which waits for nobody;
``wall`` the quickest of the rounds by the clock. ``db`` is the database's part of ``ms``; ``peak`` are all
the megabytes the process ever held, some 85 of them before it begins. With --plans FOLDER the plan
of each slow query is kept there.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

import django

django.setup()

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from submissions.exports import ledger
from submissions.exports.book import Book
from submissions.models import Agency, Cycle, ExportKind, KeptSum, Snapshot, Submission, User
from submissions.services import area_reports, kept, snapshots, standing
from submissions.services.exporting import WRITERS, ledger_file

SLOW = 20.0
"""Milliseconds from which on a query's plan is kept."""
LONGEST = 1500
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Deed:
    """Something people wait for. ``rounds`` after a first one that is not counted."""

    name: str
    act: Callable[[], object]
    rounds: int = 5


def pages() -> Iterator[Deed]:
    """The pages of the open year and of single reports, each as the role that has most to see."""
    year = Cycle.objects.order_by("-year").values_list("year", flat=True)[0]
    root = Agency.objects.get(parent=None)
    county = Agency.objects.filter(kind="county_government").order_by("path").first() or root
    own = Submission.objects.filter(cycle__year=year, agency__parent=county).exclude(agency__kind="county_government")
    shown = own.filter(state="approved").first() or own.filter(current_reading__isnull=False).first()
    waiting = Submission.objects.filter(cycle__year=year, state="submitted").order_by("pk").first() or shown
    assert shown is not None
    assert waiting is not None
    local = f"clerk-{county.code}"
    yield page("clerk: what is owed", local, reverse("owed"))
    yield page("clerk: a report", local, reverse("report", args=[shown.pk]))
    yield page("reviewer: queue", "reviewer", reverse("queue"))
    for tab in ("unclaimed", "mine", "returned", "decided"):
        yield page(f"reviewer: queue, {tab}", "reviewer", reverse("queue"), tab=tab)
    yield page("reviewer: queue, searched", "reviewer", reverse("queue"), q="教育")
    yield page("reviewer: a report", "reviewer", reverse("review", args=[waiting.pk]))
    yield page("reviewer: the years of a report", "reviewer", reverse("years", args=[waiting.pk]))
    yield page("reviewer: its neighbours", "reviewer", reverse("neighbours", args=[waiting.pk]))
    yield page("office: years", "office", reverse("office"))
    yield page("office: a year (completeness)", "office", reverse("cycle", args=[year]))
    yield page("office: a year, page 100", "office", reverse("cycle", args=[year]), page=100)
    yield page("office: agencies", "office", reverse("agencies"))
    yield page("office: an agency", "office", reverse("agency_edit", args=[county.pk]))
    yield page("office: users", "office", reverse("users"))
    yield page("office: the words of a chase to all", "office", reverse("chase_write", args=[year]), who="all")
    yield page("office: who owes what", "office", reverse("duties", args=[year]))
    yield page("office: rules of a year", "office", reverse("cycle_rules", args=[year]))
    for name, view, args in (
        ("office: the area's report", "area_report", [year - 1]),
        ("office: ledger", "ledger", [year]),
        ("office: the sum of a year", "summary", [year - 1]),
        ("office: the sum of the open year", "summary", [year]),
        ("office: a cell of the sum", "sum_cell", [year - 1, "requests.new.total"]),
        ("office: the members of the sum", "sum_members", [year - 1, "added"]),
        ("office: who is missing in the sum", "sum_members", [year, "missing"]),
        ("office: sums of years", "sum_years", [year - 1]),
        ("office: charts of the years", "charts", [year - 1]),
        ("office: release", "releases", [year - 1]),
        ("office: past years", "past_batches", []),
        ("office: snapshots", "snapshots", []),
    ):
        with suppress(NoReverseMatch):
            yield page(name, "office", reverse(view, args=args))


def page(name: str, username: str, url: str, **query: object) -> Deed:
    """One GET, signed in once."""
    client = Client(SERVER_NAME="localhost")
    user = User.objects.get(username=username)

    def act() -> None:
        if not client.cookies:
            client.force_login(user)
        answer = client.get(url, query)
        assert answer.status_code == 200, (url, answer.status_code)
        for _ in answer if answer.streaming else ():
            pass

    return Deed(name, act)


def sums() -> Iterator[Deed]:
    """The province's sum and what is made of it, of the last year that is closed."""
    cycle = Cycle.objects.filter(state="closed").order_by("-year")[0]
    root, office = Agency.objects.get(parent=None), User.objects.get(username="office")
    yield Deed("the province's sum from nothing", lambda: snapshots.gather(cycle, root).tallies, 3)
    yield Deed("the province's sum after a change", lambda: _after_a_change(cycle, root), 3)
    yield Deed("freezing the province's sum", lambda: _frozen(office, cycle, root), 2)
    snapshot = Snapshot.objects.first() or snapshots.take(office, cycle, root, "bench")
    folder = Path(tempfile.mkdtemp())
    yield Deed("file: ledger.xlsx, all agencies", partial(_ledger, Cycle.objects.order_by("-year")[0], root), 3)
    for kind, (suffix, write) in WRITERS.items():
        yield Deed(f"file: {kind}", partial(_write, write, snapshot, folder / f"a{suffix}"), 1)

    def docx() -> None:
        figures = area_reports.figures_of(cycle, root)
        area_reports.document(figures, area_reports.started(cycle, root))

    yield Deed("file: docx", docx, 2)


def _after_a_change(cycle: Cycle, root: Agency) -> None:
    """What a page waits for that is the first to ask after a change."""
    KeptSum.objects.filter(cycle=cycle, root=root).update(mark="")
    assert kept.gather(cycle, root).tallies


def _frozen(office: User, cycle: Cycle, root: Agency) -> None:
    with transaction.atomic():
        snapshots.take(office, cycle, root, "bench")
        transaction.set_rollback(True)


def _write(write: Callable[[Book, Path], None], snapshot: Snapshot, path: Path) -> None:
    write(Book(snapshot, snapshots.of_snapshot(snapshot)), path)


def _ledger(cycle: Cycle, root: Agency) -> None:
    """As a worker makes it, without the storing."""
    rows, now = standing.below(cycle, root).order_by(*standing.BY_TREE), timezone.now()
    book = ledger.collect(standing.cycle_standing(cycle, root), root, rows, "", by="bench", at=now)
    ledger_file(ExportKind.LEDGER, book)


def measured(deed: Deed) -> dict[str, Any]:
    """In a child, so that its memory is its own."""
    connection.close()
    ends, starts = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ends)
        try:
            told = json.dumps(_measure(deed))
        except Exception as error:
            told = json.dumps({"name": deed.name, "error": repr(error)[:300]})
        os.write(starts, told.encode())
        os._exit(0)
    os.close(starts)
    with os.fdopen(ends) as told_in:
        text = told_in.read()
    os.waitpid(child, 0)
    return dict(json.loads(text))


def _measure(deed: Deed) -> dict[str, Any]:
    deed.act()
    own, base, wall = time.process_time(), _database_seconds(), []
    for _ in range(deed.rounds):
        begin = time.perf_counter()
        deed.act()
        wall.append(time.perf_counter() - begin)
    own, base = time.process_time() - own, _database_seconds() - base
    with CaptureQueriesContext(connection) as caught:
        deed.act()
    slow = [each["sql"] for each in caught.captured_queries if 1000 * float(each["time"]) > SLOW]
    return {
        "name": deed.name,
        "queries": len(caught),
        "ms": round(1000 * (own + base) / deed.rounds, 1),
        "db": round(1000 * base / deed.rounds, 1),
        "wall": round(1000 * min(wall), 1),
        "peak": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "slow": [[sql, _plan(sql)] for sql in slow if sql.startswith("SELECT")],
    }


def _database_seconds() -> float:
    """What the processor has done for this connection; 0 for a database that is no neighbour of this process."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0
    words = stat.read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / TICK


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        how = "EXPLAIN (ANALYZE, BUFFERS) " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        cursor.execute(how + sql)
        return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="those whose name has this word")
    parser.add_argument("--plans", type=Path, help="a folder for the plans of slow queries")
    options = parser.parse_args()
    for part in (pages, sums):
        for deed in part():
            if options.only in deed.name:
                told = measured(deed)
                slow = told.pop("slow", [])
                print(json.dumps(told | {"slow": len(slow)}, ensure_ascii=False), flush=True)
                if options.plans:
                    _keep(options.plans, deed.name, slow)


def _keep(folder: Path, name: str, slow: list[list[str]]) -> None:
    """One file a page; a line longer than LONGEST is a list of keys and is cut."""
    if slow:
        folder.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(f"{sql}\n\n{plan}" for sql, plan in slow)
        lines = (line[:LONGEST] for line in text.splitlines())
        (folder / f"{re.sub(r'[^a-z0-9]+', '_', name.lower())}.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
