"""Opens a file nobody trusts in a child process with limits, and brings back only data."""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import replace
from pathlib import Path

from parsing.child import Limits, Say, in_child
from parsing.errors import LimitExceeded
from parsing.pipeline import Stage, read
from parsing.readers.opening import as_readable
from parsing.report import Report
from parsing.several import ANY, Wanted

LIMITS = Limits()
PAGES_LEFT = "文件共 {} 页，读完第 {} 页后超出了时间或内存限制。"
PAGES_ADVICE = "请上传 Word 原件或由 Word 直接导出的 PDF；只有扫描件时，请只保留年度报告本身的页面，以 200 dpi 扫描。"


def read_caged(
    path: Path,
    name: str = "",
    on_stage: Stage | None = None,
    limits: Limits = LIMITS,
    wanted: Wanted = ANY,
) -> Report:
    """Reads a file as ``pipeline.read`` does, in a child. Raises ParsingError, never anything else
    for the file's sake: a child that dies or runs over its limits is LimitExceeded."""
    deadline = time.monotonic() + limits.wall_seconds
    with as_readable(path, name, limits.wall_seconds, limits.cpu_seconds) as file:
        left = replace(limits, wall_seconds=max(math.ceil(deadline - time.monotonic()), 1))
        report = _read_in_child(file.path, file.name, on_stage, left, wanted)
    warnings = tuple(dict.fromkeys((*file.warnings, *report.warnings)))
    return replace(report, format=file.format, warnings=warnings) if file.format else report


def _read_in_child(path: Path, name: str, on_stage: Stage | None, limits: Limits, wanted: Wanted) -> Report:
    def work(say: Say) -> None:
        report = read(path, name, lambda *stage: say({"stage": stage}), wanted)
        say({"report": report.to_json()})

    page, pages = 0, 0
    try:
        with contextlib.closing(in_child(work, limits)) as messages:
            for message in messages:
                if "report" in message:
                    return Report.from_json(message["report"])
                stage, step, steps = message["stage"]
                page, pages = (step, steps) if stage == "open" else (0, 0)
                if on_stage is not None:
                    on_stage(stage, step, steps)
    except LimitExceeded as error:
        if error.message == LimitExceeded.message and pages > 1:
            raise LimitExceeded(PAGES_LEFT.format(pages, page), PAGES_ADVICE) from None
        raise
    raise LimitExceeded
