/* SPDX-License-Identifier: Apache-2.0 */
#include "state.h"
#include "mem.h"

void mote_state_begin(uint32_t *begun, int8_t *state, uint32_t bytes, int32_t zero)
{
    if (*begun) return;
    *begun = 1;
    for (uint32_t i = 0; i < bytes; i++)
        if (state[i]) return;
    memset(state, zero, bytes);
}
