/* SPDX-License-Identifier: Apache-2.0 */
/* mote_init: every operator prepares, leaving a node record (graphs.c); then the planner gives
 * everything its place (layout.c). */
#include "../base/mem.h"
#include "build.h"
#include "fault.h"
#include "net.h"

/* Clears a net, but keeps what it needs to say why. */
static int begin(struct mote_net *net, const struct mote_model *m, const struct mote_config *config,
                 struct mote_build *b)
{
    *net = (struct mote_net){0};
    mote_fault_clear(&net->fault);
    if (!m || !m->data || !config || !config->ops || !config->arena)
        return mote_fault_set(&net->fault, MOTE_E_USAGE, MOTE_WHY_STATE, -1, -1);
    net->model = m;
    net->config = *config;
    if (((uintptr_t)config->arena | (uintptr_t)config->scratch) % 8)
        return mote_fault_set(&net->fault, MOTE_E_USAGE, MOTE_WHY_ALIGNMENT, 0, -1);
    *b = (struct mote_build){0};
    b->arena = config->arena;
    net->graphs = config->arena;
    b->size = mote_build_usable(config->arena_size);
    /* const data is only ever read: references carry no const */
    net->bases[MOTE_BASE_MODEL] = (uint8_t *)(uintptr_t)m->data;
    return 0;
}

int mote_init(struct mote_net *net, const struct mote_model *m, const struct mote_config *config)
{
    struct mote_build b;
    int e = begin(net, m, config, &b);
    if (e == 0) e = mote_build_graphs(net, &b);
    if (e == 0) e = mote_layout(net, &b);
    if (e != MOTE_E_USAGE) net->memory.arena_bytes = (b.need + 7u) & ~7u;
    if (e == MOTE_E_ARENA)
        mote_fault_set(&net->fault, e, MOTE_WHY_MEMORY, (int32_t)net->memory.arena_bytes,
                       (int32_t)config->arena_size);
    if (e) return e;
    net->ready = MOTE_READY;
    mote_fault_clear(&net->fault);
    return mote_reset(net);
}
