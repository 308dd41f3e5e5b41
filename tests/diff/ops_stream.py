# SPDX-License-Identifier: Apache-2.0
"""Generators for operators with state, and for the custom operators that are no signal processing of one piece."""
import numpy as np

from cases import Maker, generator
from ops_signal import TYPE_CODE

TANH = 4


@generator("SVDF")
def svdf(r, op):
    kind = r.pick(["f32", "i8", "i8 i16"])
    m = Maker(r, invokes=r.int(1, 5))
    batch, n, units, rank, memory = r.int(1, 2), r.int(1, 9), r.int(1, 5), r.int(1, 3), r.int(1, 6)
    filters, state_kind, data = units * rank, kind.split()[-1], kind.split()[0]
    activation = r.int(0, 3) if kind == "f32" else r.pick([0, 1])
    symmetric = lambda low, high: {"scale": r.scale(low, high), "zero": 0}
    q_in = r.quant(data, -7, -3)
    q_feature, q_time = ({}, {}) if kind == "f32" else (symmetric(-9, -5), symmetric(-9, -5))
    q_state = {} if kind == "f32" else symmetric(-6, -2)
    if state_kind == "i16":
        q_state["scale"] *= 2**-8
        q_time["scale"] *= 2**-8
    if kind == "i8" and r.chance(.5):
        q_state["zero"] = r.zero("i8")
    q_out = r.quant(data, -7, -1)
    x = m.input(data, [batch, n], **q_in)
    feature = m.input(data, [filters, n], True, **q_feature)
    time = m.input(state_kind, [filters, memory], True, **q_time)
    bias = None
    if kind == "f32":
        bias = m.input("f32", [units], True)
    else:
        scale = float(np.float32(q_state["scale"]) * np.float32(q_time["scale"]))
        bias = m.input("i32", [units], True, lambda: r.data("i32", [units], -5000, 5000), scale=scale, zero=0)
    state = m.g.tensor(state_kind, [batch, memory * filters], variable=True, **q_state)
    y = m.g.output(data, [batch, units], **q_out)
    m.g.op(op, [x, feature, time, bias, state], [y], rank=rank, fusedActivationFunction=activation)
    return m.case(op, [kind, f"rank{rank}", "zero" if q_state.get("zero") else ""])


@generator("UNIDIRECTIONAL_SEQUENCE_LSTM")
def lstm(r, op):
    kind = r.pick(["f32", "i8", "i8", "i16"])
    m = Maker(r, invokes=r.int(1, 3))
    batch, steps, n, units, major = r.int(1, 3), r.int(1, 4), r.int(1, 6), r.int(1, 6), r.chance(.4)
    quantised = kind != "f32"
    order = [steps, batch] if major else [batch, steps]
    q_in = {"scale": r.scale(-8, -5) if kind == "i8" else r.scale(-16, -13), "zero": r.zero(kind)} if quantised else {}
    q_hidden = {"scale": r.scale(-8, -6) if kind == "i8" else r.scale(-16, -14), "zero": r.zero(kind)} if quantised \
        else {}
    small = (lambda shape: r.floats(shape, -1, 1)) if kind == "f32" else (lambda shape: r.data("i8", shape, -127, 127))
    weight = "i8" if quantised else "f32"
    q_weight = lambda: {"scale": r.scale(-9, -4), "zero": 0} if quantised else {}
    bias_kind = {"f32": "f32", "i8": "i32", "i16": "i64"}[kind]
    inputs = [None] * 24
    inputs[0] = m.input(kind, [*order, n], make=(lambda: r.floats([*order, n], -2, 2)) if kind == "f32" else None, **q_in)
    for i in range(4):
        q = q_weight()
        inputs[1 + i] = m.input(weight, [units, n], True, lambda: small([units, n]), **q)
        inputs[5 + i] = m.input(weight, [units, units], True, lambda: small([units, units]), **q_weight())
        bias = (lambda: r.floats([units], -1, 1)) if kind == "f32" else (lambda: r.data(bias_kind, [units], -20000, 20000))
        q = {"scale": float(np.float32(q_in["scale"]) * np.float32(q["scale"])), "zero": 0} if quantised else {}
        inputs[12 + i] = m.input(bias_kind, [units], True, bias, **q)
    inputs[18] = m.g.tensor(kind, [batch, units], variable=True, **q_hidden)
    power = r.int(-17, -7)
    q_cell = {"scale": 2.0**power, "zero": 0} if quantised else {}
    inputs[19] = m.g.tensor("i16" if quantised else "f32", [batch, units], variable=True, **q_cell)
    clip = r.pick([0.0, 0.0, r.real(.05, 3)])
    m.g.op(op, inputs, [m.g.output(kind, [*order, units], **q_hidden)], fusedActivationFunction=TANH, cellClip=clip,
           timeMajor=major)
    return m.case(op, [kind, "major" if major else "", "clip" if clip else "", f"cell{power}"])


@generator("CIRCULAR_BUFFER")
def circular_buffer(r, op):
    m, slots, width, depth = Maker(r, invokes=r.int(1, 7)), r.int(1, 6), r.int(1, 3), r.int(1, 5)
    q = r.quant("i8")
    x = m.input("i8", [1, 1, width, depth], **q)
    y = m.g.output("i8", [1, slots, width, depth], variable=True, **q)
    cycles = r.int(1, 3)
    m.g.op(op, [x], [y], cycles_max=cycles)
    return m.case(op, [f"cycles{cycles}", "zero" if q["zero"] else ""])


@generator("SignalDelay")
def delay(r, op):
    m, n, late = Maker(r, invokes=r.int(1, 4)), r.int(1, 20), r.pick([0, r.int(1, 60)])
    shape = r.pick([[n], [2, n], [2, 3, n]])
    m.g.op(op, [m.input("i16", shape)], [m.g.output("i16", shape)], delay_length=late)
    return m.case(op, [f"rank{len(shape)}", "longer" if late > n else ""])


@generator("SignalFramer")
def framer(r, op):
    m, step, frames, prefill = Maker(r, invokes=r.int(1, 5)), r.int(1, 8), r.int(1, 3), r.chance(.4)
    size = r.int(step if prefill else 1, 20)
    outer = r.pick([[], [2], [2, 2]])
    x = m.input("i16", [*outer, step * frames])
    y = m.g.output("i16", [*outer, frames, size])
    m.g.op(op, [x], [y, m.g.output("bool", [])], frame_size=size, frame_step=step, prefill=prefill)
    need = 0 if prefill else (size - 1) // step  # steps without a frame
    written = np.arange(frames) >= need
    mask = np.broadcast_to(written[:, None], [*outer, frames, size])
    return m.case(op, ["prefill" if prefill else "", f"outer{len(outer)}", "gaps" if step > size else ""], {0: mask})


@generator("SignalOverlapAdd")
def overlap_add(r, op):
    kind, frames, size = r.pick(["i16", "f32"]), r.int(1, 4), r.int(1, 16)
    m, step, outer = Maker(r, invokes=r.int(1, 4)), r.int(1, size), r.pick([[], [2], [2, 2]])
    x = m.input(kind, [*outer, frames, size])
    m.g.op(op, [x], [m.g.output(kind, [*outer, frames * step])], T=TYPE_CODE[kind], frame_step=step)
    return m.case(op, [kind, f"outer{len(outer)}"])


@generator("SignalStacker")
def stacker(r, op):
    m, n, left, right = Maker(r, invokes=r.int(1, 8)), r.int(1, 6), r.int(0, 3), r.int(0, 3)
    step = r.int(1, left + right + 1)
    x = m.input("i16", [n])
    y = m.g.output("i16", [n * (left + right + 1)])
    m.g.op(op, [x], [y, m.g.output("bool", [])], num_channels=n, stacker_left_context=left, stacker_right_context=right,
           stacker_step=step)
    # What an invoke without output leaves there is not defined, so only cases that always have one compare it.
    always = right == 0 and (step == 1 or m.count == 1)
    return m.case(op, [f"step{step}"], {} if always else {0: np.zeros(n * (left + right + 1), bool)})


@generator("SignalIrfft")
def irfft(r, op):
    kind, length = r.pick(["i16", "i16", "i32", "f32"]), 1 << r.int(5, 9)
    m, outer = Maker(r), r.pick([[], [], [r.int(1, 2)]])
    shape = outer + [length + 2]
    top = {"i16": 1 << r.int(6, 14), "i32": 1 << r.int(10, 28)}.get(kind)
    make = (lambda: r.floats(shape, -1, 1)) if kind == "f32" else (lambda: r.data(kind, shape, -top, top))
    x = m.input(kind, shape, make=make)
    m.g.op(op, [x], [m.g.output(kind, outer + [length])], T=TYPE_CODE[kind], fft_length=length)
    return m.case(op, [kind, f"{kind} {length}"])


@generator("TFLite_Detection_PostProcess")
def detection(r, op):
    m, boxes, classes, background, regular = Maker(r), r.int(1, 30), r.int(1, 5), r.int(0, 1), r.chance(.5)
    most = r.int(1, 12)
    codes = m.input("f32", [1, boxes, r.pick([4, 4, 5])], make=None)
    codes_shape = codes.shape
    m.sources[-1] = lambda: r.floats(codes_shape, -2, 2).astype(np.float32)
    scores = m.input("f32", [1, boxes, classes + background],
                     make=lambda: np.round(r.floats([1, boxes, classes + background], 0, 1) * 16) / 16)
    anchors = m.g.const("f32", np.concatenate([r.floats([boxes, 2], 0, 1), r.floats([boxes, 2], .1, 1)], 1))
    outs = [m.g.output("f32", s) for s in ([1, most, 4], [1, most], [1, most], [1])]
    m.g.op(op, [codes, scores, anchors], outs, max_detections=most, max_classes_per_detection=1,
           detections_per_class=r.int(1, 10), use_regular_nms=regular, nms_score_threshold=r.pick([0.0, .5, .9]) if regular else 0.0,
           nms_iou_threshold=r.pick([.1, .5, 1.0]), num_classes=classes, y_scale=10.0, x_scale=10.0, h_scale=5.0,
           w_scale=5.0)
    masks = {}
    if not regular:  # behind the last detection nothing is written
        masks = {0: np.zeros([1, most, 4], bool), 1: np.zeros([1, most], bool), 2: np.zeros([1, most], bool)}
        masks[0][0, :1] = masks[1][0, :1] = masks[2][0, :1] = True
    return m.case(op, ["regular" if regular else "fast", f"background{background}"], masks)


def packed(values, width):
    """Numbers of `width` bits as a bit string, the highest bit first."""
    bits = [v >> b & 1 for v in values for b in range(width - 1, -1, -1)]
    return np.packbits(np.array(bits, np.uint8)) if bits else np.zeros(1, np.uint8)


def decode_output(r, m, kind, shape, prune):
    """An output of TFLM_DECODE with channels along its first dimension, its last, or none."""
    how = r.int(0, 2)
    if how == 0:
        return m.g.output(kind, shape), 1, False
    axis = 0 if how == 1 else len(shape) - 1
    channels = shape[axis]
    zero = [r.int(-128, 127) for _ in range(channels)] if prune and kind == "i8" and r.chance(.6) else [0] * channels
    y = m.g.output(kind, shape, scale=[1.0] * channels, zero=zero, axis=axis)
    return y, channels, channels > 1 and axis == len(shape) - 1


@generator("TFLM_DECODE")
def decode(r, op):
    m, inputs, outputs, tags = Maker(r, invokes=1), [], [], []
    for _ in range(r.int(1, 3)):
        prune, kind = r.chance(.4), r.pick(["i8", "i8", "i16", "i32", "i64", "f32", "bool"])
        shape = [r.int(1, 6), r.int(1, 6), r.int(1, 9)]
        y, channels, last = decode_output(r, m, kind, shape, prune)
        count = int(np.prod(shape))
        element = np.dtype({"f32": "<f4", "bool": "u1", "i8": "i1", "i16": "<i2", "i32": "<i4", "i64": "<i8"}[kind])
        header = np.zeros(16, np.uint8)
        header[[1, 4]] = 1
        if prune:
            header[0] = 2
            bits = r.rng.integers(0, 2, count)
            data, values = packed(bits.tolist(), 1), max(1, int(bits.sum()))
        else:
            width = r.int(1, 7)
            stride = r.int(1, 1 << width)
            header[5], header[6] = width, stride
            data = packed(r.rng.integers(0, stride, count).tolist(), width)
            values = channels * stride
        high = 2 if kind == "bool" else 100
        table = r.rng.integers(0, high, values).astype(element)
        ancillary = np.concatenate([header, np.frombuffer(table.tobytes(), np.uint8)])
        data = np.concatenate([data, np.zeros(-len(data) % 16, np.uint8)])  # TFLM reads words
        inputs += [m.g.const("u8", data), m.g.const("u8", ancillary)]
        outputs.append(y)
        tags.append("prune" if prune else "lut")
    m.g.op(op, inputs, outputs)
    return m.case(op, tags)
