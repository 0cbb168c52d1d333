"""What a site that was there before finds after an upgrade."""

from __future__ import annotations

from collections.abc import Iterator
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
