"""Rules N-14 and N-15: what a report says of all its applications, and of all its disputes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsing.narrative import phrases
from parsing.narrative.claims import SECTIONS, sentences_in
from parsing.narrative.clauses import topic_of
from parsing.narrative.sentences import Sentence
from parsing.report import Report
from parsing.rules.model import Context, Finding, Rule, Scope, Severity
from parsing.rules.text_meanings import CARRIED_FORWARD, GROUPS, dispute
from parsing.rules.text_operands import Operands, operands_of
from parsing.rules.text_verdict import once
from parsing.rules.text_zero import clauses, is_of_report, must_be_zero, says

_ALL_DONE = re.compile(
    r"(?:已?全部|均已?|已经?全部|全部已|都已)(?:依法|规范|妥善)?"
    r"(?:办结|办理完毕|处理完毕|办理完成|办理完结|答复完毕)(?:并?(?:依法)?答复(?:申请人)?)?(?=$|[，。；）])|办结率(?:为|达到?|均为)*%"
)
_NONE_LEFT = re.compile(
    r"(?:无|没有|未有|不存在)(?:申请|办件|事项)?(?:需要?)?(?:结转|顺延)(?:至|到)?(?:下一?年度?|次年|明年|(?P<year>20\d\d)年度?)"
    r"(?:继续)?(?:办理|处理|答复)?(?:的|之)?(?:政府信息公开|信息公开|依申请公开)?(?:申请|办件|件|事项|情况|情形|案件)*$"
)
"""没有结转下年度继续办理的申请: none of it in words."""
_EXCEPTED = re.compile(r"除|以外|之外|其余|其他|另有|#[^，。；：]*(?:无|没有)")
_IN_TIME = re.compile(
    r"按时|按期|法定|期限|时限|限时|及时|到期|应办|结转|顺延|延期|下年|次年|除|其余|剩余|正在|尚未|待"
)
_OTHER_TOPIC = re.compile(r"提案|建议|热线|留言|信访|咨询|投诉|工单|复议|诉讼|来信|信件|办件|诉求|许可")


def all_done(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-14: 全部办结 leaves nothing for next year; 均在法定期限内答复 may."""
    operands, own = operands_of(report), context.scope is Scope.OWN
    yield from once(_all_done(rule, operands, own), report)


def _all_done(rule: Rule, operands: Operands, own: bool) -> Iterator[Finding | None]:
    for sentence in sentences_in(operands.report, *SECTIONS):
        for match in _ALL_DONE.finditer(sentence.shape):
            topic = topic_of(sentence.shape[: match.start()])
            if not topic and "%" not in match.group():
                topic = topic_of(sentence.heading)
            if topic != "request" or _IN_TIME.search(sentence.shape) or _OTHER_TOPIC.search(sentence.shape):
                continue
            if "%" in match.group() and not says(sentence, match.end() - 1, 100):
                continue
            if _of_some_requests(sentence.shape[: match.start()]):
                continue
            if "上年" in sentence.shape or not is_of_report(sentence, match.end(), operands.report, own=own):
                continue
            span = match.span()
            yield must_be_zero(rule, operands, sentence, span, [CARRIED_FORWARD])
        yield from _none_carried_forward(rule, operands, sentence, own)


def _none_carried_forward(rule: Rule, operands: Operands, sentence: Sentence, own: bool) -> Iterator[Finding | None]:
    for start, end in clauses(sentence.shape):
        found = _NONE_LEFT.search(sentence.shape, start, end)
        if not found or _OTHER_TOPIC.search(sentence.shape) or _EXCEPTED.search(sentence.shape, 0, end):
            continue
        if _of_some_requests(sentence.shape[:end]):
            continue
        topic = topic_of(sentence.shape[:end]) or topic_of(sentence.heading)
        year = found["year"]
        of_next = not year or operands.report.year is None or int(year) == operands.report.year + 1
        if topic == "request" and of_next and is_of_report(sentence, start, operands.report, own=own):
            yield must_be_zero(rule, operands, sentence, (start, end), [CARRIED_FORWARD])


def _of_some_requests(before: str) -> bool:
    """Whether the clause that first speaks of applications narrows them: 收到网上申请20件，均已办结."""
    first = next((clause for clause in re.split(r"[，。；：]", before) if "申请" in clause), "")
    return bool(phrases.NARROW.search(first))


_UNDEFEATED = re.compile(
    r"零(?:败诉|纠错)|(?:未发生|没有|无|未出现)(?:一起|一例)?(?:行政诉讼)?(?:被)?(?:败诉|纠错)(?:案件|情况|情形)?|"
    r"(?:均|全部)(?:获得?|被|予以)?(?:结果)?维持(?=$|[，。；、）]|原|行政|决定|结果)|(?:均|全部)(?:获得?)?胜诉(?=$|[，。；、）])|"
    r"(?:胜诉|维持)率(?:为|达到?|均为|保持)*%"
)
_CASES_OF_OTHERS = re.compile(r"复议机关|应诉|审理|承办")
"""What an agency adjudicates, and lawsuits of every kind."""
_CONCLUDED = re.compile(r"已审结|审结的|已判决|已结案|已办结|已作出|已经审结|生效")


def undefeated(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-15: no 结果纠正 and, unless the words speak of concluded cases alone, no 尚未审结."""
    operands, own = operands_of(report), context.scope is Scope.OWN
    yield from once(_undefeated(rule, operands, own), report)


def _undefeated(rule: Rule, operands: Operands, own: bool) -> Iterator[Finding | None]:
    for sentence in sentences_in(operands.report, *SECTIONS):
        for match in _UNDEFEATED.finditer(sentence.shape):
            about = "信息公开" in sentence.shape or "依申请" in sentence.shape or "申请" in sentence.heading
            groups = _groups(sentence, match)
            if "信息公开" not in sentence.shape and _CASES_OF_OTHERS.search(sentence.shape):
                continue
            if not about or not groups or not is_of_report(sentence, match.end(), operands.report, own=own):
                continue
            if "%" in match.group() and not says(sentence, match.end() - 1, 100):
                continue
            expressions = [dispute(groups, ("corrected",))]
            if not _CONCLUDED.search(re.split(r"[；。]", sentence.shape[: match.end()])[-1]):
                expressions.append(dispute(groups, ("pending",)))
            yield must_be_zero(rule, operands, sentence, match.span(), expressions)


def _groups(sentence: Sentence, match: re.Match[str]) -> tuple[str, ...]:
    """The groups of table 四 the words speak of: lawsuits where they are lost or won, else those named before."""
    if "诉" in match.group():
        return GROUPS[1:]
    before = re.split(r"[；。]", sentence.shape[: match.start()])[-1]
    return (GROUPS[:1] if "复议" in before else ()) + (GROUPS[1:] if "诉讼" in before else ())


_FIX = "核对这句话和表格：哪一处不实就改哪一处。"

RULES = (
    Rule(
        id="N-14",
        name="“全部办结”与结转一致",
        severity=Severity.VERIFY,
        words=(
            "正文写申请已全部办结，或没有结转下年度的，表三结转下年度应为 0。"
            "写“均在法定期限内答复”“按时办结”的，与结转不矛盾，不核对。"
        ),
        formula="全部办结、无结转下年度 → 结转下年度继续办理 ＝ 0",
        basis="表三“四、结转下年度继续办理”",
        fix="有结转的，写明“除结转下年度的以外均已办结”；没有结转的，更正表三。",
        check=all_done,
        passes="申请 12 件，均已办结，表三结转下年度 0",
        fails="申请 12 件，均已办结，表三结转下年度 2",
    ),
    Rule(
        id="N-15",
        name="“零败诉”“均获维持”与表四一致",
        severity=Severity.VERIFY,
        words=(
            "正文写零败诉、均获维持、均胜诉，或胜诉率、维持率 100% 的，"
            "表四相应各组“结果纠正”应为 0，“尚未审结”也应为 0；写明只指已审结案件的，不看尚未审结。"
        ),
        formula="零败诉、均获维持 → 结果纠正 ＝ 0，尚未审结 ＝ 0",
        basis="表四“结果纠正”“尚未审结”",
        fix="如实写明纠正和未审结的件数；只指已审结案件的，写明“已审结的”。",
        check=undefeated,
        passes="已审结的案件胜诉率达 100%，表四结果纠正 0、尚未审结 2",
        fails="复议 7 件，诉讼 9 件，均获维持，表四尚未审结 2、1",
    ),
)
