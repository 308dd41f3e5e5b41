/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Constants that compiled models hold in the order of a kernel (simd/packed.h) where MOTE_PACKED,
 * and otherwise as they are in the file. Only `mote compile` links this.
 */
#ifndef MOTE_OPS_PACKING_H
#define MOTE_OPS_PACKING_H

#include "../mote_op.h"

struct mote_packing {
    int16_t code;       /* BuiltinOperator */
    int16_t key;        /* kernel */
    int operand;        /* the constant */
    const char *suffix; /* behind the kernel's name: the one that reads the packed constant */
    /* Behind prepare, which left args and refs: bytes of the node's packed constant; 0: it cannot
     * be packed so. If `to` is not NULL fills them in, and may alter args and refs; the plain
     * kernel works all the same. */
    uint32_t (*pack)(struct mote_prep *p, void *args, uint8_t *to);
};

/* All there are, the first that fits is the one; behind the last there is one without `pack`. */
extern const struct mote_packing mote_packings[];

#endif
