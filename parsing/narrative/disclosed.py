"""What sentences claim of table 二: documents made, repealed and in force, decisions, and fees."""

from __future__ import annotations

import re
from dataclasses import replace

from parsing.narrative import phrases
from parsing.narrative.clauses import ONLY_SOME, Claim


def document_claim(claim: Claim, left: str, right: str) -> Claim | None:
    segment = re.split(r"[，；。：]", claim.sentence.shape[: claim.end - 1])[-1]
    found, after = phrases.DOCUMENT_PHRASE.search(left), phrases.DOCUMENT_AFTER.match(right)
    again, then = phrases.DOCUMENT_AGAIN.match(left), phrases.DOCUMENT_THEN_VERB.search(left)
    if then:
        found = then
        means = [m.lastgroup or "" for m in phrases.DOCUMENT.finditer(then["names"])]
        verbs = [m.lastgroup or "" for m in phrases.DOCUMENT_VERB.finditer(then["verb"])]
    elif found or after:
        names = found["names"] if found else after["names"] if after else ""
        means = [m.lastgroup or "" for m in phrases.DOCUMENT.finditer(names)]
        verbs = [m.lastgroup or "" for m in phrases.DOCUMENT_VERB.finditer(segment)]
        if (
            after
            and not found
            and not re.search(rf"(?:{'|'.join(phrases.DOCUMENT_VERBS.values())})了?(?:共|的)?$", left)
        ):
            return None
    elif again:
        before = [m.lastgroup or "" for m in phrases.DOCUMENT.finditer(claim.sentence.shape[: claim.start])]
        means, verbs = before[-1:], [m.lastgroup or "" for m in phrases.DOCUMENT_VERB.finditer(again["verb"])]
        if not re.search(
            r"(?:规章|规范性文件)(?:共|数量|制发|制定|出台)*#[，、；](?:[^#，、；]{2,8}#[，、；])*$",
            claim.sentence.shape[: claim.start],
        ):
            return None
    else:
        return None
    if not means or not verbs:
        return None
    verb = next((v for v in ("in_force", "repealed", "total") if v in verbs), verbs[-1])
    beside = segment if not again else claim.sentence.shape[: claim.end]
    narrow = found is not None and phrases.names_only_some(left[: found.start()], phrases.OF_DOCUMENTS)
    another = bool(phrases.NO_DOCUMENT.search(beside + right)) or len({*verbs} & {"in_force", "repealed", "issued"}) > 1
    doubt = "另一种统计" if another else _part_of_documents(claim, verb, segment, narrow)
    return replace(claim, means=tuple(f"{name}.{verb}" for name in means), doubt=doubt)


def _part_of_documents(claim: Claim, verb: str, segment: str, narrow: bool) -> str:
    """Why a claim counts only some of the documents, or ""."""
    shape = claim.sentence.shape
    if narrow or claim.is_part or shape[claim.end :].startswith("（"):
        return ONLY_SOME
    if verb == "repealed" and phrases.ENDED_IN_TWO_WAYS.search(shape):
        return ONLY_SOME
    return "某一平台" if verb == "disclosed" and phrases.ON_A_PLATFORM.search(segment) else ""


def decision_claim(claim: Claim, left: str) -> Claim | None:
    found = phrases.DECISION_PHRASE.search(left)
    told = claim.sentence.shape[: claim.start]
    if not found:
        found, told = _decision_not_called_one(claim, left), claim.sentence.shape
    if not found:
        return None
    name = next(code for code, words in phrases.DECISIONS.items() if words == found["name"])
    segment = re.split(r"[；。]", claim.sentence.shape[: claim.end])[-1]
    doubt = "不是处理决定" if phrases.NO_DECISION.search(segment) or claim.is_part else ""
    campaign = phrases.OF_A_CAMPAIGN.search(told)
    if campaign or phrases.names_only_some(left[: found.start()], phrases.OF_DECISIONS):
        doubt = doubt or ONLY_SOME
    return replace(claim, means=(name,), doubt=doubt)


def _decision_not_called_one(claim: Claim, left: str) -> re.Match[str] | None:
    """作出行政处罚330件, and 行政许可1520件、行政处罚330件 side by side, in units in which decisions are counted."""
    if claim.number.unit not in phrases.UNITS_OF_DECISIONS:
        return None
    named = phrases.DECISION_NAMED.search(left)
    abreast = phrases.DECISIONS_ABREAST.search(claim.sentence.shape)
    if named and abreast and not phrases.names_only_some(abreast["before"], phrases.OF_DECISIONS):
        return named
    return phrases.DECISION_MADE.search(left)


def charge_claim(claim: Claim, left: str) -> Claim | None:
    found = phrases.CHARGE_PHRASE.search(left)
    if not found:
        return None
    narrow = claim.is_part or phrases.names_only_some(left[: found.start()], phrases.OF_CHARGES)
    return replace(claim, means=("fees",), doubt=ONLY_SOME if narrow else "")
