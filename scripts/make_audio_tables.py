#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes src/audio/tables.c: window, mel filters and gain curve of the audio front end, from their definitions.

    make_audio_tables.py [MODEL]

With a MODEL (an audio preprocessor as .tflite) it also checks that they are the constants in that model: same numbers,
but for what the tables leave out (the window's second half, padding, the filters' falling sides).

The model's constants were made in single precision, so this computes in single precision where rounding could show.
"""
import math
import os
import sys

import numpy as np

RATE, FFT = 16000, 512
WINDOW, WINDOW_BITS = 480, 12
CHANNELS, LOW_HZ, HIGH_HZ, WEIGHT_BITS = 40, 125.0, 7500.0, 12
# Gain: 2^GAIN_BITS * (noise + OFFSET)^-STRENGTH, the noise estimate having NOISE_BITS fraction bits: 10 of smoothing less the
# 3 that the spectrum lost (9 bits by the FFT's scaling, 12 / 2 gained by the weights before the square root).
STRENGTH, OFFSET, GAIN_BITS, NOISE_BITS = 0.95, 80.0, 21, 10 - 3

single = np.float32


def window():
    """Hann, sampled between its zeros, hence symmetric: the first half."""
    return [round((0.5 - 0.5 * math.cos(2 * math.pi * (i + 0.5) / WINDOW)) * 2**WINDOW_BITS) for i in range(WINDOW // 2)]


def mel(hz):
    return single(1127) * np.log1p(single(hz) / single(700), dtype=single)


def filters():
    """First bin, bins per band, and the rising weight of every bin; band b lies between the centres of filters b-1 and b."""
    hz_per_bin = RATE / FFT
    first = round(1 + LOW_HZ / hz_per_bin)  # never the bin of frequency 0
    low = mel(LOW_HZ)
    spacing = (mel(HIGH_HZ) - low) / single(CHANNELS + 1)
    centres = [low + spacing * single(i + 1) for i in range(CHANNELS + 1)]
    widths, weights = [], []
    b, below = first, low
    for centre in centres:
        start = b
        while mel(b * hz_per_bin) <= centre:
            distance = (centre - mel(b * hz_per_bin)) / (centre - below)
            weights.append(int(distance * (1 << WEIGHT_BITS)))
            b += 1
        widths.append(b - start)
        below = centre
    return first, widths, weights


def gain(x):
    noise = single(x) / single(1 << NOISE_BITS)
    y = single(1 << GAIN_BITS) * np.power(noise + single(OFFSET), single(-STRENGTH), dtype=single)
    return 32767 if y > 32767 else int(y + single(0.5))


def gains():
    """Per octave the parabola through its ends and middle: y0 + a1 t + a2 t^2, 0 <= t < 1."""
    table = [gain(0), gain(1)]
    for width in range(2, 33):
        start = 1 << (width - 1)
        y0, y1, y2 = gain(start), gain(start + start // 2), gain(min(2 * start, 2**32 - 1))
        a1 = 4 * (y1 - y0) - (y2 - y0)
        table += [y0, a1, (y2 - y0) - a1, 0]
    return table[:-1]


def rows_of(items, width=98):
    line = "   "
    for item in items:
        item = " " + item + ","
        if len(line) + len(item) > width:
            yield line
            line = "   "
        line += item
    yield line.rstrip(",")


def array(declaration, values):
    return declaration % len(values) + " = {\n" + "\n".join(rows_of(["%d" % v for v in values])) + "\n};\n"


def model_constants(path):
    from ai_edge_litert import schema_py_generated as schema
    with open(path, "rb") as f:
        data = f.read()
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(data, 0))
    graph = model.subgraphs[0]
    inputs = {}
    for op in graph.operators:
        name = model.operatorCodes[op.opcodeIndex].customCode
        if name:
            buffers = [model.buffers[graph.tensors[i].buffer].data for i in op.inputs]
            inputs[name.decode()] = [b if b is None else np.frombuffer(bytes(b), np.int16).tolist() for b in buffers]
    return inputs


def check(path, half, first, widths, weights, curve):
    model = model_constants(path)
    assert model["SignalWindow"][1] == half + half[::-1], "window"
    assert model["SignalPCAN"][2] == curve, "gain curve"
    _, rising, falling, bins, starts, padded = model["SignalFilterBank"]
    b, i = first, 0
    for band, width in enumerate(widths):
        pairs = {}
        for j in range(padded[band]):
            w, u = rising[starts[band] + j], falling[starts[band] + j]
            if w or u:
                pairs[bins[band] + j] = (w, u)
        ours = {b + j: (weights[i + j], (1 << WEIGHT_BITS) - 1 - weights[i + j]) for j in range(width)}
        if band == CHANNELS:  # nothing takes the last band's falling side
            pairs = {k: v[0] for k, v in pairs.items()}
            ours = {k: v[0] for k, v in ours.items() if v[0]}
            pairs = {k: v for k, v in pairs.items() if v}
        assert pairs == ours, ("filters", band, pairs, ours)
        b, i = b + width, i + width
    print("equal to the constants of", path)


def main():
    half, curve = window(), gains()
    first, widths, weights = filters()
    if len(sys.argv) > 1:
        check(sys.argv[1], half, first, widths, weights, curve)
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "..", "src", "audio", "tables.c"), "w") as f:
        f.write("/* SPDX-License-Identifier: Apache-2.0 */\n/* Generated by scripts/make_audio_tables.py. */\n")
        f.write('#include "tables.h"\n\n')
        f.write(array("const int16_t mote_audio_window[%d]", half) + "\n")
        f.write(array("const uint8_t mote_audio_widths[%d]", widths) + "\n")
        f.write(array("const uint16_t mote_audio_weights[%d]", weights) + "\n")
        f.write(array("const int16_t mote_audio_gains[%d]", curve))
    print("first bin %d, %d bins" % (first, sum(widths)))


if __name__ == "__main__":
    main()
