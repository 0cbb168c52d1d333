"""What came of reading a harmed document, and whether it may come of it."""

from __future__ import annotations

import inspect
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from parsing import errors
from parsing.errors import ParsingError
from parsing.pipeline import read
from parsing.report import Report
from parsing.rules.engine import judge
from tests.fuzz.mutations import LARGEST

CODES = frozenset(
    kind.code for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, ParsingError)
)
"""What a reader may refuse a file with."""
SPOKEN = (".txt", ".html", ".docx", ".odt")
"""Formats whose text is told without a reader: what a figure is read from must stand in it."""
_SPACE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\xad]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """``code`` of the refusal, or "" for a report with so many figures; ``wrong`` says what may not be."""

    code: str = ""
    figures: int = 0
    wrong: str = ""


def read_harmed(data: bytes, name: str, path: Path) -> tuple[Outcome, Report | None]:
    """Reads, judges and packs the document at ``path`` as a worker's child does.

    What a reader raises by mistake comes through.
    """
    try:
        report = read(path, name)
    except ParsingError as error:
        return Outcome(error.code, wrong="" if error.code in CODES and error.message else f"unknown {error!r}"), None
    except MemoryError:
        return Outcome(errors.LimitExceeded.code), None
    judge(report)
    Report.from_json(report.to_json())
    strange = next(iter(invented(report, data, name)), "")
    return Outcome("", len(report.figures), f"read {strange}, which is not in the file" if strange else ""), report


def invented(report: Report, data: bytes, name: str) -> Iterator[str]:
    """Figures read as sure whose digits do not stand in the file."""
    if not name.endswith(SPOKEN):
        return
    said = _SPACE.sub("", text_of(data))
    for address, figure in report.figures.items():
        if figure.is_sure and figure.value is not None and _SPACE.sub("", figure.raw) not in said:
            yield f"{figure.raw!r} at {address}"


def text_of(data: bytes) -> str:
    """All characters of a file between its tags, as roughly as can be."""
    if data.startswith(b"PK"):
        data = b"\n".join(_parts(data))
    texts = [data.decode(code, "ignore") for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")]
    return unescape("\n".join(re.sub(r"<[^>]*>", "", text) for text in texts))


def _parts(data: bytes) -> Iterator[bytes]:
    """What can be unpacked of a package: a part that is damaged hides no other."""
    unreadable = zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error, EOFError
    with suppress(*unreadable), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            with suppress(*unreadable):
                yield archive.open(info).read(LARGEST)


def numbers_of(data: bytes) -> Counter[str]:
    """The numbers that stand in a file, and how often."""
    return Counter(re.findall(r"\d[\d.,]*", text_of(data)))
