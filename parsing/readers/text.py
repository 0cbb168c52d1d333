"""Plain text: pasted or extracted, with tabs, a cell a line, blanks or markdown tables."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path

from parsing.errors import Broken, EmptyFile
from parsing.grid import Document, Paragraph, Place

FORMAT = "text"
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Every line is a paragraph with its offsets in the decoded text; cells are set off by tabs."""
    text = decode(path.read_bytes())
    if not text.strip():
        raise EmptyFile
    blocks: list[Paragraph] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        if not _RULE.match(body) or "-" not in body:
            blocks.append(Paragraph(_cells(body), Place(offset=offset, end=offset + len(body))))
        offset += len(line)
    return Document(FORMAT, tuple(blocks))


def _cells(line: str) -> str:
    """A markdown row as cells set off by tabs, one for one so that offsets stay near the mark."""
    stripped = line.strip()
    if stripped.count("|") < 2 or not stripped.startswith("|"):
        return line
    return "\t".join(cell.strip().replace("**", "") for cell in stripped.strip("|").split("|"))


def decode(data: bytes) -> str:
    """Bytes as text: UTF-8 where it is valid, else GB18030; what a header claims is not trusted."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        if data.count(b"\0") > len(data) // 10:
            raise Broken("文件不是文本，无法识别其编码。", detail=str(error)) from error
        good = data.decode("utf-8", errors="replace")
        other = data.decode("gb18030", errors="replace")
        return min(good, other, key=lambda text: text.count("\ufffd"))
