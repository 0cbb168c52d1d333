"""What a report says otherwise than when this reviewer last looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from parsing.editions import explain_address
from parsing.report import Address, State
from submissions.display.page import Sheet
from submissions.models import Look
from submissions.services.looks import changed_between

ABSENT = "—"
WORDS = {State.BLANK.value: _("空白"), State.DASH.value: _("横线"), State.ILLEGIBLE.value: _("无法辨认")}


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: its official labels, and what it said then and says now."""

    address: str
    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All cells that are new to somebody who last saw the report at ``since``."""

    since: datetime
    cells: tuple[Change, ...]


def changes(look: Look | None, sheet: Sheet) -> Changes | None:
    """None where nothing has changed, or where this is the first look."""
    if look is None or look.earlier is None or look.earlier_at is None:
        return None
    before, now = look.earlier, look.cells
    cells = tuple(
        Change(a, explain_address(Address.parse(a), sheet.shown.edition), said(before.get(a)), said(now.get(a)))
        for a in changed_between(before, now)
    )
    return Changes(look.earlier_at, cells) if cells else None


def said(text: str | None) -> str:
    return ABSENT if text is None else str(WORDS.get(text, text))
