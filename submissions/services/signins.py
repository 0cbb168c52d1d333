"""Who is signed in where, and how a session is ended from elsewhere."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from submissions.models import SignIn, User
from submissions.services.events import note


def begin(user: User, session_key: str, agent: str, *, ip: str = "") -> SignIn:
    """Notes a new session."""
    with transaction.atomic():
        note("signed_in", user, ip=ip)
        return SignIn.objects.create(user=user, session_key=session_key, agent=agent[:200], ip=ip or None)


def seen(pk: int, session_key: str) -> None:
    """The person did something; the key is the session's of now, for a changed password gives it a new one."""
    SignIn.objects.filter(pk=pk).update(last_seen=timezone.now(), session_key=session_key)


def open_of(user: User) -> QuerySet[SignIn]:
    """The sessions in which this person is still signed in."""
    idle = timezone.now() - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return SignIn.objects.filter(user=user, ended_at=None, last_seen__gte=idle)


def end(pk: int, user: User) -> bool:
    """Ends one session of this person, wherever it is. False when there is no such session any more."""
    found = SignIn.objects.filter(pk=pk, user=user, ended_at=None).first()
    if found is None:
        return False
    with transaction.atomic():
        Session.objects.filter(session_key=found.session_key).delete()
        SignIn.objects.filter(pk=found.pk).update(ended_at=timezone.now())
    return True


def end_on_request(actor: User, pk: int, *, ip: str = "") -> bool:
    """A person ends a session of their own from another one."""
    with transaction.atomic():
        ended = end(pk, actor)
        if ended:
            note("session_ended", actor, ip=ip)
    return ended


def end_others(actor: User, kept: int | None, *, ip: str = "") -> int:
    """Ends every session of this person but ``kept``; how many."""
    others = [pk for pk in open_of(actor).values_list("pk", flat=True) if pk != kept]
    with transaction.atomic():
        ended = sum(end(pk, actor) for pk in others)
        if ended:
            note("session_ended", actor, ip=ip)
    return ended


def sign_out(user: User, pk: int | None, *, ip: str = "") -> None:
    """A person leaves by the door."""
    with transaction.atomic():
        SignIn.objects.filter(pk=pk or 0, user=user, ended_at=None).update(ended_at=timezone.now())
        note("signed_out", user, ip=ip)
