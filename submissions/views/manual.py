"""The user's manual, written in docs/manual, as pages of the portal. In Chinese, for everybody, signed in or not."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown import markdown

FOLDER: Final = Path(settings.BASE_DIR) / "docs" / "manual"
PARTS: Final = {
    "start": "开始使用",
    "clerk": "填报人",
    "reviewer": "审核人",
    "office": "管理员",
    "operations": "运维",
}


@require_safe
def manual(request: HttpRequest, part: str = "start") -> HttpResponse:
    """One part of the manual beside the list of all."""
    if part not in PARTS:
        raise Http404
    title, body = page(part)
    return render(request, "manual.html", {"part": part, "parts": PARTS, "title": title, "body": body})


@cache
def page(part: str) -> tuple[str, SafeString]:
    """Heading and HTML of one part; the project's own text, so nothing in it is escaped."""
    text = (FOLDER / f"{part}.md").read_text(encoding="utf-8")
    heading, _, rest = text.partition("\n")
    html = markdown(rest, extensions=["tables", "toc", "attr_list", "sane_lists"], output_format="html")
    html = re.sub(r'src="images/([^"]+)"', lambda found: f'loading="lazy" src="{static("manual/" + found[1])}"', html)
    html = re.sub(r'href="(\w+)\.md(#[^"]*)?"', r'href="/help/\1/\2"', html)
    return heading.removeprefix("# ").strip(), mark_safe(html)  # noqa: S308
