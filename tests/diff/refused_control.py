# SPDX-License-Identifier: Apache-2.0
"""Models with control flow or resource variables that must be refused: see refused.py."""
import numpy as np

from build import Graph
from refused import wrong

CALLERS = {"IF": ("thenSubgraphIndex", "elseSubgraphIndex"), "WHILE": ("condSubgraphIndex", "bodySubgraphIndex"),
           "CALL_ONCE": ("initSubgraphIndex",)}


def control(operators, name):
    """Like wrong(), but the node is the operator's first in the main graph; a case without one is no occasion."""
    def register(function):
        for op in operators:
            def make(graph, node, op=op):
                nodes = [n for n in graph.nodes if n.name == op]
                return function(graph, nodes[0]) if nodes else False
            wrong((op,), name)(make)
        return function
    return register


def each_call(name, value):
    for i in range(2):
        @control([op for op, keys in CALLERS.items() if i < len(keys)], f"{name}_{i}")
        def _(graph, node, i=i):
            node.options[CALLERS[node.name][i]] = value


each_call("graph_high", 1000)
each_call("graph_negative", -1)
each_call("graph_main", 0)


@control(CALLERS, "graph_is_main_by_default")
def _(graph, node):
    node.options = {}


def called(node, i=-1):
    return node.options[CALLERS[node.name][i]]


def like(g, t):
    return g.tensor(t.kind, t.shape, scale=t.scales, zero=t.zeros)


def call_again(inside, node):
    """In the graph `inside`, a copy of the node with operands of its own."""
    inputs = [inside.const(t.kind, np.zeros(t.shape), shape=t.shape, scale=t.scales, zero=t.zeros) for t in node.inputs]
    inside.op(node.name, inputs, [like(inside, t) for t in node.outputs], **node.options)
    return inside.nodes[-1]


for _i in range(2):
    @control([op for op, keys in CALLERS.items() if _i < len(keys)], f"calls_itself_{_i}")
    def _(graph, node, i=_i):
        call_again(called(node, i), node)


@control(CALLERS, "circle_of_two")
def _(graph, node):
    other = graph.subgraph()
    call_again(called(node), node).options = {}
    graph_of_nothing(called(node).nodes[-1], other)
    call_again(other, node)


def graph_of_nothing(node, g):
    """The node becomes a call of a graph without inputs and outputs."""
    node.name, node.inputs, node.outputs, node.options = "CALL_ONCE", [], [], {"initSubgraphIndex": g}


@control(CALLERS, "too_deep")
def _(graph, node):
    inside = called(node)
    for _ in range(8):
        further = graph.subgraph()
        inside.op("CALL_ONCE", [], [], initSubgraphIndex=further)
        inside = further


@control(CALLERS, "too_many_graphs")
def _(graph, node):
    while len(graph.graphs) <= 64:
        graph.subgraph()


@control(("IF", "WHILE"), "input_too_many")
def _(graph, node):
    node.inputs.append(node.inputs[-1])


@control(("IF", "WHILE"), "output_too_many")
def _(graph, node):
    node.outputs.append(like(graph, node.outputs[0]))


@control(("IF", "WHILE"), "input_absent")
def _(graph, node):
    node.inputs[-1] = None


@control(("IF", "WHILE", "CALL_ONCE"), "no_operands")
def _(graph, node):
    node.inputs, node.outputs = ([], []) if node.name != "CALL_ONCE" else ([graph.const("i32", [1])], [])


for _i in range(2):
    @control(("IF", "WHILE"), f"graph_takes_another_size_{_i}")
    def _(graph, node, i=_i):
        t = called(node, i).inputs[0]
        t.shape = t.shape + [2]

    @control(("IF", "WHILE"), f"graph_takes_another_type_{_i}")
    def _(graph, node, i=_i):
        t = called(node, i).inputs[0]
        t.kind = "i64" if t.kind != "i64" else "f32"

    @control(("IF", "WHILE"), f"graph_takes_more_{_i}")
    def _(graph, node, i=_i):
        called(node, i).input("f32", [1])

    @control(("IF", "WHILE"), f"graph_gives_more_{_i}")
    def _(graph, node, i=_i):
        g = called(node, i)
        g.outputs = g.outputs + g.outputs[:1]


@control(("IF", "WHILE"), "graph_gives_another_size")
def _(graph, node):
    g = called(node)
    g.outputs = [g.const(g.outputs[0].kind, np.zeros([77, 3])), *g.outputs[1:]]


@control(("IF", "WHILE"), "graph_gives_another_type")
def _(graph, node):
    g, t = called(node), called(node).outputs[0]
    kind = "i64" if t.kind != "i64" else "f32"
    g.outputs = [g.const(kind, np.zeros(t.shape), shape=t.shape), *g.outputs[1:]]


@control(("IF", "WHILE"), "graph_gives_nothing_computed")
def _(graph, node):
    g = called(node)
    g.outputs = [like(g, g.outputs[0]), *g.outputs[1:]]


@control(("IF", "WHILE"), "graph_input_is_a_constant")
def _(graph, node):
    t = called(node).inputs[0]
    t.data = np.zeros(t.shape)


@control(("IF", "WHILE"), "graph_output_index")
def _(graph, node):
    stray = Graph().tensor("f32", [1])
    stray.index = 1 << 20
    called(node).outputs = [stray, *called(node).outputs[1:]]


@control(("IF", "WHILE", "CALL_ONCE"), "unknown_operator_inside")
def _(graph, node):
    called(node).op("NoSuchOperator", [], [])


@control(("IF",), "condition_no_bool")
def _(graph, node):
    node.inputs[0] = graph.const("i32", [1])


@control(("IF",), "condition_of_two")
def _(graph, node):
    node.inputs[0] = graph.const("bool", [1, 0])


def other_condition(kind, data):
    def make(graph, node):
        g = called(node, 0)
        g.outputs = [g.const(kind, data)]
    return make


control(("WHILE",), "condition_no_bool")(other_condition("i32", [1]))
control(("WHILE",), "condition_of_two")(other_condition("bool", [0, 0]))
control(("WHILE",), "condition_of_none")(other_condition("bool", []))


@control(("WHILE",), "output_of_another_size")
def _(graph, node):
    node.outputs[0].shape = node.outputs[0].shape + [3]


@control(("CALL_ONCE",), "graph_has_inputs")
def _(graph, node):
    called(node).input("f32", [1])


@control(("CALL_ONCE",), "graph_has_outputs")
def _(graph, node):
    g = called(node)
    g.outputs = [g.const("f32", [1])]


# ---- variables ----

@control(("VAR_HANDLE",), "no_outputs")
def _(graph, node):
    node.outputs = []


@control(("VAR_HANDLE",), "output_type")
def _(graph, node):
    node.outputs[0].kind = "i32"


VARIABLE = ("READ_VARIABLE", "ASSIGN_VARIABLE")


@control(VARIABLE, "handle_from_outside")
def _(graph, node):
    node.inputs[0] = graph.input("resource", [1])


@control(VARIABLE, "handle_constant")
def _(graph, node):
    node.inputs[0] = graph.const("resource", [0])


@control(VARIABLE, "handle_computed")
def _(graph, node):
    was, node.inputs[0] = node.inputs[0], graph.tensor("resource", [1])
    graph.op("RESHAPE", [was, graph.const("i32", [1])], [node.inputs[0]])
    graph.nodes.insert(graph.nodes.index(node), graph.nodes.pop())


@control(VARIABLE, "handle_absent")
def _(graph, node):
    node.inputs[0] = None


@control(VARIABLE, "another_size")
def _(graph, node):
    kind = node.outputs[0] if node.name == "READ_VARIABLE" else node.inputs[1]
    if node.name == "READ_VARIABLE":
        node.outputs[0] = graph.tensor(kind.kind, [*kind.shape, 2])
    else:
        node.inputs[1] = graph.const(kind.kind, np.zeros([*kind.shape, 2]))


@control(("ASSIGN_VARIABLE",), "value_absent")
def _(graph, node):
    node.inputs[1] = None


@control(("ASSIGN_VARIABLE",), "no_value")
def _(graph, node):
    del node.inputs[1]


@control(("READ_VARIABLE",), "no_output")
def _(graph, node):
    node.outputs = []
