"""Explaining, submitting, returning, approving: the gates, and what each leaves behind."""

from __future__ import annotations

from decimal import Decimal

import pytest

from submissions.models import Decision, Event, Explanation, Figure, Finding, Scope, Submission, User, Verdict
from submissions.services import readings, review
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.services.uploads import receive
from submissions.states import State
from tests import documents
from tests.conftest import Send, as_file

pytestmark = pytest.mark.django_db


def open_findings(submission: Submission) -> list[Finding]:
    submission.refresh_from_db()
    assert submission.current_reading is not None
    return list(submission.current_reading.findings.filter(outcome="failed"))


def explain_all(clerk: User, submission: Submission) -> None:
    for finding in open_findings(submission):
        review.explain(clerk, submission, finding.fingerprint, "原始台账如此")


@pytest.fixture
def explained(faulty_draft: Submission, clerk: User) -> Submission:
    explain_all(clerk, faulty_draft)
    return faulty_draft


@pytest.fixture
def handed_in(explained: Submission, clerk: User) -> Submission:
    """The faulty report, explained and submitted."""
    review.submit(clerk, explained, "李填报", Scope.OWN)
    explained.refresh_from_db()
    return explained


# --- explaining ---------------------------------------------------------------


def test_an_explanation_answers_a_finding(faulty_draft: Submission, clerk: User) -> None:
    first, second = open_findings(faulty_draft)
    explanation = review.explain(clerk, faulty_draft, first.fingerprint, " 含线下申请 3 件 ", ip="10.0.0.8")
    assert (explanation.text, explanation.by, explanation.verdict) == ("含线下申请 3 件", clerk, Verdict.OPEN)
    faulty_draft.refresh_from_db()
    assert faulty_draft.current_reading is not None
    assert faulty_draft.current_reading.open_findings == 1
    assert "含线下申请 3 件" in Event.objects.get(kind="explain").note
    review.explain(clerk, faulty_draft, second.fingerprint, "同上")
    assert [e.text for e in review.explanations_of(faulty_draft)] == ["含线下申请 3 件", "同上"]


def test_explaining_again_takes_the_place_of_the_first_text(faulty_draft: Submission, clerk: User) -> None:
    finding = open_findings(faulty_draft)[0]
    review.explain(clerk, faulty_draft, finding.fingerprint, "一")
    review.explain(clerk, faulty_draft, finding.fingerprint, "二")
    assert [(e.text, e.replaced_at is None) for e in Explanation.objects.all()] == [("一", False), ("二", True)]
    assert [e.text for e in review.explanations_of(faulty_draft)] == ["二"]
    assert Event.objects.filter(kind="explain").count() == 2


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_explanation_is_none(faulty_draft: Submission, clerk: User, text: str) -> None:
    with pytest.raises(Refused, match="请填写情况说明"):
        review.explain(clerk, faulty_draft, open_findings(faulty_draft)[0].fingerprint, text)


def test_a_finding_that_is_not_there_cannot_be_explained(draft: Submission, clerk: User) -> None:
    with pytest.raises(Refused, match="已不存在"):
        review.explain(clerk, draft, "0" * 32, "说明")


def test_only_the_agency_explains(faulty_draft: Submission, reviewer: User, stranger: User) -> None:
    for user in (reviewer, stranger):
        with pytest.raises(NotAllowed):
            review.explain(user, faulty_draft, open_findings(faulty_draft)[0].fingerprint, "说明")


def test_explanations_outlive_a_reading_with_the_same_values(explained: Submission, clerk: User, send: Send) -> None:
    send(clerk, explained, documents.report(faulty=True, kind="docx"), "report.docx")
    assert [e.text for e in review.explanations_of(explained)] == ["原始台账如此"] * 2
    assert explained.current_reading is not None
    assert explained.current_reading.open_findings == 0


def test_explanations_lapse_when_the_values_change(explained: Submission, clerk: User, send: Send) -> None:
    send(clerk, explained, documents.report(faulty=True, changes=(("requests.total.other", 152),)))
    assert ("A-02", "requests.total.other") in {(f.rule, f.subject) for f in open_findings(explained)}
    assert explained.current_reading is not None
    assert explained.current_reading.open_findings > 0
    assert Explanation.objects.count() == 2, "the old words are kept"
    assert [e.fingerprint for e in review.explanations_of(explained)] == [
        f.fingerprint for f in open_findings(explained) if (f.rule, f.subject) == ("A-02", "requests.total.total")
    ]


# --- submitting ---------------------------------------------------------------


def test_a_clean_report_is_submitted_with_name_and_scope(draft: Submission, clerk: User) -> None:
    review.submit(clerk, draft, " 李填报 ", Scope.AREA, ip="10.0.0.8")
    draft.refresh_from_db()
    assert (draft.state, draft.certified_name, draft.scope, draft.submitted_by) == (
        State.SUBMITTED,
        "李填报",
        Scope.AREA,
        clerk,
    )
    assert draft.submitted_at == draft.waiting_since is not None


def test_nothing_is_submitted_before_a_file_was_read(submission: Submission, clerk: User) -> None:
    Submission.objects.update(state=State.DRAFT.value)
    with pytest.raises(MoveRefused, match="还没有读取成功的报告文件"):
        review.submit(clerk, submission, "李填报", Scope.OWN)


def test_open_findings_block_a_submission_and_the_first_is_named(faulty_draft: Submission, clerk: User) -> None:
    with pytest.raises(MoveRefused, match=r"还有 2 项强制性或核实性问题没有处理.*148.*151"):
        review.submit(clerk, faulty_draft, "李填报", Scope.OWN)
    review.explain(clerk, faulty_draft, open_findings(faulty_draft)[0].fingerprint, "说明")
    with pytest.raises(MoveRefused, match="还有 1 项"):
        review.submit(clerk, faulty_draft, "李填报", Scope.OWN)
    faulty_draft.refresh_from_db()
    assert faulty_draft.state == State.DRAFT


def test_notices_do_not_block_a_submission(submission: Submission, clerk: User, send: Send) -> None:
    send(clerk, submission, documents.report(changes=(("requests.denied.state_secrets.research", None),)))
    assert {f.severity for f in open_findings(submission)} == {"notice"}
    assert review.submit(clerk, submission, "李填报", Scope.OWN).state == State.SUBMITTED


def test_a_newer_file_must_be_read_before_submitting(draft: Submission, clerk: User) -> None:
    receive(clerk, draft, as_file(documents.report(faulty=True)))
    with pytest.raises(MoveRefused, match="还在读取"):
        review.submit(clerk, draft, "李填报", Scope.OWN)


@pytest.mark.parametrize(
    ("name", "scope", "sentence"),
    [("", "own", "确认人"), (" ", "own", "确认人"), ("李", "", "数据范围"), ("李", "all", "数据范围")],
)
def test_a_submission_needs_a_name_and_a_scope(
    draft: Submission, clerk: User, name: str, scope: str, sentence: str
) -> None:
    with pytest.raises(MoveRefused, match=sentence):
        review.submit(clerk, draft, name, scope)


def test_a_withdrawn_report_is_a_draft_again(submitted: Submission, clerk: User) -> None:
    review.withdraw(clerk, submitted)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.submitted_at, submitted.waiting_since) == (State.DRAFT, None, None)


# --- reviewing ----------------------------------------------------------------


def test_claiming_names_the_reviewer_and_releasing_frees_it(submitted: Submission, reviewer: User) -> None:
    assert review.claim(reviewer, submitted).reviewer == reviewer
    assert review.release(reviewer, submitted).reviewer is None


def test_an_approval_makes_the_figures_facts(submitted: Submission, reviewer: User) -> None:
    review.approve(reviewer, submitted, ip="10.0.0.9")
    submitted.refresh_from_db()
    assert (submitted.state, submitted.reviewer, submitted.waiting_since) == (State.APPROVED, reviewer, None)
    assert submitted.decided_at is not None
    assert Figure.objects.filter(submission=submitted).count() == 200
    total = Figure.objects.get(submission=submitted, table="requests", row="total", column="total")
    assert (total.value, total.state) == (Decimal(10474), "number")
    decision = submitted.decisions.get()
    assert (decision.move, decision.by, decision.waivers) == ("approve", reviewer, [])
    assert decision.reading == submitted.current_reading
    assert Event.objects.get(kind="approve").ip == "10.0.0.9"


def test_facts_hold_corrections_and_keep_blank_and_dash_apart(
    submission: Submission, clerk: User, reviewer: User, send: Send
) -> None:
    blank = "requests.denied.state_secrets.research"
    send(clerk, submission, documents.report(changes=((blank, None),)))
    readings.correct(clerk, submission, "requests.denied.internal_affairs.research", "/")
    readings.correct(clerk, submission, "disclosure.fees.amount", "12.5")
    explain_all(clerk, submission)
    review.submit(clerk, submission, "李填报", Scope.OWN)
    review.approve(reviewer, submission)
    facts = {f"{f.table}.{f.row}.{f.column}": (f.value, f.state) for f in submission.figures.all()}
    assert facts[blank] == (None, "blank")
    assert facts["requests.denied.internal_affairs.research"] == (None, "dash")
    assert facts["disclosure.fees.amount"] == (Decimal("12.5"), "number")


def test_a_cell_the_document_does_not_have_is_no_fact(
    submission: Submission, clerk: User, reviewer: User, send: Send
) -> None:
    send(clerk, submission, documents.report(without=("not_handled.petitions",)))
    explain_all(clerk, submission)
    review.submit(clerk, submission, "李填报", Scope.OWN)
    review.approve(reviewer, submission, "纸质件已核对")
    assert not submission.figures.filter(row="not_handled.petitions").exists()
    assert submission.figures.count() == 193


def test_mandatory_findings_block_an_approval_even_when_explained(handed_in: Submission, reviewer: User) -> None:
    with pytest.raises(MoveRefused, match="还有 2 项强制性问题没有改正，不能通过"):
        review.approve(reviewer, handed_in)
    handed_in.refresh_from_db()
    assert handed_in.state == State.SUBMITTED
    assert not Figure.objects.exists()
    assert not Decision.objects.exists()


def test_mandatory_findings_may_be_waived_with_a_reason_that_is_kept(handed_in: Submission, reviewer: User) -> None:
    review.approve(reviewer, handed_in, " 已电话核实 ")
    decision = handed_in.decisions.get()
    assert decision.reason == "已电话核实"
    assert [(w["rule"], w["fingerprint"]) for w in decision.waivers] == [
        ("A-02", f.fingerprint) for f in open_findings(handed_in)
    ]
    assert Event.objects.get(kind="approve").note == "已电话核实"


def test_a_return_is_a_checklist_with_a_reason(handed_in: Submission, reviewer: User) -> None:
    first, second = open_findings(handed_in)
    review.send_back(reviewer, handed_in, [first.fingerprint], "“其他”列请核对", ip="10.0.0.9")
    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.waiting_since) == (State.RETURNED, None)
    decision = handed_in.decisions.get()
    assert (decision.move, decision.reason) == ("return", "“其他”列请核对")
    assert decision.items == [{"fingerprint": first.fingerprint, "rule": "A-02", "message": first.message}]
    verdicts = dict(handed_in.explanations.values_list("fingerprint", "verdict"))
    assert verdicts == {first.fingerprint: Verdict.REFUSED, second.fingerprint: Verdict.OPEN}
    assert [(a.fingerprint, a.answer) for a in review.checklist(handed_in)] == [(first.fingerprint, "open")]


def test_a_return_needs_a_reason_and_findings_that_are_there(handed_in: Submission, reviewer: User) -> None:
    with pytest.raises(MoveRefused, match="须填写理由"):
        review.send_back(reviewer, handed_in, [], " ")
    with pytest.raises(Refused, match="已不存在"):
        review.send_back(reviewer, handed_in, ["0" * 32], "请核对")
    handed_in.refresh_from_db()
    assert handed_in.state == State.SUBMITTED
    assert not Decision.objects.exists()


def test_a_returned_item_must_be_answered_anew(handed_in: Submission, clerk: User, reviewer: User) -> None:
    first = open_findings(handed_in)[0]
    review.send_back(reviewer, handed_in, [first.fingerprint], "请核对")
    with pytest.raises(MoveRefused, match="还有 1 项"):
        review.submit(clerk, handed_in, "李填报", Scope.OWN)
    review.explain(clerk, handed_in, first.fingerprint, "补充：含线下 3 件")
    assert review.checklist(handed_in)[0].answer == "explained"
    assert review.submit(clerk, handed_in, "李填报", Scope.OWN).state == State.SUBMITTED


def test_a_returned_report_is_corrected_resubmitted_and_approved_with_its_history(
    handed_in: Submission, clerk: User, reviewer: User, send: Send
) -> None:
    review.send_back(reviewer, handed_in, [f.fingerprint for f in open_findings(handed_in)], "请改正")
    send(clerk, handed_in, documents.report())
    assert [a.answer for a in review.checklist(handed_in)] == ["corrected", "corrected"]
    review.submit(clerk, handed_in, "李填报", Scope.OWN)
    review.approve(reviewer, handed_in)
    assert list(handed_in.decisions.values_list("move", flat=True)) == ["approve", "return"]
    moves = Event.objects.filter(submission=handed_in).exclude(to_state="").order_by("pk")
    assert list(moves.values_list("from_state", "to_state")) == [
        ("missing", "draft"),
        ("draft", "submitted"),
        ("submitted", "returned"),
        ("returned", "submitted"),
        ("submitted", "approved"),
    ]


def test_reopening_takes_the_facts_back(approved: Submission, reviewer: User) -> None:
    review.reopen(reviewer, approved, "发现口径错误")
    approved.refresh_from_db()
    assert (approved.state, approved.reviewer, approved.decided_at) == (State.IN_REVIEW, reviewer, None)
    assert not approved.figures.exists()
    decision = approved.decisions.first()
    assert decision is not None
    assert (decision.move, decision.reason) == ("reopen", "发现口径错误")
    review.approve(reviewer, approved)
    assert approved.figures.count() == 200


def test_reopening_needs_a_reason(approved: Submission, reviewer: User) -> None:
    with pytest.raises(MoveRefused, match="须填写理由"):
        review.reopen(reviewer, approved, "")
    assert approved.figures.count() == 200


@pytest.mark.parametrize(("accepted", "verdict"), [(True, Verdict.ACCEPTED), (False, Verdict.REFUSED)])
def test_the_reviewer_weighs_an_explanation(
    handed_in: Submission, reviewer: User, accepted: bool, verdict: Verdict
) -> None:
    fingerprint = open_findings(handed_in)[0].fingerprint
    given = review.judge_explanation(reviewer, handed_in, fingerprint, accepted=accepted)
    assert (given.verdict, given.verdict_by) == (verdict, reviewer)
    assert open_findings(handed_in)
    assert handed_in.current_reading is not None
    assert handed_in.current_reading.open_findings == (0 if accepted else 1)
    assert Event.objects.filter(kind=f"{'accept' if accepted else 'refuse'}_explanation").count() == 1


def test_an_agency_does_not_weigh_its_own_words(handed_in: Submission, clerk: User) -> None:
    with pytest.raises(NotAllowed):
        review.judge_explanation(clerk, handed_in, open_findings(handed_in)[0].fingerprint, accepted=True)


def test_a_number_no_database_keeps_is_not_approved(
    submission: Submission, clerk: User, reviewer: User, send: Send
) -> None:
    send(clerk, submission, documents.report(changes=(("disclosure.fees.amount", Decimal("0.12345678")),)))
    explain_all(clerk, submission)
    review.submit(clerk, submission, "李填报", Scope.OWN)
    with pytest.raises(MoveRefused, match=r"收费金额.*超出了可以记录的范围"):
        review.approve(reviewer, submission, "通过")
    assert not Figure.objects.exists()
