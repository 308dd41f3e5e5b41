/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the audio front end takes: instructions per window, bytes of state, stack. The sound is
 * noise with a tone that comes and goes, made here, so that the figures need no file. With a file
 * of raw int16 samples (features IN.raw OUT.bin) it writes the rows, to be compared with the PC's.
 */
#include "audio/features.h"
#include "board.h"

enum { WINDOWS = 50, EXIT_FILE = 6 };

static struct mote_features features;
static int8_t rows[WINDOWS][MOTE_FEATURES_COUNT];
static uint32_t seed = 1;

static int16_t next_sample(uint32_t at)
{
    int32_t tone = at / 4000u % 2u ? ((int32_t)(at % 32u) - 16) * 500 : 0;

    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return (int16_t)(tone + (int32_t)(seed % 601u) - 300);
}

static int run_file(const char *from, const char *to)
{
    size_t room;
    int16_t *samples = board_free_memory(&room);
    long bytes = board_read_file(from, samples, room);
    int8_t *out = (int8_t *)samples; /* a row is shorter than the samples it takes */
    size_t left, done = 0;
    int ready;

    if (bytes < 0) return EXIT_FILE;
    for (left = (size_t)bytes / 2; left != 0;) {
        int8_t row[MOTE_FEATURES_COUNT];
        size_t n = mote_features_push(&features, samples, left, row, &ready);

        samples += n;
        left -= n;
        for (int i = 0; ready && i < MOTE_FEATURES_COUNT; i++) out[done++] = row[i];
    }
    return board_write_file(to, out, done) == 0 ? 0 : EXIT_FILE;
}

int main(void)
{
    static char line[256];
    char *argv[4];
    int argc = board_args(line, (int)sizeof line, argv, 4), ready = 0;
    uint32_t at = 0, total = 0, least = UINT32_MAX, most = 0;
    uint64_t start;

    board_stack_paint();
    start = board_instructions();
    mote_features_reset(&features);
    board_put_field("instructions.init", (uint32_t)(board_instructions() - start));
    if (argc == 3) return run_file(argv[1], argv[2]);

    for (int w = 0; w < WINDOWS; w++) {
        uint32_t spent = 0;

        do {
            int16_t piece[40];

            for (int i = 0; i < 40; i++) piece[i] = next_sample(at++);
            start = board_instructions();
            (void)mote_features_push(&features, piece, 40, rows[w], &ready);
            spent += (uint32_t)(board_instructions() - start);
        } while (!ready);
        total += spent;
        least = spent < least ? spent : least;
        most = spent > most ? spent : most;
    }
    board_put_field("instructions.window", total / WINDOWS);
    board_put_field("instructions.least", least);
    board_put_field("instructions.most", most);
    board_put_field("stack.deepest", board_stack_used());
    board_put_field("ram.features", sizeof features);
    board_puts("output.hex ");
    board_put_bytes(rows, sizeof rows);
    board_puts("\n");
    board_put_footprint();
    return 0;
}
