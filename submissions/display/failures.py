"""What kind of failure stopped a file, for whoever reads the portal in another language than the record's.

The sentences of a failure, with the figures and names in them, are Chinese: they are kept as they were said. By its
code the kind of a failure is told in the reader's own language, above them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy

from parsing.errors import ParsingError
from submissions.states import NOT_SCREENED, Words

KINDS: Final[Mapping[str, Words]] = {
    "broken_file": gettext_lazy("文件已损坏，须重新保存后再上传。"),
    "database_away": gettext_lazy("数据库中断，没有完成，请过几分钟再试。"),
    "empty_file": gettext_lazy("文件是空的。"),
    "encrypted": gettext_lazy("文件设有密码，须去掉密码后重新上传。"),
    "erased": gettext_lazy("文件因含个人信息已移除，不能再次上传。"),
    "illegible_text": gettext_lazy("PDF 中的文字没有字符编码，须上传 Word 原件。"),
    "infected": gettext_lazy("文件中发现恶意代码，没有读取。"),
    "limit_exceeded": gettext_lazy("文件过于复杂，读取超出了时间或内存限制。"),
    "no_file": gettext_lazy("没有收到文件，请选择要上传的文件。"),
    "no_text_layer": gettext_lazy("PDF 中没有文字，可能是扫描件。"),
    "not_a_report": gettext_lazy("文件中没有年度报告。"),
    "ocr_missing": gettext_lazy("本系统没有安装文字识别，不能读取扫描件。"),
    "pdf_portfolio": gettext_lazy("报告是 PDF 里附带的文件，须单独另存后上传。"),
    "reader_failed": gettext_lazy("读取时程序出错，错误已记录。"),
    "reader_killed": gettext_lazy("读取程序被服务器中止，不是文件的问题。"),
    "reader_lost": gettext_lazy("读取程序多次中断。"),
    "several_reports": gettext_lazy("文件中不止一份报告，须把要报送的一份单独存为文件。"),
    "still_away": gettext_lazy("文件存储或数据库长时间不能使用，不是文件的问题。"),
    "stopped": gettext_lazy("管理员停止了读取。"),
    "storage_away": gettext_lazy("文件存储暂时不能使用，文件没有保存，请过几分钟再试。"),
    "too_large": gettext_lazy("文件太大。"),
    "unknown_format": gettext_lazy("不能识别这种文件。"),
    "unreadable": gettext_lazy("文件无法读取。"),
    "unsupported_format": gettext_lazy("不能读取这种格式，须另存为 .docx。"),
    "wrong_agency": gettext_lazy("这是另一个机关的报告。"),
    "wrong_year": gettext_lazy("这是另一个年度的报告。"),
}

WAITS: Final[Mapping[str, Words]] = {
    NOT_SCREENED: gettext_lazy("文件正在等待安全检查。检查完成后会自动继续，不必重新上传。"),
    "database_away": gettext_lazy("数据库曾经中断，稍后会自动继续，不必重新提交。"),
    "reader_killed": gettext_lazy("读取程序被服务器中止，不是文件的问题；稍后会自动再读一次，不必重新提交。"),
    "storage_away": gettext_lazy("文件存储暂时不能使用，恢复后会自动继续，不必重新提交。"),
}
"""What a file waits for that goes on by itself: the sentences of ``services.errors``, for readers of any language."""


def waiting_words(code: str, said: str) -> Words:
    """What a file waits for, in the reader's language where it is known there; else as it was ``said``."""
    return WAITS.get(code, said)


def words_of(error: ParsingError) -> str:
    """A failure as a message of a page: its kind in the reader's language, then its sentences in the record's."""
    return " ".join(filter(None, (str(kind_of(error.code)), str(error))))


def kind_of(code: str) -> Words:
    """Empty in the language of the record, whose sentences say it all."""
    return "" if get_language() == settings.LANGUAGE_CODE else KINDS.get(code, "")
