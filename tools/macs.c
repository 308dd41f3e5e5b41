/* SPDX-License-Identifier: Apache-2.0 */
#include "macs.h"

/* Codes of the schema's BuiltinOperator that multiply and accumulate. */
enum {
    CONV_2D = 3,
    DEPTHWISE_CONV_2D = 4,
    FULLY_CONNECTED = 9,
    SVDF = 27,
    BIDIRECTIONAL_SEQUENCE_LSTM = 52,
    UNIDIRECTIONAL_SEQUENCE_LSTM = 44,
    TRANSPOSE_CONV = 67,
    BATCH_MATMUL = 126,
    CONV_3D = 132
};

/* A tensor without elements if the operand is absent or broken. */
static struct mote_tensor operand(const struct mote_model *m, const struct mote_graph_node *node,
                                  int i)
{
    struct mote_tensor t;
    const int32_t index = mote_graph_operand(m, node, i);
    if (index < 0 || mote_graph_tensor(m, node->subgraph, index, &t, NULL))
        t = (struct mote_tensor){.index = -1};
    return t;
}

static uint64_t dim(const struct mote_tensor *t, int i)
{
    return (uint64_t)mote_tensor_dim(t, i < 0 ? t->rank + i : i);
}

/* One sequence step of an LSTM multiplies its input by four gates' input weights, and its last
 * output by their recurrent weights; a gate's weights may be absent (coupled gates). */
static uint64_t lstm(const struct mote_model *m, const struct mote_graph_node *node, int first,
                     int last)
{
    const struct mote_tensor in = operand(m, node, 0);
    const uint64_t last_dim = dim(&in, -1), steps = last_dim ? in.elements / last_dim : 0;
    uint64_t weights = 0;
    for (int i = first; i <= last; i++) {
        const struct mote_tensor w = operand(m, node, i);
        if (w.rank == 2) weights += w.elements;
    }
    return steps * weights;
}

uint64_t mote_node_macs(const struct mote_model *m, const struct mote_graph_node *node)
{
    const struct mote_tensor in = operand(m, node, 0), filter = operand(m, node, 1);
    const struct mote_tensor out = operand(m, node, (int)node->n_in);
    switch (node->code) {
    case CONV_2D: /* filter [out channels, height, width, in channels of a group] */
        return dim(&filter, 0) ? (uint64_t)out.elements * (filter.elements / dim(&filter, 0)) : 0;
    case DEPTHWISE_CONV_2D: /* filter [1, height, width, channels] */
        return (uint64_t)out.elements * dim(&filter, 1) * dim(&filter, 2);
    case FULLY_CONNECTED: /* weights [units, depth] */
        return (uint64_t)out.elements * dim(&filter, -1);
    case CONV_3D: /* filter [depth, height, width, in channels, out channels] */
        return dim(&filter, 4) ? (uint64_t)out.elements * (filter.elements / dim(&filter, 4)) : 0;
    case TRANSPOSE_CONV: { /* inputs: output shape, filter [out channels, height, width, in
                              channels], data */
        const struct mote_tensor data = operand(m, node, 2);
        return (uint64_t)data.elements * dim(&filter, 0) * dim(&filter, 1) * dim(&filter, 2);
    }
    case BATCH_MATMUL: { /* options: field 0 adj_x */
        const uint32_t options = mote_flat_child(m, node->table, OPERATOR_OPTIONS);
        const uint32_t at = options ? mote_flat_option(m, options, 0, 1) : 0;
        const int transposed = at && m->data[at] != 0;
        return (uint64_t)out.elements * dim(&in, transposed ? -2 : -1);
    }
    case SVDF: { /* feature weights [filters, inputs], time weights [filters, memory] */
        const struct mote_tensor time = operand(m, node, 2);
        return dim(&in, 0) * ((uint64_t)filter.elements + time.elements);
    }
    case UNIDIRECTIONAL_SEQUENCE_LSTM: return lstm(m, node, 1, 8);
    case BIDIRECTIONAL_SEQUENCE_LSTM: return lstm(m, node, 1, 8) + lstm(m, node, 18, 25);
    default: return 0;
    }
}

uint64_t mote_model_macs(const struct mote_model *m)
{
    struct mote_graph_node node;
    uint64_t macs = 0;
    for (int g = 0; g < m->n_subgraphs; g++)
        for (int i = 0; mote_graph_node(m, g, i, &node); i++) macs += mote_node_macs(m, &node);
    return macs;
}

uint64_t mote_model_parameters(const struct mote_model *m)
{
    uint64_t parameters = 0;
    for (int g = 0; g < m->n_subgraphs; g++) {
        struct mote_subgraph graph;
        struct mote_tensor t;
        mote_subgraph_read(m, (uint32_t)g, &graph);
        for (uint32_t i = 0; i < graph.n_tensors; i++) {
            if (mote_graph_tensor(m, g, (int32_t)i, &t, NULL) || !t.data) continue;
            if (t.type == MOTE_FLOAT32 || t.type == MOTE_FLOAT16 || t.type == MOTE_FLOAT64 ||
                t.n_scales)
                parameters += t.elements;
        }
    }
    return parameters;
}
