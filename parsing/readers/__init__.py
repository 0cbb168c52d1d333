"""One reader a format, each with ``accepts(head, name)`` and ``read(path, progress)``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from parsing.errors import EmptyFile, Encrypted, UnknownFormat, Unsupported
from parsing.grid import Document
from parsing.readers import docx, html, legacy, odt, pdf, rtf, text, xlsx
from parsing.readers.package import OLE_MAGIC

READERS: dict[str, ModuleType] = {
    "pdf": pdf,
    "docx": docx,
    "odt": odt,
    "xlsx": xlsx,
    "doc": legacy,
    "rtf": rtf,
    "html": html,
    "text": text,
}
HEAD_BYTES = 4096

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8", b"BM")


def sniff(head: bytes, name: str) -> str:
    """The format of a file by its first bytes, its name only breaking ties.

    ``head`` is the first HEAD_BYTES of it. Raises EmptyFile, Unsupported (a kind that is known
    but not read, with what to save it as) or UnknownFormat.
    """
    if not head:
        raise EmptyFile
    _refuse_known(head, name)
    for form, reader in READERS.items():
        if reader.accepts(head, name):
            return form
    raise UnknownFormat


def _refuse_known(head: bytes, name: str) -> None:
    suffix = Path(name).suffix.lower()
    if head.startswith(OLE_MAGIC):
        if suffix == ".xlsx" or "EncryptedPackage".encode("utf-16-le") in head:
            raise Encrypted
        if suffix == ".xls":
            raise Unsupported("这是旧版 Excel 格式（.xls），暂不能直接读取。", "请另存为 .xlsx 后上传。")
    if head.startswith(_PICTURES):
        raise Unsupported("这是图片，暂不能直接读取。", "请上传 Word 原件，或由 Word、WPS 直接导出的 PDF。")
    if head.startswith(b"PK") and suffix == ".ods":
        raise Unsupported("这是 OpenDocument 表格，暂不能直接读取。", "请另存为 .xlsx 后上传。")


def reader_of(path: Path, name: str = "") -> ModuleType:
    """The reader for a file; raises as ``sniff``."""
    with path.open("rb") as file:
        return READERS[sniff(file.read(HEAD_BYTES), name or path.name)]


def read_document(path: Path, name: str = "", progress: Callable[[int, int], None] | None = None) -> Document:
    """A file as a Document. Raises ParsingError."""
    document: Document = reader_of(path, name).read(path, progress)
    return document


def read_document_again(path: Path, name: str = "") -> Document | None:
    """The file read by an engine independent of the first; None for formats that have only one."""
    reader = reader_of(path, name)
    return pdf.read_again(path) if reader is pdf else None
