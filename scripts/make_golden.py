#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a golden case for a .tflite model: inputs, and the bytes that TFLM computes from them.

usage: make_golden.py MODEL OUT_DIR [--seed N] [--invokes N] [--input FILE]... [--range LO HI]
                      [--high N] [--reset] [--expect WHAT]

Writes OUT_DIR/in0.bin.., out0.bin.. (raw little-endian, the invokes one after another) and
meta.json. The oracle is the `tflite-micro` wheel (TFLM's reference kernels); besides that only
numpy is needed (`pip install -r models/requirements.txt`). TFLM's arithmetic changes between
versions in corners (how SUB derives its multipliers, say), so meta.json names the oracle's.

Without --input the inputs come from a seed: int8, uint8 and int16 over their whole range, bool 0 or
1, floats uniform in --range, int32 and int64 uniform in [0, --high). With --input, once per model
input, a file of raw bytes gives the inputs and, by its length, the number of invokes.
State (variables, LSTM, SVDF) is carried from one invoke to the next unless --reset.

--expect prepare_error or invoke_error: the oracle must refuse the model there; the case then holds
no outputs. Exit status: 0 written, 1 the oracle did something else than expected, 2 usage.
"""
import argparse
import collections
import importlib.metadata
import json
import pathlib
import sys

import numpy as np

NAMES = {"float32": "f32", "float16": "f16", "float64": "f64", "int8": "i8", "uint8": "u8",
         "int16": "i16", "uint16": "u16", "int32": "i32", "uint32": "u32", "int64": "i64",
         "uint64": "u64", "bool": "bool", "complex64": "c64"}


class OracleRefuses(Exception):
    """TFLM did not prepare or did not run the model; `stage` is what meta.json calls it."""

    def __init__(self, stage, why):
        super().__init__(f"{stage}: {why}")
        self.stage = stage


def schema():
    from tflite_micro.tensorflow.lite.micro.python import schema_py_generated
    return schema_py_generated


def read_model(data):
    """The object form of a .tflite file, as flatc generates it."""
    return schema().ModelT.InitFromPackedBuf(data, 0)


def operators(model):
    """Operator name -> count over all subgraphs; custom operators by their own name."""
    builtin = {v: k for k, v in vars(schema().BuiltinOperator).items() if isinstance(v, int)}
    names = []
    for code in model.operatorCodes:
        # Files written before codes outgrew a byte have only the deprecated field.
        number = max(code.builtinCode, code.deprecatedBuiltinCode)
        custom = code.customCode.decode() if code.customCode else "CUSTOM"
        names.append(custom if builtin[number] == "CUSTOM" else builtin[number])
    count = collections.Counter()
    for graph in model.subgraphs:
        count.update(names[op.opcodeIndex] for op in graph.operators or [])
    return dict(sorted(count.items()))


def describe(detail):
    """One input or output as meta.json says it."""
    quant = detail["quantization_parameters"]
    tensor = {"dtype": NAMES[np.dtype(detail["dtype"]).name],
              "shape": [int(n) for n in detail["shape"]]}
    if len(quant["scales"]):
        tensor["quant"] = f"{float(quant['scales'][0]):.9g} {int(quant['zero_points'][0])}"
    return tensor


class Oracle:
    """A model in TFLM's interpreter. Runs whole files of concatenated invokes."""

    # Above what any model for a microcontroller needs. The wheel's own default, ten times the
    # file's size, is too little for files with hardly any weights.
    ARENA_BYTES = 64 << 20

    def __init__(self, data):
        from tflite_micro.python.tflite_micro import runtime
        self.model = read_model(data)
        graph = self.model.subgraphs[0]
        try:
            self.net = runtime.Interpreter.from_bytes(data, arena_size=self.ARENA_BYTES)
        except RuntimeError as error:
            raise OracleRefuses("prepare_error", error) from error
        self.inputs = [self.net.get_input_details(i) for i in range(len(graph.inputs))]
        self.outputs = [self.net.get_output_details(i) for i in range(len(graph.outputs))]

    def run(self, inputs, reset=False):
        """inputs: per model input an array [invokes, *shape]; returns the same for the outputs."""
        results = [[] for _ in self.outputs]
        invokes = len(inputs[0]) if inputs else 1
        for k in range(invokes):
            if reset:
                self.net.reset()
            for i, array in enumerate(inputs):
                self.net.set_input(array[k], i)
            try:
                self.net.invoke()
            except RuntimeError as error:
                raise OracleRefuses("invoke_error", error) from error
            for i, result in enumerate(results):
                result.append(np.array(self.net.get_output(i)))
        return [np.stack(result) for result in results]


def random_inputs(details, invokes, seed, low=-1.0, high=1.0, int_high=8):
    rng = np.random.Generator(np.random.PCG64(seed))
    arrays = []
    for detail in details:
        dtype, shape = np.dtype(detail["dtype"]), (invokes, *(int(n) for n in detail["shape"]))
        if dtype == np.bool_:
            array = rng.integers(0, 2, shape)
        elif dtype.kind == "f":
            array = rng.uniform(low, high, shape)
        elif dtype.itemsize <= 2:
            limits = np.iinfo(dtype)
            array = rng.integers(limits.min, limits.max, shape, endpoint=True)
        else:
            array = rng.integers(0, int_high, shape)
        arrays.append(array.astype(dtype))
    return arrays


def file_inputs(details, paths):
    """Inputs from files of raw bytes; every file must hold the same whole number of invokes."""
    if len(paths) != len(details):
        raise ValueError(f"{len(paths)} input files given, the model has {len(details)} inputs")
    arrays = []
    for detail, path in zip(details, paths):
        shape = [int(n) for n in detail["shape"]]
        dtype = np.dtype(detail["dtype"]).newbyteorder("<")
        raw = pathlib.Path(path).read_bytes()
        step = int(np.prod(shape)) * dtype.itemsize
        if not raw or len(raw) % step:
            raise ValueError(f"{path}: {len(raw)} bytes are no multiple of the input's {step}")
        arrays.append(np.frombuffer(raw, dtype).reshape(-1, *shape).astype(detail["dtype"]))
    if len({len(array) for array in arrays}) > 1:
        raise ValueError("the input files hold different numbers of invokes")
    return arrays


def raw_bytes(array):
    return np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes()


def write_case(out_dir, name, model, inputs, outputs, details, expect="ok", seed=None):
    """details: those of the inputs and of the outputs; no outputs where a refusal is expected."""
    out = pathlib.Path(out_dir)
    out.mkdir(parents=True, exist_ok=True)
    for stale in [*out.glob("in*.bin"), *out.glob("out*.bin")]:
        stale.unlink()
    for kind, arrays in (("in", inputs), ("out", outputs)):
        for i, array in enumerate(arrays):
            (out / f"{kind}{i}.bin").write_bytes(raw_bytes(array))
    meta = {"op": name, "expect": expect, "invokes": len(inputs[0]) if inputs else 1,
            "inputs": [describe(d) for d in details[0]],
            "outputs": [describe(d) for d in details[1]],
            "ops": " ".join(f"{op}*{n}" for op, n in operators(model).items()),
            "oracle": f"tflite-micro {importlib.metadata.version('tflite-micro')}"}
    if seed is not None:
        meta["seed"] = seed
    (out / "meta.json").write_text(json.dumps(meta, indent=1) + "\n")
    return meta


def make_case(model_path, out_dir, arrays=None, invokes=4, seed=1, **ranges):
    """A case that is expected to run, for scripts: given inputs, or random ones from the seed."""
    path = pathlib.Path(model_path)
    oracle = Oracle(path.read_bytes())
    chosen = arrays if arrays is not None else random_inputs(oracle.inputs, invokes, seed, **ranges)
    return write_case(out_dir, path.stem, oracle.model, chosen, oracle.run(chosen),
                      (oracle.inputs, oracle.outputs), seed=seed if arrays is None else None)


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model", type=pathlib.Path)
    ap.add_argument("out_dir", type=pathlib.Path)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--invokes", type=int, default=4)
    ap.add_argument("--input", action="append", default=[], metavar="FILE")
    ap.add_argument("--range", nargs=2, type=float, default=(-1.0, 1.0), metavar=("LO", "HI"))
    ap.add_argument("--high", type=int, default=8, help="int32 and int64 inputs are below this")
    ap.add_argument("--reset", action="store_true", help="reset the state before every invoke")
    ap.add_argument("--expect", choices=("ok", "prepare_error", "invoke_error"), default="ok")
    a = ap.parse_args()
    try:
        data = a.model.read_bytes()
    except OSError as error:
        ap.error(str(error))
    if a.invokes < 1 or a.high < 1:
        ap.error("--invokes and --high must be at least 1")

    stage, inputs, outputs, details = "ok", [], [], ([], [])
    try:
        oracle = Oracle(data)
        details = (oracle.inputs, oracle.outputs)
        inputs = (file_inputs(oracle.inputs, a.input) if a.input else
                  random_inputs(oracle.inputs, a.invokes, a.seed, *a.range, int_high=a.high))
        outputs = oracle.run(inputs, a.reset)
    except OracleRefuses as error:
        stage, outputs, why = error.stage, [], error
    except ValueError as error:
        ap.error(str(error))
    if stage != a.expect:
        print(f"{a.model}: expected {a.expect}, the oracle says {stage}"
              + (f" ({why})" if stage != "ok" else ""), file=sys.stderr)
        return 1
    name = a.model.stem if a.model.stem != "model" else a.model.resolve().parent.name
    meta = write_case(a.out_dir, name, read_model(data), inputs, outputs, details, a.expect,
                      None if a.input else a.seed)
    print(f"{a.out_dir}: {meta['expect']}, {meta['invokes']} invokes, {meta['ops']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
