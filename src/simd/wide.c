/* SPDX-License-Identifier: Apache-2.0 */
#include "wide.h"
#include "../base/inline.h"
#include "../base/mem.h"

#if MOTE_WIDE

/* At a time: their sums are on the stack. Chips with a Cortex-M0 are small. */
enum { CHANNELS = MOTE_SIMD_ARMV6M ? 16 : 32, SUMS = CHANNELS * MOTE_WIDE_PIXELS };

/* Sums that wrap at 32 bits. */
static void end_narrow(const struct mote_wide_layer *l, int32_t o, int32_t n, const int64_t *parts,
                       const int32_t *sums, int32_t pixels, int16_t *const *out)
{
    const int32_t *bias = l->bias;
    for (int32_t k = 0; k < n; k++, o++) {
        const int32_t multiplier = l->multiplier[l->each * o], right = l->right[l->each * o];
        for (int32_t p = 0; p < pixels; p++) {
            uint32_t sum = (uint32_t)*sums++;
            if (bias) sum += (uint32_t)bias[o];
            if (parts) sum += (uint32_t)(uint64_t)*parts++;
            out[p][k] = (int16_t)mote_rescale_s8(sum, multiplier, right, 1, l->min, l->max);
        }
    }
}

/* The sum of any size. Apart, for compilers would prepare its shifts for sums that need none. */
MOTE_APART void end_any(const struct mote_wide_layer *l, int32_t o, uint64_t sum, int16_t *out)
{
    const int64_t *bias = l->bias;
    if (bias) sum += (uint64_t)bias[o];
    *out = (int16_t)mote_clamp(
        mote_requant_i64((int64_t)sum, l->multiplier[l->each * o], -2 - l->right[l->each * o]),
        l->min, l->max);
}

/* See MOTE_WIDE_EXACT. */
static inline int is_small(int32_t bias)
{
    return ((uint32_t)bias + (1u << 28)) >> 29 == 0;
}

/*
 * Sums of one part, of one pixel or two. With a small bias they stay within 32 bits; all others,
 * and multipliers without the short form, go their own way.
 */
MOTE_ALWAYS_INLINE void end_short(const struct mote_wide_layer *l, int32_t o, int32_t n,
                                  const int32_t *sums, int two, int16_t *const *out)
{
    static const int64_t none = 0;
    const int64_t *bias = l->bias ? (const int64_t *)l->bias + o : &none;
    const int32_t *multipliers = l->multiplier + l->each * o;
    const int8_t *rights = l->right + l->each * o;
    const int32_t mask = -l->each, min = l->min, max = l->max, bias_step = l->bias ? 1 : 0;
    int16_t *const first = out[0], *const second = out[two];
    for (int32_t k = 0; k < n; k++, bias += bias_step, sums += 1 + two) {
        const int32_t right = rights[k & mask], high = (int32_t)(*bias >> 32);
        const int32_t low = (int32_t)(uint32_t)(uint64_t)*bias;
        if ((uint32_t)right + 1u <= 16u && high == low >> 31 && is_small(low)) {
            const int32_t m = mote_wide_multiplier(multipliers[k & mask], right);
            first[k] = (int16_t)mote_clamp(mote_wide_rescale(low + sums[0], m), min, max);
            if (two) second[k] = (int16_t)mote_clamp(mote_wide_rescale(low + sums[1], m), min, max);
        } else {
            end_any(l, o + k, (uint64_t)(int64_t)sums[0], first + k);
            if (two) end_any(l, o + k, (uint64_t)(int64_t)sums[1], second + k);
        }
    }
}

#if MOTE_WIDE_ARMV7EM
/* The same with the machine's own loops. Returns 0, having done nothing, if they are not for the
 * layer. */
static int end_quick(const struct mote_wide_layer *l, int32_t o, int32_t n, const int32_t *sums,
                     int32_t pixels, int16_t *const *out)
{
    static const int32_t *(*const loops[2][2])(const struct mote_wide_quick *) = {
        {mote_wide_quick_full, mote_wide_quick_full_pair},
        {mote_wide_quick_relu, mote_wide_quick_relu_pair}};
    struct mote_wide_quick q;
    if (!l->each || !l->bias || l->max != 32767 || (l->min != 0 && l->min != -32768)) return 0;
    for (int32_t k = 0; k < n; k++) {
        q.multiplier = l->multiplier + o + k;
        q.right = l->right + o + k;
        q.bias = (const int64_t *)l->bias + o + k;
        q.sums = sums + k * pixels;
        q.first = out[0] + k;
        q.second = out[pixels - 1] + k;
        q.end = l->multiplier + o + n;
        k = (int32_t)(loops[l->min == 0][pixels - 1](&q) - l->multiplier) - o;
        for (int32_t p = 0; p < pixels && k < n; p++)
            end_any(l, o + k, (uint64_t)(int64_t)sums[k * pixels + p], out[p] + k);
    }
    return 1;
}
#endif

static void end_long(const struct mote_wide_layer *l, int32_t o, int32_t n, const int64_t *parts,
                     const int32_t *sums, int32_t pixels, int16_t *const *out)
{
    for (int32_t k = 0; k < n; k++)
        for (int32_t p = 0; p < pixels; p++)
            end_any(l, o + k, (uint64_t)(*parts++ + *sums++), &out[p][k]);
}

void mote_wide_end(const struct mote_wide_layer *l, int32_t o, int32_t n, const int64_t *parts,
                   const int32_t *sums, int32_t pixels, int16_t *const *out)
{
#if MOTE_WIDE_ARMV7EM
    if (l->wide && !parts && end_quick(l, o, n, sums, pixels, out)) return;
#endif
    if (!l->wide)
        end_narrow(l, o, n, parts, sums, pixels, out);
    else if (parts)
        end_long(l, o, n, parts, sums, pixels, out);
    else if (pixels > 1)
        end_short(l, o, n, sums, 1, out);
    else
        end_short(l, o, n, sums, 0, out);
}

void mote_wide_outputs(const struct mote_wide_layer *l, const void *job, int32_t o, int32_t n,
                       int16_t *const *out)
{
    enum { LOADS = MOTE_WIDE_EXACT / MOTE_WIDE_TAPS }; /* of a part */
    const int8_t *filter = l->filter + o * l->taps;
    const int32_t taps = l->taps, once = taps <= MOTE_WIDE_TAPS;
    int16_t *to[MOTE_WIDE_PIXELS];
    struct mote_wide w;
    for (int p = 0; p < MOTE_WIDE_PIXELS; p++) to[p] = out[p];
    if (once) l->load(&w, job, 0, taps);
    for (int32_t now; n > 0; n -= now, o += now, filter += now * taps) {
        int32_t sums[SUMS], loads = 0;
        int64_t parts[SUMS], *before = NULL;
        now = n < CHANNELS ? n : CHANNELS;
        memset(sums, 0, sizeof sums[0] * MOTE_WIDE_PIXELS * (uint32_t)now);
        for (int32_t first = 0; first < taps; first += MOTE_WIDE_TAPS, loads++) {
            if (loads == LOADS) {
                for (int32_t i = 0; i < now * w.pixels; i++) {
                    parts[i] = before ? parts[i] + sums[i] : sums[i];
                    sums[i] = 0;
                }
                before = parts;
                loads = 0;
            }
            if (!once)
                l->load(&w, job, first,
                        taps - first < MOTE_WIDE_TAPS ? taps - first : MOTE_WIDE_TAPS);
            mote_wide_sums(sums, &w, filter + first, taps, now);
        }
        mote_wide_end(l, o, now, before, sums, w.pixels, to);
        for (int32_t p = 0; p < MOTE_WIDE_PIXELS; p++) to[p] += now;
    }
}

#endif
