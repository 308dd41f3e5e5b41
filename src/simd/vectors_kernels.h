/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernels of one level, written once for all: a file of a level defines the vectors and
 * includes this. It gives
 *     vec, LANES, ELEMENT (bytes), RAISED (by which inputs of 1 byte are higher than they were),
 *     MANY_REGISTERS (32), MOTE_VECTORS_THIS (the name of the table)
 *     load, store (at any address), set (32-bit lanes), add, spread (a unit over all lanes),
 *     dot (a unit of each lane multiplied, added up)
 *     subtract, multiply, both, either (and, or), power (2^e), widen_lanes, copy_some
 *     mul_unsigned, subtract_wide, shift_wide_right, shift_wide_left
 *     shift_left, shift_all_right (all lanes alike), signs (a bit for each lane)
 *     add_wide (64-bit lanes), odd (odd lanes to even places), to_odd, high_halves (of
 * the products of even and of odd lanes), sign (-1 or 0), shift_right, shift_operands, SHIFT_BY_1
 *     narrow (four vectors to int8, clamped), store_quarters, store_halves
 *     mix_low, mix_high, narrow_mixed (bytes in turn, and back), dot_words, lesser
 *     add_magnitudes (of a unit of weights), sums_of (each of LANES vectors)
 *     stage, interleave_some (ROWS rows of SOME elements), transpose (LANES rows of units)
 */

#define START 0x80000000u /* of a sum */

enum { ROWS = 4 / ELEMENT, PIXELS = 16 };

/* What ends a vector of channels. */
struct ends {
    vec multiplier, odd_multiplier, addend, odd_addend, shift;
};

/* v * 2^32 + 2^31 in the lanes of 64 bits, for even places of v and for odd ones. */
MOTE_ALWAYS_INLINE vec addend_of(vec v)
{
    return add_wide(to_odd(v), half());
}

MOTE_ALWAYS_INLINE vec odd_addend_of(vec v)
{
    return add_wide(both(v, to_odd(set(-1))), half());
}

MOTE_ALWAYS_INLINE struct ends ends_of(const struct mote_vectors_block *b, int32_t o)
{
    struct ends e;
    const vec addend = load(b->addend + o);
    e.multiplier = load(b->multiplier + o);
    e.odd_multiplier = odd(e.multiplier);
    e.addend = addend_of(addend);
    e.odd_addend = odd_addend_of(addend);
    e.shift = load(b->shift + o);
    return e;
}

/* The upper words of x * multiplier + addend, without signs. */
MOTE_ALWAYS_INLINE vec high_product(vec x, const struct ends *e)
{
    return high_halves(add_wide(mul_unsigned(x, e->multiplier), e->addend),
                       add_wide(mul_unsigned(odd(x), e->odd_multiplier), e->odd_addend));
}

/*
 * The quick rescaling. Both roundings of mote_requant come down to
 *     y = floor((2 * acc * multiplier + 2^31) / 2^32)
 *     result = floor((y - (y < 0) + 2^(e-1) + zero * 2^e) / 2^e)
 * for e >= 1. The 1 may be subtracted by the sign of acc: where acc < 0 and yet y = 0, both give
 * the zero point.
 * Sums start at 2^31, so that acc + 2^31 is what comes and has no sign: what it adds to the product
 * is subtracted with the addend, and the 1 is added where acc >= 0 and else left out. Where nothing
 * below the zero point is put out, the addend has it for all: what is negative goes to the bound.
 */
MOTE_ALWAYS_INLINE vec rescale(vec acc, const struct ends *e, const int rectified)
{
    const vec y = high_product(acc, e);
    return shift_right(rectified ? y : subtract(y, sign(acc)), e->shift);
}

/* Is nothing below the zero point put out? */
static inline int is_rectified(const struct mote_vectors_block *b)
{
    return b->min >= b->zero;
}

/* Stores pieces of one or two vectors of 8-bit channels, n of them or more, `count` pixels. */
MOTE_ALWAYS_INLINE void store_pieces(int8_t *out, int32_t out_step, int32_t n, vec bytes,
                                     const int vectors, const int count)
{
    const int piece = LANES * vectors;
    int8_t all[4 * LANES];
    if (n >= piece && out_step == piece && count * vectors == 4) {
        store(out, bytes);
        return;
    }
    if (n >= piece) {
        if (vectors == 4)
            store(out, bytes);
        else if (vectors == 2)
            store_halves(out, out_step, bytes, count);
        else
            store_quarters(out, out_step, bytes, count);
        return;
    }
    store(all, bytes);
    if (2 * n == piece) {
        UNROLL for (int i = 0; i < count; i++)
            __builtin_memcpy(out + i * out_step, all + i * piece, (uint32_t)piece / 2);
    } else {
        for (int i = 0; i < count; i++) memcpy(out + i * out_step, all + i * piece, (uint32_t)n);
    }
}

/* Does those channels once more that the quick rescaling cannot do; sums of pixel after pixel. */
MOTE_APART void end_exactly(const struct mote_vectors_block *b, int32_t o, const int32_t *sums,
                            int8_t *out, int32_t out_step, int pixels, int vectors)
{
    const int32_t lanes = vectors * LANES;
    for (int32_t k = 0; k < lanes && o + k < b->channels; k++) {
        const int32_t multiplier = b->layer_multiplier[o + k], right = b->layer_right[o + k];
        if (!(b->exact[(o + k) / 32] >> (o + k) % 32 & 1)) continue;
        for (int i = 0; i < pixels; i++)
            out[i * out_step + k] =
                (int8_t)mote_rescale_s8((uint32_t)sums[i * lanes + k] ^ START, multiplier, right,
                                        2 * b->zero + 1, b->min, b->max);
    }
}

/* Ends `pixels` pixels by `vectors` vectors of channels from o on. */
MOTE_ALWAYS_INLINE void end_as(const struct mote_vectors_block *b, int32_t o, vec (*acc)[2],
                               int8_t *out, int32_t out_step, const int pixels, const int vectors,
                               const int rectified)
{
    int32_t sums[PIXELS * 2 * LANES];
    if (b->inexact) {
        UNROLL for (int i = 0; i < pixels; i++)
        {
            store(sums + i * vectors * LANES, acc[i][0]);
            if (vectors == 2) store(sums + (2 * i + 1) * LANES, acc[i][1]);
        }
    }
    {
        const struct ends first = ends_of(b, o);
        const struct ends second = vectors == 2 ? ends_of(b, o + LANES) : first;
        const int32_t n = b->channels - o;
        const struct bounds bounds = bounds_of(b->min, b->max);
        const int most = 4 / vectors; /* pixels of a vector of bytes */
        UNROLL for (int i = 0; i < pixels; i += 4 / vectors)
        {
            const int last = pixels - 1, count = pixels - i < most ? pixels - i : most;
            vec v[4];
            UNROLL for (int k = 0; k < 4; k++)
            {
                const int at = k / vectors, pixel = i + at < last ? i + at : last;
                if (k > 0 && i + at > last)
                    v[k] = v[k - vectors];
                else
                    v[k] = k % vectors ? rescale(acc[pixel][1], &second, rectified)
                                       : rescale(acc[pixel][0], &first, rectified);
            }
            store_pieces(out + i * out_step, out_step, n, narrow(v[0], v[1], v[2], v[3], &bounds),
                         vectors, count);
        }
    }
    if (b->inexact) end_exactly(b, o, sums, out, out_step, pixels, vectors);
}

MOTE_ALWAYS_INLINE void end(const struct mote_vectors_block *b, int32_t o, vec (*acc)[2],
                            int8_t *out, int32_t out_step, const int pixels, const int vectors)
{
    if (is_rectified(b))
        end_as(b, o, acc, out, out_step, pixels, vectors, 1);
    else
        end_as(b, o, acc, out, out_step, pixels, vectors, 0);
}

MOTE_ALWAYS_INLINE void begin(const struct mote_vectors_block *b, vec (*acc)[2], const int pixels,
                              const int vectors)
{
    UNROLL for (int i = 0; i < pixels; i++)
    {
        acc[i][0] = load(b->bias);
        if (vectors == 2) acc[i][1] = load(b->bias + LANES);
    }
}

/* Pixels from `first` on by all channels of the block. */
MOTE_ALWAYS_INLINE void conv_tile(const struct mote_vectors_block *b,
                                  const struct mote_vectors_pixels *p, int32_t first,
                                  const int pixels, const int vectors)
{
    const intptr_t step = p->step;
    const uint8_t *w = b->weights + p->first_run * b->units * 4 * LANES * vectors;
    vec acc[PIXELS][2];
    begin(b, acc, pixels, vectors);
    for (int32_t r = p->first_run; r < p->end_run; r++) {
        const uint8_t *x = p->run[r] + first * step;
        const uint8_t *x4 = pixels > 4 ? x + 4 * step : x, *x8 = pixels > 8 ? x4 + 4 * step : x4;
        const uint8_t *x12 = pixels > 12 ? x8 + 4 * step : x8;
        for (int32_t u = b->units; u > 0; u--, x += 4, x4 += 4, x8 += 4, x12 += 4) {
            const vec w0 = load(w), w1 = vectors == 2 ? load(w + 4 * LANES) : w0;
            UNROLL for (int i = 0; i < pixels; i++)
            {
                const vec s = spread(i < 4    ? x + i * step
                                     : i < 8  ? x4 + (i - 4) * step
                                     : i < 12 ? x8 + (i - 8) * step
                                              : x12 + (i - 12) * step);
                acc[i][0] = dot(acc[i][0], s, w0);
                if (vectors == 2) acc[i][1] = dot(acc[i][1], s, w1);
            }
            w += 4 * LANES * vectors;
        }
    }
    end(b, 0, acc, p->out + first * p->out_step, p->out_step, pixels, vectors);
}

/* The same for filters three columns wide that go by one column, where loads would hold up a single
 * vector of channels: what a column's unit is spread to serves three pixels. */
MOTE_ALWAYS_INLINE void conv_wide_tile(const struct mote_vectors_block *b,
                                       const struct mote_vectors_pixels *p, int32_t first,
                                       const int pixels)
{
    const intptr_t step = p->step;
    const int32_t column = b->wide * 4 * LANES;
    const uint8_t *w = b->weights + p->first_run * 3 * column;
    /* Three sums into one register, one after the other, would wait for each other. */
    const int spare = MANY_REGISTERS && pixels <= 8;
    vec acc[PIXELS][2];
    begin(b, acc, pixels, 1);
    UNROLL for (int i = 0; i < pixels; i++) acc[i][1] = set(0);
    for (int32_t r = p->first_run; r < p->end_run; r++, w += 2 * column) {
        const uint8_t *x = p->run[r] + first * step;
        const uint8_t *x4 = x + 4 * step, *x8 = pixels > 4 ? x4 + 4 * step : x4;
        const uint8_t *x12 = pixels > 8 ? x8 + 4 * step : x8, *x16 = x12 + 4 * step;
        for (int32_t u = b->wide; u > 0; u--, x += 4, x4 += 4, x8 += 4, w += 4 * LANES) {
            const vec w0 = load(w), w1 = load(w + column), w2 = load(w + 2 * column);
            UNROLL for (int i = 0; i < pixels + 2; i++)
            {
                const vec s = spread(i < 4    ? x + i * step
                                     : i < 8  ? x4 + (i - 4) * step
                                     : i < 12 ? x8 + (i - 8) * step
                                     : i < 16 ? x12 + (i - 12) * step
                                              : x16 + (i - 16) * step);
                if (i < pixels) acc[i][0] = dot(acc[i][0], s, w0);
                if (i > 0 && i - 1 < pixels) acc[i - 1][spare] = dot(acc[i - 1][spare], s, w1);
                if (i > 1) acc[i - 2][0] = dot(acc[i - 2][0], s, w2);
            }
            x12 += 4;
            x16 += 4;
        }
    }
    if (spare) {
        UNROLL for (int i = 0; i < pixels; i++) acc[i][0] = add(acc[i][0], acc[i][1]);
    }
    end(b, 0, acc, p->out + first * p->out_step, p->out_step, pixels, 1);
}

static void conv(const struct mote_vectors_block *b, const struct mote_vectors_pixels *p)
{
    int32_t i = 0;
    if (b->vectors == 2) {
        if (MANY_REGISTERS)
            for (; i + 8 <= p->n; i += 8) {
                if (i + 9 == p->n) { /* maps of 3x3 */
                    conv_tile(b, p, i, 9, 2);
                    return;
                }
                conv_tile(b, p, i, 8, 2);
            }
        for (; i + 4 <= p->n; i += 4) conv_tile(b, p, i, 4, 2);
        for (; i + 2 <= p->n; i += 2) conv_tile(b, p, i, 2, 2);
        if (i < p->n) conv_tile(b, p, i, 1, 2);
        return;
    }
    if (b->wide) {
        if (MANY_REGISTERS)
            for (; i + 16 <= p->n; i += 16) conv_wide_tile(b, p, i, 16);
        for (; i + 8 <= p->n; i += 8) conv_wide_tile(b, p, i, 8);
        for (; i + 4 <= p->n; i += 4) conv_wide_tile(b, p, i, 4);
    }
    if (MANY_REGISTERS)
        for (; i + 16 <= p->n; i += 16) conv_tile(b, p, i, 16, 1);
    for (; i + 8 <= p->n; i += 8) conv_tile(b, p, i, 8, 1);
    for (; i + 4 <= p->n; i += 4) conv_tile(b, p, i, 4, 1);
    for (; i + 2 <= p->n; i += 2) conv_tile(b, p, i, 2, 1);
    if (i < p->n) conv_tile(b, p, i, 1, 1);
}

/* Pixels from `first` on by one vector of channels. */
MOTE_ALWAYS_INLINE void depthwise_tile(const struct mote_vectors_block *b,
                                       const struct mote_vectors_pixels *p, int32_t o,
                                       int32_t first, const int pixels)
{
    const intptr_t step = p->step;
    const int32_t pitch = 4 * b->padded;
    const uint8_t *w = b->weights + 4 * o, *group = p->in + first * step + 4 * o;
    vec acc[PIXELS][2];
    UNROLL for (int i = 0; i < pixels; i++) acc[i][0] = load(b->bias + o);
    for (int32_t g = p->groups; g > 0; g--, group += p->group_step) {
        const uint8_t *x = group;
        for (int32_t k = p->columns; k > 0; k--, x += p->column_step, w += pitch) {
            const vec weights = load(w);
            UNROLL for (int i = 0; i < pixels; i++) acc[i][0] =
                dot(acc[i][0], load(x + i * step), weights);
        }
    }
    end(b, o, acc, p->out + first * p->out_step + o, p->out_step, pixels, 1);
}

static void depthwise(const struct mote_vectors_block *b, const struct mote_vectors_pixels *p)
{
    for (int32_t o = 0; o < b->channels; o += LANES) {
        int32_t i = 0;
        for (; i + 8 <= p->n; i += 8) depthwise_tile(b, p, o, i, 8);
        switch (p->n - i) { /* maps are narrow where channels are many */
        case 7: depthwise_tile(b, p, o, i, 7); break;
        case 6: depthwise_tile(b, p, o, i, 6); break;
        case 5: depthwise_tile(b, p, o, i, 5); break;
        case 4: depthwise_tile(b, p, o, i, 4); break;
        case 3: depthwise_tile(b, p, o, i, 3); break;
        case 2: depthwise_tile(b, p, o, i, 2); break;
        case 1: depthwise_tile(b, p, o, i, 1); break;
        default: break;
        }
    }
}

static void interleave(uint8_t *to, const int8_t *const *rows, int32_t n,
                       const struct mote_vectors_form *form)
{
    const vec setting = setting_of(form);
    int8_t nothing[SOME], rest[ROWS][SOME];
    const int8_t *at[ROWS];
    intptr_t step[ROWS];
    int missing = 0;
    UNROLL for (int r = 0; r < ROWS; r++)
    {
        at[r] = rows[r] ? rows[r] : nothing;
        step[r] = rows[r] ? SOME : 0;
        missing |= !rows[r];
    }
    if (missing) memset(nothing, form->is_input ? -form->offset : 0, SOME);
    for (; n >= SOME; n -= SOME, to += 4 * SOME) {
        interleave_some(to, at, setting);
        UNROLL for (int r = 0; r < ROWS; r++) at[r] += step[r];
    }
    if (n > 0) {
        UNROLL for (int r = 0; r < ROWS; r++)
        {
            if (step[r]) copy_some(rest[r], at[r], n);
            at[r] = step[r] ? rest[r] : nothing;
        }
        interleave_some(to, at, setting);
    }
}

/* LANES rows of weights, n elements each, become vectors of units; `rows` of them are there. */
MOTE_ALWAYS_INLINE void pack_some(uint8_t *to, const int8_t *row, intptr_t step, int32_t rows,
                                  int32_t n, const int vectors)
{
    const int32_t units = (n + ROWS - 1) / ROWS;
    vec v[LANES];
    if (rows >= LANES) {
        __asm__("" : "+r"(step)); /* else gcc keeps a pointer to each row, most of them in memory */
        UNROLL for (int k = 0; k < LANES; k += 4)
        {
            UNROLL for (int i = 0; i < 4; i++) v[k + i] = load_weights(row + i * step, n);
            row += 4 * step;
        }
    } else {
        UNROLL for (int k = 0; k < LANES; k++) v[k] =
            k < rows ? load_weights(row + k * step, n) : set(0);
    }
    transpose(v);
    UNROLL for (int k = 0; k < LANES; k++)
    {
        if (k < units) store(to + k * 4 * vectors * LANES, v[k]);
    }
}

MOTE_ALWAYS_INLINE void pack_vectors(uint8_t *to, const int8_t *filter, int32_t step, int32_t n,
                                     const struct mote_vectors_block *b, const int vectors)
{
    const int32_t pitch = 4 * vectors * LANES, most = LANES * ROWS;
    int32_t runs = b->runs;
    if (n % ROWS == 0) { /* as good as one run */
        n *= runs;
        runs = 1;
    }
    for (int32_t o = 0; o < vectors * LANES; o += LANES) {
        const int8_t *row = filter + o * step;
        const int32_t rows = b->channels - o;
        uint8_t *out = to + 4 * o;
        for (int32_t r = 0; r < runs; r++, row += n) {
            int32_t at = 0;
            for (; at + most <= n; at += most, out += LANES * pitch)
                pack_some(out, row + at, step, rows, most, vectors);
            if (at < n) {
                pack_some(out, row + at, step, rows, n - at, vectors);
                out += (n - at + ROWS - 1) / ROWS * pitch;
            }
        }
    }
}

static void pack(uint8_t *to, const int8_t *filter, int32_t step, int32_t n,
                 const struct mote_vectors_block *b)
{
    if (b->vectors == 2)
        pack_vectors(to, filter, step, n, b, 2);
    else
        pack_vectors(to, filter, step, n, b, 1);
}

/* Sums of n vectors of weights, `step` bytes apart, for each channel; or of their magnitudes. */
MOTE_ALWAYS_INLINE vec sum_of(const uint8_t *w, int32_t n, int32_t step, const int magnitudes)
{
    const vec ones = set(ELEMENT == 1 ? 0x01010101 : 0x00010001);
    vec sum[4] = {set(0), set(0), set(0), set(0)};
    for (; n >= 4; n -= 4, w += 4 * step) {
        UNROLL for (int i = 0; i < 4; i++)
        {
            const vec v = load(w + i * step);
            sum[i] = magnitudes ? add_magnitudes(sum[i], v) : dot(sum[i], ones, v);
        }
    }
    for (; n > 0; n--, w += step)
        sum[0] = magnitudes ? add_magnitudes(sum[0], load(w)) : dot(sum[0], ones, load(w));
    return add(add(sum[0], sum[1]), add(sum[2], sum[3]));
}

MOTE_ALWAYS_INLINE vec inverse(vec v)
{
    return subtract(set(-1), v);
}

/* v within the bounds of b. */
MOTE_ALWAYS_INLINE vec clamped(const struct mote_vectors_block *b, vec v)
{
    const vec start = set((int32_t)START), min = add(set(b->min), start);
    v = lesser(add(v, start), add(set(b->max), start));
    return subtract(inverse(lesser(inverse(v), inverse(min))), start);
}

/* What sums x - 2^31 become, whatever e from 2 on. */
MOTE_ALWAYS_INLINE vec value_of(const struct mote_vectors_block *b, vec x, const struct ends *k)
{
    const vec y = subtract(high_product(x, k), sign(x));
    return clamped(b, shift_all_right(add(shift_right(y, k->shift), set(2 * b->zero + 1)), 1));
}

/* All ones where the output is the same for every input, sums being `reach` from x - 2^31 at most.
 */
MOTE_ALWAYS_INLINE vec constants(const struct mote_vectors_block *b, vec x, vec reach,
                                 const struct ends *k, vec *value)
{
    const vec low = subtract(x, reach), high = add(x, reach);
    const vec beyond = either(both(low, inverse(x)), both(x, inverse(high))); /* of 32 bits */
    const vec other = value_of(b, high, k);
    *value = value_of(b, low, k);
    return inverse(sign(either(beyond, either(subtract(*value, other), subtract(other, *value)))));
}

/*
 * Channels from o on that the quick rescaling is not for, where `others` is all ones. Training
 * leaves dead channels behind, with biases of 2^30, say, and multipliers next to nothing.
 */
MOTE_APART void finish_others(struct mote_vectors_block *b, int32_t o, vec others, vec multiplier,
                              vec e, int32_t n, int32_t step)
{
    const vec x = load(b->bias + o), few = sign(subtract(e, set(2)));
    const vec addend = subtract(set(-1), multiplier);
    vec found, value;
    struct ends k;
    k.multiplier = add(multiplier, multiplier);
    k.odd_multiplier = odd(k.multiplier);
    k.addend = addend_of(addend);
    k.odd_addend = odd_addend_of(addend);
    k.shift = shift_operands(both(subtract(e, set(1)), set(31)));
    others = both(others, inverse(few)); /* exponents that value_of is not for */
    found = both(others, constants(b, x, set(255 * 128 * ROWS * n), &k, &value));
    if (b->weights && signs(both(others, inverse(found)))) {
        const vec most = sum_of(b->weights + 4 * o, n, step, 1);
        found = both(others, constants(b, x, multiply(most, set(255)), &k, &value));
    }
    others = either(others, few);
    store(b->multiplier + o, both(load(b->multiplier + o), inverse(found)));
    store(b->addend + o, either(both(load(b->addend + o), inverse(others)),
                                both(add(value, value), found))); /* to which 0 or 1 comes */
    store(b->shift + o,
          either(both(load(b->shift + o), inverse(others)), both(set(SHIFT_BY_1), found)));
    others = both(others, inverse(found));
    if (signs(others)) {
        b->exact[o / 32] |= signs(others) << o % 32;
        b->inexact = 1;
    }
}

static void finish(struct mote_vectors_block *b, const int32_t *bias, int32_t n, int32_t step,
                   int32_t offset)
{
    const vec twice_zero = set(2 * b->zero + 1), one = set(1), most = set(MOTE_VECTORS_SHIFT_MAX);
    const vec start_min = set(-(1 << 29)), start_range = set((1 << 30) - 1);
    const vec less = set(!is_rectified(b)); /* sums that are not negative get it back */
    b->inexact = 0;
    for (int32_t o = 0; o < b->channels; o += LANES) {
        const int32_t left = b->channels - o < LANES ? b->channels - o : LANES;
        vec start = set(0), multiplier, e, low, other;
        if (left == LANES) {
            if (bias) start = load(bias + o);
            multiplier = load(b->layer_multiplier + o);
            e = widen_lanes(b->layer_right + o);
        } else {
            int32_t words[2][LANES] = {{0}};
            int8_t rights[LANES] = {0};
            if (bias) memcpy(words[0], bias + o, 4 * (uint32_t)left);
            memcpy(words[1], b->layer_multiplier + o, 4 * (uint32_t)left);
            memcpy(rights, b->layer_right + o, (uint32_t)left);
            start = load(words[0]);
            multiplier = load(words[1]);
            e = widen_lanes(rights);
        }
        e = add(e, set(2));
        /* e = 1 where the multiplier is 0, which leaves the zero point */
        e = add(e, both(subtract(one, e), sign(subtract(multiplier, one))));
        other = subtract(start, start_min);
        other = either(either(other, subtract(start_range, other)),
                       either(subtract(e, one), subtract(most, e)));
        low = both(e, set(31)); /* what others have is not looked at */
        store(b->bias + o, add(start, set((int32_t)START)));
        store(b->multiplier + o, add(multiplier, multiplier));
        store(
            b->addend + o,
            subtract(subtract(multiply(twice_zero, power(subtract(low, one))), less), multiplier));
        store(b->shift + o, shift_operands(low));
        if (signs(other)) finish_others(b, o, sign(other), multiplier, e, n, step);
        /* else the offset has been added to the inputs, be it with what they were raised by */
        if (ELEMENT == 1 && b->weights && offset != RAISED) {
            const vec sum = sum_of(b->weights + 4 * o, n, step, 0);
            store(b->bias + o, add(load(b->bias + o), multiply(sum, set(offset - RAISED))));
        }
    }
}

static void add_up(int32_t *sums, const int8_t *x, int32_t n, int32_t pixels, int32_t step)
{
    for (; n >= 4 * LANES; n -= 4 * LANES, sums += 4 * LANES, x += 4 * LANES) {
        const int8_t *at = x;
        vec sum[4];
        UNROLL for (int i = 0; i < 4; i++) sum[i] = load(sums + i * LANES);
        for (int32_t k = pixels; k > 0; k--, at += step) {
            UNROLL for (int i = 0; i < 4; i++) sum[i] = add(sum[i], widen_lanes(at + i * LANES));
        }
        UNROLL for (int i = 0; i < 4; i++) store(sums + i * LANES, sum[i]);
    }
    for (; n > 0; n--, sums++, x++)
        for (int32_t k = 0; k < pixels; k++) *sums += x[k * step];
}

/* Four rows of weights by the elements from i on: adds what they give, and their own sums. */
MOTE_ALWAYS_INLINE void four_rows(vec acc[4], vec sum[4], const uint8_t *x,
                                  const int8_t *const row[4], int32_t i, int32_t n,
                                  const int with_sums)
{
    const vec elements = load(x + i * ELEMENT), ones = set(0x01010101);
    UNROLL for (int r = 0; r < 4; r++)
    {
        const vec w = load_weights(row[r] + i, n);
        acc[r] = dot(acc[r], elements, w);
        if (with_sums) sum[r] = dot(sum[r], ones, w);
    }
}

/* Sums of LANES rows of weights times n elements, `rows` of which are there: a lane each. Where
 * inputs are not `raised` by their offset, it takes sums of the weights. */
MOTE_ALWAYS_INLINE vec row_sums(const uint8_t *x, const int8_t *filter, int32_t n, int32_t rows,
                                int32_t offset, const int with_sums)
{
    const int32_t most = LANES * ROWS;
    vec v[LANES];
    UNROLL for (int k = 0; k < LANES; k += 4)
    {
        const int8_t *row[4];
        int32_t i = 0;
        vec acc[4], sum[4];
        UNROLL for (int r = 0; r < 4; r++)
        {
            row[r] = filter + (k + r < rows ? k + r : rows - 1) * n;
            acc[r] = sum[r] = set(0);
        }
        for (; i + most <= n; i += most) four_rows(acc, sum, x, row, i, most, with_sums);
        if (i < n) four_rows(acc, sum, x, row, i, n - i, with_sums);
        UNROLL for (int r = 0; r < 4; r++) v[k + r] =
            with_sums ? add(acc[r], multiply(sum[r], set(offset - RAISED))) : acc[r];
    }
    return sums_of(v);
}

static void fully_connected(const struct mote_vectors_block *b, const uint8_t *x,
                            const int8_t *filter, int32_t n, int32_t offset, int8_t *out)
{
    const struct bounds bounds = bounds_of(b->min, b->max);
    const int rectified = is_rectified(b);
    for (int32_t o = 0; o < b->channels; o += 4 * LANES) {
        int32_t sums[4][LANES];
        vec v[4];
        for (int32_t k = 0; k < 4; k++) {
            const int32_t first = o + k * LANES, rows = b->channels - first;
            if (rows <= 0) {
                store(sums[k], set(0));
                continue;
            }
            v[0] = ELEMENT == 1 && offset != RAISED
                       ? row_sums(x, filter + first * n, n, rows, offset, 1)
                       : row_sums(x, filter + first * n, n, rows, offset, 0);
            store(sums[k], add(v[0], load(b->bias + first)));
        }
        UNROLL for (int k = 0; k < 4; k++)
        {
            /* behind the last channel the ends of the first will do */
            const int32_t first = o + k * LANES < b->channels ? o + k * LANES : 0;
            const struct ends ends = ends_of(b, first);
            v[k] = rescale(load(sums[k]), &ends, rectified);
        }
        store_pieces(out + o, 4 * LANES, b->channels - o, narrow(v[0], v[1], v[2], v[3], &bounds),
                     4, 1);
        for (int32_t k = 0; k < 4 && b->inexact; k++)
            end_exactly(b, o + k * LANES, sums[k], out + o + k * LANES, 0, 1, 1);
    }
}

#include "vectors_sums.h"

/* Multipliers of one half of a vector's channels, in lanes of 64 bits, as base/rescale_channels.c
 * has it: *more is what comes to the exponent, *doubt negative where that takes a closer look. */
MOTE_ALWAYS_INLINE vec multipliers_of(vec fraction, vec high, vec low, vec *more, vec *doubt)
{
    const vec one = shift_wide_right(to_odd(set(1)), 32);
    vec product =
        add_wide(mul_unsigned(fraction, high), shift_wide_right(mul_unsigned(fraction, low), 32));
    const vec small = subtract_wide(shift_wide_right(product, 63), one); /* all ones or 0 */
    vec m, rest, carry;
    product = add_wide(product, both(product, small));
    m = shift_wide_right(product, 33);
    rest = both(shift_wide_right(product, 1), shift_wide_right(set(-1), 32));
    m = add_wide(m, shift_wide_right(rest, 31));
    carry = shift_wide_right(m, 31); /* m is 2^31 then */
    rest = subtract_wide(rest, shift_wide_right(set(0x7ffffdf0), 32));
    /* rest >= 0 and rest < 0x220 */
    *doubt = both(subtract_wide(rest, shift_wide_right(set(0x220), 32)),
                  subtract_wide(subtract_wide(set(0), one), rest));
    *more = add_wide(small, carry);
    return subtract_wide(m, shift_wide_left(carry, 30));
}

static int32_t multipliers(const struct mote_ratio *q, const uint8_t *filter, int32_t n,
                           int32_t *multiplier, int8_t *right)
{
    const vec high = set((int32_t)q->high), low = set((int32_t)q->low);
    const struct bounds bounds = bounds_of(-128, 127);
    int32_t done = 0;
    for (; done + LANES <= n; done += LANES) {
        const vec bits = load(filter + 4 * done);
        const vec exponent = shift_all_right(bits, 23); /* negative with the sign */
        const vec fraction = shift_left(either(both(bits, set(0x7fffff)), set(0x800000)), 8);
        const vec low_half = shift_wide_right(set(-1), 32);
        vec more, odd_more, doubt, odd_doubt, s, others, m, odd_m;
        int8_t rights[4 * LANES];
        m = multipliers_of(fraction, high, low, &more, &doubt);
        odd_m = multipliers_of(odd(fraction), high, low, &odd_more, &odd_doubt);
        s = add(exponent, set(q->exponent - 126));
        s = add(s, either(both(more, low_half), to_odd(odd_more)));
        /* exponents of 1 to 254, shifts of -31 to 31 */
        others = either(subtract(exponent, set(1)), subtract(set(254), exponent));
        others = either(others, either(add(s, set(31)), subtract(set(31), s)));
        others = either(others, both(either(doubt, odd_doubt), to_odd(set(-1))));
        store(multiplier + done, either(m, to_odd(odd_m)));
        s = subtract(set(-2), s);
        store(rights, narrow(s, s, s, s, &bounds));
        memcpy(right + done, rights, LANES);
        for (uint32_t k = 0, left = signs(others); left; k++, left >>= 1) {
            /* a doubt stands at the odd one of two places */
            const uint32_t first = (uint32_t)done + (k & ~1u);
            if (!(left & 1)) continue;
            for (uint32_t i = first; i < first + 2; i++) {
                int32_t shift;
                uint32_t scale;
                memcpy(&scale, filter + 4 * i, 4);
                mote_channel_multiplier(q->input, scale, q->output, &multiplier[i], &shift);
                right[i] = (int8_t)mote_right_of_shift(shift);
            }
        }
    }
    return done;
}

const struct mote_vectors MOTE_VECTORS_THIS = {
    .lanes = LANES,
    .element = ELEMENT,
    .raised = RAISED,
    .stage = stage,
    .interleave = interleave,
    .pack = pack,
    .finish = finish,
    .conv = conv,
    .depthwise = depthwise,
    .fully_connected = fully_connected,
    .add_up = add_up,
    .scaled_sum = scaled_sum,
    .multipliers = multipliers,
};
