"""What administrators see: numbers of requests in pages and logs, and metrics for whoever has the token."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from govreports.logs import JsonFormatter
from govreports.requests import WithNumber, current, server_error
from submissions.models import Submission, User
from submissions.services import uploads
from tests import documents
from tests.conftest import as_file

pytestmark = pytest.mark.django_db


def test_every_answer_has_a_number_of_its_own(client: Client) -> None:
    numbers = {client.get(reverse("login"))["X-Request-ID"] for _time in range(3)}
    assert len(numbers) == 3
    assert all(len(number) == 8 for number in numbers)


def test_a_page_of_error_shows_the_number_of_its_answer(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    answer = client.get("/reports/999999/")
    assert answer.status_code == 404
    assert f"请告知编号 {answer['X-Request-ID']}" in answer.content.decode()


def test_an_error_of_ours_shows_the_number_and_the_log_has_it(
    client: Client, clerk: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("submissions.views.notices.offered_to", broken)
    client = Client(raise_request_exception=False)
    client.force_login(clerk)
    noted: list[str] = []
    caplog.handler.addFilter(lambda record: noted.append(current.get()) or True)  # type: ignore[func-returns-value]
    answer = client.get(reverse("notices"))
    assert answer.status_code == 500
    assert f"编号：<strong>{answer['X-Request-ID']}</strong>" in answer.content.decode()
    assert answer["X-Request-ID"] in noted


def test_a_proxys_number_is_kept_only_behind_a_proxy(client: Client, settings: Settings) -> None:
    given = {"HTTP_X_REQUEST_ID": "proxy-0001"}
    assert client.get(reverse("login"), **given)["X-Request-ID"] != "proxy-0001"  # type: ignore[arg-type]
    settings.TRUST_PROXY = True
    assert client.get(reverse("login"), **given)["X-Request-ID"] == "proxy-0001"  # type: ignore[arg-type]
    forged = {"HTTP_X_REQUEST_ID": 'x"}\n{"level": "INFO"'}
    assert "level" not in client.get(reverse("login"), **forged)["X-Request-ID"]  # type: ignore[arg-type]


def test_a_line_of_the_log_carries_the_number() -> None:
    record = logging.makeLogRecord({"msg": "hello", "levelname": "INFO"})
    token = current.set("ABCD2345")
    assert WithNumber().filter(record)
    current.reset(token)
    assert json.loads(JsonFormatter().format(record))["request"] == "ABCD2345"


def test_the_page_of_an_error_needs_nothing_that_may_be_broken() -> None:
    page = server_error(RequestFactory().get("/")).content.decode()
    assert "系统出错" in page
    assert "css/site.css" in page
    with translation.override("en"):
        assert "Something went wrong" in server_error(RequestFactory().get("/")).content.decode()


def test_nobody_reads_the_metrics_without_the_token(client: Client, settings: Settings) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "word"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404


def test_the_metrics_say_what_waits(client: Client, settings: Settings, submission: Submission, clerk: User) -> None:
    settings.METRICS_TOKEN = "word"
    uploads.receive(clerk, submission, as_file(documents.report()))
    text = client.get("/metrics", headers={"Authorization": "Bearer word"}).content.decode()
    assert 'govreports_queued{queue="readings"} 1.0' in text
    assert 'govreports_submissions{state="missing",year="2024"} 6.0' in text
    assert "govreports_mail_queued 0.0" in text
