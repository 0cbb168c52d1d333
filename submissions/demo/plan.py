"""Who files what in the demonstration, and how far each report has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from parsing.report import Address
from submissions.demo import faults
from submissions.demo.draft import Draft, number_text
from submissions.demo.faults import Fault
from submissions.demo.figures import HUAIAN_2024, INDUSTRY_2022
from submissions.demo.narrative import write_draft
from submissions.demo.province import ENTRIES, ROOT, figures_of
from submissions.demo.scaling import demonstration_series

RETURN_REASON: Final = "请对照勾选的问题逐项核对，改正后重新上传；确属实际情况的，请逐项填写情况说明。（演示意见）"
OLD_FORM_REASON: Final = (
    "报告使用的是2019年格式（国办公开办函〔2019〕60号），应改用国办公开办函〔2021〕30号规定的格式重新编制。（演示意见）"
)
OLD_ROW_REASON: Final = "表三“（六）其他处理”应按国办公开办函〔2021〕30号分三行填写，请改正后重新上传。（演示意见）"
SMUDGED: Final = Address("requests", "unavailable.not_held", "natural_person")


class Ending(StrEnum):
    """Where the demonstration leaves a report. ``WAITING`` is left to the worker to read,
    ``FAILED`` was read and found to be no report of this agency and year."""

    WAITING = "waiting"
    FAILED = "failed"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    EXEMPT = "exempt"
    NIL = "nil"


@dataclass(frozen=True, slots=True)
class Filing:
    """One agency's report of one year.

    ``mended``: the faulty file was returned once, and a corrected one went the rest of the way.
    ``retyped``: the clerk typed the right figure over this cell, which could not be read.
    ``reason`` is what the reviewer wrote on returning it. ``days`` is how long ago the last thing
    happened, in the open cycle.
    """

    year: int
    code: str
    layout: str
    ending: Ending
    fault: Fault | None = None
    mended: bool = False
    retyped: Address | None = None
    reason: str = RETURN_REASON
    days: int = 3

    @property
    def name(self) -> str:
        return f"{ENTRIES[self.code].name}{self.year}年政府信息公开工作年度报告"


def draft_of(filing: Filing) -> Draft:
    """The document as it should be, without the filing's fault."""
    entry = ENTRIES[filing.code]
    figures = figures_of(filing.code, filing.year)
    if (filing.code, filing.year) == (f"{ROOT}-04", INDUSTRY_2022.year):
        figures = INDUSTRY_2022
    return write_draft(figures, topics=entry.topics, government=entry.is_government, seed=11)


def old_form(draft: Draft) -> Draft:
    """A report on the form of 2019, filed for a year that needs the form of 2021."""
    series = demonstration_series(draft.agency, (2019, 2020), HUAIAN_2024, 0.01, seed=7, decisions=0.0001)
    figures = replace(series[2020], year=draft.year)
    return replace(write_draft(figures, seed=11), faults=("form of 2019",))


def _requests(row: str, column: str) -> Address:
    return Address("requests", row, column)


def _one_more(address: Address) -> Fault:
    """A figure that is one too many, so that two sums no longer hold."""
    return lambda draft: faults.change_cell(draft, address, int(draft.values[address] or 0) + 1)


def _unit(draft: Draft) -> Draft:
    return faults.unit_in_cell(draft, Address("disclosure", "fees", "amount"))


def _short_row(draft: Draft) -> Draft:
    return faults.drop_row(draft, "requests", "denied.enforcement_files")


def _other_words(draft: Draft) -> Draft:
    return faults.rename_label(
        faults.variant_headings(draft, 3), "2.其他法律行政法规禁止公开", "2.其他法律法规禁止公开"
    )


def _smudge(draft: Draft) -> Draft:
    """The last digit of a figure cannot be made out."""
    return faults.misprint(draft, SMUDGED, number_text(draft.values[SMUDGED])[:-1] + "？")


def _last_year(draft: Draft) -> Draft:
    return faults.wrong_year(draft, draft.year - 1)


def _blank_total(draft: Draft) -> Draft:
    return faults.blank_totals(draft, "granted", "unavailable.not_held")


E = Ending
PLAN: Final = (
    # 2022, closed.
    Filing(2022, ROOT, "docx", E.APPROVED),
    Filing(2022, f"{ROOT}-00", "pdf", E.APPROVED),
    Filing(2022, f"{ROOT}-02", "docx-blocks", E.APPROVED),
    Filing(2022, f"{ROOT}-04", "html", E.RETURNED),
    Filing(2022, f"{ROOT}-06", "docx", E.RETURNED, old_form, reason=OLD_FORM_REASON),
    Filing(2022, f"{ROOT}-07", "text-tabs", E.APPROVED),
    Filing(2022, f"{ROOT}-15", "", E.EXEMPT),
    Filing(2022, "230100-00", "html", E.APPROVED),
    Filing(2022, "230200", "docx", E.APPROVED),
    Filing(2022, "230600", "pdf-torn", E.APPROVED, _one_more(_requests("granted", "total")), mended=True),
    Filing(2022, "231000", "text-markdown", E.APPROVED),
    # 2023, closed.
    Filing(2023, ROOT, "pdf-repeated", E.APPROVED),
    Filing(2023, f"{ROOT}-00", "docx", E.APPROVED),
    Filing(2023, f"{ROOT}-02", "pdf", E.APPROVED),
    Filing(2023, f"{ROOT}-05", "docx", E.RETURNED, _short_row),
    Filing(2023, f"{ROOT}-07", "html-gb18030", E.APPROVED, _blank_total),
    Filing(2023, f"{ROOT}-10", "docx", E.APPROVED, _other_words),
    Filing(2023, "230100", "docx", E.APPROVED),
    Filing(2023, "230100-00", "html-spans", E.APPROVED),
    Filing(2023, "230200", "text-lines", E.APPROVED),
    Filing(2023, "230600", "pdf", E.APPROVED),
    Filing(2023, "231000", "docx", E.APPROVED, _one_more(_requests("new", "company")), mended=True),
    Filing(2023, "230102", "docx", E.APPROVED),
    # 2024, still open: something in every state.
    Filing(2024, ROOT, "docx", E.DRAFT, days=2),
    Filing(2024, f"{ROOT}-00", "pdf", E.IN_REVIEW, days=4),
    Filing(2024, f"{ROOT}-02", "docx", E.APPROVED, days=9),
    Filing(2024, f"{ROOT}-04", "docx", E.SUBMITTED, _unit, days=6),
    Filing(
        2024, f"{ROOT}-05", "pdf-torn", E.SUBMITTED, _one_more(_requests("not_handled.petitions", "total")), days=12
    ),
    Filing(2024, f"{ROOT}-06", "html", E.RETURNED, faults.single_other_row, reason=OLD_ROW_REASON, days=5),
    Filing(2024, f"{ROOT}-07", "text-tabs-gb18030", E.APPROVED, days=8),
    Filing(2024, f"{ROOT}-08", "docx-blocks", E.SUBMITTED, faults.dash_zeros, days=1),
    Filing(2024, f"{ROOT}-09", "pdf", E.IN_REVIEW, _blank_total, days=3),
    Filing(2024, f"{ROOT}-10", "docx", E.WAITING),
    Filing(2024, f"{ROOT}-03", "html", E.IN_REVIEW, _smudge, retyped=SMUDGED, days=6),
    Filing(2024, f"{ROOT}-11", "html", E.WAITING, _one_more(_requests("total", "company"))),
    Filing(2024, f"{ROOT}-13", "pdf-repeated", E.WAITING),
    Filing(2024, f"{ROOT}-14", "docx", E.FAILED, _last_year, days=2),
    Filing(2024, f"{ROOT}-15", "", E.EXEMPT, days=20),
    Filing(2024, f"{ROOT}-01", "", E.NIL, days=10),
    Filing(2024, "230100", "docx", E.SUBMITTED, days=7),
    Filing(2024, "230100-00", "docx", E.DRAFT, _smudge, days=1),
    Filing(2024, "230103", "docx", E.RETURNED, _one_more(_requests("carried_forward", "natural_person")), days=4),
    Filing(2024, "230183", "text-spaces", E.SUBMITTED, days=2),
    Filing(2024, "230600", "text-lines", E.WAITING),
)
