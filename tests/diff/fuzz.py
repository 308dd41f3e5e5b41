#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Differential fuzzer: random models, mote against TFLM (or LiteRT), bit for bit (floats within tolerance).

usage: fuzz.py [-n CASES] [-s FIRST_SEED] [--sanitize] [--litert] [--show N] [OPERATOR...]
       fuzz.py --save DIR OPERATOR SEED        writes that case: model.tflite, in*.bin, out*.bin, meta.json

CASES counts per operator; without operators all are run that generators know. A case is made again by
operator and seed alone. Prints a line per operator and each difference with its seed; the exit status is 1
if there is one. What is not a difference, with the reason, is listed in explained.py.

Needs: pip install tflite-micro ai-edge-litert numpy, and a C compiler.
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

import cases
import explained
import mote_lib
import oracle

cases.load_generators()
RTOL, ATOL = 1e-5, 1e-6


def element(kind):
    return np.dtype(cases.numpy_type(kind)).newbyteorder("<")


def same(got, want):
    if want.dtype.kind == "c":
        return same(got.real, want.real) & same(got.imag, want.imag)
    if want.dtype.kind != "f":
        return got == want
    got, want = got.astype(np.float64), want.astype(np.float64)
    with np.errstate(invalid="ignore"):
        near = np.isfinite(want) & (np.abs(got - want) <= ATOL + RTOL * np.abs(want))
        return (got == want) | (np.isnan(got) & np.isnan(want)) | near


def first_difference(case, result, outputs, statuses, tolerance=0):
    for k, arrays in enumerate(result.outputs):
        late = result.statuses[k] == oracle.NOT_YET
        if late != (statuses[k] == -15):
            return f"invoke {k}: status {statuses[k]}, expected {result.statuses[k]}"
        for i, want in enumerate([] if late else arrays):
            tensor = case.graph.outputs[i]
            data = np.frombuffer(outputs[i], element(tensor.kind))
            step = len(data) // len(result.outputs)
            if want.size != step:
                return f"invoke {k} output {i}: shape {tensor.shape} in the model, {list(want.shape)} of the oracle"
            got, want = data[k * step:(k + 1) * step], want.reshape(-1)
            equal = same(got, want)
            if tolerance and want.dtype.kind == "i":
                equal |= np.abs(got.astype(np.int64) - want) <= tolerance
            if want.dtype.kind == "f" and not equal.all():
                equal |= np.abs(got - want) <= explained.looseness(case)
            if i in case.masks:
                equal |= ~case.masks[i].reshape(-1)
            if not equal.all():
                at = int(np.argmin(equal))
                return (f"invoke {k} output {i}: {int((~equal).sum())} of {len(want)} differ, first at {at}: "
                        f"got {got[at]}, expected {want[at]}")
    return None


def output_bytes(case):
    return [int(np.prod(t.shape, dtype=np.int64)) * element(t.kind).itemsize for t in case.graph.outputs]


def judge(case, mote, litert=False, before_oracle=lambda: None):
    """(verdict, text): ok, refused (by both), accepted (only the oracle refuses), explained, or a difference."""
    model = case.graph.tflite()
    report, outputs, statuses = mote.run(model, case.invokes, output_bytes(case), not case.masks)
    before_oracle()
    find_oracle = oracle.litert if litert else oracle.of(case)
    result = find_oracle(case.graph.tflite(plain=True), case.invokes)
    if report.error not in (0, *mote_lib.DOCUMENTED):
        return "DIFFERENCE", str(report)
    if result.status != oracle.OK:
        return ("refused" if report.error else "accepted"), f"oracle: {result.status}; mote: {report}"
    most, why = explained.find(case) or (0, "")
    if report.error:
        return ("explained" if why and most is None else "DIFFERENCE"), f"mote refuses: {report}"
    text = first_difference(case, result, outputs, statuses)
    if text is None:
        return "ok", ""
    if why and (most is None or first_difference(case, result, outputs, statuses, most) is None):
        return "explained", why
    return "DIFFERENCE", text


# ---- a process of their own for cases, since the oracle (and, while it has bugs, mote) may die ----

def worker(names, first, count, sanitize, litert):
    mote = mote_lib.Mote(mote_lib.shared_object(sanitize))
    for op in names:
        for seed in range(first, first + count):
            print(json.dumps(["start", op, seed]), flush=True)
            case = cases.make_case(op, seed)
            verdict, text = judge(case, mote, litert, lambda: print(json.dumps(["oracle", op, seed]), flush=True))
            said = case.describe() if verdict in ("DIFFERENCE", "accepted") else ""
            print(json.dumps(["end", op, seed, verdict, text, said]), flush=True)


def preload(sanitize):
    """ASan must be the first library of the process, and Python itself leaks."""
    env = dict(os.environ)
    if sanitize:
        libs = [subprocess.run(["gcc", f"-print-file-name={n}"], capture_output=True, text=True, check=True).stdout.strip()
                for n in ("libasan.so", "libubsan.so")]
        env.update(LD_PRELOAD=":".join(libs), ASAN_OPTIONS="detect_leaks=0:handle_segv=0:detect_odr_violation=0")
    return env


def run_worker(op, first, count, sanitize=False, litert=False):
    """Yields (op, seed, verdict, text, description); goes on behind a case in which the process died."""
    last = first + count
    while first < last:
        line = [sys.executable, __file__, "--worker", op, str(first), str(last - first)]
        line += ["--sanitize"] * sanitize + ["--litert"] * litert
        with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE if sanitize else None, text=True,
                              env=preload(sanitize)) as p:
            running = None
            for said in p.stdout:
                said = json.loads(said)
                if said[0] != "end":
                    running, where = said[2], said[0]
                else:
                    running, first = None, said[2] + 1
                    yield tuple(said[1:])
            errors = p.stderr.read() if sanitize else ""
            status = p.wait()
        if running is not None and where == "oracle":
            yield op, running, "oracle died", f"status {status}", ""  # a check of TFLM's own that ends the process
            first = running + 1
        elif running is not None:
            found = [l for l in errors.splitlines() if "ERROR" in l or "runtime error" in l]
            yield (op, running, "DIFFERENCE", f"the process died with status {status} {' '.join(found[:1])}",
                   cases.make_case(op, running).describe())
            first = running + 1
        elif status:
            sys.exit(f"worker failed with status {status}\n{errors}")
        else:
            return


def save(folder, op, seed):
    case = cases.make_case(op, seed)
    model = case.graph.tflite()
    result = oracle.of(case)(case.graph.tflite(plain=True), case.invokes)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.tflite").write_bytes(model)
    for i in range(len(case.invokes[0])):
        (folder / f"in{i}.bin").write_bytes(b"".join(a[i].tobytes() for a in case.invokes))
    for i in range(len(case.graph.outputs)):
        (folder / f"out{i}.bin").write_bytes(b"".join(a[i].tobytes() for a in result.outputs))
    (folder / "meta.json").write_text(json.dumps({
        "op": op, "seed": seed, "expect": result.status, "invokes": len(case.invokes),
        "outputs": [{"dtype": t.kind} for t in case.graph.outputs], "case": case.describe()}, indent=1) + "\n")
    print(case.describe())


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("operators", nargs="*")
    ap.add_argument("-n", "--cases", type=int, default=100)
    ap.add_argument("-s", "--seed", type=int, default=0)
    ap.add_argument("--sanitize", action="store_true", help="mote built with ASan and UBSan")
    ap.add_argument("--litert", action="store_true", help="LiteRT's reference kernels are the oracle")
    ap.add_argument("--show", type=int, default=5, help="differences shown per operator")
    ap.add_argument("--save", metavar="DIR")
    ap.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    a = ap.parse_args()
    if a.worker:
        return worker([a.operators[0]], int(a.operators[1]), int(a.operators[2]), a.sanitize, a.litert)
    if a.save:
        return save(a.save, a.operators[0], int(a.operators[1]))
    mote_lib.build(a.sanitize)
    names = a.operators or sorted(cases.GENERATORS)
    total = collections.Counter()
    for op in names:
        count, shown = collections.Counter(), 0
        for _, seed, verdict, text, said in run_worker(op, a.seed, a.cases, a.sanitize, a.litert):
            count[verdict] += 1
            if verdict == "DIFFERENCE" and shown < a.show:
                shown += 1
                print(f"  {op} seed {seed}: {text}\n    {said}", flush=True)
        total += count
        print(f"{op:36s} " + "  ".join(f"{k} {v}" for k, v in sorted(count.items(), key=lambda x: x[0].lower())), flush=True)
    print("total  " + "  ".join(f"{k} {v}" for k, v in sorted(total.items(), key=lambda x: x[0].lower())))
    return 1 if total["DIFFERENCE"] else 0


if __name__ == "__main__":
    sys.exit(main())
