/* SPDX-License-Identifier: Apache-2.0 */
/* Second half of mote_init: planning, and laying the blocks of the arena side by side. */
#include "../base/mem.h"
#include "build.h"
#include "plan.h"

/* The planner works behind the records (or in the shared scratch, if there is one); state and
 * activations come where it worked. */
int mote_layout(struct mote_net *net, struct mote_build *b)
{
    struct mote_memory *m = &net->memory;
    const uint32_t tables = b->high, before = b->low;
    uint32_t *segments = mote_build_record(b, (b->segment_words + 1) & ~1u);
    uint32_t fixed = b->low + tables, room = mote_build_usable(net->config.scratch_size);
    uint8_t *work = net->config.scratch;
    struct mote_planner p = {0};
    struct mote_subgraph g;
    int e;
    if (!segments) return MOTE_E_ARENA;
    if (!work) {
        work = b->arena + b->low;
        room = b->size - fixed;
    }
    mote_subgraph_read(net->model, 0, &g);
    p.net = net;
    p.g = &g;
    p.graph = net->graphs;
    p.state = b->state;
    p.join = b->join;
    p.region = net->config.region;
    if (p.region) p.place = p.region->place;
    if (b->segment_words) p.segments = segments;
    e = (b->call ? b->call : mote_plan)(&p, work, room);
    if (e && e != MOTE_E_ARENA) return e;
    b->need = fixed + (net->config.scratch ? 0 : m->planning);
    m->nodes = (before + 4 * p.segment_words + 7u) & ~7u;
    m->tables = tables;
    memmove(b->arena + m->nodes, b->arena + b->size - tables, tables);
    work = b->arena + m->nodes + tables;
    net->segments = segments;
    net->bases[MOTE_BASE_STATE] = work;
    fixed = m->nodes + tables + m->state;
    if (net->config.scratch) {
        work = net->config.scratch;
        m->scratch_bytes = m->activations > m->planning ? m->activations : m->planning;
        if (m->scratch_bytes > room) e = MOTE_E_ARENA;
    } else {
        work += m->state;
        fixed += m->activations;
    }
    net->bases[MOTE_BASE_SCRATCH] = work;
    if (b->need < fixed) b->need = fixed;
    return b->need > b->size ? MOTE_E_ARENA : e;
}
