"""A batch of past reports as the office sees it: how far it is, and each file with what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from submissions.exports.lines import csv_bytes
from submissions.models import Intake, Match, PastBatch, PastWork, Result
from submissions.services.refused_intakes import may_read_again
from submissions.states import Processing

RUNNING: Final = Q(processing__in=(Processing.QUEUED, Processing.READING))
OPEN: Final = Q(filed_at=None, dropped_at=None)
LOOKS: Final[dict[str, str]] = {
    "running": "in_review",
    Match.READY: "approved",
    Match.CHECK: "returned",
    Match.UNMATCHED: "returned",
    Match.CONFLICT: "returned",
    Match.DUPLICATE: "exempt",
    Match.UNREADABLE: "missing",
    "filed": "approved",
    "dropped": "exempt",
}
"""The look each state has in the list: one of the looks reports have."""


def places() -> dict[str, tuple[str, Q]]:
    """Every place a file can be in, in words, and the files that are there. Each is in exactly one."""
    read = OPEN & ~RUNNING
    return {
        "running": (_("正在读取"), OPEN & RUNNING),
        **{match.value: (str(match.label), read & Q(match=match)) for match in Match},
        "filed": (_("已归档"), Q(filed_at__isnull=False)),
        "dropped": (_("已移除"), Q(filed_at=None, dropped_at__isnull=False)),
    }


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    words: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class BatchState:
    """How a batch stands: its files by place, archives still open, and what the worker does."""

    batch: PastBatch
    counts: dict[str, int]
    unpacking: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def ready(self) -> int:
        return self.counts[Match.READY]

    @property
    def filed(self) -> int:
        return self.counts["filed"]

    @property
    def is_moving(self) -> bool:
        return bool(self.counts["running"] or self.unpacking or self.batch.work)

    @property
    def percent(self) -> int:
        """How much is read, or filed, or taken back."""
        done = self.total - self.counts["running"]
        if self.batch.work == PastWork.FILE:
            return round(100 * self.filed / (self.filed + self.ready or 1))
        if self.batch.work == PastWork.UNDO:
            return round(100 * (self.total - self.filed) / (self.total or 1))
        return round(100 * done / (self.total or 1))

    @property
    def doing(self) -> str:
        """What the worker does now, for the eye and for a screen reader."""
        if self.batch.work == PastWork.FILE:
            return _("正在归档：已归档 %(filed)s 份，还有 %(ready)s 份。") % {"filed": self.filed, "ready": self.ready}
        if self.batch.work == PastWork.UNDO:
            return _("正在撤回：还有 %(filed)s 份。") % {"filed": self.filed}
        if self.unpacking:
            return _("正在展开压缩包，已有 %(total)s 个文件。") % {"total": self.total}
        if running := self.counts["running"]:
            return _("正在读取：已读 %(done)s 个，还有 %(left)s 个。") % {"done": self.total - running, "left": running}
        return _("已读完。") if self.total else _("还没有文件。")

    def tabs(self, current: str) -> list[Tab]:
        """All files, and each place somebody is in."""
        tabs = [Tab("", _("全部"), self.total, not current)]
        for key, (words, _q) in places().items():
            if self.counts[key] or key == current:
                tabs.append(Tab(key, words, self.counts[key], key == current))
        return tabs


def state_of(batch: PastBatch) -> BatchState:
    """Two queries, however many files."""
    counted = {key: Count("pk", filter=condition) for key, (_words, condition) in places().items()}
    counts = Intake.objects.filter(batch=batch).aggregate(**{f"n_{key}": count for key, count in counted.items()})
    unpacking = batch.archives.filter(RUNNING).count()
    return BatchState(batch, {key: counts[f"n_{key}"] for key in counted}, unpacking)


@dataclass(frozen=True, slots=True)
class Row:
    """One file: where it is, in words and look, and why."""

    intake: Intake
    place: str
    words: str
    why: str

    @property
    def look(self) -> str:
        return LOOKS[self.place]

    @property
    def may_choose(self) -> bool:
        """Whether somebody can say whose report it is."""
        is_open = self.intake.filed_at is None and self.intake.dropped_at is None
        return is_open and self.intake.processing == Processing.DONE

    @property
    def may_drop(self) -> bool:
        return self.intake.filed_at is None and self.intake.dropped_at is None

    @property
    def may_read_again(self) -> bool:
        return may_read_again(self.intake)

    @property
    def goal_name(self) -> str:
        """What stands in the field of the agency until somebody types another."""
        return self.intake.to_agency.name if self.intake.to_agency else self.intake.found_agency

    @property
    def goal_year(self) -> int | None:
        return self.intake.to_year or self.intake.found_year


def files_at(batch: PastBatch, place: str) -> QuerySet[Intake]:
    """The files in one place, or all of them, with what a row needs."""
    rows = Intake.objects.filter(batch=batch).defer("report").order_by("pk")
    if place in (known := places()):
        rows = rows.filter(known[place][1])
    return rows.select_related("to_agency", "upload")


def rows_of(intakes: Iterable[Intake]) -> list[Row]:
    return [row_of(intake) for intake in intakes]


def row_of(intake: Intake) -> Row:
    """The same order as ``places``: filed and dropped say more than how it was read."""
    if intake.filed_at:
        return Row(intake, "filed", _("已归档"), "" if intake.result == Result.FILED else intake.result_words)
    if intake.dropped_at:
        return Row(intake, "dropped", _("已移除"), intake.why)
    if intake.is_running:
        return Row(intake, "running", intake.processing_words, "")
    match = Match(intake.match or Match.UNREADABLE)
    why = intake.why or (intake.error_message if intake.processing == Processing.FAILED else "")
    if intake.result == Result.FAILED:
        why = intake.result_words
    return Row(intake, match.value, str(match.label), why)


def results_csv(batch: PastBatch) -> bytes:
    """A line a file with what came of it."""
    heads = (_("文件"), _("标题"), _("机关"), _("年度"), _("数字"), _("存疑"), _("状态"), _("说明"))
    return csv_bytes([heads, *map(_line, files_at(batch, "").iterator(chunk_size=500))])


def _line(intake: Intake) -> tuple[object, ...]:
    row = row_of(intake)
    told = row.why or intake.result_words or intake.remark
    figures = intake.figures, intake.doubted
    return intake.path, intake.found_title, row.goal_name, row.goal_year, *figures, row.words, told
