"""Pages read one after another take no more memory than the largest of them."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from parsing.readers import scan
from parsing.readers.scan.memory import give_back, recognising
from tests.parsing.scans import needs_ocr, np

if not scan.missing():
    from parsing.readers.scan.recogniser import model

needs_glibc = pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="another C library than glibc")


def resident() -> float:
    """Megabytes this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


@needs_ocr
def test_recognition_keeps_no_arena_and_plans_no_block_for_each_width_of_lines() -> None:
    options = model().session.get_session_options()
    assert not options.enable_cpu_mem_arena
    assert not options.enable_mem_pattern


@needs_glibc
def test_what_a_page_took_goes_back_to_the_system() -> None:
    give_back()
    before = resident()
    with recognising():
        kept = [np.ones(5_000_000, np.uint8) for _ in range(20)]
    kept += [np.ones(5_000_000, np.uint8) for _ in range(20)]
    assert resident() > before + 150
    del kept[1:]
    give_back()
    assert resident() < before + 30
