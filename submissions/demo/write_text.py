"""Plain text as it comes out of a clipboard, in the four shapes that are met."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from submissions.demo.draft import Draft
from submissions.demo.form_layout import FormTable

Shape = Callable[[FormTable, Draft], Iterator[str]]


def tabs(table: FormTable, draft: Draft) -> Iterator[str]:
    """A row a line; a merged cell stands once on its first line and leaves an empty place below."""
    for number, covering in enumerate(table.covering()):
        first = (c for n, c in enumerate(covering) if c.column == n)
        yield "\t".join(draft.text_of(c) if c.row == number else "" for c in first)


def lines(table: FormTable, draft: Draft) -> Iterator[str]:
    """A cell a line, indented by a tab, with an empty line after each row."""
    for cells in table.rows():
        yield from ("\t" + draft.text_of(cell) for cell in cells)
        yield ""


def spaces(table: FormTable, draft: Draft) -> Iterator[str]:
    """A row a line, the cells apart by blanks; a blank cell leaves no trace."""
    for cells in table.rows():
        yield " ".join(text for cell in cells if (text := draft.text_of(cell)))


def markdown(table: FormTable, draft: Draft) -> Iterator[str]:
    """A pipe table with every position of the grid, empty where a merged cell goes on."""
    for number, covering in enumerate(table.covering()):
        texts = (draft.text_of(c) if (c.row, c.column) == (number, n) else "" for n, c in enumerate(covering))
        yield "| " + " | ".join(texts) + " |"
        if number == 0:
            yield "|" + " --- |" * table.width


SHAPES: dict[str, Shape] = {"tabs": tabs, "lines": lines, "spaces": spaces, "markdown": markdown}


def write_text(draft: Draft, *, shape: str = "tabs", split: bool = False, encoding: str = "utf-8") -> bytes:
    """The report as plain text; ``shape`` is a key of SHAPES."""
    return "\n".join(_report(draft, SHAPES[shape], split)).encode(encoding)


def _report(draft: Draft, shape: Shape, split: bool) -> Iterator[str]:
    yield from draft.title_lines
    yield ""
    yield from draft.preface
    for section in draft.sections:
        yield ""
        yield section.line
        yield from section.paragraphs
        for table in draft.tables_of(section.number, split=split):
            yield ""
            yield from shape(table, draft)
    yield ""
