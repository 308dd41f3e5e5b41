/* SPDX-License-Identifier: Apache-2.0 */
#include <float.h>

#include "vectors.h"
#include "mote.h"
#include "mote_op.h"

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

enum {
    FILE_HEADER = 16,
    CASE_WORDS = 8,
    OPERAND_WORDS = 4,
    STATUS_NOT_YET = 15,
    FIRST_ARENA = 512,
    MOST_TRIES = 80 /* big-endian machines copy constants, and each try may get one further */
};

struct run {
    const struct vector_host *host;
    const char *file;
    const uint8_t *at; /* the case */
    const uint8_t *model_data;
    struct mote_model model;
    struct mote_net net;
    void *arena;
    size_t arena_bytes;
};

struct operand {
    uint32_t type, bytes;
    const uint8_t *data, *mask;
};

static uint32_t read_u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t word(const struct run *r, unsigned i)
{
    return read_u32(r->at + 4 * i);
}

static const uint8_t *place(const struct run *r, uint32_t offset)
{
    return offset ? r->at + offset : NULL;
}

static unsigned input_count(const struct run *r)
{
    return word(r, 3) & 0xffffu;
}

static unsigned output_count(const struct run *r)
{
    return word(r, 3) >> 16;
}

/* Inputs count from 0, outputs go on behind them. */
static struct operand operand(const struct run *r, unsigned i)
{
    const unsigned at = CASE_WORDS + OPERAND_WORDS * i;
    return (struct operand){word(r, at), word(r, at + 1), place(r, word(r, at + 2)),
                            place(r, word(r, at + 3))};
}

/* ---- saying what failed ---- */

static void say_number(const struct vector_host *host, int64_t value)
{
    char text[21];
    unsigned at = sizeof text;
    uint64_t n = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    text[--at] = 0;
    do {
        text[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    if (value < 0) text[--at] = '-';
    host->say(text + at);
}

static void say_case(const struct run *r, const char *what)
{
    r->host->say("FAIL ");
    r->host->say(r->file);
    r->host->say(" \"");
    r->host->say((const char *)place(r, word(r, 4)));
    r->host->say("\": ");
    r->host->say(what);
}

static int fail(const struct run *r, const char *what)
{
    say_case(r, what);
    r->host->say("\n");
    return -1;
}

static int fail_status(const struct run *r, const char *what, int error,
                       const struct mote_fault *fault)
{
    const int32_t numbers[] = {error,          fault->why,      fault->node,
                               fault->operand, fault->expected, fault->got};
    static const char *const names[] = {" status ",  ", why ",     " node ",
                                        " operand ", " expected ", " got "};
    say_case(r, what);
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        r->host->say(names[i]);
        say_number(r->host, numbers[i]);
    }
    r->host->say("\n");
    return -1;
}

static int fail_element(const struct run *r, uint32_t invoke, unsigned output, uint32_t element,
                        int64_t got, int64_t expected)
{
    const int64_t numbers[] = {invoke, output, element, got, expected};
    static const char *const names[] = {" invoke ", " output ", " element ", ": got ",
                                        ", expected "};
    say_case(r, "differs in");
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        r->host->say(names[i]);
        say_number(r->host, numbers[i]);
    }
    r->host->say("\n");
    return -1;
}

/* ---- elements ---- */

static int big_endian(void)
{
    const uint16_t one = 1;
    uint8_t low;
    memcpy(&low, &one, 1);
    return low == 0;
}

/* Copies elements from the file's byte order to this machine's. */
static void copy_elements(uint8_t *to, const uint8_t *from, size_t bytes, unsigned size)
{
    memcpy(to, from, bytes);
    if (size < 2 || !big_endian()) return;
    for (size_t i = 0; i + size <= bytes; i += size)
        for (unsigned k = 0; k < size; k++) to[i + k] = from[i + size - 1 - k];
}

/* Floats agree within what libm may differ by; not a number agrees with itself, infinity with
 * nothing else. */
static int close(float got, float want)
{
    const float difference = got > want ? got - want : want - got;
    const float size = want < 0 ? -want : want;
    if (got == want || (got != got && want != want)) return 1;
    return size <= FLT_MAX && difference <= 1e-6f + 1e-5f * size;
}

static int64_t integer(const uint8_t *p, uint32_t type)
{
    const unsigned size = mote_type_bytes((int)type);
    uint64_t value = 0;
    uint8_t bytes[8];
    for (unsigned i = 0; i < size && i < sizeof bytes; i++)
        bytes[i] = p[big_endian() ? size - 1 - i : i];
    for (unsigned i = size; i > 0; i--) value = value << 8 | bytes[i - 1];
    if (type == MOTE_INT8) return (int8_t)value;
    if (type == MOTE_INT16) return (int16_t)value;
    if (type == MOTE_INT32) return (int32_t)value;
    return (int64_t)value;
}

static int compare(const struct run *r, uint32_t invoke, unsigned output, const struct operand *o)
{
    const uint8_t *got = mote_output(&r->net, (int)output),
                  *want = o->data + (size_t)invoke * o->bytes;
    /* Complex numbers are pairs of floats. */
    const uint32_t type = o->type == MOTE_COMPLEX64 ? MOTE_FLOAT32 : o->type;
    const unsigned size = mote_type_bytes((int)type);
    if (!got && o->bytes) return fail(r, "no output");
    for (uint32_t i = 0; i * size < o->bytes; i++) {
        uint8_t g[8], w[8];
        float gf, wf;
        memcpy(g, got + i * size, size);
        copy_elements(w, want + i * size, size, size);
        if (memcmp(g, w, size) == 0 || (o->mask && !o->mask[i])) continue;
        if (type == MOTE_FLOAT32) {
            memcpy(&gf, g, 4);
            memcpy(&wf, w, 4);
            if (close(gf, wf)) continue;
        }
        return fail_element(r, invoke, output, i, integer(g, type), integer(w, type));
    }
    return 0;
}

/* ---- a case ---- */

static int init(struct run *r, size_t bytes)
{
    struct mote_config config = {.offline = mote_offline_plan,
                                 .ops = mote_all_ops,
                                 .streaming = &mote_streaming,
                                 .arena_size = bytes};
    r->arena_bytes = bytes;
    r->arena = r->host->take(bytes);
    if (!r->arena) return MOTE_E_USAGE;
    memset(r->arena, 0xa5, bytes);
    config.arena = r->arena;
    return mote_init(&r->net, &r->model, &config);
}

static void drop_arena(struct run *r)
{
    if (r->arena) r->host->give(r->arena);
    r->arena = NULL;
}

/* Follows what mote_init asks for until it is content. Returns its status. */
static int init_large_enough(struct run *r)
{
    size_t bytes = FIRST_ARENA;
    int e = init(r, bytes);
    for (int i = 0; i < MOST_TRIES && e == MOTE_E_ARENA && r->net.memory.arena_bytes > bytes; i++) {
        bytes = r->net.memory.arena_bytes;
        drop_arena(r);
        e = init(r, bytes);
    }
    return e;
}

/* The figure must be exact: enough, and with eight bytes less the same figure again. */
static int init_exactly(struct run *r)
{
    const size_t need = r->net.memory.arena_bytes;
    int e;
    drop_arena(r);
    if (need >= 8) {
        e = init(r, need - 8);
        if (e != MOTE_E_ARENA || r->net.memory.arena_bytes < need - 7)
            return fail_status(r, "eight bytes less than it asked for do not give MOTE_E_ARENA:", e,
                               &r->net.fault);
        drop_arena(r);
    }
    e = init(r, need);
    if (e || r->net.memory.arena_bytes != need)
        return fail_status(r, "mote_init does not fit into what it asked for:", e, &r->net.fault);
    return 0;
}

static int refused(int e)
{
    return e == MOTE_E_MODEL || e == MOTE_E_UNSUPPORTED;
}

static int check_operands(const struct run *r)
{
    const unsigned n_in = input_count(r), n_out = output_count(r);
    if (mote_inputs(&r->net) != (int)n_in || mote_outputs(&r->net) != (int)n_out)
        return fail(r, "another number of inputs or outputs");
    for (unsigned i = 0; i < n_in + n_out; i++) {
        const size_t bytes = i < n_in ? mote_input_bytes(&r->net, (int)i)
                                      : mote_output_bytes(&r->net, (int)(i - n_in));
        if (bytes != operand(r, i).bytes) return fail(r, "an input or output has another size");
    }
    return 0;
}

static int run_invoke(struct run *r, uint32_t invoke)
{
    const uint8_t *statuses = place(r, word(r, 7));
    const int late = statuses && statuses[invoke] == STATUS_NOT_YET;
    const unsigned n_in = input_count(r), n_out = output_count(r);
    int e;
    for (unsigned i = 0; i < n_in; i++) {
        const struct operand o = operand(r, i);
        if (o.bytes)
            copy_elements(mote_input(&r->net, (int)i), o.data + (size_t)invoke * o.bytes, o.bytes,
                          mote_type_bytes((int)o.type));
    }
    e = mote_invoke(&r->net);
    if (word(r, 1) == VECTOR_REFUSES_INVOKE) {
        if (e == MOTE_E_DATA) return 0;
        return fail_status(r, "mote_invoke should refuse the data:", e, &r->net.fault);
    }
    if (e != (late ? MOTE_E_NOT_YET : 0)) return fail_status(r, "mote_invoke:", e, &r->net.fault);
    for (unsigned i = 0; i < n_out && !late; i++) {
        const struct operand o = operand(r, n_in + i);
        if ((e = compare(r, invoke, i, &o)) != 0) return e;
    }
    return 0;
}

static int run_opened(struct run *r)
{
    int e = init_large_enough(r);
    if (word(r, 1) == VECTOR_REFUSED)
        return refused(e) ? 0 : fail_status(r, "mote_init should refuse it:", e, &r->net.fault);
    if (e) return fail_status(r, "mote_init:", e, &r->net.fault);
    if ((e = init_exactly(r)) != 0 || (e = check_operands(r)) != 0) return e;
    /* Twice, with a reset between: the second time must be like the first. */
    for (int pass = 0; pass < 2; pass++) {
        if (pass && mote_reset(&r->net) != 0) return fail(r, "mote_reset fails");
        for (uint32_t k = 0; k < word(r, 2); k++)
            if ((e = run_invoke(r, k)) != 0) return e;
    }
    return 0;
}

static int run_case(struct run *r)
{
    const uint32_t size = word(r, 6);
    uint8_t *copy = NULL;
    struct mote_fault fault;
    int e;
    r->model_data = place(r, word(r, 5));
    if (r->host->copy_models) {
        copy = r->host->take(size);
        if (!copy) return fail(r, "no memory");
        memcpy(copy, r->model_data, size);
        r->model_data = copy;
    }
    e = mote_model_open(&r->model, r->model_data, size, &fault);
    r->model.unpack = mote_unpack_lut;
    if (e)
        e = word(r, 1) == VECTOR_REFUSED && refused(e)
                ? 0
                : fail_status(r, "mote_model_open:", e, &fault);
    else
        e = run_opened(r);
    drop_arena(r);
    if (copy) r->host->give(copy);
    return e;
}

int vectors_run(const struct vector_host *host, const char *file, const uint8_t *data, size_t size,
                struct vector_count *count)
{
    struct run r = {.host = host, .file = file};
    uint32_t cases;
    size_t at = FILE_HEADER;
    if (size < FILE_HEADER || memcmp(data, "MOTEVEC1", 8) != 0 || read_u32(data + 12) != size)
        return -1;
    cases = read_u32(data + 8);
    for (uint32_t i = 0; i < cases; i++) {
        if (at + 4 * CASE_WORDS > size || read_u32(data + at) > size - at ||
            read_u32(data + at) == 0)
            return -1;
        r.at = data + at;
        if (run_case(&r) == 0)
            count->passed++;
        else
            count->failed++;
        at += read_u32(data + at);
    }
    return at == size ? 0 : -1;
}

void vectors_say_count(const struct vector_host *host, const struct vector_count *count)
{
    say_number(host, count->passed);
    host->say(" passed, ");
    say_number(host, count->failed);
    host->say(" failed\n");
}
