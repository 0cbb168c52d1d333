"""The parts of an OFD: its pages with what lies under and over them, and the resources they refer to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lxml.etree import _Element as Element

from parsing.errors import Broken, Encrypted
from parsing.readers.ofd.geometry import Frame, frame_of
from parsing.readers.package import part_names, read_part
from parsing.readers.pdf.engines.frame import MOST_PAGES, most_pages_error
from parsing.readers.xml import parse_xml

ROOT = "OFD.xml"
A4 = Frame(0.0, 0.0, 210.0, 297.0)
ABOVE = frozenset({"Foreground", "Body"})
"""Of templates: over the page that uses them."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What objects refer to by number: parts that are pictures, drawing parameters, units made of other objects."""

    images: dict[str, str] = field(default_factory=dict)
    params: dict[str, Element] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)

    def add(self, part: str, root: Element) -> None:
        """``part`` is the name of the part that ``root`` is the root of."""
        base = posixpath.join(posixpath.dirname(part), root.get("BaseLoc", ""))
        for medium in every(root, "MultiMedia"):
            if (file := child(medium, "MediaFile")) is not None:
                self.images[medium.get("ID", "")] = posixpath.join(base, (file.text or "").strip())
        self.params.update((one.get("ID", ""), one) for one in every(root, "DrawParam"))
        self.units.update((one.get("ID", ""), one) for one in every(root, "CompositeGraphicUnit"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its frame in millimetres and what is painted on it in order; ``broken`` where that cannot be read."""

    frame: Frame
    layers: tuple[Element, ...] = ()
    resources: Resources = field(default_factory=Resources)
    broken: bool = False


@dataclass(frozen=True)
class Ofd:
    """An opened file. Names of parts are folded: writers disagree with themselves on case and slashes."""

    path: Path
    names: Mapping[str, str]

    @classmethod
    def open(cls, path: Path) -> Ofd:
        """Raises Encrypted, Broken."""
        names = {_folded(name): name for name in part_names(path)}
        if any(name.endswith("encryptions.xml") for name in names):
            raise Encrypted
        if _folded(ROOT) not in names:
            raise Broken("文件已损坏，无法打开。", detail=f"no {ROOT}")
        return cls(path, names)

    def part(self, name: str) -> bytes:
        """Raises Broken where there is no such part, LimitExceeded."""
        return read_part(self.path, self.names.get(_folded(name), name))

    def xml(self, name: str) -> Element:
        return parse_xml(self.part(name))

    @cached_property
    def root(self) -> Element:
        return self.xml(ROOT)

    @property
    def title(self) -> str:
        found = next(every(self.root, "Title"), None)
        return (found.text or "").strip() if found is not None else ""

    def sheets(self) -> Iterator[Sheet]:
        """All pages of all documents in the file, in order. Raises Broken, LimitExceeded."""
        count = 0
        for place in every(self.root, "DocRoot"):
            for sheet in self._sheets_of(_joined("", place.text)):
                count += 1
                if count > MOST_PAGES:
                    raise most_pages_error()
                yield sheet

    def _sheets_of(self, part: str) -> Iterator[Sheet]:
        document = self.xml(part)
        common = child(document, "CommonData")
        shared = Resources()
        for kind in ("PublicRes", "DocumentRes"):
            self._add_resources(shared, part, common, kind)
        frame = _frame(common, "PageArea", A4)
        templates = {one.get("ID", ""): _joined(part, one.get("BaseLoc")) for one in every(common, "TemplatePage")}
        notes = self._annotations(part, document)
        for page in every(child(document, "Pages"), "Page"):
            place, note = _joined(part, page.get("BaseLoc")), notes.get(page.get("ID"))
            try:
                sheet = self._sheet(place, frame, shared, templates, note)
            except Broken:
                sheet = Sheet(frame, broken=True)
            yield sheet

    def _sheet(
        self, part: str, frame: Frame, shared: Resources, templates: Mapping[str, str], notes: Element | None
    ) -> Sheet:
        page = self.xml(part)
        resources = Resources(dict(shared.images), dict(shared.params), dict(shared.units))
        under: list[Element] = []
        over: list[Element] = []
        self._add_resources(resources, part, page, "PageRes")
        for use in every(page, "Template"):
            template = templates.get(use.get("TemplateID", ""))
            if template is not None:
                root = self.xml(template)
                self._add_resources(resources, template, root, "PageRes")
                (over if use.get("ZOrder") in ABOVE else under).append(root)
        layers = (*under, page, *over, *([] if notes is None else [notes]))
        return Sheet(_frame(page, "Area", frame), layers, resources)

    def _add_resources(self, resources: Resources, part: str, root: Element | None, kind: str) -> None:
        for place in every(root, kind):
            name = _joined(part, place.text)
            resources.add(name, self.xml(name))

    def _annotations(self, part: str, document: Element) -> dict[str | None, Element]:
        """What is put on the pages, by their number: stamps, notes, what was filled in."""
        place = child(document, "Annotations")
        if place is None or not (place.text or "").strip():
            return {}
        index = _joined(part, place.text)
        found = {}
        for page in every(self.xml(index), "Page"):
            if (file := child(page, "FileLoc")) is not None:
                found[page.get("PageID")] = self.xml(_joined(index, file.text))
        return found


def every(root: Element | None, name: str) -> Iterator[Element]:
    """All elements below ``root`` of this name, whatever their name space: drafts of the standard had another."""
    return iter(()) if root is None else root.iter(f"{{*}}{name}")


def child(root: Element | None, name: str) -> Element | None:
    """The first child of this name."""
    return None if root is None else root.find(f"{{*}}{name}")


def _frame(root: Element | None, name: str, otherwise: Frame) -> Frame:
    area = child(root, name)
    box = child(area, "PhysicalBox")
    return (frame_of(box.text) if box is not None else None) or otherwise


def _joined(part: str, place: str | None) -> str:
    """The part that another names: from the root of the file, or from the folder of the other."""
    return posixpath.join(posixpath.dirname(part), (place or "").strip().replace("\\", "/"))


def _folded(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()
