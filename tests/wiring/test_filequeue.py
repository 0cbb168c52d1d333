"""The queue of files: a worker that looks while a message is being written takes no part of it."""

from __future__ import annotations

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection


class Watched:
    """A message in whose writing somebody looks into the queue."""

    def __init__(self, channel: Any) -> None:
        self.channel = channel

    def __json__(self) -> dict[str, int]:
        with pytest.raises(Empty):
            self.channel._get("celery")
        return {"number": 7}


def test_a_message_is_not_taken_before_it_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "messages"
    folder.mkdir()
    places = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://localhost", transport_options=places) as connection:
        channel: Any = connection.channel()
        channel._put("celery", Watched(channel))
        assert channel._get("celery") == {"number": 7}
    assert list(folder.iterdir()) == []
