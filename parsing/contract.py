"""A reading as other programs take it: the shape of the reading contract, and a plain print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from parsing.editions import EDITIONS, Block, Table
from parsing.report import Address, Figure, Report, State, plain
from parsing.rules.model import Finding, Outcome, Quote

_MARKS = {State.BLANK: "（空）", State.DASH: "—", State.ILLEGIBLE: "看不清"}


def reading_json(file: str, report: Report, findings: Iterable[Finding]) -> dict[str, Any]:
    """One file's object. A figure that is in doubt is left out of ``tables``, not given as sure;
    ``evidence`` keeps what was seen and why it is doubted."""
    return {
        "file": file,
        "agency": report.agency,
        "year": report.year,
        "title": report.title,
        "edition": report.edition,
        "tables": tables_json(report),
        "sections": {str(section.number): section.text for section in report.sections},
        "findings": [finding_json(f, report) for f in findings if f.outcome is not Outcome.PASSED],
        "warnings": list(report.warnings),
        "evidence": {str(address): _evidence(figure) for address, figure in report.figures.items()},
    }


def finding_json(finding: Finding, report: Report) -> dict[str, Any]:
    """A finding; each sentence it quotes from this report with the place it was read from."""
    quotes = [quote.to_json() | {"place": _place_of(quote, report)} for quote in finding.quotes]
    return finding.to_json() | {"quotes": quotes}


def _place_of(quote: Quote, report: Report) -> dict[str, Any]:
    """Where the words a quote is about stand; empty for those of another report or of a title."""
    for section in () if quote.source else report.sections:
        if section.number == quote.section and section.text[quote.start : quote.end] == quote.text:
            return section.place_of(quote.claim_start or quote.start).to_json()
    return {}


def error_json(file: str, code: str, message: str) -> dict[str, Any]:
    """A file that could not be read."""
    return {"file": file, "error": {"code": code, "message": message}}


def tables_json(report: Report) -> dict[str, dict[str, dict[str, int | float | None]]]:
    """Table → row → column → number, or None where the cell holds no figure."""
    tables: dict[str, dict[str, dict[str, int | float | None]]] = {"disclosure": {}, "requests": {}, "disputes": {}}
    for address, figure in report.figures.items():
        if figure.is_sure:
            tables[address.table].setdefault(address.row, {})[address.column] = plain(figure.value)
    return tables


def _evidence(figure: Figure) -> dict[str, Any]:
    data = figure.place.to_json() | {"raw": figure.raw, "state": figure.state.value}
    return data | {key: getattr(figure, key) for key in ("note", "doubt") if getattr(figure, key)}


def reading_text(file: str, report: Report, findings: Iterable[Finding]) -> str:
    """The tables and findings for a person at a terminal."""
    lines = [f"{file}", f"{report.title}（{report.agency or '机关未读到'}，{report.year or '年份未读到'}）"]
    edition = EDITIONS.get(report.edition)
    for table in edition.tables if edition else ():
        lines += ["", f"【{table.title}】", *_table_lines(report, table)]
    failed = [finding for finding in findings if finding.outcome is Outcome.FAILED]
    lines += ["", f"不一致 {len(failed)} 处"]
    for finding in failed:
        lines.append(f"  {finding.rule} {finding.severity.label} {finding.message}")
        lines += [f"      {text}" for text in (finding.sum, finding.hint, finding.fix) if text]
    lines += [f"  注意：{warning}" for warning in report.warnings]
    return "\n".join([*lines, ""])


def _table_lines(report: Report, table: Table) -> Iterator[str]:
    for block in table.blocks:
        yield "\t".join([block.article, *(column.label for column in block.columns)])
        yield from (_row_line(report, table, block, row.code, row.label) for row in block.rows)


def _row_line(report: Report, table: Table, block: Block, code: str, label: str) -> str:
    cells = (report.figures.get(Address(table.code, code, column.code)) for column in block.columns)
    return "\t".join([label, *map(_cell_text, cells)])


def _cell_text(figure: Figure | None) -> str:
    if figure is None:
        return "未读到"
    text = _MARKS.get(figure.state) or str(plain(figure.value))
    return f"{text}？" if figure.doubt else text
