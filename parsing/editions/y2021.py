"""The form of 国办公开办函〔2021〕30号, for reports of 2021 and later."""

from __future__ import annotations

from parsing.editions.common import DISPUTES, OTHER, requests_table
from parsing.editions.form import Block, Edition, Line, Measure, Table

DECISIONS = (Line("decisions", "本年处理决定数量"),)

DISCLOSURE = Table(
    code="disclosure",
    title="主动公开政府信息情况",
    section=2,
    blocks=(
        Block(
            article="第二十条第（一）项",
            columns=(
                Line("issued", "本年制发件数"),
                Line("repealed", "本年废止件数"),
                Line("in_force", "现行有效件数"),
            ),
            rows=(Line("regulations", "规章"), Line("normative_documents", "行政规范性文件")),
        ),
        Block(article="第二十条第（五）项", columns=DECISIONS, rows=(Line("licensing", "行政许可"),)),
        Block(
            article="第二十条第（六）项",
            columns=DECISIONS,
            rows=(Line("penalties", "行政处罚"), Line("coercion", "行政强制")),
        ),
        Block(
            article="第二十条第（八）项",
            columns=(Line("amount", "本年收费金额（单位：万元）", measure=Measure.AMOUNT),),
            rows=(Line("fees", "行政事业性收费"),),
        ),
    ),
)

OTHER_ROWS = (
    Line(
        "other.not_corrected",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "total",
        OTHER,
    ),
    Line(
        "other.fee_unpaid",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "total",
        OTHER,
    ),
    Line("other.other", "3.其他", "total", OTHER),
)

EDITION = Edition(
    code="2021",
    basis="国办公开办函〔2021〕30号",
    first_year=2021,
    last_year=None,
    tables=(DISCLOSURE, requests_table(OTHER_ROWS), DISPUTES),
)
