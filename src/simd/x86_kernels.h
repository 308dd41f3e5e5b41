/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernels of one level, written once for all: a file of a level defines the vectors and
 * includes this. It gives
 *     vec, LANES, ELEMENT (bytes), MOTE_X86_THIS (the name of the table)
 *     load, store (at any address), set (32-bit lanes), add, spread (a unit over all lanes),
 *     dot (a unit of each lane multiplied, added up)
 *     multiply, both (and), shift_all_right, widen_lanes, magnitude, copy_some
 *     mul_even, add_wide (64-bit lanes), odd (odd lanes to even places), high_halves (of the
 *     products of even and of odd lanes), sign (-1 or 0), shift_right, shift_operand
 *     narrow (stores n of the int8 of one vector or two, clamped)
 *     stage, interleave_some (ROWS rows of SOME elements), transpose (LANES rows of units)
 */

#define ALWAYS_INLINE __attribute__((always_inline)) static inline
#if !defined(UNROLL)
#define UNROLL _Pragma("GCC unroll 16")
#endif

enum { ROWS = 4 / ELEMENT, PIXELS = 8 };

/* What ends a vector of channels. */
struct ends {
    vec multiplier, odd_multiplier, addend, shift, half;
};

ALWAYS_INLINE struct ends ends_of(const struct mote_x86_block *b, int32_t o)
{
    struct ends e;
    e.multiplier = load(b->multiplier + o);
    e.odd_multiplier = odd(e.multiplier);
    e.addend = load(b->addend + o);
    e.shift = load(b->shift + o);
    e.half = half();
    return e;
}

/* floor((x * y + 2^31) / 2^32) */
ALWAYS_INLINE vec high_product(vec x, vec y, vec odd_y, vec halves)
{
    return high_halves(add_wide(mul_even(x, y), halves), add_wide(mul_even(odd(x), odd_y), halves));
}

/*
 * The quick rescaling. Both roundings of mote_requant come down to
 *     y = floor((2 * acc * multiplier + 2^31) / 2^32)
 *     result = floor((y - (y < 0) + 2^(e-1) + zero * 2^e) / 2^e)
 * for e >= 1. The 1 may be subtracted by the sign of acc: where acc < 0 and yet y = 0, both give
 * the zero point.
 */
ALWAYS_INLINE vec rescale(vec acc, const struct ends *e)
{
    const vec y =
        add(high_product(add(acc, acc), e->multiplier, e->odd_multiplier, e->half), sign(acc));
    return shift_right(add(y, e->addend), e->shift);
}

/* Does those channels once more that the quick rescaling cannot do; sums of pixel after pixel. */
__attribute__((noinline)) static void end_exactly(const struct mote_x86_block *b, int32_t o,
                                                  const int32_t *sums, int8_t *out,
                                                  int32_t out_step, int pixels, int vectors)
{
    const int32_t lanes = vectors * LANES;
    for (int32_t k = 0; k < lanes && o + k < b->channels; k++) {
        const int32_t multiplier = b->layer_multiplier[o + k], right = b->layer_right[o + k];
        if (!(b->exact[(o + k) / 32] >> (o + k) % 32 & 1)) continue;
        for (int i = 0; i < pixels; i++)
            out[i * out_step + k] = (int8_t)mote_rescale_s8(
                (uint32_t)sums[i * lanes + k], multiplier, right, 2 * b->zero + 1, b->min, b->max);
    }
}

/* Ends `pixels` pixels by `vectors` vectors of channels from o on. */
ALWAYS_INLINE void end(const struct mote_x86_block *b, int32_t o, vec (*acc)[2], int8_t *out,
                       int32_t out_step, const int pixels, const int vectors)
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
        UNROLL for (int i = 0; i < pixels; i++) acc[i][0] = rescale(acc[i][0], &first);
    }
    if (vectors == 2) {
        const struct ends second = ends_of(b, o + LANES);
        UNROLL for (int i = 0; i < pixels; i++) acc[i][1] = rescale(acc[i][1], &second);
    }
    {
        const int32_t n = b->channels - o;
        const struct bounds bounds = bounds_of(b->min, b->max);
        UNROLL for (int i = 0; i < pixels; i++)
            narrow(out + i * out_step, acc[i], vectors, n, &bounds);
    }
    if (b->inexact) end_exactly(b, o, sums, out, out_step, pixels, vectors);
}

ALWAYS_INLINE void begin(const struct mote_x86_block *b, vec (*acc)[2], const int pixels,
                         const int vectors)
{
    UNROLL for (int i = 0; i < pixels; i++)
    {
        acc[i][0] = load(b->bias);
        if (vectors == 2) acc[i][1] = load(b->bias + LANES);
    }
}

/* Pixels from `first` on by all channels of the block. */
ALWAYS_INLINE void conv_tile(const struct mote_x86_block *b, const struct mote_x86_pixels *p,
                             int32_t first, const int pixels, const int vectors)
{
    const intptr_t step = p->step;
    const uint8_t *w = b->weights;
    vec acc[PIXELS][2];
    begin(b, acc, pixels, vectors);
    for (int32_t r = 0; r < b->runs; r++) {
        const uint8_t *x = p->run[r] + first * step;
        const uint8_t *x4 = pixels > 4 ? x + 4 * step : x;
        for (int32_t u = b->units; u > 0; u--, x += 4, x4 += 4, w += 4 * LANES * vectors) {
            const vec w0 = load(w), w1 = vectors == 2 ? load(w + 4 * LANES) : w0;
            UNROLL for (int i = 0; i < pixels; i++)
            {
                const vec s = spread(i < 4 ? x + i * step : x4 + (i - 4) * step);
                acc[i][0] = dot(acc[i][0], s, w0);
                if (vectors == 2) acc[i][1] = dot(acc[i][1], s, w1);
            }
        }
    }
    end(b, 0, acc, p->out + first * p->out_step, p->out_step, pixels, vectors);
}

/* The same for filters three columns wide that go by one column, where loads would hold up a single
 * vector of channels: what a column's unit is spread to serves three pixels. */
ALWAYS_INLINE void conv_wide_tile(const struct mote_x86_block *b, const struct mote_x86_pixels *p,
                                  int32_t first, const int pixels)
{
    const intptr_t step = p->step;
    const int32_t column = b->wide * 4 * LANES;
    const uint8_t *w = b->weights;
    vec acc[PIXELS][2];
    begin(b, acc, pixels, 1);
    for (int32_t r = 0; r < b->runs; r++, w += 2 * column) {
        const uint8_t *x = p->run[r] + first * step;
        const uint8_t *x4 = x + 4 * step, *x8 = pixels > 4 ? x4 + 4 * step : x4;
        for (int32_t u = b->wide; u > 0; u--, x += 4, x4 += 4, x8 += 4, w += 4 * LANES) {
            const vec w0 = load(w), w1 = load(w + column), w2 = load(w + 2 * column);
            UNROLL for (int i = 0; i < pixels + 2; i++)
            {
                const vec s = spread(i < 4   ? x + i * step
                                     : i < 8 ? x4 + (i - 4) * step
                                             : x8 + (i - 8) * step);
                if (i < pixels) acc[i][0] = dot(acc[i][0], s, w0);
                if (i > 0 && i - 1 < pixels) acc[i - 1][0] = dot(acc[i - 1][0], s, w1);
                if (i > 1) acc[i - 2][0] = dot(acc[i - 2][0], s, w2);
            }
        }
    }
    end(b, 0, acc, p->out + first * p->out_step, p->out_step, pixels, 1);
}

static void conv(const struct mote_x86_block *b, const struct mote_x86_pixels *p)
{
    int32_t i = 0;
    if (b->vectors == 2) {
        if (LANES * ROWS > 8) /* registers for it */
            for (; i + 8 <= p->n; i += 8) conv_tile(b, p, i, 8, 2);
        for (; i + 4 <= p->n; i += 4) conv_tile(b, p, i, 4, 2);
        for (; i + 2 <= p->n; i += 2) conv_tile(b, p, i, 2, 2);
        if (i < p->n) conv_tile(b, p, i, 1, 2);
        return;
    }
    if (b->wide) {
        for (; i + 8 <= p->n; i += 8) conv_wide_tile(b, p, i, 8);
        for (; i + 4 <= p->n; i += 4) conv_wide_tile(b, p, i, 4);
    }
    for (; i + 8 <= p->n; i += 8) conv_tile(b, p, i, 8, 1);
    for (; i + 4 <= p->n; i += 4) conv_tile(b, p, i, 4, 1);
    for (; i + 2 <= p->n; i += 2) conv_tile(b, p, i, 2, 1);
    if (i < p->n) conv_tile(b, p, i, 1, 1);
}

/* Pixels from `first` on by one vector of channels. */
ALWAYS_INLINE void depthwise_tile(const struct mote_x86_block *b, const struct mote_x86_pixels *p,
                                  int32_t o, int32_t first, const int pixels)
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

static void depthwise(const struct mote_x86_block *b, const struct mote_x86_pixels *p)
{
    for (int32_t o = 0; o < b->channels; o += LANES) {
        int32_t i = 0;
        for (; i + 8 <= p->n; i += 8) depthwise_tile(b, p, o, i, 8);
        for (; i + 4 <= p->n; i += 4) depthwise_tile(b, p, o, i, 4);
        for (; i + 2 <= p->n; i += 2) depthwise_tile(b, p, o, i, 2);
        if (i < p->n) depthwise_tile(b, p, o, i, 1);
    }
}

static void interleave(uint8_t *to, const int8_t *const *rows, int32_t n,
                       const struct mote_x86_form *form)
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

static void pack(uint8_t *to, const int8_t *filter, int32_t step, int32_t n,
                 const struct mote_x86_block *b)
{
    const int32_t whole = b->vectors * LANES, pitch = 4 * whole;
    for (int32_t o = 0; o < whole; o += LANES) {
        const int8_t *row = filter;
        uint8_t *out = to + 4 * o;
        for (int32_t r = 0; r < b->runs; r++, row += n) {
            for (int32_t at = 0; at < n; at += LANES * ROWS) {
                const int32_t left = n - at < LANES * ROWS ? n - at : LANES * ROWS;
                const int32_t units = (left + ROWS - 1) / ROWS;
                vec units_of[LANES];
                for (int32_t k = 0; k < LANES; k++)
                    units_of[k] = o + k < b->channels
                                      ? load_weights(row + (o + k) * step + at, left)
                                      : set(0);
                transpose(units_of);
                for (int32_t u = 0; u < units; u++, out += pitch) store(out, units_of[u]);
            }
        }
    }
}

/* Is the output of channel o the same for every input, sums being `reach` from the bias at most?
 * Training leaves dead channels behind that way: biases of 2^30, say, and multipliers next to
 * nothing. */
static int is_constant(const struct mote_x86_block *b, int32_t o, int32_t bias, int64_t reach,
                       int32_t *value)
{
    const int64_t low = bias - reach, high = bias + reach;
    const int32_t multiplier = b->layer_multiplier[o], right = b->layer_right[o];
    if (right < -2 || low < INT32_MIN || high > INT32_MAX) return 0;
    *value = mote_rescale_s8((uint32_t)low, multiplier, right, 2 * b->zero + 1, b->min, b->max);
    return *value ==
           mote_rescale_s8((uint32_t)high, multiplier, right, 2 * b->zero + 1, b->min, b->max);
}

/* Sums of n vectors of weights, `step` bytes apart, for each channel; or of their magnitudes. */
ALWAYS_INLINE vec sum_of(const uint8_t *w, int32_t n, int32_t step, const int magnitudes)
{
    const vec ones = set(ELEMENT == 1 ? 0x01010101 : 0x00010001);
    vec sum[4] = {set(0), set(0), set(0), set(0)};
    for (; n >= 4; n -= 4, w += 4 * step) {
        UNROLL for (int i = 0; i < 4; i++)
        {
            const vec v = load(w + i * step);
            sum[i] = magnitudes ? dot(sum[i], magnitude(v), ones) : dot(sum[i], ones, v);
        }
    }
    for (; n > 0; n--, w += step)
        sum[0] = magnitudes ? dot(sum[0], magnitude(load(w)), ones) : dot(sum[0], ones, load(w));
    return add(add(sum[0], sum[1]), add(sum[2], sum[3]));
}

/* A channel that the quick rescaling is not for. */
static void finish_other(struct mote_x86_block *b, int32_t o, int32_t n, int32_t step)
{
    const int32_t first = o / LANES * LANES, taps = ROWS * n;
    int32_t value, sums[LANES];
    int found = is_constant(b, o, b->bias[o], (int64_t)255 * 128 * taps, &value);
    if (!found) {
        store(sums, sum_of(b->weights + 4 * first, n, step, 1));
        found = is_constant(b, o, b->bias[o], (int64_t)255 * sums[o - first], &value);
    }
    if (found) {
        b->multiplier[o] = 0;
        b->addend[o] = 2 * value + 1; /* to which -1 or 0 comes */
        b->shift[o] = shift_operand(1);
    } else {
        b->exact[o / 32] |= 1u << o % 32;
        b->inexact = 1;
    }
}

static void finish(struct mote_x86_block *b, const int32_t *bias, int32_t n, int32_t step,
                   int32_t offset)
{
    const int32_t twice_zero = 2 * b->zero + 1, channels = b->channels;
    int32_t o = 0;
    b->inexact = 0;
    for (; o < channels; o++) {
        const int32_t multiplier = b->layer_multiplier[o], start = bias ? bias[o] : 0;
        const int32_t e = multiplier ? b->layer_right[o] + 2 : 1; /* 0 leaves the zero point */
        b->bias[o] = start;
        b->multiplier[o] = multiplier;
        if (e >= 1 && e <= MOTE_X86_SHIFT_MAX && ((uint32_t)start + (1u << 29)) >> 30 == 0) {
            b->addend[o] = twice_zero * (1 << (e - 1));
            b->shift[o] = shift_operand(e);
        } else {
            b->addend[o] = b->shift[o] = 0;
            finish_other(b, o, n, step);
        }
    }
    for (; o < b->padded; o++) b->bias[o] = b->multiplier[o] = b->addend[o] = b->shift[o] = 0;
    if (ELEMENT != 1) return; /* the offset has been added to the inputs */
    for (o = 0; o < channels; o += LANES) {
        const vec sum = sum_of(b->weights + 4 * o, n, step, 0);
        store(b->bias + o, add(load(b->bias + o), multiply(sum, set(offset - 128))));
    }
}

static void add_up(int32_t *sums, const int8_t *x, int32_t n)
{
    for (; n >= LANES; n -= LANES, sums += LANES, x += LANES)
        store(sums, add(load(sums), widen_lanes(x)));
    for (; n > 0; n--) *sums++ += *x++;
}

/* Division by 2^e with halves away from zero; e = 0 leaves everything as it is. */
ALWAYS_INLINE vec round_by(vec x, vec half_of, vec negative, int32_t e)
{
    return shift_all_right(add(add(x, half_of), both(sign(x), negative)), e);
}

static void scaled_sum(const struct mote_scaled_sum *a, const int8_t *coarse, const int8_t *fine,
                       int8_t *out, int32_t n)
{
    const vec halves = half(), to_fine = set(1 << 21), fine_offset = set(a->fine_offset);
    const vec multiplier = set(a->multiplier), factor = set(a->factor), offset = set(a->offset);
    const vec half_fine = set((int32_t)(1u << a->right >> 1));
    const vec half_out = set((int32_t)(1u << a->right_out >> 1));
    const vec negative_fine = set(-(a->right > 0)), negative_out = set(-(a->right_out > 0));
    const vec multiplier_out = set(a->multiplier_out), offset_out = set(a->offset_out);
    const vec signs = set(a->sign);
    int8_t few[2][SOME];
    const struct bounds bounds = bounds_of(a->min, a->max);
    for (; n > 0; n -= LANES, coarse += LANES, fine += LANES, out += LANES) {
        vec x, sum;
        if (n < LANES) {
            copy_some(few[0], coarse, n);
            copy_some(few[1], fine, n);
            coarse = few[0];
            fine = few[1];
        }
        x = add(multiply(widen_lanes(fine), to_fine), fine_offset);
        x = high_product(x, multiplier, multiplier, halves);
        x = multiply(round_by(x, half_fine, negative_fine, a->right), signs);
        sum = add(add(multiply(widen_lanes(coarse), factor), offset), x);
        sum = high_product(add(sum, sum), multiplier_out, multiplier_out, halves);
        sum = add(round_by(sum, half_out, negative_out, a->right_out), offset_out);
        narrow(out, &sum, 1, n, &bounds);
    }
}

const struct mote_x86 MOTE_X86_THIS = {
    LANES, ELEMENT, stage, interleave, pack, finish, conv, depthwise, add_up, scaled_sum,
};
