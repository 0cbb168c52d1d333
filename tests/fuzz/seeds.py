"""Whole documents of every format, by name: where fuzzing begins."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from random import Random
from typing import Any

from submissions.demo import faults
from submissions.demo.documents import LAYOUTS
from submissions.demo.draft import Draft
from submissions.demo.draw_pdf import draw_pdf
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020, HUAIAN_2024
from submissions.demo.narrative import write_draft
from submissions.demo.styles import random_style
from tests.parsing.wild import html, odt, sheets, text, word

Write = Callable[[Draft], bytes]
SCANNED = ("picture.png", "picture.jpg", "picture.tiff")
"""Seeds that are recognised: a case of them takes seconds."""


def _drawn(seed: int, draft: Draft) -> bytes:
    return draw_pdf(draft, random_style(Random(seed)))


def _picture(kind: str, draft: Draft) -> bytes:
    """The year of the report as a small picture of the kind: enough for the ways of its bytes."""
    image: Any = import_module("PIL.Image")
    page = image.new("L", (400, 120), 255)
    import_module("PIL.ImageDraw").Draw(page).text((20, 40), str(draft.year), fill=0)
    out = io.BytesIO()
    page.save(out, kind)
    return out.getvalue()


WRITERS: dict[str, Write] = {
    **{f"{name}{layout.suffix}": layout.write for name, layout in LAYOUTS.items() if not name.endswith("-spaces")},
    **{f"drawn-{seed}.pdf": partial(_drawn, seed) for seed in (1, 5, 9)},
    "wild-nested.docx": word.WRITERS["nested"],
    "wild.odt": odt.WRITERS["merged"],
    "wild-nested.odt": odt.WRITERS["nested"],
    "wild.xlsx": next(iter(sheets.WRITERS.values())),
    "wild.mht": html.WRITERS["mht-qp"],
    "wild-gbk.mht": html.WRITERS["mht-base64-gbk"],
    "wild.txt": next(iter(text.WRITERS.values())),
    "picture.png": partial(_picture, "PNG"),
    "picture.jpg": partial(_picture, "JPEG"),
    "picture.tiff": partial(_picture, "TIFF"),
}


@cache
def drafts() -> tuple[Draft, ...]:
    """Both forms of the table, and a document with blank cells."""
    return (
        write_draft(HEILONGJIANG_2024, government=True),
        write_draft(HEILONGJIANG_OFFICE_2020),
        faults.blank_zeros(write_draft(HUAIAN_2024)),
    )


@cache
def document(name: str, draft: int = 0) -> bytes:
    """The seed ``name`` of WRITERS with the figures of one of the drafts."""
    return WRITERS[name](drafts()[draft])
