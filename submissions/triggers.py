"""Triggers by which the database counts every change of what yearly sums count (``models.CountedVersion``).

Who wrote a change, and by which door, is all one: a move, an import, a command, somebody at the database's own
prompt. They are taken away before migrations and set anew after them, because SQLite drops a table's triggers
with the table when it alters one; as nobody counts in between, everything counts as changed then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

VERSIONS: Final = "submissions_countedversion"
UPSERT: Final = (
    f"INSERT INTO {VERSIONS} (cycle, agency, version) {{rows}} "
    f"ON CONFLICT (cycle, agency) DO UPDATE SET version = {VERSIONS}.version + 1;"
)
EVERYTHING: Final = UPSERT.format(rows="SELECT 0, 0, 1 WHERE 1 = 1")


@dataclass(frozen=True, slots=True)
class Watched:
    """A table: what of a row is counted, and whose number goes up. {row} is OLD or NEW."""

    table: str
    counted: tuple[str, ...]
    whose: str

    def change(self, differs: str) -> str:
        pairs = ((each.format(row="OLD"), each.format(row="NEW")) for each in self.counted)
        return " OR ".join(f"{old} {differs} {new}" for old, new in pairs)

    def count(self, row: str) -> str:
        return UPSERT.format(rows=self.whose.format(row=row))


WATCHED: Final = (
    Watched(
        "submissions_submission",
        # Of a report nobody decided on it is counted that it is missing, not how far it is.
        (
            *("{row}.agency_id", "{row}.cycle_id", "{row}.scope"),
            "CASE WHEN {row}.state IN ('approved', 'exempt', 'nil') THEN {row}.state ELSE '' END",
        ),
        "SELECT {row}.cycle_id, {row}.agency_id, 1 WHERE 1 = 1",
    ),
    Watched(
        "submissions_agency",
        tuple(f"{{row}}.{name}" for name in ("code", "name", "kind", "parent_id", "path", "position", "system_id")),
        "SELECT 0, {row}.id, 1 WHERE 1 = 1",
    ),
    Watched(
        "submissions_factsheet",
        ("{row}.submission_id", "{row}.ended_at", "{row}.cells"),
        "SELECT cycle_id, agency_id, 1 FROM submissions_submission WHERE id = {row}.submission_id",
    ),
)
DOINGS: Final = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def drops(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP FUNCTION IF EXISTS {each.table}_{doing}() CASCADE" for each in WATCHED for doing in DOINGS]
    return [f"DROP TRIGGER IF EXISTS {each.table}_{doing}" for each in WATCHED for doing in DOINGS]


def creates(vendor: str) -> list[str]:
    return [_create(vendor, each, doing) for each in WATCHED for doing in DOINGS]


def _create(vendor: str, watched: Watched, doing: str) -> str:
    name = f"{watched.table}_{doing}"
    body = " ".join(watched.count(row) for row in DOINGS[doing])
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    when = f"WHEN ({watched.change(differs)})" if doing == "update" else ""
    head = f"CREATE TRIGGER {name} AFTER {doing.upper()} ON {watched.table} FOR EACH ROW {when}"
    if vendor == "postgresql":
        function = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
        return f"{function}; {head} EXECUTE FUNCTION {name}()"
    return f"{head} BEGIN {body} END"


def remove(connection: BaseDatabaseWrapper) -> None:
    _run(connection, drops(connection.vendor))


def install(connection: BaseDatabaseWrapper) -> None:
    """Nothing where a database was taken back to before the versions were there."""
    if VERSIONS in connection.introspection.table_names():
        _run(connection, [*drops(connection.vendor), *creates(connection.vendor), EVERYTHING])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _before(app_config: AppConfig, using: str, **_rest: Any) -> None:
    if app_config.name == "submissions":
        remove(connections[using])


def _after(app_config: AppConfig, using: str, **_rest: Any) -> None:
    if app_config.name == "submissions":
        install(connections[using])


pre_migrate.connect(_before)
post_migrate.connect(_after)
