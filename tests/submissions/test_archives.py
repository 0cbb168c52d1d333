"""Hostile and odd ZIPs: each a clear sentence, and never more out of them than their cap."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from pytest_django import Settings

from parsing.errors import Broken, EmptyFile, Encrypted, TooLarge
from submissions.services import archives
from submissions.services.archives import BadArchive, Entry, NestedArchive


def packed(*files: tuple[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out


def look(data: io.BytesIO) -> list[Entry]:
    with archives.opened(data) as archive:
        return archives.entries_of(archive)[0]


def take(data: io.BytesIO, index: int = 0) -> bytes:
    with archives.opened(data) as archive:
        return archives.taken_out(archive, archives.entries_of(archive)[0][index])


def renamed(data: io.BytesIO, old: bytes, new: bytes) -> io.BytesIO:
    """The same archive under a raw name zipfile would never write."""
    assert len(old) == len(new)
    return io.BytesIO(data.getvalue().replace(old, new))


def test_folders_and_what_systems_leave_behind_are_no_files() -> None:
    data = packed(("2020/", b""), ("2020/a.txt", b"x"), ("__MACOSX/2020/._a.txt", b"x"), ("Thumbs.db", b"x"))
    assert [entry.path for entry in look(data)] == ["2020/a.txt"]


def test_names_written_in_gbk_are_read_as_people_wrote_them() -> None:
    raw = "哈尔滨市2020年.txt".encode("gbk")
    data = renamed(packed(("x" * len(raw), b"x")), b"x" * len(raw), raw)
    assert look(data)[0].path == "哈尔滨市2020年.txt"


def test_names_in_utf_8_without_a_mark_are_read_too() -> None:
    raw = "教育局.txt".encode()
    data = renamed(packed(("x" * len(raw), b"x")), b"x" * len(raw), raw)
    assert look(data)[0].path == "教育局.txt"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("..\\..\\windows\\system.txt", "windows/system.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
    ],
)
def test_a_name_that_climbs_out_of_its_folder_is_only_words(name: str, told: str) -> None:
    assert look(packed((name, b"x")))[0].path == told


def test_a_bomb_by_its_own_account_is_not_opened(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    (entry,) = look(packed(("bomb.txt", bytes(100_000))))
    assert isinstance(entry.why, TooLarge)
    assert str(entry.why).startswith("文件超过了 0 MB 的上限")


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_said() -> None:
    data = bytearray(packed(("a.txt", bytes(5_000_000))).getvalue())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises(Broken, match="已损坏"):
        take(io.BytesIO(bytes(data)))


def test_more_than_the_cap_altogether_is_refused_before_anything_is_taken_out(settings: Settings) -> None:
    settings.PAST_UNPACKED_MAX_BYTES = 1024
    with pytest.raises(TooLarge, match="展开后超过"):
        look(packed(("a.txt", bytes(700)), ("b.txt", bytes(700))))


def test_too_many_files_are_refused_with_their_number(settings: Settings) -> None:
    settings.PAST_MAX_FILES = 3
    with pytest.raises(TooLarge, match="压缩包里有 4 个文件，一个压缩包最多 3 个。"):
        look(packed(*((f"{n}.txt", b"x") for n in range(4))))


def test_ten_thousand_entries_are_no_trouble() -> None:
    assert len(look(packed(*((f"{n}.txt", b"x") for n in range(10_000))))) == 10_000


def test_a_table_of_contents_beyond_reason_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_DIRECTORY_BYTES", 100)
    with pytest.raises(TooLarge, match="文件太多"):
        look(packed(*((f"{n}.txt", b"x") for n in range(10))))


def test_an_archive_in_an_archive_is_not_unpacked() -> None:
    inner = packed(("a.txt", b"x")).getvalue()
    named, hidden = packed(("inner.zip", inner)), packed(("inner.txt", b"Rar!\x1a\x07\x00 and so on"))
    assert isinstance(look(named)[0].why, NestedArchive)
    with pytest.raises(NestedArchive, match="不展开"):
        take(hidden)


def encrypted(data: io.BytesIO) -> io.BytesIO:
    """Marked as having a password, which is what a reader goes by."""
    raw = bytearray(data.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(mark, at + 1)
    return io.BytesIO(bytes(raw))


def test_an_archive_with_a_password_says_so() -> None:
    with pytest.raises(Encrypted, match="压缩包设有密码"):
        look(encrypted(packed(("a.txt", b"x"), ("b.txt", b"y"))))


def test_one_damaged_file_does_not_spoil_the_others() -> None:
    raw = bytearray(packed(("a.txt", b"first"), ("b.txt", b"second")).getvalue())
    at = raw.index(zlib.compress(b"first", 9)[2:6])
    raw[at] ^= 0xFF
    data = io.BytesIO(bytes(raw))
    with pytest.raises(Broken):
        take(data, 0)
    assert take(data, 1) == b"second"


def test_an_empty_file_says_so() -> None:
    with pytest.raises(EmptyFile):
        take(packed(("a.txt", b"")))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04" + bytes(200), b"Rar!\x1a\x07\x00", packed(("a", b"x")).getvalue()[:60]],
    ids=["empty", "zeros", "rar", "cut off"],  # an archive tells the second it was made, and ids must not
)
def test_what_is_no_archive_or_cut_off_says_so(data: bytes) -> None:
    with pytest.raises(BadArchive, match="已损坏"):
        look(io.BytesIO(data))
