#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What firmware images take: flash and RAM by part, and the stack when run.

    size.py [--json] [--run] [--files] ELF...

The parts are the board_size_* symbols of ports/qemu/sections.ld. --run executes the image on the
board that its folder names (build/firmware/m4-Os/hello.elf: m4) and adds what it prints about stack
and instructions. --files lists mote's code file by file, from the linker map beside the image.
"""
import argparse
import json
import os
import re
import struct
import sys

import qemu_run

PARTS = ["mote", "lib", "app", "port", "model", "samples", "data", "bss", "arena"]
RUN_FIELDS = {"stack.deepest": "stack", "instructions.init": "init",
              "instructions.invoke": "invoke"}


def symbols(path):
    """Name -> value of a 32-bit little-endian ELF file."""
    with open(path, "rb") as file:
        image = file.read()
    if image[:6] != b"\x7fELF\x01\x01":
        sys.exit(f"{path}: not a 32-bit little-endian ELF file")
    table_at, = struct.unpack_from("<I", image, 32)
    entry, count = struct.unpack_from("<HH", image, 46)
    sections = [struct.unpack_from("<10I", image, table_at + i * entry) for i in range(count)]
    found = {}
    for section in sections:
        if section[1] != 2:  # SHT_SYMTAB
            continue
        names = sections[section[6]][4]
        for at in range(section[4], section[4] + section[5], 16):
            name_at, value = struct.unpack_from("<II", image, at)
            end = image.index(b"\0", names + name_at)
            found[image[names + name_at:end].decode()] = value
    return found


def parts(path):
    found = symbols(path)
    try:
        size = {part: found["board_size_" + part] for part in PARTS}
    except KeyError as missing:
        sys.exit(f"{path}: no symbol {missing}: not linked with ports/qemu/sections.ld")
    size["flash"] = sum(size[p] for p in PARTS if p not in ("bss", "arena"))
    size["ram"] = size["data"] + size["bss"] + size["arena"]
    return size


def measured(path):
    """Fields that the firmware prints as "name value" lines; a failing image ends the script."""
    board = re.match(r"[a-z0-9]+", os.path.basename(os.path.dirname(os.path.abspath(path)))).group()
    status, text = qemu_run.run(board, path)
    if status != 0:
        sys.exit(f"{path}: exit status {status}\n{text}")
    fields = dict(re.findall(r"^(\S+) (\d+)$", text, re.M))
    return {short: int(fields[name]) for name, short in RUN_FIELDS.items() if name in fields}


def pieces(path):
    """Section, size in hexadecimal and file of all that the linker kept in .mote."""
    text = open(os.path.splitext(path)[0] + ".map").read()
    body = re.search(r"^\.mote\s.*?(?=^\.\w)", text, re.M | re.S)
    return re.findall(r"^ (\.\S+)\s+0x\w+\s+0x(\w+)\s+(\S+)$", body.group() if body else "", re.M)


def tables_of(path, name):
    """Bytes of constant tables of the object made from NAME.c: of generated code, a model's nodes."""
    return sum(int(size, 16) for section, size, file in pieces(path)
               if section.startswith(".rodata") and file.endswith(f"/{name}.o"))


def by_file(path):
    """Bytes of each source file of mote that the linker kept in .mote."""
    sizes = {}
    for _, size, file in pieces(path):
        member = re.search(r"\((.*)\)$", file)
        name = member.group(1) if member else file.split("/src/")[-1]
        name = re.sub(r"\.o$", ".c", name)
        sizes[name] = sizes.get(name, 0) + int(size, 16)
    return dict(sorted(sizes.items(), key=lambda item: -item[1]))


def table(rows, columns):
    lines = [["image"] + columns]
    lines += [[name] + [f"{row[c]:,}" if c in row else "" for c in columns] for name, row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = [line[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(line[1:], widths[1:])]
        print("  ".join(cells).rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--run", action="store_true", help="run on the emulated board as well")
    parser.add_argument("--files", action="store_true", help="mote's code by source file")
    parser.add_argument("elf", nargs="+")
    options = parser.parse_args()
    rows = []
    for path in options.elf:
        row = parts(path)
        if options.run:
            row.update(measured(path))
        if options.files:
            row["files"] = by_file(path)
        rows.append((os.path.join(*os.path.abspath(path).split(os.sep)[-2:]), row))
    if options.json:
        print(json.dumps(dict(rows), indent=1))
        return
    table(rows, PARTS + ["flash", "ram"] + ([*RUN_FIELDS.values()] if options.run else []))
    for name, row in rows:
        if options.files:
            print(f"\n{name}: mote {row['mote']:,} bytes")
            for file, size in row["files"].items():
                print(f"  {size:7,}  {file}")


if __name__ == "__main__":
    main()
