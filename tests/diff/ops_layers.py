# SPDX-License-Identifier: Apache-2.0
"""Generators for layers that TFLM lacks: LiteRT is the oracle."""
import numpy as np

import oracle
from cases import NONE, RELU, RELU6, SAME, VALID, Maker, generator
from ops import window

oracle.LITERT_ONLY |= {"CONV_3D", "RFFT2D", "BIDIRECTIONAL_SEQUENCE_LSTM"}


@generator("CONV_3D")
def conv_3d(r, op):
    m = Maker(r)
    padding, batch = r.pick([SAME, VALID]), r.pick([1, 1, 1, 2])
    size = [r.int(1, 6), r.int(1, 6), r.int(1, 6)]
    axes = [window(r, n, padding, 3) for n in size]
    channels, outputs = r.int(1, 5), r.int(1, 6)
    shape = [a[0] for a in axes] + [channels, outputs]
    x = m.input("f32", [batch, *size, channels])
    w = m.g.const("f32", r.data("f32", shape))
    act = r.pick([NONE, NONE, RELU, RELU6])
    (_, sd, dd, od), (_, sh, dh, oh), (_, sw, dw, ow) = axes
    b = [m.g.const("f32", r.floats([outputs], -3, 3))]
    m.g.op(op, [x, w] + b, [m.g.output("f32", [batch, od, oh, ow, outputs])], padding=padding,
           strideD=sd, strideH=sh, strideW=sw, dilationDFactor=dd, dilationHFactor=dh, dilationWFactor=dw,
           fusedActivationFunction=act)
    return m.case(op, [f"pad{padding}", f"act{act}", "batch" if batch > 1 else "", "slices" if od > 1 else "",
                       "dilated" if dd * dh * dw > 1 else "", "stride" if sd * sh * sw > 1 else ""])


@generator("RFFT2D")
def rfft2d(r, op):
    m, outer = Maker(r), r.pick([[], [r.int(1, 3)], [2, 2]])
    height, width = 1 << r.int(0, 5), 1 << r.int(1, 6)
    near = lambda n: n if r.chance(.5) else r.int(1, n + 3)
    shape = [*outer, near(height), near(width)]
    # Small numbers: in float bins are right to some 1e-7 of the largest one only.
    x = m.input("f32", shape, make=lambda: r.floats(shape, -.03, .03))
    lengths = m.g.const("i32", [height, width])
    m.g.op(op, [x, lengths], [m.g.output("c64", [*outer, height, width // 2 + 1])])
    return m.case(op, [f"{height}x{width}" if height * width < 16 else "", f"rank{len(shape)}",
                       "cut" if shape[-1] > width or shape[-2] > height else "",
                       "padded" if shape[-1] < width or shape[-2] < height else ""])


TANH = 4


@generator("BIDIRECTIONAL_SEQUENCE_LSTM")
def bidirectional_lstm(r, op):
    m, hybrid = Maker(r, invokes=r.pick([1, 1, 2])), r.chance(.5)
    batch, steps, n = r.pick([1, 1, 2, 3]), r.int(1, 4), r.int(1, 8)
    time_major, merge, asymmetric = r.chance(.5), r.chance(.5), hybrid and r.chance(.5)
    projected, units = r.pick([[0, 0], [0, 0], [0, 0], [1, 1], [1, 1], [0, 1]]), r.int(1, 6)
    cells = [units] * 2  # LiteRT wants both directions alike
    outputs = [r.int(1, 6) if all(projected) else units] * 2
    cifg, peepholes = [r.chance(.2), r.chance(.2)], [r.chance(.3), r.chance(.3)]
    aux = r.pick(["", "", "linked", "instead"])
    n_aux = r.int(1, 5) if aux == "linked" else n

    def weights(shape):
        if not hybrid:
            return m.g.const("f32", r.floats(shape, -.8, .8))
        return m.g.const("i8", r.data("i8", shape, -127, 127), scale=r.real(.001, .008), zero=0)

    def gates(d, columns):
        return [None if cifg[d] and g == 0 else weights([cells[d]] + columns) for g in range(4)]

    sequence = lambda units: [steps, batch, units] if time_major else [batch, steps, units]
    spread = 2.0 ** r.real(-3, 3)
    values = lambda shape: lambda: r.rng.normal(0, spread, shape)
    operands = [m.input("f32", sequence(n), make=values(sequence(n)))]
    for d in range(2):
        operands += gates(d, [n]) + gates(d, [outputs[d]])
        holes = [weights([cells[d]]) if peepholes[d] else None for _ in range(3)]
        operands += [None if cifg[d] else holes[0], *holes[1:]]
        operands += [None if cifg[d] and g == 0 else m.g.const("f32", r.floats([cells[d]], -1, 1)) for g in range(4)]
        operands += [weights([outputs[d], cells[d]]) if projected[d] else None]
        operands += [m.g.const("f32", r.floats([outputs[d]], -1, 1)) if projected[d] and r.chance(.5) else None]
    for d in range(2):
        operands += [m.g.tensor("f32", [batch, outputs[d]], variable=True), m.g.tensor("f32", [batch, cells[d]], variable=True)]
    operands += [m.input("f32", sequence(n_aux), make=values(sequence(n_aux))) if aux else None]
    for d in range(2):
        operands += gates(d, [n_aux]) if aux == "linked" else [None] * 4
    widths = [outputs[0] + outputs[1]] if merge else outputs
    m.g.op(op, operands, [m.g.output("f32", sequence(u)) for u in widths], timeMajor=time_major, mergeOutputs=merge,
           fusedActivationFunction=r.pick([TANH, TANH, TANH, RELU6, RELU]), cellClip=r.pick([0.0, 0.0, .7, 5.0]),
           projClip=r.pick([0.0, 0.0, .5]), asymmetricQuantizeInputs=asymmetric)
    kind = f"hybrid{asymmetric}" if hybrid else "f32"
    return m.case(op, [kind, f"{kind} {aux}", f"{kind} cifg" if any(cifg) else "", f"{kind} peepholes" if any(peepholes) else "",
                       f"{kind} projection" if any(projected) else "", f"merge{merge}", f"major{time_major}",
                       "batch" if batch > 1 else "", "invokes" if m.count > 1 else ""])
