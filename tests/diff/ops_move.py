# SPDX-License-Identifier: Apache-2.0
"""Generators of random cases for operators that move, pick or repeat elements, and the rest of the reductions."""
import numpy as np

import oracle
from cases import Maker, generator

# TFLM pads with what it never set.
oracle.LITERT_ONLY.add("SPACE_TO_BATCH_ND")

FOUR = ("f32", "i8", "i16", "i32")
TWO = ("f32", "i8")


def signed(r, axis, rank, p=.3):
    """The axis, or the same one counted from the end."""
    return axis - rank if r.chance(p) else axis


def one_number(m, value):
    return m.g.const("i32", value, shape=m.r.pick([[], [1]]))


# ---- pieces and wholes ----

@generator("SLICE")
def slice_of(r, op):
    m, kind, shape = Maker(r), r.pick(FOUR + ("bool",)), r.shape(1, 5)
    begin = [r.int(0, n - 1) for n in shape]
    size = [r.int(1, n - b) for n, b in zip(shape, begin)]
    if r.chance(.2):
        begin, size = [0] * len(shape), list(shape)
    asked = [-1 if b + s == n and r.chance(.5) else s for b, s, n in zip(begin, size, shape)]
    q, wide = r.quant(kind), r.pick(["i32", "i64"])
    x = m.input(kind, shape, **q)
    computed = r.chance(.3) and -1 not in asked
    start = m.input(wide, [len(shape)], make=lambda: np.array(begin)) if computed else m.g.const(wide, begin)
    m.g.op(op, [x, start, m.g.const(wide, asked)], [m.g.output(kind, size, **q)])
    return m.case(op, [kind, wide, f"rank{len(shape)}", "computed" if computed else "", "rest" if -1 in asked else "",
                       "whole" if size == shape else ""])


@generator("SPLIT", "SPLIT_V")
def split(r, op):
    m, kind, shape = Maker(r), r.pick(FOUR), r.shape(1, 5, 60)
    axis, n = r.int(0, len(shape) - 1), r.int(1, 5)
    sizes = [r.int(1, 4)] * n if op == "SPLIT" else [r.int(1, 4) for _ in range(n)]
    shape[axis] = sum(sizes)
    q = r.quant(kind)
    x, a = m.input(kind, shape, **q), one_number(m, signed(r, axis, len(shape)))
    parts = [m.g.output(kind, shape[:axis] + [s] + shape[axis + 1:], **q) for s in sizes]
    m.g.op(op, [a, x] if op == "SPLIT" else [x, m.g.const("i32", sizes), a], parts, numSplits=n)
    return m.case(op, [kind, f"axis{axis} of {len(shape)}", f"n{n}"])


@generator("PACK", "UNPACK")
def pack(r, op):
    m, kind, shape = Maker(r), r.pick(FOUR + (("i64",) if op == "PACK" else ())), r.shape(1, 4, 60)
    axis, n = r.int(0, len(shape)), r.int(1, 6)
    whole = shape[:axis] + [n] + shape[axis:]
    given, q = signed(r, axis, len(whole)), r.quant(kind)
    if op == "PACK":
        parts = [m.input(kind, shape, r.chance(.1), **q) for _ in range(n)]
        m.g.op(op, parts, [m.g.output(kind, whole, **q)], valuesCount=n, axis=given)
    else:
        m.g.op(op, [m.input(kind, whole, **q)], [m.g.output(kind, shape, **q) for _ in range(n)], num=n, axis=given)
    return m.case(op, [kind, f"axis{axis} of {len(whole)}", "negative" if given < 0 else ""])


@generator("DYNAMIC_UPDATE_SLICE")
def dynamic_update_slice(r, op):
    m, kind, shape = Maker(r), r.pick(FOUR), r.shape(1, 5)
    part = [r.int(1, n) for n in shape]
    q, wide = r.quant(kind), r.pick(["i32", "i64"])
    start = m.input(wide, [len(shape)], make=lambda: r.rng.integers(-2, 9, len(shape)))  # held inside
    m.g.op(op, [m.input(kind, shape, **q), m.input(kind, part, **q), start], [m.g.output(kind, shape, **q)])
    return m.case(op, [kind, wide, f"rank{len(shape)}"])


# ---- elements chosen by indices ----

@generator("GATHER")
def gather(r, op):
    m, kind, shape = Maker(r), r.pick(TWO), r.shape(1, 4, 120)
    axis = r.int(0, len(shape) - 1)
    batch = r.int(0, axis) if r.chance(.5) else 0
    index = shape[:batch] + r.shape(0, 2, 8)
    out = shape[:axis] + index[batch:] + shape[axis + 1:]
    q = r.quant(kind)
    x = m.input(kind, shape, **q)
    i = m.input("i32", index, r.chance(.3), make=lambda: r.rng.integers(0, shape[axis], index))
    dims = batch - len(index) if 0 < batch < len(index) and r.chance(.2) else batch
    m.g.op(op, [x, i], [m.g.output(kind, out, **q)], axis=signed(r, axis, len(shape)), batchDims=dims)
    return m.case(op, [kind, f"batch{batch}", f"axis{axis} of {len(shape)}", "negative" if dims < 0 else ""])


@generator("GATHER_ND")
def gather_nd(r, op):
    m, kind, shape = Maker(r), r.pick(TWO), r.shape(1, 5, 120)
    depth, outer = r.int(1, len(shape)), r.shape(0, 2, 8)
    places = lambda: np.stack([r.rng.integers(0, shape[d], outer) for d in range(depth)], -1)
    q = r.quant(kind)
    x, i = m.input(kind, shape, **q), m.input("i32", outer + [depth], r.chance(.3), places)
    m.g.op(op, [x, i], [m.g.output(kind, outer + shape[depth:], **q)])
    return m.case(op, [kind, f"depth{depth} of {len(shape)}"])


@generator("EMBEDDING_LOOKUP")
def embedding_lookup(r, op):
    m, (kind, out), shape, n = Maker(r), r.pick([("f32", "f32"), ("i8", "i8"), ("i8", "f32")]), r.shape(2, 4), r.int(1, 6)
    q = r.quant(kind) and {"scale": r.scale(), "zero": 0}
    ids = m.input("i32", [n], make=lambda: r.rng.integers(0, shape[0], n))
    m.g.op(op, [ids, m.input(kind, shape, True, **q)], [m.g.output(out, [n] + shape[1:], **(q if out == kind else {}))])
    return m.case(op, [kind, f"{kind} {out}", f"rank{len(shape)}"])


@generator("ARG_MAX", "ARG_MIN")
def argument(r, op):
    m, kind, shape = Maker(r), r.pick(TWO), r.shape(1, 5)
    axis = r.int(0, len(shape) - 1)
    x = m.input(kind, shape, **r.quant(kind))
    m.g.op(op, [x, one_number(m, signed(r, axis, len(shape)))], [m.g.output("i32", shape[:axis] + shape[axis + 1:])], outputType=2)
    return m.case(op, [kind, f"{kind} axis{axis} of {len(shape)}"])


@generator("SELECT_V2")
def select_v2(r, op):
    m, kind, out = Maker(r), r.pick(["f32", "i8", "i16"]), r.shape(1, 5)
    shapes, alike = [out] * 3, r.chance(.3)
    if not alike:
        cut = lambda: r.int(0, len(out) - 1) if r.chance(.3) else 0
        shapes = [[1 if r.chance(.4) else n for n in out][cut():] for _ in range(3)]
        shapes[r.int(0, 2)] = out
    q = r.quant(kind)
    m.g.op(op, [m.input("bool", shapes[0]), m.input(kind, shapes[1], **q), m.input(kind, shapes[2], **q)], [m.g.output(kind, out, **q)])
    return m.case(op, [kind, f"{kind} {'same' if alike else 'broadcast'}"])


# ---- elements repeated or made ----

@generator("BROADCAST_TO")
def broadcast_to(r, op):
    m, kind, out = Maker(r), r.pick(["f32", "i8", "i16", "i32", "i64", "bool", "u8"]), r.shape(1, 5)
    shape = [1 if r.chance(.4) else n for n in out][r.int(0, len(out) - 1):]
    q, wide = r.quant(kind), r.pick(["i32", "i64"])
    m.g.op(op, [m.input(kind, shape, **q), m.g.const(wide, out)], [m.g.output(kind, out, **q)])
    return m.case(op, [kind, wide, f"rank{len(out)}"])


@generator("BROADCAST_ARGS")
def broadcast_args(r, op):
    m, kind = Maker(r), r.pick(["i32", "i64"])
    a, b = (s or [1] for s in r.broadcast()[:2])
    shapes = [m.input(kind, [len(s)], make=lambda s=s: np.array(s)) for s in (a, b)]
    m.g.op(op, shapes, [m.g.output(kind, [max(len(a), len(b))])])
    return m.case(op, [kind, "same" if len(a) == len(b) else "longer"])


@generator("FILL")
def fill(r, op):
    m, kind, out, wide = Maker(r), r.pick(["f32", "i8", "i32"]), r.shape(1, 5), r.pick(["i8", "i16", "i32", "i64"])
    q = r.quant(kind)
    m.g.op(op, [m.g.const(wide, out), m.input(kind, [], **q)], [m.g.output(kind, out, **q)])
    return m.case(op, [kind, wide])


@generator("ZEROS_LIKE", "SHAPE")
def like(r, op):
    m, kind, shape = Maker(r), r.pick(["f32", "i8", "i32", "i64"]), r.shape(1, 5)
    q = r.quant(kind)
    out = m.g.output("i32", [len(shape)]) if op == "SHAPE" else m.g.output(kind, shape, **q)
    m.g.op(op, [m.input(kind, shape, **q)], [out], **({"outType": 2} if op == "SHAPE" else {}))
    return m.case(op, [kind, f"rank{len(shape)}"])


@generator("MIRROR_PAD")
def mirror_pad(r, op):
    m, kind, shape, symmetric = Maker(r), r.pick(TWO), r.shape(1, 4, 100), r.int(0, 1)
    most = [n - 1 + symmetric for n in shape]
    pads = [[r.int(0, n), r.int(0, n)] if r.chance(.7) else [0, 0] for n in most]
    q, wide = r.quant(kind), r.pick(["i32", "i64"])
    out = [n + sum(p) for n, p in zip(shape, pads)]
    m.g.op(op, [m.input(kind, shape, **q), m.g.const(wide, pads)], [m.g.output(kind, out, **q)], mode=symmetric)
    return m.case(op, [kind, wide, f"symmetric{symmetric}", f"rank{len(shape)}"])


# ---- elements in another order ----

@generator("REVERSE_V2")
def reverse(r, op):
    """TFLM wants neighbouring axes."""
    m, kind, shape = Maker(r), r.pick(["f32", "i8", "u8", "i16", "i32", "i64", "bool"]), r.shape(1, 6)
    first = r.int(0, len(shape) - 1)
    axes = [signed(r, a, len(shape), .2) for a in range(first, r.int(first, len(shape) - 1) + 1)]
    r.rng.shuffle(axes)
    q = r.quant(kind)
    m.g.op(op, [m.input(kind, shape, **q), m.g.const("i32", axes)], [m.g.output(kind, shape, **q)])
    return m.case(op, [kind, f"axes{len(axes)} of {len(shape)}"])


@generator("DEPTH_TO_SPACE", "SPACE_TO_DEPTH")
def depth_and_space(r, op):
    m, kind, b = Maker(r), r.pick(TWO), r.int(1, 3)
    n, h, w, c = r.int(1, 2), r.int(1, 5), r.int(1, 5), r.int(1, 4)
    shapes = [[n, h, w, c * b * b], [n, h * b, w * b, c]]
    if op == "SPACE_TO_DEPTH":
        shapes.reverse()
    q = r.quant(kind)
    m.g.op(op, [m.input(kind, shapes[0], **q)], [m.g.output(kind, shapes[1], **q)], blockSize=b)
    return m.case(op, [kind, f"{kind} block{b}", "batch" if n > 1 else "rows"])


@generator("SPACE_TO_BATCH_ND", "BATCH_TO_SPACE_ND")
def space_and_batch(r, op):
    m, kind, spatial = Maker(r), r.pick(TWO), r.int(1, 2)
    n, c, size, rows, block, pads = r.int(1, 2), r.int(1, 4), [], [], [], []
    for _ in range(spatial):
        b, k = r.int(1, 3), r.int(1, 4)
        before = r.int(0, min(3, b * k - 1))
        after = r.int(0, min(3, b * k - 1 - before))
        size.append(b * k - before - after)
        rows.append(k)
        block.append(b)
        pads.append([before, after])
    shapes = [[n, *size, c], [n * int(np.prod(block)), *rows, c]]
    if op == "BATCH_TO_SPACE_ND":
        shapes.reverse()
    q = r.quant(kind)
    x = m.input(kind, shapes[0], **q)
    m.g.op(op, [x, m.g.const("i32", block), m.g.const("i32", pads)], [m.g.output(kind, shapes[1], **q)])
    return m.case(op, [kind, f"{kind} spatial{spatial}", "pads" if np.any(pads) else ""])


# ---- reductions ----

@generator("REDUCE_ALL")
def reduce_all(r, op):
    m, shape = Maker(r), r.shape(1, 6, 400, 9)
    axes = sorted(r.rng.choice(len(shape), r.int(1, len(shape)), replace=False).tolist())
    keep = r.chance(.5)
    out = [1 if i in axes else n for i, n in enumerate(shape) if keep or i not in axes]
    given = [signed(r, a, len(shape), .2) for a in axes]
    if r.chance(.2):
        given.append(given[0])
    x = m.input("bool", shape, make=lambda: r.rng.random(shape) < .9)
    m.g.op(op, [x, m.g.const("i32", given)], [m.g.output("bool", out)], keepDims=keep)
    return m.case(op, [f"rank{len(shape)} axes{len(axes)}", f"keep{keep}"])


@generator("CUMSUM")
def cumsum(r, op):
    m, kind, shape = Maker(r), r.pick(TWO), r.shape(1, 5, 300, 20)
    axis, exclusive, reverse_ = r.int(0, len(shape) - 1), r.chance(.5), r.chance(.5)
    qx = r.quant(kind)
    qy = {"scale": float(np.float32(qx["scale"] * 2.0 ** r.real(-4, 5))), "zero": r.zero(kind)} if qx else {}
    m.g.op(op, [m.input(kind, shape, **qx), one_number(m, signed(r, axis, len(shape)))], [m.g.output(kind, shape, **qy)],
           exclusive=exclusive, reverse=reverse_)
    return m.case(op, [kind, f"{kind} {exclusive} {reverse_}", f"axis{axis} of {len(shape)}"])


# ---- chains of them over [1, H, W, C]: rows, views, in place ----

class Chain:
    """Operators after one another; `x` is the last tensor."""

    def __init__(self, r, m, kind):
        self.r, self.m, self.kind = r, m, kind
        self.q = {"scale": .05, "zero": r.int(-128, 127)} if kind == "i8" else {}
        self.x = m.input(kind, [1, r.int(4, 14), r.int(2, 8), r.int(1, 4)], **self.q)

    def put(self, name, shape, *operands, x=None, **options):
        y = self.m.g.tensor(self.kind, shape, **self.q)
        self.m.g.op(name, [self.x if x is None else x, *operands], [y], **options)
        return y

    def relu(self):
        return self.put("RELU", self.x.shape)

    def pool(self, size=3, stride=1):
        h, w = (-(-n // stride) for n in self.x.shape[1:3])
        return self.put("MAX_POOL_2D", [1, h, w, self.x.shape[3]], padding=0, strideW=stride, strideH=stride, filterWidth=size,
                        filterHeight=size)

    def halve(self):
        return self.pool(2, 2)

    def pad(self):
        r, g = self.r, self.m.g
        pads = [[0, 0], [r.int(0, 3), r.int(0, 3)], [r.int(0, 2), r.int(0, 2)], [int(r.chance(.25))] * 2]
        shape = [n + sum(p) for n, p in zip(self.x.shape, pads)]
        if r.chance(.5):
            return self.put("PAD", shape, g.const("i32", pads))
        return self.put("PADV2", shape, g.const("i32", pads), g.const(self.kind, [3], **self.q))

    def join(self):
        r, axis, x = self.r, self.r.pick([2, 3, 3]), self.x
        parts = [self.relu() if r.chance(.5) else x, r.pick([self.relu, self.pool, lambda: x])()]
        if r.chance(.3):
            parts.append(self.relu())
        shape = list(x.shape)
        shape[axis] *= len(parts)
        return self.put("CONCATENATION", shape, *parts[1:], x=parts[0], axis=axis)

    def deepen(self):
        _, h, w, c = self.x.shape
        return self.relu() if h % 2 or w % 2 else self.put("SPACE_TO_DEPTH", [1, h // 2, w // 2, 4 * c], blockSize=2)

    def spread(self):
        _, h, w, c = self.x.shape
        return self.relu() if c % 4 else self.put("DEPTH_TO_SPACE", [1, 2 * h, 2 * w, c // 4], blockSize=2)

    def reduce(self):
        axes = self.r.pick([[1, 2], [1], [1, 2, 3], [0, 1], [1, 3], [2], [3]])
        shape = [n for i, n in enumerate(self.x.shape) if i not in axes] or [1]
        return self.put(self.r.pick(["MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN"]), shape, self.m.g.const("i32", axes), keepDims=False)


@generator("MOVE_NET")
def move_net(r, op):
    m, kind = Maker(r), r.pick(TWO)
    c = Chain(r, m, kind)
    for _ in range(r.int(2, 7)):
        y = r.pick([c.relu, c.pad, c.pad, c.join, c.join, c.pool, c.halve, c.deepen, c.spread])()
        if np.prod(y.shape) > 4000:
            break
        c.x = y
    if r.chance(.7):
        c.x = c.reduce()
    read = {t.index for n in m.g.nodes for t in n.inputs}
    m.g.outputs = [t for n in m.g.nodes for t in n.outputs if t.index not in read]
    return m.case(op, [kind, *(n.name for n in m.g.nodes)])


# ---- more dimensions than TFLM and LiteRT take: NumPy says what comes out ----

def high_rank(r):
    shape = [r.pick([1, 2, 2, 3]) for _ in range(r.int(5, 8))]
    while np.prod(shape) > 500:
        shape[int(np.argmax(shape))] = 1
    return shape


def ranks_move(r, m, kind, shape):
    """Returns (operator, operands behind the first, output shape, options, what NumPy does)."""
    rank, axis = len(shape), r.int(0, len(shape) - 1)
    what = r.pick(["TRANSPOSE", "SLICE", "STRIDED_SLICE", "PAD", "REVERSE_V2", "BROADCAST_TO", "TILE", "GATHER", "CONCATENATION",
                   "SUM", "REDUCE_MAX", "ADD", "MAXIMUM", "SELECT_V2"])
    numbers = lambda values: m.g.const("i32", values)
    if what == "TRANSPOSE":
        order = [int(i) for i in r.rng.permutation(rank)]
        return what, [numbers(order)], {}, lambda x: x.transpose(order)
    if what in ("SLICE", "STRIDED_SLICE"):
        begin = [r.int(0, n - 1) for n in shape]
        size = [r.int(1, n - b) for n, b in zip(shape, begin)]
        cut = tuple(slice(b, b + s) for b, s in zip(begin, size))
        end = [b + s for b, s in zip(begin, size)]
        return what, [numbers(begin), numbers(size)] if what == "SLICE" else [numbers(begin), numbers(end), numbers([1] * rank)], {}, \
            lambda x: x[cut]
    if what == "PAD":
        pads = [[r.int(0, 1), r.int(0, 1)] if r.chance(.4) else [0, 0] for _ in shape]
        return what, [numbers(pads)], {}, lambda x: np.pad(x, pads)
    if what == "REVERSE_V2":
        axes = sorted(r.rng.choice(rank, r.int(1, rank), replace=False).tolist())
        return what, [numbers(axes)], {}, lambda x: np.flip(x, axes)
    if what == "BROADCAST_TO":
        out = [r.int(2, 3) if n == 1 and r.chance(.3) else n for n in shape]
        return what, [numbers(out)], {}, lambda x: np.broadcast_to(x, out)
    if what == "TILE":
        times = [2 if i in (0, axis) else 1 for i in range(rank)]  # one or two of them
        return what, [numbers(times)], {}, lambda x: np.tile(x, times)
    if what == "GATHER":
        index = r.rng.integers(0, shape[axis], 3)
        return what, [numbers(index)], {"axis": axis}, lambda x: np.take(x, index, axis)
    if what == "CONCATENATION":
        other = r.data(kind, shape)
        return what, [m.g.const(kind, other)], {"axis": axis}, lambda x: np.concatenate([x, other], axis)
    if what in ("SUM", "REDUCE_MAX"):
        axes = sorted(r.rng.choice(rank, r.int(1, rank - 1), replace=False).tolist())
        fold = {"SUM": np.sum, "REDUCE_MAX": np.max}[what]
        return what, [numbers(axes)], {"keepDims": False}, lambda x: fold(x, tuple(axes), dtype=np.int32) if what == "SUM" else fold(x, tuple(axes))
    # Neighbours that broadcast alike are one loop, of which there may be six.
    small = [1 if i >= axis else n for i, n in enumerate(shape)] if r.chance(.5) else shape[axis:]
    other = r.data(kind, small, -1000, 1000)
    if what == "SELECT_V2":
        chosen = r.rng.random(shape) < .5
        return what, [m.g.const("bool", chosen), m.g.const(kind, other)], {}, lambda x: np.where(chosen, x, other)
    return what, [m.g.const(kind, other)], {}, lambda x: {"ADD": np.add, "MAXIMUM": np.maximum}[what](x, other)


@generator("MANY_DIMENSIONS")
def many_dimensions(r, op):
    m, shape = Maker(r), high_rank(r)
    x = m.input("i32", shape, make=lambda: r.data("i32", shape, -10**6, 10**6))
    what, operands, options, truth = ranks_move(r, m, "i32", shape)
    out = truth(np.zeros(shape, np.int32)).shape
    m.g.op(what, [operands[0], x, *operands[1:]] if what == "SELECT_V2" else [x, *operands], [m.g.output("i32", out)], **options)
    case = m.case(op, [what, f"rank{len(shape)}"])
    case.truth = lambda arrays: [np.asarray(truth(arrays[0]))]
    return case
