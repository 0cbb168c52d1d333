"""The settings stop a start that would go wrong later, and say why."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
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


OF_COMPOSE = frozenset(
    {
        "COMPOSE_PROJECT_NAME",
        "POSTGRES_PASSWORD",
        "BIND",
        *("WEB_PROCESSES", "WORKER_PROCESSES", "WORKER_MEMORY", "DB_MEMORY"),
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    }
)
"""What docker compose and the library of the store read, and the settings do not."""


def defaults() -> dict[str, str]:
    """Every variable and its default as one would type it; left out where other settings decide it."""
    found = {}
    for call in ast.walk(ast.parse(SOURCE)):
        if isinstance(call, ast.Call) and call.args and ast.unparse(call.func).startswith("env."):
            default = next((keyword.value for keyword in call.keywords if keyword.arg == "default"), None)
            if default and not [node for node in ast.walk(default) if isinstance(node, (ast.Name, ast.IfExp))]:
                value = eval(ast.unparse(default))
                typed = ",".join(value) if isinstance(value, list) else str(value)
                found[ast.literal_eval(call.args[0])] = typed.lower() if isinstance(value, bool) else typed
    return found


def test_behind_a_pooler_nothing_outlives_its_transaction(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    straight = start(monkeypatch, tmp_path, **PRODUCTION).DATABASES["default"]
    assert straight["CONN_MAX_AGE"] == 60
    assert not straight["DISABLE_SERVER_SIDE_CURSORS"]
    pooled = start(monkeypatch, tmp_path, **PRODUCTION, DATABASE_POOLED="true").DATABASES["default"]
    assert pooled["CONN_MAX_AGE"] == 0
    assert pooled["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_every_variable_is_explained_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, flags=re.MULTILINE))
    assert explained == VARIABLES | OF_COMPOSE


def test_the_example_shows_the_numbers_that_hold_without_it() -> None:
    example = dict(re.findall(r"^#([A-Z][A-Z_]+)=(\d+)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))
    known = defaults()
    assert {name: value for name, value in example.items() if known.get(name, value) != value} == {}


def test_every_variable_has_its_line_among_the_settings_with_its_default() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \|", page, re.M)
    told = {name: default.strip("` ") for name, default, _meaning in rows}
    assert len(rows) == len(told), "each once"
    assert set(told) == VARIABLES | OF_COMPOSE
    derived = {"SECRET_KEY", "VAR_DIR", "MEDIA_ROOT", "STATIC_ROOT"}
    known = {name: default or "empty" for name, default in defaults().items() if name not in derived}
    assert len(known) > 30
    assert {name: told[name] for name in known} == known


def compose() -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return made


def test_the_compose_file_sets_only_what_the_settings_read() -> None:
    assert set(compose()["x-app"]["environment"]) <= VARIABLES
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert asked <= VARIABLES | OF_COMPOSE, "nothing is asked of .env that is not explained"


def test_every_service_is_pinned_limited_watched_and_comes_back() -> None:
    parts = compose()
    one_shot = {"migrate", "bucket"}
    for name, service in parts["services"].items():
        assert re.fullmatch(r"govreports|[\w./-]+:\d[\w.-]*", service["image"]), f"{name}: which version?"
        assert re.fullmatch(r"\d+[mg]|\$\{[A-Z_]+:-\d+[mg]\}", service["mem_limit"]), name
        assert service["restart"] == ("no" if name in one_shot else "unless-stopped"), name
        assert name in one_shot or service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL"), name
        for other, how in service.get("depends_on", {}).items():
            watched = "service_completed_successfully" if other in one_shot else "service_healthy"
            assert (other in parts["services"], how["condition"]) == (True, watched), name
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in parts["volumes"], f"{name}: {volume}"
        for config in service.get("configs", []):
            assert config["source"] in parts["configs"], name
    shares = {name: service.get("cpu_shares", 1024) for name, service in parts["services"].items()}
    assert shares["comparer"] < shares["worker"] < shares["web"] == shares["db"] == shares["redis"] == 1024


def test_every_queue_has_a_worker() -> None:
    commands = [service.get("command", []) for service in compose()["services"].values()]
    served = [command[command.index("--queues") + 1].split(",") for command in commands if "--queues" in command]
    assert sorted(queue for queues in served for queue in queues) == sorted(
        q.name for q in installed.CELERY_TASK_QUEUES
    )
