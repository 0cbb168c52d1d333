"""Numbers and sentences: what is read of running text before anything is judged."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsing.narrative.claims import claims_in
from parsing.narrative.numbers import numbers_in
from parsing.narrative.sentences import sentences_of
from parsing.rules.engine import RULES
from parsing.rules.model import Context
from tests.parsing.told import told, whole


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10.57万条", "105700", "条"),
        ("627552万元", "6275520000", "元"),
        ("18.6亿元", "1860000000", "元"),
        ("二十三件", "23", "件"),
        ("一百二十件", "120", "件"),
        ("３件".translate({ord("３"): "3"}), "3", "件"),
        ("1,234件", "1234", "件"),
        ("33.9%", "33.9", "%"),
        ("33.9％", "33.9", "%"),
        ("百分之三", "3", "%"),
        ("百分之三点五", "3.5", "%"),
        ("零件", "0", "件"),
        ("数量为12，", "12", ""),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: str, unit: str) -> None:
    (number,) = numbers_in(text)
    assert (str(number.value.normalize().__format__("f")), number.unit, number.rough) == (value, unit, False)


@pytest.mark.parametrize(
    "text",
    ["约5件", "5500余条", "近100件", "超过30件", "10多件", "十余次", "30件左右", "84万余人次", "3、5件", "200件以上"],
)
def test_a_number_that_is_not_meant_exactly_is_rough(text: str) -> None:
    assert all(number.rough for number in numbers_in(text)[-1:])


@pytest.mark.parametrize(
    "text",
    [
        "2024年",
        "12月31日",
        "第711号",
        "〔2021〕30号",
        "第三十条",
        "成倍增长",
        "高效办成一件事",
        "二〇二四年",
        "24小时",
        "5个百分点",
        "“四最”",
        "各一件",
    ],
)
def test_dates_ordinals_and_names_are_no_numbers(text: str) -> None:
    assert numbers_in(text) == ()


def test_a_sentence_runs_over_the_end_of_a_line_but_not_over_a_heading() -> None:
    text = "（二）依申请公开情况\n全年受理申\n请 12 件。均已答复。\n（三）平台建设\n优化栏目"
    found = [(s.text, s.heading, s.paragraph) for s in sentences_of(1, text)]
    assert found == [
        ("全年受理申请12件。", "（二）依申请公开情况", 2),
        ("均已答复。", "（二）依申请公开情况", 2),
        ("优化栏目", "（三）平台建设", 4),
    ]


@given(st.text(alphabet="受理件申请公开，。；（）\n 0123456789.,%万元其中年全市", max_size=80))
def test_every_sentence_stands_where_it_says(text: str) -> None:
    for sentence in sentences_of(1, text):
        assert text[sentence.start : sentence.end] == sentence.raw
        assert "".join(sentence.raw.split()) == sentence.text
        assert len(sentence.numbers) == len(sentence.at)
        for number, at in zip(sentence.numbers, sentence.at, strict=True):
            assert sentence.shape[at] == number.kind.value
            assert sentence.words(at, at + 1) == sentence.text[number.start : number.end]


@given(
    st.text(
        alphabet="受理件申请公开答复办结行政复议诉讼规章，。；（）\n0123456789.%万元其中年全市上下结转占同比增长",
        max_size=120,
    )
)
def test_no_text_makes_a_rule_raise(text: str) -> None:
    report = told(text, fee=text)
    for rule in RULES:
        if rule.family == "N":
            list(rule.check(rule, report, Context(previous=(whole(year=2023),))))


def test_a_long_report_is_judged_in_a_few_milliseconds() -> None:
    line = (
        "全市共受理政府信息公开申请120件，答复118件（含上年度结转申请5件，另有7件顺延到下年度答复），"
        "均在法定期限内予以答复。"
    )
    report = told((line + "持续优化政府网站栏目，推动信息归集，强化监督保障，开展业务培训3次。") * 20)
    rules = [rule for rule in RULES if rule.family == "N"]
    took = []
    for _ in range(5):
        start = time.process_time()
        found = [f for rule in rules for f in rule.check(rule, report, Context())]
        took.append(time.process_time() - start)
    assert claims_in(report)
    assert found
    assert min(took) < 0.05
