"""OFD files, made as their usual programs make them: what a PDF prints, put down again in millimetres."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from parsing.readers.pdf.engines import pdfium
from parsing.readers.pdf.page import Char, Page
from submissions.demo.draw_ofd import HEAD, MM, SPACE


def written(parts: dict[str, str | bytes]) -> bytes:
    """The package: parts by their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, HEAD + content if isinstance(content, str) else content)
    return stream.getvalue()


def package(
    contents: Sequence[str],
    size: tuple[float, float] = (210, 297),
    *,
    common: str = "",
    document: str = "",
    parts: dict[str, str | bytes] | None = None,
) -> bytes:
    """An OFD of pages by what stands in their ``Content`` elements; sizes in millimetres."""
    box = f"<ofd:PhysicalBox>0 0 {size[0]:.2f} {size[1]:.2f}</ofd:PhysicalBox>"
    pages = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(contents)))
    files: dict[str, str | bytes] = {
        "OFD.xml": (
            f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
            "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": (
            f"<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea>{box}</ofd:PageArea>"
            f"{common}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages>{document}</ofd:Document>"
        ),
    }
    for n, content in enumerate(contents):
        files[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
            f'<ofd:Page {SPACE}><ofd:Area>{box}</ofd:Area><ofd:Content><ofd:Layer ID="1" Type="Body">{content}'
            "</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return written(files | (parts or {}))


def of_pdf(path: Path, *, runs: bool = True) -> bytes:
    """What a PDF prints as an OFD, a line of text an object, or a character one."""
    with pdfium.opened(path) as sources:
        engine = pdfium.Engine()
        pages = [engine.page(source, number) for number, source in enumerate(sources, 1)]
    size = pages[0].width * MM, pages[0].height * MM
    return package([content_of(page, runs=runs) for page in pages], size)


def content_of(page: Page, *, runs: bool = True) -> str:
    texts = (text_object(run) for run in _runs(page.chars, whole=runs))
    lines = (path_object(rule.x0, rule.y0, rule.x1, rule.y1) for rule in page.rules)
    return "".join((*lines, *texts))


def _runs(chars: Iterable[Char], *, whole: bool) -> Iterator[list[Char]]:
    printed = [char for char in chars if not char.text.isspace()]
    if not whole:
        yield from ([char] for char in printed)
        return
    for _key, line in groupby(printed, lambda char: (char.turn, round(char.y, 1), char.size)):
        yield list(line)


def text_object(run: Sequence[Char]) -> str:
    """Characters of one line, upright, by their advances."""
    first = run[0]
    x, y, size = first.x0 * MM, (first.y0 + 0.88 * first.size) * MM, first.size * MM
    steps = " ".join(f"{(after.x0 - char.x0) * MM:.4f}" for char, after in pairwise(run))
    text = escape("".join(char.text for char in run))
    delta = f" DeltaX={quoteattr(steps)}" if steps else ""
    return (
        f'<ofd:TextObject ID="5" Font="3" Size="{size:.4f}" Boundary="{x:.4f} {y - size:.4f} 150 {size * 1.2:.4f}">'
        f'<ofd:TextCode X="0" Y="{size:.4f}"{delta}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def path_object(x0: float, y0: float, x1: float, y1: float) -> str:
    """A line by its ends in points."""
    left, top, right, bottom = (value * MM for value in (x0, y0, x1, y1))
    return (
        f'<ofd:PathObject ID="6" LineWidth="0.2" Boundary="{left:.4f} {top:.4f} {right - left + 0.1:.4f} '
        f'{bottom - top + 0.1:.4f}"><ofd:AbbreviatedData>M 0 0 L {right - left:.4f} {bottom - top:.4f}'
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )
