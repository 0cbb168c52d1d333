"""Every sum that any edition declares is proved by the same few sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.editions import EDITIONS
from parsing.report import Address, Figure, Report
from parsing.rules.model import Outcome
from parsing.rules.sums import ACROSS, BALANCE, DOWN, Sum, sums_of
from tests.parsing.made_reports import BLANK, DASH, ILLEGIBLE, filled, findings, one, put, without

RULE = {BALANCE: "A-01", DOWN: "A-02", ACROSS: "A-03"}
DECLARED = [
    pytest.param(edition.code, declared, id=f"{edition.code}-{declared.kind}-{declared.subject}")
    for edition in EDITIONS.values()
    for table in edition.tables
    for declared in sums_of(table)
]


def rule_of(declared: Sum) -> str:
    return "A-04" if declared.subject.table == "disputes" else RULE[declared.kind]


def of_sum(report: Report, declared: Sum, outcome: Outcome) -> list[tuple[str, str]]:
    return [
        (f.rule, f.subject) for f in findings(report, rule_of(declared), outcome) if f.subject == str(declared.subject)
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_forms_declare_all_their_sums(edition: str) -> None:
    kinds = [s.kind for table in EDITIONS[edition].tables for s in sums_of(table)]
    rows = {"2019": 23, "2021": 25}[edition]
    assert (kinds.count(BALANCE), kinds.count(DOWN), kinds.count(ACROSS)) == (7, 7, rows + 3)


@pytest.mark.parametrize(("edition", "declared"), DECLARED)
def test_all_zeros_pass(edition: str, declared: Sum) -> None:
    assert of_sum(filled(edition), declared, Outcome.PASSED) == [(rule_of(declared), str(declared.subject))]


@pytest.mark.parametrize(("edition", "declared"), DECLARED)
def test_one_more_in_any_named_cell_fails(edition: str, declared: Sum) -> None:
    for address in declared.operands:
        report = put(filled(edition), {str(address): 1})
        found = one(f for f in findings(report, rule_of(declared)) if f.subject == str(declared.subject))
        assert abs(found.difference or 0) == 1
        assert found.cells == tuple(map(str, declared.operands))
        assert found.values == tuple("1" if a == address else "0" for a in declared.operands)


@pytest.mark.parametrize("state", ["absent", "illegible", "doubtful"])
@pytest.mark.parametrize(("edition", "declared"), DECLARED)
def test_an_unknown_cell_gives_undetermined(edition: str, declared: Sum, state: str) -> None:
    for address in declared.operands:
        cell = str(address)
        unlike = put(filled(edition), {str(declared.subject): 5})
        if state == "absent":
            report = without(unlike, cell)
        else:
            report = put(unlike, {cell: ILLEGIBLE if state == "illegible" else doubtful(unlike, cell)})
        assert of_sum(report, declared, Outcome.FAILED) == []
        assert of_sum(report, declared, Outcome.UNDETERMINED) == [(rule_of(declared), str(declared.subject))]


def doubtful(report: Report, cell: str) -> Figure:
    return report.figures[Address.parse(cell)]._replace(doubt="数字压在表格线上")


@pytest.mark.parametrize("empty", [BLANK, DASH], ids=["blank", "dash"])
@pytest.mark.parametrize(("edition", "declared"), DECLARED)
def test_a_blank_part_counts_as_nothing(edition: str, declared: Sum, empty: Figure) -> None:
    for address in declared.operands:
        assert of_sum(put(filled(edition), {str(address): empty}), declared, Outcome.FAILED) == []


@pytest.mark.parametrize("empty", [BLANK, DASH], ids=["blank", "dash"])
@pytest.mark.parametrize(("edition", "declared"), DECLARED)
def test_a_blank_total_of_figures_is_proposed(edition: str, declared: Sum, empty: Figure) -> None:
    report = put(filled(edition), {str(declared.plus[0]): 7, str(declared.subject): empty})
    proposed = one(f for f in findings(report, "A-12") if f.subject == str(declared.subject))
    assert (proposed.expected, proposed.actual, proposed.severity.label) == (Decimal(7), None, "核实")
    assert of_sum(report, declared, Outcome.FAILED) == []


@pytest.mark.parametrize(("edition", "declared"), DECLARED)
def test_a_blank_total_of_nothing_is_left_alone(edition: str, declared: Sum) -> None:
    report = put(filled(edition), dict.fromkeys(map(str, declared.operands), BLANK))
    assert [f.subject for f in findings(report, "A-12")] == []
    assert of_sum(report, declared, Outcome.FAILED) == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_sum_nobody_wrote_is_not_judged(edition: str) -> None:
    disputes = [str(address) for address in EDITIONS[edition].table("disputes").addresses()]
    assert findings(without(filled(edition), *disputes), "A-04", None) == []
