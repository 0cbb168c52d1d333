"""A part of a zipped office document, opened with care: sizes first, no entities, no network."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from parsing.errors import Broken, Encrypted, LimitExceeded
from parsing.kinds import OLE_MAGIC
from parsing.readers.flat import flat_parts
from parsing.readers.xml import parse_xml

MOST_UNPACKED = 64 * 1024 * 1024
_MANIFEST = "META-INF/manifest.xml"

Package = Path | bytes
"""A file, or what a part of another holds."""


def part_names(path: Package) -> list[str]:
    """The names of the parts. Raises Encrypted, Broken."""
    _refuse_locked(path)
    if (flat := _flat(path)) is not None:
        return list(flat)
    try:
        with _opened(path) as package:
            return package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Broken("文件已损坏，无法打开。", detail=str(error)) from error


def _flat(path: Package) -> dict[str, bytes] | None:
    return flat_parts(path) if isinstance(path, Path) else None


def _opened(path: Package) -> zipfile.ZipFile:
    return zipfile.ZipFile(path if isinstance(path, Path) else BytesIO(path))


def _refuse_locked(path: Package) -> None:
    with path.open("rb") if isinstance(path, Path) else BytesIO(path) as file:
        if file.read(8) == OLE_MAGIC:
            raise Encrypted


def refuse_encrypted(path: Path) -> None:
    """Raises Encrypted for an OpenDocument package with a password, whose manifest says how it is encrypted."""
    if _MANIFEST in part_names(path) and b"encryption-data" in read_part(path, _MANIFEST):
        raise Encrypted


def read_part(path: Package, name: str, most: int = MOST_UNPACKED) -> bytes:
    """The bytes of one part. Raises Encrypted, Broken (also where there is no such part), LimitExceeded."""
    _refuse_locked(path)
    if (flat := _flat(path)) is not None:
        if name not in flat:
            raise Broken("文件已损坏，无法打开。", detail=name)
        return flat[name]
    try:
        with _opened(path) as package:
            info = package.getinfo(name)
            if info.flag_bits & 1:
                raise Encrypted
            if info.file_size > most:
                raise LimitExceeded
            with package.open(info) as part:
                data = part.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Broken("文件已损坏，无法打开。", detail=str(error)) from error
    if len(data) > most:
        raise LimitExceeded
    return data


def main_part(path: Package, usual: str) -> str:
    """The name of the part that is the document: the usual one, or what the package itself names."""
    if usual in part_names(path):
        return usual
    return Relations(path, "").of_kind("officeDocument") or usual


class Relations:
    """The parts that another part refers to, by the id of each reference."""

    def __init__(self, path: Package, part: str) -> None:
        folder, _, name = part.rpartition("/")
        self.targets: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        try:
            root = parse_xml(read_part(path, f"{folder}/_rels/{name}.rels".lstrip("/")))
        except Broken:
            return
        for element in root:
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(f"/{folder}", element.get("Target", "")))
                self.targets[element.get("Id", "")] = target.lstrip("/")
                self.kinds[element.get("Type", "").rpartition("/")[2]] = target.lstrip("/")

    def of_kind(self, kind: str) -> str:
        """The name of a part by the last word of the kind of its relation, or ""."""
        return self.kinds.get(kind, "")

    def part(self, relation: str) -> str:
        """The name of a part of the same package, or ""."""
        return self.targets.get(relation, "")
