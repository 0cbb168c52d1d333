"""What kind of file something is, by its first bytes; the name only breaks ties.

Kept apart from the readers so that the web site, which only asks this, loads none of their libraries.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from parsing.errors import EmptyFile, Encrypted, UnknownFormat, Unsupported

HEAD_BYTES = 4096
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The old compound format: .doc, .wps, .xls, .et, and any Office package with a password."""
RTF_MAGIC = b"{\\rtf"
FLAT_XML = (
    b"http://schemas.microsoft.com/office/2006/xmlPackage",
    b"http://schemas.microsoft.com/office/word/2003/wordml",
)
"""What stands near the beginning of Word documents that are one file of XML: of 2007 and later, and of 2003."""
ODT_TYPE, ODS_TYPE = b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.spreadsheet"
"""What texts and sheets of OpenDocument say of themselves near the beginning, zipped or in one file of XML."""
SHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
"""What stands near the beginning of Excel workbooks of 2003 that are one file of XML, usually named .xls."""
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
"""JPEG, PNG and TIFF."""
MHTML = re.compile(
    rb"^(?:[\w-]+:[^\n]*\n|[ \t][^\n]*\n|\r?\n)*?content-type:\s*(?:multipart/(?:related|alternative|mixed)|text/html)",
    re.I,
)
"""The head of a web archive, or of a letter kept as a file, whose page is read."""

SUFFIXES = (
    *(".docx", ".docm", ".doc", ".wps", ".odt", ".fodt", ".rtf", ".xml", ".pdf", ".ofd"),
    *(".xlsx", ".xlsm", ".xls", ".et", ".ods", ".fods"),
    *(".csv", ".txt", ".md", ".html", ".htm", ".mht", ".mhtml", ".eml", ".json"),
    *(".jpg", ".jpeg", ".png", ".tif", ".tiff"),
)
"""What a file dialog offers; what a file is, its first bytes say."""
_OLD_SHEETS = frozenset({".xls", ".et", ".xlt", ".xlsx", ".xlsm"})
"""Names of compound files that are workbooks, the last two of those that were only renamed."""
_OTHER_PICTURES = (b"GIF8", b"BM", b"RIFF")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_TO_WORD = "请上传 Word 原件，或者打开后导出为 PDF 再上传。"
_BINARY = b"xl/workbook.bin"
_PACKAGES = {
    b"ppt/": (".pptx", "这是演示文稿（.pptx），不是年度报告。", "请上传 Word 或 PDF 格式的年度报告。"),
    _BINARY: (".xlsb", "这是二进制的 Excel 工作簿（.xlsb），暂不能直接读取。", "请另存为 .xlsx 后上传。"),
}
"""Zipped documents that are not read: a part near their beginning, their usual name, and what is said of them."""
_FLAT_ROOT = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*<office:document\s[^>]*?office:mimetype=(["'])[^>]*""",
    re.S,
)
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|div|p|meta)\b", re.I)
_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body)\b", re.I)
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[\[{"])')
_TAG_FIRST = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")
_TAG = re.compile(rb"<[a-z!]", re.I)
_MOST_AROUND = 4
"""Tags at the beginning of a text that stands in them as a whole: <html><body><div><pre>."""
_LEAST_LINES = 3
_OF_A_PAGE = re.compile(rb"<(?:!doctype|head|meta|title|style|script|link|table)\b", re.I)
_TEXTS = frozenset({".txt", ".md", ".csv", ".tsv", ".text", ""})
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LEAST_ZEROS, _TIMES = 0.02, 4
"""Share of one half of the bytes that are zero in UTF-16 (its digits, blanks and breaks), and by how
much it outnumbers the zeros of the other half (“一” is U+4E00)."""


_PROGRAMS = (b"MZ", b"\x7fELF")
_USUAL = re.compile("[\\s\x21-\x7e\u2010-\u2026\u2500-\u257f\u3000-\u3017\u4e00-\u9fff\uff00-\uffef]")
_MOST_OF_A_TEXT = 0.9


@dataclass(frozen=True, slots=True)
class Kind:
    """A format that is read: its name, the module of its reader, and how it is recognised."""

    name: str
    reader: str
    accepts: Callable[[bytes, str], bool]


def _pdf(head: bytes, suffix: str) -> bool:
    return b"%PDF-" in head[:1024]


def is_ofd(head: bytes, suffix: str) -> bool:
    """Whether a file is an OFD, by the first of its bytes and its name's end in lower case."""
    return head.startswith(b"PK") and (suffix == ".ofd" or b"OFD.xml" in head)


def _docx(head: bytes, suffix: str) -> bool:
    zipped = head.startswith(b"PK") and (suffix in {".docx", ".docm"} or b"word/" in head)
    return zipped or is_flat_xml(head)


def _odt(head: bytes, suffix: str) -> bool:
    declared = ODT_TYPE in head[:200]
    zipped = head.startswith(b"PK") and (declared or suffix in {".odt", ".ott"})
    return zipped or is_flat_odf(head, ODT_TYPE)


def _xlsx(head: bytes, suffix: str) -> bool:
    binary = _BINARY in head or suffix == ".xlsb"
    return head.startswith(b"PK") and (suffix in {".xlsx", ".xlsm"} or b"xl/" in head) and not binary


def _ods(head: bytes, suffix: str) -> bool:
    declared = ODS_TYPE in head[:200]
    zipped = head.startswith(b"PK") and (declared or suffix in {".ods", ".ots"})
    return zipped or is_flat_odf(head, ODS_TYPE)


def _xls(head: bytes, suffix: str) -> bool:
    """Under another name a compound file is called a document here; its reader looks inside."""
    return is_sheet_xml(head) or (head.startswith(OLE_MAGIC) and suffix in _OLD_SHEETS)


def _json(head: bytes, suffix: str) -> bool:
    """What a content system exports holds markup, and is none."""
    return (suffix == ".json" or suffix in _TEXTS) and bool(_JSON.match(head))


def _html(head: bytes, suffix: str) -> bool:
    """A page saved under a foreign name still is one; a text with tables in HTML is a text."""
    named = suffix in {".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"}
    wide = "utf-16" if head[:2] in _UTF16 else is_utf16(head)
    narrow = head.decode(wide, errors="ignore").encode(errors="ignore") if wide else head
    if suffix in _TEXTS and not _is_source(head, narrow):
        return bool(MHTML.match(head))
    return named or bool(_MARKUP.search(narrow)) or bool(MHTML.match(head))


def _is_source(head: bytes, narrow: bytes) -> bool:
    """Whether a text is the source of a page, and does not merely stand in a few tags. ``narrow`` is its head in an
    encoding with ASCII in it."""
    if not (_PAGE.search(narrow) or _TAG_FIRST.match(narrow)):
        return False
    few = len(_TAG.findall(narrow)) <= _MOST_AROUND and narrow.count(b"\n") >= _LEAST_LINES
    return not few or bool(_OF_A_PAGE.search(narrow))


def _text(head: bytes, suffix: str) -> bool:
    """Text has no zero bytes (but in UTF-16) and a name that does not claim another format."""
    return suffix in _TEXTS and (b"\0" not in head or head[:2] in _UTF16 or bool(is_utf16(head)))


def is_flat_xml(head: bytes) -> bool:
    """Whether a file is a Word document in XML alone, by the first of its bytes."""
    return head.lstrip(codecs.BOM_UTF8 + b" \r\n\t").startswith(b"<") and any(name in head for name in FLAT_XML)


def is_flat_odf(head: bytes, kind: bytes) -> bool:
    """Whether a file is an OpenDocument of the type ``kind`` in XML alone, by the first of its bytes."""
    root = _FLAT_ROOT.match(head)
    return root is not None and kind + root[1] in root[0]


def is_sheet_xml(head: bytes) -> bool:
    """Whether a file is an Excel workbook in XML alone, by the first of its bytes."""
    return head.lstrip(codecs.BOM_UTF8 + b" \r\n\t").startswith(b"<?xml") and SHEET_XML in head


def is_utf16(data: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" where the bytes are that without a mark, else ""; other text has no zero bytes.

    The order in which the characters are ordinary tells (─ is U+2500, a wide blank U+3000), or the half with the zeros.
    """
    half = len(data) // 2
    if half < 16:
        return ""
    even, odd = data[0::2].count(0) / half, data[1::2].count(0) / half
    usual = {order: _usual(data, order) for order in ("utf-16-le", "utf-16-be")} if even or odd else {"": 0.0}
    best = max(usual, key=lambda order: usual[order])
    if usual[best] > _MOST_OF_A_TEXT:
        return best
    if odd > max(_LEAST_ZEROS, _TIMES * even):
        return "utf-16-le"
    return "utf-16-be" if even > max(_LEAST_ZEROS, _TIMES * odd) else ""


def _usual(data: bytes, order: str) -> float:
    """The share of characters that Chinese texts are made of."""
    text = data[: len(data) // 2 * 2].decode(order, errors="replace")
    return len(_USUAL.findall(text)) / len(text)


KINDS: tuple[Kind, ...] = (
    Kind("pdf", "pdf", _pdf),
    Kind("ofd", "ofd", is_ofd),
    Kind("ods", "legacy", _ods),
    Kind("docx", "docx", _docx),
    Kind("odt", "odt", _odt),
    Kind("xlsx", "xlsx", _xlsx),
    Kind("xls", "legacy", _xls),
    Kind("doc", "legacy", lambda head, suffix: head.startswith(OLE_MAGIC)),
    Kind("rtf", "legacy", lambda head, suffix: head.startswith(RTF_MAGIC)),
    Kind("scan", "scan", lambda head, suffix: head.startswith(PICTURES)),
    Kind("json", "exported", _json),
    Kind("html", "html", _html),
    Kind("text", "text", _text),
)


def sniff(head: bytes, name: str) -> str:
    """The name of a file's kind. ``head`` is the first HEAD_BYTES of it, ``name`` what it was sent as.

    Raises EmptyFile, Encrypted, Unsupported (a kind that is known but not read, with what to save
    it as) or UnknownFormat.
    """
    if not head:
        raise EmptyFile
    suffix = Path(name).suffix.lower()
    _refuse_known(head)
    for kind in KINDS:
        if kind.accepts(head, suffix):
            return kind.name
    if not head.startswith(_ARCHIVES):
        raise UnknownFormat
    for part, (named, message, advice) in _PACKAGES.items():
        if suffix == named or part in head:
            raise Unsupported(message, advice)
    raise Unsupported("这是压缩包，不能直接读取。", "请解压后上传其中的年度报告。")


def _refuse_known(head: bytes) -> None:
    if head.startswith(_PROGRAMS) and b"\0" in head:
        raise UnknownFormat  # as many zeros in every other byte as a text in UTF-16
    if head.startswith(OLE_MAGIC) and "EncryptedPackage".encode("utf-16-le") in head:
        raise Encrypted
    if head.startswith(_OTHER_PICTURES):
        raise Unsupported("这种图片格式暂不能读取。", "请上传 Word 原件、PDF，或 JPG、PNG、TIFF 格式的扫描件。")
