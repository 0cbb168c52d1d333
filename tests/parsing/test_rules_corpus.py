"""The collected real reports, read and judged: what must be flagged is, what must not be is not.

Each truth file says so in words; ``forbidden`` turns them into rules. A rule that is not in the
catalogue yet is skipped by its id, and judged as soon as it is there.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsing.pipeline import read
from parsing.rules.engine import RULES, judge
from parsing.rules.model import Finding, Outcome

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
IDS = {rule.id for rule in RULES}
FEES = ("N-16", "N-17", "N-18")
NUMBERS = ("one", "two", "three", "four", "five", "six")
TRUTHS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((CORPUS / "truth").glob("*.json"))}
MUST = [(name, rule, what) for name, truth in TRUTHS.items() for rule, what in truth.get("must_flag", ())]
MUST_NOT = [(name, what) for name, truth in TRUTHS.items() for what in truth.get("must_not_flag", ())]


@cache
def failed(name: str) -> tuple[Finding, ...]:
    (path,) = (CORPUS / "documents").glob(f"{name}.*")
    return tuple(f for f in judge(read(path)) if f.outcome is Outcome.FAILED)


def subject_of(what: str) -> str:
    """The subject words of a truth file mean: an address, or a section's title; "" for any."""
    if re.fullmatch(r"[a-z]+\.[a-z_.]+", what):
        return what
    title = re.fullmatch(r"section (\w+) title", what)
    return f"section.{NUMBERS.index(title[1]) + 1}" if title else ""


def is_forbidden(finding: Finding, what: str) -> bool:
    """Whether words such as “any A rule on requests” speak of this finding."""
    family = re.search(r"any ([A-Z]) rule(?: on (requests|disputes|disclosure))?", what)
    if family and finding.rule.startswith(f"{family[1]}-") and (not family[2] or finding.table == family[2]):
        return True
    if re.search(r"信息处理费|fees were refused", what) and finding.rule in FEES:
        return True
    if what.startswith("disputes arithmetic") and finding.rule.startswith("A-") and finding.table == "disputes":
        return True
    return finding.rule in re.findall(r"[A-Z]-\d\d", what)


@pytest.mark.parametrize(("name", "rule", "what"), MUST)
def test_what_must_be_flagged_is(name: str, rule: str, what: str) -> None:
    if rule not in IDS:
        pytest.skip(f"{rule} is not in the catalogue yet")
    found = [f for f in failed(name) if f.rule == rule and subject_of(what) in ("", f.subject)]
    assert found
    if "(notice)" in what:
        assert any(f.severity.value == "notice" for f in found)


@pytest.mark.parametrize(("name", "what"), MUST_NOT)
def test_what_must_not_be_flagged_is_not(name: str, what: str) -> None:
    assert [(f.rule, f.message) for f in failed(name) if is_forbidden(f, what)] == []


# What a reviewer agreed with, finding by finding, in these six; anything more would be a false alarm.
AGREED: dict[str, dict[str, Any]] = {
    "harbin_office_2022": {"C-01": 1, "C-08": 1},
    "hlj_2024": {"A-02": 2, "C-05": 1, "S-02": 1},
    "hlj_gxt_2022": {"S-01": 1, "S-02": 1, "S-06": 1, "S-12": 1},
    "hlj_jgj_2020": {"S-02": 1, "S-07": 1},
    "hlj_office_2020": {"C-11": 1, "S-02": 1, "S-09": 1},
    "huaian_2024": {"C-01": 2, "C-05": 1, "V-04": 1},
}


@pytest.mark.parametrize("name", [name for name in AGREED if name in TRUTHS])
def test_nothing_else_of_structure_figures_wording_and_privacy_is_said(name: str) -> None:
    found = [f.rule for f in failed(name) if f.rule[0] in "SACV"]
    assert {rule: found.count(rule) for rule in sorted(set(found))} == AGREED[name]
