"""Web archives (MHTML): the page itself, and the parts it refers to by address."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from parsing.kinds import MHTML


@dataclass(frozen=True, slots=True)
class Archive:
    """``page`` is the bytes of the page; ``parts`` the other parts by Content-Location and cid: address."""

    page: bytes
    parts: dict[str, bytes] = field(default_factory=dict)


def opened(data: bytes) -> Archive:
    """The page of an archive, which is its first part of HTML; any other file is a page itself."""
    if not MHTML.match(data[:4096]):
        return Archive(data)
    page = b""
    parts: dict[str, bytes] = {}
    for part in message_from_bytes(data).walk():
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and not page:
            page = payload
        else:
            parts |= dict.fromkeys(_addresses(part), payload)
    return Archive(page, parts)


def _addresses(part: Message) -> list[str]:
    named = str(part.get("Content-ID", "")).strip().strip("<>")
    return [address for address in (str(part.get("Content-Location", "")).strip(), named and f"cid:{named}") if address]
