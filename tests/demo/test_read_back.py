"""What the generator writes, the reader reads: every layout, both editions, whatever happened to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsing.pipeline import read
from parsing.report import Report
from submissions.demo.samples import Sample, fixed_samples, random_samples

FIXED = [sample for sample in fixed_samples() if "corrected" not in sample.name]
SEEDED = list(random_samples(26, seed=20))
EVERY_SAMPLE = pytest.mark.parametrize("sample", FIXED + SEEDED, ids=lambda sample: sample.name)


def _read(sample: Sample, folder: Path) -> Report:
    path = folder / sample.file_name
    path.write_bytes(sample.layout.write(sample.draft))
    return read(path)


@EVERY_SAMPLE
def test_every_cell_is_read_as_it_was_written(sample: Sample, tmp_path: Path) -> None:
    report = _read(sample, tmp_path)
    assert {address: figure.value for address, figure in report.figures.items()} == dict(sample.draft.values)
    assert report.edition == sample.draft.edition
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert (report.agency, report.year) == (sample.draft.agency, sample.draft.year)


def test_the_samples_cover_every_layout_and_both_editions() -> None:
    layouts = {sample.layout.name for sample in FIXED}
    # Lots of OFD are drawn in every style by tests/demo/test_drawn.py.
    assert layouts - {"ofd"} == {sample.layout.name for sample in SEEDED}
    for layout in layouts:
        assert {s.draft.edition for s in FIXED if s.layout.name == layout} == {"2019", "2021"}
