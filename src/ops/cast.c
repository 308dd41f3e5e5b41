/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CAST: output = (type of the output) input.
 *     any   integers and bool to integers: the low bits
 *     f32   from or to float32: to the nearest float; to the integer towards zero, held within
 *           int32 (uint32 for a positive number that becomes uint32), then its low bits; NaN is 0
 *     i64   from or to int64: the same with 64 bits
 * What becomes bool is true unless it is 0.
 */
#include "elementwise.h"

struct args {
    struct mote_unary unary;
    int32_t from, to; /* enum mote_type */
    int32_t from_bytes, to_bytes;
};

/* Elements go through a few words, so that types in and types out need not be paired. */
enum { CHUNK = 8 };

static int can_read(int type)
{
    return type == MOTE_INT8 || type == MOTE_INT16 || type == MOTE_INT32 || type == MOTE_UINT32 ||
           type == MOTE_BOOL || type == MOTE_UINT8 || type == MOTE_UINT16;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e, floats, wide;
    if ((e = mote_unary_prepare(p, &a->unary, &in, &out)) != 0) return e;
    if (!can_read(in.type) && in.type != MOTE_FLOAT32 && in.type != MOTE_INT64)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, 0, -1, in.type);
    if (!can_read(out.type) && out.type != MOTE_FLOAT32 && out.type != MOTE_INT64)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, 1, -1, out.type);
    a->from = in.type;
    a->to = out.type;
    a->from_bytes = (int32_t)mote_type_bytes(in.type);
    a->to_bytes = (int32_t)mote_type_bytes(out.type);
    floats = (in.type == MOTE_FLOAT32) + (out.type == MOTE_FLOAT32);
    wide = (in.type == MOTE_INT64) + (out.type == MOTE_INT64);
    if (in.bytes == out.bytes && floats != 1 &&
        (in.type == out.type || (in.type != MOTE_BOOL && out.type != MOTE_BOOL)))
        mote_prep_view(p, 0); /* the bits stay as they are */
    if (wide) return mote_prep_kernel(p, MOTE_K_I64);
    return mote_prep_kernel(p, floats == 1 ? MOTE_K_F32 : MOTE_K_ANY);
}

static void read(const void *in, int32_t at, int32_t type, uint32_t *words, int32_t n)
{
    switch (type) {
    case MOTE_INT8:
        for (int32_t i = 0; i < n; i++) words[i] = (uint32_t)((const int8_t *)in)[at + i];
        break;
    case MOTE_INT16:
        for (int32_t i = 0; i < n; i++) words[i] = (uint32_t)((const int16_t *)in)[at + i];
        break;
    case MOTE_BOOL:
        for (int32_t i = 0; i < n; i++) words[i] = ((const uint8_t *)in)[at + i] != 0;
        break;
    case MOTE_UINT8:
        for (int32_t i = 0; i < n; i++) words[i] = ((const uint8_t *)in)[at + i];
        break;
    case MOTE_UINT16:
        for (int32_t i = 0; i < n; i++) words[i] = ((const uint16_t *)in)[at + i];
        break;
    default:
        for (int32_t i = 0; i < n; i++) words[i] = ((const uint32_t *)in)[at + i];
        break;
    }
}

static void write(void *out, int32_t at, int32_t type, const uint32_t *words, int32_t n)
{
    switch (type) {
    case MOTE_INT8:
    case MOTE_UINT8:
        for (int32_t i = 0; i < n; i++) ((uint8_t *)out)[at + i] = (uint8_t)words[i];
        break;
    case MOTE_INT16:
    case MOTE_UINT16:
        for (int32_t i = 0; i < n; i++) ((uint16_t *)out)[at + i] = (uint16_t)words[i];
        break;
    case MOTE_BOOL:
        for (int32_t i = 0; i < n; i++) ((uint8_t *)out)[at + i] = words[i] != 0;
        break;
    default:
        for (int32_t i = 0; i < n; i++) ((uint32_t *)out)[at + i] = words[i];
        break;
    }
}

static void run_any(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    uint32_t words[CHUNK];
    for (int32_t i = 0; i < n; i += CHUNK) {
        const int32_t count = n - i < CHUNK ? n - i : CHUNK;
        read(in, i, a->from, words, count);
        write(out, i, a->to, words, count);
    }
}

static uint32_t to_integer(float x, int32_t type)
{
    if (type == MOTE_BOOL) return x != 0.0f;
    if (x >= 2147483648.0f) {
        if (type != MOTE_UINT32) return INT32_MAX;
        return x >= 4294967296.0f ? UINT32_MAX : (uint32_t)x;
    }
    if (x < -2147483648.0f) return (uint32_t)INT32_MIN;
    return x == x ? (uint32_t)(int32_t)x : 0u;
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    uint32_t words[CHUNK];
    for (int32_t i = 0; i < n; i += CHUNK) {
        const int32_t count = n - i < CHUNK ? n - i : CHUNK;
        if (a->from == MOTE_FLOAT32) {
            for (int32_t k = 0; k < count; k++)
                words[k] = to_integer(((const float *)in)[i + k], a->to);
            write(out, i, a->to, words, count);
            continue;
        }
        read(in, i, a->from, words, count);
        /* Two loops: as one with a choice, gcc 12 makes a vcvtne for Cortex-M55 that its assembler
         * refuses. */
        if (a->from == MOTE_UINT32) {
            for (int32_t k = 0; k < count; k++) ((float *)out)[i + k] = (float)words[k];
        } else {
            for (int32_t k = 0; k < count; k++) ((float *)out)[i + k] = (float)(int32_t)words[k];
        }
    }
}

static int64_t to_wide(float x)
{
    if (x >= 9223372036854775808.0f) return INT64_MAX;
    if (x < -9223372036854775808.0f) return INT64_MIN;
    return x == x ? (int64_t)x : 0;
}

static void run_i64(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    uint32_t word;
    for (int32_t i = 0; i < n; i++) {
        int64_t x;
        if (a->from == MOTE_INT64) {
            x = ((const int64_t *)in)[i];
        } else if (a->from == MOTE_FLOAT32) {
            x = to_wide(((const float *)in)[i]);
        } else {
            read(in, i, a->from, &word, 1);
            x = a->from == MOTE_UINT32 ? (int64_t)word : (int64_t)(int32_t)word;
        }
        if (a->to == MOTE_INT64) {
            ((int64_t *)out)[i] = x;
        } else if (a->to == MOTE_FLOAT32) {
            ((float *)out)[i] = (float)x;
        } else {
            word = a->to == MOTE_BOOL ? x != 0 : (uint32_t)x;
            write(out, i, a->to, &word, 1);
        }
    }
}

int mote_cast_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    return mote_unary_eval(c, (unsigned)a->from_bytes, (unsigned)a->to_bytes, run_any);
}

int mote_cast_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    return mote_unary_eval(c, (unsigned)a->from_bytes, (unsigned)a->to_bytes, run_f32);
}

int mote_cast_i64(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    return mote_unary_eval(c, (unsigned)a->from_bytes, (unsigned)a->to_bytes, run_i64);
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_cast_any},
                                             {MOTE_K_F32, mote_cast_f32},
                                             {MOTE_K_I64, mote_cast_i64},
                                             {0, NULL}};

const struct mote_op mote_op_cast = {
    .code = 53,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_any[] = {{MOTE_K_ANY, mote_cast_any}, {0, NULL}};

/* Integers only: links no floating point. */
const struct mote_op mote_op_cast_any = {
    .code = 53,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_any,
    .prepare = prepare,
};
