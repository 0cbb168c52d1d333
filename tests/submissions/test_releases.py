"""Releasing approved reports to the public: on a day, without anything private, and off again at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from submissions import tasks
from submissions.models import Agency, Cycle, Event, Finding, Notice, Release, ReleaseOrder, Submission, User
from submissions.services import bell, release_content, releases, review
from submissions.services.errors import NotAllowed, Refused
from submissions.services.release_content import HIDDEN, Content, content_of, without_private
from submissions.states import Role
from tests.conftest import person

pytestmark = pytest.mark.django_db
TODAY = date(2025, 4, 1)
IDENTITY = "11010519491231002X"


@pytest.fixture(autouse=True)
def _on(settings: Settings) -> None:
    settings.PUBLIC_RELEASE = True
    bell.register(lambda pk: None, bell.RELEASE)


@pytest.fixture
def shown(office: User, cycle: Cycle) -> Cycle:
    releases.set_publishing(office, cycle, on=True)
    return cycle


def today() -> date:
    return timezone.localdate()


def release_now(office: User, cycle: Cycle, root: Agency, *, originals: bool = False) -> ReleaseOrder:
    one = releases.order(office, cycle, root, today(), originals=originals)
    tasks.release(one.pk)
    one.refresh_from_db()
    return one


def with_text(submission: Submission, text: str, section: int = 5) -> None:
    """The report says this in a section, whatever it said before."""
    reading = submission.current_reading
    assert reading is not None
    assert reading.report is not None
    next(s for s in reading.report["sections"] if s["number"] == section)["text"] = text
    reading.save(update_fields=["report"])


def test_nothing_is_public_until_it_is_released(
    office: User, shown: Cycle, approved: Submission, province: Agency
) -> None:
    assert not releases.public().exists()
    one = release_now(office, shown, province)
    release = releases.public().get()
    assert (release.submission, release.by, one.released, one.done_at is not None) == (approved, office, 1, True)
    content = Content.from_json(release.content)
    assert content.title == "黑龙江省工业和信息化厅2024年政府信息公开工作年度报告"
    assert len(content.values) == approved.figures.count()
    assert Event.objects.get(submission=approved, kind="released").actor == office
    assert Notice.objects.get(user=office, kind="office").title == "2024年度报告已对外公布 1 份，0 份没有公布"


def test_it_is_off_by_default_for_the_year_and_for_the_installation(
    office: User, cycle: Cycle, province: Agency, approved: Submission, settings: Settings
) -> None:
    with pytest.raises(Refused, match="2024年度没有启用对外公布"):
        releases.order(office, cycle, province, today())
    releases.set_publishing(office, cycle, on=True)
    release_now(office, cycle, province)
    assert releases.public().count() == 1
    releases.set_publishing(office, cycle, on=False)
    assert releases.public().count() == 0
    releases.set_publishing(office, cycle, on=True)
    settings.PUBLIC_RELEASE = False
    assert releases.public().count() == 0
    with pytest.raises(Refused, match="没有启用对外公布"):
        releases.order(office, cycle, province, today())


def test_a_day_to_come_is_waited_for_and_found_by_the_sweeper(
    office: User, shown: Cycle, approved: Submission, province: Agency
) -> None:
    one = releases.order(office, shown, province, today() + timedelta(days=3))
    assert tasks.release(one.pk) is False
    assert releases.waiting() == []
    assert not Release.objects.exists()
    ReleaseOrder.objects.update(on=today())
    assert releases.waiting() == [one.pk]
    tasks.release(one.pk)
    assert Release.objects.count() == 1
    assert releases.waiting() == []


def test_a_past_day_is_refused(office: User, shown: Cycle, province: Agency) -> None:
    with pytest.raises(Refused, match="公布日期不能早于今天"):
        releases.order(office, shown, province, today() - timedelta(days=1))


def test_an_order_is_called_off_before_it_begins_and_not_after(
    office: User, shown: Cycle, approved: Submission, province: Agency
) -> None:
    later = releases.order(office, shown, province, today() + timedelta(days=3))
    releases.cancel(office, later)
    ReleaseOrder.objects.update(on=today())
    assert tasks.release(later.pk) is False
    done = release_now(office, shown, province)
    with pytest.raises(Refused, match="已经开始公布"):
        releases.cancel(office, done)


def test_releasing_twice_releases_once(office: User, shown: Cycle, approved: Submission, province: Agency) -> None:
    one = release_now(office, shown, province)
    ReleaseOrder.objects.update(done_at=None, last_pk=0)
    tasks.release(one.pk)
    release_now(office, shown, province)
    assert Release.objects.count() == 1


def test_an_approval_that_is_taken_back_is_off_the_public_page_at_once(
    office: User, reviewer: User, shown: Cycle, approved: Submission, province: Agency
) -> None:
    release_now(office, shown, province)
    review.reopen(reviewer, approved, "数字有误")
    assert not releases.public().exists()
    ended = Release.objects.get()
    assert (ended.ended_by, ended.ended_why) == (reviewer, "撤销通过：数字有误")
    approved.refresh_from_db()
    review.approve(reviewer, approved)
    assert not releases.public().exists(), "it is released anew only by a new order"
    release_now(office, shown, province)
    assert releases.public().count() == 1


def test_taking_back_needs_a_reason_and_the_office_of_that_agency(
    office: User, shown: Cycle, approved: Submission, province: Agency, harbin: Agency, reviewer: User
) -> None:
    release_now(office, shown, province)
    release = Release.objects.get()
    with pytest.raises(Refused, match="须填写理由"):
        releases.end(office, release, " ")
    for other in (reviewer, person("city", "周市管", (harbin, Role.OFFICE))):
        with pytest.raises(NotAllowed):
            releases.end(other, release, "不是我的")
    releases.end(office, release, "有误")
    assert not releases.public().exists()
    with pytest.raises(Refused, match="已经撤回"):
        releases.end(office, release, "有误")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"申请人身份证号{IDENTITY}，已答复。", f"申请人身份证号{HIDDEN}，已答复。"),
        ("申请人手机13912345678。", f"申请人手机{HIDDEN}。"),
        ("联系电话：0451-82625673。", "联系电话：0451-82625673。"),
        ("没有什么。", "没有什么。"),
    ],
)
def test_what_is_private_is_taken_out_and_its_place_marked(text: str, clean: str) -> None:
    assert without_private(text)[0] == clean


def test_every_private_spot_is_taken_out_however_often_it_stands_there() -> None:
    text = f"申请人身份证号{IDENTITY}。" * 40
    clean, hidden = without_private(text)
    assert hidden == 40
    assert IDENTITY not in clean


def test_a_report_with_something_private_is_released_without_it_and_never_as_the_original(
    office: User, shown: Cycle, approved: Submission, province: Agency
) -> None:
    with_text(approved, f"申请人身份证号{IDENTITY}，已答复。")
    release_now(office, shown, province, originals=True)
    release = Release.objects.get()
    assert (release.hidden, release.original) == (1, None)
    assert IDENTITY not in str(release.content)


def test_a_report_marked_secret_is_held_back_whole(
    office: User, shown: Cycle, approved: Submission, province: Agency
) -> None:
    with_text(approved, "机密★1年\n有关情况如下。")
    one = release_now(office, shown, province)
    assert not Release.objects.exists()
    assert one.held_back == [
        {
            "agency": "黑龙江省工业和信息化厅",
            "submission": approved.pk,
            "why": "文中有密级或内部标志“机密★1年”，不能公布。",
        }
    ]


def test_an_original_is_published_only_when_chosen_and_only_when_nothing_speaks_against_it(
    office: User, shown: Cycle, approved: Submission, province: Agency
) -> None:
    release_now(office, shown, province)
    assert Release.objects.get().original is None
    releases.end(office, Release.objects.get(), "重新公布")
    release_now(office, shown, province, originals=True)
    standing = releases.public().get()
    assert standing.original == approved.current_upload
    releases.end(office, standing, "重新公布")
    assert approved.current_reading is not None
    Finding.everything.create(
        reading=approved.current_reading, fingerprint="x", rule="V-04", severity="verify", outcome="failed",
        subject="file", message="隐藏文字", data={},
    )  # fmt: skip
    assert release_content.original_fault(approved, content_of(approved)).startswith("原件中有不应公开的信息")
    release_now(office, shown, province, originals=True)
    assert releases.public().get().original is None


def test_only_the_topmost_office_shows_a_year_and_an_area_releases_its_own(
    shown: Cycle, approved: Submission, harbin: Agency, province: Agency, reviewer: User
) -> None:
    city = person("city", "周市管", (harbin, Role.OFFICE))
    with pytest.raises(NotAllowed):
        releases.set_publishing(city, shown, on=False)
    with pytest.raises(NotAllowed):
        releases.order(city, shown, province, today())
    with pytest.raises(NotAllowed):
        releases.order(reviewer, shown, province, today())
    one = releases.order(city, shown, harbin, today())
    tasks.release(one.pk)
    assert not Release.objects.exists(), "the approved report is of a department of the province"
