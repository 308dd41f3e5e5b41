#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a firmware image on an emulated board.

    qemu_run.py [--timeout SECONDS] [--no-icount] BOARD ELF [ARGUMENT...]

What the firmware prints appears on standard output; its exit status becomes this script's. Status
124 means that the time ran out, 125 that the emulator itself failed. One instruction takes one
nanosecond of the board's time (-icount shift=0), which is what board_instructions() counts on.
"""
import argparse
import os
import shutil
import subprocess
import sys

BOARDS = {
    "m0": ("qemu-system-arm", ["-M", "microbit"]),
    "m0small": ("qemu-system-arm", ["-M", "microbit"]),
    "m0big": ("qemu-system-arm", ["-M", "mps2-an385"]),
    "m3": ("qemu-system-arm", ["-M", "mps2-an385"]),
    "m4": ("qemu-system-arm", ["-M", "mps2-an386"]),
    "m7": ("qemu-system-arm", ["-M", "mps2-an500"]),
    "m55": ("qemu-system-arm", ["-M", "mps3-an547"]),
    "rv32": ("qemu-system-riscv32", ["-M", "virt", "-bios", "none", "-m", "16M"]),
    "rv32ec": ("qemu-system-riscv32", ["-M", "virt", "-bios", "none", "-m", "16M"]),
    "rv32ecbig": ("qemu-system-riscv32", ["-M", "virt", "-bios", "none", "-m", "16M"]),
}

STATUS_TIMEOUT = 124
STATUS_EMULATOR = 125


def command(board, elf, arguments=(), icount=True, plugin=None):
    """The emulator's command line. The image's name is its first argument. `plugin`: file and arguments."""
    program, machine = BOARDS[board]
    words = [os.path.basename(elf), *arguments]
    semihosting = ["enable=on", "target=native", "chardev=text"]
    semihosting += ["arg=" + word.replace(",", ",,") for word in words]
    line = [program, *machine, "-display", "none", "-monitor", "none", "-serial", "none",
            "-chardev", "stdio,id=text,signal=off", "-semihosting-config", ",".join(semihosting)]
    if icount:
        line += ["-icount", "shift=0"]
    if plugin:
        line += ["-plugin", plugin]
    return line + ["-kernel", elf]


def run(board, elf, arguments=(), timeout=600, icount=True, cwd=None, plugin=None):
    """Returns (exit status, what the firmware printed)."""
    line = command(board, elf, arguments, icount, plugin)
    if shutil.which(line[0]) is None:
        return STATUS_EMULATOR, f"{line[0]} is not installed\n"
    try:
        done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=timeout, cwd=cwd, check=False)
    except subprocess.TimeoutExpired as late:
        text = (late.stdout or b"").decode(errors="replace")
        return STATUS_TIMEOUT, text + f"{board}: no end after {timeout} s\n"
    text = done.stdout.decode(errors="replace")
    return (STATUS_EMULATOR if done.returncode < 0 else done.returncode), text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--timeout", type=float, default=600)
    parser.add_argument("--no-icount", action="store_true", help="counts no instructions")
    parser.add_argument("board", choices=sorted(BOARDS))
    parser.add_argument("elf")
    parser.add_argument("argument", nargs="*")
    options = parser.parse_args()
    if not os.path.isfile(options.elf):
        sys.exit(f"{options.elf}: no such file")
    status, text = run(options.board, options.elf, options.argument, options.timeout,
                       not options.no_icount)
    sys.stdout.write(text)
    sys.stdout.flush()
    return status


if __name__ == "__main__":
    sys.exit(main())
