"""The six sections in words that agree with the tables.

Every number in the text is taken from the figures; what the figures do not say is left unsaid.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import TypeVar

from parsing.editions.y2021 import OTHER_ROWS
from parsing.report import Address
from submissions.demo import phrases
from submissions.demo.draft import HEADINGS, Draft, DraftSection, Values, form_of, number_text
from submissions.demo.figures import Figures

Sentence = TypeVar("Sentence")

DENIED = "denied."
UNAVAILABLE = "unavailable."
NOT_HANDLED = "not_handled."


class _Story:
    """The figures of one report and a hand that picks sentences for it.

    With ``turn`` it walks through an agency's sentences in an order of their own, year by year, so that
    one year says nothing the year before said (Y-04, Y-05); without, every year is a draw of its own.
    """

    def __init__(self, figures: Figures, topics: Sequence[str], seed: int, turn: int | None) -> None:
        self.figures = figures
        self.turn = turn
        self.order = f"{seed}/{figures.agency}"
        self.rng = Random(f"{seed}/{figures.agency}/{figures.year}")  # noqa: S311 — a draw that can be repeated
        self.words = {
            "agency": figures.agency,
            "year": figures.year,
            "next": figures.year + 1,
            "topic": self.rng.choice(topics),
            "basis": phrases.BASIS[figures.edition],
        }

    @property
    def values(self) -> Values:
        return self.figures.values

    def pick(self, sentences: Sequence[str], count: int = 1) -> str:
        return "".join(s.format(**self.words) for s in self.sample(sentences, count))

    def sample(self, pool: Sequence[Sentence], count: int, most: int = 0) -> list[Sentence]:
        """``count`` of the pool, no two the same. In turns, each year takes up to ``most`` of them."""
        if self.turn is None:
            return self.rng.sample(pool, count)
        order = Random(f"{self.order}/{pool[0]}").sample(pool, len(pool))  # noqa: S311 — a draw that can be repeated
        start = self.turn * (most or count)
        return [order[(start + step) % len(order)] for step in range(count)]

    def total(self, row: str) -> Decimal | None:
        return self.values.get(Address("requests", row, "total"))

    def group(self, start: str) -> Decimal | None:
        """The sum of a group's rows in column 总计, or None where the report lacks one of them."""
        rows = {a.row: v for a, v in self.values.items() if a.row.startswith(start) and a.column == "total"}
        return sum((v for v in rows.values() if v is not None), Decimal(0)) if rows else None


def write_draft(
    figures: Figures,
    *,
    topics: Sequence[str] = phrases.TOPICS,
    government: bool = False,
    seed: int = 0,
    turn: int | None = None,
) -> Draft:
    """A whole report around ``figures``. A government's report also states 考核, 社会评议, 责任追究.

    ``turn`` counts an agency's years: reports of two years in a row then share no sentence.
    """
    story = _Story(figures, topics, seed, turn)
    texts = (_general(story, government), (), (), (), _problems(story), _other_matters(story))
    sections = (
        DraftSection(n, heading, text) for n, (heading, text) in enumerate(zip(HEADINGS, texts, strict=True), 1)
    )
    return Draft(
        agency=figures.agency,
        year=figures.year,
        edition=figures.edition,
        values=figures.values,
        preface=(story.pick(phrases.PREFACES),),
        sections=tuple(sections),
        form=form_of(figures.edition, figures.values),
    )


def _general(story: _Story, government: bool) -> tuple[str, ...]:
    assessment = story.pick(phrases.ASSESSMENTS) if government else ""
    return (
        story.pick(phrases.OPENINGS),
        "（一）主动公开。" + story.pick(phrases.DISCLOSURE, 2) + _documents(story),
        "（二）依申请公开。" + _requests(story) + story.pick(phrases.HANDLING, 2) + _disputes(story),
        "（三）政府信息管理。" + story.pick(phrases.MANAGEMENT, 2),
        "（四）政府信息公开平台建设。" + story.pick(phrases.PLATFORMS, 2),
        "（五）监督保障。" + story.pick(phrases.SUPERVISION, 2) + assessment,
    )


def _documents(story: _Story) -> str:
    """What table 二 says of 规章 and 规范性文件."""
    names = ("规章", "行政规范性文件" if story.figures.edition == "2021" else "规范性文件")
    sentences = (
        _documents_of(story, row, name) for row, name in zip(("regulations", "normative_documents"), names, strict=True)
    )
    return "".join(sentences)


def _documents_of(story: _Story, row: str, name: str) -> str:
    columns = ("issued", "repealed", "in_force")
    if story.figures.edition == "2019":
        columns = ("made", "disclosed", "total_disclosed")
    first, second, stock = (story.values.get(Address("disclosure", row, column)) for column in columns)
    if first is None or second is None or stock is None or not (first or second or stock):
        return ""
    if story.figures.edition == "2019":
        return f"本年新制作{name}{first}件，新公开{second}件，对外公开总数量{stock}件。"
    return f"本年制发{name}{first}件，废止{second}件，年末现行有效{stock}件。"


def _requests(story: _Story) -> str:
    new, carried_in, total = story.total("new"), story.total("carried_in"), story.total("total")
    if new is None or carried_in is None:
        return ""
    if not new and not carried_in:
        return "本年未收到政府信息公开申请。"
    text = f"本年新收政府信息公开申请{new}件，上年结转{carried_in}件。"
    carried_forward = story.total("carried_forward")
    if total is None or carried_forward is None:
        return text
    text += f"全年办结{total}件{_results(story, total)}。"
    return text + (f"结转下年度继续办理{carried_forward}件。" if carried_forward else "没有结转下年度继续办理的申请。")


def _results(story: _Story, total: Decimal) -> str:
    """The results of what was handled; called complete (其中) only where they add up."""
    others = ("other",) if story.figures.edition == "2019" else tuple(line.code for line in OTHER_ROWS)
    results = {
        "予以公开": story.total("granted"),
        "部分公开": story.total("partially_granted"),
        "不予公开": story.group(DENIED),
        "无法提供": story.group(UNAVAILABLE),
        "不予处理": story.group(NOT_HANDLED),
        "其他处理": sum((story.total(row) or Decimal(0) for row in others), Decimal(0)),
    }
    known = {name: value for name, value in results.items() if value}
    if sum(known.values()) == total:
        return "，其中" + "、".join(f"{name}{value}件" for name, value in known.items())
    return "".join(f"，{name}{known[name]}件" for name in ("予以公开", "部分公开") if name in known)


def _disputes(story: _Story) -> str:
    rows = ("reconsideration", "litigation_direct", "litigation_after")
    totals = [story.values.get(Address("disputes", row, "total")) for row in rows]
    reconsiderations, direct, after = totals
    if reconsiderations is None or direct is None or after is None:
        return ""
    if not any(totals):
        return "本年未发生因政府信息公开引起的行政复议、行政诉讼。"
    return f"因政府信息公开被申请行政复议{reconsiderations}件，被提起行政诉讼{direct + after}件。"


def _problems(story: _Story) -> tuple[str, ...]:
    chosen = story.sample(phrases.PROBLEMS, story.rng.choice((2, 3)), most=3)
    numbers = "一二三"
    problems = "；".join(f"{numbers[n]}是{p.format(**story.words)}" for n, (p, _) in enumerate(chosen))
    remedies = "；".join(f"{numbers[n]}是{r.format(**story.words)}" for n, (_, r) in enumerate(chosen))
    return (story.pick(phrases.PROBLEM_LEADS) + problems + "。", story.pick(phrases.REMEDY_LEADS) + remedies + "。")


def _other_matters(story: _Story) -> tuple[str, ...]:
    notice = phrases.NOTICE_PUBLISHED if story.figures.published else phrases.NOTICE_MADE
    if story.figures.edition == "2019":
        return (story.pick(phrases.CLOSINGS), notice)
    return (_fees(story) + story.pick(phrases.CLOSINGS), notice)


def _fees(story: _Story) -> str:
    """The fee sentence of section six: collected now and then where there is money in table 二."""
    amount = story.values.get(Address("disclosure", "fees", "amount")) or Decimal(0)
    if story.figures.published or amount < 1 or story.rng.random() < 0.6:
        return story.pick(phrases.NO_FEES)
    cases = story.rng.randint(1, 4)
    fee = sum(story.rng.randrange(30, 200, 10) for _ in range(cases))
    return f"本年度依法向{cases}件申请的申请人收取信息处理费，合计{number_text(Decimal(fee))}元。"
