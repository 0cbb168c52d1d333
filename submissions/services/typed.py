"""What is typed into a form that is kept as one goes along: two windows meet without loss."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.report import INTRODUCTION
from submissions.exports.drafting import gaps
from submissions.models import User
from submissions.models.manuscripts import Typed
from submissions.services.errors import Refused
from submissions.services.text import storable

LONGEST_TEXT: Final = 20_000
LONGEST_LINE: Final = 200
LONGEST_FIGURE: Final = 60
TITLE: Final = "title"
SECTIONS: Final = (INTRODUCTION, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save. ``conflicts`` were changed elsewhere since ``version`` was read, and are left as
    they are there; ``others`` were changed elsewhere too, and not here. Both say what stands now."""

    version: int
    conflicts: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps the report from being made, and the field it is about."""

    field: str
    message: str


def text_field(section: int) -> str:
    return f"text.{section}"


def checked(changes: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """The changes as they may be kept. Raises Refused for a field the form does not have or one that is too long."""
    wanted = {name: _checked(name, value) for name, value in changes.items()}
    if unknown := set(wanted) - set(known):
        raise Refused(_("表中没有“%(field)s”，请刷新页面后重试。") % {"field": sorted(unknown)[0][:80]})
    return wanted


def _checked(name: str, value: str) -> str:
    text = str(storable(value)).replace("\r\n", "\n").replace("\r", "\n")
    longest = LONGEST_TEXT if name.startswith("text.") else LONGEST_LINE if name == TITLE else LONGEST_FIGURE
    if len(text) > longest:
        raise Refused(_("最多填写 %(n)d 个字，没有保存。") % {"n": longest})
    return text if name.startswith("text.") else " ".join(text.split())


def keep(row: Typed, now: Mapping[str, str], wanted: Mapping[str, str], version: int, actor: User) -> Saved:
    """Keeps ``wanted``, typed on top of ``version``, in a row that is held; ``now`` is what stands in every field.

    A field somebody else changed since then to something else is not written over: it comes back as a conflict.
    """
    newer = {name for name, saved_in in row.saved_in.items() if saved_in > version}
    conflicts = {name: now[name] for name in wanted if name in newer and now[name] != wanted[name]}
    taken = {name: value for name, value in wanted.items() if name not in conflicts and now[name] != value}
    if taken:
        row.version += 1
        row.fields = row.fields | taken
        row.saved_in = row.saved_in | dict.fromkeys(taken, row.version)
        row.saved_at, row.saved_by = timezone.now(), actor
        row.save()
    others = {name: now[name] for name in newer if name in now and name not in wanted}
    return Saved(row.version, conflicts, others)


def texts_of(fields: Mapping[str, str]) -> dict[int, str]:
    return {section: fields[text_field(section)] for section in SECTIONS}


def left_open(fields: Mapping[str, str]) -> list[Problem]:
    """The gaps that are still to be filled, one problem a section."""
    found = []
    for section in gaps(texts_of(fields)):
        where = _("前言") if section == INTRODUCTION else _("第%(n)s部分") % {"n": "一二三四五六"[section - 1]}
        found.append(Problem(text_field(section), _("%(where)s还有没填的空（＿＿＿＿）。") % {"where": where}))
    return found
