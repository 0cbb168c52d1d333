"""Web archives (MHTML) and letters: the page itself, and the parts it refers to by address."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from parsing.errors import Unsupported
from parsing.kinds import MHTML


@dataclass(frozen=True, slots=True)
class Archive:
    """``page`` is the bytes of the page; ``parts`` the other parts by Content-Location and cid: address."""

    page: bytes
    parts: dict[str, bytes] = field(default_factory=dict)


def opened(data: bytes) -> Archive:
    """The page of an archive: the part it names as its start, or its first part of HTML; any other file is a page
    itself. Raises Unsupported."""
    if not MHTML.match(data[:4096]):
        return Archive(data)
    message = message_from_bytes(data)
    parts = [(part, payload) for part in message.walk() if isinstance(payload := part.get_payload(decode=True), bytes)]
    pages = [found for found in parts if found[0].get_content_type() in ("text/html", "application/xhtml+xml")]
    start = {_bare(message.get_param("start")), str(message.get("Snapshot-Content-Location", "")).strip()} - {""}
    named = (found for found in pages if start & {_bare(found[0].get("Content-ID")), *_addresses(found[0])})
    page = next(named, pages[0] if pages else None)
    if page is None:
        raise Unsupported("这是邮件或网页归档，其中没有网页格式的正文。", "请把邮件中的附件另存后上传。")
    others = {address: data for part, data in parts if part is not page[0] for address in _addresses(part)}
    return Archive(page[1], others)


def _bare(identity: object) -> str:
    return str(identity or "").strip().strip("<>")


def _addresses(part: Message) -> list[str]:
    named = _bare(part.get("Content-ID"))
    return [address for address in (str(part.get("Content-Location", "")).strip(), named and f"cid:{named}") if address]
