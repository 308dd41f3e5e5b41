#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What any model takes on an emulated board: instructions, arena, stack and code.

    measure.py [--boards m4,m0] [--opt=-Os,-O2] [--stream | --feed | --slide] [--nodes] [--counts] [--json | --lines]
               [--golden DIR] MODEL...

The firmware holds the model in flash and only its operators, with the kernels of its input's type
where there is a table entry for that type. It runs tests/target/run_model.c. --golden compares the
outputs for DIR/in*.bin with DIR/out*.bin. --nodes counts per node. --counts adds loads, stores and taken branches, where QEMU
takes plugins, with inputs that are made up. --lines is for `mote bench`: a line an image, a field, a node. With --feed and --slide the input comes row by row; `row`
is what the last one of a window takes.
"""
import argparse
import json
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

import qemu_count
import qemu_run
import size

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build/measure"
# How a model is run: the runtime's streaming, config.feed, and what pushes rows.
MODES = {"whole": ("NULL", 0, "NULL"), "streamed": ("&mote_streaming", 0, "NULL"),
         "fed": ("&mote_streaming", 1, "mote_feed"), "slid": ("&mote_sliding", 0, "mote_slide")}
SUFFIX = {"int8": "_s8", "int16": "_s16", "float32": "_f32"}
COLUMNS = ["invoke", "row", "init", "open", "arena", "stack", "stack_init", "code", "mote", "lib", "model"]


def output_of(line, what):
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        sys.exit(f"{what}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def snake(name):
    """CONV_2D -> conv_2d, SignalRfft -> signal_rfft."""
    if name.isupper() or "_" in name:
        return name.lower()
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def table_entries(mote, model, rows):
    """The operators of a model as symbols of src/ops/ops.h: for one type where there is such an entry, and
    with the kernel that takes rows if they are streamed."""
    info = json.loads(output_of([mote, "info", "--json", str(model)], f"mote info {model}"))
    known = set(re.findall(r"mote_op_\w+", (ROOT / "src/ops/ops.h").read_text()))
    suffix = SUFFIX.get(info["inputs"][0]["dtype"], "")
    entries = []
    for name in info["operators"]:
        plain = "mote_op_" + snake(name)
        consuming = [plain + suffix + "_rows"] if rows else []
        entries.append(next(e for e in [*consuming, plain + suffix, plain] if e in known or e == plain))
    return entries


def prepare(mote, model, name, mode):
    """Writes the configuration header and the model as C."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    entries = "".join(f"&{entry}, " for entry in table_entries(mote, model, mode in ("streamed", "fed")))
    streaming, feed, push = MODES[mode]
    text = (f'#include "ops/ops.h"\n#include "{FOLDER}/{name}_model.h"\n'
            f"static const struct mote_op *const run_model_ops[] = {{{entries}NULL}};\n"
            f"#define run_model_streaming {streaming}\n#define run_model_feed {feed}\n"
            f"#define run_model_push {push}\n"
            f"#define run_model_data {name}_model\n#define run_model_size {name}_model_size\n")
    header = FOLDER / f"{name}_config.h"
    if not header.exists() or header.read_text() != text:
        header.write_text(text)
    tool = FOLDER / "embed/embed"
    output_of(["make", "-s", "-f", "ports/qemu/board.mk", "BUILD=build/measure",
               "build/measure/embed/embed"], "embed")
    source = FOLDER / f"{name}_model.c"
    if not source.exists() or source.stat().st_mtime < model.stat().st_mtime:
        output_of([tool, model, f"{name}_model", FOLDER / f"{name}_model"], "embed")
    return header, source


def build(board, opt, name, header, source):
    sources = f"tests/target/run_model.c {source.relative_to(ROOT)}"
    output_of(["make", "-s", "-f", "ports/qemu/board.mk", f"BOARD={board}", f"OPT={opt}", "lib"],
              f"{board} {opt}: mote")
    output_of(["make", "-s", "-f", "ports/qemu/board.mk", f"BOARD={board}", f"OPT={opt}",
               f"NAME=measure_{name}", f"SOURCES={sources}",
               f"CFLAGS_EXTRA=-DRUN_MODEL_CONFIG='\"{header}\"'", "program"],
              f"{board} {opt} {name}")
    return ROOT / "build/firmware" / (board + opt) / f"measure_{name}.elf"


def run(plugin, board, elf, arguments):
    """Runs the image; what it printed, and the plugin's windows if there is a plugin."""
    if plugin:
        status, text, windows = qemu_count.run(plugin, board, str(elf), arguments)
    else:
        status, text = qemu_run.run(board, str(elf), arguments)
        windows = []
    if status != 0:
        sys.exit(f"{elf.name} on {board}: exit status {status}\n{text}")
    return text, windows


def per_node(text, windows):
    """[subgraph, node, operator, instructions, loads, stores, taken branches] of the last invoke. A node that
    is streamed is called many times."""
    found = re.findall(r"^(?:(invoke) \d+|node (\d+) (\d+) (\S+) (\d+))$", text, re.M)
    sums, at = {}, 0
    for invoke, graph, node, op, count in found:
        if invoke:
            sums = {}
            continue
        counts = windows[at] if windows else [int(count)]
        at += 1
        row = sums.setdefault((int(graph), int(node)), [op] + [0] * len(counts))
        row[1:] = [a + b for a, b in zip(row[1:], counts)]
    return [[*key, *sums[key]] for key in sorted(sums)]


def made_up_inputs(mote, model, folder):
    """Files with inputs for two invokes, the same every time: bytes over their whole range, floats from -1 to 1. Soft
    floats and products by library take as long as their operands are large, and zeros take none."""
    info = json.loads(output_of([mote, "info", "--json", str(model)], f"mote info {model}"))
    values = random.Random(1)
    paths = []
    for i, tensor in enumerate(info["inputs"]):
        size_of = 2 * tensor["bytes"]
        data = bytes(size_of)
        if tensor["dtype"] in ("int8", "uint8", "int16"):
            data = values.randbytes(size_of)
        elif tensor["dtype"] == "float32":
            data = b"".join(struct.pack("<f", values.uniform(-1, 1)) for _ in range(size_of // 4))
        paths.append(folder / f"made_up{i}.bin")
        paths[-1].write_bytes(data)
    return [str(path) for path in paths]


def measure(board, elf, golden, nodes, counts=None):
    """The figures of one run; with `golden`, whether the outputs are the expected ones. `counts`: the command and the
    model, if the plugin is to count with inputs that are made up."""
    inputs = [str(path) for path in sorted(golden.glob("in*.bin"))] if golden else []
    plugin = qemu_count.build(board) if counts else None
    with tempfile.TemporaryDirectory() as work:
        if counts and not golden:
            inputs = made_up_inputs(*counts, pathlib.Path(work))
        arguments = ["flash", work if golden else "-"] + inputs
        text, windows = run(plugin, board, elf, arguments)
        if nodes:  # counted apart: the hook costs an invoke more than some nodes do
            node_text, node_windows = run(plugin, board, elf, ["-n"] + arguments)
        same = all(pathlib.Path(work, path.name).read_bytes() == path.read_bytes()
                   for path in golden.glob("out*.bin")) if golden else None
    fields = dict(re.findall(r"^([a-z_.]+) (\d+)$", text, re.M))
    parts = size.parts(str(elf))
    row = {"invoke": int(fields["instructions.invoke"]), "row": int(fields["instructions.row"]), "init": int(fields["instructions.init"]),
           "open": int(fields["instructions.open"]), "arena": int(fields["arena.bytes"]),
           "stack": int(fields["stack.invoke"]), "stack_init": int(fields["stack.init"]),
           "code": parts["mote"] + parts["lib"], "mote": parts["mote"], "lib": parts["lib"],
           "model": parts["model"]}
    if golden:
        row["same"] = same
    if plugin:
        row["init_counts"], row["invoke_counts"] = windows[0], windows[-1]
    if nodes:
        row["nodes"] = per_node(node_text, node_windows)
    return row


def print_lines(name, row):
    print("image", name)
    for key in COLUMNS:
        if key in row:
            print(key, row[key])
    for key in ("init_counts", "invoke_counts"):
        if key in row:
            print(key, *row[key])
    for node in row.get("nodes", []):
        print("node", *node)


def model_name(model):
    return re.sub(r"\W", "_", model.parent.name if model.stem == "model" else model.stem)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--boards", default="m4")
    parser.add_argument("--opt", default="-O2")
    parser.add_argument("--mote", default=str(ROOT / "build/mote"))
    parser.add_argument("--stream", action="store_const", dest="mode", const="streamed", default="whole",
                        help="row streaming linked and used")
    parser.add_argument("--feed", action="store_const", dest="mode", const="fed", help="and the input fed row by row")
    parser.add_argument("--slide", action="store_const", dest="mode", const="slid", help="the input is a sliding window")
    parser.add_argument("--nodes", action="store_true")
    parser.add_argument("--counts", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--golden", type=pathlib.Path)
    parser.add_argument("model", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    rows = []
    for model in options.model:
        name = model_name(model) + ("" if options.mode == "whole" else "_" + options.mode)
        header, source = prepare(options.mote, model.resolve(), name, options.mode)
        for opt in options.opt.split(","):
            for board in options.boards.split(","):
                elf = build(board, opt, name, header, source)
                golden = options.golden.resolve() if options.golden else None
                counts = (options.mote, model) if options.counts and options.mode in ("whole", "streamed") else None
                rows.append((f"{name} {board}{opt}", measure(board, elf, golden, options.nodes, counts)))
    if options.json:
        print(json.dumps(dict(rows), indent=1))
    elif options.lines:
        for name, row in rows:
            print_lines(name, row)
    else:
        size.table(rows, COLUMNS)
        for name, row in rows:
            for graph, node, op, *counts in row.get("nodes", []):
                print(f"  {name}: graph {graph} node {node:3} operator {op:>4}" + "".join(f" {count:12,}" for count in counts))
            if row.get("same") is not None:
                print(f"  {name}: outputs {'equal' if row['same'] else 'DIFFER'}")
    return 0 if all(row.get("same", True) for _, row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
