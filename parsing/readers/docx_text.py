"""The text of Word's paragraphs and cells as the page shows it.

Insertions are kept and deletions dropped, hidden and struck-out text, the instructions of fields and the
hints of empty content controls are not there, a raised mark stands in brackets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from parsing.grid import INVISIBLE, SOFT_BREAK, UNREADABLE
from parsing.readers.docx_styles import Styles, W
from parsing.readers.marks import in_brackets, is_mark

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE, CHOICE, FALLBACK = (MC + name for name in ("AlternateContent", "Choice", "Fallback"))
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
LEAST_RAISED = 6
"""Half points above the line from which a number behind another is a mark."""

_SKIPPED = {
    W + tag
    for tag in (
        *("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "tblPr", "sectPr", "pict", "rt", "object"),
        *("p", "tbl", "txbxContent", "sdtPr", "sdtEndPr"),
    )
}
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}


def shown(alternatives: etree._Element) -> etree._Element | None:
    """The one of several forms of the same content that Word shows: the first, or the fallback alone."""
    choice = alternatives.find(CHOICE)
    return choice if choice is not None else alternatives.find(FALLBACK)


def is_other_form(element: etree._Element) -> bool:
    """Whether an element stands in a form of something that is shown in another one."""
    forms = element.iterancestors(CHOICE, FALLBACK)
    return any((above := form.getparent()) is not None and shown(above) is not form for form in forms)


def cell_text(cell: etree._Element, styles: Styles) -> str:
    """A cell's own paragraphs, a line each; a table in it is a block of its own, but for a frame of one cell."""
    lines = (paragraph_text(p, styles).strip() for p in cell.iter(W + "p") if _is_own(p, cell))
    return "\n".join(SOFT_BREAK.sub("\v", line) for line in lines if line)


def _is_own(paragraph: etree._Element, cell: etree._Element) -> bool:
    for ancestor in paragraph.iterancestors():
        if ancestor is cell:
            return not is_other_form(paragraph)
        if ancestor.tag == W + "tbl" and not is_one_cell(ancestor):
            return False
    return False


def is_one_cell(table: etree._Element) -> bool:
    """A table that only puts a frame around the text of one cell."""
    return next(islice(table.iter(W + "tc"), 1, None), None) is None


def paragraph_text(element: etree._Element, styles: Styles) -> str:
    """The text of a paragraph without that of the boxes and tables anchored in it."""
    style = element.find(f"{W}pPr/{W}pStyle")
    writer = _Writer(styles, style.get(W + "val", "") if style is not None else "")
    writer.collect(element)
    return INVISIBLE.sub("", "".join(writer.parts))


@dataclass
class _Writer:
    """Writes down what of a paragraph is shown. ``instructions`` has an entry for each field that is open,
    true until its result begins."""

    styles: Styles
    style: str
    parts: list[str] = field(default_factory=list)
    instructions: list[bool] = field(default_factory=list)

    def collect(self, element: etree._Element) -> None:
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED:
                self._child(child)

    def _child(self, child: etree._Element) -> None:
        tag = child.tag
        if tag == W + "fldChar":
            self._field(child.get(W + "fldCharType"))
        elif tag == ALTERNATE:
            form = shown(child)
            if form is not None:
                self.collect(form)
        elif tag == W + "r":
            self._run(child)
        elif tag != W + "sdt" or child.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
            text = self._text(child)
            if text is None:
                self.collect(child)
            elif not any(self.instructions):
                self.parts.append(text)

    def _text(self, element: etree._Element) -> str | None:
        """What an element without others in it says; None for those that hold others."""
        if element.tag == W + "t":
            return element.text or ""
        if element.tag == W + "sym":
            return UNREADABLE  # of a font of its own: what it looks like is not known
        if element.tag == _MATH + "oMath":
            return _formula(element)
        return _BREAKS.get(str(element.tag))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.instructions.append(True)
        elif kind == "separate" and self.instructions:
            self.instructions[-1] = False
        elif kind == "end" and self.instructions:
            self.instructions.pop()

    def _run(self, run: etree._Element) -> None:
        look = run.find(W + "rPr")
        if self.styles.hides(look, self.style):
            return
        start = len(self.parts)
        self.collect(run)
        text = "".join(self.parts[start:])
        if is_mark(text.strip()) and self._is_mark(run, look, "".join(self.parts[:start])):
            self.parts[start:] = [in_brackets(text)]

    def _is_mark(self, run: etree._Element, look: etree._Element | None, before: str) -> bool:
        """Whether a run refers to a note: raised, or lifted behind other text, or beside the note's anchor."""
        if self.styles.raises(look, self.style) or run.find(W + "footnoteReference") is not None:
            return True
        lifted = look.find(W + "position") if look is not None else None
        height = lifted.get(W + "val", "") if lifted is not None else ""
        return bool(before.strip()) and height.isdigit() and int(height) >= LEAST_RAISED


def _formula(element: etree._Element) -> str:
    """A formula that is only a number is read; others are not plain text."""
    if any(part.getparent() is not element for part in element.iter(_MATH + "r")):
        return UNREADABLE
    return "".join(text.text or "" for text in element.iter(_MATH + "t"))
