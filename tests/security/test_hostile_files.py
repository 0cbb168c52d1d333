"""Whatever a file was made to do, its reader's child stays in its cage, and the next file is read."""

from __future__ import annotations

import errno
import gc
import os
import re
import resource
import socket
import time
from pathlib import Path

import pytest

from parsing.cage import read_caged
from parsing.child import MEGABYTE, Limits, Say, in_child
from parsing.errors import ParsingError
from submissions import tasks
from submissions.models import Submission, User
from submissions.services import uploads
from tests import documents
from tests.conftest import as_file
from tests.security.hostile import FILES

LIMITS = Limits(cpu_seconds=4, most_cpu_seconds=4, wall_seconds=60, memory=800 * MEGABYTE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TOLD = {
    "locked-with-nonsense.pdf": "encrypted",
    "part-that-says-it-is-locked.docx": "encrypted",
    "ten-thousand-pages.pdf": "limit_exceeded",
    "bomb-in-content.pdf": "limit_exceeded",
    "bomb-in-a-bomb.pdf": "limit_exceeded",
    "bomb.docx": "limit_exceeded",
    "bomb-of-paragraphs.docx": "limit_exceeded",
    "bomb.xlsx": "limit_exceeded",
    "laughs.docx": "broken_file",
    "laughs.odt": "broken_file",
    "laughs.xlsx": "broken_file",
    "reads-the-servers-files.docx": "broken_file",
    "reads-the-servers-files.odt": "broken_file",
    "cut-in-the-middle.pdf": "broken_file",
    "a-page-and-a-package.pdf": "not_a_report",
    "macros.docx": "not_a_report",
    "nothing-but-headings.txt": "not_a_report",
    "program-on-opening.pdf": "pdf_portfolio",
}
"""What the clerk is told, where there is one right answer."""
OLD_WORD = (".doc", ".rtf")


def test_there_are_files_enough() -> None:
    assert len(FILES) >= 60
    assert {Path(name).suffix for name in FILES} >= {".pdf", ".docx", ".odt", ".xlsx", ".html", ".txt", ".png", ".tiff"}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(OLD_WORD)])
def test_a_file_made_to_harm_gets_a_sentence_and_does_nothing(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    gc.collect()
    before, used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, _children_cpu()
    with pytest.raises(ParsingError) as told:
        read_caged(path, name, limits=LIMITS)
    assert CHINESE.search(told.value.message)
    assert told.value.advice, "what to do instead"
    if name in TOLD:
        assert told.value.code == TOLD[name]
    assert _children_cpu() - used < LIMITS.cpu_seconds + 3
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024, "kilobytes: nothing was unpacked on this side of the cage"
    assert [entry.name for entry in tmp_path.iterdir()] == [name]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_child_reaches_no_network() -> None:
    """Neither by Python's sockets nor by those of the kernel, where it lends a name space."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def work(say: Say) -> None:
            for name in ("socket", "create_connection"):
                try:
                    getattr(socket, name)(("127.0.0.1", port))
                except OSError as error:
                    say({"said": error.errno})

        said = list(in_child(work, LIMITS))
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
    assert said == [{"said": errno.ENETUNREACH}] * 2


@pytest.mark.django_db
@pytest.mark.timeout(240)
def test_the_queue_goes_on_after_them(submission: Submission, clerk: User) -> None:
    """The worker's own process reads them one after another, and then a clerk's report."""
    quick = ("laughs.docx", "reads-the-servers-files.docx", "bomb.docx", "pages-in-a-ring.pdf", "arrays-in-arrays.pdf",
             "a-program.pdf", "script-and-frames.html", "cut-in-the-middle.pdf", "laughs.xlsx", "noise.txt")  # fmt: skip
    began = time.monotonic()
    for name in quick:
        upload = uploads.receive(clerk, submission, as_file(FILES[name](), name))
        tasks.read_upload(upload.readings.get().pk)
        reading = upload.readings.get()
        assert reading.processing == "failed", name
        assert CHINESE.search(reading.error_message), name
        submission.refresh_from_db()
        assert submission.current_reading is None, name
    good = uploads.receive(clerk, submission, as_file(documents.report()))
    tasks.read_upload(good.readings.get().pk)
    submission.refresh_from_db()
    assert submission.current_upload == good
    assert time.monotonic() - began < 200
