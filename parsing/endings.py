"""Which label the words before a row of figures end with, in text whose lines and cells fell apart."""

from __future__ import annotations

from collections.abc import Mapping


def ending(folded: str, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """The label that the words end with, or the start of it where the row cut it in two."""
    whole = [label for label in labels if folded.endswith(label)]
    if whole:
        label = max(whole, key=len)
        return label, labels[label]
    for length in range(min(len(folded), 40), 5, -1):
        tail = folded[-length:]
        near = {code for label, code in labels.items() if label.startswith(tail)}
        if len(near) == 1:
            return tail, near.pop()
    return _nearly(folded, labels)


def _nearly(folded: str, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """A label with a few characters dropped or changed, at the end of the words.

    Only long labels, one edit in five characters, and only if no other comes as near.
    """
    scored: dict[str, tuple[float, str]] = {}
    for label, code in labels.items():
        if len(label) < 6:
            continue
        for extra in (0, -1, -2, 1):
            tail = folded[-(len(label) + extra) :]
            score = _alike(tail, label)
            if score > scored.get(code, (0.0, ""))[0]:
                scored[code] = (score, tail)
    ranked = sorted(((score, tail, code) for code, (score, tail) in scored.items()), reverse=True)
    if not ranked or ranked[0][0] < 0.8 or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.15):
        return None
    return ranked[0][1], ranked[0][2]


def _alike(one: str, other: str) -> float:
    from_start = sum(a == b for a, b in zip(one, other, strict=False))
    from_end = sum(a == b for a, b in zip(reversed(one), reversed(other), strict=False))
    return min(len(one), from_start + from_end) / max(len(one), len(other), 1) if one else 0.0
