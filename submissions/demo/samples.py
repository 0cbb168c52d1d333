"""Sets of sample documents with their truth: a fixed set, and any number more by seed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import chain
from pathlib import Path
from random import Random

from parsing.report import Address
from submissions.demo import faults
from submissions.demo.documents import LAYOUTS, Layout
from submissions.demo.draft import Draft
from submissions.demo.draw_ofd import draw_ofd
from submissions.demo.draw_pdf import draw_pdf, draw_pdfs
from submissions.demo.faults import Fault
from submissions.demo.figures import (
    HARBIN_OFFICE_2022,
    HEILONGJIANG_2024,
    HEILONGJIANG_OFFICE_2020,
    HUAIAN_2024,
    INDUSTRY_2022,
    OFFICE_AFFAIRS_2020,
    Figures,
)
from submissions.demo.narrative import write_draft
from submissions.demo.scaling import RESULT_CODES, demonstration_series
from submissions.demo.styles import Borders, Style, Turn, random_style
from submissions.demo.truth import truth_of

AGENCIES = (
    ("齐齐哈尔市人民政府", True),
    ("牡丹江市人民政府", True),
    ("黑龙江省教育厅", False),
    ("黑龙江省自然资源厅", False),
    ("大庆市人民政府办公室", False),
)
YEARS = range(2019, 2026)


@dataclass(frozen=True, slots=True)
class Sample:
    """A document to write: its name, the draft, and how it is printed."""

    name: str
    draft: Draft
    layout: Layout

    @property
    def file_name(self) -> str:
        return self.name + self.layout.suffix


def corrected(figures: Figures) -> Figures:
    """黑龙江省2024 with sums that hold: the three applications missing from column 其他 are entered
    under 本机关不掌握相关政府信息. No agency published this; it is a demonstration."""
    found = Address("requests", "unavailable.not_held", "other"), Address("requests", "unavailable.not_held", "total")
    mended = {address: (figures.values[address] or Decimal(0)) + 3 for address in found}
    return replace(figures, values={**figures.values, **mended}, published=False)


def fixed_samples() -> Iterator[Sample]:
    """The published reports in every layout, and every fault at least once."""
    province = write_draft(HEILONGJIANG_2024, government=True)
    mended = write_draft(corrected(HEILONGJIANG_2024), government=True)
    office = write_draft(HEILONGJIANG_OFFICE_2020)
    for layout in LAYOUTS.values():
        yield Sample(f"hlj_2024_{layout.name}", province, layout)
        yield Sample(f"hlj_2024_corrected_{layout.name}", mended, layout)
        yield Sample(f"hlj_office_2020_{layout.name}", office, layout)
    others = {"huaian_2024": HUAIAN_2024, "harbin_office_2022": HARBIN_OFFICE_2022}
    partial = {"industry_2022": INDUSTRY_2022, "office_affairs_2020": OFFICE_AFFAIRS_2020}
    for (name, figures), printed in zip((others | partial).items(), ("docx", "pdf", "html", "text-tabs"), strict=True):
        yield Sample(f"{name}_{printed}", write_draft(figures), LAYOUTS[printed])
    for name, fault, printed in _FAULTS:
        yield Sample(f"huaian_2024_{name}", fault(write_draft(HUAIAN_2024, government=True)), LAYOUTS[printed])


_FAULTS: tuple[tuple[str, Fault, str], ...] = (
    ("changed_cell", lambda d: faults.change_cell(d, Address("requests", "granted", "company"), 12), "docx"),
    ("changed_dispute", lambda d: faults.change_cell(d, Address("disputes", "reconsideration", "total"), 350), "pdf"),
    ("dropped_row", lambda d: faults.drop_row(d, "requests", "denied.deliberative"), "pdf"),
    ("dropped_table", lambda d: faults.drop_table(d, "disputes"), "html"),
    ("blank_totals", faults.blank_totals, "docx"),
    ("blank_zeros", faults.blank_zeros, "html"),
    ("dashes", faults.dash_zeros, "text-tabs"),
    ("slashes", lambda d: faults.dash_zeros(d, dash="/"), "docx"),
    ("unit", lambda d: faults.unit_in_cell(d, Address("disclosure", "fees", "amount")), "pdf"),
    ("wrong_year", lambda d: faults.wrong_year(d, 2023), "docx"),
    ("single_other", faults.single_other_row, "html"),
    ("variant_headings", faults.variant_headings, "text-lines"),
    ("label", lambda d: faults.rename_label(d, "2.其他法律行政法规禁止公开", "2.其他法律法规禁止公开"), "pdf-torn"),
    ("half_width_marks", faults.half_width_marks, "docx"),
    ("spaced_labels", faults.spaced_labels, "pdf"),
    ("restarted_numbers", faults.restart_numbers, "html-spans"),
    ("grouped_digits", faults.group_digits, "text-markdown"),
    ("full_width", faults.full_width, "html-gb18030"),
)


def random_samples(count: int, seed: int) -> Iterator[Sample]:
    """``count`` documents of demonstration figures over layouts, editions and faults."""
    rng = Random(seed)  # noqa: S311 — a draw that can be repeated
    layouts = [layout for layout in LAYOUTS.values() if layout.format != "ofd"]  # of which drawn_ofd_samples draws more
    for number in range(count):
        layout = layouts[number % len(layouts)]
        yield Sample(f"seed{seed}_{number:03d}_{layout.name}", _spoiled(rng, _drawn_draft(rng), layout), layout)


def drawn_samples(count: int, seed: int) -> Iterator[Sample]:
    """``count`` PDF files of demonstration figures, each drawn in a style of its own."""
    for number in range(count):
        draft, style = _drawn(seed, number)
        yield Sample(f"drawn{seed}_{number:03d}", draft, Layout("drawn", "pdf", ".pdf", partial(draw_pdf, style=style)))


def drawn_ofd_samples(count: int, seed: int) -> Iterator[Sample]:
    """``count`` OFD files, drawn as the PDF files of this seed; an OFD has no turned pages."""
    for number in range(count):
        draft, style = _drawn(seed, number)
        lying = replace(style, turn=Turn.DRAWN) if style.turn is Turn.ENTRY else style
        layout = Layout("drawn-ofd", "ofd", ".ofd", partial(draw_ofd, style=lying))
        yield Sample(f"drawn{seed}_{number:03d}_ofd", draft, layout)


def _drawn(seed: int, number: int) -> tuple[Draft, Style]:
    rng = Random(f"{seed}/{number}")  # noqa: S311 — a draw that can be repeated
    style = random_style(rng)
    return _visible(_spoiled(rng, _drawn_draft(rng), LAYOUTS["pdf"]), style), style


def several_samples(count: int, seed: int) -> Iterator[Sample]:
    """``count`` PDF files that hold another agency's or year's report before the sample's own, drawn alike."""
    for number in range(count):
        rng = Random(f"several {seed}/{number}")  # noqa: S311 — a draw that can be repeated
        style, other, draft = random_style(rng), _drawn_draft(rng), _drawn_draft(rng)
        if (other.agency, other.year) == (draft.agency, draft.year):
            other = replace(other, year=other.year - 1)
        layout = Layout("several", "pdf", ".pdf", partial(_after, other, style=style))
        yield Sample(f"several{seed}_{number:03d}", _visible(_spoiled(rng, draft, layout), style), layout)


def _after(other: Draft, draft: Draft, style: Style) -> bytes:
    return draw_pdfs([other, draft], style)


def _visible(draft: Draft, style: Style) -> Draft:
    """The draft with its noughts printed in a table that would be blank throughout, where no line is drawn: nothing at
    all is printed below its headings then, and nobody can tell whether a row was left blank or left out."""
    if style.borders is not Borders.NONE:
        return draft
    for table in {address.table for address in draft.values}:
        own = [address for address in draft.values if address.table == table]
        if all(draft.values[address] is None for address in own):
            values = {**draft.values, **dict.fromkeys(own, Decimal(0))}
            printed = {address: text for address, text in draft.printed.items() if address.table != table}
            draft = replace(draft, values=values, printed=printed)
    return draft


def _drawn_draft(rng: Random) -> Draft:
    agency, government = rng.choice(AGENCIES)
    base, scale = rng.choice((HUAIAN_2024, HEILONGJIANG_2024)), rng.choice((0.001, 0.02, 0.2, 0.8))
    figures = demonstration_series(agency, YEARS, base, scale, seed=rng.randrange(10**6))[rng.choice(YEARS)]
    return write_draft(figures, government=government, seed=rng.randrange(10**6))


def _spoiled(rng: Random, draft: Draft, layout: Layout) -> Draft:
    """The draft with one to three things that happen, or as it is."""
    if rng.random() < 0.25:
        return draft
    choices = [_change_a_cell, _drop_a_row, _rewrite_headings, _group_digits, _widen_digits]
    choices += [_half_width_marks, _restart_numbers]
    if layout.shows_blanks:
        choices += [_blank_a_total, _dash_table, _blank_table, _space_labels]
    for fault in rng.sample(choices, rng.randint(1, 3)):
        draft = fault(rng, draft)
    return draft


def _change_a_cell(rng: Random, draft: Draft) -> Draft:
    cells = [a for a, v in draft.values.items() if a.table == "requests" and v is not None and a not in draft.printed]
    if not cells:
        return draft
    address = rng.choice(cells)
    return faults.change_cell(draft, address, int(draft.values[address] or 0) + rng.choice((1, 2, 9, 10)))


def _drop_a_row(rng: Random, draft: Draft) -> Draft:
    return faults.drop_row(draft, "requests", rng.choice(RESULT_CODES))


def _rewrite_headings(rng: Random, draft: Draft) -> Draft:
    return faults.variant_headings(draft, rng.choice((3, 4, 5)))


def _group_digits(rng: Random, draft: Draft) -> Draft:
    return faults.group_digits(draft)


def _widen_digits(rng: Random, draft: Draft) -> Draft:
    return faults.full_width(draft)


def _half_width_marks(rng: Random, draft: Draft) -> Draft:
    return faults.half_width_marks(draft)


def _restart_numbers(rng: Random, draft: Draft) -> Draft:
    return faults.restart_numbers(draft)


def _space_labels(rng: Random, draft: Draft) -> Draft:
    return faults.spaced_labels(draft)


def _blank_a_total(rng: Random, draft: Draft) -> Draft:
    rows = [row for row in RESULT_CODES if Address("requests", row, "total") in draft.values]
    return faults.blank_totals(draft, rng.choice(rows))


def _dash_table(rng: Random, draft: Draft) -> Draft:
    return faults.dash_zeros(draft, rng.choice(("requests", "disputes")), rng.choice(("-", "—", "/", "无")))


def _blank_table(rng: Random, draft: Draft) -> Draft:
    return faults.blank_zeros(draft, rng.choice(("requests", "disputes")))


def write_samples(
    folder: Path, *, seed: int = 1, count: int = 26, drawn: int = 0, report: Callable[[str], None] | None = None
) -> int:
    """Write ``documents/`` and ``truth/`` into ``folder``; returns how many documents.

    ``count`` are drawn by lot over the named layouts, ``drawn`` are PDF files in styles of their own.
    """
    documents, truths = folder / "documents", folder / "truth"
    documents.mkdir(parents=True, exist_ok=True)
    truths.mkdir(exist_ok=True)
    written = 0
    for sample in chain(fixed_samples(), random_samples(count, seed), drawn_samples(drawn, seed)):
        (documents / sample.file_name).write_bytes(sample.layout.write(sample.draft))
        truth = truth_of(sample.draft, name=sample.name, layout=sample.layout.name)
        (truths / f"{sample.name}.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
        written += 1
        if report:
            report(sample.file_name)
    return written
