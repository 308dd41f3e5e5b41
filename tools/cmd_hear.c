/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mote hear: keyword spotting over a recording or a live stream, with the code that runs on a
 * device: front end, model, recogniser.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/features.h"
#include "audio/recogniser.h"
#include "graph.h"
#include "json.h"
#include "keyword_model.h"
#include "macs.h"
#include "session.h"
#include "grid.h"
#include "tool.h"
#include "wav.h"

static const char help[] =
    "usage: mote hear FILE.wav|- [--model MODEL --labels a,b,c,d] [--every ROWS]\n"
    "                 [--threshold PERCENT] [--average MS] [--pause MS] [--scores] [--raw]\n"
    "                 [--json]\n"
    "\n"
    "Prints each word with its time and score. The recording has 16 kHz, one channel, 16\n"
    "bits; - reads standard input without end, a WAV stream or bare samples:\n"
    "\n"
    "  arecord -f S16_LE -r 16000 -t raw | mote hear -\n"
    "\n"
    "  --model MODEL        any model that takes 49 rows of 40 int8 features and gives int8\n"
    "                       scores; ours by default\n"
    "  --labels a,b,c,d     what its scores stand for, in order (silence,unknown,yes,no);\n"
    "                       silence and unknown are no words\n"
    "  --every ROWS         runs the model after so many rows of 20 ms (3), once the first\n"
    "                       49 are there\n"
    "  --threshold PERCENT  what the average score must exceed (65)\n"
    "  --average MS         over how long scores are averaged (240)\n"
    "  --pause MS           how soon a word may come again (800)\n"
    "  --scores             prints the scores of every run, too\n"
    "  --raw                the file is bare samples, little-endian\n"
    "  --json               file, words [{time, word, score}], seconds, model, model_bytes,\n"
    "                       macs, inferences, ms_per_inference, arena_bytes\n";

enum {
    ROWS = 49,
    FEATURES = ROWS * MOTE_FEATURES_COUNT,
    ROW_MS = 1000 * MOTE_FEATURES_STRIDE / MOTE_FEATURES_RATE,
    WINDOW_MS = 1000 * MOTE_FEATURES_WINDOW / MOTE_FEATURES_RATE,
    /* A recording that ends with a word is followed by so much silence, so that the model sees the
       word whole. */
    TAIL_ROWS = 12,
    MOST_LABELS = 256,
    HISTORY_RESULTS = 256
};

struct wishes {
    const char *path, *model, *labels;
    uint32_t every, threshold, average, pause;
    int scores, raw, json;
};

struct ear {
    struct mote_session session;
    struct mote_features features;
    struct mote_recogniser recogniser;
    uint32_t history[HISTORY_RESULTS * (1 + MOST_LABELS / 4)];
    int8_t window[FEATURES]; /* the latest rows, oldest first */
    char *label_text;        /* what the labels point into */
    const char *labels[MOST_LABELS];
    int n_labels;
    const struct wishes *w;
    struct mote_json json;
    uint64_t samples, rows; /* so far */
    uint32_t inferences, words;
    double seconds; /* in mote_invoke */
};

static int is_word(const char *label)
{
    return strcmp(label, "silence") != 0 && strcmp(label, "unknown") != 0 &&
           strcmp(label, "_silence_") != 0 && strcmp(label, "_unknown_") != 0;
}

/* Cuts "a,b,c" at its commas. */
static int split_labels(struct ear *e, const char *text)
{
    char *at = e->label_text = mote_allocate(strlen(text) + 1);
    strcpy(at, text);
    while (at && e->n_labels < MOST_LABELS) {
        char *comma = strchr(at, ',');
        if (comma) *comma++ = 0;
        e->labels[e->n_labels++] = at;
        at = comma;
    }
    return at ? mote_say(MOTE_EXIT_USAGE, "--labels: more than %d labels", MOST_LABELS) : 0;
}

/* The model must be one for these features: 1960 int8 in, an int8 score per label out. */
static int check_model(const struct ear *e)
{
    struct mote_tensor in, out;
    char shape[128];
    const struct mote_model *m = &e->session.model;
    if (mote_model_inputs(m) != 1 || mote_model_input(m, 0, &in) || in.type != MOTE_INT8 ||
        in.elements != FEATURES)
        return mote_say(
            MOTE_EXIT_UNSUPPORTED,
            "%s: is no model for these features: it must have one input, int8, of 49 x 40 elements",
            e->session.path);
    if (mote_model_outputs(m) != 1 || mote_model_output(m, 0, &out) || out.type != MOTE_INT8)
        return mote_say(MOTE_EXIT_UNSUPPORTED,
                        "%s: is no keyword model: it must have one output, int8 scores",
                        e->session.path);
    if (out.elements == (uint32_t)e->n_labels) return 0;
    return mote_say(
        MOTE_EXIT_USAGE,
        "%s: gives %u scores (%s), but there are %d labels: name them all with --labels a,b,...",
        e->session.path, (unsigned)out.elements, mote_shape_text(&out, shape, sizeof shape),
        e->n_labels);
}

static int open_model(struct ear *e)
{
    const struct wishes *w = e->w;
    int status;
    if (w->model)
        status = mote_session_open(&e->session, w->model);
    else
        status = mote_session_open_memory(&e->session, "the built-in keyword model", keyword_model,
                                          keyword_model_size);
    if (status == 0) status = split_labels(e, w->labels);
    if (status == 0) status = check_model(e);
    return status ? status : mote_session_init(&e->session, MOTE_ARENA_AUTO);
}

static int start_recogniser(struct ear *e)
{
    const struct wishes *w = e->w;
    struct mote_recogniser_config config;
    mote_recogniser_defaults(&config, e->n_labels);
    config.threshold = (uint8_t)(w->threshold * 256 / 100);
    config.average_ms = (uint16_t)w->average;
    config.suppression_ms = (uint16_t)w->pause;
    config.minimum_count = 2;
    for (int i = e->n_labels - 1; i >= 0; i--)
        if (strstr(e->labels[i], "silence")) config.quiet = (uint16_t)i;
    if (mote_recogniser_init(&e->recogniser, &config, e->history,
                             mote_recogniser_words(e->n_labels, HISTORY_RESULTS)))
        return mote_say(MOTE_EXIT_USAGE,
                        "hear: settings out of range: --average and --pause are milliseconds");
    return 0;
}

/* ---- listening
 * -------------------------------------------------------------------------------------- */

static void tell_word(struct ear *e, const struct mote_recognition *r)
{
    const double end = (double)e->samples / MOTE_FEATURES_RATE;
    double time = 1e-3 * r->time_ms;
    if (time > end) time = end; /* heard in the silence behind the recording */
    e->words++;
    if (e->w->json) {
        mote_json_line(&e->json, NULL, '{');
        mote_json_real(&e->json, "time", time, 6);
        mote_json_text(&e->json, "word", e->labels[r->label]);
        mote_json_real(&e->json, "score", r->score / 256.0, 3);
        mote_json_close(&e->json);
    } else {
        printf("%8.2f s  %-10s %.2f\n", time, e->labels[r->label], r->score / 256.0);
    }
    fflush(stdout);
}

static void tell_scores(const struct ear *e, const int8_t *scores, uint32_t time_ms)
{
    if (!e->w->scores || e->w->json) return;
    printf("%8.2f s ", 1e-3 * time_ms);
    for (int i = 0; i < e->n_labels; i++)
        printf(" %s %.2f", e->labels[i], (scores[i] + 128) / 256.0);
    puts("");
}

static int infer(struct ear *e)
{
    struct mote_net *net = &e->session.net;
    const uint32_t time_ms = (uint32_t)((e->rows - 1) * ROW_MS + WINDOW_MS);
    struct mote_recognition r;
    double before;
    int error;
    memcpy(mote_input(net, 0), e->window, FEATURES);
    before = mote_seconds();
    error = mote_invoke(net);
    e->seconds += mote_seconds() - before;
    e->inferences++;
    if (error) return mote_session_fail(&e->session);
    tell_scores(e, mote_output(net, 0), time_ms);
    if (mote_recogniser_add(&e->recogniser, mote_output(net, 0), time_ms, &r) == 0 && r.is_new &&
        is_word(e->labels[r.label]))
        tell_word(e, &r);
    return 0;
}

static int take_row(struct ear *e, const int8_t *row)
{
    memmove(e->window, e->window + MOTE_FEATURES_COUNT, FEATURES - MOTE_FEATURES_COUNT);
    memcpy(e->window + FEATURES - MOTE_FEATURES_COUNT, row, MOTE_FEATURES_COUNT);
    e->rows++;
    /* A window that is only partly filled shows the model what it never saw in training. */
    return e->rows < ROWS || (e->rows - ROWS) % e->w->every ? 0 : infer(e);
}

static int take_samples(struct ear *e, const int16_t *samples, size_t count)
{
    int8_t row[MOTE_FEATURES_COUNT];
    int ready, status = 0;
    while (count && status == 0) {
        const size_t n = mote_features_push(&e->features, samples, count, row, &ready);
        samples += n;
        count -= n;
        if (ready) status = take_row(e, row);
    }
    return status;
}

static int listen(struct ear *e, struct mote_sound *sound)
{
    int16_t samples[MOTE_FEATURES_STRIDE];
    uint64_t rows;
    size_t n;
    int status = 0;
    mote_features_reset(&e->features);
    while (status == 0 && (n = mote_sound_read(sound, samples, MOTE_FEATURES_STRIDE)) > 0) {
        e->samples += n;
        status = take_samples(e, samples, n);
    }
    memset(samples, 0, sizeof samples);
    rows = (e->rows < ROWS ? ROWS : e->rows) + TAIL_ROWS;
    while (e->samples && e->rows < rows && status == 0)
        status = take_samples(e, samples, MOTE_FEATURES_STRIDE);
    return status;
}

/* ---- the end of it
 * ------------------------------------------------------------------------------------ */

static void close_json(struct ear *e)
{
    struct mote_json *j = &e->json;
    mote_json_close(j);
    mote_json_real(j, "seconds", (double)e->samples / MOTE_FEATURES_RATE, 9);
    mote_json_text(j, "model", e->session.path);
    mote_json_int(j, "model_bytes", e->session.model.size);
    mote_json_int(j, "macs", (int64_t)mote_model_macs(&e->session.model));
    mote_json_int(j, "inferences", e->inferences);
    mote_json_real(j, "ms_per_inference", e->inferences ? 1e3 * e->seconds / e->inferences : 0, 4);
    mote_json_int(j, "arena_bytes", e->session.net.memory.arena_bytes);
    mote_json_end(j);
}

static void close_text(const struct ear *e)
{
    char bytes[32], macs[32], arena[32];
    if (e->words == 0) puts("nothing heard");
    printf("%.2f s of sound; model %s bytes, %s MACs a window, %.3f ms an inference (%u of them), "
           "arena %s bytes\n",
           (double)e->samples / MOTE_FEATURES_RATE, mote_with_commas(bytes, e->session.model.size),
           mote_with_commas(macs, mote_model_macs(&e->session.model)),
           e->inferences ? 1e3 * e->seconds / e->inferences : 0.0, (unsigned)e->inferences,
           mote_with_commas(arena, e->session.net.memory.arena_bytes));
}

static int hear(struct ear *e)
{
    struct mote_sound sound;
    int status, after;
    if ((status = open_model(e)) != 0) return status;
    if ((status = start_recogniser(e)) != 0) return status;
    if ((status = mote_sound_open(&sound, e->w->path, e->w->raw)) == 0) {
        if (e->w->json) {
            mote_json_begin(&e->json, stdout);
            mote_json_text(&e->json, "file", e->w->path);
            mote_json_array(&e->json, "words");
        }
        status = listen(e, &sound);
        if (e->w->json)
            close_json(e);
        else if (status == 0)
            close_text(e);
    }
    after = mote_sound_close(&sound);
    return status ? status : after;
}

static int check_wishes(const struct wishes *w)
{
    if (w->every < 1 || w->every > ROWS)
        return mote_say(MOTE_EXIT_USAGE, "hear: --every takes 1 to %d rows", (int)ROWS);
    if (w->threshold > 99)
        return mote_say(MOTE_EXIT_USAGE, "hear: --threshold takes 0 to 99 percent");
    if (w->average < 1 || w->average > 5000)
        return mote_say(MOTE_EXIT_USAGE, "hear: --average takes 1 to 5000 ms");
    if (w->pause > 60000) return mote_say(MOTE_EXIT_USAGE, "hear: --pause takes 0 to 60000 ms");
    return 0;
}

static int run(int argc, char **argv)
{
    struct wishes w = {.every = 3, .threshold = 65, .average = 240, .pause = 800};
    const struct mote_option options[] = {{"--model", MOTE_OPTION_TEXT, &w.model},
                                          {"--labels", MOTE_OPTION_TEXT, &w.labels},
                                          {"--every", MOTE_OPTION_NUMBER, &w.every},
                                          {"--threshold", MOTE_OPTION_NUMBER, &w.threshold},
                                          {"--average", MOTE_OPTION_NUMBER, &w.average},
                                          {"--pause", MOTE_OPTION_NUMBER, &w.pause},
                                          {"--scores", MOTE_OPTION_FLAG, &w.scores},
                                          {"--raw", MOTE_OPTION_FLAG, &w.raw},
                                          {"--json", MOTE_OPTION_FLAG, &w.json},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    struct ear *e;
    int status;

    if ((status = mote_options(&mote_command_hear, argc, argv, options, &w.path, 1)) != 0)
        return status;
    if ((status = check_wishes(&w)) != 0) return status;
    if (!w.labels) w.labels = "silence,unknown,yes,no";
    e = mote_allocate(sizeof *e);
    memset(e, 0, sizeof *e);
    e->w = &w;
    status = hear(e);
    mote_session_close(&e->session);
    free(e->label_text);
    free(e);
    return status;
}

const struct mote_command mote_command_hear = {
    "hear", "keyword spotting over a recording or a live stream", help, run};
