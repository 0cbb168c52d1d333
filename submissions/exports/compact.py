"""All figures of a report as one short text, and back: a province has two million of them.

The cells of a form stand in printed order with commas between. A cell is its number ("12", "-3.5");
"" where the document has no such cell, "_" blank, "-" a dash, "?" illegible. "*" after it says that
a person typed it over what was read. So an absent cell, a blank, a dash and a nought stay four things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from parsing.editions import Edition
from parsing.report import Address, State

SEPARATOR: Final = ","
CORRECTED: Final = "*"
ABSENT: Final = "absent"
CODES: Final = {State.BLANK.value: "_", State.DASH.value: "-", State.ILLEGIBLE.value: "?"}
STATES: Final = {code: state for state, code in CODES.items()}


class Fact(NamedTuple):
    """One cell: its value, None unless it is a number, the state of the cell, and whether a person typed it.

    ``state`` is number, blank, dash, illegible or absent.
    """

    value: Decimal | None
    state: str
    corrected: bool = False


NOTHING: Final = Fact(None, ABSENT)


def code_of(fact: Fact) -> str:
    text = CODES.get(fact.state) or ("" if fact.value is None else number(fact.value))
    return text + CORRECTED if fact.corrected else text


def number(value: Decimal) -> str:
    """Without exponent or trailing noughts."""
    return str(int(value)) if value == value.to_integral_value() else format(value.normalize(), "f")


@lru_cache(maxsize=200_000)
def fact_of(code: str) -> Fact:
    """Few texts differ among two million cells."""
    text = code.removesuffix(CORRECTED)
    if not text:
        return NOTHING
    typed = text is not code and text != code
    if text in STATES:
        return Fact(None, STATES[text], typed)
    return Fact(Decimal(text), State.NUMBER.value, typed)


def packed(edition: Edition, facts: Mapping[Address, Fact]) -> tuple[str, dict[str, str]]:
    """The cells of the form, and those beside it by address."""
    addresses = tuple(edition.addresses())
    cells = SEPARATOR.join(code_of(facts[a]) if a in facts else "" for a in addresses)
    known = set(addresses)
    return cells, {str(a): code_of(fact) for a, fact in sorted(facts.items()) if a not in known}


def unpacked(edition: Edition, cells: str, others: Mapping[str, str] | None = None) -> dict[Address, Fact]:
    """Only the cells the report had."""
    pairs: Iterable[tuple[Address, str]] = zip(edition.addresses(), cells.split(SEPARATOR), strict=True)
    found = {address: fact_of(code) for address, code in pairs if code}
    return found | {Address.parse(address): fact_of(code) for address, code in (others or {}).items()}
