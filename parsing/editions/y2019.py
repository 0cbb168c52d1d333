"""The form of 国办公开办函〔2019〕60号, for reports of 2019 and 2020."""

from __future__ import annotations

from parsing.editions.common import DISPUTES, RESULTS, requests_table
from parsing.editions.form import Block, Edition, Line, Measure, Table

ITEMS = (
    Line("items_last_year", "上一年项目数量"),
    Line("change", "本年增/减", measure=Measure.CHANGE),
)
DECISIONS = (*ITEMS, Line("decisions", "处理决定数量"))

DISCLOSURE = Table(
    code="disclosure",
    title="主动公开政府信息情况",
    section=2,
    blocks=(
        Block(
            article="第二十条第（一）项",
            columns=(
                Line("made", "本年新制作数量"),
                Line("disclosed", "本年新公开数量"),
                Line("total_disclosed", "对外公开总数量"),
            ),
            rows=(Line("regulations", "规章"), Line("normative_documents", "规范性文件")),
        ),
        Block(
            article="第二十条第（五）项",
            columns=DECISIONS,
            rows=(Line("licensing", "行政许可"), Line("other_services", "其他对外管理服务事项")),
        ),
        Block(
            article="第二十条第（六）项",
            columns=DECISIONS,
            rows=(Line("penalties", "行政处罚"), Line("coercion", "行政强制")),
        ),
        Block(article="第二十条第（八）项", columns=ITEMS, rows=(Line("fees", "行政事业性收费"),)),
        Block(
            article="第二十条第（九）项",
            columns=(
                Line("items", "采购项目数量"),
                Line("amount", "采购总金额", measure=Measure.AMOUNT),
            ),
            rows=(Line("procurement", "政府集中采购"),),
        ),
    ),
)

EDITION = Edition(
    code="2019",
    basis="国办公开办函〔2019〕60号",
    first_year=2019,
    last_year=2020,
    tables=(
        DISCLOSURE,
        requests_table((Line("other", "（六）其他处理", "total", (RESULTS,)),)),
        DISPUTES,
    ),
)
