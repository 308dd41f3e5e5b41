/* SPDX-License-Identifier: Apache-2.0 */
#include "net.h"

uint32_t *mote_node_read(const struct mote_net *net, uint32_t *record, struct mote_node *n)
{
    const uint32_t w = record[NODE_OP];
    n->record = record;
    n->op = net->config.ops[w & 0x3ffu];
    n->kernel = (uint8_t)(w >> 10 & 31u);
    n->alias_kind = (uint8_t)(w >> 19 & 3u);
    n->alias_in = (uint8_t)(w >> 21 & 127u);
    n->skip = (uint8_t)(w >> 28 & 1u);
    n->n_in = (uint16_t)record[NODE_OPERANDS];
    n->n_out = (uint16_t)(record[NODE_OPERANDS] >> 16);
    n->rows = (uint16_t)record[NODE_ROWS];
    n->row_inputs = (uint16_t)(record[NODE_ROWS] >> 16);
    n->args = record + NODE_ARGS;
    n->refs = n->args + n->op->args_words;
    n->n_refs = (uint32_t)n->n_in + n->n_out + (w >> 15 & 15u);
    return n->refs + n->n_refs;
}
