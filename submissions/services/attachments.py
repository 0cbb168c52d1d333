"""A file beside an explanation: looked at by content, kept under its hash, never overwritten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from parsing.errors import ParsingError
from parsing.kinds import HEAD_BYTES, sniff
from submissions.models import Explanation
from submissions.services import erased, storage
from submissions.services.errors import Erased, Refused
from submissions.services.text import storable

Received = UploadedFile[bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a file lies and what its sender called it; ``size`` in bytes."""

    stored: str = ""
    name: str = ""
    size: int = 0


NONE: Final = Kept()


def keep(file: Received) -> Kept:
    """Stores the file. Refused when it is empty, too large or of a kind that is no document or picture."""
    size = file.size or 0
    if not size:
        raise Refused(_("附件是空文件。"))
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES / 1024 / 1024
        raise Refused(_("附件超过了 %(limit)g MB，没有保存。") % {"limit": round(limit, 2)})
    file.seek(0)
    try:
        kind = sniff(file.read(HEAD_BYTES), file.name or "")
    except ParsingError as error:
        raise Refused(_("附件只收 Word、WPS、PDF、Excel、文本和图片文件。")) from error
    digest = _sha256(file)
    try:
        erased.refuse(digest)
    except Erased as error:
        raise Refused(str(error)) from None
    name = storage.save(f"attachments/{digest[:2]}/{digest}.{kind}", File(file))
    return Kept(name, storable(file.name or "")[-255:], size)


def of(explanation: Explanation) -> Kept:
    """What an earlier answer had attached, for the text that takes its place."""
    return Kept(explanation.attachment.name or "", explanation.attachment_name, explanation.attachment_size)


def _sha256(file: Received) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
