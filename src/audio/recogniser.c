/* SPDX-License-Identifier: Apache-2.0 */
#include "recogniser.h"

#include "../base/mem.h"

enum { LABELS_MAX = 256 };

void mote_recogniser_defaults(struct mote_recogniser_config *config, int labels)
{
    config->labels = (uint16_t)labels;
    config->quiet = 0;
    config->average_ms = 1000;
    config->suppression_ms = 1500;
    config->minimum_count = 3;
    config->threshold = 200;
}

/* A result in the history is its time and then its scores, as offsets from -128. */
static uint32_t *result_at(const struct mote_recogniser *r, uint32_t i)
{
    uint32_t place = r->first + i;
    if (place >= r->room) place -= r->room;
    return r->history + place * mote_recogniser_words(r->config.labels, 1);
}

static void drop_oldest(struct mote_recogniser *r)
{
    r->first = (uint16_t)(r->first + 1 < r->room ? r->first + 1 : 0);
    r->count--;
}

int mote_recogniser_init(struct mote_recogniser *r, const struct mote_recogniser_config *config,
                         uint32_t *history, uint32_t words)
{
    if (config->labels < 1 || config->labels > LABELS_MAX || config->quiet >= config->labels)
        return MOTE_E_USAGE;
    const uint32_t room = words / mote_recogniser_words(config->labels, 1);
    r->config = *config;
    r->history = history;
    r->room = (uint16_t)(room < UINT16_MAX ? room : UINT16_MAX);
    mote_recogniser_reset(r);
    return r->room == 0 || r->room < config->minimum_count ? MOTE_E_USAGE : 0;
}

void mote_recogniser_reset(struct mote_recogniser *r)
{
    r->first = 0;
    r->count = 0;
    r->latest = r->config.quiet;
    r->latest_ms = 0;
}

static void keep(struct mote_recogniser *r, const int8_t *scores, uint32_t time_ms)
{
    if (r->count == r->room) drop_oldest(r);
    uint32_t *result = result_at(r, r->count);
    uint8_t *bytes = (uint8_t *)(result + 1);
    result[0] = time_ms;
    for (int i = 0; i < r->config.labels; i++) bytes[i] = (uint8_t)(scores[i] + 128);
    r->count++;
}

static uint32_t average(const struct mote_recogniser *r, int label)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < r->count; i++) sum += ((const uint8_t *)(result_at(r, i) + 1))[label];
    return sum / r->count;
}

int mote_recogniser_add(struct mote_recogniser *r, const int8_t *scores, uint32_t time_ms,
                        struct mote_recognition *out)
{
    const struct mote_recogniser_config *config = &r->config;
    if (r->count && time_ms - result_at(r, r->count - 1u)[0] > UINT32_MAX / 2) return MOTE_E_USAGE;

    while (r->count && time_ms - result_at(r, 0)[0] > config->average_ms) drop_oldest(r);
    keep(r, scores, time_ms);

    out->label = r->latest;
    out->score = 0;
    out->is_new = 0;
    out->time_ms = time_ms;
    /* An average over a small part of its time would be hasty, whatever the number of results. */
    const uint32_t covered = time_ms - result_at(r, 0)[0];
    if (r->count < config->minimum_count || covered < config->average_ms / 4u) return 0;

    uint32_t best = 0;
    for (int i = 0; i < config->labels; i++) {
        const uint32_t score = average(r, i);
        if (i == 0 || score > best) {
            best = score;
            out->label = (uint16_t)i;
        }
    }
    out->score = (uint8_t)best;

    if (best > config->threshold &&
        (out->label != r->latest || time_ms - r->latest_ms > config->suppression_ms)) {
        out->is_new = out->label != config->quiet;
        r->latest = out->label;
        r->latest_ms = time_ms;
    }
    return 0;
}
