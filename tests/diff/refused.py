# SPDX-License-Identifier: Apache-2.0
"""Models that must be refused when they are initialised: good cases with one thing made wrong.

Each entry of WRONG names operators, what is wrong, and a function (graph, node) that makes it so; a function
may return False if the case at hand gives no occasion. The oracle has no say here: TFLM checks less, and dies of some.
"""
import numpy as np

from cases import make_case
from ops import REDUCE

WRONG = []  # (operators or None for all, name, function, operators left out)

CONV = ("CONV_2D", "DEPTHWISE_CONV_2D")
POOL = ("AVERAGE_POOL_2D", "MAX_POOL_2D")
FUSED = CONV + POOL + ("FULLY_CONNECTED", "ADD", "SUB", "MUL", "DIV")
BROADCAST = ("ADD", "SUB", "MUL", "DIV", "MAXIMUM", "MINIMUM")
VIEWS = ("RESHAPE", "SQUEEZE", "EXPAND_DIMS")
QUANTISED = CONV + ("FULLY_CONNECTED", "TRANSPOSE_CONV", "ADD", "SUB", "MUL", "DIV", "LOGISTIC", "TANH", "LEAKY_RELU",
                    "SOFTMAX", "MEAN")


def wrong(operators, name, but=()):
    def register(function):
        WRONG.append((operators, name, function, but))
        return function
    return register


def option(operators, name, **values):
    @wrong(operators, name)
    def _(graph, node):
        node.options.update(values)


# ---- every operator ----

@wrong(None, "no_inputs")
def _(graph, node):
    node.inputs = []


@wrong(None, "no_outputs")
def _(graph, node):
    node.outputs = []
    graph.outputs = []


@wrong(None, "input_absent")
def _(graph, node):
    place = 2 if node.name == "TRANSPOSE_CONV" else 0
    gone, node.inputs[place] = node.inputs[place], None
    graph.inputs = [t for t in graph.inputs if t is not gone]


@wrong(None, "output_type", but=("CAST", "BITCAST"))
def _(graph, node):
    out = node.outputs[0]
    out.kind = "bool" if out.kind != "bool" else "i16"
    out.scales = out.zeros = None


@wrong(None, "output_longer", but=("SignalEnergy",))  # it writes a part of its output, by its options
def _(graph, node):
    out = node.outputs[0]
    out.shape = out.shape[:-1] + [out.shape[-1] + 1] if out.shape else [2]


# The rank of these is what their options and their number of elements allow.
@wrong(None, "output_rank", but=("BROADCAST_ARGS", "FULLY_CONNECTED", "FULLY_CONNECTED_HYBRID", "COMPRESSION", "RESHAPE", "SHAPE", "SLICE",
                                  "SQUEEZE", "TFLite_Detection_PostProcess", *REDUCE, "REDUCE_ALL", "REDUCE_ANY", "REDUCE_PROD"))
def _(graph, node):
    node.outputs[0].shape = [1] + node.outputs[0].shape


@wrong(QUANTISED, "no_quantisation")
def _(graph, node):
    t = node.inputs[2 if node.name == "TRANSPOSE_CONV" else 0]
    if t.kind not in ("i8", "i16"):
        return False
    t.scales = t.zeros = None


@wrong(QUANTISED, "scale_zero")
def _(graph, node):
    t = node.inputs[2 if node.name == "TRANSPOSE_CONV" else 0]
    if t.kind != "i8":
        return False
    t.scales = np.zeros(1, np.float32)


@wrong(QUANTISED, "scale_nan")
def _(graph, node):
    if node.outputs[0].kind != "i8":
        return False
    node.outputs[0].scales = np.array([np.nan], np.float32)


@wrong(QUANTISED, "zero_point_range")
def _(graph, node):
    t = node.inputs[2 if node.name == "TRANSPOSE_CONV" else 0]
    if t.kind != "i8":
        return False
    t.zeros = [128]


# ---- options ----

option(FUSED, "activation_tanh", fusedActivationFunction=4)
option(FUSED, "activation_unknown", fusedActivationFunction=77)
option(CONV + POOL + ("TRANSPOSE_CONV",), "stride_zero", strideH=0)
option(CONV + POOL + ("TRANSPOSE_CONV",), "stride_negative", strideW=-1)
option(CONV, "dilation_zero", dilationHFactor=0)
option(CONV, "dilation_negative", dilationWFactor=-2)
option(POOL, "filter_zero", filterHeight=0)
option(POOL, "filter_negative", filterWidth=-3)
option(CONV + POOL + ("TRANSPOSE_CONV",), "padding_unknown", padding=7)
option(("DEPTHWISE_CONV_2D",), "multiplier_zero", depthMultiplier=0)
option(("DEPTHWISE_CONV_2D",), "multiplier_wrong", depthMultiplier=99)
option(("CONCATENATION",), "axis_high", axis=9)
option(("CONCATENATION",), "axis_low", axis=-9)
option(("CONCATENATION",), "activation", fusedActivationFunction=1)
option(("SQUEEZE",), "axis_high", squeezeDims=np.array([8], np.int32))
option(("SQUEEZE",), "axis_low", squeezeDims=np.array([-9], np.int32))
option(("STRIDED_SLICE",), "ellipsis", ellipsisMask=1)
option(("STRIDED_SLICE",), "new_axis", newAxisMask=1)
option(("SOFTMAX",), "beta_nan", beta=float("nan"))
option(("SOFTMAX",), "beta_negative", beta=-1.0)
option(("SignalWindow",), "shift_negative", shift=-1)
option(("SignalWindow",), "shift_high", shift=40)
option(("SignalRfft",), "length_zero", fft_length=0)
option(("SignalRfft",), "length_odd", fft_length=33)
option(("SignalRfft",), "length_huge", fft_length=1 << 30)
option(("SignalEnergy",), "end_high", end_index=100000)
option(("SignalEnergy",), "start_negative", start_index=-5)
option(("SignalFilterBank",), "channels_high", num_channels=4000)
option(("SignalFilterBank",), "channels_negative", num_channels=-1)
option(("SignalFilterBankSpectralSubtraction",), "channels_high", num_channels=4000)
option(("SignalFilterBankSpectralSubtraction",), "bits_high", smoothing_bits=99)
option(("SignalPCAN",), "shift_high", snr_shift=77)
option(("SignalFilterBankLog",), "correction_high", input_correction_bits=99)

HAS_OPTIONS = ("SignalWindow", "SignalRfft", "SignalEnergy", "SignalFilterBank", "SignalFilterBankSpectralSubtraction",
               "SignalPCAN", "SignalFilterBankLog")


@wrong(HAS_OPTIONS, "options_absent")
def _(graph, node):
    node.options = np.zeros(0, np.uint8)


@wrong(HAS_OPTIONS, "options_broken")
def _(graph, node):
    node.options = np.frombuffer(b"\xff" * 24, np.uint8)


# ---- operands ----

@wrong(CONV + ("FULLY_CONNECTED", "TRANSPOSE_CONV"), "bias_short")
def _(graph, node):
    last = 3 if node.name == "TRANSPOSE_CONV" else 2
    if len(node.inputs) <= last or node.inputs[last] is None or node.inputs[last].shape[0] < 2:
        return False
    b = node.inputs[last]
    b.shape, b.data, b.scales, b.zeros = [1], b.data[:1], None, None


@wrong(CONV + ("FULLY_CONNECTED", "TRANSPOSE_CONV"), "bias_type")
def _(graph, node):
    last = 3 if node.name == "TRANSPOSE_CONV" else 2
    if len(node.inputs) <= last or node.inputs[last] is None:
        return False
    b = node.inputs[last]
    b.kind, b.data = "bool", np.zeros(b.shape, bool)


@wrong(CONV + ("FULLY_CONNECTED", "TRANSPOSE_CONV"), "filter_type")
def _(graph, node):
    w = node.inputs[1]
    w.kind, w.data = "i32", np.zeros(w.shape, np.int32)


@wrong(CONV + ("FULLY_CONNECTED", "TRANSPOSE_CONV"), "hybrid_filter_float")
def _(graph, node):
    w = node.inputs[1]
    if w.kind == "f32":
        return False
    w.kind, w.data, w.scales, w.zeros = "f32", np.zeros(w.shape, np.float32), None, None


@wrong(CONV + ("TRANSPOSE_CONV",), "filter_rank")
def _(graph, node):
    node.inputs[1].shape = [int(np.prod(node.inputs[1].shape))]


@wrong(CONV + ("FULLY_CONNECTED", "TRANSPOSE_CONV"), "filter_depth")
def _(graph, node):
    w = node.inputs[1]
    w.shape = w.shape[:-1] + [w.shape[-1] + 7]
    w.data = np.zeros(w.shape, w.data.dtype)
    if w.scales is not None and len(w.scales) > 1:
        w.scales, w.zeros = w.scales[:1], [0]


@wrong(CONV + ("FULLY_CONNECTED", "TRANSPOSE_CONV"), "filter_empty")
def _(graph, node):
    w = node.inputs[1]
    w.shape = w.shape[:-1] + [0]
    w.data = np.zeros(w.shape, w.data.dtype)
    if w.scales is not None and len(w.scales) > 1:
        w.scales, w.zeros = w.scales[:1], [0]


@wrong(CONV, "scales_short")
def _(graph, node):
    w = node.inputs[1]
    if w.scales is None or len(w.scales) < 3:
        return False
    w.scales, w.zeros = w.scales[:-1], w.zeros[:-1]


@wrong(CONV, "scales_other_axis")
def _(graph, node):
    w = node.inputs[1]
    if w.scales is None or len(w.scales) < 2:
        return False
    w.axis = 1


@wrong(BROADCAST, "shapes_differ")
def _(graph, node):
    a, b = node.inputs
    if b.data is not None or not b.shape or a.data is not None or max(b.shape) < 2:
        return False
    b.shape = [n + 1 if n > 1 else n for n in b.shape]


@wrong(BROADCAST, "types_differ")
def _(graph, node):
    b = node.inputs[1]
    if b.data is not None:
        return False
    b.kind = "i64" if b.kind != "i64" else "f32"
    b.scales = b.zeros = None


@wrong(BROADCAST, "type_unsupported")
def _(graph, node):
    for t in (*node.inputs, *node.outputs):
        if t.data is not None:
            return False
        t.kind = "bool"
        t.scales = t.zeros = None


@wrong(POOL, "scales_differ")
def _(graph, node):
    if node.outputs[0].kind != "i8":
        return False
    node.outputs[0].scales = node.outputs[0].scales * 2


@wrong(("LOGISTIC", "TANH", "SOFTMAX"), "output_quantisation")
def _(graph, node):
    y = node.outputs[0]
    if y.kind != "i16":
        return False
    y.scales = y.scales * 3


def computed_operand(index):
    def make(graph, node):
        t = node.inputs[index]
        t.data = None
        graph.inputs.append(t)
    return make


for _ops, _index in ((("PAD", "PADV2", "TRANSPOSE", "EXPAND_DIMS", "STRIDED_SLICE"), 1), (("STRIDED_SLICE",), 2), (("STRIDED_SLICE",), 3)):
    WRONG.append((_ops, f"computed_{_index}", computed_operand(_index), ()))


def constant(operators, index, name, change):
    """Another value of a constant operand."""
    @wrong(operators, name)
    def _(graph, node):
        t = node.inputs[index]
        data = change(np.array(t.data))
        t.data, t.shape = data, list(data.shape)


def first(value):
    def change(data):
        data.reshape(-1)[0] = value
        return data
    return change


constant(tuple(REDUCE), 1, "axis_high", first(7))
constant(tuple(REDUCE), 1, "axis_low", first(-9))
constant(("EXPAND_DIMS",), 1, "axis_high", first(9))
constant(("EXPAND_DIMS",), 1, "axis_low", first(-9))
constant(("PAD", "PADV2"), 1, "padding_negative", first(-1000))
constant(("PAD", "PADV2"), 1, "padding_huge", first(2**31 - 1))
constant(("PAD", "PADV2"), 1, "padding_rows", lambda d: d[:0])
constant(("TRANSPOSE",), 1, "perm_high", first(5))
constant(("TRANSPOSE",), 1, "perm_negative", first(-7))
constant(("TRANSPOSE",), 1, "perm_short", lambda d: d[:-1])
constant(("STRIDED_SLICE",), 3, "stride_zero", first(0))
constant(("STRIDED_SLICE",), 1, "begin_short", lambda d: d[:-1])
constant(("STRIDED_SLICE",), 2, "end_short", lambda d: d[:-1])
constant(("SignalFilterBank",), 3, "start_high", first(30000))
constant(("SignalFilterBank",), 3, "start_negative", first(-3))
constant(("SignalFilterBank",), 4, "weight_start_high", first(30000))
constant(("SignalFilterBank",), 5, "width_high", first(30000))
constant(("SignalFilterBank",), 5, "width_negative", first(-1))
constant(("SignalPCAN",), 2, "table_short", lambda d: d[:10])


@wrong(("TRANSPOSE",), "perm_twice")
def _(graph, node):
    p = node.inputs[1]
    if p.data.size < 2:
        return False
    p.data[0] = p.data[1]


@wrong(("CONCATENATION",), "shapes_differ")
def _(graph, node):
    x = node.inputs[0]
    if len(x.shape) < 2 or x.data is not None or any(x is t for t in node.inputs[1:]):
        return False
    axis = node.options["axis"] % len(x.shape)
    other = 1 if axis == 0 else 0
    x.shape = [n + 1 if i == other else n for i, n in enumerate(x.shape)]


@wrong(("RESHAPE",), "elements_differ")
def _(graph, node):
    node.outputs[0].shape = node.outputs[0].shape + [2]


@wrong(("SignalFftAutoScale", "SignalEnergy", "SignalFilterBank", "SignalFilterBankSquareRoot", "SignalPCAN", "SignalWindow",
        "SignalFilterBankSpectralSubtraction", "SignalFilterBankLog", "SignalRfft"), "input_type")
def _(graph, node):
    if node.inputs[0].data is not None:
        return False
    node.inputs[0].kind = "bool"


@wrong(("SignalWindow",), "weights_longer")
def _(graph, node):
    w = node.inputs[1]
    if w.data is None:
        return False
    w.shape, w.data = [w.shape[0] + 1], np.append(w.data, np.int16(1))


# ---- data that mote_invoke must refuse ----

def poison(op, kind, place, value, everywhere):
    """A case whose input `place` holds `value(tensor)` somewhere."""
    for seed in range(200):
        case = make_case(op, seed)
        tensor = case.graph.nodes[0].inputs[place]
        if tensor.kind == kind and tensor.data is None and tensor in case.graph.inputs:
            for arrays in case.invokes:
                arrays[case.graph.inputs.index(tensor)].reshape(-1)[0 if everywhere else -1:] = value(tensor)
            return case
    raise LookupError(op)


# operators, what is wrong with the data, type and place of the input, value that its last element gets
DATA = [
    (("DIV",), "divisor_zero_i32", "i32", 1, lambda t: 0),
    (("DIV",), "divisor_zero_i8", "i8", 1, lambda t: t.zero),
    (("FLOOR_DIV_WIDE", "FLOOR_MOD_WIDE"), "divisor_zero", "i32", 1, lambda t: 0),
    (("POW",), "exponent_negative", "i32", 1, lambda t: -1),
    (("SignalFilterBankSquareRoot",), "scale_bits_high", "i32", 1, lambda t: 99),
    (("SignalFilterBankSquareRoot",), "scale_bits_negative", "i32", 1, lambda t: -1),
    (("GATHER", "GATHER_ND"), "index_high", "i32", 1, lambda t: 1000),
    (("GATHER", "GATHER_ND"), "index_negative", "i32", 1, lambda t: -1),
    (("EMBEDDING_LOOKUP", "SCATTER_ND"), "index_high", "i32", 0, lambda t: 1000),
    (("EMBEDDING_LOOKUP", "SCATTER_ND"), "index_negative", "i32", 0, lambda t: -1),
    (("REVERSE_SEQUENCE",), "length_high", "i32", 1, lambda t: 1000),
    (("REVERSE_SEQUENCE",), "length_negative", "i64", 1, lambda t: -1),
    (("UNSORTED_SEGMENT_SUM", "UNSORTED_SEGMENT_MAX"), "segment_high", "i32", 1, lambda t: 1000),
]


def of_invoke(op):
    """(name, case) of everything that is refused only when it runs."""
    for operators, name, kind, place, value in DATA:
        if op in operators:
            yield name, poison(op, kind, place, value, False)
    if op == "WHERE":  # another number of them than the model says
        yield "none_found", poison(op, "bool", 0, lambda t: 0, True)
        case = poison(op, "f32", 0, lambda t: 1, True)
        case.graph.outputs[0].shape[0] -= 1
        yield "too_many_found", case


# ---- the graph around the operator; any operator serves ----

GRAPH = []


def wrong_graph(function):
    GRAPH.append((function.__name__, function))
    return function


@wrong_graph
def tensor_index_high(graph, node):
    node.inputs[0] = 1000


@wrong_graph
def tensor_index_negative(graph, node):
    node.inputs[0] = -2


@wrong_graph
def output_index_high(graph, node):
    node.outputs[0] = 1000


@wrong_graph
def output_is_constant(graph, node):
    y = node.outputs[0]
    y.data = np.zeros(y.shape, np.int8)


@wrong_graph
def read_before_written(graph, node):
    x = graph.tensor("i8", node.inputs[0].shape, scale=1.0, zero=0)
    node.inputs[0] = x


@wrong_graph
def written_twice(graph, node):
    graph.op("RELU", [node.inputs[0]], [node.outputs[0]])


@wrong_graph
def later_node_feeds_earlier(graph, node):
    late = graph.tensor("i8", node.inputs[0].shape, scale=1.0, zero=0)
    graph.op("RELU", [node.inputs[0]], [late])
    node.inputs[0] = late


@wrong_graph
def writes_graph_input(graph, node):
    node.outputs[0] = node.inputs[0]


@wrong_graph
def dimension_negative(graph, node):
    node.inputs[0].shape = [-1] + node.inputs[0].shape[1:]


@wrong_graph
def elements_overflow(graph, node):
    node.inputs[0].shape = node.outputs[0].shape = [1 << 16, 1 << 16, 1 << 16]


@wrong_graph
def rank_forty(graph, node):
    node.inputs[0].shape = node.outputs[0].shape = [1] * 40


@wrong_graph
def constant_short(graph, node):
    x = node.inputs[0]
    x.data = np.zeros(3, np.int8)
    graph.inputs = []


@wrong_graph
def unknown_builtin(graph, node):
    node.name = "CONV_3D_TRANSPOSE"
    node.options = {}


@wrong_graph
def unknown_custom(graph, node):
    node.name = "NoSuchOperator"
    node.options = {}


def ancillary(name, at, value):
    """TFLM_DECODE with another byte in the header of its first table."""
    @wrong(("TFLM_DECODE",), name)
    def _(graph, node):
        node.inputs[1].data = node.inputs[1].data.copy()
        node.inputs[1].data[at] = value


ancillary("method", 0, 127)
ancillary("version", 1, 2)
ancillary("method_version", 4, 2)


@wrong(("TFLM_DECODE",), "bits_cut")
def _(graph, node):
    t = node.inputs[0]
    t.data, t.shape = t.data[:0], [0]


@wrong(("TFLM_DECODE",), "table_cut")
def _(graph, node):
    t = node.inputs[1]
    t.data, t.shape = t.data[:16], [16]
    return bool(graph.nodes[0].inputs[0].data.any())


HYBRID = ("CONV_2D_HYBRID", "DEPTHWISE_CONV_2D_HYBRID", "FULLY_CONNECTED_HYBRID")


@wrong(HYBRID, "filter_zero_point")
def _(graph, node):
    node.inputs[1].zeros[0] = 3


@wrong(HYBRID, "filter_scale_zero")
def _(graph, node):
    node.inputs[1].scales[-1] = 0


@wrong(HYBRID, "filter_without_quantisation")
def _(graph, node):
    node.inputs[1].scales = node.inputs[1].zeros = None


@wrong(HYBRID, "bias_integer")
def _(graph, node):
    if len(node.inputs) < 3 or node.inputs[2] is None:
        return False
    bias = node.inputs[2]
    bias.kind, bias.data = "i32", np.zeros(bias.shape, np.int32)


@wrong(("CONV_2D_HYBRID", "FULLY_CONNECTED_HYBRID"), "filter_depth")
def _(graph, node):
    w = node.inputs[1]
    w.shape = w.shape[:-1] + [w.shape[-1] + 7]
    w.data = np.zeros(w.shape, w.data.dtype)


@wrong(("CONV_3D",), "filter_channels")
def _(graph, node):
    w = node.inputs[1]
    w.shape = w.shape[:3] + [w.shape[3] + 1, w.shape[4]]
    w.data = np.zeros(w.shape, np.float32)


option(("CONV_3D",), "stride_zero", strideD=0)
option(("CONV_3D",), "dilation_negative", dilationHFactor=-1)
option(("CONV_3D",), "padding", padding=2)
option(("BIDIRECTIONAL_SEQUENCE_LSTM",), "activation", fusedActivationFunction=0)
option(("BIDIRECTIONAL_SEQUENCE_LSTM",), "clip_negative", cellClip=-1.0)


@wrong(("RFFT2D",), "length_odd")
def _(graph, node):
    node.inputs[1].data = np.array([node.inputs[1].data[0], 3], np.int32)
    node.outputs[0].shape[-1] = 2


@wrong(("RFFT2D",), "length_computed")
def _(graph, node):
    node.inputs[1].data = None
    graph.inputs.append(node.inputs[1])


@wrong(("BIDIRECTIONAL_SEQUENCE_LSTM",), "half_a_gate")
def _(graph, node):
    if node.inputs[1] is None:
        return False
    node.inputs[5] = None


@wrong(("BIDIRECTIONAL_SEQUENCE_LSTM",), "bias_short")
def _(graph, node):
    bias = node.inputs[13]
    bias.shape = [bias.shape[0] + 1]
    bias.data = np.zeros(bias.shape, np.float32)


@wrong(("BIDIRECTIONAL_SEQUENCE_LSTM",), "backward_weights_type")
def _(graph, node):
    w = node.inputs[21]
    w.kind, w.data = "i16", np.zeros(w.shape, np.int16)


def compressed_constants(graph):
    return [t for t in graph.tensors if t.lut_bits]


@wrong(("COMPRESSION",), "bits")
def _(graph, node):
    if not compressed_constants(graph):
        return False
    graph.lut_stated = {"bits": 8}


@wrong(("COMPRESSION",), "values_absent")
def _(graph, node):
    if not compressed_constants(graph):
        return False
    graph.lut_stated = {"buffer": 9999}


@wrong(("COMPRESSION",), "no_values")
def _(graph, node):
    if not compressed_constants(graph):
        return False
    graph.lut_stated = {"buffer": 0}


@wrong(("COMPRESSION",), "another_tensor")
def _(graph, node):
    if not compressed_constants(graph):
        return False
    graph.lut_stated = {"tensor": 77}


@wrong(("COMPRESSION",), "metadata_cut")
def _(graph, node):
    if not compressed_constants(graph):
        return False
    graph.lut_stated = {"cut": 12}


@wrong(("SVDF", "UNIDIRECTIONAL_SEQUENCE_LSTM", "BIDIRECTIONAL_SEQUENCE_LSTM"), "state_no_variable")
def _(graph, node):
    state = node.inputs[{"SVDF": 4, "UNIDIRECTIONAL_SEQUENCE_LSTM": 18}.get(node.name, 35)]
    state.variable = False
    graph.inputs.append(state)


# Their nodes come in company: refused_control.py has all that is wrong with them.
ELSEWHERE = ("IF", "WHILE", "CALL_ONCE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE")


def of_operator(op, tries=40):
    """(name, graph) of every wrong model that there is for an operator; none for nets and further cases of one."""
    if op in ("NET", "MOVE_NET", "MANY_DIMENSIONS") or op.endswith("_WIDE"):
        return
    seeds = range(tries)
    if op in ELSEWHERE:  # their models may be large
        seeds = sorted(seeds, key=lambda s: len(make_case(op, s).graph.tflite()))
    for operators, name, function, but in WRONG:
        if (operators is not None and op not in operators) or op in but or (operators is None and op in ELSEWHERE):
            continue
        for seed in seeds:
            case = make_case(op, seed)
            if not case.invokes[0] and operators is None:
                continue  # a constant takes the operator's place in no firmware
            if function(case.graph, case.graph.nodes[0]) is not False:
                yield name, case.graph
                break


def of_graph():
    for name, function in GRAPH:
        for seed in range(100):
            case = make_case("RELU", seed)
            if case.invokes[0] and case.graph.inputs[0].kind == "i8" and len(case.graph.inputs[0].shape) > 1:
                function(case.graph, case.graph.nodes[0])
                yield name, case.graph
                break
