/* SPDX-License-Identifier: Apache-2.0 */
#include "estimate.h"

#include <string.h>

#include "macs.h"

static const char *const kind_names[MOTE_N_KINDS] = {"conv 1x1",
                                                     "conv",
                                                     "conv of few channels",
                                                     "depthwise",
                                                     "depthwise of one channel",
                                                     "dense",
                                                     "conv f32",
                                                     "dense f32",
                                                     "reduce",
                                                     "softmax",
                                                     "elements",
                                                     "free",
                                                     "around"};

const char *mote_kind_name(enum mote_kind kind)
{
    return kind_names[kind];
}

/* Operators of a kind by name; MACs and types tell the others apart. */
static const struct {
    const char *op;
    enum mote_kind kind;
} named[] = {
    {"AVERAGE_POOL_2D", MOTE_KIND_REDUCE},
    {"MAX_POOL_2D", MOTE_KIND_REDUCE},
    {"L2_POOL_2D", MOTE_KIND_REDUCE},
    {"MEAN", MOTE_KIND_REDUCE},
    {"SUM", MOTE_KIND_REDUCE},
    {"REDUCE_MAX", MOTE_KIND_REDUCE},
    {"REDUCE_MIN", MOTE_KIND_REDUCE},
    {"ARG_MAX", MOTE_KIND_REDUCE},
    {"ARG_MIN", MOTE_KIND_REDUCE},
    {"SOFTMAX", MOTE_KIND_SOFTMAX},
    {"LOG_SOFTMAX", MOTE_KIND_SOFTMAX},
    {"RESHAPE", MOTE_KIND_FREE},
    {"SQUEEZE", MOTE_KIND_FREE},
    {"EXPAND_DIMS", MOTE_KIND_FREE},
};

static struct mote_tensor operand(const struct mote_model *m, const struct mote_graph_node *node,
                                  int i)
{
    struct mote_tensor t;
    const int32_t index = mote_graph_operand(m, node, i);
    if (index < 0 || mote_graph_tensor(m, node->subgraph, index, &t, NULL))
        t = (struct mote_tensor){.index = -1};
    return t;
}

static enum mote_kind product_kind(const struct mote_graph_node *node, const struct mote_tensor *in,
                                   const struct mote_tensor *filter)
{
    const int conv = strcmp(node->name, "CONV_2D") == 0;
    const int depthwise = strcmp(node->name, "DEPTHWISE_CONV_2D") == 0;
    const int other = strstr(node->name, "CONV") != NULL;
    if (in->type == MOTE_FLOAT32)
        return conv || depthwise || other ? MOTE_KIND_CONV_F32 : MOTE_KIND_DENSE_F32;
    if (depthwise)
        return mote_tensor_dim(in, 3) == 1 ? MOTE_KIND_DEPTHWISE_ONE : MOTE_KIND_DEPTHWISE;
    if (conv && mote_tensor_dim(filter, 1) == 1 && mote_tensor_dim(filter, 2) == 1)
        return MOTE_KIND_CONV_1X1;
    if (conv && mote_tensor_dim(filter, 3) < 4) return MOTE_KIND_CONV_FEW;
    return conv || other ? MOTE_KIND_CONV : MOTE_KIND_DENSE;
}

void mote_node_work(const struct mote_model *m, const struct mote_graph_node *node,
                    struct mote_work *work)
{
    const struct mote_tensor in = operand(m, node, 0), filter = operand(m, node, 1);
    const struct mote_tensor out = operand(m, node, (int)node->n_in);
    const uint64_t macs = mote_node_macs(m, node);
    *work = (struct mote_work){.kind = MOTE_KIND_ELEMENTS, .work = (double)in.elements};
    work->outputs = (double)out.elements;
    work->rows = out.rank > 1 ? (double)mote_tensor_dim(&out, 1) : 1;
    if (macs) {
        work->kind = product_kind(node, &in, &filter);
        work->work = (double)macs;
        return;
    }
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (strcmp(node->name, named[i].op) == 0) work->kind = named[i].kind;
}

struct mote_counts mote_estimate_node(const struct mote_rates *rates, const struct mote_work *work)
{
    const struct mote_rate *r = &rates->rate[work->kind];
    const double n = r->per_work * work->work + r->per_output * work->outputs + r->per_node;
    return (struct mote_counts){n, n * r->loads, n * r->stores, n * r->taken};
}

static void add(struct mote_counts *sum, const struct mote_counts *c)
{
    sum->instructions += c->instructions;
    sum->loads += c->loads;
    sum->stores += c->stores;
    sum->taken += c->taken;
}

struct mote_counts mote_estimate_model(const struct mote_rates *rates, const struct mote_model *m)
{
    struct mote_counts sum = {0, 0, 0, 0};
    struct mote_graph_node node;
    for (int g = 0; g < m->n_subgraphs; g++)
        for (int i = 0; mote_graph_node(m, g, i, &node); i++) {
            struct mote_work w;
            struct mote_counts c;
            mote_node_work(m, &node, &w);
            c = mote_estimate_node(rates, &w);
            add(&sum, &c);
            w = (struct mote_work){MOTE_KIND_AROUND, w.rows, 0, 0};
            c = mote_estimate_node(rates, &w);
            add(&sum, &c);
        }
    return sum;
}

const struct mote_rates *mote_rates_of(const char *board)
{
    for (int i = 0; i < mote_n_fit_rates; i++)
        if (strcmp(mote_fit_rates[i].board, board) == 0) return &mote_fit_rates[i];
    return NULL;
}

static uint32_t bytes_on(const struct mote_code_size *size, const char *board)
{
    if (strncmp(board, "rv", 2) == 0) return size->rv32;
    return strcmp(board, "m0big") == 0 ? size->thumb1 : size->thumb2;
}

/* Does an earlier node have this operator? */
static int seen_before(const struct mote_model *m, const struct mote_graph_node *node)
{
    struct mote_graph_node other;
    for (int g = 0; g <= node->subgraph; g++)
        for (int i = 0; mote_graph_node(m, g, i, &other); i++) {
            if (g == node->subgraph && i == node->index) return 0;
            if (strcmp(other.name, node->name) == 0) return 1;
        }
    return 0;
}

uint32_t mote_estimate_code(const char *board, const struct mote_model *m)
{
    struct mote_graph_node node;
    uint32_t bytes = bytes_on(&mote_fit_code[0], board);
    for (int g = 0; g < m->n_subgraphs; g++)
        for (int i = 0; mote_graph_node(m, g, i, &node); i++)
            for (int k = 1; k < mote_n_fit_code && !seen_before(m, &node); k++)
                if (strcmp(mote_fit_code[k].op, node.name) == 0)
                    bytes += bytes_on(&mote_fit_code[k], board);
    return bytes;
}
