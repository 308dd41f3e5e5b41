# SPDX-License-Identifier: Apache-2.0
"""Generators for operators with float activations and int8 or int4 weights. TFLM refuses these: LiteRT is the oracle."""
import numpy as np

import oracle
from cases import NONE, RELU, RELU6, RELU_N1_TO_1, SAME, VALID, Maker, generator
from ops import image, weights, window

oracle.LITERT_ONLY |= {"CONV_2D_HYBRID", "DEPTHWISE_CONV_2D_HYBRID", "FULLY_CONNECTED_HYBRID"}

ACTIVATIONS = [NONE, NONE, RELU, RELU_N1_TO_1, RELU6]


def activations(r, shape):
    """Numbers of one sign or both, around a mean or not; sometimes nothing but zeros."""
    if r.chance(.05):
        return lambda: np.zeros(shape)
    spread, mean = 2.0 ** r.real(-6, 6), r.pick([0, 0, r.real(-3, 3)])
    values = lambda: r.rng.normal(mean * spread, spread, shape)
    return r.pick([values, values, lambda: np.abs(values()), lambda: -np.abs(values())])


def filter_of(r, kind, shape, channels, axis, per_channel):
    data, q = weights(r, kind, shape, channels, axis, per_channel)
    if per_channel and r.chance(.15):
        q["scale"] = [q["scale"][0]] * channels  # as good as one for all
    return data, q


def bias(r, m, channels):
    return [m.g.const("f32", r.floats([channels], -3, 3))]


@generator("CONV_2D_HYBRID")
def conv_2d(r, op):
    m = Maker(r)
    kind, per_channel = r.pick(["i8", "i8", "i8", "i4"]), r.chance(.6)
    padding, x_shape = r.pick([SAME, VALID]), image(r)
    fh, sh, dh, oh = window(r, x_shape[1], padding)
    fw, sw, dw, ow = window(r, x_shape[2], padding)
    groups = r.pick([1, 1, 1, r.pick([g for g in range(1, 7) if x_shape[3] % g == 0])]) if per_channel else 1
    channels = groups * r.int(1, max(1, r.pick([8, 8, 24]) // groups))
    shape = [channels, fh, fw, x_shape[3] // groups]
    data, q = filter_of(r, kind, shape, channels, 0, per_channel)
    x = m.input("f32", x_shape, make=activations(r, x_shape))
    w = m.g.const(kind, data, shape=shape, **q)
    y = m.g.output("f32", [x_shape[0], oh, ow, channels])
    act = r.pick(ACTIVATIONS)
    m.g.op("CONV_2D", [x, w] + bias(r, m, channels), [y], padding=padding, strideH=sh, strideW=sw,
           dilationHFactor=dh, dilationWFactor=dw, fusedActivationFunction=act)
    return m.case(op, [f"{kind} {'channels' if per_channel else 'one scale'}", f"pad{padding}", f"act{act}",
                       "groups" if groups > 1 else "", "dilated" if dh * dw > 1 else "",
                       "batch" if x_shape[0] > 1 else "", f"stride{max(sh, sw)}"])


@generator("DEPTHWISE_CONV_2D_HYBRID")
def depthwise_conv_2d(r, op):
    m = Maker(r)
    padding, x_shape = r.pick([SAME, VALID]), image(r)
    fh, sh, dh, oh = window(r, x_shape[1], padding)
    fw, sw, dw, ow = window(r, x_shape[2], padding)
    multiplier = r.pick([1, 1, 2, r.int(1, 4)])
    channels = x_shape[3] * multiplier
    shape = [1, fh, fw, channels]
    data, q = filter_of(r, "i8", shape, channels, 3, True)
    x = m.input("f32", x_shape, make=activations(r, x_shape))
    w = m.g.const("i8", data, shape=shape, **q)
    y = m.g.output("f32", [x_shape[0], oh, ow, channels])
    act = r.pick(ACTIVATIONS)
    m.g.op("DEPTHWISE_CONV_2D", [x, w] + bias(r, m, channels), [y], padding=padding, strideH=sh, strideW=sw,
           depthMultiplier=multiplier, dilationHFactor=dh, dilationWFactor=dw, fusedActivationFunction=act)
    return m.case(op, [f"pad{padding}", f"act{act}", "mult" if multiplier > 1 else "", "dilated" if dh * dw > 1 else "",
                       "batch" if x_shape[0] > 1 else "", f"stride{max(sh, sw)}"])


@generator("FULLY_CONNECTED_HYBRID")
def fully_connected(r, op):
    m = Maker(r)
    kind, per_channel, asymmetric = r.pick(["i8", "i8", "i8", "i4"]), r.chance(.5), r.chance(.5)
    depth, units = r.pick([r.int(1, 16), r.int(1, 80), r.int(1, 300)]), r.int(1, 12)
    keep = r.chance(.25)
    x_shape = r.shape(1, 2, 6, 4) + [depth]
    batch = int(np.prod(x_shape[:-1]))
    data, q = filter_of(r, kind, [units, depth], units, 0, per_channel)
    x = m.input("f32", x_shape, make=activations(r, x_shape))
    w = m.g.const(kind, data, shape=[units, depth], **q)
    y = m.g.output("f32", x_shape[:-1] + [units] if keep else [batch, units])
    act = r.pick(ACTIVATIONS)
    b = r.pick([bias(r, m, units), bias(r, m, units), [None], []])
    m.g.op("FULLY_CONNECTED", [x, w] + b, [y], fusedActivationFunction=act, keepNumDims=keep,
           asymmetricQuantizeInputs=asymmetric)
    return m.case(op, [f"{kind} {'channels' if per_channel else 'one scale'} asymmetric{asymmetric}", f"act{act}",
                       "batch" if batch > 1 else "", "keep" if keep else "", "nobias" if b in ([None], []) else ""])
