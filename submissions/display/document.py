"""The document beside its figures: page pictures or the tables as found, and where each figure stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from parsing.grid import Place
from submissions.display.cells import Shown
from submissions.display.routes import original_url, picture_url
from submissions.models import Facsimile


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A cell of a table as found; ``name`` is what the evidence calls it."""

    name: str
    text: str
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """A paragraph (``text`` with its offset, where it has one, and those of its fields, where they stand elsewhere in
    the file) or a table (``rows``)."""

    text: str = ""
    offset: int | None = None
    fields: str = ""
    number: int | None = None
    rows: tuple[tuple[FoundCell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentView:
    facsimile: Facsimile
    blocks: tuple[FoundBlock, ...]

    @property
    def pages(self) -> list[dict[str, Any]]:
        """ "page", "width" and "height" in points, and the "url" of its picture."""
        file = self.facsimile.kept
        return [page | {"url": picture_url(file, page["page"])} for page in self.facsimile.pages]

    @property
    def original_url(self) -> str:
        return original_url(self.facsimile.kept)


def document_view(facsimile: Facsimile) -> DocumentView:
    return DocumentView(facsimile, tuple(map(_block, facsimile.blocks)))


def _block(block: dict[str, Any]) -> FoundBlock:
    if "cells" not in block:
        fields = " ".join(map(str, block.get("fields", ())))
        return FoundBlock(text=block["text"], offset=block.get("offset"), fields=fields)
    number = block["table"]
    cells = sorted(block["cells"], key=lambda cell: (cell["row"], cell["column"]))
    rows = groupby(cells, key=lambda cell: cell["row"])
    return FoundBlock(number=number, rows=tuple(tuple(_cells(number, row)) for _, row in rows))


def _cells(table: int | None, row: Iterable[dict[str, Any]]) -> Iterable[FoundCell]:
    for cell in row:
        name = f"{table}-{cell['row']}-{cell['column']}"
        yield FoundCell(name, cell["text"], cell["rowspan"], cell["colspan"])


def places_of(shown: Shown) -> dict[str, dict[str, Any]]:
    """Address → where the figure was read: {"page", "box"}, {"cell": name} or {"offset", "end"}."""
    found = {str(address): _place(figure.place) for address, figure in shown.read.figures.items()}
    return {address: place for address, place in found.items() if place}


def _place(place: Place) -> dict[str, Any]:
    if place.page is not None and place.box is not None:
        return {"page": place.page, "box": list(place.box)}
    if place.table is not None:
        return {"cell": f"{place.table}-{place.row}-{place.column}"}
    if place.offset is not None:
        return {"offset": place.offset, "end": place.end if place.end is not None else place.offset + 1}
    return {}
