"""CPU time, import time and memory of reading documents, beside other tools' tables of the same PDFs in the same run.

Every reading runs in a fresh process, tools taking turns, so that neither warms the other's caches nor
inherits its memory. Time is the processor's, best of the rounds and without the imports, so that other work
on the machine counts as little as may be; where LibreOffice converts first it is the clock's. Memory is what the
process holds at its peak above what it held after the imports (Linux).
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

ROUNDS = 2
NO_TEXT = "no text"
CONVERTED = {".doc", ".wps", ".rtf"}
"""Suffixes of what another process converts first: its time is the clock's."""
SLOWEST_ROUNDS = 2
"""Rounds of a tool or document that takes seconds."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one reading: seconds of the processor, MB, and what came of it."""

    seconds: float
    megabytes: float
    yielded: str


def portal(pipeline: Any, path: Path) -> str:
    try:
        return f"{len(pipeline.read(path).figures)} figures"
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
    if other is not None and name != "portal":
        tool(loaded, other)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts again from here
    now = time.perf_counter if path.suffix in CONVERTED else time.process_time
    before, began = memory("VmRSS"), now()
    yielded = tool(loaded, path)
    seconds = now() - began
    sender.send(Cost(seconds, (memory("VmHWM") - before) / 1024, yielded))


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
    return Cost(min(c.seconds for c in costs), min(c.megabytes for c in costs), costs[0].yielded)


def of_document(path: Path, other: Path | None, tools: list[str], rounds: int) -> dict[str, Cost]:
    costs: dict[str, list[Cost]] = {name: [] for name in tools if name == "portal" or path.suffix == ".pdf"}
    for turn in range(rounds):
        for name, kept in costs.items():
            if turn >= SLOWEST_ROUNDS and kept[-1].seconds > 1:
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
    cells = [path.name, str(pages or ""), f"{ours.seconds * 1000:.0f}", a_page, f"{ours.megabytes:.1f}", ours.yielded]
    for name in tools[1:]:
        cost = costs.get(name)
        if cost is None:
            cells += ["", "", "", ""]
        elif cost.yielded in (NO_TEXT, "failed"):
            cells += ["", "", cost.yielded, ""]
        else:
            times = f"{cost.seconds / ours.seconds:.1f}"
            cells += [f"{cost.seconds * 1000:.0f}", f"{cost.megabytes:.1f}", cost.yielded, times]
    return f"| {' | '.join(cells)} |"


def print_documents(paths: list[Path], tools: list[str], rounds: int) -> dict[str, dict[str, Cost]]:
    heads = ["document", "pages", "ms", "ms a page", "MB", "read"]
    for name in tools[1:]:
        heads += [f"{name} ms", "MB", "found", "times ours"]
    print(f"\n| {' | '.join(heads)} |\n|---|{'---:|' * (len(heads) - 1)}")
    kept = {}
    for path in paths:
        other = min(
            (p for p in paths if p.suffix == ".pdf" and p != path), key=lambda p: p.stat().st_size, default=None
        )
        kept[path.name] = of_document(path, other, tools, rounds)
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
    if options.json:
        plain = {
            name: {tool: [c.seconds, c.megabytes, c.yielded] for tool, c in of.items()} for name, of in kept.items()
        }
        options.json.write_text(json.dumps(plain, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
