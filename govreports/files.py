"""The folder files are kept in: under its name a file is there whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Writes beside the name and moves the file there once the disk has it.

    Django's own storage leaves half a file under its name when the disk is full or the process is killed, and the next
    upload of the same bytes would be taken for kept already.
    """

    def _save(self, name: str, content: File[bytes]) -> str:
        # The longest name a file system takes has 255 bytes: the draft has a short one of its own.
        draft = str(Path(name).with_name(f"{uuid4().hex}.draft"))
        try:
            super()._save(draft, content)  # type: ignore[misc]
            with Path(self.path(draft)).open("rb") as written:
                os.fsync(written.fileno())
            # Names are made of what is in the file: two that write one name at once write the same.
            Path(self.path(draft)).replace(self.path(name))
        except BaseException:
            Path(self.path(draft)).unlink(missing_ok=True)
            raise
        return name
