"""Word and WPS documents of the old kind (.doc, .wps, .dot, .wpt, .rtf), read as the .odt LibreOffice makes of them.

OpenDocument because LibreOffice keeps its own columns in it: in the .docx it writes, edges of one
column drift a twip apart and make two. A cage in which no file can be written cannot run
LibreOffice, so ``as_readable`` goes before it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from parsing.errors import Broken, Encrypted, Unsupported
from parsing.grid import Document
from parsing.kinds import OLE_MAGIC, RTF_MAGIC
from parsing.readers import load, office
from parsing.readers.compound import Compound
from parsing.readers.facts import with_facts

FORMAT = "doc"
RTF = "rtf"

_WORD = "WordDocument"
_LOCKED = {"EncryptedPackage", "\x09DRMContent", "DataSpaces", "\x06DataSpaces"}
_TO_DOCX = "请在 Word 或 WPS 中另存为 .docx 后上传。"
_OTHERS = {
    "Workbook": ("这是旧版 Excel 表格（.xls、.et），不是 Word 文档。", "请另存为 .xlsx 后上传。"),
    "Book": ("这是旧版 Excel 表格（.xls、.et），不是 Word 文档。", "请另存为 .xlsx 后上传。"),
    "PowerPoint Document": ("这是演示文稿（.ppt、.dps），不是年度报告。", "请上传 Word 或 PDF 格式的年度报告。"),
    "__properties_version1.0": ("这是一封电子邮件（.msg），不是年度报告。", "请上传邮件中的附件。"),
    "VisioDocument": ("这是 Visio 绘图，不是年度报告。", "请上传 Word 或 PDF 格式的年度报告。"),
}
_ABSENT = {
    FORMAT: "这是旧版 Word 或 WPS 格式（.doc、.wps），暂不能直接读取。",
    RTF: "这是 RTF 文件，暂不能直接读取。",
}
_MARKS = (0xA5EC, 0xA5DC)
"""wIdent of Word 97 and later, and of Word 6 and 95 ([MS-DOC] 2.5.2)."""
_IS_ENCRYPTED = 0x0100
_PACKAGES = {".docx", ".docm", ".xlsx"}


@dataclass(frozen=True, slots=True)
class Readable:
    """A file that a reader takes as it is. ``format`` is what it was before, or "" if it is the file itself."""

    path: Path
    name: str
    format: str = ""


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Raises Unsupported where LibreOffice is absent, Encrypted, Broken, LimitExceeded."""
    with as_readable(path) as readable:
        document: Document = load("odt").read(readable.path, progress)
        return replace(with_facts(readable.path, document), format=readable.format)


@contextmanager
def as_readable(path: Path, name: str = "", seconds: float = office.SECONDS) -> Iterator[Readable]:
    """The file as something a reader takes: itself, or for ``seconds`` at most of work an .odt made of it.

    ``name`` is the name it was sent under. Raises as ``read``.
    """
    form = _form(path, Path(name or path.name).suffix.lower())
    if not form:
        yield Readable(path, name or path.name)
        return
    with _converted(path, form, seconds) as converted:
        yield Readable(converted, converted.name, form)


@contextmanager
def _converted(path: Path, form: str, seconds: float) -> Iterator[Path]:
    try:
        with office.as_odt(path, f".{form}", min(seconds, office.SECONDS)) as converted:
            yield converted
    except office.Unavailable as error:
        raise Unsupported(_ABSENT[form]) from error


def _form(path: Path, suffix: str) -> str:
    with path.open("rb") as file:
        head = file.read(len(OLE_MAGIC))
        if head.startswith(RTF_MAGIC):
            return RTF
        if head != OLE_MAGIC:
            return ""
        file.seek(0)
        try:
            _refuse_foreign(Compound.open(file))
        except (struct.error, Broken) as error:
            # A package with a password is what a compound file under such a name usually is.
            raise (Encrypted if suffix in _PACKAGES else Broken)() from error
    return FORMAT


def _refuse_foreign(compound: Compound) -> None:
    """Raises Encrypted, Unsupported or Broken for what is not a readable Word document."""
    if _LOCKED & compound.streams.keys():
        raise Encrypted
    if _WORD in compound.streams:
        mark, _, flags = struct.unpack_from("<H8sH", compound.beginning(_WORD))
        if mark not in _MARKS:
            raise Broken
        if flags & _IS_ENCRYPTED:
            raise Encrypted
        return
    words = next((words for name, words in _OTHERS.items() if name in compound.streams), None)
    raise Unsupported(*(words or ("这个文件里没有 Word 文档。", _TO_DOCX)))
