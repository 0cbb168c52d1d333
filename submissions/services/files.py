"""A received file: its size and kind looked at, its bytes kept under their hash."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from parsing.errors import EmptyFile, ParsingError, TooLarge
from parsing.kinds import HEAD_BYTES, sniff
from submissions.language import of_record
from submissions.services import erased, screening, storage
from submissions.services.text import storable

Received = UploadedFile[bytes]


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the bytes lie, what their sender called them, their SHA-256, size in bytes and kind ("" unknown)."""

    file: str
    name: str
    sha256: str
    size: int
    format: str


def size_error(file: Received) -> TooLarge | None:
    """Why the file is not even stored."""
    size = file.size or 0
    if size <= settings.UPLOAD_MAX_BYTES:
        return None
    megabytes = settings.UPLOAD_MAX_BYTES / 1024 / 1024
    with of_record():
        told = _("文件有 %(size).1f MB，超过了 %(limit)g MB 的上限，没有保存。")
    return TooLarge(told % {"size": size / 1024 / 1024, "limit": round(megabytes, 2)})


def keep(file: Received) -> tuple[Stored, ParsingError | None]:
    """Stores the file; beside it, why it cannot be a report by its first bytes.

    Raises Erased, and stores nothing, where these bytes were removed before.
    """
    kind, error = _kind(file)
    name = storable(file.name or "")
    digest = _sha256(file)
    erased.refuse(digest)
    stored = _store(file, digest, kind or _suffix(name))
    return Stored(stored, name[-255:], digest, file.size or 0, kind), error


def _kind(file: Received) -> tuple[str, ParsingError | None]:
    """The format by content, or why the file cannot be a report."""
    if not file.size:
        return "", EmptyFile()
    file.seek(0)
    try:
        return sniff(file.read(HEAD_BYTES), file.name or ""), None
    except ParsingError as error:
        return "", error


def _sha256(file: Received) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _suffix(name: str) -> str:
    """What stands after the last dot, if it is harmless in a file name."""
    found = re.search(r"\.([A-Za-z0-9]{1,8})$", name)
    return found.group(1).lower() if found else "bin"


def _store(file: Received, digest: str, suffix: str) -> str:
    """The stored name. Equal bytes have one name and are written once, so nothing is ever overwritten."""
    name = storage.save(f"uploads/{digest[:2]}/{digest}.{suffix}", File(file))
    screening.enter(name)
    return name
