"""What a document may not make LibreOffice reach for: the network, and files of this machine."""

from __future__ import annotations

import http.server
import io
import subprocess
import sys
import threading
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import docx as word
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from parsing.readers import office
from parsing.readers.office import process, profile
from tests.parsing.old_word import make, needs_office

PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")


@pytest.fixture
def fresh() -> Iterator[None]:
    """No warm instance before, none after."""
    office.close()
    yield
    office.close()


class Server(http.server.BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(PICTURE)

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A .doc with a picture that is not in it, but on a web server."""
    folder = tmp_path_factory.mktemp("linked")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    document = word.Document()
    url = f"http://127.0.0.1:{server.server_port}/p.png"
    document.add_picture(io.BytesIO(PICTURE))
    blip = next(document.element.body.iter(qn("a:blip")))
    del blip.attrib[qn("r:embed")]
    blip.set(qn("r:link"), document.part.relate_to(url, RELATIONSHIP_TYPE.IMAGE, is_external=True))
    document.save(str(folder / "linked.docx"))
    make("doc", folder, folder / "linked.docx")
    yield folder / "linked.doc"
    server.shutdown()


def _without_filter(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    script = Path(str(process.__file__))
    copy = folder / "office_process.py"
    code = script.read_text(encoding="utf-8")
    for guard in ("    _refuse_calls(libc)\n", "    _refuse_files(libc, readable, home)\n"):
        assert guard in code
        code = code.replace(guard, "")
    copy.write_text(code, encoding="utf-8")
    monkeypatch.setattr(process, "__file__", str(copy))


def _without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "_SETTINGS", {})
    environment = profile.Home.environment
    monkeypatch.setattr(
        profile.Home,
        "environment",
        lambda home: {key: value for key, value in environment(home).items() if not key.endswith("_proxy")},
    )


@needs_office
@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("filtered", "settled", "asks"), [(False, False, True), (True, False, False), (False, True, False)]
)
def test_a_linked_picture_is_not_fetched_by_either_guard_alone(
    monkeypatch: pytest.MonkeyPatch, linked: Path, tmp_path: Path, filtered: bool, settled: bool, asks: bool
) -> None:
    """Without both it is, so that the test can fail."""
    if not filtered:
        _without_filter(monkeypatch, tmp_path)
    if not settled:
        _without_settings(monkeypatch)
    Server.asked.clear()
    with office.converted(linked, ".doc", ".odt"):
        assert bool(Server.asked) == asks


@needs_office
@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("guarded", [False, True])
def test_no_file_of_this_machine_is_taken_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guarded: bool) -> None:
    """Without the guard the picture is, so that the test can fail."""
    if not guarded:
        _without_filter(monkeypatch, tmp_path)
    (tmp_path / "secret.txt").write_text("SECRET", encoding="utf-8")
    (tmp_path / "secret.png").write_bytes(PICTURE)
    fields = "".join(
        rf'{{\field{{\*\fldinst {kind} "{target}"}}{{\fldrslt x}}}}'
        for kind, name in (("INCLUDETEXT", "txt"), ("INCLUDEPICTURE", "png"), ("LINK Word.Document.8", "txt"))
        for target in (tmp_path / f"secret.{name}", (tmp_path / f"secret.{name}").as_uri())
    )
    path = tmp_path / "a.rtf"
    path.write_text(rf"{{\rtf1\ansi before {fields} after}}", encoding="ascii")
    with office.converted(path, ".rtf", ".odt") as converted, zipfile.ZipFile(converted) as package:
        assert any(name.startswith("Pictures/") for name in package.namelist()) == (not guarded)
        text = package.read("content.xml").decode()
    assert "before" in text
    assert "SECRET" not in text


def test_a_python_that_lies_anywhere_can_import_its_own_library_behind_the_guard(tmp_path: Path) -> None:
    """That of 3.13 does so where it makes an address of a path."""
    known = Path(str(process.__file__)).parent
    code = (
        f"import sys; sys.path.insert(0, {str(known)!r}); import process;"
        f"process.lock_in(process.readable('/usr/lib/libreoffice/program'), {str(tmp_path)!r});"
        "assert 'colorsys' not in sys.modules; import colorsys"
    )
    subprocess.run([sys.executable, "-I", "-S", "-B", "-c", code], check=True)
