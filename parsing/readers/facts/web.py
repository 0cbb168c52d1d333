"""Facts of a web page: its links. Its author is whoever built the site and nobody's business."""

from __future__ import annotations

from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from parsing.errors import Broken
from parsing.facts import FileFacts, Link
from parsing.readers.html import page_text


def facts(path: Path) -> FileFacts:
    """Raises ParsingError."""
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(page_text(path), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Broken("网页文件无法解析。", detail=str(error)) from error
    anchors = (("".join(map(str, a.itertext())), a.get("href") or "") for a in root.iter("a"))
    return FileFacts(links=tuple(Link(text, target) for text, target in anchors if text.strip() and target))
