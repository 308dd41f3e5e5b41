/* SPDX-License-Identifier: Apache-2.0 */
/* Segments of compiled models, which run by rows, and inputs that are fed. */
#include "../base/mem.h"
#include "sweep.h"

struct program {
    struct mote_sweep sweep; /* first: a pointer to it is one to this */
    const struct mote_segment *segment;
    const struct mote_stage *stage; /* the part that was asked for last */
    uint8_t *const *bases;
};

static int part(struct mote_sweep *sweep, uint32_t i, struct mote_part *t)
{
    struct program *p = (struct program *)(void *)sweep;
    const struct mote_stage *s = p->stage = p->segment->stages + i;
    if (i == p->segment->n_stages) return 0;
    t->progress = sweep->words + 2 + i;
    t->args = s->step.args;
    t->reach = s->reach;
    t->rings = s->rings;
    t->producers = s->rings + s->step.n_in + s->step.n_out;
    t->total = s->step.rows;
    t->n_in = s->step.n_in;
    return 1;
}

static int run(struct mote_sweep *sweep, const struct mote_part *t, int32_t y0, int32_t y1)
{
    const struct program *p = (const struct program *)(const void *)sweep;
    struct mote_call c;
    c.bases = p->bases;
    c.rings = t->rings;
    c.y0 = y0;
    c.y1 = y1;
    c.in_rows = t->total;
    return mote_run_step(&p->stage->step, &c);
}

static int sweep_segment(const struct mote_segment *segment, uint8_t *const *bases, int fresh)
{
    struct program p;
    p.sweep.part = part;
    p.sweep.run = run;
    p.sweep.feed = NULL;
    p.sweep.words = (uint32_t *)(void *)mote_ref_at(bases, segment->progress) - 1;
    p.sweep.source = p.sweep.words + 1;
    p.sweep.source_rows = segment->fed_rows;
    p.sweep.source_ring = segment->fed_ring;
    p.segment = segment;
    p.bases = bases;
    return mote_sweep_rows(&p.sweep, fresh);
}

int mote_run_segment(const struct mote_call *c)
{
    return sweep_segment((const void *)c->args, c->bases, 1);
}

int mote_feed_steps(const struct mote_feeder *f, const void *row, uint8_t *const *bases)
{
    uint32_t *fed = (uint32_t *)(void *)mote_ref_at(bases, f->fed);
    uint8_t *to = mote_ref_at(bases, f->input);
    int e = MOTE_E_NOT_YET;
    memcpy(to + *fed % f->ring * f->row_bytes, row, f->row_bytes);
    ++*fed;
    if (f->by_rows) {
        const struct mote_segment *segment = f->steps->args;
        uint32_t *source = (uint32_t *)(void *)mote_ref_at(bases, segment->progress);
        *source = *fed;
        e = sweep_segment(segment, bases, *fed == 1);
    }
    if (*fed < f->rows && (e == 0 || e == MOTE_E_NOT_YET)) return MOTE_E_NOT_YET;
    *fed = 0;
    if (e && e != MOTE_E_NOT_YET) return e;
    return mote_run_steps(f->steps + f->by_rows, f->n_steps - f->by_rows, bases, f->host);
}
