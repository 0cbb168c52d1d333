"""What one agency owes beside the normal: nothing, nothing to report, more time; each with its reason and its way back."""

from __future__ import annotations

from datetime import date

import pytest

from submissions.models import Agency, Cycle, Event, Kind, Submission, User
from submissions.services import context, cycles, obligations, reminders, snapshots
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.services.standing import cycle_standing
from submissions.states import Role, State
from tests.conftest import put

pytestmark = pytest.mark.django_db

WHY = "当年新设，尚未履职"


def kinds(submission: Submission) -> list[str]:
    return list(submission.events.order_by("pk").values_list("kind", flat=True))


def test_a_clerk_confirms_that_there_is_nothing_to_report_and_takes_it_back(
    submission: Submission, clerk: User
) -> None:
    after = obligations.confirm_nil(clerk, submission, f" {WHY} ", by=Role.CLERK, ip="10.0.0.7")
    assert (after.status, after.nil_reason, after.nil_by, after.words) == (State.NIL, WHY, clerk, "已确认零报告")
    assert after.nil_at is not None
    after = obligations.withdraw_nil(clerk, after, "收到一件申请", by=Role.CLERK)
    assert (after.status, after.nil_reason, after.nil_at, after.nil_by) == (State.MISSING, "", None, None)
    assert kinds(submission) == ["declare_nil", "withdraw_nil"]


def test_the_office_confirms_for_an_agency_and_revokes_it_and_the_clerk_is_told(
    submission: Submission, clerk: User, office: User
) -> None:
    obligations.confirm_nil(office, submission, WHY, by=Role.OFFICE)
    after = obligations.withdraw_nil(office, submission, "查有申请", by=Role.OFFICE)
    assert after.status is State.MISSING
    assert kinds(submission) == ["confirm_nil", "revoke_nil"]
    assert list(clerk.notices.order_by("pk").values_list("title", "text")) == [
        ("黑龙江省工业和信息化厅2024年度已由上级代为确认零报告", WHY),
        ("黑龙江省工业和信息化厅2024年度的零报告已撤销，请报送", "查有申请"),
    ]


def test_each_confirms_only_in_the_own_role_and_with_a_reason(
    submission: Submission, clerk: User, stranger: User, office: User, reviewer: User
) -> None:
    for person, role in ((clerk, Role.OFFICE), (office, Role.CLERK), (stranger, Role.CLERK), (reviewer, Role.OFFICE)):
        with pytest.raises(NotAllowed):
            obligations.confirm_nil(person, submission, WHY, by=role)
    with pytest.raises(MoveRefused, match="须填写理由"):
        obligations.confirm_nil(clerk, submission, " ", by=Role.CLERK)


def test_a_report_that_was_handed_in_is_no_nil_report(submitted: Submission, clerk: User, office: User) -> None:
    with pytest.raises(MoveRefused, match="不能确认零报告"):
        obligations.confirm_nil(clerk, submitted, WHY, by=Role.CLERK)
    with pytest.raises(MoveRefused, match="不能代为确认零报告"):
        obligations.confirm_nil(office, submitted, WHY, by=Role.OFFICE)


def test_after_the_year_has_ended_only_the_office_confirms(
    submission: Submission, cycle: Cycle, clerk: User, office: User
) -> None:
    cycles.close_cycle(office, cycle)
    with pytest.raises(MoveRefused, match="已结束"):
        obligations.confirm_nil(clerk, submission, WHY, by=Role.CLERK)
    assert obligations.confirm_nil(office, submission, WHY, by=Role.OFFICE).status is State.NIL


def test_a_file_read_before_counts_again_when_nil_is_taken_back(draft: Submission, clerk: User) -> None:
    obligations.confirm_nil(clerk, draft, WHY, by=Role.CLERK)
    assert obligations.withdraw_nil(clerk, draft, "填错了", by=Role.CLERK).status is State.DRAFT


def test_nil_is_done_and_counted_by_itself(cycle: Cycle, province: Agency, draft: Submission, clerk: User) -> None:
    obligations.confirm_nil(clerk, draft, WHY, by=Role.CLERK)
    total = cycle_standing(cycle, province, date(2025, 12, 1)).total
    assert {name: total.numbers[name] for name in ("owed", "filed", "nil", "missing", "overdue")} == {
        "owed": 6, "filed": 0, "nil": 1, "missing": 5, "overdue": 5,
    }  # fmt: skip
    assert (total.done, total.met) == (1, 1)


def test_nil_brings_no_figures_not_even_zeros(
    cycle: Cycle, province: Agency, approved: Submission, office: User
) -> None:
    before = snapshots.gather(cycle, province)
    other = Submission.objects.get(cycle=cycle, agency__code="2302")
    obligations.confirm_nil(office, other, WHY, by=Role.OFFICE)
    counted = before.tallies
    after = snapshots.gather(cycle, province)
    assert after.tallies == counted, "a sum over one report stays a sum over one report"
    assert [member.submission for member in after.nil] == [other.pk]
    assert other.pk not in {member.submission for member in after.missing}
    assert after.counts["nil"] == 1


def test_an_area_does_not_wait_for_a_member_with_nothing_to_report(cycle: Cycle, harbin: Agency, office: User) -> None:
    of_harbin = Submission.objects.select_related("agency", "cycle").get(cycle=cycle, agency=harbin)
    assert {member.name for member in context.members_of(of_harbin)} == {"哈尔滨市教育局", "哈尔滨市道里区人民政府"}
    schools = Submission.objects.get(cycle=cycle, agency__code="230100-1")
    obligations.confirm_nil(office, schools, WHY, by=Role.OFFICE)
    assert {member.name for member in context.members_of(of_harbin)} == {"哈尔滨市道里区人民政府"}


def test_nobody_reminds_an_agency_that_has_nothing(submission: Submission, clerk: User) -> None:
    obligations.confirm_nil(clerk, submission, WHY, by=Role.CLERK)
    reminders.remind(submission.due_on)
    assert not clerk.notices.filter(kind="deadline").exists()


# --- more time


def test_more_time_is_seen_and_keeps_what_was_before(submission: Submission, office: User) -> None:
    obligations.extend(office, submission, date(2025, 2, 20), "系统迁移")
    obligations.extend(office, submission, date(2025, 3, 5), "再延")
    submission.refresh_from_db()
    assert (submission.due_on, submission.extended_from) == (date(2025, 3, 5), date(2025, 1, 31))
    assert (submission.words, submission.extended_reason) == ("未报送（已延期）", "再延")


def test_time_taken_back_leads_to_the_day_of_its_like_as_it_stands_now(
    submission: Submission, cycle: Cycle, office: User, clerk: User
) -> None:
    obligations.extend(office, submission, date(2025, 3, 5), "系统迁移")
    cycles.set_deadline(office, cycle, Kind.DEPARTMENT, date(2025, 2, 10))
    submission.refresh_from_db()
    assert submission.due_on == date(2025, 3, 5), "its own day stays"
    obligations.unextend(office, submission, "已完成迁移")
    submission.refresh_from_db()
    assert (submission.due_on, submission.extended_from, submission.words) == (date(2025, 2, 10), None, "未报送")
    assert Event.objects.get(kind="unextended").note == "取消延期：2025-03-05 → 2025-02-10：已完成迁移"
    assert clerk.notices.order_by("pk").last().title == "黑龙江省工业和信息化厅2024年度报告的延期已取消"  # type: ignore[union-attr]


def test_there_must_be_more_time_to_take_back_and_a_reason(submission: Submission, office: User, clerk: User) -> None:
    with pytest.raises(Refused, match="没有单独延期"):
        obligations.unextend(office, submission, "误操作")
    with pytest.raises(Refused, match="取消延期须填写理由"):
        obligations.unextend(office, submission, " ")
    with pytest.raises(NotAllowed):
        obligations.unextend(clerk, submission, "误操作")
    with pytest.raises(Refused, match="应在2024年之后"):
        obligations.extend(office, submission, date(2024, 12, 1), "误操作")


def test_a_day_that_is_no_later_is_no_more_time(submission: Submission, office: User) -> None:
    """Pages would say 已延期 of an agency that was given less time, or is late at once by a slip in the year."""
    for day in (date(2025, 1, 31), date(2025, 1, 20)):
        with pytest.raises(Refused, match="应晚于原截止日期 2025-01-31"):
            obligations.extend(office, submission, day, "机构改革")
    obligations.extend(office, submission, date(2025, 2, 20), "机构改革")
    with pytest.raises(Refused, match="应晚于原截止日期 2025-01-31"):
        obligations.extend(office, submission, date(2025, 1, 31), "更正")
    submission.refresh_from_db()
    assert (submission.due_on, submission.extended_from) == (date(2025, 2, 20), date(2025, 1, 31))


@pytest.mark.parametrize("state", [State.EXEMPT, State.NIL])
def test_who_hands_nothing_in_gets_no_more_time(submission: Submission, office: User, state: State) -> None:
    put(submission, state)
    with pytest.raises(Refused, match="不能调整截止日期"):
        obligations.extend(office, submission, date(2025, 3, 5), "系统迁移")
