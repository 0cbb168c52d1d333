"""What is inside a compound file (OLE2: .doc, .xls, .ppt, .msg …): names at its top, and how a stream begins.

Read in the worker itself, before any cage, so nothing here grows with what a file claims: a bounded
walk of the directory ([MS-CFB] 2.6) and a few bytes of one stream.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from parsing.errors import Broken
from parsing.kinds import OLE_MAGIC

MOST_SECTORS = 512
"""Sectors of a directory that are looked at; Word writes three to six."""
_LAST = 0xFFFFFFFA
"""Sector numbers from here on say "end of chain", "free" and the like."""
_ENTRY = 128
_SMALL, _SMALL_SECTOR = 4096, 64


@dataclass(slots=True)
class Compound:
    """An open compound file. Raises Broken when its chains lead nowhere."""

    file: BinaryIO
    sector: int = 512
    first: int = 0
    fat: list[int] = field(default_factory=list)
    """Where the allocation table lies: its sectors, in order."""
    small: int = 0
    """The first sector of the stream in which streams below ``_SMALL`` bytes lie together."""
    streams: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The first sector and the size of every stream and storage at the top by name; what lies within another
    document is not there."""

    @classmethod
    def open(cls, file: BinaryIO) -> Compound:
        head = file.read(512)
        if len(head) < 512 or not head.startswith(OLE_MAGIC):
            raise Broken
        shift = struct.unpack_from("<H", head, 0x1E)[0]
        if shift not in (9, 12):
            raise Broken
        compound = cls(file, 1 << shift, struct.unpack_from("<I", head, 0x30)[0])
        compound._find_table(head)
        entries = list(compound._entries())
        if not entries:
            return compound
        compound.small = struct.unpack_from("<I", entries[0], 116)[0]
        for entry in _at_the_top(entries):
            length = struct.unpack_from("<H", entry, 64)[0]
            if entry[66] and 2 <= length <= 64:
                name = entry[: length - 2].decode("utf-16-le", errors="replace")
                compound.streams.setdefault(name, struct.unpack_from("<2I", entry, 116))
        return compound

    def beginning(self, name: str) -> bytes:
        """The first bytes of a stream: 64 at least."""
        first, size = self.streams[name]
        if size >= _SMALL:
            return self._sector(first)
        sectors, place = divmod(first * _SMALL_SECTOR, self.sector)
        if sectors > MOST_SECTORS:
            raise Broken
        number = self.small
        for _ in range(sectors):
            number = self._next(number)
        return self._sector(number)[place:]

    def _find_table(self, head: bytes) -> None:
        self.fat = [number for number in struct.unpack_from("<109I", head, 0x4C) if number < _LAST]
        following = struct.unpack_from("<I", head, 0x44)[0]
        for _ in range(MOST_SECTORS):
            if following >= _LAST:
                return
            *numbers, following = struct.unpack(f"<{self.sector // 4}I", self._sector(following))
            self.fat += [number for number in numbers if number < _LAST]
        raise Broken

    def _entries(self) -> Iterator[bytes]:
        number = self.first
        for _ in range(MOST_SECTORS):
            if number >= _LAST:
                return
            data = self._sector(number)
            yield from (data[start : start + _ENTRY] for start in range(0, self.sector, _ENTRY))
            number = self._next(number)
        raise Broken

    def _next(self, number: int) -> int:
        table, place = divmod(number, self.sector // 4)
        if table >= len(self.fat):
            raise Broken
        following: int = struct.unpack_from("<I", self._sector(self.fat[table]), place * 4)[0]
        return following

    def _sector(self, number: int) -> bytes:
        self.file.seek((number + 1) * self.sector)
        data = self.file.read(self.sector)
        # Word leaves the last sector short.
        if not data:
            raise Broken
        return data.ljust(self.sector, b"\0")


def _at_the_top(entries: list[bytes]) -> Iterator[bytes]:
    """The members of the root, whose siblings are a tree of entries by their numbers."""
    seen = {0}
    ahead = list(struct.unpack_from("<I", entries[0], 76))
    while ahead:
        number = ahead.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            yield entries[number]
            ahead += struct.unpack_from("<2I", entries[number], 68)
