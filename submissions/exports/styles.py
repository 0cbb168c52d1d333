"""How a summary looks: the few formats of the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook

FONT: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
BOXED: dict[str, Any] = FONT | {"border": 1, "text_wrap": True}


@dataclass(frozen=True, slots=True)
class Styles:
    title: Any
    caption: Any
    text: Any
    label: Any
    head: Any
    figure: Any
    warning: Any

    @classmethod
    def of(cls, book: Workbook) -> Styles:
        return cls(
            title=book.add_format(FONT | {"bold": True, "font_size": 14}),
            caption=book.add_format(FONT | {"bold": True}),
            text=book.add_format(FONT | {"text_wrap": True, "valign": "top"}),
            label=book.add_format(BOXED | {"align": "left"}),
            head=book.add_format(BOXED | {"align": "center", "bold": True, "bg_color": "#EEF3FA"}),
            figure=book.add_format(BOXED | {"align": "right", "text_wrap": False}),
            warning=book.add_format(BOXED | {"align": "right", "bg_color": "#FFF2CC"}),
        )
