"""The comparisons of a report that a person may open, each a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from submissions import access
from submissions.models import Submission, User
from submissions.states import Words

TABS: Final[dict[str, Words]] = {
    "changes": gettext_lazy("与退回时对照"),
    "years": gettext_lazy("数字与上年对照"),
    "texts": gettext_lazy("正文与上年对照"),
    "past": gettext_lazy("历年报送"),
    "neighbours": gettext_lazy("同类机关"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    code: str
    label: Words
    url: str
    is_current: bool = False


def tabs_of(user: User, submission: Submission, current: str = "", *, was_returned: bool | None = None) -> list[Tab]:
    """Those this person may open. What changed since a return is there only after one."""
    if was_returned is None:
        was_returned = submission.decisions.filter(move="return", undone_at=None).exists()
    shut = set() if was_returned else {"changes"}
    shut |= set() if access.may_see_neighbours(user, submission) else {"neighbours"}
    codes = [code for code in TABS if code not in shut]
    return [Tab(code, TABS[code], reverse(code, args=[submission.pk]), code == current) for code in codes]
