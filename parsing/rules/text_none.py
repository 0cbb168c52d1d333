"""Rules N-13 to N-15: what a report says did not happen, and what it says of all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsing.narrative import phrases
from parsing.narrative.claims import SECTIONS, claims_in, sentences_in
from parsing.narrative.clauses import topic_of
from parsing.narrative.scope import is_in_scope, is_of_year
from parsing.narrative.sentences import Sentence
from parsing.report import Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Scope, Severity, address_text
from parsing.rules.tables import obstacles_text, values_of
from parsing.rules.text_meanings import CARRIED_FORWARD, GROUPS, NEW, RECEIVED, TOTAL, dispute
from parsing.rules.text_operands import Expression, Operands, cells_of, operands_of
from parsing.rules.text_verdict import once, part_of, quote_of

_WHO = (
    r"公民、?法人(?:和|或|及|以及|或者)其[他它]组织|社会公众|公众|群众|任何|我局|本局|本机关|我委|我办|单位|个人|企业"
)
_NO_REQUEST = re.compile(
    rf"(?:未|没有|无)(?:再|曾)?(?:收到|接到|接收到?|受理|发生|产生|办理|有)?过?(?:{_WHO}|和|关于|提出|提交|"
    rf"要求|有关|书面|政府|政务|信息|依法|的)*"
    r"(?:信息公开(?:的)?申请|依申请公开|公开申请|申请公开)(?:政府信息|信息|事项|申请|办件|情况|案件|要求|件|的)*$"
)
_NUMBERED_NONE = re.compile(
    r"(?:20\d\d年度?|本?年度?|全年|[我本全](?:单位|机关|[省市县区州盟旗局委办厅院镇乡])|收到|受理|接收|新收|政府|政务|的|共)*"
    r"(?:依申请(?:公开)?|信息公开(?:的)?申请|公开申请)(?:的)?(?:申请)?(?:受理)?(?:数量|件数|总数|总量|数|量)?(?:为|是|共|共计)*#$"
)
"""依申请公开数量为0件: none of it as a number, and no verb."""
_DISPUTE_WORDS = (
    rf"(?:{_WHO}|发生|出现|产生|引发|引起|收到|接到|存在|被|涉及|提起|因|由于?|有|任何|政府|政务|信息|公开|"
    rf"工作|依申请|申请|答复|办理|"
    r"而|的|行政|关于|针对|对|不服|人|案件|案|起|类|情形|情况|导致|当事人|问题|事项|过|和|、|及|或|以及|"
    r"与|本年度?|年度)*"
)
_NO_DISPUTE = re.compile(
    rf"(?:未|没有|(?<!有)无)(?:曾)?{_DISPUTE_WORDS}(?P<names>(?:行政)?(?:复议|诉讼))(?P<more>(?:、|和|及|"
    rf"或|以及|与|被|提起|申请|行政|复议|诉讼|案件|的|案|情况|情形|事项|现象|发生|事件|应诉|受理)*)$"
)
_NO_DISPUTE_AFTER = re.compile(
    rf"^{_DISPUTE_WORDS}(?P<names>(?:行政)?(?:复议|诉讼))(?P<more>(?:、|和|及|或|以及|与|行政|复议|诉讼|"
    rf"案件|案|情况|数量|数|的|提起|被)*)(?:均|都)?(?:未发生|没有发生|没有|为零|为无)$"
)
_NUMBERED_NO_DISPUTE = re.compile(
    rf"^{_DISPUTE_WORDS}(?P<names>(?:行政)?复议)(?P<more>(?:、|和|及|或|以及|与|被|提起|行政|诉讼|案件|案|数量|数|的)*)(?:均|都)为#$"
)
"""复议和诉讼均为0件: none of both as one number."""
_LIMITED = re.compile(
    r"#|后起诉|直接起诉|新增|新发生|除|以外|之外|其中|通过|当面|信函|网络|网上|邮|现场|窗口|因收费|逾期|超期"
)

_BY_ANY_MEANS = re.compile(r"(?:通过|以)任何(?:形式|方式|途径|渠道)")


def nothing(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """N-13, both ways: none in words and some in the table, none in the table and some in words."""
    operands, own = operands_of(report), context.scope is Scope.OWN
    yield from once([*_said_none(rule, operands, own), *_counted_none(rule, operands, own)], report)


def _said_none(rule: Rule, operands: Operands, own: bool) -> Iterator[Finding | None]:
    for sentence in sentences_in(operands.report, *SECTIONS):
        for start, end in _clauses(sentence.shape):
            expression = _none_of(sentence, start, end)
            if expression and _is_of_report(sentence, end, operands.report, own=own):
                yield _must_be_zero(rule, operands, sentence, (start, end), [expression])


def _clauses(shape: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^，。；：（）！？]+", shape):
        yield match.span()


def _none_of(sentence: Sentence, start: int, end: int) -> Expression | None:
    """What a clause says there was none of."""
    clause = _BY_ANY_MEANS.sub("", sentence.shape[start:end])
    request = _NO_REQUEST.search(clause)
    if request and not _LIMITED.search(clause) and not phrases.NARROW.search(clause[: request.start()]):
        return NEW
    if _NUMBERED_NONE.fullmatch(clause) and _is_nought(sentence, end - 1):
        return NEW
    both = _NUMBERED_NO_DISPUTE.match(clause)
    if both and _is_nought(sentence, end - 1):
        clause = clause.removesuffix("#")
    found = both or _NO_DISPUTE.search(clause) or _NO_DISPUTE_AFTER.search(clause)
    about = (
        "公开" in sentence.shape or "公开" in sentence.heading or "申请" in sentence.heading or sentence.section == 4
    )
    if not found or _LIMITED.search(clause) or not about:
        return None
    words = found["names"] + found["more"]
    if "复议" in clause and "诉讼" in clause:
        return dispute(GROUPS)
    return dispute(GROUPS[:1]) if "复议" in words else dispute(GROUPS[1:])


def _is_nought(sentence: Sentence, at: int) -> bool:
    return any(place == at and not number.value for number, place in zip(sentence.numbers, sentence.at, strict=True))


def _is_of_report(sentence: Sentence, end: int, report: Report, *, own: bool) -> bool:
    return is_in_scope(sentence.shape, report.agency, own=own) and is_of_year(sentence.shape[:end], report.year)


def _must_be_zero(
    rule: Rule,
    operands: Operands,
    sentence: Sentence,
    span: tuple[int, int],
    expressions: Sequence[Expression],
) -> Finding | None:
    """The finding of words that make all these expressions 0; None where the report has none of their cells."""
    worths = [operands.worth(one) for one in expressions]
    cells = cells_of(expressions)
    if not operands.has_table(cells[0].table):
        return None
    words = sentence.words(*span)
    edition, _ = operands.table(cells[0].table)
    wrong = [w for w in worths if w.values and all(w.values)]
    unknown = tuple(dict.fromkeys(cell for w in worths for cell in w.unknown))
    found = Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=Outcome.PASSED,
        subject=str(cells[0]),
        message=f"{part_of(sentence)}写“{words}”，与表中{worths[0].text}相符。",
        cells=address_text(cells),
        values=(*values_of(operands.report, cells), f"正文{words}"),
        basis=rule.cite(edition),
        table=cells[0].table,
        quotes=(quote_of(sentence, *span),),
    )
    if wrong:
        return replace(
            found,
            outcome=Outcome.FAILED,
            message=f"{part_of(sentence)}写“{words}”，而表中{'，'.join(w.text for w in wrong)}。",
            sum="；".join(f"{w.text} ≠ 0" for w in wrong),
            fix=rule.fix,
        )
    if unknown:
        why = obstacles_text(unknown, operands.report, edition)
        message = f"{part_of(sentence)}写“{words}”，无法与表核对：{why}。"
        return replace(found, outcome=Outcome.UNDETERMINED, message=message, fix=rule.fix)
    return found


def _counted_none(rule: Rule, operands: Operands, own: bool) -> Iterator[Finding | None]:
    """Claims of some where every cell of the table that could hold them is 0."""
    requests = [operands.worth(one) for one in (NEW, RECEIVED, TOTAL)]
    disputes = [operands.worth(dispute(GROUPS))]
    for claim in claims_in(operands.report, own=own):
        if not claim.is_judged or not claim.number.value:
            continue
        counts = disputes if set(claim.means) <= phrases.DISPUTES.keys() else requests
        if counts is requests and not set(claim.means) <= phrases.VERBS.keys():
            continue
        if all(w.values and not any(w.values) for w in counts):
            cells = cells_of(w.expression for w in counts)
            edition, _ = operands.table(cells[0].table)
            yield Finding(
                rule=rule.id,
                severity=rule.severity,
                outcome=Outcome.FAILED,
                subject=str(cells[0]),
                message=f"{part_of(claim.sentence)}写“{claim.words}”，而表中全部为 0。",
                cells=address_text(cells),
                values=(*values_of(operands.report, cells), f"正文{claim.words}"),
                expected=claim.number.value * 0,
                actual=claim.number.value,
                sum="；".join(w.text for w in counts),
                fix=rule.fix,
                basis=rule.cite(edition),
                table=cells[0].table,
                quotes=(quote_of(claim.sentence, claim.start, claim.end),),
            )


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
            if "%" in match.group() and not _is_whole(sentence, match.end() - 1):
                continue
            if _of_some_requests(sentence.shape[: match.start()]):
                continue
            if "上年" in sentence.shape or not _is_of_report(sentence, match.end(), operands.report, own=own):
                continue
            span = match.span()
            yield _must_be_zero(rule, operands, sentence, span, [CARRIED_FORWARD])
        yield from _none_carried_forward(rule, operands, sentence, own)


def _none_carried_forward(rule: Rule, operands: Operands, sentence: Sentence, own: bool) -> Iterator[Finding | None]:
    for start, end in _clauses(sentence.shape):
        found = _NONE_LEFT.search(sentence.shape, start, end)
        if not found or _OTHER_TOPIC.search(sentence.shape) or _EXCEPTED.search(sentence.shape, 0, end):
            continue
        if _of_some_requests(sentence.shape[:end]):
            continue
        topic = topic_of(sentence.shape[:end]) or topic_of(sentence.heading)
        year = found["year"]
        of_next = not year or operands.report.year is None or int(year) == operands.report.year + 1
        if topic == "request" and of_next and _is_of_report(sentence, start, operands.report, own=own):
            yield _must_be_zero(rule, operands, sentence, (start, end), [CARRIED_FORWARD])


def _of_some_requests(before: str) -> bool:
    """Whether the clause that first speaks of applications narrows them: 收到网上申请20件，均已办结."""
    first = next((clause for clause in re.split(r"[，。；：]", before) if "申请" in clause), "")
    return bool(phrases.NARROW.search(first))


def _is_whole(sentence: Sentence, at: int) -> bool:
    """Whether the percentage at this position is 100."""
    return any(number.value == 100 and place == at for number, place in zip(sentence.numbers, sentence.at, strict=True))


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
            if not about or not groups or not _is_of_report(sentence, match.end(), operands.report, own=own):
                continue
            if "%" in match.group() and not _is_whole(sentence, match.end() - 1):
                continue
            expressions = [dispute(groups, ("corrected",))]
            if not _CONCLUDED.search(re.split(r"[；。]", sentence.shape[: match.end()])[-1]):
                expressions.append(dispute(groups, ("pending",)))
            yield _must_be_zero(rule, operands, sentence, match.span(), expressions)


def _groups(sentence: Sentence, match: re.Match[str]) -> tuple[str, ...]:
    """The groups of table 四 the words speak of: lawsuits where they are lost or won, else those named before."""
    if "诉" in match.group():
        return GROUPS[1:]
    before = re.split(r"[；。]", sentence.shape[: match.start()])[-1]
    return (GROUPS[:1] if "复议" in before else ()) + (GROUPS[1:] if "诉讼" in before else ())


_FIX = "核对这句话和表格：哪一处不实就改哪一处。"

RULES = (
    Rule(
        id="N-13",
        name="“没有”与“有”和表格一致",
        severity=Severity.MANDATORY,
        words=(
            "正文写未收到申请的，表三本年新收应为 0；写未发生复议、诉讼的，表四相应各组应为 0。反过来，"
            "表中全部为 0 的，正文不应写有若干件。"
        ),
        formula="未收到申请 → 本年新收 ＝ 0；未发生复议诉讼 → 三组总计 ＝ 0；表中全为 0 → 正文无件数",
        basis="表三、表四的数字；正文与表格应当一致",
        fix=_FIX,
        check=nothing,
        passes="本年度未收到政府信息公开申请，表三各格为 0",
        fails="本年度未收到政府信息公开申请，表三本年新收 3",
    ),
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
