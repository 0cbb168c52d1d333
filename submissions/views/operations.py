"""What machines ask: is this process able to work?"""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

BROKER_PATIENCE = 2
"""Seconds to wait for the broker."""


def database() -> str:
    """The state of the database, in one word for a machine."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.warning("health: the database does not answer", exc_info=True)
        return "unreachable"
    return "ok"


def migrations() -> str:
    """ "ok" when the tables are those this version of the program expects."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown"
    return "missing" if missing else "ok"


def broker() -> str:
    """The state of the queue. Without it uploads are kept and read later, so it is asked for by name."""
    try:
        with current_app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE)
    except (OperationalError, OSError):
        log.warning("health: the broker does not answer", exc_info=True)
        return "unreachable"
    return "ok"


CHECKS: dict[str, Callable[[], str]] = {"database": database, "migrations": migrations}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served, else 503, with each answer by name. ``?broker=1`` asks the queue too."""
    checks = CHECKS | ({"broker": broker} if request.GET.get("broker") else {})
    answers = {name: check() for name, check in checks.items()}
    healthy = all(answer == "ok" for answer in answers.values())
    return JsonResponse({"status": "ok" if healthy else "unavailable"} | answers, status=200 if healthy else 503)
