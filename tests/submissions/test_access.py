"""A stranger sees nothing, a wrong role is told why, and a role reaches exactly its part of the tree."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from submissions.access import (
    agencies_of,
    is_clerk,
    is_office,
    is_reviewer,
    may,
    may_administer,
    may_manage,
    may_run_cycles,
    office_roots,
    permissions,
    roles_anywhere,
    roles_of,
    submissions_of,
    twin_words,
    uploads_of,
    users_of,
)
from submissions.models import Agency, Cycle, Membership, Submission, User
from submissions.services.uploads import receive
from submissions.states import MOVES, Role, State
from tests import documents
from tests.conftest import as_file, person, put

pytestmark = pytest.mark.django_db


def names(user: User | AnonymousUser, *roles: Role) -> set[str]:
    return {s.agency.name for s in submissions_of(user, *roles)}


def test_a_stranger_sees_nothing(draft: Submission, stranger: User) -> None:
    assert not submissions_of(stranger).filter(pk=draft.pk).exists()
    assert not uploads_of(stranger).exists()
    assert not agencies_of(stranger).filter(pk=draft.agency_id).exists()
    assert roles_of(stranger, draft.agency) == frozenset()
    assert not may(stranger, "see", draft)
    assert not any(permissions(stranger, draft).values())


def test_someone_not_logged_in_sees_nothing(draft: Submission) -> None:
    nobody = AnonymousUser()
    assert names(nobody) == set()
    assert roles_anywhere(nobody) == frozenset()
    assert not may(nobody, "upload", draft)


def test_a_deactivated_person_sees_nothing(draft: Submission, clerk: User) -> None:
    assert names(clerk)
    clerk.is_active = False
    clerk.save()
    assert names(clerk) == set()


def test_a_clerk_sees_their_agency_only(clerk: User, cycle: Cycle) -> None:
    assert names(clerk) == {documents.INDUSTRY}


def test_a_clerk_of_a_government_does_not_see_below_it(harbin: Agency, cycle: Cycle) -> None:
    assert names(person("c", "丙", (harbin, Role.CLERK))) == {"哈尔滨市人民政府"}


def test_a_reviewer_sees_the_subtree(reviewer: User, harbin_reviewer: User, cycle: Cycle) -> None:
    assert len(names(reviewer)) == 6
    assert names(harbin_reviewer) == {"哈尔滨市人民政府", "哈尔滨市道里区人民政府", "哈尔滨市教育局"}


def test_a_number_that_begins_alike_is_no_subtree(province: Agency, cycle: Cycle) -> None:
    """Path /1/2/ is not above /1/23/."""
    twins = [
        Agency.objects.create(code=f"x{n}", name=f"机关{n}", kind="department", parent=province) for n in range(30)
    ]
    head = twins[0]
    inspector = person("i", "检", (head, Role.REVIEWER))
    assert set(agencies_of(inspector)) == {head}


def test_a_reviewer_of_a_city_may_not_review_the_province(
    draft: Submission, harbin_reviewer: User, reviewer: User
) -> None:
    put(draft, State.SUBMITTED)
    assert not may(harbin_reviewer, "approve", draft)
    assert may(reviewer, "approve", draft)


def test_queries_can_ask_for_one_role_only(harbin: Agency, industry: Agency, cycle: Cycle) -> None:
    both = person("both", "双", (industry, Role.CLERK), (harbin, Role.REVIEWER))
    assert names(both, Role.CLERK) == {documents.INDUSTRY}
    assert len(names(both, Role.REVIEWER)) == 3
    assert len(names(both)) == 4
    assert names(both, Role.OFFICE) == set()
    assert (is_clerk(both), is_reviewer(both), is_office(both)) == (True, True, False)


@pytest.mark.parametrize(
    ("verb", "role"),
    [*((name, rule.by) for name, rule in MOVES.items()), ("upload", Role.CLERK), ("judge_explanation", Role.REVIEWER)],
)
def test_a_wrong_role_is_told_whose_it_is(
    submission: Submission, clerk: User, reviewer: User, office: User, verb: str, role: Role
) -> None:
    people = {Role.CLERK: clerk, Role.REVIEWER: reviewer, Role.OFFICE: office}
    words = {Role.CLERK: "填报人", Role.REVIEWER: "审核人", Role.OFFICE: "管理员"}
    for other, user in people.items():
        answer = may(user, verb, submission)
        if other is role:
            assert not answer.by_role
        else:
            assert (answer.ok, answer.by_role) == (False, True)
            assert answer.why.startswith(f"只有{words[role]}可以")


def test_the_right_role_at_the_wrong_time_is_told_the_state(submission: Submission, clerk: User) -> None:
    assert may(clerk, "submit", submission).why == "当前状态为“未报送”，不能提交。"


def test_permissions_of_a_page_are_one_query(
    submission: Submission, clerk: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown = submissions_of(clerk).get(pk=submission.pk)
    with django_assert_num_queries(1):
        asked = permissions(clerk, shown)
    allowed = {"start", "upload", "fill", "seal", "correct", "explain", "dispute", "declare_nil"}
    assert {verb for verb, answer in asked.items() if answer} == allowed


def test_an_agency_that_was_closed_lends_no_rights(clerk: User, draft: Submission) -> None:
    Agency.objects.filter(pk=draft.agency_id).update(is_active=False)
    assert names(clerk) == set()


def test_the_office_administers_its_subtree(office: User, harbin: Agency, province: Agency, reviewer: User) -> None:
    city_office = person("city", "市管", (harbin, Role.OFFICE))
    assert may_administer(office, harbin)
    assert may_administer(city_office, harbin)
    assert may_administer(city_office)
    assert not may_administer(city_office, province)
    assert not may_administer(reviewer)
    assert may_run_cycles(office)
    assert not may_run_cycles(city_office)
    assert list(office_roots(city_office)) == [harbin]


def test_the_office_manages_people_wholly_inside_its_subtree(
    office: User, harbin: Agency, harbin_reviewer: User, reviewer: User
) -> None:
    city_office = person("city", "市管", (harbin, Role.OFFICE))
    assert may_manage(office, harbin_reviewer)
    assert may_manage(city_office, harbin_reviewer)
    assert not may_manage(city_office, reviewer)
    Membership.objects.create(user=reviewer, agency=harbin, role="clerk")
    assert reviewer in users_of(city_office)
    assert not may_manage(city_office, reviewer), "the province's reviewer also works for the city"


def test_a_person_without_any_role_is_managed_by_nobody(office: User) -> None:
    assert not may_manage(office, person("lost", "无"))


def test_a_twin_is_named_only_to_who_may_see_it(
    submission: Submission, clerk: User, stranger: User, reviewer: User, cycle: Cycle
) -> None:
    theirs = Submission.objects.get(cycle=cycle, agency__name="黑龙江省教育厅")
    receive(stranger, theirs, as_file(documents.report(), "秘密.txt"))
    mine = receive(clerk, submission, as_file(documents.report()))
    assert twin_words(clerk, mine) == "系统中已有内容完全相同的文件。"
    assert twin_words(reviewer, mine) == "与“黑龙江省教育厅”2024年度已上传的文件“秘密.txt”内容完全相同。"
    assert twin_words(clerk, receive(clerk, submission, as_file(documents.LETTER))) == ""


def test_a_moved_agency_takes_its_subtree_along(harbin: Agency, daoli: Agency, education: Agency) -> None:
    watcher = person("w", "看", (education, Role.REVIEWER))
    assert daoli not in agencies_of(watcher)
    harbin.parent = education
    harbin.save()
    daoli.refresh_from_db()
    assert daoli.path == f"{harbin.path}{daoli.pk}/"
    assert (harbin.path_depth, daoli.path_depth) == (3, 4)
    assert daoli in agencies_of(watcher)
