"""N-10 to N-12: parts of a whole, shares of a whole, growth against last year."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.rules.model import Context, Outcome
from tests.parsing.made_reports import findings
from tests.parsing.told import n_findings, told, verdicts, whole, with_cells

WHOLE_LISTS = [
    "依法作出答复118件，其中书面答复100件、电子邮件答复18件。",
    "全市受理政府信息公开申请120件，其中予以公开50件，部分公开12件，不予公开8件，无法提供28件，不予处理8件，其他处理12件。",
    "全市共受理政府信息公开申请120件，其中网络申请80件、信函申请30件、当面申请10件。",
    "全年受理申请120件（网上申请90件、信函申请20件、当面申请10件），均为政府信息公开申请。",
    "受理政府信息公开申请125件，其中新收120件，上年结转5件。",
    "收到政府信息公开申请120件，其中自然人申请110件、法人或其他组织申请10件。",
    (
        "答复政府信息公开申请118件，其中予以公开50件，部分公开12件，不予公开8件，无法提供28件，不予处理8件，"
        "其他处理12件。"
    ),
    "政府信息公开行政复议14件，其中结果维持8件，结果纠正2件，其他结果1件，尚未审结3件。",
    "全年主动公开信息300条，其中概况类20条，动态类200条，其他80条。",
]


@pytest.mark.parametrize("text", WHOLE_LISTS)
def test_parts_that_add_up_pass(text: str) -> None:
    assert verdicts(told("（二）依申请公开。" + text)) == set()
    assert "N-10" in verdicts(told("（二）依申请公开。" + text), Outcome.PASSED)


BROKEN_LISTS = [
    "全市共受理政府信息公开申请120件，其中网络申请80件、信函申请30件、当面申请9件。",
    "受理政府信息公开申请120件，其中网络申请100件、信函申请30件。",
    "受理政府信息公开申请120件，其中自然人申请110件、法人或其他组织申请9件。",
    "受理政府信息公开申请125件，其中新收120件，上年度结转4件。",
    "全年主动公开信息300条，其中概况类20条，动态类200条，其他90条。",
    "发布政策解读95篇，其中文字解读24篇，图解66篇，视频解读3篇。",
]


@pytest.mark.parametrize("text", BROKEN_LISTS)
def test_parts_that_do_not_add_up_are_flagged(text: str) -> None:
    assert "N-10" in verdicts(told("（二）依申请公开。" + text))


OPEN_LISTS = [
    "政府信息公开行政复议14件，其中维持8件，纠正2件，其他1件。",
    "全年发布信息2000条，其中概况类1500条，动态类300条，公告类60条。",
    "受理政府信息公开申请120件，其中予以公开50件，部分公开12件。",
    "受理政府信息公开申请120件，其中网络申请80件。",
    "受理政府信息公开申请120件，其中网络申请80件、信函申请30件等。",
    "受理政府信息公开申请120件，其中主要是网络申请80件、信函申请30件、当面申请5件。",
    "受理政府信息公开申请120件，其中网络申请80件、信函申请30件，发布信息500件。",
    "全年发布信息500条，其中网站400条，微信公众号300条。",
    "全年发布信息500条，其中政策文件10条，工作动态30条。",
    "举办培训10次，其中线上培训6次，覆盖人员300人次。",
    "召开新闻发布会12场，其中市政府主要领导出席2场。",
    "政府信息公开行政复议14件，其中维持8件，纠正2件。",
    "受理政府信息公开申请120件，其中自然人申请110件，网络申请80件。",
    "政策解读57件，其中文字解读30件、图解20件（含动漫5件）。",
    "受理政府信息公开申请120件，其中涉及征地60件，涉及教育20件，涉及交通10件。",
    "抽查网站100家次，其中合格98家次。",
    "受理政府信息公开申请约120件，其中网络申请80件、信函申请30件、当面申请9件。",
    "受理政府信息公开申请120件，办结118件，其中网络申请80件、信函申请30件、当面申请10件。",
    "答复政府信息公开申请118件，其中当面送达18件，邮寄送达80件，电子邮件送达60件，部分采取多种方式。",
]


@pytest.mark.parametrize("text", OPEN_LISTS)
def test_a_list_that_does_not_claim_to_be_complete_is_not_judged(text: str) -> None:
    assert "N-10" not in verdicts(told("（二）依申请公开。" + text))


SHARES = [
    "不予公开8件，占6.78%；不予处理8件，占6.8%。",
    "网络申请90件，占75%；信函申请30件，占25%。",
    "受理政府信息公开申请120件，其中网络申请90件，占比75%。",
    "予以公开50件，占申请总数的40%。",
    "予以公开50件，占41.7%。",
    "予以公开50件（占42.4%），部分公开12件（占10.2%）。",
    "属于三类内部事务信息4件，占不予公开的50%。",
    "政府信息公开行政复议14件，其中结果维持8件，占57.1%。",
    "部分公开12件，约占一成。",
    "予以公开及部分公开62件，占52.5%。",
]


@pytest.mark.parametrize("text", SHARES)
def test_a_share_of_any_whole_that_fits_passes(text: str) -> None:
    assert verdicts(told("（二）依申请公开。全市受理政府信息公开申请120件。" + text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "不予公开8件，占8.78%。",
        "予以公开50件，占44.2%。",
        "网络申请90件，占57%。",
        "予以公开50件（占24.4%）。",
    ],
)
def test_a_share_that_fits_no_whole_is_flagged(text: str) -> None:
    assert verdicts(told("（二）依申请公开。全市受理政府信息公开申请120件。" + text)) == {"N-11"}


@pytest.mark.parametrize(
    "text",
    [
        "办理网民留言2089条，满意率达97.8%。",
        "主动公开信息500条，占全部信息的12.3%。",
        "全市受理政府信息公开申请120件，占全省的3.3%。",
        "抽查政务新媒体95个，合格率为100%。",
        "关注人数同比增长742.9%。",
        "发布解读57件，占文件总数的71%。",
        "发布政策信息60条，其中图解20条，占33.4%。",
        "约有120件申请通过网络提交，占比超过九成。",
        "全市被提起行政诉讼7件，占全市行政诉讼案件总数的3.2%。",
    ],
)
def test_shares_of_other_things_are_not_judged(text: str) -> None:
    assert verdicts(told(text)) == set()


def test_the_office_may_widen_what_a_share_may_be_off() -> None:
    report = told("（二）依申请公开。全市受理政府信息公开申请120件。予以公开50件，占44.2%。")
    wide = Context(thresholds={"N-11.points": Decimal(3)})
    assert verdicts(report, context=wide) == set()


def last_year(new: int, **cells: int) -> Context:
    before = with_cells(whole(year=2023), {"requests.new": new, "requests.carried_in": 0})
    return Context(previous=(with_cells(before, {f"requests.{k}": v for k, v in cells.items()}),))


@pytest.mark.parametrize(
    ("text", "new", "rules"),
    [
        ("全市受理政府信息公开申请120件，同比增长20%。", 100, set()),
        ("全市受理政府信息公开申请120件，同比增长21.2%。", 99, set()),
        ("全市受理政府信息公开申请120件，较上年下降20%。", 150, set()),
        ("全市受理政府信息公开申请120件，申请数量较去年回落20.0%。", 150, set()),
        ("全市受理政府信息公开申请120件，同比增长25%。", 100, {"N-12"}),
        ("全市受理政府信息公开申请120件，同比下降20%。", 100, {"N-12"}),
        ("全市受理政府信息公开申请120件，比上年增长3.05%。", 100, {"N-12"}),
        ("全市受理政府信息公开申请120件，较2022年增长50%。", 100, set()),
        ("全市受理政府信息公开申请120件，较2023年增长50%。", 100, {"N-12"}),
    ],
)
def test_growth_is_held_against_last_years_report(text: str, new: int, rules: set[str]) -> None:
    found = {f.rule for f in findings(told(text), context=last_year(new)) if f.rule == "N-12"}
    assert found == rules


@pytest.mark.parametrize(
    "text",
    [
        "全市受理政府信息公开申请120件，同比增长25%。",
        "全市受理政府信息公开申请120件，同比增长1.5倍。",
        "网站访问量同比增长25%。",
        "全市受理政府信息公开申请120件，网站访问量同比增长25%。",
        "主动公开信息500条，同比增长25%。",
    ],
)
def test_growth_without_last_years_figures_is_not_judged(text: str) -> None:
    assert verdicts(told(text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "全市受理政府信息公开申请120件，较上年增加20件，增长20%。",
        "全市受理政府信息公开申请120件，比去年减少30件，下降20%。",
        "2023年受理100件，2024年全市受理政府信息公开申请120件，同比增长20%。",
        "全市受理政府信息公开申请120件，比上年度的100件增长20%。",
        "全市受理政府信息公开申请120件，同比增加20件，增长20%。",
        "全市受理政府信息公开申请120件，同比增长两成。",
        "全市受理政府信息公开申请120件、答复118件，同比分别增长25%、30%。",
    ],
)
def test_growth_that_the_sentence_itself_bears_out_passes(text: str) -> None:
    assert verdicts(told(text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "全市受理政府信息公开申请120件，较上年增加20件，增长25%。",
        "全市受理政府信息公开申请120件，比去年减少30件，下降25%。",
        "全市受理政府信息公开申请120件，比上年（100件）增长21.05%。",
        "2023年100件、2024年全市受理政府信息公开申请120件，同比增长25%。",
        "2024年全市受理政府信息公开申请120件（2023年100件），同比增长25%。",
        "2024年全市受理政府信息公开申请120件，同比增长25%，上年为100件。",
        "全市受理政府信息公开申请120件，与去年相比增加20件，增幅25%。",
    ],
)
def test_growth_that_the_sentence_itself_contradicts_is_flagged(text: str) -> None:
    assert verdicts(told(text)) == {"N-12"}
    assert n_findings(told(text), "N-12")[0].sum
