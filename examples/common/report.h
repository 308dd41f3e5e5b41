/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every example prints at its end: instructions, arena, stack and flash by part, as "name
 * value" lines that scripts read. An application needs none of this.
 */
#ifndef EXAMPLES_REPORT_H
#define EXAMPLES_REPORT_H

#include "board.h"
#include "mote.h"

/* Begins to watch the stack and to count. */
void report_start(void);

/* Instructions since report_start or the last report_lap. */
uint32_t report_lap(void);

/* Ends the program if `error` is one: says where and why, and exits with minus the error. */
void report_check(const char *call, int error, const struct mote_fault *fault);

/* Begins to watch and to count what mote_invoke takes, and keeps what came before as that of init.
 */
void report_init_done(void);

/* The last lines; `invoke`: instructions. The three must be called from the same function: the
 * stack is counted from there. */
void report_end(uint32_t invoke, const struct mote_net *net);

/* A quantised value in thousandths: 1000 * scale * (value - zero point), in integer arithmetic. */
int32_t report_thousandths(const struct mote_tensor *t, int32_t value);

/* "-0.707", right-aligned in `width` columns. */
void report_put_thousandths(int32_t value, int width);

#endif
