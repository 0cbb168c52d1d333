"""The original with its findings on it: flagged cells boxed and numbered, and a list at the end.

A PDF keeps its pages as they are and gets boxes over them; a scan becomes a PDF of its pictures; of
a file without pages a PDF of its text and tables as found is made. Numbers are those of the list.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from parsing.child import Limits, Say, in_child
from parsing.errors import LimitExceeded
from parsing.grid import Place
from parsing.readers import kind_of
from parsing.readers.opening import as_readable

LIMITS = Limits(cpu_seconds=90, wall_seconds=120, answer=128 * 1024 * 1024)
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Note:
    """One finding: its number in the list, severity ("mandatory", "verify", "notice"), the places
    it is about, its heading and the lines below it in the list."""

    number: int
    severity: str
    places: tuple[Place, ...]
    heading: str
    lines: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"places": [place.to_json() for place in self.places]}


def annotate_caged(path: Path, name: str, title: str, notes: Sequence[Note], limits: Limits = LIMITS) -> bytes:
    """The annotated PDF, made in a child. ``title`` heads the list. Raises ParsingError."""
    with as_readable(path, name, limits.wall_seconds, limits.cpu_seconds) as file:
        kind = kind_of(file.path, file.name)

        def work(say: Say) -> None:
            data = load().annotate(kind, file.path, file.name, title, notes)
            for start in range(0, len(data), PIECE):
                say({"piece": base64.b64encode(data[start : start + PIECE]).decode("ascii")})

        pieces = [base64.b64decode(message["piece"]) for message in in_child(work, limits) if "piece" in message]
    if not pieces:
        raise LimitExceeded
    return b"".join(pieces)


def load() -> ModuleType:
    """What draws. Imported when it is needed, or before a worker forks: the web site never needs it."""
    return import_module("parsing.annotating")
