#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/vectors/<operator>.vec: a fixed sample of the fuzzer's cases with what TFLM computes,
and models that must be refused.

usage: make_vectors.py [-o DIR] [OPERATOR...]

Of each operator's first cases those are taken that together cover every tag (types, options, ranks), the smallest
first. The format is described in tests/ops/vectors.h. Needs what fuzz.py needs, but no compiler.
"""
import argparse
import importlib.metadata
import pathlib
import re
import struct

import numpy as np

import cases
import explained
import oracle
import refused
import refused_control  # noqa: F401 adds its models to refused's
from build import TYPES

cases.load_generators()
LEAST, MOST, CANDIDATES, LARGEST = 12, 22, 300, 5000
RUNS, REFUSED, REFUSES_INVOKE = 0, 1, 2
ALIGN = 16


def aligned(data, n=ALIGN):
    return data + bytes(-len(data) % n)


def little(array):
    return np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes()


def pack_case(name, expectation, model, inputs=(), outputs=(), invokes=0, statuses=b""):
    """inputs, outputs: (type number, bytes per invoke, data of all invokes, mask)."""
    operands = [*inputs, *outputs]
    header_bytes = 32 + 16 * len(operands)
    body, places = b"", []

    def place(data, n=8):
        nonlocal body
        if not data:
            return 0
        body = aligned(body, n)
        at = header_bytes + len(body)
        body += data
        return at

    body += bytes(-header_bytes % ALIGN)
    model_at = place(model, ALIGN)
    for _, _, data, mask in operands:
        places.append((place(data), place(mask)))
    statuses_at = place(statuses)
    name_at = place(name.encode() + b"\0", 1)
    table = b"".join(struct.pack("<4I", kind, size, at, mask_at)
                     for (kind, size, _, _), (at, mask_at) in zip(operands, places))
    total = (header_bytes + len(body) + ALIGN - 1) // ALIGN * ALIGN
    header = struct.pack("<8I", total, expectation, invokes, len(inputs) | len(outputs) << 16, name_at, model_at, len(model), statuses_at)
    return aligned(header + table + body)


def pack_running(case, result, name=None, expectation=RUNS):
    """With no outputs in the result, those of the graph are only counted."""
    def operand(tensor, arrays, mask=None):
        data = b"".join(little(np.asarray(a)) for a in arrays)
        size = len(data) // len(arrays) if arrays else int(np.prod(tensor.shape)) * np.dtype(TYPES[tensor.kind][1]).itemsize
        return TYPES[tensor.kind][0], size, data, b"" if mask is None else mask.astype(np.uint8).tobytes()

    inputs = [operand(t, [a[i] for a in case.invokes]) for i, t in enumerate(case.graph.inputs)]
    outputs = [operand(t, [a[i] for a in result.outputs], case.masks.get(i)) for i, t in enumerate(case.graph.outputs)]
    late = bytes(15 if s == oracle.NOT_YET else 0 for s in result.statuses)
    name = name or f"seed {case.seed}: {' '.join(t for t in case.tags if t)}"[:90]
    return pack_case(name, expectation, case.graph.tflite(), inputs, outputs,
                     len(case.invokes), late if any(late) else b"")


def choose(op):
    """Packed cases that cover all tags: the most new tags per byte first."""
    found = []
    for seed in range(CANDIDATES):
        case = cases.make_case(op, seed)
        if explained.find(case) and not all(explained.powers_of_two(case)):
            continue
        result = oracle.of(case)(case.graph.tflite(plain=True), case.invokes)
        if result.status == oracle.OK:
            packed = pack_running(case, result)
            if len(packed) <= LARGEST:
                found.append((case, packed, {t for t in case.tags if t}))
    covered, taken = set(), []
    least = LEAST // 3 if op.endswith("_WIDE") else LEAST  # further cases of an operator
    while found and len(taken) < MOST:
        best = max(found, key=lambda f: (len(f[2] - covered) / (len(f[1]) + 500), -len(f[1])))
        if not best[2] - covered and len(taken) >= least:
            break
        found.remove(best)
        covered |= best[2]
        taken.append(best)
    taken.sort(key=lambda f: f[0].seed)
    return [packed for _, packed, _ in taken]


def file_name(op):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", op).lower() + ".vec"


def write(folder, op, packed):
    data = struct.pack("<8s2I", b"MOTEVEC1", len(packed), 16 + sum(map(len, packed))) + b"".join(packed)
    (folder / file_name(op)).write_bytes(data)
    return len(data)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("operators", nargs="*")
    ap.add_argument("-o", "--out", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent / "vectors")
    a = ap.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    total = 0
    for op in a.operators or [*sorted(cases.GENERATORS), "graph"]:
        running = choose(op) if op != "graph" else []
        wrong = refused.of_graph() if op == "graph" else refused.of_operator(op)
        bad = [pack_case(f"refused: {name}", REFUSED, graph.tflite()) for name, graph in wrong]
        bad += [pack_running(case, oracle.Result(oracle.INVOKE_ERROR), f"refused by invoke: {name}", REFUSES_INVOKE)
                for name, case in refused.of_invoke(op)]
        size = write(a.out, op, running + bad)
        total += size
        print(f"{file_name(op):44s} {len(running):3d} run {len(bad):3d} refused {size:7d} bytes", flush=True)
    print(f"total {total} bytes; oracle tflite-micro {importlib.metadata.version('tflite-micro')}, authority {explained.AUTHORITY}")


if __name__ == "__main__":
    main()
