"""Rule V-02: marks of secret and internal papers. The words alone are everyday: 国家秘密, 保密审查, 机密文件."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsing.report import FRONT, INTRODUCTION, Report, squeeze
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity
from parsing.rules.prose import quote

_LEVEL = "(?:绝密|机密|秘密)"
_TERM = r"(?:\d{1,2}年|[一二三五十]{1,3}年|长期|\d{1,2}个月)?"
_MARK = re.compile(rf"{_LEVEL}\s*[★☆]\s*{_TERM}|[【\[［]\s*{_LEVEL}\s*{_TERM}\s*[】\]］]")
_LINE = re.compile(rf"^[（(]?{_LEVEL}[）)]?{_TERM}$")
_INTERNAL = re.compile(
    r"^(?=.{4})[（(【\[]?(?:内部(?:资料|文件|材料|刊物|使用|参阅|参考|传阅|掌握)|仅供内部[\u4e00-\u9fff]{2,4})?"
    r"(?:不得公开|不得外传|严禁外传|请勿外传|不准外传|禁止外传|严禁外泄|不得外泄|请勿公开|严禁公开|注意保密)?[）)】\]]?$"
)
_PUNCTUATION = re.compile(r"[\s，,、。.·•—\-:：；;!！]+")
_FREE = {FRONT, INTRODUCTION, 1, 5, 6}
"""Where 秘密 on a line of its own is no piece of a label of table 三 (1.属于国家 / 秘密)."""


def no_marks(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """One finding a mark."""
    seen: set[str] = set()
    for section, text in report.texts():
        for start, end in sorted({*_marks(text), *_lines(section, text)}):
            words = squeeze(text[start:end])
            if words in seen:
                continue
            seen.add(words)
            yield Finding(
                rule.id,
                rule.severity,
                Outcome.FAILED,
                f"section.{section}",
                f"文中有密级或内部标志“{words}”。标有密级或不得公开的内容不能报送和公开。",
                values=(words,),
                fix=rule.fix,
                basis=rule.basis,
                quotes=(quote(section, text, start, end),),
            )
    if not seen and report.sections:
        yield Finding(rule.id, rule.severity, Outcome.PASSED, "sections", "没有密级和内部标志。", basis=rule.basis)


def secret_spans(section: int, text: str) -> list[tuple[int, int]]:
    """Where a text of a section bears a mark of a secret or internal paper."""
    return sorted({*_marks(text), *_lines(section, text)})


def _marks(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _MARK.finditer(text))


def _lines(section: int, text: str) -> Iterator[tuple[int, int]]:
    """Lines that are nothing but a mark; what goes on from the line above is a wrapped sentence."""
    start, goes_on = 0, False
    for line in text.split("\n"):
        bare = _PUNCTUATION.sub("", line)
        is_mark = bool(bare) and (_INTERNAL.match(bare) or (section in _FREE and _LINE.match(bare)))
        if is_mark and not goes_on and not _MARK.search(line):
            left = len(line) - len(line.lstrip())
            yield start + left, start + len(line.rstrip())
        goes_on = bool(bare) and not line.rstrip().endswith(("。", "：", ":", "！", "》")) and not is_mark
        goes_on = goes_on and len(bare) > 6
        start += len(line) + 1


RULES = (
    Rule(
        id="V-02",
        name="不含密级和内部标志",
        severity=Severity.MANDATORY,
        words="报告是公开文件，不得带有密级标志（如“机密★1年”“【绝密】”）或单独成行的“内部资料 不得公开”。"
        "国家秘密、商业秘密、工作秘密、保密审查等用语和表中栏目名称不在此列。",
        formula="密级标志、内部标志 ＝ 0",
        basis="《中华人民共和国政府信息公开条例》第十四条、第十七条；《中华人民共和国保守国家秘密法》",
        fix="立即停止传递该文件，由保密机构核实；误带标志的，去掉标志后重新上传。",
        check=no_marks,
        passes="（三）不予公开 1.属于国家秘密；严格保密审查",
        fails="首页有“机密★1年”",
    ),
)
