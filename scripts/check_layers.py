#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the tree to its layers; prints what offends and `N passed, N failed`.

usage: check_layers.py [--lib build/libmote.a] [--nm nm]

* an include in src/ may only lead to the layers that LAYERS allows, and includes form no cycle
* every global symbol of the library begins with mote_
* nothing is undefined but the four memory functions and helpers that compilers call by themselves
* no writable data: there are no mutable globals
* files of src/ and tools/ stay under 800 lines and begin with the licence line
"""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Who may include whom. "api" is mote.h and mote_op.h.
LAYERS = {
    "api": {"api", "simd"},
    "base": {"base"},
    "simd": {"simd", "base"},
    "core": {"core", "api", "base", "simd"},
    "ops": {"ops", "api", "base", "simd"},
    "audio": {"audio", "api", "base", "simd"},
}
MEMORY = {"memcpy", "memset", "memmove", "memcmp"}
# What gcc and clang call for integer arithmetic that the core lacks, and for sanitizers and stack protectors of a distribution.
HELPERS = re.compile(r"^(__aeabi_(u?idiv(mod)?|u?ldivmod|llsl|llsr|lasr|lmul|mem\w+)|__gnu_thumb1_case_\w+|"
                     r"__(u?div|u?mod|ash[lr]|lshr|mul|clz|ctz|popcount|cmp|ucmp)[dst]i[234]?|__riscv_\w+|"
                     r"__cpu_(model|features2)|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__(a|ub)san_\w+)$")
# Float helpers are fine for float kernels; scripts/check_symbols.sh sees to it that integer firmware has none.
FLOAT = re.compile(r"^(__aeabi_[fdil]\w*|__(add|sub|mul|div|neg|eq|ne|lt|le|gt|ge|unord|cmp)[sd]f[23]|"
                   r"__(fix|fixuns|float|floatun|extend|trunc)\w+)$")


def layer(path):
    parts = path.relative_to(ROOT / "src").parts
    return parts[0] if len(parts) > 1 else "api"


def check_includes(problems):
    checked, graph = 0, {}
    for path in sorted((ROOT / "src").rglob("*.[ch]")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            m = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not m:
                continue
            checked += 1
            where = f"{path.relative_to(ROOT)}:{number}"
            if m[1] == "<":
                if m[2] not in ("stdint.h", "stddef.h", "limits.h", "float.h") and not (
                        layer(path) == "simd" and m[2].endswith(("intrin.h", "arm_acle.h", "arm_mve.h", "arm_neon.h"))):
                    problems.append(f"{where}: <{m[2]}> is not freestanding")
                continue
            target = (path.parent / m[2]).resolve()
            if not target.exists():
                problems.append(f"{where}: \"{m[2]}\" is no relative path to a file")
                continue
            graph.setdefault(path, set()).add(target)
            if layer(target) not in LAYERS.get(layer(path), set()):
                problems.append(f"{where}: {layer(path)} must not include {layer(target)}")
    done, open_ = set(), []

    def visit(path):
        if path in open_:
            problems.append("include cycle: " + " -> ".join(p.name for p in open_[open_.index(path):] + [path]))
            return
        if path in done:
            return
        open_.append(path)
        for target in sorted(graph.get(path, ())):
            visit(target)
        open_.pop()
        done.add(path)

    for path in sorted(graph):
        visit(path)
    return checked


def check_symbols(lib, nm, problems):
    checked, defined, undefined = 0, set(), {}
    member = ""
    for line in subprocess.run([nm, lib], check=True, capture_output=True, text=True).stdout.splitlines():
        if line.endswith(":"):
            member = line[:-1]
            continue
        parts = line.split()
        if len(parts) < 2:
            continue
        kind, name = parts[-2], parts[-1]
        checked += 1
        if kind == "U":
            undefined.setdefault(name, member)
        elif kind.isupper():
            defined.add(name)
            if not name.startswith("mote_"):
                problems.append(f"{member}: global symbol {name} has no mote_ prefix")
        if kind in "dDbBcCsS" and not name.startswith((".", "__func")):
            problems.append(f"{member}: {name} is writable data")
    for name, member in sorted(undefined.items()):
        if name not in defined and name not in MEMORY and not HELPERS.match(name) and not FLOAT.match(name):
            problems.append(f"{member}: needs {name}, which is neither ours nor one of the four memory functions")
    return checked


def check_files(problems):
    checked = 0
    for folder in ("src", "tools", "tests", "examples", "ports"):
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            checked += 1
            lines = path.read_text().splitlines()
            if not lines or "SPDX-License-Identifier: Apache-2.0" not in lines[0]:
                problems.append(f"{path.relative_to(ROOT)}: first line names no licence")
            generated = any("generated by" in line.lower() for line in lines[:6])
            if len(lines) > 800 and not generated:
                problems.append(f"{path.relative_to(ROOT)}: {len(lines)} lines; two files would be easier to find one's way in")
    return checked


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--lib", help="library whose symbols are checked")
    ap.add_argument("--nm", default="nm")
    a = ap.parse_args()
    problems = []
    checked = check_includes(problems) + check_files(problems)
    if a.lib:
        checked += check_symbols(a.lib, a.nm, problems)
    for p in problems:
        print(p)
    print(f"{checked - len(problems)} passed, {len(problems)} failed")
    return 1 if problems or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
