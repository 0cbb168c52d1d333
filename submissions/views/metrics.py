"""Numbers for Prometheus, asked of the database when it asks: any process of the web site gives the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest

from submissions.models import AnnotatedCopy, Cycle, Event, Facsimile, Intake, Notice, Reading, SignIn, Submission
from submissions.states import Processing

WAITING: dict[str, tuple[Any, str]] = {
    "readings": (Reading, "queued_at"),
    "intakes": (Intake, "queued_at"),
    "facsimiles": (Facsimile, "rung_at"),
    "annotated": (AnnotatedCopy, "rung_at"),
}
"""What workers do: the table, and since when one waits."""


class Portal:
    """How much waits and for how long, what came of the readings, where the newest year stands."""

    def collect(self) -> Iterator[Metric]:
        yield from _queues()
        yield _readings()
        yield from _mail_and_people()
        yield _states()


def _queues() -> Iterator[Metric]:
    count = GaugeMetricFamily("govreports_queued", "Work waiting for a worker", labels=["queue"])
    age = GaugeMetricFamily("govreports_queue_age_seconds", "How long the oldest has waited", labels=["queue"])
    now = timezone.now()
    for name, (model, since) in WAITING.items():
        waiting = model.objects.filter(processing=Processing.QUEUED.value).aggregate(n=Count("pk"), first=Min(since))
        count.add_metric([name], waiting["n"])
        age.add_metric([name], (now - waiting["first"]).total_seconds() if waiting["first"] else 0)
    yield count
    yield age


def _readings() -> Metric:
    family = GaugeMetricFamily("govreports_readings", "Readings by how they ended", labels=["processing"])
    for processing, number in Reading.objects.order_by().values_list("processing").annotate(Count("pk")):
        family.add_metric([processing], number)
    return family


def _mail_and_people() -> Iterator[Metric]:
    waiting = Notice.objects.filter(mailing="queued").count()
    yield GaugeMetricFamily("govreports_mail_queued", "Mail waiting to be sent", value=waiting)
    uncertain = Notice.objects.filter(mailing="uncertain").count()
    yield GaugeMetricFamily("govreports_mail_uncertain", "Mail that may not have arrived", value=uncertain)
    unsealed = Event.objects.filter(seal=None).count()
    yield GaugeMetricFamily("govreports_events_unsealed", "Events not on the chain of the audit log", value=unsealed)
    recent = timezone.now() - timedelta(minutes=5)
    here = SignIn.objects.filter(ended_at=None, last_seen__gte=recent).count()
    yield GaugeMetricFamily("govreports_people_active", "Sessions used in the last five minutes", value=here)


def _states() -> Metric:
    family = GaugeMetricFamily("govreports_submissions", "Reports of the newest year", labels=["year", "state"])
    newest = Cycle.objects.order_by("-year").first()
    rows = Submission.objects.filter(cycle=newest).order_by().values_list("state").annotate(Count("pk"))
    for state, number in rows:
        family.add_metric([str(newest and newest.year), state], number)
    return family


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 without the token, so that nobody learns that there is something."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Portal())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
