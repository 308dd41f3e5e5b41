/* SPDX-License-Identifier: Apache-2.0 */
#include "signal_fft.h"

#include "signal_fft_order.h"

/*
 * kissfft divides by r by multiplying with floor(32767 / r) in Q15, and rounds every product half
 * up; both are kept. A number that was divided so and is then multiplied by the twiddle factor 1
 * (as 32767) comes out unchanged, which is why the butterflies of angle 0 multiply by nothing.
 */
static inline int32_t half_of(int32_t x)
{
    return (x * 16383 + 16384) >> 15;
}

static inline int32_t quarter_of(int32_t x)
{
    return (x * 8191 + 16384) >> 15;
}

/* a b + c d in Q15 */
static inline int32_t dot(int32_t a, int32_t b, int32_t c, int32_t d)
{
    return (16384 + a * b + c * d) >> 15;
}

struct bin {
    int16_t re, im;
};

struct turn {
    int32_t cos, sin; /* Q15 */
};

/* Angle i of a wave whose quarter has q steps; 0 <= i <= 3 q. */
static inline struct turn turn_by(const int16_t *wave, int q, int i)
{
    struct turn t;
    if (i <= q) {
        t.cos = wave[i];
        t.sin = wave[q - i];
    } else if (i <= 2 * q) {
        t.cos = -wave[2 * q - i];
        t.sin = wave[i - q];
    } else {
        t.cos = -wave[i - 2 * q];
        t.sin = -wave[3 * q - i];
    }
    return t;
}

static void radix_2(struct bin *x, int n)
{
    for (struct bin *end = x + n; x < end; x += 2) {
        const int32_t ar = half_of(x[0].re), ai = half_of(x[0].im);
        const int32_t br = half_of(x[1].re), bi = half_of(x[1].im);
        x[0].re = (int16_t)(ar + br);
        x[0].im = (int16_t)(ai + bi);
        x[1].re = (int16_t)(ar - br);
        x[1].im = (int16_t)(ai - bi);
    }
}

/* Stores the low 16 bits. A function, because gcc narrows the sums themselves where they stand
 * under a cast, and then extends each of them again. */
static inline void store(struct bin *x, int32_t re, int32_t im)
{
    x->re = (int16_t)re;
    x->im = (int16_t)im;
}

struct value {
    int32_t re, im;
};

static inline struct value quarters(const struct bin *x)
{
    return (struct value){quarter_of(x->re), quarter_of(x->im)};
}

/* x e^(-i angle) */
static inline struct value turned(struct value x, struct turn t)
{
    return (struct value){dot(x.re, t.cos, x.im, t.sin), dot(x.im, t.cos, -x.re, t.sin)};
}

/* Sums of four, forward: out[j] = sum over l of in[l] (-i)^(jl). */
static inline void cross(struct bin *x0, struct bin *x1, struct bin *x2, struct bin *x3,
                         struct value a, struct value b, struct value c, struct value d)
{
    const int32_t er = a.re + c.re, ei = a.im + c.im, fr = a.re - c.re, fi = a.im - c.im;
    const int32_t gr = b.re + d.re, gi = b.im + d.im, hr = b.re - d.re, hi = b.im - d.im;
    store(x0, er + gr, ei + gi);
    store(x1, fr + hi, fi - hr);
    store(x2, er - gr, ei - gi);
    store(x3, fr - hi, fi + hr);
}

/* One stage: transforms of length m become transforms of length 4 m, whose angle is `step` in the
 * wave. */
static void radix_4(struct bin *x, int n, int m, const struct mote_wave_s16 *wave, int step)
{
    const int q = wave->length >> 2;
    struct bin *const end = x + n;
    for (struct bin *p = x; p < end; p += 4 * m) {
        struct bin *p1 = p + m, *p2 = p1 + m, *p3 = p2 + m;
        cross(p, p1, p2, p3, quarters(p), quarters(p1), quarters(p2), quarters(p3));
    }
    for (int k = 1; k < m; k++) {
        const struct turn t1 = turn_by(wave->quarter, q, k * step);
        const struct turn t2 = turn_by(wave->quarter, q, 2 * k * step);
        const struct turn t3 = turn_by(wave->quarter, q, 3 * k * step);
        for (struct bin *p = x + k; p < end; p += 4 * m) {
            struct bin *p1 = p + m, *p2 = p1 + m, *p3 = p2 + m;
            cross(p, p1, p2, p3, quarters(p), turned(quarters(p1), t1), turned(quarters(p2), t2),
                  turned(quarters(p3), t3));
        }
    }
}

/* From the transform of pairs (even, odd sample) of n pairs to the bins of the 2 n samples. */
static void split(struct bin *x, int n, const struct mote_wave_s16 *wave, int step)
{
    const int32_t even = half_of(x[0].re), odd = half_of(x[0].im);
    x[0].re = (int16_t)(even + odd);
    x[0].im = 0;
    x[n].re = (int16_t)(even - odd);
    x[n].im = 0;
    const int16_t *up = wave->quarter + step, *down = wave->quarter + (wave->length >> 2) - step;
    struct bin *a = x + 1, *b = x + n - 1;
    for (; a <= b; a++, b--, up += step, down -= step) {
        const int32_t ar = half_of(a->re), ai = half_of(a->im);
        const int32_t br = half_of(b->re), bi = half_of((int16_t)-b->im);
        const int32_t sum_re = ar + br, sum_im = ai + bi;
        const int32_t dif_re = ar - br, dif_im = ai - bi;
        const int32_t tr = (int16_t)dot(dif_im, *up, -dif_re, *down);
        const int32_t ti = (int16_t)dot(-dif_re, *up, -dif_im, *down);
        a->re = (int16_t)((sum_re + tr) >> 1);
        a->im = (int16_t)((sum_im + ti) >> 1);
        b->re = (int16_t)((sum_re - tr) >> 1);
        b->im = (int16_t)((ti - sum_im) >> 1);
    }
}

static inline void swap(struct bin *a, struct bin *b)
{
    const struct bin t = *a;
    *a = *b;
    *b = t;
}

/*
 * Puts the values in the order of mote_fft_source. For n = s s or 4 s s, s = 4^h <= 16, digit
 * reversal maps place (a, d, r(c)) to (c, d, r(a)), r reversing h digits. Running over all pairs of
 * a and a larger c meets every swap once.
 */
static void reorder(struct bin *x, int n)
{
    if (!mote_fft_is_power_of_4(n)) {
        for (int i = 0; i < n; i++) swap(&x[i], &x[mote_fft_swap_with(i, n)]);
        return;
    }
    const int log_s = n >= 256 ? 4 : n >= 16 ? 2 : 0;
    const int s = 1 << log_s, big = n >> log_s, digit = s >> 2;
    for (int d = 0; d < big; d += s) {
        struct bin *row = x + d; /* of a */
        for (int a = 0, ra = 0; a < s - 1; a++, row += big) {
            const int next = ra + digit < s ? ra + digit : ra + digit - (s - 1);
            struct bin *other = row + big + ra;
            for (int c = a + 1, rc = next; c < s; c++, other += big) {
                swap(row + rc, other);
                rc += digit;
                if (rc >= s) rc -= s - 1;
            }
            ra = next;
        }
    }
}

static void transform(struct bin *x, int n, const struct mote_wave_s16 *wave)
{
    int m = 1, step = wave->length >> 1; /* the angle of a transform of 2 m points */
    reorder(x, n);
    if (!mote_fft_is_power_of_4(n)) {
        radix_2(x, n);
        m = 2;
        step >>= 1;
    }
    for (; m < n; m *= 4, step >>= 2) radix_4(x, n, m, wave, step >> 1);
}

void mote_fft_real_s16(int16_t *data, int length, const struct mote_wave_s16 *wave)
{
    struct bin *x = (struct bin *)data;
    transform(x, length >> 1, wave);
    split(x, length >> 1, wave, wave->length / length);
}

void mote_ifft_real_s16(const int16_t *bins, int16_t *data, int length,
                        const struct mote_wave_s16 *wave)
{
    const struct bin *f = (const struct bin *)bins;
    struct bin *x = (struct bin *)data;
    const int n = length >> 1, step = wave->length / length;
    const int16_t *up = wave->quarter + step, *down = wave->quarter + (wave->length >> 2) - step;
    store(x, half_of((int16_t)(f[0].re - f[n].re)), half_of((int16_t)(f[0].re + f[n].re)));
    for (int k = 1; k <= n >> 1; k++, up += step, down -= step) {
        const int32_t ar = half_of(f[k].re), ai = half_of(f[k].im);
        const int32_t br = half_of(f[n - k].re), bi = half_of((int16_t)-f[n - k].im);
        const int32_t sum_re = ar + br, sum_im = ai + bi;
        const int32_t dif_re = ar - br, dif_im = ai - bi;
        const int32_t tr = dot(-dif_re, *down, -dif_im, *up);
        const int32_t ti = dot(dif_re, *up, -dif_im, *down);
        store(x + k, sum_im + ti, sum_re + tr);
        store(x + n - k, -(sum_im - ti), sum_re - tr);
    }
    transform(x, n, wave);
    for (int i = 0; i < n; i++) store(x + i, x[i].im, x[i].re);
}
