from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SubmissionsConfig(AppConfig):
    name = "submissions"
    verbose_name = "年度报告报送"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Importing tasks hangs the bell (services.bell) in every process, the web server's too; importing triggers
        # has them set after each migration; a worker is told of its beginning and end by its signals.
        autodiscover_modules("tasks", "triggers", "worker_signals")
