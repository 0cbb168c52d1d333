"""What machines are told about this process."""

from __future__ import annotations

import pytest
from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_sound_process_says_so_to_anybody() -> None:
    response = Client().get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "migrations": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_a_database_that_does_not_answer_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    response = Client().get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert response.json()["database"] == "unreachable"


def test_missing_migrations_are_503(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_args, **_kwargs: [object()])
    response = Client().get("/healthz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "missing"


def test_the_queue_is_asked_only_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed() -> object:
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app, "connection_for_write", closed)
    assert Client().get("/healthz").status_code == 200
    response = Client().get("/healthz?broker=1")
    assert response.status_code == 503
    assert response.json()["broker"] == "unreachable"


def test_health_is_only_read() -> None:
    assert Client().post("/healthz").status_code == 405
