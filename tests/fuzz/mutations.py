"""Harm done to a document: to its bytes, the parts of a package, its elements, the objects of a PDF.

A mutation is a pure function of a document and a Random, so that a case is told by its seed, its number and nothing
else. What cannot be done to a document (a part of something without parts) harms its bytes instead.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from base64 import a85decode
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from random import Random

from lxml import etree

Mutation = Callable[[bytes, Random], bytes]
ODD_NUMBERS = (b"0", b"-1", b"1", b"65535", b"65536", b"2147483647", b"-2147483648", b"4294967296", b"1e400", b"NaN",
               b"99999999999999999999", b"0.0000001", b"\xef\xbc\x91", b"\xe2\x85\xa3", b"\xc2\xb2", b"")  # fmt: skip
ODD_TEXTS = ("", " ", "\t", "\n", "9" * 400, "1,2,3", "—", "/", "１２", "二", "十万", "²", "①", "1\u200b2", "\u202e12",
             "〇", "-0", "+3", "1/2", "3.", ".5", "%", "万", "(1)", "1-2", "\u0661\u0662", "一、总体情况", "合计", "总计")  # fmt: skip


LARGEST = 8_000_000
"""Bytes of a part or a document at most: what doubles a few times over is a bomb for whoever makes it."""
MOST_OBJECTS = 10_000
"""Rows of a table of objects: a harmed number may be any."""
MOST_TWICE = 2000
"""Elements of what is told twice."""


def _spot(data: bytes, random: Random, most: int = 64) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(start + 1 + random.randrange(most), len(data))


def flip(data: bytes, random: Random) -> bytes:
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64)) if out else 0):
        out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def overwrite(data: bytes, random: Random) -> bytes:
    start, end = _spot(data, random)
    return (
        data[:start]
        + random.choice((bytes(end - start), b"\xff" * (end - start), random.randbytes(end - start)))
        + data[end:]
    )


def truncate(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def leave_out(data: bytes, random: Random) -> bytes:
    start, end = _spot(data, random, random.choice((4, 64, 4096)))
    return data[:start] + data[end:]


def repeat(data: bytes, random: Random) -> bytes:
    start, end = _spot(data, random, random.choice((4, 64, 4096)))
    return (data[:end] + data[start:end] * random.choice((1, 2, 30)) + data[end:])[:LARGEST]


def splice(data: bytes, random: Random) -> bytes:
    """The head of the document, then a piece from elsewhere in it."""
    (one, _), (other, end) = _spot(data, random), _spot(data, random, max(len(data), 1))
    return data[:one] + data[other:end] + data[one:]


def renumber(data: bytes, random: Random) -> bytes:
    """Another number where one stands."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return flip(data, random)
    number = random.choice(found)
    return data[: number.start()] + random.choice(ODD_NUMBERS) + data[number.end() :]


BYTES: tuple[Mutation, ...] = (flip, overwrite, truncate, leave_out, repeat, splice, renumber)


# --- lines of text ------------------------------------------------------------------------------------------------


def lines(data: bytes, random: Random) -> bytes:
    """A line left out, told twice, moved, or joined with the next."""
    rows = data.split(b"\n")
    at, to = random.randrange(len(rows)), random.randrange(len(rows))
    act = random.randrange(4)
    if act == 0:
        del rows[at]
    elif act == 1:
        rows.insert(to, rows[at])
    elif act == 2:
        rows.insert(to, rows.pop(at))
    else:
        rows[at : at + 2] = [b"".join(rows[at : at + 2])]
    return b"\n".join(rows)


# --- elements -----------------------------------------------------------------------------------------------------


def elements(data: bytes, random: Random) -> bytes:
    """An element left out, told twice, moved, emptied, unwrapped, or with another text or attribute."""
    html = not data.lstrip().startswith(b"<?xml")
    try:
        tree = etree.fromstring(data, etree.HTMLParser(huge_tree=True) if html else etree.XMLParser(huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    nodes = [] if tree is None else [node for node in tree.iter(etree.Element) if node.getparent() is not None]
    if tree is None or not nodes:
        return random.choice(BYTES)(data, random)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        with suppress(ValueError):  # names no writer may write, which the HTML parser let in
            _harm_element(random.choice(nodes), random.choice(nodes), random)
    return bytes(etree.tostring(tree, encoding="utf-8", xml_declaration=not html, method="html" if html else "xml"))


def _harm_element(node: etree._Element, other: etree._Element, random: Random) -> None:
    parent = node.getparent()
    if parent is None:
        return
    act = random.randrange(7)
    if act == 0:
        parent.remove(node)
    elif act == 1 and sum(1 for _ in node.iter()) < MOST_TWICE:
        parent.insert(parent.index(node), deepcopy(node))
    elif act == 2 and other is not node and not any(node is above for above in other.iterancestors()):
        other.append(node)
    elif act == 3:
        del node[:]
    elif act == 4:
        node.text = random.choice(ODD_TEXTS)
    elif act == 5 and node.attrib:
        node.set(random.choice(list(node.attrib)), random.choice(ODD_NUMBERS).decode() or "x")
    else:
        node.tag, other.tag = other.tag, node.tag


# --- packages -----------------------------------------------------------------------------------------------------


def members(data: bytes, random: Random) -> bytes:
    """A part of a ZIP harmed, left out, told twice, or exchanged with another."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # No more of a part than its cap, whatever a harmed entry says of its size.
            parts = [(info.filename, archive.open(info).read(LARGEST)) for info in archive.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error, EOFError):
        return random.choice(BYTES)(data, random)
    if not parts:
        return flip(data, random)
    at, to = random.randrange(len(parts)), random.randrange(len(parts))
    act = random.randrange(10)
    if act == 0:
        del parts[at]
    elif act == 1:
        parts.append(parts[at])
    elif act == 2:
        parts[at], parts[to] = (parts[at][0], parts[to][1]), (parts[to][0], parts[at][1])
    else:
        # The largest part is the document: harmed oftener than what stands around it.
        if random.random() < 0.6:
            at = max(range(len(parts)), key=lambda index: len(parts[index][1]))
        name, part = parts[at]
        parts[at] = name, (elements if random.random() < 0.8 else random.choice(BYTES))(part, random)
    return _packed(parts)


def _packed(parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    names: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name if name not in names else f"{name}.again", part)
            names.add(name)
    return out.getvalue()


# --- PDF ----------------------------------------------------------------------------------------------------------

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.S)
_STREAM = re.compile(rb"^(.*?)stream\r?\n(.*?)\r?\n?endstream", re.S)


def objects(data: bytes, random: Random) -> bytes:
    """Objects exchanged, left out, pointed elsewhere or with another number; what a page draws, shuffled."""
    bodies = {int(number): body for number, body in _OBJECT.findall(data)}
    if len(bodies) < 2:
        return random.choice(BYTES)(data, random)
    at, to = random.choice(list(bodies)), random.choice(list(bodies))
    act = random.randrange(8)
    if act == 0:
        bodies[at], bodies[to] = bodies[to], bodies[at]
    elif act == 1:
        del bodies[at]
    elif act == 2:
        found = list(re.finditer(rb"(\d+) 0 R", bodies[at]))
        if found:
            pointer = random.choice(found)
            bodies[at] = bodies[at][: pointer.start()] + b"%d 0 R" % to + bodies[at][pointer.end() :]
    elif act == 3:
        bodies[at] = renumber(bodies[at], random)
    else:
        streams = [number for number, body in bodies.items() if b"stream" in body] or [at]
        at = random.choice(streams)
        bodies[at] = _harm_stream(bodies[at], random)
    return _printed(bodies, re.findall(rb"/Root (\d+) 0 R", data)[-1:], data)


def _harm_stream(body: bytes, random: Random) -> bytes:
    """A stream that was unpacked, harmed and packed again; as it stands where it cannot be unpacked."""
    found = _STREAM.match(body)
    if not found:
        return random.choice(BYTES)(body, random)
    head, packed = found.groups()
    try:
        plain = zlib.decompress(a85decode(packed.strip().removesuffix(b"~>")) if b"ASCII85" in head else packed)
    except (zlib.error, ValueError):
        return random.choice(BYTES)(body, random)
    harmed = (lines if random.random() < 0.6 else random.choice(BYTES))(plain, random)
    packed = zlib.compress(harmed)
    head = re.sub(rb"/Filter\s*(\[[^\]]*\]|/\w+)", b"/Filter /FlateDecode", head)
    head = re.sub(rb"/Length \d+( 0 R)?", b"/Length %d" % len(packed), head)
    return b"%sstream\n%s\nendstream\n" % (head, packed)


def _printed(bodies: dict[int, bytes], root: list[bytes], data: bytes) -> bytes:
    """The objects as a file with a right table of where they are."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj%sendobj\n" % (number, body)
    table, last = len(out), min(max(bodies), MOST_OBJECTS)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        place = places.get(number)
        out += b"0000000000 00000 f \n" if place is None else b"%010d 00000 n \n" % place
    out += b"trailer\n<</Size %d/Root %s 0 R>>\n" % (last + 1, root[0] if root else b"1")
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


# --- all of it ----------------------------------------------------------------------------------------------------


def mutated(data: bytes, seed: int) -> bytes:
    """The document after one to four mutations of those that suit what it is."""
    random = Random(seed)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        data = _one(data, random)[:LARGEST]
    return data


def _one(data: bytes, random: Random) -> bytes:
    if random.random() < 0.25:
        return random.choice(BYTES)(data, random)
    if data.startswith(b"PK"):
        return members(data, random)
    if data.startswith(b"%PDF"):
        return objects(data, random)
    if b"<html" in data[:4096].lower():
        return elements(data, random)
    return random.choice((lines, renumber))(data, random)
