"""Demonstration figures: made, not reported, for agencies and years nobody published here.

They follow the proportions of a published report and hold together as a careful clerk's would:
A-01 to A-04 hold, what one year carries forward the next carries in, and the documents in force
follow from those issued and repealed. The same seed gives the same figures.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from parsing.editions import EDITIONS, edition_of_year
from parsing.editions.common import APPLICANTS, DISPUTES, RESULT_ROWS
from parsing.editions.y2021 import OTHER_ROWS
from parsing.report import Address
from submissions.demo.ceilings import UNBOUNDED, Ceilings, most_of, moved
from submissions.demo.draft import Values
from submissions.demo.figures import Figures

APPLICANT_CODES = tuple(line.code for line in APPLICANTS if line.into)
RESULT_CODES = tuple(line.code for line in RESULT_ROWS)
OTHER_CODES = tuple(line.code for line in OTHER_ROWS)
DOCUMENTS = ("regulations", "normative_documents")
DECISIONS = ("licensing", "penalties", "coercion")

Counts = dict[str, int]
Cells = dict[Address, Decimal | None]


@dataclass(frozen=True, slots=True)
class Flow:
    """规章 or 规范性文件 of one year: issued, repealed, in force at its end."""

    issued: int
    repealed: int
    in_force: int


def demonstration_series(
    agency: str,
    years: Sequence[int],
    base: Figures,
    scale: float,
    *,
    seed: int,
    decisions: float | None = None,
    documents: float | None = None,
    regulations: bool = True,
    published: Mapping[int, Figures] | None = None,
    within: Mapping[int, Ceilings] | None = None,
) -> dict[int, Figures]:
    """Figures of consecutive ``years`` in the proportions of ``base`` (a whole 2021-form report).

    ``scale`` is the agency's size as a part of the base, ``decisions`` another for 许可, 处罚, 强制 and
    收费, ``documents`` another for 规章 and 规范性文件; without ``regulations`` it has no 规章.
    ``published`` years are kept as they are and the years around them join on. ``within`` are the most each
    cell may hold, by year: an agency's figures lie within its area's (L-02), in small cells too.
    """
    rng = Random(f"{seed}/{agency}")  # noqa: S311 — a draw that can be repeated
    known = dict(published or {})
    tops = dict(within or {})
    carried = _under(_carried(rng, years, base, scale, known), tops)
    stock = scale if documents is None else documents
    flows = {row: _flows_under(_flows(rng, row, years, base, stock, known), row, tops, known) for row in DOCUMENTS}
    if not regulations:
        flows["regulations"] = dict.fromkeys(years, Flow(0, 0, 0))
    series: dict[int, Figures] = {}
    for year in years:
        flow = {row: flows[row][year] for row in DOCUMENTS}
        made = _year(rng, year, base, (scale, scale if decisions is None else decisions), carried, flow, tops.get(year))
        edition = edition_of_year(year).code
        series[year] = known.get(year) or Figures(agency, year, edition, made, published=False)
    return series


def _carried(
    rng: Random, years: Sequence[int], base: Figures, scale: float, known: Mapping[int, Figures]
) -> dict[int, Counts]:
    """Applications open at the end of each year, by applicant; the year before the first included."""
    total = _count(base.values, "requests", "new", "total") * scale
    carried: dict[int, Counts] = {}
    for year in (years[0] - 1, *years):
        part = round(total * rng.uniform(0.005, 0.04))
        carried[year] = _apportion(rng, part, _weights(base.values, "new"))
    for year, figures in known.items():
        carried[year - 1] = {c: _count(figures.values, "requests", "carried_in", c) for c in APPLICANT_CODES}
        carried[year] = {c: _count(figures.values, "requests", "carried_forward", c) for c in APPLICANT_CODES}
    return carried


def _flows(
    rng: Random, row: str, years: Sequence[int], base: Figures, scale: float, known: Mapping[int, Figures]
) -> dict[int, Flow]:
    """in_force(N) = in_force(N−1) + issued(N) − repealed(N), walked both ways from a published year."""
    stock = max(round(_count(base.values, "disclosure", row, "in_force") * scale), 0)
    pinned = {y: _pinned(row, f) for y, f in known.items() if Address("disclosure", row, "in_force") in f.values}
    anchor = min(pinned, default=years[0])
    end = pinned[anchor].in_force if pinned else stock
    flows: dict[int, Flow] = {}
    for year in (y for y in reversed(years) if y < anchor):
        after = flows.get(year + 1) or pinned[anchor]
        end = after.in_force - after.issued + after.repealed
        issued = min(_near(rng, stock * 0.09), end)
        flows[year] = Flow(issued, _near(rng, stock * 0.05), end)
    end = stock
    for year in (y for y in years if y >= anchor):
        issued, repealed = _near(rng, stock * 0.09), min(_near(rng, stock * 0.05), end)
        flows[year] = pinned.get(year) or Flow(issued, repealed, end + issued - repealed)
        end = flows[year].in_force
    return flows


def _pinned(row: str, figures: Figures) -> Flow:
    return Flow(*(_count(figures.values, "disclosure", row, column) for column in ("issued", "repealed", "in_force")))


def _year(
    rng: Random,
    year: int,
    base: Figures,
    scales: tuple[float, float],
    carried: Mapping[int, Counts],
    flows: Mapping[str, Flow],
    top: Ceilings | None,
) -> Cells:
    edition = edition_of_year(year).code
    scale, decisions = scales
    disclosure = _disclosure_2021 if edition == "2021" else _disclosure_2019
    made = disclosure(rng, base, decisions, flows)
    if top is not None:
        made = {a: None if value is None else min(value, top.get(a, value)) for a, value in made.items()}
    made |= _requests(rng, base, scale, carried[year - 1], carried[year], edition, top)
    made |= _disputes(rng, base, scale, top)
    return {address: made[address] for address in EDITIONS[edition].addresses()}


def _disclosure_2021(rng: Random, base: Figures, scale: float, flows: Mapping[str, Flow]) -> Cells:
    cells: Cells = {}
    for row, flow in flows.items():
        for column in ("issued", "repealed", "in_force"):
            cells[Address("disclosure", row, column)] = Decimal(getattr(flow, column))
    for row in DECISIONS:
        decisions = _near(rng, _count(base.values, "disclosure", row, "decisions") * scale)
        cells[Address("disclosure", row, "decisions")] = Decimal(decisions)
    fees = float(base.values[Address("disclosure", "fees", "amount")] or 0) * scale * rng.uniform(0.8, 1.25)
    cells[Address("disclosure", "fees", "amount")] = Decimal(f"{fees:.2f}")
    return cells


def _disclosure_2019(rng: Random, base: Figures, scale: float, flows: Mapping[str, Flow]) -> Cells:
    """The 2019 form counts items and their change instead of decisions alone."""
    cells: Cells = {}
    for row, flow in flows.items():
        figures = {"made": flow.issued, "disclosed": flow.issued, "total_disclosed": flow.in_force}
        cells |= {Address("disclosure", row, column): Decimal(n) for column, n in figures.items()}
    for row in (*DECISIONS, "other_services"):
        items = rng.randint(5, 60)
        decisions = _near(rng, _count(base.values, "disclosure", row, "decisions") * scale)
        figures = {"items_last_year": items, "change": rng.randint(-min(items, 6), 6), "decisions": decisions}
        cells |= {Address("disclosure", row, column): Decimal(n) for column, n in figures.items()}
    cells[Address("disclosure", "fees", "items_last_year")] = Decimal(rng.randint(0, 9))
    cells[Address("disclosure", "fees", "change")] = Decimal(0)
    cells[Address("disclosure", "procurement", "items")] = Decimal(_near(rng, 400 * scale + 3))
    spent = (9000 * scale + 80) * rng.uniform(0.7, 1.3)
    cells[Address("disclosure", "procurement", "amount")] = Decimal(f"{spent:.1f}")
    return cells


def _requests(
    rng: Random,
    base: Figures,
    scale: float,
    carried_in: Counts,
    carried_forward: Counts,
    edition: str,
    top: Ceilings | None,
) -> Cells:
    """Table 三: applicants first, then each column's applications dealt out over the result rows."""
    total = _near(rng, _count(base.values, "requests", "new", "total") * scale)
    new = _apportion(rng, total, _weights(base.values, "new"))
    results = (*RESULT_CODES, *(OTHER_CODES if edition == "2021" else ("other",)))
    rows: dict[str, Counts] = {"new": new, "carried_in": carried_in, "carried_forward": carried_forward}
    rows |= {row: {} for row in (*results, "total")}
    for column in APPLICANT_CODES:
        new[column] = max(new[column], carried_forward[column] - carried_in[column])
        handled = new[column] + carried_in[column] - carried_forward[column]
        most = {row: most_of(top, "requests", row, column) for row in results}
        if handled > (least := min(sum(most.values()), most_of(top, "requests", "new", column))):
            handled = max(least, carried_in[column] - carried_forward[column], 0)
            new[column] = handled - carried_in[column] + carried_forward[column]
        shares = _apportion(rng, handled, {row: _result_weight(base.values, row, column) for row in results})
        shares = moved(shares, most)
        for row, share in shares.items():
            rows[row][column] = share
        rows["total"][column] = handled
    return _with_totals("requests", rows)


def _disputes(rng: Random, base: Figures, scale: float, top: Ceilings | None) -> Cells:
    outcomes = tuple(line.code for line in DISPUTES.blocks[0].columns if line.into)
    rows: dict[str, Counts] = {}
    for line in DISPUTES.blocks[0].rows:
        weights = {c: float(_count(base.values, "disputes", line.code, c)) for c in outcomes}
        dealt = _apportion(rng, _near(rng, sum(weights.values()) * scale), weights)
        rows[line.code] = {c: min(count, most_of(top, "disputes", line.code, c)) for c, count in dealt.items()}
    return _with_totals("disputes", rows)


# --- within an area


def _under(carried: Mapping[int, Counts], tops: Mapping[int, Ceilings]) -> dict[int, Counts]:
    """No more carried over than the area carries, nor than next year's results have room for."""
    found: dict[int, Counts] = {}
    for year, counts in carried.items():
        now, then = tops.get(year), tops.get(year + 1)
        rows = {a.row for a in then or {} if a.table == "requests"} & {*RESULT_CODES, *OTHER_CODES}
        found[year] = {
            column: min(
                count,
                most_of(now, "requests", "carried_forward", column),
                most_of(now, "requests", "new", column),
                most_of(then, "requests", "carried_in", column),
                UNBOUNDED if then is None else sum(most_of(then, "requests", row, column) for row in rows),
            )
            for column, count in counts.items()
        }
    return found


def _flows_under(
    flows: Mapping[int, Flow], row: str, tops: Mapping[int, Ceilings], pinned: Collection[int]
) -> dict[int, Flow]:
    """The same movement on a stock that never is more than the area's; ``pinned`` years stay as they are."""
    if not tops:
        return dict(flows)
    most = {y: [most_of(tops.get(y), "disclosure", row, c) for c in ("issued", "repealed", "in_force")] for y in flows}
    held = min(flows[min(flows)].in_force, *(stock for _, _, stock in most.values())) * 3 // 4
    found: dict[int, Flow] = {}
    for year, flow in sorted(flows.items()):
        issued, repealed, stock = most[year]
        less = min(flow.repealed, repealed, held)
        more = min(flow.issued, issued, stock - held + less)
        found[year] = flow if year in pinned else Flow(more, less, held + more - less)
        held = found[year].in_force
    return found


def _with_totals(table: str, rows: Mapping[str, Counts]) -> Cells:
    cells: Cells = {}
    for row, counts in rows.items():
        for column, count in (*counts.items(), ("total", sum(counts.values()))):
            cells[Address(table, row, column)] = Decimal(count)
    return cells


def _count(values: Values, table: str, row: str, column: str) -> int:
    return int(values.get(Address(table, row, column)) or 0)


def _weights(values: Values, row: str) -> dict[str, float]:
    return {column: float(_count(values, "requests", row, column)) for column in APPLICANT_CODES}


def _result_weight(values: Values, row: str, column: str) -> float:
    """A row's share of a column, softened by its share of all so that empty columns deal too."""
    own = sum(_count(values, "requests", code, column) for code in (OTHER_CODES if row == "other" else (row,)))
    whole = sum(_count(values, "requests", code, "total") for code in (OTHER_CODES if row == "other" else (row,)))
    return own + 0.002 * whole


def _near(rng: Random, value: float) -> int:
    """A whole number within a fifth of ``value``."""
    return round(value * rng.uniform(0.85, 1.2))


def _apportion(rng: Random, total: int, weights: Mapping[str, float]) -> Counts:
    """``total`` dealt out in whole numbers by weight with some chance, largest remainders first."""
    noisy = {key: weight * rng.uniform(0.7, 1.4) for key, weight in weights.items()}
    whole = sum(noisy.values())
    if total <= 0 or whole <= 0:
        return dict.fromkeys(weights, 0)
    exact = {key: total * weight / whole for key, weight in noisy.items()}
    shares = {key: int(share) for key, share in exact.items()}
    rest = sorted(exact, key=lambda key: exact[key] - shares[key], reverse=True)
    for key in rest[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
