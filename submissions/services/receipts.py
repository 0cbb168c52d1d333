"""Receipts: a number for every handing in, which whoever holds it can check."""

from __future__ import annotations

import secrets
import unicodedata
from importlib import import_module
from typing import Final

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import Receipt, Submission, User

WITHDRAWN, REPLACED = "withdrawn", "replaced"
SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No I, L, O or U, which are read for others."""
CHECK_SIGNS: Final = 10
"""Fifty bits: at the pace the page allows, nobody finds a number by trying."""
DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
LOOK_UPS, WINDOW = 20, 60
"""How often one address may ask in so many seconds, in each process of the site."""


def issue(submission: Submission, actor: User) -> Receipt:
    """The receipt of what was just handed in: year-agency-sequence-check. Earlier ones no longer count.

    Call it with the submission held: the sequence counts the receipts there are.
    """
    void(submission, REPLACED)
    sequence = submission.receipts.count() + 1
    check = "".join(secrets.choice(SIGNS) for _sign in range(CHECK_SIGNS))
    return Receipt.objects.create(
        submission=submission,
        number=f"{submission.cycle.year}-{submission.agency.code}-{sequence:02d}-{check}".upper(),
        upload_id=submission.current_upload_id,
        issued_at=submission.submitted_at or timezone.now(),
        by=actor,
        certified_name=submission.certified_name,
        agency_name=submission.agency.name,
    )


def void(submission: Submission, reason: str) -> None:
    submission.receipts.filter(void_reason="").update(void_reason=reason)


def standing(submission: Submission) -> Receipt | None:
    """The receipt that counts now."""
    return submission.receipts.filter(void_reason="").select_related("by", "upload").first()


def find(number: str) -> Receipt | None:
    """The receipt with this number, however its dashes, width, case and blanks were typed."""
    typed = "".join(unicodedata.normalize("NFKC", number[:200]).replace("\0", "").translate(DASHES).split()).upper()
    return Receipt.objects.select_related("submission__cycle").filter(number=typed).first() if typed else None


def may_look_up(address: str) -> bool:
    """Whether this address has asked few enough times of late; counts this time."""
    key = f"receipt-look-ups-{address}"
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) <= LOOK_UPS
    except ValueError:  # it ran out between the two
        return True


def facts_of(receipt: Receipt) -> list[tuple[str, str]]:
    """What the receipt says to who handed in, in printed order."""
    submission, upload = receipt.submission, receipt.upload
    seal = submission.seals.filter(at__lte=receipt.issued_at).first()
    return [
        (_("回执编号"), receipt.number),
        (_("报送机关"), receipt.agency_name),
        (_("报告年度"), _("%(year)s年度") % {"year": submission.cycle.year}),
        (_("提交时间"), timezone.localtime(receipt.issued_at).strftime("%Y-%m-%d %H:%M:%S")),
        (_("确认人"), receipt.certified_name),
        (_("提交人"), str(receipt.by)),
        (_("报告文件"), upload.original_name if upload else ""),
        (_("文件校验值（SHA-256）"), upload.sha256 if upload else ""),
        (_("盖章扫描件"), seal.name if seal else _("未附")),
    ]


def pdf(receipt: Receipt, address: str) -> bytes:
    """The receipt as PDF. ``address`` is that of the page where its number is checked.

    What draws it is loaded when the first is asked for: the site starts without it.
    """
    made: bytes = import_module("submissions.exports.receipt_pdf").receipt_pdf(
        _("政府信息公开工作年度报告报送回执"), facts_of(receipt), address
    )
    return made
