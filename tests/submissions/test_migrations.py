"""What a site that was there before finds after an upgrade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = ("submissions", "0002_policies_and_the_life_of_findings")
AFTER = ("submissions", "0003_existing_cycles_keep_their_rules")


def moved_to(*targets: tuple[str, str]) -> Any:
    """The models as they were at these migrations, with the database brought there."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


@pytest.fixture
def restored() -> Iterator[None]:
    """Whatever happens, the database ends where the program expects it."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_cycles_from_before_keep_the_rules_they_had_and_no_others(restored: None) -> None:
    old = moved_to(BEFORE)
    old.get_model("submissions", "Cycle").objects.create(year=2024)
    new = moved_to(AFTER)
    rows = new.get_model("submissions", "RulePolicy").objects.filter(cycle__year=2024)
    states = dict(rows.values_list("rule", "state"))
    assert (states["A-01"], states["A-07"], states["S-08"]) == ("mandatory", "verify", "notice")
    assert not [rule for rule in states if rule[0] not in "AS"], "rules that came later start silent"
    gone = moved_to(BEFORE)
    assert not gone.get_model("submissions", "RulePolicy").objects.exists()


def test_reports_from_before_are_counted_as_lists_show_them(restored: None) -> None:
    old = moved_to(("submissions", "0008_leases_levels_and_the_inbox"))
    made = {
        name: old.get_model("submissions", name).objects.create
        for name in ("User", "Agency", "Cycle", "Submission", "Upload", "Reading", "Finding", "Ruling", "Decision")
    }
    user = made["User"](username="u")
    submission = made["Submission"](
        agency=made["Agency"](code="1", name="机关", kind="department"),
        cycle=made["Cycle"](year=2024),
        due_on="2025-01-31",
    )
    upload = made["Upload"](submission=submission, uploaded_by=user, original_name="a", sha256="0", size=1, file="x")
    reading = made["Reading"](upload=upload, parser_version="1", rules_version="1", processing="done")
    for fingerprint, severity in (("a", "mandatory"), ("b", "mandatory"), ("c", "verify"), ("d", "notice")):
        made["Finding"](
            reading=reading, fingerprint=fingerprint, rule="A-01", severity=severity, outcome="failed", message="m"
        )
    made["Ruling"](submission=submission, fingerprint="a", rule="A-01", kind="waive", reason="r", by=user)
    made["Decision"](submission=submission, move="return", by=user)
    type(submission).objects.filter(pk=submission.pk).update(current_upload=upload, current_reading=reading)
    new = moved_to(("submissions", "0009_count_what_lists_show"))
    assert new.get_model("submissions", "Submission").objects.get().returns == 1
    assert new.get_model("submissions", "Reading").objects.get().blocking == 2


def test_extensions_from_before_are_seen_as_extensions(restored: None) -> None:
    old = moved_to(("submissions", "0012_filled_by_hand_receipts_and_seals"))
    made = {
        name: old.get_model("submissions", name).objects.create
        for name in ("Agency", "Cycle", "CycleDeadline", "Submission", "Event")
    }
    cycle = made["Cycle"](year=2024)
    made["CycleDeadline"](cycle=cycle, kind="department", due_on="2025-01-31")
    days = {"moved": "2025-02-20", "back": "2025-01-31", "never": "2025-02-01"}
    for code, day in days.items():
        agency = made["Agency"](code=code, name=code, kind="department")
        submission = made["Submission"](agency=agency, cycle=cycle, due_on=day)
        if code != "never":
            made["Event"](submission=submission, kind="deadline", note=f"2025-01-31 → {day}：系统迁移")
    new = moved_to(("submissions", "0013_exemptions_nil_and_extensions"))
    rows = new.get_model("submissions", "Submission").objects.order_by("agency__code")
    assert list(rows.values_list("agency__code", "extended_from", "extended_reason")) == [
        ("back", None, ""),
        ("moved", date(2025, 1, 31), "系统迁移"),
        ("never", None, ""),
    ]
