"""The second factor in a real browser: scanned, confirmed, asked for, with the page's own policy on."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect
from pytest_django import Settings

from submissions.models import User
from tests.browser.conftest import Sit
from tests.conftest import PASSWORD
from tests.security.test_signing_in import code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def test_an_office_account_sets_up_its_phone_and_signs_in_with_it(sit: Sit, office: User, settings: Settings) -> None:
    settings.TWO_FACTOR_ROLES = ["office"]
    desk = sit(office)
    page = desk.page
    expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()
    assert page.locator(".qr svg").bounding_box()["width"] > 150  # type: ignore[index]
    page.get_by_label("验证码").fill(code_of(TOTPDevice.objects.get(user=office)))
    page.get_by_role("button", name="启用两步验证").click()
    expect(page.locator(".paper-codes li")).to_have_count(8)
    page.get_by_role("link", name="已经记下，继续").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("年度报送")
    desk.open("account")
    expect(page.get_by_text("还有 8 个备用验证码没有用过")).to_be_visible()
    page.get_by_role("button", name="退出", exact=True).first.click()
    page.wait_for_url(f"**{reverse('login')}*")
    page.get_by_label("用户名").fill(office.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="两步验证")).to_be_visible()
    TOTPDevice.objects.update(last_t=-1)
    page.get_by_label("验证码").fill(code_of(TOTPDevice.objects.get(user=office)))
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("年度报送")
