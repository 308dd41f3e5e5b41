#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Time of an invoke on this machine, one thread: mote, TensorFlow Lite Micro, LiteRT with XNNPACK.

usage: compare.py [--mote build/mote] [--rounds 5] [--seconds 1] [--json] MODEL...

The three take turns, round by round; what is printed is the median of the rounds' medians. mote is
timed by `mote bench` (start-up is no part of it), as a whole and streamed by rows; the others by
their Python packages tflite-micro and ai-edge-litert, call by call. A package that is not there
leaves its column empty and is named below the table.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def median_us(call, seconds):
    call()
    samples, end = [], time.perf_counter() + seconds
    while len(samples) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        samples.append(time.perf_counter() - start)
    return 1e6 * statistics.median(samples)


class Mote:
    def __init__(self, path, command, streamed):
        self.command = [command, "bench", path, "--json"] + ([] if streamed else ["--no-stream"])

    def measure(self, seconds):
        done = subprocess.run(self.command + ["--seconds", str(max(1, round(seconds)))],
                              capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip() or "it failed")
        return json.loads(done.stdout)["invoke"]["median_us"]


class Micro:
    def __init__(self, path):
        import numpy
        from tflite_micro.python.tflite_micro import runtime
        with open(path, "rb") as f:
            self.interpreter = runtime.Interpreter.from_bytes(f.read())
        details = self.interpreter.get_input_details(0)
        self.interpreter.set_input(numpy.zeros(details["shape"], details["dtype"]), 0)

    def measure(self, seconds):
        return median_us(self.interpreter.invoke, seconds)


def without_wrong_axes(data):
    """Quantisation along an axis that a tensor does not have (it has one scale, the axis means
    nothing) is refused by newer LiteRT; old models come with it."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(data, 0))
    for graph in model.subgraphs:
        for tensor in graph.tensors:
            rank = 0 if tensor.shape is None else len(tensor.shape)
            if tensor.quantization is not None and tensor.quantization.quantizedDimension >= rank:
                tensor.quantization.quantizedDimension = 0
    builder = flatbuffers.Builder(len(data))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


class Lite:
    def __init__(self, path):
        import numpy
        from ai_edge_litert.interpreter import Interpreter
        with open(path, "rb") as f:
            data = f.read()
        try:
            self.interpreter = Interpreter(model_content=data, num_threads=1)
        except ValueError:
            self.interpreter = Interpreter(model_content=without_wrong_axes(data), num_threads=1)
        self.interpreter.allocate_tensors()
        for details in self.interpreter.get_input_details():
            self.interpreter.set_tensor(details["index"], numpy.zeros(details["shape"], details["dtype"]))

    def measure(self, seconds):
        return median_us(self.interpreter.invoke, seconds)


COLUMNS = ["mote", "mote by rows", "TFLM", "LiteRT"]


def runners_of(path, command, notes):
    makers = {"mote": lambda: Mote(path, command, False), "mote by rows": lambda: Mote(path, command, True),
              "TFLM": lambda: Micro(path), "LiteRT": lambda: Lite(path)}
    runners = {}
    for name in COLUMNS:
        try:
            runners[name] = makers[name]()
        except ImportError as e:
            note = f"{name}: the Python package {e.name} is not installed here, so there is no figure"
            if note not in notes:
                notes.append(note)
        except Exception as e:
            notes.append(f"{name} does not take {path}: {str(e).splitlines()[0][:100]}")
    return runners


def compare(path, args, notes):
    runners, rounds = runners_of(path, args.mote, notes), {}
    for _ in range(args.rounds):
        for name, runner in list(runners.items()):
            try:
                rounds.setdefault(name, []).append(runner.measure(args.seconds))
            except (OSError, RuntimeError) as e:
                notes.append(f"{name} does not run {path}: {e}")
                del runners[name]
    return {name: statistics.median(values) for name, values in rounds.items()}


def cpu_name():
    try:
        with open("/proc/cpuinfo") as f:
            return next(line.split(":", 1)[1].strip() for line in f if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def name_of(path):
    name = os.path.basename(path)
    return os.path.basename(os.path.dirname(os.path.abspath(path))) if name == "model.tflite" else name


def table(results):
    head = ["us an invoke", "mote", "by rows", "TFLM", "LiteRT", "TFLM / mote", "LiteRT / mote"]
    rows = [head]
    for path, found in results.items():
        cells = [f"{found[c]:.4g}" if c in found else "-" for c in COLUMNS]
        for other in ("TFLM", "LiteRT"):
            both = "mote" in found and other in found
            cells.append(f"{found[other] / found['mote']:.2f}" if both else "-")
        rows.append([name_of(path)] + cells)
    widths = [max(len(r[i]) for r in rows) for i in range(len(head))]
    for r in rows:
        print("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths))))


def main():
    p = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0], description=__doc__.split("\n")[0])
    p.add_argument("models", nargs="+", metavar="MODEL")
    p.add_argument("--mote", default=os.path.join("build", "mote"), help="the command")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--seconds", type=float, default=1, help="of each in a round; mote takes whole ones")
    p.add_argument("--json", action="store_true")
    args = p.parse_args()
    if args.rounds < 1:
        p.error("--rounds: at least 1")
    notes = []
    results = {path: compare(path, args, notes) for path in args.models}
    if args.json:
        json.dump({"cpu": cpu_name(), "us": results, "notes": notes}, sys.stdout, indent=2)
        print()
    else:
        print(f"{cpu_name()}, one thread, median of {args.rounds} rounds in turn\n")
        table(results)
        for note in notes:
            print(f"\n{note}")
    return 0 if all("mote" in found for found in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
