"""The text of Word's paragraphs and cells as the page shows it.

Insertions are kept and deletions dropped, hidden and struck-out text, the instructions of fields and the
hints of empty content controls are not there, a raised mark stands in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from parsing.grid import STRUCK, UNREADABLE, as_shown
from parsing.readers.colours import settled
from parsing.readers.docx.ground import Ground, is_unseen, shade
from parsing.readers.docx.styles import Styles, W
from parsing.readers.marks import in_brackets, is_mark
from parsing.readers.pieces import PARAGRAPH, lines_of_cell

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE, CHOICE, FALLBACK = (MC + name for name in ("AlternateContent", "Choice", "Fallback"))
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WORKED_OUT = re.compile(r"\s*(?:=|(?:EQ|SYMBOL|FORMDROPDOWN|AUTONUM\w*|LISTNUM|MACROBUTTON|GOTOBUTTON)\b)", re.I)
"""Fields that show something even where the file holds no text of theirs, and formulas, which a print works out."""
LEAST_RAISED = 6
"""Half points above the line from which a number behind another is a mark."""

_SKIPPED = {
    W + tag
    for tag in (
        *("del", "moveFrom", "delText", "rPr", "pPr", "tblPr", "sectPr", "pict", "rt", "object"),
        *("p", "tbl", "txbxContent", "sdtPr", "sdtEndPr"),
    )
}
_KNOWN_SPACES = "http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/", "http://www.wps.cn/"
"""How the names of what Word and WPS know begin."""
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}


def shown(alternatives: etree._Element) -> etree._Element | None:
    """The one of several forms of the same content that Word shows: the first that asks for nothing Word does not know,
    or the fallback alone (ISO/IEC 29500-3, 7.6)."""
    choice = next((one for one in alternatives.iterfind(CHOICE) if _is_known(one)), None)
    return choice if choice is not None else alternatives.find(FALLBACK)


def _is_known(choice: etree._Element) -> bool:
    spaces = (choice.nsmap.get(name) for name in choice.get("Requires", "").split())
    return all(space is None or space.startswith(_KNOWN_SPACES) for space in spaces)


def is_other_form(element: etree._Element) -> bool:
    """Whether an element stands in a form of something that is shown in another one."""
    forms = element.iterancestors(CHOICE, FALLBACK)
    return any((above := form.getparent()) is not None and shown(above) is not form for form in forms)


def cell_text(cell: etree._Element, styles: Styles, ground: Ground) -> tuple[str, str]:
    """A cell's own paragraphs, a line each, and what to doubt of what they show; a table in it is a block of its own,
    but for a frame of one cell."""
    pieces: list[tuple[str, bool]] = []
    struck = False
    for paragraph in cell.iter(W + "p"):
        if _is_own(paragraph, cell):
            writer = _Writer(styles, paragraph, _ground_within(paragraph, cell, ground))
            writer.collect(paragraph)
            pieces += writer.pieces()
            struck |= writer.struck
            if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is None:  # else the next one goes on where it ends
                pieces.append((PARAGRAPH, False))
    text, doubt = settled(pieces)
    return lines_of_cell(text), doubt or (STRUCK if struck and not text.strip() else "")


def _ground_within(paragraph: etree._Element, cell: etree._Element, ground: Ground) -> Ground:
    """The ground of a paragraph in a cell, or in a frame of one cell or a box that stands in it."""
    holder = next(paragraph.iterancestors(W + "tc", W + "txbxContent"))
    if holder is cell:
        return ground
    shading = holder.find(f"{W}tcPr/{W}shd")
    under = None if holder.tag == W + "txbxContent" else ground.colour
    return Ground(shade(shading, under) if shading is not None else under)


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
    writer = _Writer(styles, element)
    writer.collect(element)
    return as_shown("".join(writer.parts))


@dataclass
class _Field:
    """A field that is open: where its text begins, what it asks for, and whether that is still being told."""

    begin: int
    instruction: str = ""
    is_told: bool = True


@dataclass
class _Writer:
    """Writes down what of a paragraph is shown. ``fields`` are those that are open, the inmost last."""

    styles: Styles
    paragraph: etree._Element
    ground: Ground | None = None
    """What lies under the text; None where nobody asks whether it shows."""
    parts: list[str] = field(default_factory=list)
    unseen: set[int] = field(default_factory=set)
    """Which parts do not show."""
    fields: list[_Field] = field(default_factory=list)
    style: str = ""
    struck: bool = False
    """Whether digits are struck out."""

    def __post_init__(self) -> None:
        named = self.paragraph.find(f"{W}pPr/{W}pStyle")
        self.style = named.get(W + "val", "") if named is not None else ""

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The parts, each with whether it does not show."""
        return ((part, number in self.unseen) for number, part in enumerate(self.parts))

    def collect(self, element: etree._Element) -> None:
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED:
                self._child(child)

    def _child(self, child: etree._Element) -> None:
        handler = _HANDLERS.get(str(child.tag))
        if handler is not None:
            handler(self, child)
        elif child.tag != W + "sdt" or child.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
            text = self._text(child)
            if text is None:
                self.collect(child)
            elif not any(opened.is_told for opened in self.fields):
                self.parts.append(text)
        elif self.ground is not None and any(map(str.isdigit, _said(child))):
            self.parts.append(UNREADABLE)  # a hint that looks like a figure, and is none that anybody entered

    def _text(self, element: etree._Element) -> str | None:
        """What an element without others in it says; None for those that hold others."""
        if element.tag == W + "t":
            return element.text or ""
        if element.tag == W + "sym":
            return UNREADABLE  # of a font of its own: what it looks like is not known
        if element.tag == _MATH + "oMath":
            return _formula(element)
        return _BREAKS.get(str(element.tag))

    def _form(self, alternatives: etree._Element) -> None:
        form = shown(alternatives)
        if form is not None:
            self.collect(form)

    def _instruction(self, element: etree._Element) -> None:
        if self.fields:
            self.fields[-1].instruction += element.text or ""

    def _whole_field(self, element: etree._Element) -> None:
        self.fields.append(_Field(len(self.parts), element.get(W + "instr") or "", False))
        self.collect(element)
        self.fields[-1].is_told = not len(element)  # and no result, be it a blank one
        self._end(self.fields.pop())

    def _field(self, mark: etree._Element) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self.fields.append(_Field(len(self.parts)))
        elif kind == "separate" and self.fields:
            self.fields[-1].is_told = False
        elif kind == "end" and self.fields:
            self._end(self.fields.pop())

    def _end(self, ended: _Field) -> None:
        """Of a field that Word works out where it shows the page, no text may stand in the file."""
        shows = self.ground is not None and ended.is_told and _WORKED_OUT.match(ended.instruction)
        if shows and not "".join(self.parts[ended.begin :]).strip():
            self.parts.append(UNREADABLE)

    def _turned(self, element: etree._Element) -> None:
        """Text that is set from the right although it would run from the left: its digits stand the other way round."""
        start = len(self.parts)
        self.collect(element)
        if element.get(W + "val") == "rtl" and any(map(str.isdigit, "".join(self.parts[start:]))):
            self.parts[start:] = [UNREADABLE]

    def _run(self, run: etree._Element) -> None:
        look = run.find(W + "rPr")
        if self.styles.hides(look, self.style):
            self.struck |= self.styles.strikes(look, self.style) and any(map(str.isdigit, _said(run)))
            return
        start = len(self.parts)
        self.collect(run)
        text = "".join(self.parts[start:])
        if is_mark(text.strip()) and self._is_mark(run, look, "".join(self.parts[:start])):
            self.parts[start:] = [in_brackets(text)]
        if self.ground is not None and text.strip() and self._is_unseen(look, self.ground):
            self.unseen.update(range(start, len(self.parts)))

    def _is_unseen(self, look: etree._Element | None, ground: Ground) -> bool:
        """Whether a run does not show; most runs of a document look alike, and are judged once."""
        shading = self.paragraph.find(f"{W}pPr/{W}shd")
        key = (self.style, ground, *(etree.tostring(e) if e is not None else b"" for e in (look, shading)))
        if key not in self.styles.judged:
            self.styles.judged[key] = is_unseen(look, self.paragraph, self.style, ground, self.styles)
        return self.styles.judged[key]

    def _is_mark(self, run: etree._Element, look: etree._Element | None, before: str) -> bool:
        """Whether a run refers to a note: raised, or lifted behind other text, or beside the note's anchor."""
        if self.styles.raises(look, self.style) or run.find(W + "footnoteReference") is not None:
            return True
        lifted = look.find(W + "position") if look is not None else None
        height = lifted.get(W + "val", "") if lifted is not None else ""
        return bool(before.strip()) and height.isdecimal() and int(height) >= LEAST_RAISED


_HANDLERS: dict[str, Callable[[_Writer, etree._Element], None]] = {
    W + "r": _Writer._run,
    W + "fldChar": _Writer._field,
    W + "fldSimple": _Writer._whole_field,
    W + "instrText": _Writer._instruction,
    W + "bdo": _Writer._turned,
    ALTERNATE: _Writer._form,
}


def _said(run: etree._Element) -> str:
    return "".join(text.text or "" for text in run.iter(W + "t"))


def _formula(element: etree._Element) -> str:
    """A formula that is only a number is read; others are not plain text."""
    if any(part.getparent() is not element for part in element.iter(_MATH + "r")):
        return UNREADABLE
    return "".join(text.text or "" for text in element.iter(_MATH + "t"))
