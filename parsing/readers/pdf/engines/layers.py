"""Layers that are not shown (ISO 32000-1, 8.11): what is marked as theirs is not on the page its readers see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pdfminer.pdftypes import PDFObjRef, dict_value, list_value, resolve1
from pdfminer.psparser import literal_name


class Layers:
    """The layers of a document that are off as it is opened."""

    def __init__(self, catalog: Mapping[str, Any]) -> None:
        self._off: frozenset[int] = frozenset()
        properties = resolve1(catalog.get("OCProperties"))
        if isinstance(properties, dict):
            setting = dict_value(properties.get("D", {}))
            named = set(_numbers(setting.get("OFF")))
            if literal_name(resolve1(setting.get("BaseState", ""))) == "OFF":
                named = {*named, *_numbers(properties.get("OCGs"))} - set(_numbers(setting.get("ON")))
            self._off = frozenset(named)

    def hide(self, mark: Any) -> bool:
        """Whether a layer, or a membership in several (8.11.2.2), is not shown."""
        if not self._off:
            return False
        if isinstance(mark, PDFObjRef) and mark.objid in self._off:
            return True
        membership = resolve1(mark)
        if not isinstance(membership, dict) or "OCGs" not in membership:
            return False
        own = [number in self._off for number in _numbers(membership["OCGs"])]
        policy = str(literal_name(resolve1(membership.get("P", ""))))
        shown = {
            "AllOn": not any(own),
            "AllOff": all(own),
            "AnyOff": any(own),
        }.get(policy, not all(own))
        return bool(own) and not shown


ALL_SHOWN = Layers({})


class Marks:
    """The marks of content that a page is in (14.6) while it is painted, as far as they are of layers."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        self._open: list[bool] = []

    def begin(self, operands: Sequence[Any], resources: Mapping[str, Any]) -> None:
        hidden = False
        if len(operands) > 1 and str(operands[0]) == "OC":
            hidden = self._layers.hide(dict_value(resources.get("Properties", {})).get(str(operands[1])))
        self._open.append(hidden)

    def end(self) -> None:
        if self._open:
            self._open.pop()

    @property
    def is_hidden(self) -> bool:
        return True in self._open

    def hide(self, mark: Any) -> bool:
        """Whether what is of a layer itself, as forms and pictures may be, is not shown here."""
        return self.is_hidden or self._layers.hide(mark)


def _numbers(layers: Any) -> Iterable[int]:
    if isinstance(layers, PDFObjRef) and not isinstance(resolve1(layers), list):
        return [layers.objid]
    return [layer.objid for layer in list_value(layers or []) if isinstance(layer, PDFObjRef)]
