"""The portal as it runs in production, on one machine: its services with the commands of docker-compose.yml and the
Dockerfile, beside a PostgreSQL and a Redis that are there, and what each of them uses meanwhile."""

from __future__ import annotations

import json
import math
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from scripts.loading.broker import Trouble, empty, refuse_used

ROOT = Path(__file__).resolve().parents[2]
WORKERS: Final = ("worker", "comparer", "beat")
QUEUES: Final = ("celery", "compare", "bulk", "export")
SAMPLE_EVERY: Final = 2.0
PATIENCE: Final = 90.0
"""Seconds a service has to start, or to end by itself."""
TICKS: Final = os.sysconf("SC_CLK_TCK")


def command_of(service: str) -> tuple[list[str], int]:
    """What docker-compose.yml runs for a service, and how nice that is.

    Its shares of the processor become the niceness that weighs the same: a process weighs 1024 / 1.25 ** niceness.
    """
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    block = re.split(rf"^  {service}:\n", text, flags=re.M)[1]
    block = re.split(r"^\S|^  \S", block, flags=re.M)[0]
    words = re.search(r"^    command: (\[.*\])$", block, flags=re.M)
    shares = re.search(r"^    cpu_shares: (\d+)$", block, flags=re.M)
    if words is None:
        raise Trouble(f"docker-compose.yml has no command for {service}.")
    command = [_filled(word) for word in json.loads(words[1])]
    return command, round(math.log(1024 / int(shares[1]), 1.25)) if shares else 0


def web_command() -> list[str]:
    """What the image runs when nothing else is said."""
    words = re.findall(
        r"^CMD (\[.*?\])$", (ROOT / "govreports" / "Dockerfile").read_text(encoding="utf-8"), re.M | re.S
    )
    command: list[str] = json.loads(words[-1].replace("\\\n", ""))
    return command


def _filled(word: str) -> str:
    """``${NAME:-default}`` from this environment."""
    return re.sub(r"\$\{(\w+):-([^}]*)\}", lambda found: os.environ.get(found[1], found[2]), word)


@dataclass
class Deployment:
    """Makes a database of its own on ``server``, takes the Redis database ``broker``, which must be empty, and keeps
    everything else in ``folder``. ``stop`` takes all of it away."""

    server: str
    broker: str
    folder: Path
    port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    samples: list[dict[str, Any]] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _sampler: threading.Thread | None = None
    _is_ours: bool = False

    def __post_init__(self) -> None:
        self.name = f"{urlsplit(self.server).path.strip('/') or 'govreports'}_load_{os.getpid()}"
        self.redis = redis.Redis.from_url(self.broker)

    @property
    def database(self) -> str:
        return self._on(self.name)

    def _on(self, name: str) -> str:
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{name}"))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Production's settings, over plain HTTP: the proxy that speaks TLS before it is not part of this."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        ours = {"PATH": path, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(self.folder)}
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        return kept | ours | {
            "VAR_DIR": str(self.folder / "var"), "MEDIA_ROOT": str(self.folder / "media"),
            "STATIC_ROOT": str(self.folder / "static"), "STATIC_HASHED": "true",
            "DATABASE_URL": self.database, "CELERY_BROKER_URL": self.broker, "SECRET_KEY": self.key,
            "DEBUG": "false", "HTTPS": "false", "TRUST_PROXY": "false", "ALLOWED_HOSTS": "127.0.0.1",
            "CSRF_TRUSTED_ORIGINS": self.address, "EMAIL_URL": "dummy://", "LOG_LEVEL": "INFO",
            "WEB_CONCURRENCY": os.environ.get("WEB_PROCESSES", "2"),
        }  # fmt: skip

    key = secrets.token_urlsafe(50)

    def run(self, *words: str) -> str:
        """One of the project's Python programs, to its end; what it printed."""
        done = subprocess.run(  # noqa: S603 — ours
            [sys.executable, *words], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            raise Trouble(f"{' '.join(words[:2])} ended with {done.returncode}.")
        return done.stdout

    # --- beginning

    def prepare(self) -> None:
        """An empty database with today's tables, and the files for browsers."""
        refuse_used(self.broker)
        self._sql(f'CREATE DATABASE "{self.name}"')
        self._is_ours = True
        self.run("manage.py", "migrate", "-v0")
        self.run("manage.py", "collectstatic", "--noinput", "-v0")

    def start(self) -> None:
        """The web site and the workers, until both answer."""
        bind = [f"--bind=127.0.0.1:{self.port}" if word.startswith("--bind=") else word for word in web_command()]
        self._start("web", bind, 0)
        for service in WORKERS:
            command, nice = command_of(service)
            command = [word.replace("/tmp/", f"{self.folder}/") for word in command]  # noqa: S108 — the container's
            self._start(service, command, nice)
        self._wait("the web site answers", self._answers)
        for service in ("worker", "comparer"):
            self._wait(f"{service} is ready", partial(self._is_ready, service))
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()

    def log(self, service: str) -> Path:
        return self.folder / f"{service}.log"

    def _start(self, service: str, command: list[str], nice: int) -> None:
        """In a process group and not a session of its own: Linux weighs niceness only within a session (autogroups)."""
        with self.log(service).open("wb") as output:
            self.processes[service] = subprocess.Popen(  # noqa: S603 — ours
                ["/usr/bin/env", "nice", "-n", str(nice), *command], cwd=ROOT, env=self.environment, stdout=output,
                stderr=subprocess.STDOUT, process_group=0,
            )  # fmt: skip

    def _wait(self, what: str, happened: Any) -> None:
        until = time.monotonic() + PATIENCE
        while not happened():
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            if ended or time.monotonic() > until:
                logs = "\n".join(self.log(name).read_text(errors="replace")[-2000:] for name in ended)
                raise Trouble(
                    f"Waited in vain until {what}; ended by themselves: {', '.join(ended) or 'none'}.\n{logs}"
                )
            time.sleep(0.2)

    def _is_ready(self, service: str) -> bool:
        return b" ready." in self.log(service).read_bytes()

    def _answers(self) -> bool:
        health = [sys.executable, "scripts/healthcheck.py", f"{self.address}/healthz"]
        quiet = subprocess.DEVNULL
        return subprocess.run(health, cwd=ROOT, env=self.environment, stderr=quiet, check=False).returncode == 0  # noqa: S603

    # --- watching

    def _sample(self) -> None:
        with closing(psycopg2.connect(self.database)) as connection:
            connection.autocommit = True
            while not self._over.wait(SAMPLE_EVERY):
                with suppress(psycopg2.Error, redis.RedisError):
                    self.samples.append(self._measured(connection))

    def _measured(self, connection: Any) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), coalesce(extract(epoch FROM now() - min(queued_at)), 0)"
                " FROM submissions_reading WHERE processing = 'queued'"
            )
            waiting, oldest = cursor.fetchone()
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [self.name])
            backends = [pid for (pid,) in cursor.fetchall()]
        groups = {name: used(tree(process.pid)) for name, process in self.processes.items()}
        groups["postgresql"] = used(backends)
        groups["redis"] = used([int(self.redis.info("server")["process_id"])])
        return {
            "at": time.time(), "busy": busy(), "waiting": waiting, "oldest": float(oldest), "groups": groups,
            "queues": {name: self.redis.llen(name) for name in QUEUES},
        }  # fmt: skip

    def stored(self) -> dict[str, int]:
        """Bytes of the database and of the files people sent, with what was made of them."""
        with closing(psycopg2.connect(self.database)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            (database,) = cursor.fetchone() or (0,)
        files = (path for path in (self.folder / "media").rglob("*") if path.is_file())
        return {"database": database, "files": sum(path.stat().st_size for path in files)}

    # --- ending

    def stop(self) -> None:
        """Ends everything and takes it away, whatever state it is in."""
        self._over.set()
        if self._sampler:
            self._sampler.join(10)
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(until - time.monotonic(), 0.1))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if self._is_ours:
            empty(self.broker)
            self._sql(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        connection = psycopg2.connect(self._on("postgres"))
        connection.autocommit = True
        with closing(connection), connection.cursor() as cursor:
            cursor.execute(statement)


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(below for child in children for below in tree(int(child)))]


def busy() -> float:
    """Seconds its processors have worked for anybody, niced or not, since the machine began."""
    user, nice, system, _idle, _waiting, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS


def used(pids: list[int]) -> dict[str, float]:
    """Megabytes they hold (what is shared is divided among its holders) and seconds of processor, with what their
    ended children used."""
    memory = seconds = 0.0
    for pid in pids:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            seconds += sum(map(int, fields[11:15])) / TICKS
            found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
            memory += int(found[1]) / 1024 if found else 0
    return {"memory": memory, "seconds": seconds}
