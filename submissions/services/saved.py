"""A person's named filters of the inbox."""

from __future__ import annotations

from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from submissions.models import SavedFilter, User
from submissions.services.errors import Refused

KEPT: Final = ("tab", "q", "cycle", "area", "kind", "worst", "waiting", "sort")
MOST: Final = 20


def save(actor: User, name: str, query: str) -> SavedFilter:
    """Keeps these conditions under a name; the same name is overwritten. Anything else in the query is dropped."""
    name = " ".join(name.split())[:30]
    if not name:
        raise Refused(_("请给这组条件起个名字。"))
    asked, kept = QueryDict(query), QueryDict(mutable=True)
    for key in KEPT:
        if asked.get(key):
            kept[key] = asked[key]
    if len(kept.urlencode()) > 500:
        raise Refused(_("条件太长，不能保存。"))
    others = actor.saved_filters.exclude(name=name)
    if others.count() >= MOST:
        raise Refused(_("最多保存 %(n)s 组条件，请先删除不用的。") % {"n": MOST})
    return SavedFilter.objects.update_or_create(user=actor, name=name, defaults={"query": kept.urlencode()})[0]


def delete(actor: User, pk: int) -> int:
    """Forgets one of this person's own filters; how many that were."""
    return actor.saved_filters.filter(pk=pk).delete()[0]
