/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run_models CASE...: runs golden cases of the shipped models. A case is a folder
 * models/NAME/golden/CASE with in0.bin, out0.bin (little-endian, invokes one after another) and
 * meta.json, whose "op" names the model: "hello" is models/NAME/hello.tflite. Floats may differ by
 * what libm differs. Exit status 0: all passed.
 */
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mote.h"
#include "mote_op.h"

enum { PATH_BYTES = 1024, ROOM = 1 << 22 };

struct blob {
    uint8_t *data;
    size_t size;
};

static struct blob read_file(const char *folder, const char *name)
{
    char path[PATH_BYTES];
    struct blob b = {NULL, 0};
    FILE *f;
    long n;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "rb");
    if (!f) return b;
    if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 && fseek(f, 0, SEEK_SET) == 0) {
        b.size = (size_t)n;
        b.data = calloc(b.size + 1, 1); /* a text ends with a zero byte */
        if (b.data && fread(b.data, 1, b.size, f) != b.size) {
            free(b.data);
            b.data = NULL;
        }
    }
    fclose(f);
    return b;
}

/* The string behind "op": in meta.json, which make_golden.py writes in one way only. */
static int model_name(const struct blob *meta, char *name, size_t size)
{
    static const char key[] = "\"op\": \"";
    const char *at = meta->data ? strstr((const char *)meta->data, key) : NULL;
    size_t n;
    if (!at) return -1;
    at += sizeof key - 1;
    n = strcspn(at, "\"/");
    if (at[n] != '"' || n + sizeof ".tflite" > size) return -1;
    memcpy(name, at, n);
    memcpy(name + n, ".tflite", sizeof ".tflite");
    return 0;
}

static void swap_elements(uint8_t *data, size_t bytes, size_t size)
{
    const uint16_t one = 1;
    if (size < 2 || *(const uint8_t *)&one == 1) return;
    for (size_t i = 0; i + size <= bytes; i += size)
        for (size_t a = i, b = i + size - 1; a < b; a++, b--) {
            const uint8_t x = data[a];
            data[a] = data[b];
            data[b] = x;
        }
}

/* Index of the first byte that differs, or bytes if none does. */
static size_t first_difference(const uint8_t *got, const uint8_t *want, size_t bytes, int type)
{
    for (size_t i = 0; i < bytes; i++) {
        float g, w, d;
        if (got[i] == want[i]) continue;
        if (type != MOTE_FLOAT32) return i;
        i -= i % 4;
        memcpy(&g, got + i, 4);
        memcpy(&w, want + i, 4);
        d = g > w ? g - w : w - g;
        w = w < 0 ? -w : w;
        if (!(w <= FLT_MAX && d <= 1e-6f + 1e-5f * w)) return i; /* infinity is close to nothing */
        i += 3;
    }
    return bytes;
}

static int fail(const char *folder, const char *what, long number)
{
    printf("FAIL %s: %s %ld\n", folder, what, number);
    return -1;
}

static int run_net(struct mote_net *net, const char *folder, const struct blob *in,
                   struct blob *out, const struct mote_tensor *x, const struct mote_tensor *y)
{
    const size_t in_bytes = x->bytes, out_bytes = y->bytes,
                 count = in_bytes ? in->size / in_bytes : 0;
    if (count == 0 || in->size % in_bytes || out->size != count * out_bytes)
        return fail(folder, "in0.bin and out0.bin do not fit the model; invokes", (long)count);
    swap_elements(in->data, in->size, mote_type_bytes(x->type));
    swap_elements(out->data, out->size, mote_type_bytes(y->type));
    for (size_t k = 0; k < count; k++) {
        size_t at;
        int e;
        memcpy(mote_input(net, 0), in->data + k * in_bytes, in_bytes);
        if ((e = mote_invoke(net)) != 0) return fail(folder, mote_strerror(e), e);
        at = first_difference(mote_output(net, 0), out->data + k * out_bytes, out_bytes, y->type);
        if (at < out_bytes) return fail(folder, "differs at byte", (long)(k * out_bytes + at));
    }
    return 0;
}

static int run_model(const char *folder, const struct blob *file, const struct blob *in,
                     struct blob *out)
{
    struct mote_model model;
    struct mote_net net;
    struct mote_tensor x, y;
    struct mote_config config = {.offline = mote_offline_plan,
                                 .ops = mote_all_ops,
                                 .streaming = &mote_streaming,
                                 .arena_size = ROOM};
    int e = mote_model_open(&model, file->data, file->size, NULL);
    model.unpack = mote_unpack_lut;
    if (e) return fail(folder, mote_strerror(e), e);
    if (mote_model_inputs(&model) != 1 || mote_model_outputs(&model) != 1 ||
        mote_model_input(&model, 0, &x) || mote_model_output(&model, 0, &y))
        return fail(folder, "the model has not one input and one output",
                    mote_model_outputs(&model));
    config.arena = malloc(config.arena_size);
    if (!config.arena) return fail(folder, "no memory", ROOM);
    e = mote_init(&net, &model, &config);
    if (e == 0) { /* again, in exactly what it needs */
        config.arena_size = net.memory.arena_bytes;
        free(config.arena);
        config.arena = malloc(config.arena_size);
        if (!config.arena) return fail(folder, "no memory", (long)config.arena_size);
        memset(config.arena, 0xa5, config.arena_size);
        e = mote_init(&net, &model, &config);
    }
    e = e ? fail(folder, mote_strerror(e), e) : run_net(&net, folder, in, out, &x, &y);
    free(config.arena);
    return e;
}

static int run_case(const char *folder)
{
    struct blob meta = read_file(folder, "meta.json"), in = read_file(folder, "in0.bin"),
                out = read_file(folder, "out0.bin");
    struct blob file = {NULL, 0};
    char name[128] = "../../";
    int e = -1;
    if (!in.data || !out.data || model_name(&meta, name + 6, sizeof name - 6))
        fail(folder, "meta.json, in0.bin or out0.bin is missing or broken", 0);
    else if ((file = read_file(folder, name)).data == NULL)
        fail(folder, "the model is missing", 0);
    else
        e = run_model(folder, &file, &in, &out);
    free(meta.data);
    free(in.data);
    free(out.data);
    free(file.data);
    return e;
}

int main(int argc, char **argv)
{
    int passed = 0, failed = 0;
    for (int i = 1; i < argc; i++) {
        if (run_case(argv[i]) == 0)
            passed++;
        else
            failed++;
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}
