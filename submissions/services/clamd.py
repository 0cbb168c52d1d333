"""Asks clamd about bytes: its INSTREAM command, over TCP or a socket of this machine (man clamd, "COMMANDS").

A command is ``z`` + name + NUL; bytes follow as chunks, each behind its length in four bytes, big-endian, and a length
of 0 ends them; the answer ends in NUL: "stream: OK", "stream: NAME FOUND", or a sentence and "ERROR". Written here
because no library fits: clamd (2014) and pyClamd (2017) are no longer kept, and clamav-client, which is, is under the
GPL and takes what clamd says of a file that is too long for a broken pipe.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import IO, Final

from django.conf import settings

CHUNK: Final = 128 * 1024
LONGEST_ANSWER: Final = 4096


class NoAnswer(Exception):
    """clamd is away, too slow or speaks otherwise: ``why`` in its words or the system's. No file is to blame."""

    def __init__(self, why: str, *, of_this_file: bool = False) -> None:
        self.why = why
        self.of_this_file = of_this_file
        """clamd is there, but does not scan this file, mostly because it is longer than its StreamMaxLength."""
        super().__init__(why)


def scan(file: IO[bytes], patience: float) -> str:
    """The name of what is in the file; "" where it is clean. Waits ``patience`` seconds in all. Raises NoAnswer."""
    with _connected(patience) as link:
        try:
            link.send(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                link.send(struct.pack("!L", len(chunk)) + chunk)
            link.send(struct.pack("!L", 0))
        except ConnectionError:
            pass  # it hangs up on what is too long, after it has said so
        answer = link.answer()
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND") or "?"
    raise NoAnswer(answer or "no answer", of_this_file=answer.endswith("ERROR"))


def version(patience: float) -> str:
    """What clamd says of itself: "ClamAV 1.4.3/27500/Sat Jan 24 …", release, signatures and their day."""
    with _connected(patience) as link:
        link.send(b"zVERSION\0")
        return link.answer()


class _Link:
    """One connection and the moment until which it may take."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self.sock, self.until = sock, until

    def _wait_no_longer(self) -> None:
        left = self.until - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.sock.settimeout(left)

    def send(self, data: bytes) -> None:
        self._wait_no_longer()
        self.sock.sendall(data)

    def answer(self) -> str:
        got = b""
        with suppress(ConnectionError):
            while b"\0" not in got and len(got) < LONGEST_ANSWER:
                self._wait_no_longer()
                if not (more := self.sock.recv(LONGEST_ANSWER)):
                    break
                got += more
        return got.partition(b"\0")[0].decode("utf-8", "replace").strip()


@contextmanager
def _connected(patience: float) -> Iterator[_Link]:
    until, address = monotonic() + patience, settings.CLAMD
    try:
        if isinstance(address, tuple):
            sock = socket.create_connection(address, timeout=min(patience, 3))
        else:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            sock.settimeout(patience)
            sock.connect(str(address))
        with sock:
            yield _Link(sock, until)
    except OSError as error:
        raise NoAnswer(str(error) or type(error).__name__) from error
