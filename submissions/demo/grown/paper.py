"""From a row of figures to the report that says them, as it is written and as it is read.

A grown province is not read file by file. One document of each form is, and every other report takes from it
where its figures stand; ``tests/demo/test_make_province.py`` reads documents through and finds the same reports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parsing.pipeline import read
from parsing.report import Figure, Report, Section, State
from submissions.demo.draft import Draft, DraftSection, number_text
from submissions.demo.figures import Figures
from submissions.demo.grown.cells import Row, layout_of
from submissions.demo.grown.tree import Unit
from submissions.demo.narrative import write_draft
from submissions.demo.write_html import write_html
from submissions.models import Kind


def draft_of(unit: Unit, year: int, edition: str, row: Row, seed: int) -> Draft:
    """The document as a careful clerk writes it."""
    figures = Figures(unit.name, year, edition, layout_of(edition).values(row), published=False)
    return write_draft(figures, government=unit.is_area, seed=seed, turn=year)


def bytes_of(draft: Draft) -> bytes:
    """The document as a web page."""
    return write_html(draft)


def report_of(draft: Draft) -> Report:
    """The report as the library reads it from ``bytes_of(draft)``, at a hundredth of the cost."""
    like = _pattern(draft.edition).report
    return replace(
        like,
        title=draft.title,
        agency=draft.agency,
        year=draft.year,
        figures={
            address: Figure(value, number_text(value), like.figures[address].place, State.NUMBER)
            for address, value in draft.values.items()
        },
        sections=tuple(map(_section, draft.sections)),
        introduction="\n".join(draft.preface),
        front=like.front.replace(like.agency, draft.agency),
    )


def json_of(draft: Draft) -> str:
    """``report_of(draft).to_json()`` as text, most of it ready-made: reports come by the ten thousand."""
    pattern = _pattern(draft.edition)
    figures = ", ".join(
        f'{head}{text}, "raw": "{text}"{tail}'
        for (head, tail), text in zip(pattern.cells, map(number_text, draft.values.values()), strict=True)
    )
    parts = dict(pattern.rest) | {
        "title": draft.title,
        "agency": draft.agency,
        "year": draft.year,
        "sections": [_section_json(section) for section in draft.sections],
        "front": pattern.report.front.replace(pattern.report.agency, draft.agency),
        "introduction": "\n".join(draft.preface),
    }
    return f'{{"figures": {{{figures}}}, {json.dumps(parts, ensure_ascii=False)[1:]}'


def _section(section: DraftSection) -> Section:
    """Paragraphs as lines, each with the offset it starts at."""
    starts = accumulate((len(text) + 1 for text in section.paragraphs), initial=0)
    lines = tuple((start, _NOWHERE) for start, _ in zip(starts, section.paragraphs, strict=False))
    printed = section.line.split("、", 1)[0]
    return Section(section.number, section.heading, printed, "\n".join(section.paragraphs), lines=lines)


def _section_json(section: DraftSection) -> dict[str, Any]:
    """What ``_section(section).to_json()`` gives, without asking every place for its fields."""
    known = _section(section)
    return {
        "number": known.number, "heading": known.heading, "printed": known.printed, "text": known.text,
        "place": {}, "lines": [[start, {}] for start, _ in known.lines],
    }  # fmt: skip


_NOWHERE = Section(0, "", "", "").place
"""A web page has no places for its paragraphs."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What all reports on one form share: ``cells`` is the JSON before and after each number, ``rest`` all else."""

    report: Report
    cells: tuple[tuple[str, str], ...]
    rest: Mapping[str, Any]


@cache
def _pattern(edition: str) -> _Pattern:
    unit = Unit(0, "", "示例县人民政府", Kind.COUNTY, ())
    year = {"2019": 2020}.get(edition, 2022)
    draft = draft_of(unit, year, edition, [0] * len(layout_of(edition).addresses), 0)
    with TemporaryDirectory() as folder:
        path = Path(folder, "report.html")
        path.write_bytes(bytes_of(draft))
        report = read(path)
    whole = report.to_json()
    return _Pattern(report, tuple(_cells(whole["figures"], draft)), {k: v for k, v in whole.items() if k != "figures"})


def _cells(figures: Mapping[str, Any], draft: Draft) -> Iterator[tuple[str, str]]:
    for address in draft.values:
        kept = figures[str(address)]
        tail = json.dumps({key: kept[key] for key in kept if key not in ("value", "raw")}, ensure_ascii=False)
        yield f'"{address}": {{"value": ', f", {tail[1:]}"
