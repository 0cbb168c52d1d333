"""The whole story of reading on one page: file → document → figures → report."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from parsing import witness
from parsing.editions import EDITIONS
from parsing.editions.wording import NUMERALS
from parsing.errors import Illegible, NotAReport, ParsingError, Portfolio
from parsing.grid import Document, Paragraph, both
from parsing.labels import fold, is_figure, read_number
from parsing.readers import (
    TWO_ENGINES,
    attached,
    load_all,
    read_as_seen,
    read_document,
    read_document_again,
    read_embedded,
    read_pasted,
)
from parsing.readers.pasted import Pasted, with_pasted
from parsing.report import Address, Figure, Label, Report
from parsing.rules.engine import RULES, judge
from parsing.sections import HEADINGS, split_sections
from parsing.several import ANY, Wanted, one_report
from parsing.tables.blanks import doubt_lone_blanks
from parsing.tables.captions import captioned
from parsing.tables.choosing import chosen
from parsing.tables.codes import column_code, row_code
from parsing.tables.confirm import confirm
from parsing.tables.mapped import LINE_DOUBT, Mapped, Printed
from parsing.tables.mapping import map_grids
from parsing.tables.samples import without_samples
from parsing.tables.slid import doubt_slid
from parsing.tables.spoken import spoken
from parsing.tables.strays import doubt_beside_strays
from parsing.tables.stream import map_stream
from parsing.tables.tokens import is_heading
from parsing.tables.unfilled import unfilled_disputes
from parsing.title import find_title, split_at_title

Stage = Callable[[str, int, int], None]
"""Called with the stage (open, tables, figures, sections), the step and how many there are."""

TABLES = ("disclosure", "requests", "disputes")
_MOST_MISSING = 14
"""Cells of two rows of table 三."""
MOST_SECTIONS = 200
"""A report has six; what has more than so many headings of them repeats them for another end."""

_AGENCIES = (*(f"甲{rank}人民政府" for rank in "省市县区"), "甲市人民政府办公室", "甲市乙局")
"""One of each kind whose sentences are read otherwise."""


def warm() -> None:
    """Loads every reader, learns the official labels and judges what the rules give as examples, so that processes
    forked from this one begin with all that is loaded, learnt and compiled at its first use."""
    load_all()
    lines = {
        line for form in EDITIONS.values() for table in form.tables for b in table.blocks for line in b.rows + b.columns
    }
    for label in {text for line in lines for text in (line.label, *line.groups)}:
        for table in TABLES:
            row_code(table, label)
            column_code(table, label)
        is_figure(label)
    for number in map(str, range(100)):
        is_figure(number)
        read_number(number)
    for agency in _AGENCIES:
        judge(document_to_report(_specimen(agency)))


def _specimen(agency: str) -> Document:
    """A report without tables, its text what the rules give as examples."""
    examples = "。".join(text for rule in RULES for text in (rule.passes, rule.fails))
    texts = [f"{agency}2024年政府信息公开工作年度报告"]
    for number, heading in HEADINGS.items():
        texts += [f"{NUMERALS[number - 1]}、{heading}", examples]
    return Document("txt", tuple(Paragraph(text) for text in texts))


def read(path: Path, name: str = "", on_stage: Stage | None = None, wanted: Wanted = ANY) -> Report:
    """Reads a file into a Report. Raises ParsingError.

    ``name`` is the name it was sent under; ``wanted`` tells which report is meant where the file
    holds several.
    """
    with _uncollected():
        return _read(path, name, on_stage or (lambda stage, step, steps: None), wanted)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles, as in the child that reads for a worker: what a reading makes is much, is in
    hardly any, and is gone with it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(path: Path, name: str, tell: Stage, wanted: Wanted) -> Report:
    tell("open", 0, 1)
    document = read_document(path, name, lambda step, steps: tell("open", step, steps))
    try:
        report = _with_pictures(one_report(document, wanted), tell)
    except NotAReport:
        return _otherwise(path, name, document, wanted, tell)
    pasted = read_pasted(path, document) if document.pasted and _lacks_tables(report) else Pasted()
    if pasted != Pasted():
        report = document_to_report(one_report(with_pasted(document, pasted), wanted), tell)
    if document.format in TWO_ENGINES and not document.unclear and (document.odd or witness.is_called_for(report)):
        return _borne_out(path, name, document.engine, report, wanted, pasted)
    return report


def _lacks_tables(report: Report) -> bool:
    """Whether more of a report's tables is missing than rows that its agency may have left out."""
    edition = EDITIONS.get(report.edition)
    missing = [] if edition is None else [a for a in edition.addresses() if a not in report.figures]
    return edition is None or len(missing) > _MOST_MISSING or any(_is_missing(t, report) for t in TABLES)


def _is_missing(table: str, report: Report) -> bool:
    return not any(address.table == table for address in report.figures)


def _otherwise(path: Path, name: str, document: Document, wanted: Wanted, tell: Stage) -> Report:
    """The report of a file whose text holds none, as its pages are seen. Raises NotAReport, Illegible, Portfolio."""
    try:
        return _with_pictures(one_report(_as_seen(path, document), wanted), tell)
    except NotAReport:
        if names := attached(path, name):
            raise Portfolio.of(names) from None
        raise


def _as_seen(path: Path, document: Document) -> Document:
    """A PDF without a report in its text by OCR, where its first page shows the title of one: its fonts may name
    other characters than they print. Raises NotAReport, Illegible."""
    if document.format == "pdf" and not document.facts.recognised and not find_title(document.paragraphs).text:
        first = read_as_seen(path, [1])
        seen = read_as_seen(path, range(1, document.pages + 1)) if first and find_title(first.paragraphs).text else None
        if seen is not None:
            return replace(seen, facts=replace(document.facts, recognised=seen.facts.recognised))
        if first is None and document.unclear:
            raise Illegible
    raise NotAReport


def _with_pictures(document: Document, tell: Stage) -> Report:
    """The report; where it is not whole, with the tables that stand in the document's pictures."""
    if not document.embedded:
        return document_to_report(document, tell)
    try:
        report = document_to_report(document, tell)
    except NotAReport:
        return document_to_report(read_embedded(document), tell)
    edition = EDITIONS.get(report.edition)
    if edition is not None and all(address in report.figures for address in edition.addresses()):
        return report
    return document_to_report(read_embedded(document), tell)


def _borne_out(path: Path, name: str, engine: str, report: Report, wanted: Wanted, pasted: Pasted) -> Report:
    """The report as a second engine bears it out, for formats that have one; what was recognised in ``pasted``
    pictures is the same for both."""
    try:
        document = read_document_again(path, name, engine)
        if document is None:
            return report
        other = document if pasted == Pasted() else with_pasted(document, pasted)
        return witness.agreed(report, document_to_report(one_report(other, wanted)))
    except ParsingError:
        return report  # what one engine cannot open says nothing against what the other read


def document_to_report(document: Document, tell: Stage = lambda stage, step, steps: None) -> Report:
    """A document's grids and lines as a Report. Raises NotAReport."""
    headings = (paragraph for paragraph in document.paragraphs if is_heading(paragraph.text))
    if next(islice(headings, MOST_SECTIONS, None), None) is not None:
        raise NotAReport
    tell("tables", 0, 1)
    title = find_title(document.paragraphs)
    mapped, prose = _tables(document, title.year)
    tell("figures", 0, 1)
    edition = recognise_edition(mapped.figures, title.year)
    figures = doubt_lone_blanks(chosen(confirm(mapped.figures, edition), edition), document.facts.recognised)
    if document.format == "pdf":  # elsewhere a cell's text is its own, and a sum that fails is the report's error
        figures = doubt_slid(figures, edition)
    tell("sections", 0, 1)
    before, sections = split_sections(prose)
    front, introduction = split_at_title(before, title)
    if (not figures and len(sections) < 2) or len(sections) > MOST_SECTIONS:
        raise NotAReport
    return Report(
        title=title.text,
        agency=title.agency,
        year=title.year,
        edition=edition,
        figures=figures,
        sections=sections,
        labels=tuple(_unofficial(mapped.printed, edition)),
        warnings=(*document.warnings, *mapped.warnings),
        format=document.format,
        front=front,
        introduction=introduction,
        facts=document.facts,
    )


def _tables(document: Document, year: int | None) -> tuple[Mapped, list[Paragraph]]:
    """The figures of the grids, completed from lines of text for tables that no grid holds.

    The paragraphs come back without the lines that were table.
    """
    mapped = map_grids(captioned(without_samples(document.blocks, year)))
    paragraphs = list(spoken(document.blocks))
    doubt_beside_strays(mapped, paragraphs)
    missing = [table for table in TABLES if not mapped.count(table)]
    if not missing:
        return mapped, paragraphs
    streamed = map_stream(paragraphs)
    for address, figure in streamed.mapped.figures.items():
        if address.table in missing:
            mapped.put(address, _in_doubt(figure, document))
    mapped.printed += [label for label in streamed.mapped.printed if label.table in missing]
    mapped.warnings += streamed.mapped.warnings
    blank, headings = unfilled_disputes(document) if not mapped.count("disputes") else ({}, [])
    mapped.figures.update(blank)
    consumed = {index for index, p in enumerate(paragraphs) if any(p is line for line in headings)} | streamed.consumed
    return mapped, [p for index, p in enumerate(paragraphs) if index not in consumed]


def _in_doubt(figure: Figure, document: Document) -> Figure:
    """A figure found in a line of text, doubted where that was recognised in a picture: only figures in cells
    are looked at twice."""
    recognised = figure.place.page in document.facts.recognised
    return figure._replace(doubt=both(figure.doubt, LINE_DOUBT)) if recognised else figure


def recognise_edition(figures: Iterable[Address], year: int | None = None) -> str:
    """The version of the form by the columns of table 二, else by the rows of table 三.

    Only where the tables leave it open the year decides; "" where that is not known either.
    """
    found = set(figures)
    for table in ("disclosure", "requests"):
        own = {
            code: set(edition.table(table).addresses())
            - {a for other in EDITIONS.values() if other is not edition for a in other.table(table).addresses()}
            for code, edition in EDITIONS.items()
        }
        scores = {code: len(addresses & found) for code, addresses in own.items()}
        best = max(scores, key=lambda code: scores[code])
        if scores[best] and list(scores.values()).count(scores[best]) == 1:
            return best
    return next((code for code, edition in EDITIONS.items() if year and edition.fits(year)), "")


def _unofficial(printed: Iterable[Printed], edition: str) -> Iterable[Label]:
    """Labels that differ from the official words of their edition, each once.

    A label cut short by a page or a figure is how it was read, not how the agency wrote it.
    """
    form = EDITIONS.get(edition)
    seen: set[tuple[str, str]] = set()
    for label in printed:
        table = form.table(label.table) if form else None
        line = None
        if table is not None:
            lines = (line for block in table.blocks for line in (block.rows if label.axis == "row" else block.columns))
            line = next((line for line in lines if line.code == label.code), None)
        key = (label.table, label.code)
        if line is None or key in seen or _is_official(label.text, line.label):
            continue
        seen.add(key)
        text = " ".join(label.text.split())
        yield Label(text, line.label, f"{label.table}.{label.code}", label.place)


def _is_official(printed: str, official: str) -> bool:
    one, other = fold(printed), fold(official)
    return one in other or one.endswith(other) or fold(official.partition("（")[0]) == one
