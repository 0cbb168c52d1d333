"""Documents drawn in every style: what the reader gives back is right, and all of it is there.

A few dozen run with every change; ``NIGHTLY=1`` reads three hundred and as many of the other formats.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from parsing.pipeline import read
from parsing.rules.engine import judge
from parsing.rules.model import Outcome
from parsing.several import Wanted
from submissions.demo.samples import Sample, drawn_ofd_samples, drawn_samples, random_samples, several_samples
from submissions.demo.truth import broken_sums

NIGHTLY = bool(os.environ.get("NIGHTLY"))
SUMS = {"A-01", "A-02", "A-03", "A-04", "A-12"}
DRAWN = list(drawn_samples(300 if NIGHTLY else 24, seed=7))
OTHERS = list(random_samples(300, seed=41)) if NIGHTLY else []
SEVERAL = list(several_samples(60 if NIGHTLY else 5, seed=3))
OFD = list(drawn_ofd_samples(100 if NIGHTLY else 4, seed=7))
ALL = [*DRAWN, *SEVERAL, *OTHERS, *OFD]

_SEEN: dict[str, tuple[list[str], int]] = {}


def misread(sample: Sample, folder: Path) -> tuple[list[str], int]:
    """What is wrong in silence in a document, and how many of its cells are missing or doubted."""
    if sample.name in _SEEN:
        return _SEEN[sample.name]
    path = folder / sample.file_name
    path.write_bytes(sample.layout.write(sample.draft))
    report = read(path, wanted=Wanted((sample.draft.agency,), sample.draft.year))
    found = {address: figure.value for address, figure in report.figures.items() if figure.is_sure}
    wanted = sample.draft.values
    wrong = [f"{a}: {wanted.get(a)} read as {v}" for a, v in found.items() if a not in wanted or wanted[a] != v]
    true = {(rule, str(subject)) for rule, subject, *_ in broken_sums(sample.draft)}
    failed = {(f.rule, f.subject) for f in judge(report) if f.rule in SUMS and f.outcome is Outcome.FAILED}
    wrong += [f"{rule} {subject} is no fault" for rule, subject in sorted(failed - true)]
    _SEEN[sample.name] = wrong, sum(address not in found for address in wanted)
    return _SEEN[sample.name]


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
def test_nothing_is_read_wrong_in_silence(sample: Sample, tmp_path: Path) -> None:
    assert misread(sample, tmp_path)[0] == []


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
def test_every_cell_is_read_for_certain(sample: Sample, tmp_path: Path) -> None:
    assert misread(sample, tmp_path)[1] == 0


def test_a_table_that_is_blank_throughout_is_drawn_only_where_lines_show_its_rows() -> None:
    """Without any line nothing is printed below its headings: it tells nobody whether a row was left out."""
    drafts = [sample.draft for sample in drawn_samples(400, seed=12) if "Borders.NONE" in repr(sample.layout.write)]
    blank = [
        draft
        for draft in drafts
        for table in {address.table for address in draft.values}
        if all(value is None for address, value in draft.values.items() if address.table == table)
    ]
    assert len(drafts) > 20
    assert blank == []


def test_the_same_seed_draws_the_same_documents() -> None:
    one, other = (next(drawn_samples(1, seed=3)) for _ in range(2))
    assert one.layout.write(one.draft) == other.layout.write(other.draft)
