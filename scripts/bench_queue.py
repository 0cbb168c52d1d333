"""Reports a minute through the queue, by a real broker and worker, and how that grows with pages.

    VAR_DIR=$(mktemp -d) CELERY_BROKER_URL=redis://… .venv/bin/python scripts/bench_queue.py FILE --pages 6 12 24 48

The settings are the portal's: give it a folder and a broker of its own, and a database that is empty. What it puts
into the broker it takes away again, so that it takes no Redis database with anything in it.

FILE is a text PDF whose agency and year its title names. It is sent once for each of so many agencies
of that name; the worker starts when all are queued, and the clock runs from the first reading taken to
the last one done. With --pages the file is made longer by repeating a page of text.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

import django
import pypdfium2

django.setup()

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import Count

from parsing.pipeline import read
from scripts.loading.broker import borrowed
from submissions.models import Agency, Cycle, Kind, Membership, Reading, Submission, User
from submissions.services import cycles, uploads
from submissions.states import Processing, Role

LONGEST_WAIT = 60.0
"""Seconds for each length of report; what is not read by then is not counted, and no longer report is tried."""


def longer(path: Path, pages: int) -> bytes:
    """The file with its second page repeated at the end until it has so many, and a mark of its own."""
    with pypdfium2.PdfDocument(path) as document:
        more = pages - len(document)
        if more > 0:
            document.import_pages(document, [min(1, len(document) - 1)] * more, len(document))
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def queue(data: bytes, name: str, year: int, reports: int, first: int) -> None:
    """One agency, submission and upload for each report; the bell rings for every one."""
    clerk = User.objects.filter(username="bench").first() or User.objects.create_user("bench")
    made = [Agency.objects.create(code=f"b{first + n}", name=name, kind=Kind.PREFECTURE) for n in range(reports)]
    for agency in made:
        Membership.objects.create(user=clerk, agency=agency, role=Role.CLERK.value)
    cycle, _ = Cycle.objects.get_or_create(year=year)
    cycles.enrol(cycle)
    for n, owed in enumerate(Submission.objects.filter(cycle=cycle, agency__in=made)):
        file = SimpleUploadedFile(f"{first + n}.pdf", data + b"%% %d\n" % (first + n))
        uploads.receive(clerk, owed, file)


def seconds_to_read(reports: int, concurrency: int) -> float:
    """From the first reading taken to the last one done."""
    open_states = (Processing.QUEUED.value, Processing.READING.value)
    command = [
        "-m",
        "celery",
        "--app",
        "govreports",
        "worker",
        "--concurrency",
        str(concurrency),
        "--loglevel",
        "ERROR",
    ]
    waiting = Reading.objects.filter(processing__in=open_states)
    silent = subprocess.DEVNULL
    worker = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=silent, stderr=silent)  # noqa: S603 — ours
    try:
        deadline = time.monotonic() + LONGEST_WAIT
        while waiting.filter(processing=Processing.QUEUED.value).count() == reports and time.monotonic() < deadline:
            time.sleep(0.02)
        began = time.monotonic()
        while waiting.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        return time.monotonic() - began
    finally:
        worker.terminate()
        try:
            worker.wait(15)
        except subprocess.TimeoutExpired:
            worker.kill()


def outcomes() -> str:
    counted: Any = Reading.objects.values("processing").annotate(n=Count("pk"))
    return ", ".join(f"{row['processing']} {row['n']}" for row in counted)


def measure(path: Path, reports: int, lengths: list[int], concurrency: int) -> None:
    """Prints a line for each length, until one is not read in time."""
    report = read(path)
    print("| pages | reports | seconds | reports a minute | pages a minute |\n|---:|---:|---:|---:|---:|")
    for turn, pages in enumerate(lengths):
        data = longer(path, pages) if pages else path.read_bytes()
        count = pages or pages_in(data)
        queue(data, report.agency, report.year or 0, reports, turn * reports)
        taken = seconds_to_read(reports, concurrency)
        read_ones = Reading.objects.filter(processing=Processing.DONE.value).count() - turn * reports
        rate = read_ones * 60 / taken
        print(f"| {count} | {read_ones} | {taken:.1f} | {rate:.0f} | {rate * count:.0f} |", flush=True)
        if read_ones < reports:
            break


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--reports", type=int, default=30)
    parser.add_argument("--pages", type=int, nargs="*", default=[0])
    parser.add_argument("--concurrency", type=int, default=2)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    with borrowed(settings.CELERY_BROKER_URL):
        measure(options.file, options.reports, options.pages, options.concurrency)
    print(f"\n{outcomes()}")


def pages_in(data: bytes) -> int:
    with pypdfium2.PdfDocument(data) as document:
        return len(document)


if __name__ == "__main__":
    main()
