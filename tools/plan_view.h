/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The memory plan of an initialised net, read back from its records: what lies where, and when. It
 * is worked out anew from what the runtime will use, not taken from the planner, so that it can
 * tell when the two disagree.
 */
#ifndef MOTE_TOOLS_PLAN_VIEW_H
#define MOTE_TOOLS_PLAN_VIEW_H

#include <stdio.h>

#include "graph.h"
#include "session.h"

enum mote_plan_kind {
    MOTE_PLAN_INPUT,
    MOTE_PLAN_OUTPUT,
    MOTE_PLAN_ACTIVATION,
    MOTE_PLAN_SCRATCH, /* of a kernel */
    MOTE_PLAN_STATE    /* a variable, or state of an operator */
};

enum mote_plan_sharing {
    MOTE_PLAN_OWN,
    MOTE_PLAN_VIEW,
    MOTE_PLAN_IN_PLACE,
    MOTE_PLAN_PART, /* of a larger piece: an input of CONCATENATION in its output, say */
    MOTE_PLAN_TURNS /* scratch that the nodes of a segment use by turns, each during a call of its
                       own */
};

/* Steps: 0 the caller fills inputs, 1..n the nodes, n + 1 the caller reads outputs. */
struct mote_plan_piece {
    enum mote_plan_kind kind;
    enum mote_plan_sharing sharing;
    uint32_t shares;      /* the piece whose memory this one takes over; with OWN: itself */
    uint32_t root;        /* the piece at the end of that chain */
    int32_t tensor;       /* its index; -1 for scratch and operator state */
    uint32_t node;        /* of scratch and operator state */
    int patch;            /* scratch whose content matters during one call only */
    uint32_t bytes;       /* of memory: of the ring, if it is one */
    uint32_t whole_bytes; /* of all rows */
    uint32_t offset;      /* in the arena */
    uint32_t first, last; /* steps: from writer to last reader; what a segment touches lives through
                             all of it */
    uint32_t ring, rows;  /* rows kept, and rows in all; ring 0: whole */
    uint32_t from, until; /* of a root: first and last step of all that share its memory */
    int32_t over; /* output of a segment: the input of the same that it lies over, row by row as
                     that one's rows die; -1: none */
    char name[MOTE_NAME_ROOM];
};

struct mote_plan_step {
    char name[MOTE_NAME_ROOM]; /* of the operator; "input" and "output" at the ends */
    uint32_t alive;            /* bytes of activations in use */
    int32_t segment;           /* -1: runs as a whole */
    int view;                  /* needs no run at all: its output is its input */
};

struct mote_plan_segment {
    uint32_t first, last; /* steps */
};

struct mote_plan {
    struct mote_plan_piece *pieces; /* by order of appearance */
    struct mote_plan_step *steps;
    struct mote_plan_segment *segments;
    uint32_t n_pieces, n_steps, n_segments;
    uint32_t state_offset, activations_offset; /* in the arena */
    uint32_t bound; /* most bytes alive at one step: no plan with these rings can do with less */
    uint32_t peak;  /* that step; the first of several */
};

/* Reads the plan of an initialised session, and checks it: 0, or MOTE_EXIT_NO after a message that
 * says what contradicts what, which is a bug of ours. Close it in either case. */
int mote_plan_read(struct mote_plan *plan, const struct mote_session *s);
void mote_plan_close(struct mote_plan *plan);

/* "input", "scratch"... */
const char *mote_plan_kind_name(enum mote_plan_kind kind);

/* What people should call a piece: its name, or "tensor NAME" if that has no letter. */
const char *mote_plan_label(const struct mote_plan_piece *x, char text[MOTE_NAME_ROOM]);

/* Bytes that a piece takes of the arena: rounded up to 8. */
uint32_t mote_plan_size(const struct mote_plan_piece *x);

/* By how much of the lower bound the activations lie above it, in percent. */
double mote_plan_excess(const struct mote_plan *plan, const struct mote_memory *m);

/* The plan as a picture (SVG): steps from left to right, addresses from bottom to top. */
void mote_plan_draw(const struct mote_plan *plan, const struct mote_session *s, FILE *out);

#endif
