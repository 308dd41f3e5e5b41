/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOTE_BASE_SIGNAL_LOG_TABLE_H
#define MOTE_BASE_SIGNAL_LOG_TABLE_H

#include <stdint.h>

/* round(2^16 (log2(1 + i / 128) - i / 128)), i = 0 .. 128 */
extern const uint16_t mote_log_correction[129];

#endif
