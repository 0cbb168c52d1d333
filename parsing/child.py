"""Does a piece of work in a child process with limits, and brings back only data.

The child is forked, so it starts warm; it writes JSON lines to a pipe and leaves without
running the parent's exit handlers.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import json
import os
import resource
import select
import signal
import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from parsing import errors
from parsing.errors import Broken, LimitExceeded, ParsingError, ReaderKilled

MEGABYTE = 1024 * 1024
UNEXPECTED = "文件内容异常，读取没有完成。"
"""For what was raised by mistake: a file may provoke anything."""
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
"""CLONE_NEWUSER and CLONE_NEWNET of unshare(2)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: seconds of CPU, seconds by the clock, bytes of addresses beyond the
    parent's. Reading a scan touches 300 MB but maps 1.2 GB, most of it libraries and the heaps of
    their threads. Each page that is recognised earns the child more CPU, up to ``most_cpu_seconds``."""

    cpu_seconds: int = 60
    most_cpu_seconds: int = 420
    wall_seconds: int = 120
    memory: int = 1536 * MEGABYTE
    answer: int = 32 * MEGABYTE


Message = dict[str, Any]
Say = Callable[[Message], None]


def in_child(work: Callable[[Say], None], limits: Limits) -> Generator[Message, None, None]:
    """What ``work`` says, said by a child under limits; the child is gone when the generator closes.

    Raises ParsingError when the work does, or when the child dies or runs over its limits; ReaderKilled when somebody
    else killed it, as a system does that is out of memory: its own limits end it with other signals.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _run(work, writer, limits)
    os.close(writer)
    try:
        yield from _listen(reader, limits)
    except EOFError:
        status, child = _end(child), 0
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        raise (ReaderKilled if killed else LimitExceeded) from None
    finally:
        os.close(reader)
        if child:
            _end(child)


def _run(work: Callable[[Say], None], writer: int, limits: Limits) -> NoReturn:
    """The child's whole life."""
    status = 1
    try:
        gc.disable()
        _limit(limits)
        _leave_the_network()
        work(lambda message: _say(writer, message))
        _say(writer, {"done": True})
        status = 0
    except ParsingError as error:
        _say(writer, {"error": [error.code, error.message, error.advice]})
    except MemoryError:
        _say(writer, {"error": [LimitExceeded.code, LimitExceeded.message, LimitExceeded.advice]})
    except BaseException as error:  # whatever a hostile file provokes is an answer
        _say(writer, {"error": [Broken.code, UNEXPECTED, Broken.advice, repr(error)[:500]]})
    finally:
        os._exit(status)


def _limit(limits: Limits) -> None:
    statm = Path("/proc/self/statm")
    if statm.exists():  # elsewhere the address space cannot be limited and CPU and clock must do
        used = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + limits.memory,) * 2)
    most = max(limits.most_cpu_seconds, limits.cpu_seconds + 5)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave_the_network() -> None:
    """A child that something took over talks to nobody: neither outside nor to the services beside it.

    A name space of its own has no network. Where the kernel grants none (or is not Linux) only Python's own sockets
    are shut, which the libraries do not use: they are told to fetch nothing.
    """
    socket.socket = socket.create_connection = _no_network  # type: ignore[assignment,misc]
    with contextlib.suppress(AttributeError, OSError):
        unshare = ctypes.CDLL(None).unshare
        if unshare(NEW_USER | NEW_NETWORK) != 0:
            unshare(NEW_NETWORK)


def _no_network(*_arguments: Any, **_options: Any) -> NoReturn:
    raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))


def _say(writer: int, message: Message) -> None:
    data = json.dumps(message, ensure_ascii=False).encode() + b"\n"
    while data:
        data = data[os.write(writer, data) :]


def _listen(reader: int, limits: Limits) -> Generator[Message, None, None]:
    """The child's lines until it says it is done; EOFError when it hangs up before, LimitExceeded out of time."""
    deadline = time.monotonic() + limits.wall_seconds
    rest = b""
    size = 0
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([reader], [], [], left)[0]:
            break
        chunk = os.read(reader, 65536)
        size += len(chunk)
        if not chunk:
            raise EOFError
        if size > limits.answer:
            break
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "error" in message:
                raise _error(*message["error"])
            if "done" in message:
                return
            yield message
    raise LimitExceeded


def _error(code: str, message: str, advice: str, detail: str = "") -> ParsingError:
    kinds: dict[str, Callable[..., ParsingError]] = {
        kind.code: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ParsingError)
    }
    return kinds.get(code, Broken)(message, advice, detail)


def _end(child: int) -> int:
    """No child is left behind, running or dead. How it ended, were it only just now."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]
