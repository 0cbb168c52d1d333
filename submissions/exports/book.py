"""Everything the sheets of a summary say, of one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.report import Address
from submissions.exports.gathering import NO_TALLY, Gathering
from submissions.exports.members import Member
from submissions.models import MemberRole, Snapshot

Tell = Callable[[int], object]


def quiet(_done: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Book:
    """A snapshot and its sum. ``tell`` is told how many of the agencies' rows are written."""

    snapshot: Snapshot
    gathering: Gathering
    tell: Tell = quiet

    @property
    def at(self) -> datetime:
        return timezone.localtime(self.snapshot.at)

    @property
    def mark(self) -> str:
        """What stands on every page: the number and the beginning of the content's own mark."""
        return f"{self.snapshot.number} · {self.snapshot.sha256[:12]}"

    @property
    def title(self) -> str:
        return f"{self.gathering.root_name}{self.gathering.year}年度政府信息公开工作年度报告汇总"

    @cached_property
    def listed(self) -> list[Member]:
        """All approved reports, the root's own first."""
        own = [self.gathering.own] if self.gathering.own else []
        return [*own, *self.gathering.of(MemberRole.ADDED, MemberRole.COVERED), *self.gathering.elsewhere]

    @property
    def fullness(self) -> str:
        """How many reports the sums are of, and of how many agencies no figure is in them."""
        counted = _("合计由 %(n)s 份审核通过的报告相加。") % {"n": len(self.gathering.added)}
        if lacking := len(self.gathering.lacking):
            return counted + _("还有 %(n)s 个机关没有审核通过的报告，其数据不在合计内。") % {"n": lacking}
        return counted

    def total(self, address: Address) -> Decimal | None:
        return self.gathering.tallies.get(address, NO_TALLY).value

    def count(self, address: Address) -> int:
        return self.gathering.tallies.get(address, NO_TALLY).numbers

    def own_value(self, address: Address) -> Decimal | None:
        fact = self.gathering.own_facts.get(address)
        return fact.value if fact else None

    def name_of(self, submission: int | None) -> str:
        member = self.gathering.by_submission.get(submission) if submission else None
        return member.name if member else ""

    def said(self, what: str) -> Iterator[tuple[Member, dict[str, Any]]]:
        """Every finding or waiver ("findings", "waivers") with whose it is, in the order of the tree."""
        rows = self.snapshot.members.exclude(**{what: []}).order_by("place").values_list("submission_id", what)
        for submission, items in rows.iterator(chunk_size=1000):
            for item in items:
                yield self.gathering.by_submission[submission], item
