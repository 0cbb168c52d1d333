"""Measures the office's pages of a year with many agencies: queries and milliseconds a page, on the database at hand.

    TWO_FACTOR_ROLES= DATABASE_URL=postgres://… python manage.py measure_year --agencies 10000 --years 6

The made rows live in one transaction that is rolled back: nothing is left behind.
"""

from __future__ import annotations

import logging
import os
import random
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, median
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions.models import Agency, Cycle, Kind, Membership, Submission, User
from submissions.services import chase_text, chases
from submissions.states import OWING, Role, State

LAST = 2099
CITIES, COUNTIES = 13, 10
"""Cities of the made province, and counties of each."""
STATES = (State.MISSING, State.DRAFT, State.SUBMITTED, State.RETURNED, State.EXEMPT, State.NIL, *[State.APPROVED] * 6)


class Command(BaseCommand):
    help = "Measures the office's pages of a year with made agencies, and rolls them back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--agencies", type=int, default=10_000)
        parser.add_argument("--years", type=int, default=6)
        parser.add_argument("--explain", action="store_true", help="show the plan of the slowest query of each page")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable(logging.INFO)
        with transaction.atomic():
            made = Made(options["agencies"], options["years"])
            made.all()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            self.stdout.write(f"{connection.vendor}: {made.agencies} agencies, {made.agencies * made.years} reports")
            for words, url, query in made.pages():
                self.measure(made.office, words, url, query, explain=options["explain"])
            self.chase(made)
            transaction.set_rollback(True)

    def measure(self, user: User, words: str, url: str, query: dict[str, str], *, explain: bool) -> None:
        """One page: queries, and medians of five: milliseconds of all, of the processor here, of that of the database.

        Milliseconds of the processor say the same on a machine that is busy with other things.
        """
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        client.get(url, query)
        whole, here, there, queries = [], [], [], 0
        for _round in range(5):
            with CaptureQueriesContext(connection) as caught:
                begin, mine, theirs = perf_counter(), process_time(), database_time()
                answer = client.get(url, query)
                b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
                whole.append(1000 * (perf_counter() - begin))
                here.append(1000 * (process_time() - mine))
                there.append(1000 * (database_time() - theirs))
            assert answer.status_code == 200, answer.status_code
            queries = len(caught)
        slowest = max(caught.captured_queries, key=lambda each: float(each["time"]))["sql"]
        self.stdout.write(
            f"{words}: {queries} queries, {median(whole):.0f} ms; processor: {median(here):.0f} ms here,"
            f" {mean(there):.0f} ms in the database"
        )
        if explain:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN ANALYZE " + slowest)
                self.stdout.write("\n".join("    " + " ".join(map(str, row)) for row in cursor.fetchall()))

    def chase(self, made: Made) -> None:
        """Everybody who owes is chased at once."""
        owing = made.newest.submissions.filter(state__in=[state.value for state in OWING])
        ids = list(owing.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as caught:
            begin, mine = perf_counter(), process_time()
            chases.send(made.office, made.root, made.newest, ids, chase_text.DRAFT, uuid4())
            took, cpu = perf_counter() - begin, process_time() - mine
        self.stdout.write(
            f"chasing {len(ids)} agencies: {len(caught)} queries, {took:.1f} s; processor: {cpu:.1f} s here"
        )


def database_time() -> float:
    """Seconds of processor the database's process of this connection has used; 0 where it is this process or far."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Made:
    """A province: cities, counties, departments and townships, a clerk for most, and six years of obligations."""

    def __init__(self, agencies: int, years: int) -> None:
        self.agencies, self.years = agencies, years
        self.dice = random.Random(7)  # noqa: S311 — made rows, the same each time
        self.now = timezone.now()

    def all(self) -> None:
        self.root = Agency.objects.create(code="made", name="试算省人民政府", kind=Kind.PROVINCE)
        self.office = User.objects.create(username="made-office", full_name="试算管理员")
        Membership.objects.create(user=self.office, agency=self.root, role=Role.OFFICE.value)
        agencies = self.tree()
        self.clerks(agencies[::2])
        for year in range(LAST - self.years + 1, LAST + 1):
            self.newest = Cycle.objects.create(year=year)
            Submission.objects.bulk_create(
                (self.submission(agency, self.newest) for agency in agencies), batch_size=2000
            )

    def tree(self) -> list[Agency]:
        self.cities = [
            Agency.objects.create(code=f"made{n}", name=f"第{n}市人民政府", kind=Kind.PREFECTURE, parent=self.root)
            for n in range(CITIES)
        ]
        self.counties = [
            Agency.objects.create(
                code=f"made{city.code}-{n}", name=f"{city.name}第{n}县人民政府", kind=Kind.COUNTY, parent=city
            )
            for city in self.cities
            for n in range(COUNTIES)
        ]
        upper = [self.root, *self.cities, *self.counties]
        left = self.agencies - len(upper)
        lower = Agency.objects.bulk_create((self.below(upper[n % len(upper)], n) for n in range(left)), batch_size=2000)
        for agency in lower:
            parent = agency.parent
            assert parent is not None
            agency.path, agency.path_depth = f"{parent.path}{agency.pk}/", parent.path_depth + 1
        Agency.objects.bulk_update(lower, ["path", "path_depth"], batch_size=1000)
        return [*upper, *lower]

    def below(self, parent: Agency, number: int) -> Agency:
        kind = Kind.TOWNSHIP if parent.kind == Kind.COUNTY and number % 3 == 0 else Kind.DEPARTMENT
        return Agency(
            code=f"made-{number}",
            name=f"第{number}局",
            kind=kind,
            parent=parent,
            contact_name="张三",
            contact_phone="0451",
        )

    def clerks(self, agencies: list[Agency]) -> None:
        people = User.objects.bulk_create(
            (User(username=f"made-{agency.pk}", full_name="填报人", email="a@example.gov.cn") for agency in agencies),
            batch_size=2000,
        )
        Membership.objects.bulk_create(
            (
                Membership(user=user, agency=agency, role=Role.CLERK.value)
                for user, agency in zip(people, agencies, strict=True)
            ),
            batch_size=2000,
        )

    def submission(self, agency: Agency, cycle: Cycle) -> Submission:
        state = self.dice.choice(STATES)
        filed = state in (State.SUBMITTED, State.RETURNED, State.APPROVED)
        return Submission(
            agency=agency,
            cycle=cycle,
            state=state.value,
            due_on=date(2026, 1, 31),
            returns=self.dice.choice((0, 0, 1)),
            filed_at=self.now - timedelta(days=30) if filed else None,
            filed_late=filed and self.dice.random() < 0.2,
            decided_at=self.now if state is State.APPROVED else None,
            extended_from=date(2026, 1, 15) if self.dice.random() < 0.05 else None,
        )

    def pages(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        year = [LAST]
        city, county = str(self.cities[0].pk), str(self.counties[0].pk)
        yield "every year", reverse("office"), {}
        yield "the year", reverse("cycle", args=year), {}
        yield "the year, one city", reverse("cycle", args=year), {"at": city}
        yield "the year, one county, all", reverse("cycle", args=year), {"at": county, "show": "all"}
        yield (
            "the year, on time, by level",
            reverse("cycle", args=year),
            {"show": "on_time", "level": Kind.COUNTY.value},
        )
        yield "the year, all, page 150", reverse("cycle", args=year), {"show": "all", "page": "150"}
        yield "choosing whom to chase", reverse("chase", args=year), {"overdue": "7", "reached": "unopened"}
        yield "the text for all who owe", reverse("chase_write", args=year), {"who": "all"}
        yield "the ledger of a county, printed", reverse("ledger", args=year), {"at": county, "show": "all"}
        yield "the ledger of a county, PDF", reverse("ledger_print", args=year), {"at": county, "show": "all"}
        yield "the ledger of the province, XLSX", reverse("ledger_workbook", args=year), {"show": "all"}
