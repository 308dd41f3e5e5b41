/* SPDX-License-Identifier: Apache-2.0 */
/* NumPy's .npy files: the header, so that the elements can be taken as they are. */
#ifndef MOTE_TOOLS_NPY_H
#define MOTE_TOOLS_NPY_H

#include "files.h"

struct mote_npy {
    size_t at;      /* offset of the first element */
    char kind;      /* 'i' signed, 'u' unsigned, 'f' float, 'b' bool */
    unsigned width; /* bytes of an element */
    int big_endian;
};

/* 0, or MOTE_EXIT_FILE after a message that names `path`. */
int mote_npy_read(const char *path, const struct mote_bytes *bytes, struct mote_npy *npy);

#endif
