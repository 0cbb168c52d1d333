"""Bytes as text, told apart by what they are: what a header or a meta element claims is not trusted."""

from __future__ import annotations

import codecs

from parsing.errors import Broken
from parsing.kinds import is_utf16

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FEW_BROKEN = 2000
"""One broken character in so many is damage in transit, not another encoding."""


def decode(data: bytes) -> str:
    """UTF-16 by its mark or its zero bytes, UTF-8 where it is valid (or all but), else GB18030.

    Raises Broken for what is no text. Characters that are broken become U+FFFD, never another one.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    wide = is_utf16(data)
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", errors="replace")
    if mended.count("\ufffd") <= max(1, len(mended) // _FEW_BROKEN):
        return mended
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        if data.count(b"\0") > len(data) // 10:
            raise Broken("文件不是文本，无法识别其编码。", detail=str(error)) from error
        other = data.decode("gb18030", errors="replace")
        return min(mended, other, key=lambda text: text.count("\ufffd"))
