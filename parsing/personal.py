"""What is private in a file beside a report (an attachment, a sealed scan): its text alone is read, in a child."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from parsing.child import Limits, in_child
from parsing.errors import LimitExceeded, ParsingError
from parsing.grid import Document, Grid, Paragraph
from parsing.readers import load, read_document
from parsing.readers.embedded import LEAST_BYTES, MOST_PICTURES
from parsing.readers.opening import as_readable
from parsing.rules.privacy import MOST, spots_of

_BROKEN_IN_A_CELL: Final = re.compile(r"(?<=\d)[\n\v](?=[\dXx])")
"""A narrow cell breaks a long number; outside cells numbers of two lines are two numbers."""

Page = int | None


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is private: what it is, masked for people, its words, and its page (None where there are none)."""

    what: str
    shown: str
    words: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and what was not looked at: ``unread`` pages, and so many ``pictures`` in the text.

    ``recognised`` says that text was taken from pictures, where signs may have been misread.
    """

    found: tuple[Found, ...] = ()
    recognised: bool = False
    unread: tuple[int, ...] = ()
    pictures: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def look_caged(path: Path, name: str, limits: Limits) -> dict[str, Any]:
    """A Look as JSON, made in a child. Raises ParsingError for what cannot be read."""
    with as_readable(path, name, limits.wall_seconds, limits.cpu_seconds) as file:
        for message in in_child(lambda say: say({"look": look(file.path, file.name).to_json()}), limits):
            known: dict[str, Any] = message["look"]
            return known
    raise LimitExceeded


def look(path: Path, name: str = "") -> Look:
    """The same in this process."""
    document = read_document(path, name)
    pictured, unseen = _pictured(document)
    found: dict[tuple[str, str], Found] = {}
    for page, text in (*_pages(document), *((None, text) for text in (*document.facts.comments, *pictured))):
        for spot in spots_of(text):
            words = text[spot.start : spot.end]
            found.setdefault((spot.what, words), Found(spot.what, spot.shown, words, page))
    facts = document.facts
    recognised = document.format == "scan" or bool(facts.recognised) or bool(pictured)
    return Look(tuple(found.values())[:MOST], recognised, tuple(sorted({*facts.unread, *facts.empty})), unseen)


def _pages(document: Document) -> Iterator[tuple[Page, str]]:
    """The text of each page in reading order; a row of a table is a line, so that a label stands before its number."""
    lines: dict[Page, list[str]] = {}
    for block in document.blocks:
        for page, line in [(block.place.page, block.text)] if isinstance(block, Paragraph) else _rows(block):
            lines.setdefault(page, []).append(line)
    return ((page, "\n".join(texts)) for page, texts in lines.items())


def _rows(grid: Grid) -> Iterable[tuple[Page, str]]:
    rows: dict[int, tuple[Page, list[str]]] = {}
    for cell in grid.cells:
        row = rows.setdefault(cell.row, (cell.place.page or grid.place.page, []))
        row[1].append(_BROKEN_IN_A_CELL.sub("", cell.text))
    return ((page, "\t".join(texts)) for _row, (page, texts) in sorted(rows.items()))


def _pictured(document: Document) -> tuple[list[str], int]:
    """The texts of the pictures within a document, and how many pictures nobody could look into."""
    texts: list[str] = []
    unseen = 0
    for number, picture in enumerate(document.embedded):
        if 0 < len(picture.data) < LEAST_BYTES:
            continue  # an icon or a rule
        try:
            if number >= MOST_PICTURES or not picture.data:
                raise LimitExceeded
            texts += [text for _page, text in _pages(load("scan").read_picture(picture.data))]
        except ParsingError:
            unseen += 1
    return texts, unseen
