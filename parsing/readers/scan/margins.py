"""What only seems to be print: the grain of a desk, the edge of the sheet on it, left-overs of a seal.

Print is read with a probability of 0.9 and more, these with less than 0.6. They are left out, so that they stand
between no two lines of a title, nor between the halves of a table. What might be a figure is left out only beside
all that is read well: within the page a figure that is read badly is doubted, and never gone. A dash in place of one
is hardly ever read well: its stroke is that of a hyphen, an underscore and the ideograph 一 alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from parsing.readers.scan.figures import is_alone
from parsing.readers.scan.ink import Span, extent
from parsing.readers.scan.recogniser import Reading

_NONSENSE, _WELL = 0.6, 0.9
_FLAT = 2
"""Heights a dash is broad at least."""
Line = tuple[Span, Reading]


def without_nonsense(lines: Sequence[Line], tables: Sequence[Span]) -> list[Line]:
    """The lines outside tables that say something; ``tables`` are where those stand, in pixels."""
    well = [*(span for span, reading in lines if _probability(reading) >= _WELL), *tables]
    around = extent(well) if well else None

    def says_something(span: Span, reading: Reading) -> bool:
        x, y = (span.x0 + span.x1) / 2, (span.y0 + span.y1) / 2
        if around and not (around.x0 <= x <= around.x1 and around.y0 <= y <= around.y1):
            return _probability(reading) >= _WELL
        number = any(letter.text.isdigit() for letter in (*reading.free, *reading.strict))
        dash = span.x1 - span.x0 >= _FLAT * span.height and is_alone(reading)
        return number or dash or _probability(reading) >= _NONSENSE

    return [line for line in lines if says_something(*line)]


def _probability(reading: Reading) -> float:
    return fmean(letter.probability for letter in reading.free) if reading.free else 0.0
