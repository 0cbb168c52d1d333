"""Keys of the interface: issued and revoked by their owner, kept as digests, counted by the minute."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from time import time
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import access
from submissions.models import ApiToken, User
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note

PREFIX: Final = "govr_"
"""So that a key that leaked into a file is found by those who look for such things."""
RANDOM_BYTES: Final = 32
SHOWN: Final = len(PREFIX) + 6
LONGEST_DAYS: Final = 366
MOST: Final = 20
"""So many live keys one account may have."""


def issue(actor: User, name: str, days: int, *, ip: str = "") -> tuple[ApiToken, str]:
    """A new key; beside it its text, which nobody can see again."""
    if not (answer := access.may_administer(actor)):
        raise NotAllowed(answer.why)
    if not name.strip():
        raise Refused(_("请填写用途，便于以后辨认。"))
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("有效期应在1天到%(most)s天之间。") % {"most": LONGEST_DAYS})
    text = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    with transaction.atomic():
        if actor.api_tokens.filter(revoked_at=None, expires_at__gt=timezone.now()).count() >= MOST:
            raise Refused(_("最多同时有 %(most)s 个有效密钥，请先停用不用的。") % {"most": MOST})
        token = ApiToken.objects.create(
            user=actor,
            name=name.strip()[:100],
            shown=text[:SHOWN],
            digest=digest_of(text),
            expires_at=timezone.now() + timedelta(days=days),
        )
        note("token_issued", actor, text=str(token), ip=ip)
    return token, text


def revoke(actor: User, token: ApiToken, *, ip: str = "") -> None:
    """Ends a key at once; only its owner may."""
    with transaction.atomic():
        own = ApiToken.objects.filter(pk=token.pk, user=actor, revoked_at=None)
        if not own.update(revoked_at=timezone.now()):
            raise Refused(_("这个密钥已经停用。"))
        note("token_revoked", actor, text=str(token), ip=ip)


def digest_of(text: str) -> str:
    """The key is random and long: one round of a digest is as good as many."""
    return hashlib.sha256(text.encode()).hexdigest()


def find(text: str) -> ApiToken | None:
    """The live key of an active account, or None."""
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(text)).first()
    return token if token and token.is_live and token.user.is_active else None


def spend(token: ApiToken) -> int:
    """Counts one request; how many are left in this minute, below zero when there were too many.

    One UPDATE, so that all processes of the site count together.
    """
    minute = int(time() // 60)
    same = When(minute=minute, then=F("spent") + 1)
    ApiToken.objects.filter(pk=token.pk).update(
        spent=Case(same, default=Value(1)), minute=minute, last_used_at=timezone.now()
    )
    spent = ApiToken.objects.values_list("spent", flat=True).get(pk=token.pk)
    return settings.API_REQUESTS_A_MINUTE - spent
