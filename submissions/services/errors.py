"""Why a service did not do as asked. The text is a Chinese sentence for the person who asked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from parsing.errors import ParsingError
from submissions.states import NOT_SCREENED


class Refused(Exception):
    """The deed is impossible as things stand; nothing was changed."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class MoveRefused(Refused):
    """The submission is not where this move begins, or a gate is shut. Show ``why``."""


class NotAllowed(Refused, PermissionDenied):
    """The wrong role. Django answers 403 by itself when a view lets it pass."""


class NoFile(ParsingError):
    code = "no_file"
    message = "没有收到文件。"
    advice = "请选择要上传的年度报告文件。"


class StorageAway(ParsingError):
    """The store of files does not answer or is full. Nothing was kept, and no file is to blame."""

    code = "storage_away"
    message = "文件存储暂时不能使用，文件没有保存。"
    advice = "请过几分钟再试；一直如此时请联系管理员。"


class Infected(ParsingError):
    """The malware scanner found something. Nothing reads the file, and nobody is given it."""

    code = "infected"
    message = "文件中发现恶意代码。"
    advice = "文件没有读取，也不提供下载。请用杀毒软件检查电脑，重新生成报告文件后再上传；认为是误报的，请联系管理员。"

    @classmethod
    def by(cls, found: str) -> Infected:
        return cls(_("文件中发现恶意代码（%(found)s）。") % {"found": found})


class NotScreened(ParsingError):
    """The malware scanner gave no answer yet. The file waits; it is nobody's fault."""

    code = NOT_SCREENED
    message = "文件正在等待安全检查。"
    advice = "检查完成后会自动继续，不必重新上传。"


class ReaderLost(ParsingError):
    """The process that read the file died or was stopped, more than once."""

    code = "reader_lost"
    message = "读取程序多次中断，未能读完这个文件。"
    advice = "请另存为 .docx 后重新上传；仍不能读取时请联系管理员。"


class ReaderFailed(ParsingError):
    code = "reader_failed"
    message = "读取文件时程序出错，错误已记录。"
    advice = "请另存为 .docx 后重新上传；仍不能读取时请联系管理员。"


class WrongYear(ParsingError):
    code = "wrong_year"


class WrongAgency(ParsingError):
    code = "wrong_agency"


class ExportLost(ParsingError):
    """The process that wrote the file died or was stopped, more than once."""

    code = "export_lost"
    message = "导出程序多次中断，没有完成。"
    advice = "可以再次导出；仍不成功时请联系管理员。"


class ExportFailed(ParsingError):
    code = "export_failed"
    message = "导出时程序出错，错误已记录。"
    advice = "可以再次导出；仍不成功时请联系管理员。"
