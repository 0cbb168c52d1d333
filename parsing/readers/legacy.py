"""Documents and sheets of other kinds (.doc, .wps, .rtf; .xls, .et, .ods, .fods), as what LibreOffice makes of them.

Documents become OpenDocument because LibreOffice keeps its own columns in it: in the .docx it writes, edges of one
column drift a twip apart and make two. Sheets become .xlsx, which has all that is hidden, merged and formatted, and
the results that formulas were saved with. A cage in which no file can be written cannot run LibreOffice, so
``as_readable`` goes before it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from parsing.errors import Broken, Encrypted, LimitExceeded, ParsingError, Unsupported
from parsing.grid import Document
from parsing.kinds import HEAD_BYTES, ODS_TYPE, OLE_MAGIC, RTF_MAGIC, is_flat_odf, is_sheet_xml, sniff
from parsing.readers import load, office
from parsing.readers.compound import Compound
from parsing.readers.facts import with_facts
from parsing.readers.package import refuse_encrypted

_TO_DOCX = "请在 Word 或 WPS 中另存为 .docx 后上传。"
_TO_XLSX = "请在 Excel 或 WPS 表格中另存为 .xlsx 后上传。"


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file by its name, what LibreOffice makes of it, and what is said where there is none."""

    name: str
    target: str
    absent: str
    advice: str


DOC = Form("doc", ".odt", "这是旧版 Word 或 WPS 格式（.doc、.wps），暂不能直接读取。", _TO_DOCX)
RTF = Form("rtf", ".odt", "这是 RTF 文件，暂不能直接读取。", _TO_DOCX)
XLS = Form("xls", ".xlsx", "这是旧版 Excel 或 WPS 表格（.xls、.et），暂不能直接读取。", _TO_XLSX)
ODS = Form("ods", ".xlsx", "这是 OpenDocument 表格（.ods），暂不能直接读取。", _TO_XLSX)
FODS = Form("fods", ".xlsx", ODS.absent.replace(".ods", ".fods"), _TO_XLSX)

_WORD, _SHEETS = "WordDocument", ("Workbook", "Book")
_LOCKED = {"EncryptedPackage", "\x09DRMContent", "DataSpaces", "\x06DataSpaces"}
_OTHERS = {
    "PowerPoint Document": ("这是演示文稿（.ppt、.dps），不是年度报告。", "请上传 Word 或 PDF 格式的年度报告。"),
    "__properties_version1.0": ("这是一封电子邮件（.msg），不是年度报告。", "请上传邮件中的附件。"),
    "VisioDocument": ("这是 Visio 绘图，不是年度报告。", "请上传 Word 或 PDF 格式的年度报告。"),
}
_MARKS = (0xA5EC, 0xA5DC)
"""wIdent of Word 97 and later, and of Word 6 and 95 ([MS-DOC] 2.5.2)."""
_IS_ENCRYPTED = 0x0100
_BEGINNING, _FILE_PASS = (0x0809, 0x0009, 0x0209, 0x0409), 0x002F
"""Records of a workbook: its first, by version, and the one that follows where it is encrypted ([MS-XLS] 2.4.117)."""
_PACKAGES = {".docx", ".docm", ".xlsx", ".xlsm"}


@dataclass(frozen=True, slots=True)
class Readable:
    """A file that a reader takes as it is. ``format`` is what it was before, or "" if it is the file itself, and
    ``warnings`` what is to be said of how it was made."""

    path: Path
    name: str
    format: str = ""
    warnings: tuple[str, ...] = ()


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Raises Unsupported where LibreOffice is absent, Encrypted, Broken, LimitExceeded."""
    with as_readable(path) as readable:
        document: Document = load(readable.path.suffix[1:]).read(readable.path, progress)
        return replace(with_facts(readable.path, document), format=readable.format)


@contextmanager
def as_readable(path: Path, name: str = "", seconds: float = office.SECONDS) -> Iterator[Readable]:
    """The file as something a reader takes: itself, or for ``seconds`` at most of work what LibreOffice made of it.

    ``name`` is the name it was sent under. Raises as ``read``.
    """
    form = _form(path, name or path.name)
    if form is None:
        yield Readable(path, name or path.name)
        return
    with _converted(path, form, seconds) as converted:
        yield Readable(converted, converted.name, form.name)


@contextmanager
def _converted(path: Path, form: Form, seconds: float) -> Iterator[Path]:
    try:
        with office.converted(path, f".{form.name}", form.target, min(seconds, office.SECONDS)) as converted:
            yield converted
    except office.Unavailable as error:
        raise Unsupported(form.absent, form.advice) from error
    except (Broken, LimitExceeded) as error:
        if form.target == ".xlsx" and error.code == Broken.code and _asks_for_a_password(path):
            raise Encrypted from error
        raise type(error)(error.message, form.advice, error.detail) from error


def _form(path: Path, name: str) -> Form | None:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if head.startswith(OLE_MAGIC):
            file.seek(0)
            try:
                return _form_of(Compound.open(file))
            except (struct.error, Broken) as error:
                # A package with a password is what a compound file under such a name usually is.
                raise (Encrypted if Path(name).suffix.lower() in _PACKAGES else Broken)() from error
    if head.startswith(RTF_MAGIC):
        return RTF
    if is_sheet_xml(head):
        return XLS
    if is_flat_odf(head, ODS_TYPE):
        return FODS
    if head.startswith(b"PK") and sniff(head, name) == ODS.name:
        refuse_encrypted(path)
        return ODS
    return None


def _form_of(compound: Compound) -> Form:
    """Raises Encrypted, Unsupported or Broken for what is neither a readable Word document nor a workbook."""
    if _LOCKED & compound.streams.keys():
        raise Encrypted
    if _WORD in compound.streams:
        mark, _, flags = struct.unpack_from("<H8sH", compound.beginning(_WORD))
        if mark not in _MARKS:
            raise Broken
        if flags & _IS_ENCRYPTED:
            raise Encrypted
        return DOC
    if any(name in compound.streams for name in _SHEETS):
        return XLS
    words = next((words for name, words in _OTHERS.items() if name in compound.streams), None)
    raise Unsupported(*(words or ("这个文件里没有 Word 文档或 Excel 表格。", _TO_DOCX)))


def _asks_for_a_password(path: Path) -> bool:
    """Of a workbook that does not open: one that is only protected from changes is encrypted too, and opens."""
    try:
        with path.open("rb") as file:
            compound = Compound.open(file)
            start = compound.beginning(next(name for name in _SHEETS if name in compound.streams))
    except (ParsingError, struct.error, StopIteration):
        return False
    kind, length = struct.unpack_from("<2H", start)
    return kind in _BEGINNING and start[4 + length : 6 + length] == struct.pack("<H", _FILE_PASS)
