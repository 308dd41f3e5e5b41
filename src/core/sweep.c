/* SPDX-License-Identifier: Apache-2.0 */
/* The loop that runs a segment by rows: of the interpreter (stream.c), of compiled models
 * (program_rows.c), and of the planner, which runs it dry. */
#include "sweep.h"

static uint32_t done_of(const uint32_t *progress)
{
    return *progress & 0xffffu;
}

static void set_done(uint32_t *progress, uint32_t rows, uint32_t total)
{
    *progress = (*progress & 0xffff0000u) | (rows < total ? rows : MOTE_ROWS_ALL);
}

static void set_released(uint32_t *progress, uint32_t rows)
{
    *progress = (*progress & 0xffffu) | rows << 16;
}

/* Input rows that output row y reads. */
static void reach(const struct mote_part *t, int32_t y, int32_t *first, int32_t *last)
{
    *first = *last = y;
    if (t->reach) t->reach(t->args, y, first, last);
}

/* Notes for every producer which of its rows the next row of this part still needs. */
static void release(const struct mote_sweep *s, const struct mote_part *t, int32_t first)
{
    if (first < 0) first = 0;
    for (int i = 0; i < t->n_in && t->producers[i]; i++) {
        uint32_t *producer = s->words + t->producers[i];
        if ((uint32_t)first < *producer >> 16) set_released(producer, (uint32_t)first);
    }
}

/* Input rows that are there: of the input that has fewest. */
static int32_t rows_there(const struct mote_sweep *s, const struct mote_part *t)
{
    int32_t rows = INT32_MAX;
    for (int i = 0; i < t->n_in && t->producers[i]; i++) {
        const uint32_t done = done_of(s->words + t->producers[i]);
        if (done != MOTE_ROWS_ALL && (int32_t)done < rows) rows = (int32_t)done;
    }
    return rows;
}

/*
 * Parts are visited in order, and each makes as many rows as it can. Consumers come behind their
 * producer, so what they release in one sweep is what it may overwrite in the next: every row
 * counts as released from its visit on, until a consumer says otherwise.
 */
int mote_sweep_rows(struct mote_sweep *s, int fresh)
{
    uint32_t parts = UINT32_MAX, i;
    int moved = 1, complete = 0;
    set_done(s->source, done_of(s->source), s->source_rows);
    while (!complete && moved) {
        struct mote_part t;
        s->stuck = NULL;
        moved = s->feed && s->feed(s);
        set_released(s->source, 0xffffu);
        complete = 1;
        for (i = 0; i < parts && s->part(s, i, &t); i++) {
            uint32_t done, end;
            int32_t y, first, last, there;
            if (fresh) *t.progress = 0;
            done = done_of(t.progress);
            if (done == MOTE_ROWS_ALL) continue;
            /* Rows may be written that overwrite none which is still read. */
            end = t.rings[t.n_in] ? t.rings[t.n_in] + (*t.progress >> 16) : MOTE_ROWS_ALL;
            there = rows_there(s, &t);
            for (y = (int32_t)done; y < t.total; y++) {
                reach(&t, y, &first, &last);
                if ((uint32_t)y >= end || last >= there) break;
            }
            set_released(t.progress, 0xffffu);
            if (y > (int32_t)done) {
                const int e = s->run(s, &t, (int32_t)done, y);
                if (e) return e;
                set_done(t.progress, (uint32_t)y, (uint32_t)t.total);
                moved = 1;
            }
            if (y == t.total) continue;
            complete = 0;
            release(s, &t, first);
            if (s->feed && last < there) s->stuck = t.progress; /* only the planner asks */
        }
        parts = i; /* spares asking again and again */
        fresh = 0;
    }
    return complete ? 0 : MOTE_E_NOT_YET;
}
