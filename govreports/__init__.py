"""The wiring: settings, addresses, the queue. Nothing here knows what a report is."""

from __future__ import annotations

from govreports.celery import app as celery_app

__all__ = ["celery_app"]
