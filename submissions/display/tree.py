"""Agencies as a tree, a level at a time: a province has thousands, and nobody reads them all."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from submissions.models import Agency

SEPARATOR = " › "


def branch(agencies: QuerySet[Agency], parent: Agency) -> QuerySet[Agency]:
    """The agencies right below ``parent``, each with ``below`` (its own children) and ``people``."""
    return with_counts(agencies.filter(parent=parent))


def with_counts(agencies: QuerySet[Agency]) -> QuerySet[Agency]:
    people = Count("memberships", filter=Q(memberships__user__is_active=True), distinct=True)
    counted = agencies.select_related("system").annotate(below=Count("children", distinct=True), people=people)
    # Django drops the order of a model from a query that groups.
    return counted.order_by("path_depth", "position", "code")


def lineage(agencies: Iterable[Agency]) -> dict[int, str]:
    """Where each agency stands: the names above it, from the root down, in one query."""
    shown = list(agencies)
    ids = {pk for agency in shown for pk in agency.ancestor_ids}
    names = dict(Agency.objects.filter(pk__in=ids).values_list("pk", "name"))
    return {agency.pk: SEPARATOR.join(names[pk] for pk in agency.ancestor_ids[:-1] if pk in names) for agency in shown}


def crumbs(agency: Agency, seen: QuerySet[Agency]) -> list[Agency]:
    """From the highest agency the person sees down to this one."""
    return list(seen.filter(pk__in=agency.ancestor_ids).order_by("path_depth"))
