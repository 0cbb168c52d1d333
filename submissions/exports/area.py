"""The figures of a whole area's own report: the sum of its members, and last year's where it may be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from parsing.editions import EDITIONS, Edition
from parsing.report import Address
from submissions.exports.gathering import NO_TALLY, Gathering
from submissions.exports.members import Member
from submissions.exports.report_docx import number_text
from submissions.models import MemberRole

SAME_IN_BOTH: Final = frozenset({"requests", "disputes"})
"""Tables that count the same on both forms; table 二 counts other things on each."""
TOLD: Final = (Address("requests", "new", "total"), Address("disputes", "reconsideration", "total"))
"""Cells whose growth is said in the draft, so that it is told when it is not."""


@dataclass(frozen=True, slots=True)
class AreaSum:
    """A yearly sum as its area's report needs it: what is printed, what may be said, who is not in it."""

    gathering: Gathering

    @property
    def year(self) -> int:
        return self.gathering.year

    @property
    def edition(self) -> Edition:
        return self.gathering.edition

    @property
    def root_name(self) -> str:
        return self.gathering.root_name

    @property
    def counted(self) -> int:
        return len(self.gathering.added)

    @property
    def missing(self) -> list[Member]:
        return self.gathering.lacking

    @property
    def approved(self) -> list[Member]:
        """Whose reports were approved, the area's own left out: added, held by a report above, or of a system."""
        return [member for member in self.gathering.members if member.is_approved and member.role != MemberRole.OWN]

    @property
    def returned(self) -> int:
        """How many of these had been sent back."""
        return sum(1 for member in self.approved if member.returns)

    @property
    def values(self) -> dict[Address, Decimal]:
        """What is printed: the sum of the reports that have a number there."""
        return {a: tally.value for a, tally in self.gathering.tallies.items() if tally.value is not None}

    @property
    def known(self) -> dict[Address, Decimal]:
        """What may be said in words: sums every added report has its part in. A blank or a dash adds nothing
        and is known; an absent or illegible cell is not."""
        return {address: value for address, value in self.values.items() if not self.lacking(address)}

    def lacking(self, address: Address) -> int:
        """In how many of the added reports this cell is absent or cannot be read."""
        tally = self.gathering.tallies.get(address, NO_TALLY)
        return tally.absent + tally.illegible


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's sum as far as it may be compared; ``why_not`` says what stands in the way of the rest."""

    values: Mapping[Address, Decimal] = field(default_factory=dict)
    why_not: tuple[str, ...] = ()


def last_year(now: AreaSum, then: AreaSum | None) -> LastYear:
    """Last year's sum over the same root, cell by cell where both years count the same.

    Nothing is compared while either year lacks a report: the sums would be over other agencies. A cell where
    the root's own approved report of last year says something else is left out, for that is what was published.
    """
    if then is None or not then.counted:
        return LastYear(why_not=(_("系统中没有上年的数据，没有写同比。"),))
    words = _("%(year)s年度还有 %(n)d 个单位没有审核通过的报告，汇总不全，没有写同比。")
    if lacking := [one for one in (then, now) if one.missing]:
        return LastYear(why_not=tuple(words % {"year": o.year, "n": len(o.missing)} for o in lacking))
    published = {a: fact.value for a, fact in then.gathering.own_facts.items() if fact.value is not None}
    same = {a: v for a, v in then.known.items() if is_comparable(a, then.edition, now.edition)}
    other = {a: v for a, v in same.items() if published.get(a, v) != v}
    words = _("上年各单位之和为 %(sum)s，与上年本机关报告的 %(own)s 不同，没有写这一项的同比。")
    why_not = (words % {"sum": number_text(other[a]), "own": number_text(published[a])} for a in TOLD if a in other)
    return LastYear({a: v for a, v in same.items() if a not in other}, tuple(why_not))


def is_comparable(address: Address, one: Edition, other: Edition) -> bool:
    """Whether a cell counts the same on both forms."""
    if one.code == other.code:
        return True
    return address.table in SAME_IN_BOTH and all(address in set(EDITIONS[e.code].addresses()) for e in (one, other))
