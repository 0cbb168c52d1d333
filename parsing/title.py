"""The title of a report: what it says, whose report it is and for which year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsing.grid import Paragraph
from parsing.lines import TextLine, text_lines, year_number
from parsing.report import squeeze


@dataclass(frozen=True, slots=True)
class Title:
    """``text`` without blanks; ``agency`` without the year and the words of the form.

    ``year`` is the year reported on, None when the document does not say: the date of
    publication lies in the year after and is never used.
    """

    text: str = ""
    agency: str = ""
    year: int | None = None


_YEAR = r"(?:20\d\d|[二2][〇○零ＯOo0][一二三四五六七八九〇○零ＯOo0]{2})"
_FORM = (
    r"(?:政府|政务)?信息公开(?:工作)?(?:情况)?(?:的)?(?:年度|年)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)"
    r"|政务公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)"
)
_NOTE = r"[（(][^（）()]{0,12}[）)]"
_TITLES = (
    re.compile(
        rf"^(?P<before>.*?)(?:关于)?(?P<year>{_YEAR})年(?:度)?(?P<after>[^0-9]*?)(?:关于)?(?:{_FORM})(?:{_NOTE})?$"
    ),
    re.compile(rf"^(?P<before>[^0-9]*?)(?P<after>)(?:关于)?(?:{_FORM})[（(](?P<year>{_YEAR})年(?:度)?[）)]$"),
    re.compile(
        rf"^(?P<before>[^0-9]*?)(?P<after>)(?:关于)?(?:政府|政务)?信息公开(?:工作)?(?P<year>{_YEAR})年(?:度)?(?:工作)?(?:报告|年报)$"
    ),
    re.compile(rf"^(?P<before>[^0-9]*?)(?P<after>)(?P<year>)(?:关于)?(?:{_FORM})(?:{_NOTE})?$"),
)
_ENDS = re.compile(rf"(?:{_FORM})(?:{_NOTE})?$|(?:公开工作)?年度(?:工作)?报告$|^(?:度)?(?:工作)?报?告$")
# A line of the page around the report, or a sentence: never a line of its title.
_NOT_TITLE = re.compile(
    r"[>》»›→|。；;！？?!]|[上下]一[篇条]|当前位置|您的位置|首页|https?:|www\.|日期|时间|字号|字体|浏览|点击|来源|作者|编辑|责编"
    r"|索引号|主题词|文号|发布机构|有效性|打印|收藏|分享|下载|附件"
)
_LEAD = re.compile(r"^(?:(?:信息|文件|公开)?(?:标题|名称|题名)[：:]|附件?\d*[：:]|[【\[《])|[】\]》]$")
_NOT_AGENCY = re.compile(r"\d{4}|[，：:]|信息公开(?!办)|年度报告|专栏|[〇○零二]{2}")
_YEAR_LINE = re.compile(rf"^[（(]{_YEAR}年(?:度)?[）)]$")
_SITE_NAME = re.compile(r"(?<=报告)[-_—–|｜·]+[^-_—–|｜·]{2,24}(?:网|网站|平台|政府|门户)$")
_METADATA = re.compile(r"^(?:信息|文件|公开)?(?:标题|名称|题名)[：:\s]")
_SITE = re.compile(
    r"(?:网|网站|门户|平台|专栏|栏目|信息公开|政务公开)$|^(?:政府信息公开|政务公开|信息公开|年度报告|通知公告|公告)$"
)
_SUFFIX = (
    "人民政府|政府|办公厅|办公室|管委会|委员会|监管局|分局|总局|总队|支队|街道办事处|办事处|街道|研究院|监狱|海关|中心|集团|公司"
    "|学院|大学|医院|银行|法院|检察院|厅|局|委|办|处|署|院|所|站|队|会|省|市|州|盟|县|区|旗|镇|乡|社"
)
_IS_AGENCY = re.compile(rf"^[\u4e00-\u9fff、（）()·]{{2,40}}(?:{_SUFFIX})(?:[（(][\u4e00-\u9fff、]+[）)])?$")
_REGION = re.compile(
    r"^(?:中华人民共和国|国家|中共|[\u4e00-\u9fff]{2,12}?(?:省|自治区|市|州|盟|地区|县|区|旗|镇|乡|街道))"
)
_QUOTED = re.compile(
    rf"《(?P<agency>[^《》，。]{{0,40}}?)(?:关于)?(?P<year>{_YEAR})年(?:度)?[^《》，。]{{0,8}}?(?:{_FORM})》"
)
_STATING = r"(?:现?(?:公布|发布|编制|形成)了?|现将|现公开|现向社会公[布开])"
_STATED = (
    re.compile(rf"{_STATING}(?P<agency>[^《》，。、,0-9]{{0,30}}?)(?P<year>{_YEAR})?年?(?:度)?(?:{_FORM})"),
    re.compile(rf"{_STATING}(?P<year>{_YEAR})年(?:度)?(?P<agency>[^《》，。、,0-9]{{2,30}}?)(?:{_FORM})"),
)
_PERIOD = re.compile(rf"(?P<year>{_YEAR})年1月1日(?:起)?(?:至|到|—|-|－|~|～)(?:(?:(?P=year)|当|本|同)年)?12月31日")
_HEADING = re.compile(r"^(?:[一1]|第一部分|第[一1]章)?[、.．\s]*(?:总体情况|基本情况|概述)")
_DATE = re.compile(rf"^{_YEAR}年\S{{1,3}}月\S{{1,3}}日$")
HEAD_LINES = 60
LONGEST_TITLE = 4
LONGEST_NAME = 40
LONGEST_LINE = 100


def find_title(paragraphs: Sequence[Paragraph]) -> Title:
    """The title of the report, from its head; what it lacks, from the introduction or signature."""
    lines = text_lines(paragraphs)
    head = _head(lines)
    whole = "".join(line.squeezed for line in lines)
    found = [_extended(title, head, at, whole) for at, title in _titles(head)]
    best = max(enumerate(found), key=lambda pair: (_weight(pair[1]), pair[0]), default=(0, Title()))[1]
    return _completed(best, lines, whole[:6000])


def split_at_title(lines: Sequence[TextLine], title: Title) -> tuple[str, str]:
    """The text of lines above the title and that below it; all is below where the title is not among them."""
    last = next((n for n, line in reversed(list(enumerate(lines))) if _closes(line, title)), None)
    if last is None:
        return "", "\n".join(line.text for line in lines)
    first = last
    while first and _bare(lines[first - 1]) and _bare(lines[first - 1]) in title.text:
        first -= 1
    return "\n".join(line.text for line in lines[:first]), "\n".join(line.text for line in lines[last + 1 :])


def _closes(line: TextLine, title: Title) -> bool:
    bare = _bare(line)
    return len(bare) > 1 and bool(title.text) and title.text.endswith(bare)


def reads_as_title(text: str) -> bool:
    """Whether a line is the title of a report and nothing else, with its year."""
    bare = squeeze(text)
    title = _read_title(bare) if len(bare) <= LONGEST_LINE and not _NOT_TITLE.search(bare) else None
    return title is not None and title.year is not None


def _head(lines: list[TextLine]) -> list[TextLine]:
    end = next((n for n, line in enumerate(lines) if _HEADING.match(line.squeezed)), len(lines))
    return lines[: min(end, HEAD_LINES) if end else HEAD_LINES]


def _weight(title: Title) -> tuple[bool, bool, bool]:
    return title.year is not None, bool(title.agency), "年度报告" in title.text


def _titles(head: list[TextLine]) -> Iterator[tuple[int, Title]]:
    """Every window of lines that reads as a title, with the number of its first line."""
    for last, line in enumerate(head):
        if not _ENDS.search(_bare(line)):
            continue
        below = head[last + 1].squeezed if last + 1 < len(head) else ""
        late_year = below if _YEAR_LINE.match(below) else ""
        named = False
        for first in range(last, max(last - LONGEST_TITLE, -1), -1):
            if len(head[first].squeezed) > LONGEST_LINE or _NOT_TITLE.search(_bare(head[first])):
                break
            title = _read_title("".join(_bare(part) for part in head[first : last + 1]) + late_year)
            # Further lines can only add the year: more of them would bring the page's own words in.
            if title is not None and (title.year is not None or not named):
                named = bool(title.agency)
                yield first, title
            if title is not None and title.year is not None:
                break


def _bare(line: TextLine) -> str:
    """The line without the name of a metadata row, a number of an annex or quotation marks."""
    row = _METADATA.match(line.text)
    text = squeeze(line.text[row.end() :]) if row else line.squeezed
    return _SITE_NAME.sub("", _LEAD.sub("", text))


def _read_title(bare: str) -> Title | None:
    match = next(filter(None, (pattern.match(bare) for pattern in _TITLES)), None)
    if match is None:
        return None
    agency = _clean(match["before"] or match["after"])
    if agency.endswith("人民"):
        agency += "政府"
    if len(agency) > LONGEST_NAME or _NOT_AGENCY.search(agency):
        return None
    return Title(bare, agency, year_number(match["year"]))


def _clean(agency: str) -> str:
    agency = re.sub(r"(?:关于|发布|公布|印发|[的年])$", "", agency.strip("-—_·,，：:、《》()（）"))
    return re.sub(r"^(?:关于|附件\d*)", "", agency)


def _extended(title: Title, head: list[TextLine], first: int, whole: str) -> Title:
    """The title with the agency, or the lost beginning of its name, from the lines above."""
    for above in reversed(head[max(first - 2, 0) : first]):
        before = above.squeezed
        if _NOT_TITLE.search(before) or _SITE.search(before) or re.search(r"[\d：:，]", before) or len(before) > 30:
            break
        if not title.agency:
            if not _IS_AGENCY.match(before):
                break
            title = Title(before + title.text, before, title.year)
        elif _IS_AGENCY.match(before) and _REGION.match(title.agency):
            break
        elif whole.count(before + title.agency) > 1 or _is_lost_beginning(before, title.agency):
            title = Title(before + title.text, before + title.agency, title.year)
        else:
            break
    return title


def _is_lost_beginning(before: str, agency: str) -> bool:
    """Whether words above begin the name of an agency: one that names no place, and is not whole without them or gets
    its place from them. Words of the page's own menu do neither."""
    lacking = not _IS_AGENCY.match(agency) or bool(_REGION.match(before))
    return lacking and not _REGION.match(agency) and not _IS_AGENCY.match(before)


def _completed(title: Title, lines: list[TextLine], opening: str) -> Title:
    quoted = _QUOTED.search(opening)
    stated = next(filter(None, (pattern.search(opening) for pattern in _STATED)), None)
    agency, year = title.agency, title.year
    if year is None:
        said = _PERIOD.search(opening) or quoted or (stated if stated and stated["year"] else None)
        year = year_number(said["year"]) if said else None
    if not agency:
        for found in (quoted, stated):
            name = _clean(found["agency"]) if found else ""
            if _IS_AGENCY.match(name) and not name.startswith(("我", "本")):
                agency = name
                break
    return Title(title.text, agency or _signed(lines), year)


def _signed(lines: list[TextLine]) -> str:
    """The name above the date at the end of the report."""
    for before, after in pairwise(lines[-15:]):
        if _DATE.match(after.squeezed) and _IS_AGENCY.match(before.squeezed):
            return before.squeezed
    return ""
