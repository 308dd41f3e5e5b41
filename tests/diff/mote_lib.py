# SPDX-License-Identifier: Apache-2.0
"""mote in this process: compiles src/ with shim.c into a shared object and calls it."""
import ctypes
import os
import pathlib
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FLAGS = ["-std=c11", "-O2", "-g", "-fPIC", "-ffp-contract=off", "-Wall", "-Wextra",
         "-Werror=implicit-function-declaration"]
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"]

STAGES = ("open", "init", "invoke")
ERRORS = {0: "ok", -3: "MODEL", -4: "UNSUPPORTED", -5: "ARENA", -7: "DATA", -8: "USAGE", -15: "NOT_YET",
          -100: "OVERRUN: a byte outside the arena or in the model was written",
          -101: "ARENA LIES: mote_init asks for another size than it needs", -102: "SIZES: inputs or outputs differ",
          -103: "no memory", -104: "RESET: after mote_reset the same inputs give other outputs"}
DOCUMENTED = (-3, -4, -5, -7)
WHY = ("NONE TRUNCATED IDENTIFIER STRUCTURE SCHEMA LIMIT INDEX ARITY ORDER BUFFER QUANT NO_OP CYCLE TYPE RANK SHAPE "
       "CONSTANT OPTION AXIS RANGE ZERO SPARSE CUSTOM VALUE ALIGNMENT MEMORY STATE").split()


class Report(ctypes.Structure):
    _fields_ = [(n, ctypes.c_int32) for n in ("stage", "error", "why", "node", "tensor", "operand", "expected", "got",
                                              "arena_bytes")]

    def __str__(self):
        if self.error == 0:
            return f"ok, arena {self.arena_bytes}"
        why = WHY[self.why] if 0 <= self.why < len(WHY) else self.why
        return (f"{STAGES[self.stage]} {ERRORS.get(self.error, self.error)} why {why} node {self.node} operand "
                f"{self.operand} expected {self.expected} got {self.got}")


def sources():
    files = sorted((ROOT / "src").glob("*.c")) + sorted((ROOT / "src").glob("*/*.c"))
    return [f for f in files if f.name != "_template.c"]


def shared_object(sanitize=False):
    return ROOT / "build" / ("diff-sanitize" if sanitize else "diff") / "libmote_diff.so"


def build(sanitize=False, cc=None):
    """Compiles what has changed; returns the path of the shared object."""
    lib = shared_object(sanitize)
    out = lib.parent
    out.mkdir(parents=True, exist_ok=True)
    cc = cc or os.environ.get("CC", "gcc")
    flags = FLAGS + (SANITIZE if sanitize else [])
    newest = max(h.stat().st_mtime for h in (ROOT / "src").rglob("*.h"))
    objects, stale = [], []
    for source in [*sources(), pathlib.Path(__file__).parent / "shim.c"]:
        target = out / (str(source.relative_to(ROOT)).replace("/", "_")[:-2] + ".o")
        objects.append(target)
        if not target.exists() or target.stat().st_mtime < max(source.stat().st_mtime, newest):
            stale.append([cc, *flags, "-I", str(ROOT / "src"), "-c", str(source), "-o", str(target)])
    for line in stale:
        subprocess.run(line, check=True)
    if stale or not lib.exists() or lib.stat().st_mtime < max(o.stat().st_mtime for o in objects):
        subprocess.run([cc, "-shared", *(SANITIZE if sanitize else []), "-o", str(lib), *map(str, objects)], check=True)
    return lib


class Mote:
    def __init__(self, lib):
        self.run_c = ctypes.CDLL(str(lib)).shim_run

    def run(self, model, invokes, output_bytes, again=True):
        """invokes: per invoke the input arrays. again: once more after a reset, with equal outputs. Returns (Report, per output the bytes of all invokes, statuses)."""
        count = max(1, len(invokes))
        joined = [np.concatenate([np.ascontiguousarray(a[i]).reshape(-1) for a in invokes]).view(np.uint8)
                  for i in range(len(invokes[0]) if invokes else 0)]
        sizes = [len(j) // count for j in joined]
        outs = [ctypes.create_string_buffer(max(1, n * count)) for n in output_bytes]
        pointer = ctypes.c_void_p
        report, statuses = Report(), (ctypes.c_int32 * count)()
        self.run_c(model, ctypes.c_uint32(len(model)), count,
                   (pointer * max(1, len(joined)))(*[j.ctypes.data for j in joined]),
                   (ctypes.c_uint32 * max(1, len(sizes)))(*sizes), len(joined),
                   (pointer * max(1, len(outs)))(*[ctypes.addressof(o) for o in outs]),
                   (ctypes.c_uint32 * max(1, len(outs)))(*output_bytes), len(outs), statuses, int(again), ctypes.byref(report))
        return report, [o.raw[:n * count] for o, n in zip(outs, output_bytes)], list(statuses)
