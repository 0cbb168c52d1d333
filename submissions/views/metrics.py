"""Numbers for Prometheus, asked of the database when it asks: any process of the web site gives the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest

from submissions.models import Cycle, Event, Notice, Reading, SignIn, Submission, UpkeepKind
from submissions.services import checks, upkeep
from submissions.services.checks import Health, ground, work
from submissions.views.operations import require_token


class Portal:
    """How every part is, how much waits and for how long, what came of the readings, where the newest year stands."""

    def collect(self) -> Iterator[Metric]:
        yield from _health()
        yield from _care()
        yield from _queues()
        yield _readings()
        yield from _mail_and_people()
        yield _states()


def _queues() -> Iterator[Metric]:
    count = GaugeMetricFamily("govreports_queued", "Work waiting for a worker", labels=["queue"])
    age = GaugeMetricFamily("govreports_queue_age_seconds", "How long the oldest has waited", labels=["queue"])
    now = timezone.now()
    for line in work.lines():
        count.add_metric([line.code], line.queued)
        age.add_metric([line.code], (now - line.queued_since).total_seconds() if line.queued_since else 0)
    yield count
    yield age


def _health() -> Iterator[Metric]:
    health = GaugeMetricFamily("govreports_health", "0 well, 1 weak, 2 ill", labels=["part"])
    order = list(Health)
    for finding in checks.latest():
        health.add_metric([finding.code], order.index(finding.health))
    yield health
    seen = GaugeMetricFamily(
        "govreports_worker_silent_seconds", "Since a worker's last sign of life", labels=["worker"]
    )
    now = timezone.now()
    for worker in work.worker_list():
        seen.add_metric([worker.name], (now - worker.seen_at).total_seconds())
    yield seen
    yield GaugeMetricFamily("govreports_database_bytes", "Size of the database", value=ground.size())


def _care() -> Iterator[Metric]:
    """Nothing is told of what never succeeded: an alert on absence is what catches that."""
    age = GaugeMetricFamily("govreports_upkeep_age_seconds", "Since the last that succeeded", labels=["kind"])
    size = GaugeMetricFamily("govreports_upkeep_bytes", "Size of the last that succeeded", labels=["kind"])
    now = timezone.now()
    for kind in UpkeepKind:
        if last := upkeep.latest(kind, succeeded=True):
            age.add_metric([kind.value], (now - last.began_at).total_seconds())
            size.add_metric([kind.value], last.size)
    yield age
    yield size


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
    """For whoever has the token."""
    require_token(request)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Portal())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
