/* SPDX-License-Identifier: Apache-2.0 */
#include "decode.h"
#include "bytes.h"

/* `width` (1 to 16) bits from position `at`; behind the end there are zeros. */
static uint32_t take(const struct mote_packed *p, uint32_t at, uint32_t width)
{
    const uint32_t byte = at >> 3;
    uint32_t word = 0;
    for (uint32_t i = 0; i < 3; i++)
        word = word << 8 | (byte + i < p->bytes ? p->bits[byte + i] : 0u);
    return word >> (24 - (at & 7u) - width) & ((1u << width) - 1u);
}

static void copy(const struct mote_packed *p, uint32_t from, void *out, uint32_t to)
{
    const uint8_t *value = p->table + p->size * from;
    if (p->size == 1)
        ((uint8_t *)out)[to] = value[0];
    else if (p->size == 2)
        ((uint16_t *)out)[to] = mote_rd16(value);
    else if (p->size == 4)
        ((uint32_t *)out)[to] = mote_rd32(value);
    else
        ((uint64_t *)out)[to] = mote_rd64(value);
}

static void put_zero(const struct mote_packed *p, void *out, uint32_t to, int8_t zero)
{
    if (p->size == 1)
        ((int8_t *)out)[to] = zero;
    else if (p->size == 2)
        ((uint16_t *)out)[to] = 0;
    else if (p->size == 4)
        ((uint32_t *)out)[to] = 0;
    else
        ((uint64_t *)out)[to] = 0;
}

/* Walks the channels along with the elements. */
struct walk {
    uint32_t channel, left;
};

static void next(const struct mote_packed *p, struct walk *w)
{
    if (p->interleaved) {
        if (++w->channel == p->channels) w->channel = 0;
    } else if (--w->left == 0) {
        w->left = p->count / p->channels;
        w->channel++;
    }
}

/* Does the bit string hold `width` bits for each element? */
static int long_enough(const struct mote_packed *p, uint32_t width)
{
    return (uint64_t)p->count * width <= (uint64_t)p->bytes * 8;
}

int mote_decode_lut(const struct mote_packed *p, uint32_t width, uint32_t stride, void *out)
{
    const uint32_t values = p->table_bytes / p->size;
    struct walk w = {0, p->count / p->channels};
    if (!long_enough(p, width)) return -1;
    for (uint32_t i = 0; i < p->count; i++, next(p, &w)) {
        const uint32_t from = w.channel * stride + take(p, i * width, width);
        if (from >= values) return -1;
        if (out) copy(p, from, out, i);
    }
    return 0;
}

int mote_decode_prune(const struct mote_packed *p, const int8_t *zeros, void *out)
{
    const uint32_t values = p->table_bytes / p->size;
    struct walk w = {0, p->count / p->channels};
    uint32_t used = 0;
    if (!long_enough(p, 1)) return -1;
    for (uint32_t i = 0; i < p->count; i++, next(p, &w)) {
        if (!take(p, i, 1)) {
            if (out) put_zero(p, out, i, zeros ? zeros[w.channel] : 0);
        } else {
            if (used >= values) return -1;
            if (out) copy(p, used, out, i);
            used++;
        }
    }
    return 0;
}

/* An entry as found (1 bit), count (4 bits), value (27 bits). */
static uint32_t entry(const struct mote_packed *p, uint32_t at, int wide)
{
    uint32_t e;
    if (wide) return mote_rd32(p->table + 4 * at);
    e = mote_rd16(p->table + 2 * at);
    return (e & 0xf800u) << 16 | (e & 0x7ffu);
}

int mote_decode_huffman(const struct mote_packed *p, uint32_t first, int wide, void *out)
{
    const uint32_t entries = p->table_bytes / (wide ? 4u : 2u), bits = p->bytes * 8;
    uint32_t at = 0;
    for (uint32_t i = 0; i < p->count; i++) {
        uint32_t width = first, place = take(p, at, width), e;
        at += width;
        for (;;) {
            if (place >= entries) return -1;
            e = entry(p, place, wide);
            if (e >> 31) break;
            if (at > bits) return -1;
            width = (e >> 27) + 1;
            place += (e & 0x7ffffffu) + take(p, at, width);
            at += width;
        }
        if (width > (e >> 27 & 15u)) at -= width - (e >> 27 & 15u);
        if (at > bits) return -1;
        if (!out) continue;
        if (p->size == 1)
            ((uint8_t *)out)[i] = (uint8_t)e;
        else
            ((uint16_t *)out)[i] = (uint16_t)e;
    }
    return 0;
}
