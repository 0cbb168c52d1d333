"""Measures the reviewer's inbox with many reports: queries and milliseconds a page, on the database at hand.

    DATABASE_URL=postgres://… python manage.py measure_inbox --reports 10000

The made rows live in one transaction that is rolled back: nothing is left behind.
"""

from __future__ import annotations

import random
from argparse import ArgumentParser
from datetime import date, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions.models import (
    Agency,
    Cycle,
    Event,
    Finding,
    Kind,
    Look,
    Membership,
    Reading,
    Submission,
    Upload,
    User,
)
from submissions.states import Role, State

YEAR = 2099
STATES = (State.SUBMITTED, State.SUBMITTED, State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.APPROVED)
WORST = ("", "notice", "verify", "mandatory")
PAGES = (
    {"tab": "unclaimed"},
    {"tab": "unclaimed", "sort": "worst"},
    {"tab": "unclaimed", "sort": "open"},
    {"tab": "unclaimed", "sort": "changed"},
    {"tab": "unclaimed", "page": "90"},
    {"tab": "ready"},
    {"tab": "mine"},
    {"tab": "agency"},
    {"tab": "unclaimed", "q": "第7"},
)


class Command(BaseCommand):
    help = "Measures the reviewer's inbox with made reports, and rolls them back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reports", type=int, default=10_000)
        parser.add_argument("--explain", action="store_true", help="show the plan of the slowest query of each page")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            made = Made(options["reports"])
            reviewer = made.all()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            self.stdout.write(f"{connection.vendor}: {options['reports']} reports")
            for query in PAGES:
                self.measure(reviewer, reverse("queue"), query, explain=options["explain"])
            self.measure(reviewer, reverse("trail", args=[made.some]), {"tab": "unclaimed"}, explain=False)
            transaction.set_rollback(True)

    def measure(self, user: User, url: str, query: dict[str, str], *, explain: bool) -> None:
        """One page: queries, and the median of five of all milliseconds and of those in the database."""
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        data = query | {"cycle": str(YEAR)}
        client.get(url, data)
        whole, inside, queries = [], [], []
        for _round in range(5):
            with CaptureQueriesContext(connection) as caught:
                begin = perf_counter()
                answer = client.get(url, data)
                whole.append(1000 * (perf_counter() - begin))
            assert answer.status_code == 200, answer.status_code
            queries = caught.captured_queries
            inside.append(1000 * sum(float(each["time"]) for each in queries))
        words = " ".join(f"{key}={value}" for key, value in query.items())
        self.stdout.write(
            f"{url} {words}: {len(queries)} queries, {median(whole):.0f} ms, {median(inside):.0f} ms in the database"
        )
        if explain:
            slowest = max(queries, key=lambda each: float(each["time"]))["sql"]
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN ANALYZE " + slowest)
                self.stdout.write("\n".join("    " + " ".join(map(str, row)) for row in cursor.fetchall()))


class Made:
    """A province with cities, a department for every report, and all a row of the inbox is made of."""

    def __init__(self, reports: int) -> None:
        self.reports = reports
        self.dice = random.Random(7)  # noqa: S311 — made rows, the same each time
        self.now = timezone.now()
        self.some = 0

    def all(self) -> User:
        root = Agency.objects.create(code="made", name="试算省人民政府", kind=Kind.PROVINCE)
        reviewer = User.objects.create(username="made-reviewer", full_name="试算审核人")
        Membership.objects.create(user=reviewer, agency=root, role=Role.REVIEWER.value)
        cycle = Cycle.objects.create(year=YEAR, opened_at=self.now - timedelta(days=40))
        submissions = self.submissions(self.agencies(root), cycle, reviewer)
        self.some = submissions[len(submissions) // 2].pk
        self.beside(submissions, reviewer)
        return reviewer

    def agencies(self, root: Agency) -> list[Agency]:
        cities = [
            Agency.objects.create(code=f"made{n}", name=f"第{n}市人民政府", kind=Kind.PREFECTURE, parent=root)
            for n in range(20)
        ]
        made = Agency.objects.bulk_create(
            Agency(code=f"made{n % 20}-{n}", name=f"第{n}局", kind=Kind.DEPARTMENT, parent=cities[n % 20], path_depth=3)
            for n in range(self.reports)
        )
        for agency in made:
            agency.path = f"{cities[int(agency.name[1:-1]) % 20].path}{agency.pk}/"
        Agency.objects.bulk_update(made, ["path"], batch_size=1000)
        return made

    def submissions(self, agencies: list[Agency], cycle: Cycle, reviewer: User) -> list[Submission]:
        made = Submission.objects.bulk_create(
            self.submission(agency, cycle, reviewer, self.dice.choice(STATES)) for agency in agencies
        )
        uploads = Upload.objects.bulk_create(
            Upload(submission=s, uploaded_by=reviewer, original_name="a.docx", sha256="0", size=1, file="x")
            for s in made
        )
        report = {"figures": {f"requests.row{n}.column": ["0", "0", "number"] for n in range(200)}}
        readings = Reading.objects.bulk_create(
            Reading(
                upload=upload, parser_version="1", rules_version="1", processing="done", report=report,
                worst=self.dice.choice(WORST), blocking=self.dice.choice((0, 0, 1, 4)),
            )
            for upload in uploads
        )  # fmt: skip
        for submission, upload, reading in zip(made, uploads, readings, strict=True):
            submission.current_upload, submission.current_reading = upload, reading
        Submission.objects.bulk_update(made, ["current_upload", "current_reading"], batch_size=1000)
        return made

    def submission(self, agency: Agency, cycle: Cycle, reviewer: User, state: State) -> Submission:
        return Submission(
            agency=agency,
            cycle=cycle,
            state=state.value,
            due_on=date(YEAR + 1, 1, 31),
            reviewer=reviewer if state is State.IN_REVIEW else None,
            waiting_since=self.now - timedelta(hours=self.dice.randrange(700)),
            returns=self.dice.choice((0, 0, 1)),
        )

    def beside(self, submissions: list[Submission], reviewer: User) -> None:
        """Three findings, four events each, and a look at every second one."""
        Finding.everything.bulk_create(
            (
                Finding(
                    reading_id=s.current_reading_id or 0, fingerprint=f"{s.pk}-{n}", rule="A-02", severity="verify",
                    outcome="failed", subject="x", message="合计与各项不符",
                )
                for s in submissions for n in range(3)
            ),
            batch_size=5000,
        )  # fmt: skip
        moves = (("start", "draft"), ("submit", "submitted"), ("return", "returned"), ("submit", "submitted"))
        Event.objects.bulk_create(
            (
                Event(submission=s, kind=kind, to_state=to, at=self.now - timedelta(days=30 - 5 * n))
                for s in submissions for n, (kind, to) in enumerate(moves)
            ),
            batch_size=5000,
        )  # fmt: skip
        Look.objects.bulk_create(
            Look(user=reviewer, submission=s, reading_id=s.current_reading_id or 0, changed=self.dice.randrange(9))
            for s in submissions[::2]
        )
