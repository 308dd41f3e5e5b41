#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What compiled models take on an emulated board: instructions, RAM, stack and code.

    measure_compiled.py [--boards m4,m0] [--opt=-Os] [--feed] [--no-stream] [--files] [--counts] [--json | --lines]
                        [--golden DIR] MODEL...

Each model goes through mote compile and into a firmware of its own (tests/compiled/run_compiled.c).
Column "code" is all code of mote in the image: kernels, what runs them, the generated functions, and
the compiler's helpers; "tables" are the generated tables of nodes (what kernel, where its operands lie, its
parameters), which the model's file tells elsewhere; "model" is constants and tables of kernels. --files lists code by source file.
--selftest compiles an input and its outputs in, and compares. --golden, --counts and --lines: as measure.py has them; without
--golden inputs are made up, always the same, for a model in columns takes the longer the fewer zeros there are.
"""
import argparse
import json
import pathlib
import re
import sys
import tempfile

import qemu_count
import size
from measure import ROOT, made_up_inputs, model_name, output_of, print_lines, run

COLUMNS = ["invoke", "init", "arena", "stack", "code", "tables", "mote", "lib", "model"]


def build(options, board, opt, model, name):
    folder = ROOT / "build/measure/generated" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    wishes = [flag for flag in ("--feed", "--no-stream", "--selftest")
              if getattr(options, flag[2:].replace("-", "_"))]
    wishes += ["--spare-rows", options.spare_rows] if options.spare_rows else []
    output_of([options.mote, "compile", model, "-o", folder, "--name", name, *wishes], model)
    defines = f"-DRUN_COMPILED={name}"
    defines += " -DRUN_FEED" if options.feed else ""
    defines += " -DRUN_SELFTEST" if options.selftest else ""
    make = ["make", "-s", "-f", "ports/qemu/board.mk", f"BOARD={board}", f"OPT={opt}"]
    output_of([*make, "lib"], f"{board} {opt}: mote")
    program = f"compiled_{name}"
    elf = ROOT / "build/firmware" / (board + opt) / f"{program}.elf"
    for old in [elf, *elf.parent.glob(f"program/{program}/**/*.o")]:  # made with other options, maybe
        old.unlink(missing_ok=True)
    sources = f"tests/compiled/run_compiled.c {(folder / name).relative_to(ROOT)}.c"
    output_of([*make, f"NAME={program}", f"SOURCES={sources}", f"CFLAGS_EXTRA={defines}", "program"],
              f"{board} {opt} {name}")
    return elf, folder / f"{name}.h"


def measure(options, board, elf, header, model):
    plugin = qemu_count.build(board) if options.counts else None
    golden = options.golden
    with tempfile.TemporaryDirectory() as work:
        inputs = (sorted(map(str, golden.glob("in*.bin"))) if golden else
                  made_up_inputs(options.mote, model, pathlib.Path(work)))
        text, windows = run(plugin, board, elf, [work if golden else "-"] + ([] if options.feed else inputs))
        same = all(pathlib.Path(work, path.name).read_bytes() == path.read_bytes()
                   for path in golden.glob("out*.bin")) if golden else None
    fields = dict(re.findall(r"^([a-z_.]+) (\d+)$", text, re.M))
    parts = size.parts(str(elf))
    nodes = size.tables_of(str(elf), header.stem)
    arena = int(re.search(r"_ARENA_BYTES (\d+)", header.read_text()).group(1))
    row = {"invoke": int(fields["instructions.invoke"]), "init": int(fields["instructions.init"]),
           "arena": arena, "stack": int(fields["stack.invoke"]), "code": parts["mote"] + parts["lib"] - nodes,
           "tables": nodes, "mote": parts["mote"], "lib": parts["lib"], "model": parts["model"]}
    if golden:
        row["same"] = same
    if plugin:
        row["init_counts"], row["invoke_counts"] = windows[0], windows[-1]
    if options.files:
        row["files"] = size.by_file(str(elf))
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--boards", default="m4")
    parser.add_argument("--opt", default="-Os")
    parser.add_argument("--mote", default=str(ROOT / "build/mote"))
    parser.add_argument("--spare-rows")
    parser.add_argument("--golden", type=pathlib.Path)
    for flag in ("--feed", "--no-stream", "--selftest", "--files", "--counts", "--json", "--lines"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("model", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    if options.feed and options.golden:
        parser.error("--golden gives whole inputs: rows that --feed pushes stay zero, so leave one of both out")
    rows = []
    for model in options.model:
        name = model_name(model)
        for opt in options.opt.split(","):
            for board in options.boards.split(","):
                elf, header = build(options, board, opt, model.resolve(), name)
                rows.append((f"{name} {board}{opt}", measure(options, board, elf, header, model)))
    if options.json:
        print(json.dumps(dict(rows), indent=1))
    elif options.lines:
        for name, row in rows:
            print_lines(name, row)
    else:
        size.table(rows, COLUMNS)
        for name, row in rows:
            if options.files:
                print(f"\n{name}: mote {row['mote']:,} bytes")
                for file, count in row["files"].items():
                    print(f"  {count:7,}  {file}")
            if "same" in row:
                print(f"  {name}: outputs {'equal' if row['same'] else 'DIFFER'}")
    return 0 if all(row.get("same", True) for _, row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
