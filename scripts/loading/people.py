"""What clerks, reviewers and the office do at a portal, as users of locust. Started by ``load.py``, which says by
variables who they are (LOAD_CAST), how many clerks when (LOAD_STEPS, pairs of clerks and seconds), and where they
write down what they asked for and what they were told (LOAD_JOURNAL). Knows nothing of the portal but its pages.

A clerk's visit, with seconds of thought between the pages: signing in (5 to 15 to type), what is owed, the report (5
to 20), the upload (20 to 60 to find the file), the page's own questions until it is read, the original and its first
pages (40 to 100), two figures' evidence (5 to 15 each), a doubted figure confirmed or typed, an explanation (60 to 120
to write) or a mended file (as long), the page before submitting (20 to 60), the receipt, signing out; after 10 to 60
seconds somebody else comes. That is some five minutes. Reviewers open the inbox, take a report, look for one to two
minutes, and approve or return it; the office looks at completeness and sums, 10 to 30 seconds a page, freezes, exports
and downloads. LOAD_PACE divides all of these seconds.
"""

from __future__ import annotations

import hmac
import json
import os
import random
import re
import struct
import time
import uuid
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from gevent.event import Event
from locust import LoadTestShape, constant, events, task
from locust.contrib.fasthttp import FastHttpUser
from locust.exception import StopUser

CAST: dict[str, Any] = json.loads(Path(os.environ["LOAD_CAST"]).read_text(encoding="utf-8"))
STEPS: list[tuple[int, float]] = json.loads(os.environ["LOAD_STEPS"])
RAMP = float(os.environ["LOAD_RAMP"])
PACE = float(os.environ["LOAD_PACE"])
JOURNAL = Path(os.environ["LOAD_JOURNAL"]).open("a", buffering=1, encoding="utf-8")  # noqa: SIM115
PATIENCE = 600.0
"""Seconds a clerk waits for a reading before giving up."""
NEW_CONNECTION = {"Connection": "close"}

STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')
NOTICE = re.compile(
    r'<div class="notice notice-(\w+)">\s*<span class="notice-kind">[^<]*</span>\s*<span>(.*?)</span>', re.S
)
EVERY = re.compile(r'hx-get="([^"]+)" hx-trigger="(?:every |load delay:)(\d+)s"')
EXPLAIN = re.compile(r'<form method="post" action="(/reports/\d+/explain/)".*?name="fingerprint" value="(\w+)"', re.S)
ANSWER = re.compile(r'name="fingerprint" value="(\w+)"><input type="hidden" name="seen" value="(\d+)"')
PICTURE = re.compile(r'<img src="(/uploads/\d+/pages/\d+/)"')
DOUBT = re.compile(r'data-cell="([^"]+)" data-typed="([^"]+)" data-confirmed="([^"]+)"')
CELL = re.compile(r'hx-get="(/reports/\d+/cells/[^"]+/)"')

leaving = Event()


@events.test_stopping.add_listener
def _leave(**_: object) -> None:
    leaving.set()


class Steps(LoadTestShape):  # type: ignore[misc]
    """So many clerks until then; the staff is there from the first second."""

    def tick(self) -> tuple[int, float] | None:
        at = self.get_run_time()
        for number, (clerks, until) in enumerate(STEPS):
            if at < until:
                before = STEPS[number - 1][0] if number else 0
                return clerks + STAFF, max((clerks - before) / RAMP, 0.2)
        return None


def route(path: str) -> str:
    """The address without what is particular to it: /reports/…/cells/…/."""
    path = urlsplit(path).path
    if path.startswith("/static/"):
        return "static files"
    path = re.sub(r"(?<=/cells/)[^/]+", "…", path)
    return re.sub(r"/\d+(?=[/.])", "/…", path)


class Person(FastHttpUser):  # type: ignore[misc]
    """Somebody at a browser of their own, with its cookies and what it keeps of the site's files."""

    abstract = True
    wait_time = constant(0)
    host = os.environ["LOAD_HOST"]
    connection_timeout = network_timeout = 60.0
    username = ""

    # --- asking and writing down

    def write(self, what: str, **more: object) -> None:
        JOURNAL.write(
            json.dumps({"what": what, "at": time.time(), "who": self.username, **more}, ensure_ascii=False) + "\n"
        )

    def deed(self, kind: str, outcome: str, **more: object) -> bool:
        """What somebody did and was told: done, refused (with the words) or unknown, when no answer came."""
        self.write("deed", kind=kind, outcome=outcome, **more)
        return outcome == "done"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        began = time.perf_counter()
        answer = self.client.request(
            method, path, data=body, headers={name.replace("_", "-"): text for name, text in headers.items()},
            allow_redirects=False, name=f"{method} {route(path)}",
        )  # fmt: skip
        self.write(
            "request", page=f"{method} {route(path)}", ms=1000 * (time.perf_counter() - began),
            status=answer.status_code, size=len(answer.content or b""),
        )  # fmt: skip
        return answer

    def open(self, path: str) -> str:
        """The page, after all its redirects, with what the browser fetches for it."""
        text, _ = self.follow(self.ask("GET", path), path)
        return text

    def part(self, path: str) -> str:
        """A piece that htmx asks for."""
        return self.ask("GET", path, HX_Request="true").text or ""

    def follow(self, answer: Any, path: str) -> tuple[str, str]:
        """The page an answer ends at, and its address."""
        for _ in range(5):
            if not 300 <= answer.status_code < 400:
                break
            path = answer.headers["location"]
            answer = self.ask("GET", path)
        text = answer.text or ""
        for address in STATIC.findall(text):
            if address not in self.kept:
                self.kept.add(address)
                self.ask("GET", address)
        return text, path

    def send(self, path: str, fields: dict[str, str], file: dict[str, Any] | None = None, **headers: str) -> Any:
        token = next((cookie.value for cookie in self.client.cookiejar if cookie.name == "csrftoken"), "")
        kind, body = _form(fields, file)
        return self.ask("POST", path, body, Content_Type=kind, X_CSRFToken=token, **headers)

    def do(
        self, kind: str, path: str, fields: dict[str, str], file: dict[str, Any] | None = None, **more: object
    ) -> str:
        """Sends a form, opens the page it leads to, and writes down what the messages there say."""
        answer = self.send(path, fields, file)
        if not 200 <= answer.status_code < 400:
            unknown = answer.status_code == 0 or answer.status_code >= 500
            self.deed(kind, "unknown" if unknown else "refused", words=f"HTTP {answer.status_code}", **more)
            return ""
        text, _ = self.follow(answer, path)
        self.told(kind, text, **more)
        return text

    def told(self, kind: str, text: str, **more: object) -> bool:
        said = [(level, unescape(words).strip()) for level, words in NOTICE.findall(text)]
        good = any(level == "success" for level, _ in said)
        words = " ".join(words for level, words in said if level != "success")
        return self.deed(kind, "done" if good else "refused", words=words, **more)

    # --- what everybody does

    def on_start(self) -> None:
        self.kept: set[str] = set()

    def think(self, least: float, most: float) -> None:
        self.wait(random.uniform(least, most) / PACE)  # noqa: S311 — how long somebody reads

    def wait(self, seconds: float) -> None:
        if leaving.wait(seconds):
            raise StopUser

    def sign_in(self, username: str) -> None:
        self.username = username
        self.client.cookiejar.clear()
        self.kept.clear()
        self.open("/login/")
        self.think(5, 15)
        answer = self.send("/login/", {"username": username, "password": CAST["password"], "next": ""})
        text, path = self.follow(answer, "/login/")
        if 'action="/logout/"' not in text:
            self.deed("sign in", "refused", words=f"{answer.status_code} {path}")
            raise StopUser

    def sign_out(self) -> None:
        self.follow(self.send("/logout/", {}), "/logout/")

    def look_at_original(self, report: int) -> None:
        """The page's script asks for the viewer until its pictures are made; the first two come into view."""
        text = self.part(f"/reports/{report}/document/")
        while found := EVERY.search(text):
            self.wait(float(found[2]))
            text = self.part(found[1])
        for picture in PICTURE.findall(text)[:2]:
            self.ask("GET", picture)


class Clerk(Person):
    """One clerk after another: each signs in, hands in a report, signs out."""

    visits = iter(CAST["clerks"])

    @task
    def visit(self) -> None:
        self.case = next(Clerk.visits, None)
        if self.case is None:
            raise StopUser
        report = self.case["report"]
        self.sign_in(self.case["username"])
        self.think(5, 20)
        self.open(f"/reports/{report}/")
        for number, file in enumerate(self.case["files"]):
            self.think(20, 60)
            if not (page := self.hand_over(report, file)):
                return
            self.look(report, page)
            if number + 1 < len(self.case["files"]):
                self.think(60, 120)  # the file is mended where it was written
        self.answer(report)
        self.submit(report)
        self.sign_out()
        self.think(10, 60)

    def hand_over(self, report: int, file: dict[str, Any]) -> str:
        """Uploads, waits as the page does, and returns the page with what was read; "" where it was not."""
        path = f"/reports/{report}/"
        # A stale connection would make the client send the file again.
        self.client.client.clientpool.close()
        answer = self.send(f"{path}upload/", {}, file, Accept="application/json")
        sent = {"report": report, "sha256": file["sha256"], "file": file["kind"]}
        if answer.status_code != 200:
            unknown = answer.status_code == 0 or answer.status_code >= 500
            self.deed("upload", "unknown" if unknown else "refused", words=f"HTTP {answer.status_code}", **sent)
            return ""
        began = time.monotonic()
        page = self.open(path)
        if not self.told("upload", page, **sent):
            return ""
        while found := EVERY.search(page):
            if time.monotonic() - began > PATIENCE:
                self.write("read", outcome="given up", seconds=time.monotonic() - began, **sent)
                return ""
            self.wait(float(found[2]))
            page = self.part(found[1])
        seconds = time.monotonic() - began
        page = self.open(path)
        outcome = "done" if 'id="sheet-body"' in page else "failed"
        self.write("read", outcome=outcome, seconds=seconds, **sent)
        return page if outcome == "done" else ""

    def look(self, report: int, page: str) -> None:
        self.look_at_original(report)
        self.think(40, 100)
        for cell in random.sample(CELL.findall(page), 2):
            self.part(cell)
            self.think(5, 15)
        doubted = self.case["doubted"]
        for number, (cell, typed, confirmed) in enumerate(DOUBT.findall(page)[:2]):
            self.part(f"/reports/{report}/cells/{cell}/")
            self.think(5, 15)
            if doubted and doubted["cell"] == cell and report % 2:
                fields = {"value": doubted["value"], "reason": "与原件核对"}
                self.change("correct", typed, report, fields, turn=number)
            else:
                self.change("confirm", confirmed, report, {}, turn=number)

    def change(self, kind: str, path: str, report: int, fields: dict[str, str], turn: int) -> None:
        answer = self.send(path, fields, HX_Request="true")
        if answer.status_code == 0 or answer.status_code >= 500:
            self.deed(kind, "unknown", report=report, words=f"HTTP {answer.status_code}")
        else:
            self.told(kind, answer.text or "", report=report)

    def answer(self, report: int) -> None:
        """Explains whatever the page asks an explanation for."""
        page = self.open(f"/reports/{report}/")
        for path, fingerprint in dict.fromkeys(EXPLAIN.findall(page)):
            self.think(60, 120)
            text = "经核对台账，数字无误，系统计口径与上年不同所致，相关情况已在报告中说明。"
            self.do("explain", path, {"fingerprint": fingerprint, "text": text}, report=report)

    def submit(self, report: int) -> None:
        page = self.open(f"/reports/{report}/submit/")
        self.think(20, 60)
        if 'name="certified"' not in page:
            gates = re.findall(r'<li class="is-shut">.*?</span>([^<]*)', page)
            self.deed("submit", "refused", report=report, words=" ".join(gates))
            return
        fields = {"scope": "own", "certified_name": "王负责", "certified": "on"}
        self.do("submit", f"/reports/{report}/submit/", fields, report=report)
        self.think(3, 10)
        self.ask("GET", f"/reports/{report}/receipt.pdf")


class Reviewer(Person):
    """Works through the inbox all day."""

    fixed_count = len(CAST["reviewers"])
    accounts = iter(CAST["reviewers"])

    def on_start(self) -> None:
        super().on_start()
        self.think(1, 20)
        self.sign_in(next(Reviewer.accounts)["username"])

    @task
    def next_report(self) -> None:
        page = self.open("/review/?tab=unclaimed")
        self.think(5, 15)
        rows = re.findall(r'<a href="/review/(\d+)/" data-open>', page)
        if not rows:
            self.think(10, 20)
            return
        report = int(random.choice(rows))  # noqa: S311
        address = f"/review/{report}/"
        page = self.open(address)
        self.look_at_original(report)
        if f'action="{address}claim/"' in page:
            page = self.do("claim", f"{address}claim/", {}, report=report)
        if f'action="{address}return/"' not in page:
            return  # somebody else was faster
        self.think(20, 60)
        self.part(f"/reports/{report}/years/")
        self.think(10, 30)
        for cell in CELL.findall(page)[:2]:
            self.part(cell)
            self.think(5, 10)
        self.judge(report, address, page)

    def judge(self, report: int, address: str, page: str) -> None:
        """Accepts what was explained; approves where the page offers it, else returns what is ticked."""
        for fingerprint, seen in dict.fromkeys(ANSWER.findall(page)):
            self.think(5, 15)
            fields = {"fingerprint": fingerprint, "seen": seen, "verdict": "accepted"}
            page = self.do("accept", f"{address}explanations/", fields, report=report)
        if f'action="{address}approve/"' in page and 'name="waive_reason"' not in page:
            self.do("approve", f"{address}approve/", {}, report=report)
            return
        items = re.findall(r'name="items" value="(\w+)"', page)
        self.think(20, 40)
        fields = {"reason": "请按清单核对后重新提交。", "items": items[0] if items else ""}
        self.do("return", f"{address}return/", {key: text for key, text in fields.items() if text}, report=report)


class Office(Person):
    """Looks at how far the year is, freezes its sums once, exports and downloads them, and looks again."""

    fixed_count = len(CAST["offices"])
    accounts = iter(CAST["offices"])

    def on_start(self) -> None:
        super().on_start()
        self.think(1, 20)
        account = next(Office.accounts)
        self.sign_in(account["username"])
        answer = self.send("/account/code/", {"code": _code(account["secret"]), "next": ""})
        text, _ = self.follow(answer, "/account/code/")
        if 'name="code"' in text:
            self.deed("second factor", "refused")
            raise StopUser
        self.freezes = count()

    @task
    def round(self) -> None:
        year = f"/office/cycles/{CAST['year']}/"
        for path in (
            year,
            f"{year}?page=2",
            f"{year}ledger/",
            f"{year}charts/",
            f"{year}summary/",
            "/office/agencies/",
        ):
            self.open(path)
            self.think(10, 30)
        if next(self.freezes) == 0:
            self.export(year)

    def export(self, year: str) -> None:
        page = self.do("snapshot", f"{year}summary/freeze/", {"remark": "中期"})
        found = re.search(r'action="(/office/snapshots/\d+/exports/)xlsx/"', page)
        if found is None:
            self.deed("exported", "refused", words="no export is offered")
            return
        answer = self.send(f"{found[1]}xlsx/", {}, HX_Request="true")
        self.deed("exported", "done" if answer.status_code == 200 else "unknown", words=f"HTTP {answer.status_code}")
        text, began = answer.text or "", time.monotonic()
        while again := EVERY.search(text):
            if time.monotonic() - began > PATIENCE:
                break
            self.wait(float(again[2]))
            text = self.part(again[1])
        made = re.search(r'href="(/office/exports/\d+/file/)"', text)
        self.write("export", outcome="done" if made else "failed", seconds=time.monotonic() - began)
        if made:
            self.ask("GET", made[1])


STAFF = Reviewer.fixed_count + Office.fixed_count


def _form(fields: dict[str, str], file: dict[str, Any] | None) -> tuple[str, bytes]:
    """The content type and the body of a form, with a file where there is one."""
    if file is None:
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    mark = uuid.uuid4().hex
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file["name"]}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + Path(file["path"]).read_bytes() + f"\r\n--{mark}--\r\n".encode()
    return f"multipart/form-data; boundary={mark}", body


def _code(secret: str) -> str:
    """What a phone shows now (RFC 6238: SHA-1, six digits, thirty seconds)."""
    digest = hmac.digest(bytes.fromhex(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    number: int = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
