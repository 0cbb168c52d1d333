"""A lexer for PDF content streams (ISO 32000-1, 7.2–7.3 and 8.9.7): bytes in, operators out.

pdfminer's own lexer walks byte by byte and takes most of a page's time; one regular expression
gives the same tokens several times faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Operand = Any
"""float, bytes, Name, list of operands, or None for dictionaries nobody reads."""

_TOKEN = re.compile(
    rb"[\x00\t\n\x0c\r ]*(?:"
    rb"([-+]?(?:\d+\.?\d*|\.\d+))"  # 1 number
    rb"|\(([^()\\\r]*)\)"  # 2 plain string
    rb"|<([0-9A-Fa-f\s]*)>"  # 3 hexadecimal string
    rb"|/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)"  # 4 name
    rb"|([A-Za-z'\"][A-Za-z0-9*'\"]*)"  # 5 operator
    rb"|(\[|\]|<<|>>)"  # 6 array, dictionary
    rb"|%[^\r\n]*"
    rb"|(\()"  # 7 string with escapes or nesting
    rb"|[^\x00\t\n\x0c\r ]"
    rb")?"
)
_NUMBER, _OPERATOR, _BRACKET, _NESTED = 1, 5, 6, 7
_ESCAPED = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)|\r\n?", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_IMAGE_END = re.compile(rb"[\x00\t\n\x0c\r ]EI(?=[\x00\t\n\x0c\r ]|$)")
_CONSTANTS: dict[bytes, Operand] = {b"true": True, b"false": False, b"null": None}


class Name(str):
    """A PDF name operand, without its slash."""

    __slots__ = ()


def operators(data: bytes) -> Iterator[tuple[bytes, list[Operand]]]:
    """Every operator of a content stream with its operands; inline images come as one ``EI``.

    Broken syntax never raises: what cannot be a token is skipped, as viewers do.
    """
    position, end = 0, len(data)
    stack: list[Operand] = []
    outer: list[list[Operand]] = []
    while position < end:
        found = _TOKEN.match(data, position)
        if found is None or found.end() == position:
            break
        position = found.end()
        kind = found.lastindex
        if kind == _NUMBER:
            stack.append(float(found[_NUMBER]))
        elif kind == _OPERATOR:
            word = found[_OPERATOR]
            if word in _CONSTANTS:
                stack.append(_CONSTANTS[word])
                continue
            if word == b"ID":
                position, word = _after_image(data, position), b"EI"
            yield word, (outer[0] if outer else stack)
            stack, outer = [], []
        elif kind == _NESTED:
            text, position = _string(data, position)
            stack.append(text)
        elif kind == _BRACKET:
            stack = _bracket(found[_BRACKET], stack, outer)
        elif kind is not None:
            stack.append(_CONVERT[kind](found[kind]))


def _bracket(mark: bytes, stack: list[Operand], outer: list[list[Operand]]) -> list[Operand]:
    """Opens an array or dictionary, or closes it into the operands around it."""
    if mark in {b"[", b"<<"}:
        outer.append(stack)
        return []
    if not outer:
        return stack
    before = outer.pop()
    before.append(stack if mark == b"]" else None)
    return before


def hexadecimal(digits: bytes) -> bytes:
    digits = b"".join(digits.split())
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


def _name(raw: bytes) -> str:
    if b"#" in raw:
        raw = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes((int(found[1], 16),)), raw)
    return raw.decode("utf-8", "replace")


def _string(data: bytes, start: int) -> tuple[bytes, int]:
    depth = 1
    for found in _PARENTHESIS.finditer(data, start):
        token = found[0]
        if token == b"(":
            depth += 1
        elif token == b")":
            depth -= 1
            if not depth:
                return _ESCAPED.sub(_unescaped, data[start : found.start()]), found.end()
    return b"", len(data)


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code is None:
        return b"\n"
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes((int(code, 8) & 255,))
    if code in (b"\r\n", b"\n", b"\r"):
        return b""
    return _ESCAPES.get(code, code)


def _after_image(data: bytes, start: int) -> int:
    found = _IMAGE_END.search(data, start)
    return found.end() if found else len(data)


_CONVERT: dict[int, Callable[[bytes], Operand]] = {2: bytes, 3: hexadecimal, 4: lambda raw: Name(_name(raw))}
