"""What a chase says: a draft with fields, filled for each agency with what it still has to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import Decision, Submission
from submissions.services.errors import Refused
from submissions.states import State

AGENCY, YEAR, DUE, LEFT, TASK = "机关", "年度", "截止日期", "期限", "待办"
FIELDS: Final = (AGENCY, YEAR, DUE, LEFT, TASK)
"""The fields of a text, written {机关}. They are of the record's language, like the text itself."""
FIELD: Final = re.compile(r"\{([^{}]*)\}")
LONGEST: Final = 2000
DRAFT: Final = "{机关}{年度}年度政府信息公开工作年度报告应于{截止日期}前报送，{期限}。{待办}"


def check(text: str) -> str:
    """The text without blanks around it; Refused where it is empty, too long, or has a field nobody fills."""
    text = text.strip()
    if not text:
        raise Refused(_("请填写催报内容。"))
    if len(text) > LONGEST:
        raise Refused(_("催报内容不能超过 %(n)s 字。") % {"n": LONGEST})
    if strange := sorted({name for name in FIELD.findall(text) if name not in FIELDS}):
        known = "、".join(f"{{{name}}}" for name in FIELDS)
        raise Refused(
            _("催报内容中的 %(field)s 不是可以替换的内容；可以使用：%(known)s。")
            % {"field": "、".join(f"{{{name}}}" for name in strange), "known": known}
        )
    return text


def fill(text: str, submission: Submission, asked: Mapping[int, int], today: date | None = None) -> str:
    """The text of one agency. ``asked`` is how many items the last return of a submission ticked."""
    values = {
        AGENCY: submission.agency.name,
        YEAR: str(submission.cycle.year),
        DUE: day_words(submission.due_on),
        LEFT: days_words(submission, today),
        TASK: task_words(submission, asked.get(submission.pk, 0)),
    }
    return FIELD.sub(lambda found: values[found[1]], text)


def day_words(day: date) -> str:
    """2025年1月31日, with no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def days_words(submission: Submission, today: date | None = None) -> str:
    """How the deadline stands: 还有 3 天, 今天截止, 已逾期 5 天."""
    left = submission.days_left(today)
    if left > 0:
        return f"还有 {left} 天截止"
    return f"已逾期 {-left} 天" if left else "今天截止"


def task_words(submission: Submission, asked: int) -> str:
    """What the agency has to do next, as its own page would say."""
    reading = submission.current_reading
    if submission.status is State.RETURNED:
        when = f"于{day_words(timezone.localdate(submission.decided_at))}" if submission.decided_at else ""
        items = f"，退回清单共 {asked} 项" if asked else ""
        return f"报告{when}被退回修改{items}，请逐项答复后重新提交。"
    if reading is None:
        return "目前还没有报送，请登录平台上传报告，或在线填写。"
    if reading.blocking:
        return f"报告已上传，还有 {reading.blocking} 项问题没有改正或说明，处理后请提交。"
    return "报告已上传，还没有提交，请核对后提交。"


def items_asked(submissions: Iterable[int]) -> dict[int, int]:
    """How many items the standing return of each submission ticked. One query."""
    rows = Decision.objects.filter(submission__in=submissions, move="return", undone_at=None).order_by("pk")
    return {pk: len(items) for pk, items in rows.values_list("submission_id", "items")}
