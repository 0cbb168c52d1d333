"""The operators of a content stream that set how things look and draw paths (ISO 32000-1, 8.4 and 8.5)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pdfminer.pdftypes import dict_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import Matrix, mult_matrix

from parsing.readers.pdf.engines.content import Operand
from parsing.readers.pdf.engines.covers import Cover
from parsing.readers.pdf.engines.frame import brightness
from parsing.readers.pdf.engines.layers import Layers, Marks
from parsing.readers.pdf.engines.paths import Painter
from parsing.readers.pdf.engines.state import EVERYWHERE, State, common_box, matrix_of
from parsing.readers.pdf.page import Char


class Graphics:
    """Follows the state of a page's content, and draws its paths through ``painter``.

    ``ctm`` maps the page's space to points from its top left corner, downwards. ``covers`` are what is painted over
    the ``chars`` before it.
    """

    def __init__(self, ctm: Matrix, layers: Layers) -> None:
        self.chars: list[Char] = []
        self.covers: list[Cover] = []
        self.painter = Painter()
        self._layers = Marks(layers)
        self._sheet = ctm
        self._state = State(ctm, EVERYWHERE)
        self._saved: list[State] = []
        self._clipping = False
        self._resources: Mapping[str, Any] = {}

    # graphics state

    def _save(self, operands: list[Operand]) -> None:
        self._saved.append(self._state.copy())

    def _restore(self, operands: list[Operand]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, operands: list[Operand]) -> None:
        self._state.ctm = mult_matrix(matrix_of(operands), self._state.ctm)

    def _line_width(self, operands: list[Operand]) -> None:
        self._state.stroke = float(operands[-1])

    def _colour(self, operands: list[Operand]) -> None:
        parts = [part for part in operands if isinstance(part, float | int)]
        self._state.ink = brightness(*parts) if len(parts) == len(operands) else 0.0

    def _opacity(self, operands: list[Operand]) -> None:
        named = dict_value(dict_value(self._resources["ExtGState"])[str(operands[-1])])
        self._state.alpha = float(resolve1(named.get("ca", self._state.alpha)))
        if "BM" in named:
            self._state.blended = str(literal_name(resolve1(named["BM"]))) not in ("Normal", "Compatible")

    # layers

    def _mark(self, operands: list[Operand]) -> None:
        self._layers.begin(operands, self._resources)

    def _unmark(self, operands: list[Operand]) -> None:
        self._layers.end()

    # paths

    def _move(self, operands: list[Operand]) -> None:
        x, y = operands[-2:]
        self.painter.move(*self._point(x, y))

    def _draw(self, operands: list[Operand]) -> None:
        x, y = operands[-2:]
        self.painter.line(*self._point(x, y))

    def _curve(self, operands: list[Operand]) -> None:
        x, y = operands[-2:]
        self.painter.curve(*self._point(x, y))

    def _close(self, operands: list[Operand]) -> None:
        self.painter.close()

    def _rectangle(self, operands: list[Operand]) -> None:
        x, y, width, height = operands[-4:]
        self.painter.move(*self._point(x, y))
        self.painter.line(*self._point(x + width, y))
        self.painter.line(*self._point(x + width, y + height))
        self.painter.line(*self._point(x, y + height))
        self.painter.close()

    def _clip(self, operands: list[Operand]) -> None:
        self._clipping = True

    def _paint(self, stroke: bool, fill: bool, close: bool = False) -> None:
        if close:
            self.painter.close()
        state = self._state
        if (stroke or fill) and not self._layers.is_hidden:
            if fill and state.paints_over:
                self.covers.extend(Cover(len(self.chars), box) for box in self.painter.rectangles(state.clip))
            scale = math.sqrt(abs(state.ctm[0] * state.ctm[3] - state.ctm[1] * state.ctm[2]))
            self.painter.paint(stroke, fill, state.stroke * scale, state.clip)
        if self._clipping:
            box = self.painter.extent()
            if box is not None:
                state.clip = common_box(state.clip, box)
            self._clipping = False
        self.painter.reset()

    def _point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self._state.ctm
        return a * x + c * y + e, b * x + d * y + f
