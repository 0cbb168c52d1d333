"""Django's admin site shows history and cannot change it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from submissions.models import Agency, Cycle, Event, Submission, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser() -> User:
    return User.objects.create_superuser("root", password="a long password 1")


@pytest.mark.parametrize("model", [Event, Submission, Cycle])
def test_what_the_services_write_is_read_only(model: type, superuser: User, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = superuser
    page = admin.site._registry[model]
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)


def test_an_office_is_set_up_from_nothing(superuser: User, client: Client) -> None:
    """The first agency and the first office account come from here; the rest from the site itself."""
    client.force_login(superuser)
    answer = client.post(
        "/admin/submissions/agency/add/",
        {
            "code": "23",
            "name": "黑龙江省人民政府",
            "kind": "province_government",
            "aliases": "[]",
            "position": "0",
            "is_active": "on",
        },
    )
    assert answer.status_code == 302
    root = Agency.objects.get()
    assert root.path == f"/{root.pk}/"


@pytest.mark.parametrize("page", ["event", "submission", "cycle", "agency", "user"])
def test_the_lists_open(superuser: User, client: Client, draft: Submission, page: str) -> None:
    client.force_login(superuser)
    assert client.get(f"/admin/submissions/{page}/").status_code == 200
