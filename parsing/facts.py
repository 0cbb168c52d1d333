"""What a file says beside its text: pages nobody could read, pictures, people, remarks, links."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """A link as printed (or "" where it has no words of its own) and where it leads."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Facts of a file that no table and no sentence holds. Pages count from 1; empty where a format has none.

    ``recognised`` are the pages that were read by OCR, ``unread`` those that could not be read at
    all, ``empty`` pictures of pages on which nothing was recognised (often just blank).
    ``pictures`` counts pictures in the running text that are large enough to show a table;
    ``pictures_read`` names those whose tables were read by OCR, ``pictures_unread`` those that may be
    tables and could not be.
    ``authors`` are the names kept in the file's properties, ``comments`` the remarks in its margin,
    ``changes`` the number of tracked changes.
    """

    recognised: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()
    pictures: int = 0
    pictures_read: tuple[str, ...] = ()
    pictures_unread: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    changes: int = 0
    links: tuple[Link, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Only what there is."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        data["links"] = [[link.text, link.target] for link in self.links]
        return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FileFacts:
        def many(name: str) -> tuple[Any, ...]:
            return tuple(data.get(name, ()))

        return cls(
            recognised=many("recognised"),
            unread=many("unread"),
            empty=many("empty"),
            pictures=data.get("pictures", 0),
            pictures_read=many("pictures_read"),
            pictures_unread=many("pictures_unread"),
            authors=many("authors"),
            comments=many("comments"),
            changes=data.get("changes", 0),
            links=tuple(Link(*pair) for pair in many("links")),
        )
