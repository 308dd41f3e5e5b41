#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/OPS.md from the code: every operator, its types, and what it can do with rows and memory.

usage: make_ops_doc.py [--mote build/mote] [--check]

--check writes nothing: it tells whether docs/OPS.md is up to date, and whether the places that name operators agree: each
has a file, a declaration of each of its variants, the schema's code, and vectors.

Names and types come from `mote ops --json`. What `prepare` may ask for is read from object files compiled for that: which of core's
functions its code leads to. Needs a C compiler and objdump.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOC = ROOT / "docs/OPS.md"
FLAGS = ["-std=c11", "-DMOTE_FAST=1", "-O1", "-fno-inline", "-ffunction-sections", "-fno-optimize-sibling-calls", "-c"]
CALL = re.compile(r"^[0-9a-f]+ R_\S+ +(?:\.text\.)?(\w+)", re.M)
SECTION = re.compile(r"^RELOCATION RECORDS FOR \[\.text\.(\w+)\]:", re.M)

TEXT = """# Operators

Made by `python3 scripts/make_ops_doc.py` from the code; `make check` tells when it is out of date.

**Types** are kernels, named by the activations as a rule: `f32`, `s8` and `s16` (quantised), `i32`, `i64`, `bool`...; `any`: elements
are moved or converted, whatever they are; `s4`: int8 activations with int4 weights; `hybrid`: float activations with int8 weights;
`s8_s16`: int8 in, int16 out. A type in **bold** has an operator of its own (`mote_op_conv_2d_s8`), for firmware that is to link no other.

**Rows**: with streaming, output rows of a tensor [1, H, ...] can be computed one by one, so that only a few are in memory. `=` needs the same
row of the input, `window` some rows around it. `takes` marks operators that fold a map into something small and can take the map row
by row as it comes.

**Memory**: `view` may share its input's memory without a copy; `in place` may write over an input that nothing reads afterwards;
`parts`: its parts may lie in their whole, so that nothing is moved.

**Accelerated**: types with kernels in blocks (`src/simd/blocks.h`), which have a version in assembly for cores with the DSP extension (Cortex-M4, M7, M33...)
that builds for speed take. Cortex-M55 (`src/simd/mve.h`), Cortex-M0, M3 and RV32 (`src/simd/plain.h`) and x86-64 and AArch64 (`src/simd/vectors.h`) have kernels of their own for s8.
s16 goes by `src/simd/wide.h` (assembly for the DSP extension, vectors of x86-64, C), f32 by `src/simd/floats.h` (C, vectors of x86-64) where the CPU has floats.

**Compiled**: all of them. `mote compile` knows no operator by name; a check holds the names of all kernels to the rule that it prints them by.

| operator | code | types | rows | memory | accelerated |
|---|---|---|---|---|---|
"""


def snake(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def sources():
    return [f for f in sorted((ROOT / "src/ops").glob("*.c")) if f.name not in ("_template.c", "all.c")]


def calls_of(objects):
    """{(object, function): functions it calls or names}"""
    graph = {}
    for o in objects:
        text = subprocess.run(["objdump", "-r", o], capture_output=True, text=True, check=True).stdout
        parts = SECTION.split(text)
        for name, body in zip(parts[1::2], parts[2::2]):
            graph[o, name] = set(CALL.findall(body.split("RELOCATION RECORDS")[0]))
    return graph


def reached(graph, start):
    """Every function that code of (object, function) leads to. A name is the object's own, or else global."""
    where = {name: o for o, name in graph if name.startswith("mote_")}
    seen, todo = set(), [start]
    while todo:
        o, name = todo.pop()
        if (o, name) in seen:
            continue
        seen.add((o, name))
        for other in graph.get((o, name), ()):
            todo.append((o if (o, other) in graph else where.get(other, o), other))
    return {name for _, name in seen}


def prepared(folder):
    """File name of each operator -> names of the functions that its prepare leads to."""
    objects, cc = [], os.environ.get("CC", "cc").split()
    for source in sources():
        objects.append(str(folder / (source.stem + ".o")))
        subprocess.run([*cc, *FLAGS, source, "-o", objects[-1]], check=True)
    graph, found = calls_of(objects), {}
    for o, source in zip(objects, sources()):
        text = source.read_text()
        which = re.search(r"\.prepare = (\w+)", text)
        if not which:
            continue
        name = which[1]
        start = (o, name) if (o, name) in graph else next((k for k in graph if k[1] == name), (o, name))
        found[source.stem] = reached(graph, start)
        for kernel in [k for _, k in graph if k.startswith(f"mote_{source.stem}_")]:
            key = kernel.removeprefix(f"mote_{source.stem}_")
            where = next(k for k in graph if k[1] == kernel)
            if any(f.startswith(("mote_block_", "mote_wide_", "mote_floats_")) for f in reached(graph, where)):
                found[source.stem].add(f"accelerated {key}")
    return found


def stem_of(name, files):
    """tflite_detection_post_process and tflite_detection_postprocess are one."""
    return next(f for f in files if f.replace("_", "") == snake(name).replace("_", ""))


def declared():
    return re.findall(r"^extern const struct mote_op mote_op_(\w+);", (ROOT / "src/ops/ops.h").read_text(), re.M)


def line(op, calls, stem, variants):
    types = " ".join(f"**{t}**" if f"{stem}_{t}" in variants else t for t in op["kernels"])
    rows = ["window" if op["reach"] else "="] if "mote_prep_rows" in calls else []
    rows += ["takes"] if op["consumes"] else []
    memory = ["view"] * ("mote_prep_view" in calls) + ["in place"] * ("mote_prep_in_place" in calls)
    memory += ["parts"] * ("mote_prep_parts" in calls)
    code = op["code"] if op["code"] != 32 else "custom"
    fast = " ".join(t for t in op["kernels"] if f"accelerated {t}" in calls)
    return f"| {op['name']} | {code} | {types} | {', '.join(rows)} | {', '.join(memory)} | {fast} |\n"


def document(operators, calls):
    variants = set(declared())
    text, n = TEXT, len(operators)
    for op in operators:
        stem = stem_of(op["name"], calls)
        text += line(op, calls[stem], stem, variants)
    return text + f"\n{n} operators.\n"


def disagreements(operators, calls):
    """What does not fit together, in sentences."""
    stems, kernels, vectors = set(), set(), {f.stem.replace("_", "") for f in (ROOT / "tests/vectors").glob("*.vec")}
    for op in operators:
        try:
            stem = stem_of(op["name"], calls)
        except StopIteration:
            yield f"{op['name']} (code {op['code']}) has no file src/ops/{snake(op['name'])}.c, or its code is another operator's"
            continue
        stems.add(stem)
        kernels |= {f"{stem}_{k}" for k in op["kernels"]}  # such a kernel may have a file, and an operator, of its own
        if snake(op["name"]).replace("_", "") not in vectors:
            yield f"{op['name']} has no vectors: python3 tests/diff/make_vectors.py {op['name']}"
    for stem in sorted(set(calls) - stems - kernels):
        yield f"src/ops/{stem}.c is not in src/ops/all.c"
    names = set(declared())
    for source in sources():
        for name in re.findall(r"^const struct mote_op mote_op_(\w+) =", source.read_text(), re.M):
            if name not in names:
                yield f"src/ops/ops.h does not declare mote_op_{name}"
            names.discard(name)
    for name in sorted(names):
        yield f"src/ops/ops.h declares mote_op_{name}, which is nowhere"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--mote", default=str(ROOT / "build/mote"))
    ap.add_argument("--check", action="store_true")
    a = ap.parse_args()
    said = subprocess.run([a.mote, "ops", "--json"], capture_output=True, text=True, check=True).stdout
    operators = sorted(json.loads(said)["operators"], key=lambda op: op["name"].upper())
    with tempfile.TemporaryDirectory() as folder:
        calls = prepared(pathlib.Path(folder))
    problems = list(disagreements(operators, calls))
    if not problems:
        text = document(operators, calls)
        if not a.check:
            DOC.parent.mkdir(exist_ok=True)
            DOC.write_text(text)
        elif not DOC.exists() or DOC.read_text() != text:
            problems.append("docs/OPS.md is out of date: python3 scripts/make_ops_doc.py")
    for p in problems:
        print(p)
    print(f"{len(operators)} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
