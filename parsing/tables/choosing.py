"""Lets the sums of the form choose between the readings of a figure that was recognised in a picture.

Where one look at a figure read 1008 and another 1003, and with exactly one of the two its row and its column both
add up, it is that one. Nothing is ever put in a figure's place that was not read there. It takes a sum across and a
sum down, all else in them sure or chosen together with it, and in one of them a second figure that is not zero: the
only figure of a row and its total look alike, and may be misread alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from parsing.grid import AND, RECOGNITION
from parsing.report import Address, Figure, State
from parsing.tables.confirm import Equation, confirm, equations

_MOST = 4
"""Figures that are chosen together at most."""

Values = dict[Address, Decimal]


def chosen(figures: Mapping[Address, Figure], edition: str) -> dict[Address, Figure]:
    """The figures, those for which the sums choose a reading with that one and without doubt, and all that the
    sums confirm then."""
    done = dict(figures)
    if not any(map(_is_open, done.values())):
        return done  # as in every document that was not recognised in a picture
    while found := _found(done, [e for e in equations(done, edition) if all(a in done for a in (*e[0], *e[1]))]):
        for address, value in found.items():
            done[address] = done[address]._replace(value=value, raw=_raw(done[address], value), doubt="", others=())
        done = confirm(done, edition)
    return done


def _found(figures: Mapping[Address, Figure], known: Sequence[Equation]) -> Values:
    undecided = {address for address, figure in figures.items() if _is_open(figure)}
    while True:
        usable = [e for e in known if _is_usable(e, figures, undecided)]
        crossed = {a for a in undecided if {True, False} <= {_is_across(e) for e in usable if a in (*e[0], *e[1])}}
        if crossed == undecided:
            break
        undecided = crossed
    found: Values = {}
    for group in _groups(undecided, usable):
        own = [e for e in usable if group & {*e[0], *e[1]}]
        if len(group) <= _MOST:
            found |= _only_one(sorted(group), own, figures)
    return found


def _is_open(figure: Figure) -> bool:
    """Whether nothing but the digits of a figure is in doubt, and they were read in two ways."""
    about_digits = figure.doubt.startswith(RECOGNITION) and AND not in figure.doubt
    return about_digits and figure.state is State.NUMBER and bool(figure.others)


def _is_usable(equation: Equation, figures: Mapping[Address, Figure], undecided: set[Address]) -> bool:
    operands = (*equation[0], *equation[1])
    return any(a in undecided for a in operands) and all(a in undecided or figures[a].is_sure for a in operands)


def _is_across(equation: Equation) -> bool:
    return len({address.row for side in equation for address in side}) == 1


def _groups(undecided: set[Address], usable: Sequence[Equation]) -> Iterator[set[Address]]:
    """Undecided figures that share sums, directly or through others."""
    left = set(undecided)
    while left:
        group, ends = set(), {min(left)}
        while ends:
            group |= ends
            ends = {a for e in usable if ends & {*e[0], *e[1]} for a in (*e[0], *e[1]) if a in left} - group
        left -= group
        yield group


def _only_one(group: Sequence[Address], own: Sequence[Equation], figures: Mapping[Address, Figure]) -> Values:
    """The readings with which all sums hold; none where there are several ways, or they prove little."""
    ways = []
    for values in product(*(_readings(figures[address]) for address in group)):
        way = dict(zip(group, values, strict=True))
        if all(_holds(equation, figures, way) for equation in own):
            ways.append(way)
    if len(ways) != 1:
        return {}
    proven = all(any(_proves(e, figures, ways[0]) for e in own if a in (*e[0], *e[1])) for a in group)
    return ways[0] if proven else {}


def _readings(figure: Figure) -> list[Decimal]:
    first = figure.value if figure.value is not None else Decimal(0)
    return list(dict.fromkeys((first, *(Decimal(text) for text in figure.others))))


def _value(address: Address, figures: Mapping[Address, Figure], way: Values) -> Decimal:
    return way[address] if address in way else figures[address].value or Decimal(0)


def _holds(equation: Equation, figures: Mapping[Address, Figure], way: Values) -> bool:
    left, right = (sum((_value(a, figures, way) for a in side), Decimal(0)) for side in equation)
    return left == right != 0


def _proves(equation: Equation, figures: Mapping[Address, Figure], way: Values) -> bool:
    return sum(bool(_value(address, figures, way)) for address in equation[0]) > 1


def _raw(figure: Figure, value: Decimal) -> str:
    return figure.raw if value == figure.value else next(text for text in figure.others if Decimal(text) == value)
