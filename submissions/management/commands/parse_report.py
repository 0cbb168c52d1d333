"""Reads documents without the web site: the reading contract's one command."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from parsing.agencies import kind_of
from parsing.cage import read_caged
from parsing.child import Limits
from parsing.contract import error_json, reading_json, reading_text
from parsing.errors import ParsingError, TooLarge
from parsing.pipeline import warm
from parsing.report import Report
from parsing.rules.engine import judge
from parsing.rules.model import Context

MOST_BYTES = 50 * 1024 * 1024
LIMITS = Limits(wall_seconds=600)
"""A file nobody trusts is opened in a child here too: one that kills its reader costs no other its reading.
Nobody waits before a page, so a long scan on a busy machine may take its time."""


class Command(BaseCommand):
    help = "Read annual reports and print their tables and findings."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=("json", "text"), default="text")
        parser.add_argument("--previous", metavar="FILE", help="last year's document of the same agency")
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        warm()
        previous = self._previous(options["previous"])
        failed = False
        for file in options["files"]:
            output, ok = _read_one(file, options["format"], Context(previous=previous))
            failed = failed or not ok
            self.stdout.write(output)
            self.stdout.flush()
        if failed:
            sys.exit(1)

    def _previous(self, file: str | None) -> tuple[Report, ...]:
        if file is None:
            return ()
        try:
            return (read_caged(Path(file), limits=LIMITS),)
        except (ParsingError, OSError) as error:
            self.stderr.write(f"{file}：上年报告无法读取，跨年核对不进行。{error}")
            return ()


def _read_one(file: str, form: str, context: Context) -> tuple[str, bool]:
    """One file's output and whether it could be read."""
    try:
        path = Path(file)
        if path.stat().st_size > MOST_BYTES:
            raise TooLarge
        report = read_caged(path, limits=LIMITS)
    except ParsingError as error:
        return _error(file, form, error.code, str(error)), False
    except OSError as error:
        return _error(file, form, "no_such_file", f"文件打不开：{error.strerror}。请检查路径。"), False
    findings = judge(report, replace(context, kind=kind_of(report.agency)))
    if form == "text":
        return reading_text(file, report, findings), True
    return json.dumps(reading_json(file, report, findings), ensure_ascii=False), True


def _error(file: str, form: str, code: str, message: str) -> str:
    if form == "text":
        return f"{file}：{message}"
    return json.dumps(error_json(file, code, message), ensure_ascii=False)
