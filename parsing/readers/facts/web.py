"""Facts of a web page: its links. Its author is whoever built the site and nobody's business."""

from __future__ import annotations

from pathlib import Path

from parsing.errors import EmptyFile
from parsing.facts import FileFacts, Link
from parsing.readers.html.tree import tree_of
from parsing.readers.mhtml import opened


def facts(path: Path) -> FileFacts:
    """Raises ParsingError."""
    root = tree_of(opened(path.read_bytes()).page)
    if root is None:
        raise EmptyFile
    anchors = (("".join(map(str, a.itertext())), a.get("href") or "") for a in root.iter("a"))
    return FileFacts(links=tuple(Link(text, target) for text, target in anchors if text.strip() and target))
