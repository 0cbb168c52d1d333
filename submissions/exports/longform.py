"""A snapshot as data: a line a cell, as CSV and as JSON, each in a ZIP with its dictionary.

Lines are written as they are made: a province has two million. Equal snapshots give equal bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from submissions.exports import dictionary
from submissions.exports.book import Book
from submissions.exports.compact import CORRECTED, SEPARATOR, fact_of, number
from submissions.exports.gathering import NO_TALLY
from submissions.exports.members import Member
from submissions.language import of_record
from submissions.models import Kind, MemberRole, Scope, Upload
from submissions.states import STATE_WORDS, State

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
FAST: Final = 1
"""Such lines are alike: the least effort makes them nearly as small as the most, four times as fast."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
TOLD_EVERY: Final = 250

Line = dict[str, Any]


@of_record()
def write_csv(book: Book, path: Path) -> None:
    """figures.csv, totals.csv, agencies.csv and the dictionary as Markdown and JSON."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=FAST) as archive:
        with _text(archive, "figures.csv") as file:
            file.write(_head(dictionary.figure_fields()))
            for lines in _figure_lines(book, _csv_form(), ""):
                file.write(lines)
        for name, fields, rows in _short_lists(book):
            with _text(archive, f"{name}.csv") as file:
                file.write(_head(fields))
                for row in rows:
                    file.write(",".join(quoted(_spoken(key, value)) for key, value in row.items()) + "\r\n")
        _write_dictionary(archive, book)


@of_record()
def write_json(book: Book, path: Path) -> None:
    """snapshot.json with header, sums, agencies and every cell, and the dictionary."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=FAST) as archive:
        with _text(archive, "snapshot.json", mark="") as file:
            file.write('{"snapshot": ' + _json(_about(book)))
            for name, _fields, rows in _short_lists(book):
                file.write(f',\n"{name}": [\n' + ",\n".join(map(_json_line, rows)) + "\n]")
            file.write(',\n"figures": [\n')
            for place, lines in enumerate(_figure_lines(book, _json_form(), ",\n")):
                file.write((",\n" if place else "") + lines)
            file.write("\n]}\n")
        _write_dictionary(archive, book)


@contextmanager
def _text(archive: ZipFile, name: str, mark: str = "\ufeff") -> Iterator[IO[str]]:
    """A file of the archive; ``mark`` tells Excel that it is UTF-8."""
    info = ZipInfo(name, EPOCH)
    info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
    with archive.open(info, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as file:
        file.write(mark)
        yield file


def _write_dictionary(archive: ZipFile, book: Book) -> None:
    edition = book.gathering.edition
    for name, text in (
        ("dictionary.md", dictionary.as_markdown(edition)),
        ("dictionary.json", json.dumps(dictionary.as_json(edition), ensure_ascii=False, indent=1)),
    ):
        with _text(archive, name, mark="") as file:
            file.write(text)


class Number(str):
    """A number written already: -3 is no formula, and in JSON it has no quotation marks."""

    __slots__ = ()


def quoted(value: object) -> str:
    """One field of CSV. Text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers."""
    text = "" if value is None else str(value)
    if text.startswith(FORMULA) and not isinstance(value, int | Number):
        text = f"'{text}"
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(sign in text for sign in ',"\r\n\t') else text


def _head(fields: Iterable[dictionary.Field]) -> str:
    return ",".join(quoted(field.head) for field in fields) + "\r\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_line(line: Line) -> str:
    """Numbers as they are written, to the last unit: they never pass through binary fractions."""
    return "{" + ",".join(f'"{k}":{v if isinstance(v, Number) else _json(v)}' for k, v in line.items()) + "}"


# --- the long list


class Form(NamedTuple):
    """How one format writes a line: the parts that many lines share are made once."""

    agency: Callable[[Line], str]
    place: Callable[[tuple[str, ...]], str]
    value: Callable[[str], str]
    source: Callable[[str], str]


def _figure_lines(book: Book, form: Form, between: str) -> Iterator[str]:
    """All lines of one report at a time, in the order of the tree, the root's own first."""
    edition = book.gathering.edition
    places = [form.place(dictionary.labels(edition, address)) for address in edition.addresses()]
    sources, packed = sources_of(book), dict(book.gathering.cells())
    values: dict[str, str] = {}
    for done, member in enumerate(book.listed):
        if done % TOLD_EVERY == 0:
            book.tell(done)
        if member.sheet not in packed:
            continue
        codes = packed[member.sheet].split(SEPARATOR)
        for code in codes:
            if code not in values:
                values[code] = form.value(code)
        agency, source = form.agency(_whose(book, member)), form.source(sources.get(member.upload or 0, ""))
        lines = (f"{agency}{place}{values[code]}{source}" for place, code in zip(places, codes, strict=True))
        yield between.join(lines)


def _whose(book: Book, member: Member) -> Line:
    snapshot, year = book.snapshot.number, book.gathering.year
    return {
        "snapshot": snapshot,
        "year": year,
        "agency": member.code,
        "agency_name": member.name,
        "role": member.role,
    }


def sources_of(book: Book) -> dict[int, str]:
    """Name and content of the file each report was read from, by upload."""
    uploads = Upload.objects.filter(pk__in=book.snapshot.members.exclude(upload=None).values("upload_id"))
    rows = uploads.order_by().values_list("pk", "original_name", "sha256").iterator(chunk_size=5000)
    return {pk: f"{name} sha256:{digest[:16]}" for pk, name, digest in rows}


def _value_of(code: str) -> tuple[str, str, int]:
    fact = fact_of(code)
    return ("" if fact.value is None else code.removesuffix(CORRECTED)), fact.state, int(fact.corrected)


def _csv_form() -> Form:
    words = {state.key: state.head for state in dictionary.states()}

    def agency(whose: Line) -> str:
        return "".join(f"{quoted(_spoken(key, value))}," for key, value in whose.items())

    def value(code: str) -> str:
        text, state, corrected = _value_of(code)
        return f"{text},{words[state]},{corrected},"

    return Form(
        agency,
        lambda place: "".join(f"{quoted(word)}," for word in place),
        value,
        lambda source: f"{quoted(source)}\r\n",
    )


def _json_form() -> Form:
    def agency(whose: Line) -> str:
        kept = {key: value for key, value in whose.items() if key not in dictionary.NOT_IN_JSON}
        return _json(kept).removesuffix("}") + ","

    def place(labels: tuple[str, ...]) -> str:
        kept = {k: w for k, w in zip(dictionary.PLACE, labels, strict=True) if k not in dictionary.NOT_IN_JSON}
        return _json(kept)[1:-1] + ","

    def value(code: str) -> str:
        text, state, corrected = _value_of(code)
        return f'"value":{text or "null"},"state":"{state}","corrected":{corrected},'

    return Form(agency, place, value, lambda source: f'"source":{_json(source)}}}')


# --- the short lists


def _short_lists(book: Book) -> Iterator[tuple[str, list[dictionary.Field], Iterator[Line]]]:
    yield "totals", dictionary.total_fields(), _totals(book)
    yield "agencies", dictionary.agency_fields(), _agencies(book)


def _totals(book: Book) -> Iterator[Line]:
    gathering = book.gathering
    for address in gathering.edition.addresses():
        tally = gathering.tallies.get(address, NO_TALLY)
        line: Line = {"snapshot": book.snapshot.number, "year": gathering.year}
        line |= dict(zip(dictionary.PLACE, dictionary.labels(gathering.edition, address), strict=True))
        yield line | tally._asdict() | {"value": None if tally.value is None else Number(number(tally.value))}


def _agencies(book: Book) -> Iterator[Line]:
    by = book.gathering.by_submission
    for member in book.gathering.members:
        holder = by.get(member.covered_by or 0)
        yield {
            "snapshot": book.snapshot.number,
            "agency": member.code,
            "agency_name": member.name,
            "kind": member.kind,
            "parent": member.parent,
            "area": member.area,
            "scope": member.scope,
            "role": member.role,
            "covered_by": holder.code if holder else "",
            "state": member.state,
            "due_on": member.due_on.isoformat(),
            "submitted_at": _moment(member.submitted_at),
            "approved_at": _moment(member.decided_at if member.is_approved else None),
        }


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


SPOKEN: Final[dict[str, Callable[[str], object]]] = {
    "kind": lambda value: Kind(value).label,
    "scope": lambda value: Scope(value).label,
    "role": lambda value: MemberRole(value).label,
    "state": lambda value: STATE_WORDS[State(value)],
}


def _spoken(key: str, value: Any) -> Any:
    """What CSV says in words that JSON says in codes."""
    return str(SPOKEN[key](value)) if key in SPOKEN and value else value


def _about(book: Book) -> Line:
    snapshot, gathering = book.snapshot, book.gathering
    return {
        "number": snapshot.number,
        "sha256": snapshot.sha256,
        "taken_at": book.at.isoformat(timespec="seconds"),
        "year": gathering.year,
        "edition": gathering.edition.code,
        "basis": gathering.edition.basis,
        "root": gathering.root_code,
        "root_name": gathering.root_name,
        "remark": snapshot.remark,
        "members": gathering.counts,
    }
