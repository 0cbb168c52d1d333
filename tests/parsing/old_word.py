"""Old Word documents for the tests, made by LibreOffice's own command, and ways to spoil them."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from shutil import which

import pytest

from parsing.readers import office

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
needs_office = pytest.mark.skipif(not (office.program() and which("soffice")), reason="LibreOffice is not installed")


def make(kind: str, folder: Path, *sources: Path) -> None:
    """The documents in another format, all in one run of LibreOffice's own command."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=150)


def directory_entry(data: bytes, name: str) -> int:
    return data.index(name.encode("utf-16-le") + b"\0\0")


def renamed(data: bytes, name: str, before: str = "WordDocument") -> bytes:
    """A compound file whose stream ``before`` is called ``name``."""
    start = directory_entry(data, before)
    words = name.encode("utf-16-le") + b"\0\0"
    return data[:start] + words.ljust(64, b"\0") + struct.pack("<H", len(words)) + data[start + 66 :]


def with_password(data: bytes) -> bytes:
    """The bit that says the text is encrypted ([MS-DOC] 2.5.2, fEncrypted)."""
    first = struct.unpack_from("<I", data, directory_entry(data, "WordDocument") + 116)[0]
    flags = (first + 1) * 512 + 10
    return data[:flags] + struct.pack("<H", struct.unpack_from("<H", data, flags)[0] | 0x0100) + data[flags + 2 :]


def endless(data: bytes) -> bytes:
    """A directory whose first sector follows itself."""
    first = struct.unpack_from("<I", data, 0x30)[0]
    table = struct.unpack_from("<I", data, 0x4C + first // 128 * 4)[0]
    entry = (table + 1) * 512 + first % 128 * 4
    return data[:entry] + struct.pack("<I", first) + data[entry + 4 :]
