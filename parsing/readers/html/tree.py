"""The bytes of a web page as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from parsing.errors import Broken
from parsing.readers.encodings import decode

_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_NO_PARTS = frozenset(("table", "p", "div", "h1", "h2", "h3", "h4", "section", "ul", "ol"))
"""What belongs into no table but into a cell."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def tree_of(page: bytes) -> etree._Element | None:
    """None where the page is empty. Raises Broken."""
    text = _DECLARATION.sub("", decode(page)).replace("\0", "")
    if not text.strip():
        return None
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Broken("网页文件无法解析。", detail=str(error)) from error
    _end_open_tables(root)
    return root


def _end_open_tables(root: etree._Element) -> None:
    """Moves what stands in a table and in no cell of it behind it: the table was never closed, and a browser ends it
    where the next begins."""
    for table in list(root.iter("table")):
        last = table
        for element in [child for part in _parts(table) for child in part if child.tag in _NO_PARTS]:
            last.addnext(element)
            last = element


def _parts(table: etree._Element) -> Iterator[etree._Element]:
    """A table, its groups of rows and its rows."""
    yield table
    for child in table:
        if child.tag in _GROUPS or child.tag == "tr":
            yield from _parts(child)
