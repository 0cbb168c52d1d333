"""What the sentences of a report claim of its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from parsing.narrative import disclosed, phrases
from parsing.narrative.clauses import LIST, ONLY_SOME, Claim, is_part_of_list, left_of, right_of, tail_of, topic_of
from parsing.narrative.numbers import Kind
from parsing.narrative.scope import Level, is_in_scope, is_of_year, level_of, names_its_area
from parsing.narrative.sentences import Sentence, sentences_of
from parsing.report import Report

SECTIONS = (1, 2, 3, 4)
"""Where a report tells what it did. What sections five and six say of figures is judged by rules of their own."""

LONGEST_SENTENCE = 3000
"""What runs on without a stop for longer is a list or an attack, and reading it claim by claim takes forever."""

_COUNTS = frozenset({"件", "件次", "件数", "条", "宗", "起", "份", "个", "项", "次", "例", "部", ""})
# 12345热线: digits that words follow without a unit are part of a name.
_IS_A_NAME = re.compile(r"(?![和及与或并其])[一-龥]")


def sentences_in(report: Report, *sections: int) -> tuple[Sentence, ...]:
    """All sentences of these sections (all of them when none is named), in order."""
    return tuple(s for s in _sentences(report.texts()) if not sections or s.section in sections)


def claims_in(report: Report, *, own: bool = False) -> tuple[Claim, ...]:
    """All claims of sections one to four, in order. ``own``: the report is known to count its agency alone."""
    return _claims(report.texts(), report.agency, report.year, own)


@lru_cache(maxsize=16)
def _sentences(texts: tuple[tuple[int, str], ...]) -> tuple[Sentence, ...]:
    found = (sentence for section, text in texts for sentence in sentences_of(section, text))
    return tuple(sentence for sentence in found if len(sentence.shape) <= LONGEST_SENTENCE)


@lru_cache(maxsize=16)
def _claims(texts: tuple[tuple[int, str], ...], agency: str, year: int | None, own: bool) -> tuple[Claim, ...]:
    found: list[Claim] = []
    before: Sentence | None = None
    topic, elsewhere, level = "", False, level_of(agency)
    for sentence in _sentences(texts):
        if sentence.section not in SECTIONS:
            continue
        if before is None or before.paragraph != sentence.paragraph or before.section != sentence.section:
            topic, elsewhere = topic_of(sentence.heading), False
        outside = not is_in_scope(sentence.shape, agency, own=own)
        named = topic_of(sentence.shape)
        outside = outside or (elsewhere and not named)
        claims = [
            _weighed(claim, year, outside and not _says_whose(claim, agency, own), level)
            for claim in _in_sentence(sentence, topic)
        ]
        elsewhere = outside if claims else elsewhere
        found += claims
        topic, before = named or topic, sentence
    return tuple(found)


def _says_whose(claim: Claim, agency: str, own: bool) -> bool:
    """Whether its clause says 全市 of a city's figure, whatever comes after of its parts or of others."""
    shape = claim.sentence.shape
    return (
        not own
        and not claim.is_part
        and names_its_area(shape[claim.start : claim.end], agency)
        and is_in_scope(shape[: claim.end], agency)
    )


_OF_A_GOVERNMENT = re.compile(r"政府[^办，]{0,4}(?:规章|规范性文件)|地方(?:性|政府)?(?:法规|规章)")


def _weighed(claim: Claim, year: int | None, outside: bool, level: Level) -> Claim:
    """The claim with the reason why it is not judged, if there is one."""
    shape = claim.sentence.shape
    doubt = claim.doubt
    if claim.number.rough:
        doubt = doubt or "约数"
    # 规章 are made by governments alone: whose they are need not be said.
    if outside and not (claim.means[0].startswith("regulations") and level is Level.AREA):
        doubt = doubt or "其他范围"
    if level is not Level.AREA and "." in claim.means[0] and _OF_A_GOVERNMENT.search(shape[claim.start : claim.end]):
        doubt = doubt or "政府的文件"
    if not is_of_year(shape[: claim.end], year):
        doubt = doubt or "其他时间"
    return replace(claim, doubt=doubt)


def _in_sentence(sentence: Sentence, topic: str) -> Iterator[Claim]:
    narrow = False
    for number, at in zip(sentence.numbers, sentence.at, strict=True):
        right = right_of(sentence, at)
        start = left_of(sentence, at)
        claim = Claim((), number, sentence, start, at + 1, is_part_of_list(sentence, at))
        if number.kind is Kind.COUNT and number.unit in _COUNTS and not (number.unit == "" and _IS_A_NAME.match(right)):
            found = _count(claim, sentence.shape[start:at], right, topic)
        elif number.kind is Kind.MONEY:
            found = disclosed.charge_claim(claim, sentence.shape[start:at])
        else:
            continue
        if found and set(found.means) <= phrases.VERBS.keys():
            # 网上受理85件，答复85件: what was answered is of those.
            narrow = narrow or (found.doubt == ONLY_SOME and not found.is_part)
            found = replace(found, doubt=ONLY_SOME) if narrow and not found.doubt else found
        if found:
            yield found


def _count(claim: Claim, left: str, right: str, topic: str) -> Claim | None:
    """The first phrase that fits, the particular before the general."""
    return (
        _carried(claim, left, right)
        or _results(claim, left, right, topic)
        or _dispute(claim, left, right, topic)
        or disclosed.document_claim(claim, left, right)
        or disclosed.decision_claim(claim, left)
        or _handled(claim, left, right, topic)
    )


def _topic_before(claim: Claim, inherited: str) -> str:
    return topic_of(claim.sentence.shape[: claim.end]) or inherited


def _carried(claim: Claim, left: str, right: str) -> Claim | None:
    found = next(filter(None, (pattern.search(left) for pattern in phrases.CARRY_IN)), None)
    if found is None and not re.search(r"[结转遗留]", left):
        found = phrases.CARRY_IN_AFTER.match(right)
    if found:
        if found.string is left and (joined := phrases.RECEIVED_AND.search(left[: found.start()])):
            return _both(claim, left[: joined.start()])
        return _with_year(_told_by(claim, right, found), phrases.CARRIED_IN, found)
    found = phrases.CARRY_FORWARD.search(left) or phrases.CARRY_FORWARD_AFTER.match(right)
    if found and not phrases.NOT_A_VERB.search(left[: found.start()] if found.re is phrases.CARRY_FORWARD else ""):
        if found.string is left and phrases.ANSWERED_AND.search(left[: found.start()]):
            return None
        return _with_year(_told_by(claim, right, found), phrases.CARRIED_FORWARD, found)
    return None


def _both(claim: Claim, before: str) -> Claim:
    """The claim of what came in and what was carried in as one number."""
    doubt = ONLY_SOME if phrases.names_only_some(before, phrases.OF_REQUESTS) else ""
    if re.search(r"复议|诉讼|案件", claim.sentence.shape[claim.start : claim.end]):
        doubt = "复议诉讼"
    return replace(claim, means=(phrases.HANDLED,), doubt=doubt)


def _told_by(claim: Claim, right: str, found: re.Match[str] | None) -> Claim:
    """The claim as it is quoted: with the words behind its number where they are what was found."""
    return replace(claim, tail=tail_of(right, found)) if found and found.string is right else claim


def _with_year(claim: Claim, means: str, found: re.Match[str]) -> Claim:
    """The claim with the year it names, for the rule to hold against the report's."""
    year = found.groupdict().get("year")
    shape = claim.sentence.shape
    # 行政复议 5 件（其中上年转入 2 件）
    before = re.findall(r"复议|诉讼|(?<!复议)申请(?!行政|复议)", shape[: claim.end])
    of_disputes = re.search(r"复议|诉讼|案件", shape[claim.start : claim.end]) or before[-1:] in (["复议"], ["诉讼"])
    doubt = "复议诉讼" if of_disputes else ""
    return replace(claim, means=(means,), doubt=doubt, named_year=int(year) if year else None)


def _results(claim: Claim, left: str, right: str, topic: str) -> Claim | None:
    reason = next(((row, m) for row, pattern in phrases.DENIED_FOR.items() if (m := pattern.search(left))), None)
    found = None if reason else phrases.RESULT_PHRASE.search(left)
    after = None
    if found:
        names = tuple(dict.fromkeys(m.lastgroup or "" for m in phrases.RESULT.finditer(found["names"])))
        before = left[: found.start()]
        if names[0] == "partially_granted" and phrases.GRANTED_OR.search(before):
            names = ("granted", *names)
    else:
        rows = ((row, pattern.search(left)) for row, pattern in phrases.ROW_PHRASES.items())
        row, named = reason or next(((row, match) for row, match in rows if match), ("", None))
        after = re.match(
            rf"(?:申请|依法|决定|作出|被|均|为)*(?P<names>{'|'.join(phrases.RESULTS.values())})(?:的)?$", right
        )
        if not row and not after:
            return None
        match = phrases.RESULT.search(after["names"]) if after else None
        names = (row,) if row else ((match.lastgroup or "") if match else "",)
        before = left[: named.start()] if named else left
    doubt = ""
    if phrases.NOT_REQUESTS.search(claim.sentence.shape) or _topic_before(claim, topic) != "request":
        doubt = "不是申请"
    if phrases.names_only_some(before, phrases.OF_RESULTS) or phrases.OF_ONE_PERSON.search(
        claim.sentence.shape[: claim.start]
    ):
        doubt = ONLY_SOME
    if "." not in names[0] and phrases.IS_OF_A_KIND.match(right):
        doubt = ONLY_SOME
    return replace(_told_by(claim, right, after), means=names, doubt=doubt, beside=before)


# Who had disputes and when: whatever else stands before them makes them something else.
_DISPUTE_SUBJECT = re.compile(
    r"20\d\d年度?|全年|本年度?|年度|年内|期间|截至|年底|[全我本][省市县区州盟旗局委办厅院镇乡]|[一-龥]{2,3}[省市县区]|街道|本机关|"
    r"[省市县区州]?(?:人民)?政府(?!信息)|办公[厅室]|各级|行政机关|累计|其中|同时|另|备案|代表|未经|经|且|并|以|"
    + phrases.DISPUTE_WORDS
)
_ADJUDICATED = re.compile(
    r"审理|(?<!未)审结(?!的)|办理|承办|代理|作为复议机关|一审|二审|再审|新增|新发生|新收|行政应诉|应诉|受理|收到|接收|法院|检察|审查|公布|公示|通报|专栏|出庭|"
    r"化解|调解|败诉|胜诉|上诉|各类"
)


def _dispute(claim: Claim, left: str, right: str, topic: str) -> Claim | None:
    shape = claim.sentence.shape
    heading = claim.sentence.heading
    about = "信息公开" in shape or "依申请" in shape or topic == "request" or "申请" in heading or "复议" in heading
    doubt = "" if about else "不是信息公开"
    found = phrases.DISPUTE_PHRASE.search(left)
    if found:
        names = tuple(dict.fromkeys(m.lastgroup or "" for m in phrases.DISPUTE.finditer(found["names"])))
        if (
            _DISPUTE_SUBJECT.sub("", left[: found.start()])
            or _ADJUDICATED.search(left)
            or "分别" in left
            or phrases.NARROW.search(re.sub("复议|诉讼|涉及|关于|针对", "", left))
        ):
            doubt = doubt or "另一种统计"
        if "复议诉讼" in found["names"]:
            doubt = doubt or "复议和诉讼，或复议后的诉讼"
        if LIST.search(re.split(r"[，；。）]", shape[: claim.end - 1])[-1]):
            doubt = doubt or ONLY_SOME
        return replace(claim, means=names, doubt=doubt)
    outcome = next((name for name, pattern in phrases.OUTCOME_PHRASES.items() if pattern.match(left)), "")
    if not outcome:
        after = re.match(r"(?:案件)?(?:的)?(?:结果|被|被依法)*(?P<word>维持|纠正|尚未审结|未审结)(?:的)?$", right)
        words = {"维持": "upheld", "纠正": "corrected"}
        outcome = words.get(after["word"], "pending") if after else ""
        claim = _told_by(claim, right, after)
    told = re.split(r"[；。]", shape[: claim.start])[-1] if outcome else ""
    groups = [m.lastgroup or "" for m in phrases.DISPUTE.finditer(told)]
    if not outcome or not groups:
        return None
    if _ADJUDICATED.search(told) or len(set(groups)) > 1:
        doubt = doubt or "另一种统计"
    return replace(claim, means=(f"{groups[-1]}.{outcome}",), doubt=doubt)


def _counts_another_thing(left: str, right: str) -> bool:
    """Whether the noun before a number, or the one behind it, is not of applications."""
    behind = phrases.OTHER_AFTER.search(right) is not None and "申请" not in right
    return behind or (phrases.OTHER_THING.search(left) is not None and not topic_of(left))


def _handled(claim: Claim, left: str, right: str, topic: str) -> Claim | None:
    found = phrases.VERB_PHRASE.search(left)
    if not found:
        return None
    before = left[: found.start()]
    if phrases.NOT_A_VERB.search(before) or phrases.STILL_AT_IT.search(before):
        return None
    if _topic_before(claim, topic) != "request":
        return None
    if phrases.RESULT.search(left) or _counts_another_thing(left, right):
        return None
    verbs = tuple(dict.fromkeys(m.lastgroup or "" for m in phrases.VERB.finditer(left, *found.span("verbs"))))
    doubt = ""
    if phrases.names_only_some(before, phrases.OF_REQUESTS):
        doubt = ONLY_SOME
    if claim.is_part and not (found["verbs"].startswith("新收") and len(verbs) == 1):
        doubt = ONLY_SOME
    if phrases.PASSED_ON.search(claim.sentence.shape):
        doubt = "含转办"
    if phrases.TAKEN_UP.search(claim.sentence.shape[claim.end :]):
        doubt = "含未受理的"
    if verbs == (phrases.ANSWERED,) and phrases.PARTIAL.search(claim.sentence.shape):
        doubt = ONLY_SOME
    return replace(claim, means=verbs, doubt=doubt)
