"""Words and links that every template needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import template
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parsing.rules.model import Severity
from submissions import access, states
from submissions.display.browsers import browser_words
from submissions.display.failures import kind_of, waiting_words
from submissions.models import Agency, Reading, Submission, User
from submissions.services import chase_text
from submissions.states import Role

register = template.Library()


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    is_current: bool


# Which part of the site each role works in, and the addresses that belong to it.
PARTS: tuple[tuple[Role, str, states.Words], ...] = (
    (Role.CLERK, "owed", gettext_lazy("我的报送")),
    (Role.REVIEWER, "queue", gettext_lazy("审核")),
    (Role.OFFICE, "office", gettext_lazy("管理")),
)


register.filter("failure_kind", kind_of)


@register.filter
def waits_for(reading: Reading) -> states.Words:
    """What a queued file waits for."""
    return waiting_words(reading.error_code, reading.error_message)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[Link]:
    """The parts of the site this person may enter, the current one marked."""
    request: HttpRequest | None = context.get("request")
    if request is None or not request.user.is_authenticated:
        return []
    roles = access.roles_anywhere(request.user)
    links = [(str(label), reverse(name)) for role, name, label in PARTS if role in roles]
    return [Link(label, url, request.path.startswith(url)) for label, url in links]


@register.simple_tag(takes_context=True)
def unread_notices(context: template.Context) -> int:
    """How many notices this person has not read."""
    request: HttpRequest | None = context.get("request")
    if request is None or not isinstance(request.user, User):
        return 0
    return request.user.notices.filter(read_at=None).count()


@register.filter
def severity_words(severity: str) -> str:
    """强制 · 核实 · 提示, or that nothing was found."""
    return Severity(severity).label if severity else _("无问题")


@register.filter
def state_words(state: str) -> str:
    return str(states.STATE_WORDS[states.State(state)]) if state else ""


@register.filter
def due_words(submission: Submission) -> str:
    """How long until the deadline, counted in days as an office would say it."""
    days = submission.days_left()
    if days > 0:
        return _("还有 %(days)d 天") % {"days": days}
    return _("今天截止") if days == 0 else _("已逾期 %(days)d 天") % {"days": -days}


@register.filter
def agency_options(agencies: QuerySet[Agency]) -> str:
    """The options of a list to choose an agency from: text only, for a province has ten thousand."""
    return format_html_join("", '<option value="{}（{}）"></option>', agencies.values_list("name", "code"))


@register.filter
def size_words(size: int) -> str:
    return filesizeformat(size)


register.filter(browser_words)


@register.filter
def day_words(day: date | None) -> str:
    """2025年1月31日, with no leading zeros; 2025-01-31 for who reads English."""
    if day and get_language() == "en":
        return day.isoformat()
    return chase_text.day_words(day) if day else ""


@register.filter
def role_words(role: str) -> str:
    return str(states.ROLE_WORDS[Role(role)])
