"""What a yearly sum, its snapshot and its exports cost, and how that grows.

    DATABASE_URL=postgres://… .venv/bin/python scripts/bench_exports.py --agencies 1000 10000 --years 6

Give it an empty database of its own: agencies, obligations, approved figures and a few findings are made
there for each size, beside those of the sizes before. Every part runs in a process of its own, so that its
peak of memory is its own: `ms` is the processor's time of the Python process, `wall` the clock's with the
database's share, `MB` the process's peak above what it held when the part began.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parsing.report import Address
from submissions.exports import longform, summary
from submissions.exports.book import Book
from submissions.exports.compact import Fact
from submissions.models import (
    Agency,
    Cycle,
    FactSheet,
    Finding,
    Kind,
    Membership,
    Reading,
    Scope,
    Snapshot,
    Submission,
    Upload,
    User,
)  # fmt: skip
from submissions.services import factsheets, snapshots
from submissions.states import Role, State

CHUNK = 2000
CELL = Address("requests", "total", "total")


# --- a province of any size


def province(size: int, years: int) -> Agency:
    """A province with 13 cities, their counties, and departments for the rest; cycles of so many years."""
    code = f"b{size}"
    root = Agency.objects.create(code=code, name=f"测试省{size}", kind=Kind.PROVINCE)
    cities = [Agency.objects.create(code=f"{code}-{n}", name=f"第{n}市人民政府", kind=Kind.PREFECTURE, parent=root)
              for n in range(13)]  # fmt: skip
    leaves = [
        Agency(
            code=f"{code}-x{n}", name=f"第{n % 13}市第{n}局", kind=Kind.DEPARTMENT, parent=cities[n % 13], path_depth=3
        )
        for n in range(size - 14)
    ]
    Agency.objects.bulk_create(leaves, batch_size=CHUNK)
    for leaf in leaves:
        leaf.path = f"{leaf.parent.path if leaf.parent else ''}{leaf.pk}/"
    Agency.objects.bulk_update(leaves, ["path"], batch_size=CHUNK)
    office, _made = User.objects.get_or_create(username="bench")
    Membership.objects.create(user=office, agency=root, role=Role.OFFICE.value)
    for year in range(2025 - years, 2025):
        cycle, _made = Cycle.objects.get_or_create(year=year)
        reports(cycle, [root, *cities, *leaves], office)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return root


def reports(cycle: Cycle, agencies: list[Agency], office: User) -> None:
    """Nine of ten are approved, all 本级; each has figures of its own, and one in ten a finding."""
    chance, edition = random.Random(cycle.year), cycle.edition  # noqa: S311 — figures for a benchmark
    at = datetime(cycle.year + 1, 1, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    owed = [
        Submission(agency=agency, cycle=cycle, due_on=date(cycle.year + 1, 1, 31), scope=Scope.OWN, submitted_at=at,
                   decided_at=at, state=State.APPROVED if chance.random() < 0.9 else State.MISSING)
        for agency in agencies
    ]  # fmt: skip
    Submission.objects.bulk_create(owed, batch_size=CHUNK)
    approved = [one for one in owed if one.state == State.APPROVED]
    uploads = [Upload(submission=one, uploaded_by=office, original_name="年报.docx", sha256=f"{one.pk:064x}", size=1,
                      format="docx", file="x") for one in approved]  # fmt: skip
    Upload.objects.bulk_create(uploads, batch_size=CHUNK)
    readings = [Reading(upload=one, parser_version="1", rules_version="1", processing="done") for one in uploads]
    Reading.objects.bulk_create(readings, batch_size=CHUNK)
    sheets = []
    addresses = list(edition.addresses())
    for one, upload, reading in zip(approved, uploads, readings, strict=True):
        facts = {a: figure(chance) for a in addresses if chance.random() > 0.01}
        sheet = factsheets.sheet_of(one, edition, facts, at=timezone.now())
        sheet.upload_id, sheet.reading_id = upload.pk, reading.pk
        sheets.append(sheet)
    FactSheet.objects.bulk_create(sheets, batch_size=CHUNK)
    Finding.objects.bulk_create(
        [Finding(reading=one, fingerprint="a", rule="A-01", severity="notice", outcome="failed", subject=str(CELL),
                 message="表三各行相加与总计不符，请核对原件。") for one in readings[::10]], batch_size=CHUNK
    )  # fmt: skip


def figure(chance: random.Random) -> Fact:
    if chance.random() < 0.02:
        return Fact(None, chance.choice(("blank", "dash")))
    return Fact(Decimal(int(chance.paretovariate(1.1)) - 1), "number")


# --- the parts


def part_sum(root: Agency, cycle: Cycle, _folder: Path) -> str:
    tallies = snapshots.gather(cycle, root).tallies
    return f"{CELL} {tallies[CELL].value} of {tallies[CELL].reports}"


def part_addends(root: Agency, cycle: Cycle, _folder: Path) -> str:
    return f"{len(snapshots.gather(cycle, root).addends(CELL))} addends"


def part_snapshot(root: Agency, cycle: Cycle, _folder: Path) -> str:
    return snapshots.take(User.objects.get(username="bench"), cycle, root).number


def part_read(root: Agency, _cycle: Cycle, _folder: Path) -> str:
    return f"{len(snapshots.of_snapshot(newest(root)).members)} members"


def part_xlsx(root: Agency, _cycle: Cycle, folder: Path) -> str:
    return written(root, folder / "a.xlsx", summary.write)


def part_csv(root: Agency, _cycle: Cycle, folder: Path) -> str:
    return written(root, folder / "a.zip", longform.write_csv)


def part_json(root: Agency, _cycle: Cycle, folder: Path) -> str:
    return written(root, folder / "a.zip", longform.write_json)


PARTS: dict[str, Callable[[Agency, Cycle, Path], str]] = {
    "sum of this moment": part_sum,
    "what one cell is made of": part_addends,
    "freezing": part_snapshot,
    "snapshot read back": part_read,
    "XLSX": part_xlsx,
    "CSV": part_csv,
    "JSON": part_json,
}


def newest(root: Agency) -> Snapshot:
    return Snapshot.objects.select_related("cycle").filter(root=root).order_by("-pk")[0]


def written(root: Agency, path: Path, write: Callable[[Book, Path], None]) -> str:
    snapshot = newest(root)
    write(Book(snapshot, snapshots.of_snapshot(snapshot)), path)
    return f"{path.stat().st_size / 1e6:.1f} MB file"


def held(line: str) -> float:
    """VmRSS or VmHWM of this process in MB: what getrusage says is its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(row.split()[1]) / 1024 for row in status.splitlines() if row.startswith(f"{line}:"))


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def run(part: str, root_id: int, year: int) -> None:
    """One part in this process; its figures as JSON on the last line."""
    root, cycle = Agency.objects.get(pk=root_id), Cycle.objects.get(year=year)
    forget_peak()
    before, cpu, wall = held("VmRSS"), time.process_time(), time.perf_counter()
    with TemporaryDirectory() as folder, CaptureQueriesContext(connection) as asked:
        said = PARTS[part](root, cycle, Path(folder))
    found: dict[str, Any] = {
        "ms": 1000 * (time.process_time() - cpu), "wall": 1000 * (time.perf_counter() - wall),
        "MB": held("VmHWM") - before, "all": held("VmHWM"), "queries": len(asked), "said": said,
    }  # fmt: skip
    print(json.dumps(found))


def rows(sizes: list[int], years: int) -> Iterator[str]:
    yield "| agencies | submissions | part | ms | wall | queries | MB | process MB | |"
    yield "|---:|---:|---|---:|---:|---:|---:|---:|---|"
    for size in sizes:
        root = province(size, years)
        total = Submission.objects.count()
        for part in PARTS:
            command = [sys.executable, __file__, "--run", part, "--root", str(root.pk), "--year", "2024"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 — ours
            it = json.loads(done.stdout.splitlines()[-1])
            yield (f"| {size} | {total} | {part} | {it['ms']:.0f} | {it['wall']:.0f} | {it['queries']} "
                   f"| {it['MB']:.0f} | {it['all']:.0f} | {it['said']} |")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agencies", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--run", choices=PARTS)
    parser.add_argument("--root", type=int)
    parser.add_argument("--year", type=int)
    options = parser.parse_args()
    if options.run:
        run(options.run, options.root, options.year)
        return
    call_command("migrate", verbosity=0)
    for row in rows(options.agencies, options.years):
        print(row, flush=True)


if __name__ == "__main__":
    main()
