/* SPDX-License-Identifier: Apache-2.0 */
/* Natural logarithm in 32-bit fixed point, to the bit what TensorFlow Lite computes. */
#ifndef MOTE_BASE_FIXED_LOG_H
#define MOTE_BASE_FIXED_LOG_H

#include <stdint.h>

/* log(x) as Q5.26 for x >= 1 as Q12.19. */
int32_t mote_log_q12(int32_t x);

#endif
