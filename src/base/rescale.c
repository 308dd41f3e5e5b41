/* SPDX-License-Identifier: Apache-2.0 */
#include "rescale.h"

int32_t mote_rescale_any(uint32_t acc, int32_t multiplier, int32_t right, int32_t twice_zero)
{
    const int32_t y = mote_requant((int32_t)acc, multiplier, -2 - right);
    return (int32_t)((uint32_t)y + (uint32_t)(twice_zero >> 1)); /* wraps as in the reference */
}
