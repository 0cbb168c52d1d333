"""Every address × everybody × what is another's: nobody sees or changes what is not theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern

from submissions.models import Agency, Cycle, Event, SavedFilter, SignIn, Submission, User
from submissions.states import Role
from tests.conftest import person
from tests.security.addresses import PUBLIC, Owned, address, area, is_about_something, owned, patterns
from tests.views.scenes import faulty_and_submitted

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

NOBODY_NOW = {
    "alike": "a report is not held against itself",
    "changes": "the report was never returned",
    "letter": "the report was never returned",
    "move_upload": "the file is of no other report of theirs",
    **dict.fromkeys(("page_picture", "past_picture"), "a text has no pages"),
    **dict.fromkeys(("public_report", "public_pdf", "public_figures", "public_original"), "nothing is public"),
}
"""Addresses that answer 404 to everybody in this scene, and why."""

SAYS_NOTHING = {
    "end_sign_in": "answers alike whether there is such a session or not, and ends only one's own",
    "delete_filter": "answers alike whether there is such a filter or not, and deletes only one's own",
    "trail": "lists what is in the asker's own list, wherever the number lies",
    "system_edit": "which systems there are is no secret; who may change one test_obligations holds",
    "back_test_progress": "rules and years are every office's; the samples are those it may see",
}
"""Addresses that answer a stranger's number without telling or doing anything, and how."""


@pytest.fixture
def scene(submission: Submission, clerk: User, reviewer: User, office: User, cycle: Cycle) -> Owned:
    return owned(faulty_and_submitted(submission, clerk), clerk, reviewer, office, cycle)


@pytest.fixture
def outsiders(education: Agency, harbin: Agency, stranger: User, harbin_reviewer: User) -> list[User]:
    """Everybody who has a role, and none here: elsewhere in the tree, or no more."""
    gone = person("gone", "郑离任", (education, Role.CLERK))
    gone.memberships.all().delete()
    return [stranger, harbin_reviewer, person("harbin_office", "周市管", (harbin, Role.OFFICE)), gone]


def browser(user: User | None = None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def asked(client: Client, pattern: URLPattern, scene: Owned) -> dict[str, Any]:
    where = address(pattern, scene)
    return {"GET": client.get(where), "POST": client.post(where)}


def test_nobody_comes_in_without_signing_in(scene: Owned) -> None:
    wrong = []
    for pattern in patterns():
        for method, answer in asked(browser(), pattern, scene).items():
            turned_away = answer.status_code == 405 or (
                answer.status_code == 302 and answer["Location"].startswith("/login/")
            )
            if str(pattern.name) not in PUBLIC and not turned_away:
                wrong.append(f"{method} {pattern.name}: {answer.status_code}")
    assert not wrong, "; ".join(wrong)


def test_what_is_anothers_does_not_exist(scene: Owned, outsiders: list[User]) -> None:
    wrong, before = [], Event.objects.count()
    for user in outsiders:
        client = browser(user)
        for pattern in filter(is_about_something, patterns()):
            for method, answer in asked(client, pattern, scene).items():
                if answer.status_code not in (403, 404, 405) and pattern.name not in SAYS_NOTHING:
                    wrong.append(f"{user.username} {method} {pattern.name}: {answer.status_code}")
    assert not wrong, "; ".join(wrong)
    assert Event.objects.count() == before, "nothing was written either"
    assert SavedFilter.objects.exists()
    assert SignIn.objects.filter(ended_at=None).exists()


def test_each_part_of_the_portal_is_closed_to_the_other_roles(scene: Owned, clerk: User, reviewer: User) -> None:
    """The office may look into the reviewers' part; what it may do there test_moves holds."""
    closed = {"clerk": (clerk, ("office", "reviewer")), "reviewer": (reviewer, ("office",))}
    wrong, before = [], Event.objects.count()
    for role, (user, parts) in closed.items():
        client = browser(user)
        for pattern in patterns():
            if area(pattern) not in parts:
                continue
            for method, answer in asked(client, pattern, scene).items():
                if answer.status_code not in (403, 404, 405):
                    wrong.append(f"{role} {method} {pattern.name}: {answer.status_code}")
    assert not wrong, "; ".join(wrong)
    assert Event.objects.count() == before


def test_who_may_finds_every_one_of_these_addresses(scene: Owned, clerk: User, reviewer: User, office: User) -> None:
    """Otherwise the walks above would pass on an empty house."""
    missing = []
    for pattern in filter(is_about_something, patterns()):
        where = address(pattern, scene)
        codes = {answered(user, where) for user in (clerk, reviewer, office)}
        if codes <= {403, 404}:
            missing.append(str(pattern.name))
    assert sorted(missing) == sorted(NOBODY_NOW), "; ".join(missing)


def answered(user: User, where: str) -> int:
    """What this person gets there; a deed is tried and taken back."""
    client = browser(user)
    code = client.get(where).status_code
    if code != 405:
        return code
    with transaction.atomic():
        code = client.post(where).status_code
        transaction.set_rollback(True)
    return code


def test_a_deed_needs_the_token_of_its_page(scene: Owned, clerk: User, reviewer: User, office: User) -> None:
    """CSRF: no address changes anything for a form that stands on another site."""
    wrong = []
    for user in (clerk, reviewer, office):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(user)
        wrong += [str(p.name) for p in patterns() if client.post(address(p, scene)).status_code not in (403, 405)]
    assert not wrong, "; ".join(wrong)
