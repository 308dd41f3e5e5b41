/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call that takes a model all the way, for tests written in Python (mote_lib.py loads this with
 * all of src/ as a shared object). Model and arena lie in blocks of exactly their size between
 * guards: a byte written next to them is reported.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mote.h"
#include "mote_op.h"

/* AddressSanitizer has guards of its own, which see reading, too. */
#if defined(__SANITIZE_ADDRESS__)
enum { GUARD_BYTES = 0 };
#else
enum { GUARD_BYTES = 64 };
#endif
enum { GUARD = 0xb5, FIRST_ARENA = 1 << 16, LARGEST_ARENA = 1 << 26 };

/* Beyond the codes of mote.h. */
enum {
    SHIM_OVERRUN = -100,
    SHIM_ARENA_LIES = -101,
    SHIM_SIZES = -102,
    SHIM_NO_MEMORY = -103,
    SHIM_RESET = -104
};

enum shim_stage { SHIM_OPEN, SHIM_INIT, SHIM_INVOKE };

struct shim_report {
    int32_t stage; /* where the error arose */
    int32_t error;
    int32_t why, node, tensor, operand, expected, got;
    int32_t arena_bytes;
};

/* A block with guards on both sides; malloc aligns to 16 where Python runs. */
static uint8_t *block_new(size_t bytes)
{
    const size_t whole = bytes + 2 * GUARD_BYTES;
    uint8_t *p = malloc(whole ? whole : 1);
    if (!p) return NULL;
    memset(p, GUARD, whole);
    return p + GUARD_BYTES;
}

static int block_whole(const uint8_t *payload, size_t bytes)
{
    for (int i = 0; i < GUARD_BYTES; i++)
        if (payload[-1 - i] != GUARD || payload[bytes + (size_t)i] != GUARD) return 0;
    return 1;
}

static void block_free(uint8_t *payload)
{
    if (payload) free(payload - GUARD_BYTES);
}

static void keep_fault(struct shim_report *report, const struct mote_fault *fault)
{
    report->why = fault->why;
    report->node = fault->node;
    report->tensor = fault->tensor;
    report->operand = fault->operand;
    report->expected = fault->expected;
    report->got = fault->got;
}

static int init(struct mote_net *net, const struct mote_model *model, uint8_t *arena, size_t bytes)
{
    struct mote_config config = {.offline = mote_offline_plan,
                                 .ops = mote_all_ops,
                                 .streaming = &mote_streaming,
                                 .arena = arena,
                                 .arena_size = bytes};
    memset(arena, 0xa5, bytes);
    return mote_init(net, model, &config);
}

/* In an arena of exactly the size that a first try in a larger one has asked for. */
static int init_exactly(struct mote_net *net, const struct mote_model *model, uint8_t **arena,
                        size_t *bytes)
{
    int e;
    *bytes = FIRST_ARENA;
    for (;;) {
        *arena = block_new(*bytes);
        if (!*arena) return SHIM_NO_MEMORY;
        e = init(net, model, *arena, *bytes);
        if (!block_whole(*arena, *bytes)) return SHIM_OVERRUN;
        if (e != MOTE_E_ARENA || *bytes == LARGEST_ARENA) break;
        block_free(*arena);
        *bytes = LARGEST_ARENA;
    }
    if (e) return e;
    block_free(*arena);
    *bytes = net->memory.arena_bytes;
    *arena = block_new(*bytes);
    if (!*arena) return SHIM_NO_MEMORY;
    if (*bytes >= 8) {
        e = init(net, model, *arena, *bytes - 8);
        if (e != MOTE_E_ARENA || net->memory.arena_bytes < *bytes - 7) return SHIM_ARENA_LIES;
    }
    e = init(net, model, *arena, *bytes);
    if (e == 0 && net->memory.arena_bytes != *bytes) return SHIM_ARENA_LIES;
    return e == MOTE_E_ARENA ? SHIM_ARENA_LIES : e;
}

/* Inputs and outputs hold their invokes one after another. statuses: what each invoke returned.
 * `again`: the outputs must be those that are there already. */
static int invoke_all(struct mote_net *net, int invokes, const uint8_t *const *inputs,
                      const uint32_t *input_bytes, int n_inputs, uint8_t *const *outputs,
                      const uint32_t *output_bytes, int n_outputs, int32_t *statuses, int again)
{
    if (mote_inputs(net) != n_inputs || mote_outputs(net) != n_outputs) return SHIM_SIZES;
    for (int i = 0; i < n_inputs; i++)
        if (mote_input_bytes(net, i) != input_bytes[i]) return SHIM_SIZES;
    for (int i = 0; i < n_outputs; i++)
        if (mote_output_bytes(net, i) != output_bytes[i]) return SHIM_SIZES;
    for (int k = 0; k < invokes; k++) {
        for (int i = 0; i < n_inputs; i++)
            if (input_bytes[i])
                memcpy(mote_input(net, i), inputs[i] + (size_t)k * input_bytes[i], input_bytes[i]);
        statuses[k] = mote_invoke(net);
        if (statuses[k] && statuses[k] != MOTE_E_NOT_YET) return statuses[k];
        for (int i = 0; i < n_outputs; i++) {
            uint8_t *to = outputs[i] + (size_t)k * output_bytes[i];
            if (output_bytes[i] == 0) continue;
            if (again && !statuses[k] && memcmp(to, mote_output(net, i), output_bytes[i]) != 0)
                return SHIM_RESET;
            memcpy(to, mote_output(net, i), output_bytes[i]);
        }
    }
    return 0;
}

int shim_run(const uint8_t *file, uint32_t size, int invokes, const uint8_t *const *inputs,
             const uint32_t *input_bytes, int n_inputs, uint8_t *const *outputs,
             const uint32_t *output_bytes, int n_outputs, int32_t *statuses, int again,
             struct shim_report *report);

int shim_run(const uint8_t *file, uint32_t size, int invokes, const uint8_t *const *inputs,
             const uint32_t *input_bytes, int n_inputs, uint8_t *const *outputs,
             const uint32_t *output_bytes, int n_outputs, int32_t *statuses, int again,
             struct shim_report *report)
{
    struct mote_model model;
    struct mote_net net = {0};
    struct mote_fault fault;
    uint8_t *arena = NULL, *copy = block_new(size);
    size_t arena_bytes = 0;
    memset(report, 0, sizeof *report);
    if (!copy) return SHIM_NO_MEMORY;
    memcpy(copy, file, size);
    report->error = mote_model_open(&model, copy, size, &fault);
    model.unpack = mote_unpack_lut;
    if (report->error) keep_fault(report, &fault);
    if (report->error == 0) {
        report->stage = SHIM_INIT;
        report->error = init_exactly(&net, &model, &arena, &arena_bytes);
        report->arena_bytes = (int32_t)net.memory.arena_bytes;
        if (report->error) keep_fault(report, &net.fault);
    }
    if (report->error == 0) {
        report->stage = SHIM_INVOKE;
        report->error = invoke_all(&net, invokes, inputs, input_bytes, n_inputs, outputs,
                                   output_bytes, n_outputs, statuses, 0);
        /* After a reset all must be as it was. Where a part of an output is not written, nothing
         * says what is in it. */
        if (report->error == 0 && again) {
            report->error = mote_reset(&net);
            if (report->error == 0)
                report->error = invoke_all(&net, invokes, inputs, input_bytes, n_inputs, outputs,
                                           output_bytes, n_outputs, statuses, 1);
        }
        if (report->error) keep_fault(report, &net.fault);
    }
    if (arena && !block_whole(arena, arena_bytes)) report->error = SHIM_OVERRUN;
    if (!block_whole(copy, size) || memcmp(copy, file, size) != 0) report->error = SHIM_OVERRUN;
    block_free(arena);
    block_free(copy);
    return report->error;
}
