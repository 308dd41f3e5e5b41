/* SPDX-License-Identifier: Apache-2.0 */
/* Takes a file through everything the runtime does with a model, in buffers of exactly the size
 * they need, so that AddressSanitizer sees every byte too far. */
#ifndef RUN_MODEL_H
#define RUN_MODEL_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mote_op.h"

enum { FIRST_ARENA = 1 << 18, LARGEST_ARENA = 1 << 26 };

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

static int init_in(struct mote_net *net, const struct mote_model *model, void **arena, size_t bytes)
{
    struct mote_config config = {.offline = mote_offline_plan,
                                 .ops = mote_all_ops,
                                 .streaming = &mote_streaming,
                                 .arena_size = bytes};
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
    void *arena = NULL, *copy = malloc(size ? size : 1);
    int e;
    volatile uint32_t sum = 0;
    (void)sum; /* only ever written */
    if (!copy) abort();
    memcpy(copy, file, size);
    e = mote_model_open(&model, copy, size, NULL);
    model.unpack = mote_unpack_lut;
    if (e == 0) e = init_in(&net, &model, &arena, FIRST_ARENA);
    if (e == MOTE_E_ARENA && net.memory.arena_bytes > FIRST_ARENA &&
        net.memory.arena_bytes <= LARGEST_ARENA) {
        free(arena);
        e = init_in(&net, &model, &arena, LARGEST_ARENA);
    }
    if (e == 0) {
        const size_t exact = net.memory.arena_bytes;
        free(arena);
        e = init_in(&net, &model, &arena, exact);
        if (e || net.memory.arena_bytes != exact) abort(); /* what it asked for must do */
        for (int i = 0; i < mote_inputs(&net); i++)
            if (mote_input(&net, i)) fill(mote_input(&net, i), mote_input_bytes(&net, i), &seed);
        e = mote_invoke(&net);
        for (int i = 0; i < mote_outputs(&net); i++) {
            const uint8_t *out = mote_output(&net, i);
            for (size_t k = 0; out && k < mote_output_bytes(&net, i); k++) sum += out[k];
        }
    }
    free(arena);
    free(copy);
    return e;
}

/* Every status that is documented. */
static int known_status(int e)
{
    return e == 0 || e == MOTE_E_MODEL || e == MOTE_E_UNSUPPORTED || e == MOTE_E_ARENA ||
           e == MOTE_E_DATA || e == MOTE_E_NOT_YET;
}

#endif
