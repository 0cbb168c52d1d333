"""A workbook that is yet to be written. Text stays text: a name beginning with = + - @ is never taken for a formula,
an address never for a link, a code never for a number."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

PLAIN: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def new_workbook(target: BytesIO | Path, font: Mapping[str, object] | None = None) -> Workbook:
    """Made in memory for a buffer, for a path in files beside it. ``font`` measures the columns of all sheets."""
    place = {"in_memory": True} if isinstance(target, BytesIO) else {"tmpdir": str(target.parent)}
    options: dict[str, Any] = PLAIN | place
    if font:
        # XlsxWriter writes into what it is given: the next workbook would differ from the first.
        options["default_format_properties"] = dict(font)
    return Workbook(target if isinstance(target, BytesIO) else str(target), options)
