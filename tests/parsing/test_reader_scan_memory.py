"""Pages read one after another take no more memory than the largest of them."""

from __future__ import annotations

import ctypes
import resource
from pathlib import Path

import pytest

from parsing.readers import scan
from parsing.readers.scan.memory import give_back, recognising
from tests.parsing.scans import needs_ocr, np

if not scan.missing():
    from parsing.readers.scan.page import scanned
    from parsing.readers.scan.pages import Sheet
    from parsing.readers.scan.recogniser import HEIGHT, _batches, _scaled, model

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


@needs_glibc
def test_one_run_of_recognition_after_another_uses_the_same_memory() -> None:
    give_back()
    ctypes.CDLL(None).mallopt(-1, 128 << 10)  # M_TRIM_THRESHOLD: as it is in a process that has freed nothing large
    with recognising():
        np.ones(6_000_000, np.uint8)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(10):
            np.ones(6_000_000, np.uint8)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    assert after - before < 1500  # pages the system cleared: one run takes as many


@needs_ocr
def test_a_page_as_read_keeps_none_of_its_pictures() -> None:
    page = scanned(Sheet(1, np.full((1754, 1240), 255, np.uint8), 595.0, 842.0))
    assert page.upright.even.base is None
    assert page.upright.even.size == 1


@needs_ocr
def test_the_widest_lines_are_recognised_first_and_none_takes_more_than_a_line_of_print() -> None:
    widths = [width for _, width in _batches([80, 300, 2000, 80, 640])]
    assert widths == sorted(widths, reverse=True)
    assert _scaled(np.full((5, 614), 90, np.uint8), 1.0).shape == (HEIGHT, 2048)
