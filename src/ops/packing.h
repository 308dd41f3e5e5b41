/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Constants that compiled models hold in the order of a kernel (simd/packed.h) where MOTE_PACKED,
 * and otherwise as they are in the file. Only `mote compile` links this.
 */
#ifndef MOTE_OPS_PACKING_H
#define MOTE_OPS_PACKING_H

#include "../mote_op.h"

struct mote_packing {
    int16_t code; /* BuiltinOperator */
    int16_t key;  /* kernel; the one that reads the packed constant has its name and _packed */
    int operand;  /* the constant */
    /* Behind prepare, which left args and refs: is this node's constant to be packed? May alter
     * both, so that the plain kernel works, too. */
    int (*wanted)(struct mote_prep *p, void *args);
    /* Bytes that the packed constant takes; `to` may be NULL. */
    uint32_t (*pack)(const void *args, const int8_t *from, int8_t *to);
};

/* All there are; the last one has no `pack`. */
extern const struct mote_packing mote_packings[];

#endif
