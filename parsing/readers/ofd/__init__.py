"""OFD, the layout format of Chinese offices (GB/T 33190-2016): its pages drawn anew as a PDF, which is then read.

An OFD says where each character stands, which lines are drawn and which pictures are shown, as a PDF does. Drawn anew,
it is read by the same two engines, shown beside its figures and recognised where it is a scan. What is drawn is what a
page shows; fonts are not taken over, for an OFD says itself which character a glyph is. ``text`` places characters,
``document`` finds pages and what they refer to, ``drawing`` draws.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from parsing.child import Limits, Say, in_child
from parsing.errors import LimitExceeded
from parsing.grid import Document
from parsing.readers import read_document
from parsing.readers.ofd.document import Ofd
from parsing.readers.ofd.drawing import Drawn, drawn
from parsing.readers.ofd.text import UNKNOWN
from parsing.scratch import Scratch

NAME = "ofd"
SECONDS = 60
BROKEN = "第{}页已损坏，无法读取。"
UNCODED = f"第{{}}页有的字没有通用的编码（显示为“{UNKNOWN}”），其中的数字请对照原件填写。"
LIMITS = Limits(cpu_seconds=SECONDS, most_cpu_seconds=SECONDS, wall_seconds=SECONDS, answer=96 * 1024 * 1024)


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Raises Encrypted, Broken, LimitExceeded, NoTextLayer."""
    with as_pdf(path) as (made, warnings):
        document = read_document(made, progress=progress)
        return replace(document, format=NAME, warnings=(*warnings, *document.warnings))


@contextmanager
def as_pdf(path: Path, seconds: float = SECONDS, cpu_seconds: int = SECONDS) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The pages as a PDF, there until the context ends, and what is to be said of them. The file is opened in a
    child, for nobody trusts it, which may take so many ``seconds`` by the clock and of the processor.

    Raises Encrypted, Broken, LimitExceeded, Unsupported for pages that are pictures of a kind nobody opens.
    """
    wall, cpu = max(1, math.ceil(min(seconds, SECONDS))), min(cpu_seconds, SECONDS)
    limits = replace(LIMITS, wall_seconds=wall, cpu_seconds=cpu, most_cpu_seconds=cpu)
    with Scratch("govreports-ofd-") as folder:
        made = folder / "pages.pdf"
        pdf, warnings = _drawn_in_child(path, limits)
        made.write_bytes(pdf)
        yield made, warnings


def _drawn_in_child(path: Path, limits: Limits) -> tuple[bytes, tuple[str, ...]]:
    def work(say: Say) -> None:
        pages = drawn(Ofd.open(path))
        say({"pdf": base64.b64encode(pages.pdf).decode("ascii"), "warnings": list(_warnings(pages))})

    with closing(in_child(work, limits)) as messages:
        for message in messages:
            return base64.b64decode(message["pdf"]), tuple(message["warnings"])
    raise LimitExceeded


def _warnings(pages: Drawn) -> Iterator[str]:
    for sentence, numbers in ((BROKEN, pages.broken), (UNCODED, pages.uncoded)):
        if numbers:
            yield sentence.format("、".join(map(str, numbers)))
