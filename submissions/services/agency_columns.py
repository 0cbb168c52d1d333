"""The list of agencies as a sheet: what stands in each column, how it is printed, and how it is read back.

Whatever is printed is read back as what it was, to the last blank: a cell that says what would be printed changes
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from submissions.language import recorded
from submissions.models import Kind, LineageKind

YES, NO = "是", "否"
FLAGS: Final[Mapping[str, bool]] = {YES: True, "1": True, "true": True, NO: False, "0": False, "false": False}
KINDS: Final[Mapping[str, Kind]] = {recorded(kind.label): kind for kind in Kind} | {kind.value: kind for kind in Kind}
LINEAGES: Final[Mapping[str, str]] = {recorded(kind.label): kind.value for kind in LineageKind}
ENTRY: Final = re.compile(
    r"(?P<year>\d{4})\s+(?P<kind>\S+)\s+(?P<code>\S+)(?:\s+(?P<on>\d{4}-\d{2}-\d{2}))?(?:\s+(?P<why>.+))?"
)
SEPARATORS: Final = re.compile(r"[、；;]")
LAST_PLACE: Final = 2**31 - 1


class Entry(NamedTuple):
    """One line of an agency's lineage: from which report year it continues whom, how, since which day."""

    year: int
    kind: str
    code: str
    on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """One agency as a sheet tells it; references are codes and names. ``pk`` is None for one that is to be made."""

    pk: int | None = None
    code: str = ""
    name: str = ""
    kind: str = ""
    parent: str = ""
    system: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    aliases: tuple[str, ...] = ()
    position: int = 0
    is_active: bool = True
    reviews_first: bool = False
    lineage: tuple[Entry, ...] = ()


class Unreadable(ValueError):
    """What stands in a cell means nothing; the text says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is the field of Known; an empty cell leaves it as it is where ``keeps_empty``."""

    heading: str
    key: str
    printed: Callable[[Any], str] = str
    read: Callable[[str], Any] = str
    limit: int | None = None
    required: bool = False
    keeps_empty: bool = False

    def shown(self, value: Any) -> str:
        return self.printed(value)


def _kind_words(kind: str) -> str:
    return recorded(Kind(kind).label) if kind else ""


def _kind(text: str) -> str:
    if text not in KINDS:
        known = "、".join(recorded(kind.label) for kind in Kind)
        raise Unreadable(_("类别“%(kind)s”不存在，可用：%(known)s。") % {"kind": text, "known": known})
    return KINDS[text].value


def _flag_words(flag: bool) -> str:
    return YES if flag else NO


def _flag(text: str) -> bool:
    if text.lower() not in FLAGS:
        raise Unreadable(_("“%(text)s”应填“是”或“否”。") % {"text": text})
    return FLAGS[text.lower()]


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > LAST_PLACE:
        raise Unreadable(_("排序“%(text)s”应是整数。") % {"text": text})
    return int(text)


def _alias_words(aliases: Iterable[str]) -> str:
    return "、".join(aliases)


def _aliases(text: str) -> tuple[str, ...]:
    parts = text.splitlines() if "\n" in text else SEPARATORS.split(text)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def entry_words(entry: Entry) -> str:
    """2024 合并 2302 2024-05-10 机构改革."""
    words = (str(entry.year), recorded(LineageKind(entry.kind).label), entry.code, entry.on or "", entry.remark)
    return " ".join(str(word) for word in words if word)


def _lineage_words(entries: Iterable[Entry]) -> str:
    return "\n".join(entry_words(entry) for entry in entries)


def _lineage(text: str) -> tuple[Entry, ...]:
    found = [_entry(line.strip()) for line in text.splitlines() if line.strip()]
    return tuple(sorted(set(found), key=entry_words))


def _entry(line: str) -> Entry:
    match = ENTRY.fullmatch(line)
    if match is None or match["kind"] not in LINEAGES:
        raise Unreadable(
            _("沿革“%(line)s”应写作“生效年度 更名（或合并、分设）原机关代码 生效日期 说明”。") % {"line": line}
        )
    try:
        on = date.fromisoformat(match["on"]) if match["on"] else None
    except ValueError as error:
        raise Unreadable(_("沿革“%(line)s”的日期不存在。") % {"line": line}) from error
    return Entry(int(match["year"]), LINEAGES[match["kind"]], match["code"], on, (match["why"] or "").strip())


COLUMNS: Final = (
    Column("代码", "code", limit=40, required=True),
    Column("名称", "name", limit=120, required=True),
    Column("类别", "kind", _kind_words, _kind, required=True),
    Column("上级代码", "parent", required=True, keeps_empty=True),
    Column("垂直管理系统", "system"),
    Column("联系人", "contact_name", limit=60),
    Column("电话", "contact_phone", limit=60),
    Column("其他名称", "aliases", _alias_words, _aliases),
    Column("排序", "position", str, _place, keeps_empty=True),
    Column("启用", "is_active", _flag_words, _flag, keeps_empty=True),
    Column("先行初审", "reviews_first", _flag_words, _flag, keeps_empty=True),
    Column("沿革", "lineage", _lineage_words, _lineage),
)
BY_KEY: Final = {column.key: column for column in COLUMNS}
HEADINGS: Final[Mapping[str, str]] = {column.heading: column.key for column in COLUMNS}
REQUIRED: Final = tuple(column.key for column in COLUMNS if column.required)


@dataclass(slots=True)
class Draft:
    """One row on its way: what it will be, and what is wrong with it."""

    number: int
    values: dict[str, Any]
    faults: list[str] = field(default_factory=list)


def read_row(number: int, cells: Mapping[str, str], known: Known | None) -> Draft:
    """The row as it would be. A column the sheet does not have, and a cell that says what is, leave what is."""
    draft = Draft(number, {})
    for column in COLUMNS:
        now = getattr(known or Known(), column.key)
        text = cells.get(column.key)
        if text is None or (known and text == column.shown(now).strip()) or (not text and column.keeps_empty):
            draft.values[column.key] = now
            continue
        draft.values[column.key] = now
        if not text and column.required:
            draft.faults.append(_("“%(column)s”不能为空。") % {"column": column.heading})
        elif column.limit and len(text) > column.limit:
            draft.faults.append(_("“%(column)s”超过 %(n)s 个字。") % {"column": column.heading, "n": column.limit})
        else:
            try:
                draft.values[column.key] = column.read(text)
            except Unreadable as error:
                draft.faults.append(str(error))
    return draft
