"""Sections and titles, as they are printed in real reports."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from parsing.grid import Paragraph, Place
from parsing.sections import HEADINGS, find_sections, find_title

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
TEXTS = sorted((CORPUS / "documents").glob("*.txt")) if CORPUS.is_dir() else []


def paragraphs(text: str) -> list[Paragraph]:
    return [Paragraph(line, Place(offset=n)) for n, line in enumerate(text.split("\n"))]


def found(text: str) -> list[tuple[int, str, str]]:
    return [(s.number, s.printed, s.text) for s in find_sections(paragraphs(text))]


PLAIN = """某市财政局2024年政府信息公开工作年度报告
本报告包括总体情况、主动公开政府信息情况等六个部分。
一、总体情况
（一）主动公开情况。公开信息10条。
（二）收到和处理政府信息公开申请情况
收到申请1件。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
一是不足。
六、其他需要报告的事项
无。"""


def test_official_headings_open_the_six_sections() -> None:
    assert found(PLAIN) == [
        (1, "一", "（一）主动公开情况。公开信息10条。\n（二）收到和处理政府信息公开申请情况\n收到申请1件。"),
        (2, "二", ""),
        (3, "三", ""),
        (4, "四", ""),
        (5, "五", "一是不足。"),
        (6, "六", "无。"),
    ]


def test_a_document_without_headings_has_no_sections() -> None:
    assert find_sections(paragraphs("关于召开会议的通知\n各单位：请按时参加。")) == ()
    assert find_sections([]) == ()


@pytest.mark.parametrize(
    ("line", "number", "printed"),
    [
        ("一、总体情况", 1, "一"),
        ("一 、 总 体 情 况", 1, "一"),
        ("**一、总体情况**", 1, "一"),
        ("## 一、总体情况", 1, "一"),
        ("\t二、主动公开政府信息情况", 2, "二"),
        ("三、收到和处理政府信息公开情况", 3, "三"),
        ("三、收到和处理政府信息公开申请情况：", 3, "三"),
        ("二、政府信息主动公开情况", 2, "二"),
        ("三、政府信息公开申请办理情况", 3, "三"),
        ("四、政府信息公开工作行政复议、行政诉讼情况", 4, "四"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4, "四"),
        ("四、政府信息公开行政复议和行政诉讼情况", 4, "四"),
        ("五、存在问题及改进措施", 5, "五"),
        ("五、政府信息公开工作存在的主要问题及改进情况", 5, "五"),
        ("五、存在的主要问题和下一步工作打算", 5, "五"),
        ("五、存在的不足及改进措施", 5, "五"),
        ("五、存在问题和2025年工作打算", 5, "五"),
        ("五、政府信息公开工作中存在的主要问题以及下一阶段改进方向", 5, "五"),
        ("四、因政府信息公开被提起行政复议、行政诉讼及其结果情况", 4, "四"),
        ("六、其他需要报告的事项", 6, "六"),
        ("六、其它需要报告的情况", 6, "六"),
        ("六、需要报告的其他事项", 6, "六"),
        ("第一部分 总体情况", 1, "一"),
        ("1.总体情况", 1, "1"),
        ("6．其他需要报告的事项", 6, "6"),
        ("三、收到和处理政府信息公开申清情况", 3, "三"),
        ("总体情况", 1, ""),
        ("一、2024年政府信息公开工作总体情况", 1, "一"),
    ],
)
def test_a_heading_is_known_by_its_words(line: str, number: int, printed: str) -> None:
    assert found(f"{line}\n正文内容。") == [(number, printed, "正文内容。")]


@pytest.mark.parametrize(
    "line",
    [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
        "第二十条第（一）项",
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六部分组成。",
        "全文包括一、总体情况；二、主动公开政府信息情况。",
        "一、总体情况、二、主动公开政府信息情况",
        "一、总体情况……………………1",
        "二、主动公开政府信息情况\t3",
        "四、政府信息公开行政复议、行政诉讼情况（5）",
        "2024年，政府信息公开行政复议、行政诉讼情况总体平稳。",
        "总体情况良好",
        "四、政府信息公开行政复议、行政诉讼情况、五、存在的主要问题及改进情况",
        "五、存在问题和工作打算 12",
        "五、存在的主要问题是宣传不够，下一步将加强。",
        "其他",
        "问题",
    ],
)
def test_a_line_that_only_mentions_the_words_is_no_heading(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、总体情况。2024年，我局公开信息。", (1, "一", "2024年，我局公开信息。")),
        ("六、其他需要报告的事项：无", (6, "六", "无")),
        ("六、其他需要报告的事项 本年度未收取信息处理费。", (6, "六", "本年度未收取信息处理费。")),
        ("一、总体情况（一）主动公开。", (1, "一", "（一）主动公开。")),
        ("五、存在的主要问题及改进情况2024年，仍有不足。", (5, "五", "2024年，仍有不足。")),
    ],
)
def test_heading_and_text_may_share_a_line(text: str, expected: tuple[int, str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "heading",
    [
        "四、政府信息公开行政复议、行政诉讼\n情况",
        "四、政府信息公开行政复议、\n行政诉讼情况",
        "四、\n政府信息公开行政复议、行政诉讼情况",
        "四、政府信息公开\n\n行政复议、行政\n诉讼情况",
    ],
)
def test_a_heading_may_be_broken_over_lines(heading: str) -> None:
    assert found(f"{heading}\n无。") == [(4, "四", "无。")]


def test_a_lost_heading_leaves_its_text_with_the_section_before() -> None:
    text = "一、总体情况\n甲。\n三、收到和处理政府信息公开申请情况\n五、存在的主要问题及改进情况\n乙。"
    assert [(n, p) for n, p, _ in found(text)] == [(1, "一"), (3, "三"), (5, "五")]


def test_numbering_that_restarts_or_shifts_does_not_change_the_section() -> None:
    text = "第一部分 总体情况\n甲。\n一、主动公开政府信息情况\n二、收到和处理政府信息公开申请情况\n三、政府信息公开行政复议、行政诉讼情况\n四、存在的主要问题及改进情况\n乙。\n五、其他需要报告的事项\n无。"
    assert [(n, p) for n, p, _ in found(text)] == [(1, "一"), (2, "一"), (3, "二"), (4, "三"), (5, "四"), (6, "五")]


def test_a_table_of_contents_is_not_the_report() -> None:
    contents = "目录\n" + "\n".join(f"{'一二三四五六'[n - 1]}、{words}" for n, words in HEADINGS.items())
    assert found(f"{contents}\n{PLAIN}") == found(PLAIN)
    begins = PLAIN[PLAIN.index("一、") :]
    assert found(contents.removeprefix("目录\n") + "\n" + begins) == found(begins)


def test_headings_inside_section_one_stay_there() -> None:
    text = "一、总体情况\n1.主动公开情况\n公开10条。\n2.依申请公开情况\n收到1件。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况"
    assert [(n, p) for n, p, _ in found(text)] == [(1, "一"), (2, "二"), (3, "三")]


def test_a_part_of_the_fifth_heading_repeated_inside_it_stays_there() -> None:
    text = "五、存在的主要问题及改进情况\n一、存在的主要问题\n甲。\n六、其他需要报告的事项\n无。"
    assert found(text) == [(5, "五", "一、存在的主要问题\n甲。"), (6, "六", "无。")]


def test_a_section_that_comes_twice_is_there_twice() -> None:
    twice = PLAIN + "\n" + PLAIN.split("\n", 2)[2]
    assert [n for n, _, _ in found(twice)] == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]


def test_leftovers_of_tables_and_page_numbers_are_not_text() -> None:
    text = "三、收到和处理政府信息公开申请情况\n（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\n第二十条第(一)项\n社 会\n公 益\n- 4 -\n一、本年新收政府信息公开申请数量 190 6 0 0 0 0 196\n以上数据不含转办件。\n四、政府信息公开行政复议、行政诉讼情况\n无"
    assert found(text) == [(3, "三", "以上数据不含转办件。"), (4, "四", "无")]


def test_the_foot_of_a_web_page_is_not_section_six() -> None:
    assert found("六、其他需要报告的事项\n无。\n【打印本页】【关闭窗口】\n主办：某市人民政府") == [(6, "六", "无。")]


def test_radicals_and_full_width_digits_are_read_as_what_they_show() -> None:
    assert found("⼀、总体情况\n公开１０条。") == [(1, "一", "公开10条。")]


def test_a_section_knows_its_place() -> None:
    assert find_sections(paragraphs(PLAIN))[0].place == Place(offset=2)


def title(text: str) -> tuple[str, int | None]:
    got = find_title(paragraphs(text))
    return got.agency, got.year


@pytest.mark.parametrize(
    ("text", "agency", "year"),
    [
        ("黑龙江省 2024 年 政府信息公开工作年度报告", "黑龙江省", 2024),
        ("哈尔滨市人民政府办公厅\n\n2022年政府信息公开工作年度报告", "哈尔滨市人民政府办公厅", 2022),
        ("黑龙江省财政厅2022年度政府信息公开工作报告", "黑龙江省财政厅", 2022),
        ("2024年淮安市政府信息公开工作年度报告", "淮安市", 2024),
        ("淮安市水利局关于2023年政府信息公开工作年度报告", "淮安市水利局", 2023),
        ("淮安市水利局政府信息公开工作年度报告（2023年）", "淮安市水利局", 2023),
        ("淮安市水利局政府信息公开工作年度报告（2023年度）", "淮安市水利局", 2023),
        ("淮安市水利局\n二〇二四年政府信息公开工作年度报告", "淮安市水利局", 2024),
        ("淮安市水利局二○二四年政府信息公开年报", "淮安市水利局", 2024),
        ("淮安市水利局\n2024年\n政府信息公开工作年度报告", "淮安市水利局", 2024),
        ("淮安市水利局2024年政府信息公开\n工作年度报告", "淮安市水利局", 2024),
        ("淮安市水利局2024年政府信息公开工作\n年度报告", "淮安市水利局", 2024),
        ("# 淮安市水利局2024年政府信息公开工作年度报告", "淮安市水利局", 2024),
        ("**淮安市水利局２０２４年政府信息公开工作年度报告**", "淮安市水利局", 2024),
        ("标题：淮安市水利局2024年政府信息公开工作年度报告", "淮安市水利局", 2024),
        ("《淮安市水利局2024年政府信息公开工作年度报告》", "淮安市水利局", 2024),
        ("附件1：淮安市水利局2024年政府信息公开工作年度报告", "淮安市水利局", 2024),
        ("黑龙江省机关事务\n管理局2020年政府信息公开工作年度报告", "黑龙江省机关事务管理局", 2020),
        ("淮安市水利局政府信息公开工作年度报告\n（2023年度）", "淮安市水利局", 2023),
        ("淮安市人民政府信息公开工作年度报告（2023年）", "淮安市人民政府", 2023),
        ("2023年度淮安市淮阴区人民政府信息公开工作年度报告", "淮安市淮阴区人民政府", 2023),
        ("淮安市人民政府关于2023年度政府信息公开工作情况的报告", "淮安市人民政府", 2023),
        ("国家税务总局淮安市税务局2023年政府信息公开工作年度报告", "国家税务总局淮安市税务局", 2023),
        ("淮安市水利局2023年政府信息公开年度工作报告-淮安市人民政府网", "淮安市水利局", 2023),
        ("中共某市委办公室2021年政府信息公开工作年度报告", "中共某市委办公室", 2021),
    ],
)
def test_a_title_gives_agency_and_year(text: str, agency: str, year: int) -> None:
    assert title(f"{text}\n根据《条例》要求，现发布本报告。\n一、总体情况\n正文。") == (agency, year)


def test_the_page_around_the_report_does_not_leak_into_the_title() -> None:
    text = """淮安市人民政府网
首页 > 政务公开 > 淮安市水利局2021年政府信息公开工作年度报告
索引号：014314799/2025-00002\t分类：年报
发布机构\t淮安市水利局\t公开日期\t2025-01-17
政府信息公开年报
淮安市水利局
2024年政府信息公开工作年度报告
发布时间：2025-01-17 来源：市水利局 字体：【大 中 小】
一、总体情况"""
    got = find_title(paragraphs(text))
    assert (got.text, got.agency, got.year) == ("淮安市水利局2024年政府信息公开工作年度报告", "淮安市水利局", 2024)


@pytest.mark.parametrize(
    ("text", "agency", "year"),
    [
        (
            "关于2023年政府信息公开工作年度报告\n现将某市财政局2023年政府信息公开工作年度报告公布如下。",
            "某市财政局",
            2023,
        ),
        ("2023年政府信息公开工作年度报告\n现发布《某市财政局2023年政府信息公开工作年度报告》。", "某市财政局", 2023),
        ("某市财政局政府信息公开工作年度报告\n统计期限自2023年1月1日起至12月31日止。", "某市财政局", 2023),
        (
            "2023年政府信息公开工作年度报告\n一、总体情况\n正文。\n六、其他需要报告的事项\n无。\n某市财政局\n2024年1月20日",
            "某市财政局",
            2023,
        ),
        ("根据条例，现向社会公布2023年某市财政局政府信息公开工作年度报告。\n一、总体情况", "某市财政局", 2023),
        ("按照格式编制本报告,现公布某市人民政府2023年度政府信息公开工作报告。", "某市人民政府", 2023),
        ("某市财政局编制了某市财政局2023年政府信息公开工作年度报告。\n一、总体情况", "某市财政局", 2023),
        ("标题 某市财政局2023年政府信息公开工作年度报告\n2023年政府信息公开工作年度报告\n正文", "某市财政局", 2023),
    ],
)
def test_what_the_title_lacks_is_taken_from_the_report(text: str, agency: str, year: int) -> None:
    assert title(text) == (agency, year)


def test_words_of_the_page_above_a_title_without_year_stay_out() -> None:
    text = "2025年政府信息公开专栏\n淮安市人民政府门户网站\n淮安市水利局\n政府信息公开工作年度报告\n一、总体情况"
    assert title(text) == ("淮安市水利局", None)


def test_the_year_may_stand_before_the_last_words_of_a_title() -> None:
    assert title("青山镇人民政府政府信息公开工作2020年度报告\n一、总体情况") == ("青山镇人民政府", 2020)
    assert title("青山镇信息公开工作20\n20年度报告\n一、总体情况") == ("青山镇", 2020)


def test_the_report_a_page_leads_on_to_is_not_its_own() -> None:
    text = "青山镇人民政府\n政府信息公开工作年度报告\n上一篇：2022年政府信息公开工作年度报告\n统计期限自2023年1月1日起至12月31日止。"
    assert title(text) == ("青山镇人民政府", 2023)


def test_words_of_a_menu_above_an_agency_that_names_no_place_are_not_its_name() -> None:
    text = "首页\n办事服务\n互动交流\n滨江海关2025年政府信息公开工作年度报告\n一、总体情况"
    assert title(text) == ("滨江海关", 2025)


def test_the_date_of_publication_is_not_the_year() -> None:
    assert title("某市财政局政府信息公开工作年度报告\n发布日期：2024-01-20\n一、总体情况\n正文。") == (
        "某市财政局",
        None,
    )


def test_another_document_has_no_title() -> None:
    got = find_title(paragraphs("关于开展2024年度安全生产检查的通知\n各单位：\n请遵照执行。"))
    assert (got.text, got.agency, got.year) == ("", "", None)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_titles_of_the_collected_texts(path: Path) -> None:
    truth = json.loads((CORPUS / "truth" / f"{path.stem}.json").read_text("utf-8"))
    assert title(path.read_text("utf-8")) == (truth["agency"], truth["year"])


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_sections_of_the_collected_texts(path: Path) -> None:
    numbers = [section.number for section in find_sections(paragraphs(path.read_text("utf-8")))]
    # This one lost its fourth heading together with most of table three.
    assert numbers == ([1, 2, 3, 5, 6] if path.stem == "hlj_gxt_2022" else [1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize("sign", ["1", " ", "-", "\u3000", "*", "一", "（", "政府信息公开", "工作", "2024年", "》"])
def test_a_line_of_one_sign_is_read_in_no_time(sign: str) -> None:
    text = f"一、总体情况\n{sign * 20000}x\n三、{sign * 20000}报告"
    started = time.process_time()
    find_sections(paragraphs(text))
    find_title(paragraphs(text))
    assert time.process_time() - started < 2


def test_a_sign_left_of_a_label_set_downwards_hides_no_heading() -> None:
    numbers = [number for number, _, _ in found(PLAIN.replace("四、政府", "、\n四、政府"))]
    assert numbers == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("line", "lead", "text"),
    [
        ("五、存在的主要问题及改进情况存在的主要问题：一是不足。", "", "存在的主要问题：一是不足。"),
        ("20日五、存在的主要问题及改进情况", "20日", ""),
        ("五、存在的主要问题及改进情况\t88", "", "88"),
        ("未收取费用。 五、存在的主要 66 问题及改进情况", "未收取费用。", ""),
    ],
)
def test_an_official_heading_is_found_beside_what_a_page_put_on_its_line(line: str, lead: str, text: str) -> None:
    printed = PLAIN.replace("五、存在的主要问题及改进情况", line)
    assert printed != PLAIN
    sections = {s.number: s for s in find_sections(paragraphs(printed))}
    assert list(sections) == [1, 2, 3, 4, 5, 6]
    assert sections[5].heading == HEADINGS[5]
    assert sections[5].text == "\n".join(part for part in (text, "一是不足。") if part)
    assert sections[4].text == lead


@pytest.mark.parametrize(
    "line",
    [
        "详见“五、存在的主要问题及改进情况”。",
        "如后文五、存在的主要问题及改进情况所述。",
        "包括四、复议诉讼情况、五、存在的主要问题及改进情况。",
        "五、存在的主要问题及改进情况见附件。五、存在的主要问题及改进情况见附件。\n五、存在的主要问题及改进情况见附件，共五条五。",
    ],
)
def test_what_only_names_a_heading_or_is_there_twice_is_none(line: str) -> None:
    numbers = [n for n, _, _ in found(PLAIN.replace("五、存在的主要问题及改进情况", line))]
    assert 5 not in numbers


def test_a_table_of_contents_hides_no_heading() -> None:
    contents = "\n".join(
        f"{numeral}、{words}\t{n}"
        for n, (numeral, words) in enumerate(zip("一二三四五六", HEADINGS.values(), strict=True), 1)
    )
    lacking = PLAIN.replace("五、存在的主要问题及改进情况\n", "")
    assert 5 not in [n for n, _, _ in found(lacking.replace("一、总体情况", f"目录\n{contents}\n一、总体情况"))]
