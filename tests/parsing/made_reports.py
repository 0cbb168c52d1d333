"""Reports made for tests of the rules: whole, consistent and changed cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.report import Address, Figure, Report, Section, State
from parsing.rules.engine import RULES, judge
from parsing.rules.model import Context, Finding, Outcome
from parsing.sections import HEADINGS

BLANK = Figure(None, "", state=State.BLANK)
DASH = Figure(None, "-", state=State.DASH)
ILLEGIBLE = Figure(None, "1O", state=State.ILLEGIBLE)
BY_ID = {rule.id: rule for rule in RULES}
Value = int | float | str | Decimal | Figure

INTRODUCTION = (
    "按照《中华人民共和国政府信息公开条例》（国务院令第711号）和《国务院办公厅政府信息与政务公开办公室关于印发"
    "〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）要求编制本报告。"
)
TEXTS = {
    1: "（一）主动公开。及时发布政策文件。（二）依申请公开。规范办理申请。（三）政府信息管理。动态更新目录。"
    "（四）平台建设。优化网站专栏。（五）监督保障。开展业务培训。",
    5: "存在政策解读形式单一的问题。下一步将推行图文、视频解读。",
    6: "未收取信息处理费。",
}
SECTIONS = tuple(Section(n, words, "一二三四五六"[n - 1], TEXTS.get(n, "")) for n, words in HEADINGS.items())


def figure(value: Value) -> Figure:
    return value if isinstance(value, Figure) else Figure(Decimal(str(value)), str(value))


def filled(edition: str, value: Value = 0) -> Report:
    """A report on the whole form of ``edition`` with the same value in every cell."""
    year = EDITIONS[edition].first_year
    return Report(
        title=f"某市财政局{year}年政府信息公开工作年度报告",
        agency="某市财政局",
        year=year,
        edition=edition,
        figures={address: figure(value) for address in EDITIONS[edition].addresses()},
        sections=SECTIONS,
        introduction=INTRODUCTION,
    )


def put(report: Report, cells: Mapping[str, Value]) -> Report:
    """The report with these cells, by address, changed or added."""
    changes = {Address.parse(address): figure(value) for address, value in cells.items()}
    return replace(report, figures={**report.figures, **changes})


def without(report: Report, *cells: str) -> Report:
    """The report as if the document had no such cells."""
    gone = {Address.parse(cell) for cell in cells}
    return replace(report, figures={a: f for a, f in report.figures.items() if a not in gone})


def findings(
    report: Report, rule: str = "", outcome: Outcome | None = Outcome.FAILED, context: Context | None = None
) -> list[Finding]:
    """What the catalogue, or one rule of it, says about the report; of one outcome or of all."""
    known = context or Context()
    judged = BY_ID[rule].check(BY_ID[rule], report, known) if rule else judge(report, known)
    return [f for f in judged if outcome is None or f.outcome is outcome]


def failed(report: Report, kinds: str = "A") -> set[tuple[str, str]]:
    """Rule and subject of every finding of these kinds that failed."""
    return {(f.rule, f.subject) for f in findings(report) if f.rule[0] in kinds}


def one(found: Iterable[Finding]) -> Finding:
    """The only one of the findings."""
    (finding,) = found
    return finding


# 黑龙江省 2024, figures of the published report: 新收, 结转, 总计, 结转下年度 and the results, by applicant.
COLUMNS = ("natural_person", "company", "research", "public_interest", "legal_service", "other", "total")
PROVINCE_2024: dict[str, tuple[int, ...]] = {
    "new": (10067, 203, 24, 2, 156, 151, 10603),
    "carried_in": (172, 4, 0, 1, 0, 0, 177),
    "granted": (3966, 89, 18, 0, 25, 137, 4235),
    "partially_granted": (1091, 21, 1, 0, 35, 3, 1151),
    "denied.state_secrets": (143, 2, 0, 0, 1, 0, 146),
    "denied.otherwise_prohibited": (55, 3, 0, 0, 0, 0, 58),
    "denied.security_and_stability": (8, 0, 0, 0, 0, 0, 8),
    "denied.third_party_rights": (68, 0, 0, 0, 3, 1, 72),
    "denied.internal_affairs": (68, 3, 0, 0, 0, 0, 71),
    "denied.deliberative": (26, 1, 0, 0, 0, 0, 27),
    "denied.enforcement_files": (36, 0, 0, 0, 0, 0, 36),
    "denied.administrative_queries": (60, 3, 0, 0, 0, 2, 65),
    "unavailable.not_held": (3214, 32, 5, 2, 82, 3, 3338),
    "unavailable.needs_creation": (261, 7, 0, 0, 0, 1, 269),
    "unavailable.still_unclear": (13, 0, 0, 0, 0, 0, 13),
    "not_handled.petitions": (77, 0, 0, 0, 0, 0, 77),
    "not_handled.duplicates": (172, 2, 0, 0, 0, 0, 174),
    "not_handled.publications": (4, 0, 0, 0, 0, 0, 4),
    "not_handled.excessive": (47, 0, 0, 0, 0, 0, 47),
    "not_handled.confirmation": (3, 0, 0, 0, 0, 0, 3),
    "other.not_corrected": (71, 2, 0, 0, 0, 0, 73),
    "other.fee_unpaid": (18, 0, 0, 0, 8, 0, 26),
    "other.other": (538, 37, 0, 0, 2, 1, 578),
    "total": (9939, 202, 24, 2, 156, 151, 10474),
    "carried_forward": (300, 5, 0, 1, 0, 0, 306),
}
PROVINCE_DISPUTES = {
    "reconsideration": (650, 167, 212, 77, 1106),
    "litigation_direct": (90, 43, 21, 33, 187),
    "litigation_after": (73, 14, 17, 34, 138),
}
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")


def province_2024() -> Report:
    """The published report: 总计 is 3 too high in columns 其他 and 总计, all else agrees."""
    cells: dict[str, Value] = {
        f"requests.{row}.{column}": value
        for row, values in PROVINCE_2024.items()
        for column, value in zip(COLUMNS, values, strict=True)
    }
    cells |= {
        f"disputes.{group}.{column}": value
        for group, values in PROVINCE_DISPUTES.items()
        for column, value in zip(OUTCOMES, values, strict=True)
    }
    for row, values in {"regulations": (3, 16, 167), "normative_documents": (992, 1330, 8106)}.items():
        cells |= dict(zip((f"disclosure.{row}.{c}" for c in ("issued", "repealed", "in_force")), values, strict=True))
    return put(filled("2021"), cells)
