"""What people of a load run were told, held against what the database and the store hold.

``ledger.py JOURNAL CAST [--wait 120]`` first waits until nothing is being read, then prints a JSON object: ``counts``,
and ``wrong``, a sentence for everything that does not agree. Nothing wrong: the list is empty.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

import django

django.setup()

from django.db.models import Q

from submissions.models import Event, Export, Reading, Upload
from submissions.states import Processing

Line = dict[str, Any]
NOTED: Final = (
    "upload",
    "submit",
    "correct",
    "confirm",
    "explain",
    "claim",
    "approve",
    "return",
    "snapshot",
    "exported",
)
"""Deeds that leave an Event of this kind under the name of who did them."""
RUNNING: Final = (Processing.QUEUED.value, Processing.READING.value)


def reports(cast: Line) -> list[int]:
    """Those the clerks were to hand in; before the run they had nothing."""
    return [clerk["report"] for clerk in cast["clerks"]]


def settled(seconds: float) -> bool:
    """Whether everything has been read and exported; False once nothing has moved for so long."""
    left, until = unfinished(), time.monotonic() + seconds
    while left:
        time.sleep(0.5)
        before, left = left, unfinished()
        if left < before:
            until = time.monotonic() + seconds
        elif time.monotonic() > until:
            return False
    return True


def unfinished() -> int:
    readings = Reading.objects.filter(processing__in=RUNNING).count()
    return readings + Export.objects.filter(processing__in=RUNNING).count()


def stuck() -> Iterator[str]:
    for reading in Reading.objects.filter(processing__in=RUNNING).select_related("upload"):
        yield f"stuck: {reading.upload.original_name} is {reading.processing}, in stage {reading.stage or 'none'}"
    for export in Export.objects.filter(processing__in=RUNNING):
        yield f"stuck: export {export.pk} is {export.processing}"


def uploads(deeds: list[Line], cast: Line) -> Iterator[str]:
    """Each file somebody was told of is there once, whole, and was read once; no other is there."""
    told: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for deed in deeds:
        if deed["kind"] == "upload":
            told[deed["report"], deed["sha256"]][deed["outcome"]] += 1
    kept: dict[tuple[int, str], list[Upload]] = defaultdict(list)
    for upload in Upload.objects.filter(submission__in=reports(cast)).prefetch_related("readings"):
        kept[upload.submission_id, upload.sha256].append(upload)
    for key in told.keys() | kept.keys():
        sure, perhaps, there = told[key]["done"], told[key]["unknown"], len(kept[key])
        name = f"{kept[key][0].original_name if there else key[1][:12]} (report {key[0]})"
        if there < sure:
            yield f"lost: {name} was accepted {sure} times and is there {there} times"
        if there > sure + perhaps:
            yield f"done twice: {name} is there {there} times and was accepted {sure} times"
        for upload in kept[key]:
            yield from _read_once(upload, name)


def _read_once(upload: Upload, name: str) -> Iterator[str]:
    readings = list(upload.readings.all())
    if len(readings) != 1:
        yield f"done twice: {name} has {len(readings)} readings"
    for reading in readings:
        if reading.processing == Processing.FAILED:
            yield f"not read: {name}: {reading.error_message}"
    with upload.file.open("rb") as file:
        if sha256(file.read()).hexdigest() != upload.sha256:
            yield f"lost: what is stored of {name} is not what was sent"


def deeds_noted(deeds: list[Line], cast: Line) -> Iterator[str]:
    """As many events as deeds that were told to be done; more only where no answer came."""
    staff = Q(actor__username__in=[one["username"] for group in ("reviewers", "offices") for one in cast[group]])
    clerks = Q(actor__username__in=[one["username"] for one in cast["clerks"]], submission__in=reports(cast))
    told: dict[tuple[str, str, int | None], Counter[str]] = defaultdict(Counter)
    for deed in deeds:
        if deed["kind"] in NOTED:
            told[deed["kind"], deed["who"], deed.get("report")][deed["outcome"]] += 1
    events = Event.objects.filter(staff | clerks, kind__in=NOTED)
    noted: Counter[Any] = Counter(events.values_list("kind", "actor__username", "submission"))
    for key in told.keys() | noted.keys():
        sure, perhaps = told[key]["done"], told[key]["unknown"]
        if not sure <= noted[key] <= sure + perhaps:
            kind, who, report = key
            yield f"{kind} by {who} of report {report}: told {sure} times, noted {noted[key]} times"


def refused(lines: list[Line]) -> Iterator[str]:
    """Nobody does what they may not, but reviewers may meet at one report."""
    for line in lines:
        if line["what"] == "deed" and line["outcome"] != "done" and line["kind"] != "claim":
            yield f"{line['outcome']}: {line['kind']} by {line['who']}: {line.get('words', '')}"
        elif line["what"] in ("read", "export") and line["outcome"] != "done":
            yield f"{line['what']} {line['outcome']} for {line['who']} after {line['seconds']:.0f} s"


def figures(cast: Line) -> tuple[int, int, list[str]]:
    """Figures read right, missing or doubted, and a sentence for each read wrong without doubt."""
    printed = {file["sha256"]: file["figures"] for clerk in cast["clerks"] for file in clerk["files"]}
    right, missing, wrong = 0, 0, []
    done = Reading.objects.filter(processing=Processing.DONE.value, upload__sha256__in=printed)
    for reading in done.select_related("upload").iterator(chunk_size=50):
        read = (reading.report or {})["figures"]
        for address, value in printed[reading.upload.sha256].items():
            found = read.get(address)
            if found is None or found.get("doubt") or (found["value"] is None and value is not None):
                missing += 1
            elif (found["value"] is None) == (value is None) and Decimal(str(found["value"] or 0)) == Decimal(
                value or 0
            ):
                right += 1
            else:
                wrong.append(f"read wrong: {address} of {reading.upload.original_name}: {found['value']} for {value}")
    return right, missing, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("journal", type=Path)
    parser.add_argument("cast", type=Path)
    parser.add_argument("--wait", type=float, default=120)
    options = parser.parse_args()
    lines = [json.loads(line) for line in options.journal.read_text(encoding="utf-8").splitlines()]
    cast = json.loads(options.cast.read_text(encoding="utf-8"))
    deeds = [line for line in lines if line["what"] == "deed"]
    settled(options.wait)
    right, missing, wrong = figures(cast)
    wrong += [*stuck(), *uploads(deeds, cast), *deeds_noted(deeds, cast), *refused(lines)]
    counts = Counter(deed["kind"] for deed in deeds if deed["outcome"] == "done")
    counts["figures right"], counts["figures missing or doubted"] = right, missing
    print(json.dumps({"counts": counts, "wrong": wrong}, ensure_ascii=False))


if __name__ == "__main__":
    main()
