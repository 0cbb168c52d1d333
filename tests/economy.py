"""What a long run need not do twice, or in a bad order; nothing here decides what is tested.

--second-database   leaves out what would say the same again as on the first database: what touches none, how pages look
                    (browser tests that are not marked ``both_databases``), and of each test with very many cases all
                    but every eighth.
"""

from __future__ import annotations

import gc
import hashlib
from pathlib import Path

import pytest

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
"""Fixtures by which a test, or what it asks for, comes to the database."""

MANY = 200
"""Cases of one test from which on they are a product of a few lists: each value of a list comes many times."""

EVERY = 8


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "leave out tests that touch no database, as they ran on the first"
    parser.addoption("--second-database", action="store_true", help=words)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--second-database"):
        kept = sampled([item for item in items if is_worth_a_second_database(item)])
        names = {item.nodeid for item in kept}
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in names])
        items[:] = kept
    put_the_longest_first(items)


def is_worth_a_second_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") and not item.get_closest_marker("both_databases"):
        return False
    return touches_the_database(item)


def sampled(items: list[pytest.Item]) -> list[pytest.Item]:
    """Of each test with ``MANY`` cases every eighth, in an order that mixes the lists they are a product of."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.split("[")[0], []).append(item)
    kept = (sorted(own, key=_mixed)[::EVERY] if len(own) >= MANY else own for own in cases.values())
    return [item for own in kept for item in own]


def _mixed(item: pytest.Item) -> str:
    """The same in every process and on every day, as xdist asks, and no list's own order."""
    return hashlib.sha256(item.nodeid.encode()).hexdigest()


def touches_the_database(item: pytest.Item) -> bool:
    """By its mark or its fixtures. What starts services of its own touches theirs."""
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("services")
    return bool(marked) or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def put_the_longest_first(items: list[pytest.Item]) -> None:
    """Whole files, by the patience they ask for and the tests they have: a long file that begins last leaves the other
    cores idle.

    Those that empty the database come after those that only take back what they did, and those with a browser last: it
    is a child of the process that tests from then on, where others ask that no child is left.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    rank = {path: (max(map(_turn, own)), -max(map(_patience, own)), -len(own)) for path, own in files.items()}
    items.sort(key=lambda item: rank[item.path])


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("browser"):
        return 2
    mark = item.get_closest_marker("django_db")
    empties = "transactional_db" in getattr(item, "fixturenames", ()) or (mark and mark.kwargs.get("transaction"))
    return 1 if empties else 0


def _patience(item: pytest.Item) -> float:
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0]) if mark else 0.0


def pytest_collection_finish() -> None:
    """Eight thousand tests are a large heap that lives to the end: collecting garbage in it took a sixth of the run,
    and every child forked for a reading copied it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
