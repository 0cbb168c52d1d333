"""Which 强制 findings the approved reports of a summary were let through with, by whom and why."""

from __future__ import annotations

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from submissions.exports.book import Book
from submissions.exports.styles import Styles
from submissions.models import Decision, RulingKind

HEADS: Final = (("单位", 30), ("规则", 10), ("问题", 60), ("决定", 12), ("理由", 50), ("审核人", 14), ("通过时间", 18))


def write_waivers(workbook: Workbook, styles: Styles, book: Book) -> None:
    """One row a finding; the latest approval of each report counts."""
    sheet = workbook.add_worksheet(_("放行的问题"))
    sheet.write_string(0, 0, _("审核通过时放行的强制性问题"), styles.title)
    for column, (head, width) in enumerate(HEADS):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, head, styles.head)
    names = {submission.pk: submission.agency.name for submission in book.listed}
    latest: dict[int, Decision] = {}
    for decision in Decision.objects.filter(submission__in=names, move="approve").select_related("by").order_by("pk"):
        latest[decision.submission_id] = decision
    row = 2
    for pk, name in names.items():
        for waiver in latest[pk].waivers if pk in latest else ():
            decision = latest[pk]
            kind = RulingKind(waiver.get("kind", RulingKind.WAIVE)).label
            who, when = waiver.get("by") or str(decision.by), f"{timezone.localtime(decision.at):%Y-%m-%d %H:%M}"
            reason = waiver.get("reason") or decision.reason
            for column, text in enumerate((name, waiver["rule"], waiver["message"], str(kind), reason, who, when)):
                sheet.write_string(row, column, text[:32_000], styles.label)
            row += 1
    if row == 2:
        sheet.write_string(2, 0, _("没有放行的强制性问题。"), styles.text)
