/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOTE_BASE_FLOAT_LOGISTIC_H
#define MOTE_BASE_FLOAT_LOGISTIC_H

/* 1 / (1 + exp(-x)), in the ranges that TensorFlow Lite's reference distinguishes. */
float mote_logisticf(float x);

#endif
