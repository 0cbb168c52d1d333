"""Looking at a page as axe, a phone and a firewall see it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Route, expect

if TYPE_CHECKING:
    from tests.browser.conftest import Desk

AXE = Path(settings.BASE_DIR) / "scripts" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
FETCHING = ".htmx-request, .htmx-swapping, .htmx-settling"
"""What waits for a part of the page, or is just taking it in."""

ASKED = "{resultTypes: ['violations'], preload: {assets: ['media']}}"
"""No style sheets beforehand: axe puts one whose rules have not come yet (that for paper) into a style element, which
the policy of the pages refuses, and no rule asked here needs them."""

TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > 390 && !one.closest(".table-scroll > *, .document-scroll > *"))
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""


@dataclass
class Looker:
    """Opens pages, keeps what is wrong with each. A request to another host is refused and kept."""

    desk: Desk
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        foreign = re.compile(rf"^https?://(?!{re.escape(self.desk.site.split('//')[1])}/)")
        self.desk.page.context.route(foreign, self._refuse)

    def _refuse(self, route: Route) -> None:
        self.wrong.append(f"asks {route.request.url}")
        route.abort()

    def look(self, what: str) -> None:
        """What axe says, and whether anything hangs over the edge of a phone."""
        page = self.desk.page
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for violation in page.evaluate(f"axe.run(document, {ASKED})")["violations"]:
            self.wrong += [f"{what}: {violation['id']}: {node['html'][:200]}" for node in violation["nodes"][:3]]
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            self.wrong.append(f"{what}: {width} pixels wide on a phone of {PHONE['width']}: {page.evaluate(TOO_WIDE)}")
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    def open(self, name: str, *parts: object, query: str = "") -> None:
        answer = self.desk.page.goto(self.desk.site + reverse(name, args=parts) + query)
        if answer is None or answer.status not in (200, 410):
            self.wrong.append(f"{name}{parts}: {answer and answer.status}")
        # Not "networkidle": half a second of every page would go by in waiting for nothing.
        self.desk.page.wait_for_load_state("load")
        expect(self.desk.page.locator(FETCHING)).to_have_count(0)
        self.look(f"{name}{parts}{query}")

    def forgive(self, status: str) -> None:
        """A browser's console complains of any answer that is no success, also of one that was asked for."""
        self.desk.troubles[:] = [trouble for trouble in self.desk.troubles if status not in trouble]
