#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures what `mote fit` estimates with, and writes tools/fit_rates.c: instructions per unit of work for
each kind of node on each emulated core, and bytes of code per operator.

    make_fit_rates.py [--boards m4,...] [--skip-code] [MODEL...]

Without MODEL the shipped ones are measured; a wider choice of models gives better rates (docs/bench.md names
those of the table). Models run in the emulator, streamed by rows at -O2, and `mote fit --json` says what work
each node is. The error of the estimate goes to standard output and into docs/bench.md: of all models, and of
each one left out of its own estimate.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

import measure
import size

ROOT = measure.ROOT
BOARDS = ["m0big", "m3", "m4", "m7", "m55", "rv32", "rv32ecbig"]
CODE_BOARDS = {"thumb1": "m0big", "thumb2": "m4", "rv32": "rv32"}
KINDS = ["conv 1x1", "conv", "conv of few channels", "depthwise", "depthwise of one channel", "dense", "conv f32",
         "dense f32", "reduce", "softmax", "elements", "free", "around"]
NAMES = ["CONV_1X1", "CONV", "CONV_FEW", "DEPTHWISE", "DEPTHWISE_ONE", "DENSE", "CONV_F32", "DENSE_F32", "REDUCE",
         "SOFTMAX", "ELEMENTS", "FREE", "AROUND"]
# Where no model has a node of the kind, it is taken to cost as this one.
LIKE = {"conv of few channels": "conv", "depthwise of one channel": "depthwise", "conv": "conv 1x1",
        "conv f32": "dense f32", "reduce": "elements", "softmax": "elements"}
# Emulating more MACs than this is not worth the wait on a core without FPU.
MOST_FLOAT_MACS = {"m0big": 1_500_000, "m3": 1_500_000, "rv32": 1_500_000, "rv32ecbig": 1_500_000}
MOST_BYTES = {"m55": 400_000}  # of a model, where the board's memory ends
MARK = re.compile(r"(<!-- fit error -->\n).*?(<!-- end -->)", re.S)


def nodes_of(mote, model):
    text = measure.output_of([mote, "fit", "--json", str(model)], f"mote fit {model}")
    return json.loads(text)["nodes"]


def samples_of(mote, board, model):
    """[(kind, work, outputs, counts)] of the nodes and of what is around them; the stack; all counts."""
    name = measure.model_name(model) + "_streamed"
    header, source = measure.prepare(mote, model.resolve(), name, "streamed")
    elf = measure.build(board, "-O2", name, header, source)
    row = measure.measure(board, elf, None, True, (mote, model))
    if "invoke_counts" not in row:
        sys.exit("this QEMU takes no plugin: loads and stores cannot be counted")
    nodes = nodes_of(mote, model)
    work = {(node["subgraph"], node["node"]): node for node in nodes}
    around, samples = list(row["invoke_counts"]), []
    for graph, node, _, *counts in row["nodes"]:
        known = work[graph, node]
        samples.append((known["kind"], [known["work"], known["outputs"], 1], counts))
        around = [max(0, a - b) for a, b in zip(around, counts)]
    samples.append(("around", [sum(node["rows"] for node in nodes), 0, len(nodes)], around))
    return samples, max(row["stack"], row["stack_init"]), row["invoke_counts"]


def least_squares(rows, wanted, weights):
    """Coefficients that are not negative, by going down one coordinate after the other. What work and outputs explain
    equally well is put down to work: the others have a small price."""
    n = len(rows[0])
    prices = [0.0] + [0.01 * sum(w * row[k] * row[k] for row, w in zip(rows, weights)) for k in range(1, n)]
    solution = [0.0] * n
    for _ in range(2000):
        for k in range(n):
            top, bottom = 0.0, prices[k]
            for row, y, w in zip(rows, wanted, weights):
                rest = y - sum(solution[i] * row[i] for i in range(n) if i != k)
                top += w * row[k] * rest
                bottom += w * row[k] * row[k]
            solution[k] = max(0.0, top / bottom) if bottom else 0.0
    return solution


LEAST = 20  # instructions that an error is held against at least


def fit(samples):
    """Kind -> [per work, per output, per node, loads, stores, taken]."""
    rates = {}
    for kind in KINDS:
        mine = [s for s in samples if s[0] == kind]
        instructions = sum(s[2][0] for s in mine)
        if instructions <= 0:
            continue
        # Errors count in relation to a node's size, but large nodes for more than small ones. What is around nodes may be
        # less than nothing: calls of the hook, by which nodes are counted, take a few instructions of their own.
        weights = [1 / max(s[2][0], LEAST) for s in mine]
        solution = least_squares([s[1] for s in mine], [s[2][0] for s in mine], weights)
        rates[kind] = solution + [sum(s[2][k] for s in mine) / instructions for k in (1, 2, 3)]
    for kind in KINDS:
        like = kind
        while like not in rates and like in LIKE:
            like = LIKE[like]
        rates.setdefault(kind, rates.get(like, rates.get("elements", [0.0] * 6)) if kind != "free" else [0.0] * 6)
    return rates


def estimate(rates, samples):
    return sum(sum(a * b for a, b in zip(rates[kind], work)) for kind, work, _ in samples)


def code_sizes(mote):
    """Schema name -> {column: bytes}; "" is the runtime alone."""
    table = json.loads(measure.output_of([mote, "ops", "--json"], "mote ops"))
    names = [op["name"] for op in table["operators"]]
    known = set(re.findall(r"mote_op_\w+", (ROOT / "src/ops/ops.h").read_text()))
    folder = measure.FOLDER / "code"
    folder.mkdir(parents=True, exist_ok=True)
    header = folder / "config.h"
    header.write_text('#include "ops/ops.h"\nextern const struct mote_op *const run_model_ops[];\n'
                      "extern const unsigned char run_model_data[];\nextern const unsigned run_model_size;\n"
                      "#define run_model_streaming &mote_streaming\n#define run_model_feed 0\n#define run_model_push NULL\n")
    sizes = {}
    for column, board in CODE_BOARDS.items():
        for name in ["", *names]:
            plain = "mote_op_" + measure.snake(name)
            entry = next((e for e in (plain + "_s8_rows", plain + "_s8", plain) if e in known), None)
            if name and not entry:
                continue
            source = folder / "table.c"
            source.write_text('#include "config.h"\nconst unsigned char run_model_data[4] = {0};\n'
                              "const unsigned run_model_size = 4;\n"
                              f"const struct mote_op *const run_model_ops[] = {{{'&' + entry + ', ' if name else ''}NULL}};\n")
            measure.output_of(["make", "-s", "-f", "ports/qemu/board.mk", f"BOARD={board}", "OPT=-O2", "NAME=fit_code",
                               f"SOURCES=tests/target/run_model.c {source.relative_to(ROOT)}",
                               f"CFLAGS_EXTRA=-DRUN_MODEL_CONFIG='\"{header}\"'", "program"], f"{board} {name}")
            parts = size.parts(str(ROOT / "build/firmware" / (board + "-O2") / "fit_code.elf"))
            code = parts["mote"] + parts["lib"]
            sizes.setdefault(name, {})[column] = code - (sizes[""][column] if name else 0)
    return sizes


def c_source(rates, stacks, sizes, models):
    lines = ["/* SPDX-License-Identifier: Apache-2.0 */",
             "/* Written by scripts/make_fit_rates.py; docs/bench.md has the error of estimates with it. */",
             '#include "estimate.h"', "", "/* clang-format off */", "",
             "/* Columns: instructions per unit of work, per output element and per node; loads, stores and",
             " * taken branches per instruction.",
             " * Measured over " + ", ".join(sorted(models)) + ". */"]
    text = "\n".join(lines)
    text = re.sub(r" \* Measured over .*", lambda m: wrap(m.group()), text)
    text += "\nconst struct mote_rates mote_fit_rates[] = {\n"
    for board in rates:
        text += f'    {{"{board}", {stacks[board]}, {{\n'
        for kind, name in zip(KINDS, NAMES):
            numbers = ", ".join(f"{value:.4g}" if value > 1e-6 else "0" for value in rates[board][kind])
            text += f"        [MOTE_KIND_{name}] = {{{numbers}}},\n"
        text += "    }},\n"
    text += "};\n\nconst int mote_n_fit_rates = (int)(sizeof mote_fit_rates / sizeof mote_fit_rates[0]);\n\n"
    text += "/* Bytes of code at -O2: on M0, on M3 to M55, on RV32. */\nconst struct mote_code_size mote_fit_code[] = {\n"
    for name, row in sizes.items():
        text += f'    {{"{name}", {row["thumb1"]}, {row["thumb2"]}, {row["rv32"]}}},\n'
    return text + "};\n\nconst int mote_n_fit_code = (int)(sizeof mote_fit_code / sizeof mote_fit_code[0]);\n"


def wrap(line):
    """A comment's line of at most 100 columns each."""
    words, lines = line[3:].split(), [" *"]
    for word in words:
        if len(lines[-1]) + len(word) > 98:
            lines.append(" *")
        lines[-1] += " " + word
    return "\n".join(lines)


def old_sizes():
    text = (ROOT / "tools/fit_rates.c").read_text()
    found = re.findall(r'^ *\{"(\w*)", (\d+), (\d+), (\d+)\},', text, re.M)
    return {name: dict(zip(CODE_BOARDS, map(int, numbers))) for name, *numbers in found}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--boards", default=",".join(BOARDS))
    parser.add_argument("--mote", default=str(ROOT / "build/mote"))
    parser.add_argument("--skip-code", action="store_true", help="keeps the table of code sizes")
    parser.add_argument("model", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    boards = options.boards.split(",")
    models = options.model or sorted(ROOT.glob("models/*/*.tflite"))
    info = {model: json.loads(measure.output_of([options.mote, "info", "--json", str(model)], "mote info"))
            for model in models}
    rates, stacks, errors = {}, {}, {}
    for board in boards:
        runs = {}
        for model in models:
            limits = MOST_FLOAT_MACS if info[model]["inputs"][0]["dtype"] == "float32" else {}
            if info[model]["macs"] <= limits.get(board, 1 << 60) and model.stat().st_size <= MOST_BYTES.get(board, 1 << 60):
                runs[model] = samples_of(options.mote, board, model)
        rates[board] = fit([s for samples, _, _ in runs.values() for s in samples])
        stacks[board] = max(stack for _, stack, _ in runs.values())
        for model, (samples, _, counts) in runs.items():
            others = fit([s for other, (found, _, _) in runs.items() if other != model for s in found])
            errors[measure.model_name(model), board] = (100 * (estimate(rates[board], samples) / counts[0] - 1),
                                                        100 * (estimate(others, samples) / counts[0] - 1))
        print(f"{board}: {len(runs)} models", file=sys.stderr, flush=True)
    names = [measure.model_name(model) for model in models]
    table = "| model | " + " | ".join(boards) + " |\n|---|" + "--:|" * len(boards) + "\n"
    for name in names:
        cells = ["{:+.0f} ({:+.0f})".format(*errors[name, board]) if (name, board) in errors else "" for board in boards]
        table += f"| {name} | " + " | ".join(cells) + " |\n"
    print(table)
    if set(boards) != set(BOARDS):
        return
    sizes = old_sizes() if options.skip_code else code_sizes(options.mote)
    (ROOT / "tools/fit_rates.c").write_text(c_source(rates, stacks, sizes, names))
    page = ROOT / "docs/bench.md"
    if page.exists():
        page.write_text(MARK.sub(lambda m: m.group(1) + table + m.group(2), page.read_text()))


if __name__ == "__main__":
    main()
