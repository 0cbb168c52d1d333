"""The door: locks, second factor, idle sessions, sessions elsewhere, old passwords."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from govreports import settings as real_settings
from submissions.display.browsers import browser_words
from submissions.models import Event, Notice, SignIn, Submission, User
from submissions.services import second_factor
from submissions.services.errors import NotAllowed, Refused
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def signed_in(client: Client, user: User, **more: Any) -> Client:
    assert client.post(reverse("login"), {"username": user.username, "password": PASSWORD}, **more).status_code == 302
    return client


def code_of(device: TOTPDevice, step: int = 0) -> str:
    """What the phone shows now, or ``step`` times thirty seconds later."""
    totp = TOTP(device.bin_key)
    totp.time = timezone.now().timestamp() + 30 * step
    return f"{totp.token():06d}"


@pytest.fixture
def locks(settings: Settings) -> None:
    settings.AXES_ENABLED = True


def wrong(client: Client, name: str, times: int, **more: Any) -> int:
    codes = [
        client.post(reverse("login"), {"username": name, "password": "no"}, **more).status_code for _ in range(times)
    ]
    return codes[-1]


# --- locks ------------------------------------------------------------------------------------------------------


def test_wrong_passwords_lock_the_door_for_a_while(client: Client, clerk: User, locks: None) -> None:
    assert wrong(client, "clerk", 4) == 200
    assert wrong(client, "clerk", 1) == 429
    page = client.post(reverse("login"), {"username": "clerk", "password": PASSWORD})
    assert page.status_code == 429, "the right password does not open it either"
    assert "请 15 分钟后再试" in page.content.decode()
    assert Event.objects.filter(kind="locked_out", actor=clerk).count() == 1


def test_nobody_is_locked_out_from_another_address(client: Client, clerk: User, locks: None) -> None:
    wrong(client, "clerk", 5, REMOTE_ADDR="203.0.113.9")
    signed_in(Client(), clerk, REMOTE_ADDR="198.51.100.4")


def test_an_unknown_name_is_answered_like_a_known_one(client: Client, clerk: User, locks: None) -> None:
    pages = {
        client.post(reverse("login"), {"username": name, "password": "no"}).content for name in ("clerk", "nobody")
    }
    texts = {
        page.decode().replace("clerk", "").replace("nobody", "").split("用户名或密码不对")[1][:200] for page in pages
    }
    assert len(texts) == 1


def test_behind_a_proxy_the_clients_address_counts_and_a_made_up_one_does_not(
    client: Client, clerk: User, settings: Settings
) -> None:
    settings.TRUST_PROXY = True
    signed_in(client, clerk, HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.4")
    assert SignIn.objects.get().ip == "198.51.100.4"


def test_without_a_proxy_nobody_says_who_they_are(client: Client, clerk: User) -> None:
    signed_in(client, clerk, HTTP_X_FORWARDED_FOR="6.6.6.6")
    assert SignIn.objects.get().ip == "127.0.0.1"


# --- sessions ---------------------------------------------------------------------------------------------------


def test_a_session_gets_a_new_key_when_somebody_signs_in(client: Client, clerk: User) -> None:
    """Session fixation: a key from before the sign-in is worth nothing after it."""
    session = client.session
    session["planted"] = True
    session.save()
    before = client.cookies["sessionid"].value
    signed_in(client, clerk)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_nobody_used_ends_and_leads_back_to_the_page(client: Client, clerk: User, settings: Settings) -> None:
    signed_in(client, clerk)
    session = client.session
    session["seen"] = (timezone.now() - timedelta(minutes=31)).isoformat()
    session.save()
    answer = client.get(reverse("owed"))
    assert answer["Location"] == f"{reverse('login')}?next={reverse('owed')}"


def test_a_page_that_asks_by_itself_keeps_no_session_alive(client: Client, clerk: User, submission: Submission) -> None:
    signed_in(client, clerk)
    session = client.session
    noted = (timezone.now() - timedelta(minutes=20)).isoformat()
    session["seen"] = noted
    session.save()
    client.get(reverse("progress", args=[submission.pk]))
    assert client.session["seen"] == noted
    client.get(reverse("owed"))
    assert client.session["seen"] > noted


def test_people_see_where_they_are_signed_in_and_end_it(client: Client, clerk: User) -> None:
    elsewhere = signed_in(Client(HTTP_USER_AGENT="Old browser"), clerk)
    signed_in(client, clerk)
    page = client.get(reverse("account")).content.decode()
    assert "Old browser" in page
    assert "本次登录" in page
    other = SignIn.objects.get(agent="Old browser")
    client.post(reverse("end_sign_in", args=[other.pk]))
    assert elsewhere.get(reverse("owed")).status_code == 302
    assert client.get(reverse("owed")).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Safari/604.1", "Safari · iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(agent: str, words: str) -> None:
    assert browser_words(agent) == words


def test_somebody_elses_session_cannot_be_ended(client: Client, clerk: User, stranger: User) -> None:
    theirs = signed_in(Client(), stranger)
    signed_in(client, clerk)
    client.post(reverse("end_sign_in", args=[SignIn.objects.get(user=stranger).pk]))
    assert theirs.get(reverse("owed")).status_code == 200


def test_a_new_password_ends_every_other_session(client: Client, clerk: User) -> None:
    elsewhere = signed_in(Client(), clerk)
    signed_in(client, clerk)
    new = "Another-horse-10"
    client.post(reverse("password_change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert elsewhere.get(reverse("owed")).status_code == 302
    assert client.get(reverse("account")).content.decode().count("本次登录") == 1
    assert Event.objects.filter(kind="password_changed", actor=clerk).exists()


def test_signing_out_ends_the_session_on_the_list_too(client: Client, clerk: User) -> None:
    signed_in(client, clerk)
    client.post(reverse("logout"))
    assert SignIn.objects.get().ended_at is not None


# --- passwords --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "ok"), [("onlysmallletters", False), ("small-letters-", False), ("Small-letters", True)]
)
def test_a_password_is_made_of_three_kinds_of_signs(client: Client, clerk: User, password: str, ok: bool) -> None:
    client.force_login(clerk)
    values = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    answer = client.post(reverse("password_change"), values)
    assert (answer.status_code == 302) is ok
    clerk.refresh_from_db()
    assert clerk.check_password(password) is ok


def test_a_password_kept_in_the_old_way_opens_the_door_and_is_kept_in_the_new_way(
    client: Client, clerk: User, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    when = timezone.now() - timedelta(days=3)
    old = make_password(PASSWORD, hasher="pbkdf2_sha256")
    User.objects.filter(pk=clerk.pk).update(password=old, password_changed_at=when)
    assert wrong(client, "clerk", 1) == 200
    clerk.refresh_from_db()
    assert clerk.password == old, "who does not know it changes nothing"
    signed_in(client, clerk)
    clerk.refresh_from_db()
    assert clerk.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert clerk.password_changed_at == when, "its age is that of the password, not of how it is kept"
    assert client.get(reverse("owed")).status_code == 200
    assert signed_in(Client(), clerk)


def test_the_same_password_again_is_no_new_one(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    values = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert "新密码不能与现在的密码相同" in client.post(reverse("password_change"), values).content.decode()


def test_an_old_password_is_changed_before_anything_else(client: Client, clerk: User, settings: Settings) -> None:
    settings.PASSWORD_MAX_AGE_DAYS = 180
    User.objects.filter(pk=clerk.pk).update(password_changed_at=timezone.now() - timedelta(days=181))
    client.force_login(clerk)
    assert client.get(reverse("owed"))["Location"].startswith(reverse("password_change"))
    new = "Another-horse-10"
    client.post(reverse("password_change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert client.get(reverse("owed")).status_code == 200


# --- the second factor --------------------------------------------------------------------------------------------


@pytest.fixture
def required(settings: Settings) -> None:
    settings.TWO_FACTOR_ROLES = ["office"]


def set_up(user: User) -> list[str]:
    return second_factor.confirm(user, code_of(second_factor.draft(user)))


def test_an_office_account_sets_up_its_second_factor_before_anything_else(
    client: Client, office: User, required: None
) -> None:
    signed_in(client, office)
    page = reverse("second_factor_setup")
    assert client.get(reverse("office"))["Location"].startswith(page)
    shown = client.get(page).content.decode()
    device = TOTPDevice.objects.get(user=office, confirmed=False)
    assert "<svg" in shown
    assert client.post(page, {"code": "000000"}).status_code == 200
    assert client.get(reverse("office")).status_code == 302, "a wrong code opens nothing"
    device.refresh_from_db()
    device.throttle_reset()
    codes = client.post(page, {"code": code_of(device)}).context["codes"]
    assert len(codes) == 8
    assert client.get(reverse("office")).status_code == 200


def test_a_password_alone_does_not_open_an_account_with_a_second_factor(client: Client, clerk: User) -> None:
    set_up(clerk)
    signed_in(client, clerk)
    for name in ("owed", "account", "notices"):
        assert client.get(reverse(name))["Location"].startswith(reverse("second_factor")), name
    assert client.get(reverse("second_factor_setup"))["Location"] == reverse("second_factor"), "nor a new secret"


def test_the_code_opens_and_leads_to_the_page_asked_for(client: Client, clerk: User) -> None:
    set_up(clerk)
    signed_in(client, clerk)
    device = TOTPDevice.objects.get(user=clerk)
    TOTPDevice.objects.update(last_t=-1)
    answer = client.post(reverse("second_factor"), {"code": code_of(device), "next": reverse("notices")})
    assert answer["Location"] == reverse("notices")
    assert client.get(reverse("owed")).status_code == 200


def test_the_code_leads_to_no_other_site(client: Client, clerk: User) -> None:
    set_up(clerk)
    TOTPDevice.objects.update(last_t=-1)
    signed_in(client, clerk)
    code = code_of(TOTPDevice.objects.get(user=clerk))
    answer = client.post(reverse("second_factor"), {"code": code, "next": "https://evil.example/"})
    assert answer["Location"] == reverse("home")


def test_a_code_opens_once(client: Client, clerk: User) -> None:
    set_up(clerk)
    signed_in(client, clerk)
    assert (
        client.post(reverse("second_factor"), {"code": code_of(TOTPDevice.objects.get(user=clerk))}).status_code == 200
    )


def test_codes_cannot_be_tried_in_a_row(client: Client, clerk: User) -> None:
    set_up(clerk)
    TOTPDevice.objects.update(last_t=-1)
    signed_in(client, clerk)
    client.post(reverse("second_factor"), {"code": "000000"})
    right = code_of(TOTPDevice.objects.get(user=clerk))
    assert client.post(reverse("second_factor"), {"code": right}).status_code == 200, "the wrong one slows down"


def test_a_code_on_paper_opens_once(client: Client, clerk: User) -> None:
    paper = set_up(clerk)[0]
    signed_in(client, clerk)
    assert client.post(reverse("second_factor"), {"code": paper}).status_code == 302
    assert second_factor.codes_left(clerk) == 7
    again = signed_in(Client(), clerk)
    assert again.post(reverse("second_factor"), {"code": paper}).status_code == 200


def test_who_must_have_one_cannot_turn_it_off(office: User, clerk: User, required: None) -> None:
    set_up(office)
    with pytest.raises(Refused, match="必须使用两步验证"):
        second_factor.turn_off(office)
    set_up(clerk)
    second_factor.turn_off(clerk)
    assert not second_factor.is_set_up(clerk)


def test_the_office_resets_a_lost_one_and_nobody_else_does(
    client: Client, office: User, clerk: User, stranger: User
) -> None:
    set_up(clerk)
    with pytest.raises(NotAllowed):
        second_factor.reset(stranger, clerk, "丢了手机")
    client.force_login(office)
    client.post(reverse("second_factor_reset", args=[clerk.pk]))
    assert second_factor.is_set_up(clerk), "not without a reason"
    client.post(reverse("second_factor_reset", args=[clerk.pk]), {"reason": "丢了手机"})
    assert not second_factor.is_set_up(clerk)
    assert Event.objects.get(kind="two_factor_reset", actor=office).note == "clerk：丢了手机"


def test_the_admin_site_has_no_door_of_its_own(client: Client, db: None) -> None:
    assert client.get("/admin/login/?next=/admin/")["Location"].startswith(reverse("login"))


def test_nobody_is_made_something_else_by_a_field_of_a_form(
    client: Client, clerk: User, submission: Submission
) -> None:
    """Mass assignment: what the form does not ask for is not taken."""
    client.force_login(clerk)
    new = "Another-horse-10"
    values = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    client.post(reverse("password_change"), values | {"is_superuser": "on", "is_staff": "on", "role": "office"})
    client.post(reverse("submit", args=[submission.pk]), {"state": "approved", "agency": "1", "certified_name": "x"})
    clerk.refresh_from_db()
    submission.refresh_from_db()
    assert (clerk.is_superuser, clerk.is_staff, clerk.memberships.get().role) == (False, False, "clerk")
    assert submission.state == "missing"
    assert not Notice.objects.filter(user=clerk, kind="approved").exists()
