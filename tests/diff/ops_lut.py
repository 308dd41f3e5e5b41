# SPDX-License-Identifier: Apache-2.0
"""Models whose constants are compressed with look-up tables (metadata COMPRESSION_METADATA). The oracle, TFLM, is
given the same model uncompressed."""
import numpy as np

import ops  # noqa: F401 registers the generators that are used here
from cases import GENERATORS, generator

COMPRESSIBLE = ("CONV_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV", "CONCATENATION")


def few_values(r, t, bits):
    """Every channel of a constant takes at most 2^bits values of those it had."""
    rows, last = t.channels()
    kept = []
    for row in rows:
        palette = r.rng.choice(row, min(len(row), r.int(1, 1 << bits)), replace=False)
        kept.append(r.rng.choice(palette, len(row)))
    kept = np.array(kept)
    t.data = (kept.T if last else kept).reshape(t.data.shape).astype(t.data.dtype)


@generator("COMPRESSION")
def compression(r, op):
    inner = r.pick(COMPRESSIBLE)
    case = GENERATORS[inner](r, inner)
    tags = set()
    for node in case.graph.nodes:
        for i, t in enumerate(node.inputs):
            weights = inner == "CONCATENATION" or i == (1 if t is not None and len(t.shape) > 1 else 2)
            if t is None or t.data is None or t.kind == "i4" or not t.shape or not weights or inner == "TRANSPOSE_CONV" and i != 1:
                continue
            bits = r.int(1, 7)
            if t.data.size * bits // 8 + 1 >= t.data.nbytes:
                continue
            few_values(r, t, bits)
            t.lut_bits = bits
            tags |= {f"{t.kind} {'channels' if t.scales is not None and len(t.scales) > 1 else 'one table'}", f"bits{bits}",
                     f"{inner} {i}"}
    case.op = op
    case.tags = tuple(sorted(tags)) or ("none",)
    return case
