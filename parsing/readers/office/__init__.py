"""Old formats made into .odt and .xlsx by LibreOffice: one warm instance a process, started on first need.

The instance is a child (``process``) without network, programs and much memory. It is ended
when a document takes too long or brings it down, after a number of documents, and with its parent.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from parsing.errors import Broken, LimitExceeded, ParsingError
from parsing.readers.office import process
from parsing.readers.office.profile import Home

log = logging.getLogger(__name__)

SECONDS = 60.0
"""By the clock, for one document, the start of LibreOffice included."""
MOST_DOCUMENTS = 50
"""Documents one instance converts; what they leave behind in its memory goes with it."""
LONGEST_ANSWER = 65536

_PLACES = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice*/program")
_lock = threading.Lock()
_warm: Office | None = None


class Unavailable(Exception):
    """There is no LibreOffice here, none with the part for the document, or it does not start."""


class _Gone(Exception):
    """The instance ended in the middle."""


@cache
def program() -> Path | None:
    """The folder of LibreOffice's libraries, or None."""
    if sys.platform != "linux":
        return None
    named = [Path(found).resolve().parent for name in ("soffice", "libreoffice") if (found := shutil.which(name))]
    usual = [path for place in _PLACES for path in sorted(Path("/").glob(place[1:]))]
    return next((path for path in (*named, *usual) if any((path / n).exists() for n in process.LIBRARIES)), None)


def opens_sheets() -> bool:
    """Whether LibreOffice's part for sheets is installed, which comes in a package of its own."""
    folder = program()
    return folder is not None and (folder.parent / "share/registry/calc.xcd").exists()


@contextmanager
def converted(path: Path, suffix: str, target: str, seconds: float = SECONDS) -> Iterator[Path]:
    """An .odt or .xlsx of the file, as ``target`` says, there until the context ends.

    ``suffix`` is what the file is; both with their dots. Raises Unavailable, Broken, LimitExceeded.
    """
    deadline = time.monotonic() + seconds
    if target == ".xlsx" and not opens_sheets():
        raise Unavailable
    with _lock:
        try:
            try:
                result = _instance(deadline).convert(path, suffix, target, deadline)
            except _Gone:
                # Perhaps the document before this one was at fault; a fresh instance tells.
                close()
                result = _instance(deadline).convert(path, suffix, target, deadline)
        except ParsingError:
            raise
        except _Gone as gone:
            close()
            raise Broken("文件内容异常，转换没有完成。") from gone
        except BaseException:
            close()
            raise
        try:
            yield result
        finally:
            if _warm is not None:
                _warm.finish()


def close() -> None:
    """Ends this process's instance, if there is one, and removes its folder."""
    global _warm
    office, _warm = _warm, None
    if office is not None and office.owner == os.getpid():
        office.end()


def _instance(deadline: float) -> Office:
    global _warm  # noqa: PLW0603
    if _warm is not None and (_warm.owner != os.getpid() or not _warm.fit):
        close()
    if _warm is None:
        folder = program()
        if folder is None:
            raise Unavailable
        _warm = Office(folder)
        _warm.await_ready(deadline)
    return _warm


class Office:
    """One running LibreOffice, and the folder it lives in."""

    def __init__(self, folder: Path) -> None:
        self.owner = os.getpid()
        self.documents = 0
        self.home = Home()
        script = process.__file__
        # -I -S: nothing of this process's surroundings, and a quicker start.
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", script, str(folder), str(self.home.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.home.work,
            env=self.home.environment(),
            process_group=0,
            bufsize=0,
        )

    @property
    def fit(self) -> bool:
        return self.documents < MOST_DOCUMENTS and self.process.poll() is None

    def await_ready(self, deadline: float) -> None:
        try:
            ready = self._answer(deadline).get("ready")
        except _Gone:
            ready = False
        if not ready:
            log.error("LibreOffice in %s does not start", self.process.args)
            raise Unavailable

    def convert(self, path: Path, suffix: str, form: str, deadline: float) -> Path:
        """Raises Broken, LimitExceeded, _Gone."""
        self.documents += 1
        source, target = self.home.work / f"report{suffix}", self.home.work / f"report{form}"
        question = {"source": source.as_uri(), "target": target.as_uri()}
        try:
            # "x" follows no link that an earlier document may have laid here.
            with path.open("rb") as file, source.open("xb") as copy:
                shutil.copyfileobj(file, copy)
            assert self.process.stdin is not None
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
        except (BrokenPipeError, FileExistsError) as error:
            raise _Gone from error
        answer = self._answer(deadline)
        if "error" in answer or target.is_symlink() or not target.is_file():
            self.home.clear()
            raise Broken(detail=str(answer.get("error", ""))[:500])
        return target

    def _answer(self, deadline: float) -> dict[str, Any]:
        """The next line of the child, before ``deadline`` on the monotonic clock."""
        assert self.process.stdout is not None
        line = b""
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                close()
                raise LimitExceeded
            chunk = os.read(self.process.stdout.fileno(), 65536)
            line += chunk
            if not chunk or len(line) > LONGEST_ANSWER:
                raise _Gone
        try:
            return dict(json.loads(line))
        except (ValueError, TypeError) as error:
            raise _Gone from error

    def finish(self) -> None:
        """Forgets the document at hand."""
        self.home.clear()

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.home.remove()


atexit.register(close)
