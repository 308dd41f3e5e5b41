/* SPDX-License-Identifier: Apache-2.0 */
#include "compare.h"

#include "mote.h"
#include "mote_op.h"

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);

enum { HEAD = 6, MOST_ENDS = 64 };

struct compare {
    const struct compiled_case *c;
    const uint8_t *model_data, *inputs[MOST_ENDS], *masks[MOST_ENDS];
    uint32_t model_bytes, invokes, n_in, n_out, in_bytes[MOST_ENDS];
    struct mote_model model;
    struct mote_net net;
};

static uint32_t pad(uint32_t bytes)
{
    return (bytes + 15u) & ~15u;
}

/* Reads a case; returns what is wrong, or NULL. */
static const char *read_case(struct compare *x, const uint32_t *words)
{
    const uint8_t *at = (const uint8_t *)words;
    x->model_bytes = words[2];
    x->invokes = words[3];
    x->n_in = words[4];
    x->n_out = words[5];
    if (x->n_in > MOST_ENDS || x->n_out > MOST_ENDS) return "too many inputs or outputs";
    at += pad(4 * (HEAD + x->n_in + x->n_out));
    x->model_data = at;
    at += pad(x->model_bytes);
    for (uint32_t i = 0; i < x->n_in; i++) {
        x->in_bytes[i] = words[HEAD + i];
        x->inputs[i] = at;
        at += pad(x->in_bytes[i] * x->invokes);
    }
    for (uint32_t i = 0; i < x->n_out; i++) {
        const uint32_t bytes = words[HEAD + x->n_in + i];
        x->masks[i] = bytes ? at : NULL;
        at += pad(bytes);
    }
    return NULL;
}

static int run_compiled(const struct compare *x, uint32_t invoke)
{
    const struct compiled_case *c = x->c;
    int e = MOTE_E_NOT_YET;
    for (uint32_t i = c->feed ? 1 : 0; i < x->n_in; i++)
        memcpy(c->input((int)i), x->inputs[i] + invoke * x->in_bytes[i], x->in_bytes[i]);
    if (!c->feed) return c->invoke();
    for (uint32_t y = 0; y < c->rows && e == MOTE_E_NOT_YET; y++)
        e = c->feed(x->inputs[0] + invoke * x->in_bytes[0] + y * c->row_bytes);
    return e;
}

static const char *compare_outputs(const struct compare *x, uint32_t invoke)
{
    for (uint32_t i = 0; i < x->n_out; i++) {
        const uint8_t *want = mote_output(&x->net, (int)i), *got = x->c->output((int)i);
        const size_t n = mote_output_bytes(&x->net, (int)i);
        struct mote_tensor t;
        size_t element;
        if (x->c->output_bytes((int)i) != n) return "the output has another size";
        if (mote_model_output(&x->model, (int)i, &t)) return "the output is not known";
        element = t.elements ? n / t.elements : 1;
        for (size_t k = 0; k < n; k++)
            if (want[k] != got[k] &&
                !(x->masks[i] && !x->masks[i][invoke * t.elements + k / element]))
                return "the outputs differ";
    }
    return NULL;
}

static const char *run_case(struct compare *x, void *memory, size_t memory_bytes)
{
    struct mote_config config = {.ops = mote_all_ops, .arena = memory, .arena_size = memory_bytes};
    const char *wrong;
    memset(memory, 0x55, memory_bytes < 65536 ? memory_bytes : 65536);
    if (mote_model_open(&x->model, x->model_data, x->model_bytes, NULL))
        return "the model cannot be opened";
    x->model.unpack = mote_unpack_lut; /* as the command does */
    if (mote_init(&x->net, &x->model, &config)) return "the interpreter cannot be initialised";
    if (x->c->init()) return "init failed";
    for (uint32_t k = 0; k < x->invokes; k++) {
        int want, got;
        for (uint32_t i = 0; i < x->n_in; i++) {
            if (mote_input_bytes(&x->net, (int)i) != x->in_bytes[i] ||
                x->c->input_bytes((int)i) != x->in_bytes[i])
                return "the input has another size";
            memcpy(mote_input(&x->net, (int)i), x->inputs[i] + k * x->in_bytes[i], x->in_bytes[i]);
        }
        want = mote_invoke(&x->net);
        got = run_compiled(x, k);
        if (want != got) return "the status of invoke differs";
        if (want == 0 && (wrong = compare_outputs(x, k)) != NULL) return wrong;
    }
    return NULL;
}

uint32_t compare_cases(const uint8_t *file, size_t size, void *memory, size_t memory_bytes,
                       void (*say)(const char *name, const char *what), uint32_t *passed)
{
    uint32_t failed = 0;
    *passed = 0;
    for (size_t at = 0; at < size;) {
        const uint32_t *words = (const uint32_t *)(const void *)(file + at);
        static struct compare x;
        const char *wrong;
        x = (struct compare){0};
        x.c = &compiled_cases[words[1]];
        wrong = read_case(&x, words);
        if (!wrong) wrong = run_case(&x, memory, memory_bytes);
        if (wrong) say(x.c->name, wrong);
        if (wrong)
            failed++;
        else
            ++*passed;
        at += words[0];
    }
    return failed;
}
