"""Two reviews of one report: the city looks first where it says so, the province decides and then locks."""

from __future__ import annotations

import pytest

from submissions.access import on_turn, permissions
from submissions.models import Agency, Cycle, Decision, Scope, Submission, User
from submissions.services import agencies, claims, levels, review
from submissions.services.errors import MoveRefused
from submissions.states import Role, State
from tests import documents
from tests.conftest import Send, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def schools_clerk(harbin_schools: Agency) -> User:
    return person("schools", "吴填报", (harbin_schools, Role.CLERK))


@pytest.fixture
def report(
    cycle: Cycle, harbin: Agency, harbin_schools: Agency, schools_clerk: User, send: Send, harbin_reviewer: User,
    reviewer: User,
) -> Submission:  # fmt: skip
    """What 哈尔滨市教育局 hands in, where 哈尔滨市 reviews first."""
    Agency.objects.filter(pk=harbin.pk).update(reviews_first=True)
    Agency.objects.filter(pk=harbin_schools.pk).update(aliases=[documents.INDUSTRY])
    Agency.objects.filter(name=documents.INDUSTRY).update(name="另一个厅")
    submission = Submission.objects.get(cycle=cycle, agency=harbin_schools)
    send(schools_clerk, submission, documents.report())
    return review.submit(schools_clerk, submission, "吴填报", Scope.OWN)


def turns(user: User, submission: Submission) -> bool:
    return Submission.objects.filter(on_turn(user), pk=submission.pk).exists()


def test_the_city_looks_first_and_the_province_decides(
    report: Submission, harbin: Agency, harbin_reviewer: User, reviewer: User
) -> None:
    assert report.first_level == harbin
    assert (turns(harbin_reviewer, report), turns(reviewer, report)) == (True, False)
    with pytest.raises(MoveRefused, match="先由哈尔滨市人民政府初审"):
        review.approve(reviewer, report)
    with pytest.raises(MoveRefused, match="您负责初审"):
        review.approve(harbin_reviewer, report)
    claims.claim(harbin_reviewer, report)
    report = levels.endorse(harbin_reviewer, report)
    assert (report.state, report.reviewer, report.words) == (State.SUBMITTED, None, "初审通过，待上级审核")
    assert (turns(harbin_reviewer, report), turns(reviewer, report)) == (False, True)
    with pytest.raises(MoveRefused, match="现由上级审核"):
        review.send_back(harbin_reviewer, report, [], "请改。")
    assert review.approve(reviewer, report).state == State.APPROVED
    assert list(Decision.objects.order_by("pk").values_list("move", flat=True)) == ["endorse", "approve"]


def test_the_first_review_is_taken_back_only_until_the_level_above_takes_it_up(
    report: Submission, harbin_reviewer: User, reviewer: User
) -> None:
    levels.endorse(harbin_reviewer, report)
    report = levels.unendorse(harbin_reviewer, report, "看漏了一处。")
    assert (report.state, report.reviewer, report.endorsed_at) == (State.IN_REVIEW, harbin_reviewer, None)
    levels.endorse(harbin_reviewer, report)
    claims.claim(reviewer, report)
    with pytest.raises(MoveRefused):
        levels.unendorse(harbin_reviewer, report, "又看漏了。")
    review.approve(reviewer, report)
    report.refresh_from_db()
    may = permissions(harbin_reviewer, report)
    assert not any(may[verb] for verb in ("reopen", "return", "unendorse", "take_over", "unreturn"))
    assert permissions(reviewer, report)["reopen"]


def test_the_level_above_locks_the_level_below_without_first_reviews_too(
    cycle: Cycle, harbin: Agency, report: Submission, harbin_reviewer: User, reviewer: User
) -> None:
    Submission.objects.filter(pk=report.pk).update(first_level=None)
    review.approve(reviewer, report)
    with pytest.raises(MoveRefused, match="上级审核人已经受理"):
        review.reopen(harbin_reviewer, report, "有误")
    review.reopen(reviewer, report, "有误")
    claims.release(reviewer, report)
    review.approve(harbin_reviewer, report)
    assert review.reopen(reviewer, report, "省里再看").state == State.IN_REVIEW


def test_a_report_with_open_findings_is_not_endorsed(
    report: Submission, harbin_reviewer: User, schools_clerk: User, send: Send
) -> None:
    review.withdraw(schools_clerk, report)
    send(schools_clerk, report, documents.report(faulty=True))
    assert report.current_reading is not None
    for finding in report.current_reading.findings.filter(outcome="failed"):
        review.explain(schools_clerk, report, finding.fingerprint, "说明")
    review.submit(schools_clerk, report, "吴填报", Scope.OWN)
    with pytest.raises(MoveRefused, match="不能初审通过"):
        levels.endorse(harbin_reviewer, report)


def test_after_a_return_the_city_looks_first_again(
    report: Submission, harbin_reviewer: User, reviewer: User, schools_clerk: User
) -> None:
    levels.endorse(harbin_reviewer, report)
    review.send_back(reviewer, report, [], "请补充。")
    report = review.submit(schools_clerk, report, "吴填报", Scope.OWN)
    assert (report.endorsed_at, report.held_depth, report.returns) == (None, None, 1)
    assert turns(harbin_reviewer, report)


def test_where_the_office_stops_first_reviews_what_waits_goes_up(
    report: Submission, office: User, harbin: Agency, reviewer: User
) -> None:
    harbin.refresh_from_db()
    harbin.reviews_first = False
    agencies.save(office, harbin)
    assert harbin.events.filter(kind="agency_saved").latest("pk").note.endswith("（停止先行初审）")
    assert turns(reviewer, report)
    assert review.approve(reviewer, report).state == State.APPROVED


def test_nobody_reviews_first_without_reviewers_or_without_a_level_above(
    cycle: Cycle, province: Agency, harbin: Agency, harbin_schools: Agency
) -> None:
    Agency.objects.filter(pk__in=[province.pk, harbin.pk]).update(reviews_first=True)
    assert levels.first_level_of(harbin_schools) is None
    person("one", "市审", (harbin, Role.REVIEWER))
    assert levels.first_level_of(harbin_schools) is None
    person("two", "省审", (province, Role.REVIEWER))
    assert levels.first_level_of(harbin_schools) == harbin
    assert levels.first_level_of(harbin) is None
