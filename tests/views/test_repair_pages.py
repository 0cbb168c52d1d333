"""The pages where the office puts right what went wrong."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions.models import Event, Repair, Submission, User
from submissions.services import accounts
from submissions.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(office: User) -> Client:
    client = Client()
    client.force_login(office)
    return client


def shown(client: Client, name: str, *parts: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=parts) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_report_is_found_put_right_after_a_look_and_given_back(browser: Client, approved: Submission) -> None:
    assert reverse("repair", args=[approved.pk]) in shown(browser, "repairs", query="?q=工业和信息化厅&year=2024")
    assert reverse("repair", args=[approved.pk]) in shown(browser, "review", approved.pk)
    page = shown(browser, "repair", approved.pk)
    assert reverse("repair_deed", args=[approved.pk, "revoke"]) in page
    assert "没有正在等待或读取的文件。" in page
    deed = reverse("repair_deed", args=[approved.pk, "revoke"])
    assert "它的数字不再计入汇总" in browser.get(deed).content.decode()
    assert browser.post(deed, {"reason": " "}).status_code == 400
    done = browser.post(deed, {"reason": "看错了"}, follow=True).content.decode()
    assert "已修复：撤销审核通过" in done
    undo = reverse("repair_undo", args=[Repair.objects.get().pk])
    assert undo in done
    assert "恢复到“撤销审核通过”之前的状态" in browser.get(undo).content.decode()
    assert "已恢复：恢复审核通过" in browser.post(undo, {"reason": "没有看错"}, follow=True).content.decode()
    approved.refresh_from_db()
    assert approved.state == State.APPROVED
    assert "已恢复：没有看错" in shown(browser, "repairs")
    assert "这项修复已经恢复过。" in browser.get(undo).content.decode()


def test_what_cannot_be_says_why_and_asks_for_nothing(browser: Client, submission: Submission) -> None:
    page = shown(browser, "repair_deed", submission.pk, "revoke")
    assert "只有“审核通过”的报告可以这样修复" in page
    assert 'name="reason"' not in page
    assert (
        "当前状态为“未报送”"
        in browser.post(
            reverse("repair_deed", args=[submission.pk, "revoke"]), {"reason": "x"}, follow=True
        ).content.decode()
    )
    assert browser.get(reverse("repair_deed", args=[submission.pk, "nothing"])).status_code == 404


def test_the_file_to_use_is_chosen_from_those_there_are(browser: Client, draft: Submission) -> None:
    assert "没有可以选择的。" in shown(browser, "repair_deed", draft.pk, "choose")


def test_many_readings_are_asked_for_with_a_look_at_how_many(browser: Client, draft: Submission) -> None:
    assert "没有需要用现在的版本重新读取的报告。" in shown(browser, "bulk_reread", query="?year=2024")
    draft.current_reading.upload.readings.update(parser_version="0.1")  # type: ignore[union-attr]
    assert "1 份由单位填报的报告" in shown(browser, "bulk_reread", query="?year=2024")
    told = browser.post(reverse("bulk_reread") + "?year=2024", {"reason": "新版本"}, follow=True).content.decode()
    assert "2024年度，1 份报告重新读取" in told
    undo = reverse("repair_undo", args=[Repair.objects.get().pk])
    assert undo in told
    assert "1 份没有开始的不再读取" in browser.post(undo, {"reason": "不读了"}, follow=True).content.decode()
    assert browser.get(reverse("bulk_reread")).status_code == 404


def test_somebody_locked_out_by_wrong_passwords_is_let_in_again(browser: Client, clerk: User) -> None:
    unlock = reverse("user_unlock", args=[clerk.pk])
    assert "没有因输错密码被锁定" in browser.get(unlock).content.decode()
    AccessAttempt.objects.create(
        username=clerk.username, ip_address="10.0.0.9", failures_since_start=9, attempt_time=timezone.now()
    )
    assert unlock in shown(browser, "repairs")
    assert accounts.is_locked(clerk)
    browser.post(unlock, {"reason": "本人来电"})
    assert not accounts.is_locked(clerk)
    assert Event.objects.get(kind="unlocked").note == "clerk：本人来电"
