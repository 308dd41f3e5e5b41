/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyword, compiled: listens for "yes" and "no" as examples/keyword does, with the network turned
 * into C (keyword.c and keyword.h). Its input is fed by rows, straight from the ring that holds the
 * last 49, so that no second copy of it is in memory: front end, network, recogniser, ring and
 * stack fit in 8 KB of RAM, and code and weights in 32 KB of flash.
 *
 * With the argument "rows" it also prints every row and every result, for a test to compare.
 */
#include "audio/features.h"
#include "audio/recogniser.h"
#include "board.h"
#include "keyword.h"
#include "keyword_samples.h"

enum { ROWS = keyword_ROWS, COLUMNS = keyword_ROW_BYTES, ROWS_PER_RESULT = 3 };
enum { SILENCE, UNKNOWN, YES, NO, LABELS };
enum { RESULTS = 8, WORDS_PER_RESULT = 2 }; /* the recogniser's history: 240 ms are five results */

static struct mote_features features;
static struct mote_recogniser recogniser;
static uint32_t history[RESULTS * WORDS_PER_RESULT];
static int8_t spectrogram[ROWS][COLUMNS]; /* a ring: the oldest row is the next to be written */
static uint32_t rows_heard;

static int start(void)
{
    struct mote_recogniser_config rules;

    mote_features_reset(&features);
    mote_recogniser_defaults(&rules, LABELS);
    rules.average_ms = 240;
    rules.suppression_ms = 800;
    rules.minimum_count = 2;
    rules.threshold = 166; /* 65 % */
    keyword_init();
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
    int error = 0;

    /* All but the last row leave the network waiting for more. */
    for (uint32_t i = 0; i < ROWS; i++) error = keyword_feed(spectrogram[(rows_heard + i) % ROWS]);
    if (error == 0) /* a row ends 10 ms after its 20 ms, for its window is 30 ms long */
        error = mote_recogniser_add(&recogniser, keyword_output(0), rows_heard * 20 + 10, word);
    return error;
}

/* Everything below prints. */

enum { PIECE = 320, TAIL_PIECES = 25 };

struct spent {
    uint32_t hearing, classifying, results;
};

static void put_hex_line(const char *name, const void *data, size_t size)
{
    board_puts(name);
    board_puts(" ");
    board_put_bytes(data, size);
    board_puts("\n");
}

static int listen(const int16_t *samples, size_t count, int verbose, struct spent *spent)
{
    static const char *const label[LABELS] = {"silence\n", "unknown\n", "yes\n", "no\n"};

    while (count != 0) {
        struct mote_recognition word;
        uint64_t since = board_instructions();
        int ready, error;
        size_t taken = hear(samples, count < PIECE ? count : PIECE, &ready);

        spent->hearing += (uint32_t)(board_instructions() - since);
        samples += taken;
        count -= taken;
        if (!ready) continue;
        if (verbose) put_hex_line("row.hex", spectrogram[(rows_heard - 1) % ROWS], COLUMNS);
        /* Never a window that is only partly filled: the network has seen none in training. */
        if (rows_heard < ROWS || (rows_heard - ROWS) % ROWS_PER_RESULT != 0) continue;

        since = board_instructions();
        if ((error = classify(&word)) != 0) return error;
        spent->classifying += (uint32_t)(board_instructions() - since);
        spent->results++;
        if (verbose) put_hex_line("result.hex", keyword_output(0), LABELS);
        if (word.is_new && word.label >= YES) {
            board_put_u32(word.time_ms);
            board_puts(" ms  ");
            board_puts(label[word.label]);
        }
    }
    return 0;
}

int main(void)
{
    char line[64], *argv[2];
    int verbose = board_args(line, (int)sizeof line, argv, 2) == 2;
    static const int16_t silence[PIECE];
    struct spent spent = {0, 0, 0};
    int error = start();

    board_stack_paint();
    if (error == 0) error = listen(keyword_samples, keyword_samples_count, verbose, &spent);
    for (int i = 0; i < TAIL_PIECES && error == 0; i++)
        error = listen(silence, PIECE, verbose, &spent);
    board_put_field("stack.deepest", board_stack_used());
    if (error != 0) return 1;
    board_put_field("instructions.row", spent.hearing / rows_heard);
    board_put_field("instructions.invoke", spent.classifying / spent.results);
    board_put_field("arena.bytes", keyword_ARENA_BYTES);
    board_put_field("ram.features", sizeof features);
    board_put_footprint();
    return 0;
}
