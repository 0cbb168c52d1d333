"""Samples printed by Chromium and LibreOffice, in fonts, sizes and rules of tables drawn by lot: pages as offices print.

What dirty.py harms is first printed here by programs that lay out pages in their own way, so that the reader of scans
is measured on layouts nobody drew for it.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from submissions.demo.samples import Sample, random_samples

CHINESE = ("Noto Sans CJK SC", "Noto Serif CJK SC")
LATIN = (
    "Liberation Serif", "Liberation Sans", "Liberation Sans Narrow", "DejaVu Sans", "DejaVu Serif", "Noto Sans CJK SC",
    "Noto Serif CJK SC",
)  # fmt: skip
ODDITIES = (
    "td{letter-spacing:0.12em}", "tr:nth-child(odd) td{background:#eee}", "td{font-weight:bold}",
    "table{border:3px double #000!important}", "td{word-break:break-all} table{table-layout:fixed}",
)  # fmt: skip
_PATIENCE = 120
"""Seconds."""


def printed_samples(folder: Path, count: int, seed: int) -> Iterator[tuple[Sample, Path]]:
    """``count`` samples with Word and web layouts, each with the PDF it was printed to in ``folder``."""
    wanted = [s for s in random_samples(4 * count, seed) if s.layout.suffix in (".docx", ".html")][:count]
    for number, sample in enumerate(wanted):
        rng = Random(f"{seed}/{number}")
        source = folder / f"{sample.name}{sample.layout.suffix}"
        data = sample.layout.write(sample.draft)
        made = source.with_suffix(".pdf")
        if source.suffix == ".html":
            source.write_text(_styled(data, rng), encoding="utf-8")
            _run([_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                  f"--print-to-pdf={made}", source.as_uri()])  # fmt: skip
        else:
            source.write_bytes(_in_fonts(data, rng.choice(LATIN), rng.choice(CHINESE)))
            _run(["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
                  "--outdir", str(folder), str(source)])  # fmt: skip
        yield sample, made


def _chromium() -> str:
    return os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("google-chrome") or "chromium"


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)


def _styled(page: bytes, rng: Random) -> str:
    """A web page with a style of its own over what it has."""
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError:
        text = page.decode("gb18030")
    text = re.sub(r'charset="?[-\w]+"?', 'charset="utf-8"', text, flags=re.IGNORECASE)
    style = (
        f"@page{{size:A4 {rng.choice(('portrait',) * 4 + ('landscape',))};margin:{rng.choice((10, 15, 20, 25))}mm}}"
        f"body,td,th,p{{font-family:'{rng.choice(LATIN)}','{rng.choice(CHINESE)}'!important;"
        f"font-size:{rng.choice((8, 9, 10, 10.5, 11, 12, 14))}pt!important;"
        f"line-height:{rng.choice((1.05, 1.2, 1.35, 1.5, 1.8))}!important}}"
        f"table{{border-collapse:collapse!important;width:{rng.choice(('100%', '95%', 'auto'))}!important}}"
        f"td,th{{border:{rng.choice(('1px solid #000', '1.5px solid #333', '2px solid #000', '1px solid #888'))}!important;"
        f"padding:{rng.choice(('1px 2px', '2px 4px', '4px 6px', '8px 3px'))}!important;"
        f"text-align:{rng.choice(('center', 'center', 'right', 'left'))}!important;"
        f"vertical-align:{rng.choice(('middle', 'top', 'bottom'))}!important}}"
    ) + "".join(oddity for oddity in ODDITIES if rng.random() < 0.2)
    head, end, body = text.partition("</head>")
    return f"{head}<style>{style}</style>{end}{body}"


def _in_fonts(document: bytes, latin: str, chinese: str) -> bytes:
    """A Word document with all its fonts replaced."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as package, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name in package.namelist():
            part = package.read(name)
            if name.startswith("word/") and name.endswith(".xml"):
                text = re.sub(r'w:(ascii|hAnsi)="[^"]*"', rf'w:\1="{latin}"', part.decode("utf-8"))
                part = re.sub(r'w:eastAsia="(?!zh|en)[^"]*"', f'w:eastAsia="{chinese}"', text).encode()
            made.writestr(name, part)
    return data.getvalue()
