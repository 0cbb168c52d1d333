"""The inbox by who acts next: one tab a question a reviewer asks in the morning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import access
from submissions.models import Submission, User
from submissions.states import EDITABLE, Processing, State, Words

REVIEWED = Q(state__in=[State.SUBMITTED.value, State.IN_REVIEW.value])
SUBMITTED, IN_REVIEW = Q(state=State.SUBMITTED.value), Q(state=State.IN_REVIEW.value)
WITH_AGENCY = Q(state__in=[state.value for state in EDITABLE])
CLEAR = Q(current_reading__processing=Processing.DONE.value, current_reading__blocking=0)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose inbox it is, and which reports are theirs to review now."""

    user: User
    turn: Q

    @property
    def mine(self) -> Q:
        return IN_REVIEW & Q(reviewer=self.user)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. ``empty`` says what to do when nothing is in it; ``is_rare`` ones are shown only when something is."""

    code: str
    label: Words
    where: Callable[[Desk], Q]
    empty: Words
    is_rare: bool = False


TABS = (
    Tab(
        "unclaimed", _("待领取"), lambda desk: SUBMITTED & desk.turn,
        _("没有等待审核的报告。单位提交后会出现在这里；可在“在单位”中查看还没有报来的单位。"),
    ),
    Tab(
        "mine", _("我在审"), lambda desk: desk.mine,
        _("您手上没有报告。在“待领取”中打开一份报告并点“领取审核”。"),
    ),
    Tab(
        "ready", _("可通过"), lambda desk: desk.turn & (SUBMITTED | desk.mine) & CLEAR,
        _("没有可以直接通过的报告：强制性问题都已改正或放行、核实性问题的说明都已采纳的报告会出现在这里。"),
    ),
    Tab(
        "back", _("改后重报"), lambda desk: SUBMITTED & desk.turn & Q(returns__gt=0),
        _("没有退回后重新提交、等待领取的报告。"),
    ),
    Tab(
        "others", _("他人在审"), lambda desk: IN_REVIEW & desk.turn & ~Q(reviewer=desk.user),
        _("没有别人正在审核的报告。"),
    ),
    Tab(
        "elsewhere", _("其他层级审核"), lambda desk: REVIEWED & ~desk.turn,
        _("没有在其他层级审核的报告。"), is_rare=True,
    ),
    Tab("agency", _("在单位"), lambda desk: WITH_AGENCY, _("按当前条件，应报单位都已报送。")),
    Tab(
        "overdue", _("逾期未报"), lambda desk: WITH_AGENCY & Q(due_on__lt=timezone.localdate()),
        _("没有逾期未报的单位。"),
    ),
    Tab("approved", _("已通过"), lambda desk: Q(state=State.APPROVED.value), _("还没有审核通过的报告。")),
    Tab("nil", _("零报告"), lambda desk: Q(state=State.NIL.value), _("没有确认零报告的单位。"), is_rare=True),
)  # fmt: skip
"""Every state a reviewer acts on or waits for; exempt agencies are the office's matter."""


def desk_of(user: User) -> Desk:
    return Desk(user, access.on_turn(user))


def tab_named(code: str) -> Tab:
    """The tab with this code; the first one when nobody asked for any."""
    return next((tab for tab in TABS if tab.code == code), TABS[0])


def waiting_by_year(queryset: QuerySet[Submission], desk: Desk) -> list[tuple[int, int]]:
    """Years in which reports wait for this reviewer to take them up, the newest first, with how many."""
    waiting = queryset.filter(TABS[0].where(desk)).order_by().values_list("cycle__year")
    return list(waiting.annotate(number=Count("pk")).order_by("-cycle__year"))


def tab_counts(queryset: QuerySet[Submission], desk: Desk, now: Tab) -> list[tuple[Tab, int]]:
    """Every tab with how many of ``queryset`` it holds, in one query."""
    asked: dict[str, Any] = {tab.code: Count("pk", filter=tab.where(desk)) for tab in TABS}
    numbers = queryset.order_by().aggregate(**asked)
    return [(tab, numbers[tab.code]) for tab in TABS if numbers[tab.code] or not tab.is_rare or tab == now]
