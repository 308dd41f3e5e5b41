/* SPDX-License-Identifier: Apache-2.0 */
#include "build.h"

#include "../base/mem.h"

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
