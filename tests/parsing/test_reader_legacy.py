"""Old Word formats by way of LibreOffice: what is read, and what is refused with which words."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parsing.cage import read_caged
from parsing.errors import Broken, Encrypted, NotAReport, ParsingError, Unsupported
from parsing.grid import Document
from parsing.readers import docx, legacy, office, read_document
from submissions.demo.samples import Sample, fixed_samples, random_samples
from tests.parsing.old_word import OLE, endless, make, needs_office, renamed, with_password

SAMPLES = [s for s in fixed_samples() if s.layout.format == "docx" and "corrected" not in s.name] + [
    s for s in random_samples(10, seed=3) if s.layout.format == "docx"
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every sample as .docx, .doc and .rtf."""
    folder = tmp_path_factory.mktemp("legacy")
    for sample in SAMPLES:
        (folder / sample.file_name).write_bytes(sample.layout.write(sample.draft))
    for kind in ("doc", "rtf"):
        make(kind, folder, *(folder / sample.file_name for sample in SAMPLES))
    return folder


@pytest.fixture(scope="module")
def report(made: Path) -> Path:
    return made / f"{SAMPLES[0].name}.doc"


@pytest.fixture(scope="module", autouse=True)
def _no_instance_outlives_its_tests() -> Iterator[None]:
    yield
    office.close()


@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_cell_is_read_as_it_was_written(sample: Sample, kind: str, made: Path) -> None:
    result = read_caged(made / f"{sample.name}.{kind}")
    assert {address: figure.value for address, figure in result.figures.items()} == dict(sample.draft.values)
    assert (result.format, result.edition) == (kind, sample.draft.edition)
    assert (result.agency, result.year) == (sample.draft.agency, sample.draft.year)
    assert [section.number for section in result.sections] == [1, 2, 3, 4, 5, 6]


def test_the_samples_hold_both_editions_and_blank_cells() -> None:
    assert {sample.draft.edition for sample in SAMPLES} == {"2019", "2021"}
    assert any(None in sample.draft.values.values() for sample in SAMPLES)


def cells_of(document: Document) -> list[list[tuple[object, ...]]]:
    return [sorted((c.row, c.column, c.rowspan, c.colspan, c.text) for c in grid.cells) for grid in document.grids]


@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_merged_cells_stay_merged(made: Path, kind: str) -> None:
    for sample in SAMPLES[::3]:
        before = docx.read(made / sample.file_name)
        assert cells_of(legacy.read(made / f"{sample.name}.{kind}")) == cells_of(before)


@needs_office
def test_a_document_is_read_whatever_it_is_named(report: Path, tmp_path: Path) -> None:
    for name in ("报告.wps", "报告.dot", "报告.wpt", "报告.docx", "报告"):
        copy = tmp_path / name
        copy.write_bytes(report.read_bytes())
        assert read_document(copy).format == "doc"


@needs_office
def test_the_published_document_is_read_exactly(corpus: Path) -> None:
    result = read_caged(corpus / "documents" / "r15_huaian_2024_doc.doc")
    assert len(result.figures) == 200
    assert (result.format, result.agency, result.year) == ("doc", "淮安市人民政府", 2024)


@needs_office
@pytest.mark.parametrize(
    ("spoil", "name", "error", "words"),
    [
        (with_password, "a.doc", Encrypted, "密码"),
        (lambda d: renamed(d, "EncryptedPackage"), "a.docx", Encrypted, "密码"),
        (lambda d: renamed(d, "EncryptedPackage"), "a.doc", Encrypted, "密码"),
        (lambda d: renamed(d, "Workbook"), "a.doc", Broken, "损坏.*另存为 .xlsx"),
        (lambda d: renamed(d, "PowerPoint Document"), "a.wps", Unsupported, "演示文稿"),
        (lambda d: renamed(d, "__properties_version1.0"), "a.doc", Unsupported, "电子邮件"),
        (lambda d: renamed(d, "SummaryOnly"), "a.doc", Unsupported, "没有 Word 文档"),
        (endless, "a.doc", Broken, "损坏"),
        (lambda d: d[:400], "a.doc", Broken, "损坏"),
        (lambda d: d[:2000], "a.doc", Broken, "损坏"),
        (lambda d: OLE + bytes(600), "a.doc", Broken, "损坏"),
        (lambda d: OLE + bytes(600), "a.docx", Encrypted, "密码"),
        (lambda d: OLE + b"\xff" * 600, "a.doc", Broken, "损坏"),
        (lambda d: b"{\\rtf1\\ansi hello}", "a.rtf", NotAReport, "没有找到"),
        (lambda d: b"{\\rtf1\\ansi {{{{\\bin99999999 ", "a.rtf", ParsingError, "。"),
    ],
)
def test_what_is_no_readable_document_gets_its_sentence(
    report: Path, tmp_path: Path, spoil: Callable[[bytes], bytes], name: str, error: type[ParsingError], words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(spoil(report.read_bytes()))
    with pytest.raises(error, match=words) as caught:
        read_caged(path)
    assert caught.value.advice


@needs_office
def test_damage_in_the_middle_is_an_answer_and_never_an_accident(report: Path, tmp_path: Path) -> None:
    data = bytearray(report.read_bytes())
    for start in range(1024, len(data) - 64, len(data) // 12):
        data[start : start + 48] = os.urandom(48)
    path = tmp_path / "damaged.doc"
    path.write_bytes(data)
    with contextlib.suppress(ParsingError):
        read_caged(path)
    assert read_caged(report).figures, "the next document is read all the same"


@pytest.mark.parametrize(
    ("head", "name", "words"), [(b"{\\rtf1 x}", "a.rtf", "RTF"), (b"", "a.doc", "旧版 Word 或 WPS")]
)
def test_without_libreoffice_the_sentence_says_what_to_save_as(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, head: bytes, name: str, words: str
) -> None:
    office.close()
    monkeypatch.setattr(office, "program", lambda: None)
    monkeypatch.setattr(legacy, "_form_of", lambda compound: legacy.DOC)
    path = tmp_path / name
    path.write_bytes(head or OLE + bytes(22) + b"\x09\0" + bytes(16) + b"\xff" * 4 + bytes(16) + b"\xff" * 448)
    with pytest.raises(Unsupported, match=f"{words}.*暂不能直接读取.*另存为 .docx"):
        read_caged(path)
