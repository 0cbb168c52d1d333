"""Whether what was kept of a yearly sum still is what would be summed now."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, Sum

from submissions.models import ITSELF, Agency, CountedVersion, Cycle


def of_cycles(cycles: Iterable[Cycle], root: Agency) -> dict[int, str]:
    """By primary key of the cycle: a word that is another one as soon as anything changes that the sum over the
    root counts. One query.

    Whoever keeps something reads the word first and what it stands for afterwards: what is committed in between is
    in neither or in the data alone, and the word is another one next time.
    """
    wanted = [cycle.pk for cycle in cycles]
    below = Agency.objects.filter(path__startswith=root.path).order_by().values("pk")
    asked = CountedVersion.objects.filter(Q(cycle=ITSELF) | Q(cycle__in=wanted, agency__in=below))
    versions = dict(asked.order_by().values_list("cycle").annotate(Sum("version")))
    return {pk: f"{versions.get(ITSELF, 0)}.{versions.get(pk, 0)}" for pk in wanted}


def of(cycle: Cycle, root: Agency) -> str:
    return of_cycles([cycle], root)[cycle.pk]
