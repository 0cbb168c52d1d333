"""The manual of the rules, written from their declarations: ``python -m parsing.rules.manual``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parsing.editions import EDITIONS
from parsing.rules.engine import RULES
from parsing.rules.model import Rule
from parsing.rules.tables import number

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
FAMILIES = {
    "S": "结构",
    "A": "数字",
    "N": "文字与表格",
    "Y": "跨年",
    "L": "上下级",
    "P": "合理性",
    "C": "用语",
    "V": "隐私和保密",
}
"""The families by the first letter of a rule's number, in the order people read them."""

HEAD = """# 核对规则

本文由 `python -m parsing.rules.manual` 按规则的声明生成，不要手工修改。

**等级** 强制：批准前必须改正；核实：可以保留，但须说明情况并经审核人接受；提示：供参考。
各年度可由主管部门调整等级和数值、停用规则；新规则先静默运行。
**结果** 通过；不通过；无法判定：有格缺失、读不准，或合计留空，说明中写明是哪一格。缺失的格从不当作 0。
空白或填“-”“/”的格在相加时按 0 计；合计格本身空白而各部分之和不为 0 的，由 A-12 提出应填的数。
"""


def manual() -> str:
    """The manual as Markdown: rules by family, in the order of their numbers."""
    parts = [HEAD]
    for family, title in FAMILIES.items():
        rules = [rule for rule in RULES if rule.family == family]
        if rules:
            parts += [f"## {title}（{family}）\n", *map(_entry, rules)]
    return "\n".join(parts)


def _entry(rule: Rule) -> str:
    lines = [f"- {name}：{text}" for name, text in particulars(rule)]
    return "\n".join((f"### {rule.id} {rule.name}（{rule.severity.label}）\n", rule.words + "\n", *lines, ""))


def particulars(rule: Rule) -> Iterator[tuple[str, str]]:
    """Everything a rule declares beside its words, each with its name in Chinese."""
    yield "公式", rule.formula
    yield "适用格式", "、".join(e.basis for e in EDITIONS.values() if not rule.editions or e.code in rule.editions)
    if rule.first_year is not None:
        yield "适用年度", f"{rule.first_year} 年度起"
    for threshold in rule.thresholds.values():
        yield "数值", f"{threshold.words} {number(threshold.value)}（主管部门可以调整）"
    if not rule.on:
        yield "启用", "默认不启用，由主管部门启用"
    yield "依据", rule.basis
    yield "怎么改", rule.fix
    yield "通过的例子", rule.passes
    yield "不通过的例子", rule.fails


if __name__ == "__main__":
    MANUAL.parent.mkdir(exist_ok=True)
    MANUAL.write_text(manual(), encoding="utf-8")
