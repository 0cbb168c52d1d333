"""Documents the reader's tests make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parsing.grid import Document
from parsing.readers import scan

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not beside the project")
    return CORPUS


@pytest.fixture
def word(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a .docx of a body's XML."""

    def make(body: str) -> Path:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as package:
            package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        path = tmp_path / "made.docx"
        path.write_bytes(data.getvalue())
        return path

    return make


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Document]:
    """Saves a picture, with PIL's options, and reads it as a scan."""

    def read(page: Any, name: str = "page.png", **options: Any) -> Document:
        path = tmp_path / name
        page.save(path, **options)
        return scan.read(path)

    return read
