"""Every kind of document the generator writes, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from submissions.demo.draft import Draft
from submissions.demo.draw_ofd import draw_ofd
from submissions.demo.styles import Style
from submissions.demo.write_docx import write_docx
from submissions.demo.write_html import write_html
from submissions.demo.write_pdf import Look, write_pdf
from submissions.demo.write_text import write_text


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to print a draft. ``format`` is what the reader calls it, ``shows_blanks`` says
    whether an empty cell can still be seen in it."""

    name: str
    format: str
    suffix: str
    write: Callable[[Draft], bytes]
    shows_blanks: bool = True


_ALL = (
    Layout("docx", "docx", ".docx", write_docx),
    Layout("docx-blocks", "docx", ".docx", partial(write_docx, split=True, one_line_title=True)),
    Layout("pdf", "pdf", ".pdf", write_pdf),
    Layout("pdf-torn", "pdf", ".pdf", partial(write_pdf, look=Look(break_after=9, one_line_title=True))),
    Layout(
        "pdf-repeated", "pdf", ".pdf", partial(write_pdf, look=Look(split=True, break_after=14, repeat_header=True))
    ),
    Layout("pdf-narrow", "pdf", ".pdf", partial(write_pdf, look=Look(narrow=True))),
    Layout("ofd", "ofd", ".ofd", partial(draw_ofd, style=Style())),
    Layout("html", "html", ".html", write_html),
    Layout("html-gb18030", "html", ".html", partial(write_html, encoding="gb18030", split=True)),
    Layout("html-spans", "html", ".html", partial(write_html, spans=True)),
    Layout("text-tabs", "text", ".txt", write_text),
    Layout("text-tabs-gb18030", "text", ".txt", partial(write_text, split=True, encoding="gb18030")),
    Layout("text-lines", "text", ".txt", partial(write_text, shape="lines")),
    Layout("text-spaces", "text", ".txt", partial(write_text, shape="spaces"), shows_blanks=False),
    Layout("text-markdown", "text", ".txt", partial(write_text, shape="markdown")),
)
LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in _ALL}
