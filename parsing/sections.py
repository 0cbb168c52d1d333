"""Finds the six sections in running text, by the words of their headings.

The words decide which section a heading opens; its numeral only helps to tell a heading from
a sentence, because numbering restarts, shifts and changes style in real reports.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rapidfuzz import fuzz

from parsing.editions import EDITIONS
from parsing.grid import Paragraph
from parsing.lines import TextLine, text_lines
from parsing.report import Section, squeeze
from parsing.title import Title, find_title

HEADINGS = {
    1: "总体情况",
    2: "主动公开政府信息情况",
    3: "收到和处理政府信息公开申请情况",
    4: "政府信息公开行政复议、行政诉讼情况",
    5: "存在的主要问题及改进情况",
    6: "其他需要报告的事项",
}

_BEFORE = r"(?:(?:20\d\d|本)年度?)?(?:我[局厅委办省市县区镇乡]|全[省市县区镇乡])?(?:的)?"
_AND = r"(?:、|和|及|与|以及|或|，|,|/)?"
_INFORMATION = r"(?:政府|政务)?信息"
WORDINGS = {
    1: rf"{_BEFORE}(?:(?:{_INFORMATION}|政务)公开)?(?:工作)?(?:的)?(?:总体|基本|整体)(?:工作)?(?:情况|概况)"
    rf"|(?:总体|工作)?概述|{_BEFORE}{_INFORMATION}公开工作情况",
    2: rf"{_BEFORE}(?:主动公开(?:的)?{_INFORMATION}(?:公开)?(?:工作)?(?:的)?情况"
    rf"|{_INFORMATION}主动公开(?:工作)?(?:的)?情况|主动公开(?:工作)?(?:的)?情况)",
    3: rf"{_BEFORE}(?:(?:收到|受理|接收){_AND}(?:处理|办理|答复)?(?:的)?{_INFORMATION}公开(?:工作)?(?:申请)?(?:的)?"
    rf"(?:办理|处理)?情况|依申请公开(?:政府信息|办理|工作|处理)*(?:的)?情况"
    rf"|{_INFORMATION}公开申请(?:的)?(?:收到|受理)?{_AND}(?:处理|办理)(?:的)?情况)",
    4: rf"{_BEFORE}(?:因|涉及|有关)?(?:{_INFORMATION}公开)?(?:工作)?(?:的)?(?:被|引起|引发|提起|产生|申请|涉及)*"
    rf"(?:的)?(?:行政复议{_AND}(?:被?提起|引发|引起)?(?:的)?(?:行政)?诉讼|行政诉讼{_AND}行政复议)(?:及其?结果|工作)?(?:的)?(?:情况)?",
    5: rf"{_BEFORE}(?:{_INFORMATION}公开|政务公开)?(?:工作)?(?:中|目前)?"
    rf"(?:(?:存在|面临)(?:的)?(?:主要|突出)?|主要|突出)(?:困难|不足|问题)(?:{_AND}(?:主要)?(?:困难|不足|问题|原因))*"
    rf"(?:{_AND}(?:下一?步|今后|整改|改进|解决|对策|工作)(?:的)?(?:工作)?(?:整改|改进)?"
    r"(?:措施|情况|打算|计划|安排|思路|办法|建议|方向|意见|工作)*)?",
    6: r"(?:其他|其它)(?:需要?)?(?:报告|说明|公开|公布)(?:的)?(?:重要)?(?:事项|情况|问题|内容)"
    r"|需要(?:报告|说明)的其[他它](?:事项|情况|问题)|其[他它]事项",
}
# A numbered line without any stop, of which only the gist is the official one.
_GIST = {
    4: re.compile(r"[^，。；：]{0,20}行政复议[^，。；：]{0,12}诉讼[^，。；：]{0,10}(?:情况|结果)"),
    5: re.compile(
        r"[^，。；：]{0,12}(?:存在|面临|主要)[^，。；：]{0,6}(?:问题|不足|困难)(?:[^，。；：]{0,18}[^，。；：\d])?"
    ),
    6: re.compile(r"[^，。；：]{0,4}其[他它][^，。；：]{0,10}(?:事项|情况)"),
}
_PATTERNS = {number: re.compile(f"(?:{words})") for number, words in WORDINGS.items()}
_HAN = "一二三四五六七八九十"
_NUMERAL = re.compile(
    rf"第(?P<part>[{_HAN}\d]{{1,2}})(?:部分|章|节|篇)?[、.:：]?"
    rf"|[（(](?P<bracket>[{_HAN}\d]{{1,2}})[)）][、.]?"
    rf"|(?P<han>[{_HAN}]{{1,2}})[、.,，:：;；]?|(?P<arabic>\d{{1,2}})[、.]?"
)
# What may follow a heading that shares its line with the text.
_TEXT_FOLLOWS = re.compile(r"[。：:]|20\d\d年|本年|无|我[局厅委办省市县区镇乡]|今年|全年|[（(]一[)）]")
_CONTENTS = re.compile(r"[（(]?[.·…．\-—_]*\d{0,3}[)）]?$")
_GOES_ON = "、，；,;"
_LEFT_OPEN = re.compile(r"[、，,；;《（(]$|包括[:：]?$")
_EMPTY_CELLS = re.compile(r"([、，,；;])\s*\1|\d[、,；;]$")
_FOOTER = re.compile(
    r"^(?:【?打印|【?关闭|分享到|上一[篇条]|下一[篇条]|扫一扫|版权所有|主办[:：]|主办单位|承办单位|网站标识码|联系我们|网站地图)"
    r"|ICP备|公网安备|打印本页|关闭窗口"
)
LONGEST_HEADING = 3
LONGEST_PIECE = 24
LONGEST_WORDS = 36
LONGEST_LOOSE = 7
"""Signs from which a line that is a label of the tables is never a line of the text."""
CLOSE_ENOUGH = 82.0

_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_LINES = [line for e in EDITIONS.values() for t in e.tables for b in t.blocks for line in (*b.rows, *b.columns)]
_ARTICLES = {b.article for e in EDITIONS.values() for t in e.tables for b in t.blocks}
_LABELS = "\n".join(
    {squeeze(label) for line in _LINES for label in (line.label, *line.groups)}
    | {*_ARTICLES, _NOTE, "信息内容", "（续表）", "行政复议", "行政诉讼"}
)
_ROWS = {squeeze(label) for label in _LABELS.split("\n") if len(label) >= LONGEST_LOOSE} | _ARTICLES
_HIDDEN = {
    number: re.compile(
        rf"(?:^|(?<=[。；！？;!?）)\d日])){_HAN[number - 1]}[、.]" + r"[^\u4e00-\u9fff]{0,4}".join(words)
    )
    for number, words in HEADINGS.items()
}
_FEWEST_FOUND = 2
_BRACKETS = str.maketrans("()", "（）")
_FIGURES = "0123456789,，.%-—/|万元"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A heading that may open section ``number``: it takes ``taken`` lines from line ``at``."""

    at: int
    taken: int
    number: int
    style: str
    printed: str
    heading: str
    rest: str
    exact: bool
    lead: str = ""
    """What stands before it on its line, and belongs to the section before."""


def find_sections(paragraphs: Sequence[Paragraph]) -> tuple[Section, ...]:
    """The sections in the order they stand, tables already taken out by the caller.

    A section that occurs twice with another between is there twice; one without a
    recognisable heading is not there, and its text belongs to the one before.
    """
    return split_sections(paragraphs)[1]


def split_sections(paragraphs: Sequence[Paragraph]) -> tuple[list[TextLine], tuple[Section, ...]]:
    """The lines before the first heading (all of them where there is none), and the sections."""
    lines = text_lines(paragraphs)
    found = _without_repeats(_in_one_style(_without_contents(list(_candidates(lines)), lines)))
    found = _with_hidden(found, lines)
    before = lines[: found[0].at if found else len(lines)]
    return before, tuple(_section(c, lines, after) for c, after in zip(found, [*found[1:], None], strict=False))


def _section(candidate: _Candidate, lines: list[TextLine], after: _Candidate | None) -> Section:
    end = after.at if after else len(lines)
    body = [(line.text, line.place) for line in lines[candidate.at + candidate.taken : end]]
    body += [(after.lead, lines[end].place)] if after and after.lead else []
    if end == len(lines):
        body = body[: next((n for n, (text, _) in enumerate(body) if _FOOTER.search(text)), len(body))]
    if 2 <= candidate.number <= 4:
        body = [(text, place) for text, place in body if not _is_leftover(text)]
    body = [(text, place) for text, place in body if squeeze(text) not in _ROWS]
    place = lines[candidate.at + candidate.taken - 1].place
    parts = [(text, place) for text, place in ((candidate.rest, place), *body) if text]
    starts = accumulate((len(text) + 1 for text, _ in parts), initial=0)
    return Section(
        candidate.number,
        candidate.heading,
        candidate.printed,
        "\n".join(text for text, _ in parts),
        lines[candidate.at].place,
        tuple((start, place) for start, (_, place) in zip(starts, parts, strict=False)),
    )


def _is_leftover(text: str) -> bool:
    """A label of the table, whole or in pieces, or its figures; a row whose figures touch its label and each other."""
    text = text.translate(_BRACKETS)
    bare = squeeze(text).rstrip(_FIGURES)
    if bare.endswith(tuple(_ROWS)) and bare != squeeze(text):
        return True
    pieces = [piece.rstrip(_FIGURES) for piece in text.replace("|", " ").split()]
    return pieces != ["无"] and all(piece in _LABELS for piece in pieces)


def _candidates(lines: list[TextLine]) -> Iterator[_Candidate]:
    at = 0
    while at < len(lines):
        found = next(filter(None, (_heading_at(lines, at, taken) for taken in range(LONGEST_HEADING, 0, -1))), None)
        if found:
            yield found
        at += found.taken if found else 1


def _heading_at(lines: list[TextLine], at: int, taken: int) -> _Candidate | None:
    parts = lines[at : at + taken]
    if len(parts) < taken or (at and _is_left_open(lines[at - 1].squeezed)):
        return None
    if taken > 1 and (any(len(p.squeezed) > LONGEST_PIECE for p in parts)):
        return None
    joined = "".join(p.text for p in parts)
    squeezed = squeeze(joined)
    sign = _NUMERAL.match(squeezed)
    style, printed = next((k, v) for k, v in sign.groupdict().items() if v) if sign else ("none", "")
    words = squeezed[sign.end() :] if sign else squeezed
    found = _match_words(words, joined, whole=taken > 1 or style == "none", close=taken == 1 and bool(sign))
    if found is None:
        return None
    number, length, exact = found
    rest = joined[_start_of_tail(joined, len(words) - length) :].lstrip("。：:. \t")
    return _Candidate(at, taken, number, style, printed, words[:length], rest, exact)


def _is_left_open(line: str) -> bool:
    """Whether a sentence goes on in the next line; what ends in empty cells is the row of a table, and a sign alone is
    left of a label set downwards that a page cuts."""
    return len(line) > 1 and bool(_LEFT_OPEN.search(line)) and not _EMPTY_CELLS.search(line)


def _match_words(words: str, line: str, *, whole: bool, close: bool) -> tuple[int, int, bool] | None:
    """Section, length of the heading in ``words`` and whether the words are the official ones."""
    for number, pattern in _PATTERNS.items():
        match = pattern.match(words)
        if not match:
            continue
        after = words[match.end() :]
        exact = match.group() == HEADINGS[number]
        if after in ("", "。", "：", ":", "."):
            return number, match.end(), exact
        close = close and after[0] not in _GOES_ON and not _CONTENTS.match(after)
        if whole or _CONTENTS.match(after):
            continue
        spaced = line[_start_of_tail(line, len(after)) - 1].isspace()
        if _TEXT_FOLLOWS.match(after) or (spaced and after[0] not in _GOES_ON):
            return number, match.end(), exact
    if not close or len(words) > LONGEST_WORDS or words in _LABELS:
        return None
    gist = next((number for number, pattern in _GIST.items() if pattern.fullmatch(words)), None)
    if gist is not None:
        return gist, len(words), False
    number = max(HEADINGS, key=lambda n: fuzz.ratio(words, HEADINGS[n]))
    return (number, len(words), False) if fuzz.ratio(words, HEADINGS[number]) >= CLOSE_ENOUGH else None


def _start_of_tail(line: str, count: int) -> int:
    """Where in ``line``, which has blanks, its last ``count`` signs begin."""
    at = len(line)
    while count:
        at -= 1
        count -= not line[at].isspace()
    return at


def _without_contents(found: list[_Candidate], lines: list[TextLine]) -> list[_Candidate]:
    """Without a table of contents: headings in a row, nothing between, each once, that all come again."""
    runs: list[list[_Candidate]] = []
    for candidate in found:
        last = runs[-1] if runs else []
        follows = last and candidate.at == last[-1].at + last[-1].taken and not last[-1].rest
        if follows and all(c.number != candidate.number for c in last):
            last.append(candidate)
        else:
            runs.append([candidate])
    kept: list[_Candidate] = []
    for n, run in enumerate(runs):
        later = {c.number for following in runs[n + 1 :] for c in following}
        # The last line of a table of contents may be followed by text that belongs to it.
        listed = (len(run) >= 3 and run[0].number == 1) or (
            run[0].at > 0 and lines[run[0].at - 1].squeezed.strip("：:") in ("目录", "目次")
        )
        if not (listed and len([c for c in run if c.number in later]) >= len(run) - 1):
            kept += run
    return kept


def _in_one_style(found: list[_Candidate]) -> list[_Candidate]:
    """Headings numbered like most; another style only where it fills a gap in official words.

    Sub-headings of section one carry the words of sections two and three: （一）主动公开情况.
    """
    numbers: Counter[str] = Counter()
    for style, _ in {(c.style, c.number) for c in found}:
        numbers[style] += 1
    if not numbers:
        return []
    order = ("han", "part", "arabic", "none", "bracket")
    main = max(numbers, key=lambda style: (numbers[style], -order.index(style)))
    kept = [c for c in found if c.style == main]
    for candidate in found:
        if candidate.style not in (main, "bracket") and candidate.exact and _fills_a_gap(candidate, kept):
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.at)


def _fills_a_gap(candidate: _Candidate, kept: list[_Candidate]) -> bool:
    if any(c.number == candidate.number for c in kept):
        return False
    return all((c.at < candidate.at) == (c.number < candidate.number) for c in kept)


def _with_hidden(found: list[_Candidate], lines: list[TextLine]) -> list[_Candidate]:
    """Headings that were not found, where their line says more: the end of a paragraph before them, notes or stamps
    beside them. Only official words under their own numeral, once and at their place among those found."""
    for number in HEADINGS:
        if len(found) < _FEWEST_FOUND or any(c.number == number for c in found):
            continue
        hidden = [c for at, line in enumerate(lines) if (c := _hidden_in(line, at, number))]
        if len(hidden) == 1 and _fills_a_gap(hidden[0], found):
            found = sorted([*found, *hidden], key=lambda c: c.at)
    return found


def _hidden_in(line: TextLine, at: int, number: int) -> _Candidate | None:
    match = _HIDDEN[number].search(line.squeezed)
    if match is None:
        return None
    lead, rest = (_start_of_tail(line.text, len(line.squeezed) - end) for end in match.span())
    tail = line.text[rest:].lstrip("。：:. \t")
    return _Candidate(at, 1, number, "han", _HAN[number - 1], HEADINGS[number], tail, True, line.text[:lead].rstrip())


def _without_repeats(found: list[_Candidate]) -> list[_Candidate]:
    """A heading that comes again inside its own section is a sub-heading or a page header."""
    return found[:1] + [after for before, after in pairwise(found) if after.number != before.number]


__all__ = ["HEADINGS", "Title", "find_sections", "find_title", "split_sections"]
