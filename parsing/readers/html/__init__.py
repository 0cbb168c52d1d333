"""Web pages as saved from government sites: the report among navigation and layout tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from parsing.errors import EmptyFile
from parsing.grid import Block, Document, Picture
from parsing.readers.html.style import Looks
from parsing.readers.html.tables import LEAST_FIGURES, MOST_SPAN, STRAY_FIGURES, figures_in
from parsing.readers.html.tree import tree_of
from parsing.readers.html.walker import Walker
from parsing.readers.json_pages import scripted
from parsing.readers.mhtml import opened
from parsing.readers.pieces import document_of

FORMAT = "html"


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Paragraphs and tables in reading order. Raises EmptyFile, Broken."""
    walker = walked(path.read_bytes())
    return replace(document_of(FORMAT, walker.blocks, walker.walked), warnings=tuple(dict.fromkeys(walker.unread)))


def walked(data: bytes, tables: int = 0) -> Walker:
    """What a page or archive holds, its tables numbered on from ``tables``. Raises EmptyFile, Broken."""
    archive = opened(data)
    root = tree_of(archive.page)
    if root is None:
        raise EmptyFile
    walker = Walker(Looks(root, archive.parts), archive.parts, tables=tables)
    walker.page(root)
    if not walker.tables and (drawn := tree_of(scripted(root).encode())) is not None:
        walker.looks = Looks(drawn, archive.parts)
        walker.page(drawn)
    if figures_in(walker.blocks) < STRAY_FIGURES:
        whole = Walker(Looks(root, archive.parts, opened=True), archive.parts, tables=tables)
        whole.page(root)
        if figures_in(whole.blocks) >= LEAST_FIGURES:
            return whole
    return walker


def blocks_of(markup: str, tables: int) -> list[Block]:
    """What a table written in HTML amid a text holds; ``tables`` are those before it."""
    return [block for block in walked(markup.encode(), tables).blocks if not isinstance(block, Picture)]


__all__ = ["FORMAT", "MOST_SPAN", "read", "walked"]
