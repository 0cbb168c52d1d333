"""What the office sees of the rules, and nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from parsing.rules.engine import RULES
from submissions import tasks
from submissions.display import decision
from submissions.models import Agency, Cycle, Finding, Submission, User
from submissions.services import backtests, cycles, findings, policies, readings, review
from submissions.states import Role
from tests import documents
from tests.conftest import Send, person
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted


@pytest.fixture
def desk(office: User) -> Client:
    return signed_in(office)


@pytest.fixture
def harbin_office(harbin: Agency) -> User:
    return person("harbin_office", "周市管", (harbin, Role.OFFICE))


def test_every_rule_is_listed_with_its_state(desk: Client, cycle: Cycle) -> None:
    words = text_of(desk.get(reverse("cycle_rules", args=[2024])))
    for rule in RULES:
        assert f"{rule.id} {rule.name}" in words


def test_only_the_office_sees_the_rules(cycle: Cycle, reviewer: User, clerk: User) -> None:
    for user in (reviewer, clerk):
        client = signed_in(user)
        assert client.get(reverse("cycle_rules", args=[2024])).status_code == 403
        assert client.get(reverse("cycle_rule", args=[2024, "A-02"])).status_code == 403
        assert client.post(reverse("back_test", args=[2024, "A-02"])).status_code == 403


def test_a_rule_is_changed_with_a_reason_and_the_change_is_listed(desk: Client, cycle: Cycle) -> None:
    page = reverse("cycle_rule", args=[2024, "A-07"])
    refused = desk.post(page, {"state": "off", "reason": ""})
    assert refused.status_code == 400
    assert "请写明调整的理由" in text_of(refused)
    done = desk.post(page, {"state": "silent", "reason": "先试运行"}, follow=True)
    words = text_of(done)
    assert "已保存" in words
    assert "核实 → 静默试运行。先试运行" in words
    assert cycle.rule_policies.get(rule="A-07").state == "silent"


def test_a_rule_nobody_declared_is_not_found(desk: Client, cycle: Cycle) -> None:
    assert desk.get(reverse("cycle_rule", args=[2024, "Z-99"])).status_code == 404


def test_rules_are_copied_from_another_year(desk: Client, cycle: Cycle, office: User) -> None:
    later = cycles.open_cycle(office, 2025)
    policies.set_rule(office, later, "A-07", "off", "理由")
    answer = desk.post(reverse("copy_rules", args=[2025]), {"source": cycle.pk, "reason": "与上年一致"}, follow=True)
    assert "已照搬2024年度，1 条规则有变化" in text_of(answer)


def test_health_counts_what_people_said(
    desk: Client, submission: Submission, cycle: Cycle, clerk: User, reviewer: User, send: Send
) -> None:
    faulty_and_submitted(submission, clerk)
    first, second = (e.fingerprint for e in review.explanations_of(submission))
    review.judge_explanation(reviewer, submission, first, accepted=True)
    review.mark_wrong(reviewer, submission, second, "规则没有考虑并表")
    review.send_back(reviewer, submission, [first], "请改正")
    send(clerk, submission, documents.report())
    words = text_of(desk.get(reverse("cycle_rule", args=[2024, "A-02"])))
    assert "审核人认定误报 1" in words
    assert "规则没有考虑并表" in words
    assert "退回后改正 1" in words
    assert "情况说明未采纳 1" in words
    assert "查出的问题 2" in words


def test_the_list_of_rules_costs_the_same_however_many_reports(
    desk: Client, faulty_draft: Submission, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        desk.get(reverse("cycle_rules", args=[2024]))


def test_a_back_test_shows_hits_share_and_samples(
    desk: Client, submission: Submission, cycle: Cycle, clerk: User, reviewer: User
) -> None:
    faulty_and_submitted(submission, clerk)
    review.approve(reviewer, submission, "已核对")
    page = desk.post(reverse("back_test", args=[2024, "A-02"]), follow=True)
    assert "已核对 0 份，共 1 份" in text_of(page)
    test = cycle.back_tests.get()
    tasks.back_test(test.pk)
    words = text_of(desk.get(reverse("back_test_progress", args=[test.pk])))
    assert "100.0%" in words
    assert documents.INDUSTRY in words
    assert "148" in words
    assert "三、本年度办理结果 · （七）总计 · 其他：151" in words


def test_samples_stay_with_those_who_administer_the_agency(
    submission: Submission, cycle: Cycle, clerk: User, reviewer: User, office: User, harbin_office: User
) -> None:
    faulty_and_submitted(submission, clerk)
    review.approve(reviewer, submission, "已核对")
    test = backtests.start(office, cycle, "A-02")
    tasks.back_test(test.pk)
    words = text_of(signed_in(harbin_office).get(reverse("back_test_progress", args=[test.pk])))
    assert documents.INDUSTRY not in words


# --- silent rules


@pytest.fixture
def hushed(faulty_draft: Submission, cycle: Cycle, office: User) -> Submission:
    """A-02 is silent; the report has its two faults."""
    policies.set_rule(office, cycle, "A-02", "silent", "试运行")
    tasks.judge_stale()
    faulty_draft.refresh_from_db()
    return faulty_draft


def test_a_clerk_and_a_reviewer_never_see_what_a_silent_rule_says(
    hushed: Submission, clerk: User, reviewer: User
) -> None:
    message = Finding.everything.filter(rule="A-02", outcome="failed", silent=True)[0].message
    for user, page in ((clerk, "report"), (reviewer, "review")):
        answer = signed_in(user).get(reverse(page, args=[hushed.pk]))
        assert message not in text_of(answer)
        assert "静默" not in text_of(answer)
        assert "A-02" not in answer.content.decode()
    assert hushed.current_reading is not None
    assert findings.failed(hushed.current_reading).count() == 0


def test_the_office_sees_what_a_silent_rule_says(desk: Client, hushed: Submission) -> None:
    message = Finding.everything.filter(rule="A-02", outcome="failed", silent=True)[0].message
    words = text_of(desk.get(reverse("review", args=[hushed.pk])))
    assert "静默规则的结果" in words
    assert message in words
    assert "静默查出（只有管理员可见） 2" in text_of(desk.get(reverse("cycle_rule", args=[2024, "A-02"])))


# --- reading anew


def test_the_office_has_a_file_read_by_a_newer_version_and_loses_nothing(
    desk: Client, faulty_draft: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = reverse("review", args=[faulty_draft.pk])
    assert "用新版本重新读取" not in text_of(desk.get(page))
    readings.correct(clerk, faulty_draft, documents.FAULTY_CELLS[0], "152")
    for module in (decision, readings):
        monkeypatch.setattr(module, "PARSER_VERSION", "99")
    assert "用新版本重新读取" in text_of(desk.get(page))
    words = text_of(desk.post(reverse("reread", args=[faulty_draft.pk]), follow=True))
    assert "更正、说明和审核意见都保留" in words
    assert faulty_draft.current_upload is not None
    tasks.read_upload(faulty_draft.current_upload.readings.get(parser_version="99").pk)
    faulty_draft.refresh_from_db()
    assert faulty_draft.current_reading is not None
    assert faulty_draft.current_reading.parser_version == "99"
    assert [c.typed for c in faulty_draft.current_reading.corrections.all()] == ["152"]


def test_only_the_office_has_a_file_read_anew(faulty_draft: Submission, reviewer: User, clerk: User) -> None:
    for user in (reviewer, clerk):
        assert signed_in(user).post(reverse("reread", args=[faulty_draft.pk])).status_code == 403
