/* SPDX-License-Identifier: Apache-2.0 */
#include "feed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "graph.h"
#include "npy.h"

#define MOST_BYTES ((size_t)1 << 30)

/* Bytes to swap on a big-endian machine; complex numbers are pairs. */
static unsigned swap_width(int type)
{
    return type == MOTE_COMPLEX64 ? 4 : mote_type_bytes(type);
}

/* ---- inputs
 * --------------------------------------------------------------------------------------- */

static char kind_of(int type)
{
    switch (type) {
    case MOTE_FLOAT32:
    case MOTE_FLOAT16:
    case MOTE_FLOAT64: return 'f';
    case MOTE_UINT8:
    case MOTE_UINT16:
    case MOTE_UINT32:
    case MOTE_UINT64: return 'u';
    case MOTE_BOOL: return 'b';
    default: return 'i';
    }
}

/* Takes the header off, and makes the elements little-endian like those of raw files. */
static int unwrap_npy(const char *path, struct mote_bytes *file, const struct mote_tensor *t)
{
    struct mote_npy npy;
    const int status = mote_npy_read(path, file, &npy);
    if (status) return status;
    if (npy.kind != kind_of(t->type) || npy.width != mote_type_bytes(t->type))
        return mote_say(MOTE_EXIT_USAGE,
                        "%s: elements are '%c%u', the input is %s: convert with a.astype(numpy.%s)",
                        path, npy.kind, npy.width, mote_type_name(t->type),
                        mote_type_name(t->type));
    file->size -= npy.at;
    memmove(file->data, file->data + npy.at, file->size);
    if (npy.big_endian)
        for (size_t at = 0; at + npy.width <= file->size; at += npy.width)
            for (unsigned a = 0, b = npy.width - 1; a < b; a++, b--) {
                const uint8_t x = file->data[at + a];
                file->data[at + a] = file->data[at + b];
                file->data[at + b] = x;
            }
    return 0;
}

static int is_npy(const char *path)
{
    const size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".npy") == 0;
}

/* Rows that input 0 comes in; 1 of a session that takes it as a whole. */
static uint32_t rows_of(const struct mote_session *s)
{
    struct mote_tensor t;
    if ((!s->feed && !s->slide) || mote_model_input(&s->model, 0, &t) || t.rank < 2) return 1;
    return mote_tensor_dim(&t, 1) > 0 ? (uint32_t)mote_tensor_dim(&t, 1) : 1;
}

/* What an invoke takes of input i. */
static size_t step_of(const struct mote_session *s, int i)
{
    const size_t bytes = mote_input_bytes(&s->net, i);
    return i == 0 && s->slide ? bytes / rows_of(s) : bytes;
}

static int read_input(struct mote_feed *f, const char *path, int i, uint32_t *times)
{
    struct mote_bytes *file = &f->files[i];
    const size_t bytes = step_of(f->session, i);
    struct mote_tensor t;
    int status;
    if ((status = mote_file_read(path, file)) != 0) return status;
    mote_model_input(&f->session->model, i, &t);
    if (is_npy(path) && (status = unwrap_npy(path, file, &t)) != 0) return status;
    if (bytes ? file->size == 0 || file->size % bytes : file->size) {
        char shape[128];
        return mote_say(
            MOTE_EXIT_USAGE,
            "%s: has %lu bytes; input %d (%s %s) takes %lu, or a multiple for several invokes",
            path, (unsigned long)file->size, i, mote_type_name(t.type),
            mote_shape_text(&t, shape, sizeof shape), (unsigned long)bytes);
    }
    *times = bytes ? (uint32_t)(file->size / bytes) : 0;
    mote_swap_little(file->data, file->size, swap_width(t.type));
    return 0;
}

/* All files must hold inputs for equally many invokes; one with a single input may go with a
 * wished-for number. */
static int agree(struct mote_feed *f, const char *const *paths, int i, uint32_t times,
                 uint32_t *common)
{
    if (times == 0 || times == *common) return 0;
    if (*common == 0) {
        *common = times;
        return 0;
    }
    return mote_say(MOTE_EXIT_USAGE,
                    "%s: has %lu bytes, enough for %u invokes; the other inputs have %u", paths[i],
                    (unsigned long)f->files[i].size, (unsigned)times, (unsigned)*common);
}

int mote_feed_files(struct mote_feed *f, struct mote_session *s, const char *const *paths, int n,
                    uint32_t invokes)
{
    const int inputs = mote_inputs(&s->net);
    uint32_t common = 0, times = 0;
    int status = 0;
    *f = (struct mote_feed){.session = s};
    if (n != inputs)
        return mote_say(
            MOTE_EXIT_USAGE,
            "%s: has %d input%s, but %d file%s given: one -i for each, in the model's order",
            s->path, inputs, inputs == 1 ? "" : "s", n, n == 1 ? " is" : "s are");
    f->files = mote_allocate((size_t)(n + 1) * sizeof *f->files);
    memset(f->files, 0, (size_t)(n + 1) * sizeof *f->files);
    for (int i = 0; i < n && status == 0; i++) {
        status = read_input(f, paths[i], i, &times);
        if (status == 0) status = agree(f, paths, i, times, &common);
    }
    if (common == 0) common = 1;
    if (status == 0 && invokes && common != 1 && invokes != common)
        status = mote_say(MOTE_EXIT_USAGE,
                          "--invokes %u, but the input files hold %u: leave --invokes out",
                          (unsigned)invokes, (unsigned)common);
    f->invokes = invokes ? invokes : common;
    return status;
}

void mote_feed_random(struct mote_feed *f, struct mote_session *s, uint32_t seed, uint32_t invokes)
{
    *f = (struct mote_feed){.session = s};
    f->random = seed ? seed : 0x9e3779b9u; /* xorshift stays at zero */
    f->invokes = invokes ? invokes : 1;
}

static uint32_t xorshift32(uint32_t *state)
{
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return *state = x;
}

static void make_up(struct mote_feed *f, int type, uint8_t *data, size_t bytes)
{
    const unsigned width = mote_type_bytes(type);
    for (size_t at = 0; at + (width ? width : 1) <= bytes; at += width ? width : 1) {
        const uint32_t r = xorshift32(&f->random) >> 16;
        const float real = (float)((int32_t)r - 32768) / 32768.0f;
        const uint32_t small = r >> 12;
        memset(data + at, 0, width ? width : 1);
        if (type == MOTE_FLOAT32)
            memcpy(data + at, &real, sizeof real);
        else if (type == MOTE_BOOL)
            data[at] = (uint8_t)(r & 1u);
        else if (width <= 1)
            data[at] = (uint8_t)r;
        else if (width == 2)
            memcpy(data + at, &(uint16_t){(uint16_t)r}, 2);
        else if (width == 4)
            memcpy(data + at, &small, 4);
        else if (width == 8)
            memcpy(data + at, &(uint64_t){small}, 8);
    }
}

void mote_feed_fill(struct mote_feed *f, uint32_t k)
{
    const struct mote_session *s = f->session;
    for (int i = 0; i < mote_inputs(&s->net); i++) {
        const size_t bytes = step_of(s, i);
        uint8_t *to = mote_input(&s->net, i);
        struct mote_tensor t;
        if (i == 0 && (s->feed || s->slide)) {
            if (!f->input) f->input = mote_allocate(bytes);
            to = f->input;
        }
        if (f->files) {
            const size_t at = f->files[i].size == bytes ? 0 : bytes * k;
            if (bytes) memcpy(to, f->files[i].data + at, bytes);
        } else if (mote_model_input(&s->model, i, &t) == 0) {
            make_up(f, t.type, to, bytes);
        }
    }
}

/* One invoke with what mote_feed_fill put where it belongs. */
static int invoke(struct mote_feed *f)
{
    struct mote_session *s = f->session;
    const uint32_t rows = rows_of(s);
    int e = MOTE_E_NOT_YET;
    if (s->slide) return mote_slide(&s->net, f->input);
    if (!s->feed) return mote_invoke(&s->net);
    for (uint32_t y = 0; y < rows && e == MOTE_E_NOT_YET; y++)
        e = mote_feed(&s->net, f->input + y * (step_of(s, 0) / rows));
    return e;
}

void mote_feed_close(struct mote_feed *f)
{
    const int n = f->files ? mote_inputs(&f->session->net) : 0;
    for (int i = 0; i < n; i++) free(f->files[i].data);
    free(f->files);
    free(f->input);
    f->files = NULL;
    f->input = NULL;
}

/* ---- outputs
 * -------------------------------------------------------------------------------------- */

static void gather(struct mote_harvest *h, const struct mote_session *s, uint32_t k)
{
    for (int i = 0; i < h->n; i++) {
        struct mote_tensor t;
        uint8_t *to = h->outputs[i].data + h->step[i] * (k % h->kept);
        const void *from = mote_output(&s->net, i);
        if (h->step[i] == 0 || !from) continue;
        memcpy(to, from, h->step[i]);
        if (mote_model_output(&s->model, i, &t) == 0)
            mote_swap_little(to, h->step[i], swap_width(t.type));
    }
}

static int prepare_harvest(struct mote_harvest *h, const struct mote_feed *f)
{
    const struct mote_net *net = &f->session->net;
    *h = (struct mote_harvest){.n = mote_outputs(net), .invokes = f->invokes};
    h->kept = f->only_last ? 1 : f->invokes;
    h->outputs = calloc((size_t)h->n + 1, sizeof *h->outputs);
    h->step = calloc((size_t)h->n + 1, sizeof *h->step);
    h->not_yet = calloc((size_t)h->kept + 1, 1);
    if (!h->outputs || !h->step || !h->not_yet)
        return mote_say(MOTE_EXIT_FILE, "no memory for the outputs");
    for (int i = 0; i < h->n; i++) {
        h->step[i] = mote_output_bytes(net, i);
        if (h->step[i] > MOST_BYTES / h->kept)
            return mote_say(MOTE_EXIT_USAGE,
                            "%u invokes make more than a gigabyte of output: fewer, please",
                            (unsigned)h->invokes);
        h->outputs[i].size = h->step[i] * h->kept;
        h->outputs[i].data = mote_allocate(h->outputs[i].size);
    }
    return 0;
}

int mote_harvest_run(struct mote_harvest *h, struct mote_feed *f)
{
    struct mote_session *s = f->session;
    const int terminal = isatty(STDERR_FILENO);
    const double start = mote_seconds();
    double said = start;
    int e = 0, status = prepare_harvest(h, f);
    for (uint32_t k = 0; k < f->invokes && status == 0; k++) {
        double before;
        mote_feed_fill(f, k);
        before = mote_seconds();
        e = invoke(f);
        h->seconds += mote_seconds() - before;
        if (e == MOTE_E_NOT_YET) {
            h->not_yet[k % h->kept] = 1;
            h->n_not_yet++;
        } else if (e) {
            status = mote_session_fail(s);
        }
        if (!s->slide)
            gather(h, s, k);
        else if (e == 0)
            gather(h, s, h->got++);
        if (terminal && mote_seconds() - said > 0.5) {
            said = mote_seconds();
            fprintf(stderr, "\rinvoke %u of %u ", (unsigned)k + 1, (unsigned)f->invokes);
        }
    }
    if (said > start) fputs("\r\033[K", stderr);
    for (int i = 0; i < h->n && s->slide; i++)
        if (h->got < h->kept) h->outputs[i].size = h->step[i] * h->got;
    return status;
}

void mote_harvest_close(struct mote_harvest *h)
{
    for (int i = 0; h->outputs && i < h->n; i++) free(h->outputs[i].data);
    free(h->outputs);
    free(h->step);
    free(h->not_yet);
    *h = (struct mote_harvest){0};
}

/* Half precision by hand: sign, 5 bits exponent, 10 bits fraction. */
static double half(uint16_t bits)
{
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double x = exponent ? 1024 + fraction : fraction;
    for (int e = exponent ? exponent : 1; e < 25; e++) x /= 2;
    for (int e = 25; e < exponent; e++) x *= 2;
    if (exponent == 31) x = fraction ? (double)NAN : (double)INFINITY;
    return bits & 0x8000 ? -x : x;
}

double mote_element(const void *data, int type, size_t i, int little_endian)
{
    const unsigned width = mote_type_bytes(type);
    uint8_t bytes[8] = {0};
    uint64_t bits = 0;
    float f;
    double d;
    if (type == MOTE_INT4) {
        const uint8_t pair = ((const uint8_t *)data)[i / 2];
        const int nibble = i % 2 ? pair >> 4 : pair & 15;
        return nibble < 8 ? nibble : nibble - 16;
    }
    if (width == 0 || width > 8) return 0;
    memcpy(bytes, (const uint8_t *)data + width * i, width);
    for (unsigned b = 0; b < width; b++) {
        const unsigned place = little_endian || !MOTE_BIG_ENDIAN ? b : width - 1 - b;
        bits |= (uint64_t)bytes[b] << 8 * place;
    }
    switch (type) {
    case MOTE_FLOAT32: memcpy(&f, &(uint32_t){(uint32_t)bits}, sizeof f); return (double)f;
    case MOTE_FLOAT64: memcpy(&d, &bits, sizeof d); return d;
    case MOTE_FLOAT16: return half((uint16_t)bits);
    case MOTE_INT8: return (double)(int8_t)bits;
    case MOTE_INT16: return (double)(int16_t)bits;
    case MOTE_INT32: return (double)(int32_t)bits;
    case MOTE_INT64: return (double)(int64_t)bits;
    default: return (double)bits;
    }
}
