/* SPDX-License-Identifier: Apache-2.0 */
#include "signal_fft.h"

#include "signal_fft_order.h"

/* signal_fft_s16.c says why; here in Q31. Sums wrap. */
static inline int32_t round_q31(int64_t x)
{
    return (int32_t)((x + (1 << 30)) >> 31);
}

static inline int32_t half_of(int32_t x)
{
    return round_q31((int64_t)x * (INT32_MAX / 2));
}

static inline int32_t quarter_of(int32_t x)
{
    return round_q31((int64_t)x * (INT32_MAX / 4));
}

static inline int32_t add(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

static inline int32_t sub(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a - (uint32_t)b);
}

struct bin {
    int32_t re, im;
};

static inline struct bin plus(struct bin a, struct bin b)
{
    return (struct bin){add(a.re, b.re), add(a.im, b.im)};
}

static inline struct bin minus(struct bin a, struct bin b)
{
    return (struct bin){sub(a.re, b.re), sub(a.im, b.im)};
}

static inline struct bin halves(struct bin a)
{
    return (struct bin){half_of(a.re), half_of(a.im)};
}

static inline struct bin quarters(struct bin a)
{
    return (struct bin){quarter_of(a.re), quarter_of(a.im)};
}

/* a e^(-i angle), the angle counted in steps of the wave table, at most three quarters. */
static struct bin turned(struct bin a, int angle)
{
    const int32_t *wave = mote_wave_2048_i32;
    const int q = 512;
    int64_t c, s;
    if (angle <= q) {
        c = wave[angle];
        s = wave[q - angle];
    } else if (angle <= 2 * q) {
        c = -wave[2 * q - angle];
        s = wave[angle - q];
    } else {
        c = -wave[angle - 2 * q];
        s = -wave[3 * q - angle];
    }
    return (struct bin){round_q31(a.re * c + a.im * s), round_q31(a.im * c - a.re * s)};
}

static void radix_2(struct bin *x, int n)
{
    for (struct bin *end = x + n; x < end; x += 2) {
        const struct bin a = halves(x[0]), b = halves(x[1]);
        x[0] = plus(a, b);
        x[1] = minus(a, b);
    }
}

/* Transforms of length m become transforms of length 4 m, whose angle is `step` in the wave. */
static void radix_4(struct bin *x, int n, int m, int step)
{
    for (int k = 0; k < m; k++) {
        for (struct bin *p = x + k; p < x + n; p += 4 * m) {
            struct bin a = quarters(p[0]), b = quarters(p[m]), c = quarters(p[2 * m]),
                       d = quarters(p[3 * m]);
            if (k > 0) {
                b = turned(b, k * step);
                c = turned(c, 2 * k * step);
                d = turned(d, 3 * k * step);
            }
            const struct bin e = plus(a, c), f = minus(a, c), g = plus(b, d), h = minus(b, d);
            const struct bin minus_ih = {h.im, sub(0, h.re)};
            p[0] = plus(e, g);
            p[m] = plus(f, minus_ih);
            p[2 * m] = minus(e, g);
            p[3 * m] = minus(f, minus_ih);
        }
    }
}

static void transform(struct bin *x, int n)
{
    int m = 1, step = MOTE_FFT_MAX / 2; /* the angle of a transform of 2 m points */
    for (int i = 0; i < n; i++) {
        const int j = mote_fft_swap_with(i, n);
        const struct bin t = x[i];
        x[i] = x[j];
        x[j] = t;
    }
    if (!mote_fft_is_power_of_4(n)) {
        radix_2(x, n);
        m = 2;
        step >>= 1;
    }
    for (; m < n; m *= 4, step >>= 2) radix_4(x, n, m, step >> 1);
}

void mote_fft_real_i32(int32_t *data, int length)
{
    struct bin *x = (struct bin *)data;
    const int n = length >> 1, step = MOTE_FFT_MAX / length;
    transform(x, n);

    const struct bin first = halves(x[0]);
    x[0] = (struct bin){add(first.re, first.im), 0};
    x[n] = (struct bin){sub(first.re, first.im), 0};
    for (int k = 1; k <= n >> 1; k++) {
        const struct bin a = halves(x[k]);
        const struct bin b = halves((struct bin){x[n - k].re, sub(0, x[n - k].im)});
        const struct bin sum = plus(a, b), dif = minus(a, b);
        const struct bin t = turned((struct bin){dif.im, sub(0, dif.re)}, k * step);
        x[k] = (struct bin){add(sum.re, t.re) >> 1, add(sum.im, t.im) >> 1};
        x[n - k] = (struct bin){sub(sum.re, t.re) >> 1, sub(t.im, sum.im) >> 1};
    }
}

void mote_ifft_real_i32(const int32_t *bins, int32_t *data, int length)
{
    const struct bin *f = (const struct bin *)bins;
    struct bin *x = (struct bin *)data;
    const int n = length >> 1, step = MOTE_FFT_MAX / length;
    x[0] = halves((struct bin){sub(f[0].re, f[n].re), add(f[0].re, f[n].re)});
    for (int k = 1; k <= n >> 1; k++) {
        const struct bin a = halves(f[k]);
        const struct bin b = halves((struct bin){f[n - k].re, sub(0, f[n - k].im)});
        const struct bin sum = plus(a, b), dif = minus(a, b);
        const struct bin t = turned((struct bin){dif.re, sub(0, dif.im)}, k * step);
        x[k] = (struct bin){add(sum.im, t.re), add(sum.re, t.im)};
        x[n - k] = (struct bin){sub(t.re, sum.im), sub(sum.re, t.im)};
    }
    transform(x, n);
    for (int i = 0; i < n; i++) x[i] = (struct bin){x[i].im, x[i].re};
}
