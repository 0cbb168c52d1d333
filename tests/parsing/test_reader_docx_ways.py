"""The ways in which Word and WPS write down what their page shows: fields, forms, changes, and the strict namespaces."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from parsing.grid import LISTED, PICTURED, UNREADABLE
from parsing.readers import docx
from tests.parsing.conftest import W
from tests.parsing.test_reader_docx import Make, p, table, tc

OTHERS = (
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
STRICT = {
    f"http://schemas.openxmlformats.org/{name}/2006/": f"http://purl.oclc.org/ooxml/{name}/"
    for name in ("wordprocessingml", "officeDocument", "drawingml")
}


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def mark(kind: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar></w:r>'


def asked(instruction: str) -> str:
    return mark("begin") + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"


def made(tmp_path: Path, content: str, parts: dict[str, str] | None = None, strict: bool = False) -> Path:
    """A document of a table of one cell that holds a paragraph, or of other content of a body."""
    body = content if content.startswith("<w:tbl") else f"<w:tbl><w:tr><w:tc><w:p>{content}</w:p></w:tc></w:tr></w:tbl>"
    text = f"<w:document {W} {OTHERS}><w:body>{body}</w:body></w:document>"
    for usual, name in STRICT.items() if strict else ():
        text = text.replace(usual, name)
    path = tmp_path / "made.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", text)
        for name, part in (parts or {}).items():
            package.writestr(name, part)
    return path


def told(path: Path) -> list[tuple[str, str]]:
    return [(cell.text, cell.doubt) for grid in docx.read(path).grids for cell in grid.cells]


FORMULA = "<m:oMath><m:r><m:t>5</m:t></m:r></m:oMath>"
BLIP = '<w:r><w:drawing><a:blip r:embed="r1"/></w:drawing></w:r>'
WORD_ART = '<w:r><w:pict><v:shape><v:textpath string="5"/></v:shape></w:pict></w:r>'
HINT = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
SHOWN = {
    "a field with its result": (asked("=SUM(ABOVE)") + mark("separate") + run("5") + mark("end"), "5", ""),
    "a formula whose result is a blank": (asked("=SUM(ABOVE)") + mark("separate") + mark("end"), "", ""),
    "a formula that was never worked out": (asked(" =SUM(ABOVE) ") + mark("end"), UNREADABLE, ""),
    "a short field": (f'<w:fldSimple w:instr="=SUM(ABOVE)">{run("5")}</w:fldSimple>', "5", ""),
    "a short field without a result": ('<w:fldSimple w:instr="=SUM(ABOVE)"/>', UNREADABLE, ""),
    "signs set over each other": (asked("eq \\o(1,2)") + mark("end"), UNREADABLE, ""),
    "a list to choose from": (asked("FORMDROPDOWN") + mark("end"), UNREADABLE, ""),
    "a mark for the index": (asked('XE "5"') + mark("end"), "", ""),
    "an index beside a figure": (asked('XE "7"') + mark("end") + run("5"), "5", ""),
    "digits from the right": (f'<w:bdo w:val="rtl">{run("12")}</w:bdo>', UNREADABLE, ""),
    "digits that a mark sets from the right": (run("\u202e12\u202c"), UNREADABLE, ""),
    "one digit set so": (run("\u202e5\u202c"), "5", ""),
    "words from the left": (f'<w:bdo w:val="ltr">{run("12")}</w:bdo>', "12", ""),
    "a comment of the file": ("<w:r><w:t>1<!-- -->2</w:t></w:r>", "12", ""),
    "letters that are drawn": (WORD_ART, UNREADABLE, PICTURED),
    "a moved figure": (f"<w:moveFrom>{run('7')}</w:moveFrom><w:moveTo>{run('5')}</w:moveTo>", "5", ""),
    "a smart tag": (f"<w:smartTag>{run('1')}</w:smartTag>{run('2')}", "12", ""),
    "a reading over a figure": (
        f"<w:r><w:ruby><w:rt>{run('9')}</w:rt><w:rubyBase>{run('5')}</w:rubyBase></w:ruby></w:r>",
        "5",
        "",
    ),
    "the hint of an empty control": (HINT.format(run("单击此处输入文字。")), "", ""),
    "a hint that looks like a figure": (HINT.format(run("0")), UNREADABLE, ""),
    "a hyphen that may show": ("<w:r><w:t>1</w:t><w:softHyphen/><w:t>2</w:t></w:r>", "12", ""),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_cell_holds_what_word_shows(tmp_path: Path, name: str) -> None:
    content, text, doubt = SHOWN[name]
    assert told(made(tmp_path, content)) == [(text, doubt)]


@pytest.mark.parametrize("content", [FORMULA, BLIP, WORD_ART, *(content for content, _, _ in SHOWN.values())])
def test_a_strict_document_says_the_same(tmp_path: Path, content: str) -> None:
    assert told(made(tmp_path, content, strict=True)) == told(made(tmp_path, content))


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(word: Make) -> None:
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('1')}</w:p>"
    assert told(word(f"<w:tbl><w:tr><w:tc>{first}{p('2')}</w:tc></w:tr></w:tbl>")) == [("12", "")]


def test_a_row_that_was_moved_away_is_gone(word: Make) -> None:
    moved = f"<w:p><w:pPr><w:rPr><w:moveFrom/></w:rPr></w:pPr><w:moveFrom>{run('7')}</w:moveFrom></w:p>"
    assert told(word(table(f"<w:tc>{moved}</w:tc>", tc("5")))) == [("5", "")]
    kept = f"<w:p><w:moveFrom>{run('7')}</w:moveFrom></w:p>"
    assert told(word(table(f"<w:tc>{kept}</w:tc>", tc("5")))) == [("", ""), ("5", "")], "the row stays with its mark"


@pytest.mark.parametrize(
    "body",
    [
        f"<w:tbl><w:tr><w:tc><w:sdt><w:sdtContent>{p('5')}</w:sdtContent></w:sdt></w:tc></w:tr></w:tbl>",
        f"<w:tbl><w:tr><w:sdt><w:sdtContent>{tc('5')}</w:sdtContent></w:sdt></w:tr></w:tbl>",
        f"<w:tbl><w:sdt><w:sdtContent><w:tr>{tc('5')}</w:tr></w:sdtContent></w:sdt></w:tbl>",
        f"<w:sdt><w:sdtContent>{table(tc('5'))}</w:sdtContent></w:sdt>",
        f"<w:tbl><w:tr><w:customXml>{tc('5')}</w:customXml></w:tr></w:tbl>",
    ],
)
def test_controls_around_any_part_of_a_table_hold_it(word: Make, body: str) -> None:
    assert told(word(body)) == [("5", "")]


def numbering(form: str = "decimal", text: str = "%1.", more: str = "", override: str = "") -> dict[str, str]:
    level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    return {
        "word/numbering.xml": (
            f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
            f'<w:num w:numId="1"><w:abstractNumId w:val="0"/>{override}</w:num></w:numbering>'
        )
    }


NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'


def test_a_number_that_word_counts_in_a_cell_is_doubted(tmp_path: Path) -> None:
    """The page shows it before the figure, or where the file holds nothing."""
    assert told(made(tmp_path, NUMBERED, numbering())) == [("", LISTED)]
    assert told(made(tmp_path, NUMBERED + run("5"), numbering())) == [("5", LISTED)]
    assert told(made(tmp_path, NUMBERED + run("予以公开"), numbering())) == [("予以公开", "")]
    assert told(made(tmp_path, NUMBERED + run("5"), numbering("bullet"))) == [("5", "")]


def lists(*more: str, levels: str = "", styles: str = "") -> dict[str, str]:
    """Two lists that are counted together, 一、 and 1 below it; ``more`` is what the second does otherwise."""
    usual = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="head"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:pStyle w:val="sub"/><w:lvlText w:val="%2."/></w:lvl>'
    )
    return {
        "word/numbering.xml": (
            f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels or usual}</w:abstractNum>'
            '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="list"/></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
            f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{"".join(more)}</w:num>'
            '<w:num w:numId="3"><w:abstractNumId w:val="9"/></w:num></w:numbering>'
        ),
        "word/styles.xml": (
            f"<w:styles {W}>"
            '<w:style w:styleId="head"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
            '<w:style w:styleId="sub"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
            '<w:style w:styleId="own"><w:basedOn w:val="head"/></w:style>'
            '<w:style w:styleId="list"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
            '<w:style w:styleId="not"><w:basedOn w:val="head"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'
            "</w:style></w:styles>"
        ),
    }


def listed(number: int, level: int = 0, text: str = "甲") -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr>{run(text) if text else ''}</w:p>"


def of_style(name: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{run("甲")}</w:p>'


def numbers(tmp_path: Path, body: str, parts: dict[str, str]) -> list[str]:
    found = docx.read(made(tmp_path, f"<w:tbl/>{body}", parts)).paragraphs
    return [paragraph.text.removesuffix("甲") for paragraph in found if paragraph.text != "乙"]


ANEW = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
OTHERWISE = (
    '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>'
    "</w:lvlOverride>"
)


def test_lists_of_one_kind_are_counted_together(tmp_path: Path) -> None:
    assert numbers(tmp_path, listed(1) + listed(2) + listed(3), lists()) == ["一、", "二、", "三、"]


def test_a_list_begins_anew_where_it_says_so(tmp_path: Path) -> None:
    assert numbers(tmp_path, listed(1) + listed(2) * 2, lists(ANEW)) == ["一、", "一、", "二、"]


def test_a_list_may_write_its_numbers_otherwise(tmp_path: Path) -> None:
    assert numbers(tmp_path, listed(1) + listed(2), lists(OTHERWISE)) == ["一、", "2)"]


def test_a_style_numbers_as_the_one_it_is_based_on_at_the_level_that_names_it(tmp_path: Path) -> None:
    body = "".join(map(of_style, ("head", "sub", "sub", "own", "sub", "not")))
    assert numbers(tmp_path, body, lists()) == ["一、", "1.", "2.", "二、", "1.", ""]


def test_a_numbered_line_without_text_is_counted(tmp_path: Path) -> None:
    deleted = listed(1, text="").replace("</w:pPr>", "<w:rPr><w:del/></w:rPr></w:pPr>")
    assert numbers(tmp_path, listed(1) + listed(1, text="") + deleted + listed(1), lists()) == ["一、", "三、"]


def test_numbers_in_cells_are_counted_with_those_of_the_text(tmp_path: Path) -> None:
    body = f"{listed(1)}<w:tbl><w:tr><w:tc>{listed(1, text='乙')}</w:tc></w:tr></w:tbl>{listed(1)}"
    assert numbers(tmp_path, body, lists()) == ["一、", "三、"]


def test_a_level_may_count_on_below_a_new_number(tmp_path: Path) -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="(%2)"/></w:lvl>'
    )
    body = listed(1) + listed(1, 1) + listed(1) + listed(1, 1)
    assert numbers(tmp_path, body, lists(levels=levels)) == ["1", "(1)", "2", "(2)"]
