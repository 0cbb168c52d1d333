"""Rules S-14 and V-04: pages nobody could read, and what a file carries beside its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from parsing.editions.wording import table_name
from parsing.report import Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity
from parsing.rules.tables import TABLES, edition_of, table_of

_PERSON = re.compile(r"^[\u4e00-\u9fff·]{2,4}$")
_NOBODY = re.compile(
    r"用户|管理|办公|科$|局|处$|室$|厅|委|站$|部$|中心|公司|电脑|文档|作者|微软|系统|未知|未定义|匿名|政府|信息|公开|默认|计算机|打印|雨林|番茄|深度|联想"
)
LONGEST_REMARK = 30


def readable(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """S-14: pages by number; an unreadable one is in earnest where something of the report is missing."""
    facts = report.facts
    lost = [code for code in TABLES if not any(address.table == code for address in report.figures)]
    finding = partial(Finding, rule.id, subject="file", basis=rule.cite(edition_of(report)))
    grave = Severity.MANDATORY if lost or len(report.sections) < 6 else Severity.VERIFY
    found = False
    for pages, severity, message in (
        (facts.unread, grave, "第{}页是图片或已损坏，没有读取。"),
        (facts.recognised, rule.severity, "第{}页没有文字层，由文字识别读取，请对照原件核对。"),
        (facts.empty, rule.severity, "第{}页是图片，没有识别到文字；如不是空白页，请换用清晰的文件。"),
    ):
        if pages:
            found = True
            named = _pages(pages)
            outcome = Outcome.FAILED
            yield finding(
                severity=severity, outcome=outcome, message=message.format(named), fix=rule.fix, values=(named,)
            )
    for severity, message, values in _pictures(report, lost):
        found = True
        yield finding(severity=severity, outcome=Outcome.FAILED, message=message, fix=rule.fix, values=values)
    if not found and report.figures:
        yield finding(severity=rule.severity, outcome=Outcome.PASSED, message="各页都有文字，没有以图片代替的表格。")


def _pictures(report: Report, lost: list[str]) -> Iterator[tuple[Severity, str, tuple[str, ...]]]:
    """Tables in pictures: read by OCR, or, where a table is missing, perhaps not read at all."""
    facts = report.facts
    if facts.pictures_read:
        named = "、".join(facts.pictures_read)
        yield Severity.NOTICE, f"{named}是表格的图片，由文字识别读取，请对照原件核对。", facts.pictures_read
    if not lost or not (facts.pictures or facts.pictures_unread):
        return
    tables = "、".join(table_name(table_of(report, code)[1]) for code in lost)
    what = "、".join(facts.pictures_unread) or f"{facts.pictures} 幅较大的图片"
    message = f"没有找到{tables}，而文件中有{what}，表格可能是以图片插入的，没有读取。"
    yield Severity.MANDATORY, message, (tables, what)


def _pages(pages: tuple[int, ...]) -> str:
    """Page numbers as people write them: 1—4、7."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)


def nothing_left_behind(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """V-04: remarks and tracked changes need a look, a person's name in the properties a word."""
    facts = report.facts
    finding = partial(Finding, rule.id, outcome=Outcome.FAILED, subject="file", fix=rule.fix, basis=rule.basis)
    if facts.comments:
        first = " ".join(facts.comments[0].split())
        first = first if len(first) <= LONGEST_REMARK else f"{first[:LONGEST_REMARK]}…"
        yield finding(
            severity=Severity.VERIFY,
            message=f"文件中有 {len(facts.comments)} 条批注，如“{first}”。公开前应删去。",
            values=("批注", *facts.comments),
        )
    if facts.changes:
        yield finding(
            severity=Severity.VERIFY,
            message=f"文件中有 {facts.changes} 处修订痕迹，已按接受修订后的内容读取。定稿应接受或拒绝全部修订。",
            values=("修订", str(facts.changes)),
        )
    people = [name for name in facts.authors if _PERSON.match(name) and not _NOBODY.search(name)]
    if people:
        yield finding(
            severity=rule.severity,
            message=f"文件属性中有个人姓名：{'、'.join(people)}。公开前应清除。",
            values=("作者", *people),
        )


RULES = (
    Rule(
        id="S-14",
        name="文件各页可读",
        severity=Severity.NOTICE,
        words="没有文字层的页由文字识别读取的，予以提示；读不出来的页、以图片代替的表格，列出页码，报告因此不全的必须改正，其余须核实。",
        formula="没有文字层的页、以图片代替的表格 ＝ 0",
        basis="报告以文字和表格编制",
        fix="请上传 Word 原件，或由 Word、WPS 直接导出的 PDF；盖章的扫描件作为附件。",
        check=readable,
        passes="由 Word 导出的 PDF，各页都有文字",
        fails="第 4 页是扫描的图片，表三没有读到",
    ),
    Rule(
        id="V-04",
        name="文件不带批注、修订和个人姓名",
        severity=Severity.NOTICE,
        words="文件中的批注和修订痕迹须核实；文件属性中的个人姓名予以提示。公开时一并清除。",
        formula="批注、修订、作者姓名 ＝ 0",
        basis="《中华人民共和国个人信息保护法》；公开前的保密审查要求（《中华人民共和国政府信息公开条例》第十七条）",
        fix="在 Word、WPS 中接受或拒绝全部修订，删去批注，用“检查文档”清除文档属性后重新上传。",
        check=nothing_left_behind,
        passes="没有批注和修订，文档属性中没有姓名",
        fails="文件中有 3 条批注、12 处修订",
    ),
)
