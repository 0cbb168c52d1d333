"""The interface does what its OpenAPI document says, asked rightly and wrongly (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings

from govreports.wsgi import application
from submissions.models import Submission, User
from submissions.services import snapshots
from submissions.services.tokens import issue
from tests.conftest import Send

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]

EXAMPLES = 8
"""For each address: enough for every parameter to be left out, at its ends, and of another type."""
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A request to the real WSGI application would close the connection the test's transaction lives in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(approved: Submission, office: User, settings: object, send: Send) -> str:
    """A key of the province's office, whose house has something of everything in it."""
    settings.API_REQUESTS_A_MINUTE = 100_000  # type: ignore[attr-defined]
    assert approved.agency.parent is not None
    snapshots.take(office, approved.cycle, approved.agency.parent)
    return issue(office, "schemathesis", 1)[1]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_address_answers_as_its_document_says(case: schemathesis.Case[Any], key: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"})
