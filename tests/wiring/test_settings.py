"""The settings stop a start that would go wrong later, and say why."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

from govreports import settings as installed

ROOT = Path(installed.BASE_DIR)
SOURCE = Path(installed.__file__).read_text(encoding="utf-8")
VARIABLES = frozenset(re.findall(r'env\.\w+\(\s*"(\w+)"', SOURCE))
PRODUCTION = {
    "DATABASE_URL": "postgres://portal:secret@db:5432/portal",
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "SECRET_KEY": "a key of this test, long enough to be taken for a real one: 0123456789",
    "ALLOWED_HOSTS": "portal.example.gov.cn",
}


def start(monkeypatch: pytest.MonkeyPatch, folder: Path, **variables: str) -> ModuleType:
    """The settings as a process with these variables, and no others, would see them."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in {"VAR_DIR": str(folder), **variables}.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("settings_of_this_test", installed.__file__)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("DATABASE_URL", "the usual one"),
        ("DATABASE_URL", ""),
        ("CELERY_BROKER_URL", "amqp://guest@localhost"),
        ("UPLOAD_MAX_BYTES", "50MB"),
        ("UPLOAD_MAX_BYTES", "0"),
        ("READING_TIME_LIMIT", "1"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("HSTS_SECONDS", "-1"),
        ("EMAIL_URL", "pigeon://"),
        ("CLAMD_URL", "clamav:3310"),
        ("CLAMD_URL", "tcp://clamav"),
        ("CLAMD_URL", "tcp://clamav:many"),
        ("CLAMD_URL", "unix://run/clamd.sock"),
    ],
)
def test_a_bad_value_stops_the_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises((ImproperlyConfigured, EnvError), match=name):
        start(monkeypatch, tmp_path, **{name: value})


def test_production_does_not_start_without_a_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        start(monkeypatch, tmp_path, **{**PRODUCTION, "SECRET_KEY": ""})


def test_a_folder_that_cannot_be_written_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="Set VAR_DIR"):
        start(monkeypatch, tmp_path / "file")


def test_production_speaks_only_https(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    production = start(monkeypatch, tmp_path, **PRODUCTION)
    assert production.DEBUG is False
    assert production.SECURE_SSL_REDIRECT is True
    assert production.SESSION_COOKIE_SECURE is True
    assert production.CSRF_COOKIE_SECURE is True
    assert production.SECURE_HSTS_SECONDS == 31_536_000
    assert production.STATIC_HASHED is True
    assert production.SECURE_PROXY_SSL_HEADER is None


def test_the_first_start_needs_no_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = start(monkeypatch, tmp_path)
    assert first.DATABASES["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert first.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert first.CELERY_BROKER_URL == "filesystem://localhost"
    assert Path(first.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]).is_dir()
    assert first.SESSION_COOKIE_SECURE is False


def test_an_embedded_installation_keeps_its_key_to_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = start(monkeypatch, tmp_path).SECRET_KEY
    assert len(first) > 50
    assert first == start(monkeypatch, tmp_path).SECRET_KEY
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.glob("secret_key*")] == ["secret_key"]


def test_a_message_comes_back_only_after_its_task_must_be_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    production = start(monkeypatch, tmp_path, **PRODUCTION, READING_TIME_LIMIT="600")
    assert production.CELERY_TASK_SOFT_TIME_LIMIT < production.CELERY_TASK_TIME_LIMIT == 600
    assert production.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > 600
    assert production.READING_STUCK_AFTER > 600


def test_every_variable_is_explained_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, flags=re.MULTILINE))
    assert explained >= VARIABLES
    assert explained - VARIABLES == {"COMPOSE_PROJECT_NAME", "POSTGRES_PASSWORD", "BIND", "WORKER_PROCESSES"}


def test_the_compose_file_sets_only_what_the_settings_read() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    block = compose.split("environment: &environment\n")[1].split("\n\n")[0]
    assert {line.split(":")[0].strip() for line in block.splitlines()} <= VARIABLES
