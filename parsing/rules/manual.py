"""The manual of the rules, written from their declarations: ``python -m parsing.rules.manual``."""

from __future__ import annotations

from pathlib import Path

from parsing.editions import EDITIONS
from parsing.rules.engine import RULES
from parsing.rules.model import Rule

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
KINDS = {"S": "结构（S）", "A": "数字（A）", "Y": "跨年（Y）", "L": "上下级（L）", "P": "合理性（P）"}

HEAD = """# 核对规则

本文由 `python -m parsing.rules.manual` 按规则的声明生成，不要手工修改。

**等级** 强制：批准前必须改正；核实：可以保留，但须说明情况并经审核人接受；提示：供参考。
**结果** 通过；不通过；无法判定：有格缺失、读不准，或合计留空，说明中写明是哪一格。缺失的格从不当作 0。
空白或填“-”“/”的格在相加时按 0 计；合计格本身空白而各部分之和不为 0 的，由 A-12 提出应填的数。
"""


def manual() -> str:
    """The manual as Markdown: rules by kind, in the order of their numbers."""
    parts = [HEAD]
    for kind, title in KINDS.items():
        parts += [f"## {title}\n", *(_entry(rule) for rule in RULES if rule.id.startswith(kind))]
    return "\n".join(parts)


def _entry(rule: Rule) -> str:
    forms = "、".join(e.basis for e in EDITIONS.values() if not rule.editions or e.code in rule.editions)
    return "\n".join(
        (
            f"### {rule.id} {rule.name}（{rule.severity.label}）\n",
            rule.words + "\n",
            f"- 公式：{rule.formula}",
            f"- 适用格式：{forms}",
            f"- 依据：{rule.basis}",
            f"- 怎么改：{rule.fix}",
            f"- 通过的例子：{rule.passes}",
            f"- 不通过的例子：{rule.fails}",
            "",
        )
    )


if __name__ == "__main__":
    MANUAL.parent.mkdir(exist_ok=True)
    MANUAL.write_text(manual(), encoding="utf-8")
