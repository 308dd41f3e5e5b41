/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks with packed weights (simd/packed.h), lists of what is not zero (simd/sparse.h), and sums
 * of pixels, against the same written out, over random shapes, weights and rescales. Runs on
 * emulated boards as well. */
#include <string.h>

#include "base/fixed.h"
#include "base/halves.h"
#include "check.h"
#include "simd/packed.h"
#include "simd/sparse.h"

enum { MOST_TAPS = 700, MOST_CHANNELS = 12, MOST_COLUMNS = 12, MOST_ROWS = 60 };

static uint32_t state = 7;

static int32_t pick(int32_t low, int32_t high)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return low + (int32_t)(state % (uint32_t)(high - low + 1));
}

/* Bytes as far from 0 as they come, now and then. */
static void fill(int8_t *to, int32_t n, int32_t least)
{
    const int extreme = pick(0, 7) == 0;
    for (int32_t i = 0; i < n; i++)
        to[i] = (int8_t)(extreme ? (pick(0, 1) ? 127 : least) : pick(least, 127));
}

static _Alignas(8) int8_t filter[MOST_TAPS * MOST_CHANNELS];
static _Alignas(8) int8_t packed[(MOST_TAPS + 4) * MOST_CHANNELS];
static int8_t pixels[2][MOST_TAPS + 4];
static _Alignas(8) int16_t patch[2 * (MOST_TAPS + 4)];
static int32_t bias[MOST_ROWS], multiplier[MOST_ROWS];
static int8_t right[MOST_ROWS];

static void random_ends(void)
{
    for (int32_t o = 0; o < MOST_ROWS; o++) {
        bias[o] = pick(0, 3) ? pick(-100000, 100000) : pick(-(1 << 29), (1 << 29) - 1);
        multiplier[o] = pick(0, 15) ? pick(1 << 30, INT32_MAX) : 0;
        right[o] = (int8_t)(multiplier[o] ? pick(0, 14) : -2);
    }
}

/* What the output is, sum by sum. */
static int8_t expected(const int8_t *x, int32_t offset, const int8_t *f, int32_t taps, int32_t o,
                       int32_t twice_zero)
{
    int64_t sum = bias[o];
    for (int32_t i = 0; i < taps; i++) sum += (x[i] + offset) * f[i];
    return (int8_t)mote_clamp(
        mote_requant((int32_t)sum, multiplier[o], -2 - right[o]) + (twice_zero >> 1), -128, 127);
}

static void test_pair(void)
{
    const int32_t taps = pick(0, 3) ? pick(4, 80) : pick(4, MOST_TAPS);
    const int32_t channels = 2 * pick(1, MOST_CHANNELS / 2), groups = (taps + 3) / 4;
    const int32_t offset = pick(-127, 128), twice_zero = 2 * pick(-128, 127) + 1;
    int8_t out[2][MOST_CHANNELS];
    struct mote_block b = {patch,      packed,       taps, bias, multiplier, right,
                           twice_zero, channels / 2, -128, 127,  0};
    fill(filter, taps * channels, -127);
    random_ends();
    CHECK(mote_pack_filter(packed, filter, channels, taps, taps, 1));
    for (int p = 0; p < 2; p++) {
        fill(pixels[p], 4 * groups, -128); /* what fills the last group does not matter */
        mote_block_widen(patch + 2 * p, pixels[p], 4 * groups, offset);
    }
    mote_packed_pair_s8(&b, out[0], out[1]);
    for (int p = 0; p < 2; p++)
        for (int32_t o = 0; o < channels; o++)
            CHECK_EQ(out[p][o],
                     expected(pixels[p], offset, filter + o * taps, taps, o, twice_zero));
}

static void test_vector(void)
{
    const int32_t taps = 4 * pick(1, MOTE_PACKED_PART / 4), all = taps + 4 * pick(0, 9);
    const int32_t channels = pick(1, MOST_CHANNELS), offset = pick(-127, 128);
    const int32_t rows = (channels + 1) / 2 * 2, from = 4 * pick(0, (all - taps) / 4);
    uint32_t sums[MOST_CHANNELS];
    fill(filter, all * channels, -127);
    fill(pixels[0], taps, -128);
    CHECK(mote_pack_filter(packed, filter, channels, all, all, 1));
    mote_block_widen_vector(patch, pixels[0], taps, offset);
    for (int32_t o = 0; o < rows; o++) sums[o] = (uint32_t)o * 1000;
    mote_packed_vector_s8(sums, patch, packed + 2 * from, 2 * all, taps, rows / 2);
    for (int32_t o = 0; o < channels; o++) {
        int32_t sum = o * 1000;
        for (int32_t i = 0; i < taps; i++)
            sum += (pixels[0][i] + offset) * filter[o * all + from + i];
        CHECK_EQ((int32_t)sums[o], sum);
    }
    if (channels % 2) CHECK_EQ(sums[channels], (uint32_t)channels * 1000); /* beside zeros */
}

static void share_end(int32_t channels)
{
    for (int32_t o = 0; o < channels; o++) {
        multiplier[o] = multiplier[0];
        right[o] = right[0] < 0 ? 0 : right[0];
    }
}

static void test_outputs(void)
{
    const int32_t taps = pick(1, MOTE_PACKED_PART), padded = mote_packed_taps(taps);
    const int32_t channels = 2 * pick(1, MOST_CHANNELS / 2);
    const int32_t offset = pick(-127, 128), twice_zero = 2 * pick(-128, 127) + 1;
    int8_t out[MOST_CHANNELS];
    struct mote_packed_outputs p = {patch, padded,     packed, bias,        0,
                                    0,     twice_zero, out,    channels / 2};
    fill(filter, taps * channels, -127);
    fill(pixels[0], padded, -128);
    random_ends();
    share_end(channels);
    p.multiplier = multiplier[0];
    p.right = right[0];
    CHECK(mote_pack_filter(packed, filter, channels, taps, taps, 1));
    mote_block_widen_vector(patch, pixels[0], padded, offset);
    mote_packed_outputs_s8(&p);
    for (int32_t o = 0; o < channels; o++)
        CHECK_EQ(out[o], expected(pixels[0], offset, filter + o * taps, taps, o, twice_zero));
}

/* -128 in most places or in few, in all or in all but one. */
static void fill_sparse(int8_t *to, int32_t n)
{
    const int32_t zeros = pick(0, 3) ? pick(20, 100) : 100, at = pick(0, n);
    fill(to, n, -127);
    for (int32_t i = 0; i < n; i++)
        if (pick(1, 100) <= zeros && i != at) to[i] = -128;
}

static int lists_made, lists_refused;

static void test_lists(void)
{
    const int32_t n = 4 * pick(MOTE_SPARSE_N_MIN / 4, MOTE_SPARSE_N_MAX / 4);
    const int32_t most =
        (int32_t)sizeof filter / n < MOST_ROWS ? (int32_t)sizeof filter / n : MOST_ROWS;
    const int32_t units = pick(MOTE_SPARSE_UNITS_MIN, most), twice_zero = 2 * pick(-128, 127) + 1;
    const int32_t room = pick(1, pick(0, 3) ? 400 : 60);
    int8_t *const in = pixels[0] + pick(0, 3), out[MOST_ROWS + 1];
    uint32_t list[401];
    struct mote_sparse s = {list, {0}};
    struct mote_block_outputs p = {0};
    fill_sparse(in, n);
    list[room] = 0x55555555u;
    if (!mote_sparse_lists(&s, room, in, n, units)) {
        CHECK_EQ(list[room], 0x55555555u);
        lists_refused++;
        return;
    }
    lists_made++;
    fill(filter, n * units, -128);
    random_ends();
    share_end(units);
    p.bias = bias;
    p.out = out;
    p.units = units;
    p.multiplier = multiplier[0];
    p.right = right[0];
    p.twice_zero = twice_zero;
    p.step = p.n = n;
    p.f = filter;
    out[units] = 0x55;
    mote_sparse_outputs_s8(&p, &s);
    for (int32_t o = 0; o < units; o++)
        CHECK_EQ(out[o], expected(in, 128, filter + o * n, n, o, twice_zero));
    CHECK_EQ(out[units], 0x55);
    CHECK_EQ(list[room], 0x55555555u);
}

/* Rows of depthwise 3x3 whose three input rows lie inside the image. */
static void test_3x3(void)
{
    const int32_t channels = pick(1, MOST_CHANNELS), width = pick(2, MOST_COLUMNS);
    const int32_t left_missing = pick(0, 1), right_missing = pick(0, 1);
    const int32_t outputs = width - 2 + left_missing;
    const int32_t offset = pick(-127, 128), twice_zero = 2 * pick(-128, 127) + 1;
    static int8_t in[4][MOST_COLUMNS * MOST_CHANNELS];
    int8_t out[(MOST_COLUMNS + 2) * MOST_CHANNELS];
    struct mote_packed_3x3 w[MOST_CHANNELS];
    const int32_t second = pick(0, 1) ? 1 : 2, third = 3 - second; /* rings turn rows around */
    const struct mote_packed_3x3_line line = {in[0],
                                              second * (int32_t)sizeof in[0],
                                              third * (int32_t)sizeof in[0],
                                              channels,
                                              w,
                                              out,
                                              outputs,
                                              left_missing,
                                              right_missing};
    if (outputs < 1) return;
    for (int r = 0; r < 3; r++) fill(in[r], width * channels, -128);
    fill(filter, 9 * channels, -128);
    random_ends();
    for (int32_t o = 0; o < channels; o++) {
        const int32_t e = multiplier[o] ? right[o] + 2 : 1;
        int32_t columns[3];
        struct mote_block_3x3_channel c;
        mote_block_3x3_pack(&c, filter + o, channels);
        for (int k = 0; k < 3; k++)
            columns[k] = 2 * offset *
                         (filter[k * channels + o] + filter[(3 + k) * channels + o] +
                          filter[(6 + k) * channels + o]);
        w[o] = (struct mote_packed_3x3){c.left, c.middle, c.right, c.third_row, c.corner, 0,
                                        0,      0,        0,       0,           0};
        w[o].corner |= (uint32_t)e;
        w[o].twice_bias = (int32_t)(2 * (uint32_t)bias[o]);
        w[o].bias = w[o].twice_bias + columns[0] + columns[1] + columns[2];
        w[o].first_bias = w[o].bias - (left_missing ? columns[0] : 0);
        w[o].last_bias = -columns[2];
        w[o].multiplier = multiplier[o];
        w[o].zero = twice_zero * (1 << (e - 1));
    }
    memset(out, 0x55, sizeof out);
    mote_packed_3x3_s8(&line);
    for (int32_t x = 0; x < outputs + right_missing; x++)
        for (int32_t o = 0; o < channels; o++) {
            int32_t sum = bias[o];
            for (int32_t k = 0; k < 9; k++) {
                const int row = k / 3 == 0 ? 0 : k / 3 == 1 ? second : third;
                const int32_t column = x + k % 3 - left_missing;
                if (column < 0 || column >= width) continue;
                sum += (in[row][column * channels + o] + offset) * filter[k * channels + o];
            }
            CHECK_EQ(out[x * channels + o],
                     mote_clamp(mote_requant(sum, multiplier[o], -2 - right[o]) + (twice_zero >> 1),
                                -128, 127));
        }
    CHECK_EQ(out[(outputs + right_missing) * channels], 0x55);
}

static void test_add_pixels(void)
{
    const int32_t n = pick(0, 3) ? pick(1, 20) : MOTE_BLOCK_PIXELS, step = pick(4, 9);
    static int8_t in[MOTE_BLOCK_PIXELS * 9 + 4];
    int32_t sums[4], wanted[4];
    fill(in, (int32_t)sizeof in, -128);
    for (int k = 0; k < 4; k++) {
        wanted[k] = sums[k] = pick(-100000, 100000);
        for (int32_t i = 0; i < n; i++) wanted[k] += in[i * step + k];
    }
    mote_block_add_pixels_s8(sums, in, step, n);
    for (int k = 0; k < 4; k++) CHECK_EQ(sums[k], wanted[k]);
}

static void test_least(void)
{
    fill(filter, 16, -127);
    filter[5] = -128;
    CHECK(!mote_pack_filter(packed, filter, 2, 8, 8, 1));
}

int main(void)
{
    for (int i = 0; i < 400; i++) {
        test_pair();
        test_vector();
        test_outputs();
        test_lists();
        test_add_pixels();
        for (int k = 0; k < 4; k++) test_3x3();
    }
    CHECK(lists_made > 100 && lists_refused > 20);
    test_least();
    return check_done();
}
