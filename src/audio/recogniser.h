/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a stream of classification results to commands: a word counts as heard when its score,
 * averaged over the recent results, passes a threshold, and is not reported again while it is still
 * being heard. The rules are those of TensorFlow Lite Micro's speech example, but that silence is
 * never reported as new.
 */
#ifndef MOTE_AUDIO_RECOGNISER_H
#define MOTE_AUDIO_RECOGNISER_H

#include <stdint.h>

#include "../mote.h"

#ifdef __cplusplus
extern "C" {
#endif

struct mote_recogniser_config {
    /* Scores in a result: 1 to 256. */
    uint16_t labels;
    /* The label that stands for silence: never new, but the same word may follow it at once. */
    uint16_t quiet;
    /* Results at most so old are averaged. */
    uint16_t average_ms;
    /* A word is not reported again before so much time has passed, unless another label came
     * between. */
    uint16_t suppression_ms;
    /* As long as fewer results are at hand nothing is reported. */
    uint16_t minimum_count;
    /* An average must be above it; it stands for a probability of threshold / 256. */
    uint8_t threshold;
};

/* 1,000 ms averages, 1,500 ms suppression, 3 results, threshold 200, label 0 quiet. */
void mote_recogniser_defaults(struct mote_recogniser_config *config, int labels);

/* 32-bit words of history that keep `results` results. As many as can come within average_ms, or
 * the oldest is dropped early. */
static inline uint32_t mote_recogniser_words(int labels, int results)
{
    return (uint32_t)results * (1u + ((uint32_t)labels + 3u) / 4u);
}

struct mote_recogniser {
    struct mote_recogniser_config config;
    uint32_t *history;           /* ring of results: time, then the scores as bytes */
    uint16_t room, first, count; /* results: that fit, the oldest's place, held */
    uint16_t latest;             /* label that passed the threshold last */
    uint32_t latest_ms;          /* when that was */
};

struct mote_recognition {
    uint16_t label; /* with the highest average; the one that passed the threshold last while there
                       are too few results */
    uint8_t score;  /* its average, 0 to 255; 0 while there are too few results */
    uint8_t is_new; /* 1: this is a command to act upon now */
    uint32_t time_ms;
};

/* `history` is the caller's memory, of at least mote_recogniser_words(labels, 1) words; it must
 * outlive the recogniser. MOTE_E_USAGE if a setting is out of range or the memory too small. */
int mote_recogniser_init(struct mote_recogniser *r, const struct mote_recogniser_config *config,
                         uint32_t *history, uint32_t words);

/* Forgets all results. */
void mote_recogniser_reset(struct mote_recogniser *r);

/*
 * One result: int8 scores as a SOFTMAX leaves them (scale 1/256, zero point -128), and its time.
 * Times go up; the clock may wrap. MOTE_E_USAGE if the time is before that of the previous result.
 */
int mote_recogniser_add(struct mote_recogniser *r, const int8_t *scores, uint32_t time_ms,
                        struct mote_recognition *out);

#ifdef __cplusplus
}
#endif
#endif
