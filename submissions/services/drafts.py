"""The text of a return or a notice, drafted from ticked findings; a person edits it before it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parsing.editions import EDITIONS, explain_address
from parsing.report import Address
from parsing.rules.model import Severity
from submissions.models import Finding, Submission
from submissions.services import findings, holds
from submissions.services.errors import Refused


class DraftKind(models.TextChoices):
    RETURN = "return", _("退回意见")
    NOTICE = "notice", _("通报")


NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
HEADS: Final = {
    DraftKind.RETURN: (
        "{agency}：\n你单位报送的{year}年政府信息公开工作年度报告，经核对发现以下{n}项问题。"
        "依据《中华人民共和国政府信息公开条例》第四十七条，请逐项改正，或者填写情况说明后重新提交："
    ),
    DraftKind.NOTICE: (
        "关于{agency}{year}年政府信息公开工作年度报告有关问题的通报\n{agency}报送的"
        "{year}年政府信息公开工作年度报告存在以下{n}项问题。依据《中华人民共和国政府信息公开条例》"
        "第四十六条、第四十七条，现予通报，并请督促整改："
    ),
}


def draft(submission: Submission, fingerprints: Iterable[str], kind: DraftKind) -> str:
    """One paragraph an item, worst first: where, the values unless its message says them, what to do.

    Ticked findings that are no longer there are left out.
    """
    reading = holds.current_reading(submission)
    ticked = set(fingerprints)
    rows = [row for row in findings.failed(reading) if row.fingerprint in ticked]
    if not rows:
        raise Refused(gettext("还没有勾选问题。请先在问题的右上角勾选“列入退回清单”，再起草。"))
    head = HEADS[kind].format(agency=submission.agency.name, year=submission.cycle.year, n=len(rows))
    return "\n".join([head, *(f"{n}．{item(row)}" for n, row in enumerate(rows, 1))])


def item(finding: Finding) -> str:
    """【强制】表三“（七）总计”行“其他”列：… 应为 148，填写 151，相差 +3。怎样改。（规则 A-02）"""
    data = finding.data
    parts = [finding.message.rstrip("。") + "。"]
    if (where := place_of(finding)) and where not in finding.message:
        parts.insert(0, f"{where}：")
    if data.get("difference") and (data.get("expected") is not None and data.get("actual") is not None):
        expected, actual = number(data["expected"]), number(data["actual"])
        if not {expected, actual, number(abs(data["difference"]))} <= set(NUMBER.findall(finding.message)):
            parts.append(f"应为 {expected}，填写 {actual}，相差 {signed(data['difference'])}。")
    for quote in data.get("quotes", ())[:1]:
        if quote["text"].strip() and quote["text"] not in finding.message and len(quote["text"]) <= 200:
            parts.append(f"原文：“{quote['text'].strip()}”")
    if fix := data.get("fix"):
        parts.append(fix.rstrip("。") + "。")
    return f"【{Severity(finding.severity).label}】{''.join(parts)}（规则 {finding.rule}）"


def place_of(finding: Finding) -> str:
    """Table, row and column by their official labels; empty where no one cell is meant."""
    address = address_of(finding.subject)
    edition = next((e for e in EDITIONS.values() if address in set(e.addresses())), None) if address else None
    return explain_address(address, edition) if edition and address else ""


def address_of(subject: str) -> Address | None:
    try:
        return Address.parse(subject)
    except ValueError:
        return None


def number(value: Any) -> str:
    exact = Decimal(str(value))
    return str(int(exact)) if exact == exact.to_integral_value() else format(exact.normalize(), "f")


def signed(value: Any) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value))}"
