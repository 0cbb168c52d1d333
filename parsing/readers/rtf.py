"""RTF, read by way of LibreOffice as the old Word formats are."""

from __future__ import annotations

from parsing.readers import legacy
from parsing.readers.legacy import RTF_MAGIC

FORMAT = legacy.RTF
read = legacy.read


def accepts(head: bytes, name: str) -> bool:
    return head.startswith(RTF_MAGIC)
