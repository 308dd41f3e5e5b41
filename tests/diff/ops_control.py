# SPDX-License-Identifier: Apache-2.0
"""Generators of random cases for control flow and resource variables."""
import numpy as np

from build import Graph
from cases import Maker, generator


def branch(kind, shapes, make):
    """A subgraph: make(graph, inputs) appends operators and returns the outputs."""
    g = Graph()
    inputs = [g.input(k, s) for k, s in zip(kind, shapes)]
    g.outputs = make(g, inputs)
    return g


def put(g, name, inputs, kind, shape, **options):
    y = g.tensor(kind, shape)
    g.op(name, inputs, [y], **options)
    return y


@generator("IF")
def if_(r, op):
    m, shape = Maker(r, 2), r.shape(1, 3, 60)
    names = [r.pick(["ADD", "MUL", "MAXIMUM"]) for _ in range(2)]
    chosen, x, y = m.input("bool", [1]), m.input("f32", shape), m.input("f32", shape)
    m.g.branches = [branch(["f32"] * 2, [shape] * 2, lambda g, i, n=n: [put(g, n, i, "f32", shape)]) for n in names]
    m.g.op(op, [chosen, x, y], [m.g.output("f32", shape)], thenSubgraphIndex=1, elseSubgraphIndex=2)
    return m.case(op, names)


@generator("WHILE")
def while_(r, op):
    m, shape, turns = Maker(r), r.shape(1, 3, 60), r.int(0, 6)
    name = r.pick(["ADD", "MAXIMUM"])
    count, x = m.input("i32", [1], make=lambda: np.zeros(1)), m.input("f32", shape)
    more = branch(["i32", "f32"], [[1], shape], lambda g, i: [put(g, "LESS", [i[0], g.const("i32", [turns])], "bool", [1])])
    body = branch(["i32", "f32"], [[1], shape], lambda g, i: [put(g, "ADD", [i[0], g.const("i32", [1])], "i32", [1]),
                                                              put(g, name, [i[1], g.const("f32", [.5])], "f32", shape)])
    m.g.branches = [more, body]
    m.g.op(op, [count, x], [m.g.output("i32", [1]), m.g.output("f32", shape)], condSubgraphIndex=1, bodySubgraphIndex=2)
    return m.case(op, [name, f"turns{turns}"])


@generator("VAR_HANDLE", "ASSIGN_VARIABLE", "READ_VARIABLE", "CALL_ONCE")
def variables(r, op):
    """A sum over the invokes, which a subgraph that is called once sets to its start."""
    m, kind, shape = Maker(r, 3), r.pick(["f32", "i32"]), r.shape(1, 3, 60)
    handle = lambda g: put(g, "VAR_HANDLE", [], "resource", [], container="", sharedName="sum")
    x = m.input(kind, shape, make=lambda: r.data(kind, shape, -9, 9) if kind == "i32" else r.floats(shape, -9, 9))
    start = Graph()
    start.op("ASSIGN_VARIABLE", [handle(start), start.const(kind, r.data(kind, shape, -9, 9), shape=shape)], [])
    m.g.branches = [start]
    m.g.op("CALL_ONCE", [], [], initSubgraphIndex=1)
    h = handle(m.g)
    y = m.g.output(kind, shape)
    m.g.op("ADD", [put(m.g, "READ_VARIABLE", [h], kind, shape), x], [y])
    m.g.op("ASSIGN_VARIABLE", [h, y], [])
    return m.case(op, [kind])
