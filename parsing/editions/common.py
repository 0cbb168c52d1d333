"""Tables 三 and 四 as both editions print them; only 其他处理 differs."""

from __future__ import annotations

from parsing.editions.form import Balance, Block, Line, Table

RESULTS = "三、本年度办理结果"
DENIED = (RESULTS, "（三）不予公开")
UNAVAILABLE = (RESULTS, "（四）无法提供")
NOT_HANDLED = (RESULTS, "（五）不予处理")
OTHER = (RESULTS, "（六）其他处理")
ORGANISATIONS = ("申请人情况", "法人或其他组织")

RECEIVED_ROWS = (
    Line("new", "一、本年新收政府信息公开申请数量"),
    Line("carried_in", "二、上年结转政府信息公开申请数量"),
)

RESULT_ROWS = (
    Line("granted", "（一）予以公开", "total", (RESULTS,)),
    Line(
        "partially_granted",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "total",
        (RESULTS,),
    ),
    Line("denied.state_secrets", "1.属于国家秘密", "total", DENIED),
    Line("denied.otherwise_prohibited", "2.其他法律行政法规禁止公开", "total", DENIED),
    Line("denied.security_and_stability", "3.危及“三安全一稳定”", "total", DENIED),
    Line("denied.third_party_rights", "4.保护第三方合法权益", "total", DENIED),
    Line("denied.internal_affairs", "5.属于三类内部事务信息", "total", DENIED),
    Line("denied.deliberative", "6.属于四类过程性信息", "total", DENIED),
    Line("denied.enforcement_files", "7.属于行政执法案卷", "total", DENIED),
    Line("denied.administrative_queries", "8.属于行政查询事项", "total", DENIED),
    Line("unavailable.not_held", "1.本机关不掌握相关政府信息", "total", UNAVAILABLE),
    Line("unavailable.needs_creation", "2.没有现成信息需要另行制作", "total", UNAVAILABLE),
    Line("unavailable.still_unclear", "3.补正后申请内容仍不明确", "total", UNAVAILABLE),
    Line("not_handled.petitions", "1.信访举报投诉类申请", "total", NOT_HANDLED),
    Line("not_handled.duplicates", "2.重复申请", "total", NOT_HANDLED),
    Line("not_handled.publications", "3.要求提供公开出版物", "total", NOT_HANDLED),
    Line("not_handled.excessive", "4.无正当理由大量反复申请", "total", NOT_HANDLED),
    Line(
        "not_handled.confirmation",
        "5.要求行政机关确认或重新出具已获取信息",
        "total",
        NOT_HANDLED,
    ),
)

CLOSING_ROWS = (
    Line("total", "（七）总计", groups=(RESULTS,)),
    Line("carried_forward", "四、结转下年度继续办理"),
)

APPLICANTS = (
    Line("natural_person", "自然人", "total", ("申请人情况",)),
    Line("company", "商业企业", "total", ORGANISATIONS),
    Line("research", "科研机构", "total", ORGANISATIONS),
    Line("public_interest", "社会公益组织", "total", ORGANISATIONS),
    Line("legal_service", "法律服务机构", "total", ORGANISATIONS),
    Line("other", "其他", "total", ORGANISATIONS),
    Line("total", "总计", groups=("申请人情况",)),
)


def requests_table(other_rows: tuple[Line, ...]) -> Table:
    """Table 三. Printed above it: 第一项加第二项之和，等于第三项加第四项之和, in each column."""
    return Table(
        code="requests",
        title="收到和处理政府信息公开申请情况",
        section=3,
        blocks=(Block(APPLICANTS, RECEIVED_ROWS + RESULT_ROWS + other_rows + CLOSING_ROWS),),
        balances=(Balance(("new", "carried_in"), ("total", "carried_forward")),),
    )


DISPUTES = Table(
    code="disputes",
    title="政府信息公开行政复议、行政诉讼情况",
    section=4,
    blocks=(
        Block(
            columns=(
                Line("upheld", "结果维持", "total"),
                Line("corrected", "结果纠正", "total"),
                Line("other", "其他结果", "total"),
                Line("pending", "尚未审结", "total"),
                Line("total", "总计"),
            ),
            rows=(
                Line("reconsideration", "行政复议"),
                Line("litigation_direct", "未经复议直接起诉", groups=("行政诉讼",)),
                Line("litigation_after", "复议后起诉", groups=("行政诉讼",)),
            ),
        ),
    ),
)
