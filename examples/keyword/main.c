/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyword: listens for "yes" and "no". Samples go through the audio front end, which makes a row of
 * features every 20 ms; the network looks at the latest 49 rows every 60 ms; the recogniser turns
 * its scores into words. What a firmware needs of mote is `start`, `hear` and `classify`. A
 * microphone's driver would call `hear` with the samples that have come in; here they come from a
 * recording in flash.
 *
 * With the argument "rows" it also prints every row and every result, for a test to compare.
 */
#include "../common/report.h"
#include "audio/features.h"
#include "audio/recogniser.h"
#include "keyword_model.h"
#include "keyword_samples.h"
#include "mote.h"
#include "ops/ops.h"

enum { ROWS = 49, COLUMNS = MOTE_FEATURES_COUNT, ROWS_PER_RESULT = 3 };
enum { SILENCE, UNKNOWN, YES, NO, LABELS };
enum { RESULTS = 8, WORDS_PER_RESULT = 2 }; /* the recogniser's history: 240 ms are five results */

static const struct mote_op *const ops[] = {&mote_op_conv_2d_s8, &mote_op_reshape,
                                            &mote_op_fully_connected_s8, &mote_op_softmax_s8, NULL};
static MOTE_ARENA(arena, 7168);
static struct mote_model model;
static struct mote_net net;
static struct mote_features features;
static struct mote_recogniser recogniser;
static uint32_t history[RESULTS * WORDS_PER_RESULT];
static int8_t spectrogram[ROWS][COLUMNS]; /* a ring: the oldest row is the next to be written */
static uint32_t rows_heard;

static int start(void)
{
    const struct mote_config config = {.ops = ops, .arena = arena, .arena_size = sizeof arena};
    struct mote_recogniser_config rules;
    int error = mote_model_open(&model, keyword_model, keyword_model_size, &net.fault);

    if (error == 0) error = mote_init(&net, &model, &config);
    if (error != 0) return error;
    mote_features_reset(&features);
    mote_recogniser_defaults(&rules, LABELS);
    rules.average_ms = 240;
    rules.suppression_ms = 800;
    rules.minimum_count = 2;
    rules.threshold = 166; /* 65 % */
    return mote_recogniser_init(&recogniser, &rules, history, RESULTS * WORDS_PER_RESULT);
}

/* Takes samples until it has a new row, or none are left. Returns how many it took. */
static size_t hear(const int16_t *samples, size_t count, int *row_ready)
{
    size_t taken =
        mote_features_push(&features, samples, count, spectrogram[rows_heard % ROWS], row_ready);

    rows_heard += *row_ready != 0;
    return taken;
}

static int classify(struct mote_recognition *word)
{
    int8_t *input = mote_input(&net, 0);
    int error;

    for (uint32_t i = 0; i < ROWS; i++)
        for (int k = 0; k < COLUMNS; k++) *input++ = spectrogram[(rows_heard + i) % ROWS][k];
    error = mote_invoke(&net);
    if (error == 0) /* a row ends 10 ms after its 20 ms, for its window is 30 ms long */
        error = mote_recogniser_add(&recogniser, mote_output(&net, 0), rows_heard * 20 + 10, word);
    return error;
}

/* Everything below prints. */

enum {
    PIECE = 160,     /* 10 ms, as a driver with two small buffers would deliver them */
    TAIL_PIECES = 24 /* silence behind the recording, so that the last word is seen whole */
};

struct spent {
    uint64_t hearing, classifying;
    uint32_t results;
};

static void put_hex_line(const char *name, const void *data, size_t size)
{
    board_puts(name);
    board_puts(" ");
    board_put_bytes(data, size);
    board_puts("\n");
}

static void put_word(const struct mote_recognition *word)
{
    static const char *const label[LABELS] = {"silence", "unknown", "yes", "no"};

    report_put_thousandths((int32_t)word->time_ms, 7);
    board_puts(" s  ");
    board_puts(label[word->label]);
    board_puts(word->label == NO ? "   " : "  ");
    report_put_thousandths((int32_t)word->score * 1000 / 256, 0);
    board_puts("\n");
}

static void listen(const int16_t *samples, size_t count, int verbose, struct spent *spent)
{
    while (count != 0) {
        struct mote_recognition word;
        size_t taken;
        int ready;

        report_lap();
        taken = hear(samples, count < PIECE ? count : PIECE, &ready);
        spent->hearing += report_lap();
        samples += taken;
        count -= taken;
        if (!ready) continue;
        if (verbose) put_hex_line("row.hex", spectrogram[(rows_heard - 1) % ROWS], COLUMNS);
        /* Never a window that is only partly filled: the network has seen none in training. */
        if (rows_heard < ROWS || (rows_heard - ROWS) % ROWS_PER_RESULT != 0) continue;

        report_lap();
        report_check("classify", classify(&word), &net.fault);
        spent->classifying += report_lap();
        spent->results++;
        if (verbose) put_hex_line("result.hex", mote_output(&net, 0), LABELS);
        if (word.is_new && word.label >= YES) put_word(&word);
    }
}

int main(void)
{
    char line[64], *argv[2];
    int verbose = board_args(line, (int)sizeof line, argv, 2) == 2;
    static const int16_t silence[PIECE];
    struct spent spent = {0, 0, 0};

    report_start();
    report_check("start", start(), &net.fault);
    report_init_done();
    listen(keyword_samples, keyword_samples_count, verbose, &spent);
    for (int i = 0; i < TAIL_PIECES; i++) listen(silence, PIECE, verbose, &spent);

    board_put_field("instructions.row", (uint32_t)(spent.hearing / rows_heard));
    board_put_field("ram.features", sizeof features);
    report_end((uint32_t)(spent.classifying / spent.results), &net);
    return 0;
}
