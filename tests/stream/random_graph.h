/* SPDX-License-Identifier: Apache-2.0 */
/* Random small networks over maps [1, H, W, C], the same for the same seed on every machine. */
#ifndef MOTE_TESTS_RANDOM_GRAPH_H
#define MOTE_TESTS_RANDOM_GRAPH_H

#include "tflite_writer.h"

struct mote_random {
    uint64_t state;
};

struct mote_random mote_random_seeded(uint64_t seed);
uint32_t mote_random_bits(struct mote_random *r);
int32_t mote_random_range(struct mote_random *r, int32_t low, int32_t high); /* both may come */

/* Fills a graph, which the caller ends. */
void mote_random_graph(struct mote_tflite_graph *g, uint32_t seed);

const char *mote_random_op_name(int code);

#endif
