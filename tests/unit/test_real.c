/* SPDX-License-Identifier: Apache-2.0 */
/* The soft reals of base/real.h and what base/multiplier.h derives, against the machine's own float
 * and double, over random numbers and crafted near-ties. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/quant.h"
#include "base/real.h"
#include "base/rescale.h"
#include "check.h"

static uint64_t state = 88172645463325252u;

static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static float from_bits(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, 4);
    return f;
}

static uint32_t bits_of(float f)
{
    uint32_t bits;
    memcpy(&bits, &f, 4);
    return bits;
}

/* Scales as they occur (2^-27 to 2^13), one in two with a short mantissa, so that products and
 * quotients meet ties. */
static float random_scale(void)
{
    const uint32_t exponent = 100 + (uint32_t)(next() % 40),
                   mask = next() & 1 ? 0x7fffffu : 0x7f0000u;
    return from_bits(exponent << 23 | ((uint32_t)next() & mask));
}

/* What TensorFlow Lite does with doubles. */
static void multiplier_of(double x, int32_t *multiplier, int32_t *shift)
{
    int exponent;
    int64_t q = (int64_t)round(frexp(x, &exponent) * 2147483648.0);
    if (q == (int64_t)1 << 31) {
        q /= 2;
        exponent++;
    }
    if (exponent < -31) q = exponent = 0;
    *multiplier = (int32_t)q;
    *shift = exponent;
}

static double value(struct mote_real r)
{
    return ldexp((double)r.m, r.e);
}

/* The quick way, for some neighbours of a filter's scale as well. */
static void check_channels(float input, float filter, float output, int32_t multiplier,
                           int32_t shift)
{
    uint32_t scales[3];
    uint8_t bytes[sizeof scales];
    int32_t multipliers[3], m, s;
    int8_t right[3];
    for (uint32_t k = 0; k < 3; k++) {
        scales[k] = bits_of(filter) + k;
        for (uint32_t i = 0; i < 4; i++) bytes[4 * k + i] = (uint8_t)(scales[k] >> 8 * i);
    }
    mote_rescale_channels(bits_of(input), bytes, 4, bits_of(output), 3, multipliers, right);
    CHECK_EQ(multipliers[0], multiplier);
    CHECK_EQ(right[0], -2 - shift);
    for (int k = 1; k < 3; k++) {
        mote_channel_multiplier(bits_of(input), scales[k], bits_of(output), &m, &s);
        CHECK_EQ(multipliers[k], m);
        CHECK_EQ(right[k], -2 - s);
    }
    mote_rescale_channels(bits_of(input), bytes, 0, bits_of(output), 3, multipliers, right);
    CHECK_EQ(multipliers[2], multiplier);
    CHECK_EQ(right[2], -2 - shift);
}

static void check_channel(float a, float b, float c)
{
    int32_t m1, s1, m2, s2;
    multiplier_of((double)a * (double)b / (double)c, &m1, &s1);
    if (s1 > 31) return;
    mote_channel_multiplier(bits_of(a), bits_of(b), bits_of(c), &m2, &s2);
    CHECK_EQ(m1, m2);
    CHECK_EQ(s1, s2);
    check_channels(a, b, c, m1, s1);
}

static void check_layer(float a, float b, float c)
{
    const float product = a * b;
    int32_t m1, s1, m2, s2;
    multiplier_of((double)product / (double)c, &m1, &s1);
    if (s1 > 31) return;
    mote_layer_multiplier(bits_of(a), bits_of(b), bits_of(c), &m2, &s2);
    CHECK_EQ(m1, m2);
    CHECK_EQ(s1, s2);
}

/* Bias scales of all sizes beside the product, and those that meet the bound as closely as a float
 * can. */
static void check_bias_scale(float a, float b, float c)
{
    const double product = (double)a * (double)b, out = (double)c;
    const float biases[] = {
        (float)product,
        (float)(product + 0.02 * out),
        (float)(product - 0.02 * out),
        (float)(product * 1.001),
        (float)(product * 0x1p-40),
        (float)(product * 0x1p40),
        random_scale(),
        0.0f,
    };
    for (unsigned i = 0; i < sizeof biases / sizeof biases[0]; i++) {
        for (int step = -1; step <= 1; step++) {
            const float bias =
                fabsf(step ? nextafterf(biases[i], step < 0 ? -1.0f : HUGE_VALF) : biases[i]);
            const int fits =
                mote_bias_scale_fits(bits_of(a), bits_of(b), bits_of(bias), bits_of(c));
            CHECK_EQ(fits, fabs(product - (double)bias) / out <= 0.02);
        }
    }
}

static void check_range(float scale)
{
    const float one = roundf(1.0f / scale), six = roundf(6.0f / scale);
    const int32_t zero = (int32_t)(next() % 256) - 128;
    for (int activation = MOTE_ACT_NONE; activation <= MOTE_ACT_RELU6; activation++) {
        const float size = activation == MOTE_ACT_RELU6 ? six : one;
        const int rounds = activation >= MOTE_ACT_RELU_N1_TO_1;
        double low = -32768, high = 32767;
        int32_t min, max;
        const int e =
            mote_activation_range(activation, bits_of(scale), zero, -32768, 32767, &min, &max);
        CHECK_EQ(e, rounds && size >= 2147483648.0f ? -1 : 0);
        if (e) continue;
        if (activation == MOTE_ACT_RELU || activation == MOTE_ACT_RELU6) low = zero;
        if (activation == MOTE_ACT_RELU_N1_TO_1) low = fmax(low, zero - (double)size);
        if (rounds) high = fmin(high, zero + (double)size);
        CHECK_EQ(min, (int32_t)low);
        CHECK_EQ(max, (int32_t)high);
    }
}

/* Rounding twice, to float and to an integer: scales around 6 / (n + 1/2). */
static void check_near_half(uint32_t n)
{
    const float half = (float)n + 0.5f;
    for (int numerator = 1; numerator <= 6; numerator += 5) {
        const float middle = (float)numerator / half;
        for (int step = -2; step <= 2; step++) {
            const float scale = from_bits(bits_of(middle) + (uint32_t)step);
            CHECK_EQ(mote_round_quotient(bits_of((float)numerator), bits_of(scale)),
                     (int32_t)roundf((float)numerator / scale));
            if (numerator == 6) check_range(scale);
        }
    }
}

static void check_arithmetic(float a, float b, float c)
{
    const struct mote_real ra = mote_real_from_float(bits_of(a)),
                           rb = mote_real_from_float(bits_of(b));
    const struct mote_real rc = mote_real_from_float(bits_of(c)),
                           p = mote_real_mul(ra, rb, MOTE_AS_DOUBLE);
    const struct mote_real q = mote_real_div(p, rc, MOTE_AS_DOUBLE),
                           qq = mote_real_mul(q, q, MOTE_AS_DOUBLE);
    const double dp = (double)a * (double)b, dq = dp / (double)c, dqq = dq * dq;
    const float fp = a * b, fq = a / b;
    int32_t m1, s1, m2, s2;
    CHECK(value(ra) == (double)a);
    CHECK(value(p) == dp);
    CHECK(value(q) == dq);
    CHECK(value(qq) == dqq);
    CHECK(value(mote_real_div(qq, p, MOTE_AS_DOUBLE)) == dqq / dp);
    CHECK(value(mote_real_mul(ra, rb, MOTE_AS_FLOAT)) == (double)fp);
    CHECK(value(mote_real_div(ra, rb, MOTE_AS_FLOAT)) == (double)fq);
    CHECK(value(mote_real_add(p, q, MOTE_AS_DOUBLE)) == dp + dq);
    CHECK(value(mote_real_diff(p, q, MOTE_AS_DOUBLE)) == fabs(dp - dq));
    CHECK(mote_real_less(p, q) == (dp < dq));
    if (dqq < 1e15) {
        CHECK_EQ(mote_real_round(qq), llround(dqq));
        CHECK_EQ(mote_real_floor(qq), (long long)floor(dqq));
    }
    multiplier_of(dqq, &m1, &s1);
    mote_real_multiplier(qq, &m2, &s2);
    if (s1 <= 31) {
        CHECK_EQ(m1, m2);
        CHECK_EQ(s1, s2);
    }
}

int main(void)
{
    int32_t extreme[2];
    for (int i = 0; i < 100000; i++) {
        const float a = random_scale(), b = random_scale(), c = random_scale();
        check_channel(a, b, c);
        check_channel(a, b, 0x1p-26f); /* softmax */
        check_layer(a, b, c);
        check_range(a);
        if (i % 5 == 0) {
            /* a * b / c close to a tie at 31 bits */
            const double tie =
                ((double)(1u << 30 | ((uint32_t)next() & 0x3fffffffu)) + 0.5) * (double)c;
            check_channel((float)(tie / (double)b), b, c);
            check_arithmetic(a, b, c);
            check_bias_scale(a, b, c);
            check_near_half((uint32_t)next() & (i & 1 ? 255u : 65535u));
        }
    }
    check_channel(1e-40f, 1.0f, 1e-42f);
    check_range(1e-40f);
    check_range(0x1p-29f);
    check_range(0x1p-31f);
    check_range(from_bits(0x31400000u)); /* 6 / 2^31 */
    check_range(from_bits(0x31400001u));
    CHECK_EQ(mote_activation_range(MOTE_ACT_RELU6 + 1, bits_of(1.0f), 0, -128, 127, &extreme[0],
                                   &extreme[1]),
             -1);
    mote_channel_multiplier(bits_of(1e30f), bits_of(1.0f), bits_of(1.0f), &extreme[0], &extreme[1]);
    CHECK_EQ(extreme[0], INT32_MAX);
    CHECK_EQ(extreme[1], 31);
    CHECK_EQ(mote_real_round(mote_real_from_int(0)), 0);
    CHECK(mote_float_positive(bits_of(1e-40f)));
    CHECK(!mote_float_positive(0));
    CHECK(!mote_float_positive(0x7f800000u));
    CHECK(!mote_float_positive(0x7fc00000u));
    CHECK(!mote_float_positive(bits_of(-1.0f)));
    return check_done();
}
