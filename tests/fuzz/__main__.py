"""Looks for documents that a reader does not survive, for as long as it is told.

    python -m tests.fuzz --minutes 60 [--only docx] [--from 0] [--keep FOLDER]
    python -m tests.fuzz --guided --minutes 15      led by the branches taken; needs atheris (pip install atheris)

Each case is read by a child of the cage under its limits. Prints a line a failure: the seed document, the draft and
the number, by which ``tests.fuzz.mutations.mutated`` makes the same bytes again; with --keep the bytes are written too.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

from parsing.child import MEGABYTE, UNEXPECTED, Limits, Message, Say, in_child
from parsing.errors import LimitExceeded, ParsingError
from parsing.pipeline import warm
from parsing.readers.opening import as_readable
from tests.fuzz.mutations import mutated
from tests.fuzz.outcome import SPOKEN, numbers_of, read_harmed
from tests.fuzz.seeds import SCANNED, WRITERS, document, drafts

LIMITS = Limits(cpu_seconds=30, most_cpu_seconds=30, wall_seconds=240, memory=1024 * MEGABYTE)
SLOW_SECONDS = 20.0


def told(data: bytes, name: str) -> Message:
    """What a child says of one document: code, figures, wrong, seconds; ``crash`` is the place of an exception."""

    def work(say: Say) -> None:
        began = time.process_time()
        try:
            outcome, report = read_harmed(data, file.name, file.path)
        except Exception as error:
            ours = [f for f in traceback.extract_tb(error.__traceback__) if "/parsing/" in f.filename]
            place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
            say({"crash": f"{type(error).__name__} at {place}: {error!s:.100}"})
            return
        sure = {} if report is None else {str(a): str(f.value) for a, f in report.figures.items() if f.is_sure}
        say({"code": outcome.code, "figures": outcome.figures, "wrong": outcome.wrong, "sure": sure,
             "seconds": time.process_time() - began})  # fmt: skip

    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        # The child may write no file: the document lies there before it starts.
        path = Path(folder) / f"document{Path(name).suffix}"
        path.write_bytes(data)
        try:
            with as_readable(path, name) as file:
                try:
                    return next(iter(in_child(work, LIMITS)))
                except LimitExceeded:
                    return {"crash": "killed: over its limits, or dead by a signal"}
                except ParsingError as error:
                    return {"crash": f"{type(error).__name__} {error.detail}"}
        except ParsingError as error:  # of what had to be made into something else first
            if error.message == UNEXPECTED:
                return {"crash": error.detail}
            return {"code": error.code, "figures": 0, "wrong": "", "sure": {}, "seconds": 0.0}


def fuzz(minutes: float, only: str, first: int, keep: Path | None) -> int:
    """Goes round all seeds with one number after the other; how many kinds of failure there were."""
    warm()
    until, number = time.monotonic() + minutes * 60, first
    names = [name for name in WRITERS if only in name]
    truth = {(name, draft): told(document(name, draft), name).get("sure", {}) for name in names for draft in range(3)}
    seen: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    while time.monotonic() < until:
        for name in names:
            # Recognising takes seconds, and the bytes of pictures are few.
            if name in SCANNED and number % 10:
                continue
            draft = number % len(drafts())
            whole = document(name, draft)
            said = told(data := mutated(whole, number), name)
            seen[said.get("code") or ("crash" if "crash" in said else "report")] += 1
            for what in (*failures_of(said), *moved(said, truth[name, draft], whole, data, name)):
                failures[what] += 1
                if failures[what] <= 3:
                    print(f"{name} draft {draft} number {number}: {what}", flush=True)
                    if keep is not None:
                        (keep / f"{number}-{draft}-{name}").write_bytes(data)
            if time.monotonic() > until:
                break
        number += 1
    print(f"{sum(seen.values())} documents, numbers {first} to {number}: {dict(seen.most_common())}")
    for what, times in failures.most_common():
        print(f"{times:6} × {what}")
    return len(failures)


def failures_of(said: Message) -> list[str]:
    found = [said[key] for key in ("crash", "wrong") if said.get(key)]
    return [*found, f"slow: {said['seconds']:.0f} s"] if said.get("seconds", 0) > SLOW_SECONDS else found


def moved(said: Message, truth: dict[str, str], whole: bytes, data: bytes, name: str) -> list[str]:
    """Figures that are another cell's now although no number was written anew.

    For a person to look at: a document whose label was harmed may truly say so.
    """
    if not name.endswith(SPOKEN) or "sure" not in said:
        return []
    cells = [
        address for address, value in said["sure"].items() if value != "None" and truth.get(address, value) != value
    ]
    anew = numbers_of(data) - numbers_of(whole) if cells else Counter()
    return [f"moved {len(cells)}: {cells[0]}"] if cells and not anew else []


def guided(minutes: float, keep: Path | None) -> None:
    """libFuzzer over the same mutations, led by which branches of ``parsing`` a document takes."""
    atheris: Any = import_module("atheris")

    warm()
    atheris.instrument_all()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for name in WRITERS:
        if name not in SCANNED:
            (corpus / name).write_bytes(document(name))

    def one(data: bytes) -> None:
        name = _named(data)
        path = folder / f"document{Path(name).suffix}"
        path.write_bytes(data)
        read_harmed(data, name, path)

    def change(data: bytes, most: int, seed: int) -> bytes:
        return mutated(data, seed)[:most]

    options: list[Any] = [sys.argv[0], f"-max_total_time={minutes * 60:.0f}", "-timeout=120", "-rss_limit_mb=3000",
                          "-max_len=4000000", f"-artifact_prefix={keep or folder}{os.sep}", str(corpus)]  # fmt: skip
    atheris.Setup(options, one, custom_mutator=change)
    atheris.Fuzz()


def _named(data: bytes) -> str:
    """A name that lets the content say what it is."""
    if data.startswith(b"PK"):
        return "a.docx" if b"word/" in data else "a.xlsx" if b"xl/" in data else "a.odt"
    return "a.pdf" if b"%PDF" in data[:1024] else "a.html" if b"<" in data[:256] else "a.txt"


def _stay_small() -> None:
    """What a mutation makes by mistake ends this process, not the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (6144 * MEGABYTE, 6144 * MEGABYTE))


def main() -> int:
    _stay_small()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--only", default="", help="a word of the seed documents' names")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first number")
    parser.add_argument("--keep", type=Path, help="a folder for the documents that failed")
    parser.add_argument("--guided", action="store_true")
    options = parser.parse_args()
    if options.guided:
        guided(options.minutes, options.keep)
        return 0
    return 1 if fuzz(options.minutes, options.only, options.first, options.keep) else 0


if __name__ == "__main__":
    sys.exit(main())
