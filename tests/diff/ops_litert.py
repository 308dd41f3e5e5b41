# SPDX-License-Identifier: Apache-2.0
"""Generators of random cases for what TFLM lacks: LiteRT says what these compute."""
import numpy as np

import oracle
from cases import Maker, generator
from ops import WILD, near

BITS = ("i8", "u8", "i16", "u16", "i32", "u32")
SEGMENTS = ("UNSORTED_SEGMENT_SUM", "UNSORTED_SEGMENT_PROD", "UNSORTED_SEGMENT_MAX", "UNSORTED_SEGMENT_MIN")

oracle.LITERT_ONLY.update(("POW", "ATAN2", "BITWISE_XOR", "RIGHT_SHIFT", "RELU_N1_TO_1", "RELU_0_TO_1", "SCATTER_ND", "WHERE",
                           "REVERSE_SEQUENCE", "BITCAST", "LOCAL_RESPONSE_NORMALIZATION", *SEGMENTS))
# The reference kernel leaves out the last neighbour, unlike the default one and TensorFlow.
oracle.LITERT_DEFAULT.add("LOCAL_RESPONSE_NORMALIZATION")


@generator("POW")
def power(r, op):
    m, kind = Maker(r), r.pick(["f32", "f32", "i32"])
    a, b, out = r.broadcast()
    if kind == "i32":
        x, y = (lambda: r.data(kind, a, -8, 8)), (lambda: r.data(kind, b, 0, 9))  # LiteRT saturates as the machine has it
    else:
        x = r.pick([lambda: r.floats(a, 1e-3, 30), lambda: np.round(r.floats(a)), lambda: r.floats(a, .9, 1.1)])
        y = r.pick([lambda: r.floats(b, -8, 8), lambda: np.round(r.floats(b, -6, 6)), lambda: r.floats(b, special=True)])
    m.g.op(op, [m.input(kind, a, make=x), m.input(kind, b, r.chance(.3), y)], [m.g.output(kind, out)])
    return m.case(op, [kind, f"{kind} {'same' if a == b else 'broadcast'}"])


@generator("ATAN2")
def atan2(r, op):
    m, shape = Maker(r), r.shape(1, 4)
    make = lambda: np.round(r.floats(shape)) if r.chance(.3) else r.floats(shape, special=True)
    m.g.op(op, [m.input("f32", shape, make=make), m.input("f32", shape, make=make)], [m.g.output("f32", shape)])
    return m.case(op, [f"rank{len(shape)}"])


@generator("BITWISE_XOR", "RIGHT_SHIFT")
def bits(r, op):
    m, kind = Maker(r), r.pick(BITS)
    a, b, out = r.broadcast()
    if kind == "u32" and op == "RIGHT_SHIFT":
        places = lambda: r.data(kind, b, 0, 40)
    else:
        places = lambda: r.data(kind, b) if op == "BITWISE_XOR" or r.chance(.2) else r.data(kind, b, -3 * (kind[0] == "i"), 40)
    m.g.op(op, [m.input(kind, a), m.input(kind, b, r.chance(.3), places)], [m.g.output(kind, out)])
    return m.case(op, [kind, f"{kind} {'same' if a == b else 'broadcast'}"])


@generator("RELU_N1_TO_1", "RELU_0_TO_1")
def relu_range(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i8"]), r.shape(1, 5)
    qx = r.quant(kind, -9, -2)
    qy = {"scale": near(r, qx["scale"], wild=WILD), "zero": r.zero(kind)} if qx else {}
    m.g.op(op, [m.input(kind, shape, **qx)], [m.g.output(kind, shape, **qy)])
    return m.case(op, [kind, f"{kind} rank{len(shape)}"])


@generator("SCATTER_ND")
def scatter_nd(r, op):
    m, kind, out = Maker(r), r.pick(["f32", "i8", "u8", "i32", "i64"]), r.shape(1, 4, 120)
    depth, outer = r.int(1, len(out)), r.shape(1, 2, 12)
    places = lambda: np.stack([r.rng.integers(0, out[d], outer) for d in range(depth)], -1)
    index = m.input("i32", outer + [depth], r.chance(.3), places)
    update = m.input(kind, outer + out[depth:])
    m.g.op(op, [index, update, m.g.const("i32", out)], [m.g.output(kind, out)])
    return m.case(op, [kind, f"depth{depth} of {len(out)}"])


@generator("WHERE")
def where(r, op):
    """The number of coordinates is fixed by the model: the same in each invoke."""
    m, kind, shape = Maker(r), r.pick(["bool", "bool", "f32", "i8", "u8", "i32", "i64", "u32"]), r.shape(1, 4, 60)
    size = int(np.prod(shape))
    found = r.int(1, size)

    def make():
        chosen = np.isin(np.arange(size), r.rng.choice(size, found, replace=False))
        values = r.data(kind, [size], 1, 3).astype(np.float64) if kind != "bool" else np.ones(size)
        empty = np.where(r.rng.random(size) < .3, -0.0, 0.0)
        return np.where(chosen, values * (-1 if kind[0] in "fi" and r.chance(.5) else 1), empty).reshape(shape)
    m.g.op(op, [m.input(kind, shape, make=make)], [m.g.output("i64", [found, len(shape)])])
    return m.case(op, [kind, f"rank{len(shape)}", "all" if found == size else ""])


@generator("REVERSE_SEQUENCE")
def reverse_sequence(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "u8", "i16", "i32", "i64"]), r.shape(2, 4, 200)
    batch, seq = (int(i) for i in r.rng.choice(len(shape), 2, replace=False))
    wide = r.pick(["i32", "i64"])
    lengths = m.input(wide, [shape[batch]], r.chance(.3), lambda: r.rng.integers(1, shape[seq], shape[batch], endpoint=True))
    m.g.op(op, [m.input(kind, shape), lengths], [m.g.output(kind, shape)], seqDim=seq, batchDim=batch)
    return m.case(op, [kind, wide, f"dims {batch} {seq} of {len(shape)}"])


SIZES = {"i8": 1, "u8": 1, "i16": 2, "u16": 2, "i32": 4, "u32": 4, "f32": 4, "i64": 8}


@generator("BITCAST")
def bitcast(r, op):
    m, shape = Maker(r), r.shape(1, 3, 60)
    one, other = r.pick(list(SIZES)), r.pick(list(SIZES))
    more, less = SIZES[one] // SIZES[other], SIZES[other] // SIZES[one]
    out = shape + [more] if more > 1 else list(shape)
    if less > 1:
        shape = shape + [less]
    # Not every pattern of bits is kept on the way of a float into a NumPy array and out of it.
    make = (lambda: r.floats(shape, -1e3, 1e3)) if one == "f32" else (lambda: r.data(one, shape, 0, 100)) if other == "f32" else None
    m.g.op(op, [m.input(one, shape, make=make)], [m.g.output(other, out)])
    return m.case(op, [f"{SIZES[one]} to {SIZES[other]}", one, other])


@generator(*SEGMENTS)
def segments(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i32"]), r.shape(1, 4, 200)
    count = r.int(1, 6)
    make = (lambda: r.data(kind, shape, -9, 9)) if kind == "i32" else None
    ids = m.input("i32", shape[:1], r.chance(.4), lambda: r.rng.integers(0 if r.chance(.6) else -1, count, shape[:1]))
    x, n = m.input(kind, shape, make=make), m.g.const("i32", count, shape=r.pick([[], [1]]))
    m.g.op(op, [x, ids, n], [m.g.output(kind, [count] + shape[1:])])
    return m.case(op, [kind, f"{kind} rank{len(shape)}", "const" if ids.data is not None else ""])


@generator("LOCAL_RESPONSE_NORMALIZATION")
def local_response_normalization(r, op):
    m, shape = Maker(r), r.shape(4, 4, 300)
    # LiteRT has short ways for beta 0.5 and 1; others are powf.
    m.g.op(op, [m.input("f32", shape, make=lambda: r.floats(shape, -5, 5))], [m.g.output("f32", shape)], radius=r.int(0, 5),
           bias=r.real(.5, 3), alpha=r.real(.01, 2), beta=r.pick([.5, 1.0, .75, r.real(0, 2)]))
    return m.case(op, ["batch" if shape[0] > 1 else "rows"])


# ---- operators that TFLM has, with types that only LiteRT takes; float16; more dimensions, inputs, masks ----

def integers(op):
    """The name of a case of LiteRT's: its operator has cases of TFLM's, too."""
    name = f"{op}_WIDE"
    oracle.LITERT_ONLY.add(name)
    return name


def wide_case(m, name, tags):
    case = m.case(name, tags)
    case.op = name
    return case


WIDE_BINARY = {"ADD": ("i64",), "SUB": ("i64",), "MUL": ("i64",), "FLOOR_DIV": ("i32",), "FLOOR_MOD": ("i32", "i64")}


@generator(*map(integers, WIDE_BINARY))
def wide_binary(r, name):
    op = name[:-5]
    m, kind = Maker(r), r.pick(WIDE_BINARY[op])
    a, b, out = r.broadcast()
    divides = op.startswith("FLOOR")
    low, high = {"i64": (-2**31, 2**31 - 1), "i32": (-10**6, 10**6)}[kind]
    divisor = lambda: np.where((d := r.data(kind, b, -40, 40)) == 0, 3, d)
    x = m.input(kind, a, make=lambda: r.data(kind, a, low, high))
    y = m.input(kind, b, r.chance(.3), divisor if divides else lambda: r.data(kind, b, low, high))
    m.g.op(op, [x, y], [m.g.output(kind, out)])
    return wide_case(m, name, [kind, f"{kind} {'same' if a == b else 'broadcast'}"])


WIDE_UNARY = {"NEG": ("i32", "i64"), "ABS": ("i32",), "SIGN": ("i32",)}


@generator(*map(integers, WIDE_UNARY))
def wide_unary(r, name):
    m, kind, shape = Maker(r), r.pick(WIDE_UNARY[name[:-5]]), r.shape(1, 4)
    low, high = {"i64": (-2**62, 2**62), "i32": (-10**9, 10**9)}[kind]
    m.g.op(name[:-5], [m.input(kind, shape, make=lambda: r.data(kind, shape, low, high))], [m.g.output(kind, shape)])
    return wide_case(m, name, [kind, f"rank{len(shape)}"])


@generator(integers("ADD_N"))
def wide_add_n(r, name):
    m, shape = Maker(r), r.shape(1, 4)
    xs = [m.input("i32", shape, make=lambda: r.data("i32", shape, -10**6, 10**6)) for _ in range(r.int(2, 6))]
    m.g.op("ADD_N", xs, [m.g.output("i32", shape)])
    return wide_case(m, name, [f"n{len(xs)}"])


@generator(*map(integers, ("SUM", "MEAN", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD")))
def wide_reduce(r, name):
    op = name[:-5]
    m, kind, shape = Maker(r), r.pick(["i64"] if op == "REDUCE_PROD" else ["i32", "i64"]), r.shape(1, 4, most=9)
    axes = sorted(r.rng.choice(len(shape), r.int(1, len(shape)), replace=False).tolist())
    keep, most = r.chance(.5), 2 if op == "REDUCE_PROD" else 10**6
    out = [1 if i in axes else n for i, n in enumerate(shape) if keep or i not in axes]
    x = m.input(kind, shape, make=lambda: r.data(kind, shape, -most, most))
    m.g.op(op, [x, m.g.const("i32", axes)], [m.g.output(kind, out)], keepDims=keep)
    return wide_case(m, name, [kind, f"rank{len(shape)} axes{len(axes)}"])


@generator(*map(integers, ("ARG_MAX", "ARG_MIN")))
def wide_arg(r, name):
    m, kind, shape = Maker(r), r.pick(["f32", "i8", "i32", "i32"]), r.shape(1, 4)
    axis, out = r.int(0, len(shape) - 1), r.pick(["i32", "i64", "i64"])
    x = m.input(kind, shape, **r.quant(kind))
    m.g.op(name[:-5], [x, m.g.const("i32", axis, shape=[])], [m.g.output(out, shape[:axis] + shape[axis + 1:])],
           outputType=2 if out == "i32" else 4)
    return wide_case(m, name, [f"{kind} {out}"])


@generator(integers("CUMSUM"))
def wide_cumsum(r, name):
    m, kind, shape = Maker(r), r.pick(["i32", "i64"]), r.shape(1, 4)
    axis = r.int(0, len(shape) - 1)
    x = m.input(kind, shape, make=lambda: r.data(kind, shape, -10**6, 10**6))
    m.g.op("CUMSUM", [x, m.g.const("i32", axis, shape=[])], [m.g.output(kind, shape)], exclusive=r.chance(.5), reverse=r.chance(.5))
    return wide_case(m, name, [kind, f"rank{len(shape)}"])


@generator(integers("CAST"))
def wide_cast(r, name):
    m, shape = Maker(r), r.shape(1, 4)
    kinds = ["f32", "i8", "u8", "i16", "u16", "i32", "u32", "i64", "bool"]
    one, other = r.pick(kinds[:-1]), r.pick(kinds)
    # What lies outside of the type depends on the machine: not between integers.
    make = {"f32": lambda: r.floats(shape, *((0, 250) if other[0] == "u" else (-120, 120)))}.get(one)
    m.g.op("CAST", [m.input(one, shape, make=make)], [m.g.output(other, shape)])
    return wide_case(m, name, [one, other, f"{one} {other}" if "i64" in (one, other) else ""])


@generator(integers("RANGE"))
def wide_range(r, name):
    m = Maker(r, 1)
    start, delta, n = r.int(-20, 20), r.pick([-3, -1, 1, 5]), r.int(1, 12)
    y = m.g.tensor("i64", [n])
    m.g.op("RANGE", [m.g.const("i64", e, shape=[]) for e in (start, start + delta * n, delta)], [y])
    m.g.op("MAXIMUM", [m.input("i64", [n], make=lambda: r.data("i64", [n], -9, 9)), y], [m.g.output("i64", [n])])
    return wide_case(m, name, ["down" if delta < 0 else "up"])


@generator(integers("TOPK_V2"))
def wide_topk(r, name):
    m, shape = Maker(r), r.shape(1, 3)
    k = r.int(1, shape[-1])
    out = shape[:-1] + [k]
    m.g.op("TOPK_V2", [m.input("i64", shape, make=lambda: r.data("i64", shape, -9, 9)), m.g.const("i32", k, shape=[])],
           [m.g.output("i64", out), m.g.output("i32", out)])
    return wide_case(m, name, [f"rank{len(shape)}"])


@generator(integers("DEQUANTIZE"))
def half_floats(r, name):
    """A constant of float16, as weights are, meets an input; or the input is float16 itself."""
    m, shape = Maker(r), r.shape(1, 4)
    make = lambda: r.floats(shape, *r.pick([(-6e4, 6e4), (-1, 1), (-1e-5, 1e-5)]))
    if r.chance(.5):
        m.g.op("DEQUANTIZE", [m.input("f16", shape, make=make)], [m.g.output("f32", shape)])
        return wide_case(m, name, ["activation"])
    y = m.g.tensor("f32", shape)
    m.g.op("DEQUANTIZE", [m.g.const("f16", make(), shape=shape)], [y])
    m.g.op("ADD", [m.input("f32", shape), y], [m.g.output("f32", shape)])
    return wide_case(m, name, ["constant"])


@generator(integers("STRIDED_SLICE"))
def masks(r, name):
    """An ellipsis and new axes among what is sliced: NumPy's indexing tells the shape."""
    m, kind, shape = Maker(r), r.pick(["f32", "i8", "i16", "i32", "i64", "bool"]), r.shape(1, 4)
    named = r.int(0, len(shape))
    before = r.int(0, named)  # axes that stand before the ellipsis; the others behind it
    spec, index, bits = [], [], dict.fromkeys(("begin", "end", "ellipsis", "new", "shrink"), 0)

    def add(begin, end, stride, what, *marks):
        for mark in marks:
            bits[mark] |= 1 << len(spec)
        spec.append((begin, end, stride))
        index.append(what)

    def axis(n):
        if r.chance(.25):
            add(0, 0, 1, None, "new")
        if r.chance(.2):
            at = r.int(-n, n - 1)
            return add(at, at + 1, 1, at, "shrink")
        stride = r.pick([1, 1, 2, -1])
        begin, end = (r.int(0, n - 1), n) if stride > 0 else (n - 1, r.int(-n - 1, -2) if n > 1 else -n - 1)
        add(begin, end, stride, slice(begin, end if stride > 0 or end >= -n else None, stride))

    for i in range(before):
        axis(shape[i])
    if before < named or named < len(shape) or r.chance(.3):
        add(0, 0, 1, Ellipsis, "ellipsis")
    for i in range(len(shape) - (named - before), len(shape)):
        axis(shape[i])
    if not spec:
        add(0, 0, 1, Ellipsis, "ellipsis")
    out = np.zeros(shape, np.int8)[tuple(index)].shape
    q = r.quant(kind)
    ends = [m.g.const("i32", [s[k] for s in spec]) for k in range(3)]
    m.g.op("STRIDED_SLICE", [m.input(kind, shape, **q), *ends], [m.g.output(kind, out, **q)], beginMask=bits["begin"],
           endMask=bits["end"], ellipsisMask=bits["ellipsis"], newAxisMask=bits["new"], shrinkAxisMask=bits["shrink"])
    case = wide_case(m, name, [kind, *(k for k, v in bits.items() if v), f"{len(shape)} to {len(out)}"])
    # LiteRT has it wrong where an ellipsis stands for no axis, and where new axes meet shrunk ones.
    case.truth = lambda arrays: [arrays[0][tuple(index)]]
    return case


@generator(integers("CONCATENATION"))
def many_inputs(r, name):
    m, kind, shape = Maker(r, 1), r.pick(["f32", "i32", "i64"]), r.shape(1, 3, 12)
    axis, n = r.int(0, len(shape) - 1), r.int(11, 40)
    parts = []
    for _ in range(n):
        part = list(shape)
        part[axis] = r.int(1, 3)
        parts.append(m.input(kind, part, r.chance(.5)))
    out = list(shape)
    out[axis] = sum(p.shape[axis] for p in parts)
    m.g.op("CONCATENATION", parts, [m.g.output(kind, out)], axis=axis)
    return wide_case(m, name, [kind, f"axis{axis}"])
