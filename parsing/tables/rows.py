"""Fitting a row of figures to the columns of the form when the two do not count the same.

Text extraction adds a phantom cell after a page break or keeps the empty corners of merged
cells. Sums choose between the possible readings; they never make a figure up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import combinations

from parsing.labels import Number

MOST_PHANTOMS = 2

Holds = Callable[[Sequence[Decimal]], bool]


def applicants_add_up(values: Sequence[Decimal]) -> bool:
    """Six applicant kinds and their total."""
    return sum(values[:-1], Decimal(0)) == values[-1]


def disputes_add_up(values: Sequence[Decimal]) -> bool:
    """Groups of four outcomes and their total."""
    return all(applicants_add_up(values[start : start + 5]) for start in range(0, len(values), 5))


def fit(
    numbers: Sequence[Number], count: int, holds: Holds | None = None, last: int | None = None
) -> tuple[int, ...] | None:
    """The indices of the ``count`` cells that belong to the form's columns, or None if unclear.

    Too few cells are never stretched: which one is missing cannot be known. ``last`` is the
    index at which rows like this one end, where the layout tells.
    """
    if len(numbers) < count:
        return None
    filled = [i for i, number in enumerate(numbers) if number.value is not None or number.note]
    marks = [i for i, number in enumerate(numbers) if number.state != "blank"]
    begin, end = (marks[0], marks[-1]) if marks else (0, 0)
    windows = [
        tuple(range(start, start + count))
        for start in range(len(numbers) - count + 1)
        if start <= begin and end < start + count
    ]
    if windows and not marks:
        return windows[0]
    if len(windows) == 1:
        return windows[0] if _is_edged(numbers, windows[0]) or windows[0][-1] == last else None
    ending = [window for window in windows if window[-1] == last]
    if ending:
        return ending[0]
    candidates = windows or _without_phantoms(numbers, begin, end, count)
    return _only_one(numbers, candidates, holds) if filled else None


def is_by_sums(numbers: Sequence[Number], count: int, last: int | None = None) -> bool:
    """Whether the cells of a row that fits can only be told by its sum. Then its sum proves nothing more:
    a cell lost and one put in elsewhere leave it as it was."""
    return fit(numbers, count, None, last) is None


def _is_edged(numbers: Sequence[Number], window: tuple[int, ...]) -> bool:
    """Whether no empty cell at an end of the window might be one of those left out beside it: then a
    cell was lost in between, and which it is cannot be known."""
    before = window[0] > 0 and numbers[window[0]].state == "blank"
    after = window[-1] + 1 < len(numbers) and numbers[window[-1]].state == "blank"
    return not before and not after


def _without_phantoms(numbers: Sequence[Number], first: int, last: int, count: int) -> list[tuple[int, ...]]:
    inner = list(range(first, last + 1))
    extra = len(inner) - count
    if extra > MOST_PHANTOMS:
        return []
    hollow = [i for i in inner if not numbers[i].value]
    return [tuple(i for i in inner if i not in dropped) for dropped in combinations(hollow, extra)]


def _only_one(
    numbers: Sequence[Number], candidates: Sequence[tuple[int, ...]], holds: Holds | None
) -> tuple[int, ...] | None:
    """The candidate whose figures add up, if all that do say the same."""
    if holds is None:
        return None
    fitting = {
        tuple(numbers[i].value for i in chosen): chosen
        for chosen in candidates
        if holds([numbers[i].value or Decimal(0) for i in chosen])
    }
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def stands_beside(numbers: Sequence[Number], chosen: Sequence[int], count: int) -> bool:
    """Whether the chosen cells do not add up, and as many others side by side do, or all but a blank total at the end:
    the row stands in other columns."""
    values = [number.value or Decimal(0) for number in numbers]
    if applicants_add_up([values[i] for i in chosen]):
        return False
    windows = [values[start : start + count] for start in range(len(values) - count + 1)]
    if numbers[chosen[-1]].state == "blank":
        windows.append([values[i] for i in chosen[:-1]])
    return any(window[-1] and applicants_add_up(window) for window in windows)
