"""The list of findings at the end of an annotated document."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.platypus import KeepTogether, SimpleDocTemplate, Spacer

from parsing.annotated import Note
from parsing.annotating.style import SIDE, WORDS, style, words


def listing(title: str, notes: Sequence[Note]) -> bytes:
    """A PDF with every finding under its number; what no place of the page is known for says so."""
    story: list[Any] = [words(title, style(14, space=6))]
    story.append(words("方框旁的数字是下列问题的序号：粗实线为强制，虚线为核实，细点线为提示。", style(9, space=8)))
    if not notes:
        story.append(words("自动核对没有发现问题。", style()))
    for note in notes:
        story += [KeepTogether(_entry(note)), Spacer(1, 5)]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, leftMargin=SIDE, rightMargin=SIDE, title=title).build(story)
    return out.getvalue()


def _entry(note: Note) -> list[Any]:
    entry = [words(f"{note.number}．【{WORDS[note.severity]}】{note.heading}", style(10.5))]
    pages = sorted({place.page for place in note.places if place.page})
    if pages:
        entry.append(words("见第 " + "、".join(map(str, pages)) + " 页", style(9, indent=18, colour="#555555")))
    elif not note.places:
        entry.append(words("这一项不在某一格或某一句，未在页面上标出。", style(9, indent=18, colour="#555555")))
    return entry + [words(line, style(9, indent=18)) for line in note.lines]
