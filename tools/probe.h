/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that keeps a model from running, not only what mote_init meets first. */
#ifndef MOTE_TOOLS_PROBE_H
#define MOTE_TOOLS_PROBE_H

#include "session.h"

struct mote_problems {
    struct mote_fault *items;
    size_t n;
};

/* Goes through every node by itself, then over the graph as a whole. Free `items` afterwards. */
void mote_probe(struct mote_session *s, struct mote_problems *problems);

#endif
