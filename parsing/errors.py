"""Everything the library raises on purpose, in words fit for an agency."""

from __future__ import annotations

from collections.abc import Sequence

MOST_NAMED = 5
"""Reports or files of one file that a sentence names."""


class ParsingError(Exception):
    """A document that could not be read.

    ``code`` is stable and for programs; ``message`` says in Chinese what was found,
    ``advice`` what to do about it.
    """

    code = "unreadable"
    message = "文件无法读取。"
    advice = "请用 Word 或 WPS 重新保存后再上传。"

    def __init__(self, message: str = "", advice: str = "", detail: str = "") -> None:
        self.message = message or self.message
        self.advice = advice or self.advice
        self.detail = detail
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message}{self.advice}"


class UnknownFormat(ParsingError):
    code = "unknown_format"
    message = "无法识别文件类型。"
    advice = (
        "请上传 Word 或 WPS 文档（.docx、.doc、.wps、.odt、.rtf）、PDF、OFD、表格（.xlsx、.xls、.et、.ods）、"
        "网页（.html）或文本（.txt）格式的年度报告。"
    )


class EmptyFile(ParsingError):
    code = "empty_file"
    message = "文件是空的，没有任何内容。"
    advice = "请检查文件是否保存完整，再重新上传。"


class TooLarge(ParsingError):
    code = "too_large"
    message = "文件超过 50 MB。"
    advice = "请压缩文件中的图片，或另存为不含图片的版本后再上传。"


class Encrypted(ParsingError):
    code = "encrypted"
    message = "文件设有密码，无法打开。"
    advice = "请去掉密码保护后重新上传。"


class Broken(ParsingError):
    code = "broken_file"
    message = "文件已损坏，无法打开。"
    advice = "请在 Word、Excel 或 WPS 中打开并重新保存，再上传。"


class NoTextLayer(ParsingError):
    code = "no_text_layer"
    message = "PDF 中没有文字，可能是扫描件。"
    advice = "请上传由 Word 或 WPS 直接导出的 PDF，或上传 Word 原件。"


class Illegible(ParsingError):
    code = "illegible_text"
    message = "PDF 中的文字不能读取：文件没有说明印出的各是什么字。"
    advice = "请上传由 Word 或 WPS 直接导出的 PDF，或上传 Word 原件；也可联系管理员安装文字识别组件。"


class OcrMissing(ParsingError):
    code = "ocr_missing"
    message = "这是扫描件或图片，本系统没有安装文字识别，无法读取。"
    advice = "请上传 Word 原件，或由 Word、WPS 直接导出的 PDF；也可联系管理员安装文字识别组件。"


class NotAReport(ParsingError):
    code = "not_a_report"
    message = "没有找到政府信息公开工作年度报告的内容。"
    advice = "请确认选对了文件：报告应有规范的标题、六个部分和三张表。"


class Portfolio(NotAReport):
    code = "pdf_portfolio"
    message = "PDF 里附带了其他文件，它自己的页面不是年度报告。"
    advice = "请打开这个 PDF，把附带的报告单独另存为文件后上传。"

    @classmethod
    def of(cls, names: Sequence[str]) -> Portfolio:
        """The error for a PDF with files of these names attached to pages that are no report."""
        return cls(f"PDF 里附带了 {len(names)} 个文件（{'、'.join(names[:MOST_NAMED])}），它自己的页面不是年度报告。")


class Unsupported(ParsingError):
    code = "unsupported_format"
    message = "暂不能直接读取这种格式。"
    advice = "请在 Word 或 WPS 中另存为 .docx 后上传。"


class LimitExceeded(ParsingError):
    code = "limit_exceeded"
    message = "文件过于复杂，读取超出了时间或内存限制。"
    advice = "请另存为 .docx 或由 Word 直接导出的 PDF 后再上传。"


class ReaderKilled(ParsingError):
    """The system ended the reader, as it does when it runs out of memory: nothing the file is to blame for."""

    code = "reader_killed"
    message = "读取程序被服务器中止，多半是服务器内存不足，不是文件的问题。"
    advice = "请稍后重新上传同一个文件；仍不能读取的，请联系管理员。"


class SeveralReports(ParsingError):
    code = "several_reports"
    message = "文件中不止一份报告。"
    advice = "请把要报送的那一份单独存为一个文件后上传。"

    @classmethod
    def of(cls, titles: Sequence[str], lacking: str = "") -> SeveralReports:
        """The error for a file that holds reports of these titles, none of them of the agency and year ``lacking``."""
        said = f"其中没有{lacking}的报告" if lacking else "无法确定要报送哪一份"
        return cls(f"文件中有 {len(titles)} 份报告：{named(titles)}，{said}。")


def named(titles: Sequence[str]) -> str:
    """The first titles of several reports as words of a sentence."""
    return "、".join(f"《{title or '没有标题'}》" for title in titles[:MOST_NAMED]) + "等" * (len(titles) > MOST_NAMED)
