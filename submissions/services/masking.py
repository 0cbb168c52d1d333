"""Blots out words wherever they stand in what was read of a document; everything else keeps its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from parsing.report import Report
from parsing.rules.privacy import private_spans

BLOT: Final = "＊"
LEAST: Final = 2
"""Characters of a word that may be blotted out: shorter ones stand everywhere."""


def private_words(report: Report) -> set[str]:
    """What rule V finds private in the texts of a report."""
    return {text[start:end] for _section, text in report.texts() for start, end, _what in private_spans(text)}


class Mask:
    """Blots out the same words in many values; ``count`` says how often it did.

    A word is replaced by as many blots, so that places in a text hold.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({word for word in words if len(word) >= LEAST}, key=len, reverse=True)
        self.count = 0

    def text(self, value: str) -> str:
        for word in self.words:
            if n := value.count(word):
                self.count += n
                value = value.replace(word, BLOT * len(word))
        return value

    def value(self, value: Any) -> Any:
        """A value of JSON with all its texts so; keys stay, and so do numbers."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if isinstance(value, dict):
            return {key: self.value(one) for key, one in value.items()}
        return value

    def report(self, data: dict[str, Any]) -> dict[str, Any]:
        """A report's JSON; of its figures only the remarks beside them, the numbers stay."""
        figures = {
            address: {key: self.value(one) if key == "note" else one for key, one in figure.items()}
            for address, figure in data.get("figures", {}).items()
        }
        return {key: self.value(one) for key, one in data.items() if key != "figures"} | {"figures": figures}
