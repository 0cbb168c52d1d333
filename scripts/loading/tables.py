"""A load run as tables in Markdown, from the journal of its people and the samples of its services."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles
from typing import Any, Final

Line = dict[str, Any]
SLOW_MS: Final = 500.0
"""The aim for the 95th of a hundred pages."""
LATE_SECONDS: Final = 60.0
"""A queue whose oldest file has waited longer than this grows faster than it is read."""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything written down between two moments, and the people that were there."""

    lines: Sequence[Line]
    samples: Sequence[Line]
    began: float
    ended: float
    clerks: int

    def part(self, began: float, ended: float, clerks: int) -> Run:
        inside = [line for line in self.lines if began <= line["at"] < ended]
        return Run(inside, [one for one in self.samples if began <= one["at"] < ended], began, ended, clerks)

    @property
    def seconds(self) -> float:
        return self.ended - self.began

    @property
    def requests(self) -> list[Line]:
        return [line for line in self.lines if line["what"] == "request"]

    @property
    def failed(self) -> list[Line]:
        return [line for line in self.requests if not 200 <= line["status"] < 400]

    @property
    def read(self) -> list[Line]:
        return [line for line in self.lines if line["what"] == "read" and line["outcome"] == "done"]

    def used(self, group: str) -> float:
        """Seconds of processor of a group of processes."""
        seconds: list[float] = [one["groups"][group]["seconds"] for one in self.samples]
        return sum(max(after - before, 0) for before, after in pairwise(seconds))


def at_percent(values: Iterable[float], percent: int) -> float:
    """So many in a hundred are at most this; 0 of nothing."""
    ordered = sorted(values)
    if len(ordered) < 2:
        return ordered[0] if ordered else 0.0
    return quantiles(ordered, n=100, method="inclusive")[percent - 1]


def is_page(line: Line) -> bool:
    """What somebody looks at: neither a file for the browser, nor a password hashed, nor a file sent."""
    page = line["page"]
    return page != "POST /login/" and not page.endswith(("static files", "/upload/"))


def summary(run: Run) -> str:
    pages = [line["ms"] for line in run.requests if is_page(line)]
    works = run.used("worker")
    rows = [
        ("clerks at once", str(run.clerks)),
        ("seconds", f"{run.seconds:.0f}"),
        ("requests; a second", f"{len(run.requests)}; {len(run.requests) / run.seconds:.1f}"),
        ("failed requests", str(len(run.failed))),
        ("pages, ms: p50, p95, p99", _three(pages)),
        ("signing in, ms: p50, p95, p99", _three(_of(run, "POST /login/"))),
        ("uploading, ms: p50, p95, p99", _three(_of(run, "POST /reports/…/upload/"))),
        ("files read; a minute", f"{len(run.read)}; {60 * len(run.read) / run.seconds:.1f}"),
        ("processor of the workers a file, s", f"{works / max(len(run.read), 1):.2f}"),
        ("files a minute and a core", f"{60 * len(run.read) / works:.0f}" if works else ""),
        ("from sent to read, s: p50, p95, p99", _three([line["seconds"] for line in run.read], 1)),
        ("oldest in the queue, s: p50, p95, p99", _three([one["oldest"] for one in run.samples], 1)),
        ("most files waiting", str(max((one["waiting"] for one in run.samples), default=0))),
    ]
    return table(("what", "measured"), rows)


def _of(run: Run, page: str) -> list[float]:
    return [line["ms"] for line in run.requests if line["page"] == page]


def _three(values: Sequence[float], decimals: int = 0) -> str:
    return ", ".join(f"{at_percent(values, percent):.{decimals}f}" for percent in (50, 95, 99))


def by_page(run: Run) -> str:
    """Every page by its address, the most asked for first."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in run.requests:
        found[line["page"]].append(line)
    rows = []
    for page, lines in sorted(found.items(), key=lambda item: -len(item[1])):
        values = [line["ms"] for line in lines]
        failed = sum(not 200 <= line["status"] < 400 for line in lines)
        numbers = [f"{at_percent(values, percent):.0f}" for percent in (50, 95, 99)]
        rows.append((page, str(len(lines)), *numbers, str(failed)))
    return table(("page", "requests", "p50 ms", "p95 ms", "p99 ms", "failed"), rows)


def by_kind(run: Run) -> str:
    found: dict[str, list[float]] = defaultdict(list)
    for line in run.read:
        found[line["file"]].append(line["seconds"])
    rows = [
        (kind, str(len(values)), f"{at_percent(values, 50):.1f}", f"{at_percent(values, 95):.1f}")
        for kind, values in sorted(found.items(), key=lambda item: -len(item[1]))
    ]
    return table(("file", "read", "p50 s from sent to read", "p95 s"), rows)


def by_group(run: Run) -> str:
    names = run.samples[0]["groups"] if run.samples else {}
    rows = [
        (
            name,
            f"{run.used(name) / run.seconds:.2f}",
            f"{max(one['groups'][name]['memory'] for one in run.samples):.0f}",
        )
        for name in names
    ]
    everybody = (run.samples[-1]["busy"] - run.samples[0]["busy"]) / run.seconds if run.samples else 0.0
    ours = sum(run.used(name) for name in names) / run.seconds
    rows.append(("everything else on the machine", f"{max(everybody - ours, 0):.2f}", ""))
    return table(("processes", "cores used", "most MB"), rows)


def by_step(steps: Sequence[Run]) -> str:
    """A line a step, and where the knee is."""
    rows = []
    for run in steps:
        pages = [line["ms"] for line in run.requests if is_page(line)]
        numbers = [f"{at_percent(pages, percent):.0f}" for percent in (50, 95, 99)]
        oldest = f"{at_percent([one['oldest'] for one in run.samples], 95):.0f}"
        rate = f"{60 * len(run.read) / run.seconds:.0f}"
        row = (str(run.clerks), f"{len(run.requests) / run.seconds:.1f}", *numbers, str(len(run.failed)), rate, oldest)
        rows.append(row)
    heads = (
        "clerks",
        "requests a second",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "failed",
        "read a minute",
        "oldest waiting, p95 s",
    )
    return table(heads, rows) + "\n" + knee(steps)


def knee(steps: Sequence[Run]) -> str:
    """The first step that does not hold, and why."""
    held = 0
    for run in steps:
        pages = [line["ms"] for line in run.requests if is_page(line)]
        why = [
            *([f"pages took {at_percent(pages, 95):.0f} ms at p95"] if at_percent(pages, 95) > SLOW_MS else []),
            *([f"{len(run.failed)} requests failed"] if run.failed else []),
            *(["files waited over a minute"] if any(one["oldest"] > LATE_SECONDS for one in run.samples) else []),
        ]
        if why:
            return f"\nThe knee: {held} clerks held, {run.clerks} did not: {', '.join(why)}."
        held = run.clerks
    return f"\nNo knee: {held} clerks held."


def errors(run: Run) -> str:
    found = Counter((line["page"], line["status"]) for line in run.failed)
    return table(("failed", "status", "times"), [(page, str(status), str(n)) for (page, status), n in found.items()])


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"
