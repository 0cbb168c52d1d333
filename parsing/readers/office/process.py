"""LibreOffice inside a process of its own: a script of the standard library alone, run by ``office``.

It speaks to LibreOffice through LibreOfficeKit, the C interface LibreOffice keeps stable for being
loaded as a library. That costs no socket, no second interpreter and no bridge package, and lets this
process lock its own door first: no network, no other programs, no files but its own and the
system's, little memory, and no life after its parent. One JSON line comes in for each document, one goes out.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import resource
import select
import signal
import struct
import sys
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024
MEMORY = 2048 * MEGABYTE
"""Address space, bytes: a warm instance holds 600 MB of it, 200 MB resident."""
LARGEST_FILE = 256 * MEGABYTE
IDLE_SECONDS = 900
LIBRARIES = ("libsofficeapp.so", "libmergedlo.so")
KINDS = {".odt": 0, ".xlsx": 1}
"""What a document is to LibreOfficeKit (LOK_DOCTYPE_TEXT, LOK_DOCTYPE_SPREADSHEET), by what it is saved as."""

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 1, 38, 22, 2
_CALLS = {
    "x86_64": (0xC000003E, {"socket": 41, "execve": 59, "execveat": 322, "ptrace": 101, "io_uring_setup": 425}),
    "aarch64": (0xC00000B7, {"socket": 198, "execve": 221, "execveat": 281, "ptrace": 117, "io_uring_setup": 425}),
}
"""Linux's number of the machine, and of the calls it shall refuse (asm/unistd.h)."""


_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT, _ASK_VERSION = 444, 445, 446, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
SYSTEM = (
    "/usr", "/lib", "/lib64", "/dev", "/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache", "/etc/localtime",
    "/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig",
)  # fmt: skip
"""Where libraries, settings and fonts are."""


class _Kit(ctypes.Structure):
    pass


class _Text(ctypes.Structure):
    pass


_KIT, _TEXT = ctypes.POINTER(_Kit), ctypes.POINTER(_Text)
_TO_NOTHING = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class _KitClass(ctypes.Structure):
    """The first entries of LibreOfficeKitClass (LibreOfficeKit.h, since LibreOffice 5.2)."""

    _fields_ = [
        ("size", ctypes.c_size_t),
        ("destroy", _TO_NOTHING),
        ("load", ctypes.CFUNCTYPE(_TEXT, _KIT, ctypes.c_char_p)),
        ("error", ctypes.CFUNCTYPE(ctypes.c_void_p, _KIT)),
        ("load_with", ctypes.CFUNCTYPE(_TEXT, _KIT, ctypes.c_char_p, ctypes.c_char_p)),
        ("free_error", _TO_NOTHING),
    ]


class _TextClass(ctypes.Structure):
    """The first entries of LibreOfficeKitDocumentClass (since LibreOffice 6.0)."""

    _fields_ = [
        ("size", ctypes.c_size_t),
        ("destroy", ctypes.CFUNCTYPE(None, _TEXT)),
        ("save", ctypes.CFUNCTYPE(ctypes.c_int, _TEXT, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p)),
        ("kind", ctypes.CFUNCTYPE(ctypes.c_int, _TEXT)),
    ]


_Kit._fields_ = [("calls", ctypes.POINTER(_KitClass))]
_Text._fields_ = [("calls", ctypes.POINTER(_TextClass))]


def main(program: str, home: str) -> None:
    """Loads LibreOffice from the folder ``program``, lives in ``home`` and converts until the door closes."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    lock_in(readable(program), home)
    kit = start(Path(program), Path(home, "profile").as_uri())
    _say(answers, {"ready": bool(kit)})
    questions = os.fdopen(0, "rb", buffering=0)
    while kit and select.select([questions], [], [], IDLE_SECONDS)[0]:
        line = questions.readline()
        if not line:
            break
        question = json.loads(line)
        _say(answers, convert(kit, question["source"], question["target"]))
    os._exit(0)  # tearing LibreOffice down takes a second and gains nothing


def readable(program: str) -> list[str]:
    """Where this process may read: the system, LibreOffice, and Python's own library, of which some comes late."""
    return [*SYSTEM, str(Path(os.__file__).parent), str(Path(program).parent)]


def start(program: Path, profile: str) -> Any:
    """LibreOffice with the profile at the URL ``profile``, or a null pointer."""
    library = next(path for name in LIBRARIES if (path := program / name).exists())
    hook = ctypes.CDLL(str(library)).libreofficekit_hook_2
    hook.restype, hook.argtypes = _KIT, [ctypes.c_char_p, ctypes.c_char_p]
    return hook(str(program).encode(), profile.encode())


def convert(kit: Any, source: str, target: str) -> dict[str, str]:
    """Saves the document at the URL ``source`` at ``target``, as its suffix says; an empty answer means done."""
    office = kit.contents.calls.contents
    text = office.load_with(kit, source.encode(), b"Batch=1,EnableMacrosExecution=false")
    if not text:
        return {"error": _last_error(kit) or "not loaded"}
    calls = text.contents.calls.contents
    try:
        suffix = Path(target).suffix
        if calls.kind(text) != KINDS[suffix]:
            return {"error": f"not to be saved as {suffix}"}
        if not calls.save(text, target.encode(), suffix[1:].encode(), b""):
            return {"error": _last_error(kit) or "not saved"}
        return {}
    finally:
        calls.destroy(text)


def _last_error(kit: Any) -> str:
    office = kit.contents.calls.contents
    words = office.error(kit)
    if not words:
        return ""
    text = ctypes.string_at(words).decode(errors="replace")
    office.free_error(words)
    return text


def _say(answers: Any, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message).encode() + b"\n")


def lock_in(readable: list[str], home: str) -> None:
    """Limits this process for good, before anything untrusted is near it."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    parent = os.getppid()
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before it could be watched
        os._exit(1)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _refuse_files(libc, readable, home)
    _refuse_calls(libc)


def _refuse_files(libc: Any, readable: list[str], home: str) -> None:
    """Nothing outside ``readable`` can be opened, and nothing outside ``home`` written (Landlock, Linux 5.13).

    A document may link any file of this machine, and /proc would show it the worker's secrets.
    """
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, _ASK_VERSION)
    if version < 1:
        return
    every = (1 << (14 if version > 1 else 13)) - 1
    rules = libc.syscall(_LANDLOCK_CREATE, struct.pack("Q", every), 8, 0)
    _allow(libc, rules, home, every)
    for path in readable:
        _allow(libc, rules, path, _READ_FILE | _READ_FOLDER)
    libc.syscall(_LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)


def _allow(libc: Any, rules: int, path: str, access: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        place = os.open(path, os.O_PATH)
        if not Path(path).is_dir():
            access &= _READ_FILE
        # struct landlock_path_beneath_attr, packed: the rights, and where
        libc.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("=Qi", access, place), 0)
        os.close(place)


def _refuse_calls(libc: Any) -> None:
    """No sockets and no programs, by a filter of system calls that needs no privilege.

    Works in a container where a network namespace of one's own is forbidden. Where the kernel has
    no such filter, the profile's settings are what keeps LibreOffice off the network.
    """
    if platform.machine() not in _CALLS:
        return
    machine, calls = _CALLS[platform.machine()]
    program = _filter(machine, sorted(calls.values()))
    code = ctypes.create_string_buffer(program)
    # struct sock_fprog: how many instructions, and where they are
    frame = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.addressof(frame), 0, 0)


def _filter(machine: int, refused: list[int]) -> bytes:
    """A classic BPF program: refuses ``refused`` and every call of another machine's numbering."""
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    number_at, machine_at, foreign = 0, 4, 0x40000000
    permit, refuse = 0x7FFF0000, 0x00050000 | 13  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EACCES
    left = len(refused)
    steps = [
        (load, 0, 0, machine_at),
        (equal, 0, left + 3, machine),
        (load, 0, 0, number_at),
        (at_least, left + 1, 0, foreign),
        *((equal, left - place, 0, number) for place, number in enumerate(refused)),
        (answer, 0, 0, permit),
        (answer, 0, 0, refuse),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


if __name__ == "__main__":
    main(*sys.argv[1:])
