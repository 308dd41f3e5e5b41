# SPDX-License-Identifier: Apache-2.0
"""Counts of the plugin ports/qemu/count_plugin.c: instructions, loads, stores and taken branches."""
import pathlib
import re
import subprocess
import tempfile

import qemu_run
import size

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "ports/qemu/count_plugin.c"
OPEN, CLOSE = "board_window_open", "board_window_close"


def build(board, compiler="cc"):
    """The plugin for the QEMU of this board; None where there is no such QEMU or compiler."""
    try:
        text = subprocess.run([qemu_run.BOARDS[board][0], "--version"], capture_output=True, text=True).stdout
        # The interface's version must be one that this QEMU takes; the calls used are the same in all.
        version = 1 if int(re.search(r"version (\d+)", text).group(1)) < 9 else 2
        plugin = ROOT / f"build/measure/count_plugin_{version}.so"
        if not plugin.exists() or plugin.stat().st_mtime < SOURCE.stat().st_mtime:
            plugin.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run([compiler, "-std=c11", "-O2", "-shared", "-fPIC", "-fvisibility=hidden",
                            f"-DPLUGIN_VERSION={version}", str(SOURCE), "-o", str(plugin)], check=True)
        return plugin
    except (OSError, AttributeError, subprocess.CalledProcessError):
        return None


def run(plugin, board, elf, arguments):
    """(exit status, text, windows): each window is [instructions, loads, stores, taken branches]."""
    found = size.symbols(elf)
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "counts")
        # Bit 0 of a function's address says that it is Thumb code.
        words = f"{plugin},open={found[OPEN] & ~1:#x},close={found[CLOSE] & ~1:#x},out={out}"
        status, text = qemu_run.run(board, elf, arguments, plugin=words)
        lines = out.read_text().splitlines() if out.exists() else []
    return status, text, [[int(word) for word in line.split()] for line in lines]
