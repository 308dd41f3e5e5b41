/* SPDX-License-Identifier: Apache-2.0 */
/* Running a compiled model: one call after another. */
#include "../mote_op.h"

int mote_run_steps(const struct mote_step *steps, int n, uint8_t *const *bases)
{
    struct mote_call c;
    int e = 0;
    c.bases = bases;
    c.rings = NULL;
    c.y0 = 0;
    c.net = NULL;
    for (; n > 0 && e == 0; n--, steps++) {
        c.args = steps->words;
        c.refs = c.args + steps->args_words;
        c.y1 = steps->rows;
        c.n_in = steps->n_in;
        c.n_out = steps->n_out;
        e = steps->eval(&c);
    }
    return e;
}
