"""Takes a kept file away because somebody's personal data stands in it, and keeps the trace that it was there.

What goes: the bytes wherever they are used, pictures of their pages, annotated copies, and, in all that was read or
written of them, the passages rule V finds and the words whoever removes names. What stays: hash, size, name, who, when
and why (an Erasure and sealed events), the figures, and every decision. The other way round: a clean file in its place.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import access
from submissions.language import of_record
from submissions.models import (
    AnnotatedCopy,
    Erasure,
    KeptKind,
    Membership,
    PrivacyLook,
    Submission,
    User,
)
from submissions.services import erased, files, notices, privacy, screening
from submissions.services.blotting import blot
from submissions.services.errors import NoFile, NotAllowed, Refused
from submissions.services.events import note
from submissions.services.files import Received
from submissions.services.masking import Mask
from submissions.services.text import storable
from submissions.services.uses import Uses, held
from submissions.states import Processing, Role

log = logging.getLogger(__name__)
MOST_WORDS: Final = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """One file kept beside a report: ``stored`` is its name in the store; ``erasure`` its trace, if it has one."""

    what: KeptKind
    sha256: str
    name: str
    stored: str
    size: int
    erasure: Erasure | None = None

    @property
    def key(self) -> str:
        """What a form names it by."""
        return f"{self.what}-{self.sha256}"


def files_of(submission: Submission) -> list[Kept]:
    """Every file of a report, the newest of each kind first; equal bytes of one kind once."""
    asked = {one.sha256: one for one in submission.erasures.filter(declined_at=None, erased_at=None)}
    found: dict[str, Kept] = {}

    def add(what: KeptKind, name: str, stored: str, size: int) -> None:
        digest = screening.digest_of(stored)
        kept = Kept(what, digest, name, stored, size, asked.get(digest))
        found.setdefault(kept.key, kept)

    for upload in submission.uploads.order_by("-pk"):
        add(KeptKind.UPLOAD, upload.original_name, str(upload.file.name), upload.size)
    for said in submission.explanations.exclude(attachment="").order_by("-pk"):
        add(KeptKind.ATTACHMENT, said.attachment_name, str(said.attachment.name), said.attachment_size)
    for seal in submission.seals.order_by("-pk"):
        add(KeptKind.SEAL, seal.name, str(seal.file.name), seal.size)
    gone = erased.traces_of({one.sha256 for one in found.values()})
    return [dataclasses.replace(one, erasure=gone.get(one.sha256, one.erasure)) for one in found.values()]


def _kept(submission: Submission, key: str) -> Kept:
    for kept in files_of(submission):
        if kept.key == key:
            return kept
    raise Refused(_("没有这个文件，页面内容可能已过时，请刷新后再看。"))


def ask(actor: User, submission: Submission, key: str, why: str, *, ip: str = "") -> Erasure:
    """The agency asks that a file be removed; its office is told."""
    if not (answer := access.may_ask_removal(actor, submission)):
        raise NotAllowed(answer.why)
    kept = _kept(submission, key)
    if not why.strip():
        raise Refused(_("请写明文件中有什么样的个人信息。不要写出个人信息本身。"))
    if kept.erasure is not None:
        raise Refused(_("这个文件已经移除，或者已经申请。"))
    with transaction.atomic(), of_record():
        row = _trace(submission, kept, asked_by=actor, asked_why=storable(why.strip()))
        note("removal_asked", actor, submission=submission, text=f"{kept.name}：{row.asked_why}", ip=ip)
        title = _("%(agency)s%(year)s年度报告：申请移除含个人信息的文件") % {
            "agency": submission.agency.name,
            "year": submission.cycle.year,
        }
        path = reverse("kept_files", args=[submission.pk])
        notices.send(_office_of(submission), "office", f"removal-{row.pk}", title, row.asked_why, submission, path)
    return row


def _office_of(submission: Submission) -> list[User]:
    above = [*submission.agency.ancestor_ids, submission.agency_id]
    held = Membership.objects.filter(agency__in=above, role=Role.OFFICE.value, user__is_active=True)
    return list({one.user_id: one.user for one in held.select_related("user")}.values())


def _trace(submission: Submission, kept: Kept, **columns: Any) -> Erasure:
    try:
        with transaction.atomic():
            return Erasure.objects.create(
                submission=submission, what=kept.what, sha256=kept.sha256, name=kept.name, size=kept.size, **columns
            )
    except IntegrityError:
        raise Refused(_("这个文件已经移除，或者已经申请。")) from None


def decline(actor: User, submission: Submission, key: str, why: str, *, ip: str = "") -> None:
    """The office leaves a file as it is, and says why; it may be asked for again."""
    _permit(actor, submission)
    kept = _kept(submission, key)
    if not why.strip():
        raise Refused(_("请填写理由。"))
    with transaction.atomic():
        waiting = Erasure.objects.filter(submission=submission, sha256=kept.sha256, erased_at=None, declined_at=None)
        if not waiting.update(declined_by=actor, declined_at=timezone.now(), reason=storable(why.strip())):
            raise Refused(_("没有等待办理的申请。"))
        note("removal_declined", actor, submission=submission, text=f"{kept.name}：{why.strip()}", ip=ip)


def _permit(actor: User, submission: Submission) -> None:
    if not (answer := access.may_administer(actor, submission.agency)):
        raise NotAllowed(answer.why)


def erase(
    actor: User, submission: Submission, key: str, why: str, words: Iterable[str] = (), *, ip: str = ""
) -> Erasure:
    """Removes a file for good. ``words`` are blotted out besides what rule V finds; they are kept nowhere.

    Raises NotAllowed and Refused: a file that another's report uses too is removed by an office above both.
    """
    _permit(actor, submission)
    kept = _kept(submission, key)
    if not why.strip():
        raise Refused(_("请填写移除的理由。"))
    named = [word for word in dict.fromkeys(storable(word.strip()) for word in words) if word]
    if len(named) > MOST_WORDS:
        raise Refused(_("要遮去的文字最多 %(n)s 条。") % {"n": MOST_WORDS})
    with transaction.atomic():
        uses = held(kept.sha256)
        if erased.trace_of(kept.sha256):
            raise Refused(_("这个文件已经移除。"))
        if any(not access.may_administer(actor, one.agency) for one in uses.submissions()):
            raise Refused(_("同一个文件还用在您管理范围以外的报告中，请由上级管理员移除。"))
        if uses.is_being_read():
            raise Refused(_("文件正在读取，请读完后再移除。"))
        row = kept.erasure or _trace(submission, kept)
        mask = Mask({*uses.private_words(), *named})
        names = [*uses.stored(), *uses.made_of_them()]
        for one in uses.submissions():
            names += blot(one, uses, mask)
        _forget_what_was_made(uses)
        done = {"erased_by": actor, "erased_at": timezone.now(), "reason": storable(why.strip())}
        asked = Erasure.objects.filter(sha256=kept.sha256, erased_at=None, declined_at=None)
        if not asked.filter(pk=row.pk).update(**done, hidden=mask.count, names=names):
            raise Refused(_("这个文件刚刚被他人办理，请刷新后再看。"))
        asked.update(**done)  # whoever else asked for the same bytes waits for nothing any more
        for one in uses.submissions():
            _tell(actor, one, kept, why.strip(), mask.count, ip)
        transaction.on_commit(lambda: delete_bytes(row.pk))
    row.refresh_from_db()
    return row


@of_record()
def _tell(actor: User, submission: Submission, kept: Kept, why: str, hidden: int, ip: str) -> None:
    told = {"name": kept.name, "size": kept.size, "sha256": kept.sha256, "why": why, "n": hidden}
    text = _("%(name)s（%(size)s 字节，SHA-256 %(sha256)s）：%(why)s；文字遮去 %(n)s 处") % told
    note("removed", actor, submission=submission, text=text, ip=ip)


def _forget_what_was_made(uses: Uses) -> None:
    gone = {"processing": Processing.FAILED.value, "why_not": gone_words()}
    uses.facsimiles().update(pages=[], blocks=[], **gone)
    AnnotatedCopy.objects.filter(reading__upload__in=uses.uploads).delete()
    PrivacyLook.objects.filter(sha256=uses.sha256).delete()


@of_record()
def gone_words() -> str:
    return _("原件因含个人信息已移除。")


def delete_bytes(erasure_id: int) -> bool:
    """Deletes what an erasure names from the store; False where the store is away, and the sweeper comes back."""
    row = Erasure.objects.get(pk=erasure_id)
    left: list[str] = []
    for name in row.names:
        try:
            default_storage.delete(name)
        except Exception:  # stores have no common error; whatever it was, the file is still to be deleted
            log.exception("%s of erasure %s could not be deleted", name, erasure_id)
            left.append(name)
    Erasure.objects.filter(pk=erasure_id).update(names=left)
    return not left


def left_behind() -> list[int]:
    """Erasures whose bytes could not be deleted yet; nobody is given them meanwhile."""
    return list(Erasure.objects.exclude(erased_at=None).exclude(names=[]).values_list("pk", flat=True))


def replace(actor: User, submission: Submission, key: str, file: Received | None, *, ip: str = "") -> Erasure:
    """Puts a clean file in the place of one that was removed: whoever asks for that one is given this one.

    It is not read: the figures stay those of the reading. Raises NotAllowed, Refused and ParsingError.
    """
    if not (answer := access.may_ask_removal(actor, submission)):
        raise NotAllowed(answer.why)
    row = _kept(submission, key).erasure
    if row is None or not row.is_done:
        raise Refused(_("这个文件没有移除，不需要替换件。"))
    if file is None:
        raise NoFile
    if too_large := files.size_error(file):
        raise too_large
    stored, error = files.keep(file)
    if error:
        raise error
    with transaction.atomic():
        Erasure.objects.filter(pk=row.pk).update(
            replacement=stored.file,
            replacement_name=stored.name,
            replacement_sha256=stored.sha256,
            replaced_by=actor,
            replaced_at=timezone.now(),
        )
        screening.look_at(stored.file)
        privacy.look_at(stored.file, stored.name)
        note(
            "removal_replaced",
            actor,
            submission=submission,
            text=f"{row.name} → {stored.name}（SHA-256 {stored.sha256}）",
            ip=ip,
        )
    row.refresh_from_db()
    return row
