/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digits: a small convolutional network reads handwritten digits of 8x8 pixels.
 * What a firmware needs of mote is `start` and `classify`.
 */
#include "../common/report.h"
#include "digits_model.h"
#include "digits_samples.h"
#include "mote.h"
#include "ops/ops.h"

enum { SIDE = 8, PIXELS = SIDE * SIDE, CLASSES = 10 };

static const struct mote_op *const ops[] = {&mote_op_conv_2d_s8,
                                            &mote_op_max_pool_2d_s8,
                                            &mote_op_average_pool_2d_s8,
                                            &mote_op_reshape,
                                            &mote_op_fully_connected_s8,
                                            &mote_op_softmax_s8,
                                            NULL};
static MOTE_ARENA(arena, 3072);
static struct mote_model model;
static struct mote_net net;

static int start(void)
{
    const struct mote_config config = {.ops = ops, .arena = arena, .arena_size = sizeof arena};
    int error = mote_model_open(&model, digits_model, digits_model_size, &net.fault);

    return error ? error : mote_init(&net, &model, &config);
}

/* picture: rows of grey values, -128 paper to 127 ink. scores: -128 (0) to 127 (1). */
static int classify(const int8_t *picture, int8_t *scores)
{
    int8_t *pixels = mote_input(&net, 0);
    int error;

    for (int i = 0; i < PIXELS; i++) pixels[i] = picture[i];
    error = mote_invoke(&net);
    for (int i = 0; i < CLASSES; i++) scores[i] = ((const int8_t *)mote_output(&net, 0))[i];
    return error;
}

/* Everything below prints. */

enum { PICTURES = digits_samples_size / PIXELS, ABREAST = 4 };

static int best_of(const int8_t *scores)
{
    int best = 0;

    for (int i = 1; i < CLASSES; i++)
        if (scores[i] > scores[best]) best = i;
    return best;
}

static void put_pixels(const int8_t *row)
{
    static const char shade[] = " .:-=+*#";
    char text[2 * SIDE + 3];
    int at = 0;

    for (int i = 0; i < SIDE; i++) {
        char c = shade[(row[i] + 128) / 32];

        text[at++] = c;
        text[at++] = c;
    }
    text[at++] = ' ';
    text[at++] = ' ';
    text[at] = 0;
    board_puts(text);
}

static void put_verdict(const int8_t *scores, const struct mote_tensor *out)
{
    int digit = best_of(scores);

    board_puts("    ");
    board_put_u32((uint32_t)digit);
    report_put_thousandths(report_thousandths(out, scores[digit]), 7);
    board_puts("      ");
}

static void put_band(const int8_t *pictures, int8_t (*scores)[CLASSES], int count,
                     const struct mote_tensor *out)
{
    for (int y = 0; y < SIDE; y++) {
        for (int i = 0; i < count; i++) put_pixels(pictures + i * PIXELS + y * SIDE);
        board_puts("\n");
    }
    for (int i = 0; i < count; i++) put_verdict(scores[i], out);
    board_puts("\n\n");
}

int main(void)
{
    static int8_t scores[PICTURES][CLASSES];
    const int8_t *pictures = (const int8_t *)digits_samples;
    struct mote_tensor out;
    uint32_t invokes = 0;

    report_start();
    report_check("start", start(), &net.fault);
    report_init_done();
    for (int i = 0; i < PICTURES; i++) {
        report_lap();
        report_check("classify", classify(pictures + i * PIXELS, scores[i]), &net.fault);
        invokes += report_lap();
    }

    mote_model_output(&model, 0, &out);
    for (int i = 0; i < PICTURES; i += ABREAST)
        put_band(pictures + i * PIXELS, scores + i, PICTURES - i < ABREAST ? PICTURES - i : ABREAST,
                 &out);
    board_puts("input.hex ");
    board_put_bytes(pictures, (size_t)PICTURES * PIXELS);
    board_puts("\noutput.hex ");
    board_put_bytes(scores, sizeof scores);
    board_puts("\n");
    report_end(invokes / PICTURES, &net);
    return 0;
}
