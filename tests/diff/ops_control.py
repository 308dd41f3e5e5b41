# SPDX-License-Identifier: Apache-2.0
"""Generators for control flow: IF and WHILE with random graphs, inside each other too."""
import numpy as np

from cases import NONE, SAME, Maker, generator
from ops import biases, near, weights

DEEPEST = 3  # calls inside each other


class Kind:
    """Type, shape and quantisation: what an operand and the end of a subgraph must have in common."""

    def __init__(self, r):
        self.type = r.pick(["f32", "i8", "i8", "i8", "i16", "i32", "bool", "i64"])
        self.shape = r.pick([[1], [1, r.int(1, 9)], [1, r.int(1, 9)], [1, r.int(1, 5), r.int(1, 5), r.int(1, 4)], r.shape(0, 3, 40)])
        self.quant = r.quant(self.type, -8, -3)

    def fits(self, t):
        q = (t.scale, t.zero) if t.scales is not None else None
        mine = (float(np.float32(self.quant["scale"])), self.quant["zero"]) if self.quant else None
        return (t.kind, t.shape, q) == (self.type, self.shape, mine)

    def new(self, g):
        return g.tensor(self.type, self.shape, **self.quant)

    def data(self, r):
        return r.data(self.type, self.shape, *((-1000, 1000) if self.type == "i32" else ()))

    def const(self, r, g):
        return g.const(self.type, self.data(r), shape=self.shape, **self.quant)


COUNTER = Kind.__new__(Kind)
COUNTER.type, COUNTER.shape, COUNTER.quant = "i32", [1], {}
TRUTH = Kind.__new__(Kind)
TRUTH.type, TRUTH.shape, TRUTH.quant = "bool", [1], {}


class Flow:
    """Makes graphs. `tags` collects what the case has in it."""

    def __init__(self, r):
        self.r, self.m, self.tags = r, Maker(r, invokes=r.pick([1, 1, 2, 3])), set()
        self.g, self.kinds = self.m.g, [Kind(r) for _ in range(r.int(1, 4))]

    def source(self, g, kind, pool):
        """A tensor of a kind: one that is there, or else a new constant."""
        there = [t for t in pool if kind.fits(t)]
        return self.r.pick(there) if there and self.r.chance(.85) else kind.const(self.r, g)

    # ---- one operator that makes a tensor of a kind ----

    def compute(self, g, kind, pool):
        r, y = self.r, kind.new(g)
        x = self.source(g, kind, pool)
        if x.data is not None:
            there = [t for t in pool if kind.fits(t)]
            x = there[0] if there else x
        ways = {"bool": [self.logical], "i32": [self.sum, self.extreme], "i64": [self.extreme]}.get(kind.type)
        ways = ways or [self.sum, self.extreme, self.product] + [self.dense] * (len(kind.shape) == 2) * 3 + [self.conv] * (len(kind.shape) == 4) * 4
        r.pick(ways)(g, kind, x, y, pool)
        return y

    def logical(self, g, kind, x, y, pool):
        if self.r.chance(.5):
            g.op("LOGICAL_NOT", [x], [y])
        else:
            g.op(self.r.pick(["LOGICAL_AND", "LOGICAL_OR"]), [x, self.source(g, kind, pool)], [y])

    def sum(self, g, kind, x, y, pool):
        g.op("ADD", [x, self.source(g, kind, pool)], [y], fusedActivationFunction=NONE if kind.type == "i32" else self.r.activation())

    def product(self, g, kind, x, y, pool):
        other = kind.const(self.r, g)
        if kind.type == "f32":
            other.data = np.clip(other.data, -1, 1)
        g.op("MUL", [x, other], [y], fusedActivationFunction=self.r.activation())

    def extreme(self, g, kind, x, y, pool):
        g.op(self.r.pick(["MAXIMUM", "MINIMUM"]), [x, self.source(g, kind, pool)], [y])

    def filter(self, g, kind, x, shape, channels, axis):
        r, m = self.r, Maker(self.r)
        m.g = g
        if kind.type == "f32":
            taps = int(np.prod(shape)) // channels
            return [g.const("f32", r.rng.uniform(-1, 1, shape) / taps), biases(r, m, "f32", channels, None, None)]
        data, q = weights(r, "i8", shape, channels, axis, r.chance(.5))
        q["scale"] = [near(r, 2.0 ** -6) for _ in q["scale"]]
        w = g.const("i8", data, shape=shape, **q)
        return [w, biases(r, m, "i32" if kind.type == "i8" else "i64", channels, kind.quant, q)]

    def dense(self, g, kind, x, y, pool):
        self.tags.add(f"{kind.type} layer")
        w = self.filter(g, kind, x, [kind.shape[1]] * 2, kind.shape[1], 0)
        g.op("FULLY_CONNECTED", [x, *w], [y], fusedActivationFunction=self.r.activation())

    def conv(self, g, kind, x, y, pool):
        self.tags.add(f"{kind.type} layer")
        h, c = self.r.pick([1, 3]), kind.shape[3]
        w = self.filter(g, kind, x, [c, h, h, c], c, 0)
        g.op("CONV_2D", [x] + [t for t in w if t], [y], padding=SAME, strideH=1, strideW=1, dilationHFactor=1, dilationWFactor=1,
             fusedActivationFunction=self.r.activation())

    # ---- graphs ----

    def block(self, g, pool, kinds, depth):
        """Nodes in g that make a tensor of each kind from those in the pool."""
        r, pool = self.r, list(pool)
        if depth < DEEPEST and r.chance(.3):
            self.tags.add(f"depth {depth + 1}")
            pool += r.pick([self.branch, self.loop])(g, pool, depth)
        if r.chance(.5):
            pool.append(self.compute(g, r.pick(self.kinds), pool))
        outs = []
        for kind in kinds:
            there, way = [t for t in pool if kind.fits(t)], r.int(0, 9)
            if way < 3 and there:
                outs.append(r.pick(there))
                self.tags.add("an input comes out" if outs[-1] in g.inputs else "out twice" if outs[-1] in outs[:-1] else "")
            elif way == 3:
                outs.append(kind.const(r, g))
                self.tags.add("a constant comes out")
            else:
                outs.append(self.compute(g, kind, pool))
                pool.append(outs[-1])
        return outs

    def graph(self, kinds_in, kinds_out, depth):
        g = self.g.subgraph()
        g.inputs = [k.new(g) for k in kinds_in]
        g.outputs = self.block(g, g.inputs, kinds_out, depth)
        return g

    def truth(self, g, pool):
        r = self.r
        there = [t for t in pool if TRUTH.fits(t)]
        if there and r.chance(.5):
            return r.pick(there)
        y = TRUTH.new(g)
        if r.chance(.1):
            return TRUTH.const(r, g)
        x = self.source(g, COUNTER, pool)
        if x.data is not None and g is self.g:
            x = self.m.input("i32", [1], make=lambda: COUNTER.data(r))
        g.op(r.pick(["LESS", "GREATER_EQUAL"]), [x, COUNTER.const(r, g)], [y])
        return y

    def operands(self, g, pool, most):
        kinds = [self.r.pick(self.kinds + [COUNTER] * self.r.chance(.3)) for _ in range(self.r.int(1, most))]
        return kinds, [self.source(g, k, pool) for k in kinds]

    def branch(self, g, pool, depth=0):
        """An IF; returns its outputs."""
        r = self.r
        condition = self.truth(g, pool)
        kinds, inputs = self.operands(g, pool, 4)
        outs = [r.pick(self.kinds) for _ in range(r.int(1, 3))]
        then = self.graph(kinds, outs, depth + 1)
        other = then if r.chance(.08) else self.graph(kinds, outs, depth + 1)
        outputs = [k.new(g) for k in outs]
        g.op("IF", [condition, *inputs], outputs, thenSubgraphIndex=then, elseSubgraphIndex=other)
        self.tags |= {f"IF {k.type}" for k in outs} | {f"{len(inputs)} in", f"{len(outputs)} out", "both the same" if then is other else ""}
        return outputs

    def loop(self, g, pool, depth=0):
        """A WHILE over a counter and some other values; returns its outputs."""
        r, at = self.r, self.r.int(0, 2)
        kinds, inputs = self.operands(g, pool, 4)
        at = min(at, len(kinds))
        kinds.insert(at, COUNTER)
        inputs.insert(at, g.const("i32", [r.int(-1, 4)]) if depth or r.chance(.5) else
                      self.m.input("i32", [1], make=lambda: r.rng.integers(-1, 4, [1])))
        body = self.graph(kinds, [], depth + 1)
        outs = self.block(body, body.inputs, kinds, depth + 1)
        for i, kind in enumerate(kinds):  # what goes round unchanged, and what changes places
            alike = [k for k, other in enumerate(kinds) if other is kind and k != at]
            if i != at and r.chance(.2):
                outs[i] = body.inputs[r.pick(alike)]
                self.tags.add("goes round" if outs[i] is body.inputs[i] else "changes places")
        body.outputs = outs
        outs[at] = COUNTER.new(body)
        body.op("ADD", [body.inputs[at], body.const("i32", [r.int(1, 2)])], [outs[at]], fusedActivationFunction=NONE)
        outputs = [k.new(g) for k in kinds]
        g.op("WHILE", inputs, outputs, condSubgraphIndex=self.condition(kinds, at, depth), bodySubgraphIndex=body)
        self.tags |= {f"WHILE {k.type}" for k in kinds} | {f"{len(inputs)} round"}
        return outputs

    def condition(self, kinds, at, depth):
        r, g = self.r, self.g.subgraph()
        g.inputs = [k.new(g) for k in kinds]
        y = TRUTH.new(g)
        g.op("LESS", [g.inputs[at], g.const("i32", [r.int(0, 3)])], [y])
        if r.chance(.25):
            both = TRUTH.new(g)
            g.op("LOGICAL_AND", [y, self.block(g, g.inputs, [TRUTH], depth + 1)[0]], [both])
            y = both
        g.outputs = [y]
        return g

    def case(self, op):
        """Inputs, an IF or a WHILE, sometimes something before and behind it; whatever nobody reads is an output."""
        r, g = self.r, self.g
        pool = [self.m.input(k.type, k.shape, make=lambda k=k: k.data(r), **k.quant) for k in self.kinds]
        if r.chance(.7):
            pool.append(self.m.input("bool", [1]))
        if r.chance(.3):
            pool.append(self.compute(g, r.pick(self.kinds), pool))
        for _ in range(r.pick([1, 1, 1, 2])):
            pool += (self.branch if op == "IF" else self.loop)(g, pool)
        if r.chance(.4):
            pool.append(self.compute(g, r.pick(self.kinds), pool))
        read = {id(t) for n in g.nodes for t in n.inputs}
        g.outputs = [t for n in g.nodes for t in n.outputs if id(t) not in read]
        if not g.outputs:
            g.outputs = list(g.nodes[-1].outputs)
        return self.m.case(op, sorted(self.tags - {""}))


@generator("IF", "WHILE")
def control_flow(r, op):
    return Flow(r).case(op)
