"""No decision of a person is ever lost: to another reading, another version, another tab."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parsing import RULES_VERSION
from submissions import tasks
from submissions.models import Cycle, Explanation, Reading, Submission, User, Verdict
from submissions.services import findings, judging, policies, readings, review, rulings
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.states import State
from tests import documents
from tests.conftest import Send, put

pytestmark = pytest.mark.django_db

OTHER, TOTAL = documents.FAULTY_CELLS


def prints(submission: Submission) -> list[str]:
    submission.refresh_from_db()
    assert submission.current_reading is not None
    return list(findings.failed(submission.current_reading).values_list("fingerprint", flat=True))


def answers(submission: Submission) -> list[tuple[str, str]]:
    return [(e.text, e.verdict) for e in review.explanations_of(Submission.objects.get(pk=submission.pk))]


def read_by_a_newer_parser(submission: Submission, monkeypatch: pytest.MonkeyPatch, office: User) -> Reading:
    """The program has learnt to read better and reads the same file again."""
    assert submission.current_upload is not None
    monkeypatch.setattr(readings, "PARSER_VERSION", "99")
    reading = readings.reread(office, submission.current_upload)
    tasks.read_upload(reading.pk)
    submission.refresh_from_db()
    assert submission.current_reading == reading
    return reading


@pytest.fixture
def decided(faulty_draft: Submission, clerk: User, reviewer: User) -> Submission:
    """Both findings explained; one explanation accepted, one finding waived; then returned without ticks."""
    first, second = prints(faulty_draft)
    for fingerprint in (first, second):
        review.explain(clerk, faulty_draft, fingerprint, "台账如此")
    review.submit(clerk, faulty_draft, "李填报", "own")
    review.judge_explanation(reviewer, faulty_draft, first, accepted=True)
    review.waive(reviewer, faulty_draft, second, "已电话核实")
    review.send_back(reviewer, faulty_draft, [], "请补充正文")
    faulty_draft.refresh_from_db()
    return faulty_draft


def stands(submission: Submission) -> None:
    """What ``decided`` decided is all there."""
    assert answers(submission) == [("台账如此", Verdict.ACCEPTED), ("台账如此", Verdict.OPEN)]
    assert [(r.kind, r.reason) for r in findings.rulings(submission)] == [("waive", "已电话核实")]
    submission.refresh_from_db()
    assert submission.current_reading is not None
    assert submission.current_reading.open_findings == 0
    unwaived = findings.unwaived(submission, submission.current_reading)
    assert [f.subject for f in unwaived] == [OTHER]


def test_decisions_outlive_a_reading_by_a_newer_parser(
    decided: Submission, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by_a_newer_parser(decided, monkeypatch, office)
    stands(decided)


def test_decisions_outlive_another_file_with_the_same_values(decided: Submission, clerk: User, send: Send) -> None:
    send(clerk, decided, documents.report(faulty=True, kind="docx"), "again.docx")
    stands(decided)


def test_decisions_outlive_a_new_version_of_the_rules(decided: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "RULES_VERSION", f"{RULES_VERSION}-next")
    assert tasks.judge_stale() == 1
    stands(decided)


def test_decisions_outlive_another_severity(decided: Submission, cycle: Cycle, office: User) -> None:
    for state in ("verify", "notice", "silent", "mandatory"):
        policies.set_rule(office, cycle, "A-02", state, "试一试")
        assert tasks.judge_stale() == 1
    stands(decided)


def test_decisions_outlive_a_correction_and_its_withdrawal(decided: Submission, clerk: User) -> None:
    readings.correct(clerk, decided, OTHER, "152")
    assert ("台账如此", Verdict.ACCEPTED) not in answers(decided), "it spoke of other values"
    readings.restore(clerk, decided, OTHER)
    stands(decided)
    assert {i.regressed_at is None for i in decided.issues.filter(subject=TOTAL)} == {True}


def test_decisions_lapse_with_their_values_and_are_kept_as_history(
    decided: Submission, clerk: User, send: Send
) -> None:
    send(clerk, decided, documents.report(faulty=True, changes=((OTHER, 152), (TOTAL, 10475))))
    assert answers(decided) == []
    assert Explanation.objects.filter(text="台账如此").count() == 2
    assert decided.current_reading is not None
    again = findings.mandatory(decided.current_reading)
    assert again.count() > 1
    assert list(findings.unwaived(decided, decided.current_reading)) == list(again)


def test_corrections_outlive_a_reading_by_a_newer_parser(
    faulty_draft: Submission, clerk: User, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings.correct(clerk, faulty_draft, "requests.other.other.other", "4", "原件为 4")
    readings.correct(clerk, faulty_draft, "requests.other.other.total", "581")
    assert prints(faulty_draft) == []
    reading = read_by_a_newer_parser(faulty_draft, monkeypatch, office)
    assert prints(faulty_draft) == []
    kept = [(c.address, c.typed, c.by, c.reason) for c in reading.corrections.all()]
    assert kept == [
        ("requests.other.other.other", "4", clerk, "原件为 4"),
        ("requests.other.other.total", "581", clerk, ""),
    ]


def test_a_file_is_not_read_twice_by_one_version(draft: Submission, office: User, clerk: User) -> None:
    assert draft.current_upload is not None
    with pytest.raises(Refused, match="已经用现在的版本读取过"):
        readings.reread(office, draft.current_upload)
    with pytest.raises(NotAllowed):
        readings.reread(clerk, draft.current_upload)


def test_a_second_tab_replaces_no_words_without_a_trace(faulty_draft: Submission, clerk: User) -> None:
    fingerprint = prints(faulty_draft)[0]
    review.explain(clerk, faulty_draft, fingerprint, "第一个窗口")
    review.explain(clerk, faulty_draft, fingerprint, "第二个窗口")
    said = [(e.text, e.replaced_at is None) for e in faulty_draft.explanations.all()]
    assert said == [("第一个窗口", False), ("第二个窗口", True)]


def test_a_verdict_on_words_that_were_replaced_is_refused(
    faulty_draft: Submission, clerk: User, reviewer: User
) -> None:
    first, second = prints(faulty_draft)
    old = review.explain(clerk, faulty_draft, first, "旧说明")
    review.explain(clerk, faulty_draft, second, "说明")
    review.submit(clerk, faulty_draft, "李填报", "own")
    review.withdraw(clerk, faulty_draft)
    new = review.explain(clerk, faulty_draft, first, "新说明")
    review.submit(clerk, faulty_draft, "李填报", "own")
    with pytest.raises(Refused, match="刚刚改过这条说明"):
        review.judge_explanation(reviewer, faulty_draft, first, accepted=True, seen=old.pk)
    given = review.judge_explanation(reviewer, faulty_draft, first, accepted=True, seen=new.pk)
    assert (given.text, given.verdict) == ("新说明", Verdict.ACCEPTED)


def test_an_accepted_explanation_is_not_talked_over(decided: Submission, clerk: User) -> None:
    with pytest.raises(Refused, match="已经被采纳"):
        review.explain(clerk, decided, prints(decided)[0], "再说一遍")
    stands(decided)


# --- the life of a finding


def test_an_issue_is_resolved_by_a_new_file_and_regresses_with_the_old_values(
    faulty_draft: Submission, clerk: User, send: Send
) -> None:
    send(clerk, faulty_draft, documents.report())
    assert all(i.resolved_at and not i.regressed_at for i in faulty_draft.issues.all())
    send(clerk, faulty_draft, documents.report(faulty=True))
    back = faulty_draft.issues.all()
    assert [(i.subject, i.resolved_at, i.regressed_at is not None) for i in back] == [
        (OTHER, None, True),
        (TOTAL, None, True),
    ]


def test_a_fault_that_comes_back_with_other_values_has_regressed_too(
    faulty_draft: Submission, clerk: User, send: Send
) -> None:
    send(clerk, faulty_draft, documents.report())
    send(clerk, faulty_draft, documents.report(changes=((OTHER, 160),)))
    new = faulty_draft.issues.get(subject=OTHER, resolved_at=None, rule="A-02")
    assert new.regressed_at is not None


def test_from_wrong_to_wrong_is_no_regression(faulty_draft: Submission, clerk: User, send: Send) -> None:
    send(clerk, faulty_draft, documents.report(faulty=True, changes=((OTHER, 160),)))
    new = faulty_draft.issues.get(subject=OTHER, resolved_at=None, rule="A-02")
    assert new.regressed_at is None


def test_what_can_no_longer_be_judged_is_not_resolved(faulty_draft: Submission, clerk: User, send: Send) -> None:
    send(clerk, faulty_draft, documents.report(faulty=True, without=("not_handled.petitions",)))
    assert {i.resolved_at for i in faulty_draft.issues.filter(rule="A-02")} == {None}


# --- the gates


def test_a_dispute_lets_a_mandatory_finding_be_submitted_but_not_approved(
    faulty_draft: Submission, clerk: User, reviewer: User
) -> None:
    first, second = prints(faulty_draft)
    review.dispute(clerk, faulty_draft, first, "表样允许如此填写")
    review.dispute(clerk, faulty_draft, second, "同上")
    review.submit(clerk, faulty_draft, "李填报", "own")
    review.judge_explanation(reviewer, faulty_draft, first, accepted=True)
    with pytest.raises(MoveRefused, match="还有 2 项强制性问题"):
        review.approve(reviewer, faulty_draft)
    review.mark_wrong(reviewer, faulty_draft, first, "规则未考虑此种情形")
    review.waive(reviewer, faulty_draft, second, "已核对原件")
    review.approve(reviewer, faulty_draft)
    waivers = faulty_draft.decisions.get().waivers
    assert [(w["rule"], w["kind"], w["reason"], w["by"]) for w in waivers] == [
        ("A-02", "wrong", "规则未考虑此种情形", "赵审核"),
        ("A-02", "waive", "已核对原件", "赵审核"),
    ]


def test_a_verify_finding_needs_an_accepted_explanation(
    submission: Submission, cycle: Cycle, clerk: User, reviewer: User, office: User, send: Send
) -> None:
    policies.set_rule(office, cycle, "A-02", "verify", "本年作核实处理")
    send(clerk, submission, documents.report(faulty=True))
    first, second = prints(submission)
    with pytest.raises(MoveRefused, match="还有 2 项"):
        review.submit(clerk, submission, "李填报", "own")
    review.explain(clerk, submission, first, "台账如此")
    review.dispute(clerk, submission, second, "不是差错")
    review.submit(clerk, submission, "李填报", "own")
    with pytest.raises(MoveRefused, match="还有 2 项核实性问题没有被采纳"):
        review.approve(reviewer, submission, "理由")
    with pytest.raises(Refused, match="只有强制性问题需要放行"):
        review.waive(reviewer, submission, first, "放行")
    review.judge_explanation(reviewer, submission, first, accepted=True)
    review.judge_explanation(reviewer, submission, second, accepted=True)
    review.approve(reviewer, submission)


def test_a_ruling_can_be_taken_back_and_a_return_takes_it_back_too(
    decided: Submission, clerk: User, reviewer: User
) -> None:
    second = prints(decided)[1]
    review.submit(clerk, decided, "李填报", "own")
    rulings.withdraw(reviewer, decided, second)
    assert not findings.rulings(decided).exists()
    with pytest.raises(Refused, match="没有放行"):
        rulings.withdraw(reviewer, decided, second)
    review.mark_wrong(reviewer, decided, second, "规则有误")
    review.send_back(reviewer, decided, [second], "仍请核对")
    assert not findings.rulings(decided).exists()
    assert decided.rulings.count() == 2, "what was decided is kept"


def test_only_a_reviewer_rules_and_only_with_a_reason(faulty_draft: Submission, clerk: User, reviewer: User) -> None:
    put(faulty_draft, State.SUBMITTED)
    fingerprint = prints(faulty_draft)[0]
    with pytest.raises(NotAllowed):
        review.waive(clerk, faulty_draft, fingerprint, "放行")
    with pytest.raises(Refused, match="须写明理由"):
        review.mark_wrong(reviewer, faulty_draft, fingerprint, " ")
    with pytest.raises(Refused, match="已不存在"):
        review.mark_wrong(reviewer, faulty_draft, "0" * 32, "误报")


# --- attachments


PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_an_explanation_may_carry_a_file_that_a_later_text_keeps(faulty_draft: Submission, clerk: User) -> None:
    fingerprint = prints(faulty_draft)[0]
    first = review.explain(clerk, faulty_draft, fingerprint, "见台账", SimpleUploadedFile("台账.pdf", PDF))
    assert (first.attachment_name, first.attachment_size) == ("台账.pdf", len(PDF))
    assert first.attachment.read() == PDF
    later = review.explain(clerk, faulty_draft, fingerprint, "见台账第 3 页")
    assert later.attachment.name == first.attachment.name


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "空.pdf", "空文件"),
        (b"%PDF-1.4" + bytes(2000), "大.pdf", "没有保存"),
        (b"MZ" + bytes(100), "程序.exe", "附件只收"),
    ],
)
def test_an_attachment_is_small_and_a_document(
    faulty_draft: Submission, clerk: User, settings: object, data: bytes, name: str, sentence: str
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1000  # type: ignore[attr-defined]
    with pytest.raises(Refused, match=sentence):
        review.explain(clerk, faulty_draft, prints(faulty_draft)[0], "说明", SimpleUploadedFile(name, data))
    assert not Explanation.objects.exists()
