#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the firmware for every emulated board and checks it.

    check_firmware.py [--boards m0,m4,...] [--opt=-Os,-O2] [--mote build/mote]

For each board and optimisation level: the board's own calibration and its fault paths; each example
exits with 0, holds no heap, floating-point helper or libm, and gives the bytes that `mote run`
gives on this machine for the same input. On the M4, `mote bench` measures a model, interpreted and compiled.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import wave

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import qemu_run

BOARDS = ["m0", "m3", "m4", "m7", "m55", "rv32"]
EXAMPLES = ["hello", "digits", "keyword", "hello_compiled", "keyword_compiled"]
SMALL = {"m0small": "keyword_compiled", "rv32ec": "hello_compiled"}  # chips that hold one, at -Os
NOTES = {"instructions.invoke": "instructions", "arena.bytes": "arena", "stack.deepest": "stack",
         "flash.mote": "code"}
ROWS, LABELS = 49, 4
RECORDINGS = ["yes_1.wav", "no_1.wav", "yes_2.wav", "no_2.wav"]  # as board.mk embeds them


def build(board, opt, names):
    line = ["make", "-s", "-C", str(ROOT), "-f", "ports/qemu/board.mk"]
    done = subprocess.run([*line, f"BOARD={board}", f"OPT={opt}", *names], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{board} {opt}: does not build\n{done.stdout}{done.stderr}")
    return ROOT / "build/firmware" / (board + opt)


def host_bytes(mote, model, data):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "in.bin")
        source.write_bytes(data)
        done = subprocess.run([mote, "run", str(model), "-i", str(source), "-o", folder],
                              capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"mote run {model}: exit status {done.returncode}\n{done.stderr}")
        return pathlib.Path(folder, "out0.bin").read_bytes()


def check_board(board, folder):
    """What is wrong with the port itself, as lines."""
    elf = str(folder / "calibrate.elf")
    wrong = []
    for words, expected in (("", 0), ("fault", 99), ("overflow", 98), ("status 7", 7)):
        status, text = qemu_run.run(board, elf, words.split(), timeout=60)
        if status != expected:
            wrong.append(f"calibrate {words}: exit status {status}, not {expected}\n{text}")
    with tempfile.TemporaryDirectory() as work:
        sent = bytes(range(256)) * 9 + b"end"
        pathlib.Path(work, "a").write_bytes(sent)
        status, text = qemu_run.run(board, elf, ("copy", "a", "b"), timeout=60, cwd=work)
        if status != 0 or pathlib.Path(work, "b").read_bytes() != sent:
            wrong.append(f"calibrate copy: exit status {status}\n{text}")
    return wrong


def keyword_windows(text):
    """What the network saw, by the rows that the example printed, and its results."""
    rows, windows, results = [], [], []
    for kind, digits in re.findall(r"^(row|result)\.hex ([0-9a-f]+)$", text, re.M):
        if kind == "row":
            rows = rows[1 - ROWS:] + [bytes.fromhex(digits)]
        else:
            windows.append(b"".join(rows))
            results.append(bytes.fromhex(digits))
    return b"".join(windows), b"".join(results)


def check_hearing(text, results, mote):
    """`mote hear` must get the same scores (to its two digits) and words."""
    pcm = b""
    for name in RECORDINGS:
        with wave.open(str(ROOT / "models/keyword/wav" / name)) as file:
            pcm += file.readframes(file.getnframes())
    line = [mote, "hear", "--raw", "--scores", "--every", "3", "--threshold", "65",
            "--average", "240", "--pause", "800", "-"]  # what examples/keyword has in its code
    done = subprocess.run(line, input=pcm, capture_output=True)
    if done.returncode != 0:
        return [f"mote hear: exit status {done.returncode}\n{done.stderr.decode()}"]
    heard = done.stdout.decode()
    end = len(pcm) / 2 / 16000
    numbers = [re.findall(r"(?<= )[01]\.\d\d(?= |$)", line)[-LABELS:] for line in heard.splitlines()
               if " silence " in line]
    mine = [[f"{(byte ^ 0x80) / 256:.2f}" for byte in results[i:i + LABELS]]
            for i in range(0, len(results), LABELS)]
    wrong = [] if numbers == mine else ["scores are not those of `mote hear`"]
    pattern = r"^ *(\d+\.\d+) s  (yes|no|unknown) +\d"
    host = re.findall(pattern, heard, re.M)
    board = [(f"{min(float(time), end):.2f}", word)
             for time, word in re.findall(pattern, text, re.M)]
    if board != host or not host:
        wrong.append(f"words {board}\nbut `mote hear` says {host}")
    return wrong


def check_example(board, folder, name, mote):
    """(what is wrong, the fields that the example prints)."""
    elf = folder / (name + ".elf")
    symbols = subprocess.run([str(ROOT / "scripts/check_symbols.sh"), str(elf)],
                             capture_output=True, text=True)
    wrong = [symbols.stderr.strip()] if symbols.returncode != 0 else []
    model = name.replace("_compiled", "")
    spoken = model == "keyword"
    status, text = qemu_run.run(board, str(elf), ["rows"] if spoken else [], timeout=120)
    if status != 0:
        return wrong + [f"exit status {status}\n{text}"], {}
    fields = dict(re.findall(r"^([a-z_.]+) ([0-9a-f]+)$", text, re.M))
    if spoken:
        sent, got = keyword_windows(text)
        wrong += check_hearing(text, got, mote) if name == model else []
    else:
        sent, got = (bytes.fromhex(fields[key]) for key in ("input.hex", "output.hex"))
    expected = host_bytes(mote, ROOT / f"models/{model}/{model}.tflite", sent)
    if got != expected:
        wrong.append(f"gives {got.hex()[:200]}\nbut the host {expected.hex()[:200]}")
    return wrong, fields


def check_bench(mote, *options):
    """`mote bench` of the smallest model: (what is wrong, its counts)."""
    line = [mote, "bench", str(ROOT / "models/hello/hello.tflite"), "--target", "cortex-m4", "--json", *options]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        return [f"exit status {done.returncode}\n{done.stdout}{done.stderr}"], {}
    told = json.loads(done.stdout)
    invoke, nodes = told["invoke"], told["nodes"]
    wrong = [] if done.stderr == "" else [f"not quiet in a pipe: {done.stderr}"]
    if len(nodes) != (0 if "--compiled" in options else 3):
        wrong.append(f"{len(nodes)} nodes")
    hook = 4  # of each, what telling of a node adds to it; little else is around small nodes
    for key in ("instructions", "loads", "stores", "taken_branches"):
        if not invoke[key] or not sum(node[key] - hook for node in nodes) <= invoke[key]:
            wrong.append(f"{key}: the nodes do not fit in the invoke's {invoke[key]}")
    if invoke["cycles"] != invoke["instructions"] + invoke["loads"] + 2 * invoke["taken_branches"]:
        wrong.append(f"{invoke['cycles']} cycles")
    if not any(chip["uj"] and chip["cr2032_days"] for chip in told["chips"]):
        wrong.append("no chip with energy and days")
    return wrong, invoke


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--boards", default=",".join(BOARDS))
    parser.add_argument("--opt", default="-O2")
    parser.add_argument("--mote", default=str(ROOT / "build/mote"))
    options = parser.parse_args()
    failures = 0

    def judge(what, wrong, note=""):
        nonlocal failures
        failures += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} {what:24} {note}", flush=True)
        for line in wrong:
            print("     " + line.replace("\n", "\n     "))

    for opt in options.opt.split(","):
        for board in options.boards.split(","):
            examples = [SMALL[board]] if board in SMALL else EXAMPLES
            folder = build(board, "-Os" if board in SMALL else opt, [*examples, *([] if board in SMALL else ["calibrate"])])
            if board not in SMALL:
                judge(f"{board} {opt} board", check_board(board, folder))
            for name in examples:
                wrong, fields = check_example(board, folder, name, options.mote)
                note = "".join(f"  {words} {int(fields[key]):,}" for key, words in NOTES.items()
                               if key in fields)
                judge(f"{board} {opt} {name}", wrong, note)
            if board == "m4":
                for options_of in ([], ["--compiled"]):
                    wrong, counts = check_bench(options.mote, f"--opt={opt}", *options_of)
                    note = "".join(f"  {key.replace('_', ' ')} {value:,}" for key, value in counts.items() if value)
                    judge(" ".join([board, opt, "bench", *options_of]), wrong, note)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
