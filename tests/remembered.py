"""A document that one test had read is not read again for the next, where tests ask what becomes of a report.

How documents are read is asked in tests/parsing, of the queue with a worker in tests/wiring and in a browser: there
every reading is one. Elsewhere the same few documents were read a thousand times, each in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from parsing.cage import LIMITS
from parsing.child import Limits
from parsing.pipeline import Stage
from parsing.report import Report
from parsing.several import ANY, Wanted

PLACES = "submissions", "views"
"""Folders of tests whose documents are read once in a process of the run."""


class Asked(NamedTuple):
    """All that the reading of a file depends on."""

    content: str
    name: str
    limits: Limits
    wanted: Wanted


class Remembered(NamedTuple):
    """A report as the child sends it, and the stages it told of on its way."""

    report: str
    stages: list[tuple[str, int, int]]


_KEPT: dict[Asked, Remembered] = {}


def remembering(read: Callable[..., Report]) -> Callable[..., Report]:
    """``read_caged`` with a memory; what could not be read is tried again each time."""

    def read_once(
        path: Path, name: str = "", on_stage: Stage | None = None, limits: Limits = LIMITS, wanted: Wanted = ANY
    ) -> Report:
        told = on_stage or (lambda stage, step, steps: None)
        asked = Asked(hashlib.sha256(path.read_bytes()).hexdigest(), name, limits, wanted)
        if asked not in _KEPT:
            stages: list[tuple[str, int, int]] = []

            def heard(stage: str, step: int, steps: int) -> None:
                stages.append((stage, step, steps))
                told(stage, step, steps)

            report = read(path, name, heard, limits, wanted)
            _KEPT[asked] = Remembered(json.dumps(report.to_json()), stages)
            return report
        known = _KEPT[asked]
        for stage in known.stages:
            told(*stage)
        return Report.from_json(json.loads(known.report))

    return read_once
