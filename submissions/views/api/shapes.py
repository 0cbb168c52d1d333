"""The shapes of questions and answers, as the OpenAPI document tells them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from ninja import Field, Schema

BIGGEST: Final = 2**53 - 1
"""The largest whole number every program reads exactly."""
FIRST_YEAR, LAST_YEAR = 2019, 2100
WORD: Final = r"^[^\x00]*$"
M = TypeVar("M", bound=Model)


class Problem(Schema):
    code: str = Field(description="供程序判断的代码")
    message: str = Field(description="中文说明")


class Refusal(Schema):
    error: Problem


ERRORS: Final[dict[int, Any]] = dict.fromkeys((401, 404, 405, 422, 429), Refusal)


def answers(shape: Any) -> dict[int, Any]:
    """What an address may answer: the shape, or a refusal."""
    return {200: shape, **ERRORS}


class Paging(Schema):
    cursor: int = Field(0, ge=0, le=BIGGEST, description="上一页返回的 next，从头开始用 0")
    limit: int = Field(100, ge=1, le=settings.API_PAGE_MOST, description="每页最多几条")


class AgencyAsked(Paging):
    under: int | None = Field(None, ge=1, le=BIGGEST, description="只要这个机关（编号）及其下级")
    kind: str = Field("", max_length=24, pattern=WORD, description="机关类别")
    q: str = Field("", max_length=60, pattern=WORD, description="名称中含有")


class YearAsked(Schema):
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="年度")
    under: int | None = Field(None, ge=1, le=BIGGEST, description="只要这个机关（编号）及其下级")


class ReportAsked(Paging):
    year: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="年度")
    under: int | None = Field(None, ge=1, le=BIGGEST, description="只要这个机关（编号）及其下级")
    state: str = Field("", max_length=12, pattern=WORD, description="状态，如 approved")


class FigureAsked(Paging):
    year: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="年度")
    under: int | None = Field(None, ge=1, le=BIGGEST, description="只要这个机关（编号）及其下级")
    table: str = Field("", max_length=20, pattern=WORD, description="表的代码：disclosure、requests、disputes")
    row: str = Field("", max_length=60, pattern=WORD, description="行的代码，如 total")
    column: str = Field("", max_length=40, pattern=WORD, description="列的代码，如 total")


class FindingAsked(Paging):
    year: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="年度")
    under: int | None = Field(None, ge=1, le=BIGGEST, description="只要这个机关（编号）及其下级")
    rule: str = Field("", max_length=12, pattern=WORD, description="规则编号，如 A-02")
    severity: str = Field("", max_length=10, pattern=WORD, description="mandatory、verify 或 notice")


class AgencyShape(Schema):
    id: int
    code: str
    name: str
    kind: str
    parent: int | None = Field(description="上级机关的编号；不在管理范围内的为空")
    is_active: bool


class CycleShape(Schema):
    year: int
    state: str = Field(description="open 报送中，closed 已结束")
    edition: str = Field(description="报告格式的版本")
    past_only: bool = Field(description="只为补录往年报告而建，不要求报送")


class GroupShape(Schema):
    code: str
    name: str
    owed: int = Field(description="应报，不含免报")
    filed: int = Field(description="已报：待审核、审核中和审核通过")
    approved: int = Field(description="审核通过")
    first: int = Field(description="一次通过")
    on_time: int = Field(description="审核通过且按时报送")
    late: int = Field(description="审核通过但逾期报送")
    waiting: int = Field(description="待审核、审核中")
    returned: int = Field(description="退回待改")
    missing: int = Field(description="未报，含填报中")
    overdue: int = Field(description="未报或退回待改，截止日期已过")
    extended: int = Field(description="延期")
    nil: int = Field(description="已确认零报告")
    past: int = Field(description="往年报告补录，不计入按时或逾期")
    exempt: int = Field(description="免报")


class CompletenessShape(Schema):
    year: int
    agency: AgencyShape
    total: GroupShape
    areas: list[GroupShape]
    kinds: list[GroupShape]
    levels: list[GroupShape]


class ReportShape(Schema):
    id: int
    agency: int = Field(description="机关编号")
    agency_code: str
    year: int
    state: str
    scope: str = Field(description="own 本级，area 全域")
    due_on: date
    submitted_at: datetime | None
    decided_at: datetime | None
    past: bool = Field(description="往年报告补录，不计入按时或逾期")


class FigureShape(Schema):
    report: int = Field(description="报告编号")
    agency_code: str
    year: int
    table: str
    row: str
    column: str
    value: str | None = Field(description="十进制数，用字符串表示以保持精确；不是数字的为空")
    state: str = Field(description="number 数字，blank 空白，dash 横线，illegible 读不准")


class FindingShape(Schema):
    report: int = Field(description="报告编号")
    agency_code: str
    year: int
    rule: str
    severity: str
    subject: str
    table: str
    message: str
    fingerprint: str = Field(description="同一问题在重新读取后不变")


class SumShape(Schema):
    table: str
    row: str
    column: str
    value: str | None = Field(description="合计；没有一份报告给出数字的为空，从不当作 0")
    numbers: int = Field(description="有数字的份数")
    reports: int = Field(description="计入的份数")


class SummaryShape(Schema):
    year: int
    agency_code: str
    agency_name: str
    number: str = Field(description="快照编号；现时合计为空")
    edition: str
    counts: dict[str, int] = Field(description="各类成员的个数：added 计入，missing 未报，covered 已含在上级等")
    cells: list[SumShape]


class SnapshotShape(Schema):
    id: int
    number: str
    year: int
    agency_code: str
    agency_name: str
    at: datetime
    remark: str
    sha256: str


class AgencyPage(Schema):
    items: list[AgencyShape]
    next: int | None = Field(description="下一页的 cursor；没有下一页为空")


class ReportPage(Schema):
    items: list[ReportShape]
    next: int | None


class FigurePage(Schema):
    items: list[FigureShape]
    next: int | None


class FindingPage(Schema):
    items: list[FindingShape]
    next: int | None


class SnapshotPage(Schema):
    items: list[SnapshotShape]
    next: int | None


def paged(rows: QuerySet[M], asked: Paging, shape: Callable[[M], dict[str, Any]]) -> dict[str, Any]:
    """The rows behind the cursor in the order of their keys, and where the next page begins. One query."""
    found: Sequence[M] = list(rows.filter(pk__gt=asked.cursor).order_by("pk")[: asked.limit + 1])
    items = found[: asked.limit]
    more = len(found) > asked.limit
    return {"items": [shape(row) for row in items], "next": items[-1].pk if more else None}
