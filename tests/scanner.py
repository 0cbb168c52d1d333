"""A clamd for tests: it speaks INSTREAM and VERSION over TCP or a socket of this machine, and answers as it is told."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless string every scanner reports (eicar.org)."""


class Clamd:
    """``silent`` takes the bytes and never answers; ``longest`` is its StreamMaxLength in bytes."""

    def __init__(self) -> None:
        self.silent = False
        self.longest = 1 << 20
        self.asked: list[bytes] = []
        self.url = ""

    def answer(self, link: socket.socket) -> None:
        command = self._command(link)
        if command == b"zVERSION":
            link.sendall(b"ClamAV 1.4.3/27500/Sat Jan 24 10:00:00 2026\0")
            return
        assert command == b"zINSTREAM", command
        data = b""
        while length := struct.unpack("!L", self._read(link, 4))[0]:
            data += self._read(link, length)
            if len(data) > self.longest:
                link.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.asked.append(data)
        if self.silent:
            time.sleep(3)
            return
        link.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0")

    @staticmethod
    def _read(link: socket.socket, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = link.recv(size - len(data))
            assert more, "hung up in the middle"
            data += more
        return data

    def _command(self, link: socket.socket) -> bytes:
        said = b""
        while not said.endswith(b"\0"):
            said += self._read(link, 1)
        return said[:-1]


@contextmanager
def running(path: Path | None = None) -> Iterator[Clamd]:
    """One on a free port, or on the socket ``path``."""
    clamd = Clamd()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            clamd.answer(self.request)

    class Tcp(socketserver.ThreadingTCPServer):
        daemon_threads, block_on_close = True, False

    class Unix(socketserver.ThreadingUnixStreamServer):
        daemon_threads, block_on_close = True, False

    server: socketserver.BaseServer = Unix(str(path), Handler) if path else Tcp(("127.0.0.1", 0), Handler)
    clamd.url = f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"  # type: ignore[index]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield clamd
    finally:
        server.shutdown()
        server.server_close()
