/* SPDX-License-Identifier: Apache-2.0 */
#include "graph.h"

#include <stdio.h>
#include <string.h>

#include "core/fault.h"
#include "core/lut.h"
#include "opnames.h"

enum { CUSTOM = 32 };

void mote_graph_text(const struct mote_model *m, uint32_t at, char *text, size_t room)
{
    uint32_t length = 0;
    size_t n = 0;
    if (at && mote_flat_inside(m, at, 4)) length = mote_rd32(m->data + at);
    if (!at || !mote_flat_inside(m, at + 4, length)) length = 0;
    for (uint32_t i = 0; i < length && n + 1 < room; i++) {
        const uint8_t c = m->data[at + 4 + i];
        if (c == 0) break;
        text[n++] = c < 0x20 || c == 0x7f ? '?' : (char)c;
    }
    if (n < length && n + 1 == room) memcpy(text + n - 3, "...", 3);
    text[n] = 0;
}

/* Code and version of a node from the model's table of operator codes. Old files have the code in
 * one byte only, new ones in both places. */
static uint32_t read_opcode(const struct mote_model *m, uint32_t index,
                            struct mote_graph_node *node)
{
    uint32_t table;
    int32_t old, code;
    node->code = -1;
    if (index >= m->n_opcodes) return 0;
    table = mote_flat_element(m, m->opcodes, index);
    old = mote_flat_i8(m, table, OPCODE_OLD_CODE, 0);
    code = mote_flat_i32(m, table, OPCODE_CODE, 0);
    node->code = code > old ? code : old;
    node->version = mote_flat_i32(m, table, OPCODE_VERSION, 1);
    return table;
}

int mote_graph_node(const struct mote_model *m, int subgraph, int index,
                    struct mote_graph_node *node)
{
    struct mote_subgraph g;
    uint32_t opcode;
    *node = (struct mote_graph_node){.subgraph = subgraph, .index = index, .code = -1};
    if (subgraph < 0 || subgraph >= m->n_subgraphs) return 0;
    mote_subgraph_read(m, (uint32_t)subgraph, &g);
    if (index < 0 || (uint32_t)index >= g.n_operators) return 0;
    node->table = mote_flat_element(m, g.operators, (uint32_t)index);
    node->in = mote_flat_vector(m, node->table, OPERATOR_INPUTS, &node->n_in);
    node->out = mote_flat_vector(m, node->table, OPERATOR_OUTPUTS, &node->n_out);
    opcode = read_opcode(m, (uint32_t)mote_flat_i32(m, node->table, OPERATOR_CODE, 0), node);
    if (node->code == CUSTOM)
        mote_graph_text(m, mote_flat_child(m, opcode, OPCODE_CUSTOM), node->name, MOTE_NAME_ROOM);
    if (node->code == CUSTOM && !node->name[0])
        snprintf(node->name, MOTE_NAME_ROOM, "custom operator without a name");
    if (node->code == CUSTOM) return 1;
    if (mote_opname(node->code))
        snprintf(node->name, MOTE_NAME_ROOM, "%s", mote_opname(node->code));
    else
        snprintf(node->name, MOTE_NAME_ROOM, node->code < 0 ? "unknown operator" : "operator %d",
                 (int)node->code);
    return 1;
}

int32_t mote_graph_operand(const struct mote_model *m, const struct mote_graph_node *node,
                           int operand)
{
    const uint32_t i = (uint32_t)operand;
    if (operand < 0 || i >= node->n_in + node->n_out) return -1;
    return mote_rd32s(m->data +
                      (i < node->n_in ? node->in + 4 * i : node->out + 4 * (i - node->n_in)));
}

int mote_graph_tensor(const struct mote_model *m, int subgraph, int32_t index,
                      struct mote_tensor *t, struct mote_fault *fault)
{
    struct mote_subgraph g;
    struct mote_fault unwanted;
    if (!fault) fault = &unwanted;
    mote_fault_clear(fault);
    fault->subgraph = (int16_t)subgraph;
    *t = (struct mote_tensor){.index = -1, .type = MOTE_NO_TYPE};
    if (subgraph < 0 || subgraph >= m->n_subgraphs) return MOTE_E_USAGE;
    mote_subgraph_read(m, (uint32_t)subgraph, &g);
    if (mote_tensor_read(m, g.tensors, g.n_tensors, index, t, fault) == 0) return 0;
    if (fault->why != MOTE_WHY_BUFFER || !mote_lut_has(m, g.tensors, index)) return fault->error;
    mote_fault_clear(fault); /* compressed: what it holds will be unpacked by prepare */
    return 0;
}

const char *mote_type_name(int type)
{
    static const char *const names[] = {"float32", "float16",    "int32",  "uint8",     "int64",
                                        "string",  "bool",       "int16",  "complex64", "int8",
                                        "float64", "complex128", "uint64", "resource",  "variant",
                                        "uint32",  "uint16",     "int4",   "bfloat16"};
    if (type == MOTE_NO_TYPE) return "absent";
    return type >= 0 && type < (int)(sizeof names / sizeof names[0]) ? names[type]
                                                                     : "an unknown type";
}

char *mote_shape_text(const struct mote_tensor *t, char *text, size_t room)
{
    size_t n = 0;
    text[n++] = '[';
    for (int i = 0; i < t->rank && n + 14 < room; i++)
        n += (size_t)snprintf(text + n, room - n, "%s%d", i ? "," : "", (int)mote_tensor_dim(t, i));
    text[n++] = ']';
    text[n] = 0;
    return text;
}

const struct mote_op *mote_graph_op(const struct mote_graph_node *node)
{
    for (const struct mote_op *const *op = mote_all_ops; *op; op++) {
        if ((*op)->code != node->code) continue;
        if (node->code != CUSTOM || strcmp((*op)->name, node->name) == 0) return *op;
    }
    return NULL;
}
