"""Headings of several lines that text taken out of a page gives line by line, so that their words are woven together:

    本年新 本年新 对外公开总数量
    制作数量 公开数量

Each word goes on with the heading it stands under; what stands beside each other on a line are other headings, in their
order. Where that comes out for headings of the form, all of them and nothing else, they are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parsing.editions import EDITIONS, Block
from parsing.labels import fold
from parsing.tables.tokens import Token

_MOST_WORDS = 16
_NUMBERED = re.compile("^[一二三1-3]")
_CORNER = "信息内容"


def block_columns(words: Sequence[Token], label: str) -> tuple[str, ...]:
    """The columns of the block of table 二 whose headings the words above a row are, its ``label`` among their last."""
    texts = [(token.line, text) for token in words if (text := fold(token.text))]
    corners = [at for at, (_, text) in enumerate(texts) if text == _CORNER]
    begin = corners[-1] + 1 if corners else len(texts)
    end = len(texts)
    while end > begin and label and label.endswith(texts[end - 1][1]):
        end -= 1
        label = label.removesuffix(texts[end][1])
    heads = texts[begin:end]
    if label or not heads or len(heads) > _MOST_WORDS:
        return ()
    found = {codes for codes, labels in _blocks() if _is_woven(heads, labels)}
    return found.pop() if len(found) == 1 else ()


@lru_cache(maxsize=1)
def _blocks() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The columns and headings of each block of table 二 in any edition."""
    blocks = [block for form in EDITIONS.values() for block in form.table("disclosure").blocks]
    return tuple((tuple(c.code for c in b.columns), tuple(fold(c.label) for c in b.columns)) for b in blocks)


def _is_woven(words: Sequence[tuple[int, str]], labels: Sequence[str]) -> bool:
    """Whether the words, each with its line, spell all the labels, those on a line different ones in their order."""
    if sum(len(text) for _, text in words) != sum(map(len, labels)):
        return False
    return any(_weave(words, list(labels), -1))


def _weave(words: Sequence[tuple[int, str]], rest: list[str], last: int) -> Iterator[bool]:
    """True once for each way; ``rest`` is what is left of each label, ``last`` the label of the word before."""
    if not words:
        yield not any(rest)
        return
    (line, text), *others = words
    for at in range(last + 1, len(rest)):
        if rest[at].startswith(text):
            left = [*rest[:at], rest[at].removeprefix(text), *rest[at + 1 :]]
            yield from _weave(others, left, at if others and others[0][0] == line else -1)


def are_dispute_headings(folded: str) -> bool:
    """Whether words are those of all headings of table 四 and no other, in whatever order lines gave them."""
    return Counter(folded) == _dispute_characters()


def are_outcomes(folded: str) -> bool:
    """Whether words end with the five outcomes of table 四, each of them once."""
    return folded.endswith(_outcomes())


def group_above(folded: str) -> str | None:
    """The row of table 四 whose headings the words above figures are, where each row has its own: its group, which may
    be numbered, and the five outcomes and nothing else."""
    if are_outcomes(folded):
        name = _NUMBERED.sub("", folded.removesuffix(_outcomes()), count=1)
        for row in _disputes().rows:
            if name in (fold(row.label), "".join(map(fold, (*row.groups, row.label)))):
                return row.code
    return None


def groups_above(words: Sequence[str]) -> tuple[str, ...]:
    """The rows of table 四 whose headings folded words are, where it is set in several tables: the names of some
    groups, one that spans columns once or once a column, and after them the five outcomes for each."""
    words = [word for word in words if word]  # walls of a drawn table are none
    heads, outcomes = list(dict.fromkeys(words)), [fold(column.label) for column in _disputes().columns]
    count = sum(word in outcomes for word in words) // len(outcomes)
    if not count or list(words[-count * len(outcomes) :]) != outcomes * count:
        return ()
    for start in range(len(_disputes().rows) - count + 1):
        rows = _disputes().rows[start : start + count]
        named = list(dict.fromkeys(fold(name) for row in rows for name in (*row.groups, row.label)))
        if heads[: -len(outcomes)] in (named, [fold(row.label) for row in rows]):
            return tuple(row.code for row in rows)
    return ()


@lru_cache(maxsize=1)
def _disputes() -> Block:
    """Table 四, the same in every edition."""
    (block,) = next(iter(EDITIONS.values())).table("disputes").blocks
    return block


@lru_cache(maxsize=1)
def _outcomes() -> str:
    return "".join(fold(column.label) for column in _disputes().columns)


@lru_cache(maxsize=1)
def _dispute_characters() -> Counter[str]:
    block = _disputes()
    groups = {fold(group) for row in block.rows for group in row.groups}
    return Counter(_outcomes() * len(block.rows) + "".join([*(fold(row.label) for row in block.rows), *groups]))
