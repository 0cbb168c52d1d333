"""What everybody can read, and the office's page that decides it."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from submissions import tasks
from submissions.models import Agency, Cycle, Release, ReleaseOrder, Submission, User
from submissions.services import bell, releases, review
from tests.submissions.test_releases import release_now, with_text
from tests.views.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on(settings: Settings) -> None:
    settings.PUBLIC_RELEASE = True
    bell.register(lambda pk: None, bell.RELEASE)


@pytest.fixture
def released(office: User, cycle: Cycle, approved: Submission, province: Agency) -> Release:
    releases.set_publishing(office, cycle, on=True)
    with_text(approved, "申请人身份证号11010519491231002X，已答复。")
    release_now(office, cycle, province)
    return Release.objects.get()


def address(release: Release, name: str = "public_report") -> str:
    return reverse(name, args=[2024, release.submission.agency_id])


def test_the_report_is_read_without_login_and_says_nothing_private(released: Release) -> None:
    answer = Client().get(address(released))
    told = text_of(answer)
    assert "黑龙江省工业和信息化厅2024年政府信息公开工作年度报告" in told
    assert "10474" in told
    assert "申请人身份证号 ［涉及个人信息，已隐去］ ，已答复。" in told
    assert "有 1 处涉及个人信息，已隐去" in told
    for private in ("11010519491231002X", "李填报", "赵审核", "张三", "0451-1"):
        assert private not in answer.content.decode()
    assert not answer.cookies


def test_the_list_is_by_year_and_area_with_a_search(
    released: Release, province: Agency, harbin: Agency, industry: Agency
) -> None:
    page = Client()
    assert "共 1 份" in text_of(page.get(reverse("public")))
    assert "共 1 份" in text_of(page.get(reverse("public"), {"year": "2024", "area": str(province.pk), "q": "工业"}))
    elsewhere: dict[str, str | int] = {"area": harbin.pk}
    nobody: dict[str, str | int] = {"q": "没有"}
    for asked in (elsewhere, nobody):
        assert "没有符合条件的报告" in text_of(page.get(reverse("public"), asked))
    assert page.get(reverse("public"), {"year": "x", "page": "9", "q": "\0"}).status_code == 200


def test_the_figures_come_as_csv_with_the_official_words(released: Release) -> None:
    answer = Client().get(address(released, "public_figures"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "机关,年度,表,行,列,数值,状态,地址"
    assert (
        "黑龙江省工业和信息化厅,2024,收到和处理政府信息公开申请情况,（七）总计,总计,10474,数字,requests.total.total"
        in lines
    )


def test_the_pdf_holds_the_title_the_text_and_the_figures_and_is_made_once(released: Release) -> None:
    first = b"".join(Client().get(address(released, "public_pdf")).streaming_content)  # type: ignore[attr-defined]
    again = b"".join(Client().get(address(released, "public_pdf")).streaming_content)  # type: ignore[attr-defined]
    assert first == again
    with pdfplumber.open(io.BytesIO(first)) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
        cells = [cell for page in pdf.pages for table in page.extract_tables() for row in table for cell in row]
    assert "2024年政府信息公开工作年度报告" in text.replace("\n", "")
    assert "10474" in cells
    assert "11010519491231002X" not in text


def test_a_browser_that_has_the_page_is_told_so_and_one_that_has_what_was_taken_back_is_not(
    released: Release, reviewer: User, approved: Submission
) -> None:
    page = Client()
    first = page.get(address(released))
    assert first["Cache-Control"] == "public, no-cache"
    assert page.get(address(released), headers={"if-none-match": first["ETag"]}).status_code == 304
    listed = page.get(reverse("public"))
    review.reopen(reviewer, approved, "数字有误")
    assert page.get(address(released), headers={"if-none-match": first["ETag"]}).status_code == 404
    changed = page.get(reverse("public"), headers={"if-none-match": listed["ETag"]})
    assert changed.status_code == 200
    assert "还没有公布的报告" in text_of(changed)
    for name in ("public_pdf", "public_figures", "public_original"):
        assert page.get(address(released, name)).status_code == 404


def test_the_address_stays_when_a_report_is_released_anew(
    released: Release, office: User, cycle: Cycle, province: Agency
) -> None:
    before = address(released)
    releases.end(office, released, "重新公布")
    assert Client().get(before).status_code == 404
    release_now(office, cycle, province)
    assert Client().get(before).status_code == 200


def test_a_page_costs_few_queries(released: Release) -> None:
    page = Client()
    for url, most in ((address(released), 2), (reverse("public"), 7)):
        with CaptureQueriesContext(connection) as asked:
            page.get(url)
        assert len(asked) <= most, url


def test_switched_off_no_public_page_answers(released: Release, settings: Settings) -> None:
    settings.PUBLIC_RELEASE = False
    page = Client()
    assert page.get(address(released)).status_code == 404
    assert page.get(reverse("public")).status_code == 404


def test_search_engines_are_told_what_the_installation_says(released: Release, settings: Settings) -> None:
    page = Client()
    assert page.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert page.get(address(released))["X-Robots-Tag"] == "noindex"
    settings.PUBLIC_INDEXING = True
    assert page.get("/robots.txt").content.decode().splitlines()[1] == "Allow: /public/"
    assert "X-Robots-Tag" not in page.get(address(released))


def test_the_original_is_offered_only_where_it_was_released(
    office: User, cycle: Cycle, approved: Submission, province: Agency
) -> None:
    releases.set_publishing(office, cycle, on=True)
    release_now(office, cycle, province)
    release = Release.objects.get()
    assert Client().get(address(release, "public_original")).status_code == 404
    releases.end(office, release, "重新公布")
    release_now(office, cycle, province, originals=True)
    assert Client().get(address(release, "public_original"))["Content-Disposition"].startswith("attachment")


def test_the_office_switches_a_year_on_arranges_a_day_and_takes_back(
    office: User, cycle: Cycle, approved: Submission
) -> None:
    desk, page = signed_in(office), reverse("releases", args=[2024])
    assert "本年度没有启用对外公布" in text_of(desk.get(page))
    desk.post(reverse("release_switch", args=[2024]), {"to": "on"})
    desk.post(reverse("release_order", args=[2024]), {"on": f"{timezone.localdate():%Y-%m-%d}"})
    tasks.release(ReleaseOrder.objects.get().pk)
    shown = text_of(desk.get(page))
    assert "公布 1 份" in shown
    release = Release.objects.get()
    refused = desk.post(reverse("release_end", args=[release.pk]), {"reason": ""}, follow=True)
    assert "撤回公布须填写理由" in text_of(refused)
    desk.post(reverse("release_end", args=[release.pk]), {"reason": "有误"})
    assert "撤回：有误" in text_of(desk.get(page))
    assert not releases.public().exists()


def test_strangers_and_clerks_cannot_decide_what_is_public(
    released: Release, clerk: User, reviewer: User, cycle: Cycle
) -> None:
    for somebody in (clerk, reviewer):
        desk = signed_in(somebody)
        assert desk.get(reverse("releases", args=[2024])).status_code == 403
        assert desk.post(reverse("release_end", args=[released.pk]), {"reason": "x"}).status_code == 403
    assert releases.public().exists()
