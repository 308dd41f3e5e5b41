#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/unit/audio_vectors.h: what TensorFlow Lite Micro's signal operators compute on signals that the unit tests
generate too. Needs the tflite-micro wheel.

    make_audio_vectors.py [MODEL]

With a MODEL (an audio preprocessor with int8 output) it also checks that the graph built here, with our tables, computes
what that model does.
"""
import os
import sys

import flatbuffers
import numpy as np
from flatbuffers import flexbuffers
from tflite_micro.python.tflite_micro import runtime
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

import make_audio_tables as tables

MASK = 0xFFFFFFFF
TYPES = {
    np.int16: schema.TensorType.INT16,
    np.int32: schema.TensorType.INT32,
    np.uint32: schema.TensorType.UINT32,
    np.uint64: schema.TensorType.UINT64,
    np.float32: schema.TensorType.FLOAT32,
}


class Graph:
    """A model of custom operators, node by node."""

    def __init__(self):
        self.model = schema.ModelT()
        self.model.version = 3
        self.model.buffers = [schema.BufferT()]
        self.model.operatorCodes = []
        self.graph = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.graph.inputs, self.graph.outputs = [], []
        self.model.subgraphs = [self.graph]

    def tensor(self, shape, dtype, data=None):
        t = schema.TensorT()
        t.shape, t.type, t.name, t.buffer = list(shape), TYPES[dtype], "", 0
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.asarray(data, dtype).tobytes(), np.uint8)
            t.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        self.graph.tensors.append(t)
        return len(self.graph.tensors) - 1

    def const(self, data, dtype):
        return self.tensor(np.shape(data), dtype, data)

    def input(self, shape, dtype):
        self.graph.inputs.append(self.tensor(shape, dtype))
        return self.graph.inputs[-1]

    def op(self, name, inputs, outputs, **options):
        code = schema.OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.CUSTOM
        code.customCode, code.version = name, 1
        o = schema.OperatorT()
        o.opcodeIndex, o.inputs, o.outputs = len(self.model.operatorCodes), list(inputs), list(outputs)
        if options:
            o.customOptions = np.frombuffer(bytes(flexbuffers.Dumps(options)), np.uint8)
        self.model.operatorCodes.append(code)
        self.graph.operators.append(o)
        return outputs[0]

    def interpreter(self, outputs):
        self.graph.outputs = list(outputs)
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return runtime.Interpreter.from_bytes(bytes(builder.Output()), arena_size=200000)


def run(interpreter, data, output=0):
    interpreter.set_input(data, 0)
    interpreter.invoke()
    return interpreter.get_output(output).copy()


# ---- signals: tests/unit/audio_signals.h generates the same ----


class Random:

    def __init__(self, seed):
        self.x = seed

    def __call__(self):
        self.x ^= self.x << 13 & MASK
        self.x ^= self.x >> 17
        self.x ^= self.x << 5 & MASK
        return self.x

    def s16(self):
        return (self() >> 16 ^ 0x8000) - 0x8000


KINDS = 7  # of signals


def signal(kind, count):
    r = Random(kind + 1)
    out = []
    for i in range(count):
        if kind == 0:
            v = r.s16()
        elif kind == 1:
            v = r.s16() >> 9
        elif kind == 2:
            v = 32767 if r() & 0x100 else -32768
        elif kind == 3:
            v = -32768
        elif kind == 4:
            v = r.s16()
            v = v if v % 7 == 0 else 0
        elif kind == 5:
            t = i * 37 % 256
            v = (t if t < 128 else 255 - t) * 400 - 25000
        else:
            v = -32768 if i == 3 else r.s16() >> 11
        out.append(v)
    return out


def sound(count):
    """Noise of changing level, with a tone now and then."""
    r = Random(99)
    out = []
    for i in range(count):
        v = r.s16() >> (4 + i // 1000 % 8)
        if i // 1500 % 2:
            t = i % 40
            v += (t if t < 20 else 39 - t) * 900 - 8550
        out.append(v)
    return out


def wide(kind, count):
    """32-bit numbers of all sizes."""
    r = Random(kind + 50)
    return [r() >> (r() & 31) for _ in range(count)]


def wider(kind, count):
    r = Random(kind + 70)
    out = []
    for _ in range(count):
        high = r()
        low = r()
        out.append((high << 32 | low) >> (r() & 63))
    return out


def fingerprint(values):
    h = 2166136261
    for v in values:
        v = int(v) & 0xFFFFFFFFFFFFFFFF
        for word in (v & MASK, v >> 32):
            h = (h ^ word) * 16777619 & MASK
    return h


# ---- the operators ----


def rffts(dtype):
    for length in (64, 128, 256, 512, 1024, 2048):
        g = Graph()
        out = g.tensor([length + 2], dtype)
        t = {np.int16: 7, np.int32: 2}[dtype]
        g.op("SignalRfft", [g.input([length], dtype)], [out], T=t, fft_length=length)
        interpreter = g.interpreter([out])
        for kind in range(KINDS):
            data = np.array(signal(kind, length), np.int64)
            if dtype is np.int32:
                data = data * 65536 + 12345
            yield fingerprint(run(interpreter, data.astype(dtype)))


def windows():
    g = Graph()
    out = g.tensor([60], np.int16)
    g.op("SignalWindow", [g.input([60], np.int16), g.const(signal(0, 60), np.int16)], [out], shift=13)
    interpreter = g.interpreter([out])
    return [fingerprint(run(interpreter, np.array(signal(kind, 60), np.int16))) for kind in range(KINDS)]


def auto_scales():
    g = Graph()
    out, bits = g.tensor([61], np.int16), g.tensor([], np.int32)
    g.op("SignalFftAutoScale", [g.input([61], np.int16)], [out, bits])
    interpreter = g.interpreter([out, bits])
    for kind in range(KINDS):
        values = run(interpreter, np.array(signal(kind, 61), np.int16)).tolist()
        yield fingerprint(values + [int(interpreter.get_output(1))])


def energies():
    g = Graph()
    out = g.tensor([50], np.uint32)
    g.op("SignalEnergy", [g.input([100], np.int16)], [out], end_index=50, start_index=0)
    interpreter = g.interpreter([out])
    return [fingerprint(run(interpreter, np.array(signal(kind, 100), np.int16))) for kind in range(KINDS)]


BANK = ([0, 3, 3, 9, 20, 24, 30, 38], [0, 3, 9, 20, 31, 20, 4, 0], [3, 6, 11, 11, 0, 12, 10, 2])  # bins, starts, widths


def banks():
    g = Graph()
    out = g.tensor([7], np.uint64)
    weights = [g.const(signal(kind, 32), np.int16) for kind in (0, 4)]
    index = [g.const(x, np.int16) for x in BANK]
    g.op("SignalFilterBank", [g.input([40], np.uint32)] + weights + index, [out], num_channels=7)
    interpreter = g.interpreter([out])
    return [fingerprint(run(interpreter, np.array(wide(kind, 40), np.uint32))) for kind in range(4)]


def roots():
    g = Graph()
    out = g.tensor([500], np.uint32)
    g.op("SignalFilterBankSquareRoot", [g.input([500], np.uint64), g.const(np.int32(2), np.int32)], [out])
    interpreter = g.interpreter([out])
    return [fingerprint(run(interpreter, np.array(wider(kind, 500), np.uint64))) for kind in range(4)]


def noises():
    for clamping in (False, True):
        g = Graph()
        out, noise = g.tensor([9], np.uint32), g.tensor([9], np.uint32)
        g.op("SignalFilterBankSpectralSubtraction", [g.input([9], np.uint32)], [out, noise],
             alternate_one_minus_smoothing=15401, alternate_smoothing=983, clamping=clamping,
             min_signal_remaining=819, num_channels=9, one_minus_smoothing=15975, smoothing=409,
             smoothing_bits=10, spectral_subtraction_bits=14)
        interpreter = g.interpreter([out, noise])
        values = []
        for kind in range(20):
            values += run(interpreter, np.array(wide(kind, 9), np.uint32)).tolist()
            values += interpreter.get_output(1).tolist()
        yield fingerprint(values)


def gains():
    for curve in (tables.gains(), signal(0, 125)):
        g = Graph()
        out = g.tensor([200], np.uint32)
        noise = g.const(wide(5, 200), np.uint32)
        g.op("SignalPCAN", [g.input([200], np.uint32), noise, g.const(curve, np.int16)], [out], snr_shift=6)
        interpreter = g.interpreter([out])
        for kind in range(3):
            yield fingerprint(run(interpreter, np.array(wide(kind, 200), np.uint32)))


def logs():
    for scale, bits in ((64, 3), (1600, 0), (32768, 5)):
        g = Graph()
        out = g.tensor([300], np.int16)
        g.op("SignalFilterBankLog", [g.input([300], np.uint32)], [out], input_correction_bits=bits, output_scale=scale)
        yield fingerprint(run(g.interpreter([out]), np.array(wide(scale, 300), np.uint32)))


# ---- the front end ----


def front_end():
    """int16 [480] -> int16 [40], all in TFLM's operators."""
    half, curve = tables.window(), tables.gains()
    first, widths, weights = tables.filters()
    starts = [sum(widths[:b]) for b in range(len(widths))]
    g = Graph()
    frame = g.input([480], np.int16)
    windowed = g.op("SignalWindow", [frame, g.const(half + half[::-1], np.int16)], [g.tensor([480], np.int16)], shift=12)
    scaled, bits = g.tensor([480], np.int16), g.tensor([], np.int32)
    g.op("SignalFftAutoScale", [windowed], [scaled, bits])
    bins = g.op("SignalRfft", [scaled], [g.tensor([514], np.int16)], T=7, fft_length=512)
    energy = g.op("SignalEnergy", [bins], [g.tensor([257], np.uint32)], end_index=257, start_index=0)
    sums = g.op("SignalFilterBank",
                [energy, g.const(weights, np.int16), g.const([4095 - w for w in weights], np.int16)] +
                [g.const(x, np.int16) for x in ([first + s for s in starts], starts, widths)],
                [g.tensor([40], np.uint64)], num_channels=40)
    levels = g.op("SignalFilterBankSquareRoot", [sums, bits], [g.tensor([40], np.uint32)])
    cleaned, noise = g.tensor([40], np.uint32), g.tensor([40], np.uint32)
    g.op("SignalFilterBankSpectralSubtraction", [levels], [cleaned, noise],
         alternate_one_minus_smoothing=15401, alternate_smoothing=983, clamping=False, min_signal_remaining=819,
         num_channels=40, one_minus_smoothing=15975, smoothing=409, smoothing_bits=10,
         spectral_subtraction_bits=14)
    even = g.op("SignalPCAN", [cleaned, noise, g.const(curve, np.int16)], [g.tensor([40], np.uint32)], snr_shift=6)
    out = g.op("SignalFilterBankLog", [even], [g.tensor([40], np.int16)], input_correction_bits=3, output_scale=64)
    return g.interpreter([out])


def features(interpreter, samples):
    rows = []
    for at in range(0, len(samples) - 479, 320):
        log = run(interpreter, np.array(samples[at:at + 480], np.int16)).astype(np.int32)
        rows.append(np.clip((log * 256 + 333) // 666 - 128, -128, 127).tolist())
    return rows


def check(path):
    with open(path, "rb") as f:
        model = runtime.Interpreter.from_bytes(f.read(), arena_size=200000)
    ours = front_end()
    samples = sound(480 + 200 * 320)
    for row, at in zip(features(ours, samples), range(0, len(samples), 320)):
        got = run(model, np.array(samples[at:at + 480], np.int16).reshape(1, 480)).tolist()
        assert got == row, at
    print("the graph computes what", path, "does")


def array(f, name, values, hexadecimal=True):
    items = ["0x%08xu" % v if hexadecimal else "%d" % v for v in values]
    kind = "uint32_t" if hexadecimal else "int8_t"
    f.write("\nstatic const %s %s[%d] = {\n" % (kind, name, len(items)))
    f.write("\n".join(tables.rows_of(items)) + "\n};\n")


def main():
    if len(sys.argv) > 1:
        check(sys.argv[1])
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "..", "tests", "unit", "audio_vectors.h"), "w") as f:
        f.write("/* SPDX-License-Identifier: Apache-2.0 */\n")
        f.write("/* Generated by scripts/make_audio_vectors.py: fingerprints of what TensorFlow Lite Micro computes. */\n")
        array(f, "expected_rfft_s16", list(rffts(np.int16)))
        array(f, "expected_rfft_i32", list(rffts(np.int32)))
        array(f, "expected_window", windows())
        array(f, "expected_auto_scale", list(auto_scales()))
        array(f, "expected_energy", energies())
        array(f, "expected_bank", banks())
        array(f, "expected_root", roots())
        array(f, "expected_noise", list(noises()))
        array(f, "expected_gain", list(gains()))
        array(f, "expected_log", list(logs()))
        f.write("\n/* Feature rows of the sound. */")
        array(f, "expected_features", sum(features(front_end(), sound(480 + 23 * 320)), []), False)


if __name__ == "__main__":
    main()
