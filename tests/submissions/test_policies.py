"""What an office decides about the rules of a cycle: silent, heard, off; who, when and why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.rules.engine import RULES
from parsing.rules.model import Severity
from submissions import tasks
from submissions.models import Cycle, Event, Finding, RulePolicy, RuleState, Submission, User
from submissions.services import cycles, findings, judging, policies, review
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.states import State
from tests import documents
from tests.conftest import Send

pytestmark = pytest.mark.django_db

OTHER = "requests.total.other"


def failed(submission: Submission) -> list[tuple[str, str]]:
    submission.refresh_from_db()
    assert submission.current_reading is not None
    return [(f.rule, f.severity) for f in findings.failed(submission.current_reading)]


def test_the_first_cycle_takes_the_catalogue_as_it_is(cycle: Cycle) -> None:
    rows = {row.rule: row.state for row in cycle.rule_policies.all()}
    assert rows == {rule.id: rule.severity.value if rule.on else "off" for rule in RULES}
    assert policies.policy_of(cycle).silent == frozenset()
    assert policies.policy_of(cycle).severities == {}, "a rule as declared keeps its own gradation"


def test_the_next_cycle_copies_the_last_and_hears_nothing_of_rules_it_did_not_know(cycle: Cycle, office: User) -> None:
    policies.set_rule(office, cycle, "A-07", "notice", "历年多为清理文件所致")
    cycle.rule_policies.filter(rule="A-08").delete()  # as if this rule had come with a later version
    later = cycles.open_cycle(office, 2025)
    rows = {row.rule: row.state for row in later.rule_policies.all()}
    assert (rows["A-07"], rows["A-08"], rows["A-02"]) == ("notice", "silent", "mandatory")


def test_a_rule_that_comes_with_a_new_version_is_silent_in_a_running_cycle(
    cycle: Cycle, submission: Submission, clerk: User, send: Send
) -> None:
    cycle.rule_policies.filter(rule="A-02").delete()
    send(clerk, submission, documents.report(faulty=True))
    assert failed(submission) == []
    assert submission.current_reading is not None
    assert (submission.current_reading.worst, submission.current_reading.open_findings) == ("", 0)
    kept = Finding.everything.filter(reading=submission.current_reading, rule="A-02", outcome="failed")
    assert [f.silent for f in kept] == [True, True]
    assert not submission.current_reading.findings.filter(rule="A-02").exists()
    assert not submission.issues.exists()
    assert review.submit(clerk, submission, "李填报", "own").state == State.SUBMITTED


def test_every_change_has_a_person_and_a_reason(cycle: Cycle, office: User) -> None:
    policies.set_rule(office, cycle, "A-07", "silent", " 试运行一年 ", ip="10.0.0.7")
    event = policies.changes(cycle, "A-07").get()
    assert (event.actor, event.ip) == (office, "10.0.0.7")
    assert event.note.startswith("2024年度 A-07 ")
    assert event.note.endswith("核实 → 静默试运行。试运行一年")
    with pytest.raises(Refused, match="须填写理由"):
        policies.set_rule(office, cycle, "A-07", "off", "  ")
    with pytest.raises(Refused, match="没有变化"):
        policies.set_rule(office, cycle, "A-07", "silent", "再来一次")
    with pytest.raises(Refused, match="没有规则 Z-99"):
        policies.set_rule(office, cycle, "Z-99", "off", "理由")
    assert Event.objects.filter(kind="rule_policy").count() == 1


def test_only_the_topmost_office_changes_rules(cycle: Cycle, reviewer: User, clerk: User) -> None:
    for user in (reviewer, clerk):
        with pytest.raises(NotAllowed):
            policies.set_rule(user, cycle, "A-07", "off", "理由")


def test_a_rule_made_silent_is_heard_no_more_and_promoted_it_is(
    cycle: Cycle, faulty_draft: Submission, office: User
) -> None:
    policies.set_rule(office, cycle, "A-02", "silent", "误报较多")
    assert tasks.judge_stale() == 1
    assert failed(faulty_draft) == []
    assert {i.resolved_at for i in faulty_draft.issues.all()} == {None}, "nobody has corrected anything"
    policies.set_rule(office, cycle, "A-02", "verify", "回测无误报")
    tasks.judge_stale()
    assert failed(faulty_draft) == [("A-02", "verify"), ("A-02", "verify")]
    assert tasks.judge_stale() == 0, "once is enough"


def test_what_is_approved_is_not_judged_again(cycle: Cycle, approved: Submission, office: User) -> None:
    reading = approved.current_reading
    policies.set_rule(office, cycle, "A-02", "off", "本年不用")
    assert judging.stale() == []
    assert not judging.judge_again(approved.pk)
    assert reading is not None
    assert reading.findings.filter(rule="A-02").exists()


def test_a_severity_the_office_sets_decides_the_gates(
    cycle: Cycle, faulty_draft: Submission, clerk: User, office: User
) -> None:
    policies.set_rule(office, cycle, "A-02", "notice", "本年仅提示")
    tasks.judge_stale()
    faulty_draft.refresh_from_db()
    assert review.submit(clerk, faulty_draft, "李填报", "own").state == State.SUBMITTED


def test_copying_another_cycle_notes_each_rule_that_changes(cycle: Cycle, office: User) -> None:
    later = cycles.open_cycle(office, 2025)
    policies.set_rule(office, later, "A-07", "off", "理由")
    policies.set_rule(office, cycle, "A-08", "notice", "理由")
    assert policies.copy_policy(office, later, cycle, "与上年一致") == 2
    rows = {row.rule: row.state for row in later.rule_policies.all()}
    assert (rows["A-07"], rows["A-08"]) == ("verify", "notice")
    notes = [e.note for e in policies.changes(later)][:2]
    assert all("照搬2024年度。与上年一致" in note for note in notes)


def test_thresholds_are_numbers_of_the_rule(cycle: Cycle, office: User) -> None:
    named = next((rule for rule in RULES if rule.thresholds and rule.on), None)
    with pytest.raises(Refused, match="没有这个数值"):
        policies.set_rule(office, cycle, "A-02", "mandatory", "理由", {"nothing": "1"})
    if named is None:
        pytest.skip("no rule has a threshold yet")
    name, own = next(iter(named.thresholds.items()))
    state = RuleState(named.severity.value)
    with pytest.raises(Refused, match="不是数字"):
        policies.set_rule(office, cycle, named.id, state, "理由", {name: "很多"})
    policies.set_rule(office, cycle, named.id, state, "理由", {name: str(own.value + 1)})
    assert policies.policy_of(cycle).thresholds == {f"{named.id}.{name}": own.value + Decimal(1)}
    policies.set_rule(office, cycle, named.id, state, "理由", {name: ""})
    assert policies.policy_of(cycle).thresholds == {}


def test_a_policy_overrides_only_what_differs(cycle: Cycle, office: User) -> None:
    policies.set_rule(office, cycle, "A-02", "verify", "理由")
    policies.set_rule(office, cycle, "A-03", "off", "理由")
    policy = policies.policy_of(cycle)
    assert (policy.severities, policy.off >= {"A-03"}) == ({"A-02": Severity.VERIFY}, True)


def test_a_cycle_nobody_opened_judges_as_declared(db: None) -> None:
    bare = Cycle.objects.create(year=2024)
    assert not RulePolicy.objects.exists()
    assert policies.policy_of(bare).silent == frozenset()


def test_a_submission_under_review_is_judged_by_a_changed_policy(
    cycle: Cycle, submitted: Submission, office: User, reviewer: User
) -> None:
    policies.set_rule(office, cycle, "A-02", "off", "理由")
    assert tasks.judge_stale() == 1
    submitted.refresh_from_db()
    assert submitted.current_reading is not None
    assert not submitted.current_reading.findings.filter(rule="A-02").exists()
    with pytest.raises(MoveRefused):
        review.submit(User.objects.get(username="clerk"), submitted, "李填报", "own")
