"""The operators of a content stream that set how things look and draw paths (ISO 32000-1, 8.4 and 8.5)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pdfminer.pdftypes import dict_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import Matrix, mult_matrix

from parsing.grid import Box
from parsing.readers.pdf.engines.content import Operand
from parsing.readers.pdf.engines.covers import Cover
from parsing.readers.pdf.engines.frame import brightness
from parsing.readers.pdf.engines.layers import Layers, Marks
from parsing.readers.pdf.engines.paths import Painter
from parsing.readers.pdf.engines.state import EVERYWHERE, State, common_box, matrix_of
from parsing.readers.pdf.page import Char

_WHITE = 0.99
_BROAD = 3.0
"""Points from which a stroke is a band that text can stand on, and no line."""


class Graphics:
    """Follows the state of a page's content, and draws its paths through ``painter``.

    ``ctm`` maps the page's space to points from its top left corner, downwards. ``covers`` are what is painted over
    the ``chars`` before it, ``grounds`` what white text can be seen on.
    """

    def __init__(self, ctm: Matrix, layers: Layers) -> None:
        self.chars: list[Char] = []
        self.covers: list[Cover] = []
        self.grounds: list[Box] = []
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
        self._state.white = False  # as 1 of a colour of its own is all of it

    def _plain_colour(self, operands: list[Operand]) -> None:
        """A colour of which the operator says what its parts are."""
        self._colour(operands)
        self._state.white = self._state.ink >= _WHITE

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
            width = state.stroke * scale if stroke else 0.0
            self.painter.paint(stroke, fill, state.stroke * scale, state.clip)
            if (fill and not state.white) or width > _BROAD:
                self._ground(self.painter.extent(), width / 2)
        if self._clipping:
            box = self.painter.extent()
            if box is not None:
                state.clip = common_box(state.clip, box)
            self._clipping = False
        self.painter.reset()

    def _shade(self, operands: list[Operand]) -> None:
        self._ground(self._state.clip)

    def _ground(self, box: Box | None, rim: float = 0.0) -> None:
        if box is not None:
            x0, y0, x1, y1 = box
            self.grounds.append((x0 - rim, y0 - rim, x1 + rim, y1 + rim))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self._state.ctm
        return a * x + c * y + e, b * x + d * y + f
