"""A real browser before the real site, with a worker of its own where a test wants one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from kombu import Connection
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from submissions import tasks
from submissions.models import User
from submissions.services import bell
from tests.browser.looking import FETCHING, WIDE, Looker
from tests.conftest import PASSWORD
from tests.wiring.installation import Installation, broker_url

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 40_000
"""Milliseconds a page may take; CI's two cores are busy."""

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On CI's loaded machines a click may fall between two movements of a page: one second try, named in the summary."""
    if os.environ.get("CI"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.flaky(reruns=1))


def chromium() -> str | None:
    return os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright's loop lives in the tests' thread, and Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium found; set CHROMIUM_PATH")
    running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    yield running
    running.close()


@dataclass
class Desk:
    """One person's browser. ``hosts`` are all it spoke to, ``troubles`` what its console complained of."""

    page: Page
    site: str
    hosts: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(message.text)

    def open(self, name: str, *parts: object) -> Page:
        self.page.goto(self.site + reverse(name, args=parts))
        return self.page

    def sign_in(self, user: User) -> Page:
        self.open("login")
        self.page.get_by_label("用户名").fill(user.username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/login/" not in url)
        return self.page


def settled(page: Page) -> Page:
    """The page once everything it fetches has come: nothing moves any more under a pointer that is being pressed."""
    page.wait_for_load_state("load")
    expect(page.locator(FETCHING)).to_have_count(0)
    return page


Sit = Callable[..., Desk]


@pytest.fixture
def sit(browser: Browser, live_server: LiveServer) -> Iterator[Sit]:
    """sit(user) opens a browser of that person's own, signed in. Nothing may go wrong in it unseen."""
    desks: list[Desk] = []

    def sit(user: User | None = None, **options: Any) -> Desk:
        settings: dict[str, Any] = {"viewport": WIDE, "locale": "zh-CN"} | options
        context = browser.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        desk = Desk(context.new_page(), live_server.url)
        desk.watch()
        desks.append(desk)
        if user:
            desk.sign_in(user)
        return desk

    yield sit
    for desk in desks:
        desk.page.context.close()
    assert {host for desk in desks for host in desk.hosts} <= {urlsplit(live_server.url).netloc}
    assert [trouble for desk in desks for trouble in desk.troubles] == []


LookerFor = Callable[[User | None], Looker]


@pytest.fixture
def looker(sit: Sit) -> Iterator[LookerFor]:
    """looker(user) is a Looker of that person's; in the end nothing may have been wrong with any."""
    lookers: list[Looker] = []

    def make(user: User | None) -> Looker:
        lookers.append(Looker(sit(user)))
        return lookers[-1]

    yield make
    for one in lookers:
        # axe measures with styles of its own, which the portal's policy refuses; that pages bring none,
        # tests/security/test_pages_carry_no_script.py holds.
        kept = [trouble for trouble in one.desk.troubles if "Applying inline style" not in trouble]
        one.desk.troubles[:] = kept
    wrong = [line for looker in lookers for line in looker.wrong]
    assert wrong == [], "\n".join(wrong)


@pytest.fixture
def rings(transactional_db: None) -> Iterator[list[int]]:
    """The bell only notes the readings it is rung for: the test itself is the worker."""
    heard: list[int] = []
    bell.register(heard.append)
    bell.register(lambda pk: None, bell.DRAW)
    yield heard
    bell.register(tasks.read_upload.delay)
    bell.register(tasks.draw_upload.delay, bell.DRAW)


@pytest.fixture
def worker(tmp_path: Path, settings: Settings, transactional_db: None) -> Iterator[Installation]:
    """A real worker process, which the site's bell reaches through a queue of files or Redis."""
    folder = tmp_path / "var"
    folder.mkdir()
    broker = broker_url()
    installation = Installation(folder, broker, {"MEDIA_ROOT": str(settings.MEDIA_ROOT)})
    installation.start_worker()
    options: dict[str, Any] = {}
    if broker.startswith("filesystem"):
        messages, control = str(folder / "broker" / "messages"), str(folder / "broker" / "control")
        options = {"data_folder_in": messages, "data_folder_out": messages, "control_folder": control}

    def ringer(task: Any) -> Callable[[int], None]:
        def ring(pk: int) -> None:
            with Connection(broker, transport_options=options) as connection:
                task.apply_async((pk,), connection=connection)

        return ring

    bell.register(ringer(tasks.read_upload))
    bell.register(ringer(tasks.draw_upload), bell.DRAW)
    bell.register(ringer(tasks.make_export), bell.EXPORT)
    yield installation
    bell.register(tasks.read_upload.delay)
    bell.register(tasks.draw_upload.delay, bell.DRAW)
    bell.register(tasks.make_export.delay, bell.EXPORT)
    installation.stop()


@pytest.fixture
def shots() -> Callable[[Page, str], None]:
    """Keeps a picture of the whole page where SHOTS names a folder, to be looked at by people."""
    folder = os.environ.get("SHOTS")

    def shoot(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return shoot
