"""Whose figures a sentence tells, and of which year: words that narrow or shift a claim.

A report counts what its agency owes: a government's the whole area, an office's or a department's
its own. Where the words speak of another level, or of several, the claim is not judged.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from parsing.agencies import AgencyKind, kind_of


class Level(StrEnum):
    """What a report counts, as far as its agency's name tells."""

    AREA = "area"
    OFFICE = "office"
    OWN = "own"


_WHOLE_AREA = re.compile(r"[省市县区州盟旗]$|政府$|行署$|行政公署$|管理委员会$|管委会$")


@lru_cache(maxsize=256)
def level_of(agency: str) -> Level:
    """What the report of an agency of this name counts."""
    kind = kind_of(agency)
    if kind is AgencyKind.OFFICE:
        return Level.OFFICE
    if kind in (AgencyKind.TOWNSHIP, AgencyKind.DEPARTMENT):
        return Level.OWN
    return Level.AREA if kind or _WHOLE_AREA.search(agency) else Level.OWN


_PLACES = "省市县区州盟旗"
_LOWER = (
    r"各(?:市|县|区|旗|州|地|镇|乡|街道|级|部门|单位|有关部门|处室|科室|股室)|(?:市|区|县|省|州|旗)(?:直|"
    r"属)|镇街|街镇|街道办?|"
    r"乡镇|基层|下属|下级|所属|直属|局属|委属|厅属|部门|分局|县局|区局|分支|事业单位|二级单位|本级|"
    r"机关本部|局机关|委机关|厅机关|级(?:机关|单位)|单位(?=共|全年|受理|收到|办理|答复)"
)
_OFFICES = r"(?:政府|[省市县区州旗])?办公[厅室]|(?:政|[市区县省州旗])府办|办公[厅室]|我办|本办|本机关|机关本"
_COUNTING = r"(?=(?:全年|今年|本年度?|累计)?(?:共|总计)?(?:受理|收到|办理|答复|收办|新收|接收|处理|涉|因|被))"
_NAMED = r"[\u4e00-\u9fff]{2,8}(?:[局厅委]|委员会|中心|街道|[镇乡])" + _COUNTING
_NAMED_AREA = rf"[\u4e00-\u9fff]{{1,6}}[市县区州旗]{_COUNTING}"
# A site, a bulletin or a document of a government is not that government counting.
_NOT_LEVEL = r"(?!网|门户|公报|信息|规章|政务|信箱|公众|新媒体|微信|服务|令|文件|系统|主管)"
# What a scope word is part of but does not scope: the words of titles, platforms, targets.
_BLIND = re.compile(
    r"本机关(?:不掌握|未制作|没有)|《[^》]*》|“[^”]*”|市场监管部门|上级部门|主管部门|相关部门|有关部门|"
    r"业务部门|牵头部门|承办部门|责任部门"
)

_ITSELF = re.compile(r"[我本](?:单位|部门)(?!各|所属|下属)")


@lru_cache(maxsize=64)
def _other(level: Level, place: str) -> re.Pattern[str]:
    """The words that speak of another level."""
    if level is Level.AREA:
        others = "".join(c for c in _PLACES if c != place)
        governments = rf"[{_PLACES}]?(?:人民)?政府{_NOT_LEVEL}"
        named = rf"{_NAMED}|{_NAMED_AREA}"
        return re.compile(rf"(?:全|我)[{others}]|全国|全系统|{_LOWER}|{_OFFICES}|{governments}|{named}|各地")
    if level is Level.OFFICE:
        beside = rf"(?<!代表)[{_PLACES}](?:人民)?政府(?:{_COUNTING}|(?=#))"
        return re.compile(rf"(?:全|我)[{_PLACES}]|全国|全系统|全域|{_LOWER}|{_NAMED}|{beside}|各地")
    lower = _LOWER.replace("街道办?|", "").replace("镇街|街镇|", "").replace("乡镇|", "")
    return re.compile(rf"(?:全|我)[{_PLACES}](?!局)|全国|全系统|全域|{lower}|各地")


@lru_cache(maxsize=64)
def _whole(agency: str, place: str) -> re.Pattern[str]:
    """The words that speak of all the area a government's report counts, all its organs included."""
    name = re.sub(r"(?:人民)?政府$|行政公署$|管理委员会$|管委会$", "", agency)
    organs = r"(?:各级(?:各部门)?|各地(?:各部门)?)?(?:行政机关|政府机关|政府部门|各部门|机关|部门)?"
    with_organs = r"(?:人民)?政府及其?(?:所属|组成|工作)?(?:各)?部门"
    area = rf"(?:(?:全|我|本){place or '市'}|{re.escape(name) or '(?!)'})"
    return re.compile(rf"{area}(?:{with_organs}|{organs})|{place or '市'}{with_organs}")


def place_of(agency: str) -> str:
    """The rank of an area as its people say it: 市 of 淮安市人民政府, 区 of a 自治区."""
    found = re.search(rf"([{_PLACES}])(?:(?:人民)?政府|行政公署|管理委员会|管委会)?$", agency)
    return found[1] if found else ""


def is_in_scope(text: str, agency: str, *, own: bool = False) -> bool:
    """Whether no word of ``text`` speaks of another level than the one the agency's report counts.

    ``own``: the agency has said that its figures are its own alone (本级), whatever its name.
    """
    bare = _BLIND.sub("", text)
    level, place = level_of(agency), place_of(agency)
    if level is Level.AREA and own:
        return not re.search(rf"(?:全|我)[{_PLACES}]", bare)
    itself = _whole(agency, place) if level is Level.AREA else _ITSELF
    bare = itself.sub("", bare)
    return not _other(level, place).search(bare)


def names_its_area(text: str, agency: str) -> bool:
    """Whether words of ``text`` speak of all the area that the agency, a government, counts: 全市, 我市, its name."""
    return level_of(agency) is Level.AREA and bool(_whole(agency, place_of(agency)).search(text))


_FLOWS = re.compile(
    r"近[两二三四五几\d]?年|多年|[两三四五]年来|历年|以来|上半年|下半年|前[一二三]季度|第?[一二三四]季度|"
    r"20\d\d年?(?:至|到|-|—|－|~|～)20\d\d年(?!\d)|[1-9]月份?(?:至|到|—|-|以来)|"
    r"\d月(?!1日|31日)(?:\d{1,2}日)?|截至目前|目前为止|同期|十[三四五]五"
)
_NOT_REAL = re.compile(r"计划|预计|力争|目标|拟于|争取|例如|比如|以.{2,20}为例|假如|如果|不少于|至少|不低于")
_YEAR = re.compile(
    r"(?P<year>20\d\d)(?:年度?|-)|(?P<last>去年|上一?年度?|前年|往年)|(?P<this>今年|本年度?|全年|当年|年内|一年来)"
)


# Years that do not shift the claim: titles, document numbers, the end of the year, comparisons, carrying over.
_HARMLESS = re.compile(
    r"《[^》]*》|〔20\d\d〕|1月(?:1日)?(?:起)?(?:至|到|-|—|－|~|～)(?:20\d\d年)?12月(?:31日)?|1月1日|"
    r"12月31日|年末|年底|12月底|今年以来|本年度?以来|一年来|(?<!\d)1[-—－至~～]12月|"
    r"(?:较|比|与|同|和)(?:去年|上一?年度?|20\d\d年度?)(?:同期)?(?:相比)?|同比|"
    r"(?:去年|上一?年度?|20\d\d年度?|往年|跨年度?)(?:的|内)?(?:未办结|未办理完毕|未答复|未办完|剩余|"
    r"遗留)?(?:的)?(?:结转|转入|转结|顺延|遗留|接转)|"
    r"(?:结转|顺延|延续|延至|承接|接转|转)(?:至|到|入|了)?(?:下一?年度?|次年|明年|20\d\d年度?|上一?年度?|去年)"
)


def is_of_year(text: str, year: int | None) -> bool:
    """Whether what stands in a sentence before a claim speaks of the report's year, all of it, and as a fact."""
    bare = _HARMLESS.sub("", text.replace(f"{year}年以来", f"{year}年"))
    if _FLOWS.search(bare) or _NOT_REAL.search(bare):
        return False
    named = list(_YEAR.finditer(bare))
    if not named:
        return True
    last = named[-1]
    if last["last"]:
        return False
    return not last["year"] or int(last["year"]) == year
