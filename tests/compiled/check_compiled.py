#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiled models against the interpreter, many cases in one program.

    check_compiled.py [--mote build/mote] [--board m4] [--every N] [--feed] SOURCE...

A SOURCE is a .vec file (tests/ops/vectors.h), or a folder that holds cases as models/ does: folders
with in0.bin, ... and meta.json or out0.bin, whose model is the .tflite file above them or beside
them. --every N takes each Nth case of a source. --board runs on an emulated board. --feed compiles
everything with its input fed by rows as well. Prints "N passed, N failed".
"""
import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
REFUSED = 1
PER_FILE = 40
BOARD_MOST = 60000  # bytes of a case that a board takes


def vector_cases(path):
    """(name, model, invokes, inputs, masks) of every case that runs."""
    data = path.read_bytes()
    if data[:8] != b"MOTEVEC1":
        sys.exit(f"{path}: no file of vectors")
    count, = struct.unpack_from("<I", data, 8)
    at = 16
    for _ in range(count):
        size, kind, invokes, operands, name, model, model_size, _ = struct.unpack_from("<8I", data, at)
        ends = [struct.unpack_from("<4I", data, at + 32 + 16 * i)
                for i in range((operands & 0xffff) + (operands >> 16))]
        inputs = [data[at + where:at + where + bytes_ * invokes] for _, bytes_, where, _ in ends[:operands & 0xffff]]
        masks = []
        for type_, bytes_, _, mask in ends[operands & 0xffff:]:
            element = {0: 4, 1: 2, 2: 4, 3: 1, 4: 8, 6: 1, 7: 2, 8: 8, 9: 1, 10: 8, 12: 8, 15: 4, 16: 2}.get(type_, 1)
            elements = bytes_ // element
            masks.append(data[at + mask:at + mask + elements * invokes] if mask else b"")
        title = data[at + name:data.index(b"\0", at + name)].decode()
        if kind != REFUSED:
            yield f"{path.stem}: {title}", data[at + model:at + model + model_size], invokes, inputs, masks
        at += size


def folder_cases(folder):
    for first in sorted(folder.rglob("in0.bin")):
        case = first.parent
        model = next((m for up in [case, *case.parents][:4] for m in sorted(up.glob("*.tflite"))), None)
        if model is None:
            print(f"{case}: no model", file=sys.stderr)
            continue
        inputs = []
        while (case / f"in{len(inputs)}.bin").exists():
            inputs.append((case / f"in{len(inputs)}.bin").read_bytes())
        yield str(case.relative_to(folder)), model.read_bytes(), None, inputs, None


def cases_of(source):
    return vector_cases(source) if source.suffix == ".vec" else folder_cases(source)


def pad(data):
    return data + bytes(-len(data) % 16)


def pack(number, model, invokes, inputs, masks, sizes):
    """A case as compare.h has it."""
    head = [number, len(model), invokes, len(inputs), len(masks), *sizes, *[len(m) for m in masks]]
    body = pad(struct.pack(f"<{len(head) + 1}I", 0, *head)) + pad(model)
    body += b"".join(pad(part) for part in [*inputs, *masks])
    return struct.pack("<I", len(body)) + body[4:]


class Work:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.rows, self.parts, self.compiled, self.failed = [], [], {}, 0

    def compile(self, model, feed):
        """Name of the compiled model, or None; one for all cases of a model."""
        key = hashlib.sha1(model).hexdigest(), feed
        if key not in self.compiled:
            name = f"c{len(self.compiled)}"
            path = self.folder / f"{name}.tflite"
            path.write_bytes(model)
            line = [self.options.mote, "compile", path, "-o", self.folder, "--name", name]
            done = subprocess.run(line + (["--feed"] if feed else []), capture_output=True, text=True)
            self.compiled[key] = name if done.returncode == 0 else None, done.stderr.strip(), done.returncode
        return self.compiled[key]

    def refusal(self, model, feed):
        """How the interpreter refuses the model; None if it does not."""
        path = self.folder / "refused.tflite"
        path.write_bytes(model)
        line = [self.options.mote, "mem", path] + (["--feed"] if feed else [])
        status = subprocess.run(line, capture_output=True).returncode
        return 4 if feed and status == 0 else status or None  # what has no rows is not fed

    def add(self, case, feed):
        title, model, invokes, inputs, masks = case
        if feed and not inputs:
            return
        name, why, status = self.compile(model, feed)
        if name is None:
            if status != self.refusal(model, feed):
                print(f"{title}: {why}")
                self.failed += 1
            return
        text = (self.folder / f"{name}.c").read_text()
        sizes = [int(n) for n in re.findall(r"if \(i == \d+\) return (\d+);", text.split("_input_bytes(int i)")[1].split("}")[0])]
        n_out = len(re.findall(r"if \(i == \d+\) return", text.split("_output_bytes(int i)")[1].split("}")[0]))
        if invokes is None:
            invokes = len(inputs[0]) // sizes[0] if sizes and sizes[0] else 1
            masks = [b""] * n_out
        if len(sizes) != len(inputs):
            print(f"{title}: the case has {len(inputs)} inputs, the model {len(sizes)}")
            self.failed += 1
            return
        rows = re.search(r"_ROWS (\d+)", (self.folder / f"{name}.h").read_text())
        number = len(self.rows)
        part = pack(number, model, invokes, inputs, masks, sizes)
        if self.options.board and len(part) > BOARD_MOST:
            return
        if feed and not rows:
            return
        quoted = (title + (" fed" if feed else "")).replace("\\", "").replace('"', "'")
        run = f"NULL, {name}_feed" if feed else f"{name}_invoke, NULL"
        row = f"{name}_ROWS, {name}_ROW_BYTES" if feed else "0, 0"
        self.rows.append((name, f'    {{"{quoted}", {name}_init, {run}, {name}_input, {name}_input_bytes, '
                                f"{name}_output, {name}_output_bytes, {row}}},"))
        self.parts.append(part)

    def write(self):
        """The C files: compiled models, so many a file, and the table."""
        names = list(dict.fromkeys(name for name, _ in self.rows))
        sources = []
        for i in range(0, len(names), PER_FILE):
            path = self.folder / f"part{i // PER_FILE}.c"
            path.write_text("".join(f'#include "{name}.c"\n' for name in names[i:i + PER_FILE]))
            sources.append(path)
        table = self.folder / "table.c"
        table.write_text("".join(f'#include "{name}.h"\n' for name in names) + '#include "compare.h"\n'
                         "const struct compiled_case compiled_cases[] = {\n"
                         + "\n".join(row for _, row in self.rows) + "\n};\n"
                         f"const uint32_t n_compiled_cases = {len(self.rows)};\n")
        (self.folder / "cases.bin").write_bytes(b"".join(self.parts))
        return [*sources, table]


def call(line, **more):
    done = subprocess.run([str(word) for word in line], capture_output=True, text=True, cwd=ROOT, **more)
    if done.returncode:
        sys.exit(f"{' '.join(str(word) for word in line)}\n{done.stdout}{done.stderr}\n0 passed, 1 failed")
    return done.stdout


def build_host(options, folder, sources):
    here = ROOT / "tests/compiled"
    flags = ["-std=c11", "-O0", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-pedantic", "-Werror",
             "-Isrc", f"-I{here}", f"-I{folder}", *options.cflags.split()]
    every = [*sources, here / "compare.c", here / "compare_host.c"]
    objects = [folder / (path.stem + ".o") for path in every]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: call([*options.cc.split(), *flags, "-c", pair[0], "-o", pair[1]]), zip(every, objects)))
    library = pathlib.Path(options.mote).parent / "libmote.a"
    call([*options.cc.split(), *options.cflags.split(), *objects, library, "-lm", "-o", folder / "compare"])
    return [folder / "compare", folder / "cases.bin"]


def build_board(options, folder, sources):
    # BUILD is said, as that of a make which runs this would go for it otherwise.
    make = ["make", "-s", "-f", "ports/qemu/board.mk", f"BOARD={options.board}", "OPT=-O2",
            f"BUILD=build/firmware/{options.board}-O2"]
    call([*make, "lib"])
    here = folder.relative_to(ROOT)
    names = [f"tests/compiled/{name}.c" for name in ("compare", "compare_board")]
    names += [str(here / path.name) for path in sources]
    elf = ROOT / f"build/firmware/{options.board}-O2/compare_compiled.elf"
    shutil.rmtree(elf.parent / "program/compare_compiled", ignore_errors=True)
    elf.unlink(missing_ok=True)
    call([*make, "NAME=compare_compiled", f"SOURCES={' '.join(names)}",
          f"CFLAGS_EXTRA=-I{ROOT}/tests/compiled -I{folder}", "program"])
    return [sys.executable, ROOT / "scripts/qemu_run.py", "--no-icount", options.board, elf, (folder / "cases.bin").relative_to(ROOT)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mote", default=str(ROOT / "build/mote"))
    parser.add_argument("--cc", default=os.environ.get("CC", "cc"))
    parser.add_argument("--cflags", default="")
    parser.add_argument("--board")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build", help="folder for what is made here")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--feed", action="store_true")
    parser.add_argument("source", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    options.mote = str(pathlib.Path(options.mote).resolve())
    folder = options.build.resolve() / "compiled" / (options.board or "host") / "generated"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    work = Work(options, folder)
    for source in options.source:
        for i, case in enumerate(cases_of(source)):
            if i % options.every:
                continue
            work.add(case, False)
            if options.feed:
                work.add(case, True)
    sources = work.write()
    line = (build_board if options.board else build_host)(options, folder, sources)
    done = subprocess.run([str(word) for word in line], capture_output=True, text=True, cwd=ROOT)
    lines = done.stdout.strip().splitlines()
    count = re.match(r"(\d+) passed, (\d+) failed", lines[-1]) if lines else None
    if not count:
        print(f"{done.stdout}{done.stderr}: exit status {done.returncode}\n0 passed, 1 failed")
        return 1
    print("\n".join(lines[:-1]), end="\n" if len(lines) > 1 else "")
    failed = int(count[2]) + work.failed
    print(f"{count[1]} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
