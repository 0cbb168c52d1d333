"""Facts of a file beside its text, a module a format, each with ``facts(path) -> FileFacts``.

Facts never stand in the way of a reading: what cannot be had is left out.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

from parsing.errors import ParsingError
from parsing.facts import FileFacts, Link
from parsing.grid import Document

_MODULES = {"docx": "word", "xlsx": "word", "odt": "odf", "pdf": "portable", "html": "web"}
_TAKEN_ALREADY = {"pdfium"}
"""Engines that take the facts of a file with its text."""
MOST_LINKS = 300
MOST_REMARKS = 100
LONGEST = 400


def load_all() -> None:
    """Imports every module, as ``readers.load_all`` does."""
    for module in _MODULES.values():
        import_module(f"{__name__}.{module}")


def with_facts(path: Path, document: Document) -> Document:
    """The document with the facts of its file; those about pages are there already."""
    if document.format not in _MODULES:
        return document
    try:
        found = _facts_of(path, document)
    except ParsingError:
        return document
    found = replace(
        found,
        authors=tuple(dict.fromkeys(name for name in map(str.strip, found.authors) if name)),
        comments=tuple(text[:LONGEST] for text in found.comments[:MOST_REMARKS]),
        links=tuple(dict.fromkeys(_short(link) for link in found.links))[:MOST_LINKS],
    )
    pages = document.facts
    return replace(document, facts=replace(found, recognised=pages.recognised, unread=pages.unread, empty=pages.empty))


def _facts_of(path: Path, document: Document) -> FileFacts:
    if document.engine in _TAKEN_ALREADY:
        return document.facts
    found: FileFacts = import_module(f"{__name__}.{_MODULES[document.format]}").facts(path)
    return found


def _short(link: Link) -> Link:
    return Link(" ".join(link.text.split())[:LONGEST], link.target.strip()[: 3 * LONGEST])
