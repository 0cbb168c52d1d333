"""Rule S-13: the report is the agency's own, the government's or its office's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from parsing.agencies import GOVERNMENTS, AgencyKind, area_of, is_government, kind_of
from parsing.report import INTRODUCTION, Report, squeeze
from parsing.rules.model import Context, Finding, Outcome, Quote, Rule, Severity
from parsing.rules.prose import Squeezed, quote, text_of
from parsing.rules.tables import edition_of

_NAMED = re.compile(r"《(?P<agency>[^《》，。\d]{2,40}?)20\d\d年(?:度)?政府信息公开[^《》]{0,12}(?:报告|年报)》")


def own_report(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """The title against the obligation and against the report the introduction names."""
    if not _side(report.agency):
        return
    finding = partial(Finding, rule.id, rule.severity, subject="title", basis=rule.cite(edition_of(report)))
    wanted = _other_side(report.agency, context.agency_names)
    if wanted:
        yield finding(
            Outcome.FAILED,
            message=f"标题是“{report.agency}”的报告，这里应报送“{wanted}”的报告。"
            "政府的报告涵盖全域，办公厅（室）的报告只写本机关。",
            fix=rule.fix,
            values=(report.agency, wanted),
        )
        return
    named, where = _named(report)
    if where and _other_side(report.agency, (named,)):
        yield finding(
            Outcome.FAILED,
            message=f"标题是“{report.agency}”的报告，前言写的是“{named}”的报告，请核实报告是哪一个机关的。",
            fix=rule.fix,
            values=(report.agency, named),
            quotes=(where,),
        )
        return
    yield finding(Outcome.PASSED, message=f"标题和前言都是{report.agency}。")


def _side(name: str) -> str:
    if kind_of(name) is AgencyKind.OFFICE:
        return "office"
    return "government" if is_government(name) or kind_of(name) in GOVERNMENTS else ""


def _other_side(agency: str, names: Iterable[str]) -> str:
    """The name of the same area's other one, the office's for the government's, where only that is right."""
    known = [squeeze(name) for name in names if name]
    if any(_side(name) in ("", _side(agency)) for name in known):
        return ""
    return next((name for name in known if area_of(name) == area_of(agency)), "")


def _named(report: Report) -> tuple[str, Quote | None]:
    text = text_of(report, INTRODUCTION)
    for match, start, end in Squeezed(text).find(_NAMED):
        return match["agency"].removesuffix("关于"), quote(INTRODUCTION, text, start, end)
    return "", None


RULES = (
    Rule(
        id="S-13",
        name="是本机关的报告",
        severity=Severity.VERIFY,
        words="政府的报告和政府办公厅（室）的报告是两份：标题、前言写的机关与应报送的机关相同。",
        formula="标题的机关 ＝ 应报送的机关 ＝ 前言所称报告的机关",
        basis="《中华人民共和国政府信息公开条例》第四十九条",
        fix="核实报告是政府的还是办公厅（室）的；传错的，换成应报送的一份；写错的，改正标题或前言。",
        check=own_report,
        passes="标题和前言都是哈尔滨市人民政府办公厅",
        fails="应报送市人民政府办公室的报告，上传的是市人民政府的报告",
    ),
)
