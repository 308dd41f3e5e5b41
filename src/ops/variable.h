/* SPDX-License-Identifier: Apache-2.0 */
/* What a resource variable is made of, for the operators that read and assign it. */
#ifndef MOTE_OPS_VARIABLE_H
#define MOTE_OPS_VARIABLE_H

#include "../mote_op.h"

/* The word behind the value, which a reset clears with it: has anything been assigned since? */
static inline uint32_t *mote_variable_assigned(const struct mote_call *c, uint32_t bytes)
{
    return (uint32_t *)mote_extra(c, 0) + (bytes + 3) / 4;
}

#endif
