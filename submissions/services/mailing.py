"""Sending the mail of notices. A mail server that is down delays mail and loses none; nothing goes out twice.

A notice is claimed by one UPDATE before the server is spoken to. When a process dies in between,
nobody can know whether the mail went out: it is marked uncertain and shown to the operator, and the
notice on the site stands in any case. The same where the server had the mail and went away before it said yes.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from time import monotonic
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import Mailing, Notice
from submissions.services import attempts, upkeep
from submissions.services.smtp import MailUncertain

log = logging.getLogger(__name__)

BATCH: Final = 50
ROUND_SECONDS: Final = 60
LOST_AFTER: Final = timedelta(minutes=10)
WAITS: Final = (1, 5, 15, 60, 240)
"""Minutes until the next try; the last one from then on. A mail server may be down all weekend."""


def send_waiting() -> int:
    """Sends what waits, over one connection; how many went out."""
    give_up_lost()
    ids = list(_due().values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:  # each backend raises its own kind
        log.warning("the mail server is out of reach: %s", error)
        _postpone(ids)
        return 0
    try:
        # A slow server takes its time; what is left waits for the next round, before the task runs into its limit.
        until = monotonic() + ROUND_SECONDS
        sent = sum(_send(pk, connection) for pk in ids if monotonic() < until)
    finally:
        connection.close()
    if sent:
        upkeep.beat(upkeep.MAIL)
    return sent


def _due() -> QuerySet[Notice]:
    now = timezone.now()
    waiting = Notice.objects.filter(mailing=Mailing.QUEUED)
    # No try is put off for longer than this: where one is, the clock was put back since.
    latest = now + timedelta(minutes=WAITS[-1])
    return waiting.exclude(next_try__gt=now, next_try__lte=latest).order_by("pk")


def _send(pk: int, connection: BaseEmailBackend) -> int:
    claimed = Notice.objects.filter(pk=pk, mailing=Mailing.QUEUED)
    if not claimed.update(mailing=Mailing.SENDING, next_try=timezone.now()):
        return 0
    notice = Notice.objects.select_related("user").get(pk=pk)
    try:
        message(notice, connection).send()
    except MailUncertain:
        log.warning("nobody knows whether mail of notice %s was taken", pk, exc_info=True)
        _end(pk, Mailing.UNCERTAIN)
        return 0
    except SMTPRecipientsRefused:
        _end(pk, Mailing.REFUSED)  # the address is wrong; trying again would not help
        return 0
    except Exception:
        log.warning("mail of notice %s was not taken", pk, exc_info=True)
        Notice.objects.filter(pk=pk, mailing=Mailing.SENDING).update(mailing=Mailing.QUEUED)
        _postpone([pk])
        return 0
    _end(pk, Mailing.SENT)
    return 1


def _end(pk: int, mailing: Mailing) -> None:
    Notice.objects.filter(pk=pk, mailing=Mailing.SENDING).update(mailing=mailing, next_try=None)


def _postpone(ids: list[int]) -> None:
    now = timezone.now()
    for notice in Notice.objects.filter(pk__in=ids, mailing=Mailing.QUEUED).only("pk", "tries"):
        minutes = WAITS[min(notice.tries, len(WAITS) - 1)]
        Notice.objects.filter(pk=notice.pk, tries=notice.tries).update(
            tries=notice.tries + 1, next_try=now + timedelta(minutes=minutes)
        )


def give_up_lost() -> int:
    """Mail whose process died while it was being sent."""
    lost = Notice.objects.filter(attempts.long_ago("next_try", LOST_AFTER), mailing=Mailing.SENDING)
    return lost.update(mailing=Mailing.UNCERTAIN, next_try=None)


def message(notice: Notice, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The mail of a notice. Its Message-ID is the notice's own, so that a server can tell a repeat."""
    lines = [
        _("%(name)s：") % {"name": notice.user.full_name or notice.user.username},
        notice.title + "。",
        notice.text,
        f"{settings.SITE_URL}{notice.path}" if settings.SITE_URL and notice.path else _("请登录平台查看。"),
        _("本邮件由系统发出，请勿回复。可在平台“消息”页选择接收哪些邮件。"),
    ]
    return EmailMessage(
        subject=notice.title,
        body="\n\n".join(line for line in lines if line),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.user.email],
        headers={"Message-ID": f"<notice-{notice.pk}@{settings.MAIL_DOMAIN}>"},
        connection=connection,
    )
