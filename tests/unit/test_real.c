/* SPDX-License-Identifier: Apache-2.0 */
/* The soft reals of base/real.h against the machine's own float and double, over random numbers and crafted near-ties. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/real.h"
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

/* Scales as they occur (2^-27 to 2^13), one in two with a short mantissa, so that products and quotients meet ties. */
static float random_scale(void)
{
    const uint32_t exponent = 100 + (uint32_t)(next() % 40), mask = next() & 1 ? 0x7fffffu : 0x7f0000u;
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

static void check_channel(float a, float b, float c)
{
    int32_t m1, s1, m2, s2;
    multiplier_of((double)a * (double)b / (double)c, &m1, &s1);
    if (s1 > 31) return;
    mote_channel_multiplier(bits_of(a), bits_of(b), bits_of(c), &m2, &s2);
    CHECK_EQ(m1, m2);
    CHECK_EQ(s1, s2);
}

static void check_arithmetic(float a, float b, float c)
{
    const struct mote_real ra = mote_real_from_float(bits_of(a)), rb = mote_real_from_float(bits_of(b));
    const struct mote_real rc = mote_real_from_float(bits_of(c)), p = mote_real_mul(ra, rb, MOTE_AS_DOUBLE);
    const struct mote_real q = mote_real_div(p, rc, MOTE_AS_DOUBLE), qq = mote_real_mul(q, q, MOTE_AS_DOUBLE);
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
    for (int i = 0; i < 100000; i++) {
        const float a = random_scale(), b = random_scale(), c = random_scale();
        check_channel(a, b, c);
        if (i % 5 == 0) {
            /* a * b / c close to a tie at 31 bits */
            const double tie = ((double)(1u << 30 | ((uint32_t)next() & 0x3fffffffu)) + 0.5) * (double)c;
            check_channel((float)(tie / (double)b), b, c);
            check_arithmetic(a, b, c);
        }
    }
    CHECK_EQ(mote_real_round(mote_real_from_int(0)), 0);
    CHECK(mote_float_positive(bits_of(1e-40f)));
    CHECK(!mote_float_positive(0));
    CHECK(!mote_float_positive(0x7f800000u));
    CHECK(!mote_float_positive(0x7fc00000u));
    CHECK(!mote_float_positive(bits_of(-1.0f)));
    return check_done();
}
