"""Text that every database keeps."""

from __future__ import annotations

from typing import Any


def storable(value: Any) -> Any:
    """The same JSON without what PostgreSQL refuses in text: NUL characters and lone surrogates."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value
