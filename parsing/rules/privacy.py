"""Rule V-01: personal data that must not be published. Numbers count only where their check digits hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parsing.report import Report
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity
from parsing.rules.prose import quote

MOST = 30
"""Findings of one report; whoever has more of them has a list in the text."""

NEAR = 24
"""Characters on either side that tell what a number is."""

_NOT_AFTER = r"(?<![0-9A-Za-z/=_.%&?\-—:*])"
_NOT_BEFORE = r"(?![0-9A-Za-z/=_%&*@])"
_IDENTITY = re.compile(rf"{_NOT_AFTER}\d{{6}}(?P<gap> ?)(?:19|20)\d\d[01]\d[0-3]\d(?P=gap)\d{{3}}[\dXx]{_NOT_BEFORE}")
_CARD = re.compile(
    rf"{_NOT_AFTER}(?:\d{{4}}[ -]){{3}}\d{{4}}(?:[ -]?\d{{1,3}})?{_NOT_BEFORE}|{_NOT_AFTER}\d{{16,19}}{_NOT_BEFORE}"
)
_MOBILE = re.compile(
    rf"{_NOT_AFTER}(?:(?:\+?86-?)?1[3-9]\d(?:\d{{8}}|-\d{{4}}-\d{{4}})|1[3-9]\d(?P<gap> )\d{{4}} \d{{4}}){_NOT_BEFORE}"
)
_REGIONS = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

_ORGANISATION = re.compile(
    r"信用代码|机构代码|组织代码|标识码|备案|索引号|流水号|编号|许可证|发票|订单|合同|案号|条形码|登记号"
)
_BANK = re.compile(r"银行卡|卡号|借记卡|储蓄卡|信用卡(?!代)")
_PUBLIC_ACCOUNT = re.compile(r"专户|国库|财政|对公|非税|户名|开户|收款单位|缴款")
_UNIT = re.compile(r"^\s*(?:[万亿]|元|件|条|次|人|个|份|户|平方|吨|项|家|余|多|千)")
_CONTACT = re.compile(
    r"电话|联系|热线|传真|手机|咨询|举报|监督|投诉|受理机构|受理部门|办公|邮箱|地址|邮编|值班|号码|查询|微信|公众号|服务号"
)
_PRIVATE = re.compile(
    r"申请人|当事人|原告|上诉人|第三人|身份证|住址|户籍|群众[\u4e00-\u9fff]某|患者|业主|村民|居民[\u4e00-\u9fff]{2}[（(]"
)

_CASE = re.compile(
    r"[（(〔\[]20\d\d[)）〕\]][\u4e00-\u9fff]{1,4}\d{0,6}[\u4e00-\u9fff]{1,4}(?:第)?\d+号"
    r"|[\u4e00-\u9fff]{1,6}(?:复|行复|府复|政复)[\u4e00-\u9fff]{0,3}[〔（(\[]20\d\d[〕）)\]]第?\d+号"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛阎余"
    "潘杜戴夏钟汪姜范姚谭廖邹熊陆郝崔康邱秦侯邵孟段雷钱汤尹黎贺赖龚"
)
_GIVEN = r"(?![不因就向诉与等于在对的被称要系为是以和])[\u4e00-\u9fff]"
_NAME = rf"(?P<name>[{_SURNAMES}](?![某××*＊])(?:{_GIVEN}){{1,2}})"
_NAMED = (
    re.compile(rf"(?:申请人|原告|上诉人|被上诉人|当事人|起诉人|公民)[：:为]?{_NAME}(?=[诉与、，,（(。；;不因就向等])"),
    re.compile(rf"(?:^|案件|[。；;，,、：:）)“\n])\s*{_NAME}诉(?=[^讼求])"),
)
_NO_NAME = re.compile(r"某|公司|政府|单位|机关|[局厅院委]")


@dataclass(frozen=True, slots=True)
class Spot:
    """Something private: what it is, the words masked for the message, and where it stands."""

    what: str
    shown: str
    start: int
    end: int


def nothing_personal(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """One finding a spot; the message shows a number masked, the quote where it stands."""
    clean = True
    seen: set[tuple[str, str]] = set()
    for section, text in report.texts():
        for spot in spots_of(text):
            key = (spot.what, text[spot.start : spot.end])
            if key in seen or len(seen) >= MOST:
                continue
            seen.add(key)
            clean = False
            yield Finding(
                rule.id,
                rule.severity,
                Outcome.FAILED,
                f"section.{section}",
                f"正文中有{spot.what}“{spot.shown}”，不应公开。",
                values=key,
                fix=rule.fix,
                basis=rule.basis,
                quotes=(quote(section, text, spot.start, spot.end),),
            )
    if clean and report.sections:
        yield Finding(
            rule.id, rule.severity, Outcome.PASSED, "sections", "没有发现个人身份、账号和联系方式。", basis=rule.basis
        )


def spots_of(text: str) -> Iterator[Spot]:
    """Everything private in a text; digits of one number are never taken twice."""
    taken: set[int] = set()
    for find in (_identities, _cards, _mobiles, _names):
        for spot in find(text):
            if taken.isdisjoint(range(spot.start, spot.end)):
                taken.update(range(spot.start, spot.end))
                yield spot


def private_spans(text: str) -> list[tuple[int, int, str]]:
    """Everything private in a text as (start, end, what it is), however often it stands there."""
    return sorted((spot.start, spot.end, spot.what) for spot in spots_of(text))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(start - NEAR, 0) : start], text[end : end + NEAR]


def _identities(text: str) -> Iterator[Spot]:
    """Identity numbers. In groups the digits may as well be figures of a table: only words before them tell."""
    for match in _IDENTITY.finditer(text):
        before, _ = _around(text, *match.span())
        number = match.group().replace(" ", "").upper()
        named = "身份证" in before if match["gap"] else not _ORGANISATION.search(before)
        if named and is_identity(number):
            yield Spot("身份证号码", f"{number[:6]}********{number[-4:]}", *match.span())


def is_identity(number: str) -> bool:
    """Whether 18 signs are an identity number: region, a day that has been, check digit (GB 11643)."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    known = int(number[:2]) in _REGIONS and date(1900, 1, 1) <= born
    return known and _CHECKS[total % 11] == number[17]


def _cards(text: str) -> Iterator[Spot]:
    for match in _CARD.finditer(text):
        number = re.sub(r"[ -]", "", match.group())
        before, after = _around(text, *match.span())
        if not is_card(number) or _ORGANISATION.search(before) or _UNIT.match(after):
            continue
        if _PUBLIC_ACCOUNT.search(before) and not _BANK.search(before):
            continue
        # Only 62 is a bank's own, and figures of a table stand apart like groups of a card.
        if _BANK.search(before) or (number.startswith("62") and number == match.group()):
            yield Spot("银行卡号", f"{number[:4]}********{number[-4:]}", *match.span())


def is_card(number: str) -> bool:
    """Whether digits can be a bank card: 16 to 19 of them, a known prefix, Luhn's check."""
    if not 16 <= len(number) <= 19 or not number.startswith(("62", "4", "51", "52", "53", "54", "55", "60", "9")):
        return False
    digits = [int(digit) for digit in reversed(number)]
    return sum(d if n % 2 == 0 else d * 2 - 9 * (d > 4) for n, d in enumerate(digits)) % 10 == 0


def _mobiles(text: str) -> Iterator[Spot]:
    """Mobile numbers of people. One that the agency gives as its own line is its own to publish."""
    for match in _MOBILE.finditer(text):
        before, after = _around(text, *match.span())
        if _UNIT.match(after):
            continue
        is_private = bool(_PRIVATE.search(quote(0, text, *match.span()).text))
        if match["gap"]:  # figures of a table stand apart like these groups
            is_told = is_private and bool(_CONTACT.search(before))
        else:
            is_told = not _ORGANISATION.search(before) and (is_private or not _CONTACT.search(before))
        if not is_told:
            continue
        digits = re.sub(r"\D", "", match.group())[-11:]
        yield Spot("个人手机号码", f"{digits[:3]}****{digits[-4:]}", *match.span())


def _names(text: str) -> Iterator[Spot]:
    """A person's name in the sentence of a case number."""
    if not _CASE.search(text):
        return
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            sentence = quote(0, text, match.start("name"), match.end("name")).text
            name = match["name"]
            if _CASE.search(sentence) and not _NO_NAME.search(name):
                yield Spot("当事人姓名", f"{name[0]}{'*' * (len(name) - 1)}", *match.span("name"))


RULES = (
    Rule(
        id="V-01",
        name="不含个人信息",
        severity=Severity.MANDATORY,
        words="正文不得有身份证号码、银行卡号、个人手机号码，案号旁不得有当事人姓名。号码按校验位判断；"
        "机关的办公电话、服务热线、地址、邮箱、统一社会信用代码和文号是应当公开的，不在此列。",
        formula="身份证号码、银行卡号、个人手机号码、案件当事人姓名 ＝ 0",
        basis="《中华人民共和国政府信息公开条例》第十五条；《中华人民共和国个人信息保护法》第二十八条",
        fix="删去或隐去个人信息后重新上传；确为机关对外公布的号码的，在说明中写明。",
        check=nothing_personal,
        passes="联系电话：0451-82625673；张某某诉市政府",
        fails="申请人身份证号 11010519491231002X",
    ),
)
