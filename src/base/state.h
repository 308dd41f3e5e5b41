/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOTE_BASE_STATE_H
#define MOTE_BASE_STATE_H

#include <stdint.h>

/* A reset clears all state to zero bytes, but a quantised variable starts at its zero point.
 * `begun` is state too: 0 at the first call after a reset, which sets the variable then, unless the
 * caller has written something other than zeros to it meanwhile. */
void mote_state_begin(uint32_t *begun, int8_t *state, uint32_t bytes, int32_t zero);

#endif
