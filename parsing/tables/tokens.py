"""Lines of text as a stream of words and figures, gathered into the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from parsing.grid import Paragraph
from parsing.labels import fold, is_figure
from parsing.lines import BEFORE
from parsing.tables.vocabulary import ROWS, is_form_scrap, is_row_label, is_unread, may_count

FURNITURE = re.compile(  # numbers of pages, and what browsers print at their edges
    r"^\s*(?:[-—–－·•~]\s*\d{1,3}\s*[-—–－·•~]|第\s*\d{1,3}\s*页.*|[\[【(（]\s*\d{1,3}\s*[)）\]】]"
    r"|\S.{0,60}\s第\s*\d{1,3}\s*页[\s,，、/／]*共\s*\d{1,3}\s*页"
    r"|https?://\S+(?:\s+\d{1,3}\s*/\s*\d{1,3})?|\d{4}[/-]\d{1,2}[/-]\d{1,2}\s+\d{1,2}:\d{2}\s.*"
    r"|\d{1,3}\s*/\s*(?:共\s*)?\d{1,3}\s*页?|page\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|（续表）|\(续表\))\s*$",
    re.I,
)
_SENTENCE = re.compile(r"[。；！？]|，.{12,}，")
_MISREAD = re.compile(r"[0-9０-９][0-9０-９A-Za-z.,，?？*]{0,11}")
_WORD = re.compile(r"(?:\S|(?<=\d)[\u00a0\u2007-\u2009\u202f](?=\d{3}(?!\d)))+")
_BULLETS = frozenset("-*+•·●◆■▪○—–")
_FIGURE = r"(?:[-－−]?[0-9０-９][0-9０-９.．,]*|[-—－])"
_LISTED = re.compile(
    rf"(?P<label>(?:(?:[^\d：:]|\d{{1,2}}[.、．](?!\d))*[^\d：:])?)(?P<colon>[：:]?)"
    rf"(?P<figures>{_FIGURE}(?:[、，,;；/]{_FIGURE})*)[。；;，]?"
)
"""A label, and figures that a colon or nothing parts from it."""
_THOUSANDS = re.compile(r",[0-9０-９]{3}(?![0-9０-９])")
_ENDS_IN_A_WORD = re.compile(r"\s*[0-9０-９]+[\u4e00-\u9fff]\s*$")
"""A figure that ran together with a scrap of the next column: 4理."""
_DIGITS_TWICE = re.compile(r"[0-9０-９]\s+[0-9０-９]")
_OF_FIGURES = "0123456789０１２３４５６７８９,，. \t"
_WIDE_GAP = " " * 4
_BARE = re.compile(r"[0-9０-９]{1,3}")
_NUMBERING = re.compile(r"[0-9]{1,2}")
_NUMBERS_WORDS = re.compile(r"[0-9０-９]{1,2}[.．、]")
_UNITS = re.compile(r"^(?:亿元|万元|元|件|个|项|条|部)$")
_SECTION = re.compile(r"^[一二三四五六七八九十]{1,2}、")
_HEADING = re.compile(
    "主动公开.{0,6}情况|依申请公开.{0,8}情况|(?:收到|受理|处理|办理)政府信息公开"
    "|复议.{0,8}诉讼.{0,4}(?:情况|结果)|(?:存在|面临|主要).{0,6}(?:问题|不足|困难)|其[他它]需要报告|需要报告的?其[他它]"
)
"""What a section's heading says, however it is worded; the labels that are numbered alike say nothing of it."""
_ROW_ENDINGS = (
    "七总计",
    "3其他",
    *(label for table in ("requests", "disclosure") for label in ROWS[table] if len(label) >= 4),
)


LEAST_OF_A_ROW = 5
LONGEST_LABEL = 40
"""Words that a label may be in, a character each."""
LONGEST_LISTED = 200
LONGEST_ROW = 7
"""Figures of a row of table 三; no other labelled row has more."""


@dataclass(frozen=True, slots=True)
class Token:
    """One cell's worth of text and where it stands.

    ``field`` is its place among the ``fields`` that tabs divide the line into, from 0; ``unread`` says that it
    takes the place of a figure and is none.
    """

    text: str
    line: int
    paragraph: Paragraph
    start: int
    field: int = 0
    fields: int = 1
    unread: bool = False

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def offset(self) -> int:
        """Where it begins in the file."""
        text, fields = self.paragraph.text, self.paragraph.fields
        if not fields:
            return (self.paragraph.place.offset or 0) + self.start
        begin = text.rfind("\t", 0, self.start) + 1
        return fields[text.count("\t", 0, begin)] + self.start - begin


@dataclass
class Row:
    """Words and the figures after them; ``below`` are words after the last figures of a table. ``contested`` says that
    the end of its label stands before figures of its own."""

    words: list[Token] = field(default_factory=list)
    figures: list[Token] = field(default_factory=list)
    below: list[Token] = field(default_factory=list)
    contested: bool = False

    @property
    def folded(self) -> str:
        return "".join(fold_scrap(token.text) for token in self.words)

    def takes(self, token: Token) -> bool:
        """Adds the next token; False where it begins another row."""
        if token.blank or token.unread or is_figure(token.text) or _MISREAD.fullmatch(token.text):
            if self._is_below_headings(token):
                self.figures.clear()
            if (self.words or self.figures) and not self._is_indent(token):
                self.figures.append(token)
            return True
        if any(not figure.blank for figure in self.figures) or self._is_empty_row():
            return False
        self.figures.clear()
        self.words.append(token)
        return True

    def _is_indent(self, token: Token) -> bool:
        """Empty cells that a line of tabs begins with belong to no row above."""
        return bool(token.blank and token.fields > 1 and self.figures and self.figures[-1].line != token.line)

    def _is_below_headings(self, token: Token) -> bool:
        """Whether what stands so far are headings with empty cells at the end of their line of tabs, and no cells of
        the line that begins."""
        ended = bool(self.figures) and self.figures[-1].fields > 1 and self.figures[-1].line != token.line
        return ended and all(figure.blank for figure in self.figures) and not self._is_empty_row()

    def _is_empty_row(self) -> bool:
        """A row of the form with nothing filled in, not a heading above merged cells."""
        label = fold(self.words[-1].text) if self.figures and self.words else ""
        group = label in ROWS["disputes"] and len(self.figures) == LEAST_OF_A_ROW  # over its columns are fewer blanks
        return group or label in ROWS["disclosure"] or (bool(self.figures) and self.folded.endswith(_ROW_ENDINGS))


def ends_in_a_line_of_its_own(row: Row) -> bool:
    """Whether all figures of a row stand on one line, save a last one of few digits: that may number a page."""
    given = [token for token in row.figures if not token.blank]
    lines = [token.line for token in given]
    alone = len(given) > 2 and lines[0] == lines[-2] != lines[-1]
    return alone and bool(_BARE.fullmatch(given[-1].paragraph.text.strip()))


def is_filled_below(row: Row) -> bool:
    """Whether the cells beside a label are all empty and the figures stand on lines below: perhaps of a row that
    lost its label."""
    own = [token for token in row.figures if row.words and token.line == row.words[-1].line and token.fields > 1]
    return bool(own) and all(token.blank for token in own) and any(not token.blank for token in row.figures)


def is_scattered(row: Row) -> bool:
    """Whether the figures of a row stand on several lines of running text, some of them side by side."""
    lines = [token.line for token in row.figures if not token.blank and token.fields == 1]
    return 1 < len(set(lines)) < len(lines)


def fold_scrap(text: str) -> str:
    """A scrap of a label without blanks and punctuation; numbering stays, the scrap may be it."""
    return fold("x" + text)[1:]


def rows(paragraphs: Sequence[Paragraph], *, empties: Container[int] = ()) -> Iterator[Row]:
    """The rows of a text: each holds the words since the last figures, and figures after them.

    ``empties`` are the empty lines that are empty cells where they stand among figures.
    """
    row = last = Row()
    listed = False
    for index, paragraph in enumerate(paragraphs):
        if FURNITURE.match(paragraph.text):
            continue
        if is_heading(paragraph.text) or _is_prose(paragraph.text):
            if row.figures:
                yield row
            else:
                last.below = row.words
            row = last = Row()
            yield from _beside_text(paragraph, index)
            continue
        tokens = _tokens(paragraph, index, listed)
        listed = _is_listed(paragraph.text) if paragraph.text.strip() else listed
        if index in empties:
            tokens = iter([Token("", index, paragraph, 0)])
        for token in tokens:
            if not row.takes(token):
                yield row
                row, last = Row(), row
                row.takes(token)
    if row.figures:
        yield row
    else:
        last.below = row.words


def _beside_text(paragraph: Paragraph, index: int) -> Iterator[Row]:
    """Figures of a table in another column of the page: several on the line of a heading, or those that a wide gap sets
    apart behind a line of text."""
    begin = len(paragraph.text.rstrip(_OF_FIGURES))
    behind = paragraph.text.startswith(_WIDE_GAP, begin)
    if not behind and not (is_heading(paragraph.text) and _DIGITS_TWICE.search(paragraph.text)):
        return
    tokens = (token for token in _tokens(paragraph, index, False) if not behind or token.start >= begin)
    figures = [token for token in tokens if is_figure(token.text)]
    if len(figures) > 1 or (behind and figures):
        yield Row([], figures)


def _is_prose(text: str) -> bool:
    return any(_SENTENCE.search(cell) and not is_form_scrap(cell) for cell in text.split("\t"))


def is_heading(text: str) -> bool:
    bare = text.lstrip(BEFORE)
    return bool(_SECTION.match(bare)) and bool(_HEADING.search(fold_scrap(bare)))


def _is_listed(text: str) -> bool:
    """Whether a line begins with the sign of a list."""
    return text.lstrip()[:1] in _BULLETS and text.lstrip()[1:2].isspace()


def _tokens(paragraph: Paragraph, index: int, listed: bool) -> Iterator[Token]:
    text = paragraph.text
    if text.startswith("\t") and text.count("\t") == 1:  # a cell a line, indented
        yield Token(text.strip(), index, paragraph, 1)
    elif "\t" in text:
        start = 0
        pieces = text.split("\t")
        figures = [n for n, piece in enumerate(pieces) if is_figure(piece)]
        labels = [n for n, piece in enumerate(pieces) if is_row_label(piece)]
        if len(figures) >= LEAST_OF_A_ROW and all(
            n in figures or not p.strip() or may_count(p) for n, p in enumerate(pieces)
        ):
            labels = [-1]  # the row of table 四 has none
        first = next((n for n in range(labels[-1] + 1, len(pieces)) if pieces[n].strip()), -1) if labels else -1
        for field_index, piece in enumerate(pieces):
            between = bool(figures) and figures[0] < field_index < figures[-1]
            behind = bool(figures and labels) and field_index > labels[-1]
            unread = ((between or field_index == first) and is_unread(piece)) or (
                behind and (may_count(piece) or bool(_ENDS_IN_A_WORD.match(piece)))
            )
            begin = start + len(piece) - len(piece.lstrip())
            yield Token(piece.strip(), index, paragraph, begin, field_index, len(pieces), unread)
            start += len(piece) + 1
    else:
        yield from _words(paragraph, index, listed)


def _words(paragraph: Paragraph, index: int, listed: bool) -> Iterator[Token]:
    pieces = _pieces(paragraph.text, listed)
    merged: list[tuple[str, int]] = []
    for piece, start in pieces:
        numbered = merged and _NUMBERS_WORDS.fullmatch(merged[-1][0]) and not is_figure(piece)  # 2. 重复申请
        unit = merged and _UNITS.match(piece) and is_figure(merged[-1][0])
        numbering = merged and piece[0] in ".．、" and _NUMBERING.fullmatch(merged[-1][0])
        stroke = merged and piece in "/／" and merged[-1][0].endswith("增")  # 本 年 增 / 减, a heading
        if unit or numbering or stroke or numbered:
            merged[-1] = (merged[-1][0] + piece, merged[-1][1])
        else:
            merged.append((piece, start))
    for piece, start in merged:
        yield Token(piece, index, paragraph, start)


def _pieces(text: str, listed: bool) -> list[tuple[str, int]]:
    """The words of a line and where they stand: without the sign of a list before them, which is no dash where words
    follow it or the line above has one (``listed``), and a row's figures parted from its label and from each other
    (规章：1、0、11; 规章1 0 11)."""
    found = [(word.group(), word.start()) for word in _WORD.finditer(text)]
    if len(found) > 1 and found[0][0] in _BULLETS and (listed or not is_figure(found[1][0])):
        del found[0]
    for at, (word, start) in enumerate(found):
        if is_figure(word) or len(word) > LONGEST_LISTED or not (listing := _LISTED.fullmatch(word)):
            continue
        before = "".join(other for other, _ in found[max(at - LONGEST_LABEL, 0) : at])
        figures = _listed(listing) if is_row_label(before + listing["label"]) else []
        rest = found[at + 1 :]
        given = len(figures) + sum(is_figure(other) for other, _ in rest)
        if not figures or (len(figures) > 1 and rest) or (given > LONGEST_ROW and not listing["colon"]):
            break  # figures parted in two ways, or the number of a note
        label = [(listing["label"], start)] if listing["label"] else []
        return [*found[:at], *label, *((figure, start + place) for figure, place in figures), *rest]
    return found


def _listed(listed: re.Match[str]) -> list[tuple[str, int]]:
    """The figures after a label and where they stand; one where commas may part its thousands, none where they part
    figures as well, or the figures from the label."""
    text, start = listed["figures"], listed.start("figures")
    if _THOUSANDS.search(text) and listed["label"].rstrip().endswith((",", "，")):
        return []
    parts = r"[^、，;；/]+" if re.search(r"[、，;；/]", text) else r"[^,]+"
    if parts == r"[^,]+" and _THOUSANDS.search(text):
        return [(text, start)] if is_figure(text) else []
    return [(figure.group(), start + figure.start()) for figure in re.finditer(parts, text)]
