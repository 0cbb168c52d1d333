"""Any file as something a reader takes: itself, what LibreOffice makes of it, or the pages an OFD describes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parsing.kinds import HEAD_BYTES, is_ofd
from parsing.readers import legacy, load
from parsing.readers.legacy import Readable
from parsing.readers.office import SECONDS

OFD = "ofd"


@contextmanager
def as_readable(
    path: Path, name: str = "", seconds: float = SECONDS, cpu_seconds: int = int(SECONDS)
) -> Iterator[Readable]:
    """The file, or what was made of it in ``seconds`` at most, there until the context ends. What draws pages may take
    ``cpu_seconds`` of the processor for it.

    ``name`` is the name it was sent under. Raises ParsingError as the readers do.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if is_ofd(head, Path(name or path.name).suffix.lower()):
        # What draws pages is large, and the web site, which knows this module, draws none.
        with load(OFD).as_pdf(path, seconds, cpu_seconds) as (made, warnings):
            yield Readable(made, made.name, OFD, warnings)
    else:
        with legacy.as_readable(path, name, seconds) as readable:
            yield readable
