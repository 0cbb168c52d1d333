"""Names of the files that people are given."""

from __future__ import annotations

import re
from typing import Final

_BAD: Final = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]')


def for_file(text: str) -> str:
    """A title or a name without what some system takes in no file's name."""
    return _BAD.sub("", text)
