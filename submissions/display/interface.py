"""The description of the interface as a page, from the same OpenAPI document programs read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TYPES = {"integer": "整数", "string": "文字", "boolean": "是或否", "array": "列表", "object": "对象", "null": "空"}


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter or a field of an answer."""

    name: str
    kind: str
    words: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """One address: what it gives, what may be asked, what comes back."""

    path: str
    summary: str
    words: str
    asked: tuple[Named, ...]
    answered: tuple[Named, ...]


def described(document: dict[str, Any]) -> list[Address]:
    """Every address of an OpenAPI document, in its order."""
    return [
        _address(path, deed, document)
        for path, deeds in document["paths"].items()
        for method, deed in deeds.items()
        if method == "get"
    ]


def _address(path: str, deed: dict[str, Any], document: dict[str, Any]) -> Address:
    asked = tuple(
        Named(one["name"], _kind(one["schema"]), one["schema"].get("description", ""), one.get("required", False))
        for one in deed.get("parameters", ())
    )
    shape = deed["responses"][200]["content"]["application/json"]["schema"]
    return Address(path, deed.get("summary", ""), "", asked, tuple(_fields(shape, document)))


def _fields(shape: dict[str, Any], document: dict[str, Any], before: str = "") -> Iterator[Named]:
    """The fields of an answer, those of a list or an object in it behind its name."""
    found = _looked_up(shape, document)
    if "items" in found:
        found = _looked_up(found["items"], document)
    for name, one in found.get("properties", {}).items():
        inner = _looked_up(one.get("items", one), document)
        yield Named(before + name, _kind(one if "type" in one or "anyOf" in one else inner), one.get("description", ""))
        if "properties" in inner:
            yield from _fields(inner, document, f"{before}{name}.")


def _looked_up(shape: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in shape:
        return shape
    found: dict[str, Any] = document["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]]
    return found


def _kind(shape: dict[str, Any]) -> str:
    kinds = [one.get("type", "object") for one in shape.get("anyOf", (shape,))]
    return "、".join(TYPES.get(kind, kind) for kind in kinds)
