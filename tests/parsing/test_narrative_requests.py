"""N-01 to N-06: applications in sentences against table 三, in the styles of published reports."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.report import Report
from parsing.rules.model import Context, Outcome, Scope
from tests.parsing.made_reports import BLANK, ILLEGIBLE, findings, without
from tests.parsing.told import n_findings, told, verdicts, whole, with_cells

AREA, OFFICE, DEPARTMENT, TOWN = "某市人民政府", "某市人民政府办公室", "某市财政局", "某县某镇人民政府"

RIGHT = [
    "2024年，全市各级行政机关共收到政府信息公开申请120件。",
    "全市各级各部门共受理政府信息公开申请120件。",
    "某市共受理政府信息公开申请120件。",
    "今年以来，共收到政府信息公开申请120件。",
    "2024年1-12月，全市受理政府信息公开申请120件。",
    "受理政府信息公开申请120件，主要涉及征地补偿、教育、住房等方面，已答复118件。",
    "作出予以公开决定的50件，作出部分公开决定的12件。",
    (
        "2024年，全市共受理政府信息公开申请120件，答复118件（含上年度结转申请5件，另有7件顺延到下年度答复），"
        "均在法定期限内予以答复。"
    ),
    "本年新收政府信息公开申请120件，上年结转5件。全年办结118件，结转下年度继续办理7件。",
    "全年共收到办理政府信息公开申请125件，其中，新收到120件、上年度结转5件。",
    "2024年共收到依申请公开120件，均按期答复。",
    "全市共依法办理政府信息公开申请125件，有效保障公民、法人和其他组织依法获取政府信息。",
    (
        "2024年，我市共收到公民、法人和其他组织提出的政府信息公开申请120件，其中予以公开50件，部分公开12件，"
        "不予公开8件。"
    ),
    "予以公开及部分公开62件，不予公开8件，因本机关不掌握等原因无法提供28件，不予处理8件，其他处理12件。",
    "本年度共受理信息公开申请120件，上年结转5件，答复106件，其他处理12件。",
    "全年办理信息公开申请118件，其中予以公开50件。",
    "2024年，共收到政府信息公开申请120件，办结113件，结转下年度7件。",
    "接收依申请公开120件，其中结转至2025年办理7件。",
    "共收到申请公开政府信息事项120件，申请量保持平稳。",
    "受理政府信息公开申请120件，办理上年度结转申请5件。答复118件，均在法定期限内答复。",
    "全年受理依申请公开一百二十件。",
    "全年受理依申请公开１２０件。",
    "政府信息公开申请数量为120件，由2023年结转5件。",
    "依申请公开方面，全年共受理并答复118件。",
    "新收申请120件，均为政府信息公开申请；7件因需征求第三方意见，结转至下年度继续办理。",
    "全市收到政府信息公开申请120件，本机关不掌握相关政府信息25件，没有现成信息需要另行制作3件，重复申请2件。",
    "全市收到政府信息公开申请120件，其中50件予以公开，12件部分公开，8件不予公开。",
    "予以公开62件（其中部分公开12件），不予公开8件。",
    "予以公开类62件（含部分公开12件）。",
    "全部或部分公开62件，不予公开8件。",
    "向申请人公开或部分公开信息62件。",
    "全年共接到申请135件次，经沟通申请人主动撤回15件，正式受理120件。",
    "我市新收政府信息公开申请120件，其中市发改委20件、市教育局18件、市公安局15件，三部门占总量的44.2%。",
    "我市收到政府信息公开申请120件，申请量位列全省第5。",
    "全市共收到依申请公开件120件，上年度结转办理件5件，共办结118件，结转到2025年办理7件。",
    "全市共处理依申请公开件120件，办结118件，5件为上年度结转办理件，其中予以公开50件；部分公开12件。",
    "全市共收到依申请件120件，上年结转5件，办结118件，7件结转到2025年度继续办理。",
    "收到120件政府信息公开申请，回复81条网民留言。",
    "收到政府信息公开申请120件。行政复议14件（其中上年转入2件），审结11件。",
    "受理政府信息公开申请120件。收到行政复议申请14件，上年结转2件，结转下年3件。",
    "截至年底，当年新收与上年结转的125件申请中，已作出答复的118件。",
    "全年收到申请和上年度结转申请合计125件，办结以及结转下年度办理的申请合计125件，其中予以公开50件。",
    "共登记受理政府信息公开申请120件，属于国家秘密不予公开1件，涉及三类内部事务信息不予公开4件。",
    "共收到申请人提出的政府信息公开申请120件，信访举报投诉类申请6件，重复申请2件。",
    "属于本机关不掌握相关政府信息的25件，申请人无正当理由逾期不补正的5件。",
    "登记新申请并承接上年结转共125件，不予公开8件。",
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_sentence_that_agrees_is_found_and_passes(text: str) -> None:
    report = told("（二）依申请公开。" + text)
    assert verdicts(report) == set()
    assert verdicts(report, Outcome.PASSED) & {"N-01", "N-02", "N-03", "N-04", "N-05", "N-06"}


WRONG = [
    ("2024年，全市共受理政府信息公开申请102件，均在法定期限内予以答复。", {"N-01"}),
    ("本年度，共受理政府信息公开申请2件，都在法定期限内予以答复。", {"N-01"}),
    ("我市新收政府信息公开申请121件。", {"N-01"}),
    (
        ("全年收到公民和法人或其他组织政府信息公开申请共32件，办结30件，均严格按照《条例》进行办理和答复。"),
        {"N-01", "N-03"},
    ),
    ("全市共依法办理政府信息公开申请210件，保障了公众的知情权。", {"N-02"}),
    ("2024年办理依申请公开政府信息事项99件。", {"N-02"}),
    ("全市共收到并办理政府信息公开申请152件。", {"N-02"}),
    ("本年新收及上年结转的政府信息公开申请共152件。", {"N-02"}),
    ("受理政府信息公开申请120件，答复105件，均在法定期限内。", {"N-03"}),
    ("收到政府信息公开申请120件，办结181件。", {"N-03"}),
    ("全市受理政府信息公开申请120件，上年结转15件。", {"N-04"}),
    ("答复118件（含上年度结转申请6件）。", {"N-04"}),
    ("答复118件，结转下年度继续办理17件。", {"N-05"}),
    ("因申请引发行政复议14件，申请中由上年结转15件。", {"N-04"}),
    ("另有3件申请按照《条例》顺延到下年度答复。", {"N-05"}),
    ("12件结转至2025年继续办理。", {"N-05"}),
    ("予以公开及部分公开60件，不予公开8件。", {"N-06"}),
    ("因本机关不掌握等原因无法提供25件。", {"N-06"}),
    ("予以公开5件，部分公开12件。", {"N-06"}),
    ("予以公开50件（其中部分公开12件），全部或部分公开26件。", {"N-06"}),
    ("全市受理政府信息公开申请102件，其中市直部门受理60件，申请量位列全省第5。", {"N-01"}),
    ("不予公开18件，不予处理8件。", {"N-06"}),
    ("不予处理9件，其他处理12件。", {"N-06"}),
    ("全市收到申请120件，其中部分公开21件。", {"N-06"}),
    ("政府信息公开申请中，重复申请3件。", {"N-06"}),
    ("共收到申请人提出的政府信息公开申请131件。", {"N-01"}),
    ("因属于国家秘密不予公开3件。", {"N-06"}),
    ("保护第三方合法权益不予公开8件。", {"N-06"}),
    ("信访举报投诉类申请9件，重复申请2件。", {"N-06"}),
    ("因本机关不掌握相关政府信息无法提供20件。", {"N-06"}),
    ("申请人无正当理由逾期不补正的12件。", {"N-06"}),
    ("全年收政府信息公开申请119件，结转上年度政府信息公开申请5件。", {"N-01"}),
    ("全市共收到依申请公开件120件，上年度结转办理件5件，共办结119件，结转到2025年办理7件。", {"N-03"}),
]


@pytest.mark.parametrize(("text", "rules"), WRONG)
def test_a_sentence_that_differs_is_flagged(text: str, rules: set[str]) -> None:
    assert verdicts(told("（二）依申请公开。" + text)) == rules


# The same words, legitimate: about another level, another time, another thing, or a part only.
TRAPS = [
    (OFFICE, "受市政府委托承办依申请公开7件。"),
    (AREA, "截至2024年12月31日，已答复118件，尚在法定期限内办理7件。"),
    (AREA, "2022年至2024年累计受理政府信息公开申请360件。"),
    (DEPARTMENT, "同一申请人提出的政府信息公开申请中，重复申请1件。"),
    (OFFICE, "2024年，共受理政府信息公开申请100件，其中市政府40件，市政府办公室60件。"),
    (OFFICE, "2024年，市政府共受理政府信息公开申请100件。"),
    (AREA, "全市政府信息公开申请量前三位的部门分别收到30件、20件、15件。"),
    (AREA, "2025年1月继续办理结转申请9件。"),
    (DEPARTMENT, "全年收到依申请公开120件，其中：局机关80件，下属事业单位40件。"),
    (OFFICE, "市政府办公室共收到政府信息公开申请300件，其中转交有关单位办理180件。"),
    (DEPARTMENT, "共收到政府信息公开申请150件，其中不属于本机关职责范围30件。"),
    (DEPARTMENT, "收到政府信息公开申请125件，不予受理5件。"),
    (AREA, "清江浦区受理政府信息公开申请33件，做到件件有回音。"),
    (AREA, "针对申请量较大的单位开展专项指导，累计答复疑难申请30件。"),
    (AREA, "对近年来受理的500件申请进行了梳理。"),
    (AREA, "接待群众当面咨询50人次，协助填写政府信息公开申请表30份。"),
    (AREA, "编发依申请公开典型案例20件。"),
    (AREA, "依申请公开平均办理时长为12个工作日，较法定时限缩短8个工作日，其中当日办结5件。"),
    (AREA, "申请内容主要涉及土地征收（45件）、城乡建设（30件）、教育（10件）等领域。"),
    (AREA, "全年接收政府信息公开申请120件，其中属于本机关答复范围的60件。"),
    (AREA, "全年收到市长信箱申请公开类来信20件，答复20件。"),
    (AREA, "本年度共有5件申请因需要补正。"),
    (AREA, "上年度结转5件均已办结。"),
    (AREA, "2024年，区政府办代表区政府受理17件，均按期答复。"),
    (AREA, "市本级共受理政府信息公开申请52件。"),
    (AREA, "市政府办公室受理政府信息公开申请31件，答复30件。"),
    (AREA, "全市共受理政府信息公开申请120件，其中市直部门受理60件、各县区受理60件。"),
    (AREA, "市公安局受理政府信息公开申请33件，市自然资源局受理29件。"),
    (AREA, "全省共受理政府信息公开申请9000件。"),
    (AREA, "2024年，市政府本级收到政府信息公开申请19件。答复19件。"),
    (AREA, "各乡镇街道受理政府信息公开申请44件。"),
    (OFFICE, "2024年，全市各级行政机关共受理政府信息公开申请3000件，答复2980件。"),
    (OFFICE, "指导各部门办理依申请公开70件。"),
    (OFFICE, "协助全市各单位答复政府信息公开申请80件。"),
    (DEPARTMENT, "全市系统共收到政府信息公开申请88件。"),
    (DEPARTMENT, "局本级收到政府信息公开申请8件。"),
    (DEPARTMENT, "各分局共受理政府信息公开申请60件。"),
    (DEPARTMENT, "下属单位办理依申请公开12件。"),
    (TOWN, "全县共受理依申请公开33件。"),
    (AREA, "2023年全市受理政府信息公开申请98件，2024年受理120件。"),
    (AREA, "去年受理政府信息公开申请98件。"),
    (AREA, "近三年累计受理政府信息公开申请350件。"),
    (AREA, "条例施行以来，共受理政府信息公开申请2350件。"),
    (AREA, "上半年受理政府信息公开申请60件。"),
    (AREA, "截至9月，共受理政府信息公开申请80件。"),
    (AREA, "一季度收到政府信息公开申请20件。"),
    (AREA, "通过政府网站收到政府信息公开申请60件，通过信函收到50件，当面收到10件。"),
    (AREA, "收到网上申请87件。"),
    (AREA, "受理自然人申请100件。"),
    (AREA, "从申请方式看，网络申请24件，信函申请8件。"),
    (AREA, "受理涉及征地拆迁的政府信息公开申请45件。"),
    (AREA, "收到约100件政府信息公开申请。"),
    (AREA, "受理政府信息公开申请100余件。"),
    (AREA, "受理政府信息公开申请超过110件。"),
    (AREA, "办理人大代表建议12件、政协提案8件，办结20件。"),
    (AREA, "办理政府12345热线47件，已全部办结，回复率和满意率均达100%。"),
    (AREA, "办理人民网“地方领导留言板”网民留言2089条。"),
    (AREA, "受理行政许可申请300件，办结298件。"),
    (AREA, "收到群众来信35件，答复35件。"),
    (AREA, "规范办理依申请公开，全年收到248条网民留言，办结230条群众诉求。"),
    (AREA, "依申请公开渠道畅通，受理36件人大代表建议，办结36件热线工单。"),
    (AREA, "答复网民咨询410条。"),
    (AREA, "不予受理政府信息公开申请3件。"),
    (AREA, "对8件政府信息公开申请出具补正告知书。"),
    (AREA, "全市共受理政府信息公开申请120件，其中11件均按规定程序办结，8件申请人主动撤销。"),
    (AREA, "全年制发公文300件，其中主动公开120件，依申请公开100件，不予公开80件。"),
    (AREA, "全年审核拟发文件公开属性，不予公开200件。"),
    (AREA, "力争将答复时间压缩，目标是全年受理政府信息公开申请不低于100件。"),
    (AREA, "例如，某县受理政府信息公开申请13件。"),
    (AREA, "组织依申请公开业务培训3次，培训人员200人次，答复咨询50次。"),
    (AREA, "受理政府信息公开申请120件，同比增加22件。"),
    (AREA, "单件申请涉及事项15项，多次申请公开同一事项20件。"),
    (AREA, "因信息公开引发的投诉举报，收到3件，办结3件。"),
    (AREA, "正在办理政府信息公开申请3件。"),
    (AREA, "延期答复政府信息公开申请9件。"),
    (AREA, "向第三方书面征求意见的申请12件。"),
    (AREA, "予以公开等处理70件。"),
    (AREA, "主要以予以公开、部分公开为主。"),
    (AREA, "公开办理流程共5项，处理申请平均用时9个工作日。"),
    (AREA, "信件办结率100%，办结信件50件。"),
    (AREA, "制作依申请公开答复文书范本23件。"),
    (AREA, "征求第三方意见6件，其中第三方不同意公开3件，第三方同意公开2件。"),
    (AREA, "因涉及国家秘密不予公开1件，因属于内部事务信息不予公开4件。"),
    (AREA, "今年共收到依申请公开件132件，其中有效申请120件。"),
    (AREA, "月均受理10件，单月最高受理22件。"),
    (AREA, "全年办理12345热线工单560件，满意率99.8%。"),
    (OFFICE, "以市政府名义答复45件。"),
    (AREA, "土地征收领域受理申请45件，答复44件。"),
    (AREA, "春节期间受理申请3件。"),
    (AREA, "会同司法局研究疑难申请26件，会商答复18件。"),
    (AREA, "5个工作日内办结申请36件，当日受理当日答复申请8件。"),
    (AREA, "通过政务服务网受理85件，办结85件。"),
    (AREA, "抽查已办结申请60件，发现问题8个。"),
    (DEPARTMENT, "协助市政府办理依申请公开事项14件。"),
    (AREA, "经检索无法提供3件。"),
    (AREA, "以告知查阅网址方式予以公开20件，以提供复印件方式予以公开30件。"),
    (AREA, "收到信访投诉举报类来信60件，按信访程序转办。"),
    (AREA, "受理热线投诉举报类工单600件。"),
    (AREA, "通知补正30件。"),
    (AREA, "因属于国家秘密、商业秘密不予公开4件。"),
    (AREA, "登记政府信息公开申请140件，其中受理120件。"),
    (AREA, "其他处理5件为逾期不补正，7件为其他。"),
]


@pytest.mark.parametrize(("agency", "text"), TRAPS)
def test_a_sentence_about_something_else_is_not_judged(agency: str, text: str) -> None:
    assert verdicts(told("（二）依申请公开工作。" + text, whole(agency))) == set()


@pytest.mark.parametrize(
    ("agency", "text"),
    [
        (OFFICE, "市政府办公室代表市政府共受理政府信息公开申请119件。"),
        (OFFICE, "我办共受理政府信息公开申请119件。"),
        (OFFICE, "本机关受理政府信息公开申请119件。"),
        (DEPARTMENT, "我局全年收到政府信息公开申请119件。"),
        (TOWN, "全镇共收到政府信息公开申请119件。"),
        (DEPARTMENT, "本单位全年收到政府信息公开申请119件。"),
        (AREA, "1.经统计，全市各地各部门总共收到政府信息公开申请119件。"),
        (AREA, "2024年，市政府及其部门收到政府信息公开申请119件。"),
    ],
)
def test_an_agencys_own_words_for_itself_are_judged(agency: str, text: str) -> None:
    assert verdicts(told(text, whole(agency))) == {"N-01"}


def test_a_failed_finding_says_all_it_tried_and_quotes_the_sentence() -> None:
    text = "加强沟通。全市共办理政府信息公开申请130件，均已答复。"
    (found,) = n_findings(told(text), "N-02")
    assert (found.expected, found.actual) == (Decimal(125), Decimal(130))
    assert found.sum == "正文 130 ≠ 本年新收＋上年结转 ＝ 125；本年新收 ＝ 120；办理结果总计 ＝ 118"
    assert found.cells == ("requests.new.total", "requests.carried_in.total", "requests.total.total")
    assert found.values == ("120", "5", "118", "正文全市共办理政府信息公开申请130件")
    (quote,) = found.quotes
    assert quote.text == "全市共办理政府信息公开申请130件，均已答复。" == text[quote.start : quote.end]
    assert text[quote.claim_start : quote.claim_end] == "全市共办理政府信息公开申请130件"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("其中113件按时办结，12件结转下年度办理。", "12件结转下年度办理"),
        ("全市收到政府信息公开申请120件，48件予以公开。", "48件予以公开"),
        ("政府信息公开行政复议14件，9件被维持。", "9件被维持"),
    ],
)
def test_what_stands_behind_a_number_is_quoted_where_it_says_what_it_is(text: str, words: str) -> None:
    (found,) = (f for f in findings(told(text), outcome=Outcome.FAILED) if words in f.message)
    (quote,) = found.quotes
    assert text[quote.claim_start : quote.claim_end] == words


def test_a_quote_over_the_end_of_a_line_keeps_its_offsets() -> None:
    text = "全市共受理政府信息公开\n申请 102 件，\n均已答复。"
    (found,) = n_findings(told(text), "N-01")
    (quote,) = found.quotes
    assert text[quote.claim_start : quote.claim_end] == "全市共受理政府信息公开\n申请 102 件"


def test_the_passed_finding_says_which_expression_matched() -> None:
    (found,) = n_findings(told("全市共受理政府信息公开申请125件。"), "N-01", Outcome.PASSED)
    assert found.message == "第一部分写“全市共受理政府信息公开申请125件”，与表中本年新收＋上年结转 ＝ 125相符。"


def test_changing_the_claim_changes_the_fingerprint() -> None:
    one = n_findings(told("全市共受理政府信息公开申请102件。"), "N-01")[0]
    other = n_findings(told("全市共受理政府信息公开申请103件。"), "N-01")[0]
    assert one.fingerprint != other.fingerprint


def undetermined(report: Report) -> set[str]:
    return verdicts(report, Outcome.UNDETERMINED)


def test_an_absent_cell_leaves_the_claim_open() -> None:
    report = told("全市共受理政府信息公开申请102件，答复99件。", without(whole(), "requests.carried_in.total"))
    assert verdicts(report) == set()
    assert undetermined(report) == {"N-01", "N-03"}


def test_a_claim_that_fits_what_is_there_passes_though_other_cells_are_absent() -> None:
    report = told("全市共受理政府信息公开申请120件。", without(whole(), "requests.carried_in.total"))
    assert undetermined(report) == set()


def test_a_doubtful_cell_leaves_the_claim_open() -> None:
    report = told(
        "予以公开500件。", with_cells(whole(), {"requests.granted.total": ILLEGIBLE}), heading="（二）依申请公开。"
    )
    assert verdicts(report) == set()
    assert undetermined(report) == {"N-06"}


def test_a_blank_total_beside_figures_is_worth_its_row() -> None:
    report = with_cells(whole(), {"requests.granted.total": BLANK, "requests.partially_granted.total": BLANK})
    assert verdicts(told("（二）依申请公开。予以公开及部分公开62件。", report)) == set()
    assert verdicts(told("（二）依申请公开。予以公开及部分公开50件。", report)) == {"N-06"}


def test_a_wholly_blank_row_counts_as_nothing_in_a_sum_but_is_unknown_alone() -> None:
    columns = ("natural_person", "company", "research", "public_interest", "legal_service", "other", "total")
    blank = {f"requests.{row}.{c}": BLANK for row in ("denied.state_secrets", "partially_granted") for c in columns}
    report = with_cells(whole(), blank)
    assert verdicts(told("（二）依申请公开。不予公开7件。", report)) == set()
    assert verdicts(told("（二）依申请公开。不予公开9件。", report)) == {"N-06"}
    assert undetermined(told("（二）依申请公开。部分公开9件。", report)) == {"N-06"}


def test_a_government_that_counts_itself_alone_is_not_judged_by_the_whole_areas_sentences() -> None:
    own = Context(scope=Scope.OWN)
    assert verdicts(told("全市受理政府信息公开申请3000件。"), context=own) == set()
    assert verdicts(told("市政府本级受理政府信息公开申请20件。"), context=own) == {"N-01"}


def test_the_same_claim_made_twice_is_one_finding() -> None:
    text = "全市受理政府信息公开申请102件。总的看，全市受理政府信息公开申请102件。"
    assert len([f for f in findings(told(text)) if f.rule == "N-01"]) == 1


def test_without_table_three_nothing_is_said() -> None:
    report = whole()
    bare = without(report, *(str(a) for a in report.figures if a.table == "requests"))
    assert verdicts(told("全市共受理政府信息公开申请102件。", bare), None) & {"N-01"} == set()


def test_a_claim_that_agrees_with_the_parts_of_a_wrong_total_says_so() -> None:
    report = with_cells(whole(), {"requests.new.total": 102})
    (found,) = n_findings(told("全市共受理政府信息公开申请120件。", report), "N-01", Outcome.PASSED)
    assert found.message.endswith("与表中本年新收各部分之和 120（总计格为 102）相符。")
