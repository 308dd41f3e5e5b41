#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every check of the repository and prints a table, then one closing line `N passed, N failed`.

usage: check.py [--only NAME]... [--list] [--jobs N]

A step is a command; when its last lines hold `N passed, N failed` those numbers count, otherwise the step counts as one. A tool
that is missing is a failure, never a silent skip: scripts/install_check_tools.sh installs them all.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
COUNT = re.compile(r"^(\d+) passed, (\d+) failed", re.M)


def make(*words):
    return ["make", "--no-print-directory", "-s", *words]


# Builds of the same tests: name and make variables. RUN is put before each test program.
SANITIZERS = ["CC=clang", "CFLAGS=-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"]
BUILDS = [
    ("gcc", ["CC=gcc"]),
    ("clang", ["CC=clang"]),
    ("sanitizers", SANITIZERS),
    ("blocks", ["CC=clang", SANITIZERS[1] + " -DMOTE_FAST=1"]),  # kernels of src/simd/blocks.h, in C
    ("plain", ["CC=clang", SANITIZERS[1] + " -DMOTE_FAST=1 -DMOTE_SIMD_PLAIN=1 -DMOTE_COLUMNS=1"]),  # those of plain.h and columns.h, in C
    ("32-bit", ["CC=i686-linux-gnu-gcc", "CFLAGS=-O2 -g -msse2 -mfpmath=sse", "LDFLAGS=-static"]),
    ("aarch64", ["CC=aarch64-linux-gnu-gcc", "LDFLAGS=-static", "RUN=qemu-aarch64"]),
    ("big-endian", ["CC=s390x-linux-gnu-gcc", "LDFLAGS=-static", "RUN=qemu-s390x"]),
]
BOARDS = ["m0", "m3", "m4", "m7", "m55", "rv32"]


def steps():
    yield "layers", [sys.executable, "scripts/check_layers.py"]
    yield "format", ["sh", "scripts/check_format.sh"]
    for name, variables in BUILDS:
        yield name, make("tests", "BUILD=build/" + name, *variables)
    # The same kernels over other instructions.
    sdot = "build/aarch64-sdot"
    yield "aarch64, SDOT", make("check-unit", "check-vectors", "BUILD=" + sdot, "CC=aarch64-linux-gnu-gcc", "LDFLAGS=-static",
                                "RUN=qemu-aarch64", "CFLAGS=-O2 -g -march=armv8.2-a+dotprod",
                                "UNIT_TESTS=" + sdot + "/tests/unit/test_conv_kernels")
    yield "symbols", ["sh", "-c", "make -s -f ports/qemu/board.mk BUILD=build/symbols BOARD=m4 OPT=-Os lib && " + sys.executable +
                      " scripts/check_layers.py --lib build/symbols/libmote.a --nm arm-none-eabi-nm"]
    yield "clang for cores", ["sh", "scripts/check_clang_targets.sh"]
    yield "command", make("check-cli", "BUILD=build/gcc", "CC=gcc")
    yield "operators", [sys.executable, "scripts/make_ops_doc.py", "--check", "--mote", "build/gcc/mote"]
    yield "compiled", make("check-compiled", "BUILD=build/gcc", "CC=gcc", "CFLAGS=-g -O0")
    yield "compiled, sanitizers", make("check-compiled", "BUILD=build/sanitizers", "EVERY=5", *SANITIZERS)
    yield "compiled, packed", make("check-compiled", "BUILD=build/packed", "EVERY=5", "CC=clang",
                                   SANITIZERS[1] + " -DMOTE_FAST=1 -DMOTE_PACKED=1")
    yield "compiled, folded", make("check-compiled", "BUILD=build/folded", "EVERY=5", "CC=clang",
                                   SANITIZERS[1] + " -DMOTE_FAST=1 -DMOTE_SIMD_PLAIN=1 -DMOTE_FOLDED_DEPTHWISE=1")
    yield "compiled, columns", make("check-compiled", "BUILD=build/columns", "EVERY=5", "CC=clang",
                                    SANITIZERS[1] + " -DMOTE_FAST=1 -DMOTE_SIMD_PLAIN=1 -DMOTE_COLUMNS=1")
    yield "readme", make("check-readme", "BUILD=build/gcc", "CC=gcc")
    yield "mutations", make("check-mutations", "BUILD=build/sanitizers", *SANITIZERS)
    yield "fuzz", make("check-fuzz", "BUILD=build/fuzz", "CC=clang")
    for board in BOARDS:
        # one after the other: both build in the board's folder
        big = "m0big" if board == "m0" else board
        vectors = make("check-vectors-" + big)
        firmware = make("check-board", "BUILD=build/gcc", "CC=gcc", "BOARD=" + board)
        more = [vectors] + ([make("check-compiled-" + board, "BUILD=build/gcc", "CC=gcc")] if board in ("m3", "m4", "rv32") else [])
        more += [make("check-kernels-" + big)]
        rest = " && ".join(" ".join(words) for words in more)
        yield "board " + board, ["sh", "-c", '"$@"; status=$?; ' + rest + " && exit $status", "sh", *firmware]
    for board in ["m0small", "rv32ec"]:
        yield "board " + board, make("check-board", "BUILD=build/gcc", "CC=gcc", "BOARD=" + board)


def run(name, command):
    start = time.monotonic()
    try:
        p = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           timeout=1500, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        text, status = p.stdout.decode("utf-8", "replace"), p.returncode
    except subprocess.TimeoutExpired as e:
        text, status = (e.stdout or b"").decode("utf-8", "replace") + "\ntook longer than 1500 s", -1
    except FileNotFoundError as e:
        text, status = f"{e}: scripts/install_check_tools.sh installs what the checks need", -1
    counts = COUNT.findall(text)
    passed, failed = sum(int(p) for p, _ in counts), sum(int(f) for _, f in counts)
    if not counts and status == 0:
        passed = 1
    if status != 0 and failed == 0:
        failed = 1
    return name, passed, failed, time.monotonic() - start, text


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--only", action="append", help="only this step")
    ap.add_argument("--list", action="store_true", help="name the steps")
    ap.add_argument("--jobs", type=int, default=2, help="steps at a time")
    a = ap.parse_args()
    chosen = [s for s in steps() if not a.only or s[0] in a.only]
    if a.list:
        print("\n".join(name for name, _ in chosen))
        return 0
    passed = failed = 0
    # What several steps use is built once, before they run side by side.
    subprocess.run(make("all", "BUILD=build/gcc", "CC=gcc"), cwd=ROOT, check=False)
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        for name, p, f, seconds, text in pool.map(lambda s: run(*s), chosen):
            print(f"{name:20s} {p:7d} passed {f:5d} failed  {seconds:6.1f} s", flush=True)
            if f:
                print("    " + "\n    ".join(text.strip().splitlines()[-40:]), flush=True)
            passed += p
            failed += f
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
