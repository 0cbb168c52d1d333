"""Seconds and memory of reading each document, and of pdfplumber's extract_tables on the PDFs, in one run.

Every reading runs in a fresh process, tools taking turns, so that neither warms the other's caches nor
inherits its memory. Seconds are the best of the rounds without the imports; memory is what the process
holds at its peak above what it held after the imports (Linux).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pdfplumber

from parsing.errors import ParsingError
from parsing.pipeline import read
from parsing.readers import load_all

ROUNDS = 5
NO_TEXT = "no text"


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one reading: seconds, MB, and what came of it."""

    seconds: float
    megabytes: float
    yielded: str


def portal(path: Path) -> str:
    try:
        return f"{len(read(path).figures)} figures"
    except ParsingError as error:
        return error.code


def plumber(path: Path) -> str:
    with pdfplumber.open(path) as document:
        tables = [table for page in document.pages for table in page.extract_tables()]
        if not any(page.chars for page in document.pages):
            return NO_TEXT
    return f"{sum(cell not in (None, '') for table in tables for row in table for cell in row)} cells"


def memory(field: str) -> int:
    """VmRSS (now) or VmHWM (at the peak) of this process in KB. ru_maxrss would remember the parent's peak."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{field}:")[1].split()[0])


def measured(tool: Callable[[Path], str], path: Path, sender: Any) -> None:
    load_all()  # as a worker does before it forks
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts again from here
    before = memory("VmRSS")
    started = time.perf_counter()
    yielded = tool(path)
    seconds = time.perf_counter() - started
    sender.send(Cost(seconds, (memory("VmHWM") - before) / 1024, yielded))


def once(tool: Callable[[Path], str], path: Path) -> Cost:
    fresh = multiprocessing.get_context("spawn")
    receiver, sender = fresh.Pipe(duplex=False)
    process = fresh.Process(target=measured, args=(tool, path, sender))
    process.start()
    cost: Cost = receiver.recv()
    process.join()
    return cost


def best(costs: list[Cost]) -> Cost:
    return Cost(min(c.seconds for c in costs), min(c.megabytes for c in costs), costs[0].yielded)


def of_document(path: Path, rounds: int) -> tuple[Cost, Cost | None]:
    ours: list[Cost] = []
    theirs: list[Cost] = []
    for _ in range(rounds):
        ours.append(once(portal, path))
        if path.suffix == ".pdf":
            theirs.append(once(plumber, path))
    return best(ours), best(theirs) if theirs else None


def line(path: Path, ours: Cost, theirs: Cost | None) -> str:
    cells = [path.name, f"{ours.seconds * 1000:.0f}", f"{ours.megabytes:.1f}", ours.yielded]
    if theirs and theirs.yielded == NO_TEXT:
        cells += ["", "", NO_TEXT, "", ""]
    elif theirs:
        cells += [f"{theirs.seconds * 1000:.0f}", f"{theirs.megabytes:.1f}", theirs.yielded]
        cells += [f"{ours.seconds / theirs.seconds:.2f}", f"{ours.megabytes / max(theirs.megabytes, 0.1):.2f}"]
    else:
        cells += ["", "", "", "", ""]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", type=Path, help="keep the figures here as well")
    options = parser.parse_args()
    print("| document | ms | MB | read | pdfplumber ms | MB | read | time ratio | memory ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    kept = {}
    for path in sorted(options.folder.iterdir()):
        ours, theirs = of_document(path, options.rounds)
        kept[path.name] = [ours.seconds, ours.megabytes, theirs and theirs.seconds, theirs and theirs.megabytes]
        print(line(path, ours, theirs), flush=True)
    if options.json:
        options.json.write_text(json.dumps(kept, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
