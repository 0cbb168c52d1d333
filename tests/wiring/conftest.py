"""A portal with a worker of its own, what it owes, and documents that are quick or slow to read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from submissions.demo.documents import LAYOUTS
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.models import Agency, Cycle, Membership, Submission, User
from submissions.states import Role
from tests.wiring.installation import Installation, Redis, broker_url
from tests.wiring.web import Web


@pytest.fixture
def owed() -> Submission:
    """黑龙江省人民政府 owes its report for 2024, and has a clerk."""
    agency = Agency.objects.create(code="230000", name="黑龙江省人民政府", kind="province_government")
    clerk = User.objects.create(username="clerk", full_name="王填报")
    Membership.objects.create(user=clerk, agency=agency, role=Role.CLERK)
    due = timezone.localdate() + timedelta(days=30)
    return Submission.objects.create(agency=agency, cycle=Cycle.objects.create(year=2024), due_on=due)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "黑龙江省2024年报.docx"
    path.write_bytes(LAYOUTS["docx"].write(write_draft(HEILONGJIANG_2024, government=True)))
    return path


@pytest.fixture
def slow_document(tmp_path: Path) -> Path:
    """The same report with so long a text that it can be interrupted while it is read."""
    text = LAYOUTS["text-tabs"].write(write_draft(HEILONGJIANG_2024, government=True)).decode("utf-8")
    path = tmp_path / "黑龙江省2024年报（全文）.txt"
    path.write_text(text + "\n其他需要报告的事项还有很多，这里一并说明。" * 40_000, encoding="utf-8")
    return path


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    if not Redis.is_installed():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("redis-server is not installed")
    (tmp_path / "redis").mkdir()
    redis = Redis(tmp_path / "redis")
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
def portal(request: pytest.FixtureRequest, tmp_path: Path, transactional_db: None) -> Iterator[Installation]:
    """On Redis where the run has it, else on files. Its processes end before the database is emptied."""
    broker = request.getfixturevalue("redis").url if "redis" in request.fixturenames else broker_url()
    folder = tmp_path / "var"
    folder.mkdir()
    portal = Installation(folder, broker)
    yield portal
    portal.stop()


@pytest.fixture
def web(portal: Installation, owed: Submission) -> Iterator[Web]:
    """The site, and the clerk signed in."""
    site = Web(portal, User.objects.get())
    site.start()
    yield site
    site.kill()
