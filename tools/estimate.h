/* SPDX-License-Identifier: Apache-2.0 */
/* What a model will execute on a board, without running it: work per node times measured rates. */
#ifndef MOTE_TOOLS_ESTIMATE_H
#define MOTE_TOOLS_ESTIMATE_H

#include <stdint.h>

#include "cores.h"
#include "graph.h"

/* Kinds of nodes that cost alike. `work` is multiply-accumulates, or elements read where there are
 * none. */
enum mote_kind {
    MOTE_KIND_CONV_1X1, /* CONV_2D, 1 x 1 */
    MOTE_KIND_CONV,     /* other CONV_2D, and what is not named here and multiplies filters */
    MOTE_KIND_CONV_FEW, /* CONV_2D of fewer than 4 input channels, not 1 x 1 */
    MOTE_KIND_DEPTHWISE,
    MOTE_KIND_DEPTHWISE_ONE, /* DEPTHWISE_CONV_2D of one input channel */
    MOTE_KIND_DENSE,         /* FULLY_CONNECTED and other products with matrices */
    MOTE_KIND_CONV_F32,      /* convolutions of floats, depthwise too */
    MOTE_KIND_DENSE_F32,
    MOTE_KIND_REDUCE, /* pooling, sums, means, extremes: work is elements read */
    MOTE_KIND_SOFTMAX,
    MOTE_KIND_ELEMENTS, /* everything else: work is elements read */
    MOTE_KIND_FREE,     /* takes part in nothing at run time: views */
    MOTE_KIND_AROUND,   /* a whole invoke around its nodes: work is rows of outputs */
    MOTE_N_KINDS
};

struct mote_work {
    enum mote_kind kind;
    double work, outputs, rows; /* `outputs`: elements; `rows`: of the output, dimension 1 */
};

/* Instructions of a node: per_work * work + per_output * outputs + per_node; of them, so many are
 * loads, stores and taken branches. For MOTE_KIND_AROUND, per_node counts once a node. */
struct mote_rate {
    double per_work, per_output, per_node;
    double loads, stores, taken; /* of an instruction */
};

struct mote_rates {
    const char *board;
    uint32_t stack; /* the deepest that a reference model takes, bytes */
    struct mote_rate rate[MOTE_N_KINDS];
};

struct mote_code_size {
    const char *op; /* as the schema names it; the first row, "", is what every firmware links */
    uint32_t thumb1, thumb2, rv32;
};

/* fit_rates.c, which scripts/make_fit_rates.py writes. */
extern const struct mote_rates mote_fit_rates[];
extern const int mote_n_fit_rates;
extern const struct mote_code_size mote_fit_code[];
extern const int mote_n_fit_code;

const char *mote_kind_name(enum mote_kind kind);

void mote_node_work(const struct mote_model *m, const struct mote_graph_node *node,
                    struct mote_work *work);

/* Of a node; NULL rates give nothing. */
struct mote_counts mote_estimate_node(const struct mote_rates *rates, const struct mote_work *work);

/* Of one invoke, every node once. */
struct mote_counts mote_estimate_model(const struct mote_rates *rates, const struct mote_model *m);

const struct mote_rates *mote_rates_of(const char *board);

/* Bytes of code, without the model: each operator counted once, alone with what it calls; -O2. */
uint32_t mote_estimate_code(const char *board, const struct mote_model *m);

#endif
