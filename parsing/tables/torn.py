"""Rows torn in two by a page break.

Where a cell is too narrow for its number and the page ends between its two lines, the rest of the
number opens the next page in a row of its own: "19" here, "6" there. Where the numbers stand in
the middle of a tall row, the label stays on one page and all its figures go to the next. Nothing
in the first part tells, so the parts are put together; the sums must confirm what comes out, those
down the columns where whole rows went: a row that lost its label under a blank one looks the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsing.grid import Cell, Grid, Place, both
from parsing.labels import fold, is_figure, is_plain_number
from parsing.tables.codes import column_code, is_numbered, names_a_row, row_code
from parsing.tables.vocabulary import GROUP_LABELS, ROWS

DOUBT = "这一行被分页断开，数字取自相邻的一页"
PAGE_END = "\f"
"""Stands in a number that a page's end broke, where something else tells that it is one."""


def rejoined(grids: Sequence[Grid]) -> list[Grid]:
    """The grids with labels put together that a page break cut, where the figures of the row are: "4.保护第" ends
    one grid with its figures, "三方合法权益" opens the next without any, or the other way about."""
    found = [_under_headings(grid) for grid in _with_figures_below(grids)]
    for n in range(1, len(found)):
        found[n - 1 : n + 1] = _with_figures_above(found[n - 1], found[n])
        head, tail = _last_label(found[n - 1]), _label_alone(found[n])
        if head is None or tail is None or names_a_row(head.text) or not names_a_row(head.text + tail.text):
            continue
        if _is_whole(tail.text) or is_numbered(tail.text):
            continue
        found[n - 1] = _with_text(found[n - 1], head, head.text + tail.text)
        found[n] = _with_text(found[n], tail, "")
    return found


def _with_figures_below(grids: Sequence[Grid]) -> list[Grid]:
    """The same where a row is a label cut short and nothing else, and the next, of this grid or another, has the
    label's end and the figures: they are one row, and neither is a blank row nor another with such an end."""
    found = list(grids)
    above: tuple[int, Cell] | None = None
    for n, grid in enumerate(grids):
        rows: dict[int, list[Cell]] = {}
        for cell in grid.cells:
            rows.setdefault(cell.row, []).append(cell)
        for row in sorted(rows):
            words = [cell for cell in rows[row] if cell.text.strip() and not is_figure(cell.text)]
            filled = any(cell.text.strip() and is_figure(cell.text) for cell in rows[row])
            if filled and above is not None and words and _is_cut(above[1].text, words[-1].text):
                at, head = above
                found[at] = _with_text(found[at], head, "")
                found[n] = _with_text(found[n], words[-1], head.text + words[-1].text)
            above = (n, words[-1]) if words and not filled else None
    return found


def _under_headings(grid: Grid) -> Grid:
    """The grid with such labels put together where headings stand between, as on a page that repeats them, or where
    each line of the rest is a row, as in a table without lines between its rows."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    changed: dict[Cell, Cell] = {}
    head: Cell | None = None
    beside: list[Cell] = []
    tails: list[Cell] = []
    for _, filled in sorted(rows.items()):
        labels = [cell for cell in filled if not is_figure(cell.text)]
        if labels == filled and not tails and beside and _is_rest_of_group(labels[:-1], beside):
            tails += labels[-1:]
        elif len(filled) == 1 and len(labels) == 1:
            tails += filled
        elif tails or len(labels) < len(filled):  # two texts and no figure are headings
            changed |= _with_rest(head, tails)
            head = labels[-1] if labels and len(labels) < len(filled) and _is_open(labels[-1].text) else None
            beside = labels[:-1] if head else []
            tails = []
    changed |= _with_rest(head, tails)
    return replace(grid, cells=tuple(changed.get(cell, cell) for cell in grid.cells)) if changed else grid


def _is_rest_of_group(rests: Sequence[Cell], above: Sequence[Cell]) -> bool:
    """Whether texts beside the rest of a label are that of its group's name, which the page's end cut with it."""
    over = {cell.column: cell.text for cell in above}
    return len(rests) == 1 and fold(over.get(rests[0].column, "") + rests[0].text) in GROUP_LABELS


def _with_rest(head: Cell | None, below: Sequence[Cell]) -> dict[Cell, Cell]:
    """What becomes of a label cut short and of the texts alone in the rows below it, where they are its rest: as far
    as they make a whole label, or, where something was misread, as far as none of them may begin another row. What
    begins with a number of its own is no rest, and of a number alone it may not be told whose figures stand beside
    it: they stand at the last line of labels too."""
    if head is None or not fold(head.text):
        return {}
    below = below[: next((n for n, cell in enumerate(below) if is_numbered(cell.text)), len(below))]
    ends = next((n for n, cell in enumerate(below) if _is_whole(cell.text)), len(below))
    apart = next((n for n, cell in enumerate(below[:ends]) if n and names_a_row(cell.text)), ends)
    texts = ["".join([head.text, *(tail.text for tail in below[:count])]) for count in range(ends + 1)]
    whole = next((count for count in range(ends, 0, -1) if _is_whole(texts[count])), 0)
    count = whole or (apart if names_a_row(texts[apart]) and not _begins_another(texts[apart]) else 0)
    if not count or (not whole and names_a_row(head.text)):
        return {}
    rest = {tail: tail._replace(text="", others=()) for tail in below[:count]}
    return {head: head._replace(text=texts[count]), **rest}


def _is_open(text: str) -> bool:
    """Whether a label beside figures may go on below."""
    return not names_a_row(text) or _begins_another(text)


def _begins_another(text: str) -> bool:
    """Whether a text that means a row begins the label of another: 2.其他, of 2.其他法律行政法规禁止公开."""
    own = fold(text)
    return any(
        label.startswith(own) and label != own and code != row_code(table, text)
        for table, labels in ROWS.items()
        for label, code in labels.items()
    )


def _is_whole(text: str) -> bool:
    """Whether a text is the whole label of a row of some table: the rest of none."""
    return any(fold(text) in labels for labels in ROWS.values())


def _with_figures_above(one: Grid, other: Grid) -> list[Grid]:
    """The same where the figures end a grid and their label opens the next. Its columns are counted from the right: a
    group's cell goes on without its words, and may not be found."""
    lost = one.width - other.width
    above = {cell.column - lost: cell for cell in one.cells if cell.row == one.height - 1}
    moved = _figures_before_their_label([cell for cell in other.cells if cell.row == 0], above)
    if not moved:
        return [one, other]
    return [replace(grid, cells=tuple(moved.get(cell, cell) for cell in grid.cells)) for grid in (one, other)]


def _is_cut(upper: str, lower: str) -> bool:
    """Whether a text means a row whose label, not all of which it is, ends with another that is no label."""
    end = fold(lower)
    if not end or any(end in ROWS[table] for table in ROWS):
        return False
    for table, labels in ROWS.items():
        code = None if fold(upper) in labels else row_code(table, upper)
        if code and any(own == code and label.endswith(end) for label, own in labels.items()):
            return True
    return False


def _last_label(grid: Grid) -> Cell | None:
    """The label of the last row, where the row has figures."""
    last = grid.height - 1
    row = [cell for cell in grid.cells if cell.row == last]
    labels = [cell for cell in row if cell.text.strip() and not is_figure(cell.text)]
    return labels[-1] if labels and any(is_figure(cell.text) for cell in row) else None


def _label_alone(grid: Grid) -> Cell | None:
    """The only text of the first row, where it is no figure."""
    filled = [cell for cell in grid.cells if cell.row == 0 and cell.text.strip()]
    return filled[0] if len(filled) == 1 and not is_figure(filled[0].text) else None


def _with_text(grid: Grid, cell: Cell, text: str) -> Grid:
    return replace(grid, cells=tuple(c._replace(text=text, others=()) if c is cell else c for c in grid.cells))


def mended(grid: Grid) -> Grid:
    """The grid with the second parts of torn rows joined to the first; their own cells are blank."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    changed: dict[Cell, Cell] = {}
    for row in sorted(rows):
        originals = {cell.column: cell for cell in rows.get(row - 1, ())}
        above = {column: changed.get(cell, cell) for column, cell in originals.items()} if changed else originals
        if moved := _figures_before_their_label(rows[row], above):
            changed.update(moved)
            continue
        parts = _second_parts(rows[row], above)
        bare = all(is_plain_number(part.text) for part in parts)
        for part in parts:
            changed[originals[part.column]] = _joined(above[part.column], part, bare, len(parts) > 1)
            changed[part] = part._replace(text="", others=())
    return replace(grid, cells=tuple(changed.get(cell, cell) for cell in grid.cells)) if changed else grid


def _joined(first: Cell, part: Cell, bare: bool, several: bool) -> Cell:
    """A cell and its second part; ``bare`` says that the row below is numbers and nothing else, no label's rest."""
    if first.text.strip():
        # a whole row that lost its label and its noughts ends so too, and a sum across holds for both
        doubt = both(DOUBT, first.doubt) if bare and several else first.doubt
        between = "\n" if bare else PAGE_END
        return first._replace(text=f"{first.text}{between}{part.text}".strip(), doubt=doubt, others=())
    return first._replace(text=part.text, place=part.place, others=(), doubt=both(DOUBT, part.doubt))


def _second_parts(cells: list[Cell], above: dict[int, Cell]) -> list[Cell]:
    """The cells of a row that go on from the row above, or nothing where it is a row of its own."""
    filled = [cell for cell in cells if cell.text.strip()]
    return _figures_of_a_label(filled, above) or _ends_of_numbers(filled, above)


def _figures_of_a_label(filled: list[Cell], above: dict[int, Cell]) -> list[Cell]:
    """A row of nothing but figures under a label whose own cells are all blank."""
    if len(filled) < 2 or not all(is_figure(cell.text) for cell in filled):
        return []
    texts = [cell.text for cell in above.values() if cell.text.strip()]
    labelled = bool(texts) and not any(is_figure(text) for text in texts) and any(names_a_row(text) for text in texts)
    below = all(cell.column in above and not above[cell.column].text.strip() for cell in filled)
    return filled if labelled and below else []


def _figures_before_their_label(cells: list[Cell], above: dict[int, Cell]) -> dict[Cell, Cell]:
    """What becomes of the cells of a row that is a label and blanks on a new page, where the page before ends with
    figures beside a blank in the label's column: they stand at the top of a tall row, and the label in its middle."""
    filled = [cell for cell in cells if cell.text.strip()]
    label = max(filled, key=lambda cell: cell.column, default=None)
    if label is None or not names_a_row(label.text) or is_figure(label.text):
        return {}
    if any(cell is not label and cell.rowspan == 1 for cell in filled):  # beside a group's name alone
        return {}
    figures = {column: cell for column, cell in above.items() if column > label.column and is_figure(cell.text)}
    blanks = {cell.column: cell for cell in cells if cell is not label and cell.column > label.column}
    over = above.get(label.column)
    if over is None or over.text.strip() or over.colspan != label.colspan or len(figures) < 2:
        return {}
    row = {column for column, cell in above.items() if column in figures or (column > label.column and not cell.text)}
    if row != blanks.keys() or any(c.place.page in (None, label.place.page) for c in figures.values()):
        return {}
    moved = {cell: _joined(cell, above[column], True, True) for column, cell in blanks.items()}
    return moved | {cell: cell._replace(text="", others=()) for cell in figures.values()}


def _ends_of_numbers(filled: list[Cell], above: dict[int, Cell]) -> list[Cell]:
    """The second lines of numbers that the page break cut, or that stand beside the second line of their label.

    A second part has no label of the form but the rest of that above, every number in it stands under a number and is
    no wider, and some number of the row above has no second part, where no label goes on: a whole row is one that lost
    its label.
    """
    if not above:
        return []
    plain = [is_plain_number(cell.text) for cell in filled]
    numbers = [cell for cell, number in zip(filled, plain, strict=True) if number]
    labels = [cell for cell, number in zip(filled, plain, strict=True) if not number]
    named = [cell for cell in labels if not _is_rest_of_label(cell, above)]
    if not numbers or any(is_label(cell.text) or is_figure(cell.text) for cell in named):
        return []  # as nearly every row
    ended = any(_is_number_at(above, column) for column in above.keys() - {cell.column for cell in filled})
    below = any(c.column in above and _is_right_below(c.place, above[c.column].place) for c in numbers)
    if len(named) == len(labels) and (not ended or below):
        return []  # a whole row; or no page ends, nor does a label go on: they may begin the numbers of the row below
    if not all(_is_number_at(above, cell.column) and cell.colspan <= above[cell.column].colspan for cell in numbers):
        return []
    if any(cell.column not in above or not above[cell.column].text.strip() for cell in labels):
        return []
    return filled


def _is_rest_of_label(cell: Cell, above: dict[int, Cell]) -> bool:
    """Whether a label goes on with that over it, which is none by itself, and begins no other."""
    over = above.get(cell.column)
    if over is None or not over.text.strip() or is_figure(over.text) or _is_whole(over.text) or _is_whole(cell.text):
        return False
    together = fold(over.text + cell.text)
    return any(label.startswith(together) for labels in ROWS.values() for label in labels)


def _is_right_below(place: Place, above: Place) -> bool:
    """Whether a cell stands below another on one page, as far as pages are known."""
    same = place.page is not None and place.page == above.page
    return same and place.box is not None and above.box is not None and place.box[1] > above.box[1]


def _is_number_at(cells: dict[int, Cell], column: int) -> bool:
    return column in cells and is_plain_number(cells[column].text)


def is_label(text: str) -> bool:
    """Whether a text names a row or a column of some table."""
    return any(row_code(table, text) or column_code(table, text) for table in ROWS)
