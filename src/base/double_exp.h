/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOTE_BASE_DOUBLE_EXP_H
#define MOTE_BASE_DOUBLE_EXP_H

/* exp in double precision, to 1 ulp where the result is not denormal. */
double mote_exp(double x);

#endif
