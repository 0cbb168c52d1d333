"""A chart as a plain table for a file: numbers as numbers, what is lacking in them in columns of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from submissions.display.cells import number_text
from submissions.display.charts import Chart, Point, Series


def table_of(chart: Chart) -> tuple[list[str], list[list[str]]]:
    """The head and the rows. A series has a column, one more for what its shares are of, one for what is lacking."""
    head, columns = [chart.first], []
    for one in chart.series:
        for title, column in _columns(chart, one):
            head.append(title)
            columns.append(column)
    rows = [[label, *(column[n] for column in columns)] for n, label in enumerate(chart.labels)]
    return head, rows


def _columns(chart: Chart, one: Series) -> list[tuple[str, list[str]]]:
    found = [(_named(chart, one), [_plain(point) for point in one.points])]
    if any(point.count is not None for point in one.points):
        found.append((_("%(name)s（件数）") % {"name": one.name}, [number_text(point.count) for point in one.points]))
    if any(point.partial for point in one.points):
        found.append((_("%(name)s（不全）") % {"name": one.name}, [point.partial for point in one.points]))
    return found


def _named(chart: Chart, one: Series) -> str:
    is_number = any(point.value is not None for point in one.points)
    return f"{one.name}（{chart.unit}）" if is_number else one.name


def _plain(point: Point) -> str:
    return point.text if point.value is None else number_text(point.value)
