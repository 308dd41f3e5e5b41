/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A model as it will be compiled: mote_init runs as on a device, with operators that are told that
 * their tables cost no memory; what it leaves in the arena is taken apart here, for the generator
 * and for whoever wants to know the sizes.
 */
#ifndef MOTE_TOOLS_COMPILED_H
#define MOTE_TOOLS_COMPILED_H

#include "core/net.h"
#include "ops/packing.h"
#include "session.h"

#define MOTE_LABEL_ROOM 64

/* What takes the place of a constant for some machines. */
struct mote_compiled_form {
    const uint8_t *data;
    uint32_t bytes; /* 0: nothing does */
};

/* A constant that a kernel reads: of the model, or one that is there just in the form `only`. */
struct mote_compiled_constant {
    uint32_t at, bytes;          /* in the file */
    uint8_t type;                /* enum mote_type */
    int node, operand;           /* the first that reads it; node < 0: an end of a graph */
    int only;                    /* enum mote_form; -1: of the model */
    uint32_t reads;              /* how many operands it is */
    uint32_t wishes[MOTE_FORMS]; /* and of how many nodes that want it in another form */
    struct mote_compiled_form forms[MOTE_FORMS];
    char label[MOTE_LABEL_ROOM];
};

struct mote_compiled_node {
    int graph;                      /* subgraph of the model */
    int index;                      /* in the graph */
    struct mote_node n;             /* n.op is the operator of mote_all_ops */
    int key;                        /* of the kernel */
    int skipped;                    /* a view: nothing to run */
    int segment, stage;             /* -1: it runs as a whole */
    int consumes;                   /* runs by the kernel that consumes rows */
    const char *suffix[MOTE_FORMS]; /* behind the kernel's name where forms are; NULL: nothing */
    uint32_t total;                 /* rows in its segment */
    const uint16_t *rings;          /* in a segment, else NULL */
    uint16_t *producers;            /* likewise: progress words counted from 1, one an input */
    uint32_t table_from, table_to;  /* bytes before the end of the tables */
    char label[MOTE_LABEL_ROOM];    /* "conv_2d_3" */
};

struct mote_compiled_segment {
    uint32_t first, count; /* nodes */
    uint32_t stages;
    uint32_t fed_rows, fed_ring;
};

struct mote_compiled_graph {
    uint32_t first, count; /* nodes */
    uint32_t n_ends;       /* inputs and outputs */
    const mote_ref *ends;
};

struct mote_compiled {
    struct mote_session *s;
    struct mote_compiled_ops *ops;    /* private */
    struct mote_compiled_node *nodes; /* of all graphs, one after another */
    struct mote_compiled_graph *graphs;
    struct mote_compiled_segment *segments;
    struct mote_compiled_constant *constants;
    uint32_t n_graphs, n_nodes, n_segments, n_constants; /* graphs: 1 unless nodes call others */
    uint32_t n_inputs, n_outputs;
    const mote_ref *inputs, *outputs;
    const uint8_t *tables; /* bytes of them: s->net.memory.tables */
    uint32_t state_at;     /* where in the RAM the state lies, behind activations and scratch */
    uint32_t progress_at, progress_words; /* then what counts rows */
    uint32_t ram_bytes;
};

/* Initialises the opened session, with its wishes (feed, whole), and takes the net apart. Returns
 * an exit status; failures are said. Close in any case. */
int mote_compiled_read(struct mote_compiled *c, struct mote_session *s);
void mote_compiled_close(struct mote_compiled *c);

/* The constant that a reference means; NULL if it is none. */
const struct mote_compiled_constant *mote_compiled_constant(const struct mote_compiled *c,
                                                            mote_ref r, uint32_t bytes, int type);

/* What an operand of a node reads instead in a form: a constant that is there just for it, or NULL.
 */
const struct mote_compiled_constant *mote_compiled_own(const struct mote_compiled *c, int node,
                                                       int operand, enum mote_form form);

/* The tensor that an operand of a node (place in the list) is; node -1: an output of
 * the main graph; -1 - g: an input or, behind them, output of graph g; 0, or negative if there is
 * none. */
int mote_compiled_tensor(const struct mote_compiled *c, int node, int operand,
                         struct mote_tensor *t);

#endif
