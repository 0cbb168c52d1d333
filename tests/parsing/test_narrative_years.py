"""N-19 and N-20: years left over from another report, and the period the figures count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsing.report import Report, Section
from parsing.rules.model import Outcome
from parsing.sections import HEADINGS
from tests.parsing.told import NO_FEE, n_findings, told, verdicts, whole


def with_texts(**texts: str) -> Report:
    """The report of 2024 with these sections: one="…", five="…", six="…"."""
    numbers = {"one": 1, "five": 5, "six": 6}
    given = {numbers[key]: text for key, text in texts.items() if key in numbers}
    given.setdefault(6, NO_FEE)
    sections = tuple(Section(n, words, "", given.get(n, "")) for n, words in HEADINGS.items())
    return replace(whole(), sections=sections, introduction=texts.get("introduction", ""))


LEFT_OVER = [
    with_texts(one="2023年，我市坚持以习近平新时代中国特色社会主义思想为指导，扎实推进政务公开。"),
    with_texts(one="2023年度，我局认真贯彻落实《条例》。"),
    with_texts(one="（一）主动公开情况。2023年，我市认真贯彻落实《条例》。"),
    with_texts(five="一是解读形式单一。2024年，我局将进一步加强业务培训。"),
    with_texts(five="2023年，将继续做好政务公开工作。"),
    with_texts(five="存在不足：更新不及时。改进措施：2024年我市将围绕重点领域，加大公开力度。"),
    with_texts(six="2023年度未收取政府信息公开信息处理费。"),
    with_texts(one="工作有序推进。2023年，全市共受理政府信息公开申请120件。"),
]


@pytest.mark.parametrize("report", LEFT_OVER, ids=range(len(LEFT_OVER)))
def test_a_year_left_over_is_flagged(report: Report) -> None:
    assert verdicts(report) == {"N-19"}
    assert n_findings(report, "N-19")[0].quotes


LEGITIMATE = [
    with_texts(one="2024年，我市扎实推进政务公开。公开2023年度部门决算和2024年度部门预算。"),
    with_texts(one="2024年以来，我局认真贯彻落实《条例》。"),
    with_texts(one="2023年以来，我市连续两年开展专项行动，2024年成效明显。"),
    with_texts(one="按照《2023年政务公开工作要点》（〔2023〕15号）部署推进工作。"),
    with_texts(one="2024年，我局发布2023年政府信息公开工作年度报告。"),
    with_texts(one="2024年，受理申请120件，较2023年增加20件。"),
    with_texts(one="围绕五年规划（2021—2025年）公开阶段性进展。"),
    with_texts(one="2024年，我市在2023年度政务公开评估中名列前茅。"),
    with_texts(one="2024年度工作有序。2023年，全市共受理政府信息公开申请98件。"),
    with_texts(five="2024年，我局将政务公开纳入考核，但仍存在更新不及时的不足。2025年，将进一步加强培训。"),
    with_texts(five="2025年，我市将继续提升公开质效。"),
    with_texts(five="针对2023年存在的问题，2024年已全部整改到位。"),
    with_texts(five="按照《2024年政务公开工作要点》要求，将进一步细化目录。"),
    with_texts(five="2024年工作虽取得成效，但还要进一步努力。"),
    with_texts(five="到2025年，要持续实现目录全覆盖。"),
    with_texts(six="自2021年1月1日起施行《政府信息公开信息处理费管理办法》，本年度未收取信息处理费。"),
    with_texts(six="2024年未收取信息处理费，2023年收取380元。"),
    with_texts(six="按照2020年印发的信息处理费管理办法，没有收取信息处理费。"),
    with_texts(one="本年度收到2023年结转的政府信息公开申请5件。"),
    with_texts(one="截至2024年12月31日，我局公开信息500条。"),
    with_texts(one="二〇二四年，我局扎实推进政务公开。"),
    with_texts(one="（一）主动公开情况。2024年，我市发布信息300条。（二）平台建设。2023年，网站改版。"),
]


@pytest.mark.parametrize("report", LEGITIMATE, ids=range(len(LEGITIMATE)))
def test_other_years_with_good_reason_are_not_flagged(report: Report) -> None:
    assert verdicts(report) == set()
    assert "N-19" in verdicts(report, Outcome.PASSED)


RIGHT_PERIODS = [
    "本报告所列数据的统计期限自2024年1月1日起，至2024年12月31日止。",
    "统计期限为2024年1月1日至12月31日。",
    "数据统计期限：2024 年 1 月 1 日—2024 年 12 月 31 日。",
    "本报告数据统计期限为2024.1.1-2024.12.31。",
    "统计期限：2024/01/01至2024/12/31。",
]
WRONG_PERIODS = [
    "本报告所列数据的统计期限自2023年1月1日起，至2023年12月31日止。",
    "统计期限为2024年1月1日至2024年11月30日。",
    "数据统计时限为2023年11月1日至2024年10月31日。",
    "所列数据统计期限为2024年1月1日至2025年12月31日。",
    "数据统计期限：2024.1.1-2024.11.30。",
    "统计期限自2024/1/1至2024/12/30。",
]


@pytest.mark.parametrize("text", RIGHT_PERIODS)
def test_the_whole_year_is_the_right_period(text: str) -> None:
    for report in (with_texts(introduction=text), with_texts(six=text + NO_FEE)):
        assert verdicts(report) == set()
        assert "N-20" in verdicts(report, Outcome.PASSED)


@pytest.mark.parametrize("text", WRONG_PERIODS)
def test_another_period_is_flagged_where_it_stands(text: str) -> None:
    assert verdicts(with_texts(introduction=text)) == {"N-20"}
    (found,) = n_findings(with_texts(six=NO_FEE + text), "N-20")
    assert found.quotes[0].text == text


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月1日至2024年3月31日开展政务公开主题月活动。",
        "公示期为2024年5月6日至5月12日。",
        "条例自2019年5月15日起施行。",
    ],
)
def test_other_periods_are_not_judged(text: str) -> None:
    assert verdicts(told(text)) == set()


def test_a_report_whose_year_is_not_known_is_not_judged() -> None:
    report = replace(LEFT_OVER[0], year=None)
    assert verdicts(report, None) & {"N-19", "N-20"} == set()
