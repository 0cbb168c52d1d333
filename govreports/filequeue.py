"""Celery's queue of files, in which a message appears whole.

kombu opens a message's file and then writes it. A worker that looks in between takes an empty file, and ends of it.
"""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Channel whose messages get their name when they are complete. Names and contents are kombu's."""

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = Path(self.data_folder_out, f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg")
        unfinished = name.with_suffix(".part")
        unfinished.write_text(dumps(message), encoding="utf-8")
        unfinished.rename(name)


class Transport(filesystem.Transport):
    """What `filesystem://` stands for here."""

    Channel = Channel


def use() -> None:
    """Lets every connection to a queue of files be one of these."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
