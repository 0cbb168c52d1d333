"""The child process that opens untrusted files."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from parsing import cage
from parsing.cage import read_caged
from parsing.child import Limits, Say, in_child
from parsing.errors import Broken, Encrypted, LimitExceeded, NotAReport, ParsingError, ReaderKilled
from parsing.pipeline import read
from parsing.readers import office
from parsing.readers.scan.budget import earn
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_docx import write_docx


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.docx"
    path.write_bytes(write_docx(write_draft(HEILONGJIANG_2024)))
    return path


def test_a_caged_reading_is_the_same_reading(report: Path) -> None:
    assert read_caged(report) == read(report)


def test_the_stages_are_told_while_reading(report: Path) -> None:
    stages: list[str] = []
    read_caged(report, on_stage=lambda stage, step, steps: stages.append(stage))
    assert list(dict.fromkeys(stages)) == ["open", "tables", "figures", "sections"]


def test_an_error_comes_back_with_its_words(tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("关于召开会议的通知", encoding="utf-8")
    with pytest.raises(NotAReport, match="没有找到政府信息公开工作年度报告的内容"):
        read_caged(path)


def test_a_locked_document_keeps_its_code(tmp_path: Path) -> None:
    path = tmp_path / "locked.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(Encrypted) as caught:
        read_caged(path)
    assert caught.value.code == "encrypted"


def _misbehave(act: Callable[[], object]) -> Callable[..., object]:
    return lambda *args, **kwargs: act()


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda: bytearray(2_000_000_000), LimitExceeded),
        (lambda: time.sleep(30), LimitExceeded),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), ReaderKilled),
        (lambda: os.kill(os.getpid(), signal.SIGXCPU), LimitExceeded),
        (lambda: os.kill(os.getpid(), signal.SIGSEGV), LimitExceeded),
        (lambda: os._exit(0), LimitExceeded),
        (lambda: 1 / 0, Broken),
    ],
    ids=["memory", "time", "killed", "out of CPU", "library crash", "silent exit", "crash"],
)
def test_whatever_a_file_provokes_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, report: Path, act: Callable[[], object], error: type[ParsingError]
) -> None:
    monkeypatch.setattr(cage, "read", _misbehave(act))
    with pytest.raises(error):
        read_caged(report, limits=Limits(wall_seconds=2))


def test_endless_work_ends(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    def spin() -> None:
        while True:
            pass

    monkeypatch.setattr(cage, "read", _misbehave(spin))
    with pytest.raises(LimitExceeded):
        read_caged(report, limits=Limits(cpu_seconds=1, wall_seconds=10))


def test_pages_earn_time_and_never_reach_the_limit_that_kills_like_want_of_memory() -> None:
    def work(say: Say) -> None:
        earn(10_000)
        soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        say({"soft": soft, "hard": hard})

    [said] = in_child(work, Limits(cpu_seconds=10, most_cpu_seconds=60))
    assert said == {"soft": 59, "hard": 60}


def test_the_child_cannot_write_files(monkeypatch: pytest.MonkeyPatch, report: Path, tmp_path: Path) -> None:
    left = tmp_path / "left.txt"
    monkeypatch.setattr(cage, "read", _misbehave(lambda: left.write_text("x" * 100)))
    with pytest.raises(ParsingError):
        read_caged(report)
    assert not left.exists() or not left.read_text()


def test_no_child_is_left_behind(report: Path) -> None:
    office.close()  # the LibreOffice that other tests keep warm
    read_caged(report)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
