"""A running installation for tests: processes of its own beside the tests' database, with a queue of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from kombu import Connection

from govreports.celery import app

ROOT = Path(settings.BASE_DIR)
WORKER_OPTIONS = ("--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
PATIENCE = 60.0
"""Seconds a test waits for something another process must do; CI's two cores are busy."""


Process = subprocess.Popen[bytes]


def wait_until(happened: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s in vain until {what}")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def broker_url() -> str:
    """TEST_BROKER_URL, each process of the test run with a Redis database of its own; without it, files.

    A worker takes any message of its queue, also that of another process's test.
    """
    given = os.environ.get("TEST_BROKER_URL")
    if not given:
        return "filesystem://localhost"
    address = urlsplit(given)
    number = int(address.path.strip("/") or 0) + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return urlunsplit(address._replace(path=f"/{number}"))


def database_url() -> str:
    """The tests' own database, as other processes reach it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgres://{given['USER']}{password}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


@dataclass
class Installation:
    """Starts workers and runs the site's code in processes whose settings are these variables."""

    folder: Path
    broker: str
    variables: dict[str, str] = field(default_factory=dict)
    workers: list[Process] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": self.broker,
            "VAR_DIR": str(self.folder),
            "MEDIA_ROOT": str(self.folder / "media"),
            "SECRET_KEY": "only-for-tests",
            "HTTPS": "false",
            "STATIC_HASHED": "false",
            "LOG_FORMAT": "text",
            "READING_STUCK_AFTER": "2",
            **self.variables,
        }

    def site(self, code: str) -> str:
        """Runs code as the web site would, in a process of its own; returns what it printed."""
        run = subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout.strip()

    def send(self, task: str, *arguments: object) -> None:
        """Puts a message into the installation's queue, as any of its processes would."""
        with Connection(self.broker, transport_options=self._transport()) as link:
            app.send_task(f"submissions.tasks.{task}", args=arguments, connection=link)

    def forget_messages(self) -> None:
        """As a broker that lost its memory: of this installation's own queue only."""
        with Connection(self.broker, transport_options=self._transport()) as link:
            link.SimpleQueue("celery").clear()

    def _transport(self) -> dict[str, str]:
        if not self.broker.startswith("filesystem"):
            return {}
        messages = str(self.folder / "broker" / "messages")
        control = str(self.folder / "broker" / "control")
        return {"data_folder_in": messages, "data_folder_out": messages, "control_folder": control}

    def start_worker(self, *options: str) -> Process:
        log = self.folder / f"worker{len(self.workers)}.log"
        with log.open("wb") as output:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "--app", "govreports", "worker", *WORKER_OPTIONS, *options],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.workers.append(worker)
        wait_until(lambda: b" ready." in log.read_bytes(), f"the worker is ready; its log is {log}")
        return worker

    def hold(self, worker: Process) -> None:
        """Nothing of the worker moves, its pool and the caged child included."""
        os.killpg(worker.pid, signal.SIGSTOP)

    def go_on(self, worker: Process) -> None:
        os.killpg(worker.pid, signal.SIGCONT)

    def said(self, *words: str) -> int:
        """How many lines of the workers' logs have all these words."""
        lines = [line for log in self.folder.glob("worker*.log") for line in log.read_text("utf-8").splitlines()]
        return sum(all(word in line for word in words) for line in lines)

    def kill(self, worker: Process) -> None:
        """As a power cut would: the worker, its pool and the caged child at once."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                self.kill(worker)


@dataclass
class Redis:
    """A broker of the test's own, to be taken away and brought back."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: Process | None = None

    @staticmethod
    def is_installed() -> bool:
        return shutil.which("redis-server") is not None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers, "Redis answers")

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
