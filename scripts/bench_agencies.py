"""The list of agencies: shown, written, taken out and changed whole, and how that grows.

    VAR_DIR=$(mktemp -d) DATABASE_URL=postgres://… SECRET_KEY=x .venv/bin/python scripts/bench_agencies.py 1000 10000

The settings are the portal's: give it a folder of its own and a database that is empty. It stays filled.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

import django

django.setup()

import xlsxwriter
from django.core.management import call_command
from django.db import connection

from submissions.exports.agency_list import agency_list
from submissions.models import Agency, Kind, Membership, User
from submissions.services import agency_lists, cycles
from submissions.services.agency_columns import COLUMNS
from submissions.states import Role

T = TypeVar("T")


def rows(number: int, contact: str) -> Iterator[list[str]]:
    """Counties of nine departments each, below the province."""
    yield [column.heading for column in COLUMNS]
    for n in range(number):
        county, place = f"9{n // 10:05d}", n % 10
        code, kind, parent = (f"{county}-{place}", "部门", county) if place else (county, "县（市、区）级政府", "23")
        yield [
            code,
            f"第{n}机关",
            kind,
            parent,
            "",
            f"{contact}{n}",
            f"0451-{n:07d}",
            f"简称{n}",
            str(n),
            "是",
            "否",
            "",
        ]


def workbook(number: int, contact: str) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows(number, contact)):
            sheet.write_row(place, 0, row)
    return buffer.getvalue()


def timed(what: str, deed: Callable[[], T]) -> T:
    """Wall seconds, those of this process, and queries."""
    queries = 0

    def count(execute: Callable[..., T], *args: object) -> T:
        nonlocal queries
        queries += 1
        return execute(*args)

    wall, work = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        done = deed()
    wall, work = time.perf_counter() - wall, time.process_time() - work
    sys.stdout.write(f"  {what:34} {wall:6.2f} s, of it here {work:6.2f} s, {queries:5d} queries\n")
    return done


def main() -> None:
    call_command("migrate", verbosity=0)
    root = Agency.objects.create(code="23", name="省", kind=Kind.PROVINCE)
    office = User.objects.create_user("office")
    Membership.objects.create(user=office, agency=root, role=Role.OFFICE.value)
    cycles.open_cycle(office, 2024)
    for number in [int(each) for each in sys.argv[1:]] or [1000, 10000]:
        for what, contact in (("new", f"{number}甲"), ("changed", f"{number}乙")):
            data = workbook(number, contact)
            sys.stdout.write(f"{number} agencies, {what}, {len(data) // 1024} KB\n")
            plan = timed("preview", lambda data=data: agency_lists.preview(office, data))  # type: ignore[misc]
            timed("import", lambda data=data, plan=plan: agency_lists.import_rows(office, data, seen=plan.digest))  # type: ignore[misc]
        kept = timed("export", lambda: agency_list(agency_lists.listed(office), []))
        same = timed("preview of the export", lambda kept=kept: agency_lists.preview(office, kept))  # type: ignore[misc]
        assert not same.rows
        assert not same.errors
        timed("plan of a new year", lambda: cycles.opening(2025).plan)


if __name__ == "__main__":
    main()
