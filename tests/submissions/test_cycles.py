"""Who owes a report, by when, who need not, and how far everyone is."""

from __future__ import annotations

from datetime import date

import pytest

from submissions.models import Agency, Cycle, Event, Kind, Scope, Submission, User
from submissions.services import agencies as tree
from submissions.services import cycles, obligations
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.states import Role, State
from tests import documents
from tests.conftest import Send, person, put

pytestmark = pytest.mark.django_db


def test_opening_a_cycle_makes_every_active_agency_owe(office: User, agencies: list[Agency]) -> None:
    Agency.objects.filter(code="230102").update(is_active=False)
    cycle = cycles.open_cycle(office, 2024, {Kind.DEPARTMENT: date(2025, 1, 26)}, ip="10.0.0.7")
    owed = {s.agency.name: (s.state, s.due_on, s.scope) for s in cycle.submissions.all()}
    assert owed == {
        "黑龙江省人民政府": (State.MISSING, date(2025, 3, 31), Scope.AREA),
        "黑龙江省工业和信息化厅": (State.MISSING, date(2025, 1, 26), Scope.OWN),
        "黑龙江省教育厅": (State.MISSING, date(2025, 1, 26), Scope.OWN),
        "哈尔滨市人民政府": (State.MISSING, date(2025, 3, 31), Scope.AREA),
        "哈尔滨市教育局": (State.MISSING, date(2025, 1, 26), Scope.OWN),
    }
    assert dict(cycle.deadlines.values_list("kind", "due_on"))[Kind.OFFICE] == date(2025, 1, 31)
    assert (cycle.is_open, cycle.edition.code) == (True, "2021")
    event = Event.objects.get(kind="cycle_opened")
    assert (event.actor, event.note, event.ip) == (office, "2024年度，5 个机关应报送", "10.0.0.7")


def test_a_year_is_opened_once(office: User, cycle: Cycle) -> None:
    with pytest.raises(Refused, match="2024年度已经开始过"):
        cycles.open_cycle(office, 2024)


def test_a_year_without_a_form_is_refused(office: User) -> None:
    with pytest.raises(Refused, match="2018年没有对应的报告格式"):
        cycles.open_cycle(office, 2018)
    assert not Cycle.objects.exists()


def test_the_edition_follows_the_year(office: User) -> None:
    assert cycles.open_cycle(office, 2020).edition.code == "2019"


def test_only_the_topmost_office_runs_cycles(harbin: Agency, reviewer: User, clerk: User, cycle: Cycle) -> None:
    for user in (person("city", "市管", (harbin, Role.OFFICE)), reviewer, clerk):
        with pytest.raises(NotAllowed):
            cycles.open_cycle(user, 2025)
        with pytest.raises(NotAllowed):
            cycles.close_cycle(user, cycle)
        with pytest.raises(NotAllowed):
            cycles.set_deadline(user, cycle, Kind.DEPARTMENT, date(2025, 2, 10))


def test_a_deadline_moves_all_of_its_kind_but_those_with_their_own(
    office: User, cycle: Cycle, submission: Submission
) -> None:
    obligations.extend(office, submission, date(2025, 2, 20), "系统迁移")
    assert cycles.set_deadline(office, cycle, Kind.DEPARTMENT, date(2025, 2, 10)) == 2
    due = dict(cycle.submissions.filter(agency__kind="department").values_list("agency__name", "due_on"))
    assert due == {
        documents.INDUSTRY: date(2025, 2, 20),
        "黑龙江省教育厅": date(2025, 2, 10),
        "哈尔滨市教育局": date(2025, 2, 10),
    }
    notes = list(Event.objects.filter(kind="deadline").order_by("pk").values_list("note", flat=True))
    assert notes == ["2025-01-31 → 2025-02-20：系统迁移", "2024年度 部门：2025-01-31 → 2025-02-10"]


def test_a_deadline_lies_after_its_year_and_has_a_kind(office: User, cycle: Cycle) -> None:
    with pytest.raises(Refused, match="应在2024年之后"):
        cycles.set_deadline(office, cycle, Kind.DEPARTMENT, date(2024, 12, 31))
    with pytest.raises(Refused, match="没有这个机关类别"):
        cycles.set_deadline(office, cycle, "club", date(2025, 1, 31))


def test_an_extension_needs_the_office_and_a_reason(office: User, clerk: User, submission: Submission) -> None:
    with pytest.raises(NotAllowed):
        obligations.extend(clerk, submission, date(2025, 2, 20), "忙")
    with pytest.raises(Refused, match="须填写理由"):
        obligations.extend(office, submission, date(2025, 2, 20), "")


def test_a_closed_cycle_can_be_reopened(office: User, cycle: Cycle) -> None:
    cycles.close_cycle(office, cycle)
    assert not Cycle.objects.get().is_open
    with pytest.raises(Refused, match="已经是“已结束”"):
        cycles.close_cycle(office, cycle)
    cycles.reopen_cycle(office, cycle)
    assert Cycle.objects.get().is_open
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True))[-2:] == ["cycle_closed", "cycle_reopened"]


def test_a_new_agency_owes_the_newest_open_cycle_only(office: User, cycle: Cycle, province: Agency) -> None:
    older = cycles.open_cycle(office, 2023)
    new = tree.save(office, Agency(code="2303", name="黑龙江省财政厅", kind=Kind.DEPARTMENT, parent=province))
    assert list(new.submissions.values_list("cycle__year", flat=True)) == [2024]
    assert older.submissions.count() == 6
    cycles.close_cycle(office, cycle)
    late = tree.save(office, Agency(code="2304", name="黑龙江省水利厅", kind=Kind.DEPARTMENT, parent=province))
    assert not late.submissions.exists()


def test_an_exempt_agency_owes_nothing_and_says_why(office: User, submission: Submission) -> None:
    obligations.exempt(office, submission, " 机构撤并 ", ip="10.0.0.7")
    submission.refresh_from_db()
    assert (submission.state, submission.exempt_reason) == (State.EXEMPT, "机构撤并")
    with pytest.raises(MoveRefused, match="须填写理由"):
        obligations.unexempt(office, submission, "")
    obligations.unexempt(office, submission, "恢复单设")
    submission.refresh_from_db()
    assert (submission.state, submission.exempt_reason) == (State.MISSING, "")


def test_a_file_read_before_an_exemption_counts_again_after_it(office: User, draft: Submission) -> None:
    obligations.exempt(office, draft, "机构撤并")
    assert obligations.unexempt(office, draft, "误操作").state == State.DRAFT


def test_a_submission_knows_its_days(submission: Submission) -> None:
    assert submission.days_left(date(2025, 1, 30)) == 1
    assert submission.days_left(date(2025, 2, 2)) == -2


def test_words_follow_the_newest_file_while_the_agency_holds_the_report(
    submission: Submission, clerk: User, send: Send
) -> None:
    assert submission.words == "未报送"
    send(clerk, submission, documents.report())
    assert submission.words == "填报中，未发现问题"
    send(clerk, submission, documents.LETTER, "信.txt")
    assert submission.words == "填报中，新上传的文件读取失败"
    put(submission, State.APPROVED)
    assert submission.words == "审核通过"
