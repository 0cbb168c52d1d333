"""Pictures within the text of Word files and web pages, read by OCR where they may be tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from parsing.errors import OcrMissing, ParsingError
from parsing.grid import Block, Document, Grid, Paragraph, Picture, Place

READ = "{}由文字识别读取，请与原件核对。"
UNREAD = "{}可能是表格，没有读取：{}"
NO_OCR = "本系统没有安装文字识别，请把表格改为可编辑的表格后上传。"
UNREADABLE = "图片无法打开或没有认出表格，请把表格改为可编辑的表格后上传。"
LEAST_BYTES = 3000
"""A picture of a table is hardly smaller; icons and rules are."""
MOST_PICTURES = 12
LONGEST_NAME = 24
LITTLE_TEXT = 400
"""Characters below which a document is its pictures: their running text is the report's."""

ReadPicture = Callable[[bytes], Document]


def with_embedded(document: Document, read_picture: ReadPicture) -> Document:
    """The document with the tables in its pictures read; each picture is named, read or not."""
    bare = sum(len(p.text) for p in document.paragraphs) < LITTLE_TEXT
    found: dict[int, list[Block]] = {}
    warnings: list[str] = []
    named: dict[bool, list[str]] = {True: [], False: []}
    for number, picture in enumerate(document.embedded, 1):
        if 0 < len(picture.data) < LEAST_BYTES:
            continue
        name = _name(document, picture, number)
        if number > MOST_PICTURES:
            warnings.append(UNREAD.format(name, "图片太多。"))
            named[False].append(name)
            continue
        blocks, warning = _read(picture, name, read_picture, bare)
        if warning:
            warnings.append(warning)
            named[bool(blocks)].append(name)
        found.setdefault(picture.at, []).extend(blocks)
    return replace(
        document,
        blocks=tuple(_spliced(document.blocks, found)),
        warnings=(*document.warnings, *warnings),
        embedded=(),
        facts=replace(document.facts, pictures_read=tuple(named[True]), pictures_unread=tuple(named[False])),
    )


def _read(picture: Picture, name: str, read_picture: ReadPicture, bare: bool) -> tuple[list[Block], str]:
    try:
        read = read_picture(picture.data) if picture.data else None
    except OcrMissing:
        return [], UNREAD.format(name, NO_OCR)
    except ParsingError:
        read = None
    if read is None:
        return [], UNREAD.format(name, UNREADABLE)
    if not read.grids and not (bare and read.blocks):
        return [], ""  # a photograph or a chart
    kept = read.blocks if bare else tuple(read.grids)
    return [_unplaced(block) for block in kept], READ.format(name)


def _name(document: Document, picture: Picture, number: int) -> str:
    """The picture by its number and the line it follows."""
    above = (block.text for block in reversed(document.blocks[: picture.at]) if isinstance(block, Paragraph))
    line = " ".join(next(above, "").split())
    short = line if len(line) <= LONGEST_NAME else line[:LONGEST_NAME] + "…"
    return f"第{number}幅图片（“{short}”之后）" if short else f"第{number}幅图片"


def _unplaced(block: Block) -> Block:
    """Boxes in the picture are no boxes on a page of the document."""
    if isinstance(block, Paragraph):
        return replace(block, place=Place())
    cells = tuple(c._replace(place=Place(row=c.row + 1, column=c.column + 1)) for c in block.cells)
    return Grid(cells)


def _spliced(blocks: Sequence[Block], found: dict[int, list[Block]]) -> Iterator[Block]:
    for index, block in enumerate(blocks):
        yield from found.get(index, ())
        yield block
    yield from found.get(len(blocks), ())
