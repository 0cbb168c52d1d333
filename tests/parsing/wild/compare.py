"""Reads what a writer wrote and tells what differs from the draft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parsing.contract import tables_json
from parsing.pipeline import read
from parsing.report import Report
from submissions.demo.draft import Draft
from submissions.demo.truth import truth_of


def differences(report: Report, draft: Draft) -> list[str]:
    """Every cell that is not as drafted, the wrong ones first."""
    truth = truth_of(draft, name="made", layout="made")["tables"]
    found = tables_json(report)
    wrong: list[str] = []
    missing: list[str] = []
    for address in sorted({*_addresses(truth), *_addresses(found)}):
        table, row, column = address
        want = truth.get(table, {}).get(row, {}).get(column, "absent")
        have = found.get(table, {}).get(row, {}).get(column, "absent")
        if want == have:
            continue
        (missing if have == "absent" else wrong).append(f"{'.'.join(address)}: {want} -> {have}")
    return [*(f"WRONG {text}" for text in wrong), *(f"missing {text}" for text in missing)]


def _addresses(tables: dict[str, dict[str, dict[str, int | float | None]]]) -> Iterator[tuple[str, str, str]]:
    for table, rows in tables.items():
        for row, cells in rows.items():
            for column in cells:
                yield table, row, column


def read_back(data: bytes, path: Path) -> Report:
    path.write_bytes(data)
    return read(path)
