"""All reports of a cycle compared: what is kept, what is judged again, and who is told what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from submissions import tasks
from submissions.models import Agency, Comparison, Cycle, Likeness, RunState, Submission, User
from submissions.services import judging, likenesses
from submissions.services.errors import NotAllowed, Refused
from submissions.states import Role
from tests import documents
from tests.conftest import Send, person

pytestmark = pytest.mark.django_db

CLONE = """（一）围绕民生实事抓公开，把群众最关心的就学、就医、养老等事项逐项列出办理条件和时限，并在服务窗口同步张贴。
（二）围绕窗口服务抓规范，答复前一律由两名工作人员核对文书，对涉及第三方的申请逐件征求意见并留存记录。
（三）围绕信息管理抓清理，对历年制发的文件逐件标注效力，失效的及时移出目录，公众查询时能看到最后一次核对的日期。
（四）围绕平台建设抓整合，关停两个长期不更新的账号，把栏目由三十七个并为十二个，检索结果按主题和年份排列。
（五）围绕监督保障抓落实，每季度抽查一次各科室的公开台账，抽查情况在全系统通报，并纳入年终评议的扣分项。
（六）围绕队伍建设抓培训，邀请复议机关和法院的同志讲解典型案例，全年组织四次集中学习，参训人员覆盖全部科室。
"""


PROBLEMS = "部分科室对公开属性的认定尺度不一，目录更新常有滞后，明年起由专人逐月核对，并把核对结果写进台账。"


def with_clone(agency: Agency, year: int = 2024) -> bytes:
    """A report whose sections one and five say the same as those of others."""
    text = documents.report(agency.name, year).decode("utf-8")
    head, rest = text.split("一、总体情况", 1)
    tables = "二、主动公开政府信息情况" + rest.split("二、主动公开政府信息情况", 1)[1]
    tables, after = tables.split("五、存在的主要问题及改进情况", 1)
    end = after[after.index("六、其他需要报告的事项") :]
    return f"{head}一、总体情况\n{CLONE}\n{tables}五、存在的主要问题及改进情况\n{PROBLEMS}\n{end}".encode()


@pytest.fixture
def clerks(industry: Agency, education: Agency) -> dict[int, User]:
    return {a.pk: person(f"clerk-{a.pk}", "填报", (a, Role.CLERK)) for a in (industry, education)}


@pytest.fixture
def two_alike(
    cycle: Cycle, clerks: dict[int, User], industry: Agency, education: Agency, send: Send
) -> list[Submission]:
    """省工信厅 and 省教育厅 have sent in the same text."""
    owed = [Submission.objects.get(cycle=cycle, agency=agency) for agency in (industry, education)]
    for one in owed:
        send(clerks[one.agency_id], one, with_clone(one.agency))
    return owed


def test_alike_reports_are_kept_with_the_passages_of_both(two_alike: list[Submission], cycle: Cycle) -> None:
    assert likenesses.compare(cycle) == (2, 1)
    mine, theirs = Likeness.objects.order_by("submission_id")
    assert (mine.submission, mine.other) == (theirs.other, theirs.submission)
    assert mine.percent >= 85
    own, other = mine.passages[0]
    assert "围绕民生实事抓公开" in own["text"]
    assert own["text"] == other["text"]
    comparison = Comparison.objects.get(cycle=cycle)
    assert (comparison.state, comparison.reports, comparison.pairs) == (RunState.DONE, 2, 1)


def test_the_finding_names_no_other_agency_and_quotes_only_the_own_text(
    two_alike: list[Submission], cycle: Cycle, education: Agency
) -> None:
    likenesses.compare(cycle)
    first = two_alike[0]
    assert first.pk in judging.stale()
    judging.judge_again(first.pk)
    first.refresh_from_db()
    assert first.current_reading is not None
    found = first.current_reading.findings.get(rule="L-05")
    assert "与同一年度的另一个机关的报告相同" in found.message
    assert education.name not in str(found.data)
    assert {quote["source"] for quote in found.data["quotes"]} == {""}


def test_comparing_again_changes_nothing_and_judges_nothing_again(two_alike: list[Submission], cycle: Cycle) -> None:
    likenesses.compare(cycle)
    kept = list(Likeness.objects.values_list("pk", flat=True))
    for one in two_alike:
        judging.judge_again(one.pk)
    likenesses.compare(cycle)
    assert list(Likeness.objects.values_list("pk", flat=True)) == kept
    assert judging.stale() == []


def test_a_new_file_that_is_its_own_ends_the_likeness(
    two_alike: list[Submission], cycle: Cycle, clerks: dict[int, User], send: Send, industry: Agency
) -> None:
    likenesses.compare(cycle)
    first = two_alike[0]
    send(clerks[first.agency_id], first, documents.report(industry.name))
    first.refresh_from_db()
    assert first.current_reading is not None
    assert not first.current_reading.findings.filter(rule="L-05").exists()
    assert likenesses.compare(cycle) == (2, 1)  # the figures are still equal
    assert [row.ratio for row in Likeness.objects.all()] == [0, 0]
    assert all(row.tables for row in Likeness.objects.all())


# --- the queue


def test_only_one_worker_takes_a_comparison_and_a_lost_one_comes_back(cycle: Cycle) -> None:
    likenesses.queue(cycle)
    assert likenesses.queue(cycle) is None
    assert likenesses.claim(cycle.pk)
    assert not likenesses.claim(cycle.pk)
    Comparison.objects.update(heartbeat=timezone.now() - timedelta(hours=1))
    assert likenesses.waiting() == [cycle.pk]
    assert likenesses.claim(cycle.pk)


def test_the_task_compares_and_a_second_bell_does_nothing(two_alike: list[Submission], cycle: Cycle) -> None:
    likenesses.queue(cycle)
    assert tasks.compare_cycle(cycle.pk)
    assert not tasks.compare_cycle(cycle.pk)
    assert Likeness.objects.count() == 2


def test_nights_without_new_readings_compare_nothing(two_alike: list[Submission], cycle: Cycle) -> None:
    assert likenesses.changed_cycles() == [cycle]
    assert tasks.compare_nightly() == 1
    tasks.compare_cycle(cycle.pk)
    assert likenesses.changed_cycles() == []
    assert tasks.compare_nightly() == 0


def test_the_topmost_office_asks_for_a_comparison(cycle: Cycle, office: User, reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        likenesses.ask(reviewer, cycle)
    likenesses.ask(office, cycle)
    with pytest.raises(Refused):
        likenesses.ask(office, cycle)


def test_a_person_at_the_console_compares_a_year(
    two_alike: list[Submission], cycle: Cycle, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("compare_cycle", "2024")
    assert "比较报告 2 份，雷同 1 对" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有 2030 年度"):
        call_command("compare_cycle", "2030")
