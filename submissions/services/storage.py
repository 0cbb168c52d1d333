"""Where files lie: a folder of this machine, or a store several machines share.

A store that is away is no file's fault.
"""

from __future__ import annotations

import errno
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from submissions.services.errors import StorageAway

log = logging.getLogger(__name__)


@contextmanager
def kept_whole() -> Iterator[None]:
    """Around a write: whatever hinders the store is said in a sentence, and nothing is believed to be kept.

    Raises StorageAway. A store's own errors have no common parent, so all but the program's are taken for it.
    """
    try:
        yield
    except (TypeError, ValueError, AttributeError, LookupError, FileNotFoundError):
        raise
    except Exception as error:
        log.exception("the store did not take a file")
        raise StorageAway(_("存储空间已满，文件没有保存。") if is_full(error) else "") from error


def is_full(error: BaseException) -> bool:
    """Whether this was said because there is no room."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def save(name: str, file: File[bytes]) -> str:
    """Keeps the bytes under this name once; equal names are equal bytes here. Raises StorageAway."""
    with kept_whole():
        if default_storage.exists(name):
            return name
        file.seek(0)
        if (saved := default_storage.save(name, file)) != name:
            # Somebody kept the same bytes a moment ago. Every name says the hash of its bytes, so there is only one.
            default_storage.delete(saved)
        return name


def save_anew(name: str, file: File[bytes]) -> str:
    """Keeps what was made here, under another name where this one is taken; returns it. Raises StorageAway."""
    with kept_whole():
        return default_storage.save(name, file)


@contextmanager
def local(kept: FieldFile | str) -> Iterator[Path]:
    """A kept file, or the name of one, as a path of this machine, for as long as the block lasts.

    Raises StorageAway, or FileNotFoundError when the store answers and has no such file.
    """
    name = kept if isinstance(kept, str) else str(kept.name)
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        with tempfile.TemporaryDirectory(prefix="govreports-") as folder:
            path = Path(folder) / Path(name).name
            with kept_whole(), default_storage.open(name) as file, path.open("wb") as copy:
                shutil.copyfileobj(file, copy)
            yield path
        return
    if not path.exists():
        # One file missing is a loss, which waiting does not mend; no file at all is a disk that is not there.
        raise FileNotFoundError(errno.ENOENT, "not in the store", name) if _answers(name) else StorageAway
    yield path


def _answers(name: str) -> bool:
    """Whether the folder of all such files is there; where a disk is not mounted it is not."""
    return Path(default_storage.path(Path(name).parts[0])).is_dir()
