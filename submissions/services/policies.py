"""What the office decides about the rules of a cycle. Every change has a person and a reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from parsing.rules.engine import RULES
from parsing.rules.model import Rule, Severity
from parsing.rules.policy import Policy
from submissions.access import may_run_cycles
from submissions.language import of_record
from submissions.models import Cycle, Event, RulePolicy, RuleState, User
from submissions.services import bell
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note

LOUD = frozenset({RuleState.MANDATORY, RuleState.VERIFY, RuleState.NOTICE})


def rule_of(rule_id: str) -> Rule:
    found = next((rule for rule in RULES if rule.id == rule_id), None)
    if found is None:
        raise Refused(_("没有规则 %(rule)s。") % {"rule": rule_id})
    return found


def declared(rule: Rule) -> RuleState:
    """How the catalogue itself would treat the rule; local rules wait to be switched on."""
    return RuleState(rule.severity.value) if rule.on else RuleState.OFF


def establish(cycle: Cycle) -> None:
    """Gives a new cycle its rules: as in the year before, and silent where that year did not know them.

    The first cycle of all has nothing to compare with and takes the catalogue as it is.
    """
    before = Cycle.objects.filter(rule_policies__isnull=False).exclude(pk=cycle.pk).order_by("-year").first()
    known = {row.rule: row for row in before.rule_policies.all()} if before else {}
    rows = []
    for rule in RULES:
        row = known.get(rule.id)
        state = RuleState(row.state) if row else (RuleState.SILENT if before and rule.on else declared(rule))
        rows.append(RulePolicy(cycle=cycle, rule=rule.id, state=state, thresholds=row.thresholds if row else {}))
    RulePolicy.objects.bulk_create(rows)


def states_of(cycle: Cycle) -> dict[str, RulePolicy]:
    """How the cycle treats every rule of the catalogue; rules it has no row for are given as they count."""
    rows = {row.rule: row for row in cycle.rule_policies.all()}
    absent = {rule.id: _absent(rule, bool(rows)) for rule in RULES if rule.id not in rows}
    return {
        rule.id: rows.get(rule.id) or RulePolicy(cycle=cycle, rule=rule.id, state=absent[rule.id]) for rule in RULES
    }


def _absent(rule: Rule, has_policy: bool) -> RuleState:
    return RuleState.SILENT if has_policy and rule.on else declared(rule)


def policy_of(cycle: Cycle) -> Policy:
    """The cycle's policy as the judge takes it.

    A rule left at its declared severity keeps the gradation it has itself (S-08 is 提示 or 核实 by share).
    """
    rows = states_of(cycle)
    states = {rule_id: RuleState(row.state) for rule_id, row in rows.items()}
    return Policy(
        severities={
            rule.id: Severity(states[rule.id].value)
            for rule in RULES
            if states[rule.id] in LOUD and states[rule.id].value != rule.severity.value
        },
        thresholds={
            f"{rule_id}.{name}": Decimal(value)
            for rule_id, row in rows.items()
            for name, value in row.thresholds.items()
        },
        silent=frozenset(rule_id for rule_id, state in states.items() if state == RuleState.SILENT),
        off=frozenset(rule_id for rule_id, state in states.items() if state == RuleState.OFF),
        on=frozenset(rule_id for rule_id, state in states.items() if state != RuleState.OFF),
    )


def set_rule(
    actor: User,
    cycle: Cycle,
    rule_id: str,
    state: str,
    reason: str,
    thresholds: Mapping[str, str] | None = None,
    *,
    ip: str = "",
) -> RulePolicy:
    """Changes how a cycle treats a rule; reports not yet approved are judged again.

    ``thresholds`` are all numbers that differ from the rule's own; None leaves them as they are.
    """
    rule = rule_of(rule_id)
    _permit(actor, reason)
    if state not in RuleState.values:
        raise Refused(_("请选择处理方式。"))
    numbers = None if thresholds is None else _numbers(rule, thresholds)
    with transaction.atomic():
        _lock(cycle)
        before = states_of(cycle)[rule_id]
        kept = before.thresholds if numbers is None else numbers
        if (before.state, before.thresholds) == (state, kept) and before.pk:
            raise Refused(_("设置没有变化。"))
        row, _made = RulePolicy.objects.update_or_create(
            cycle=cycle, rule=rule_id, defaults={"state": state, "thresholds": kept}
        )
        note("rule_policy", actor, text=_words(cycle, rule, before, row) + reason.strip(), ip=ip)
        bell.ring_judging_on_commit()
    return row


def copy_policy(actor: User, cycle: Cycle, source: Cycle, reason: str, *, ip: str = "") -> int:
    """Takes over how another cycle treats its rules; returns how many changed."""
    _permit(actor, reason)
    with transaction.atomic():
        _lock(cycle)
        here, changed = states_of(cycle), 0
        for row in source.rule_policies.all():
            before = here.get(row.rule)
            if before is None or (before.pk and (before.state, before.thresholds) == (row.state, row.thresholds)):
                continue
            after, _made = RulePolicy.objects.update_or_create(
                cycle=cycle, rule=row.rule, defaults={"state": row.state, "thresholds": row.thresholds}
            )
            text = _words(cycle, rule_of(row.rule), before, after)
            with of_record():
                text += _("照搬%(source)s。%(reason)s") % {"source": source, "reason": reason.strip()}
            note("rule_policy", actor, text=text, ip=ip)
            changed += 1
        bell.ring_judging_on_commit()
    return changed


def changes(cycle: Cycle, rule_id: str = "") -> QuerySet[Event]:
    """Who changed what and why, newest first."""
    start = f"{cycle} {rule_id}"
    return Event.objects.filter(kind="rule_policy", note__startswith=start).select_related("actor")


def _permit(actor: User, reason: str) -> None:
    if not (answer := may_run_cycles(actor)):
        raise NotAllowed(answer.why)
    if not reason.strip():
        raise Refused(_("调整规则须填写理由。"))


def _lock(cycle: Cycle) -> None:
    """Holds the cycle's row and says that its policy is another one now."""
    Cycle.objects.filter(pk=cycle.pk).update(policy_version=F("policy_version") + 1)


def _numbers(rule: Rule, given: Mapping[str, str]) -> dict[str, str]:
    numbers = {}
    for name, text in given.items():
        if name not in rule.thresholds:
            raise Refused(_("规则 %(rule)s 没有这个数值。") % {"rule": rule.id})
        try:
            value = Decimal(text.strip()) if text.strip() else rule.thresholds[name].value
        except InvalidOperation as error:
            raise Refused(_("“%(text)s”不是数字。") % {"text": text.strip()[:40]}) from error
        if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
            raise Refused(_("“%(text)s”不是可用的数值。") % {"text": text.strip()[:40]})
        if value != rule.thresholds[name].value:
            numbers[name] = format(value, "f")
    return numbers


@of_record()
def _words(cycle: Cycle, rule: Rule, before: RulePolicy, after: RulePolicy) -> str:
    """2024年度 A-07 名称：核实 → 提示；界限 3 → 5。"""
    parts = []
    if before.state != after.state:
        parts.append(f"{RuleState(before.state).label} → {RuleState(after.state).label}")
    for name, threshold in rule.thresholds.items():
        old, new = (row.thresholds.get(name, format(threshold.value, "f")) for row in (before, after))
        if old != new:
            parts.append(f"{threshold.words} {old} → {new}")
    return f"{cycle} {rule.id} {rule.name}：{'；'.join(parts) or RuleState(after.state).label}。"
