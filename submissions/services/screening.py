"""Kept files and the malware scanner: nothing reads a file before it was found clean, nobody is given an infected one.

Three answers: clean, infected, none yet. Without an answer the file waits and is asked about again, ever more rarely,
for as long as it takes; that is said to whoever waits and to operators, and blamed on nobody. Without CLAMD_URL no file
is asked about, and what was found before still holds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.language import of_record
from submissions.models import Explanation, Intake, Screened, Screening, SealedScan, Submission, Upload
from submissions.services import bell, clamd, erased, storage
from submissions.services.clamd import NoAnswer
from submissions.services.errors import Infected, NotScreened, Refused, StorageAway
from submissions.services.events import note

log = logging.getLogger(__name__)
PATIENCE: Final = 30.0
"""Seconds for one file, in a worker; a person waits no longer than LEAST_PATIENCE."""
LEAST_PATIENCE: Final = 10.0
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)


def is_on() -> bool:
    return settings.CLAMD is not None


def digest_of(name: str) -> str:
    """The SHA-256 a kept file lies under."""
    return PurePosixPath(name).stem


def enter(name: str) -> None:
    """Has a file that was just kept looked at: by its reading, or by the sweeper where it is never read."""
    _row(name)


def look_at(name: str) -> None:
    """Has a file that is kept beside a report looked at as soon as the transaction ends.

    Raises Refused where these bytes are known to be infected.
    """
    row = _row(name)
    if row and row.verdict == Screened.INFECTED:
        raise Refused(str(Infected.by(row.found)))
    if row and row.verdict == Screened.WAITING:
        bell.ring_on_commit(row.pk, bell.SCREEN)


@contextmanager
def cleared(field: FieldFile | str) -> Iterator[Path]:
    """A kept file as a path of this machine, once it is known to be clean.

    Raises Erased, Infected, NotScreened, and what ``storage.local`` raises.
    """
    name = field if isinstance(field, str) else str(field.name)
    erased.refuse(digest_of(name))
    with storage.local(field) as path:
        row = _row(name)
        if row and row.verdict == Screened.WAITING:
            _ask(row, path)
        if row and row.verdict == Screened.INFECTED:
            raise Infected.by(row.found)
        yield path


def _row(name: str) -> Screening | None:
    """What is known of the file; where nothing is, it is entered if there is a scanner to ask."""
    digest = digest_of(name)
    if is_on():
        return Screening.objects.get_or_create(sha256=digest, defaults={"file": name})[0]
    return Screening.objects.filter(sha256=digest).exclude(verdict=Screened.WAITING).first()


def _ask(row: Screening, path: Path) -> None:
    """Puts the scanner's answer into the row. Raises NotScreened where there is none."""
    now = timezone.now()
    if row.next_at > now:
        raise NotScreened
    # A scanner that hangs would otherwise hold every worker for PATIENCE, file after file.
    if Screening.objects.filter(away=True, asked_at__gt=now - FIRST_PAUSE).exclude(pk=row.pk).exists():
        Screening.objects.filter(pk=row.pk, verdict=Screened.WAITING).update(next_at=now + FIRST_PAUSE)
        raise NotScreened
    try:
        with path.open("rb") as file:
            found = clamd.scan(file, PATIENCE)
    except NoAnswer as error:
        pause = min(FIRST_PAUSE * 2 ** min(row.attempts, 10), LONGEST_PAUSE)
        log.warning("file %s was not scanned (%s); again in %s", row.sha256, error.why, pause)
        Screening.objects.filter(pk=row.pk).update(
            attempts=F("attempts") + 1, asked_at=timezone.now(), next_at=timezone.now() + pause,
            why_not=error.why, away=not error.of_this_file,
        )  # fmt: skip
        raise NotScreened from error
    row.verdict, row.found = (Screened.INFECTED if found else Screened.CLEAN), found[:200]
    waiting = Screening.objects.filter(pk=row.pk, verdict=Screened.WAITING)
    settled = waiting.update(verdict=row.verdict, found=row.found, asked_at=timezone.now(), why_not="", away=False)
    if settled and found:
        _tell(row)


@of_record()
def _tell(row: Screening) -> None:
    """Writes into the history of everything the bytes are used for what was found."""
    log.warning("file %s is infected: %s", row.sha256, row.found)
    uses: list[tuple[Submission | None, str]] = [
        *((u.submission, u.original_name) for u in Upload.objects.filter(sha256=row.sha256)),
        *((s.submission, s.name) for s in SealedScan.objects.filter(sha256=row.sha256)),
        *((e.submission, e.attachment_name) for e in Explanation.objects.filter(attachment__contains=row.sha256)),
        *((None, i.original_name) for i in Intake.objects.filter(sha256=row.sha256, upload=None)),
    ]
    for submission, name in dict.fromkeys(uses):
        text = _("“%(name)s”中发现恶意代码（%(found)s），没有读取，也不提供下载。") % {"name": name, "found": row.found}
        note("infected", None, submission=submission, text=text)


def waiting(limit: int = 100) -> list[int]:
    """Files that may be asked about again, the longest waiting first."""
    if not is_on():
        return []
    due = Screening.objects.filter(verdict=Screened.WAITING, next_at__lte=timezone.now() - FIRST_PAUSE)
    return list(due.order_by("next_at").values_list("pk", flat=True)[:limit])


def postponed() -> QuerySet[Screening, Any]:
    """The hashes of files that are not to be asked about yet: nobody rings for their readings."""
    if not is_on():
        return Screening.objects.none().values("sha256")
    return Screening.objects.filter(verdict=Screened.WAITING, next_at__gt=timezone.now()).values("sha256")


def screen(screening_id: int) -> bool:
    """Asks about one file that no reading asks about; True when there is an answer."""
    row = Screening.objects.filter(pk=screening_id, verdict=Screened.WAITING).first()
    if row is None or not is_on():
        return False
    try:
        with storage.local(row.file) as path:
            _ask(row, path)
    except (NotScreened, StorageAway):
        return False
    except FileNotFoundError:
        row.delete()  # there are no bytes any more that could harm
        return False
    return True


def screen_all(*, again: bool) -> dict[Screened, int]:
    """Asks about every kept original, attachment and sealed scan without an answer, or ``again`` about all; how many
    there are of each answer."""
    if again:
        Screening.objects.update(verdict=Screened.WAITING, found="", next_at=timezone.now())
    for rows in (Upload.objects, Intake.objects.exclude(file=""), SealedScan.objects):
        for name in rows.values_list("file", flat=True).order_by("pk").iterator():
            enter(name)
    for name in Explanation.objects.exclude(attachment="").values_list("attachment", flat=True).iterator():
        enter(name)
    for pk in list(Screening.objects.filter(verdict=Screened.WAITING).values_list("pk", flat=True)):
        screen(pk)
    return {verdict: Screening.objects.filter(verdict=verdict).count() for verdict in Screened}


def refuse_infected(data: bytes) -> None:
    """Looks at a list that is used at once and not kept, while its sender waits. Raises Refused."""
    if not is_on():
        return
    try:
        found = clamd.scan(BytesIO(data), LEAST_PATIENCE)
    except NoAnswer as error:
        log.warning("a list was not scanned (%s)", error.why)
        raise Refused(_("安全检查暂时不能进行，文件没有导入。请过几分钟再试；一直如此时请告知系统管理员。")) from error
    if found:
        words = _("名单文件中发现恶意代码（%(found)s），没有导入。请用杀毒软件检查电脑后重新制作名单。")
        raise Refused(words % {"found": found})


def why_withheld(name: str) -> str:
    """Why nobody is given this kept file; "" where it may be given."""
    row = Screening.objects.filter(sha256=digest_of(name)).exclude(verdict=Screened.CLEAN).first()
    if row is None:
        return ""
    if row.verdict == Screened.INFECTED:
        return _("这个文件中发现恶意代码（%(found)s），不提供下载。") % {"found": row.found}
    return _("这个文件正在等待安全检查，检查完成后才能下载，请稍后再试。") if is_on() else ""
