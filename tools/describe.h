/* SPDX-License-Identifier: Apache-2.0 */
/* A fault record in words: what, where, what to do. */
#ifndef MOTE_TOOLS_DESCRIBE_H
#define MOTE_TOOLS_DESCRIBE_H

#include "graph.h"

#define MOTE_SENTENCE_ROOM 640

struct mote_sentence {
    char where[MOTE_SENTENCE_ROOM];  /* "node 3 CONV_2D: input 1 (tensor 7 'filter', int16
                                        [8,3,3,1])"; may be empty */
    char what[MOTE_SENTENCE_ROOM];   /* "is int16; expected int8" */
    char advice[MOTE_SENTENCE_ROOM]; /* "quantise ..." */
};

/* `m` may be a model that could not be opened (its data is NULL): then `data` and `size` are what
 * the file holds. */
void mote_describe(struct mote_sentence *s, const struct mote_model *m, const uint8_t *data,
                   size_t size, const struct mote_fault *fault);

/* "path: where what; advice" on standard error. */
void mote_say_fault(const char *path, const struct mote_model *m, const uint8_t *data, size_t size,
                    const struct mote_fault *fault);

#endif
