"""Seconds and memory of comparing all reports of a cycle, over made texts: scripts/bench_compare.py 1000 10000.

Each made report has some 3,000 signs: a third are the set phrases every report has, the rest its own.
One in fifty copies another report with the names changed; the comparison must find these pairs and no others.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from parsing.alike import Entry, alike
from parsing.report import Report, Section
from parsing.rules.passages import body_of

COPIED = 50
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 1200)]


def sentences(chance: random.Random, count: int) -> list[str]:
    return ["".join(chance.choices(SIGNS, k=chance.randint(20, 45))) + "。" for _ in range(count)]


def made(number: int, common: list[str], reports: list[list[str]]) -> list[str]:
    """The sentences of one report; one in fifty is an earlier one with every tenth sentence its own."""
    chance = random.Random(number)  # noqa: S311 — the texts are to be the same in every run
    if number % COPIED == COPIED - 1:
        own = iter(sentences(chance, 100))
        return [next(own) if n % 10 == 9 else sentence for n, sentence in enumerate(reports[number - COPIED + 1])]
    text = sentences(chance, 60) + chance.sample(common, 30)
    chance.shuffle(text)
    return text


def bench(count: int) -> None:
    common = sentences(random.Random(0), 90)  # noqa: S311
    reports: list[list[str]] = []
    for number in range(count):
        reports.append(made(number, common, reports))
    started, worked = time.perf_counter(), time.process_time()
    entries = [Entry(n, body_of(_report(text)).signs, "") for n, text in enumerate(reports)]
    prepared = time.perf_counter()
    pairs = alike(entries)
    ended, worked = time.perf_counter(), time.process_time() - worked
    found = {frozenset((pair.one, pair.other)) for pair in pairs}
    copies = {frozenset((n, n - COPIED + 1)) for n in range(COPIED - 1, count, COPIED)}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count} reports: {ended - started:.1f} s (text {prepared - started:.1f} s, "
        f"comparison {ended - prepared:.1f} s), {worked:.1f} s of one processor, peak {memory:.0f} MB; "
        f"copies {len(copies)}, found {len(found & copies)}, others {len(found - copies)}"
    )


def _report(text: list[str]) -> Report:
    half = len(text) // 2
    return Report(sections=(Section(1, "", "", "".join(text[:half])), Section(5, "", "", "".join(text[half:]))))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1000, 10000])
    for count in parser.parse_args().counts:
        bench(count)
