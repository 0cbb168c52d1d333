"""The charts of a year and an area: trends, results, flow, disputes, areas in order, and who stands out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from submissions.display.cells import number_text
from submissions.display.charts import (
    Chart,
    Point,
    Series,
    Wanted,
    form_note,
    lacking_words,
    measured,
    partial_notes,
    point,
    reports_words,
    share,
)
from submissions.exports.drafting import RESULTS
from submissions.exports.measures import CORRECTED, GROUPS, OUTCOMES, RATES, RESULT_CODES, Measure
from submissions.exports.rollup import LEAST_PEERS, Group, Odd, Rolled
from submissions.exports.terms import LEAST_SAMPLE
from submissions.models import Kind

OUTCOME_WORDS: Final = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结"}
GROUP_WORDS: Final = {"reconsideration": "行政复议", "litigation": "行政诉讼"}
SHOWN_ODD: Final = 30


def everyone(group: Group) -> bool:
    return True


def charts_of(years: Sequence[Rolled], year: int, measure: Measure) -> list[Chart]:
    """Every chart there is something for. ``years`` are in order; ``year`` is the one looked at."""
    now = next((one for one in years if one.year == year), None)
    found = [ranked(now, measure)] if now else []
    found += [trend_by_area(years, measure), trend_by_kind(years, measure), results(years)]
    found += [results_by_area(now), flow(now)] if now else []
    found += [disputes(years, group) for group in GROUPS]
    found += [corrected(now), odd_chart(now)] if now else []
    return [chart for chart in found if chart.labels]


def areas_of(years: Sequence[Rolled]) -> list[tuple[int, str]]:
    """The areas right below the root by their latest name, then the root's own agencies."""
    names = {group.area: group.name for year in years for group in year.groups}
    own = [(0, _("本级机关和部门"))] if 0 in names else []
    return [(area, name) for area, name in names.items() if area] + own


def within(area: int) -> Wanted:
    return lambda group: group.area == area


def of_kind(kind: str) -> Wanted:
    return lambda group: group.kind == kind


def _trend(code: str, title: str, years: Sequence[Rolled], measure: Measure, split: list[tuple[str, Wanted]]) -> Chart:
    series = [Series(name, tuple(measured(year, measure, wanted) for year in years)) for name, wanted in split]
    return Chart(
        code=code,
        kind="line",
        title=title % {"measure": measure.label},
        first=_("年度"),
        unit=str(measure.unit),
        labels=tuple(str(year.year) for year in years),
        series=tuple(one for one in series if any(p.value is not None for p in one.points)) or tuple(series[:1]),
        notes=(*partial_notes(years), *form_note(years, [measure.code])),
    )


def trend_by_area(years: Sequence[Rolled], measure: Measure) -> Chart:
    split: list[tuple[str, Wanted]] = [(_("合计"), everyone)]
    split += [(name, within(area)) for area, name in areas_of(years)]
    return _trend("areas", _("%(measure)s：各地区历年"), years, measure, split)


def trend_by_kind(years: Sequence[Rolled], measure: Measure) -> Chart:
    there = {group.kind for year in years for group in year.groups}
    split = [(str(Kind(kind).label), of_kind(kind)) for kind in Kind.values if kind in there]
    return _trend("kinds", _("%(measure)s：各类单位历年"), years, measure, split)


Row = tuple[str, Rolled, Wanted]
"""A bar: its label, the year it is of, and whose figures."""


def _shares(
    code: str, title: str, first: str, rows: Sequence[tuple[str, Rolled, Wanted]], notes: Sequence[str]
) -> Chart:
    """Results of applications as shares of what was handled, a row a bar."""
    series = []
    for words, name in zip(RESULTS, RESULT_CODES, strict=True):
        points = []
        for _label, year, wanted in rows:
            part, whole = year.sum(name, wanted), year.sum("total", wanted)
            points.append(share(part.value, whole.value, lacking_words(year, wanted, part, whole)))
        series.append(Series(words, tuple(points)))
    labels = tuple(label for label, _year, _wanted in rows)
    return Chart(code, "share", title, first, "%", labels, tuple(series), tuple(notes))


def results(years: Sequence[Rolled]) -> Chart:
    rows: list[Row] = [(str(year.year), year, everyone) for year in years]
    return _shares("results", _("申请办理结果占比：历年"), _("年度"), rows, partial_notes(years))


def results_by_area(now: Rolled) -> Chart:
    rows: list[Row] = [
        (name, now, within(area)) for area, name in areas_of([now]) if now.sum("total", within(area)).value
    ]
    title = _("申请办理结果占比：%(year)d 年度各地区") % {"year": now.year}
    return _shares("area_results", title, _("地区"), rows, partial_notes([now]))


def flow(now: Rolled) -> Chart:
    """What came in, what was done with it, what goes on; drawn only where both sides are equal."""
    known = {code: now.sum(code).value for code in ("carried_in", "new", "total", "carried_forward", *RESULT_CODES)}
    received = _("应办理申请")
    links = [(_("上年结转"), received, known["carried_in"]), (_("本年新收"), received, known["new"])]
    links += [(received, words, known[code]) for words, code in zip(RESULTS, RESULT_CODES, strict=True)]
    links.append((received, _("结转下年度"), known["carried_forward"]))
    came = sum((n for _a, to, n in links if to == received and n), Decimal())
    went = sum((n for start, _b, n in links if start == received and n), Decimal())
    notes = partial_notes([now])
    if came != went:
        told = {"came": number_text(came), "went": number_text(went)}
        notes.append(_("收到和结转合计 %(came)s 件，办结和结转下年合计 %(went)s 件，两边不等，只列表，不画图。") % told)
    return Chart(
        code="flow",
        kind="flow",
        title=_("申请的来龙去脉：%(year)d 年度") % {"year": now.year},
        first=_("从哪里到哪里"),
        unit=_("件"),
        labels=tuple(f"{start} → {to}" for start, to, _n in links),
        series=(Series(_("件数"), tuple(Point(n, "—" if n is None else number_text(n)) for _a, _b, n in links)),),
        notes=tuple(notes),
        links=tuple((start, to, n) for start, to, n in links if n) if came == went else (),
    )


def disputes(years: Sequence[Rolled], group: str) -> Chart:
    """Outcomes a year, and the rate set right of those concluded, where they are enough."""
    series = [
        Series(OUTCOME_WORDS[outcome], tuple(point(y, y.sum(f"{group}_{outcome}"), everyone) for y in years))
        for outcome in OUTCOMES
    ]
    rates = tuple(_rate(year, (group,), everyone) for year in years)
    told = [f"{year.year}：{rate.text}" for year, rate in zip(years, rates, strict=True)]
    least = _("纠错率（结果纠正占已审结；已审结不足 %(n)d 件的不计算）") % {"n": LEAST_SAMPLE}
    return Chart(
        code=group,
        kind="stack",
        title=_("%(what)s结果：历年") % {"what": GROUP_WORDS[group]},
        first=_("年度"),
        unit=_("件"),
        labels=tuple(str(year.year) for year in years),
        series=tuple(series),
        notes=(f"{least}：{'，'.join(told)}。", *partial_notes(years)),
    )


def _rate(year: Rolled, groups: Sequence[str], wanted: Wanted) -> Point:
    parts = [year.sum(f"{group}_corrected", wanted) for group in groups]
    totals = [year.sum(group, wanted) for group in groups]
    pending = [year.sum(f"{group}_pending", wanted) for group in groups]
    if any(one.value is None or one.lacking for one in (*parts, *totals, *pending)):
        return Point(text=_("数不全"), partial=reports_words(year, wanted))
    part = sum((one.value or Decimal() for one in parts), Decimal())
    whole = sum((one.value or Decimal() for one in totals), Decimal())
    whole -= sum((one.value or Decimal() for one in pending), Decimal())
    if whole < LEAST_SAMPLE:
        return Point(text=_("已审结 %(n)s 件，不计算") % {"n": number_text(whole)}, partial=reports_words(year, wanted))
    return share(part, whole, reports_words(year, wanted))


def corrected(now: Rolled) -> Chart:
    """The rate set right by area, the highest first; an area with too few cases has none and says so."""
    rows = [(name, _rate(now, tuple(GROUPS), within(area))) for area, name in areas_of([now])]
    rows = [(name, rate) for name, rate in rows if rate.value is not None or rate.text != _("数不全")]
    rows.sort(key=lambda row: (row[1].value is None, -(row[1].value or 0)))
    return Chart(
        code="corrected",
        kind="rank",
        title=_("%(what)s：%(year)d 年度各地区") % {"what": CORRECTED.label, "year": now.year},
        first=_("地区"),
        unit="%",
        labels=tuple(name for name, _p in rows),
        series=(Series(_("纠错率"), tuple(p for _name, p in rows)),),
        notes=(
            _("结果纠正占已审结的复议、诉讼案件。已审结不足 %(n)d 件的不计算，一两件就会使比率大变。")
            % {"n": LEAST_SAMPLE},
            *partial_notes([now]),
        ),
    )


def ranked(now: Rolled, measure: Measure) -> Chart:
    """The areas in order of the chosen measure; those without any report come last and have no bar."""
    rows = [(name, measured(now, measure, within(area))) for area, name in areas_of([now])]
    rows.sort(key=lambda row: (row[1].value is None, -(row[1].value or 0)))
    return Chart(
        code="rank",
        kind="rank",
        title=_("%(measure)s：%(year)d 年度各地区排列") % {"measure": measure.label, "year": now.year},
        first=_("地区"),
        unit=str(measure.unit),
        labels=tuple(name for name, _p in rows),
        series=(Series(str(measure.label), tuple(p for _name, p in rows)),),
        notes=(*partial_notes([now]), *form_note([now], [measure.code])),
    )


def odd_chart(now: Rolled) -> Chart:
    """Reports far from their like: the distance in points from the median, with what is beside it."""
    labels = {rate.code: str(rate.label) for rate in RATES}
    rows = now.odd[:SHOWN_ODD]
    who = _("同类同级至少 %(n)d 个、分母至少 %(m)d 件的才比较。")
    how = _("偏离按中位数和绝对中位差计算，超过 3.5 倍且相差 5 个百分点以上的列出；相差大不等于有错，请打开报告查看。")
    return Chart(
        code="odd",
        kind="rank",
        title=_("与同类单位相差较大：%(year)d 年度") % {"year": now.year},
        first=_("单位和比率"),
        unit=_("个百分点"),
        labels=tuple(f"{one.name} · {labels[one.rate]}" for one in rows),
        series=(
            Series(_("与中位数之差"), tuple(_distance(one) for one in rows)),
            Series(_("本单位"), tuple(_text(f"{one.value:g}%（{_('分母')} {one.whole}）") for one in rows)),
            Series(_("同类中位数"), tuple(_text(f"{one.middle:g}%") for one in rows)),
            Series(_("同类个数"), tuple(_text(f"{Kind(one.kind).label} {one.peers}") for one in rows)),
        ),
        notes=(who % {"n": LEAST_PEERS, "m": LEAST_SAMPLE}, how),
        urls=tuple(reverse("report", args=[one.submission]) for one in rows),
    )


def _distance(one: Odd) -> Point:
    distance = Decimal(str(round(one.value - one.middle, 1)))
    return Point(distance, f"{'+' if distance > 0 else '−'}{number_text(abs(distance))}")


def _text(words: str) -> Point:
    return Point(text=words)
