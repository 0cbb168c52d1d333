"""A report as the library understands it: figures by address, each with its evidence."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from parsing.facts import FileFacts
from parsing.grid import Place

FRONT, INTRODUCTION = -1, 0
"""What stands before section one, numbered like a section: above the title, and below it."""


class Address(NamedTuple):
    """The address of a cell of the official form: codes of table, row and column.

    Row codes may hold a dot (``denied.state_secrets``); tables and columns never do.
    """

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.row}.{self.column}"

    @classmethod
    def parse(cls, text: str) -> Address:
        table, rest = text.split(".", 1)
        row, column = rest.rsplit(".", 1)
        return cls(table, row, column)


class State(StrEnum):
    """What a cell of the document holds. An absent cell has no Figure at all."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"
    ILLEGIBLE = "illegible"


class Figure(NamedTuple):
    """One cell that was found. ``value`` is in the column's unit and None unless NUMBER.

    ``raw`` is the text as printed, ``note`` what stood beside the number in the cell (a unit,
    a remark), ``doubt`` a Chinese reason why the reading may be wrong, or empty.
    ``corrected`` marks a value typed by a person in place of the one read. ``others`` are whole numbers
    that were read there as well; they are used while a file is read, and not kept.
    """

    value: Decimal | None
    raw: str
    place: Place = Place()
    state: State = State.NUMBER
    note: str = ""
    doubt: str = ""
    corrected: bool = False
    others: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        return not self.doubt and self.state is not State.ILLEGIBLE

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"value": plain(self.value), "raw": self.raw, "state": self.state.value}
        data |= {key: getattr(self, key) for key in ("note", "doubt", "corrected") if getattr(self, key)}
        return data | {"place": self.place.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Figure:
        value = data["value"]
        return cls(
            value=None if value is None else Decimal(str(value)),
            raw=data["raw"],
            place=Place.from_json(data.get("place", {})),
            state=State(data["state"]),
            note=data.get("note", ""),
            doubt=data.get("doubt", ""),
            corrected=data.get("corrected", False),
        )


def plain(value: Decimal | None) -> int | float | None:
    """A JSON number: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections as found: its official number, its heading as printed and its text.

    ``printed`` is the numeral printed before the heading ("三"), or empty. ``text`` is running
    text without the tables; offsets of evidence in it count from its start. ``lines`` says where
    each of its lines was read: the offset the line starts at, and its place; readings of before
    have none.
    """

    number: int
    heading: str
    printed: str
    text: str
    place: Place = Place()
    lines: tuple[tuple[int, Place], ...] = ()

    def place_of(self, offset: int) -> Place:
        """Where the line that holds ``offset`` of the text was read; the heading's place when not known."""
        at = bisect_right(self.lines, offset, key=lambda line: line[0])
        return self.lines[at - 1][1] if at else self.place

    def to_json(self) -> dict[str, Any]:
        data = {key: getattr(self, key) for key in ("number", "heading", "printed", "text")}
        return data | {
            "place": self.place.to_json(),
            "lines": [[offset, place.to_json()] for offset, place in self.lines],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Section:
        return cls(
            data["number"],
            data["heading"],
            data["printed"],
            data["text"],
            Place.from_json(data.get("place", {})),
            tuple((offset, Place.from_json(place)) for offset, place in data.get("lines", ())),
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A label that differs from the official words but is clear."""

    printed: str
    official: str
    address: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one document says.

    ``edition`` is the version of the form by the columns of table 二 (or, without it, by the
    rows of table 三); "" when unknown. ``figures`` holds only the cells the document has.
    ``labels`` lists labels that differ from the official words; ``warnings`` what the reader
    could not do, in Chinese. ``front`` is the text above the title (a mark, a letterhead, the
    navigation of a page), ``introduction`` that between the title and section one; without any
    heading it is all the text.
    """

    title: str = ""
    agency: str = ""
    year: int | None = None
    edition: str = ""
    figures: dict[Address, Figure] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    labels: tuple[Label, ...] = ()
    warnings: tuple[str, ...] = ()
    format: str = ""
    front: str = ""
    introduction: str = ""
    facts: FileFacts = FileFacts()

    def section(self, number: int) -> Section | None:
        return next((s for s in self.sections if s.number == number), None)

    def texts(self) -> tuple[tuple[int, str], ...]:
        """All running text with the number of its section, FRONT and INTRODUCTION before the six."""
        parts = ((FRONT, self.front), (INTRODUCTION, self.introduction), *((s.number, s.text) for s in self.sections))
        return tuple((number, text) for number, text in parts if text)

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "agency": self.agency,
            "year": self.year,
            "edition": self.edition,
            "format": self.format,
            "figures": {str(address): figure.to_json() for address, figure in self.figures.items()},
            "sections": [section.to_json() for section in self.sections],
            "labels": [
                {"printed": n.printed, "official": n.official, "address": n.address, "place": n.place.to_json()}
                for n in self.labels
            ],
            "warnings": list(self.warnings),
            "front": self.front,
            "introduction": self.introduction,
            "facts": self.facts.to_json(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        return cls(
            title=data["title"],
            agency=data["agency"],
            year=data["year"],
            edition=data["edition"],
            format=data.get("format", ""),
            figures={Address.parse(key): Figure.from_json(value) for key, value in data["figures"].items()},
            sections=tuple(Section.from_json(section) for section in data["sections"]),
            labels=tuple(
                Label(n["printed"], n["official"], n["address"], Place.from_json(n.get("place", {})))
                for n in data["labels"]
            ),
            warnings=tuple(data.get("warnings", ())),
            front=data.get("front", ""),
            introduction=data.get("introduction", ""),
            facts=FileFacts.from_json(data.get("facts", {})),
        )


def squeeze(text: str) -> str:
    """Text with every blank taken out, as labels and titles are compared."""
    return "".join(text.split())
