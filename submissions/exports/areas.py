"""One cell by area: the same members, each under the government right below the root that it belongs to."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from parsing.report import Address
from submissions.exports.gathering import Gathering, Tally, tally_of


def by_area(gathering: Gathering, address: Address) -> list[tuple[str, Tally]]:
    """Name and sum of each area in the order of the tree, the root's own offices and departments first."""
    texts = gathering.column(address)
    counters: dict[str, Counter[str]] = {"": Counter()}
    for member in gathering.added:
        counters.setdefault(member.area, Counter())[texts.get(member.sheet or 0, "")] += 1
    own = _("本级机关和部门")
    return [(area or own, tally_of(counter)) for area, counter in counters.items() if counter]
