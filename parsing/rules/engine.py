"""Runs the catalogue over a report. A few milliseconds; nothing is logged, saved or raised."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from parsing.editions import EDITIONS, Edition
from parsing.report import Report
from parsing.rules import (
    areas,
    arithmetic,
    bounds,
    changes,
    citations,
    contents,
    deadline,
    files,
    forms,
    levels,
    likeness,
    links,
    numbering,
    own,
    peers,
    plausibility,
    privacy,
    reading,
    regulations,
    secrecy,
    structure,
    text_all,
    text_facts,
    text_fees,
    text_growth,
    text_lists,
    text_none,
    text_requests,
    text_shares,
    text_years,
    title,
    years,
)
from parsing.rules.model import Context, Finding, Outcome, Rule
from parsing.rules.policy import Policy

_FILES = (
    structure, numbering, forms, reading, title, own, files, arithmetic, bounds,
    text_requests, text_facts, text_lists, text_shares, text_growth, text_none, text_all, text_fees, text_years,
    years, changes, likeness, levels, areas, regulations, plausibility, peers,
    contents, citations, links, deadline, privacy, secrecy,
)  # fmt: skip
RULES: tuple[Rule, ...] = tuple(sorted((rule for file in _FILES for rule in file.RULES), key=lambda rule: rule.id))

_OUTCOMES = (Outcome.FAILED, Outcome.UNDETERMINED, Outcome.PASSED)
_PARTS = {"title": 0, "section": 1, "sections": 1, "disclosure": 2, "requests": 3, "disputes": 4}


def judge(
    report: Report,
    context: Context = Context(),  # noqa: B008 — both are frozen
    policy: Policy = Policy(),  # noqa: B008
) -> tuple[Finding, ...]:
    """All findings of all rules: failed before undetermined before passed, worst first, then as printed."""
    context = replace(context, thresholds={**context.thresholds, **policy.thresholds})
    judged = (policy.weigh(f) for rule in rules_for(report, context, policy) for f in rule.check(rule, report, context))
    order = _printed_order(tuple(EDITIONS.values()))

    def place(finding: Finding) -> tuple[int, int, int, int, str]:
        part = finding.table or finding.subject.split(".", 1)[0]
        outcome = _OUTCOMES.index(finding.outcome)
        printed = order.get(finding.subject, -1)
        return outcome, -finding.severity.rank, _PARTS.get(part, len(_PARTS)), printed, finding.rule

    return tuple(sorted(judged, key=place))


@lru_cache(maxsize=4)
def _printed_order(editions: tuple[Edition, ...]) -> dict[str, int]:
    """Every cell's place on its form; where forms share a cell, the last of them decides."""
    return {str(address): n for edition in editions for n, address in enumerate(edition.addresses())}


def rules_for(report: Report, context: Context, policy: Policy) -> tuple[Rule, ...]:
    """The rules that apply to the report's form and year and that the office has not switched off."""
    year = context.year or report.year
    return tuple(
        rule
        for rule in RULES
        if policy.judges(rule)
        and (not rule.editions or not report.edition or report.edition in rule.editions)
        and (rule.first_year is None or year is None or year >= rule.first_year)
    )
