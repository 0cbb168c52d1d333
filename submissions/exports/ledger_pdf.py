"""The 台账 on paper: landscape pages with their head row repeated, numbered, with a place to sign at the end."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, SimpleDocTemplate, Spacer, Table, TableStyle

from submissions.exports.ledger import HEADS, Entry, Ledger, head_words
from submissions.exports.receipt_pdf import FONT, words
from submissions.language import of_record

PAGE: Final = landscape(A4)
SIDE: Final = 1.2 * cm
WIDTH: Final = PAGE[0] - 2 * SIDE
SMALL: Final = 7.5
PRINTED: Final = ("agency", "parent", "kind", "state", "due_on", "filed_on", "timely", "returns", "approved_on",
                  "contact_name", "contact_phone", "clerks", "chases", "remark")  # fmt: skip
SHARES: Final = (17, 14, 9, 7, 7, 7, 5, 4, 7, 6, 9, 12, 4, 9)
"""How wide the columns of the list are to each other."""
LOOK: Final = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.4, black),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor("#EEF3FA")),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
)


@of_record()
def build(book: Ledger) -> bytes:
    """The content of the PDF."""
    out = io.BytesIO()
    at = timezone.localtime(book.at)
    facts = (f"{at:%Y-%m-%d %H:%M}", _("制表：%(by)s") % {"by": book.by}, book.chosen)
    story = [words(book.title, 15, 4), words("　".join(fact for fact in facts if fact), 9, 6)]
    story += [_numbers(book), Spacer(1, 0.4 * cm), _agencies(book)]
    if book.is_cut:
        told = _("名单共 %(n)s 个单位，这里印出前 %(m)s 个；全部单位见工作簿。")
        story.append(words(told % {"n": book.count, "m": len(book.entries)}, 9))
    story += [Spacer(1, 0.8 * cm), _signature()]
    page = SimpleDocTemplate(
        out, pagesize=PAGE, title=book.title, invariant=1,
        leftMargin=SIDE, rightMargin=SIDE, topMargin=1.3 * cm, bottomMargin=1.4 * cm,
    )  # fmt: skip
    page.build(story, onFirstPage=_footer, onLaterPages=_footer)
    return out.getvalue()


def _numbers(book: Ledger) -> Table:
    heads = [_("分组"), _("名称"), *head_words()]
    rows = [[group.block or _("合计"), group.label, *map(str, group.numbers), *group.rates] for group in book.groups]
    narrow = (WIDTH - 6.6 * cm) / (len(heads) - 2)
    return _table([heads, *rows], [2 * cm, 4.6 * cm, *[narrow] * (len(heads) - 2)])


def _agencies(book: Ledger) -> Table:
    heads = [str(head) for head, name in zip(HEADS, Entry.__slots__, strict=True) if name in PRINTED]
    rows = [[str(n), *(str(getattr(entry, name)) for name in PRINTED)] for n, entry in enumerate(book.entries, 1)]
    first = 0.9 * cm
    widths = [(WIDTH - first) * share / sum(SHARES) for share in SHARES]
    return _table([[_("序号"), *heads], *rows], [first, *widths])


def _table(rows: Sequence[Sequence[str]], widths: list[float]) -> Table:
    cells = [[words(text, SMALL, 0) for text in row] for row in rows]
    table = Table(cells, colWidths=widths, repeatRows=1)
    table.setStyle(LOOK)
    return table


def _signature() -> KeepTogether:
    blank = "＿" * 10
    row = [words(f"{name}：{blank}", 11) for name in (_("填表人"), _("审核人"), _("负责人"), _("日期"))]
    return KeepTogether([Table([row], colWidths=[WIDTH / 4] * 4)])


def _footer(canvas: Canvas, document: Any) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawCentredString(PAGE[0] / 2, 0.7 * cm, f"{document.page}")
