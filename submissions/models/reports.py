"""The obligation: one agency, one cycle; and the files handed in for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parsing.editions import EDITIONS, Edition, edition_of_year
from submissions import states
from submissions.models import choices
from submissions.models.choices import GOVERNMENTS, CycleState
from submissions.models.people import Agency

if TYPE_CHECKING:
    from submissions.models.readings import Reading


class Cycle(models.Model):
    """The reports for one year, handed in early the next."""

    year = models.PositiveSmallIntegerField(_("年度"), unique=True)
    state = models.CharField(_("状态"), max_length=8, choices=choices.cycle_states, default="open")
    opened_at = models.DateTimeField(_("开始时间"), default=timezone.now)
    policy_version = models.PositiveIntegerField(default=0, editable=False)
    """Goes up with every change of a rule's policy: readings judged with an earlier one are judged again."""
    undo_hours = models.PositiveIntegerField(
        _("撤销期限（小时）"), default=72, help_text=_("审核通过或退回之后，这么多小时内可以写明理由撤销。")
    )

    past_only = models.BooleanField(default=False, editable=False)
    """Made to file past reports in: nobody owes anything in it."""
    publishes = models.BooleanField(_("对外公布"), default=False)
    """Whether released reports of this year are shown to the public; ``settings.PUBLIC_RELEASE`` is over it."""
    requires_seal = models.BooleanField(_("须附盖章扫描件"), default=False)
    """Whether a report is handed in only with its sealed scan beside it."""

    class Meta:
        verbose_name = _("报送年度")
        verbose_name_plural = _("报送年度")
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}年度"

    @property
    def title(self) -> str:
        """The year as pages name it, in the language of who reads them; the record says ``str(cycle)``."""
        return str(_("%(year)s年度") % {"year": self.year})

    @property
    def is_open(self) -> bool:
        return self.state == CycleState.OPEN

    @property
    def edition(self) -> Edition:
        """The official form the reports of this year must use."""
        return edition_of_year(self.year)


def default_due(kind: str, year: int) -> date:
    """条例第四十九条: 1月31日 for departments, 3月31日 for governments; townships by local notice."""
    return date(year + 1, 3, 31) if kind in GOVERNMENTS else date(year + 1, 1, 31)


class CycleDeadline(models.Model):
    """What agencies of one kind owe in a year: by when, of which scope, on which form."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="deadlines")
    kind = models.CharField(_("类别"), max_length=24, choices=choices.kinds)
    due_on = models.DateField(_("截止日期"))
    scope = models.CharField(_("默认数据范围"), max_length=8, choices=choices.scopes, default="own")
    edition = models.CharField(_("报告格式"), max_length=8, blank=True)
    """The code of the form; empty for that of the year."""

    class Meta:
        verbose_name = _("截止日期")
        verbose_name_plural = _("截止日期")
        constraints = [models.UniqueConstraint(fields=["cycle", "kind"], name="one_deadline_a_kind")]

    def __str__(self) -> str:
        return f"{self.cycle} {self.get_kind_display()} {self.due_on}"


class Submission(models.Model):
    """What one agency owes for one cycle. Its state changes only through services.review.advance."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="submissions", verbose_name=_("机关"))
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="submissions", verbose_name=_("年度"))
    state = models.CharField(
        _("状态"), max_length=12, choices=choices.decision_states, default=states.State.MISSING.value
    )
    due_on = models.DateField(_("截止日期"))
    scope = models.CharField(_("数据范围"), max_length=8, choices=choices.scopes, default="own")
    edition_code = models.CharField(_("报告格式"), max_length=8, blank=True)
    """The form it owes, as it was when the year was opened; empty for that of the year."""
    current_upload = models.ForeignKey("Upload", models.PROTECT, null=True, blank=True, related_name="+")
    current_reading = models.ForeignKey("Reading", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提交人")
    )
    filed_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    """When it was handed in, and in time or not: services.timeliness says which handing-in counts."""
    filed_due = models.DateField(_("报送时的截止日期"), null=True, blank=True)
    filed_late = models.BooleanField(_("逾期报送"), default=False)
    opened_at = models.DateTimeField(_("首次打开时间"), null=True, blank=True)
    """When one of its clerks first opened its page; None where nobody ever did."""
    certified_name = models.CharField(_("确认人"), max_length=60, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    lease_until = models.DateTimeField(_("领取至"), null=True, blank=True)
    """Until when the claim of ``reviewer`` holds others off; renewed while the page is open."""
    held_depth = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    """Depth in the tree of the reviewer who took it up or decided: whoever reviews from below is locked out."""
    first_level = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("初审机关")
    )
    """Whose reviewers look first, since it was handed in; None where one review is all there is."""
    endorsed_at = models.DateTimeField(_("初审通过时间"), null=True, blank=True)
    returns = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    waiting_since = models.DateTimeField(_("等待审核自"), null=True, blank=True)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    exempt_reason = models.TextField(_("免报原因"), blank=True)
    nil_reason = models.TextField(_("零报告原因"), blank=True)
    """Why there is nothing to report, and who confirmed that and when, while it stands."""
    nil_at = models.DateTimeField(_("零报告确认时间"), null=True, blank=True)
    nil_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("零报告确认人"),
    )
    extended_from = models.DateField(_("延期前截止日期"), null=True, blank=True)
    """The date it had before it was given one of its own; None while it has that of its like."""
    extended_reason = models.TextField(_("延期原因"), blank=True)
    past_filed_at = models.DateTimeField(_("往年报告补录时间"), null=True, blank=True)
    """When the office filed it as the report of a past year; it was never owed here, nor on time or late."""
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("报送")
        verbose_name_plural = _("报送")
        ordering = ["-cycle__year", "agency__path_depth", "agency__position", "agency__code"]
        constraints = [models.UniqueConstraint(fields=["agency", "cycle"], name="one_submission_a_cycle")]
        indexes = [models.Index(fields=["cycle", "state"], name="submission_cycle_state")]

    def __str__(self) -> str:
        return f"{self.agency} {self.cycle}"

    @property
    def title(self) -> str:
        """As pages name it, in the language of who reads them; the record says ``str(submission)``."""
        return f"{self.agency} {self.cycle.title}"

    @property
    def status(self) -> states.State:
        return states.State(self.state)

    @property
    def stamp(self) -> str:
        """Which reading, handed in when: a decision made of a page with another one was made of another report.

        What an agency changes without a new file (a figure typed over, a scope, an explanation) it hands in anew.
        """
        handed_in = self.submitted_at.timestamp() if self.submitted_at else 0
        return f"{self.current_reading_id or 0}-{handed_in * 1_000_000:.0f}"

    @property
    def is_past(self) -> bool:
        """Filed by the office as a past year's report."""
        return self.past_filed_at is not None

    @property
    def is_editable(self) -> bool:
        return self.status in states.EDITABLE

    @property
    def edition(self) -> Edition:
        """The official form this report must use."""
        return EDITIONS.get(self.edition_code) or self.cycle.edition

    @property
    def is_extended(self) -> bool:
        return self.extended_from is not None

    @property
    def is_nil(self) -> bool:
        return self.status is states.State.NIL

    @property
    def is_leased(self) -> bool:
        """Whether the reviewer's claim still holds others off. One of far longer than a lease was made before the
        clock was put back, and holds nobody off."""
        if self.lease_until is None:
            return False
        return timedelta() < self.lease_until - timezone.now() <= 2 * timedelta(seconds=settings.REVIEW_LEASE)

    @property
    def latest_upload(self) -> Upload | None:
        return self.uploads.order_by("-pk").first()

    @property
    def words(self) -> str:
        """The words of the state. The newest file counts while the agency holds the report."""
        reading = self.current_reading
        if self.is_editable and (newest := self.latest_upload) and (last := newest.last_reading):
            # One that is done and does not count was set aside for another, by whoever chose that.
            reading = last if reading is None or last.processing != states.Processing.DONE else reading
        axes = states.Processing.NONE, states.Outcome.CLEAN, ""
        if reading is not None:
            axes = states.Processing(reading.processing), states.Outcome(reading.worst), reading.error_code
        return states.words(self.status, *axes, endorsed=self.endorsed_at is not None, extended=self.is_extended)

    def days_left(self, today: date | None = None) -> int:
        """Days until the deadline; negative when it has passed."""
        return (self.due_on - (today or timezone.localdate())).days


class Upload(models.Model):
    """A file as it was received. Never changed, never deleted."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="uploads")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    uploaded_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    original_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("大小"))
    format = models.CharField(_("格式"), max_length=16, blank=True)
    file = models.FileField(upload_to="uploads", max_length=200)
    twin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("上传文件")
        verbose_name_plural = _("上传文件")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.original_name

    @property
    def last_reading(self) -> Reading | None:
        """The newest; one that the office asked for with many others only when it is done."""
        unnoticed = models.Q(in_bulk=True) & ~models.Q(processing=states.Processing.DONE.value)
        return self.readings.exclude(unnoticed).order_by("-pk").first()
