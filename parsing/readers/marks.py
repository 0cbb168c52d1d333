"""Marks of notes: what stands raised behind a figure refers to a note and is no digit of it."""

from __future__ import annotations

import re

_MARK = re.compile(r"[\d*※#①-⑳]+|[a-z]|注\d*|[(（\[【〔].{1,6}[)）\]】〕]")
_BRACKET = "(（[【〔"


def is_mark(text: str) -> bool:
    """Whether a text would be a mark where it is raised; blanks around it count."""
    return bool(_MARK.fullmatch(text))


def in_brackets(mark: str) -> str:
    """A mark as readers write it, so that it is told from the figure: in brackets, if it has none of its own."""
    return mark if mark.strip()[0] in _BRACKET else f"[{mark.strip()}]"
