"""Measures the charts and the report of the topmost area: queries, memory and milliseconds, on the database at hand.

    TWO_FACTOR_ROLES= PASSWORD_MAX_AGE_DAYS=0 DATABASE_URL=postgres://… python manage.py measure_area

What is made lives in one transaction that is rolled back: nothing is left behind.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from submissions.models import Agency, Cycle, Membership, Rollup, Submission, User
from submissions.services import area_reports, rollups
from submissions.states import Role

HEAD = "| part | ms | wall, ms | queries | MB |\n|---|---:|---:|---:|---:|"


class Command(BaseCommand):
    help = "Measures the charts and the report of the topmost area, and rolls back what it made."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            self._measure()
            transaction.set_rollback(True)

    def _measure(self) -> None:
        root = Agency.objects.filter(parent=None).order_by("pk")[0]
        cycle = Cycle.objects.order_by("-year")[0]
        client = Client(headers={"host": "localhost"})
        client.force_login(_office(root))
        self.stdout.write(f"{Agency.objects.count()} agencies, {Submission.objects.count()} reports\n\n{HEAD}")
        Rollup.objects.filter(root=root).delete()
        self._line("adding up one year for its charts, by a worker", lambda: rollups.build(_row(cycle, root)), times=1)
        for other in Cycle.objects.exclude(pk=cycle.pk):
            rollups.build(_row(other, root))
        pages = {
            "page of charts": reverse("charts", args=[cycle.year]),
            "the same, another measure": reverse("charts", args=[cycle.year]) + "?measure=penalties",
            "table of one chart as CSV": reverse("chart_table", args=[cycle.year, "rank"]),
            "page of the area's report": reverse("area_report", args=[cycle.year]),
        }
        for name, url in pages.items():
            self._line(name, partial(_read, client, url))
        figures, fields = area_reports.figures_of(cycle, root), area_reports.started(cycle, root)
        self._line("the report as a Word document", lambda: area_reports.document(figures, fields))

    def _line(self, name: str, work: Callable[[], Any], times: int = 5) -> None:
        used, walls = [], []
        for _ in range(times):
            queries = Counted()
            began, at = process_time(), perf_counter()
            with connection.execute_wrapper(queries):
                work()
            used.append(process_time() - began)
            walls.append(perf_counter() - at)
        peak = _peak(work) if times > 1 else 0.0
        numbers = f"{median(used) * 1000:.0f} | {median(walls) * 1000:.0f} | {queries.number} | {peak:.0f}"
        self.stdout.write(f"| {name} | {numbers} |")


class Counted:
    """Counts statements; a request of the test client empties Django's own list of them."""

    number = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.number += 1
        return execute(*args)


def _row(cycle: Cycle, root: Agency) -> int:
    return Rollup.objects.get_or_create(cycle=cycle, root=root)[0].pk


def _read(client: Client, url: str) -> None:
    answer = client.get(url)
    if answer.status_code != 200:
        raise SystemExit(f"{url}: {answer.status_code}")
    _content = b"".join(answer) if answer.streaming else answer.content


def _office(root: Agency) -> User:
    user = User.objects.create_user("measure-area")
    Membership.objects.create(user=user, agency=root, role=Role.OFFICE.value)
    return user


def _peak(work: Callable[[], Any]) -> float:
    """Megabytes the work takes at its highest beyond what it found."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1_000_000
