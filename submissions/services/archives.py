"""What a ZIP holds, looked at with suspicion: nothing is written by its names, nothing comes out beyond its cap."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from parsing.errors import Broken, EmptyFile, Encrypted, ParsingError, TooLarge, Unsupported
from submissions.services.text import storable

MOST_DIRECTORY_BYTES: Final = 16 * 1024 * 1024
"""A table of contents longer than this is not even read: it would fill the memory before anything is counted."""
CHUNK: Final = 1024 * 1024
ENCRYPTED, UTF8_NAME = 0x1, 0x800
LEFT_BEHIND: Final = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
"""What systems leave in folders: no document, and nobody need be told."""
PACKED: Final = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
PACKED_HEADS: Final = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")


class BadArchive(ParsingError):
    """Nothing in it can be used."""

    code = "bad_archive"
    message = "压缩包已损坏，无法打开。"
    advice = "请重新打包为 ZIP 后上传。"


class NestedArchive(ParsingError):
    code = "nested_archive"
    message = "压缩包里面的压缩包不展开。"
    advice = "请先解开，再把其中的报告上传。"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in a ZIP: its path as words, its size by the archive's own account, and why it cannot be taken."""

    index: int
    path: str
    size: int
    why: ParsingError | None = None


def is_packed(head: bytes, name: str) -> bool:
    """Whether this is an archive of some kind, by its first bytes and its name."""
    return head.startswith(PACKED_HEADS) or PurePosixPath(name.lower()).suffix in PACKED


def is_left_behind(path: str) -> bool:
    """Whether a path is something a system or an office program left in the folder."""
    parts = path.lower().replace("\\", "/").split("/")
    return parts[-1] in LEFT_BEHIND or parts[-1].startswith(("~$", "._")) or "__macosx" in parts


@contextmanager
def opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The archive, once its table of contents is known to be of a sane size. Raises BadArchive or TooLarge."""
    file.seek(0)
    try:
        end: list[Any] | None = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    except (OSError, ValueError) as error:
        raise BadArchive from error
    if not end:
        raise BadArchive
    if int(end[5]) > MOST_DIRECTORY_BYTES:
        raise too_many()
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, OverflowError, NotImplementedError) as error:
        raise BadArchive from error


def too_many(n: int = 0) -> TooLarge:
    limit = settings.PAST_MAX_FILES
    told = _("压缩包里有 %(n)s 个文件，") % {"n": n} if n else _("压缩包里的文件太多，")
    return TooLarge(told + _("一个压缩包最多 %(limit)s 个。") % {"limit": limit}, _("请分成几个压缩包上传。"))


def entries_of(archive: zipfile.ZipFile) -> tuple[list[Entry], int]:
    """The files in it, and how many entries are none. Raises TooLarge where there are too many, or too much."""
    files = [(i, info) for i, info in enumerate(archive.infolist()) if not info.is_dir()]
    if len(files) > settings.PAST_MAX_FILES:
        raise too_many(len(files))
    entries = [
        Entry(i, path, info.file_size, _why(info, path))
        for i, info in files
        if not is_left_behind(path := path_of(info))
    ]
    whole = sum(entry.size for entry in entries if entry.why is None)
    if whole > settings.PAST_UNPACKED_MAX_BYTES:
        raise beyond_cap()
    if entries and all(isinstance(entry.why, Encrypted) for entry in entries):
        raise Encrypted(_("压缩包设有密码，无法打开。"), _("请去掉密码重新打包。"))
    return entries, len(archive.infolist()) - len(entries)


def beyond_cap() -> TooLarge:
    limit = round(settings.PAST_UNPACKED_MAX_BYTES / 1024**3, 2)
    return TooLarge(_("压缩包展开后超过 %(limit)g GB，没有继续展开。") % {"limit": limit}, _("请分成几个压缩包上传。"))


def path_of(info: zipfile.ZipInfo) -> str:
    """The path as a person reads it: Windows in China writes names in GBK and does not say so.

    Only words: no part of it is ever used as a place on this server.
    """
    name = info.orig_filename
    if not info.flag_bits & UTF8_NAME:
        raw = name.encode("cp437", "replace")
        name = _decoded(raw)
    parts = [part for part in name.replace("\\", "/").replace("\0", "").split("/") if part not in ("", ".", "..")]
    return str(storable("".join(c if c.isprintable() else "·" for c in "/".join(parts))))[-400:] or f"{info.CRC:08x}"


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _why(info: zipfile.ZipInfo, path: str) -> ParsingError | None:
    if info.flag_bits & ENCRYPTED:
        return Encrypted()
    if is_packed(b"", path):
        return NestedArchive()
    if info.file_size > settings.UPLOAD_MAX_BYTES:
        return over_size()
    return None


def over_size() -> TooLarge:
    limit = round(settings.UPLOAD_MAX_BYTES / 1024 / 1024, 2)
    return TooLarge(_("文件超过了 %(limit)g MB 的上限，没有展开。") % {"limit": limit})


def taken_out(archive: zipfile.ZipFile, entry: Entry) -> bytes:
    """The bytes of one file, however large its entry says it is: no more than UPLOAD_MAX_BYTES ever come out.

    Raises ParsingError with a sentence fit for people.
    """
    if entry.why:
        raise entry.why
    info = archive.infolist()[entry.index]
    parts, size = [], 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > settings.UPLOAD_MAX_BYTES:
                    raise over_size()
                parts.append(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Broken(_("压缩包中的这个文件已损坏。"), _("请重新打包后上传。")) from error
    except NotImplementedError as error:
        raise Unsupported(_("压缩包中的这个文件用了不支持的压缩方式。"), _("请用普通 ZIP 方式重新打包。")) from error
    except RuntimeError as error:  # what zipfile raises where a password is asked for
        raise Encrypted from error
    data = b"".join(parts)
    if not data:
        raise EmptyFile
    if is_packed(data[:8], ""):
        raise NestedArchive
    return data
