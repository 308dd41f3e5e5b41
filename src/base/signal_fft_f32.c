/* SPDX-License-Identifier: Apache-2.0 */
#include "signal_fft.h"

#include "signal_fft_order.h"

struct bin {
    float re, im;
};

static inline struct bin plus(struct bin a, struct bin b)
{
    return (struct bin){a.re + b.re, a.im + b.im};
}

static inline struct bin minus(struct bin a, struct bin b)
{
    return (struct bin){a.re - b.re, a.im - b.im};
}

/* a e^(-i angle), the angle counted in steps of the wave table, at most three quarters. */
static struct bin turned(struct bin a, int angle)
{
    const float *wave = mote_wave_2048_f32;
    const int q = 512;
    float c, s;
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
    return (struct bin){a.re * c + a.im * s, a.im * c - a.re * s};
}

static void radix_2(struct bin *x, int n)
{
    for (struct bin *end = x + n; x < end; x += 2) {
        const struct bin a = x[0], b = x[1];
        x[0] = plus(a, b);
        x[1] = minus(a, b);
    }
}

/* Transforms of length m become transforms of length 4 m, whose angle is `step` in the wave. */
static void radix_4(struct bin *x, int n, int m, int step)
{
    for (int k = 0; k < m; k++) {
        for (struct bin *p = x + k; p < x + n; p += 4 * m) {
            struct bin a = p[0], b = p[m], c = p[2 * m], d = p[3 * m];
            if (k > 0) {
                b = turned(b, k * step);
                c = turned(c, 2 * k * step);
                d = turned(d, 3 * k * step);
            }
            const struct bin e = plus(a, c), f = minus(a, c), g = plus(b, d), h = minus(b, d);
            p[0] = plus(e, g);
            p[m] = (struct bin){f.re + h.im, f.im - h.re};
            p[2 * m] = minus(e, g);
            p[3 * m] = (struct bin){f.re - h.im, f.im + h.re};
        }
    }
}

/* Forward transform of n complex numbers, as kissfft's float build orders the operations; its
 * integer builds scale, this does not. */
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

void mote_fft_complex_f32(float *data, int length)
{
    transform((struct bin *)data, length);
}

void mote_fft_real_f32(float *data, int length)
{
    struct bin *x = (struct bin *)data;
    const int n = length >> 1, step = MOTE_FFT_MAX / length;
    transform(x, n);

    const struct bin first = x[0];
    x[0] = (struct bin){first.re + first.im, 0};
    x[n] = (struct bin){first.re - first.im, 0};
    for (int k = 1; k <= n >> 1; k++) {
        const struct bin a = x[k], b = {x[n - k].re, -x[n - k].im};
        const struct bin sum = plus(a, b), dif = minus(a, b);
        const struct bin t = turned((struct bin){dif.im, -dif.re}, k * step);
        x[k] = (struct bin){0.5f * (sum.re + t.re), 0.5f * (sum.im + t.im)};
        x[n - k] = (struct bin){0.5f * (sum.re - t.re), 0.5f * (t.im - sum.im)};
    }
}

void mote_ifft_real_f32(const float *bins, float *data, int length)
{
    const struct bin *f = (const struct bin *)bins;
    struct bin *x = (struct bin *)data;
    const int n = length >> 1, step = MOTE_FFT_MAX / length;
    x[0] = (struct bin){f[0].re - f[n].re, f[0].re + f[n].re};
    for (int k = 1; k <= n >> 1; k++) {
        const struct bin a = f[k], b = {f[n - k].re, -f[n - k].im};
        const struct bin sum = plus(a, b), dif = minus(a, b);
        /* i times what the wave turns back; swapped numbers turn the other way */
        const struct bin t = turned((struct bin){dif.re, -dif.im}, k * step);
        x[k] = (struct bin){sum.im + t.re, sum.re + t.im};
        x[n - k] = (struct bin){t.re - sum.im, sum.re - t.im};
    }
    transform(x, n);
    for (int i = 0; i < n; i++)
        x[i] = (struct bin){x[i].im / (float)length, x[i].re / (float)length};
}
