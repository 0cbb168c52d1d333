"""N-16 and N-17: the 信息处理费 in section six."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsing.report import Report, Section
from parsing.rules.model import Outcome
from parsing.sections import HEADINGS
from tests.parsing.made_reports import put
from tests.parsing.told import n_findings, told, verdicts, whole

STATED = [
    "2024年度未收取政府信息公开信息处理费。",
    "本年度没有发出收费通知，收取信息处理费0元。",
    "未涉及《政府信息公开信息处理费管理办法》中规定的收取信息处理费情况。",
    "我局2024年收取信息处理费共3940元。",
    "2024年有1件政府信息公开申请案件收取信息处理费380元。",
    "依申请提供政府信息未收取任何费用。",
    "本年度信息公开未收费。其他需要报告的事项：无。",
    "向5件申请发出收费通知，其中3件逾期未缴费，2件缴费，共收取600元信息处理费。",
    "共收取信息处理费600元，其中按件收取400元，按量收取200元。",
    "向2件申请收取信息处理费，其中一件400元、一件200元，合计600元。",
    "发出收费通知2份，其中一份应收400元、一份实收200元，合计收取200元信息处理费。",
    "本年度按照《政府信息公开信息处理费管理办法》收取信息处理费0.06万元。",
]


@pytest.mark.parametrize("fee", STATED)
def test_a_report_that_states_its_fee_passes(fee: str) -> None:
    report = told("", fee=fee)
    assert verdicts(report) == set()
    assert "N-16" in verdicts(report, Outcome.PASSED)


@pytest.mark.parametrize("fee", ["无。", "无其他需要报告的事项。", "本报告可在市政府网站下载。"])
def test_a_report_that_does_not_state_its_fee_is_flagged(fee: str) -> None:
    assert verdicts(told("", fee=fee)) == {"N-16"}


def test_a_fee_stated_in_section_one_is_stated() -> None:
    assert verdicts(told("全年未收取政府信息公开信息处理费。", fee="无。")) == set()


def test_a_report_without_section_six_is_flagged_for_that_alone() -> None:
    report = replace(whole(), sections=(Section(1, HEADINGS[1], "一", "工作有序推进。"),))
    assert verdicts(report) == set()


def test_a_section_six_without_text_leaves_the_fee_open() -> None:
    assert verdicts(told("", fee="")) == set()
    assert verdicts(told("", fee=""), Outcome.UNDETERMINED) == {"N-16"}


def test_reports_of_2020_owe_no_fee_sentence() -> None:
    assert verdicts(told("", whole(year=2020), fee="无。")) == set()


@pytest.mark.parametrize(
    "fee",
    [
        "向2件申请收取信息处理费，其中一件100元、一件200元，合计400元。",
        "共收取信息处理费600元，其中按件收取400元，按量收取300元。",
        "共收取信息处理费600元，其中按件收取400元，按量收取100元。",
    ],
)
def test_amounts_that_do_not_add_up_are_flagged(fee: str) -> None:
    assert verdicts(told("", fee=fee)) == {"N-16"}


@pytest.mark.parametrize(
    ("fee", "why"),
    [
        ("2024年收取信息处理费385元。", "385 元不是 10 元的整数倍"),
        ("本年度共收取政府信息公开信息处理费12000000000元。", "多于表二行政事业性收费"),
    ],
)
def test_an_amount_that_cannot_be_is_noticed(fee: str, why: str) -> None:
    assert verdicts(told("", fee=fee)) == {"N-17"}
    assert why in n_findings(told("", fee=fee), "N-17")[0].message


@pytest.mark.parametrize(
    "fee",
    [
        "未收取信息处理费。行政事业性收费385万元。",
        "信息处理费收费标准为每件10元至30页以上部分每页1元以内。",
        "向申请人发出收费通知，应收信息处理费385元，申请人逾期未缴纳。",
        "2023年收取信息处理费385元，2024年未收取。",
        "各县区共收取信息处理费385元。",
        "减免信息处理费385元。",
    ],
)
def test_other_amounts_are_not_judged(fee: str) -> None:
    assert verdicts(told("", fee=fee)) == set()


def fees(amount: str) -> Report:
    return put(whole(), {"disclosure.fees.amount": amount})


def test_a_fee_beside_no_charges_in_table_two_is_noticed() -> None:
    assert verdicts(told("", fees("0"), fee="本年度收取信息处理费300元。")) == {"N-17"}
    assert verdicts(told("", fees("0.03"), fee="本年度收取信息处理费300元。")) == set()
