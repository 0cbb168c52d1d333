"""Rule N-13: what a report says did not happen, and what it tells of where its tables have nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsing.narrative import phrases
from parsing.narrative.claims import SECTIONS, claims_in, sentences_in
from parsing.narrative.sentences import Sentence
from parsing.report import Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Scope, Severity, address_text
from parsing.rules.tables import values_of
from parsing.rules.text_meanings import GROUPS, NEW, RECEIVED, TOTAL, dispute
from parsing.rules.text_operands import Expression, Operands, cells_of, operands_of
from parsing.rules.text_verdict import once, part_of, quote_of
from parsing.rules.text_zero import clauses, is_of_report, must_be_zero, says

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
        for start, end in clauses(sentence.shape):
            expression = _none_of(sentence, start, end)
            if expression and is_of_report(sentence, end, operands.report, own=own):
                yield must_be_zero(rule, operands, sentence, (start, end), [expression])


def _none_of(sentence: Sentence, start: int, end: int) -> Expression | None:
    """What a clause says there was none of."""
    clause = _BY_ANY_MEANS.sub("", sentence.shape[start:end])
    request = _NO_REQUEST.search(clause)
    if request and not _LIMITED.search(clause) and not phrases.NARROW.search(clause[: request.start()]):
        return NEW
    if _NUMBERED_NONE.fullmatch(clause) and says(sentence, end - 1, 0):
        return NEW
    both = _NUMBERED_NO_DISPUTE.match(clause)
    if both and says(sentence, end - 1, 0):
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
)
