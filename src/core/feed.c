/* SPDX-License-Identifier: Apache-2.0 */
/* Input 0 by rows: each goes into its ring, and whatever it makes possible is computed. */
#include "../base/mem.h"
#include "fault.h"
#include "sweep.h"

int mote_feed(struct mote_net *net, const void *row)
{
    struct mote_tensor t;
    uint32_t rows, bytes, ring, place, *source = NULL, *stuck;
    uint8_t *to = mote_input(net, 0);
    int e;
    if (!to || !net->config.feed || mote_model_input(net->model, 0, &t) || t.rank < 2)
        return mote_fault_set(&net->fault, MOTE_E_USAGE, MOTE_WHY_STATE, -1, -1);
    if (net->graphs[GRAPH_SEGMENTS] && net->segments[SEGMENT_SOURCE + ENTRY_TOTAL])
        source = net->segments + SEGMENT_SOURCE;
    rows = (uint32_t)mote_tensor_dim(&t, 1);
    bytes = t.bytes / rows;
    ring = source ? source[ENTRY_TOTAL] >> 16 : rows;
    place = net->fed % ring;
    memcpy(to + place * bytes, row, bytes);
    net->fed++;
    if (!source) { /* the first node wants all of it at once */
        if (net->fed < rows) return MOTE_E_NOT_YET;
        net->fed = 0;
        return mote_run(net, net->graphs, 0);
    }
    source[ENTRY_PROGRESS] = net->fed;
    e = net->config.streaming->sweep(net, net->segments, mote_graph_nodes(net->graphs),
                                     net->fed == 1 ? MOTE_SWEEP_RUN : MOTE_SWEEP_ON, &stuck);
    if (e && e != MOTE_E_NOT_YET) {
        net->fed = 0;
        return e;
    }
    if (net->fed < rows) return MOTE_E_NOT_YET;
    net->fed = 0;
    return mote_run(net, net->graphs, 1);
}
