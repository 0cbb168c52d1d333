"""A rule tried on every report approved so far, before it is heard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing import RULES_VERSION
from parsing.rules.engine import RULES, judge
from parsing.rules.model import Outcome
from parsing.rules.policy import Policy
from submissions.access import may_run_cycles
from submissions.models import BackTest, Cycle, RunState, Submission, User
from submissions.services import attempts, bell
from submissions.services.context import context_of
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note
from submissions.services.judging import effective_report
from submissions.services.policies import policy_of, rule_of
from submissions.states import State

CHUNK: Final = 50
SAMPLES: Final = 20
FINDINGS_A_SAMPLE: Final = 3


def approved() -> QuerySet[Submission]:
    """Every report somebody has approved, of all years."""
    return Submission.objects.filter(state=State.APPROVED.value, current_reading__isnull=False)


def start(actor: User, cycle: Cycle, rule_id: str, *, ip: str = "") -> BackTest:
    """Queues a run of one rule over all approved reports."""
    if not (answer := may_run_cycles(actor)):
        raise NotAllowed(answer.why)
    rule = rule_of(rule_id)
    with transaction.atomic():
        Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
        if cycle.back_tests.filter(rule=rule_id, state__in=[RunState.QUEUED, RunState.RUNNING]).exists():
            raise Refused(_("这条规则正在回测，请等它完成。"))
        run = BackTest.objects.create(
            cycle=cycle, rule=rule_id, by=actor, rules_version=RULES_VERSION, total=approved().count()
        )
        note("back_test", actor, text=f"{cycle} {rule.id} {rule.name}", ip=ip)
        bell.ring_on_commit(run.pk, bell.TEST)
    return run


def go_on(run_id: int) -> bool:
    """Judges the next few reports; True while more are left.

    A chunk is one transaction with its own cursor: whoever comes second finds it moved and adds nothing.
    """
    run = BackTest.objects.select_related("cycle").get(pk=run_id)
    if not run.is_running:
        return False
    chunk = list(_next(run))
    with transaction.atomic():
        seen = BackTest.objects.filter(pk=run.pk, cursor=run.cursor, state__in=[RunState.QUEUED, RunState.RUNNING])
        if not seen.update(
            state=RunState.RUNNING, heartbeat=timezone.now(), cursor=chunk[-1].pk if chunk else run.cursor
        ):
            return False
        if not chunk:
            BackTest.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=timezone.now(), total=run.done)
            return False
        for submission in chunk:
            _count(run, submission)
        run.done += len(chunk)
        run.save(update_fields=["done", "hits", "found", "undetermined", "samples"])
    return True


def _next(run: BackTest) -> QuerySet[Submission]:
    related = "agency", "cycle", "current_reading__upload__submission__cycle"
    return approved().filter(pk__gt=run.cursor).select_related(*related).order_by("pk")[:CHUNK]


def _count(run: BackTest, submission: Submission) -> None:
    """Judges one report by this rule alone and adds what it finds."""
    reading = submission.current_reading
    if reading is None or reading.report is None:
        return
    others = frozenset(rule.id for rule in RULES) - {run.rule}
    policy = Policy(thresholds=policy_of(run.cycle).thresholds, off=others, on=frozenset({run.rule}))
    judged = judge(effective_report(reading), context_of(submission), policy)
    failed = [finding for finding in judged if finding.outcome is Outcome.FAILED]
    run.undetermined += any(finding.outcome is Outcome.UNDETERMINED for finding in judged)
    run.hits += bool(failed)
    run.found += len(failed)
    if failed and len(run.samples) < SAMPLES:
        shown: list[dict[str, Any]] = [finding.to_json() for finding in failed[:FINDINGS_A_SAMPLE]]
        run.samples.append(
            {
                "submission": submission.pk,
                "agency": submission.agency.name,
                "year": submission.cycle.year,
                "more": len(failed) - len(shown),
                "findings": shown,
            }
        )


def fail(run_id: int) -> None:
    running = BackTest.objects.filter(pk=run_id, state__in=[RunState.QUEUED, RunState.RUNNING])
    running.update(state=RunState.FAILED, finished_at=timezone.now())


def waiting() -> list[int]:
    """Runs nobody works on: never begun, or left by a worker that died."""
    idle = timedelta(seconds=settings.READING_STUCK_AFTER)
    missed = Q(state=RunState.QUEUED) & attempts.long_ago("at", attempts.RING_AGAIN_AFTER)
    lost = Q(state=RunState.RUNNING) & attempts.long_ago("heartbeat", idle)
    return list(BackTest.objects.filter(missed | lost).values_list("pk", flat=True))
