"""Why a service did not do as asked. The text is a Chinese sentence for the person who asked."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from parsing.errors import ParsingError, ReaderKilled
from submissions.states import NOT_SCREENED

DATABASE_GONE: Final = (OperationalError, InterfaceError)
"""What Django raises when the connection broke, nobody answers or there is no room: never for what a file says."""


class Refused(Exception):
    """The deed is impossible as things stand; nothing was changed."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def required(reason: str) -> str:
    """The reason of a deed that must have one, as it goes into the history. Raises Refused without."""
    if not reason.strip():
        raise Refused(_("请写明理由，理由会记入办理经过。"))
    return reason.strip()


class MoveRefused(Refused):
    """The submission is not where this move begins, or a gate is shut. Show ``why``."""


class NotAllowed(Refused, PermissionDenied):
    """The wrong role. Django answers 403 by itself when a view lets it pass."""


class NoFile(ParsingError):
    code = "no_file"
    message = "没有收到文件。"
    advice = "请选择要上传的年度报告文件。"


class Away(ParsingError):
    """Something the portal rests on does not answer. No file is to blame: work on it waits and is done later.

    ``waits`` is what a person is told meanwhile, ``ends`` whether there is an end to waiting.
    """

    waits = ""
    ends = True


class StorageAway(Away):
    """The store of files does not answer or is full. Nothing was kept, and no file is to blame."""

    code = "storage_away"
    message = "文件存储暂时不能使用，文件没有保存。"
    advice = "请过几分钟再试；一直如此时请联系管理员。"
    waits = "文件存储暂时不能使用，恢复后会自动继续，不必重新提交。"


class DatabaseAway(Away):
    """The database went away in the middle, or had no room. What was not committed is done again."""

    code = "database_away"
    message = "数据库中断，没有完成。"
    advice = "请过几分钟再试；一直如此时请联系管理员。"
    waits = "数据库曾经中断，稍后会自动继续，不必重新提交。"


class ReadOnceMore(Away):
    """The system ended the reader, most likely short of memory: the file is read once more when others are done."""

    code = ReaderKilled.code
    message = ReaderKilled.message
    advice = ReaderKilled.advice
    waits = "读取程序被服务器中止，不是文件的问题；稍后会自动再读一次，不必重新提交。"


class StillAway(ParsingError):
    """What ``Away`` said has lasted too long for work to wait for it."""

    code = "still_away"
    message = "系统的文件存储或数据库一天以上不能使用，没有完成。"
    advice = "不是文件的问题。请联系管理员，恢复后再提交一次。"


class Infected(ParsingError):
    """The malware scanner found something. Nothing reads the file, and nobody is given it."""

    code = "infected"
    message = "文件中发现恶意代码。"
    advice = "文件没有读取，也不提供下载。请用杀毒软件检查电脑，重新生成报告文件后再上传；认为是误报的，请联系管理员。"

    @classmethod
    def by(cls, found: str) -> Infected:
        return cls(_("文件中发现恶意代码（%(found)s）。") % {"found": found})


class NotScreened(Away):
    """The malware scanner gave no answer yet. The file waits for it, however long that takes."""

    code = NOT_SCREENED
    message = "文件正在等待安全检查。"
    advice = "检查完成后会自动继续，不必重新上传。"
    waits = message + advice
    ends = False


class Erased(ParsingError):
    """The file held somebody's personal data and was removed; it is neither read nor taken in again."""

    code = "erased"
    message = "这个文件因含个人信息已移除。"
    advice = "请删去个人信息，把文件另存后再上传。"


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


class RenderingLost(ParsingError):
    """The process that drew or marked the document died or was stopped, more than once."""

    code = "rendering_lost"
    message = "制作程序多次中断，没有完成。"
    advice = "不影响报告本身；需要时请联系管理员。"


class ExportFailed(ParsingError):
    code = "export_failed"
    message = "导出时程序出错，错误已记录。"
    advice = "可以再次导出；仍不成功时请联系管理员。"
