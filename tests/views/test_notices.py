"""The page of notices and the count in the header."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from submissions.models import Notice, Submission, User
from submissions.services import review
from tests.views.pages import text_of


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def test_unread_notices_are_counted_on_every_page_and_open_where_they_point(
    desk: Client, submitted: Submission, reviewer: User, clerk: User
) -> None:
    Notice.objects.all().delete()
    review.send_back(reviewer, submitted, [], "请补充第五部分。")
    assert "消息 1 条未读" in text_of(desk.get(reverse("owed")))
    shown = text_of(desk.get(reverse("notices")))
    assert "未读： 黑龙江省工业和信息化厅2024年度报告被退回修改" in shown
    assert "请补充第五部分。" in shown
    notice = clerk.notices.get()
    assert desk.get(reverse("open_notice", args=[notice.pk])).headers["Location"] == f"/reports/{submitted.pk}/"
    assert "条未读" not in text_of(desk.get(reverse("owed")))


def test_a_notice_of_somebody_else_does_not_exist(client: Client, draft: Submission, stranger: User) -> None:
    client.force_login(stranger)
    notice = Notice.objects.first()
    assert notice is not None
    assert client.get(reverse("open_notice", args=[notice.pk])).status_code == 404
    assert "还没有消息" in text_of(client.get(reverse("notices")))


def test_all_are_marked_read_at_once(desk: Client, draft: Submission, clerk: User) -> None:
    desk.post(reverse("read_notices"))
    assert clerk.notices.filter(read_at=None).count() == 0


def test_only_kinds_of_ones_own_roles_can_be_chosen(desk: Client, clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(email="clerk@example.gov.cn")
    page = text_of(desk.get(reverse("notices")))
    assert "报告被退回" in page
    assert "每日待审核摘要" not in page
    desk.post(reverse("notice_choices"), {"by_mail": ["read", "digest"]})
    assert dict(clerk.notice_choices.values_list("kind", "by_mail")) == {
        "received": False,
        "read": True,
        "returned": False,
        "needs_you": False,
        "approved": False,
        "deadline": False,
        "duty": False,
    }
