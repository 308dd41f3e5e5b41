/* SPDX-License-Identifier: Apache-2.0 */
/* base/signal*.h against fingerprints of what TensorFlow Lite Micro's signal operators compute. */
#include <math.h>
#include <string.h>

#include "audio_signals.h"
#include "audio_vectors.h"
#include "base/signal.h"
#include "base/signal_fft.h"
#include "check.h"

static void test_fft_s16(void)
{
    static int16_t data[MOTE_FFT_MAX + 2], again[MOTE_FFT_MAX + 2];
    const uint32_t *expected = expected_rfft_s16;
    for (int length = 64; length <= MOTE_FFT_MAX; length *= 2) {
        for (int kind = 0; kind < KINDS; kind++) {
            make_signal(kind, length, data);
            memcpy(again, data, sizeof data);
            mote_fft_real_s16(data, length, &mote_wave_2048_s16);
            CHECK_EQ(fingerprint_s16(data, length + 2), *expected++);
            if (length <= 512) {
                mote_fft_real_s16(again, length, &mote_wave_512_s16);
                CHECK(memcmp(again, data, ((size_t)length + 2) * sizeof *data) == 0);
            }
        }
    }
}

static void test_fft_i32(void)
{
    static int16_t signal[MOTE_FFT_MAX];
    static int32_t data[MOTE_FFT_MAX + 2];
    const uint32_t *expected = expected_rfft_i32;
    for (int length = 64; length <= MOTE_FFT_MAX; length *= 2) {
        for (int kind = 0; kind < KINDS; kind++) {
            uint32_t h = FINGERPRINT_START;
            make_signal(kind, length, signal);
            for (int i = 0; i < length; i++) data[i] = signal[i] * 65536 + 12345;
            mote_fft_real_i32(data, length);
            for (int i = 0; i < length + 2; i++) h = fingerprint_add(h, data[i]);
            CHECK_EQ(h, *expected++);
        }
    }
}

/* Every length, also those below what TensorFlow Lite Micro takes, against the sum that defines the
 * transform. */
static void test_fft_by_definition(void)
{
    static int16_t signal[MOTE_FFT_MAX + 2];
    static int32_t integers[MOTE_FFT_MAX + 2];
    static float data[MOTE_FFT_MAX + 2];
    for (int length = MOTE_FFT_MIN; length <= MOTE_FFT_MAX; length *= 2) {
        make_signal(0, length, signal);
        for (int i = 0; i < length; i++) data[i] = signal[i];
        for (int i = 0; i < length; i++) integers[i] = signal[i] * 65536;
        const float first = data[0];
        mote_fft_real_f32(data, length);
        mote_fft_real_i32(integers, length);
        double worst = 0, worst_i32 = 0, sum_of_bins = 0;
        const int stride = length > 256 ? 61 : 1; /* some bins of the long ones */
        for (int k = 0; k <= length / 2; k += stride) {
            double re = 0, im = 0;
            for (int i = 0; i < length; i++) {
                const double angle = 2 * 3.14159265358979323846 * (double)(k * i % length) / length;
                re += signal[i] * cos(angle);
                im -= signal[i] * sin(angle);
            }
            worst = fmax(worst, hypot(re - data[2 * k], im - data[2 * k + 1]));
            worst_i32 = fmax(worst_i32, hypot(re / length - integers[2 * k] / 65536.0,
                                              im / length - integers[2 * k + 1] / 65536.0));
        }
        for (int k = 0; k <= length / 2; k++)
            sum_of_bins += (k == 0 || k == length / 2 ? 1 : 2) * (double)data[2 * k];
        CHECK(worst < 0.05 * length);
        CHECK(worst_i32 < 0.01);
        CHECK(fabs(sum_of_bins / length - (double)first) < 1);
    }
    CHECK(!mote_fft_length_fits(2));
    CHECK(!mote_fft_length_fits(480));
    CHECK(!mote_fft_length_fits(4096));
    CHECK(!mote_fft_length_fits(-4));
    CHECK(mote_fft_length_fits(4));
}

static void test_samples(void)
{
    int16_t data[100], weights[60], out[61];
    uint32_t energy[50];
    make_signal(0, 60, weights);
    for (int kind = 0; kind < KINDS; kind++) {
        make_signal(kind, 60, data);
        for (int i = 0; i < 60; i++) out[i] = mote_windowed(data[i], weights[i], 13);
        CHECK_EQ(fingerprint_s16(out, 60), expected_window[kind]);

        make_signal(kind, 61, data);
        const int bits = mote_auto_scale(data, 61, out);
        CHECK_EQ(fingerprint_add(fingerprint_s16(out, 61), bits), expected_auto_scale[kind]);
        CHECK_EQ(mote_auto_scale(data, 61, data), bits);
        CHECK(memcmp(data, out, sizeof out) == 0);

        make_signal(kind, 100, data);
        for (int k = 0; k < 50; k++) energy[k] = mote_bin_energy(data[2 * k], data[2 * k + 1]);
        CHECK_EQ(fingerprint_u32(energy, 50), expected_energy[kind]);
    }
    memset(data, 0, sizeof data);
    CHECK_EQ(mote_auto_scale(data, 61, out), 0);
    CHECK_EQ(mote_auto_scale(data, 0, out), 0);
    data[60] = -1;
    CHECK_EQ(mote_auto_scale(data, 61, out), 14);
}

static void test_bank(void)
{
    static const int16_t bins[] = {0, 3, 3, 9, 20, 24, 30, 38},
                         starts[] = {0, 3, 9, 20, 31, 20, 4, 0},
                         widths[] = {3, 6, 11, 11, 0, 12, 10, 2};
    int16_t weights[32], unweights[32];
    uint32_t energy[40];
    uint64_t out[7];
    const struct mote_filter_bank bank = {7, bins, starts, widths, weights, unweights};
    make_signal(0, 32, weights);
    make_signal(4, 32, unweights);
    for (int kind = 0; kind < 4; kind++) {
        uint32_t h = FINGERPRINT_START;
        make_u32(kind, 40, energy);
        mote_filter_bank_apply(&bank, energy, out);
        for (int i = 0; i < 7; i++) h = fingerprint_add(h, (int64_t)out[i]);
        CHECK_EQ(h, expected_bank[kind]);
    }
}

static void test_root(void)
{
    uint64_t in[500];
    uint32_t out[500];
    for (int kind = 0; kind < 4; kind++) {
        make_u64(kind, 500, in);
        for (int i = 0; i < 500; i++) out[i] = mote_root_u64(in[i]) >> 2;
        CHECK_EQ(fingerprint_u32(out, 500), expected_root[kind]);
    }
    /* Around squares and halves, where rounding turns. */
    uint32_t x = 1;
    for (int i = 0; i < 20000; i++) {
        const uint32_t random = next_random(&x);
        const uint64_t root = random >> (random & 15);
        if (root < 65536 || root == UINT32_MAX) continue;
        const uint64_t square = root * root;
        CHECK_EQ(mote_root_u64(square), root);
        CHECK_EQ(mote_root_u64(square + root), root);
        CHECK_EQ(mote_root_u64(square + root + 1), root + 1);
        CHECK_EQ(mote_root_u64(square - root + 1), root);
        CHECK_EQ(mote_root_u64(square - root), root - 1);
    }
    for (uint32_t root = 1; root < 65536; root++) {
        CHECK_EQ(mote_root_u32(root * root), root);
        CHECK_EQ(mote_root_u32(root * root + root), root);
        CHECK_EQ(mote_root_u32(root * root - root + 1), root);
        CHECK_EQ(mote_root_u32(root * root - root), root - 1);
    }
    CHECK_EQ(mote_root_u32(UINT32_MAX), 65535);
    CHECK_EQ(mote_root_u64(UINT32_MAX), 65535);
    CHECK_EQ(mote_root_u64((uint64_t)UINT32_MAX + 1), 65536);
    CHECK_EQ(mote_root_u64(UINT64_MAX), UINT32_MAX);
}

static void test_levels(void)
{
    uint32_t in[300], noise[200] = {0}, out[200];
    int16_t curve[MOTE_GAINS], logs[300];
    struct mote_noise how = {{409, 983}, {15975, 15401}, 819, 10, 14, 0};
    for (how.clamping = 0; how.clamping < 2; how.clamping++) {
        uint32_t h = FINGERPRINT_START;
        memset(noise, 0, sizeof noise);
        for (int kind = 0; kind < 20; kind++) {
            make_u32(kind, 9, in);
            mote_subtract_noise(&how, in, 9, noise, out);
            for (int i = 0; i < 9; i++) h = fingerprint_add(h, out[i]);
            for (int i = 0; i < 9; i++) h = fingerprint_add(h, noise[i]);
        }
        CHECK_EQ(h, expected_noise[how.clamping]);
    }

    make_u32(5, 200, noise);
    make_signal(0, MOTE_GAINS, curve);
    for (int kind = 0; kind < 3; kind++) { /* the first three fingerprints: test_audio.c */
        make_u32(kind, 200, in);
        mote_control_gain(curve, 6, in, noise, 200, out);
        CHECK_EQ(fingerprint_u32(out, 200), expected_gain[3 + kind]);
    }

    static const struct {
        int scale, bits;
    } settings[] = {{64, 3}, {1600, 0}, {32768, 5}};
    for (int i = 0; i < 3; i++) {
        make_u32(settings[i].scale, 300, in);
        mote_logarithm(in, 300, (uint32_t)settings[i].scale, settings[i].bits, logs);
        CHECK_EQ(fingerprint_s16(logs, 300), expected_log[i]);
    }
}

int main(void)
{
    test_fft_s16();
    test_fft_i32();
    test_fft_by_definition();
    test_samples();
    test_bank();
    test_root();
    test_levels();
    (void)expected_features;
    return check_done();
}
