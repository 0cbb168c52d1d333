"""Has kept files looked at by the malware scanner: those nobody has asked about yet, or all of them again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from submissions.models import Screened
from submissions.services import screening


class Command(BaseCommand):
    help = "Has the files that were kept before CLAMD_URL was set scanned; --again asks about all, with new signatures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="also what was found clean before")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        if not screening.is_on():
            raise CommandError("CLAMD_URL is not set.")
        counts = screening.screen_all(again=again)
        self.stdout.write(", ".join(f"{verdict.label}: {n}" for verdict, n in counts.items()))
        if counts[Screened.WAITING]:
            raise CommandError("Some files were not scanned; the sweeper goes on asking. See manage.py doctor.")
