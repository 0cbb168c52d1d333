"""Pictures of lines of print to text, by the recognition model that comes with RapidOCR.

The model is PP-OCRv6 small; it is run through onnxruntime directly, so that lines go in batches
and the probabilities of every character can be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.memory import recognising
from parsing.readers.scan.pages import Pixels

# Since 1.29 onnxruntime tells its maker of every session, and keeps a number of the machine in the home of whoever runs
# it; Python's sockets do not see that. It asks for this once, when it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

THREADS = 1
MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48
_STRIDE = 16
"""Widths are rounded up to a multiple of this, so that few shapes occur."""
_NARROWEST = 64
"""A narrower picture of a lone zero is read as an O."""
_WIDEST = 2048
"""A line of ninety ideographs as it is read, squeezed: what is longer is a stroke, and need not take more memory."""
_BATCH_COLUMNS = 640
"""Columns of pixels in one batch: with 18710 classes a column of 8 pixels takes 75 KB. Twice as many are no faster."""
STRICT = "0123456789.,-—/"
"""What a figure is printed with."""
_ROUND = "Oo〇○"
"""Read in place of a zero that stands alone: nothing in its shape tells them apart."""

Floats = npt.NDArray[np.float32]

cv2.setNumThreads(THREADS)


class Letter(NamedTuple):
    """One character, its probability, where its peak stands, 0 to 1 along the line, and, for the
    characters of figures, its probability among these alone."""

    text: str
    probability: float
    at: float
    among: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one line says: read freely, and read as if it could only be a figure."""

    free: tuple[Letter, ...]
    strict: tuple[Letter, ...]

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.free)

    @property
    def figure(self) -> str:
        return "".join(letter.text for letter in self.strict)


@dataclass(frozen=True, slots=True)
class Model:
    """The recognition model and its alphabet, index by index, the first being the blank of CTC;
    ``strict`` are the indexes of the blank and of STRICT, ``rounds`` those of what zeros look like."""

    session: onnxruntime.InferenceSession
    alphabet: tuple[str, ...]
    strict: npt.NDArray[np.intp]
    rounds: npt.NDArray[np.intp]


@lru_cache(maxsize=1)
def model() -> Model:
    """The model, loaded once a process."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False  # it plans a block for all of a run, as large as every width of lines asks for
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    alphabet = ("", *characters, " ")
    strict = np.array([0, *(alphabet.index(char) for char in STRICT)], dtype=np.intp)
    rounds = np.array([alphabet.index(char) for char in _ROUND if char in alphabet], dtype=np.intp)
    return Model(session, alphabet, strict, rounds)


def model_path() -> Path:
    """Where the installed package keeps its model; the package itself is never imported."""
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    return folder / "models" / MODEL


def readings_of(lines: Sequence[Pixels], widths: Sequence[float] = ()) -> list[Reading]:
    """The text of grey pictures of single lines, black on white, in their order. ``widths`` are shares of
    their widths they are brought to, without which they are read as they are."""
    known = model()
    scaled = [_scaled(line, share) for line, share in zip(lines, widths or [1.0] * len(lines), strict=True)]
    found: list[Reading | None] = [None] * len(lines)
    with recognising():
        for chosen, width in _batches([picture.shape[1] for picture in scaled]):
            batch = np.zeros((len(chosen), 3, HEIGHT, width), dtype=np.float32)
            for row, index in enumerate(chosen):
                batch[row, :, :, : scaled[index].shape[1]] = scaled[index].astype(np.float32) / 127.5 - 1.0
            output = _run(known, batch)
            for row, index in enumerate(chosen):
                share = scaled[index].shape[1] / width
                found[index] = _decoded(known, output[row], share)
            del output  # before the next run makes its own
    return [reading for reading in found if reading is not None]


def _run(known: Model, batch: Floats) -> Floats:
    """Frames by classes of each line. Raises MemoryError, which the runtime hides in words."""
    try:
        (output,) = known.session.run(None, {"x": batch})
    except Exception as error:
        if "bad_alloc" in str(error) or "allocate" in str(error):
            raise MemoryError(str(error)) from error
        raise
    return np.asarray(output, dtype=np.float32)


def _scaled(line: Pixels, share: float) -> Pixels:
    height, width = line.shape
    wide = min(max(8, round(share * width * HEIGHT / height)), _WIDEST)
    how = cv2.INTER_AREA if height > 1.5 * HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(line, (wide, HEIGHT), interpolation=how), dtype=np.uint8)


def _batches(widths: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """Indexes of lines of about one width, and the width they are padded to; the widest first, so that the memory they
    leave is room for all others: from the narrowest up each width asks for more, which takes thirty megabytes."""
    order = sorted(range(len(widths)), key=lambda index: -widths[index])
    chosen: list[int] = []
    wide = 0
    for index in order:
        needed = max(_NARROWEST, -(-widths[index] // _STRIDE) * _STRIDE)
        if chosen and (needed * (len(chosen) + 1) > _BATCH_COLUMNS or needed < wide):
            yield chosen, wide
            chosen = []
        chosen.append(index)
        wide = needed
    if chosen:
        yield chosen, wide


def _decoded(known: Model, output: Floats, share: float) -> Reading:
    limited = output[:, known.strict]
    limited[:, 1 + STRICT.index("0")] += output[:, known.rounds].sum(axis=1)
    frames = len(output) * share
    free = _letters(known.alphabet, output, output.argmax(axis=1), frames)
    inked = limited[:, 1:] / np.maximum(limited[:, 1:].sum(axis=1, keepdims=True), 1e-9)
    among = np.concatenate([limited[:, :1], inked], axis=1)
    strict = _letters([known.alphabet[i] for i in known.strict], limited, limited.argmax(axis=1), frames, among)
    return Reading(tuple(free), tuple(strict))


def _letters(
    alphabet: Sequence[str], values: Floats, path: npt.NDArray[np.intp], frames: float, among: Floats | None = None
) -> Iterator[Letter]:
    """The characters of a path through the frames: runs of one class are one character."""
    start = 0
    for end in range(1, len(path) + 1):
        if end < len(path) and path[end] == path[start]:
            continue
        index = path[start]
        if index:
            best = start + int(values[start:end, index].argmax())
            share = 1.0 if among is None else float(among[best, index])
            yield Letter(alphabet[index], float(values[best, index]), min(1.0, (start + end) / 2 / frames), share)
        start = end
