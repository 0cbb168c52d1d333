"""CPU time, import time and memory of reading documents, beside other tools' tables of the same PDFs in the same run.

Every document and tool has a fresh process, tools taking turns, so that neither warms the other's caches nor
inherits its memory. The process is warm: each tool reads another PDF before the clock runs, and then the document
as often as fits into 0.6 seconds. Time is the processor's, the best of these and without the imports, so that other
work on the machine counts as little as may be; where LibreOffice converts first it is the clock's. Memory is what the
first reading holds at its peak above what the process held before (Linux).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import io
import json
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from parsing.errors import ParsingError

ROUNDS = 1
LONGEST, MOST_READINGS = 0.6, 12
"""Seconds after which a document is not read again, and readings at most, in one process."""
NO_TEXT = "no text"
CONVERTED = {".doc", ".wps", ".rtf", ".xls", ".et", ".ods"}
"""Suffixes of what LibreOffice converts first."""
BY_THE_CLOCK = CONVERTED | {".ofd"}
"""Part of the work is done by another process, which the processor's time of this one does not count."""
BUDGET = 3.0
"""Seconds of reading after which a tool measured beside is given no more documents."""
SLOW = 0.4
"""Seconds from which a tool or document has one round only."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one reading: seconds of the processor, MB, what came of it, and the seconds of the first of several."""

    seconds: float
    megabytes: float
    yielded: str
    first: float = 0.0


def portal(pipeline: Any, path: Path) -> str:
    try:
        return f"{len(pipeline.read(path).figures)} figures"
    except ParsingError as error:
        return error.code


def tables_alone(readers: Any, path: Path) -> str:
    """What the tools beside give and no more: cells as found, not yet assigned to the form, nothing judged."""
    try:
        return _cells([cell.text for grid in readers.read_document(path).grids for cell in grid.cells])
    except ParsingError as error:
        return error.code


def plumber(pdfplumber: Any, path: Path) -> str:
    with pdfplumber.open(path) as document:
        tables = [table for page in document.pages for table in page.extract_tables()]
        if not any(page.chars for page in document.pages):
            return NO_TEXT
    return _cells([cell for table in tables for row in table for cell in row])


def lattice(camelot: Any, path: Path) -> str:
    tables = camelot.read_pdf(str(path), pages="all", flavor="lattice")
    return _cells([cell for table in tables for row in table.data for cell in row])


def mupdf(pymupdf: Any, path: Path) -> str:
    with redirect_stdout(io.StringIO()), pymupdf.open(path) as document:
        rows = [row for page in document for table in page.find_tables().tables for row in table.extract()]
    return _cells([cell for row in rows for cell in row])


def _cells(cells: list[Any]) -> str:
    return f"{sum(cell not in (None, '') for cell in cells)} cells"


TOOLS: dict[str, tuple[str, Callable[[Any, Path], str]]] = {
    "portal": ("parsing.pipeline", portal),
    "pdfplumber": ("pdfplumber", plumber),
    "tables alone": ("parsing.readers", tables_alone),
    "camelot lattice": ("camelot", lattice),
    "pymupdf": ("pymupdf", mupdf),
}
"""What is imported before the clock runs, and the reading. PDFs are read by all, the rest by the portal."""


def memory(field: str) -> int:
    """VmRSS (now) or VmHWM (at the peak) of this process in KB. ru_maxrss would remember the parent's peak."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{field}:")[1].split()[0])


def measured(name: str, path: Path | None, other: Path | None, sender: Any) -> None:
    """Sends the Cost of a reading or, without a path, of the imports alone.

    A tool reads another PDF before the clock runs, as some load most of themselves at their first use.
    """
    module, tool = TOOLS[name]
    before, started = memory("VmRSS"), time.process_time()
    loaded = importlib.import_module(module)
    if name == "portal":
        loaded.warm()  # as a worker does before it forks
    if path is None:
        sender.send(Cost(time.process_time() - started, (memory("VmRSS") - before) / 1024, ""))
        return
    if other is not None:
        tool(loaded, other)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts again from here
    now = time.perf_counter if path.suffix in BY_THE_CLOCK else time.process_time
    fewest = 2 if path.suffix in CONVERTED else 1
    before, held, taken = memory("VmRSS"), 0, list[float]()
    while len(taken) < fewest or (sum(taken) < LONGEST and len(taken) < MOST_READINGS):
        began = now()
        yielded = tool(loaded, path)
        taken.append(now() - began)
        held = held or memory("VmHWM")
    sender.send(Cost(min(taken), (held - before) / 1024, yielded, taken[0]))


def once(name: str, path: Path | None = None, other: Path | None = None) -> Cost:
    fresh = multiprocessing.get_context("spawn")
    receiver, sender = fresh.Pipe(duplex=False)
    process = fresh.Process(target=measured, args=(name, path, other, sender))
    process.start()
    sender.close()
    try:
        cost: Cost = receiver.recv()
    except EOFError:
        cost = Cost(float("nan"), float("nan"), "failed")
    process.join()
    return cost


def best(costs: list[Cost]) -> Cost:
    seconds, megabytes = min(c.seconds for c in costs), min(c.megabytes for c in costs)
    return Cost(seconds, megabytes, costs[0].yielded, min(c.first for c in costs))


def of_document(path: Path, other: Path | None, tools: list[str], rounds: int) -> dict[str, Cost]:
    costs: dict[str, list[Cost]] = {name: [] for name in tools if name == "portal" or path.suffix == ".pdf"}
    for turn in range(rounds):
        for name, kept in costs.items():
            if turn and kept[-1].seconds > SLOW:
                continue
            kept.append(once(name, path, other))
    return {name: best(kept) for name, kept in costs.items()}


def pages_of(path: Path) -> int:
    document = importlib.import_module("pypdfium2").PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def print_imports(tools: list[str], rounds: int) -> None:
    print("| imports | ms | MB |\n|---|---:|---:|")
    for name in tools:
        cost = best([once(name) for _ in range(min(rounds, 3))])
        print(f"| {name} | {cost.seconds * 1000:.0f} | {cost.megabytes:.0f} |", flush=True)


def line(path: Path, costs: dict[str, Cost], tools: list[str]) -> str:
    ours = costs["portal"]
    pages = pages_of(path) if path.suffix == ".pdf" else 0
    a_page = f"{ours.seconds * 1000 / pages:.1f}" if pages else ""
    times, cells = list[str](), [f"{ours.seconds * 1000:.0f}", a_page, f"{ours.megabytes:.1f}", ours.yielded]
    for name in tools[1:]:
        cost = costs.get(name)
        if cost is None:
            times, cells = [*times, ""], [*cells, "", "", ""]
        elif cost.yielded in (NO_TEXT, "failed"):
            times, cells = [*times, ""], [*cells, "", "", cost.yielded]
        else:
            times.append(f"{cost.seconds / ours.seconds:.1f}")
            cells += [f"{cost.seconds * 1000:.0f}", f"{cost.megabytes:.1f}", cost.yielded]
    return f"| {' | '.join([path.name, str(pages or ''), *times, *cells])} |"


def print_converted(kept: dict[str, dict[str, Cost]]) -> None:
    """What LibreOffice converts: the first document of a worker, which starts it, and the next."""
    for name, costs in kept.items():
        if Path(name).suffix in CONVERTED:
            ours = costs["portal"]
            print(f"\n{name}: first in a worker {ours.first:.2f} s, next in the same worker {ours.seconds:.2f} s")


def print_documents(paths: list[Path], tools: list[str], rounds: int) -> dict[str, dict[str, Cost]]:
    heads = ["document", "pages", *(f"{name}: times ours" for name in tools[1:]), "ms", "ms a page", "MB", "read"]
    for name in tools[1:]:
        heads += [f"{name} ms", "MB", "found"]
    print(f"\n| {' | '.join(heads)} |\n|---|{'---:|' * (len(heads) - 1)}")
    kept: dict[str, dict[str, Cost]] = {}
    spent = dict.fromkeys(tools[2:], 0.0)  # the portal and pdfplumber, which the aims name, are always measured
    for path in paths:
        other = min(
            (p for p in paths if p.suffix == ".pdf" and p != path), key=lambda p: p.stat().st_size, default=None
        )
        kept[path.name] = of_document(path, other, [t for t in tools if spent.get(t, 0.0) < BUDGET], rounds)
        for tool in spent:
            spent[tool] += kept[path.name][tool].seconds if tool in kept[path.name] else 0.0
        print(line(path, kept[path.name], tools), flush=True)
    return kept


def print_formats(paths: list[Path], kept: dict[str, dict[str, Cost]]) -> None:
    """Medians over the documents of a format."""
    groups: dict[str, list[Cost]] = {}
    for path in paths:
        ours = kept[path.name]["portal"]
        scanned = path.suffix == ".pdf" and kept[path.name].get("pdfplumber", ours).yielded == NO_TEXT
        groups.setdefault("scan" if scanned else path.suffix.lstrip("."), []).append(ours)
    print("\n| format | documents | ms | MB |\n|---|---:|---:|---:|")
    for name, costs in sorted(groups.items()):
        seconds = statistics.median(cost.seconds for cost in costs)
        print(f"| {name} | {len(costs)} | {seconds * 1000:.0f} | {statistics.median(c.megabytes for c in costs):.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", type=Path, help="keep the figures here as well")
    options = parser.parse_args()
    tools = [name for name, (module, _) in TOOLS.items() if importlib.util.find_spec(module.partition(".")[0])]
    paths = sorted(path for path in options.folder.iterdir() if path.is_file())
    print_imports(tools, options.rounds)
    kept = print_documents(paths, tools, options.rounds)
    print_formats(paths, kept)
    print_converted(kept)
    if options.json:
        plain = {
            name: {tool: [c.seconds, c.megabytes, c.yielded] for tool, c in of.items()} for name, of in kept.items()
        }
        options.json.write_text(json.dumps(plain, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
