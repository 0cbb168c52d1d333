"""Tables of a document that are not its own: a sample to fill in by, the blank form, last year's beside this one's.

The line above says so. They are left out only where the document has the same table without them. Where it has not,
the line may have been copied from last year and not changed, or its own table may be lost: the figures are doubted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsing.grid import FOREIGN, Block, Grid, Paragraph, both
from parsing.report import squeeze
from parsing.tables.codes import row_code
from parsing.tables.tokens import is_heading
from parsing.tables.vocabulary import ROWS, is_form_scrap

_SAMPLE = re.compile(r"样表|样例|样式|空白表|空表|示例|范例|范本|模板|填[表报写]说明")
_LAST_YEAR = re.compile(r"(?:上一?|去)年度?(?!结转)")
_OWN = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]*[）)、.]?)本年度?(?:数据|情况|统计)?[：:]?$")
_YEAR = re.compile(r"20\d\d(?=年|[：:）)]|$)")
_GOES_ON = re.compile(r"^[（(]?(?:续表|接上表|单位[：:].{1,6})[）)]?$")
LONGEST = 40
"""Characters of a line that names a table; what is longer, or ends in a full stop, is a sentence."""
MOST_LINES = 6
LEAST_ROWS = 2
"""Rows of the form that make a grid a table of it, or a piece of one."""


def without_samples(blocks: Sequence[Block], year: int | None) -> list[Block]:
    """The blocks of a report of ``year`` without tables that are not its own."""
    foreign = [at for at in _grids(blocks) if _is_foreign(blocks, at, year)]
    own = {table for at in _grids(blocks) if at not in foreign for table in _tables(blocks[at])}
    left = {at for at in foreign if _tables(blocks[at]) <= own}
    return [_doubted(block) if at in foreign else block for at, block in enumerate(blocks) if at not in left]


def _doubted(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return block
    return replace(block, cells=tuple(cell._replace(doubt=both(cell.doubt, FOREIGN)) for cell in block.cells))


def _grids(blocks: Sequence[Block]) -> Iterator[int]:
    return (at for at, block in enumerate(blocks) if isinstance(block, Grid))


def _is_foreign(blocks: Sequence[Block], at: int, year: int | None) -> bool:
    """Whether of the lines above a grid, or above those it goes on from, the nearest that tells names another."""
    lines: list[str] = []
    table, parted = blocks[at].place.table, False
    for block in reversed(blocks[:at]):
        if isinstance(block, Grid):
            if parted:
                break
            table = block.place.table
            continue
        line = squeeze(block.text)
        if is_heading(block.text) or len(lines) == MOST_LINES:
            break
        if len(line) <= LONGEST and not line.endswith("。") and not _is_of_the_form(block.text):
            lines.append(line)
            parted = parted or not (_GOES_ON.match(line) or block.place.table == table is not None)
    return bool(next((said for line in lines if (said := _says(line, year)) is not None), False))


def _is_of_the_form(text: str) -> bool:
    """Whether a line is a label of the form or several beside each other, as its heads print: some say 上一年."""
    return all(map(is_form_scrap, text.split("\t")))


def _says(line: str, year: int | None) -> bool | None:
    """Whether a line says that what follows is not the report's own; None where it says neither."""
    years = {int(found) for found in _YEAR.findall(line)}
    if _OWN.match(line) or year in years:
        return False
    earlier = year is not None and any(other < year for other in years)
    return True if earlier or _SAMPLE.search(line) or _LAST_YEAR.search(line) else None


def _tables(block: Block) -> set[str]:
    """The tables of the form that a grid has rows of."""
    if isinstance(block, Paragraph):
        return set()
    texts = {cell.text for cell in block.cells if cell.text.strip()}
    return {table for table in ROWS if sum(row_code(table, text) is not None for text in texts) >= LEAST_ROWS}
