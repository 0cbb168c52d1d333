"""Pasted, exported and typed text, in the shapes people paste, export and type tables in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from submissions.demo.draft import Draft
from submissions.demo.form_layout import FormTable, Kind

Shape = Callable[[FormTable, Draft], Iterator[str]]


def written(shape: Shape, draft: Draft, *, encoding: str = "utf-8", join: str = "\n", split: bool = False) -> bytes:
    lines = [*draft.title_lines, "", *draft.preface]
    for section in draft.sections:
        lines += ["", section.line, *section.paragraphs]
        for table in draft.tables_of(section.number, split=split):
            lines += ["", *shape(table, draft)]
    return join.join(lines).encode(encoding)


def matrix(table: FormTable, draft: Draft, *, repeat: bool = False) -> list[list[str]]:
    """Every position of the grid; a merged cell stands first only, or everywhere."""
    return [
        [draft.text_of(c) if repeat or (c.row, c.column) == (row, n) else "" for n, c in enumerate(covering)]
        for row, covering in enumerate(table.covering())
    ]


# ---- separated ----


def separated(table: FormTable, draft: Draft, *, by: str, repeat: bool = False, ends: str = "") -> Iterator[str]:
    for row in matrix(table, draft, repeat=repeat):
        yield ends + by.join(row) + ends


def quoted_commas(table: FormTable, draft: Draft, *, repeat: bool = False, always: bool = False) -> Iterator[str]:
    for row in matrix(table, draft, repeat=repeat):
        yield ",".join(f'"{t}"' if always or any(c in t for c in ',"') else t for t in row)


def starts_only(table: FormTable, draft: Draft, *, by: str = "\t") -> Iterator[str]:
    """A merged cell stands once and leaves no trace where it goes on."""
    for cells in table.rows():
        yield by.join(draft.text_of(cell) for cell in cells)


# ---- markdown ----


def markdown(
    table: FormTable, draft: Draft, *, outer: bool = True, repeat: bool = False, rule: str = "---", pad: bool = True
) -> Iterator[str]:
    space = " " if pad else ""
    for number, row in enumerate(matrix(table, draft, repeat=repeat)):
        body = f"{space}|{space}".join(text.replace("|", r"\|") for text in row)
        yield f"|{space}{body}{space}|" if outer else body
        if number == 0:
            yield ("|" if outer else "") + "|".join([rule] * table.width) + ("|" if outer else "")


def bold_markdown(table: FormTable, draft: Draft) -> Iterator[str]:
    for line in markdown(table, draft):
        yield line if "---" in line else line.replace("| ", "| **", 1).replace(" |", "** |", 1)


# ---- drawn ----


def width_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for char in text:
        if width_of(lines[-1] + char) > width:
            lines.append("")
        lines[-1] += char
    return lines


def fixed_width(table: FormTable, draft: Draft, *, repeat: bool = False, gap: int = 2) -> Iterator[str]:
    rows = matrix(table, draft, repeat=repeat)
    widths = [max(width_of(row[n]) for row in rows) for n in range(table.width)]
    for row in rows:
        yield (" " * gap).join(padded(text, width) for text, width in zip(row, widths, strict=True)).rstrip()


def drawn(
    table: FormTable, draft: Draft, *, lines: tuple[str, str, str] = ("│", "┼", "─"), wrap: int = 0, rules: bool = True
) -> Iterator[str]:
    """Box-drawing: a wall between cells, a rule between rows; long labels wrapped over lines."""
    wall, cross, rule = lines
    rows = matrix(table, draft)
    widths = [max(4, *(width_of(row[n]) for row in rows)) for n in range(table.width)]
    if wrap:
        widths = [min(width, wrap) for width in widths]
    edge = cross + cross.join(rule * (width + 2) for width in widths) + cross
    yield edge
    for row in rows:
        cells = [wrapped(text, width) for text, width in zip(row, widths, strict=True)]
        for level in range(max(map(len, cells))):
            texts = (cell[level] if level < len(cell) else "" for cell in cells)
            yield wall + wall.join(f" {padded(t, w)} " for t, w in zip(texts, widths, strict=True)) + wall
        if rules:
            yield edge
    if not rules:
        yield edge


# ---- typed ----


def marked(table: FormTable, draft: Draft) -> Iterator[str]:
    """Markdown with HTML in it: broken labels, bold and struck words, blanks as entities."""
    for line in markdown(table, draft):
        words = line.replace("公开", "公<br>开", 1).replace("|  |", "| &nbsp; |")
        yield words if "---" in line else words.replace("| ", "| <b>", 1).replace(" |", "</b>~~旧~~ |", 1)


def labelled(table: FormTable, draft: Draft, *, colon: str, by: str) -> Iterator[str]:
    """A label and its figures: 规章：1、0、11; headings and table 四 apart by tabs."""
    for cells in table.rows():
        words = [draft.text_of(cell) for cell in cells if cell.address is None]
        figures = [draft.text_of(cell) for cell in cells if cell.address is not None]
        yield words[-1] + colon + by.join(figures) if words and figures else "\t".join(words + figures)


def listed(table: FormTable, draft: Draft) -> Iterator[str]:
    for line in starts_only(table, draft, by=" "):
        yield f"- {line}"


# ---- loose ----


def cell_lines(table: FormTable, draft: Draft, *, between: str | None = None, indent: str = "") -> Iterator[str]:
    """A cell a line; ``between`` stands between rows."""
    for cells in table.rows():
        for cell in cells:
            yield indent + draft.text_of(cell)
        if between is not None:
            yield between


def broken_heads(table: FormTable, draft: Draft) -> Iterator[str]:
    """Cells apart by blanks, headings a character a line as narrow columns print them."""
    for number, cells in enumerate(table.rows()):
        if number < table.header_rows:
            for cell in cells:
                text = draft.text_of(cell)
                yield from text if cell.kind in (Kind.HEAD, Kind.GROUP) and len(text) < 8 else [text]
        else:
            yield " ".join(text for cell in cells if (text := draft.text_of(cell)))


def labels_around(table: FormTable, draft: Draft) -> Iterator[str]:
    """Long labels broken around the figures of their row, as a PDF copied line by line."""
    for cells in table.rows():
        words = [draft.text_of(c) for c in cells if c.address is None]
        figures = [draft.text_of(c) for c in cells if c.address is not None]
        label = words[-1] if words else ""
        if figures and len(label) > 11:
            yield " ".join([*words[:-1], label[:11]])
            yield " ".join(figures)
            yield label[11:]
        else:
            yield " ".join([*words, *figures])


def with_furniture(shape: Shape, table: FormTable, draft: Draft, *, every: int = 9) -> Iterator[str]:
    """Page numbers and the repeated heading between rows, as at the end of each page."""
    lines = list(shape(table, draft))
    for number, line in enumerate(lines):
        if number and number % every == 0:
            yield from (
                "",
                f"— {number // every} —",
                "\f（续表）",
                *lines[: table.header_rows if table.code == "requests" else 0],
            )
        yield line


def phantom(table: FormTable, draft: Draft, *, after: int = 12, at: int = 1) -> Iterator[str]:
    """After a page break an empty column more among the figures, where the extraction saw two lines."""
    for number, row in enumerate(matrix(table, draft)):
        if number >= after and table.code == "requests":
            place = table.label_columns + at
            yield "\t".join([*row[:place], "", *row[place:]])
        else:
            yield "\t".join(row)


def _alternating(shapes: Sequence[Shape], table: FormTable, draft: Draft) -> Iterator[str]:
    order = {"disclosure": 0, "requests": 1, "disputes": 2}
    yield from shapes[order[table.code] % len(shapes)](table, draft)


def row_per_line_label_first(table: FormTable, draft: Draft) -> Iterator[str]:
    """“标签：数字” pairs are not tables; here each row keeps its label and colon-free figures by 、."""
    for cells in table.rows():
        yield " | ".join(draft.text_of(c) for c in cells)


tabs = partial(separated, by="\t")
WRITERS: dict[str, Callable[[Draft], bytes]] = {
    "tabs-repeated": partial(written, partial(separated, by="\t", repeat=True)),
    "tabs-starts": partial(written, starts_only),
    "tabs-ends": partial(written, partial(separated, by="\t", ends="\t")),
    "tabs-crlf-gbk": partial(written, tabs, encoding="gbk", join="\r\n"),
    "tabs-utf16": partial(written, tabs, encoding="utf-16"),
    "tabs-utf16le-nobom": partial(written, tabs, encoding="utf-16-le"),
    "tabs-utf16be-nobom": partial(written, tabs, encoding="utf-16-be"),
    "tabs-bom": partial(written, tabs, encoding="utf-8-sig"),
    "tabs-cr": partial(written, tabs, join="\r"),
    "tabs-split": partial(written, tabs, split=True),
    "tabs-furniture": partial(written, partial(with_furniture, tabs)),
    "commas": partial(written, quoted_commas),
    "commas-repeated": partial(written, partial(quoted_commas, repeat=True)),
    "commas-quoted": partial(written, partial(quoted_commas, always=True), encoding="gbk"),
    "wide-commas": partial(written, partial(separated, by="，")),
    "commas-starts": partial(written, partial(starts_only, by=";")),
    "wide-commas-quoted": partial(written, partial(separated, by='"，"', ends='"')),
    "semicolons": partial(written, partial(separated, by=";")),
    "wide-spaces": partial(written, partial(starts_only, by="\u3000")),
    "markdown": partial(written, markdown),
    "markdown-open": partial(written, partial(markdown, outer=False)),
    "markdown-repeated": partial(written, partial(markdown, repeat=True, rule=":---:")),
    "markdown-tight": partial(written, partial(markdown, rule="-", pad=False)),
    "markdown-bold": partial(written, bold_markdown),
    "markdown-furniture": partial(written, partial(with_furniture, markdown)),
    "markdown-marked": partial(written, marked),
    "labels-colon": partial(written, partial(labelled, colon="：", by="、")),
    "labels-glued": partial(written, partial(labelled, colon="", by=" ")),
    "listed": partial(written, listed),
    "wide-pipes": partial(written, partial(separated, by="｜", ends="｜")),
    "fixed": partial(written, fixed_width),
    "fixed-wide": partial(written, partial(fixed_width, gap=4)),
    "boxes": partial(written, drawn),
    "boxes-heavy": partial(written, partial(drawn, lines=("┃", "╋", "━"))),
    "boxes-double": partial(written, partial(drawn, lines=("║", "╬", "═"))),
    "boxes-ascii": partial(written, partial(drawn, lines=("|", "+", "-"))),
    "boxes-wrapped": partial(written, partial(drawn, wrap=16)),
    "boxes-ascii-wrapped": partial(written, partial(drawn, lines=("|", "+", "-"), wrap=12)),
    "boxes-wide": partial(written, partial(drawn, lines=("｜", "＋", "－"))),
    "fixed-utf16be-wide": partial(written, partial(starts_only, by="\u3000\u3000"), encoding="utf-16-be"),
    "boxes-utf16le-nobom": partial(written, drawn, encoding="utf-16-le"),
    "boxes-open": partial(written, partial(drawn, rules=False)),
    "lines-bare": partial(written, cell_lines),
    "lines-gap": partial(written, partial(cell_lines, between="")),
    "lines-indent": partial(written, partial(cell_lines, indent="    ")),
    "broken-heads": partial(written, broken_heads),
    "labels-around": partial(written, labels_around),
    "phantom-blank": partial(written, phantom),
    "phantom-blank-end": partial(written, partial(phantom, at=7)),
    "phantom-blank-start": partial(written, partial(phantom, at=0)),
    "mixture-1": partial(written, partial(_alternating, [tabs, markdown, cell_lines])),
    "mixture-2": partial(written, partial(_alternating, [partial(drawn), broken_heads, partial(quoted_commas)])),
    "mixture-3": partial(written, partial(_alternating, [cell_lines, partial(starts_only, by=" "), fixed_width])),
}
LOSES_BLANKS = frozenset(
    {"broken-heads", "labels-around", "mixture-2", "mixture-3", "wide-spaces", "phantom-blank"}
    | {"labels-colon", "labels-glued", "listed", "fixed-utf16be-wide"}
)
"""Layouts in which an empty cell leaves no trace, or cannot be told from a phantom."""
