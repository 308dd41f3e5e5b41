/* SPDX-License-Identifier: Apache-2.0 */
#include "signal.h"

/* A weight may be negative: it is extended to 64 bits, and the product wraps. */
static inline uint64_t product(int16_t weight, uint32_t energy)
{
    return (uint64_t)(int64_t)weight * energy;
}

void mote_filter_bank_apply(const struct mote_filter_bank *bank, const uint32_t *energy,
                            uint64_t *out)
{
    uint64_t falling = 0;
    for (int b = 0; b <= bank->channels; b++) {
        const uint32_t *e = energy + bank->bins[b];
        const int16_t *w = bank->weights + bank->starts[b];
        const int16_t *u = bank->unweights + bank->starts[b];
        uint64_t rising = falling;
        falling = 0;
        for (int i = 0; i < bank->widths[b]; i++) {
            rising += product(w[i], e[i]);
            falling += product(u[i], e[i]);
        }
        if (b > 0) out[b - 1] = rising;
    }
}
