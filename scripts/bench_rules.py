"""Processor milliseconds of judging a report with last year's: scripts/bench_rules.py THIS LAST [ROUNDS].

Files are read once; each family is then judged ROUNDS times, and the median is given.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from parsing.agencies import kind_of
from parsing.pipeline import read
from parsing.rules.engine import RULES, judge, rules_for
from parsing.rules.model import Context
from parsing.rules.policy import Policy


def measured(work: Callable[[], object], rounds: int) -> float:
    """The median of the rounds in milliseconds."""
    times = []
    for _ in range(rounds):
        started = process_time()
        work()
        times.append((process_time() - started) * 1000)
    return median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("this", type=Path)
    parser.add_argument("last", type=Path)
    parser.add_argument("rounds", type=int, nargs="?", default=50)
    given = parser.parse_args()
    report, last = read(given.this), read(given.last)
    year = report.year or 2024
    # The year before, whatever its title says: only the time is of interest here.
    context = Context(
        agency_names=(report.agency,), year=year, kind=kind_of(report.agency), previous=(replace(last, year=year - 1),)
    )
    wanted = rules_for(report, context, Policy())
    for family in sorted({rule.family for rule in RULES}):
        rules = [rule for rule in wanted if rule.family == family]
        cost = measured(lambda rules=rules: [list(r.check(r, report, context)) for r in rules], given.rounds)  # type: ignore[misc]
        print(f"{family}  {len(rules):2} rules  {cost:6.2f} ms")
    print(f"all  {len(wanted)} rules  {measured(lambda: judge(report, context), given.rounds):6.2f} ms")


if __name__ == "__main__":
    main()
