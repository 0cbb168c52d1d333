"""What people write and what their files are called is shown, never run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from submissions.models import Agency, Cycle, Explanation, Submission, Upload, User
from submissions.services import explanations, findings, review
from submissions.states import State
from tests import documents
from tests.conftest import Send, put
from tests.security.addresses import owned, patterns
from tests.views.scenes import faulty_and_submitted

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
POLICY = "script-src 'nonce-"


@pytest.fixture
def harmed(
    cycle: Cycle, submission: Submission, clerk: User, reviewer: User, office: User, industry: Agency
) -> Submission:
    """A report whose every text that people or files bring is hostile."""
    faulty_and_submitted(submission, clerk)
    industry.contact_name = industry.contact_phone = EVIL[:60]
    industry.aliases = [EVIL]
    industry.save()
    User.objects.filter(pk=clerk.pk).update(full_name=EVIL[:60], email="x@example.cn")
    Upload.objects.update(original_name=EVIL)
    Explanation.objects.update(text=EVIL, attachment_name=EVIL)
    Submission.objects.filter(pk=submission.pk).update(certified_name=EVIL[:60], exempt_reason=EVIL)
    reading = submission.current_reading
    assert reading is not None
    report = dict(reading.report or {})
    report["title"] = EVIL
    for section in report.get("sections", []):
        section["text"] = f"{EVIL}{section.get('text', '')}"
    type(reading).objects.filter(pk=reading.pk).update(report=report)
    reading.findings.update(message=EVIL)
    Agency.objects.filter(pk=industry.pk).update(name=EVIL)
    submission.refresh_from_db()
    return submission


def pages(submission: Submission, people: dict[str, User], cycle: Cycle) -> Iterator[tuple[str, Any]]:
    """Every page of the portal that these people get, in the scene."""
    scene = owned(submission, people["clerk"], people["reviewer"], people["office"], cycle)
    for user in people.values():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for pattern in patterns():
            answer = client.get(reverse(str(pattern.name), args=scene.arguments(pattern)))
            if answer.status_code == 200 and str(answer.headers.get("Content-Type", "")).startswith("text/html"):
                yield f"{user.username} {pattern.name!s}", answer


def test_no_page_runs_what_people_wrote(
    harmed: Submission, cycle: Cycle, clerk: User, reviewer: User, office: User
) -> None:
    seen, shown = [], 0
    for name, answer in pages(harmed, {"clerk": clerk, "reviewer": reviewer, "office": office}, cycle):
        text = answer.content.decode()
        shown += "alert(1)" in text
        tree = html.fromstring(text)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            data = element.tag == "script" and element.get("type") == "application/json"
            if element.tag == "script" and not data and (not element.get("nonce") or (element.text or "").strip()):
                seen.append(f"{name}: a script of its own")
            seen += [f"{name}: {key!s}" for key in element.attrib if str(key).startswith("on") or key == "style"]
            if element.get("src") == "x" or (element.get("href") or "").startswith("javascript:"):
                seen.append(f"{name}: {element.tag}")
    assert not seen, "; ".join(sorted(set(seen)))
    assert shown > 8, "the hostile words were on the pages all the same"


def test_every_page_says_what_may_run_on_it(
    harmed: Submission, cycle: Cycle, clerk: User, reviewer: User, office: User
) -> None:
    count = 0
    for name, answer in pages(harmed, {"clerk": clerk, "reviewer": reviewer, "office": office}, cycle):
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "default-src 'none'" in policy, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["X-Frame-Options"] == "DENY", name
        assert "no-store" in answer.headers["Cache-Control"] or "no-cache" in answer.headers["Cache-Control"], name
        count += POLICY in policy
    assert count > 20


def test_a_file_is_never_shown_as_a_page(client: Client, clerk: User, submission: Submission, send: Send) -> None:
    upload = send(clerk, submission, documents.report(), f"{EVIL}.html.txt")
    client.force_login(clerk)
    answer = client.get(reverse("original", args=[upload.pk]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\windows\\x.txt", "/etc/passwd", "a\0b.txt", "年报.txt/../x"]
)
def test_a_files_name_never_says_where_it_is_kept(
    clerk: User, submission: Submission, send: Send, settings: object, name: str
) -> None:
    upload = send(clerk, submission, documents.report(), name)
    kept = upload.file.path
    assert kept.startswith(str(settings.MEDIA_ROOT))  # type: ignore[attr-defined]
    assert upload.sha256[:8] in kept
    assert "passwd" not in kept


def test_what_is_returned_is_escaped_in_mail_and_letter(harmed: Submission, reviewer: User, clerk: User) -> None:
    reading = harmed.current_reading
    assert reading is not None
    review.send_back(reviewer, put(harmed, State.IN_REVIEW), [], EVIL)
    client = Client()
    client.force_login(clerk)
    page = client.get(reverse("report", args=[harmed.pk])).content.decode()
    assert "<script>alert(1)" not in page
    for finding in findings.unexplained(harmed, reading):
        explanations.explain(clerk, harmed, finding.fingerprint, EVIL)
    assert "<script>alert(1)" not in client.get(reverse("report", args=[harmed.pk])).content.decode()
