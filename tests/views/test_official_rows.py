"""The official tables as a page shows them: every text escaped, every figure with its own addresses."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from lxml import html

from submissions.display.cells import CellView
from submissions.display.official import Printed, PrintedTable
from submissions.display.routes import Routes
from submissions.templatetags.official import official_rows

FIGURE = CellView(address="requests.new.total", label="表三", text="12", kind="number")
ROUTES = Routes(7, "cell", "correct", "confirm", "restore", "document")
HOSTILE = "<b title='\"'>&"


def shown(*cells: Printed, may_type: bool = False) -> html.HtmlElement:
    rows = official_rows(PrintedTable("requests", "", [list(cells)]), ROUTES, may_type)
    return html.fromstring(f"<table>{rows}</table>")


def link(doubt: str = "") -> dict[str, str]:
    """What the figure's link carries, for somebody who may type."""
    return dict(shown(Printed(figure=replace(FIGURE, doubt=doubt)), may_type=True).find(".//a").attrib)


def test_no_text_of_a_report_becomes_markup() -> None:
    figure = replace(FIGURE, text=HOSTILE, was=HOSTILE, label=HOSTILE, doubt=HOSTILE)
    table = shown(Printed(HOSTILE, scope="row"), Printed(figure=figure))
    assert table.findall(".//b") == []
    assert table.findtext(".//th") == HOSTILE
    assert [span.text for span in table.findall(".//span")] == [HOSTILE, HOSTILE]
    assert HOSTILE in table.find(".//a").get("aria-label")


def test_a_figure_leads_to_its_evidence() -> None:
    kept = dict(shown(Printed(figure=replace(FIGURE, doubt="看不清"))).find(".//a").attrib)
    assert kept["href"] == kept["hx-get"] == reverse("cell", args=[7, FIGURE.address])
    assert not {"data-typed", "data-confirmed"} & kept.keys()


def test_who_may_types_it_over_and_confirms_what_is_doubted() -> None:
    assert link("看不清")["data-typed"] == reverse("correct", args=[7, FIGURE.address])
    assert link("看不清")["data-confirmed"] == reverse("confirm", args=[7, FIGURE.address])
    assert "data-confirmed" not in link()


def test_merged_cells_and_heads_are_said_to_who_hears_the_page() -> None:
    table = shown(Printed("（七）总计", rowspan=2, css="row-label", scope="row"), Printed(figure=FIGURE))
    assert dict(table.find(".//th").attrib) == {"rowspan": "2", "scope": "row", "class": "row-label"}
    assert dict(table.find(".//td").attrib) == {"id": f"cell-{FIGURE.address}"}
