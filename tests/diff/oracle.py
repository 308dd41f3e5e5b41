# SPDX-License-Identifier: Apache-2.0
"""Runs models in the implementations that mote is held against.

`tflm` is the tflite-micro wheel: TFLM's reference kernels, the authority on every bit. `litert` is
ai-edge-litert with its reference kernels, for operators that TFLM lacks. Both return a Result; an error is a
result too. A model that is not well-formed may kill the process: callers run in a process of their own.
"""
import contextlib
import functools
import os

import numpy as np

ARENA_BYTES = 4 << 20

OK, NOT_YET, PREPARE_ERROR, INVOKE_ERROR = "ok", "not_yet", "prepare_error", "invoke_error"


class Result:
    """status: ok, prepare_error or invoke_error. outputs: per invoke a list of arrays. statuses: per
    invoke ok or not_yet."""

    def __init__(self, status, outputs=None, why="", statuses=None):
        self.status, self.outputs, self.why = status, outputs or [], why
        self.statuses = statuses or [OK] * len(self.outputs)


@contextlib.contextmanager
def quiet():
    """The wheels write their complaints to file descriptor 2 from C++."""
    saved, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)


def tflm(model, invokes, arena_bytes=ARENA_BYTES, variables=0):
    """invokes: per invoke a list of input arrays. No reset between them."""
    # The public Interpreter unpacks the whole model in Python first, to count resource variables.
    from tflite_micro.python.tflite_micro import _runtime
    with quiet():
        try:
            net = _runtime.InterpreterWrapper(model, [], arena_bytes, variables,
                                              _runtime.PythonInterpreterConfig.kAllocationRecording, 0)
        except (RuntimeError, ValueError) as error:
            return Result(PREPARE_ERROR, why=str(error))
        outputs, statuses = [], []
        count = count_outputs(model)
        for arrays in invokes:
            try:
                for i, array in enumerate(arrays):
                    net.SetInputTensor(array, i)
                status = net.Invoke()
            except (RuntimeError, ValueError) as error:
                return Result(INVOKE_ERROR, outputs, str(error), statuses)
            # kTfLiteAbort: a streaming operator has no output yet.
            statuses.append(NOT_YET if status else OK)
            outputs.append([np.array(net.GetOutputTensor(i)) for i in range(count)])
        return Result(OK, outputs, statuses=statuses)


def count_outputs(model):
    from build import schema
    return schema.Model.GetRootAsModel(model, 0).Subgraphs(0).OutputsLength()


def litert(model, invokes, reference=True):
    from ai_edge_litert import interpreter
    kinds = interpreter.OpResolverType
    with quiet():
        try:
            net = interpreter.Interpreter(
                model_content=model,
                experimental_op_resolver_type=kinds.BUILTIN_REF if reference else kinds.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
            net.allocate_tensors()
        except (RuntimeError, ValueError) as error:
            return Result(PREPARE_ERROR, why=str(error))
        outputs = []
        for arrays in invokes:
            try:
                for detail, array in zip(net.get_input_details(), arrays):
                    net.set_tensor(detail["index"], array)
                net.invoke()
            except (RuntimeError, ValueError) as error:
                return Result(INVOKE_ERROR, outputs, str(error))
            outputs.append([np.array(net.get_tensor(d["index"])) for d in net.get_output_details()])
        return Result(OK, outputs)


LITERT_ONLY = set()     # operators that TFLM lacks, or of which it leaves something undefined
LITERT_DEFAULT = set()  # those of which LiteRT's default kernel is right and its reference kernel is not


def of(case):
    """The authority on a case."""
    op = case.op
    if case.truth:
        return lambda model, invokes: Result(OK, [case.truth(arrays) for arrays in invokes])
    if op in LITERT_DEFAULT:
        return functools.partial(litert, reference=False)
    if op in LITERT_ONLY:
        return litert
    return functools.partial(tflm, variables=sum(n.name == "VAR_HANDLE" for n in case.graph.all_nodes()))
