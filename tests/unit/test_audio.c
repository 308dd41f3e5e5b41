/* SPDX-License-Identifier: Apache-2.0 */
/* The audio front end against rows that TensorFlow Lite Micro computed, and the command recogniser.
 */
#include <string.h>

#include "audio/features.h"
#include "audio/recogniser.h"
#include "audio/tables.h"
#include "audio_signals.h"
#include "audio_vectors.h"
#include "base/signal.h"
#include "check.h"

enum { ROWS = sizeof expected_features / MOTE_FEATURES_COUNT };

static int16_t sound[MOTE_FEATURES_WINDOW + (ROWS - 1) * MOTE_FEATURES_STRIDE];

static int row_is(const int8_t *row, int number)
{
    return memcmp(row, expected_features + MOTE_FEATURES_COUNT * number, MOTE_FEATURES_COUNT) == 0;
}

static void test_windows(void)
{
    struct mote_features f;
    int8_t row[MOTE_FEATURES_COUNT];
    memset(&f, 0x5a, sizeof f);
    for (int run = 0; run < 2; run++) { /* reset forgets the first run */
        mote_features_reset(&f);
        for (int i = 0; i < ROWS; i++) {
            mote_features_window(&f, sound + MOTE_FEATURES_STRIDE * i, row);
            CHECK(row_is(row, i));
        }
    }
    CHECK(sizeof f <= 4500);
}

/* Pieces of `size` samples, of all sizes if 0. */
static void test_stream(size_t size)
{
    struct mote_features f;
    int8_t row[MOTE_FEATURES_COUNT];
    const int16_t *at = sound;
    size_t left = sizeof sound / sizeof *sound;
    int rows = 0;
    uint32_t x = 7;
    mote_features_reset(&f);
    while (left) {
        size_t piece = size ? size : next_random(&x) % 700;
        if (piece > left) piece = left;
        left -= piece;
        do {
            int ready = 2;
            const size_t taken = mote_features_push(&f, at, piece, row, &ready);
            CHECK(taken <= piece && (ready == 0 || ready == 1));
            CHECK(ready || taken == piece);
            at += taken;
            piece -= taken;
            if (ready) CHECK(row_is(row, rows++));
        } while (piece);
    }
    CHECK_EQ(rows, ROWS);
}

static void test_silence(void)
{
    static const int16_t silence[MOTE_FEATURES_WINDOW];
    struct mote_features f;
    int8_t row[MOTE_FEATURES_COUNT];
    mote_features_reset(&f);
    mote_features_window(&f, silence, row);
    for (int i = 0; i < MOTE_FEATURES_COUNT; i++) CHECK_EQ(row[i], -128);
    int ready = 1;
    CHECK_EQ(mote_features_push(&f, NULL, 0, row, &ready), 0);
    CHECK_EQ(ready, 0);
}

static void test_tables(void)
{
    uint32_t in[200], noise[200], out[200];
    int bins = 0;
    for (int i = 0; i <= MOTE_FEATURES_COUNT; i++) bins += mote_audio_widths[i];
    CHECK_EQ(bins, MOTE_AUDIO_BINS);
    make_u32(5, 200, noise);
    for (int kind = 0; kind < 3; kind++) {
        make_u32(kind, 200, in);
        mote_control_gain(mote_audio_gains, 6, in, noise, 200, out);
        CHECK_EQ(fingerprint_u32(out, 200), expected_gain[kind]);
    }
}

enum { SILENCE, UNKNOWN, YES, NO, LABELS };

/* One result in which `label` gets nearly everything. */
static struct mote_recognition hear(struct mote_recogniser *r, int label, uint32_t time_ms)
{
    struct mote_recognition out;
    int8_t scores[LABELS];
    memset(scores, -126, sizeof scores);
    scores[label] = 121;
    CHECK_EQ(mote_recogniser_add(r, scores, time_ms, &out), 0);
    CHECK_EQ(out.time_ms, time_ms);
    return out;
}

/* Results of `label` every 100 ms in [from, to); the number of times it was new, and when the last
 * was. */
static int listen(struct mote_recogniser *r, int label, uint32_t from, uint32_t to, int expected,
                  uint32_t *when)
{
    int count = 0;
    for (uint32_t t = from; t != to; t += 100) {
        const struct mote_recognition out = hear(r, label, t);
        if (out.is_new && out.label == expected) {
            count++;
            *when = t;
        }
    }
    return count;
}

static void test_recogniser(uint32_t start)
{
    struct mote_recogniser r;
    struct mote_recogniser_config config;
    uint32_t history[64], when = 0;
    mote_recogniser_defaults(&config, LABELS);
    CHECK_EQ(mote_recogniser_words(LABELS, 16), 32);
    CHECK_EQ(mote_recogniser_words(5, 1), 3);
    CHECK_EQ(mote_recogniser_init(&r, &config, history, 64), 0);

    /* Two results are too few, and so are three within less than a quarter of the averaged time. */
    struct mote_recognition out = hear(&r, YES, start);
    CHECK(!out.is_new && out.score == 0 && out.label == SILENCE);
    hear(&r, YES, start + 100);
    out = hear(&r, YES, start + 200);
    CHECK(!out.is_new && out.score == 0);
    out = hear(&r, YES, start + 300);
    CHECK(out.is_new && out.label == YES);
    CHECK_EQ(out.score, 249);

    /* Not again before 1,500 ms have passed since. */
    CHECK_EQ(listen(&r, YES, start + 400, start + 1900, YES, &when), 0);
    CHECK_EQ(listen(&r, YES, start + 1900, start + 2500, YES, &when), 1);
    CHECK_EQ(when, start + 1900);

    /* Another label comes as soon as its average passes the threshold: 8 of 11 results give 182, 9
     * give 204. */
    CHECK_EQ(listen(&r, NO, start + 2500, start + 3500, NO, &when), 1);
    CHECK_EQ(when, start + 3300);
    /* Silence in between makes way for the same word. */
    CHECK_EQ(listen(&r, SILENCE, start + 3500, start + 4500, SILENCE, &when), 0);
    CHECK_EQ(listen(&r, NO, start + 4500, start + 5500, NO, &when), 1);
    CHECK_EQ(when, start + 5300);

    /* Time does not run backwards, and a long pause empties the history. */
    int8_t scores[LABELS] = {0};
    CHECK_EQ(mote_recogniser_add(&r, scores, start + 100, &out), MOTE_E_USAGE);
    out = hear(&r, YES, start + 9000);
    CHECK(!out.is_new && out.score == 0 && out.label == NO);

    mote_recogniser_reset(&r);
    CHECK_EQ(listen(&r, YES, start + 9000, start + 9500, YES, &when), 1);
    CHECK_EQ(when, start + 9300);
}

/* With room for four results the average is over the last four. */
static void test_recogniser_limits(void)
{
    struct mote_recogniser r;
    struct mote_recogniser_config config;
    uint32_t history[8], when = 0;
    mote_recogniser_defaults(&config, LABELS);
    CHECK_EQ(mote_recogniser_init(&r, &config, history, 5),
             MOTE_E_USAGE); /* two results, three wanted */
    CHECK_EQ(mote_recogniser_init(&r, &config, history, mote_recogniser_words(LABELS, 4)), 0);
    listen(&r, YES, 0, 1000, YES, &when);
    CHECK_EQ(listen(&r, NO, 1000, 1500, NO, &when), 1);
    CHECK_EQ(when, 1300);

    config.quiet = LABELS;
    CHECK_EQ(mote_recogniser_init(&r, &config, history, 8), MOTE_E_USAGE);
    config.quiet = 0;
    config.labels = 0;
    CHECK_EQ(mote_recogniser_init(&r, &config, history, 8), MOTE_E_USAGE);
}

int main(void)
{
    make_sound(sizeof sound / sizeof *sound, sound);
    test_windows();
    test_stream(1);
    test_stream(160);
    test_stream(320);
    test_stream(480);
    test_stream(10000);
    test_stream(0);
    test_silence();
    test_tables();
    test_recogniser(0);
    test_recogniser(UINT32_MAX - 4200); /* the clock wraps on the way */
    test_recogniser_limits();
    return check_done();
}
