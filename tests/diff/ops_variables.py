# SPDX-License-Identifier: Apache-2.0
"""Generators for resource variables, and for CALL_ONCE, which gives them their first values."""
from cases import NONE, generator
from ops_control import TRUTH, Flow

CONTAINERS = ["", "", "", "box"]


class Store(Flow):
    """Graphs that share variables by name."""

    def __init__(self, r):
        super().__init__(r)
        self.m.count = r.pick([1, 2, 2, 3, 4])
        self.variables = [(r.pick(CONTAINERS), f"v{i}", r.pick(self.kinds)) for i in range(r.int(1, 3))]
        self.handed_out = {}  # id of a tensor -> the variable whose handle it is

    def handle(self, g, variable):
        """Each graph has handles of its own; sometimes a second one of the same variable."""
        there = [n.outputs[0] for n in g.nodes if n.name == "VAR_HANDLE" and n.options["sharedName"] == variable[1]]
        there += [t for n in g.nodes if n.name == "WHILE" for t in n.outputs if self.handed_out.get(id(t)) is variable]
        there += [t for t in g.inputs if self.handed_out.get(id(t)) is variable]
        if there and self.r.chance(.8):
            return self.r.pick(there)
        handle = g.tensor("resource", self.shape)
        g.op("VAR_HANDLE", [], [handle], container=variable[0], sharedName=variable[1])
        return handle

    def hand_in(self, g, variable, handed):
        """The handle of a variable becomes an input of a graph."""
        if handed:
            self.tags.add("handle handed on")
            handle = g.input("resource", self.shape)
            self.handed_out[id(handle)] = variable
            return handle
        return None

    def read(self, g, variable):
        value = variable[2].new(g)
        g.op("READ_VARIABLE", [self.handle(g, variable)], [value])
        return value

    def assign(self, g, variable, value):
        g.op("ASSIGN_VARIABLE", [self.handle(g, variable), value], [])

    def first_values(self):
        r, g = self.r, self.g.subgraph()
        for v in self.variables:
            if r.chance(.8):
                self.assign(g, v, v[2].const(r, g))
        if r.chance(.3):
            v = r.pick(self.variables)
            self.assign(g, v, self.compute(g, v[2], [self.read(g, v)]))
        if not g.nodes:
            self.assign(g, self.variables[0], self.variables[0][2].const(r, g))
        self.g.op("CALL_ONCE", [], [], initSubgraphIndex=g)

    def choice(self, pool):
        """An IF whose graphs assign a variable, or only read it."""
        r, v = self.r, self.r.pick(self.variables)
        kind, graphs = v[2], []
        condition = self.truth(self.g, pool)
        handed = r.chance(.4)
        for _ in range(2):
            g = self.g.subgraph()
            g.inputs = [kind.new(g)]
            self.hand_in(g, v, handed)
            was = self.read(g, v)
            y = self.compute(g, kind, [g.inputs[0], was])
            if r.chance(.6):
                self.assign(g, v, y)
            g.outputs = [r.pick([y, was])]
            graphs.append(g)
        y = kind.new(self.g)
        inputs = [condition, self.source(self.g, kind, pool)] + [self.handle(self.g, v)] * handed
        self.g.op("IF", inputs, [y], thenSubgraphIndex=graphs[0], elseSubgraphIndex=graphs[1])
        self.tags.add("in an IF")
        return y

    def tally(self, pool):
        """A WHILE whose body adds to a variable."""
        r, v = self.r, self.r.pick(self.variables)
        body, condition = self.g.subgraph(), self.g.subgraph()
        for g in (body, condition):
            g.inputs = [g.tensor("i32", [1])]
        counted = body.tensor("i32", [1])
        body.outputs, condition.outputs = [counted], [TRUTH.new(condition)]
        handed, y = r.chance(.4), [self.g.tensor("i32", [1])]
        inputs, outputs = [self.g.const("i32", [0])], list(y)
        if handed:
            inputs.append(self.handle(self.g, v))
            outputs.append(self.g.tensor("resource", self.shape))
            self.handed_out[id(outputs[-1])] = v
            body.outputs.append(self.hand_in(body, v, True))
            self.hand_in(condition, v, True)
        self.assign(body, v, self.compute(body, v[2], [self.read(body, v)]))
        body.op("ADD", [body.inputs[0], body.const("i32", [1])], [counted], fusedActivationFunction=NONE)
        condition.op("LESS", [condition.inputs[0], condition.const("i32", [r.int(0, 3)])], condition.outputs)
        self.g.op("WHILE", inputs, outputs, condSubgraphIndex=condition, bodySubgraphIndex=body)
        self.tags.add("in a WHILE")
        return y[0]

    def case(self, op):
        r, g = self.r, self.g
        self.shape = r.pick([[1], [1], []])
        pool = [self.m.input(k.type, k.shape, make=lambda k=k: k.data(r), **k.quant) for k in self.kinds]
        if op == "CALL_ONCE" or r.chance(.5):
            self.first_values()
            self.tags.add("first values")
        for _ in range(r.int(2, 5)):
            way, v = r.int(0, 9), r.pick(self.variables)
            if way < 3:
                pool.append(self.read(g, v))
            elif way < 6:
                self.assign(g, v, self.source(g, v[2], pool))
            elif way == 6:
                pool.append(self.choice(pool))
            elif way == 7:
                pool.append(self.tally(pool))
            else:
                pool.append(self.compute(g, v[2], pool + [self.read(g, v)]))
        for v in self.variables:  # TFLM has no room for one that the main graph only reads
            pool.append(self.read(g, v))
            self.assign(g, v, self.compute(g, v[2], pool))
        g.outputs = [t for n in g.nodes for t in n.outputs if t.kind != "resource"]
        self.tags |= {v[2].type for v in self.variables} | {f"{len(self.variables)} variables", f"{self.m.count} invokes"}
        return self.m.case(op, sorted(self.tags))


@generator("CALL_ONCE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE")
def variables(r, op):
    return Store(r).case(op)
