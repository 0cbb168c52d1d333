"""One cell of the official form as a page shows it: its text, what is wrong with it, where it was read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parsing.editions import Edition
from parsing.grid import AND, Place
from parsing.report import Address, Figure, Report, State
from parsing.rules.model import Severity

TABLE_NAME = gettext_lazy("表")
TABLE_NAMES = {2: gettext_lazy("表二"), 3: gettext_lazy("表三"), 4: gettext_lazy("表四")}
SHOWN_STATES = {State.BLANK: "blank", State.DASH: "dash", State.ILLEGIBLE: "illegible", State.NUMBER: "number"}


@dataclass(frozen=True, slots=True)
class CellView:
    """``kind`` is number, blank, dash, illegible or absent; ``severity`` the worst failed finding
    about the cell or empty, and ``is_subject`` whether it is about this very cell or about many;
    ``was`` is the value read where a person corrected it; ``is_confirmed`` says that a person
    found a doubtful reading right."""

    address: str
    label: str
    text: str
    kind: str
    severity: str = ""
    doubt: str = ""
    note: str = ""
    was: str = ""
    is_corrected: bool = False
    is_confirmed: bool = False
    is_subject: bool = True

    @property
    def td_css(self) -> str:
        names = [f"flag-{self.severity}"] if self.severity else []
        names += ["flag-group"] if self.severity and not self.is_subject else []
        names += ["absent"] if self.kind == "absent" else []
        return " ".join(names)

    @property
    def css(self) -> str:
        names = [f"cell-{self.kind}"]
        names += ["cell-doubtful"] if self.doubt else []
        names += ["cell-corrected"] if self.is_corrected else []
        names += ["cell-confirmed"] if self.is_confirmed else []
        return " ".join(names)

    @property
    def spoken(self) -> str:
        """The whole cell in words, for people who hear the page."""
        words = [self.label, f"{self.was} {self.text}" if self.was else self.text]
        words += [Severity(self.severity).label + _("问题")] if self.severity else []
        words += [_("读取存疑：{why}").format(why=" ".join(sentences_of(self.doubt)))] if self.doubt else []
        words += [_("已更正，原读为 {was}").format(was=self.was)] if self.is_corrected else []
        words += [_("读数已人工确认")] if self.is_confirmed else []
        return "，".join(words)


def sentences_of(doubt: str) -> list[str]:
    """A doubt as the sentences it is made of, where a figure has several."""
    return doubt.split(AND) if doubt else []


def number_text(value: Decimal | None) -> str:
    """A value as people write it: no trailing zeros, no exponent."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    return str(int(value)) if whole else format(value.normalize(), "f")


def figure_text(figure: Figure | None) -> str:
    if figure is None:
        return _("未读到")
    if figure.state is State.NUMBER:
        return number_text(figure.value)
    if figure.state is State.ILLEGIBLE:
        return _("无法辨认")
    return _("空白") if figure.state is State.BLANK else figure.raw.strip() or "-"


def cell_label(edition: Edition, address: Address) -> str:
    """Where a cell stands, by its official labels: 表三 · （七）总计 · 其他."""
    table = edition.table(address.table)
    row = table.row(address.row)
    column = table.column(address.row, address.column)
    groups = [*(row.groups[-1:] if row else ())]
    parts = [table_name(table.section), *groups, row.label if row else "", column.label if column else ""]
    return " · ".join(part for part in parts if part)


def table_name(section: int) -> str:
    """People call the tables by the section they are printed in."""
    return str(TABLE_NAMES.get(section, TABLE_NAME))


def place_words(place: Place) -> str:
    """Where in the file a figure stands, in words; empty when the format cannot say."""
    words: list[str] = []
    if place.page is not None:
        words.append(_("第 {page} 页").format(page=place.page))
    if place.box is not None:
        left, top, right, bottom = (round(side) for side in place.box)
        words.append(
            _("方框左 {left}、上 {top}、右 {right}、下 {bottom}（点，自页面左上角起）").format(
                left=left, top=top, right=right, bottom=bottom
            )
        )
    if place.table is not None:
        words.append(_("第 {table} 个表格").format(table=place.table))
    if place.row is not None and place.column is not None:
        words.append(_("第 {row} 行第 {column} 列").format(row=place.row, column=place.column))
    if place.offset is not None:
        words.append(_("第 {start} 至 {end} 个字符").format(start=place.offset + 1, end=place.end or place.offset + 1))
    return "，".join(words)


@dataclass(frozen=True, slots=True)
class Shown:
    """A report ready to be shown: what was read, what stands now, and what the rules say."""

    edition: Edition
    read: Report
    now: Report
    marks: dict[str, str]
    subjects: frozenset[str] = frozenset()

    def cell(self, address: Address) -> CellView:
        figure, was = self.now.figures.get(address), self.read.figures.get(address)
        typed = figure is not None and figure.corrected
        confirmed = bool(typed and figure and was and (figure.value, figure.state) == (was.value, was.state))
        corrected = typed and not confirmed
        return CellView(
            address=str(address),
            label=cell_label(self.edition, address),
            text=figure_text(figure),
            kind=SHOWN_STATES[figure.state] if figure else "absent",
            severity=self.marks.get(str(address), ""),
            doubt="" if figure is None or typed else figure.doubt,
            note=figure.note if figure else "",
            was=figure_text(was) if corrected else "",
            is_corrected=corrected,
            is_confirmed=confirmed,
            is_subject=str(address) in self.subjects,
        )
