"""What every test shares: its own queue and its own database file, whoever else runs tests beside it."""

from __future__ import annotations

import os

import pytest
from django.db import connections

from govreports.celery import app

# Celery believes this variable before any setting.
os.environ["CELERY_BROKER_URL"] = "memory://"
app.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None) -> None:
    """SQLite keeps it in a file: threads of one test share a database in memory only by fighting for it."""
    default = connections["default"]
    if default.vendor == "sqlite":
        default.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
