"""Rows by the million: COPY on PostgreSQL, executemany elsewhere. Memory is bounded by a batch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any, Final

from django.core.management.color import no_style
from django.db import connection, models

BATCH: Final = 20_000
ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Rows:
    """Rows on their way into one table. ``columns`` are attribute names; all others get the model's default.

    JSON is given as text. Keys are given by the caller, from ``first`` on.
    """

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self.model = model
        self.given = [fields[name] for name in columns]
        self.others = [field for name, field in fields.items() if name not in columns]
        self.next = self._largest() + 1
        self.batch: list[Sequence[Any]] = []
        self.lines: list[str] = []
        self.written = 0

    def _largest(self) -> int:
        return int(self.model._base_manager.aggregate(most=models.Max("pk"))["most"] or 0)

    def key(self) -> int:
        """A primary key nobody has."""
        self.next += 1
        return self.next - 1

    def add(self, *values: Any) -> None:
        """One row, in the order of ``columns``."""
        self.batch.append(values)
        if len(self.batch) >= BATCH:
            self.flush()

    def extend(self, rows: Iterable[Sequence[Any]]) -> None:
        """Many rows of numbers and plain words, which need no care on their way."""
        if connection.vendor == "postgresql":
            self.lines += ["\t".join(map(str, row)) for row in rows]
            if len(self.lines) >= BATCH:
                self.flush()
            return
        self.batch += rows
        if len(self.batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        if not self.batch and not self.lines:
            return
        tail = [_kept(field) for field in self.others]
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in (*self.given, *self.others))
        table = connection.ops.quote_name(self.model._meta.db_table)
        if connection.vendor == "postgresql":
            self._copy(f"COPY {table} ({names}) FROM STDIN", tail)
        else:
            marks = ", ".join(["%s"] * (len(self.given) + len(tail)))
            self._insert(f"INSERT INTO {table} ({names}) VALUES ({marks})", tail)  # noqa: S608 — quoted names of our models
        self.written += len(self.batch) + len(self.lines)
        self.batch, self.lines = [], []

    def _copy(self, statement: str, tail: Sequence[Any]) -> None:
        end = "".join(f"\t{_text(value)}" for value in tail) + "\n"
        lines = ["\t".join(map(_text, row)) for row in self.batch] + self.lines
        with connection.cursor() as cursor:
            cursor.copy_expert(statement, StringIO(end.join([*lines, ""])))

    def _insert(self, statement: str, tail: Sequence[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(statement, [[*map(_stored, row), *map(_stored, tail)] for row in self.batch])


def _kept(field: models.Field[Any, Any]) -> Any:
    """What a column holds that nobody fills in."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return field.pre_save(field.model(), add=True)
    if isinstance(field, models.JSONField):
        return None if field.null and not field.has_default() else json.dumps(field.get_default())
    return field.get_default()


def _text(value: Any) -> str:
    """A value as COPY takes it."""
    if isinstance(value, str):
        return value.translate(ESCAPES) if "\\" in value or "\n" in value or "\t" in value or "\r" in value else value
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).translate(ESCAPES)


def _stored(value: Any) -> Any:
    """A value as the driver takes it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def settle() -> None:
    """Checks the foreign keys of what was written so far, so that the list of what is to be checked stays short."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def keep_keys(tables: Iterable[type[models.Model]]) -> None:
    """The next row anybody writes gets a key nobody has."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


def tidy() -> None:
    """Tells the database how large its tables have become; outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
