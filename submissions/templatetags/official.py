"""The rows of the official tables, written straight into HTML.

A report's page shows two hundred figures. As a piece of a template they took half of the page's time, most of it to
look up the same few names again and again.
"""

from __future__ import annotations

from collections.abc import Callable

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from submissions.display.cells import CellView
from submissions.display.official import Printed, PrintedTable
from submissions.display.routes import Routes

register = template.Library()

Attributes = dict[str, str]
To = Callable[[CellView], Attributes]
"""The attributes of the link around a figure."""


@register.simple_tag
def official_rows(table: PrintedTable, routes: Routes, may_type: object = False) -> SafeString:
    """Every row: labels, and figures as links to their evidence, with where they are typed over if that is allowed."""
    to = _links(routes, bool(may_type))
    rows = ("".join(_figure(cell, to) if cell.figure else _label(cell) for cell in row) for row in table.rows)
    return mark_safe("\n".join(f"<tr>{row}</tr>" for row in rows))  # noqa: S308 — every text is escaped below


def _label(cell: Printed) -> str:
    return f"<th{_attributes(_spans(cell) | {'scope': cell.scope, 'class': cell.css})}>{escape(cell.text)}</th>"


def _figure(cell: Printed, to: To) -> str:
    figure: CellView = cell.figure
    td = _attributes({"id": f"cell-{figure.address}", "class": figure.td_css} | _spans(cell))
    was = f'<span class="cell-was">{escape(figure.was)}</span> ' if figure.was else ""
    flag = '<span class="cell-flag"></span>' if figure.severity else ""
    text = f'{was}<span class="cell-text">{escape(figure.text)}</span>{flag}'
    return f"<td{td}><a{_attributes(to(figure))}>{text}</a></td>"


def _links(routes: Routes, may_type: bool) -> To:
    """Asks for each kind of address once: the cell's own stands at the end of it or before its last part."""
    somewhere = "table.row.column"
    evidence, typed, confirmed = (
        reverse(name, args=[routes.pk, somewhere]) for name in (routes.cell, routes.correct, routes.confirm)
    )
    typed, confirmed = typed + routes.query, confirmed + routes.query

    def to(figure: CellView) -> Attributes:
        here = evidence.replace(somewhere, figure.address)
        return {
            "class": f"cell {figure.css}",
            "data-cell": figure.address,
            "data-typed": typed.replace(somewhere, figure.address) if may_type else "",
            "data-confirmed": confirmed.replace(somewhere, figure.address) if may_type and figure.doubt else "",
            "href": here,
            "hx-get": here,
            "hx-target": "#inspector",
            "aria-label": figure.spoken,
        }

    return to


def _spans(cell: Printed) -> Attributes:
    spans = {"rowspan": cell.rowspan, "colspan": cell.colspan}
    return {name: str(span) for name, span in spans.items() if span > 1}


def _attributes(named: Attributes) -> str:
    """Those that have a value, escaped."""
    return "".join(f' {name}="{escape(value)}"' for name, value in named.items() if value)
