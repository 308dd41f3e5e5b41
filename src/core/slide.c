/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sliding window: each row that is pushed makes a new window of the input, one row further on,
 * and what the windows have in common is not computed again. That holds for the leading nodes that
 * compute by rows without padding: there, row y of a tensor is row y - 1 of the next window (with
 * strides: row y - step, every few input rows). Their tensors keep the last rows, as many as are
 * still read, oldest first, in the state block. The nodes behind them run as a whole whenever a
 * window is complete.
 *
 *   record:  leading nodes | words of the record, as in that of a segment (sweep.h); then the
 *            stream of the input, and one for the output of each of the nodes
 */
#include "../base/mem.h"
#include "fault.h"
#include "plan.h"
#include "sweep.h"

/* The rows of a tensor. Behind it, 16 bits an input of the node that makes it: where in the record
 * the input's stream is, in words; 0 = a constant. */
struct stream {
    uint16_t done;  /* rows of the window that are there */
    uint16_t total; /* rows of the window */
    uint16_t keep;  /* the last so many are kept */
    uint16_t step;  /* rows by which a window is further on than the one before */
    uint32_t row_bytes;
    uint16_t words; /* to the next stream */
    uint16_t n_in;
};

enum { STREAM_WORDS = sizeof(struct stream) / 4, RECORD_SOURCE = SEGMENT_WORDS + 1 };
enum { FED_NOTHING, FED_FIRST_WINDOW, FED_MORE }; /* of net->fed */

static struct stream *stream_at(uint32_t *record, uint32_t offset)
{
    return (struct stream *)(void *)(record + offset);
}

static struct stream *next_stream(struct stream *s)
{
    return stream_at((uint32_t *)(void *)s, s->words);
}

static uint16_t *producers_of(struct stream *s)
{
    return (uint16_t *)(void *)(s + 1);
}

static uint32_t entry_words(const struct mote_node *n)
{
    return STREAM_WORDS + (n->n_in + 1u) / 2u;
}

/* Are the inputs of the next row there? */
static int ready(uint32_t *record, const struct mote_node *n, struct stream *out)
{
    const uint16_t *producers = producers_of(out);
    int32_t first, last;
    if (out->done >= out->total) return 0;
    mote_node_reach(n, out->done, &first, &last);
    for (int i = 0; i < n->n_in; i++)
        if (producers[i] && stream_at(record, producers[i])->done <= last) return 0;
    return 1;
}

static int complete(uint32_t *record)
{
    struct stream *s = stream_at(record, RECORD_SOURCE);
    for (uint32_t i = mote_segment_count(record);; i--, s = next_stream(s)) {
        if (s->done < s->total) return 0;
        if (i == 0) return 1;
    }
}

/* The window moves on; with `forget` there is none any more. */
static void move_on(uint32_t *record, int forget)
{
    struct stream *s = stream_at(record, RECORD_SOURCE);
    for (uint32_t i = mote_segment_count(record);; i--, s = next_stream(s)) {
        s->done = forget ? 0 : (uint16_t)(s->done - s->step);
        if (i == 0) return;
    }
}

/* ---- running ---- */

/* Rows that lie in the buffer: once the first window is complete it is always full. */
static uint32_t held(const struct mote_net *net, const struct stream *s)
{
    return net->fed == FED_MORE || s->done > s->keep ? s->keep : s->done;
}

/* Where a further row goes: the oldest one makes room if it must. */
static uint32_t room(const struct mote_net *net, uint8_t *buffer, const struct stream *s)
{
    const uint32_t rows = held(net, s), kept = (s->keep - 1u) * s->row_bytes;
    if (rows < s->keep) return rows * s->row_bytes;
    memmove(buffer, buffer + s->row_bytes, kept);
    return kept;
}

static uint8_t *buffer_at(const struct mote_net *net, mote_ref r)
{
    return mote_ref_at(net->bases, r);
}

/* The references of the inputs, moved by `sign` from the buffers' starts to the rows that the next
 * output row reads. */
static void aim(const struct mote_net *net, uint32_t *record, const struct mote_node *n,
                struct stream *out, uint32_t sign)
{
    const uint16_t *producers = producers_of(out);
    int32_t first, last;
    mote_node_reach(n, out->done, &first, &last);
    for (int i = 0; i < n->n_in; i++) {
        const struct stream *in = stream_at(record, producers[i]);
        const uint32_t row = (uint32_t)first + held(net, in) - in->done;
        if (producers[i]) n->refs[i] += sign * row * in->row_bytes;
    }
}

/* Computes the next row. The kernel is told that it is row 0, which reads the first rows of the
 * inputs. */
static int make_row(struct mote_net *net, uint32_t *record, const struct mote_node *n,
                    uint32_t node, struct stream *out)
{
    const mote_ref buffer = n->refs[n->n_in];
    struct mote_call c;
    int e;
    aim(net, record, n, out, 1u);
    n->refs[n->n_in] += room(net, buffer_at(net, buffer), out);
    c.rings = NULL;
    c.y0 = 0;
    c.y1 = 1;
    e = mote_node_run(net, n, node, &c, mote_node_kernel(n)->eval);
    n->refs[n->n_in] = buffer;
    aim(net, record, n, out, (uint32_t)-1);
    out->done++;
    return e;
}

int mote_slide(struct mote_net *net, const void *row)
{
    uint32_t *record = net->segments, *next;
    struct stream *s;
    uint8_t *input;
    int e = 0;
    if (net->ready != MOTE_READY || net->config.streaming != &mote_sliding ||
        !net->graphs[GRAPH_SEGMENTS])
        return mote_fault_set(&net->fault, MOTE_E_USAGE, MOTE_WHY_STATE, -1, -1);
    if (net->fed == FED_NOTHING) move_on(record, 1);
    if (net->fed == FED_NOTHING) net->fed = FED_FIRST_WINDOW;
    s = stream_at(record, RECORD_SOURCE);
    input = buffer_at(net, net->graphs[GRAPH_REFS]);
    memcpy(input + room(net, input, s), row, s->row_bytes);
    s->done++;
    next = mote_graph_nodes(net->graphs);
    for (uint32_t i = 0; i < mote_segment_count(record) && e == 0; i++) {
        struct mote_node n;
        next = mote_node_read(net, next, &n);
        s = next_stream(s);
        while (e == 0 && ready(record, &n, s)) e = make_row(net, record, &n, i, s);
    }
    if (e) { /* what was computed cannot be told from what was not: begin anew */
        net->fed = FED_NOTHING;
        return e;
    }
    if (!complete(record)) return MOTE_E_NOT_YET;
    move_on(record, 0);
    net->fed = FED_MORE;
    return mote_run(net, net->graphs, 1);
}

/* ---- planning ---- */

enum { MOST_WORDS = 0xf000 }; /* of the record: offsets in it have 16 bits */

/* While planning, `step` of a stream is the input rows that one of its rows stands for, and `ring`
 * of a piece is where its stream is; 0: it has none. */
struct slider {
    struct mote_planner *p;
    uint32_t *record;
    uint32_t rows; /* by which the input moves from window to window */
};

static uint32_t words(const struct mote_net *net, uint32_t *node)
{
    struct mote_node n;
    mote_node_read(net, node, &n);
    return RECORD_SOURCE + STREAM_WORDS + entry_words(&n);
}

static uint32_t common_multiple(uint32_t a, uint32_t b)
{
    uint32_t x = a, y = b;
    while (y) {
        const uint32_t rest = x % y;
        x = y;
        y = rest;
    }
    return a / x * b;
}

/* The stride, if output row y reads the same number of rows from y * stride on, all of them inside
 * the input; 0 otherwise. */
static uint32_t stride_of(const struct mote_node *n, uint32_t in_rows)
{
    int32_t first, last, span, stride;
    mote_node_reach(n, 0, &first, &span);
    if (first != 0) return 0;
    mote_node_reach(n, 1, &stride, &last);
    for (int32_t y = 0; y < n->rows; y++) {
        mote_node_reach(n, y, &first, &last);
        if (first != y * stride || last != first + span || last >= (int32_t)in_rows) return 0;
    }
    return stride > 0 ? (uint32_t)stride : 0;
}

/* Input rows that an output row of the node stands for; 0 if it cannot slide: an input neither is a
 * constant nor slides, or they go at different paces. */
static uint32_t pace_of(const struct slider *s, const struct mote_node *n)
{
    uint32_t pace = 0;
    if (n->rows < 2 || n->n_out != 1 || mote_node_skipped(n)) return 0;
    for (uint32_t i = 0; i < n->n_refs; i++) {
        const struct mote_piece *x = mote_plan_piece(s->p, n->refs[i]);
        uint32_t here;
        const int by_rows = i < n->n_in && i < 16 && (n->row_inputs >> i & 1);
        if (!x && by_rows) return 0; /* a constant that differs from row to row */
        if (x && x->root == MOTE_PIECE_STATE) return 0;
        if (!x || i >= n->n_in) continue;
        if (!x->ring || !by_rows) return 0;
        here = stream_at(s->record, x->ring)->step * stride_of(n, x->rows);
        if (here == 0 || here > UINT16_MAX || (pace && here != pace)) return 0;
        pace = here;
    }
    return pace;
}

/* Does every tensor share some rows with the next window if the input moves on by so many? */
static int overlap(const struct slider *s, uint32_t rows)
{
    struct stream *x = stream_at(s->record, RECORD_SOURCE);
    for (uint32_t i = mote_segment_count(s->record);; i--, x = next_stream(x)) {
        if (rows / x->step >= x->total) return 0;
        if (i == 0) return 1;
    }
}

static void add_stream(const struct slider *s, struct mote_piece *x, uint32_t pace,
                       const struct mote_node *n)
{
    struct stream *out = stream_at(s->record, s->record[SEGMENT_WORDS]);
    *out = (struct stream){0};
    out->total = x->rows;
    out->step = (uint16_t)pace;
    out->row_bytes = x->bytes / x->rows;
    out->n_in = n ? n->n_in : 0;
    out->words = (uint16_t)(n ? entry_words(n) : STREAM_WORDS);
    for (int i = 0; i < out->n_in; i++) {
        const struct mote_piece *in = mote_plan_piece(s->p, n->refs[i]);
        producers_of(out)[i] = in ? in->ring : 0;
    }
    x->ring = (uint16_t)s->record[SEGMENT_WORDS];
    s->record[SEGMENT_WORDS] += out->words;
}

/* Finds the leading nodes that slide and writes their streams. */
static void choose(struct slider *s, struct mote_piece *input)
{
    uint32_t *next = mote_graph_nodes(s->p->graph);
    s->record[SEGMENT_NODES] = 0;
    s->record[SEGMENT_WORDS] = RECORD_SOURCE;
    s->rows = 1;
    add_stream(s, input, 1, NULL);
    for (uint32_t i = 0; i < s->p->graph[GRAPH_NODES]; i++) {
        struct mote_node n;
        uint32_t pace, rows;
        next = mote_node_read(s->p->net, next, &n);
        pace = pace_of(s, &n);
        rows = pace ? common_multiple(pace, s->rows) : 0;
        if (!pace || rows / pace >= n.rows || !overlap(s, rows)) return;
        if (s->record[SEGMENT_WORDS] > MOST_WORDS) return;
        add_stream(s, mote_plan_piece(s->p, n.refs[n.n_in]), pace, &n);
        s->record[SEGMENT_NODES] += 1u << 16;
        s->rows = rows;
    }
}

static void keep(struct slider *s, mote_ref r, int whole, int32_t first)
{
    const struct mote_piece *x = mote_plan_piece(s->p, r);
    struct stream *in;
    uint32_t rows;
    if (x && x->root != MOTE_PIECE_STATE) x = &s->p->pieces[x->root];
    if (!x || !x->ring) return;
    in = stream_at(s->record, x->ring);
    rows = whole ? in->total : in->done - (uint32_t)first;
    if (rows > in->keep) in->keep = (uint16_t)rows;
}

/* What is read as a whole is kept as a whole: by other nodes, or by the caller. */
static void keep_whole(struct slider *s)
{
    uint32_t *graph = s->p->graph, *next = mote_graph_nodes(graph);
    for (uint32_t i = 0; i < graph[GRAPH_NODES]; i++) {
        struct mote_node n;
        next = mote_node_read(s->p->net, next, &n);
        for (uint32_t k = 0; k < n.n_in && i >= mote_segment_count(s->record); k++)
            keep(s, n.refs[k], 1, 0);
    }
    for (uint32_t i = 0; i < graph[GRAPH_OUTPUTS]; i++)
        keep(s, graph[GRAPH_REFS + graph[GRAPH_INPUTS] + i], 1, 0);
}

/* Pushes rows until two windows were complete, only counting: every later one is like the second.
 */
static void keep_rows(struct slider *s)
{
    for (int windows = 0; windows < 2;) {
        struct stream *out = stream_at(s->record, RECORD_SOURCE);
        uint32_t *next = mote_graph_nodes(s->p->graph);
        out->done++;
        for (uint32_t i = mote_segment_count(s->record); i > 0; i--) {
            struct mote_node n;
            next = mote_node_read(s->p->net, next, &n);
            out = next_stream(out);
            while (ready(s->record, &n, out)) {
                int32_t first, last;
                mote_node_reach(&n, out->done, &first, &last);
                for (int k = 0; k < n.n_in; k++) keep(s, n.refs[k], 0, first);
                out->done++;
            }
        }
        if (!complete(s->record)) continue;
        move_on(s->record, 0);
        windows++;
    }
}

/* Sliding tensors go into the state block, views of them along. */
static void settle(struct slider *s)
{
    struct mote_planner *p = s->p;
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        if (x->root == i && x->rows == MOTE_ROWS_CONSUME) x->bytes = 0;
        if (x->root != i || !x->ring) continue;
        x->bytes = stream_at(s->record, x->ring)->keep * (x->bytes / x->rows);
        x->offset = p->state;
        p->state += mote_round8(x->bytes);
        for (uint32_t k = 0; k < p->n; k++) {
            if (p->pieces[k].root != i) continue;
            p->pieces[k].root = MOTE_PIECE_STATE;
            p->pieces[k].offset = x->offset;
        }
    }
}

static void plan(struct mote_planner *p, uint32_t *work)
{
    struct slider s = {p, p->segments, 1};
    struct mote_piece *input =
        p->graph[GRAPH_INPUTS] ? mote_plan_piece(p, p->graph[GRAPH_REFS]) : NULL;
    struct mote_tensor t;
    struct stream *x;
    (void)work;
    if (!input || input->root == MOTE_PIECE_STATE || mote_model_input(p->net->model, 0, &t) ||
        t.rank < 2 || mote_tensor_dim(&t, 0) != 1 || mote_tensor_dim(&t, 1) > 0xffff ||
        t.bytes == 0)
        return;
    input->rows = (uint16_t)mote_tensor_dim(&t, 1);
    choose(&s, input);
    x = stream_at(s.record, RECORD_SOURCE);
    for (uint32_t i = mote_segment_count(s.record);; i--, x = next_stream(x)) {
        x->step = (uint16_t)(s.rows / x->step);
        x->keep = 1;
        if (i == 0) break;
    }
    keep_whole(&s);
    keep_rows(&s);
    settle(&s);
    p->segment_words = s.record[SEGMENT_WORDS];
    p->graph[GRAPH_SEGMENTS] = 1;
}

/* Only mote_slide can run it. */
static int sweep(struct mote_net *net, uint32_t *segment, uint32_t *nodes,
                 enum mote_sweep_mode mode, uint32_t **stuck)
{
    (void)segment;
    (void)nodes;
    (void)mode;
    (void)stuck;
    return mote_fault_set(&net->fault, MOTE_E_USAGE, MOTE_WHY_STATE, -1, -1);
}

const struct mote_streaming mote_sliding = {words, plan, sweep};
