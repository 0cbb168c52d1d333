"""What a long run need not do twice, or in a bad order; nothing here decides what is tested.

--second-database   leaves out what touches no database: it was tested on the first, and would say the same again.
"""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
"""Fixtures by which a test, or what it asks for, comes to the database."""


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "leave out tests that touch no database, as they ran on the first"
    parser.addoption("--second-database", action="store_true", help=words)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--second-database"):
        left_out = [item for item in items if not touches_the_database(item)]
        items[:] = [item for item in items if touches_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
    put_the_longest_first(items)


def touches_the_database(item: pytest.Item) -> bool:
    """By its mark or its fixtures. What starts services of its own touches theirs."""
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("services")
    return bool(marked) or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def put_the_longest_first(items: list[pytest.Item]) -> None:
    """Whole files, by the patience they ask for: a long file that begins last leaves the other cores idle."""
    patience: dict[Path, float] = {}
    for item in items:
        mark = item.get_closest_marker("timeout")
        asked = float(mark.args[0]) if mark else 0.0
        patience[item.path] = max(asked, patience.get(item.path, 0.0))
    items.sort(key=lambda item: -patience[item.path])


def pytest_collection_finish() -> None:
    """Eight thousand tests are a large heap that lives to the end: collecting garbage in it took a sixth of the run,
    and every child forked for a reading copied it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
