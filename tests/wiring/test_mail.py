"""A mail server that refuses, dies in the middle or is down: nothing is lost, nothing is sent twice, and it is said."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from submissions.models import Mailing, Notice, User
from submissions.services import mailing, notices
from tests.views.pages import signed_in, text_of
from tests.wiring.installation import free_port

pytestmark = pytest.mark.django_db


class Server(socketserver.ThreadingTCPServer):
    """Speaks SMTP. ``answers`` is what it says to each mail it has received; "" hangs up without a word."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Session)
        self.received: list[str] = []
        self.answers: list[str] = []


class Session(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.received.append(b"".join(lines).decode())
                if not (answer := self.server.answers.pop(0) if self.server.answers else "250 taken"):
                    return
                self._say(answer)
            else:
                self._say("221 bye" if verb == b"QUIT" else "250 yes")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@pytest.fixture
def port(settings: Settings) -> int:
    """Where the mail server is, when it is up."""
    settings.EMAIL_BACKEND = "submissions.services.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return int(settings.EMAIL_PORT)


@pytest.fixture
def server(port: int) -> Iterator[Server]:
    with Server(port) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def told(clerk: User) -> list[Notice]:
    """Two notices wait to be mailed to the clerk."""
    clerk.email = "clerk@example.gov.cn"
    clerk.save()
    for number in range(2):
        notices.send([clerk], "returned", f"notice-{number}", f"第{number}件事")
    return list(clerk.notices.order_by("pk"))


def how() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("mailing", flat=True))


def later() -> None:
    Notice.objects.exclude(next_try=None).update(next_try=timezone.now() - timedelta(seconds=1))


def test_what_a_server_took_goes_out_once(server: Server, told: list[Notice]) -> None:
    assert (mailing.send_waiting(), mailing.send_waiting()) == (2, 0)
    assert len(server.received) == 2
    assert how() == [Mailing.SENT] * 2


def test_a_server_that_has_a_mail_and_dies_is_not_sent_it_again(
    server: Server, told: list[Notice], clerk: User
) -> None:
    server.answers = [""]
    mailing.send_waiting()
    assert how() == [Mailing.UNCERTAIN, Mailing.QUEUED], "the other had not been handed over"
    later()
    assert mailing.send_waiting() == 1
    assert how() == [Mailing.UNCERTAIN, Mailing.SENT]
    sent = [mail for mail in server.received if f"notice-{told[0].pk}@" in mail]
    assert (len(sent), len(server.received)) == (1, 2)
    assert "邮件不能确定是否送达" in text_of(signed_in(clerk).get(reverse("notices")))


def test_a_server_that_says_no_for_now_is_asked_again(server: Server, told: list[Notice]) -> None:
    server.answers = ["451 not now"]
    assert mailing.send_waiting() == 1
    assert how() == [Mailing.QUEUED, Mailing.SENT]
    later()
    assert mailing.send_waiting() == 1
    assert how() == [Mailing.SENT] * 2


def test_a_server_that_is_down_for_days_delays_mail_and_the_site_tells_at_once(
    port: int, told: list[Notice], clerk: User
) -> None:
    for _try in range(8):
        assert mailing.send_waiting() == 0
        later()
    assert how() == [Mailing.QUEUED] * 2
    page = text_of(signed_in(clerk).get(reverse("notices")))
    assert "第0件事" in page
    assert "邮件待发送" in page
    with Server(port) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        assert mailing.send_waiting() == 2
        server.shutdown()
    assert len(server.received) == 2
