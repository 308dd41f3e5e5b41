# SPDX-License-Identifier: Apache-2.0
"""A generator of random cases for each operator: types, shapes, quantisation, options, constness.

Each makes models that TFLM accepts and computes without undefined behaviour; `refused.py` has the rest.
One function serves a family: for another element-wise operator, add a line to its table.
"""
import numpy as np

from cases import NONE, SAME, VALID, Maker, generator

# ---- element-wise, two operands ----

# operator -> (types, fused activation)
BINARY = {
    "ADD": (("f32", "i32", "i8", "i16"), True),
    "SUB": (("f32", "i32", "i8", "i16"), True),
    "MUL": (("f32", "i32", "i8", "i16"), True),
    "DIV": (("f32", "i32", "i8"), True),
    "MAXIMUM": (("f32", "i32", "i64", "i8", "i16"), False),
    "MINIMUM": (("f32", "i32", "i64", "i8", "i16"), False),
}
WILD = 0.08
NO_ACTIVATION_I32 = ("ADD",)  # TFLM ignores it there, without a word


def near(r, scale, low=-3, high=3, wild=0.0):
    """A scale that differs from another by up to a few powers of two; wild: how probably by three times as many."""
    wider = 3 if wild and r.chance(wild) else 1
    return float(np.float32(scale * 2.0 ** r.real(wider * low, wider * high)))


def exact_ratio_scales(r):
    """Three scales that are powers of two: float32 and double arithmetic derive the same multipliers."""
    e = r.int(-10, 0)
    return [2.0 ** (e + r.int(-3, 3)) for _ in range(3)]


def binary_quant(r, op, kind):
    if kind not in ("i8", "i16"):
        return {}, {}, {}
    if op in ("MAXIMUM", "MINIMUM"):
        q = r.quant(kind)
        return q, q, q
    s = r.scale(-9, -1)
    a, b = s, near(r, s, wild=WILD)
    out = near(r, {"MUL": a * b * 64}.get(op, max(a, b)), wild=WILD)
    if op == "DIV":
        out = float(np.float32(a / b / 2.0 ** r.real(1, 7)))
    if op == "SUB" and kind == "i16":
        a, b, out = exact_ratio_scales(r)
    return tuple({"scale": x, "zero": r.zero(kind)} for x in (a, b, out))


@generator(*BINARY)
def binary(r, op):
    types, fused = BINARY[op]
    kind, m = r.pick(types), Maker(r)
    qa, qb, qy = binary_quant(r, op, kind)
    a, b, out = r.broadcast()
    low, high = {"MUL": (-30000, 30000), "ADD": (-2**30, 2**30 - 1), "SUB": (-2**30, 2**30 - 1)}.get(
        op, (None, None)) if kind == "i32" else (None, None)
    values = lambda shape: lambda: r.data(kind, shape, low, high) if kind != "f32" else r.floats(shape, special=True)

    def divisors():
        d = values(b)()
        if kind == "f32":
            return np.where(np.abs(d) < 1e-30, 1.0, d)
        if kind == "i8":  # what stands for zero
            return np.where(d == qb["zero"], d + (1 if qb["zero"] < 127 else -1), d)
        return np.where((d == 0) | (d == -1), 3, d)

    def dividends():
        """TFLM shifts by the quotient's exponent, undefined beyond 31: so for large divisors and small dividends."""
        d = values(a)()
        if kind != "i8":
            return d
        least = 2 ** max(0, 7 - int(np.floor(np.log2(qa["scale"] / (qb["scale"] * qy["scale"])))))
        offset = d.astype(np.int32) - qa["zero"]
        far = np.where(offset < 0, -1, 1) * least + qa["zero"]
        other = np.where(offset < 0, 1, -1) * least + qa["zero"]
        return np.where(np.abs(offset) >= least, d, np.where((far >= -128) & (far <= 127), far, other))

    constant = r.pick(["", "", "a", "b"])
    x = m.input(kind, a, constant == "a", dividends if op == "DIV" else values(a), **qa)
    z = m.input(kind, b, constant == "b", divisors if op == "DIV" else values(b), **qb)
    y = m.g.output(kind, out, **qy)
    options = {"fusedActivationFunction": r.activation()} if fused else {}
    if op in NO_ACTIVATION_I32 and kind == "i32":
        options = {"fusedActivationFunction": NONE}
    m.g.op(op, [x, z], [y], **options)
    same = "same" if a == b else "broadcast"
    return m.case(op, [kind, f"{kind} {same}", f"act{options.get('fusedActivationFunction', '')}",
                       f"const {constant}", "scalar" if [] in (a, b) else ""])


# ---- element-wise, one operand ----

def fixed_output(scale, zero):
    return lambda r, q: {"scale": scale, "zero": zero}


def same_quant(r, q):
    return q


def any_quant(kind):
    return lambda r, q: {"scale": near(r, q["scale"], wild=WILD), "zero": r.zero(kind)}


# operator -> {type: what quantises the output, given the dice and the input's quantisation}
UNARY = {
    "LOGISTIC": {"f32": None, "i8": fixed_output(1 / 256, -128), "i16": fixed_output(1 / 32768, 0)},
    "TANH": {"f32": None, "i8": fixed_output(1 / 128, 0), "i16": fixed_output(1 / 32768, 0)},
    "RELU": {"f32": None, "i8": any_quant("i8"), "i16": any_quant("i16")},
    "RELU6": {"f32": None, "i8": same_quant, "i16": same_quant},
    "LEAKY_RELU": {"f32": None, "i8": any_quant("i8"), "i16": any_quant("i16")},
}


@generator(*UNARY)
def unary(r, op):
    m = Maker(r)
    kind = r.pick(list(UNARY[op]))
    shape = r.shape(1, 5)
    qx = r.quant(kind, *r.pick([(-14, -6), (-14, -6), (-16, 0)] if kind == "i16" else [(-9, 0), (-9, 0), (-14, 4)]))
    if kind == "i16" and op in ("LOGISTIC", "TANH") and r.chance(.3):
        qx = {"scale": 2.0 ** -12, "zero": 0}  # the one scale that needs no multiplier
    qy = UNARY[op][kind](r, qx) if UNARY[op][kind] else {}
    if kind == "i16" and op in ("RELU", "LEAKY_RELU"):  # float32 and double arithmetic derive the same multipliers
        qx["scale"], qy["scale"], _ = exact_ratio_scales(r)
    wide = kind == "f32" and op in ("LOGISTIC", "TANH")
    make = (lambda: r.floats(shape, *r.pick([(-10, 10), (-100, 100), (-1, 1), (-1e-3, 1e-3)]))) if wide else None
    x = m.input(kind, shape, r.chance(.1), make or (lambda: r.data(kind, shape, special=True)), **qx)
    y = m.g.output(kind, shape, **qy)
    options = {}
    if op == "LEAKY_RELU":
        options["alpha"] = r.pick([0.0, 0.01, 0.2, 0.5, 1.0, r.real(0, 1), r.real(0, 1), -r.real(0, 1)])
    m.g.op(op, [x], [y], **options)
    return m.case(op, [kind, f"{kind} rank{len(shape)}", "const" if x.data is not None else "",
                       f"alpha{options['alpha']:.1g}" if options else ""])


@generator("SOFTMAX")
def softmax(r, op):
    m = Maker(r)
    kind, out = r.pick([("f32", "f32"), ("i8", "i8"), ("i8", "i16"), ("i16", "i16")])
    shape = r.shape(1, 4, most=24)
    q = r.quant(kind, -14 if kind == "i16" else -8, -8 if kind == "i16" else 1)
    y_quant = {("i8", "i8"): (1 / 256, -128), ("i8", "i16"): (1 / 65536, -32768),
               ("i16", "i16"): (1 / 32768, 0), ("f32", "f32"): None}[kind, out]
    x = m.input(kind, shape, make=(lambda: r.floats(shape, -20, 20)) if kind == "f32" else None, **q)
    y = m.g.output(out, shape, **(dict(zip(("scale", "zero"), y_quant)) if y_quant else {}))
    beta = r.pick([1.0, 1.0, 0.5, 2.0, r.real(.1, 3)])
    m.g.op(op, [x], [y], beta=beta)
    return m.case(op, [kind + out, f"{kind}{out} rank{len(shape)}", f"beta{beta:.1g}", "depth1" if shape[-1] == 1 else ""])


CAST_FROM = ("i8", "i16", "i32", "u32", "f32", "bool")
CAST_TO = ("i8", "i16", "i32", "u32", "f32")


@generator("CAST")
def cast(r, op):
    m = Maker(r)
    kind, out = r.pick(CAST_FROM), r.pick(CAST_TO)
    shape = r.shape(1, 4)
    # A float that the integer cannot hold is undefined.
    low, high = {"i8": (-128, 127.9), "i16": (-32768, 32767), "i32": (-2e9, 2e9), "u32": (0, 4e9), "f32": (-1e9, 1e9)}[out]
    x = m.input(kind, shape, make=(lambda: r.floats(shape, low, high)) if kind == "f32" else None)
    m.g.op(op, [x], [m.g.output(out, shape)])
    return m.case(op, [kind + out, f"rank{len(shape)}"])


QUANTIZE_PAIRS = (("f32", "i8"), ("f32", "i16"), ("i32", "i8"), ("i32", "i16"), ("i16", "i8"), ("i16", "i16"),
                  ("i16", "i32"), ("i8", "i8"), ("i8", "u8"), ("i8", "i16"), ("i8", "i32"), ("u8", "i8"))


@generator("QUANTIZE")
def quantize(r, op):
    m = Maker(r)
    kind, out = r.pick(QUANTIZE_PAIRS)
    shape, s = r.shape(1, 4), r.scale()
    if out == "i32" or kind == "i32":
        zero = lambda k: 0 if k in ("i32", "i16") else r.zero(k)
    else:
        zero = r.zero
    qx = {} if kind == "f32" else {"scale": near(r, s, -6, 6) if kind != "i32" else near(r, s / 4096), "zero": zero(kind)}
    if kind == "f32":
        make = lambda: r.floats(shape, -160 * s, 160 * s) if r.chance(.8) else np.round(r.floats(shape, -99, 99)) * s / 2
    elif kind == "i32":
        make = lambda: r.data(kind, shape, -2**20, 2**20)
    else:
        make = None
    x = m.input(kind, shape, r.chance(.1), make, **qx)
    m.g.op(op, [x], [m.g.output(out, shape, scale=s, zero=zero(out))])
    return m.case(op, [kind + out])


@generator("DEQUANTIZE")
def dequantize(r, op):
    m = Maker(r)
    kind, shape = r.pick(["i8", "u8", "i16"]), r.shape(1, 4)
    x = m.input(kind, shape, r.chance(.3), **r.quant(kind))
    m.g.op(op, [x], [m.g.output("f32", shape)])
    return m.case(op, [kind, kind + " const" if x.data is not None else ""])


# ---- convolution and pooling ----

def window(r, extent, padding, most=5, dilated=True):
    """(filter size, stride, dilation, output size) along an axis, with at least one output."""
    for _ in range(100):
        size, stride = r.pick([1, 2, 3, 3, r.int(1, most)]), r.pick([1, 1, 2, 2, r.int(1, 4)])
        if r.chance(.02):  # a single window; 65536 would be 0 in 16 bits
            stride = r.pick([65536, 65537, 100000])
        dilation = r.pick([1, 1, 1, 2, 3]) if dilated else 1
        reach = (size - 1) * dilation + 1
        out = -(-extent // stride) if padding == SAME else -(-(extent - reach + 1) // stride)
        if out >= 1:
            return size, stride, dilation, out
    return 1, 1, 1, extent


def weights(r, kind, shape, channels, axis, per_channel):
    """(elements, quantisation) of a filter; a scale per channel or one for all."""
    low, high = (-7, 7) if kind == "i4" else (-127, 127)
    scales = [r.scale(-10, -3) for _ in range(channels if per_channel else 1)]
    return r.data(kind, shape, low, high), {"scale": scales, "zero": [0] * len(scales), "axis": axis}


def biases(r, m, kind, channels, q_input, q_filter, p_absent=.2):
    """A bias of the type, or None."""
    if r.chance(p_absent):
        return None
    if kind == "f32":
        return m.g.const("f32", r.floats([channels], -3, 3))
    scales = np.float32(q_input["scale"]) * np.asarray(q_filter["scale"], np.float32)
    limit = r.pick([0, 1000, 50000, 1 << 20])
    if kind == "i16":
        limit = min(limit, 32767)
    return m.g.const(kind, r.data(kind, [channels], -limit, limit), scale=scales, zero=[0] * len(scales))


def output_scale(r, q_input, q_filter, taps, kind):
    """One that spreads the results over the type's range."""
    spread = np.sqrt(taps) * 60 * (60 if kind == "i8" else 10000) / (60 if kind == "i8" else 15000)
    top = float(np.max(q_filter["scale"]))
    return near(r, q_input["scale"] * top * max(1.0, spread), -2, 4, wild=WILD)


# (input, filter, biases)
WEIGHTED_TYPES = (("f32", "f32", ("f32",)), ("i8", "i8", ("i32",)), ("i8", "i8", ("i32",)),
                  ("i8", "i4", ("i32",)), ("i16", "i8", ("i64", "i32")))


def image(r, channels=6, extent=9):
    batch, how = r.pick([1, 1, 1, 2, 3]), r.int(0, 5)
    if how == 0:  # many channels
        return [batch, r.int(1, 4), r.int(1, 4), r.int(1, 40)]
    if how == 1:  # tall or wide
        tall = [r.int(1, 30), r.int(1, 4)]
        return [batch, *r.pick([tall, tall[::-1]]), r.int(1, 3)]
    return [batch, r.int(1, extent), r.int(1, extent), r.int(1, channels)]


@generator("CONV_2D")
def conv_2d(r, op):
    m = Maker(r)
    kind, weight_kind, bias_kinds = r.pick(WEIGHTED_TYPES)
    padding, x_shape = r.pick([SAME, VALID]), image(r)
    fh, sh, dh, oh = window(r, x_shape[1], padding)
    fw, sw, dw, ow = window(r, x_shape[2], padding)
    groups = r.pick([1, 1, 1, r.pick([g for g in range(1, 7) if x_shape[3] % g == 0])])
    out_channels = groups * r.int(1, max(1, r.pick([8, 8, 8, 24]) // groups))
    shape = [out_channels, fh, fw, x_shape[3] // groups]
    qx = r.quant(kind, -12 if kind == "i16" else -8, -4)
    per_channel = weight_kind != "f32" and r.chance(.6)
    data, qw = (r.data("f32", shape), {}) if kind == "f32" else weights(r, weight_kind, shape, out_channels, 0, per_channel)
    qy = {} if kind == "f32" else {"scale": output_scale(r, qx, qw, np.prod(shape[1:]), kind), "zero": r.zero(kind)}
    x = m.input(kind, x_shape, **qx)
    w = m.g.const(weight_kind, data, shape=shape, **qw)
    bias_kind = r.pick(bias_kinds)
    b = biases(r, m, bias_kind, out_channels, qx, qw)
    y = m.g.output(kind, [x_shape[0], oh, ow, out_channels], **qy)
    act = r.activation()
    m.g.op(op, [x, w] + ([b] if b else []), [y], padding=padding, strideH=sh, strideW=sw,
           dilationHFactor=dh, dilationWFactor=dw, fusedActivationFunction=act)
    return m.case(op, [kind + weight_kind + (bias_kind if b else " nobias"), f"{kind} pad{padding}", f"{kind} act{act}",
                       f"{weight_kind} perchannel{per_channel}", "groups" if groups > 1 else "", "dilated" if dh * dw > 1 else "",
                       "1x1" if fh * fw == 1 else "", "batch" if x_shape[0] > 1 else "", f"stride{max(sh, sw)}"])


@generator("DEPTHWISE_CONV_2D")
def depthwise_conv_2d(r, op):
    m = Maker(r)
    kind, weight_kind, bias_kinds = r.pick(WEIGHTED_TYPES)
    padding, x_shape = r.pick([SAME, VALID]), image(r)
    fh, sh, dh, oh = window(r, x_shape[1], padding)
    fw, sw, dw, ow = window(r, x_shape[2], padding)
    multiplier = r.pick([1, 1, 2, r.int(1, 4)])
    channels = x_shape[3] * multiplier
    shape = [1, fh, fw, channels]
    qx = r.quant(kind, -12 if kind == "i16" else -8, -4)
    per_channel = weight_kind != "f32" and r.chance(.6)
    data, qw = (r.data("f32", shape), {}) if kind == "f32" else weights(r, weight_kind, shape, channels, 3, per_channel)
    qy = {} if kind == "f32" else {"scale": output_scale(r, qx, qw, fh * fw, kind), "zero": r.zero(kind)}
    x = m.input(kind, x_shape, **qx)
    w = m.g.const(weight_kind, data, shape=shape, **qw)
    bias_kind = bias_kinds[0]
    b = biases(r, m, bias_kind, channels, qx, qw)
    y = m.g.output(kind, [x_shape[0], oh, ow, channels], **qy)
    act = r.activation()
    m.g.op(op, [x, w] + ([b] if b else []), [y], padding=padding, strideH=sh, strideW=sw, depthMultiplier=multiplier,
           dilationHFactor=dh, dilationWFactor=dw, fusedActivationFunction=act)
    return m.case(op, [kind + weight_kind + (bias_kind if b else " nobias"), f"{kind} pad{padding}", f"{kind} act{act}",
                       f"{weight_kind} perchannel{per_channel}", "dilated" if dh * dw > 1 else "",
                       f"{kind} mult" if multiplier > 1 else "", "batch" if x_shape[0] > 1 else ""])


@generator("TRANSPOSE_CONV")
def transpose_conv(r, op):
    m = Maker(r)
    kind, weight_kind, bias_kinds = r.pick([("f32", "f32", ("f32",)), ("i8", "i8", ("i32",)), ("i16", "i8", ("i64", "i16"))])
    padding = r.pick([SAME, VALID])
    batch, channels, out_channels = r.pick([1, 1, 2]), r.int(1, 4), r.int(1, 5)

    def axis():
        """(input, filter, stride, output): the output is one of those that a convolution would turn into the input."""
        n, size, stride = r.int(1, 5), r.int(1, 4), r.int(1, 3)
        if padding == VALID:
            return n, size, stride, (n - 1) * stride + size + (r.int(0, stride - 1) if r.chance(.3) else 0)
        return n, size, stride, (n - 1) * stride + r.int(1, stride)

    h, fh, sh, oh = axis()
    w, fw, sw, ow = axis()
    shape = [out_channels, fh, fw, channels]
    qx = r.quant(kind, -12 if kind == "i16" else -8, -4)
    per_channel = kind != "f32" and r.chance(.6)
    data, qw = (r.data("f32", shape), {}) if kind == "f32" else weights(r, weight_kind, shape, out_channels, 0, per_channel)
    qy = {} if kind == "f32" else {"scale": output_scale(r, qx, qw, fh * fw * channels, kind), "zero": r.zero(kind)}
    out = [batch, oh, ow, out_channels]
    size = m.g.const("i32", out)
    wt = m.g.const(weight_kind, data, shape=shape, **qw)
    x = m.input(kind, [batch, h, w, channels], **qx)
    bias_kind = r.pick(bias_kinds)
    b = biases(r, m, bias_kind, out_channels, qx, qw, .4)
    act = r.activation()
    m.g.op(op, [size, wt, x] + ([b] if b else []), [m.g.output(kind, out, **qy)], padding=padding, strideH=sh, strideW=sw,
           fusedActivationFunction=act)
    return m.case(op, [kind + (bias_kind if b else " nobias"), f"{kind} pad{padding}", f"{kind} act{act}",
                       f"{kind} perchannel{per_channel}", f"stride{max(sh, sw)}", "batch" if batch > 1 else ""])


@generator("FULLY_CONNECTED")
def fully_connected(r, op):
    m = Maker(r)
    kind, weight_kind, bias_kinds = r.pick(WEIGHTED_TYPES)
    depth, units = r.pick([r.int(1, 16), r.int(1, 80), r.int(1, 300)]), r.int(1, 12)
    keep = r.chance(.25)
    x_shape = r.shape(0 if keep else 1, 2, 6, 4) + [depth]
    batch = int(np.prod(x_shape[:-1]))
    if not keep and r.chance(.2) and depth % 2 == 0:
        x_shape = x_shape[:-1] + [2, depth // 2]
    if not keep and len(x_shape) == 2 and r.chance(.2):
        x_shape = [1, x_shape[0] * depth] if x_shape[0] == 1 else x_shape
    shape = [units, depth]
    qx = r.quant(kind, -12 if kind == "i16" else -8, -4)
    per_channel = weight_kind == "i8" and r.chance(.4)
    data, qw = (r.data("f32", shape), {}) if kind == "f32" else weights(r, weight_kind, shape, units, 0, per_channel)
    offset = kind == "i8" and weight_kind == "i8" and not per_channel and r.chance(.15)
    if offset:
        qw["zero"] = [r.int(-20, 20)]
    qy = {} if kind == "f32" else {"scale": output_scale(r, qx, qw, depth, kind), "zero": r.zero(kind)}
    x = m.input(kind, x_shape, **qx)
    w = m.g.const(weight_kind, data, shape=shape, **qw)
    bias_kind = r.pick(bias_kinds)
    b = biases(r, m, bias_kind, units, qx, qw)
    y_shape = x_shape[:-1] + [units] if keep else [batch, units]
    act = r.activation()
    m.g.op(op, [x, w] + ([b] if b else r.pick([[], [None]])), [m.g.output(kind, y_shape, **qy)], fusedActivationFunction=act,
           keepNumDims=keep)
    return m.case(op, [kind + weight_kind + (bias_kind if b else " nobias"), f"{kind} act{act}",
                       f"{kind}{weight_kind} perchannel{per_channel}", "keep" if keep else "", "zero" if offset else "",
                       f"rank{len(x_shape)}", "batch" if batch > 1 else ""])


@generator("AVERAGE_POOL_2D", "MAX_POOL_2D")
def pool_2d(r, op):
    m = Maker(r)
    kind, padding, x_shape = r.pick(["f32", "i8", "i8", "i16"]), r.pick([SAME, VALID]), image(r)
    fh, sh, _, oh = window(r, x_shape[1], padding, 7, False)
    fw, sw, _, ow = window(r, x_shape[2], padding, 7, False)
    q, act = r.quant(kind), r.activation()
    x = m.input(kind, x_shape, **q)
    y = m.g.output(kind, [x_shape[0], oh, ow, x_shape[3]], **q)
    m.g.op(op, [x], [y], padding=padding, strideH=sh, strideW=sw, filterHeight=fh, filterWidth=fw, fusedActivationFunction=act)
    return m.case(op, [kind, f"{kind} pad{padding}", f"{kind} act{act}", "batch" if x_shape[0] > 1 else "",
                       "global" if oh * ow == 1 else ""])


# ---- reduction ----

# operator -> types
REDUCE = {"MEAN": ("f32", "i8", "i16"), "SUM": ("f32", "i8", "i16"), "REDUCE_MAX": ("f32", "i8"), "REDUCE_MIN": ("f32", "i8")}


@generator(*REDUCE)
def reduce(r, op):
    m = Maker(r)
    kind, shape = r.pick(REDUCE[op]), r.shape(1, 4, most=9)
    axes = sorted(r.rng.choice(len(shape), r.int(1, len(shape)), replace=False).tolist())
    if len(shape) == 4 and r.chance(.4):
        axes = [1, 2]
    keep = r.chance(.5)
    out = [1 if i in axes else n for i, n in enumerate(shape) if keep or i not in axes]
    given = [a - len(shape) if r.chance(.2) else a for a in axes]
    if r.chance(.3):
        given = given[::-1]
    qx = r.quant(kind)
    qy = {"scale": near(r, qx["scale"], -2, 2, wild=WILD), "zero": r.zero(kind)} if qx else {}
    if qx and (r.chance(.3) or op in ("REDUCE_MAX", "REDUCE_MIN")):
        qy = qx
    x = m.input(kind, shape, **qx)
    axis = m.g.const("i32", given, shape=[] if len(given) == 1 and r.chance(.3) else None)
    m.g.op(op, [x, axis], [m.g.output(kind, out, **qy)], keepDims=keep)
    return m.case(op, [kind, f"{kind} keep{keep}", f"{kind} rank{len(shape)} axes{len(axes)}", "hw" if axes == [1, 2] else "",
                       "negative" if min(given) < 0 else ""])


# ---- moving data ----

ANY = ("f32", "i8", "u8", "i16", "i32", "i64", "bool", "f16", "u32")


@generator("RESHAPE")
def reshape(r, op):
    m = Maker(r)
    kind, shape = r.pick(ANY), r.shape(1, 4)
    flat, out = list(np.array(shape)), []
    while flat:  # merge neighbours and set ones between
        out.append(int(flat.pop(0)) * (int(flat.pop(0)) if flat and r.chance(.4) else 1))
        if r.chance(.2):
            out.append(1)
    asked = list(out)
    if r.chance(.3):
        asked[r.int(0, len(asked) - 1)] = -1
    q = r.quant(kind)
    x = m.input(kind, shape, r.chance(.1), **q)
    y = m.g.output(kind, out, **q)
    given = r.pick(["tensor", "tensor", "option"])
    m.g.op(op, [x] + ([m.g.const("i32", asked)] if given == "tensor" else []), [y], newShape=np.array(asked, np.int32))
    return m.case(op, [kind, given, "stretch" if -1 in asked else "", "const" if x.data is not None else ""])


@generator("SQUEEZE")
def squeeze(r, op):
    m = Maker(r)
    kind, shape = r.pick(ANY), r.shape(2, 5)
    for _ in range(r.int(1, 2)):
        shape[r.int(0, len(shape) - 1)] = 1
    ones = [i for i, n in enumerate(shape) if n == 1]
    chosen = sorted(r.rng.choice(ones, r.int(1, len(ones)), replace=False).tolist())
    everything = r.chance(.3)
    if everything:
        chosen = ones
    out = [n for i, n in enumerate(shape) if i not in chosen]
    dims = [] if everything else [a - len(shape) if r.chance(.3) else a for a in chosen]
    q = r.quant(kind)
    x, y = m.input(kind, shape, **q), m.g.output(kind, out, **q)
    m.g.op(op, [x], [y], squeezeDims=np.array(dims, np.int32))
    return m.case(op, [kind, "all" if everything else "some", "negative" if dims and min(dims) < 0 else ""])


@generator("EXPAND_DIMS")
def expand_dims(r, op):
    m = Maker(r)
    kind, shape = r.pick(["f32", "i8", "i16"]), r.shape(1, 4)
    axis = r.int(0, len(shape))
    out = shape[:axis] + [1] + shape[axis:]
    given = axis - len(shape) - 1 if r.chance(.4) else axis
    q = r.quant(kind)
    x, y = m.input(kind, shape, r.chance(.1), **q), m.g.output(kind, out, **q)
    m.g.op(op, [x, m.g.const("i32", [given], shape=r.pick([[], [1]]))], [y])
    return m.case(op, [kind, "negative" if given < 0 else "positive", f"axis{axis}"])


@generator("PAD", "PADV2")
def pad(r, op):
    m = Maker(r)
    kind, shape = r.pick(["f32", "i8", "i16", "i32"]), r.shape(1, 5, 120)
    before = [r.pick([0, 0, 1, 2, 3]) for _ in shape]
    after = [r.pick([0, 0, 1, 2, 3]) for _ in shape]
    image_style = len(shape) == 4 and r.chance(.5)
    if image_style:
        before[0] = before[3] = after[0] = after[3] = 0
    q = r.quant(kind)
    x = m.input(kind, shape, **q)
    pads = m.g.const("i32", np.stack([before, after], 1))
    value = [m.input(kind, r.pick([[], [1]]), r.chance(.8), **q)] if op == "PADV2" else []
    out = [a + n + b for a, n, b in zip(before, shape, after)]
    m.g.op(op, [x, pads] + value, [m.g.output(kind, out, **q)])
    return m.case(op, [kind, f"{kind} rank{len(shape)}", "image" if image_style else "",
                       "computed value" if value and value[0].data is None else ""])


@generator("TRANSPOSE")
def transpose(r, op):
    m = Maker(r)
    kind, shape = r.pick(["f32", "i8", "i16"]), r.shape(1, 5)
    perm = [int(i) for i in r.rng.permutation(len(shape))]
    q = r.quant(kind)
    x = m.input(kind, shape, r.chance(.1), **q)
    m.g.op(op, [x, m.g.const("i32", perm)], [m.g.output(kind, [shape[i] for i in perm], **q)])
    return m.case(op, [kind, f"rank{len(shape)}", "identity" if perm == sorted(perm) else ""])


@generator("CONCATENATION")
def concatenation(r, op):
    m = Maker(r)
    kind, shape = r.pick(["f32", "i8", "i16", "i32", "i64", "bool"]), r.shape(1, 5, 80)
    axis, n = r.int(0, len(shape) - 1), r.pick([1, 2, 2, 3, r.int(2, 10)])
    q, parts = r.quant(kind), []
    for _ in range(n):
        part = list(shape)
        part[axis] = r.int(1, 4)
        parts.append(m.input(kind, part, r.chance(.15), **q))
    if n > 1 and r.chance(.15):  # one tensor twice
        parts[0] = parts[-1]
        m.sources, m.g.inputs = unused_inputs_dropped(m, parts)
    out = list(shape)
    out[axis] = sum(p.shape[axis] for p in parts)
    given = axis - len(shape) if r.chance(.3) else axis
    m.g.op(op, parts, [m.g.output(kind, out, **q)], axis=given)
    return m.case(op, [kind, f"axis{axis} of {len(shape)}", f"inputs{min(n, 4)}", "const" if any(p.data is not None for p in parts) else "",
                       "negative" if given < 0 else ""])


def unused_inputs_dropped(m, used):
    kept = [(s, t) for s, t in zip(m.sources, m.g.inputs) if any(t is u for u in used)]
    return [s for s, _ in kept], [t for _, t in kept]


def slice_axis(r, n):
    """(begin, end, stride, begin masked, end masked, shrunk, length): NumPy's meaning of [begin:end:stride]."""
    while True:
        stride = r.pick([1, 1, 1, 2, 3, -1, -2])
        begin, end = r.int(-n - 1, n + 1), r.int(-n - 1, n + 1)
        mask_begin, mask_end, shrink = r.chance(.25), r.chance(.25), r.chance(.12)
        if shrink:
            begin = r.int(-n, n - 1)
            return begin, begin + 1, 1, False, mask_end, True, 1
        length = len(range(n)[slice(None if mask_begin else begin, None if mask_end else end, stride)])
        if length:
            return begin, end, stride, mask_begin, mask_end, False, length


@generator("STRIDED_SLICE")
def strided_slice(r, op):
    m = Maker(r)
    kind, shape = r.pick(["f32", "i8", "i16", "i32", "bool"]), r.shape(1, 4)
    axes = [slice_axis(r, n) for n in shape]
    mask = lambda k: sum(1 << i for i, a in enumerate(axes) if a[k])
    out = [a[6] for a in axes if not a[5]]
    q = r.quant(kind)
    x = m.input(kind, shape, **q)
    ends = [m.g.const("i32", [a[k] for a in axes]) for k in range(3)]
    m.g.op(op, [x, *ends], [m.g.output(kind, out, **q)], beginMask=mask(3), endMask=mask(4), shrinkAxisMask=mask(5))
    return m.case(op, [kind, f"rank{len(shape)}", "shrink" if mask(5) else "", "masks" if mask(3) or mask(4) else "",
                       "backwards" if any(a[2] < 0 for a in axes) else "", "strided" if any(a[2] > 1 for a in axes) else ""])
