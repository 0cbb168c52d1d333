"""Past reports a minute: read out of ZIP archives and filed, by a real broker and worker.

    VAR_DIR=$(mktemp -d) DATABASE_URL=… CELERY_BROKER_URL=redis://… .venv/bin/python scripts/bench_past.py --files 200

The settings are the portal's: give it a folder, a broker and an empty database of its own. What it puts into the
broker it takes away again, so that it takes no Redis database with anything in it. Each file is the published
report of one made-up agency, a quarter each as Word, PDF, web page and text. A batch is one chain of messages, so that
a second process helps where there is a second batch: ``--batches 1 2`` measures both. The clock runs from the start of
the worker to the last file read, and again from the order to file to the last one filed; starting the worker is in it.
``s of processors`` are what the worker and its children used for both, which waits for nobody.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

import django

django.setup()

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from scripts.loading.broker import borrowed
from submissions import tasks
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_docx import write_docx
from submissions.demo.write_html import write_html
from submissions.demo.write_pdf import write_pdf
from submissions.demo.write_text import write_text
from submissions.models import Agency, Intake, Kind, Membership, PastBatch, User
from submissions.services import past_batches
from submissions.states import Processing, Role

WRITERS = {"docx": write_docx, "pdf": write_pdf, "html": write_html, "txt": write_text}
LONGEST_WAIT = 240.0
OPEN = (Processing.QUEUED.value, Processing.READING.value)


def document(name: str, number: int) -> tuple[str, bytes]:
    """The report of one agency for 2022, in the format whose turn it is."""
    suffix, write = list(WRITERS.items())[number % len(WRITERS)]
    return f"{number:05}.{suffix}", write(write_draft(replace(HEILONGJIANG_2024, agency=name, year=2022)))


def words(number: int) -> str:
    """A number as part of a name."""
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(number))


def archives(batches: int, files: int, turn: int) -> list[PastBatch]:
    """So many batches of one archive each, and the agencies whose reports are in them."""
    office, _new = User.objects.get_or_create(username="bench")
    root, _new = Agency.objects.get_or_create(
        code="000000", defaults={"name": "黑龙江省人民政府", "kind": Kind.PROVINCE}
    )
    Membership.objects.get_or_create(user=office, agency=root, role=Role.OFFICE.value)
    made = []
    for one in range(batches):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(one, files, batches):
                name = f"黑龙江省{words(turn)}{words(number)}厅"
                Agency.objects.create(code=f"{turn}-{number}", name=name, kind=Kind.DEPARTMENT, parent=root)
                archive.writestr(*document(name, number))
        batch = past_batches.open_batch(office, root, f"{turn}-{one}")
        past_batches.add(office, batch, SimpleUploadedFile("旧报告.zip", packed.getvalue()))
        made.append(batch)
    return made


def worker(processes: int) -> subprocess.Popen[bytes]:
    command = ["-m", "celery", "--app", "govreports", "worker", "--queues", "bulk", "--concurrency", str(processes)]
    silent = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, *command, "--loglevel", "ERROR"], cwd=ROOT, stdout=silent, stderr=silent)  # noqa: S603


def seconds_until(batches: list[PastBatch], files: int, *, filed: bool) -> float:
    """By the clock, until all are read, or all are filed."""
    mine = Intake.objects.filter(batch__in=batches)
    done = mine.exclude(filed_at=None) if filed else mine.exclude(processing__in=OPEN).exclude(match="")
    began = time.monotonic()
    while done.count() < files and time.monotonic() < began + LONGEST_WAIT:
        time.sleep(0.1)
    return time.monotonic() - began


def measure(files: int, runs: list[int], processes: int) -> None:
    """Prints a line for each number of batches."""
    print("| batches | files | s to read | files a minute | s to file | reports filed a minute | s of processors |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for turn, count in enumerate(runs):
        batches = archives(count, files, turn)
        used = processors()
        running = worker(processes)
        try:
            read = seconds_until(batches, files, filed=False)
            for batch in batches:
                _file(batch)
            filed = seconds_until(batches, files, filed=True)
        finally:
            running.terminate()
            running.wait(30)
        rates = [f"{seconds:.1f} | {files * 60 / seconds:.0f}" for seconds in (read, filed)]
        print(f"| {count} | {files} | {rates[0]} | {rates[1]} | {processors() - used:.1f} |", flush=True)
        done = Intake.objects.filter(batch__in=batches)
        print(
            f"  filed {done.exclude(filed_at=None).count()}, of them without doubt {done.filter(doubted=0).count()}",
            file=sys.stderr,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--batches", type=int, nargs="*", default=[1])
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    assert tasks.work_past, "loading the tasks ties their bells"
    with borrowed(settings.CELERY_BROKER_URL):
        measure(options.files, options.batches, options.processes)


def processors() -> float:
    """Seconds of the processors all children have used that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _file(batch: PastBatch) -> None:
    batch.refresh_from_db()
    past_batches.file_all(batch.owner, batch)


if __name__ == "__main__":
    main()
