/* SPDX-License-Identifier: Apache-2.0 */
/* Takes a file through everything the runtime does with a model, in buffers of exactly the size
 * they need, so that AddressSanitizer sees every byte too far. */
#ifndef RUN_MODEL_H
#define RUN_MODEL_H

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mote_op.h"

enum { FIRST_ARENA = 1 << 18, LARGEST_ARENA = 1 << 26 };

/* A valid model may hold a WHILE that never ends, and a changed one easily does. The hook leaves an
 * invoke that has run so many nodes: the library holds nothing that would have to be given back. */
enum { MOST_NODES = 20000, STOPPED = -14 };

struct budget {
    jmp_buf out;
    long nodes;
};

static void spend(void *user, const struct mote_event *event)
{
    struct budget *b = user;
    if (!event->after && --b->nodes < 0) longjmp(b->out, 1);
}

static int invoke_within(struct mote_net *net, struct budget *b)
{
    b->nodes = MOST_NODES;
    if (setjmp(b->out)) return STOPPED;
    return mote_invoke(net);
}

static void fill(void *data, size_t bytes, uint32_t *seed)
{
    uint8_t *p = data;
    for (size_t i = 0; i < bytes; i++) {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 17;
        *seed ^= *seed << 5;
        p[i] = (uint8_t)(*seed >> 24);
    }
}

static int init_in(struct mote_net *net, const struct mote_model *model, void **arena, size_t bytes,
                   struct budget *budget)
{
    struct mote_config config = {.ops = mote_all_ops,
                                 .streaming = &mote_streaming,
                                 .arena_size = bytes,
                                 .hook = spend,
                                 .hook_user = budget};
    *arena = aligned_alloc(8, bytes ? bytes : 8);
    if (!*arena) abort();
    memset(*arena, 0xa5, bytes);
    config.arena = *arena;
    return mote_init(net, model, &config);
}

/* Returns the status the model ends in. Reads every output byte, so that what was never written is
 * at least inside. */
static int run_model(const uint8_t *file, size_t size, uint32_t seed)
{
    struct mote_model model;
    struct mote_net net;
    struct budget budget;
    void *arena = NULL, *copy = malloc(size ? size : 1);
    int e;
    volatile uint32_t sum = 0;
    (void)sum; /* only ever written */
    if (!copy) abort();
    memcpy(copy, file, size);
    e = mote_model_open(&model, copy, size, NULL);
    model.unpack = mote_unpack_lut;
    if (e == 0) e = init_in(&net, &model, &arena, FIRST_ARENA, &budget);
    if (e == MOTE_E_ARENA && net.memory.arena_bytes > FIRST_ARENA &&
        net.memory.arena_bytes <= LARGEST_ARENA) {
        free(arena);
        e = init_in(&net, &model, &arena, LARGEST_ARENA, &budget);
    }
    if (e == 0) {
        const size_t exact = net.memory.arena_bytes;
        free(arena);
        e = init_in(&net, &model, &arena, exact, &budget);
        if (e || net.memory.arena_bytes != exact) abort(); /* what it asked for must do */
        for (int i = 0; i < mote_inputs(&net); i++)
            if (mote_input(&net, i)) fill(mote_input(&net, i), mote_input_bytes(&net, i), &seed);
        e = invoke_within(&net, &budget);
        for (int i = 0; i < mote_outputs(&net); i++) {
            const uint8_t *out = mote_output(&net, i);
            for (size_t k = 0; out && k < mote_output_bytes(&net, i); k++) sum += out[k];
        }
    }
    free(arena);
    free(copy);
    return e;
}

/* Every status that is documented, and that of an invoke that was left. */
static int known_status(int e)
{
    return e == 0 || e == MOTE_E_MODEL || e == MOTE_E_UNSUPPORTED || e == MOTE_E_ARENA ||
           e == MOTE_E_DATA || e == MOTE_E_NOT_YET || e == STOPPED;
}

#endif
