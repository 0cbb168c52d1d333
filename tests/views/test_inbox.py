"""The inbox by who acts next: tabs, what changed since the last look, days, named filters, many at once."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from submissions.display.spans import spans_of
from submissions.models import Agency, Cycle, Event, Kind, Look, SavedFilter, Scope, Submission, User
from submissions.services import bulk, claims, corrections, cycles, explanations, findings, holds, readings, review
from submissions.states import State
from tests import documents
from tests.conftest import Send, agency, put
from tests.views.pages import signed_in, text_of
from tests.views.scenes import faulty_and_submitted, waits

OTHER = "requests.total.other"


@pytest.fixture
def desk(reviewer: User) -> Client:
    return signed_in(reviewer)


def names(client: Client, **query: str) -> list[str]:
    return [row.submission.agency.name for row in client.get(reverse("queue"), query).context["rows"]]


def tabs_of(client: Client, submission: Submission) -> set[str]:
    """In which tabs the report is."""
    codes = ("unclaimed", "mine", "ready", "back", "others", "elsewhere", "agency", "overdue", "approved")
    return {code for code in codes if submission.agency.name in names(client, tab=code)}


def test_a_report_goes_from_tab_to_tab(
    desk: Client, submitted: Submission, reviewer: User, clerk: User, office: User
) -> None:
    assert tabs_of(desk, submitted) == {"unclaimed", "ready"}
    claims.claim(reviewer, submitted)
    assert tabs_of(desk, submitted) == {"mine", "ready"}
    assert tabs_of(signed_in(office), submitted) == {"others"}
    review.send_back(reviewer, submitted, [], "请补充。")
    assert tabs_of(desk, submitted) == {"agency", "overdue"}
    review.submit(clerk, submitted, "李填报", "own")
    assert tabs_of(desk, submitted) == {"unclaimed", "ready", "back"}
    review.approve(reviewer, submitted)
    assert tabs_of(desk, submitted) == {"approved"}


def test_a_report_is_ready_when_nothing_stands_against_it(
    desk: Client, submission: Submission, clerk: User, reviewer: User
) -> None:
    faulty_and_submitted(submission, clerk)
    assert tabs_of(desk, submission) == {"unclaimed"}
    assert submission.current_reading is not None
    for finding in submission.current_reading.findings.filter(outcome="failed", severity="mandatory"):
        review.waive(reviewer, submission, finding.fingerprint, "属实。")
    for finding in submission.current_reading.findings.filter(outcome="failed", severity="verify"):
        review.judge_explanation(reviewer, submission, finding.fingerprint, accepted=True)
    assert tabs_of(desk, submission) == {"unclaimed", "ready"}


def test_reports_of_another_level_stand_apart(
    desk: Client, cycle: Cycle, harbin: Agency, harbin_schools: Agency, harbin_reviewer: User
) -> None:
    waiting = waits(Submission.objects.get(cycle=cycle, agency=harbin_schools), 3)
    Submission.objects.filter(pk=waiting.pk).update(first_level=harbin)
    assert tabs_of(desk, waiting) == {"elsewhere"}
    assert tabs_of(signed_in(harbin_reviewer), waiting) == {"unclaimed"}
    Submission.objects.filter(pk=waiting.pk).update(endorsed_at=timezone.now())
    assert tabs_of(desk, waiting) == {"unclaimed"}
    assert "初审通过，待上级审核" in text_of(desk.get(reverse("queue")))
    assert tabs_of(signed_in(harbin_reviewer), waiting) == {"elsewhere"}


def test_changed_cells_are_counted_since_this_reviewer_looked(
    desk: Client, submission: Submission, clerk: User, reviewer: User, office: User
) -> None:
    faulty_and_submitted(submission, clerk)
    page = reverse("review", args=[submission.pk])
    assert "未看过" in text_of(desk.get(reverse("queue")))
    assert "格变动" not in text_of(desk.get(page))
    (row,) = desk.get(reverse("queue")).context["rows"]
    assert row.changed == 0
    review.send_back(reviewer, submission, [], "请核对。")
    readings.correct(clerk, submission, OTHER, "148")
    readings.correct(clerk, submission, "requests.total.total", "10471")
    look = Look.objects.get(user=reviewer)
    assert look.changed == 2
    (row,) = desk.get(reverse("queue"), {"tab": "agency", "q": "工业", "sort": "changed"}).context["rows"]
    assert row.changed == 2
    for _again in range(2):  # a page loaded again still tells them
        words = text_of(desk.get(page))
        assert "有 2 格变动" in words
        assert "151 → 148" in words
    assert Look.objects.get(user=reviewer).changed == 0
    assert not Look.objects.filter(user=office).exists()


def test_a_cell_changed_and_changed_back_is_no_change(
    desk: Client, submission: Submission, clerk: User, reviewer: User
) -> None:
    faulty_and_submitted(submission, clerk)
    desk.get(reverse("review", args=[submission.pk]))
    review.send_back(reviewer, submission, [], "请核对。")
    readings.correct(clerk, submission, OTHER, "148")
    readings.restore(clerk, submission, OTHER)
    assert Look.objects.get(user=reviewer).changed == 0


def test_another_file_is_compared_cell_by_cell(
    desk: Client, submitted: Submission, clerk: User, reviewer: User, send: Send
) -> None:
    desk.get(reverse("review", args=[submitted.pk]))
    review.send_back(reviewer, submitted, [], "请核对。")
    send(clerk, submitted, documents.report(faulty=True))
    assert Look.objects.get(user=reviewer).changed > 0


def test_days_are_counted_with_whom_the_report_lay(submission: Submission, cycle: Cycle) -> None:
    now = timezone.now()

    def at(days: int, move: str, to: State) -> None:
        Event.objects.create(submission=submission, kind=move, to_state=to.value, at=now - timedelta(days=days))

    Cycle.objects.filter(pk=cycle.pk).update(opened_at=now - timedelta(days=30))
    at(20, "start", State.DRAFT)
    at(18, "submit", State.SUBMITTED)
    at(15, "claim", State.IN_REVIEW)
    at(14, "return", State.RETURNED)
    at(9, "submit", State.SUBMITTED)
    submission = Submission.objects.select_related("cycle").get(pk=submission.pk)
    spans = spans_of([submission], now)[submission.pk]
    assert (spans.review_days, spans.agency_days) == (4 + 9, 12 + 5)
    at(2, "approve", State.APPROVED)
    assert spans_of([submission], now)[submission.pk].review_days == 4 + 7


def test_filters_are_saved_by_name_and_forgotten(desk: Client, reviewer: User, office: User) -> None:
    query = urlencode({"tab": "ready", "worst": "clean", "page": "3", "evil": "1"})
    response = desk.post(reverse("save_filter"), {"name": " 干净  的 ", "query": query}, follow=True)
    kept = SavedFilter.objects.get()
    assert (kept.user, kept.name, kept.query) == (reviewer, "干净 的", "tab=ready&worst=clean")
    assert "干净 的" in text_of(response)
    signed_in(office).post(reverse("delete_filter", args=[kept.pk]))
    assert SavedFilter.objects.exists()
    assert "干净 的" not in text_of(signed_in(office).get(reverse("queue")))
    desk.post(reverse("delete_filter", args=[kept.pk]), {"query": query})
    assert not SavedFilter.objects.exists()
    assert "请给这组条件起个名字" in text_of(desk.post(reverse("save_filter"), {"name": " "}, follow=True))


# --- from report to report


def trail(client: Client, submission: Submission, **query: str) -> tuple[int | None, int | None, int]:
    context = client.get(reverse("trail", args=[submission.pk]), query).context
    return context["previous"], context["next"], context["at"]


def test_neighbours_are_those_of_the_list_and_a_report_that_left_it_gives_its_place(
    desk: Client, cycle: Cycle, industry: Agency, education: Agency, daoli: Agency
) -> None:
    first, second, third = (
        waits(Submission.objects.get(cycle=cycle, agency=place), days)
        for place, days in ((education, 9), (industry, 5), (daoli, 1))
    )
    assert trail(desk, first, at="0") == (None, second.pk, 0)
    assert trail(desk, second, at="1") == (first.pk, third.pk, 1)
    assert trail(desk, third, sort="agency", at="9")[2] == 2
    put(second, State.APPROVED)
    assert trail(desk, second, at="1") == (first.pk, third.pk, 1)
    assert trail(desk, second, at="nonsense") == (None, first.pk, 0)
    assert f"#row-{third.pk}" in desk.get(reverse("trail", args=[third.pk])).content.decode()


# --- many at once


@pytest.fixture
def three(
    desk: Client, cycle: Cycle, submission: Submission, clerk: User, education: Agency, daoli: Agency
) -> list[Submission]:
    """One with faults, one clean, one with its agency."""
    faulty_and_submitted(submission, clerk)
    clean = waits(Submission.objects.get(cycle=cycle, agency=education), 3)
    assert clean.current_reading is not None
    clean.current_reading.report = {"figures": {}}
    clean.current_reading.blocking = 0
    clean.current_reading.save()
    return [submission, clean, Submission.objects.get(cycle=cycle, agency=daoli)]


def test_bulk_shows_first_what_would_pass_and_why_the_rest_not(desk: Client, three: list[Submission]) -> None:
    faulty, clean, missing = three
    response = desk.get(reverse("bulk"), {"ids": [each.pk for each in three]})
    assert [each.submission for each in response.context["ready"]] == [clean]
    why = {each.submission: each.why for each in response.context["left"]}
    assert why[faulty].startswith("有 2 项问题没有放行或采纳说明。第一项：表三")
    assert why[missing] == "当前状态为“未报送”，不能审核通过。"
    assert "您没有打开看过" in text_of(response)
    assert {each.state for each in Submission.objects.filter(pk__in=[s.pk for s in three])} == {"submitted", "missing"}


def test_bulk_tells_of_each_what_came_of_it(
    desk: Client, submitted: Submission, cycle: Cycle, education: Agency, reviewer: User
) -> None:
    """Nothing with 强制 findings passes, whatever is posted, and one refusal stops no other."""
    faulty = waits(Submission.objects.get(cycle=cycle, agency=education), 3, "mandatory")
    assert faulty.current_reading is not None
    faulty.current_reading.findings.create(
        fingerprint="f", rule="A-02", severity="mandatory", outcome="failed", subject="x", message="合计不符"
    )
    posted: dict[str, object] = {"ids": [faulty.pk, submitted.pk]}
    posted |= {f"seen-{each.pk}": each.stamp for each in (faulty, submitted)}
    response = desk.post(reverse("bulk"), posted)
    assert [each.submission for each in response.context["done"]] == [submitted]
    assert "还有 1 项强制性问题没有改正，不能通过。" in response.context["left"][0].why
    assert "已通过 1 份，没有通过 1 份" in text_of(response)
    event = Event.objects.get(submission=submitted, kind="approve")
    assert (event.actor, event.note) == (reviewer, "批量通过")
    again = desk.post(reverse("bulk"), posted)
    assert {each.submission.pk for each in again.context["left"]} == {faulty.pk, submitted.pk}
    assert Event.objects.filter(kind="approve").count() == 1


def test_bulk_begins_no_other_report_when_the_page_has_waited_long(
    desk: Client, submitted: Submission, cycle: Cycle, education: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = waits(Submission.objects.get(cycle=cycle, agency=education), 3)
    posted: dict[str, object] = {"ids": [submitted.pk, second.pk]}
    posted |= {f"seen-{each.pk}": each.stamp for each in (submitted, second)}
    monkeypatch.setattr(bulk, "SECONDS", -1)
    response = desk.post(reverse("bulk"), posted)
    assert [each.submission for each in response.context["done"]] == [submitted], "one at least, or nobody gets on"
    assert "还没有办到这一份，报告没有变化" in response.context["left"][0].why
    second.refresh_from_db()
    assert second.status is State.SUBMITTED
    assert not Event.objects.filter(submission=second, kind="approve").exists()


def test_bulk_says_how_many_there_are_beyond_the_first_and_leads_on_to_them(
    desk: Client, three: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)
    asked = {"ids": [each.pk for each in three]}
    assert "符合条件的共 3 份，这里是最前面的 1 份" in text_of(desk.get(reverse("bulk"), asked))
    assert "接着看其余的" not in text_of(desk.post(reverse("bulk"), {}, query_params=asked))
    whole = {"tab": "ready", "all": "1"}
    assert "符合条件的共" not in text_of(desk.get(reverse("bulk"), whole)), "there is one"
    assert "接着看其余的" in text_of(desk.post(reverse("bulk"), {}, query_params=whole))


def test_bulk_approves_only_the_report_that_was_looked_at(desk: Client, submitted: Submission, clerk: User) -> None:
    """Also where the agency changed it without a new file: the reading is the same then."""
    looked = desk.get(reverse("bulk"), {"ids": [submitted.pk]})
    found = re.search(rf'name="seen-{submitted.pk}" value="([^"]+)"', looked.content.decode())
    assert found
    posted = {"ids": [submitted.pk], f"seen-{submitted.pk}": found[1]}
    review.withdraw(clerk, submitted)
    corrections.correct(clerk, submitted, "disclosure.licensing.decisions", "77")
    for finding in findings.unexplained(submitted, holds.current_reading(submitted)):
        explanations.explain(clerk, submitted, finding.fingerprint, "原件如此。")
    review.submit(clerk, submitted, "李填报", Scope.OWN)
    response = desk.post(reverse("bulk"), posted)
    assert "报告在您查看之后重新提交过" in response.context["left"][0].why
    assert desk.post(reverse("bulk"), {"ids": [submitted.pk]}).context["done"] == []
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_the_inbox_costs_the_same_however_many_it_shows_in_bulk(
    desk: Client, cycle: Cycle, province: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(12):
        agency(f"9{n}", f"第{n}局", Kind.DEPARTMENT, province)
    cycles.enrol(cycle)
    reports = [waits(each, 2) for each in cycle.submissions.filter(agency__code__startswith="9")]
    desk.get(reverse("queue"))
    with django_assert_num_queries(10):
        desk.get(reverse("bulk"), {"ids": [reports[0].pk]})
    with django_assert_num_queries(10):
        desk.get(reverse("bulk"), {"ids": [each.pk for each in reports]})


@pytest.mark.parametrize("name", ["bulk", "queue"])
def test_the_inbox_is_not_for_clerks(clerk: User, cycle: Cycle, name: str) -> None:
    assert signed_in(clerk).get(reverse(name)).status_code == 403


def test_the_office_looks_and_approves_nothing(office: User, submitted: Submission) -> None:
    response = signed_in(office).post(reverse("bulk"), {"ids": [submitted.pk]})
    assert response.status_code == 403
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_bulk_reaches_no_further_than_its_reviewer(harbin_reviewer: User, submitted: Submission) -> None:
    posted = {"ids": [submitted.pk], f"seen-{submitted.pk}": submitted.stamp}
    response = signed_in(harbin_reviewer).post(reverse("bulk"), posted)
    assert (response.context["done"], response.context["left"]) == ([], [])
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_what_waits_in_another_year_is_not_lost_when_a_new_one_is_opened(
    desk: Client, submitted: Submission, office: User
) -> None:
    """The inbox shows the newest year; the day it is opened, nothing waits there."""
    assert "其他年度" not in text_of(desk.get(reverse("queue")))
    cycles.open_cycle(office, 2025)
    page = desk.get(reverse("queue"))
    assert names(desk) == []
    assert "2024年度还有 1 份待领取" in text_of(page)
    assert f"{reverse('queue')}?cycle=2024" in page.content.decode()
    assert names(desk, cycle="2024") == [submitted.agency.name]
    assert "其他年度" not in text_of(desk.get(reverse("queue"), {"cycle": ""})), "all years are shown"
