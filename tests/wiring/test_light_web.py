"""Reading adds nothing to the web process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("pdfminer", "pypdfium2", "docx", "cv2", "onnxruntime", "rapidocr", "pdfplumber", "reportlab")
START = f"""
import sys
import govreports.wsgi
from django.urls import get_resolver
assert get_resolver().url_patterns
print(",".join(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_the_web_site_starts_without_the_libraries_that_read() -> None:
    done = subprocess.run([sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
