"""PDF with a text layer: characters and ruling lines to paragraphs and grids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from parsing.errors import Broken, NoTextLayer
from parsing.grid import Block, Document, Paragraph, Place
from parsing.readers.pdf.engine import Engine, opened
from parsing.readers.pdf.flow import Text, furniture, margins, merged, page_number, paragraphs
from parsing.readers.pdf.joins import continues, grid, joined
from parsing.readers.pdf.lines import Line, lines_of
from parsing.readers.pdf.page import Page
from parsing.readers.pdf.tables import Table, ruled_tables

WITHOUT_TEXT = "第{}页没有文字（可能是扫描的图片），该页内容没有读取。"
UNREADABLE_PAGES = "第{}页已损坏，无法读取。"

Item = Text | Table


def accepts(head: bytes, name: str) -> bool:
    """Whether the first bytes are a PDF's; its mark may stand anywhere in the first kilobyte."""
    return b"%PDF-" in head[:1024]


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """The paragraphs and grids of a PDF in reading order.

    Raises Encrypted, Broken, NoTextLayer (no text on any page), LimitExceeded. ``progress`` is
    told the number of pages read and of all.
    """
    pages, broken = _pages(path, progress)
    if not any(page.chars for page in pages):
        if broken:
            raise Broken(detail=f"pages {broken}")
        raise NoTextLayer
    return Document("pdf", tuple(_blocks(_items(pages))), len(pages) + len(broken), tuple(_warnings(pages, broken)))


def _pages(path: Path, progress: Callable[[int, int], None] | None) -> tuple[list[Page], list[int]]:
    pages: list[Page] = []
    broken: list[int] = []
    with opened(path) as sources:
        engine = Engine()
        for number, source in enumerate(sources, 1):
            try:
                pages.append(engine.page(source, number))
            except Broken:
                broken.append(number)
            if progress:
                progress(number, len(sources))
    return pages, broken


def _warnings(pages: Sequence[Page], broken: Sequence[int]) -> list[str]:
    warnings = []
    scanned = [page.number for page in pages if not page.chars and page.images]
    if scanned:
        warnings.append(WITHOUT_TEXT.format("、".join(map(str, scanned))))
    if broken:
        warnings.append(UNREADABLE_PAGES.format("、".join(map(str, broken))))
    return warnings


def _items(pages: Sequence[Page]) -> list[list[Item]]:
    """Per page, its tables and paragraphs from top to bottom."""
    split = []
    for page in pages:
        dressed = _page_numbers(page)
        tables, rest = ruled_tables(page, [char for char in page.chars if id(char) not in dressed])
        split.append((page, tables, lines_of(rest)))
    edges = furniture([(page, lines) for page, _, lines in split])
    bodies = [
        [line for i, line in enumerate(part[2]) if i not in edge] for part, edge in zip(split, edges, strict=True)
    ]
    widths: dict[int, list[Line]] = {}
    for (page, _, _), body in zip(split, bodies, strict=True):
        widths.setdefault(round(page.width), []).extend(body)
    limits = {width: margins(lines) for width, lines in widths.items() if lines}
    items: list[list[Item]] = []
    for (page, tables, _), body in zip(split, bodies, strict=True):
        limit = limits.get(round(page.width))
        texts = [text for group in _between(tables, body) if limit for text in paragraphs(page, group, limit)]
        items.append(sorted([*tables, *texts], key=lambda item: (item.box[1], item.box[0])))
    return items


def _page_numbers(page: Page) -> set[int]:
    """Characters of page numbers like - 3 - at the page's edge, even where a table runs under them."""
    margin = page.height * 0.12
    edge = [char for char in page.chars if char.y < margin or char.y > page.height - margin]
    return {id(char) for line in lines_of(edge) if page_number(line.text) for char in line.chars}


def _between(tables: Sequence[Table], lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped by the tables they stand between, so that no paragraph runs through a table."""
    tops = sorted(table.box[1] for table in tables)
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(sum(top < line.y for top in tops), []).append(line)
    return [groups[key] for key in sorted(groups)]


def _blocks(items: Sequence[Sequence[Item]]) -> list[Block]:
    flat: list[Item] = []
    for page in items:
        for index, item in enumerate(page):
            before = flat[-1] if flat and not index else None
            if isinstance(before, Table) and isinstance(item, Table) and continues(before, item):
                flat[-1] = joined(before, item)
            elif isinstance(before, Text) and isinstance(item, Text) and _runs_on(before, item):
                flat[-1] = merged(before, item)
            else:
                flat.append(item)
    blocks: list[Block] = []
    count = 0
    for item in flat:
        if isinstance(item, Table):
            count += 1
            blocks.append(grid(item, count))
        else:
            blocks.append(Paragraph(item.text, Place(page=item.page, box=item.box)))
    return blocks


def _runs_on(before: Text, after: Text) -> bool:
    return before.open and not after.indented and not before.row and not after.row
