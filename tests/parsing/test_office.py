"""The warm LibreOffice: kept, replaced, ended, locked in, and nothing of it left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parsing import scratch
from parsing.cage import read_caged
from parsing.child import Limits
from parsing.errors import Broken, LimitExceeded
from parsing.readers import office
from parsing.readers.office import Office, process, profile
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_docx import write_docx
from tests.parsing.old_word import make, needs_office


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    (folder / "report.docx").write_bytes(write_docx(write_draft(HEILONGJIANG_2024)))
    make("doc", folder, folder / "report.docx")
    return folder / "report.doc"


@pytest.fixture(scope="module", autouse=True)
def _no_instance_outlives_its_tests() -> Iterator[None]:
    yield
    office.close()


@pytest.fixture
def fresh() -> Iterator[None]:
    """No warm instance before, none after."""
    office.close()
    yield
    office.close()


def warm() -> Office:
    instance = office._warm
    assert instance is not None
    return instance


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@needs_office
@pytest.mark.usefixtures("fresh")
def test_an_instance_is_kept_warm_and_replaced_after_its_share_of_documents(
    monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    monkeypatch.setattr(office, "MOST_DOCUMENTS", 2)
    read_caged(report)
    first = warm()
    read_caged(report)
    assert warm() is first
    assert not list(first.home.work.iterdir()), "the documents are gone as soon as they are read"
    assert read_caged(report).figures
    assert warm() is not first
    assert not is_running(first.process.pid)
    assert not first.home.path.exists()


def _killing(times: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ends LibreOffice while it converts, as often as told; gives the ended."""
    ended: list[int] = []
    answer = Office._answer

    def kill_first(self: Office, deadline: float) -> dict[str, object]:
        if self.documents and len(ended) < times:
            ended.append(self.process.pid)
            os.kill(self.process.pid, signal.SIGKILL)
        return answer(self, deadline)

    monkeypatch.setattr(Office, "_answer", kill_first)
    return ended


@needs_office
def test_a_killed_instance_is_tried_once_more(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    ended = _killing(1, monkeypatch)
    assert read_caged(report).figures
    assert len(ended) == 1


@needs_office
def test_a_document_that_kills_twice_is_at_fault(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    ended = _killing(2, monkeypatch)
    with pytest.raises(Broken, match=r"转换没有完成.*另存为 .docx"):
        read_caged(report)
    assert not any(is_running(pid) for pid in ended)
    assert office._warm is None


@needs_office
def test_a_conversion_that_takes_too_long_is_ended(report: Path) -> None:
    read_caged(report)
    instance = warm()
    os.kill(instance.process.pid, signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(LimitExceeded):
        read_caged(report, limits=Limits(wall_seconds=1))
    assert time.monotonic() - started < 10
    assert not is_running(instance.process.pid)
    assert not instance.home.path.exists()
    assert read_caged(report).figures


@needs_office
@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("answer", ["nonsense\\n", "7\\n", "x' * 70_000 + '"])
def test_an_instance_that_talks_nonsense_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, report: Path, tmp_path: Path, answer: str
) -> None:
    script = tmp_path / "talk.py"
    script.write_text(
        f"print('{{\"ready\": true}}', flush=True); input(); print('{answer}', end='', flush=True); input()"
    )
    monkeypatch.setattr(process, "__file__", str(script))
    with pytest.raises(Broken, match="转换没有完成"), office.converted(report, ".doc", ".odt"):
        pass
    assert office._warm is None


@needs_office
def test_no_link_laid_in_the_folder_is_followed(report: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.doc"
    kept.write_bytes(b"kept")
    read_caged(report)
    home = warm().home
    (home.path / "tmp" / "link").symlink_to(tmp_path)
    (home.work / "report.doc").symlink_to(kept)
    home.clear()
    (home.work / "report.doc").symlink_to(kept)
    assert read_caged(report).figures
    assert kept.read_bytes() == b"kept"


@needs_office
def test_whatever_interrupts_a_conversion_leaves_nothing(monkeypatch: pytest.MonkeyPatch, report: Path) -> None:
    read_caged(report)
    instance = warm()

    def interrupt(self: Office, deadline: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Office, "_answer", interrupt)
    with pytest.raises(KeyboardInterrupt):
        read_caged(report)
    assert not is_running(instance.process.pid)
    assert not instance.home.path.exists()


PARENT = """
import sys, time
from pathlib import Path
from parsing.readers import office
with office.converted(Path(sys.argv[1]), ".doc", ".odt"):
    pass
print(office._warm.process.pid, office._warm.home.path, flush=True)
if sys.argv[2] == "stay":
    time.sleep(60)
"""


def _parent(report: Path, how: str) -> tuple[subprocess.Popen[str], int, Path]:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(report), how], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid, home = parent.stdout.readline().split()
    return parent, int(pid), Path(home)


def _ends(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_running(pid)


@needs_office
def test_the_instance_ends_with_its_process(report: Path) -> None:
    parent, pid, home = _parent(report, "leave")
    assert parent.wait(30) == 0
    assert _ends(pid)
    assert not home.exists()


@needs_office
def test_the_instance_does_not_outlive_a_killed_process_and_its_folder_is_swept(report: Path) -> None:
    parent, pid, home = _parent(report, "stay")
    scratch.sweep(profile.PREFIX)
    assert home.exists(), "a living process keeps its folder"
    parent.kill()
    parent.wait()
    assert _ends(pid)
    os.utime(home, (0, 0))
    scratch.sweep(profile.PREFIX)
    assert not home.exists()
