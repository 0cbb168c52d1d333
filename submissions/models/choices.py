"""Choices by callable, so that a new word needs no migration."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions import states

Pairs = list[tuple[str, states.Words]]


class Kind(models.TextChoices):
    PROVINCE = "province_government", _("省级政府")
    PREFECTURE = "prefecture_government", _("市（地）级政府")
    COUNTY = "county_government", _("县（市、区）级政府")
    TOWNSHIP = "township", _("乡镇（街道）")
    OFFICE = "government_office", _("政府办公厅（室）")
    DEPARTMENT = "department", _("部门")


GOVERNMENTS = frozenset({Kind.PROVINCE, Kind.PREFECTURE, Kind.COUNTY})
"""Those whose report is of the whole area by default (条例第四十九条 makes them publish it)."""


class CycleState(models.TextChoices):
    OPEN = "open", _("报送中")
    CLOSED = "closed", _("已结束")


class Scope(models.TextChoices):
    OWN = "own", _("本级")
    AREA = "area", _("全域")


class Verdict(models.TextChoices):
    OPEN = "open", _("待审核")
    ACCEPTED = "accepted", _("已采纳")
    REFUSED = "refused", _("未采纳")


class AnswerKind(models.TextChoices):
    """What an agency says to a finding: why it stands, or that the flag is wrong."""

    EXPLAIN = "explain", _("情况说明")
    DISPUTE = "dispute", _("提出误报")


class RulingKind(models.TextChoices):
    """What a reviewer decides on one finding by its own."""

    WAIVE = "waive", _("放行")
    WRONG = "wrong", _("认定误报")


class RuleState(models.TextChoices):
    """How a cycle treats a rule. A silent rule's findings are kept for the office alone."""

    MANDATORY = "mandatory", _("强制")
    VERIFY = "verify", _("核实")
    NOTICE = "notice", _("提示")
    SILENT = "silent", _("静默试运行")
    OFF = "off", _("停用")


class RunState(models.TextChoices):
    QUEUED = "queued", _("等待运行")
    RUNNING = "running", _("正在运行")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有完成")


class MemberRole(models.TextChoices):
    """What part an agency has in a yearly sum."""

    ADDED = "added", _("计入合计")
    OWN = "own", _("汇总机关的全域报告，用于对照，不计入合计")
    COVERED = "covered", _("已含在上级全域数据中")
    MISSING = "missing", _("未报送或未通过审核")
    EXEMPT = "exempt", _("免报")
    NIL = "nil", _("已确认零报告")
    SYSTEM = "system", _("按垂直管理系统统计，不计入合计")


class ExportKind(models.TextChoices):
    XLSX = "xlsx", _("汇总表（XLSX）")
    CSV = "csv", _("逐格数据（CSV）")
    JSON = "json", _("逐格数据（JSON）")
    LEDGER = "ledger", _("台账（XLSX）")
    PRINT = "print", _("台账（PDF）")


class PastWork(models.TextChoices):
    """What a worker is to do with a whole batch of past reports."""

    NONE = "", _("无")
    FILE = "file", _("归档")
    UNDO = "undo", _("撤回")


class Match(models.TextChoices):
    """How a past report was matched to an agency and a year, and what may be done with it."""

    READY = "ready", _("可以归档")
    CHECK = "check", _("需要确认")
    UNMATCHED = "unmatched", _("没有匹配")
    CONFLICT = "conflict", _("有冲突")
    DUPLICATE = "duplicate", _("重复")
    UNREADABLE = "unreadable", _("不能读取")


class Result(models.TextChoices):
    """What came of a file when its batch was filed."""

    FILED = "filed", _("已归档")
    SKIPPED = "skipped", _("未归档")
    FAILED = "failed", _("归档失败")


class Screened(models.TextChoices):
    """What the malware scanner said of a file."""

    WAITING = "", _("等待检查")
    CLEAN = "clean", _("未发现问题")
    INFECTED = "infected", _("含恶意代码")


class KeptKind(models.TextChoices):
    """What of a report is kept as a file."""

    UPLOAD = "upload", _("原件")
    ATTACHMENT = "attachment", _("附件")
    SEAL = "seal", _("盖章扫描件")


class LineageKind(models.TextChoices):
    RENAMED = "renamed", _("更名")
    MERGED = "merged", _("合并")
    SPLIT = "split", _("分设")


class UpkeepKind(models.TextChoices):
    """What is done to keep the portal whole."""

    BACKUP = "backup", _("备份")
    RESTORE = "restore", _("恢复")
    DRILL = "drill", _("恢复演练")


def upkeeps() -> Pairs:
    return list(UpkeepKind.choices)


def member_roles() -> Pairs:
    return list(MemberRole.choices)


def export_kinds() -> Pairs:
    return list(ExportKind.choices)


def past_works() -> Pairs:
    return list(PastWork.choices)


def matches() -> Pairs:
    return list(Match.choices)


def results() -> Pairs:
    return list(Result.choices)


def screenings() -> Pairs:
    return list(Screened.choices)


def kept_kinds() -> Pairs:
    return list(KeptKind.choices)


def lineage_kinds() -> Pairs:
    return list(LineageKind.choices)


def answer_kinds() -> Pairs:
    return list(AnswerKind.choices)


def ruling_kinds() -> Pairs:
    return list(RulingKind.choices)


def rule_states() -> Pairs:
    return list(RuleState.choices)


def run_states() -> Pairs:
    return list(RunState.choices)


def kinds() -> Pairs:
    return list(Kind.choices)


def cycle_states() -> Pairs:
    return list(CycleState.choices)


def scopes() -> Pairs:
    return list(Scope.choices)


def verdicts() -> Pairs:
    return list(Verdict.choices)


def roles() -> Pairs:
    return [(role.value, states.ROLE_WORDS[role]) for role in states.Role]


def decision_states() -> Pairs:
    return [(state.value, words) for state, words in states.STATE_WORDS.items()]


def processings() -> Pairs:
    return [(processing.value, words) for processing, words in states.PROCESSING_WORDS.items() if processing]


def severities() -> Pairs:
    return [("mandatory", _("强制")), ("verify", _("核实")), ("notice", _("提示"))]


def outcomes() -> Pairs:
    return [("passed", _("通过")), ("failed", _("不通过")), ("undetermined", _("无法判定"))]
