"""What every test shares: no message of a test ever reaches the queue of a running installation."""

from __future__ import annotations

from govreports.celery import app

app.conf.update(broker_url="memory://", broker_transport_options={})
