"""Accounts come by invitation only, from an office, for its own part of the tree."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend

from submissions.models import Agency, Event, Membership, User
from submissions.services import accounts
from submissions.services.errors import NotAllowed, Refused
from submissions.states import Role
from tests.conftest import PASSWORD, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(office: User, industry: Agency) -> accounts.Invitation:
    return accounts.invite(
        office, "newcomer", "郑新来", "new@example.gov.cn", [(industry, Role.CLERK)], site="https://portal.example"
    )


def test_an_invited_person_cannot_log_in_before_accepting(invitation: accounts.Invitation, office: User) -> None:
    user = User.objects.get(username="newcomer")
    assert not user.has_usable_password()
    assert [(m.agency.code, m.role) for m in user.memberships.all()] == [("2301", "clerk")]
    event = Event.objects.get(kind="invited")
    assert (event.actor, event.note) == (office, "newcomer 郑新来")


def test_the_letter_holds_the_link(invitation: accounts.Invitation) -> None:
    assert invitation.mailed
    (letter,) = mail.outbox
    assert letter.to == ["new@example.gov.cn"]
    assert f"https://portal.example{invitation.path}" in str(letter.body)
    assert "郑新来" in str(letter.body)


def test_accepting_sets_the_password_and_uses_the_link_up(invitation: accounts.Invitation) -> None:
    user = accounts.accept(invitation.uid, invitation.token, PASSWORD)
    assert user.check_password(PASSWORD)
    assert Event.objects.get(kind="joined").actor == user
    with pytest.raises(Refused, match="链接无效或已过期"):
        accounts.accept(invitation.uid, invitation.token, PASSWORD)


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "newcomer123"])
def test_a_weak_password_is_refused(invitation: accounts.Invitation, password: str) -> None:
    with pytest.raises(ValidationError):
        accounts.accept(invitation.uid, invitation.token, password)
    assert not User.objects.get(username="newcomer").has_usable_password()


@pytest.mark.parametrize(
    ("uid", "token"), [("", ""), ("MQ", "x-y"), ("!!", "x"), ("OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "x")]
)
def test_a_wrong_link_opens_nothing(invitation: accounts.Invitation, uid: str, token: str) -> None:
    assert accounts.invited(uid, token) is None


def test_a_new_link_replaces_a_lost_one(office: User, invitation: accounts.Invitation) -> None:
    accounts.accept(invitation.uid, invitation.token, PASSWORD)
    again = accounts.renew(office, invitation.user)
    assert accounts.invited(again.uid, again.token) == invitation.user
    assert not again.mailed, "without the address of the site there is no letter"


def test_a_mail_server_that_is_down_costs_no_account(
    office: User, industry: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    invited = accounts.invite(office, "n", "名", "n@example.gov.cn", [(industry, Role.CLERK)], site="https://p")
    assert not invited.mailed
    assert User.objects.filter(username="n").exists()


@pytest.mark.parametrize("username", ["", "有 空格", "x" * 151, "clerk", "CLERK"])
def test_a_name_that_is_taken_or_odd_is_refused(office: User, clerk: User, industry: Agency, username: str) -> None:
    with pytest.raises(Refused, match="用户名"):
        accounts.invite(office, username, "名", "", [(industry, Role.CLERK)])


def test_nobody_is_invited_without_a_role(office: User) -> None:
    with pytest.raises(Refused, match="至少选择一个"):
        accounts.invite(office, "n", "名", "", [])


def test_an_office_invites_only_into_its_own_subtree(harbin: Agency, daoli: Agency, industry: Agency) -> None:
    city = person("city", "市管", (harbin, Role.OFFICE))
    assert accounts.invite(city, "a", "甲", "", [(daoli, Role.CLERK)]).user.pk
    with pytest.raises(NotAllowed):
        accounts.invite(city, "b", "乙", "", [(daoli, Role.CLERK), (industry, Role.REVIEWER)])
    assert not User.objects.filter(username="b").exists()


def test_others_invite_nobody(clerk: User, reviewer: User, industry: Agency) -> None:
    for user in (clerk, reviewer):
        with pytest.raises(NotAllowed):
            accounts.invite(user, "n", "名", "", [(industry, Role.CLERK)])


def test_a_deactivated_account_is_shut_and_can_be_opened(office: User, clerk: User) -> None:
    with pytest.raises(Refused, match="请写明理由"):
        accounts.deactivate(office, clerk, " ")
    accounts.deactivate(office, clerk, "已调离")
    clerk.refresh_from_db()
    assert not clerk.is_active
    with pytest.raises(Refused, match="请写明理由"):
        accounts.reactivate(office, clerk, "")
    accounts.reactivate(office, clerk, "停错了人")
    clerk.refresh_from_db()
    assert clerk.is_active
    assert list(Event.objects.order_by("pk").values_list("kind", "note")) == [
        ("deactivated", "clerk：已调离"),
        ("reactivated", "clerk：停错了人"),
    ]


def test_nobody_shuts_themselves_out_or_a_person_above(office: User, harbin: Agency, reviewer: User) -> None:
    with pytest.raises(Refused, match="不能停用自己"):
        accounts.deactivate(office, office, "已调离")
    with pytest.raises(NotAllowed):
        accounts.deactivate(person("city", "市管", (harbin, Role.OFFICE)), reviewer, "已调离")


def test_roles_are_replaced_as_a_whole(office: User, clerk: User, harbin: Agency, industry: Agency) -> None:
    accounts.set_memberships(office, clerk, [(harbin, Role.REVIEWER), (industry, Role.CLERK)])
    held = set(Membership.objects.filter(user=clerk).values_list("agency__code", "role"))
    assert held == {("230100", "reviewer"), ("2301", "clerk")}
    assert "哈尔滨市人民政府" in Event.objects.get(kind="roles_changed").note
