# SPDX-License-Identifier: Apache-2.0
"""Where mote and the oracle differ and why: the only differences that the fuzzer does not report.

The authority is TFLM's source at the commit below; the wheel on PyPI is built from another one.
"""
import numpy as np

AUTHORITY = "tflite-micro 90b983c2"


def kinds(case):
    return {t.kind for t in case.graph.tensors}


def uses(case, op):
    return any(n.name == op for n in case.graph.nodes)


TIE = ("an activation lies half way between two steps of int8 to the last bit: LiteRT's vector code for x86 rounds it "
       "other than its portable code, which mote follows")

# (operator, condition on the case, by how much elements may differ, reason). None: the outputs are not compared.
EXPLAINED = [
    ("SUB", lambda c: "i16" in kinds(c) and not all(powers_of_two(c)), None,
     "the wheel divides the scales of int16 SUB in double, the authority in float32; single operators are only given "
     "scales that are powers of two, where both agree"),
    ("SUB", lambda c: "i8" in kinds(c), 1, "as int16, seldom seen"),
    ("LEAKY_RELU", lambda c: kinds(c) & {"i8", "i16"} and not all(powers_of_two(c)), 1,
     "the wheel divides the scales of LEAKY_RELU in double, the authority in float32"),
    ("RELU", lambda c: kinds(c) & {"i8", "i16"} and not all(powers_of_two(c)), 1, "the same with the scales of RELU"),
    ("DIV", lambda c: "i8" in kinds(c), 1, "the wheel divides the scales of DIV in double, the authority in float32"),
    ("FULLY_CONNECTED", lambda c: any(weights_offset(c)), None,
     "weights with a zero point are refused: the quantisation specification has none, no converter writes one, and of the "
     "operators with weights TFLM honours it in this one only"),
    ("BIDIRECTIONAL_SEQUENCE_LSTM", lambda c: merged_batches(c), None,
     "LiteRT: batch major with merged outputs, the last batch is not what the same model gives with outputs apart"),
    ("CONV_2D", lambda c: hybrid_tie(c), None, TIE),
    ("DEPTHWISE_CONV_2D", lambda c: hybrid_tie(c), None, TIE),
    ("FULLY_CONNECTED", lambda c: hybrid_tie(c), None, TIE),
]

# Float outputs that may differ by more than rounding: (operator, condition, by how much, reason).
LOOSE = [
    ("BIDIRECTIONAL_SEQUENCE_LSTM", lambda c: "i8" in kinds(c), 2e-2,
     "the hidden state is quantised at each step: where exp and tanh differ in the last bit, a number may go to the next step"),
]


def hybrid_tie(case):
    """Is an activation that is quantised at run time, per image or per row, half way between two numbers?"""
    node = case.graph.nodes[0]
    if not case.op.endswith("_HYBRID"):
        return False
    rows = node.inputs[1].shape[1] if node.name == "FULLY_CONNECTED" else None
    for arrays in case.invokes:
        x = arrays[0].astype(np.float32)
        for row in x.reshape(-1, rows) if rows else x.reshape(x.shape[0], -1):
            low, high = min(0.0, float(row.min())), max(0.0, float(row.max()))
            if low == high:
                continue
            scale = (high - low) / 255
            ends = (-128 - low / scale, 127 - high / scale)
            zero = round(ends[0] if 128 + abs(low / scale) < 127 + abs(high / scale) else ends[1])
            for steps in (row / scale + zero, row * (127 / max(-low, high))):
                if (np.abs(np.abs(steps - np.trunc(steps)) - .5) < 1e-5).any():
                    return True
    return False


def merged_batches(case):
    node = case.graph.nodes[0]
    options = node.options
    return options["mergeOutputs"] and not options["timeMajor"] and node.inputs[0].shape[0] > 1


def looseness(case):
    return max([most for op, condition, most, _ in LOOSE if uses(case, op) and condition(case)], default=0)


def weights_offset(case):
    for node in case.graph.nodes:
        if node.name == "FULLY_CONNECTED" and node.inputs[1].zeros:
            yield any(node.inputs[1].zeros)


def powers_of_two(case):
    import math
    for t in case.graph.tensors:
        if t.scales is not None:
            yield math.frexp(t.scale)[0] == 0.5


def find(case):
    """(tolerance or None, reason) of the first line that fits the case; None if there is none."""
    for op, condition, most, why in EXPLAINED:
        if uses(case, op) and condition(case):
            return most, why
    return None
