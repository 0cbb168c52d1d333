"""How scans in every condition are read: cells right, doubtful, missing and wrong, seconds a page, megabytes.

    .venv/bin/python scripts/bench_scans.py [--only WORD] [--drawn N] [--printed N] [--draw-seed S] [--each K] [PDF …]

The pages with tables of text PDFs are rendered, harmed as tests/parsing/dirty.py says, and read as scans. The
documents are those named, whose truth is what their text says, and ``--drawn`` and ``--printed`` ones in styles drawn
by lot, by us and by Chromium and LibreOffice, whose truth is what they were made from; without any, two samples of the
project. ``wrong`` is a figure given as sure
that the document does not have: it must be 0. ``doubtful`` was read and marked, ``missing`` was not read.
``--each`` gives every condition so many of the documents in turn, and not all of them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from multiprocessing.pool import Pool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from parsing.errors import ParsingError
from parsing.pipeline import document_to_report, read
from parsing.readers import scan
from parsing.report import Address, Report
from parsing.rules.engine import judge
from parsing.rules.model import Outcome
from submissions.demo.figures import HEILONGJIANG_2024, HUAIAN_2024
from submissions.demo.narrative import write_draft
from submissions.demo.samples import drawn_samples
from submissions.demo.truth import broken_sums
from submissions.demo.write_pdf import Look, write_pdf
from tests.parsing.dirty import CONDITIONS, Condition, rendered, scanned
from tests.parsing.printed import printed_samples

HEAD = (
    f"{'condition':24}{'cells':>6}{'right':>8}{'doubtful':>9}{'missing':>8}{'wrong':>6}{'false':>6}"
    f"{'s/page':>7}{'cpu':>6}{'MB':>5}"
)
ARITHMETIC = ("A-01", "A-02", "A-03", "A-04", "A-12")


@dataclass
class Tally:
    """Cells of one document in one condition."""

    right: int = 0
    doubtful: int = 0
    missing: int = 0
    wrong: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0
    pages: int = 0
    megabytes: float = 0.0
    doubts: list[str] = field(default_factory=list)
    error: str = ""


@dataclass(frozen=True)
class Original:
    """A text PDF, what stands in its cells, which sums of it fail, and its pages, from 0, that are scanned."""

    path: Path
    values: Mapping[Address, Decimal | None]
    failures: frozenset[str]
    pages: Sequence[int]


def samples(folder: Path) -> list[Path]:
    """Text PDFs of the project's own figures in a few layouts."""
    looks = {
        "hlj": (HEILONGJIANG_2024, Look()),
        "huaian_torn": (HUAIAN_2024, Look(split=True, break_after=14, repeat_header=True)),
    }
    made = []
    for name, (figures, look) in looks.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(write_pdf(write_draft(figures, government=True), look))
        made.append(path)
    return made


def printed(path: Path) -> Original:
    """A text PDF by what its text says."""
    report = read(path)
    values = {address: figure.value for address, figure in report.figures.items()}
    return Original(path, values, frozenset(failures(report)), with_figures(report))


def drawn(folder: Path, count: int, seed: int) -> Iterator[Original]:
    """Documents in styles drawn by lot, by what they were drawn from."""
    for sample in drawn_samples(count, seed):
        path = folder / sample.file_name
        path.write_bytes(sample.layout.write(sample.draft))
        failing = frozenset(f"{rule} {subject}" for rule, subject, *_ in broken_sums(sample.draft))
        yield Original(path, sample.draft.values, failing, with_figures(read(path)))


def printed_by_others(folder: Path, count: int, seed: int) -> Iterator[Original]:
    """Documents printed by Chromium and LibreOffice in styles drawn by lot, by what they were made from."""
    for sample, path in printed_samples(folder, count, seed):
        failing = frozenset(f"{rule} {subject}" for rule, subject, *_ in broken_sums(sample.draft))
        yield Original(path, sample.draft.values, failing, with_figures(read(path)))


def with_figures(report: Report) -> list[int]:
    """The pages, from 0, that hold figures of the form, and the first."""
    pages = {figure.place.page - 1 for figure in report.figures.values() if figure.place.page}
    return sorted({0, *pages})


def peak() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


@dataclass(frozen=True)
class Cost:
    """What a process that does nothing but read took for one document."""

    report: Report | None
    error: str
    seconds: float
    cpu: float
    megabytes: float


def read_scan(path: Path) -> Cost:
    """Reads one scan; to be called in the process that reads."""
    Path("/proc/self/clear_refs").write_text("5")
    start, used = time.perf_counter(), time.process_time()
    report, error = None, ""
    try:
        report = document_to_report(scan.read(path))
    except ParsingError as raised:
        error = raised.code
    return Cost(report, error, time.perf_counter() - start, time.process_time() - used, peak())


def measured(original: Original, condition: Condition, seed: int, keep: Path | None, reader: Pool) -> Tally:
    pages = original.pages
    data = scanned(rendered(original.path, condition.dpi, pages), condition, seed)
    if keep:
        keep.write_bytes(data)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        cost = reader.apply(read_scan, (Path(file.name),))
    unread = Tally(missing=len(original.values), error=cost.error)
    tally = compared(original, cost.report) if cost.report else unread
    tally.seconds, tally.cpu, tally.pages, tally.megabytes = cost.seconds, cost.cpu, len(pages), cost.megabytes
    return tally


def compared(original: Original, report: Report) -> Tally:
    tally = Tally()
    expected, found = original.values, report.figures
    for address, value in expected.items():
        got = found.get(address)
        if got is None:
            tally.missing += 1
            tally.doubts.append(f"{address}: {value} not read")
        elif not got.is_sure:
            tally.doubtful += 1
            tally.doubts.append(f"{address}: {value} {got.raw!r} {got.doubt}")
        elif got.value == value:
            tally.right += 1
        else:
            tally.wrong.append(f"{address}: {value} read as {got.raw}")
    extra = [a for a, figure in found.items() if a not in expected and figure.is_sure and figure.value is not None]
    tally.wrong += [f"{address}: nothing read as {found[address].raw}" for address in extra]
    tally.false = sorted(failures(report) - original.failures)
    return tally


def failures(report: Report) -> set[str]:
    return {f"{f.rule} {f.subject}" for f in judge(report) if f.rule in ARITHMETIC and f.outcome is Outcome.FAILED}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path, help="text PDFs; else the project's own samples")
    parser.add_argument("--only", default="", help="conditions with this in their name, several by commas")
    parser.add_argument("--drawn", type=int, default=0, help="so many documents in styles drawn by lot")
    parser.add_argument("--printed", type=int, default=0, help="so many documents printed by Chromium and LibreOffice")
    parser.add_argument("--draw-seed", type=int, default=1, help="of the styles and figures of those drawn")
    parser.add_argument("--each", type=int, default=0, help="documents a condition, in turn; else all of them")
    parser.add_argument("--seed", type=int, default=0, help="of chance: where seals lie, how a photograph is tilted")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the scans made")
    parser.add_argument("--detail", action="store_true")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        originals = [printed(path) for path in options.documents]
        originals += drawn(Path(folder), options.drawn, options.draw_seed)
        originals += printed_by_others(Path(folder), options.printed, options.draw_seed)
        originals = originals or [printed(path) for path in samples(Path(folder))]
        wanted = [name for name in CONDITIONS if any(word in name for word in options.only.split(","))]
        print(HEAD)
        sums = Tally()
        for number, name in enumerate(wanted):
            total = Tally()
            # A process of its own reads the documents of a condition: what it takes is what reading takes.
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                for seed in range(options.seed, options.seed + options.seeds):
                    for original in _in_turn(originals, options.each, number + seed):
                        stem = original.path.stem
                        keep = options.keep and options.keep / f"{stem} {name} {seed}.pdf"
                        tally = measured(original, CONDITIONS[name], seed, keep, pool)
                        for into in (total, sums):
                            _add(into, tally, f"{name} / {stem}")
            _print(name, total)
            if options.detail:
                print("".join(f"    {text}\n" for text in total.doubts[:12]), end="")
            for text in (*total.wrong[:12], *total.false[:6]):
                print(f"    !! {text}")
        _print("all", sums)


def _in_turn(originals: Sequence[Original], each: int, turn: int) -> list[Original]:
    """So many of the documents, others at every turn; 0 asks for all of them."""
    return [originals[(turn * each + step) % len(originals)] for step in range(each or len(originals))]


def _add(into: Tally, tally: Tally, where: str) -> None:
    into.right += tally.right
    into.doubtful += tally.doubtful
    into.missing += tally.missing
    into.seconds += tally.seconds
    into.cpu += tally.cpu
    into.pages += tally.pages
    into.megabytes = max(into.megabytes, tally.megabytes)
    into.wrong += [f"{where}: {text}" for text in tally.wrong]
    into.false += [f"{where}: {text}" for text in tally.false]
    into.doubts += [f"{where}: {text}" for text in tally.doubts]


def _print(name: str, total: Tally) -> None:
    cells = total.right + total.doubtful + total.missing + len(total.wrong)
    print(
        f"{name:24}{cells:6}{100 * total.right / max(cells, 1):7.2f}%{total.doubtful:9}{total.missing:8}"
        f"{len(total.wrong):6}{len(total.false):6}{total.seconds / max(total.pages, 1):7.2f}"
        f"{total.cpu / max(total.pages, 1):6.2f}{total.megabytes:5.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
