"""The office's people: invitations, roles, lists, and the end of an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from submissions.models import Agency, Event, Membership, User
from submissions.services import accounts
from submissions.states import Role
from tests.conftest import PASSWORD, person
from tests.views.pages import signed_in, text_of

HEAD = "用户名,姓名,邮箱,电话,机关代码,角色\n"


@pytest.fixture
def desk(office: User, agencies: list[Agency]) -> Client:
    return signed_in(office)


@pytest.fixture
def harbin_desk(harbin: Agency, agencies: list[Agency]) -> Client:
    return signed_in(person("harbin_office", "周市管", (harbin, Role.OFFICE)))


def roles(*pairs: tuple[str, str]) -> dict[str, str]:
    data = {"roles-TOTAL_FORMS": str(len(pairs)), "roles-INITIAL_FORMS": "0"}
    for number, (place, role) in enumerate(pairs):
        data |= {f"roles-{number}-agency": place, f"roles-{number}-role": role}
    return data


def invited(client: Client, *pairs: tuple[str, str], **changes: str) -> Any:
    person_data = {"username": "wu.qiang", "full_name": "吴强", "email": "wu@example.cn", "phone": "0451-2"}
    return client.post(reverse("user_invite"), person_data | roles(*pairs) | changes)


# --- the list


def test_people_stand_with_their_agencies_and_roles(desk: Client, clerk: User, reviewer: User) -> None:
    words = text_of(desk.get(reverse("users")))
    assert "李填报 clerk 黑龙江省工业和信息化厅 · 填报人" in words
    assert "赵审核" in words


def test_people_are_found_by_name_or_agency(desk: Client, clerk: User, reviewer: User) -> None:
    for text in ("李填", "clerk", "工业和信息化"):
        words = text_of(desk.get(reverse("users"), {"q": text}))
        assert "共 1 个用户" in words
        assert "李填报" in words
    assert "没有姓名、用户名或机关含“无名”的用户" in text_of(desk.get(reverse("users"), {"q": "无名"}))


# --- invitations


def test_an_invitation_shows_its_link_once_and_is_mailed(desk: Client, office: User, industry: Agency) -> None:
    response = invited(desk, ("黑龙江省工业和信息化厅（2301）", "clerk"))
    assert response.status_code == 200
    words = text_of(response)
    assert "已发到 wu@example.cn" in words
    found = re.search(r"http://testserver(/invite/\S+/)", words)
    assert found
    assert found.group(1) in mail.outbox[0].body
    user = User.objects.get(username="wu.qiang")
    assert list(user.memberships.values_list("agency", "role")) == [(industry.pk, "clerk")]
    assert Event.objects.filter(kind="invited", actor=office).exists()
    assert Client().get(found.group(1)).status_code == 200
    assert "已邀请，未启用" in text_of(desk.get(reverse("users")))


def test_without_an_address_the_link_is_handed_over(desk: Client) -> None:
    assert "未填邮箱，请转交链接" in text_of(invited(desk, ("2301", "clerk"), email=""))
    assert not mail.outbox


def test_one_person_may_have_several_roles(desk: Client) -> None:
    invited(desk, ("2301", "clerk"), ("2302", "clerk"), ("", ""))
    assert User.objects.get(username="wu.qiang").memberships.count() == 2


@pytest.mark.parametrize(
    ("pairs", "changes", "why"),
    [
        ([("2301", "clerk")], {"username": "office"}, "用户名“office”已被使用"),
        ([("2301", "clerk")], {"username": "吴 强"}, "无效"),
        ([("2301", "clerk")], {"email": "nowhere"}, "邮"),
        ([("2301", "")], {}, "机关和角色要同时选择"),
        ([("", "")], {}, "请至少选择一个机关和角色"),
        ([("9999", "clerk")], {}, "管理范围内没有“9999”"),
    ],
)
def test_a_wrong_invitation_is_explained(
    desk: Client, pairs: list[tuple[str, str]], changes: dict[str, str], why: str
) -> None:
    response = invited(desk, *pairs, **changes)
    assert why in text_of(response)
    assert not User.objects.filter(full_name="吴强").exists()


def test_the_agency_one_came_from_is_already_chosen(desk: Client, daoli: Agency) -> None:
    page = desk.get(reverse("user_invite"), {"agency": daoli.pk}).content.decode()
    assert "哈尔滨市道里区人民政府（230102）" in page
    assert '<option value="clerk" selected>' in page


# --- one person


def test_roles_are_put_in_the_place_of_those_before(desk: Client, clerk: User, education: Agency) -> None:
    page = reverse("user_edit", args=[clerk.pk])
    assert "黑龙江省工业和信息化厅（2301）" in desk.get(page).content.decode()
    response = desk.post(page, roles(("", ""), ("2302", "reviewer")), follow=True)
    assert "李填报的角色已保存" in text_of(response)
    assert list(clerk.memberships.values_list("agency", "role")) == [(education.pk, "reviewer")]
    assert Event.objects.filter(kind="roles_changed").exists()


def test_a_person_keeps_at_least_one_role(desk: Client, clerk: User) -> None:
    response = desk.post(reverse("user_edit", args=[clerk.pk]), roles(("", "")))
    assert response.status_code == 400
    assert "请至少选择一个机关和角色" in text_of(response)
    assert clerk.memberships.count() == 1


def test_a_deactivated_person_can_no_longer_sign_in(desk: Client, clerk: User) -> None:
    without = desk.post(reverse("user_switch", args=[clerk.pk]), follow=True)
    assert "请写明理由" in text_of(without)
    assert Client().login(username="clerk", password=PASSWORD)
    response = desk.post(reverse("user_switch", args=[clerk.pk]), {"reason": "已调离"}, follow=True)
    assert "李填报已停用" in text_of(response)
    assert not Client().login(username="clerk", password=PASSWORD)
    desk.post(reverse("user_switch", args=[clerk.pk]), {"reason": "停错了人"})
    assert Client().login(username="clerk", password=PASSWORD)


def test_a_second_click_on_shutting_an_account_does_not_open_it_again(desk: Client, clerk: User) -> None:
    page = desk.get(reverse("user_edit", args=[clerk.pk])).content.decode()
    shut = f"{reverse('user_switch', args=[clerk.pk])}?to=off"
    assert f'action="{shut}"' in page
    for told in ("李填报已停用", "这个账号已经停用"):
        assert told in text_of(desk.post(shut, {"reason": "已调离"}, follow=True))
    clerk.refresh_from_db()
    assert not clerk.is_active
    assert "?to=on" in desk.get(reverse("user_edit", args=[clerk.pk])).content.decode()


def test_nobody_shuts_the_own_account(desk: Client, office: User) -> None:
    assert "不能停用自己的账号" in text_of(desk.post(reverse("user_switch", args=[office.pk]), follow=True))
    office.refresh_from_db()
    assert office.is_active


def test_a_new_link_is_shown(desk: Client, clerk: User) -> None:
    assert re.search(r"http://testserver/invite/\S+/", text_of(desk.post(reverse("user_renew", args=[clerk.pk]))))


def test_all_who_never_came_in_are_given_new_links_together(
    desk: Client, harbin_desk: Client, clerk: User, province: Agency, industry: Agency, harbin: Agency
) -> None:
    assert "还没有设置密码" not in text_of(desk.get(reverse("users")))
    for name, held in (("wei.a", (industry,)), ("wei.b", (harbin,)), ("wei.c", (harbin, province))):
        newcomer = person(name, name, *((each, Role.CLERK) for each in held))
        newcomer.set_unusable_password()
        newcomer.save()
    assert "3 人已邀请，还没有设置密码" in text_of(desk.get(reverse("users")))
    shown = text_of(desk.get(reverse("users"), {"only": "waiting"}))
    assert "wei.a" in shown
    assert clerk.full_name not in shown
    links = r"http://testserver(/invite/\S+/)"
    given = re.findall(links, text_of(desk.post(reverse("users_renew"))))
    assert len(given) == 3
    assert Client().get(given[0], follow=True).status_code == 200
    mine = text_of(harbin_desk.post(reverse("users_renew")))
    assert len(re.findall(links, mine)) == 1, "one has a role above the city, and is left alone"
    assert "wei.b" in mine
    narrowed = text_of(desk.post(f"{reverse('users_renew')}?q=wei.a"))
    assert len(re.findall(links, narrowed)) == 1


# --- lists


def test_a_silent_mail_server_does_not_cost_the_links_of_a_list(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def import_people(prefix: str) -> str:
        rows = "".join(f"{prefix}.{n},吴强,wu@example.cn,1,2301,填报人\n" for n in range(3))
        page = reverse("import", args=["users"])
        shown = desk.post(page, {"file": SimpleUploadedFile("人员.csv", (HEAD + rows).encode())})
        return text_of(desk.post(page, {"list": shown.context["list"]}))

    clock = iter(range(0, 1000, 12))  # each letter takes twelve seconds
    monkeypatch.setattr(accounts, "monotonic", lambda: next(clock))
    told = import_people("slow")
    assert told.count("http://testserver/invite/") == 3
    assert (len(mail.outbox), told.count("邮件没有发出，请转交链接")) == (1, 2)
    monkeypatch.undo()
    assert import_people("quick").count("已发到 wu@example.cn") == 3


def test_a_list_of_people_is_previewed_and_then_invited(desk: Client, office: User) -> None:
    data = HEAD + "wu.qiang,吴强,wu@example.cn,0451-2,2301,填报人\nwu.qiang,吴强,wu@example.cn,0451-2,23,审核人\n"
    page = reverse("import", args=["users"])
    shown = desk.post(page, {"file": SimpleUploadedFile("人员.csv", data.encode("gb18030"))})
    assert "“人员.csv”共 2 行，全部可以导入" in text_of(shown)
    assert not User.objects.filter(username="wu.qiang").exists()
    done = desk.post(page, {"list": shown.context["list"]})
    assert "已发到 wu@example.cn" in text_of(done)
    assert Membership.objects.filter(user__username="wu.qiang").count() == 2
    assert Event.objects.filter(kind="users_imported", actor=office).exists()


def test_one_wrong_person_stops_the_list(desk: Client) -> None:
    data = HEAD + "wu.qiang,吴强,,,2301,填报人\nzhou,周敏,,,9999,局长\n"
    response = desk.post(reverse("import", args=["users"]), {"file": SimpleUploadedFile("人员.csv", data.encode())})
    words = text_of(response)
    assert "第 3 行：机关代码“9999”不存在" in words
    assert "第 3 行：角色“局长”不存在" in words
    assert not User.objects.filter(username="wu.qiang").exists()


# --- who may


def test_people_of_another_area_are_not_found(harbin_desk: Client, clerk: User) -> None:
    assert "李填报" not in text_of(harbin_desk.get(reverse("users")))
    for name in ("user_edit", "user_renew", "user_switch"):
        assert harbin_desk.post(reverse(name, args=[clerk.pk])).status_code == 404


def test_a_person_with_a_role_above_is_shown_but_not_changed(
    harbin_desk: Client, province: Agency, harbin: Agency
) -> None:
    both = person("both", "郑两地", (province, Role.REVIEWER), (harbin, Role.CLERK))
    page = text_of(harbin_desk.get(reverse("user_edit", args=[both.pk])))
    assert "这个用户不在您的管理范围内" in page
    assert "停用账号" not in page
    for name, data in (("user_edit", roles(("230100", "clerk"))), ("user_renew", {}), ("user_switch", {})):
        assert harbin_desk.post(reverse(name, args=[both.pk]), data).status_code == 403
    assert both.memberships.count() == 2


def test_a_city_invites_into_its_city_only(harbin_desk: Client) -> None:
    assert "管理范围内没有“2301”" in text_of(invited(harbin_desk, ("2301", "clerk")))


@pytest.mark.parametrize("name", ["users", "user_invite"])
def test_only_the_office_keeps_people(reviewer: User, clerk: User, name: str) -> None:
    for user in (reviewer, clerk):
        response = signed_in(user).get(reverse(name))
        assert response.status_code == 403
        assert "只有管理员可以进行此操作" in text_of(response)


@pytest.mark.parametrize("name", ["user_renew", "user_switch"])
def test_accounts_are_changed_by_post_only(desk: Client, clerk: User, name: str) -> None:
    assert desk.get(reverse(name, args=[clerk.pk])).status_code == 405
