/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mote - runs TensorFlow Lite models on microcontrollers: no heap, no operating system, no C
 * library.
 *
 *     static const struct mote_op *const ops[] = {&mote_op_fully_connected, &mote_op_softmax,
 * NULL}; static MOTE_ARENA(arena, 4096); struct mote_model model; struct mote_net net; struct
 * mote_config config = {.ops = ops, .arena = arena, .arena_size = sizeof arena}; if
 * (mote_model_open(&model, model_data, model_size) == 0 && mote_init(&net, &model, &config) == 0) {
 *         memcpy(mote_input(&net, 0), features, mote_input_bytes(&net, 0));
 *         mote_invoke(&net);
 *         scores = mote_output(&net, 0);
 *     }
 *
 * Every function that can fail returns 0 or a negative MOTE_E_ code, and leaves everything usable:
 * a net whose init or invoke failed can be initialised again. Nothing prints, nothing aborts, there
 * are no mutable globals: any number of nets may exist, and different nets may run in different
 * threads as long as they share no memory.
 */
#ifndef MOTE_H
#define MOTE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MOTE_VERSION "0.1.0"

enum mote_error {
    MOTE_OK = 0,
    MOTE_E_MODEL = -3, /* not a valid model: broken file, or a graph that contradicts itself */
    MOTE_E_UNSUPPORTED = -4, /* valid, but needs an operator, type or feature that is not there */
    MOTE_E_ARENA = -5, /* arena (or shared scratch) too small: mote_net.memory.arena_bytes says what
                          is needed */
    MOTE_E_DATA = -7,  /* invoke met data it must refuse: an index out of range, say */
    MOTE_E_USAGE = -8, /* wrong argument, misaligned pointer, or a call in the wrong state */
    MOTE_E_NOT_YET =
        -15 /* no output this time: a streaming operator waits for more input; go on feeding */
};

/* Element types; the numbers are those of the TensorFlow Lite schema (TensorType). */
enum mote_type {
    MOTE_FLOAT32 = 0,
    MOTE_FLOAT16 = 1,
    MOTE_INT32 = 2,
    MOTE_UINT8 = 3,
    MOTE_INT64 = 4,
    MOTE_STRING = 5,
    MOTE_BOOL = 6,
    MOTE_INT16 = 7,
    MOTE_COMPLEX64 = 8,
    MOTE_INT8 = 9,
    MOTE_FLOAT64 = 10,
    MOTE_UINT64 = 12,
    MOTE_RESOURCE = 13,
    MOTE_UINT32 = 15,
    MOTE_UINT16 = 16,
    MOTE_INT4 = 17,
    MOTE_NO_TYPE = 31 /* an optional operand that is absent */
};

#define MOTE_MAX_DIMS 8

/* An arena must be aligned to 8 bytes; this declares one. */
#define MOTE_ARENA(name, bytes) uint64_t name[((bytes) + 7u) / 8u]

/*
 * A model: a .tflite file in memory that was checked by mote_model_open. The file stays where it is
 * (flash) and must outlive the model. The fields are offsets into it and counts.
 */
struct mote_tensor;
struct mote_prep;

struct mote_model {
    const uint8_t *data;                            /* start of the file */
    uint32_t size;                                  /* bytes */
    uint32_t opcodes, subgraphs, buffers, metadata; /* offsets of the vectors; 0 = absent */
    uint16_t n_opcodes, n_subgraphs, n_metadata;
    uint32_t n_buffers;
    /* Set it to mote_unpack_lut after mote_model_open where constants may be compressed with
     * look-up tables (metadata COMPRESSION_METADATA): mote_init then unpacks them into the arena.
     * NULL: such models are refused (MOTE_WHY_BUFFER), and the code is not linked. */
    int (*unpack)(struct mote_prep *p, int operand, struct mote_tensor *t);
};

int mote_unpack_lut(struct mote_prep *p, int operand, struct mote_tensor *t);

/*
 * What the model says of one tensor. Pointers lead into the file, whose numbers are little-endian
 * and possibly unaligned: read them with the accessors below.
 */
struct mote_tensor {
    const uint8_t *dims;        /* rank x int32 */
    const uint8_t *data;        /* constant elements; NULL if the tensor is computed */
    const uint8_t *scales;      /* n_scales x float32; NULL if not quantised */
    const uint8_t *zero_points; /* n_zero_points x int64 */
    uint32_t bytes;             /* of all elements */
    uint32_t elements;
    uint32_t name; /* offset of the name string in the file, 0 if none */
    int32_t index; /* in its subgraph; -1 = absent */
    uint16_t n_scales, n_zero_points;
    int8_t quantized_dimension; /* -1: none that a tensor could have */
    uint8_t type;               /* enum mote_type */
    uint8_t rank;
    uint8_t is_variable;
};

int32_t mote_tensor_dim(const struct mote_tensor *t, int i); /* 1 for i >= rank */
uint32_t mote_tensor_scale_bits(const struct mote_tensor *t,
                                int i);                      /* float32 as bits; 0 if none */
int32_t mote_tensor_zero_point(const struct mote_tensor *t); /* 0 if none */
unsigned mote_type_bytes(int type); /* bytes an element takes; 0: not fixed (string, int4) */

/*
 * What went wrong and where; filled in when a call fails. `why` is one of enum mote_why; `expected`
 * and `got` are what it compares. Fields that say nothing are -1.
 */
struct mote_fault {
    int16_t error; /* enum mote_error */
    int16_t why;   /* enum mote_why */
    int16_t subgraph;
    int16_t operand; /* inputs count from 0, outputs go on behind them */
    int32_t node;
    int32_t tensor; /* index in the subgraph */
    int32_t expected, got;
};

enum mote_why {
    MOTE_WHY_NONE,
    /* the file */
    MOTE_WHY_TRUNCATED, /* shorter than a model can be, or an offset that leads out of the file (got
                           = where) */
    MOTE_WHY_IDENTIFIER, /* no TFL3 identifier */
    MOTE_WHY_STRUCTURE,  /* broken table, vector or string (got = offset in the file) */
    MOTE_WHY_SCHEMA,     /* schema version: expected 3 */
    MOTE_WHY_LIMIT,      /* more of something than this runtime takes: expected = limit */
    /* the graph */
    MOTE_WHY_INDEX,  /* an index out of range: expected = how many there are */
    MOTE_WHY_ARITY,  /* number of inputs or outputs */
    MOTE_WHY_ORDER,  /* a tensor is read before anything writes it, or written twice */
    MOTE_WHY_BUFFER, /* constant data has not the bytes that type and shape ask for */
    MOTE_WHY_QUANT,  /* quantisation missing, or scale/zero point not usable */
    MOTE_WHY_NO_OP,  /* operator not in the table: got = builtin code, 32 = custom */
    MOTE_WHY_CYCLE,  /* subgraphs that call themselves, or too deep */
    /* an operator */
    MOTE_WHY_TYPE, /* element type: got = type */
    MOTE_WHY_RANK,
    MOTE_WHY_SHAPE,    /* a dimension: expected, got */
    MOTE_WHY_CONSTANT, /* this operand must be a constant */
    MOTE_WHY_OPTION,   /* option value not possible or not supported: got = value */
    MOTE_WHY_AXIS,
    MOTE_WHY_RANGE,  /* a number out of range: got */
    MOTE_WHY_ZERO,   /* a divisor, stride or size that is zero or negative */
    MOTE_WHY_SPARSE, /* sparse tensors */
    MOTE_WHY_CUSTOM, /* custom options (FlexBuffer) broken or incomplete */
    MOTE_WHY_VALUE,  /* invoke: a value in the data that the operator must refuse */
    /* the caller */
    MOTE_WHY_ALIGNMENT, /* model must be aligned to 4 bytes, arena to 8: got = address modulo 16 */
    MOTE_WHY_MEMORY,    /* got = bytes given, expected = bytes needed */
    MOTE_WHY_STATE,
    MOTE_WHY_COUNT
};

/* How the arena is used; bytes. All are the same on every machine, except that constants which a
 * machine cannot read in place (big-endian, or misaligned in the file) are copied. */
struct mote_memory {
    uint32_t
        arena_bytes; /* what mote_init needs: nodes + tables + max(state + activations, planning) */
    uint32_t scratch_bytes; /* with a shared scratch: what it needs there, max(activations,
                               planning); arena_bytes is then nodes + tables + state */
    uint32_t nodes;         /* prepared nodes */
    uint32_t tables;        /* tables computed by prepare, and copied constants */
    uint32_t state;         /* variables and operator state: what mote_reset clears */
    uint32_t activations;   /* tensors and kernel scratch, placed by lifetime; without a region's */
    uint32_t planning;      /* needed only during mote_init, in the place of activations */
};

/* A second memory for activations, slow and large beside fast and small, say. The caller says for
 * each tensor where it goes. */
struct mote_planner;
struct mote_region {
    void *memory; /* aligned to 8 */
    size_t size;
    /* Whether this memory takes a tensor (its index in the main graph; -1: a kernel's scratch) of
     * so many bytes: those that it keeps, if it is streamed by rows. */
    int (*takes)(void *user, int32_t tensor, uint32_t bytes);
    void *user;
    uint32_t (*place)(struct mote_planner *p); /* mote_region_place: naming it links it */
    uint32_t bytes;                            /* out: what it needs */
};
uint32_t mote_region_place(struct mote_planner *p);
void mote_offline_plan(struct mote_planner *p); /* see config.offline */

struct mote_op;        /* see mote_op.h */
struct mote_streaming; /* see core/net.h */
struct mote_net;

/* Told to the hook before and after each node; the caller reads its own clock. */
struct mote_event {
    struct mote_net *net;
    const struct mote_op *op;
    int subgraph, node;
    int after; /* 0 before, 1 after the node */
};

struct mote_config {
    const struct mote_op *const *ops; /* NULL-terminated; only what is named links */
    void *arena;                      /* aligned to 8 */
    size_t arena_size;
    void *scratch; /* optional, aligned to 8: activations and kernel scratch live here instead of
                      in the arena, so that several nets share them. Inputs and outputs lie here
                      too: fill the input, invoke and read the output before another net of the same
                      scratch runs */
    size_t scratch_size;
    struct mote_region
        *region; /* optional: a second memory for activations. If only this is too
                    small mote_init returns MOTE_E_ARENA as well: see region->bytes */
    void (*offline)(struct mote_planner *p); /* mote_offline_plan: a memory plan that the model
                                                brings in its metadata is honoured; NULL: there is
                                                none, or it is not looked for */
    void (*hook)(void *user, const struct mote_event *event); /* optional */
    void *hook_user;
    const struct mote_streaming
        *streaming; /* &mote_streaming: runs of nodes are swept row by row where that saves memory,
                       with the same bits; &mote_sliding: see mote_slide; NULL: every node runs as
                       a whole, and some code less is linked */
    int spare_rows; /* with streaming: rings keep so many rows more than they must, so that kernels
                       are called for more rows at a time: faster, in more memory */
    int feed; /* with streaming: input 0 comes by rows through mote_feed, so that not even it need
                 be in memory as a whole; mote_invoke and mote_input(net, 0) are not to be used then
               */
};

extern const struct mote_streaming mote_streaming;
/* Another one, for windows that overlap: the input is a window that moves on row by row, and what
 * it shares with the one before is not computed again. Run by mote_slide alone. */
extern const struct mote_streaming mote_sliding;

/* How a kernel runs a subgraph: inputs are copied to, and outputs from, where `ends` says (the
 * references of all inputs, then of all outputs). What the outputs hold lasts until another
 * subgraph runs. Private to the runtime. */
struct mote_host {
    int (*run)(const struct mote_host *host, uint32_t subgraph);
    const uint32_t *(*ends)(const struct mote_host *host, uint32_t subgraph);
};

/* An initialised model. The caller gives the space; the fields are private except fault and memory.
 */
struct mote_net {
    struct mote_host host;     /* must be first */
    struct mote_fault fault;   /* of the last call that failed */
    struct mote_memory memory; /* filled by mote_init */
    const struct mote_model *model;
    uint32_t *graphs, *segments; /* records in the arena, see core/net.h and core/sweep.h */
    uint32_t fed;                /* how far mote_feed or mote_slide has come */
    uint32_t ready;              /* a magic number once init succeeded */
    uint32_t running;            /* subgraph under way */
    uint8_t *bases[8];           /* what references are relative to, see mote_op.h */
    struct mote_config config;
};

/* Checks the file once: header, every offset, vector, string, count. `data` must be aligned to 4.
 * On failure `fault`, if not NULL, says where. Returns 0, MOTE_E_MODEL, MOTE_E_UNSUPPORTED or
 * MOTE_E_USAGE. */
int mote_model_open(struct mote_model *m, const void *data, size_t size, struct mote_fault *fault);

/* Inputs and outputs of the main graph as the model declares them. */
int mote_model_inputs(const struct mote_model *m);
int mote_model_outputs(const struct mote_model *m);
int mote_model_input(const struct mote_model *m, int i, struct mote_tensor *t);
int mote_model_output(const struct mote_model *m, int i, struct mote_tensor *t);

/* Prepares every operator, plans the memory, clears the state. With too small an arena it returns
 * MOTE_E_ARENA and net->memory.arena_bytes says how much it wants (if even preparing did not fit:
 * at least how much). */
int mote_init(struct mote_net *net, const struct mote_model *m, const struct mote_config *config);

int mote_invoke(struct mote_net *net);
/* With config.feed: takes the next row of dimension 1 of input 0 (a camera's scan line, a frame of
 * features) and computes what it makes possible. MOTE_E_NOT_YET as long as rows are missing; 0 with
 * the last one, when the outputs are there; then it begins anew. Other inputs are filled before the
 * first row. If the first operator cannot work by rows the input is collected as a whole. */
int mote_feed(struct mote_net *net, const void *row);
/* With config.streaming = &mote_sliding: takes the next row of dimension 1 of input 0; the window
 * is the last rows, as many as the input has. MOTE_E_NOT_YET until the first window is full; then 0
 * with every row, when the outputs are those of the whole window. Where leading nodes have strides
 * it is every few rows: as many as make their rows fall in with those of the window before. Other
 * inputs are filled before. A model that brings its own memory plan, or whose input is no [1, rows,
 * ...], cannot slide: MOTE_E_USAGE. */
int mote_slide(struct mote_net *net, const void *row);
/* Variables and operator state back to their start; a half-fed input is forgotten. */
int mote_reset(struct mote_net *net);

int mote_inputs(const struct mote_net *net);
int mote_outputs(const struct mote_net *net);
void *mote_input(const struct mote_net *net, int i); /* NULL if i is out of range */
const void *mote_output(const struct mote_net *net, int i);
size_t mote_input_bytes(const struct mote_net *net, int i);
size_t mote_output_bytes(const struct mote_net *net, int i);

/* A computed tensor of a node, for layer dumps from the hook; NULL if it is not in memory. */
const void *mote_node_output(const struct mote_net *net, int subgraph, int node, int i,
                             size_t *bytes);

const char *mote_strerror(int error); /* one short phrase; never NULL */

#ifdef __cplusplus
}
#endif
#endif
