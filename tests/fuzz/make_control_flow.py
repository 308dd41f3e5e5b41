#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes control_flow.tflite beside this file: every operator that calls graphs or shares variables, for the mutations.

    first run: total = 1, 2, 3, 4
    for (count = 0; count < 3; count++) total = x + total, x = layer(x)
    output = more < count ? x : x + total
"""
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "diff"))

from build import Graph  # noqa: E402

Q = {"scale": 0.25, "zero": -3}
ROW = ("i8", [1, 4])


def variable(g):
    handle = g.tensor("resource", [1])
    g.op("VAR_HANDLE", [], [handle], container="", sharedName="total")
    return handle


def read(g, handle):
    value = g.tensor(*ROW, **Q)
    g.op("READ_VARIABLE", [handle], [value])
    return value


def add(g, a, b):
    y = g.tensor(a.kind, a.shape, **(Q if a.kind == "i8" else {}))
    g.op("ADD", [a, b], [y], fusedActivationFunction=0)
    return y


def less(g, a, b):
    y = g.tensor("bool", [1])
    g.op("LESS", [a, b], [y])
    return y


def loop(g):
    """(condition, body) of: for (count = 0; count < 3; count++)"""
    condition, body = g.subgraph(), g.subgraph()
    for part in (condition, body):
        count, x, handle = part.input("i32", [1]), part.input(*ROW, **Q), part.input("resource", [1])
    body.op("ASSIGN_VARIABLE", [handle, add(body, x, read(body, handle))], [])
    y = body.tensor(*ROW, **Q)
    weights = body.const("i8", np.arange(-8, 8), shape=[4, 4], scale=0.05, zero=0)
    body.op("FULLY_CONNECTED", [x, weights, None], [y], fusedActivationFunction=0)
    body.outputs = [add(body, count, body.const("i32", [1])), y, handle]
    condition.outputs = [less(condition, condition.inputs[0], condition.const("i32", [3]))]
    return condition, body


def choice(g):
    """Graphs that give their first input, or that and their second one added."""
    one, both = g.subgraph(), g.subgraph()
    for part in (one, both):
        a, b = part.input(*ROW, **Q), part.input(*ROW, **Q)
    one.outputs, both.outputs = one.inputs[:1], [add(both, a, b)]
    return one, both


def main():
    g = Graph()
    x, more = g.input(*ROW, **Q), g.input("i32", [1])
    first = g.subgraph()
    first.op("ASSIGN_VARIABLE", [variable(first), first.const(ROW[0], [1, 2, 3, 4], shape=ROW[1], **Q)], [])
    g.op("CALL_ONCE", [], [], initSubgraphIndex=first)
    condition, body = loop(g)
    end = [g.tensor("i32", [1]), g.tensor(*ROW, **Q), g.tensor("resource", [1])]
    g.op("WHILE", [g.const("i32", [0]), x, variable(g)], end, condSubgraphIndex=condition, bodySubgraphIndex=body)
    one, both = choice(g)
    y = g.output(*ROW, **Q)
    g.op("IF", [less(g, more, end[0]), end[1], read(g, end[2])], [y], thenSubgraphIndex=one, elseSubgraphIndex=both)
    (HERE / "control_flow.tflite").write_bytes(g.tflite())


if __name__ == "__main__":
    main()
