"""The command writes documents with their truth."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management import call_command

from submissions.demo.documents import LAYOUTS
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.samples import corrected
from submissions.demo.truth import broken_sums, truth_of


def test_make_samples_writes_a_truth_beside_every_document(tmp_path: Path) -> None:
    call_command("make_samples", tmp_path, count=2, seed=3, verbosity=0)
    documents = {path.stem for path in (tmp_path / "documents").iterdir()}
    truths = {path.stem for path in (tmp_path / "truth").iterdir()}
    assert documents == truths
    assert len(documents) > 2 + 3 * len(LAYOUTS)


def test_the_truth_of_the_province_names_the_published_fault(tmp_path: Path) -> None:
    truth = truth_of(write_draft(HEILONGJIANG_2024), name="hlj", layout="docx")
    assert truth["findings"] == [
        ["A-02", "requests.total.other", 148, 151],
        ["A-02", "requests.total.total", 10471, 10474],
    ]
    assert truth["tables"]["requests"]["total"]["other"] == 151
    assert json.loads(json.dumps(truth)) == truth


def test_the_corrected_twin_adds_up_and_says_it_is_not_published() -> None:
    twin = corrected(HEILONGJIANG_2024)
    assert broken_sums(write_draft(twin)) == []
    assert not twin.published
    changed = [address for address, value in twin.values.items() if value != HEILONGJIANG_2024.values[address]]
    assert {address.row for address in changed} == {"unavailable.not_held"}
    assert "均为演示而编制" in "".join(write_draft(twin).sections[5].paragraphs)
