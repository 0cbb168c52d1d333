"""The report of a whole area, made of its members' figures, is read back without a difference and without a finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from parsing.editions import edition_of_year
from parsing.report import Address, Figure, Report
from parsing.rules.engine import judge
from parsing.rules.model import AgencyKind, Context, Outcome, Scope
from parsing.rules.model import Member as Judged
from submissions.demo.figures import HEILONGJIANG_2024, HUAIAN_2024
from submissions.demo.scaling import demonstration_series
from submissions.exports.area import AreaSum, LastYear
from submissions.exports.area_drafting import area_draft
from submissions.exports.drafting import GAP
from submissions.exports.gathering import Gathering, Tally
from submissions.exports.members import Member
from submissions.exports.report_docx import Written, number_text
from submissions.models import FactSheet
from tests.submissions.test_report_docx import read_back

PLACES = {
    "黑龙江省人民政府": (AgencyKind.PROVINCE, {"黑龙江省人民政府办公厅": 0.02, "黑龙江省教育厅": 0.01, "哈尔滨市人民政府": 0.4, "大庆市人民政府": 0.2}),
    "大兴安岭地区行政公署": (AgencyKind.PREFECTURE, {"大兴安岭地区教育局": 0.01, "漠河市人民政府": 0.05, "塔河县人民政府": 0.04}),
    "漠河市人民政府": (AgencyKind.COUNTY, {"漠河市教育局": 0.004, "漠河市北极镇人民政府": 0.002, "漠河市公安局": 0.003}),
}  # fmt: skip
DRAWN_SO = {"Y-03", "Y-07"}
"""Rules that compare two years for likeness and size."""
Values = dict[Address, Decimal]
WRITTEN = {
    2019: ("制定年度公开目录", "受理渠道保持畅通", "清理失效文件", "开通移动端", "逐月通报进展", "考核结果为良好，社会评议满意，未发生责任追究", "个别栏目更新较慢", "指定专人维护"),
    2020: ("新设疫情防控专栏", "对复杂申请实行会商", "统一文号著录", "网站集约化完成", "开展两期培训", "考核纳入绩效，评议结果公布，没有责任追究情形", "解读材料偏少", "文件与解读同步起草"),
    2021: ("汇编现行有效文件", "答复文书使用范本", "规范公文属性认定", "公报实现在线检索", "组织知识测试", "考核得分公布，评议征集意见，未追究责任", "基层人员更替多", "编写岗位手册"),
    2022: ("集中公开行政规范性文件", "补正告知一次说清", "建立台账动态管理", "政务新媒体关停并转", "邀请专家授课", "考核占绩效百分之四，评议由第三方组织，无责任追究", "申请办理质量不均", "定期评查案卷"),
}  # fmt: skip


def members_of(place: str, years: Sequence[int], seed: int) -> dict[int, dict[str, Values]]:
    """Figures of every member and year, which hang together across years as an agency's do."""
    base = HEILONGJIANG_2024 if seed % 2 else HUAIAN_2024
    found: dict[int, dict[str, Values]] = {year: {} for year in years}
    for name, scale in PLACES[place][1].items():
        for year, figures in demonstration_series(name, years, base, scale, seed=seed, decisions=scale / 50).items():
            values = {a: v for a, v in figures.values.items() if v is not None}
            # 规章 are made by provinces and cities alone (L-06).
            plain = {a: Decimal(0) if a.row == "regulations" else v for a, v in values.items()}
            found[year][name] = plain
    return found


def sum_of(place: str, year: int, members: Mapping[str, Values]) -> AreaSum:
    totals: dict[Address, Decimal] = {}
    counts: Counter[Address] = Counter()
    for values in members.values():
        for address, value in values.items():
            totals[address] = totals.get(address, Decimal()) + value
            counts[address] += 1
    gathering = Gathering(
        year=year,
        edition=edition_of_year(year),
        root_code="1",
        root_name=place,
        root_kind=PLACES[place][0].value,
        members=[*map(added, members)],
        sheets=FactSheet.objects.none(),
    )
    gathering.__dict__["tallies"] = {a: Tally(value, counts[a]) for a, value in totals.items()}
    return AreaSum(gathering)


def added(name: str) -> Member:
    day = date(2025, 1, 31)
    return Member(1, 1, "/1/2/", "2", name, "department", "", "own", "approved", day, None, None, 0, "", "", "", role="added")  # fmt: skip


def by_a_person(texts: Mapping[int, str], year: int) -> dict[int, str]:
    """The drafts with their gaps filled, as somebody would, otherwise every year."""
    words = [*WRITTEN[year]]
    filled = dict(texts)
    for number in (1, 5):
        while GAP in filled[number]:
            filled[number] = filled[number].replace(GAP, words.pop(0), 1)
    filled[6] = filled[6].replace(GAP, "0", 1) if year >= 2021 else filled[6]
    filled[6] = filled[6].replace(GAP, "没有其他需要报告的事项")
    return filled


def written(now: AreaSum, then: LastYear) -> Written:
    texts = by_a_person(area_draft(now, then).texts, now.year)
    return Written(now.edition, now.root_name, now.year, now.values, texts)


def as_member(name: str, year: int, values: Values) -> Judged:
    kind = AgencyKind.COUNTY if name.endswith(("市人民政府", "县人民政府")) else AgencyKind.DEPARTMENT
    figures = {a: Figure(v, "") for a, v in values.items()}
    return Judged(
        name, kind, Report(agency=name, year=year, edition=edition_of_year(year).code, figures=figures), Scope.AREA
    )


@given(
    place=st.sampled_from(sorted(PLACES)),
    year=st.sampled_from([2020, 2021, 2022]),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_report_of_a_whole_area_is_read_back_without_a_difference_and_without_a_finding(
    place: str, year: int, seed: int, tmp_path: Path
) -> None:
    members = members_of(place, [year - 1, year], seed)
    before, now = (sum_of(place, y, members[y]) for y in (year - 1, year))
    last = read_back(written(before, LastYear()), tmp_path)
    comparable = {a: v for a, v in before.values.items() if a.table != "disclosure"}
    made = written(now, LastYear(comparable))
    report = read_back(made, tmp_path)
    assert {a: f.value for a, f in report.figures.items()} == now.values
    assert all(f.is_sure and not f.note for f in report.figures.values())
    assert (report.agency, report.year, report.labels, report.warnings, report.front) == (place, year, (), (), "")
    assert {s.number: s.text for s in report.sections} == {n: made.texts.get(n, "") for n in range(1, 7)}
    context = Context(
        agency_names=(place,),
        year=year,
        kind=PLACES[place][0],
        scope=Scope.AREA,
        previous=(last,),
        members=tuple(as_member(name, year, values) for name, values in members[year].items()),
    )
    found = list(judge(report, context))
    # Few and small as they are, a place's figures may be drawn as last year's or as a multiple of them.
    assume(not any(f.rule in DRAWN_SO and f.outcome is Outcome.FAILED for f in found))
    assert [(f.rule, f.message, f.sum) for f in found if f.outcome is Outcome.FAILED] == []
    then, this = (one.values[Address("requests", "new", "total")] for one in (before, now))
    growth = [f for f in found if f.rule == "N-12"]
    assert {f.outcome for f in growth} <= {Outcome.PASSED}
    assert growth or then == 0 or abs(this - then) * 1000 < then


@given(seed=st.integers(0, 10**6), year=st.sampled_from([2020, 2022]))
@settings(max_examples=30, deadline=None)
def test_every_number_a_draft_says_is_the_worth_of_the_cells_it_names(seed: int, year: int) -> None:
    members = members_of("黑龙江省人民政府", [year - 1, year], seed)
    before, now = (sum_of("黑龙江省人民政府", y, members[y]) for y in (year - 1, year))
    draft = area_draft(now, LastYear(before.values))
    said = [
        words
        for number in (1, 5)
        for words in re.findall(r"(?<![（\d])\d+(?:\.\d+)?", draft.texts[number].replace(f"{year}年", ""))
    ]
    assert said == [source.words for source in draft.sources]
    for source in draft.sources:
        if source.how == "sum":
            worth = sum(now.values[a] for a in source.plus) - sum(now.values[a] for a in source.minus)
            assert source.words == number_text(Decimal(worth))
    assert {source.how for source in draft.sources} >= {"sum", "share", "growth", "counted"}


def test_a_draft_without_figures_says_nothing_but_where_somebody_must_write() -> None:
    draft = area_draft(sum_of("黑龙江省人民政府", 2024, {}), LastYear())
    assert draft.sources == ()
    assert draft.texts[1].startswith("（一）主动公开。＿＿＿＿。\n（二）依申请公开。＿＿＿＿。\n")
    assert draft.texts[5] == "存在的主要问题：＿＿＿＿。\n改进情况：＿＿＿＿。"
