/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that keeps a model from running, not only what mote_init meets first. */
#ifndef MOTE_TOOLS_PROBE_H
#define MOTE_TOOLS_PROBE_H

#include "graph.h"
#include "session.h"

struct mote_problems {
    struct mote_fault *items;
    size_t n;
};

/* Goes through every node by itself, then over the graph as a whole. Free `items` afterwards. */
void mote_probe(struct mote_session *s, struct mote_problems *problems);

/* What a node that can be prepared asks for besides its operands, as words for the planner: base
 * (scratch, state, scratch of a consuming kernel) and bytes. Returns how many. */
int mote_probe_extras(const struct mote_model *m, const struct mote_graph_node *node,
                      const struct mote_op *op, mote_ref extras[MOTE_MAX_EXTRA]);

#endif
