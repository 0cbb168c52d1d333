"""Demonstration figures hold together as a careful clerk's would."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.editions import EDITIONS
from parsing.report import Address
from submissions.demo.figures import HEILONGJIANG_2024, HUAIAN_2024, PUBLISHED, Figures
from submissions.demo.narrative import write_draft
from submissions.demo.scaling import APPLICANT_CODES, demonstration_series
from submissions.demo.truth import broken_sums

seeds = pytest.mark.parametrize("seed", range(6))
YEARS = range(2019, 2026)


def _series(seed: int, scale: float = 0.3) -> dict[int, Figures]:
    return demonstration_series("演示市人民政府", YEARS, HUAIAN_2024, scale, seed=seed)


def _figure(figures: Figures, row: str, column: str, table: str = "requests") -> int:
    return int(figures.values[Address(table, row, column)] or 0)


@seeds
@pytest.mark.parametrize("scale", [0.002, 0.3, 2.5])
def test_sums_hold_and_no_cell_is_missing_or_negative(seed: int, scale: float) -> None:
    for figures in _series(seed, scale).values():
        assert set(figures.values) == set(EDITIONS[figures.edition].addresses())
        assert broken_sums(write_draft(figures)) == []
        assert all((value or 0) >= 0 for address, value in figures.values.items() if address.column != "change")


@seeds
def test_what_is_carried_forward_is_carried_in_the_year_after(seed: int) -> None:
    series = _series(seed)
    for year in YEARS[1:]:
        for column in (*APPLICANT_CODES, "total"):
            assert _figure(series[year], "carried_in", column) == _figure(series[year - 1], "carried_forward", column)


@seeds
def test_documents_in_force_follow_from_those_issued_and_repealed(seed: int) -> None:
    series = _series(seed)
    for year in range(2022, 2026):
        for row in ("regulations", "normative_documents"):
            before = _figure(series[year - 1], row, "in_force", "disclosure")
            issued, repealed, now = (
                _figure(series[year], row, c, "disclosure") for c in ("issued", "repealed", "in_force")
            )
            assert now == before + issued - repealed
            assert now >= issued


def test_years_before_a_published_one_lead_up_to_it() -> None:
    known = {2024: HEILONGJIANG_2024}
    series = demonstration_series("黑龙江省", range(2022, 2025), HEILONGJIANG_2024, 1, seed=1, published=known)
    assert series[2024] is HEILONGJIANG_2024
    assert not series[2023].published
    assert _figure(series[2023], "carried_forward", "total") == 177
    assert _figure(series[2023], "normative_documents", "in_force", "disclosure") == 8106 - 992 + 1330
    assert broken_sums(write_draft(series[2023])) == []


def test_the_same_seed_gives_the_same_figures() -> None:
    assert _series(1) == _series(1)
    assert _series(1) != _series(2)


def test_the_published_sets_keep_the_errors_they_were_printed_with() -> None:
    broken = {f"{f.agency}{f.year}": broken_sums(write_draft(f)) for f in PUBLISHED}
    total = Address("requests", "total", "total")
    other = Address("requests", "total", "other")
    assert broken.pop("黑龙江省2024") == [
        ("A-02", other, Decimal(148), Decimal(151)),
        ("A-02", total, Decimal(10471), Decimal(10474)),
    ]
    assert not any(broken.values())
