"""Arrow columns from numpy: exact money from kopecks, dates from day numbers, text by index."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Array = NDArray[Any]
Flags = Array | None


def money(kopecks: Array, known: Flags = None) -> pa.Array:
    """decimal128(18, 2) from whole kopecks; null where not known."""
    wide = np.empty((len(kopecks), 2), dtype=np.int64)
    wide[:, 0] = kopecks
    wide[:, 1] = wide[:, 0] >> 63
    validity = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(kopecks), [validity, pa.py_buffer(wide.tobytes())])


def dates(days: Array, known: Flags = None) -> pa.Array:
    """date32 from days since 1970; null where not known."""
    return pa.array(days.astype(np.int32), pa.int32(), mask=_mask(known)).cast(pa.date32())


def times(seconds: Array, known: Flags = None) -> pa.Array:
    """timestamp in seconds from seconds since 1970, local time; null where not known."""
    return pa.array(seconds.astype(np.int64), pa.int64(), mask=_mask(known)).cast(pa.timestamp("s"))


def whole(numbers: Array) -> pa.Array:
    """int32 from whole numbers."""
    return pa.array(numbers.astype(np.int32), pa.int32())


def pick(values: pa.Array, index: Array, known: Flags = None) -> pa.Array:
    """The value at each index; null where not known."""
    return values.take(pa.array(index.astype(np.int64), pa.int64(), mask=_mask(known)))


def texts(pattern: str, numbers: Array) -> pa.Array:
    """Numbers in a pattern such as 'T-{:06d}'."""
    before, _, rest = pattern.partition("{:0")
    width, _, after = rest.partition("d}")
    digits = pc.utf8_lpad(pa.array(numbers.astype(np.int64), pa.int64()).cast(pa.string()), int(width), "0")
    return pc.binary_join_element_wise(pa.scalar(before), digits, pa.scalar(after), "")


def _mask(known: Flags) -> Flags:
    return None if known is None else ~known
