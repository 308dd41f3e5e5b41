/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into a model and what comes out: input files or made-up inputs, outputs gathered invoke
 * by invoke. */
#ifndef MOTE_TOOLS_FEED_H
#define MOTE_TOOLS_FEED_H

#include "session.h"
#include "tool.h"

struct mote_feed {
    struct mote_session *session;
    struct mote_bytes
        *files;      /* one an input, numbers in the machine's byte order; NULL: made-up inputs */
    uint8_t *input;  /* where input 0 is filled in if it goes into the net by rows */
    uint32_t random; /* state of xorshift32 */
    uint32_t invokes;
    int only_last; /* outputs of the last invoke are all that is wanted */
};

/* Reads one file per input of the initialised session. `invokes` 0: as many as the files hold.
 * Returns an exit status. */
int mote_feed_files(struct mote_feed *f, struct mote_session *s, const char *const *paths, int n,
                    uint32_t invokes);

/* Inputs from xorshift32 with this seed: integers of 8 and 16 bits over their whole range, wider
 * ones from 0 to 15, floats from -1 to 1. */
void mote_feed_random(struct mote_feed *f, struct mote_session *s, uint32_t seed, uint32_t invokes);

/* Writes the inputs of invoke number `k`. */
void mote_feed_fill(struct mote_feed *f, uint32_t k);

void mote_feed_close(struct mote_feed *f);

/* The outputs of every invoke (or the last), one after another, little-endian as they go into
 * files. */
struct mote_harvest {
    struct mote_bytes *outputs; /* one an output */
    size_t *step;               /* bytes of each output for one invoke */
    uint8_t *not_yet;           /* for each: it had no output yet */
    int n;
    uint32_t invokes, kept, n_not_yet;
    uint32_t got;   /* outputs in all, of a sliding session: windows */
    double seconds; /* in mote_invoke, in all */
};

/* Invokes with the feed's inputs; of a sliding session, pushes a row each time, and outputs are
 * kept only of complete windows. Returns an exit status; failures are said. Close in any case. */
int mote_harvest_run(struct mote_harvest *h, struct mote_feed *f);

void mote_harvest_close(struct mote_harvest *h);

/* i-th element of a tensor, whose data is little-endian (a file's) or the machine's. */
double mote_element(const void *data, int type, size_t i, int little_endian);

#endif
