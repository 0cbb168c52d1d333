"""What a check says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from submissions.states import Words


class Health(StrEnum):
    WELL = "well"
    WEAK = "weak"
    ILL = "ill"


class Asks(StrEnum):
    """Whom a check asks: our own database, or something outside that may let it wait."""

    DATABASE = "database"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``words`` say what was found; ``mend`` what to do, empty where nothing is wrong."""

    health: Health
    words: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """``code`` names it for machines, ``part`` for people; ``look`` may raise and may hang."""

    code: str
    part: Words
    asks: Asks
    look: Callable[[], Verdict]


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and whose it is."""

    code: str
    part: str
    health: Health
    words: str
    mend: str = ""


def well(words: str) -> Verdict:
    return Verdict(Health.WELL, words)


def weak(words: str, mend: str) -> Verdict:
    return Verdict(Health.WEAK, words, mend)


def ill(words: str, mend: str) -> Verdict:
    return Verdict(Health.ILL, words, mend)


PATIENCE: Final = 3
"""Seconds a part may take to answer."""
