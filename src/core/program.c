/* SPDX-License-Identifier: Apache-2.0 */
/* Running a compiled model: one call after another. */
#include "sweep.h"

int mote_run_step(const struct mote_step *step, struct mote_call *c)
{
    c->args = step->args;
    c->refs = step->refs;
    c->n_in = step->n_in;
    c->n_out = step->n_out;
    return step->eval(c);
}

int mote_run_steps(const struct mote_step *steps, int n, uint8_t *const *bases,
                   const struct mote_host *host)
{
    struct mote_call c;
    int e = 0;
    c.bases = bases;
    c.rings = NULL;
    c.y0 = 0;
    c.host = host;
    for (; n > 0 && e == 0; n--, steps++) {
        c.y1 = steps->rows;
        e = mote_run_step(steps, &c);
    }
    return e;
}

int mote_run_graph(const struct mote_host *host, uint32_t subgraph)
{
    const struct mote_program *p = (const void *)host; /* its first member */
    const struct mote_program_graph *g = &p->graphs[subgraph];
    return mote_run_steps(g->steps, (int)g->n_steps, p->bases, host);
}

const uint32_t *mote_graph_ends(const struct mote_host *host, uint32_t subgraph)
{
    const struct mote_program *p = (const void *)host;
    return p->graphs[subgraph].ends;
}
