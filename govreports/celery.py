"""The Celery application. Every choice about it is made in settings.py under CELERY_*."""

from __future__ import annotations

import os

from celery import Celery

from govreports import filequeue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

filequeue.use()
app = Celery("govreports")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
