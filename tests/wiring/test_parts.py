"""What the site is put together from is there: locks, front-end files, tasks, log lines."""

from __future__ import annotations

import json
import logging
import re
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from govreports.celery import app
from govreports.logs import JsonFormatter

ROOT = Path(settings.BASE_DIR)


def canonical(requirement: str) -> str:
    """The name of a requirement line as package indexes compare names."""
    name = re.match(r"[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", name.group()).lower() if name else ""


def pins(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {canonical(line): line.split()[0] for line in lines if re.match(r"\w", line)}


def test_the_locks_hold_every_requirement_with_the_same_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    site, developer = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {canonical(line) for line in project["dependencies"]} <= set(site)
    assert {canonical(line) for line in project["optional-dependencies"]["dev"]} <= set(developer)
    assert site.items() <= developer.items()


def test_the_front_end_lock_names_no_server() -> None:
    lock = (ROOT / "scripts/frontend/package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(lock)["packages"]
    assert {"node_modules/bootstrap", "node_modules/htmx.org"} <= set(packages)
    assert "resolved" not in lock


def test_every_static_file_a_template_names_exists() -> None:
    names = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""{%\s*static\s+['"]([^'"]+)['"]""", template.read_text(encoding="utf-8"))
    }
    assert "vendor/htmx/htmx.min.js" in names
    assert [name for name in sorted(names) if not finders.find(name)] == []


def test_no_page_asks_another_server_for_anything() -> None:
    asked = [
        f"{path.relative_to(ROOT)}: {address}"
        for folder in ("templates", "static/css", "static/js")
        for path in (ROOT / folder).rglob("*.*")
        for address in re.findall(
            r"""(?:src|href)\s*=\s*["']?(?:https?:)?//[^\s"'>]+|url\(["']?(?:https?:)?//[^)]+""",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert asked == []


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_a_log_line_is_one_json_object_with_what_the_caller_added() -> None:
    record = logging.makeLogRecord({"msg": "读取 %s", "args": ("年报",), "name": "submissions", "reading": 7})
    line = JsonFormatter().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told["message"] == "读取 年报"
    assert told["reading"] == 7
    assert told["logger"] == "submissions"


def test_a_log_line_holds_the_traceback() -> None:
    try:
        raise ValueError("不是数字")
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    assert "ValueError: 不是数字" in json.loads(JsonFormatter().format(record))["traceback"]


@pytest.mark.parametrize("script", ["setup", "demo", "test", "lock"])
def test_a_script_can_be_run_by_its_name(script: str) -> None:
    path = ROOT / "scripts" / script
    assert path.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert path.stat().st_mode & 0o100
