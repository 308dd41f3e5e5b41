# SPDX-License-Identifier: Apache-2.0
"""What a random case is, the dice it is made with, and the table of generators.

A generator takes (r, op) and returns a Case; it registers itself by @generator("ADD", "SUB", ...).
The same operator and seed give the same case on every machine.
"""
import importlib
import pathlib
import zlib

import numpy as np

from build import Graph, numpy_type

GENERATORS = {}  # operator -> function

NONE, RELU, RELU_N1_TO_1, RELU6 = 0, 1, 2, 3  # ActivationFunctionType
SAME, VALID = 0, 1                            # Padding

INT_RANGE = {"i8": (-128, 127), "u8": (0, 255), "i16": (-32768, 32767), "u16": (0, 65535), "i32": (-2**31, 2**31 - 1),
             "u32": (0, 2**32 - 1), "i64": (-2**63, 2**63 - 1), "u64": (0, 2**64 - 1), "bool": (0, 1),
             "i4": (-8, 7)}


class Case:
    """graph: a Graph. invokes: per invoke the input arrays. tags: what is special about the case; the
    choice of vectors covers them. masks: output index -> which elements are written at all. truth: where
    no oracle is right, what makes the outputs of one invoke from its inputs."""

    def __init__(self, op, graph, invokes, tags=(), masks=None):
        self.op, self.graph, self.invokes = op, graph, invokes
        self.tags, self.masks = tuple(str(t) for t in tags), masks or {}
        self.seed = self.truth = None

    def describe(self):
        return f"{self.graph}"


def generator(*names):
    def register(function):
        for name in names:
            assert name not in GENERATORS, name
            GENERATORS[name] = function
        return function
    return register


def load_generators():
    """Every nets.py and ops*.py beside this file registers its own."""
    for file in sorted(pathlib.Path(__file__).parent.glob("*.py")):
        if file.stem == "nets" or file.stem.startswith("ops"):
            importlib.import_module(file.stem)


def make_case(op, seed):
    case = GENERATORS[op](Dice(op, seed), op)
    case.seed = seed
    return case


class Dice:
    def __init__(self, op, seed):
        self.rng = np.random.Generator(np.random.PCG64([zlib.crc32(op.encode()), seed]))

    def int(self, low, high):
        """Both ends included."""
        return int(self.rng.integers(low, high, endpoint=True))

    def chance(self, p):
        return bool(self.rng.random() < p)

    def pick(self, items):
        return items[self.int(0, len(items) - 1)]

    def real(self, low, high):
        return float(self.rng.uniform(low, high))

    # ---- shapes ----

    def shape(self, low=1, high=4, elements=400, most=12):
        """A shape of rank low..high with at most `elements` elements."""
        rank, shape = self.int(low, high), []
        for _ in range(rank):
            room = max(1, elements // max(1, int(np.prod(shape))))
            shape.append(self.int(1, min(most, room)))
        self.rng.shuffle(shape)
        return [int(n) for n in shape]

    def broadcast(self, rank=4, elements=300):
        """(shape a, shape b, shape of the result)"""
        out = self.shape(1, rank, elements)
        how = self.int(0, 5)
        if how <= 1:
            return list(out), list(out), out
        if how == 2:  # a scalar or a single element
            one = self.pick([[], [1], [1] * len(out)])
            return (list(out), one, out) if self.chance(.5) else (one, list(out), out)
        a, b = list(out), list(out)
        for i in range(len(out)):
            which = self.int(0, 3)
            if which == 0:
                a[i] = 1
            elif which == 1:
                b[i] = 1
        if how == 3:  # of lower rank
            b = b[self.int(0, len(b) - 1):]
            a = [o if i < len(out) - len(b) else n for i, (n, o) in enumerate(zip(a, out))]
            if self.chance(.5):
                a, b = b, a
        pad = lambda s: [1] * (len(out) - len(s)) + s
        return a, b, [max(x, y) for x, y in zip(pad(a), pad(b))]

    # ---- values ----

    def scale(self, low=-9, high=0):
        """2^low .. 2^high, sometimes a power of two."""
        e = self.real(low, high)
        return float(np.float32(2.0 ** (round(e) if self.chance(.15) else e)))

    def zero(self, kind):
        if kind in ("i16", "i32", "i64"):
            return 0
        low, high = INT_RANGE[kind]
        return self.pick([0, low, high, self.int(low, high), self.int(low, high), self.int(low, high)])

    def quant(self, kind, low=-9, high=0):
        """Keyword arguments for a tensor; nothing for types that are not quantised."""
        if kind not in ("i8", "u8", "i16"):
            return {}
        return {"scale": self.scale(low, high), "zero": self.zero(kind)}

    def data(self, kind, shape, low=None, high=None, special=False):
        """Random elements: integers over their whole range, or few values, or the ends of the range."""
        if kind in ("f32", "f16"):
            return self.floats(shape, low, high, special).astype(numpy_type(kind))
        full = INT_RANGE[kind]
        low, high = full[0] if low is None else low, full[1] if high is None else high
        dtype = numpy_type(kind) if kind != "bool" else np.uint8
        how = self.int(0, 9)
        if how == 0:
            values = self.rng.choice(np.array([low, high], dtype), shape)
        elif how == 1:
            middle = self.int(low, high) if kind != "u64" else 1 << 40
            values = np.clip(np.full(shape, middle, object) + self.rng.integers(-2, 3, shape), low, high)
        else:
            values = self.rng.integers(low, high, shape, dtype=dtype, endpoint=True)
        return np.asarray(values).astype(numpy_type(kind)).reshape(shape)

    def floats(self, shape, low=None, high=None, special=False):
        if low is not None:
            return self.rng.uniform(low, high, shape)
        values = self.rng.normal(0, 2.0 ** self.real(-4, 6), shape)
        if special and self.chance(.2) and np.size(values):
            flat = np.array(values, np.float64).reshape(-1)
            for _ in range(self.int(1, 4)):
                flat[self.int(0, flat.size - 1)] = self.pick([0.0, -0.0, np.inf, -np.inf, 1e-40, 3e38, -3e38])
            values = flat.reshape(shape)
        return np.asarray(values)

    def activation(self):
        return self.pick([NONE, NONE, RELU, RELU_N1_TO_1, RELU6])


class Maker:
    """A graph under construction together with the data of its inputs."""

    def __init__(self, r, invokes=None):
        self.r, self.g, self.sources = r, Graph(), []
        self.count = invokes or (2 if r.chance(.2) else 1)

    def input(self, kind, shape, constant=False, make=None, **more):
        """An operand with random elements: an input of the graph, or a constant. `make`: its elements."""
        make = make or (lambda: self.r.data(kind, shape))
        if constant:
            return self.g.const(kind, make(), shape=shape, **more)
        self.sources.append(lambda: np.asarray(make()).astype(numpy_type(kind)).reshape(shape))
        return self.g.input(kind, shape, **more)

    def case(self, op, tags=(), masks=None):
        return Case(op, self.g, [[s() for s in self.sources] for _ in range(self.count)], tags, masks)
