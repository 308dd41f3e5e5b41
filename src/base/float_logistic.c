/* SPDX-License-Identifier: Apache-2.0 */
#include "float_logistic.h"
#include "float_math.h"

float mote_logisticf(float x)
{
    if (x > 16.619047164916992188f) return 1.0f; /* to the last place */
    if (x < -9.0f) return mote_expf(x);
    return 1.0f / (1.0f + mote_expf(-x));
}
