"""A case of one rule in one table of a report held against others: how its findings are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from parsing.editions import Edition, Table
from parsing.report import Address, Report
from parsing.rules.model import Finding, Outcome, Rule
from parsing.rules.tables import values_of


@dataclass(frozen=True, slots=True)
class TableCase:
    """One rule over one table of a report. What it is held against, the rules of each kind add."""

    rule: Rule
    report: Report
    edition: Edition
    table: Table

    def finding(
        self,
        outcome: Outcome,
        subject: object,
        message: str,
        cells: Iterable[Address] = (),
        extra: tuple[str, ...] = (),
        **more: Any,
    ) -> Finding:
        """``extra`` are the other reports' values: a decision lapses when they change too."""
        known = tuple(cells)
        return Finding(
            rule=self.rule.id,
            severity=self.rule.severity,
            outcome=outcome,
            subject=str(subject),
            message=message,
            cells=tuple(map(str, known)),
            values=(*values_of(self.report, known), *extra),
            basis=self.rule.cite(self.edition),
            table=self.table.code,
            fix=self.rule.fix if outcome is Outcome.FAILED else "",
            **more,
        )
