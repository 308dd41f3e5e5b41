/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Constants that compiled models hold as a kernel wants them where the machine has such kernels
 * (simd/target.h), and otherwise as they are in the file. Only `mote compile` links this.
 */
#ifndef MOTE_OPS_PACKING_H
#define MOTE_OPS_PACKING_H

#include "../mote_op.h"

/* What decides, by names: MOTE_PACKED, and so on. Of a node's the first one that the machine wants
 * is taken. */
enum mote_form {
    MOTE_FORM_PACKED,
    MOTE_FORM_COLUMNS,
    MOTE_FORM_FOLDED,
    MOTE_FORM_FOLDED_DEPTHWISE,
    MOTE_FORMS
};

enum { MOTE_PACKING_OPERANDS = 3 };

struct mote_packing {
    int form;           /* enum mote_form */
    int16_t code;       /* BuiltinOperator */
    int16_t key;        /* kernel */
    int operand;        /* the constant, below MOTE_PACKING_OPERANDS */
    const char *suffix; /* behind the kernel's name: the one that reads all constants of the form */
    /* Behind prepare, which left args and refs: bytes of the node's packed constant; 0: it cannot
     * be packed so. If `to` is not NULL fills them in, and may alter args and refs; the plain
     * kernel works all the same. */
    uint32_t (*pack)(struct mote_prep *p, void *args, uint8_t *to);
};

/* All there are; of a form the first suffix that fits is the one. Behind the last there is one
 * without `pack`. */
extern const struct mote_packing mote_packings[];

#endif
