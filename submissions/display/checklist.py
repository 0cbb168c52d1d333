"""The items of a return as the agency answers them, each beside the finding as it stands now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy

from submissions.display.findings import FindingView
from submissions.models import Explanation
from submissions.services.checklists import Answered
from submissions.states import Words

ANSWERS: Final[Mapping[str, Words]] = {
    "corrected": gettext_lazy("已改正"),
    "explained": gettext_lazy("已说明"),
    "disputed": gettext_lazy("已提出误报"),
    "unsure": gettext_lazy("现在无法判定，由审核人核对"),
    "still": gettext_lazy("已改动，但仍不相符"),
    "open": gettext_lazy("待答复"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """``finding`` is what the page shows of it now, None where nothing is wrong any more."""

    number: int
    answered: Answered
    finding: FindingView | None

    @property
    def is_open(self) -> bool:
        return self.answered.is_open

    @property
    def anchor(self) -> str:
        return f"item-{self.answered.fingerprint}"

    @property
    def words(self) -> Words:
        return ANSWERS[self.answered.answer]

    @property
    def message(self) -> str:
        return self.answered.message

    @property
    def message_now(self) -> str:
        """What is wrong now, where that is something else than what was returned."""
        return self.finding.message if self.finding and self.answered.answer == "still" else ""

    @property
    def explanation(self) -> Explanation | None:
        return self.answered.explanation

    @property
    def cell(self) -> str:
        """The cell to look at: the subject, or the first the finding names."""
        return next(iter(self.finding.marked), "") if self.finding and self.finding.cells else ""


@dataclass(frozen=True, slots=True)
class Checklist:
    items: tuple[Item, ...]

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def open_items(self) -> list[Item]:
        return [item for item in self.items if item.is_open]

    @property
    def done(self) -> int:
        return len(self.items) - len(self.open_items)


def checklist_view(answered: Iterable[Answered], findings: Iterable[FindingView]) -> Checklist:
    by_fingerprint = {finding.fingerprint: finding for finding in findings}
    return Checklist(
        tuple(Item(number, item, by_fingerprint.get(item.present)) for number, item in enumerate(answered, 1))
    )
