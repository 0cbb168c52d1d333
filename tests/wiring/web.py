"""A web site in processes of its own, as in production, and a browser that sends a file slowly."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.test import Client

from submissions.models import User
from tests.wiring.installation import ROOT, Installation, Process, free_port, wait_until

BOUNDARY = "----part"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str


@dataclass
class Flight:
    """An upload of which the server has half."""

    link: http.client.HTTPConnection
    rest: bytes

    def finish(self) -> Answer:
        self.link.send(self.rest)
        return _answer(self.link)

    def was_cut_off(self) -> bool:
        """Whether the server hung up without an answer."""
        try:
            self.link.send(self.rest)
            self.link.getresponse().read()
        except (OSError, http.client.HTTPException):
            return True
        return False


@dataclass
class Web:
    """gunicorn with the site, and one person signed in."""

    portal: Installation
    user: User
    port: int = field(default_factory=free_port)
    process: Process | None = None

    def start(self) -> None:
        log = (self.portal.folder / "web.log").open("wb")
        options = ["--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4", "--graceful-timeout", "20"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "govreports.wsgi", *options],
            cwd=ROOT,
            env=self.portal.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(self._answers, "the web site answers")

    def _answers(self) -> bool:
        try:
            return self.page("/healthz").status == 200
        except OSError:  # nobody listens yet, or hangs up on coming up
            return False

    def reload(self) -> None:
        """As a deployment does: new processes take over, the old ones end what they have begun."""
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)
        log = self.portal.folder / "web.log"
        wait_until(lambda: log.read_text("utf-8").count("Booting worker") == 2, "the new process is there")

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def page(self, path: str) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request("GET", path, headers={"Cookie": self._cookie})
        return _answer(link)

    def begin_upload(self, page: str, file: Path) -> Flight:
        """Sends a file from the form on this page, and stops in the middle of it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page(page).text)
        assert token is not None
        part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"{{}}\r\n\r\n'
        head = part.format("csrfmiddlewaretoken", "") + token.group(1) + "\r\n"
        head += part.format("file", f'; filename="{file.name}"')
        body = head.encode() + file.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.putrequest("POST", f"{page}upload/")
        link.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        link.putheader("Content-Length", str(len(body)))
        link.putheader("Cookie", self._cookie)
        link.endheaders()
        half = len(body) // 2
        link.send(body[:half])
        return Flight(link, body[half:])

    @property
    def _cookie(self) -> str:
        """Of a session of the person's, which the site shares with this test by the database."""
        if not hasattr(self, "_signed_in"):
            client = Client()
            client.force_login(self.user)
            self._signed_in = client.cookies[settings.SESSION_COOKIE_NAME].value
        return f"{settings.SESSION_COOKIE_NAME}={self._signed_in}; {settings.CSRF_COOKIE_NAME}={'a' * 32}"


def _answer(link: http.client.HTTPConnection) -> Answer:
    with link.getresponse() as response:
        return Answer(response.status, response.read().decode())
