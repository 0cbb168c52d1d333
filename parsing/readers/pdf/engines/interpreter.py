"""Runs a page's content stream for its characters and ruling lines only (ISO 32000-1, 8 and 9).

Colours, images and clipping are followed as far as they decide what can be seen or what draws
a line; everything else is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, mult_matrix

from parsing.grid import Box
from parsing.readers.pdf.engines.clipped import (
    CLOSE,
    digit_cut_through,
    hidden_part,
    is_cut_on_the_right,
    set_apart,
    white_behind,
)
from parsing.readers.pdf.engines.content import Operand, operators
from parsing.readers.pdf.engines.covers import Cover
from parsing.readers.pdf.engines.fonts import Fonts
from parsing.readers.pdf.engines.frame import PALE
from parsing.readers.pdf.engines.graphics import Graphics
from parsing.readers.pdf.engines.layers import ALL_SHOWN, Layers
from parsing.readers.pdf.engines.paths import bounds
from parsing.readers.pdf.engines.state import EVERYWHERE, UNSEEN, Budget, State, common_box, matrix_of
from parsing.readers.pdf.engines.streams import stream_bytes
from parsing.readers.pdf.engines.strings import set_string
from parsing.readers.pdf.page import Char, standing

_DEEPEST_FORM = 12
_OUTLINED = (1, 2, 5, 6)
"""Text rendering modes that draw the outlines of glyphs, in an ink of their own."""


class Interpreter(Graphics):
    """Collects ``chars`` and, through its painter, lines and fills of one page.

    ``ctm`` maps the page's space to points from its top left corner, downwards. ``under`` counts the characters
    painted before the last picture, ``cuts`` are the right sides of clips that cut text;
    ``leaves_out`` says that the program which made the file leaves out what a clip hides.
    """

    def __init__(
        self, fonts: Fonts, budget: Budget, ctm: Matrix, layers: Layers = ALL_SHOWN, leaves_out: bool = False
    ) -> None:
        super().__init__(ctm, layers)
        self.under = self._pale = 0
        self.cuts: set[float] = set()
        self._apart = 0.0
        self._leaves_out = leaves_out
        self._fonts = fonts
        self._budget = budget
        self._text: Matrix = MATRIX_IDENTITY
        self._line: Matrix = MATRIX_IDENTITY
        self._forms: list[int] = []

    @property
    def pale_share(self) -> float:
        """The share of the characters painted in hardly any ink."""
        return self._pale / max(1, len(self.chars))

    def run(self, data: bytes, resources: Mapping[str, Any]) -> None:
        """Executes one content stream. Raises LimitExceeded; wrong operands cost their operator."""
        before, self._resources = self._resources, resources
        depth = len(self._saved)
        handlers = _HANDLERS
        for word, operands in operators(data):
            self._budget.spend_operator()
            handler = handlers.get(word)
            if handler is None:
                continue
            try:
                handler(self, operands)
            except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError, AssertionError):
                continue
        del self._saved[depth:]
        self._resources = before

    # text

    def _begin_text(self, operands: list[Operand]) -> None:
        self._text = self._line = MATRIX_IDENTITY

    def _font(self, operands: list[Operand]) -> None:
        name, size = operands[-2:]
        self._state.size = float(size)
        self._state.font = self._fonts.get(dict_value(self._resources["Font"])[str(name)])

    def _parameter(self, name: str, operands: list[Operand]) -> None:
        setattr(self._state, name, float(operands[-1]))

    def _scale(self, operands: list[Operand]) -> None:
        self._state.scale = float(operands[-1]) / 100

    def _mode(self, operands: list[Operand]) -> None:
        self._state.mode = int(operands[-1])

    def _next(self, operands: list[Operand]) -> None:
        x, y = operands[-2:]
        a, b, c, d, e, f = self._line
        self._text = self._line = (a, b, c, d, a * x + c * y + e, b * x + d * y + f)

    def _next_leading(self, operands: list[Operand]) -> None:
        self._state.leading = -float(operands[-1])
        self._next(operands)

    def _new_line(self, operands: list[Operand]) -> None:
        self._next([0.0, -self._state.leading])

    def _text_matrix(self, operands: list[Operand]) -> None:
        self._text = self._line = matrix_of(operands)

    def _show(self, operands: list[Operand]) -> None:
        self._string([operands[-1]])

    def _show_array(self, operands: list[Operand]) -> None:
        self._string(operands[-1])

    def _show_line(self, operands: list[Operand]) -> None:
        self._new_line([])
        self._string([operands[-1]])

    def _show_spaced(self, operands: list[Operand]) -> None:
        self._state.words, self._state.spacing = float(operands[-3]), float(operands[-2])
        self._show_line(operands)

    def _string(self, parts: list[Operand]) -> None:
        state, font = self._state, self._state.font
        if font is None:
            return
        hidden = state.mode in UNSEEN or self._layers.is_hidden
        em, turn, glyphs, self._text = set_string(parts, font, state, self._text)
        if turn is None or hidden:
            return
        for text, start, end in glyphs:
            self._place(text, start, end, em, turn)
        if glyphs and self.chars and not turn and self.chars[-1].x1 == max(glyphs[-1][1][0], glyphs[-1][2][0]):
            self._look_behind(self.chars[-1], white_behind(self.chars[-1], self._apart) if self._leaves_out else 0.0)

    def _look_behind(self, last: Char, white: float) -> None:
        """Whether more may stand behind the last character of a string that ends at the side of its clip."""
        side = self._state.clip[2]
        if not last.text.isspace() and last.x <= side + CLOSE and is_cut_on_the_right(last, side, white):
            self.cuts.add(side)
            if white and (cut := digit_cut_through(last, self._state.clip, white)) is not None:
                self.chars.append(cut)

    def _place(self, text: str, start: tuple[float, float], end: tuple[float, float], em: float, turn: int) -> None:
        self._budget.spend_character()
        char = standing(text, start, end, em, turn)
        clip = self._state.clip
        if self._state.is_transparent or (self._state.white and self._is_white_on_white(char)):
            return
        if clip[0] - CLOSE <= char.x <= clip[2] + CLOSE and clip[1] - CLOSE <= char.y <= clip[3] + CLOSE:
            self._apart = set_apart(char, self.chars[-1]) or self._apart if self.chars else 0.0
            self.chars.append(char)
            if (cut := digit_cut_through(char, clip)) is not None:
                self.chars.append(cut)
            self._pale += self._state.ink > PALE or self._state.alpha < 1 - PALE
        elif self.chars and (hidden := hidden_part(char, clip, self.chars[-1])):
            self.chars.append(hidden)

    def _is_white_on_white(self, char: Char) -> bool:
        state = self._state
        if state.mode in _OUTLINED or state.blended:
            return False
        return not any(x0 <= char.x <= x1 and y0 <= char.y <= y1 for x0, y0, x1, y1 in self.grounds)

    # forms and images

    def _object(self, operands: list[Operand]) -> None:
        found = resolve1(dict_value(self._resources["XObject"])[str(operands[-1])])
        if not isinstance(found, PDFStream) or self._layers.hide(found.get("OC")):
            return
        kind = literal_name(found.get("Subtype"))
        if kind == "Image":
            self._image(operands)
            if self._state.paints_over and not any(key in found for key in ("SMask", "Mask", "ImageMask")):
                self.covers.append(Cover(len(self.chars), self._corners()))
        elif kind == "Form":
            self._form(found)

    def _image(self, operands: list[Operand]) -> None:
        self.under = len(self.chars)
        self.painter.image(self._corners(), self._state.clip)
        self._ground(self._corners())

    def _corners(self) -> Box:
        return bounds([self._point(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))])

    def _form(self, form: PDFStream) -> None:
        if id(form) in self._forms or len(self._forms) >= _DEEPEST_FORM:
            return
        kept, text = self._state, (self._text, self._line)
        self._forms.append(id(form))
        try:
            self._state = self._inside(form, kept)
            own = form.get("Resources")
            self.run(stream_bytes(form), dict_value(own) if own else self._resources)
        finally:
            self._state, (self._text, self._line) = kept, text
            self._forms.pop()

    def draw(self, form: PDFStream, matrix: Matrix) -> None:
        """A form printed on the page that its content does not name, as notes and fields are."""
        kept = self._state
        self._state = State(mult_matrix(matrix, self._sheet), EVERYWHERE)
        try:
            self._form(form)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError, AssertionError):
            pass
        finally:
            self._state = kept

    def _inside(self, form: PDFStream, around: State) -> State:
        """The state a form begins in: its own matrix, clipped to its box."""
        state = around.copy()
        matrix = matrix_of([float(resolve1(value)) for value in list_value(form.get("Matrix", list(MATRIX_IDENTITY)))])
        state.ctm = mult_matrix(matrix, around.ctm)
        box = [float(resolve1(value)) for value in list_value(form["BBox"])]
        a, b, c, d, e, f = state.ctm
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
        state.clip = common_box(around.clip, bounds(corners))
        return state


def _parameter(name: str) -> Callable[[Interpreter, list[Operand]], None]:
    return lambda self, operands: self._parameter(name, operands)


def _paint(stroke: bool, fill: bool, close: bool = False) -> Callable[[Interpreter, list[Operand]], None]:
    return lambda self, operands: self._paint(stroke, fill, close)


_HANDLERS: dict[bytes, Callable[[Interpreter, list[Operand]], None]] = {
    b"g": Interpreter._plain_colour, b"rg": Interpreter._plain_colour, b"k": Interpreter._plain_colour,
    b"sc": Interpreter._colour, b"scn": Interpreter._colour, b"sh": Interpreter._shade, b"gs": Interpreter._opacity,
    b"q": Interpreter._save, b"Q": Interpreter._restore, b"cm": Interpreter._transform, b"w": Interpreter._line_width,
    b"m": Interpreter._move, b"l": Interpreter._draw, b"c": Interpreter._curve, b"v": Interpreter._curve,
    b"y": Interpreter._curve, b"h": Interpreter._close, b"re": Interpreter._rectangle,
    b"W": Interpreter._clip, b"W*": Interpreter._clip, b"n": _paint(False, False),
    b"S": _paint(True, False), b"s": _paint(True, False, True), b"f": _paint(False, True), b"F": _paint(False, True),
    b"f*": _paint(False, True), b"B": _paint(True, True), b"B*": _paint(True, True), b"b": _paint(True, True, True),
    b"b*": _paint(True, True, True),
    b"BT": Interpreter._begin_text, b"Tf": Interpreter._font, b"Tc": _parameter("spacing"),
    b"Tw": _parameter("words"), b"TL": _parameter("leading"), b"Ts": _parameter("rise"),
    b"Tz": Interpreter._scale, b"Tr": Interpreter._mode,
    b"Td": Interpreter._next, b"TD": Interpreter._next_leading, b"T*": Interpreter._new_line,
    b"Tm": Interpreter._text_matrix, b"Tj": Interpreter._show, b"TJ": Interpreter._show_array,
    b"'": Interpreter._show_line, b'"': Interpreter._show_spaced,
    b"BDC": Interpreter._mark, b"BMC": Interpreter._mark, b"EMC": Interpreter._unmark,
    b"Do": Interpreter._object, b"EI": Interpreter._image,
}  # fmt: skip
