"""Rules over repeated words: last year's text, sentences of section five, another agency's report."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.report import Report, Section
from parsing.rules.model import Context, Finding, Likeness, Outcome, Quote
from parsing.rules.passages import body_of, passages, sentences, shared
from tests.parsing.made_reports import findings, one

INTRODUCTION = (
    "根据《中华人民共和国政府信息公开条例》第五十条规定，现公布某市财政局2024年政府信息公开工作年度报告。"
    "本报告所列数据的统计期限为2024年1月1日至12月31日。"
)
# 淮安市 2024 and 哈尔滨市政府办公厅 2022, as published.
HUAIAN = (
    "对照上级新要求和公众新期待，还有一些需要加强和改进的地方。主要表现在：一是政策解读质量仍需提升，"
    "个别单位政策解读内容简单、形式单一；二是政务公开队伍建设还需进一步加强，个别单位存在人员配备不足、兼职多、流动性过快的问题。\n"
    "针对存在问题，下一步，我市将着力加强政策解读质效，重点提升解读的针对性和通俗化，探索建立政社合作、多元参与的政策宣传解读模式。"
)
HARBIN = (
    "2022年，市政府办公厅认真完成了国务院、省政府和市政府部署的政务信息公开工作，但仍存在一些不足：一是政策解读的形式还有待改进；"
    "二是公开的渠道还比较单一；三是在政务公开的宣传引导方面还需要加强。\n"
    "2023年，市政府办公厅将深入学习贯彻党的二十大精神，持续深化政务公开，不断提升政务公开工作水平。"
)
FEE = "依照《政府信息公开信息处理费管理办法》，2024年度本机关收取信息处理费0元。" * 4


def report(year: int = 2024, **sections: str) -> Report:
    numbered = {int(name[1:]): text for name, text in sections.items()}
    return Report(
        agency="某市财政局",
        year=year,
        edition="2021",
        sections=tuple(Section(n, "", "", text) for n, text in sorted(numbered.items())),
    )


def against(this: Report, last: Report, rule: str, outcome: Outcome | None = Outcome.FAILED) -> list[Finding]:
    return findings(this, rule, outcome, Context(year=2024, previous=(replace(last, year=2023),)))


# --- Y-04


def test_a_section_with_only_its_numbering_changed_is_last_years() -> None:
    found = one(against(report(s5=HUAIAN), report(s5=HUAIAN.replace("二是", "2.").replace("一是", "1.")), "Y-04"))
    assert found.subject == "section.5"
    assert found.message == "第五部分：与上年报告相同的文字占 97%（达到 80% 时须核实；年份、标点不计）。"
    assert found.severity.value == "verify"


def figures_of(year: int, *numbers: int) -> str:
    """A section as an agency writes it every year, with the year's own figures."""
    n = iter(numbers)
    return (
        f"{year}年，全年通过门户网站发布各类信息{next(n)}条，召开新闻发布会{next(n)}场。收到申请{next(n)}件，上年结转{next(n)}件，"
        f"予以公开{next(n)}件、部分公开{next(n)}件、不予公开{next(n)}件、无法提供{next(n)}件，开展业务培训{next(n)}次。"
    )


def test_this_years_figures_are_something_new() -> None:
    this, last = figures_of(2024, 1137, 3, 9357, 102, 4086, 1362, 534, 2343, 6), figures_of(2023, *range(1, 10))
    assert against(report(s1=this), report(s1=last), "Y-04") == []


def test_another_year_before_last_years_figures_is_nothing_new() -> None:
    this, last = figures_of(2024, *range(1, 10)), figures_of(2023, *range(1, 10))
    assert "占 100%" in one(against(report(s1=this), report(s1=last), "Y-04")).message


def test_both_places_of_a_shared_passage_are_evidence() -> None:
    last = report(s5="下面是上年的话，" + HUAIAN)
    found = one(against(report(s5=HUAIAN), last, "Y-04"))
    own, then = found.quotes[:2]
    assert (own.section, own.source, then.source) == (5, "", "上年报告")
    assert HUAIAN[own.start : own.end] == own.text
    assert (last.sections[0].text[then.start : then.end]) == then.text


def test_two_real_reports_on_the_same_subject_are_not_alike() -> None:
    assert against(report(s5=HUAIAN), report(s5=HARBIN), "Y-04") == []
    assert "相同的文字占 " in one(against(report(s5=HUAIAN), report(s5=HARBIN), "Y-04", Outcome.PASSED)).message


def test_section_six_and_the_standard_introduction_are_not_compared() -> None:
    """93 % identical section six."""
    own = INTRODUCTION + "今年新建了政策文件库，整理历史文件四百余件，并把各科室的公开目录逐条核对后重新发布到网站。"
    last = INTRODUCTION + "去年主要是把窗口答复流程搬到线上，群众提交申请以后可以看到每一步由谁办理和何时办结。"
    assert against(report(s1=own, s6=FEE), report(s1=last, s6=FEE), "Y-04") == []


def test_a_line_about_nothing_is_the_same_every_year() -> None:
    nothing = "2024年度本机关未发生政府信息公开行政复议、行政诉讼。"
    assert against(report(s4=nothing, s5="无"), report(s4=nothing, s5="无"), "Y-04", None) == []


def test_a_section_last_year_did_not_have_leaves_it_open() -> None:
    open_ = one(against(report(s5=HUAIAN), report(s1=HARBIN), "Y-04", None))
    assert (open_.outcome, open_.subject) == (Outcome.UNDETERMINED, "section.5")
    assert "上年报告没有读到这一部分" in open_.message


def test_the_office_may_change_the_threshold() -> None:
    half = HUAIAN[: len(HUAIAN) // 2] + HARBIN
    context = Context(year=2024, previous=(report(2023, s5=HUAIAN),))
    assert findings(report(s5=half), "Y-04", context=context) == []
    lower = replace(context, thresholds={"Y-04.ratio": Decimal(30)})
    assert "达到 30% 时须核实" in one(findings(report(s5=half), "Y-04", context=lower)).message


# --- Y-05


def test_sentences_of_section_five_that_stood_there_last_year_are_quoted() -> None:
    kept = "个别单位存在人员配备不足、兼职多、流动性过快的问题一直没有得到根本解决。"
    found = one(against(report(s5=HARBIN + kept), report(s5=kept + HUAIAN), "Y-05"))
    assert (found.subject, found.severity.value) == ("section.5", "notice")
    assert found.message == f"第五部分：1 句话与上年报告相同：“{kept[:-1]}”。"
    assert [q.text for q in found.quotes] == [kept, kept]


@pytest.mark.parametrize(
    "common",
    [
        "（一）存在的主要问题和不足之处以及原因分析\n",
        "2024年，我局政府信息公开工作取得了一定成效，但与上级要求相比还存在一些不足。",
        "2024年我局政府信息公开工作虽然取得了一定成绩，但仍存在以下问题：",
        "针对上述存在的问题和不足，我局将认真研究加以改进。",
        "下一步，我局将重点做好以下几个方面的工作：",
        "主要表现在以下几个方面的问题和不足：",
        "一是公开不够及时；",
        "下一步，我局将继续加强政府信息公开工作。",
        "2025年，我局将进一步提升政府信息公开工作水平。",
    ],
)
def test_headings_lead_ins_and_short_clauses_are_common_to_all(common: str) -> None:
    assert against(report(s5=common + HARBIN), report(s5=common + HUAIAN), "Y-05") == []


def test_lines_broken_by_the_page_are_one_sentence() -> None:
    sentence = "政策法规公开力度还需加强，政府网站的集约化程度不够高，部门之间的数据壁垒尚未完全打通。"
    broken = f"我厅的工作还有很大距离，具体来说在于下面几点内容需\n{sentence[:24]}\n{sentence[24:]}"
    assert [broken[a:b].replace("\n", "") for a, b in sentences(broken)][-1].endswith(sentence)
    whole = f"我厅的工作还有很大距离，具体来说在于下面几点内容需{sentence}"
    assert len(against(report(s5=broken), report(s5=whole), "Y-05")) == 1


def test_without_a_section_five_nothing_is_compared() -> None:
    assert against(report(s1=HARBIN), report(s5=HUAIAN), "Y-05", None) == []


# --- the measure


def test_the_share_is_of_this_text_and_names_do_not_hide_it() -> None:
    ours, theirs = body_of(report(s5=HUAIAN)), body_of(report(s5=HUAIAN.replace("我市", "本县") + HARBIN * 3))
    assert shared(ours, theirs).ratio > 0.97
    assert shared(theirs, ours).ratio < 0.5


def test_passages_are_bridged_over_a_changed_word() -> None:
    ours, theirs = body_of(report(s5=HUAIAN)), body_of(report(s5=HUAIAN.replace("流动性过快", "变动很快")))
    pairs = passages(ours, theirs, shared(ours, theirs))
    assert len(pairs) == 1
    assert pairs[0][0].text.startswith("对照上级新要求")
    assert "变动很快" in pairs[0][1].text


@settings(max_examples=50, deadline=None)
@given(st.text("公开政府信息申请办理2024，。\n", max_size=120), st.text("公开政府信息申请办理2024，。\n", max_size=120))
def test_shares_and_quotes_are_true_of_any_text(one_text: str, other: str) -> None:
    ours, theirs = body_of(report(s1=one_text, s5=other)), body_of(report(s1=other, s5=one_text))
    found = shared(ours, theirs)
    assert 0 <= found.ratio <= 1
    for own, then in passages(ours, theirs, found):
        assert own.text == {1: one_text, 5: other}[own.section][own.start : own.end]
        assert then.text == {1: other, 5: one_text}[then.section][then.start : then.end]


# --- L-05


def test_another_agencys_report_that_is_alike_is_named_with_its_share() -> None:
    quote = Quote(5, 0, 4, "对照上级")
    likeness = Likeness("某市民政局", 0.913, ((quote, replace(quote, source="某市民政局")),))
    found = one(findings(report(s5=HUAIAN), "L-05", context=Context(likenesses=(likeness,))))
    assert found.message == "内容雷同：正文有 91% 的文字与某市民政局的报告相同（达到 85% 时须核实）。"
    assert [q.source for q in found.quotes] == ["", "某市民政局"]


def test_equal_figures_alone_are_told_without_quotes() -> None:
    likeness = Likeness("某市民政局", 0.2, ((Quote(5, 0, 1, "对"), Quote(5, 0, 1, "对")),), tables=True)
    found = one(findings(report(s5=HUAIAN), "L-05", context=Context(likenesses=(likeness,))))
    assert found.message == "内容雷同：三张表的非零数字与某市民政局的报告完全相同。"
    assert found.quotes == ()


def test_less_alike_than_the_limit_is_nothing() -> None:
    context = Context(likenesses=(Likeness("某市民政局", 0.849),))
    assert findings(report(s5=HUAIAN), "L-05", None, context) == []
