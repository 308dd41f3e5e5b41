/* SPDX-License-Identifier: Apache-2.0 */
#include "bench_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "feed.h"
#include "graph.h"
#include "tool.h"

/* Invokes shorter than this are timed several at once: the clock itself takes some 30 ns. */
#define SHORTEST_SAMPLE 50e-6

enum { WARM_UP = 3, LEAST_SAMPLES = 5, MOST_SAMPLES = 100000, MOST_NODE_SAMPLES = 1001 };

struct samples {
    double *values;
    size_t n;
};

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts them. */
static double median_of(double *values, size_t n)
{
    if (n == 0) return 0;
    qsort(values, n, sizeof *values, ascending);
    return (values[n / 2] + values[(n - 1) / 2]) / 2;
}

static int invoke(struct mote_session *s)
{
    const int e = mote_invoke(&s->net);
    return e == MOTE_E_NOT_YET ? 0 : e;
}

static double seconds_of(struct mote_session *s, unsigned invokes, int *error)
{
    const double start = mote_seconds();
    for (unsigned i = 0; i < invokes && *error == 0; i++) *error = invoke(s);
    return mote_seconds() - start;
}

static int time_invokes(struct mote_host_run *run, struct mote_session *s, double seconds)
{
    struct samples all = {mote_allocate(MOST_SAMPLES * sizeof(double)), 0};
    const double start = mote_seconds();
    unsigned batch = 1;
    int error = 0;
    seconds_of(s, WARM_UP, &error);
    while (error == 0 && batch < 100000 && seconds_of(s, batch, &error) < SHORTEST_SAMPLE)
        batch *= 2;
    while (error == 0 && all.n < MOST_SAMPLES &&
           (all.n < LEAST_SAMPLES || mote_seconds() - start < seconds))
        all.values[all.n++] = seconds_of(s, batch, &error) / batch;
    run->invokes = (unsigned)all.n * batch;
    run->median = median_of(all.values, all.n);
    run->least = all.n ? all.values[0] : 0;
    free(all.values);
    return error ? mote_session_fail(s) : 0;
}

/* What the hook adds up in one invoke. */
struct stopwatch {
    struct mote_host_run *run;
    double *sums; /* one a node */
    double started;
};

static void hook(void *user, const struct mote_event *event)
{
    struct stopwatch *w = user;
    const double now = mote_seconds();
    if (event->after)
        for (int i = 0; i < w->run->n_nodes; i++)
            if (w->run->nodes[i].node == event->node &&
                w->run->nodes[i].subgraph == event->subgraph)
                w->sums[i] += now - w->started;
    w->started = mote_seconds();
}

static void list_nodes(struct mote_host_run *run, const struct mote_model *m)
{
    struct mote_graph_node node;
    for (int g = 0; g < m->n_subgraphs; g++)
        for (int i = 0; mote_graph_node(m, g, i, &node); i++) {
            run->nodes = mote_resize(run->nodes, (size_t)(run->n_nodes + 1) * sizeof *run->nodes);
            run->nodes[run->n_nodes++] = (struct mote_host_node){g, i, 0};
        }
}

static int time_nodes(struct mote_host_run *run, struct mote_session *s, double seconds)
{
    const size_t n = (size_t)run->n_nodes;
    double *values = mote_allocate((n + 1) * MOST_NODE_SAMPLES * sizeof *values);
    struct stopwatch watch = {run, mote_allocate((n + 1) * sizeof(double)), 0};
    const double start = mote_seconds();
    size_t samples = 0;
    int error, status;
    s->hook = hook;
    s->hook_user = &watch;
    status = mote_session_init(s, MOTE_ARENA_AUTO);
    error = status;
    for (int i = 0; i < WARM_UP && error == 0; i++) error = invoke(s);
    while (error == 0 && samples < MOST_NODE_SAMPLES &&
           (samples < LEAST_SAMPLES || mote_seconds() - start < seconds)) {
        for (size_t i = 0; i < n; i++) watch.sums[i] = 0;
        error = invoke(s);
        for (size_t i = 0; i < n; i++) values[i * MOST_NODE_SAMPLES + samples] = watch.sums[i];
        samples++;
    }
    for (size_t i = 0; i < n; i++)
        run->nodes[i].seconds = median_of(values + i * MOST_NODE_SAMPLES, samples);
    s->hook = NULL;
    free(watch.sums);
    free(values);
    if (status) return status;
    return error ? mote_session_fail(s) : 0;
}

int mote_host_measure(struct mote_host_run *run, struct mote_session *s, double seconds)
{
    struct mote_feed feed;
    const int terminal = isatty(STDERR_FILENO);
    int status;
    *run = (struct mote_host_run){0};
    if ((status = mote_session_init(s, MOTE_ARENA_AUTO)) != 0) return status;
    mote_feed_random(&feed, s, 1, 1);
    mote_feed_fill(&feed, 0);
    if (terminal) fputs("measuring\r", stderr);
    status = time_invokes(run, s, seconds);
    list_nodes(run, &s->model);
    if (status == 0) status = time_nodes(run, s, seconds);
    if (terminal) fputs("\r\033[K", stderr);
    mote_feed_close(&feed);
    return status;
}

void mote_host_close(struct mote_host_run *run)
{
    free(run->nodes);
    *run = (struct mote_host_run){0};
}
