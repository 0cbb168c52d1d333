"""How each rule does in a cycle: what it finds, what people say to that, what is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from parsing.rules.engine import RULES
from parsing.rules.model import Rule
from submissions import access
from submissions.models import (
    AnswerKind,
    BackTest,
    Cycle,
    Explanation,
    Finding,
    Issue,
    RulePolicy,
    RuleState,
    Ruling,
    RulingKind,
    Submission,
    User,
    Verdict,
)
from submissions.services import policies
from submissions.states import Role


@dataclass(frozen=True, slots=True)
class Health:
    """Counts of one rule in one cycle. ``hits`` are faults ever found in a report that counted, one a
    fingerprint; ``silent`` what a silent rule says in the current readings."""

    hits: int = 0
    reports: int = 0
    returned: int = 0
    corrected: int = 0
    accepted: int = 0
    refused: int = 0
    disputed: int = 0
    wrong: int = 0
    waived: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as the office sees it."""

    rule: Rule
    policy: RulePolicy
    health: Health
    test: BackTest | None = None
    numbers: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Threshold: name, words, the rule's own value, this cycle's."""

    @property
    def state(self) -> RuleState:
        return RuleState(self.policy.state)

    @property
    def is_new(self) -> bool:
        """No row: the rule came with a later version than the cycle's policy."""
        return self.policy.pk is None

    @property
    def is_changed(self) -> bool:
        return self.state != policies.declared(self.rule) or bool(self.policy.thresholds)


def seen_by(user: User, cycle: Cycle) -> QuerySet[Submission]:
    """The reports of the cycle that this person administers."""
    return access.submissions_of(user, Role.OFFICE).filter(cycle=cycle)


def healths(user: User, cycle: Cycle) -> dict[str, Health]:
    """By rule, in four queries."""
    reports = seen_by(user, cycle).order_by().values("pk")
    counts: dict[str, dict[str, int]] = {}

    def add(
        rows: QuerySet[Issue] | QuerySet[Explanation] | QuerySet[Ruling] | QuerySet[Finding], **sums: Count
    ) -> None:
        for rule, *numbers in rows.order_by().values_list("rule").annotate(**sums):
            counts.setdefault(rule, {}).update(zip(sums, numbers, strict=True))

    add(
        Issue.objects.filter(submission__in=reports),
        hits=Count("pk"),
        reports=Count("submission", distinct=True),
        returned=Count("pk", filter=Q(returned_at__isnull=False)),
        corrected=Count("pk", filter=Q(resolved_at__gt=F("returned_at"))),
    )
    add(
        Explanation.objects.filter(submission__in=reports, replaced_at=None),
        accepted=Count("pk", filter=Q(verdict=Verdict.ACCEPTED)),
        refused=Count("pk", filter=Q(verdict=Verdict.REFUSED)),
        disputed=Count("pk", filter=Q(kind=AnswerKind.DISPUTE)),
    )
    add(
        Ruling.objects.filter(submission__in=reports, withdrawn_at=None),
        wrong=Count("pk", filter=Q(kind=RulingKind.WRONG)),
        waived=Count("pk", filter=Q(kind=RulingKind.WAIVE)),
    )
    current = Submission.objects.filter(pk__in=reports, current_reading__isnull=False).values("current_reading")
    add(Finding.everything.filter(reading__in=current, silent=True, outcome="failed"), silent=Count("pk"))
    return {rule: Health(**numbers) for rule, numbers in counts.items()}


def rule_rows(user: User, cycle: Cycle) -> list[RuleRow]:
    """Every rule of the catalogue, in the order of the manual."""
    states, found = policies.states_of(cycle), healths(user, cycle)
    tests: dict[str, BackTest] = {}
    for test in cycle.back_tests.defer("samples").order_by("pk"):
        tests[test.rule] = test
    return [
        RuleRow(rule, states[rule.id], found.get(rule.id, Health()), tests.get(rule.id), numbers(rule, states))
        for rule in RULES
    ]


def numbers(rule: Rule, states: Mapping[str, RulePolicy]) -> list[tuple[str, str, str, str]]:
    given = states[rule.id].thresholds
    return [
        (name, threshold.words, format(threshold.value, "f"), given.get(name, format(threshold.value, "f")))
        for name, threshold in rule.thresholds.items()
    ]


@dataclass(frozen=True, slots=True)
class Case:
    """One report in a drill-down: what was found and, where somebody spoke, who said what."""

    submission: Submission
    message: str
    words: str = ""
    who: str = ""


SHOWN = 50


def cases(user: User, cycle: Cycle, rule: Rule) -> dict[str, list[Case]]:
    """The newest reports behind the counts of one rule, by the name of the count."""
    reports = seen_by(user, cycle).order_by().values("pk")
    issues = Issue.objects.filter(rule=rule.id, submission__in=reports)
    messages = {(i.submission_id, i.fingerprint): i.message for i in issues}
    with_agency = "submission__agency", "submission__cycle"
    said = Explanation.objects.filter(rule=rule.id, submission__in=reports, replaced_at=None)
    said = said.select_related("by", *with_agency).order_by("-pk")
    ruled = Ruling.objects.filter(rule=rule.id, submission__in=reports, withdrawn_at=None)
    ruled = ruled.select_related("by", *with_agency).order_by("-pk")

    def spoken(row: Explanation | Ruling) -> Case:
        words = row.text if isinstance(row, Explanation) else row.reason
        return Case(row.submission, messages.get((row.submission_id, row.fingerprint), ""), words, str(row.by))

    def plain(rows: QuerySet[Issue]) -> list[Case]:
        newest = rows.select_related(*with_agency).order_by("-pk")[:SHOWN]
        return [Case(issue.submission, issue.message) for issue in newest]

    return {
        "wrong": [spoken(row) for row in ruled.filter(kind=RulingKind.WRONG)[:SHOWN]],
        "disputed": [spoken(row) for row in said.filter(kind=AnswerKind.DISPUTE)[:SHOWN]],
        "waived": [spoken(row) for row in ruled.filter(kind=RulingKind.WAIVE)[:SHOWN]],
        "accepted": [spoken(row) for row in said.filter(verdict=Verdict.ACCEPTED)[:SHOWN]],
        "refused": [spoken(row) for row in said.filter(verdict=Verdict.REFUSED)[:SHOWN]],
        "corrected": plain(issues.filter(resolved_at__gt=F("returned_at"))),
        "hits": plain(issues),
        "silent": silent_cases(user, cycle, rule),
    }


def silent_cases(user: User, cycle: Cycle, rule: Rule) -> list[Case]:
    """What a silent rule says of the reports of this cycle."""
    current = seen_by(user, cycle).filter(current_reading__isnull=False).order_by().values("current_reading")
    rows = Finding.everything.filter(reading__in=current, rule=rule.id, silent=True, outcome="failed")
    rows = rows.select_related("reading__upload__submission__agency", "reading__upload__submission__cycle")
    return [Case(row.reading.upload.submission, row.message) for row in rows.order_by("-pk")[:SHOWN]]
