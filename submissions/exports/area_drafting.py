"""The sections of a whole area's report, drafted from the sum of its members; every number with its trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from parsing.narrative.scope import place_of
from parsing.report import INTRODUCTION
from submissions.exports.area import AreaSum, LastYear
from submissions.exports.drafting import GAP, RECONSIDERED, SUED, documents, handled, introduction, other_matters
from submissions.exports.terms import LEAST_SAMPLE, Count, Known, Pen, Share, Source, Term, cell, request

DECISIONS: Final = {"行政许可": "licensing", "行政处罚": "penalties", "行政强制": "coercion"}
BOTH_GRANTED: Final = Term((*request("granted").plus, *request("partially_granted").plus))
_GROUPS: Final = {"行政复议": ("reconsideration",), "行政诉讼": ("litigation_direct", "litigation_after")}
SLOW, OVERTURNED, ELSEWHERE = 10, 15, 30
"""From which per cent on the draft of section five names what is carried forward, what was set right in a dispute,
and what was asked of the wrong agency. A suggestion: people strike it out or say it better."""


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """Drafts by number of section, and where each of their numbers comes from, in the order they are written."""

    texts: dict[int, str]
    sources: tuple[Source, ...]


def area_draft(now: AreaSum, then: LastYear) -> AreaDraft:
    """Every section that the figures say something about; where they do not, a gap is left to fill."""
    edition, year = now.edition, now.year
    known = Known(edition, now.known, then.values)
    general, problems = Pen(known, 1), Pen(known, 5)
    place = place_of(now.root_name)
    whole = f"全{place}" if place else ""
    texts = {
        INTRODUCTION: introduction(edition, year),
        1: "\n".join(
            (
                f"（一）主动公开。{documents(general)}{_decisions(general)}{GAP}。",
                f"（二）依申请公开。{_requests(general, whole)}{_disputes(general)}{GAP}。",
                f"（三）政府信息管理。{GAP}。",
                f"（四）政府信息公开平台建设。{GAP}。",
                f"（五）监督保障。{_supervision(general, now)}{GAP}。工作考核、社会评议和责任追究方面，{GAP}。",
            )
        ),
        5: f"存在的主要问题：{''.join(_problems(problems))}{GAP}。\n改进情况：{GAP}。",
        6: other_matters(edition),
    }
    return AreaDraft(texts, (*general.sources, *problems.sources))


def _decisions(pen: Pen) -> str:
    """What table 二 counts of decisions and charges, those that are 0 left out."""
    terms = {words: cell("disclosure", row, "decisions") for words, row in DECISIONS.items()}
    said = [pen.say(f"{words}处理决定{{n}}件", n=term) for words, term in terms.items() if term.worth(pen.known)]
    fees = cell("disclosure", "fees", "amount")
    charged = pen.say("行政事业性收费金额{n}万元。", n=fees) if fees.worth(pen.known) else ""
    return (f"本年作出{'、'.join(said)}。" if said else "") + charged


def _requests(pen: Pen, whole: str) -> str:
    if pen.known.is_nothing("requests"):
        return f"{whole}本年未收到政府信息公开申请。"
    new = pen.say(whole + "本年新收政府信息公开申请{n}件", n=request("new"))
    if not new:
        return ""
    growth = pen.growth(request("new"))
    carried = pen.say("，上年结转{n}件", n=request("carried_in"))
    done = handled(pen)
    granted = pen.say(
        "予以公开和部分公开合计{n}件，占办结总数的{share}%。",
        n=BOTH_GRANTED,
        share=Share(BOTH_GRANTED, request("total"), LEAST_SAMPLE),
    )
    return f"{new}{growth}{carried}。{done}{granted}"


def _disputes(pen: Pen) -> str:
    if pen.known.is_nothing("disputes"):
        return "本年未发生因政府信息公开引起的行政复议、行政诉讼。"
    first = pen.say("因政府信息公开被申请行政复议{n}件", n=RECONSIDERED)
    if not first:
        return ""
    first += pen.growth(RECONSIDERED)
    then = pen.say("，被提起行政诉讼{n}件", n=SUED)
    then += pen.growth(SUED) if then else ""
    return f"{first}{then}。" + "".join(_set_right(pen, words, groups) for words, groups in _GROUPS.items())


def corrected(groups: tuple[str, ...]) -> Term:
    return Term(tuple(cell("disputes", group, "corrected").plus[0] for group in groups))


def concluded(groups: tuple[str, ...]) -> Term:
    """All but what is still pending."""
    totals = tuple(cell("disputes", group, "total").plus[0] for group in groups)
    return Term(totals, tuple(cell("disputes", group, "pending").plus[0] for group in groups))


def _set_right(pen: Pen, words: str, groups: tuple[str, ...]) -> str:
    """The rate of cases set right, only over enough concluded ones."""
    part, whole = corrected(groups), concluded(groups)
    return pen.say(
        f"已审结的{words}案件{{all}}件，结果纠正{{n}}件，纠错率为{{rate}}%。",
        all=whole,
        n=part,
        rate=Share(part, whole, LEAST_SAMPLE),
    )


def _supervision(pen: Pen, now: AreaSum) -> str:
    """What the portal itself knows of the review: how many reports were approved, and how many only at a second try.

    That is more than the sum adds: who is held by a report above, or counted in a system, was reviewed, too.
    """
    if not now.approved:
        return ""
    counted = pen.say("对所属单位的年度报告逐份核对，审核通过{n}份", n=Count(len(now.approved), "counted"))
    returned = pen.say("，其中{n}份经退回修改后通过", n=Count(now.returned, "returned")) if now.returned else ""
    return f"{counted}{returned}。"


def _problems(pen: Pen) -> Iterator[str]:
    """Openings of one sentence that a person ends: by themselves they would read alike every year (Y-05)."""
    forward, total = request("carried_forward"), request("total")
    received = Term((*request("new").plus, *request("carried_in").plus))
    if _reaches(pen, Share(forward, received, LEAST_SAMPLE), SLOW):
        yield pen.say("部分申请办理时间较长，结转下年度继续办理{n}件，", n=forward)
    groups = tuple(group for names in _GROUPS.values() for group in names)
    if _reaches(pen, Share(corrected(groups), concluded(groups), LEAST_SAMPLE), OVERTURNED):
        yield pen.say("答复的规范性有待提高，行政复议、行政诉讼中被纠正的有{n}件，", n=corrected(groups))
    elsewhere = request("unavailable.not_held")
    if _reaches(pen, Share(elsewhere, total, LEAST_SAMPLE), ELSEWHERE):
        yield pen.say("公开职责分工宣传不够，因本机关不掌握相关政府信息无法提供{n}件，", n=elsewhere)


def _reaches(pen: Pen, share: Share, least: int) -> bool:
    worth = share.worth(pen.known)
    return worth is not None and worth >= least
