"""Rules of kind S: the parts of the report, its tables and their labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby, pairwise

from parsing.editions import Table
from parsing.editions.wording import NUMERALS, cell_name, column_name, quoted, row_name, table_name
from parsing.report import Address, Label, Report, Section
from parsing.rules.model import Check, Context, Finding, Outcome, Rule, Severity, address_text
from parsing.rules.tables import TABLES, is_empty, is_sure, may_be_misread, table_of, value_text, values_of
from parsing.sections import HEADINGS

OFTEN_BLANK = 0.1
NAMED_ROWS = 5
FEW_CELLS = 2
EITHER = "可能是报告里缺，也可能是本平台没有认出表格的版式。没有读到的格不作为 0 计算。"


def _part(number: int) -> str:
    return f"“{NUMERALS[number - 1]}、{HEADINGS[number]}”"


def six_sections(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """S-01. The numerals are not looked at: numbering that restarts is a question of its own."""
    edition, _ = table_of(report, TABLES[0])
    finding = partial(Finding, rule.id, rule.severity, basis=rule.cite(edition))
    numbers = [section.number for section in report.sections]
    if not numbers:
        message = "没有认出任何一个部分的标题，无法核对六个部分是否齐全。"
        yield finding(Outcome.UNDETERMINED, "sections", message, fix="请核对各部分标题是否按规定格式书写。")
        return
    troubles = [*_missing(numbers), *_repeated(numbers), *_out_of_order(numbers)]
    for subject, message, fact in troubles:
        yield finding(Outcome.FAILED, subject, message, values=(fact,), fix=rule.fix)
    if not troubles:
        yield finding(Outcome.PASSED, "sections", "六个部分齐全，顺序正确。")


def _missing(numbers: list[int]) -> Iterator[tuple[str, str, str]]:
    for number in HEADINGS:
        if number not in numbers:
            yield f"section.{number}", f"没有找到{_part(number)}。", "缺少"


def _repeated(numbers: list[int]) -> Iterator[tuple[str, str, str]]:
    for number, times in sorted(Counter(numbers).items()):
        if times > 1:
            yield f"section.{number}", f"{_part(number)}出现了 {times} 次，应只有一次。", f"{times}次"


def _out_of_order(numbers: list[int]) -> Iterator[tuple[str, str, str]]:
    first = list(dict.fromkeys(numbers))
    for before, after in pairwise(first):
        if after < before:
            yield f"section.{after}", f"{_part(after)}排在{_part(before)}之后，顺序不对。", f"{before}>{after}"


def official_words(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """S-02: one finding a heading, one a table for its labels."""
    edition, _ = table_of(report, TABLES[0])
    finding = partial(Finding, rule.id, rule.severity, fix=rule.fix)
    seen = 0
    for section in report.sections:
        if not _is_official(report, section.heading, HEADINGS[section.number]):
            seen += 1
            yield finding(
                Outcome.FAILED,
                f"section.{section.number}",
                f"{_heading(section)}与规定的标题{_part(section.number)}不一致。",
                values=(section.heading,),
                basis=rule.cite(edition),
            )
    different = [n for n in report.labels if not _is_official(report, n.printed, n.official)]
    for code, labels in groupby(sorted(different, key=_table_order), key=_table_code):
        seen += 1
        yield _unofficial(finding, rule, report, code, list(labels))
    if not seen and (report.sections or report.figures):
        yield finding(
            Outcome.PASSED, "sections", "各部分标题和表中栏目名称与规定一致。", fix="", basis=rule.cite(edition)
        )


def _heading(section: Section) -> str:
    return f"标题“{section.printed}、{section.heading}”" if section.printed else f"标题“{section.heading}”"


def _is_official(report: Report, printed: str, official: str) -> bool:
    one, other = _letters(printed), _letters(official)
    return one == other or may_be_misread(report, one, other)


def _letters(label: str) -> str:
    """A label without numbering, blanks and punctuation: those are no matter of wording."""
    return re.sub(r"[^\u4e00-\u9fff]", "", re.sub(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]", "", label))


def _table_code(label: Label) -> str:
    return label.address.split(".", 1)[0]


def _table_order(label: Label) -> tuple[int, str]:
    code = _table_code(label)
    return (TABLES.index(code), code) if code in TABLES else (len(TABLES), code)


def _unofficial(finding: Callable[..., Finding], rule: Rule, report: Report, code: str, labels: list[Label]) -> Finding:
    edition, table = table_of(report, code if code in TABLES else TABLES[0])
    pairs = dict.fromkeys((label.printed, label.official) for label in labels)
    words = "；".join(f"{quoted(printed)}应为{quoted(official)}" for printed, official in pairs)
    return finding(
        Outcome.FAILED,
        f"table.{code}",
        f"{table_name(table)}的栏目名称与规定不一致：{words}。",
        values=tuple(printed for printed, _ in pairs),
        basis=rule.cite(edition),
        table=code,
    )


def whole_table(code: str) -> Check:
    """S-05 to S-07: one finding a table naming the rows and columns it lacks."""

    def check(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
        edition, table = table_of(report, code)
        missing = [address for address in table.addresses() if address not in report.figures]
        total = len(list(table.addresses()))
        finding = partial(Finding, rule.id, rule.severity, table=code, basis=rule.cite(edition))
        if not missing:
            yield finding(Outcome.PASSED, f"table.{code}", f"{table_name(table)}齐全，共 {total} 格。")
            return
        if len(missing) == total:
            message = f"没有读到{table_name(table)}（{table.title}）。"
        else:
            message = f"{table_name(table)}有 {len(missing)} 格没有读到：{_lacking(table, missing)}。"
        yield finding(
            Outcome.FAILED,
            f"table.{code}",
            message + EITHER,
            fix=rule.fix,
            cells=address_text(missing),
            values=values_of(report, missing),
        )

    return check


def _lacking(table: Table, missing: Iterable[Address]) -> str:
    """The missing cells in words: whole rows, then whole columns, then single cells."""
    left = set(missing)
    words = []
    for block in table.blocks:
        cells = {r.code: {Address(table.code, r.code, c.code) for c in block.columns} for r in block.rows}
        rows = [code for code, row in cells.items() if row <= left]
        left -= {address for code in rows for address in cells[code]}
        words += [f"{quoted(row_name(table, code))}行" for code in rows]
        rest = [code for code in cells if code not in rows]
        for column in block.columns:
            down = {Address(table.code, code, column.code) for code in rest}
            if down and down <= left:
                left -= down
                words.append(f"{quoted(column.label)}列")
    words += [cell_name(table, address) for address in table.addresses() if address in left]
    return "、".join(words)


def no_blanks(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """S-08: one finding a table, in earnest when more than a tenth of its cells say nothing.

    Of a cell that may have been misread nobody knows whether it is blank.
    """
    for code in TABLES:
        edition, table = table_of(report, code)
        known = [address for address in table.addresses() if address in report.figures]
        sure = [address for address in known if is_sure(report.figures[address])]
        empty = [address for address in sure if is_empty(report.figures[address])]
        finding = partial(Finding, rule.id, subject=f"table.{code}", table=code, basis=rule.cite(edition))
        if empty:
            often = len(empty) > OFTEN_BLANK * len(known)
            yield finding(
                severity=Severity.VERIFY if often else rule.severity,
                outcome=Outcome.FAILED,
                message=_blanks(table, report, empty, len(known)),
                fix=rule.fix,
                cells=address_text(empty),
                values=values_of(report, empty),
            )
        elif len(sure) < len(known):
            message = f"{table_name(table)}有 {len(known) - len(sure)} 格没有读准，不能判定各格是否都有填写。"
            yield finding(severity=rule.severity, outcome=Outcome.UNDETERMINED, message=message)
        elif known:
            message = f"{table_name(table)}各格都有填写。"
            yield finding(severity=rule.severity, outcome=Outcome.PASSED, message=message)


def _blanks(table: Table, report: Report, empty: list[Address], known: int) -> str:
    signs = sorted({value_text(report.figures[address]) for address in empty})
    rows = [(code, list(cells)) for code, cells in groupby(empty, key=lambda address: address.row)]
    words = [_blank_row(table, code, cells) for code, cells in rows[:NAMED_ROWS]]
    more = f"等 {len(rows)} 行" if len(rows) > NAMED_ROWS else ""
    what = "、".join(sign if sign == "空白" else f"“{sign}”" for sign in signs)
    share = f"，占 {len(empty) * 100 // known}%" if len(empty) > OFTEN_BLANK * known else ""
    return f"{table_name(table)}有 {len(empty)} 格没有填数（{what}）{share}：{'、'.join(words)}{more}。没有的应填 0。"


def _blank_row(table: Table, row: str, cells: list[Address]) -> str:
    columns = "、".join(column_name(table, row, address.column) for address in cells)
    name = quoted(row_name(table, row))
    return f"{name}（{columns}）" if len(cells) <= FEW_CELLS else f"{name} {len(cells)} 格"


def _whole(rule_id: str, code: str, table: str, fails: str) -> Rule:
    return Rule(
        id=rule_id,
        name=f"{table}完整",
        severity=Severity.MANDATORY,
        words=f"{table}应有规定格式的全部行和列；没有读到的行、列逐一列出，没有读到的格不参加任何计算。",
        formula=f"{table}的行和列 ＝ 规定格式的行和列",
        basis=f"{table}的格式",
        fix=f"请对照原件：确实缺少的，按规定格式补全{table}后重新上传；原件完整而没有读到的，在表中填上原件上的数，"
        "或者换用 Word 原件、由 Word 直接导出的 PDF。",
        check=whole_table(code),
        passes=f"{table}各行各列齐全",
        fails=fails,
    )


RULES = (
    Rule(
        id="S-01",
        name="六个部分齐全有序",
        severity=Severity.MANDATORY,
        words="报告应有规定的六个部分，各一次，按规定顺序。",
        formula="一、二、三、四、五、六，各一次",
        basis="正文分六个部分；《中华人民共和国政府信息公开条例》第五十条",
        fix="按规定格式补全、合并或调整各部分，没有内容的部分写“无”（第五部分除外）。",
        check=six_sections,
        passes="一、总体情况……六、其他需要报告的事项，依次各一次",
        fails="没有“四、政府信息公开行政复议、行政诉讼情况”",
    ),
    Rule(
        id="S-02",
        name="标题和栏目名称规范",
        severity=Severity.NOTICE,
        words="各部分标题和表中行、列的名称与规定用语一致；意思清楚而用语不同的，予以提示。",
        formula="标题、栏目名称 ＝ 规定用语（序号、空格、标点不计）",
        basis="各部分标题和表中栏目名称",
        fix="按规定用语改正标题或栏目名称。",
        check=official_words,
        passes="三、收到和处理政府信息公开申请情况",
        fails="三、收到和处理政府信息公开情况",
    ),
    _whole("S-05", "disclosure", "表二", "表二没有“行政强制”一行"),
    _whole("S-06", "requests", "表三", "表三 25 行中缺 16 行"),
    _whole("S-07", "disputes", "表四", "没有表四"),
    Rule(
        id="S-08",
        name="没有的填 0",
        severity=Severity.NOTICE,
        words="表中各格都应填数，没有的填 0，不留空白，不填“-”“/”“无”；超过一成的格没有填数的，须核实。",
        formula="空白或填“-”“/”“无”的格 ＝ 0 格",
        basis="各表数字栏",
        fix="没有发生的填 0；漏填的补填实际数。",
        check=no_blanks,
        passes="“社会公益组织”列填 0",
        fails="“社会公益组织”列空白",
    ),
)
