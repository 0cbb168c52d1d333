"""The bytes of a web page as a tree."""

from __future__ import annotations

import re

from lxml import etree, html

from parsing.errors import Broken
from parsing.readers.encodings import decode

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def tree_of(page: bytes) -> etree._Element | None:
    """None where the page is empty. Raises Broken."""
    text = _DECLARATION.sub("", decode(page)).replace("\0", "")
    if not text.strip():
        return None
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Broken("网页文件无法解析。", detail=str(error)) from error
