# SPDX-License-Identifier: Apache-2.0
"""Where mote and the oracle differ and why: the only differences that the fuzzer does not report.

The authority is TFLM's source at the commit below; the wheel on PyPI is built from another one.
"""
AUTHORITY = "tflite-micro 90b983c2"


def kinds(case):
    return {t.kind for t in case.graph.tensors}


def uses(case, op):
    return any(n.name == op for n in case.graph.nodes)


# (operator, condition on the case, reason). Such a case is run, but its outputs are not compared.
EXPLAINED = [
    ("SUB", lambda c: "i16" in kinds(c) and not all(powers_of_two(c)),
     "the wheel divides the scales of int16 SUB in double, the authority in float32; the generator therefore "
     "only uses scales that are powers of two, where both agree"),
]


def powers_of_two(case):
    import math
    for t in case.graph.tensors:
        if t.scales is not None:
            yield math.frexp(t.scale)[0] == 0.5


def reason(case):
    for op, condition, why in EXPLAINED:
        if (op == case.op or uses(case, op)) and condition(case):
            return why
    return None
