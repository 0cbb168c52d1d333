"""Coming in and going out: sessions, passwords, invitations, the front door."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from submissions.models import Agency, User
from submissions.services import accounts
from submissions.states import Role
from tests.conftest import PASSWORD, person
from tests.views.pages import signed_in, text_of

NEW = "another fine horse 7"


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> str:
    answer = client.post(reverse("login"), {"username": username, "password": password, **more})
    return answer["Location"] if answer.status_code == 302 else text_of(answer)


def test_a_person_signs_in(client: Client, clerk: User) -> None:
    assert sign_in(client, "clerk") == reverse("home")
    assert client.get(reverse("owed")).status_code == 200


def test_a_wrong_password_is_explained(client: Client, clerk: User) -> None:
    assert "用户名或密码不对" in sign_in(client, "clerk", "wrong")


def test_a_deactivated_account_cannot_sign_in(client: Client, clerk: User) -> None:
    User.objects.update(is_active=False)
    assert "用户名或密码不对" in sign_in(client, "clerk")


def test_the_page_asked_for_follows(client: Client, clerk: User) -> None:
    assert client.get(reverse("owed"))["Location"] == f"{reverse('login')}?next={reverse('owed')}"
    assert sign_in(client, "clerk", next="/mine/") == "/mine/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_another_site_never_follows(client: Client, clerk: User, target: str) -> None:
    assert sign_in(client, "clerk", next=target) == reverse("home")


def test_who_is_signed_in_needs_no_form(clerk: User) -> None:
    assert signed_in(clerk).get(reverse("login"))["Location"] == reverse("home")


def test_signing_out_is_posted(clerk: User) -> None:
    client = signed_in(clerk)
    assert client.get(reverse("logout")).status_code == 405
    client.post(reverse("logout"))
    assert client.get(reverse("owed")).status_code == 302


@pytest.mark.parametrize(("role", "page"), [(Role.CLERK, "owed"), (Role.REVIEWER, "queue"), (Role.OFFICE, "office")])
def test_the_front_door_leads_to_the_own_part(province: Agency, role: Role, page: str) -> None:
    user = person("someone", "某人", (province, role))
    assert signed_in(user).get(reverse("home"))["Location"] == reverse(page)


def test_somebody_without_a_role_is_told_whom_to_ask(db: None) -> None:
    user = User.objects.create_user("nobody", password=PASSWORD)
    assert "尚未分配机关" in text_of(signed_in(user).get(reverse("home")))


def test_the_first_account_is_told_to_add_the_topmost_agency(db: None) -> None:
    page = signed_in(User.objects.create_superuser("first", password=PASSWORD)).get(reverse("home"))
    assert "请先在系统后台新增最上级机关" in text_of(page)
    assert "请联系上级主管部门的管理员" not in text_of(page)
    assert reverse("admin:index") in page.content.decode()


def test_an_account_of_the_administration_gives_itself_a_role(province: Agency) -> None:
    page = signed_in(User.objects.create_superuser("second", password=PASSWORD)).get(reverse("home"))
    assert "添加任职" in text_of(page)
    assert "新增最上级机关" not in text_of(page)


def test_a_role_taken_away_is_gone_at_the_next_page(clerk: User) -> None:
    client = signed_in(clerk)
    assert client.get(reverse("home"))["Location"] == reverse("owed")
    clerk.memberships.all().delete()
    assert "尚未分配机关" in text_of(client.get(reverse("home")))


def test_only_the_own_parts_are_offered(clerk: User) -> None:
    page = signed_in(clerk).get(reverse("owed")).content.decode()
    assert reverse("queue") not in page
    assert reverse("office") not in page
    assert 'aria-current="page"' in page


def test_a_password_is_changed(client: Client, clerk: User) -> None:
    desk = signed_in(clerk)
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert "密码已修改" in text_of(desk.post(reverse("password_change"), data, follow=True))
    assert desk.get(reverse("owed")).status_code == 200
    assert sign_in(client, "clerk", NEW) == reverse("home")


@pytest.mark.parametrize("weak", ["12345678901", "short", "password123"])
def test_a_weak_password_is_refused(clerk: User, weak: str) -> None:
    data = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    answer = signed_in(clerk).post(reverse("password_change"), data)
    assert answer.status_code == 200
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def invite(office: User, agency: Agency) -> accounts.Invitation:
    return accounts.invite(office, "newcomer", "周新人", "", [(agency, Role.CLERK)])


def test_an_invited_person_chooses_a_password_and_comes_in(client: Client, office: User, industry: Agency) -> None:
    link = invite(office, industry).path
    words = text_of(client.get(link))
    assert "newcomer" in words
    assert industry.name in words
    answer = client.post(link, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert "账号已启用" in text_of(answer)
    assert "我的报送" in text_of(answer)


def test_a_link_works_once(client: Client, office: User, industry: Agency) -> None:
    link = invite(office, industry).path
    client.post(link, {"new_password1": NEW, "new_password2": NEW})
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "已经用过" in text_of(answer)


@pytest.mark.parametrize("path", ["/invite/AAAA/x-y/", "/invite/!!/x/", "/invite/MQ/abc-def/"])
def test_a_broken_link_is_explained(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 410


def test_a_weak_password_does_not_open_the_account(client: Client, office: User, industry: Agency) -> None:
    link = invite(office, industry).path
    assert client.post(link, {"new_password1": "12345", "new_password2": "12345"}).status_code == 200
    assert not User.objects.get(username="newcomer").has_usable_password()


def test_unknown_addresses_are_answered_in_words(clerk: User) -> None:
    answer = signed_in(clerk).get("/nowhere/")
    assert answer.status_code == 404
    assert "没有这个页面" in text_of(answer)
