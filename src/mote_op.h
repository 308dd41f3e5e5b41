/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an operator is: the kernel ABI. An operator prepares once (types, shapes, multipliers,
 * tables) and leaves behind `args`: 32-bit words, never pointers, so that a compiler can print the
 * prepared state of any operator without knowing it. Eval only computes: it cannot allocate, and
 * cannot fail on anything that prepare could have checked.
 */
#ifndef MOTE_OP_H
#define MOTE_OP_H

#include "mote.h"
#include "simd/target.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Changes whenever generated code and runtime must not be mixed. */
#define MOTE_ABI 1

/* ---- references -------------------------------------------------------------------------------
 * Where something lies: a base number in the top 3 bits, a signed byte offset in the other 29.
 * Offsets, not pointers, make prepared nodes equal on every machine and printable. */
typedef uint32_t mote_ref; /* the one typedef: a reference is a word among args */

enum mote_base {
    MOTE_BASE_MODEL = 0,   /* constants, read in place from the file */
    MOTE_BASE_SCRATCH = 1, /* activations and kernel scratch */
    MOTE_BASE_STATE = 2,   /* variables and state from 0 up, computed tables from 0 down */
    MOTE_BASE_REGION = 3,  /* activations that the caller wants in config.region */
    /* during init only; the planner replaces them */
    MOTE_BASE_PLAN_SCRATCH = 4, /* bytes of scratch wanted; negative: of scratch for one call */
    MOTE_BASE_PLAN_STATE = 5,   /* bytes of state wanted */
    MOTE_BASE_PLAN_CONSUME = 3, /* bytes of scratch wanted if the node consumes rows */
    MOTE_BASE_PLAN = 6,         /* a tensor index */
    MOTE_BASE_NONE = 7          /* absent; with an offset: a subgraph that the node calls */
};

#define MOTE_REF_NONE 0xffffffffu

static inline mote_ref mote_ref_make(enum mote_base base, int32_t offset)
{
    return (uint32_t)base << 29 | ((uint32_t)offset & 0x1fffffffu);
}

static inline int32_t mote_ref_offset(mote_ref r)
{
    return (int32_t)(r << 3) >> 3;
}

/* What a reference (not MOTE_REF_NONE) means where the bases lie so. */
static inline uint8_t *mote_ref_at(uint8_t *const *bases, mote_ref r)
{
    return bases[r >> 29] + mote_ref_offset(r);
}

/* ---- eval ---------------------------------------------------------------------------------------
 */

/*
 * One call of a kernel. Output rows [y0, y1) of dimension 1 (H in NHWC) are computed; an operator
 * that did not declare rows gets [0, 1) and computes everything. Row calls of one invoke come in
 * order, start at y0 == 0 and cover every row once; scratch keeps its content from one to the next,
 * so what is derived at y0 == 0 holds for the rest.
 */
struct mote_call {
    const uint32_t *args; /* what prepare left */
    const mote_ref
        *refs; /* inputs, outputs, then scratch and state in the order they were asked for */
    uint8_t *const *bases;
    const uint16_t
        *rings; /* NULL, or per operand the rows that its ring keeps (0 = whole tensor) */
    int32_t y0, y1;
    int32_t in_rows; /* consuming kernels only: rows of input 0 in all */
    uint16_t n_in, n_out;
    const struct mote_host *host; /* for operators that call subgraphs; others leave it alone */
};

static inline void *mote_at(const struct mote_call *c, mote_ref r)
{
    return mote_ref_at(c->bases, r);
}

/* Operand data. A constant must not be written; prepare has seen to it that none is an output. */
static inline const void *mote_in(const struct mote_call *c, int i)
{
    return mote_at(c, c->refs[i]);
}

static inline void *mote_out(const struct mote_call *c, int i)
{
    return mote_at(c, c->refs[c->n_in + i]);
}

/* i-th scratch buffer or state that prepare asked for, in order of asking. */
static inline void *mote_extra(const struct mote_call *c, int i)
{
    return mote_at(c, c->refs[c->n_in + c->n_out + i]);
}

/* Number of the subgraph that prepare asked for as i-th extra. */
static inline uint32_t mote_called(const struct mote_call *c, int i)
{
    return (uint32_t)mote_ref_offset(c->refs[c->n_in + c->n_out + i]);
}

/* An input that may be absent: NULL then. */
static inline const void *mote_in_optional(const struct mote_call *c, int i)
{
    return i < c->n_in && c->refs[i] != MOTE_REF_NONE ? mote_in(c, i) : NULL;
}

/*
 * An operand seen as rows of dimension 1. A ring keeps fewer rows than the tensor has: row y lies
 * at y % ring. Kernels that compute rows reach every row of input and output through mote_row.
 */
struct mote_rows {
    uint8_t *data;
    uint32_t row_bytes;
    uint32_t ring; /* rows kept; 0 = all */
};

static inline struct mote_rows mote_rows_of(const struct mote_call *c, int operand,
                                            uint32_t row_bytes)
{
    struct mote_rows r;
    r.data = (uint8_t *)mote_at(c, c->refs[operand]);
    r.row_bytes = row_bytes;
    r.ring = c->rings ? c->rings[operand] : 0;
    return r;
}

static inline void *mote_row(const struct mote_rows *r, int32_t y)
{
    uint32_t row = (uint32_t)y;
    if (r->ring) row %= r->ring;
    return r->data + row * r->row_bytes;
}

typedef int mote_eval(const struct mote_call *c); /* 0, MOTE_E_DATA or MOTE_E_NOT_YET */

/* First and last input row that output row y reads, of input 0; they may lie outside the tensor
 * (padding). */
typedef void mote_reach(const void *args, int32_t y, int32_t *first, int32_t *last);

/*
 * A kernel: the eval for one type. It is a global function named mote_<operator in lower
 * case>_<suffix>; the compiler of models prints that name. Custom operator names turn into snake
 * case: SignalRfft -> signal_rfft.
 */
struct mote_kernel {
    uint8_t key;     /* enum mote_kernel_key */
    mote_eval *eval; /* NULL ends the list */
};

/* What prepare chooses a kernel by: the activation type as a rule. The suffix stands behind it. */
enum mote_kernel_key {
    MOTE_K_F32 = MOTE_FLOAT32, /* f32 */
    MOTE_K_I32 = MOTE_INT32,   /* i32 */
    MOTE_K_U8 = MOTE_UINT8,    /* u8 */
    MOTE_K_I64 = MOTE_INT64,   /* i64 */
    MOTE_K_BOOL = MOTE_BOOL,   /* bool */
    MOTE_K_S16 = MOTE_INT16,   /* s16 */
    MOTE_K_S8 = MOTE_INT8,     /* s8 */
    MOTE_K_F16 = MOTE_FLOAT16, /* f16 */
    MOTE_K_U64 = MOTE_UINT64,  /* u64 */
    MOTE_K_U32 = MOTE_UINT32,  /* u32 */
    MOTE_K_U16 = MOTE_UINT16,  /* u16 */
    MOTE_K_S4 = MOTE_INT4,     /* s4: int8 activations, int4 weights */
    MOTE_K_ANY = 32,           /* any: bytes are moved, whatever they mean */
    MOTE_K_HYBRID,             /* hybrid: float activations, int8 weights */
    MOTE_K_S8_S16,             /* s8_s16: int8 in, int16 out */
    MOTE_K_S16_S8              /* s16_s8 */
};

/* ---- prepare ------------------------------------------------------------------------------------
 */

#define MOTE_MAX_EXTRA 8

struct mote_op;
struct mote_build;

/*
 * What prepare works with. Functions that check return 0 or a negative error after noting the
 * fault, so that an operator writes `if ((e = mote_...(p, ...)) != 0) return e;`.
 */
struct mote_prep {
    const struct mote_model *model;
    struct mote_fault *fault;
    const struct mote_op *op;
    struct mote_build *build; /* core's: where records and tables are written */
    mote_ref *refs;   /* core's: references of the operands, made when an operand is first read */
    uint32_t options; /* offset of its options table, 0 = none */
    uint32_t custom, custom_size;                /* custom options: offset in the file and bytes */
    uint32_t tensors, operands_in, operands_out; /* offsets of vectors in the file */
    uint32_t n_tensors;
    uint16_t n_in, n_out;
    /* what prepare decides */
    uint8_t n_extra;             /* scratch buffers and state asked for so far */
    uint8_t kernel;              /* index in op->kernels */
    int8_t alias_in, alias_kind; /* output 0 on input alias_in: see mote_prep_view */
    uint16_t rows;               /* output rows; 1 unless the operator declares them */
    uint16_t consume_rows;       /* see mote_prep_consume */
    uint16_t row_inputs;         /* a bit for each input that is read by rows */
    uint8_t compiling;           /* tables cost no RAM: they will be printed as constants */
};

enum mote_alias { MOTE_ALIAS_NONE, MOTE_ALIAS_VIEW, MOTE_ALIAS_IN_PLACE, MOTE_ALIAS_PARTS };

/* Operands. Absent optional inputs give type MOTE_NO_TYPE and index -1. An operand number counts
 * inputs from 0; outputs go on behind them. Fails on an operand that does not exist. */
int mote_prep_operand(struct mote_prep *p, int operand, struct mote_tensor *t);
int mote_prep_input(struct mote_prep *p, int i, struct mote_tensor *t);
int mote_prep_output(struct mote_prep *p, int i, struct mote_tensor *t);

/* Notes a fault and returns `error`. `operand` -1: the operator as such. */
int mote_prep_fail(struct mote_prep *p, int error, int why, int operand, int32_t expected,
                   int32_t got);

/* Checks that come again and again; each notes the fault. Arity bounds are inclusive. */
int mote_prep_arity(struct mote_prep *p, int min_in, int max_in, int min_out, int max_out);
int mote_prep_type(struct mote_prep *p, int operand, const struct mote_tensor *t, int type);
int mote_prep_rank(struct mote_prep *p, int operand, const struct mote_tensor *t, int min, int max);
int mote_prep_dim(struct mote_prep *p, int operand, const struct mote_tensor *t, int axis,
                  int32_t expected);
int mote_prep_same_shape(struct mote_prep *p, int operand, const struct mote_tensor *t,
                         const struct mote_tensor *like);
int mote_prep_constant(struct mote_prep *p, int operand, const struct mote_tensor *t);
/* Per-tensor quantisation is there: one finite scale > 0, zero point within the type (0 for int16).
 */
int mote_prep_quant(struct mote_prep *p, int operand, const struct mote_tensor *t);
/* Per-channel quantisation along `axis`, or per-tensor: every scale finite and > 0. */
int mote_prep_channel_quant(struct mote_prep *p, int operand, const struct mote_tensor *t,
                            int axis);
/* value > 0 (a stride, a filter size, a divisor): otherwise MOTE_WHY_ZERO. */
int mote_prep_positive(struct mote_prep *p, int operand, int32_t value);

/* i-th element of a constant int8/int16/int32/int64/uint8/bool tensor (saturated to int32). */
int32_t mote_tensor_int(const struct mote_tensor *t, uint32_t i);

/* Builtin options by field number in the schema's table (0 = the first field); `otherwise` if
 * absent. */
int32_t mote_option_i32(const struct mote_prep *p, int field, int32_t otherwise);
int32_t mote_option_i8(const struct mote_prep *p, int field,
                       int32_t otherwise); /* enums and bools too */
uint32_t mote_option_f32(const struct mote_prep *p, int field, uint32_t otherwise); /* as bits */
/* A vector of int32: count, and offset of the first element in the file (0 if absent). */
uint32_t mote_option_vector(const struct mote_prep *p, int field, uint32_t *first);

/* Custom options: the value of `key` in the operator's FlexBuffer map (ints and bools).
 * MOTE_E_MODEL with MOTE_WHY_CUSTOM if the map is broken or has no such key. mote_custom_has tells
 * whether a key is there. */
int mote_custom_int(struct mote_prep *p, const char *key, int64_t *value);
int mote_custom_f32(struct mote_prep *p, const char *key, uint32_t *bits);
int mote_custom_has(struct mote_prep *p, const char *key);

/* Which kernel evals: a key of op->kernels; MOTE_E_UNSUPPORTED with MOTE_WHY_TYPE if the operator
 * has none. */
int mote_prep_kernel(struct mote_prep *p, int key);

/* A scratch buffer, alive during this node only (or, streamed, during its segment: it keeps its
 * content from row call to row call). Alignment 8. Read by mote_extra. */
int mote_prep_scratch(struct mote_prep *p, uint32_t bytes);
/* Scratch whose content matters during one call only: nodes that are streamed together share it.
 * Alignment 8. Read by mote_extra. */
int mote_prep_patch(struct mote_prep *p, uint32_t bytes);
/* For an operator with a consuming kernel: it takes input 0 in `rows` rows of dimension 1 (0: in
 * any number of equal parts), and wants scratch of its own for that, which is not reserved when the
 * node runs as a whole. */
int mote_prep_consume(struct mote_prep *p, int32_t rows, uint32_t scratch_bytes);
/* State that lives from invoke to invoke; mote_reset zeroes it. Read by mote_extra. */
int mote_prep_state(struct mote_prep *p, uint32_t bytes);
/* The node calls subgraph `index` (checked; not the main graph), which has so many inputs and
 * outputs. Read by mote_called, run by c->host. */
int mote_prep_subgraph(struct mote_prep *p, int32_t index, uint32_t *n_in, uint32_t *n_out);
/* i-th input or output tensor of a subgraph. */
int mote_prep_subgraph_end(struct mote_prep *p, int32_t index, int output, uint32_t i,
                           struct mote_tensor *t);
/* The resource variable whose handle `operand` is (made by a VAR_HANDLE of the same graph, or
 * handed on by IF and WHILE); all that ask for it must want the same number of bytes. Read by
 * mote_extra; behind the value, aligned to 4, is a uint32 more for the operators' own use, 0 after
 * a reset. */
int mote_prep_resource(struct mote_prep *p, int operand, uint32_t bytes);
/* A constant table that prepare fills in now, through *data; put *ref into args and read it by
 * mote_at. */
int mote_prep_table(struct mote_prep *p, uint32_t bytes, void **data, mote_ref *ref);
/* Reference to bytes of the model file (scales, say): put it into args. */
mote_ref mote_prep_model_ref(const struct mote_prep *p, const uint8_t *data);

/* Output 0 holds the very bytes of input i: when both can share memory eval is not called at all.
 */
void mote_prep_view(struct mote_prep *p, int input);
/* Output 0 may be written over input i (same bytes, element by element), if nothing reads the input
 * afterwards. */
void mote_prep_in_place(struct mote_prep *p, int input);
/* Operand `whole` consists of the node's outputs if it is an input, of its inputs if it is the
 * output: of their bytes, one behind the other. When all can share memory eval is not called. */
void mote_prep_parts(struct mote_prep *p, int whole);

/* Is this [1, H, W...] of rank 3 or more with 1 < H < 65536, so that it can be computed by rows of
 * dimension 1? */
int mote_tensor_has_rows(const struct mote_tensor *t);
/* The operator computes output rows: dimension 1 of the output, for which mote_tensor_has_rows
 * holds, has `rows` of them. Input 0
 * is read by rows, through mote_row; for each further input that is, say so. All other inputs are
 * whole. */
void mote_prep_rows(struct mote_prep *p, int32_t rows);
void mote_prep_row_input(struct mote_prep *p, int input);

/* ---- the operator
 * --------------------------------------------------------------------------------- */

struct mote_op {
    const char *name;     /* of a custom operator, as in the model; NULL for builtin ones */
    int16_t code;         /* BuiltinOperator of the schema; 32 = custom */
    uint16_t args_words;  /* 32-bit words of args */
    uint16_t begin_words; /* the last of them that only begin reads: compiled models go without */
    const struct mote_kernel *kernels;
    int (*prepare)(struct mote_prep *p, void *args); /* args: args_words words, zeroed */
    mote_reach *reach; /* NULL: rows map one to one. Only for operators that declare rows */
    /* Kernels by the same keys as `kernels`, of an operator that folds input 0 into an output
     * without rows (a sum over a map, say) and can take the input row by row: called for rows [y0,
     * y1) of input 0, which has c->in_rows of them in all, in order; sets up at y0 == 0 and
     * finishes at y1 == in_rows. NULL: none. */
    const struct mote_kernel *consume;
    /* Fills the first scratch buffer that prepare asked for (mote_prep_scratch) with what depends
     * on constants alone: multipliers of channels, say. Called before the kernel at y0 == 0 of each
     * invoke, which is cheaper than keeping it; a compiled model has it as a table and calls
     * nothing. NULL: nothing to fill. */
    void (*begin)(const struct mote_call *c);
};

/* ---- compiled models
 * ------------------------------------------------------------------------------------------
 * What `mote compile` prints: the nodes that mote_init would leave in the arena, as constants, and
 * one call that runs them. */

/* A node, or a whole segment of them (then eval is mote_run_segment and args a struct
 * mote_segment). Nodes with the same args share them. */
struct mote_step {
    mote_eval *eval;
    const void *args;
    const mote_ref *refs;
    uint16_t rows; /* of the output; of a consuming kernel: of its input. 1 = whole */
    uint16_t n_in, n_out;
};

/* A node whose rows are computed when its inputs have them and its output's ring has room. */
struct mote_stage {
    struct mote_step step;
    mote_reach *reach;
    /* Per operand the rows of its ring (0 = whole), then per input which progress word counts its
     * rows (0: it is whole when the segment begins). */
    const uint16_t *rings;
};

struct mote_segment {
    const struct mote_stage *stages;
    mote_ref progress; /* a word for the input that is fed by rows, then one a stage; counted from 1
                        */
    uint16_t n_stages;
    uint16_t fed_rows, fed_ring; /* of that input: rows in all, rows kept; 0 = nothing is fed */
};

/* Runs steps until one fails; returns its status. `host`: NULL unless there are subgraphs. */
int mote_run_steps(const struct mote_step *steps, int n, uint8_t *const *bases,
                   const struct mote_host *host);
/* Eval of a step that is a segment. */
int mote_run_segment(const struct mote_call *c);

/* Subgraphs, by their numbers in the model; the main graph, which nobody calls, has no entry filled
 * in. `ends`: references of inputs, then outputs. */
struct mote_program_graph {
    const struct mote_step *steps;
    const mote_ref *ends;
    uint32_t n_steps;
};

struct mote_program {
    struct mote_host host; /* {mote_run_graph, mote_graph_ends} */
    const struct mote_program_graph *graphs;
    uint8_t *const *bases;
};

int mote_run_graph(const struct mote_host *host, uint32_t subgraph);
const uint32_t *mote_graph_ends(const struct mote_host *host, uint32_t subgraph);

/* Input 0 of a compiled model that is fed by rows. */
struct mote_feeder {
    const struct mote_step *steps;
    uint16_t n_steps;
    uint16_t rows, ring; /* of the input; of its ring, or all rows if it is collected as a whole */
    uint16_t by_rows;    /* the first step is the segment that reads it */
    uint32_t row_bytes;
    mote_ref input, fed; /* where the ring lies, and a word that counts the rows */
    const struct mote_host *host;
};

/* Takes a row; MOTE_E_NOT_YET until it was the last one, else as mote_run_steps. */
int mote_feed_steps(const struct mote_feeder *f, const void *row, uint8_t *const *bases);

/* Every operator there is, for tools: NULL-terminated. Naming it links them all. */
extern const struct mote_op *const mote_all_ops[];

#ifdef __cplusplus
}
#endif
#endif
