"""The phrases that claim a figure, as data: which words before or after a number make which claim.

A phrase matches only where every word between its verb and the number is known to narrow nothing:
“受理政府信息公开申请3119件” claims, “受理网上申请20件” does not. Patterns run over the shape of a
clause, in which a number is one sign.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Who counts, and when: whatever else stands before what is counted makes it some of them (征收领域, 不予, 涉企).
WHO_AND_WHEN = (
    r"截至|截止|20\d\d年度?|\d{1,2}月(?:\d{1,2}日|底)|今年以来|今年|全年|当年|本年度?|本?报告年度|这一年|年度|年内|期间|内|目前|"
    r"[经据]?统计|[一二三四五六七八九]是|^\d?[.．]|"
    r"[全我本][省市县区州盟旗局委办厅院镇乡]|[我本]?(?:单位|机关|部门)|我们|本级|局机关|管委会|"
    r"(?![涉关针对就向由从把将经据协配会指委受])[一-龥]{1,8}(?:[省市县区州旗局厅委镇乡](?!级)|委员会|街道|中心)|"
    r"各级|各地|各?部门|及其|[省市县区州旗镇乡]?(?:人民)?政府(?!信息)|(?:地方)?政府(?!信息)|办公[厅室]|[市区县省州]府办|"
    r"行政|代表|代|系统|统一|严格|总共|共计|共|总计|合计|累计|各类|依法|依规|按照?规定|及时|按时|已经?|均|并|"
    r"其中|同时|另|有|为|是|的|了|、|和|及|以及|与|：|“|”"
)


def names_only_some(before: str, own: str) -> bool:
    """Whether the words before what is counted say more than who counts, when, and what is in ``own``."""
    return bool(_subject(own).sub("", before))


@lru_cache(maxsize=16)
def _subject(own: str) -> re.Pattern[str]:
    return re.compile(f"{own}|{WHO_AND_WHEN}")


# What may stand between a verb and its number without narrowing it.
FILL = (
    r"(?:申请人(?=提[出交])|公民、?法人(?:和|或|及|以及|或者|与)(?:者)?其[他它](?:社会)?组织|公民和法人(?:和|或)其[他它]组织|"
    r"社会公众|公众|群众|人民群众|"
    r"各类|各种|有效|书面|提出|提交|要求|申请公开|政府|政务|信息|依法|主动公开以外|公开|依申请|申请|事项|"
    r"件数|数量|总量|总数|总件数|"
    r"共计|共|合计|总计|累计|全年|全部|本年度?|年度|的|为|达到|达|是|有|了|计|类|办件|案件|件|量)*"
)
_QUIET = (
    r"(?:公开)?(?:的)?(?:申请|情形|情况|类|事项|答复|答复的|决定|处理)?(?:的)?(?:申请)?(?:共|共计|合计|计|"
    r"为|有|的有|数量|数量为|件数|达)*"
)

RECEIVED, HANDLED, ANSWERED = "received", "handled", "answered"
CARRIED_IN, CARRIED_FORWARD = "carried_in", "carried_forward"
RECONSIDERATION, LITIGATION = "reconsideration", "litigation"
DIRECT, AFTER = "litigation_direct", "litigation_after"

VERBS = {
    RECEIVED: r"新收到|新受理|新接收|新收|收到|接到|接收|受理|收悉|(?<=[年共])收",
    HANDLED: r"收办|承办|(?<!不予)(?<!其他)(?<!予以)办理(?!结果)|(?<!不予)(?<!其他)(?<!予以)(?<!无法)处理",
    ANSWERED: r"办理完毕|处理完毕|办理完成|办理答复|办结|办复|办毕|答复|回复",
}
_ANY_VERB = "|".join(f"(?P<{name}>{words})" for name, words in VERBS.items())
VERB = re.compile(_ANY_VERB)
_CHAIN = "|".join(VERBS.values())
VERB_PHRASE = re.compile(
    rf"(?P<verbs>(?:{_CHAIN})(?:(?:并|和|及|、|与|且|并已)?(?:依法|按时|按期|及时|均已|"
    rf"全部)?(?:{_CHAIN}))*)(?P<fill>{FILL})$"
)
NOT_A_VERB = re.compile(
    r"(?:不予|未|没有|不|待|应|拟|正在|尚在|暂停|停止|中止|终止|延期|逾期|超期|补正)(?:按时|按期|及时)?$"
)
_GRANTED_OR = r"(?:公开|全部)(?:或者?|和|及|、|/)"
OF_REQUESTS = r"正式|实际|新|登记|作出|依申请公开|政府信息公开|信息公开|申请"
OF_RESULTS = (
    r"作出|做出|决定|答复|办理|处理|结果|情况|类型|分类|来看|按|按照|政府信息公开|信息公开|申请|向申请人|占|"
    rf"(?:由于|因).*等(?:原因|情形)|(?:由于|因)?本机关不掌握(?:相关)?(?:政府)?信息|{_GRANTED_OR}"
)
STILL_AT_IT = re.compile(r"(?:正|尚|仍|还)处?在[^，。；]{0,8}$")
"""尚在法定期限内办理9件: what is not done yet."""

_LAST = r"(?:上一?年度?|去年|往年|跨年度?|(?P<year>20\d\d)年度?)"
_NEXT = r"(?:下一?年度?|次年|明年|(?P<year>20\d\d)年度?)"
_LEFT_OVER = r"(?:的|内|度)*(?:未办结|未办理完毕|未办完|未答复|剩余|遗留|转入)?(?:的|并)*"
CARRY_IN = (
    re.compile(
        rf"{_LAST}{_LEFT_OVER}(?:结转|转入|转结|顺延|遗留|接转)(?:至|到|入)?(?:本年度?|今年|"
        rf"20\d\d年度?)?(?:继续)?(?:办理|处理|答复)?{FILL}$"
    ),
    re.compile(rf"(?:结转|承接|接转)(?:了|自)?{_LAST}(?:度)?(?:结转|未办结|遗留)?{FILL}$"),
)
CARRY_IN_AFTER = re.compile(rf"^(?:申请)?(?:为|是|系|属于?|由){_LAST}{_LEFT_OVER}(?:结转|转入|转结|顺延|遗留)")
CARRY_FORWARD = re.compile(
    rf"(?:结转|转结|顺延|延续|延至|接转|转)(?:至|到|入|往)?(?:到)?{_NEXT}(?:度)?(?:继续)?(?:办理|答复|处理|"
    rf"办结)?(?:的)?{FILL}$"
)
CARRY_FORWARD_AFTER = re.compile(
    r"^(?:政府信息公开|公开)?(?:申请|事项|件)?(?:因[^，。；]{1,12})?(?:根据|按照?|依据)?(?:《[^》]*》)?"
    r"(?:有关|相关)?(?:规定)?(?:依法|已|将|需|均|正|待|未办结|正在办理|尚未办结|尚未答复|，|并)*"
    rf"(?:结转|转结|顺延|延续|延至|转)(?:至|到|入)?{_NEXT}"
)
# 新收与上年结转的2333件: one number for what was carried over and for what it is joined to.
_JOINED = rf"(?P<fill>{FILL})(?:，?(?:加上?|连同)|、|和|与|及|以及|并)(?:本|当|该|承接)?$"
RECEIVED_AND = re.compile(rf"(?:{VERBS[RECEIVED]}|登记)新?{_JOINED}")
ANSWERED_AND = re.compile(rf"(?:{VERBS[HANDLED]}|{VERBS[ANSWERED]}){_JOINED}")

RESULTS = {
    "partially_granted": r"部分公开|部分予以公开|予以部分公开|同意部分公开",
    "granted": r"(?<!部分)(?<!不)(?<!不予)予以公开|(?<!不)同意公开|准予公开|(?<!部分)全部公开",
    "denied": r"不予公开|不予以公开|不同意公开",
    "unavailable": r"无法提供",
    "not_handled": r"不予处理",
    "other": r"其[他它]处理",
}
RESULT = re.compile("|".join(f"(?P<{name}>{words})" for name, words in RESULTS.items()))
_RESULTS = "|".join(RESULTS.values())
RESULT_PHRASE = re.compile(
    rf"(?P<names>(?:{_RESULTS})(?:(?:、|和|及|以及|与|或|/|，)(?:决定)?(?:{_RESULTS}))*)(?P<fill>{_QUIET}){FILL}$"
)
# 公开或部分公开62件: one number for both.
GRANTED_OR = re.compile(f"{_GRANTED_OR}$")
# 其他处理5件为逾期不补正: what is said to be of one kind is not all of them.
IS_OF_A_KIND = re.compile(r"(?:均|皆|都)?(?:为|系|是|属于?|因)")
ROWS = {
    "denied.state_secrets": r"(?:属于|涉及)国家秘密",
    "denied.otherwise_prohibited": r"其[他它]法律、?行政法规禁止公开",
    "denied.security_and_stability": r"危及“?三安全一稳定”?",
    "denied.third_party_rights": r"保护第三方合法权益",
    "denied.internal_affairs": r"(?:属于|涉及)三类内部事务信息",
    "denied.deliberative": r"(?:属于|涉及)四类过程性信息",
    "denied.enforcement_files": r"(?:属于|涉及)行政执法案卷",
    "denied.administrative_queries": r"(?:属于|涉及)行政查询事项",
    "unavailable.not_held": r"(?:属于)?本机关不掌握(?:相关|该)?(?:政府)?信息",
    "unavailable.needs_creation": r"没有现成信息(?:需要)?(?:另行制作)?",
    "unavailable.still_unclear": r"补正后(?:申请内容)?仍不明确",
    "not_handled.petitions": r"信访举报投诉类(?:申请)?",
    "not_handled.duplicates": r"重复申请",
    "not_handled.publications": r"要求提供公开出版物",
    "not_handled.excessive": r"无正当理由大量反复申请",
    "not_handled.confirmation": r"要求行政机关确认或重新出具已获取信息",
    "other.not_corrected": r"(?:申请人)?(?:无正当理由)?逾期不补正",
}
ROW_PHRASES = {row: re.compile(rf"(?:{words}){_QUIET}{FILL}$") for row, words in ROWS.items()}
# 属于国家秘密不予公开3件: the reason says which row, and the result behind it says nothing more.
DENIED_FOR = {
    row: re.compile(rf"(?:因|由于)?(?:{words})(?:的|而|，)?(?:决定|答复)?不予公开{_QUIET}{FILL}$")
    for row, words in ROWS.items()
    if row.startswith("denied.")
}

DISPUTE_WORDS = (
    r"因|关于|涉及|有关|引起|引发|产生|提起|被|申请|政府|政务|信息|公开|工作|类|的|案件|案|事项|案件数|案件数量|总数|数量|"
    r"共计|共|合计|总计|累计|各类|为|有|了|是|达|计|件数|发生|行政|情况|、|和|及|或|答复|不服|依"
)
DISPUTE_FILL = f"(?:{DISPUTE_WORDS})*"

DISPUTES = {
    AFTER: r"(?:经)?复议后(?:提起)?(?:的)?(?:行政)?(?:起诉|诉讼)",
    DIRECT: r"未经复议(?:而)?直接(?:提起)?(?:行政)?(?:起诉|诉讼)|直接起诉|直接提起行政诉讼",
    RECONSIDERATION: r"行政复议|(?<!经)(?<!未经)复议(?!后|机关|诉讼|决定|意见)",
    LITIGATION: r"行政诉讼|(?<!复议)(?<!提起)诉讼|复议诉讼",
}
DISPUTE = re.compile("|".join(f"(?P<{name}>{words})" for name, words in DISPUTES.items()))
_DISPUTES = "|".join(DISPUTES.values())
DISPUTE_PHRASE = re.compile(
    rf"(?P<names>(?:{_DISPUTES})(?:(?:案件|申请|案)?(?:、|和|及|以及|与|或)?(?:提起|被提起|"
    rf"发生)?(?:{_DISPUTES}))*){DISPUTE_FILL}$"
)
OUTCOMES = {
    "upheld": r"结果维持|维持(?:原[^，、；]{0,6})?",
    "corrected": r"结果纠正|被?纠正",
    "other": r"其[他它]结果",
    "pending": r"尚未审结|未审结",
}
OUTCOME_PHRASES = {
    name: re.compile(rf"^(?:其中)?[：:]?(?:{words})(?:的)?(?:案件)?(?:有|为|共)*$") for name, words in OUTCOMES.items()
}

KINDS_OF_DOCUMENT = {"regulations": r"规章", "normative_documents": r"(?:行政)?规范性文件"}
DOCUMENT = re.compile(r"(?P<normative_documents>(?:行政)?规范性文件)|(?P<regulations>规章)")
DOCUMENT_PHRASE = re.compile(
    r"(?P<names>(?:行政)?规范性文件|规章(?:(?:、|和|及|以及|与)(?:行政)?规范性文件)?)(?:共计|共|合计|总计|"
    r"数量|总数|件数|为|有|达)*$"
)
DOCUMENT_VERBS = {
    "in_force": r"现行有效|继续有效|有效的|有效",
    "repealed": r"废止|宣布失效|失效",
    "total": r"对外公开总数",
    "issued": r"制发|制定出台|制定|出台|印发|新制作|制作|新制定|发布",
    "disclosed": r"主动公开|集中公开|新公开|对外公开|公开",
}
# 行政规范性文件制发3件: the verb behind its noun.
DOCUMENT_THEN_VERB = re.compile(
    r"(?P<names>(?:行政)?规范性文件|规章)(?:本年度?|共|总共|新)*(?P<verb>制发|制定|出台|废止|现行有效)(?:件数|数量|共|为|了|有)*$"
)
DOCUMENT_VERB = re.compile("|".join(f"(?P<{name}>{words})" for name, words in DOCUMENT_VERBS.items()))
# 废止 and 失效 told apart: the table counts them as one.
ENDED_IN_TWO_WAYS = re.compile(r"废止[^，。；]*#.*失效[^，。；]*#|失效[^，。；]*#.*废止[^，。；]*#")
DOCUMENT_AGAIN = re.compile(
    r"^(?:截至|截止|20\d\d年[度底末]?|12月(?:31日|底)|年末|年底|目前|本年度?|全年|共|已|其中|新)*(?P<verb>现行有效|废止|制发|制定|出台|新制作|新公开|公开|对外公开总数)(?:的|了|量|件数|数量|共|为|有)*$"
)
DOCUMENT_AFTER = re.compile(r"^(?P<names>(?:行政)?规范性文件|规章)(?=$|[，。；、）])")
NO_DOCUMENT = re.compile(
    r"[省市县区乡镇]级|修订|修改|修正|清理|审核|审查|备案|报备|登记|解读|上传|转载|评估|转发|征求|草案|意见稿|起草|拟|编号|归集|及其[他它]|等|其[他它]文件|"
    r"党内|保留|梳理|汇编|更新|调整|变更|延长|目录|以上|累计|历年|合法性|非|向社会|部门规章|上级|国家|中央|名义|牵头|联合|会同"
)

# What else stands before the name of documents without narrowing them.
OF_DOCUMENTS = (
    r"年末|年底|新制定|新制发|新出台|新制作|新印发|新公开|新|制发|制定|出台|印发|制作|发布|编制|废止|宣布|失效|现行有效|现行|继续有效|有效|"
    r"主动|集中|对外|公开|面向社会|严格|按照?程序|全面|全文|同步|是|对|将|件|部|规章|(?:行政)?规范性文件|规定|数量|总数|地方"
)
DECISIONS = {"licensing": r"行政许可", "penalties": r"行政处罚", "coercion": r"行政强制"}
_DECISION_NAMES = "|".join(DECISIONS.values())
_HOW_MANY = r"(?:数量|总数|件数|共计|共|合计|总计|为|达)*$"
DECISION_PHRASE = re.compile(
    rf"(?:作出|做出|下达|办理|实施|处理)?(?P<name>{_DECISION_NAMES})(?:处理|措施)?决定(?:书)?(?:处理)?{_HOW_MANY}"
)
# 作出行政处罚330件: a decision that is not called one. What an agency handles (办理) it need not have decided.
DECISION_MADE = re.compile(rf"(?:作出|做出|下达|实施)(?P<name>{_DECISION_NAMES}){_HOW_MANY}")
# 行政许可1520件、行政处罚330件: two of the table's rows side by side are the table's.
DECISION_NAMED = re.compile(rf"(?P<name>{_DECISION_NAMES}){_HOW_MANY}")
DECISIONS_ABREAST = re.compile(
    rf"(?:^|[，；。：])(?P<before>[^，；。：#]*?)(?:{_DECISION_NAMES})[^，；。：#]{{0,4}}#[，、]?(?:和|及)?[^，；。：#]{{0,4}}?(?:{_DECISION_NAMES})"
)
UNITS_OF_DECISIONS = frozenset({"件", "宗", "起"})
NO_DECISION = re.compile(r"公示|公布|公开|归集|推送|录入|上传|发布|公告|信息|等|简易|一般程序|重大")
OF_DECISIONS = r"执法|处理|决定|作出|做出|下达|办理|实施"
OF_A_CAMPAIGN = re.compile(r"领域|方面|专项|针对|围绕|整治|行动|典型|查处|查办|抽查|双随机|联合检查")
CHARGE_PHRASE = re.compile(r"行政事业性收费(?:收入|金额|总额|总金额)*(?:共计|共|合计|总计|为|达|是|约)*$")
OF_CHARGES = r"收取|征收"

# The noun a sentence is about: a claim without one of its own belongs to the last before it.
TOPIC = re.compile(
    r"(?P<request>信息公开(?:类)?(?:的)?申请|依申请(?:公开|件)|公开(?:类)?申请|申请公开|依申请(?:政府)?信息|政府信息申请|信息申请)"
    r"|(?P<other>许可|留言|咨询|来信|来电|来访|热线|信箱|(?<!信访举报)投诉|(?<!信访)举报(?!投诉)|代表建议|建议提案|建议(?=#)|提案|议案|诉求|工单|(?<!属于)信访(?!举报)|"
    r"复议|诉讼|公文|解读|稿件|网民|网友|问政|评论|证照|(?<!不)补正|会议|培训|处罚|栏目|账号|订阅|“[^”]{1,12}”(?=#|[^，。；]{0,4}#))"
)
OTHER_THING = re.compile(
    r"问题|意见|文件|案件|事项(?!的?申请)|信息(?!公开|处理费|的?申请|申请)|收费|建议|政策|回应|信件|办件|诉求|资料"
)
OTHER_AFTER = re.compile(
    r"^(?![均已全都并未无没])[^，。；]{0,6}?(?:许可|留言|咨询|来信|来电|来访|热线|信件|信箱|投诉|举报|信访|建议|提案|议案|意见|诉求|工单|问政|评论|"
    r"稿件|办件|案件)"
)
"""What a number counts that stands before its noun: 收到248条网民留言."""
NARROW = re.compile(
    r"网络|网上|网站|互联网|在线|线上|线下|平台|当面|当场|现场|窗口|信函|来信|邮寄|邮件|邮箱|邮政|电子|传真|书面(?!申请公开)|纸质|快递|电话|口头|"
    r"小程序|微信|自然人|企业|科研|公益|律师|个人|(?<!公民、)法人(?!和|或|及|以及|与)|公民(?!、|法人|和)|其余|剩余|另有?|此外|"
    r"涉及|关于|针对|征地|拆迁|(?<!结)转办|交办|协助|指导|代为|委托|撤回|撤销|补正|复议|诉讼|重点|集中|单件|多次|同一|重复|延期|逾期|"
    r"名义|每|[月日年人户]均|平均|单[月日]|最[高低多少]"
)
OF_ONE_PERSON = re.compile(r"同一|某一?申请人|个别申请人|该申请人|一名申请人")
NOT_REQUESTS = re.compile(
    r"公文|公开属性|属性|主动公开[^，。；]{0,6}#|免予公开|各类文件|印发文件|制发文件|发文|信息发布"
)
# An office that hands applications on, or does not take them up, counts them in its text and not in its table.
PASSED_ON = re.compile(r"(?<!结)转(?:交|办|送|由)|分办|交办|移送|移交|不予受理|非本机关|不属于本|不符合")
# 收到132件，其中有效申请120件: of what came in, what was taken up is told apart.
TAKEN_UP = re.compile(r"(?:有效(?:的)?(?:申请)?|(?:正式|实际|最终)(?:受理|办理)(?:申请)?)(?:共|为|有|的)*#")
ON_A_PLATFORM = re.compile(r"网站|平台|专栏|公报|公众号|网上|新媒体|微信|微博")
PARTIAL = re.compile(r"撤回|撤销|补正|移送|转送|转交|不予受理|存档|正在|尚在|退回|非本机关|不属于本")


def kind_of_part(words: str) -> str:
    """What kind of part of a whole these words name, "" for none known."""
    return next((name for name, pattern in _PARTS.items() if pattern.search(words)), "")


_PARTS = {
    "carried": re.compile(r"新收|上年度?结转|上一年度?结转|去年结转|结转(?:至|到)?(?:下|次|20)|顺延"),
    "applicant": re.compile(r"自然人|公民|法人|企业|科研|公益|法律服务|律师|组织"),
    "channel": re.compile(
        r"网络|网上|网站|互联网|在线|线上|线下|平台|系统|当面|现场|窗口|信函|来信|信件|邮寄|寄送|邮件|邮箱|电子|传真|书面|纸质|快递|"
        r"小程序|微信|APP|电话|书信|邮政|EMS"
    ),
    "result": re.compile(f"{_RESULTS}|公开|提供|不存在|处理|撤回|撤销|补正|不属于|转办|征求"),
    "outcome": re.compile(r"维持|纠正|其[他它]结果|未审结|审理中|驳回|撤诉|败诉|胜诉"),
}
