/* SPDX-License-Identifier: Apache-2.0 */
#include "build.h"

#include "../base/bytes.h"
#include "../base/mem.h"
#include "fault.h"

static int fits(struct mote_build *b, uint32_t more)
{
    if (more <= b->size - b->low - b->high) return 1;
    b->need = b->low + b->high + more;
    return 0;
}

uint32_t *mote_build_record(struct mote_build *b, uint32_t words)
{
    uint32_t *record = (uint32_t *)(void *)(b->arena + b->low);
    if (words > 0x03ffffffu || !fits(b, 4 * words)) return NULL;
    memset(record, 0, 4 * words);
    b->low += 4 * words;
    return record;
}

int mote_build_table(struct mote_build *b, uint32_t bytes, void **data, mote_ref *ref)
{
    const uint32_t rounded = (bytes + 7u) & ~7u; /* tables may hold 64-bit elements */
    if (bytes > 0x0fffffffu || !fits(b, rounded)) return MOTE_E_ARENA;
    b->high += rounded;
    *data = b->arena + b->size - b->high;
    *ref = mote_ref_make(MOTE_BASE_STATE, -(int32_t)b->high);
    return 0;
}

static int copy_constant(struct mote_build *b, const struct mote_tensor *t, unsigned size,
                         mote_ref *ref)
{
    void *data;
    const int e = mote_build_table(b, t->bytes, &data, ref);
    if (e) return e;
    memcpy(data, t->data, t->bytes);
    if (MOTE_BIG_ENDIAN) {
        uint8_t *bytes = data;
        for (uint32_t i = 0; i + size <= t->bytes; i += size)
            for (unsigned k = 0; k < size / 2; k++) {
                const uint8_t x = bytes[i + k];
                bytes[i + k] = bytes[i + size - 1 - k];
                bytes[i + size - 1 - k] = x;
            }
    }
    return 0;
}

int mote_build_ref(struct mote_build *b, const struct mote_model *m, const struct mote_tensor *t,
                   int written, mote_ref *ref, struct mote_fault *fault)
{
    uint32_t at;
    unsigned size = mote_type_bytes(t->type);
    if (t->index >= 0xffff)
        return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, 0xffff, t->index);
    *ref = mote_ref_make(MOTE_BASE_PLAN, t->index);
    if (!t->data || (written && t->bytes == 0)) return 0;
    if (written)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_ORDER, -1,
                              -1); /* nothing may write constants */
    at = (uint32_t)(t->data - m->data);
    *ref = mote_ref_make(MOTE_BASE_MODEL, (int32_t)at);
    if (t->type == MOTE_COMPLEX64) size = 4;
    if (size > 1 && t->bytes && (MOTE_BIG_ENDIAN || at % size))
        return copy_constant(b, t, size, ref);
    return 0;
}
