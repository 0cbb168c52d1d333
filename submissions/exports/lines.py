"""CSV for a spreadsheet: with a mark of its encoding, and without anything a spreadsheet would calculate."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula, or hide one."""


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark, as Excel in China opens it. Text that begins like a formula gets an apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerows([cell_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def cell_text(cell: object) -> str:
    """Numbers as they are, also below zero; only text is made harmless."""
    if cell is None:
        return ""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.lstrip(" ").startswith(FORMULAS) else text
