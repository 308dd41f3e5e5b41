# SPDX-License-Identifier: Apache-2.0
"""Generators of random cases, continued from ops.py: functions of one number, comparisons, resizing, matrix products."""
import numpy as np

import oracle
from cases import SAME, VALID, Maker, generator
from ops import WILD, near, image, window




# ---- element-wise, one operand ----

# operator -> range of the input
FLOAT = {"NEG": None, "SQUARE": None, "SQRT": (0, 1e4), "EXP": (-30, 30), "LOG": (1e-6, 1e4), "SIN": (-1e4, 1e4),
         "COS": (-1e4, 1e4), "CEIL": None, "FLOOR": None, "ROUND": None}


@generator(*FLOAT)
def float_function(r, op):
    m, shape = Maker(r), r.shape(1, 4)
    ends = FLOAT[op]

    def make():
        if op == "ROUND" and r.chance(.5):  # halves
            return r.rng.integers(-9, 10, shape) / 2
        return r.floats(shape, *(ends or (None, None)), special=ends is None)
    x = m.input("f32", shape, r.chance(.1), make)
    m.g.op(op, [x], [m.g.output("f32", shape)])
    return m.case(op, [f"rank{len(shape)}", "const" if x.data is not None else ""])


@generator("LOGICAL_NOT")
def logical_not(r, op):
    m, shape = Maker(r), r.shape(1, 4)
    m.g.op(op, [m.input("bool", shape)], [m.g.output("bool", shape)])
    return m.case(op, [f"rank{len(shape)}"])


@generator("ABS", "ELU", "RSQRT", "HARD_SWISH")
def quantised_function(r, op):
    m, shape = Maker(r), r.shape(1, 4, elements=r.pick([40, 400, 600]))
    kind = r.pick({"ABS": ["f32", "i8", "i16", "i16 plain"]}.get(op, ["f32", "i8", "i8"]))
    qx, qy = {}, {}
    plain, kind = kind.endswith("plain"), kind[:3].strip()
    if kind != "f32" and not plain:
        qx = r.quant(kind, -9, 0)
        qy = qx if op == "ABS" and r.chance(.3) else {"scale": near(r, qx["scale"], wild=WILD), "zero": r.zero(kind)}
        if op == "RSQRT":
            qy["scale"] = r.scale(-9, 1)
        if op == "HARD_SWISH":  # TFLM takes no output scale below a 128th of the input's
            qy["scale"] = near(r, qx["scale"], -6, 6)

    def make():
        if kind == "f32":
            return np.abs(r.floats(shape)) + 1e-3 if op == "RSQRT" else r.floats(shape, special=op == "ABS")
        if op == "RSQRT":
            return r.data(kind, shape, low=qx["zero"])
        return r.data(kind, shape)
    x = m.input(kind, shape, r.chance(.1), make, **qx)
    m.g.op(op, [x], [m.g.output(kind, shape, **qy)])
    return m.case(op, [kind + " plain" * plain, f"{kind} rank{len(shape)}", "same" if qx and qx == qy else "",
                       "const" if x.data is not None else ""])


@generator("L2_NORMALIZATION", "LOG_SOFTMAX")
def along_depth(r, op):
    m, kind = Maker(r), r.pick(["f32", "i8", "i8"])
    shape = r.shape(1, 4, most=40)
    qx = r.quant(kind, -9, 1)
    qy = {"L2_NORMALIZATION": {"scale": 1 / 128, "zero": 0}, "LOG_SOFTMAX": {"scale": 1 / 16, "zero": 127}}[op]
    x = m.input(kind, shape, make=(lambda: r.floats(shape, *r.pick([(-20, 20), (-1, 1)]))) if kind == "f32" else None, **qx)
    m.g.op(op, [x], [m.g.output(kind, shape, **(qy if qx else {}))])
    return m.case(op, [kind, f"{kind} rank{len(shape)}", "depth1" if shape[-1] == 1 else ""])


# ---- element-wise, two operands and more ----

# GREATER takes int16 as well, but what TFLM does with it depends on memory that nothing has written.
COMPARE = {"EQUAL": ("f32", "i8", "i32", "i64", "bool"), "NOT_EQUAL": ("f32", "i8", "i32", "i64", "bool"),
           "GREATER": ("f32", "i8", "i32", "i64"), "GREATER_EQUAL": ("f32", "i8", "i32", "i64"),
           "LESS": ("f32", "i8", "i32", "i64"), "LESS_EQUAL": ("f32", "i8", "i32", "i64")}


@generator(*COMPARE)
def compare(r, op):
    m, kind = Maker(r), r.pick(COMPARE[op])
    a, b, out = r.broadcast()
    qa = qb = {}
    if kind == "i8":
        qa = {"scale": r.scale(-9, -1), "zero": r.zero(kind)}
        qb = qa if r.chance(.4) else {"scale": min(near(r, qa["scale"], -1, 1), .99), "zero": r.zero(kind)}

    def values(shape):
        if kind == "f32":
            return lambda: r.rng.integers(-3, 4, shape) / 2 if r.chance(.5) else r.floats(shape, special=True)
        if kind == "bool":
            return lambda: r.data(kind, shape)
        middle = r.int(-100, 100)
        return lambda: r.data(kind, shape) if r.chance(.3) else r.data(kind, shape, middle - 5, middle + 5)
    constant = r.pick(["", "", "a", "b"])
    x, z = m.input(kind, a, constant == "a", values(a), **qa), m.input(kind, b, constant == "b", values(b), **qb)
    m.g.op(op, [x, z], [m.g.output("bool", out)])
    return m.case(op, [kind, f"{kind} {'same' if a == b else 'broadcast'}", f"const {constant}", "scalar" if [] in (a, b) else ""])


@generator("LOGICAL_AND", "LOGICAL_OR")
def logical(r, op):
    m = Maker(r)
    a, b, out = r.broadcast()
    m.g.op(op, [m.input("bool", a), m.input("bool", b)], [m.g.output("bool", out)])
    return m.case(op, ["same" if a == b else "broadcast"])


@generator("FLOOR_DIV", "FLOOR_MOD")
def floor_division(r, op):
    m = Maker(r)
    a, b, out = r.broadcast()

    def divisors():
        d = r.floats(b) if r.chance(.7) else r.rng.integers(-4, 5, b) / 4
        return np.where(np.abs(d) < 1e-3, .25, d)
    dividends = lambda: r.floats(a) if r.chance(.7) else r.rng.integers(-40, 41, a) / 8
    x = m.input("f32", a, make=dividends)
    m.g.op(op, [x, m.input("f32", b, r.chance(.3), divisors)], [m.g.output("f32", out)])
    return m.case(op, ["same" if a == b else "broadcast", "scalar" if [] in (a, b) else ""])


@generator("SQUARED_DIFFERENCE")
def squared_difference(r, op):
    m, kind = Maker(r), r.pick(["f32", "i32", "i8", "i8", "i16"])
    a, b, out = r.broadcast()
    qs = [{}] * 3
    if kind in ("i8", "i16"):
        s = r.scale(-9, -1)
        t = near(r, s, wild=WILD)
        qs = [{"scale": v, "zero": r.zero(kind)} for v in (s, t, near(r, max(s, t) ** 2 * 64, -4, 6))]
    values = lambda shape: (lambda: r.data(kind, shape, -20000, 20000)) if kind == "i32" else None
    x, z = m.input(kind, a, make=values(a), **qs[0]), m.input(kind, b, r.chance(.3), values(b), **qs[1])
    m.g.op(op, [x, z], [m.g.output(kind, out, **qs[2])])
    return m.case(op, [kind, f"{kind} {'same' if a == b else 'broadcast'}", "scalar" if [] in (a, b) else ""])


@generator("PRELU")
def prelu(r, op):
    m, kind = Maker(r), r.pick(["f32", "i8", "i8", "i16"])
    slope_kind = {"i16": "i8"}.get(kind, kind)
    shape = r.shape(1, 4)
    slopes = r.pick([shape, shape[-1:], shape[1:] or shape, [1] * len(shape)])
    slopes = [1 if i < len(slopes) - 1 and r.chance(.3) else n for i, n in enumerate(slopes)]
    qx, qa, qy = {}, {}, {}
    if kind != "f32":
        qx, qa = r.quant(kind, -9, -1), r.quant("i8", -9, -5)
        qy = {"scale": near(r, qx["scale"], wild=WILD), "zero": r.zero(kind)}
    x, a = m.input(kind, shape, **qx), m.input(slope_kind, slopes, r.chance(.8), **qa)
    m.g.op(op, [x, a], [m.g.output(kind, shape, **qy)])
    return m.case(op, [kind, f"{kind} {'same' if shape == slopes else 'broadcast'}", "const" if a.data is not None else ""])


@generator("ADD_N")
def add_n(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i8"]), r.shape(1, 4)
    q = r.quant(kind, -9, 0)
    qy = {"scale": near(r, q["scale"], -2, 4), "zero": r.zero(kind)} if q else {}
    xs = [m.input(kind, shape, r.chance(.1), **q) for _ in range(r.pick([2, 3, r.int(2, 9)]))]
    m.g.op(op, xs, [m.g.output(kind, shape, **qy)])
    return m.case(op, [kind, f"n{len(xs)}", f"{kind} rank{len(shape)}"])


# ---- images and matrices ----

@generator("L2_POOL_2D")
def l2_pool_2d(r, op):
    m, padding, x_shape = Maker(r), r.pick([SAME, VALID]), image(r)
    fh, sh, _, oh = window(r, x_shape[1], padding, 7, False)
    fw, sw, _, ow = window(r, x_shape[2], padding, 7, False)
    act = r.activation()
    m.g.op(op, [m.input("f32", x_shape)], [m.g.output("f32", [x_shape[0], oh, ow, x_shape[3]])], padding=padding, strideH=sh,
           strideW=sw, filterHeight=fh, filterWidth=fw, fusedActivationFunction=act)
    return m.case(op, [f"pad{padding}", f"act{act}", "batch" if x_shape[0] > 1 else ""])


@generator("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR")
def resize(r, op):
    m, x_shape = Maker(r), image(r)
    kind = r.pick(["f32", "i8"] if op == "RESIZE_BILINEAR" else ["f32", "i8", "i16"])
    size = [r.pick([n, 2 * n, max(1, n // 2), r.int(1, 20)]) for n in x_shape[1:3]]
    align, half = r.pick([(False, False), (True, False), (False, True)] + [(True, True)] * (op != "RESIZE_BILINEAR"))
    q = r.quant(kind)
    x, s = m.input(kind, x_shape, **q), m.g.const("i32", size)
    y = m.g.output(kind, [x_shape[0], *size, x_shape[3]], **q)
    m.g.op(op, [x, s], [y], alignCorners=align, halfPixelCenters=half)
    return m.case(op, [kind, f"{kind} align{align} half{half}", "batch" if x_shape[0] > 1 else "",
                       "larger" if size[0] > x_shape[1] else "smaller"])


@generator("BATCH_MATMUL")
def batch_matmul(r, op):
    m, kind = Maker(r), r.pick(["f32", "i8", "i8", "i16"])
    rows, depth, columns = r.int(1, 6), r.pick([1, r.int(1, 8), r.int(1, 40)]), r.int(1, 6)
    batches = [r.int(1, 3) for _ in range(r.int(0, 3))]
    cut = lambda: [1 if r.chance(.25) else n for n in batches][r.pick([0, 0, r.int(0, len(batches))]):]
    a, b = cut(), cut()
    most = max(len(a), len(b))
    pad = lambda s: [1] * (most - len(s)) + s
    out = [max(x, y) for x, y in zip(pad(a), pad(b))]
    adj_x, adj_y = r.chance(.3), r.chance(.3)
    qs = [{}] * 3
    if kind != "f32":
        s = r.scale(-9, -3)
        t = near(r, s)
        qs = [{"scale": v, "zero": r.zero(kind)} for v in (s, t, near(r, s * t * 30 * max(1, depth) ** .5 * (100 if kind == "i16" else 1), -2, 4))]
    swap = lambda shape, yes: shape[::-1] if yes else shape
    x = m.input(kind, a + swap([rows, depth], adj_x), r.chance(.1), **qs[0])
    y = m.input(kind, b + swap([depth, columns], adj_y), r.chance(.4), **qs[1])
    m.g.op(op, [x, y], [m.g.output(kind, out + [rows, columns], **qs[2])], adjX=adj_x, adjY=adj_y)
    return m.case(op, [kind, f"{kind} adj{adj_x}{adj_y}", "const" if y.data is not None else "",
                       "same" if a == b else "broadcast", f"rank{len(a) + 2},{len(b) + 2}"])


# ---- rows: a chain of operators that can be computed row by row ----

@generator("ROWS")
def rows(r, op):
    """Over [1, H, W, C], with branches that meet again."""
    m, kind = Maker(r), r.pick(["f32", "i8", "i8"])
    shape = [1, r.int(3, 14), r.int(1, 6), r.int(1, 4)]
    quantised = kind == "i8"
    new_quant = lambda: {"scale": r.scale(-6, -3), "zero": r.zero(kind)} if quantised else {}
    q = new_quant()
    x, tags, open_tensors = m.input(kind, shape, **q), [kind], []
    count = r.int(2, 6)

    def put(name, inputs, out_shape, quant, last, **options):
        y = (m.g.output if last else m.g.tensor)(kind, out_shape, **quant)
        m.g.op(name, inputs, [y], **options)
        tags.append(name)
        return y

    for i in range(count):
        last, same = i == count - 1, [t for t in open_tensors if t.shape == x.shape and t is not x]
        alike = [t for t in same if not quantised or (t.scale, t.zero) == (x.scale, x.zero)]
        keep = {"scale": x.scale, "zero": x.zero} if quantised else {}
        open_tensors.append(x)
        what = r.pick(["ABS", "PRELU", "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", "MAX_POOL_2D", "HARD_SWISH", "L2_NORMALIZATION",
                       "SQUARED_DIFFERENCE", "ADD_N", "SQUARED_DIFFERENCE", "ADD_N", "L2_POOL_2D", "NEG"])
        other = r.pick(alike or same) if same else None
        if what in ("ABS", "HARD_SWISH") or (what == "NEG" and not quantised):
            out = dict(keep, scale=near(r, x.scale, -1, 1), zero=r.zero(kind)) if quantised else {}
            x = put(what, [x], x.shape, out, last)
        elif what == "L2_NORMALIZATION":
            x = put(what, [x], x.shape, {"scale": 1 / 128, "zero": 0} if quantised else {}, last)
        elif what in ("MAX_POOL_2D", "L2_POOL_2D") and not (quantised and what[0] == "L"):
            (fh, sh, _, oh), (fw, sw, _, ow) = (window(r, n, SAME, 4, False) for n in x.shape[1:3])
            x = put(what, [x], [1, oh, ow, x.shape[3]], keep, last, padding=SAME, strideH=sh, strideW=sw, filterHeight=fh, filterWidth=fw)
        elif what.startswith("RESIZE"):
            size = [r.pick([n, 2 * n, max(1, n // 2), r.int(1, 20)]) for n in x.shape[1:3]]
            align, half = r.pick([(False, False), (True, False), (False, True)])
            x = put(what, [x, m.g.const("i32", size)], [1, *size, x.shape[3]], keep, last, alignCorners=align, halfPixelCenters=half)
        elif what == "SQUARED_DIFFERENCE" and other is not None:
            x = put(what, [x, other], x.shape, new_quant(), last)
        elif what == "ADD_N" and alike:
            x = put(what, [x, r.pick(alike), x][:r.int(2, 3)], x.shape, new_quant(), last)
        else:
            slopes = m.g.const(kind, r.data(kind, [x.shape[3]]), **({"scale": .01, "zero": r.zero(kind)} if quantised else {}))
            x = put("PRELU", [x, slopes], x.shape, new_quant(), last)
    return m.case(op, tags)


# ---- operators that TFLM lacks: LiteRT says what they compute ----

oracle.LITERT_ONLY.update(("SIGN", "RANK", "TILE", "SELECT", "ONE_HOT", "TOPK_V2", "REDUCE_PROD", "REDUCE_ANY", "GELU",
                           "RANGE"))


@generator("SIGN")
def sign(r, op):
    m, shape = Maker(r), r.shape(1, 4)
    m.g.op(op, [m.input("f32", shape, make=lambda: np.round(r.floats(shape)))], [m.g.output("f32", shape)])
    return m.case(op, [f"rank{len(shape)}"])


@generator("RANK")
def rank(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i8", "i32"]), r.shape(1, 5)
    m.g.op(op, [m.input(kind, shape)], [m.g.output("i32", [])])
    return m.case(op, [kind, f"rank{len(shape)}"])


@generator("TILE")
def tile(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i8", "i32", "i64", "bool"]), r.shape(1, 4, elements=60)
    times = [r.pick([1, 1, 2, r.int(1, 4)]) for _ in shape]
    x = m.input(kind, shape)
    m.g.op(op, [x, m.g.const(r.pick(["i32", "i64"]), times)], [m.g.output(kind, [a * b for a, b in zip(shape, times)])])
    return m.case(op, [kind, f"rank{len(shape)}"])


@generator("SELECT")
def select(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i8", "i16", "i32", "i64", "bool"]), r.shape(1, 4)
    how = r.pick(["same", "scalar", "first"])
    condition = m.input("bool", {"same": shape, "scalar": [], "first": shape[:1]}[how])
    m.g.op(op, [condition, m.input(kind, shape), m.input(kind, shape)], [m.g.output(kind, shape)])
    return m.case(op, [kind, how])


@generator("ONE_HOT")
def one_hot(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i8", "i32", "i64", "bool"]), r.shape(1, 3, elements=60)
    wide, depth, axis = r.pick(["i32", "i64"]), r.int(1, 6), r.int(-1, len(shape))
    x = m.input(wide, shape, make=lambda: r.data(wide, shape, -2, depth + 1))
    ends = [m.g.const(kind, r.data(kind, []), shape=[]) for _ in range(2)]
    out = list(shape)
    out.insert(len(shape) if axis < 0 else axis, depth)
    m.g.op(op, [x, m.g.const("i32", depth, shape=[]), *ends], [m.g.output(kind, out)], axis=axis)
    return m.case(op, [kind, wide, f"axis{axis}"])


@generator("TOPK_V2")
def topk_v2(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i8", "i32"]), r.shape(1, 3)
    k = r.int(1, shape[-1])
    x = m.input(kind, shape, make=lambda: np.round(r.floats(shape)) if kind == "f32" else r.data(kind, shape, -9, 9))
    out = shape[:-1] + [k]
    m.g.op(op, [x, m.g.const("i32", k, shape=[])], [m.g.output(kind, out), m.g.output("i32", out)])
    return m.case(op, [kind, f"rank{len(shape)}", "all" if k == shape[-1] else ""])


@generator("REDUCE_PROD", "REDUCE_ANY")
def reduce_more(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i32"]) if op == "REDUCE_PROD" else "bool", r.shape(1, 4, most=9)
    axes = sorted(r.rng.choice(len(shape), r.int(1, len(shape)), replace=False).tolist())
    keep = r.chance(.5)
    out = [1 if i in axes else n for i, n in enumerate(shape) if keep or i not in axes]
    make = {"f32": lambda: r.floats(shape, .8, 1.3), "i32": lambda: r.data(kind, shape, -2, 2), "bool": lambda: r.rng.random(shape) < .1}[kind]
    m.g.op(op, [m.input(kind, shape, make=make), m.g.const("i32", axes)], [m.g.output(kind, out)], keepDims=keep)
    return m.case(op, [kind, f"keep{keep}", f"rank{len(shape)} axes{len(axes)}"])


@generator("GELU")
def gelu(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i8"]), r.shape(1, 4)
    qx, approximate = r.quant(kind, -8, -3), r.chance(.5)
    qy = {"scale": near(r, qx["scale"], -1, 1), "zero": r.zero(kind)} if qx else {}
    x = m.input(kind, shape, make=(lambda: r.floats(shape, *r.pick([(-6, 6), (-1, 1)]))) if not qx else None, **qx)
    m.g.op(op, [x], [m.g.output(kind, shape, **qy)], approximate=approximate)
    return m.case(op, [kind, f"{kind} {approximate}"])


@generator("RANGE")
def range_of(r, op):
    m, kind = Maker(r, 1), r.pick(["f32", "i32"])
    start, delta, n = r.int(-20, 20), r.pick([-3, -2, -1, 1, 2, 5]), r.int(1, 12)
    ends = [start, start + delta * n - r.int(0, abs(delta) - 1) * (1 if delta > 0 else -1), delta]
    if kind == "f32":
        ends = [e / 4 for e in ends]
    # LiteRT gives a range of constants at once; something must be left to invoke.
    x = m.input(kind, [n])
    y = m.g.tensor(kind, [n])
    m.g.op(op, [m.g.const(kind, e, shape=[]) for e in ends], [y])
    m.g.op("MAXIMUM", [x, y], [m.g.output(kind, [n])])
    return m.case(op, [kind, "down" if delta < 0 else "up"])
