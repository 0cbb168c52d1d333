"""The page on which a whole area's report is written: its sections, its sums, and where each number comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parsing.editions import Edition, explain_address
from parsing.report import Address
from parsing.rules.model import Finding, Outcome
from submissions.display.cells import cell_label, number_text
from submissions.display.manuscript import headings, hints
from submissions.display.official import PrintedTable, printed_tables
from submissions.exports.area import AreaSum
from submissions.exports.terms import Source
from submissions.services import typed
from submissions.services.area_reports import Figures


@dataclass(frozen=True, slots=True)
class SumCell:
    """One summed figure. ``lacking`` says in how many reports it is absent or cannot be read."""

    address: str
    text: str
    spoken: str
    lacking: int


@dataclass(frozen=True, slots=True)
class AreaPart:
    """A section to write: its heading, its field, and the summed table printed in it, if any."""

    heading: str
    name: str
    value: str
    hint: str
    rows: int
    table: PrintedTable | None = None


@dataclass(frozen=True, slots=True)
class Summed:
    """The sums as the printed tables ask for them."""

    now: AreaSum

    @property
    def edition(self) -> Edition:
        return self.now.edition

    def cell(self, address: Address) -> SumCell:
        label, lacking = cell_label(self.edition, address), self.now.lacking(address)
        text = number_text(self.now.values.get(address))
        spoken = f"{label}：{text or _('没有数字')}"
        if lacking:
            spoken += "，" + _("{n} 份报告缺这个数").format(n=lacking)
        return SumCell(str(address), text, spoken, lacking)


def area_parts(now: AreaSum, fields: Mapping[str, str]) -> list[AreaPart]:
    """What stands above section one and the six sections, in printed order."""
    shown = Summed(now)
    numbers = {table.code: table.section for table in shown.edition.tables}
    tables = {numbers[table.code]: table for table in printed_tables(shown)}
    known = hints()
    return [
        AreaPart(
            heading=words,
            name=(name := typed.text_field(section)),
            value=fields[name],
            hint=known.get(section, _("表格之外需要说明的内容，可以不写。")),
            rows=14 if section == 1 else 6 if section in known else 2,
            table=tables.get(section),
        )
        for section, words in headings().items()
    ]


@dataclass(frozen=True, slots=True)
class Traced:
    """One number of the draft and the cells it is made of, in words."""

    part: str
    words: str
    how: str


def sources_of(figures: Figures) -> list[Traced]:
    """Every number the draft would write, in its order."""
    edition = figures.now.edition
    names = headings()
    return [Traced(names[s.section], s.words, _how(s, edition)) for s in figures.draft.sources]


def _how(source: Source, edition: Edition) -> str:
    counted = {"counted": _("审核通过的所属单位报告份数"), "returned": _("其中曾被退回的报告份数")}
    if source.how in counted:
        return counted[source.how]
    plus = " ＋ ".join(explain_address(cell, edition) for cell in source.plus)
    minus = "".join(f" － {explain_address(cell, edition)}" for cell in source.minus)
    if source.how == "share":
        over = " ＋ ".join(explain_address(cell, edition) for cell in source.over)
        return _("（{part}）÷（{whole}）").format(part=plus, whole=over + minus)
    if source.last:
        return _("{cells}，与上年汇总的同一格相比").format(cells=plus + minus)
    return plus + minus


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the rules say: what does not agree, what could not be told, and how many claims of the text agree."""

    failed: list[Finding]
    open: list[Finding]
    agreed: list[Finding]


def verdicts(findings: Iterable[Finding]) -> Verdicts:
    found = list(findings)
    by = {outcome: [f for f in found if f.outcome is outcome] for outcome in Outcome}
    agreed = [f for f in by[Outcome.PASSED] if f.rule.startswith("N-") and f.quotes]
    return Verdicts(by[Outcome.FAILED], by[Outcome.UNDETERMINED], agreed)


@dataclass(frozen=True, slots=True)
class MissingArea:
    """Whose reports are not in the sum, by the area right below the root they lie in."""

    name: str
    count: int
    first: str


MOST_NAMES = 5


def missing_by_area(now: AreaSum) -> list[MissingArea]:
    """The areas with most missing first; an agency right below the root stands for itself."""
    names: dict[str, list[str]] = {}
    for one in now.missing:
        names.setdefault(one.area or one.name, []).append(one.name)
    found = [MissingArea(area, len(rows), "、".join(rows[:MOST_NAMES])) for area, rows in names.items()]
    return sorted(found, key=lambda area: -area.count)
