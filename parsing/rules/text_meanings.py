"""What the phrases of a report may mean: for each class the expressions it may be equal to.

The first of a class is what it means by its words; the others are readings seen in reports that
were right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from parsing.editions.wording import row_name
from parsing.narrative import phrases
from parsing.report import Address
from parsing.rules.text_operands import Expression, Operands

GROUPS = ("reconsideration", "litigation_direct", "litigation_after")
_GROUP_NAMES = {
    "reconsideration": "行政复议",
    "litigation_direct": "未经复议直接起诉",
    "litigation_after": "复议后起诉",
}
_OUTCOME_NAMES = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
RESULT_NAMES = {
    "granted": "予以公开",
    "partially_granted": "部分公开",
    "denied": "不予公开",
    "unavailable": "无法提供",
    "not_handled": "不予处理",
    "other": "其他处理",
}
DECISION_NAMES = {"licensing": "行政许可处理决定", "penalties": "行政处罚处理决定", "coercion": "行政强制处理决定"}


def request(row: str) -> Address:
    return Address("requests", row, "total")


NEW = Expression("本年新收", (request("new"),))
CARRIED_IN = Expression("上年结转", (request("carried_in"),))
RECEIVED = Expression("本年新收＋上年结转", (request("new"), request("carried_in")))
TOTAL = Expression("办理结果总计", (request("total"),))
CARRIED_FORWARD = Expression("结转下年度继续办理", (request("carried_forward"),))
OF_THIS_YEAR = Expression("总计－上年结转", (request("total"),), (request("carried_in"),))


def rows_of(group: str, operands: Operands) -> tuple[str, ...]:
    """The result rows of a group the report has, in printed order; those of its form where it has none."""
    _, table = operands.table("requests")
    codes = [row.code for block in table.blocks for row in block.rows]
    return tuple(code for code in codes if code == group or code.startswith(f"{group}."))


def result(group: str, operands: Operands) -> Expression:
    """A group of results as one sum, or a row of it."""
    rows = rows_of(group, operands)
    if (len(rows) == 1 and rows[0] != group) or "." in group:
        return Expression(row_name(operands.table("requests")[1], group), (request(group),))
    return Expression(RESULT_NAMES[group], tuple(map(request, rows)))


def handled_meanings(means: Iterable[str], operands: Operands) -> tuple[Expression, ...]:
    """What 受理, 办理, 答复 N件 and their combinations may be equal to."""
    found: dict[Expression, None] = {}
    for name in means:
        if name == phrases.RECEIVED:
            found |= dict.fromkeys((NEW, RECEIVED))
        elif name == phrases.HANDLED:
            found |= dict.fromkeys((RECEIVED, NEW, TOTAL))
        elif name == phrases.ANSWERED:
            found |= dict.fromkeys((TOTAL, *_answered(operands)))
    return tuple(found)


def _answered(operands: Operands) -> Iterator[Expression]:
    """答复 leaves out what got no answer: withdrawn, not corrected in time, not handled; or last year's."""
    other = tuple(map(request, rows_of("other", operands)))
    not_handled = tuple(map(request, rows_of("not_handled", operands)))
    total = (request("total"),)
    yield OF_THIS_YEAR
    yield Expression("总计－其他处理", total, other)
    yield Expression("总计－其他处理－不予处理", total, other + not_handled)
    yield Expression("总计－不予处理", total, not_handled)
    for size in range(1, len(other)):
        for some in combinations(other, size):
            items = "、".join(str(other.index(cell) + 1) for cell in some)
            yield Expression(f"总计－其他处理第{items}项", total, some)


def result_meanings(
    names: tuple[str, ...], operands: Operands, *, apart: bool, all_reasons: bool
) -> tuple[Expression, ...]:
    """What 予以公开, 无法提供 … N件 may be equal to.

    ``apart``: partly granted ones are told apart in the same sentence. ``all_reasons``: the words
    name one reason and others (因不掌握等原因), so that only the whole group will do. () for a row that the
    report's form does not have, as 逾期不补正 before 2021.
    """
    if any("." in name and name not in rows_of(name.split(".")[0], operands) for name in names):
        return ()
    parts = [result(name, operands) for name in names]
    whole = Expression("＋".join(p.name for p in parts), tuple(c for p in parts for c in p.plus))
    found = [whole]
    if names == ("granted",) and not apart:
        both = (request("granted"), request("partially_granted"))
        found.append(Expression("予以公开＋部分公开", both))
    if names == ("unavailable",) and not all_reasons:
        found.append(result("unavailable.not_held", operands))
    return tuple(found)


def dispute(groups: Iterable[str], outcomes: Iterable[str] = ("total",), less: Iterable[str] = ()) -> Expression:
    """Cells of table 四: the outcomes of the groups, less other outcomes of theirs."""
    groups, outcomes, less = tuple(groups), tuple(outcomes), tuple(less)
    names = (
        "行政复议和行政诉讼"
        if len(groups) == 3
        else "行政诉讼"
        if groups == GROUPS[1:]
        else "＋".join(_GROUP_NAMES[g] for g in groups)
    )
    name = names + "＋".join(_OUTCOME_NAMES[o] for o in outcomes) + "".join(f"－{_OUTCOME_NAMES[o]}" for o in less)
    return Expression(
        name,
        tuple(Address("disputes", g, o) for g in groups for o in outcomes),
        tuple(Address("disputes", g, o) for g in groups for o in less),
    )


@lru_cache(maxsize=64)
def dispute_meanings(means: tuple[str, ...]) -> tuple[Expression, ...]:
    """What 复议 N件, 诉讼 N件, 复议和诉讼共 N件 may be equal to: all of them, or those concluded."""
    if "." in means[0]:
        group, outcome = means[0].split(".")
        kinds = _kinds((group,))
        return tuple(dispute(groups, (outcome,)) for groups in kinds)
    return tuple(dispute(groups, ("total",), less) for groups in _kinds(means) for less in ((), ("pending",)))


def _kinds(means: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The groups of table 四 that words name; both kinds of litigation, separately or together."""
    if "reconsideration" in means and len(means) > 1:
        return (GROUPS, GROUPS[:2], (GROUPS[0], GROUPS[2])) if "litigation" in means else (GROUPS,)
    if means == ("litigation",):
        return (GROUPS[1:], GROUPS[1:2], GROUPS[2:])
    return (means,) if len(means) == 1 else (GROUPS[1:],)


_COLUMNS = {
    "2021": {
        "issued": ("issued",),
        "disclosed": ("issued", "in_force"),
        "repealed": ("repealed",),
        "in_force": ("in_force",),
    },
    "2019": {
        "issued": ("made", "disclosed"),
        "disclosed": ("disclosed", "made", "total_disclosed"),
        "total": ("total_disclosed",),
        "in_force": ("total_disclosed",),
    },
}
_COLUMN_NAMES = {
    "issued": "本年制发件数",
    "repealed": "本年废止件数",
    "in_force": "现行有效件数",
    "made": "本年新制作数量",
    "disclosed": "本年新公开数量",
    "total_disclosed": "对外公开总数量",
}
_DOCUMENT_NAMES = {"regulations": "规章", "normative_documents": "规范性文件"}


def document_meanings(means: tuple[str, ...], operands: Operands) -> tuple[Expression, ...]:
    """What 制发, 公开, 废止, 现行有效 N件 may be equal to, by the form; () where it does not say."""
    edition, _ = operands.table("disclosure")
    rows, verb = [m.split(".")[0] for m in means], means[0].split(".")[1]
    return tuple(
        Expression(
            "＋".join(_DOCUMENT_NAMES[row] for row in rows) + _COLUMN_NAMES[column],
            tuple(Address("disclosure", row, column) for row in rows),
        )
        for column in _COLUMNS.get(edition.code, _COLUMNS["2021"]).get(verb, ())
    )


def decision_meanings(name: str) -> tuple[Expression, ...]:
    return (Expression(DECISION_NAMES[name], (Address("disclosure", name, "decisions"),)),)


FEES = Expression("行政事业性收费本年收费金额（万元）", (Address("disclosure", "fees", "amount"),))
