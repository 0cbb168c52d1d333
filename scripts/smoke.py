"""Does a running demonstration do its work? ``smoke.py http://127.0.0.1:8000`` signs in as a clerk, uploads a report
and waits until the worker has read it, all over HTTP as a browser would."""

from __future__ import annotations

import http.cookiejar
import os
import re
import sys
import time
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

import django

django.setup()

from submissions.demo.documents import LAYOUTS
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.province import PASSWORD
from submissions.demo.samples import corrected

CLERK = "clerk"
PATIENCE = 60.0


class Browser:
    """One person's session: cookies, and the token every form sends."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        return self._text(urllib.request.Request(self.address + path))

    def post(self, path: str, body: bytes, kind: str) -> str:
        headers = {"Content-Type": kind, "X-CSRFToken": self._token(), "Referer": self.address + path}
        return self._text(urllib.request.Request(self.address + path, data=body, headers=headers))

    def _token(self) -> str:
        return next(str(cookie.value) for cookie in self.cookies if cookie.name == "csrftoken")

    def _text(self, request: urllib.request.Request) -> str:
        with self.opener.open(request, timeout=30) as answer:
            text: str = answer.read().decode("utf-8")
        return text


def sign_in(browser: Browser) -> None:
    browser.get("/login/")
    form = urllib.parse.urlencode({"username": CLERK, "password": PASSWORD})
    page = browser.post("/login/", form.encode(), "application/x-www-form-urlencoded")
    if 'name="password"' in page:
        sys.exit(f"{CLERK} could not sign in")


def report_to_fill(browser: Browser) -> str:
    """The path of a report of this year that takes an upload."""
    for path in dict.fromkeys(re.findall(r'href="(/reports/\d+/)', browser.get("/mine/"))):
        page = browser.get(path)
        if f'action="{path}upload/"' in page and "2024" in page:
            return path
    sys.exit("the clerk has no report that takes an upload")


def upload(browser: Browser, path: str, name: str, data: bytes) -> None:
    mark = uuid.uuid4().hex
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
    browser.post(f"{path}upload/", body, f"multipart/form-data; boundary={mark}")


def wait_until_read(browser: Browser, path: str) -> float:
    started = time.monotonic()
    while "hx-get" in browser.get(f"{path}progress/"):
        if time.monotonic() - started > PATIENCE:
            sys.exit(f"the worker has not read the report in {PATIENCE:.0f} s")
        time.sleep(0.2)
    return time.monotonic() - started


def main(address: str) -> None:
    browser = Browser(address)
    sign_in(browser)
    path = report_to_fill(browser)
    name = f"smoke-{uuid.uuid4().hex[:8]}.docx"
    upload(browser, path, name, LAYOUTS["docx"].write(write_draft(corrected(HEILONGJIANG_2024), government=True)))
    seconds = wait_until_read(browser, path)
    page = browser.get(path)
    for wanted in (name, "10474"):
        if wanted not in page:
            sys.exit(f"{address}{path} does not show {wanted}")
    sys.stdout.write(f"A clerk signed in and uploaded {name}; the worker read it in {seconds:.1f} s.\n")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
