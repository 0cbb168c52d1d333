"""Documents drawn in every style: what the reader gives back is right, and nearly all of it is there.

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
from submissions.demo.samples import Sample, drawn_samples, random_samples, several_samples
from submissions.demo.truth import broken_sums

NIGHTLY = bool(os.environ.get("NIGHTLY"))
SUMS = {"A-01", "A-02", "A-03", "A-04", "A-12"}
DRAWN = list(drawn_samples(300 if NIGHTLY else 24, seed=7))
OTHERS = list(random_samples(300, seed=41)) if NIGHTLY else []
SEVERAL = list(several_samples(60 if NIGHTLY else 2, seed=3))
LEAST_READ, LEAST_WHOLE = 0.995, 0.95
"""Shares of all cells of the drawn documents, and of these documents, to be read for certain and whole."""


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


@pytest.mark.parametrize("sample", [*DRAWN, *SEVERAL, *OTHERS], ids=lambda sample: sample.name)
def test_nothing_is_read_wrong_in_silence(sample: Sample, tmp_path: Path) -> None:
    assert misread(sample, tmp_path)[0] == []


def test_nearly_all_cells_are_read_for_certain(tmp_path: Path) -> None:
    missing = sum(misread(sample, tmp_path)[1] for sample in DRAWN)
    assert missing <= (1 - LEAST_READ) * sum(len(sample.draft.values) for sample in DRAWN)


def test_nearly_all_documents_are_read_whole(tmp_path: Path) -> None:
    """What is not: tables without lines that a column of text ends in, or whose numbers are all in pieces, and a last
    row of blanks that reads like the heading of a section."""
    whole = sum(misread(sample, tmp_path)[1] == 0 for sample in DRAWN)
    assert whole >= LEAST_WHOLE * len(DRAWN)


def test_the_same_seed_draws_the_same_documents() -> None:
    one, other = (next(drawn_samples(1, seed=3)) for _ in range(2))
    assert one.layout.write(one.draft) == other.layout.write(other.draft)
