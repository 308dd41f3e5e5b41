/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions of float without a C library, in single precision only. Errors are given in units of
 * the last place (ulp); infinities and NaN go as IEEE 754 has it.
 */
#ifndef MOTE_BASE_FLOAT_MATH_H
#define MOTE_BASE_FLOAT_MATH_H

float mote_expf(float x);   /* 1 ulp; denormal results too */
float mote_tanhf(float x);  /* 2 ulp */
float mote_logf(float x);   /* 1 ulp, NaN for x < 0 */
float mote_sqrtf(float x);  /* correctly rounded, NaN for x < 0 */
float mote_expm1f(float x); /* exp(x) - 1: 4 ulp */
float mote_erfcf(float x);  /* 1 - erf(x): 16 ulp */
float mote_sinf(float x);   /* 2 ulp for every finite x, NaN for infinities */
float mote_cosf(float x);
float mote_powf(float x, float y);   /* 1 ulp; special cases as in C's powf */
float mote_atan2f(float y, float x); /* 4 ulp; signs of zeros and infinities as in C */
float mote_floorf(float x);          /* these three are exact */
float mote_ceilf(float x);
float mote_fmodf(float x, float y); /* x - y * trunc(x / y), NaN for y = 0 */

#endif
