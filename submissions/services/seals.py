"""The signed and sealed paper, scanned: kept beside the original, every one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from submissions.models import Screened, Screening, SealedScan, Submission, User
from submissions.services import erased, holds, privacy, screening, storage
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.text import storable

Received = UploadedFile[bytes]
KINDS: Final = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
SUFFIXES: Final = (".pdf", ".jpg", ".jpeg", ".png")


def of(submission: Submission) -> list[SealedScan]:
    """Every scan, the newest first, each with what was found in it, harmful or private."""
    scans = list(submission.seals.select_related("by"))
    if scans:
        infected = Screening.objects.filter(sha256__in=[scan.sha256 for scan in scans], verdict=Screened.INFECTED)
        found = dict(infected.values_list("sha256", "found"))
        looks = privacy.looks_of(scan.sha256 for scan in scans)
        for scan in scans:
            scan.found, scan.look = found.get(scan.sha256, ""), looks.get(scan.sha256)
    return scans


def counting(scans: Iterable[SealedScan]) -> SealedScan | None:
    """The scan that counts among those of ``of``: the newest nothing was found in."""
    return next((scan for scan in scans if not scan.found), None)


def why_none(scans: Sequence[SealedScan]) -> str:
    """Why a year that asks for a scan has none to count; "" where one counts."""
    if counting(scans):
        return ""
    if not scans:
        return _("本年度要求附盖章扫描件，还没有上传。")
    words = _("盖章扫描件“%(name)s”中发现恶意代码（%(found)s），不能算作已附。请用杀毒软件检查电脑后重新扫描上传。")
    return words % {"name": scans[0].name, "found": scans[0].found}


def attach(actor: User, submission: Submission, file: Received | None, *, ip: str = "") -> SealedScan:
    """Keeps the scan; from now on it counts, the earlier ones stay in the history.

    Refused when it is missing, empty, too large or neither PDF, JPG nor PNG; NotAllowed and
    MoveRefused as for an upload.
    """
    holds.permit(actor, "seal", submission)
    kind = _kind(file)
    assert file is not None
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    erased.refuse(digest.hexdigest())
    with transaction.atomic():
        held = holds.hold(actor, "seal", submission)
        scan = SealedScan.objects.create(
            submission=held,
            file=_store(file, digest.hexdigest(), kind),
            name=storable(file.name or "")[-255:],
            size=file.size or 0,
            sha256=digest.hexdigest(),
            by=actor,
        )
        screening.look_at(str(scan.file.name))
        privacy.look_at(str(scan.file.name), scan.name)
        note("seal", actor, submission=held, text=scan.name, ip=ip)
    return scan


def _kind(file: Received | None) -> str:
    if file is None:
        raise Refused(_("没有收到文件。请选择盖章扫描件。"))
    if not file.size:
        raise Refused(_("盖章扫描件是空文件，没有保存。"))
    if file.size > settings.SEALED_SCAN_MAX_BYTES:
        limit = settings.SEALED_SCAN_MAX_BYTES / 1024 / 1024
        raise Refused(
            _("盖章扫描件超过了 %(limit)g MB，没有保存。请降低扫描分辨率后再试。") % {"limit": round(limit, 2)}
        )
    file.seek(0)
    head = file.read(1024)
    found = next((kind for magic, kind in KINDS.items() if head.startswith(magic)), "")
    if not found:
        raise Refused(_("盖章扫描件只收 PDF、JPG 或 PNG 文件，没有保存。"))
    return found


def _store(file: Received, digest: str, kind: str) -> str:
    """The stored name. Equal bytes have one name and are written once."""
    return storage.save(f"sealed/{digest[:2]}/{digest}.{kind}", File(file))
