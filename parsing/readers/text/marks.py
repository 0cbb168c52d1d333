"""Marks of HTML and markdown within a line of text: how words look, not what they say."""

from __future__ import annotations

import html
import re

from parsing.readers.marks import in_brackets, is_mark

_STRUCK = re.compile(r"~~[^~]{1,200}~~|<(del|s|strike)(?:\s[^<>]{0,200})?>.{0,200}?</\1\s*>", re.I)
_RAISED = re.compile(r"<sup(?:\s[^<>]{0,200})?>(.{0,20}?)</sup\s*>", re.I)
_LOOK = re.compile(
    r"</?(?:b|strong|em|i|u|font|span|small|big|mark|code|center|p|div|ins|sup|sub|a)(?:\s[^<>]*)?>", re.I
)
_BREAK = re.compile(r"(?<=\w)(?:\\|<br\s?/?>)\s{0,9}\Z", re.I)
"""Where markdown goes on in a line of its own."""
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.I)


def without_marks(line: str) -> str:
    """The line as it is shown: what is struck out gone, raised marks in brackets, entities as characters."""
    if "<" in line or "~~" in line:
        line = _RAISED.sub(lambda found: _shown(found[1]), _STRUCK.sub("", line))
        line = _LOOK.sub("", line)
    line = _BREAK.sub("", line)
    return _ENTITY.sub(lambda found: html.unescape(found.group()), line) if "&" in line else line


def _shown(raised: str) -> str:
    return in_brackets(raised) if is_mark(raised) else raised
