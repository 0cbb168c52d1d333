"""All reports of a cycle held against one another, and what is alike kept for reviewers and rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.alike import Entry, Pair, Progress, alike, figures_mark, side_by_side
from parsing.report import Address, Report, Section
from parsing.rules.passages import body_of
from submissions.access import may_run_cycles
from submissions.models import Comparison, Correction, Cycle, CycleState, Likeness, Reading, RunState, Submission, User
from submissions.services import attempts, bell, stale
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note
from submissions.states import WITHOUT_REPORT, Processing

CHUNK: Final = 200
LOST_AFTER: Final = timedelta(minutes=10)
BEAT_EVERY: Final = 200


def ask(actor: User, cycle: Cycle, *, ip: str = "") -> Comparison:
    """Queues a comparison of the cycle's reports."""
    if not (answer := may_run_cycles(actor)):
        raise NotAllowed(answer.why)
    with transaction.atomic():
        comparison = queue(cycle)
        if comparison is None:
            raise Refused(_("正在比较，请等它完成。"))
        note("compared", actor, text=str(cycle), ip=ip)
    return comparison


def queue(cycle: Cycle) -> Comparison | None:
    """Queues it without a person; None while one is under way."""
    with transaction.atomic():
        comparison, _created = Comparison.objects.get_or_create(cycle=cycle, defaults={"state": RunState.DONE})
        waiting = Comparison.objects.filter(pk=comparison.pk).exclude(_under_way())
        if not waiting.update(state=RunState.QUEUED, asked_at=timezone.now()):
            return None
        bell.ring_on_commit(cycle.pk, bell.COMPARE)
        return comparison


def _under_way() -> Q:
    """Queued, or running with a sign of life."""
    return Q(state=RunState.QUEUED) | (Q(state=RunState.RUNNING) & ~attempts.long_ago("heartbeat", LOST_AFTER))


def _lost() -> Q:
    return Q(state=RunState.RUNNING) & attempts.long_ago("heartbeat", LOST_AFTER)


def changed_cycles() -> list[Cycle]:
    """Open cycles in which a report was read since they were last compared."""
    newest = Cycle.objects.filter(state=CycleState.OPEN).annotate(
        newest=Max("submissions__current_reading__finished_at"), compared=Max("comparison__started_at")
    )
    return list(newest.filter(Q(compared=None) | Q(compared__lte=F("newest")), newest__isnull=False))


def waiting() -> list[int]:
    """Cycles whose comparison was asked for and nobody runs."""
    missed = Q(state=RunState.QUEUED) & attempts.long_ago("asked_at", attempts.RING_AGAIN_AFTER)
    return list(Comparison.objects.filter(_lost() | missed).values_list("cycle_id", flat=True))


def claim(cycle_id: int) -> bool:
    """Takes the comparison for this worker, also from one that died. Exactly one caller gets True."""
    now = timezone.now()
    free = Comparison.objects.filter(Q(state=RunState.QUEUED) | _lost(), cycle=cycle_id)
    return bool(free.update(state=RunState.RUNNING, started_at=now, heartbeat=now))


def fail(cycle_id: int) -> None:
    Comparison.objects.filter(cycle=cycle_id, state=RunState.RUNNING).update(state=RunState.FAILED)


def compare(cycle: Cycle) -> tuple[int, int]:
    """Compares every report of the cycle that has been read; returns reports and alike pairs.

    What was found before and still is stays as it is; reports for which anything changed wait to be
    judged again.
    """
    readings = dict(_compared(cycle).values_list("pk", "current_reading_id"))
    pairs = alike(_entries(cycle), _heartbeat(cycle))
    changed = _keep(cycle, readings, pairs)
    with transaction.atomic():
        pairs_of_two = {frozenset((pair.one, pair.other)) for pair in pairs}
        Comparison.objects.update_or_create(
            cycle=cycle,
            defaults={
                "state": RunState.DONE,
                "finished_at": timezone.now(),
                "reports": len(readings),
                "pairs": len(pairs_of_two),
            },
        )
        stale.after_comparison(changed)
    return len(readings), len(pairs_of_two)


def _heartbeat(cycle: Cycle) -> Progress:
    def tell(done: int, of: int) -> None:
        if done % BEAT_EVERY == 0:
            Comparison.objects.filter(cycle=cycle).update(heartbeat=timezone.now())

    return tell


def _compared(cycle: Cycle) -> QuerySet[Submission]:
    owed = Submission.objects.filter(cycle=cycle, current_reading__processing=Processing.DONE.value)
    return owed.exclude(state__in=WITHOUT_REPORT).order_by("pk")


def _entries(cycle: Cycle) -> Iterator[Entry]:
    """The text and the figures as they stand, corrections over what was read."""
    typed: dict[int, dict[Address, Decimal | None]] = {}
    standing = Correction.objects.filter(reading__upload__submission__cycle=cycle, withdrawn_at=None)
    for reading, address, value in standing.values_list("reading_id", "address", "value"):
        typed.setdefault(reading, {})[Address.parse(address)] = value
    columns = "pk", "current_reading_id", "current_reading__report__sections", "current_reading__report__figures"
    for pk, reading, sections, figures in _compared(cycle).values_list(*columns).iterator(chunk_size=CHUNK):
        report = Report(sections=tuple(Section.from_json(section) for section in sections or ()))
        values = {Address.parse(key): _value(cell) for key, cell in (figures or {}).items()} | typed.get(reading, {})
        yield Entry(pk, body_of(report).signs, figures_mark(values))


def _value(cell: dict[str, Any]) -> Decimal | None:
    return None if cell["value"] is None else Decimal(str(cell["value"]))


def _keep(cycle: Cycle, readings: dict[int, int], pairs: list[Pair]) -> set[int]:
    """Puts these pairs in the place of those known; returns the submissions whose likenesses changed."""
    wanted = {(pair.one, pair.other): pair for pair in pairs}
    known = {(row.submission_id, row.other_id): row for row in Likeness.objects.filter(submission__cycle=cycle)}
    same = {
        key
        for key, row in known.items()
        if (pair := wanted.get(key))
        and (row.reading_id, row.other_reading_id) == (readings[key[0]], readings[key[1]])
        and (round(row.ratio, 6), row.tables) == (round(pair.ratio, 6), pair.tables)
    }
    fresh = [pair for key, pair in wanted.items() if key not in same]
    rows, tell = [], _heartbeat(cycle)
    for done, pair in enumerate(fresh):
        tell(done, len(fresh))
        rows.append(_row(pair, readings))
    with transaction.atomic():
        gone = [row.pk for key, row in known.items() if key not in same]
        Likeness.objects.filter(pk__in=gone).delete()
        Likeness.objects.bulk_create(rows, batch_size=CHUNK)
    return {key[0] for key in known if key not in same} | {pair.one for pair in fresh}


def _row(pair: Pair, readings: dict[int, int]) -> Likeness:
    return Likeness(
        submission_id=pair.one,
        other_id=pair.other,
        reading_id=readings[pair.one],
        other_reading_id=readings[pair.other],
        ratio=pair.ratio,
        tables=pair.tables,
        passages=_passages(readings[pair.one], readings[pair.other]) if pair.ratio else [],
    )


def _passages(reading_id: int, other_id: int) -> list[list[dict[str, Any]]]:
    """Pairs of quotes, the longest first."""
    reports = dict(_texts((reading_id, other_id)))
    pairs = side_by_side(reports[reading_id], reports[other_id], "")
    return [[own.to_json(), then.to_json()] for own, then in pairs]


def _texts(reading_ids: tuple[int, ...]) -> Iterator[tuple[int, Report]]:
    rows = Reading.objects.filter(pk__in=reading_ids).values_list("pk", "report__sections")
    for pk, sections in rows:
        yield pk, Report(sections=tuple(Section.from_json(section) for section in sections or ()))
