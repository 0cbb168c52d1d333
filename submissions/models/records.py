"""What was decided, what it made true, and everything that happened."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import states
from submissions.models.people import Agency
from submissions.models.reports import Submission


class Decision(models.Model):
    """A reviewer's decision. ``items`` are the ticked findings, ``waivers`` the mandatory ones let through."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    move = models.CharField(max_length=12)
    reading = models.ForeignKey("Reading", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(_("意见"), blank=True)
    items = models.JSONField(default=list)
    waivers = models.JSONField(default=list)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("审核决定")
        verbose_name_plural = _("审核决定")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.submission} {self.label}"

    @property
    def label(self) -> str:
        return str(states.MOVES[self.move].label)


class Figure(models.Model):
    """One approved figure. A row stands for a cell the document had; an absent cell has no row."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="figures")
    table = models.CharField(max_length=20)
    row = models.CharField(max_length=60)
    column = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    state = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("数据")
        verbose_name_plural = _("数据")
        constraints = [
            models.UniqueConstraint(fields=["submission", "table", "row", "column"], name="one_figure_a_cell")
        ]

    def __str__(self) -> str:
        return f"{self.table}.{self.row}.{self.column} = {self.value}"


EVENT_WORDS: dict[str, Any] = {
    "upload": _("上传文件"),
    "upload_refused": _("上传未受理"),
    "infected": _("发现恶意代码"),
    "removal_asked": _("申请移除个人信息"),
    "removal_declined": _("不予移除个人信息"),
    "removed": _("移除含个人信息的文件"),
    "removal_replaced": _("上传替换件"),
    "intake": _("收到待归入的文件"),
    "intake_chosen": _("更正文件归属"),
    "intake_dropped": _("移除待归入的文件"),
    "intake_restored": _("恢复待归入的文件"),
    "past_opened": _("建立往年报告批次"),
    "past_received": _("收到往年报告"),
    "past_chosen": _("指定往年报告归属"),
    "past_dropped": _("移除往年报告"),
    "past_restored": _("恢复往年报告"),
    "past_correct": _("更正往年报告的数字"),
    "past_confirm": _("确认往年报告的读数"),
    "past_uncorrect": _("撤销往年报告的更正"),
    "past_filing": _("归档一批往年报告"),
    "past_undoing": _("撤回一批往年报告"),
    "past_year": _("建立往年年度"),
    "publish_policy": _("调整对外公布"),
    "release_ordered": _("安排对外公布"),
    "release_cancelled": _("取消对外公布安排"),
    "released": _("对外公布"),
    "release_ended": _("撤回对外公布"),
    "token_issued": _("建立接口密钥"),
    "token_revoked": _("停用接口密钥"),
    "seal": _("上传盖章扫描件"),
    "seal_policy": _("调整盖章要求"),
    "fill": _("开始在线填写"),
    "read": _("读取完成"),
    "read_failed": _("读取失败"),
    "set_aside": _("读取结果未采用"),
    "correct": _("更正数字"),
    "confirm": _("确认读数"),
    "restore": _("撤销更正"),
    "rejudge": _("重新核对"),
    "explain": _("填写情况说明"),
    "accept_explanation": _("采纳情况说明"),
    "refuse_explanation": _("不采纳情况说明"),
    "dispute": _("提出误报"),
    "waive": _("放行问题"),
    "mark_wrong": _("认定误报"),
    "withdraw_ruling": _("撤销放行或误报"),
    "rule_policy": _("调整核对规则"),
    "back_test": _("回测核对规则"),
    "reread": _("重新读取"),
    "refiled_here": _("归入报告"),
    "choose_reading": _("改用文件或读取结果"),
    "retry_reading": _("重新排队读取"),
    "stop_reading": _("停止读取"),
    "release_resumed": _("恢复对外公布"),
    "bulk_reread": _("批量重新读取"),
    "bulk_cancelled": _("取消批量重新读取"),
    "export_cancelled": _("取消导出"),
    "unlocked": _("解除登录锁定"),
    "cycle_opened": _("开始年度报送"),
    "enrolled": _("补建报送任务"),
    "cycle_closed": _("结束年度报送"),
    "cycle_reopened": _("恢复年度报送"),
    "deadline": _("调整截止日期"),
    "local_deadline": _("设定本地截止日期"),
    "system_saved": _("修改垂直管理系统"),
    "unextended": _("取消延期"),
    "undo_hours": _("调整撤销期限"),
    "chase": _("催报"),
    "chase_call": _("电话催报"),
    "agency_saved": _("修改机关"),
    "lineage_added": _("登记机关沿革"),
    "lineage_removed": _("删除机关沿革"),
    "scope": _("更改数据范围"),
    "compared": _("比较报告内容"),
    "agencies_imported": _("导入机关"),
    "agencies_exported": _("导出机关名单"),
    "users_imported": _("导入用户"),
    "invited": _("邀请用户"),
    "joined": _("接受邀请"),
    "backup": _("备份"),
    "signed_in": _("登录"),
    "signed_out": _("退出登录"),
    "locked_out": _("多次输错密码，暂停登录"),
    "session_ended": _("结束其他登录"),
    "password_changed": _("修改密码"),
    "two_factor_on": _("启用两步验证"),
    "two_factor_off": _("关闭两步验证"),
    "two_factor_codes": _("更换备用验证码"),
    "two_factor_reset": _("重置两步验证"),
    "deactivated": _("停用用户"),
    "reactivated": _("启用用户"),
    "roles_changed": _("调整角色"),
    "exported": _("导出汇总"),
    "snapshot": _("冻结汇总"),
    "area_report": _("开始编写全域报告"),
    "area_report_sum": _("选定全域报告的汇总"),
}


class Event(models.Model):
    """One thing that happened. Written, never changed. ``kind`` is a move or a key of EVENT_WORDS."""

    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="events")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("操作人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)
    kind = models.CharField(_("事项"), max_length=24)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    note = models.TextField(_("说明"), blank=True)
    ip = models.GenericIPAddressField(_("IP"), null=True, blank=True)

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind"], name="event_kind")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.label}"

    @property
    def label(self) -> str:
        if self.kind in states.MOVES:
            return str(states.MOVES[self.kind].label)
        return str(EVENT_WORDS.get(self.kind, self.kind))
