# SPDX-License-Identifier: Apache-2.0
"""The feature bytes of src/audio, computed by that very code: compiled here and called by ctypes.

    python3 features.py in.wav out.bin      one row of 40 bytes for each 20 ms
"""
import atexit
import ctypes
import glob
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# All windows of a buffer in one call, and the size of the state for the caller to allocate.
SHIM = """
#include "audio/features.h"
size_t shim_size(void);
void shim_rows(struct mote_features *f, const int16_t *samples, size_t rows, int8_t *out);
size_t shim_size(void) { return sizeof(struct mote_features); }
void shim_rows(struct mote_features *f, const int16_t *samples, size_t rows, int8_t *out)
{
    for (size_t i = 0; i < rows; i++)
        mote_features_window(f, samples + i * MOTE_FEATURES_STRIDE, out + i * MOTE_FEATURES_COUNT);
}
"""

_library = None


def library():
    global _library
    if _library is None:
        folder = tempfile.mkdtemp(prefix="mote-features-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        path = os.path.join(folder, "features.so")
        with open(os.path.join(folder, "shim.c"), "w", encoding="ascii") as f:
            f.write(SHIM)
        sources = ["audio/features.c", "audio/tables.c"]
        sources = [os.path.join(ROOT, "src", s) for s in sources] + \
            sorted(glob.glob(os.path.join(ROOT, "src", "base", "*.c")))
        subprocess.run([os.environ.get("CC", "cc"), "-std=c11", "-O2", "-fPIC", "-shared",
                        "-I" + os.path.join(ROOT, "src"), "-o", path,
                        os.path.join(folder, "shim.c"), *sources], check=True)
        _library = ctypes.CDLL(path)
        _library.shim_size.restype = ctypes.c_size_t
        _library.shim_rows.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t,
                                       ctypes.c_void_p]
        _library.mote_features_reset.argtypes = [ctypes.c_void_p]
    return _library


class Frontend:
    """Rows from samples; the noise estimate lives on between calls until reset()."""

    def __init__(self):
        self.code = library()
        self.state = ctypes.create_string_buffer(self.code.shim_size())
        self.reset()

    def reset(self):
        self.code.mote_features_reset(self.state)

    def rows(self, pcm):
        """int16 samples -> int8 [n, 40], windows of 480 samples every 320 from the first one on."""
        pcm = np.ascontiguousarray(pcm, np.int16)
        n = max(0, (len(pcm) - 480) // 320 + 1)
        out = np.empty((n, 40), np.int8)
        self.code.shim_rows(self.state, pcm.ctypes.data, n, out.ctypes.data)
        return out


if __name__ == "__main__":
    import wave
    with wave.open(sys.argv[1]) as w:
        samples = np.frombuffer(w.readframes(w.getnframes()), np.int16)
    Frontend().rows(samples).tofile(sys.argv[2])
