"""Rules about what sections one and five must speak of: S-15, C-03, C-05, C-06."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from parsing.agencies import GOVERNMENTS, is_government
from parsing.report import Report, squeeze
from parsing.rules.model import Context, Finding, Outcome, Quote, Rule, Severity, Threshold
from parsing.rules.prose import quote, text_of
from parsing.rules.tables import edition_of

GENERAL, PROBLEMS = 1, 5
LONGEST_NOTHING, LONGEST_CLAIM, FEW_WORDS = 40, 80, 4

ASPECTS = {
    "主动公开": re.compile(r"(?<!申请)公开|发布|公布"),
    "依申请公开": re.compile(r"申请"),
    "政府信息管理": re.compile(
        r"信息管理|信息(?:的)?(?:动态)?(?:调整|更新|清理)|规范性文件|目录|清单|审[查核]|管理|制度|清理|属性|指南|归档"
    ),
    "平台建设": re.compile(
        r"平台|网站|网页|门户|专栏|栏目|新媒体|公众号|微信|微博|公报|客户端|公示栏|公开栏|专区|载体|渠道|阵地|查阅"
    ),
    "监督保障": re.compile(
        r"监督|考核|考评|培训|检查|督[促查导办]|通报|评议|责任|保障|组织领导|指导|监管|测评|评估|整改|领导小组|自查|抽查"
    ),
}
DUTIES = {
    "工作考核": re.compile(r"考核|考评|绩效|考查|评估|测评|考绩"),
    "社会评议": re.compile(r"评议|满意度|第三方评估|测评|评价|问卷|民意调查|监督员"),
    "责任追究": re.compile(r"追究|追责|问责|责任制|约谈|处分|通报批评"),
}

_PROBLEM = re.compile(
    r"问题|不足|有待|待(?:进一步|提[高升]|加强|完善|规范|改进|优化|增强)|[还仍尚亟](?:需|须|待|要|不|未|存在|有)|不够|差距|薄弱|欠缺|短板|弱项"
    r"|需要?进一步|需要?(?:加强|提[高升]|改进|完善)|较[少低弱差慢]|单一|不[强高足多全深细精优畅一实]|不[及准]时|滞后|困难|局限|不平衡|不均衡"
    r"|不完善|不到位|不充分|不规范|不健全|不熟[悉练]|难以|缺[乏少]|亟[待需]|参差不齐|改进的地方|不适应|不尽|偏[少低弱慢重]|分散|薄弱|欠"
    r"|意识不|力度不|问題"
)
# Anything at all that is not as it should be: enough to believe that a problem is told.
_TROUBLE = re.compile(
    r"不(?!断|仅|但|只|懈|忘|动摇|遗余力|留|折不扣|得|少|同|定期|公开|予)|距离|有限|制约|瓶颈|挑战|落后|遗漏|疏漏|空白|欠|弱|差|起步|[少低慢]|缺"
)
_REMEDY = re.compile(
    r"下一步|下一年|下阶段|今后|改进|整改|措施|加强|加大|提[升高]|完善|进一步|继续|推[进动]|优化|强化|打算|计划|着力|健全|规范|拓[展宽]"
    r"|落实|丰富|创新|将|深化|做好|确保|建立|增强|严格|积极|持续|不断|补齐|开展|组织|制定"
)
_AHEAD = re.compile(
    r"下一步|下步|下一年|下阶段|今后|明年|来年|将(?!近)|改进(?:措施|情况|方向|方面)|整改(?:措施|情况)|措施|针对|为此|打算|计划"
    r"|接下来|下一阶段|对策|努力|办法|争取|力争|已(?:对照|安排|召开|组织|采取|完成|通过|建立)"
)
_NOTHING = re.compile(
    r"^(?:(?:20\d\d年度?|本年度?|我?[局厅委办镇乡县区市院]|我[^，。]{1,8}|本(?:机关|单位|部门|街道|镇|乡)|街道|目前|暂时?)[，,]?){0,3}"
    r"(?:暂?无|没有|不存在|未发现|未存在)(?:存在)?(?:的)?(?:主要|明显|突出)?(?:的)?(?:存在)?(?:的)?"
    r"(?:问题|困难|不足|情况|内容)?(?:[及和、](?:改进|整改)(?:情况|措施))?[。.！]?$"
)
_SENTENCE = re.compile(r"[^。！？；;!?\n]+")


def five_aspects(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """S-15: section one, by words that any way of telling an aspect uses."""
    is_there = report.section(GENERAL) is not None
    # Some tell an aspect under the heading of section two or three instead.
    text = "\n".join(text for number, text in report.texts() if GENERAL <= number < PROBLEMS)
    yield from _covers(rule, report, is_there, "总体情况", text, ASPECTS)


def duties_of_a_government(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """C-05: anywhere in the text, for governments of counties and higher alone."""
    governs = context.kind in GOVERNMENTS if context.kind else is_government(report.agency)
    if governs:
        text = "\n".join(text for _, text in report.texts())
        yield from _covers(rule, report, report.section(GENERAL) is not None, "报告", text, DUTIES)


def _covers(
    rule: Rule, report: Report, is_there: bool, where: str, text: str, wanted: Mapping[str, re.Pattern[str]]
) -> Iterator[Finding]:
    finding = partial(
        Finding, rule.id, rule.severity, subject=f"section.{GENERAL}", basis=rule.cite(edition_of(report))
    )
    squeezed = squeeze(text)
    if not is_there or not squeezed:
        yield finding(Outcome.UNDETERMINED, message=f"没有读到总体情况的内容，无法核对是否写了{'、'.join(wanted)}。")
        return
    lacking = [name for name, words in wanted.items() if not words.search(squeezed)]
    if lacking:
        yield finding(
            Outcome.FAILED,
            message=f"{where}没有写到{'、'.join(lacking)}。应写明{'、'.join(wanted)}。",
            fix=rule.fix,
            values=tuple(lacking),
        )
    else:
        yield finding(Outcome.PASSED, message=f"{'、'.join(wanted)}都已写到。")


def problems_and_remedies(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """C-03: section five says what is wanting and what is done about it."""
    finding = partial(
        Finding, rule.id, rule.severity, subject=f"section.{PROBLEMS}", basis=rule.cite(edition_of(report))
    )
    if report.section(PROBLEMS) is None:
        return
    text = text_of(report, PROBLEMS)
    squeezed = squeeze(text)
    if not squeezed:
        # OCR loses lines; a text layer does not.
        outcome = Outcome.UNDETERMINED if report.facts.recognised else Outcome.FAILED
        yield finding(outcome, message="第五部分只有标题，没有内容。", fix=rule.fix, values=("空",))
    elif len(squeezed) <= LONGEST_NOTHING and _NOTHING.match(squeezed):
        where = quote(PROBLEMS, text, 0, len(text))
        yield finding(
            Outcome.FAILED,
            message=f"第五部分只写了“{squeezed}”，没有写存在的问题和改进情况。",
            fix=rule.fix,
            values=(squeezed,),
            quotes=(where,),
        )
    else:
        yield _both(finding, rule, text)


def _both(finding: partial[Finding], rule: Rule, text: str) -> Finding:
    problem, remedy = _said(text)
    if problem and remedy:
        return finding(Outcome.PASSED, message="第五部分写了存在的问题和改进情况。", quotes=(problem, remedy))
    if not (problem or remedy) or _untold(text):
        return finding(
            Outcome.UNDETERMINED, message="没有认出第五部分哪些是问题、哪些是改进情况，请人工核对。", fix=rule.fix
        )
    lacking = "改进情况" if problem else "存在的主要问题"
    return finding(
        Outcome.FAILED,
        message=f"第五部分没有写{lacking}。",
        fix=rule.fix,
        values=(lacking, squeeze(text)),
        quotes=tuple(filter(None, (problem, remedy))),
    )


def _said(text: str) -> tuple[Quote | None, Quote | None]:
    """The first sentence that tells a problem and the first that tells a remedy.

    “还需加强” tells a problem in the words of a remedy: beside such words only what lies ahead counts.
    """
    problem = remedy = None
    for part in _SENTENCE.finditer(text.replace("\n", "")):
        words = squeeze(part.group())
        if problem is None and (_PROBLEM.search(words) or _TROUBLE.search(words)):
            problem = words
        if remedy is None and (_AHEAD.search(words) or (_REMEDY.search(words) and not _PROBLEM.search(words))):
            remedy = words
    return _quoted(text, problem), _quoted(text, remedy)


def _untold(text: str) -> bool:
    """Whether a sentence is neither problem nor remedy by any word known here: it may be what is missed."""
    sentences = (squeeze(part.group()) for part in _SENTENCE.finditer(text.replace("\n", "")))
    known = (_PROBLEM, _TROUBLE, _REMEDY, _AHEAD)
    return any(len(words) > FEW_WORDS and not any(p.search(words) for p in known) for words in sentences)


def _quoted(text: str, words: str | None) -> Quote | None:
    if not words:
        return None
    found = re.search(r"\s*".join(map(re.escape, words[:LONGEST_CLAIM])), text)
    return quote(PROBLEMS, text, found.start(), found.end()) if found else None


def short_enough(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """C-06, a local rule."""
    if report.section(GENERAL) is None:
        return
    length, most = len(squeeze(text_of(report, GENERAL))), rule.threshold(context, "most")
    over = length > most
    yield Finding(
        rule.id,
        rule.severity,
        Outcome.FAILED if over else Outcome.PASSED,
        f"section.{GENERAL}",
        f"总体情况 {length} 字，{'超过' if over else '不超过'} {most} 字。",
        values=(str(length),) if over else (),
        expected=Decimal(most) if over else None,
        actual=Decimal(length) if over else None,
        fix=rule.fix if over else "",
        basis=rule.basis,
    )


RULES = (
    Rule(
        id="S-15",
        name="总体情况写明五个方面",
        severity=Severity.VERIFY,
        words="总体情况应写到主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面；写法不限，完全没有写到的列出。",
        formula="总体情况 ⊇ 主动公开、依申请公开、政府信息管理、平台建设、监督保障",
        basis="总体情况的内容要求；《中华人民共和国政府信息公开条例》第五十条",
        fix="在总体情况中补写所列方面；本年度没有开展的，写明没有。",
        check=five_aspects,
        passes="（一）主动公开……（二）依申请公开……（三）政府信息管理……（四）平台建设……（五）监督保障……",
        fails="总体情况只写主动公开和网站建设",
    ),
    Rule(
        id="C-03",
        name="写明存在的问题和改进情况",
        severity=Severity.MANDATORY,
        words="第五部分不能空着或只写“无”，应写存在的主要问题，也写改进情况。",
        formula="第五部分 ＝ 问题 ＋ 改进情况",
        basis="《中华人民共和国政府信息公开条例》第五十条第（五）项“存在的主要问题及改进情况”",
        fix="补写本年度存在的主要问题和已经采取、准备采取的改进措施。",
        check=problems_and_remedies,
        passes="存在政策解读形式单一的问题。下一步将推行图文、视频解读",
        fails="五、存在的主要问题及改进情况：无",
    ),
    Rule(
        id="C-05",
        name="政府的报告写明考核、评议和追责",
        severity=Severity.VERIFY,
        words="县级以上人民政府的年度报告还应写明工作考核、社会评议和责任追究结果；部门、乡镇、街道和办公厅（室）本机关的报告不作此要求。",
        formula="政府年度报告 ⊇ 工作考核、社会评议、责任追究",
        basis="《中华人民共和国政府信息公开条例》第五十条第二款",
        fix="补写所列事项的结果；没有发生责任追究的，写明没有。",
        check=duties_of_a_government,
        passes="政务公开纳入年度考核，开展社会评议，未发生责任追究情形",
        fails="市人民政府的报告没有写到责任追究",
    ),
    Rule(
        id="C-06",
        name="总体情况篇幅",
        severity=Severity.NOTICE,
        words="地方要求总体情况不超过一定字数的，超过时提示。默认关闭，由主管部门开启并定字数。",
        formula="总体情况的字数（不计空格） ≤ 规定字数",
        basis="地方通知",
        fix="压缩总体情况的篇幅。",
        check=short_enough,
        passes="总体情况 950 字",
        fails="总体情况 1200 字",
        thresholds={"most": Threshold("总体情况最多字数", Decimal(1000))},
        on=False,
    ),
)
