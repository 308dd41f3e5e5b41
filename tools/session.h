/* SPDX-License-Identifier: Apache-2.0 */
/* A model from a file, opened and initialised; every failure is said on standard error. */
#ifndef MOTE_TOOLS_SESSION_H
#define MOTE_TOOLS_SESSION_H

#include "files.h"
#include "mote.h"

struct mote_session {
    const char *path;
    struct mote_bytes file;
    struct mote_model model;
    struct mote_net net;
    void *arena;
    size_t arena_size;
    void (*hook)(void *user, const struct mote_event *event); /* set before mote_session_init */
    void *hook_user;
    const struct mote_op *const *ops; /* set before mote_session_init; NULL: all there are */
    /* set before mote_session_init */
    int feed;            /* input 0 comes by rows */
    int slide;           /* input 0 is a sliding window: each invoke pushes a row */
    uint32_t spare_rows; /* rings keep so many rows more */
    int whole;           /* every node runs as a whole, nothing is streamed */
};

/* Reads and opens. Returns an exit status; only after 0 may anything else be called. */
int mote_session_open(struct mote_session *s, const char *path);

/* Opens a model that is in memory already (aligned to 4 bytes); `path` is what messages call it. */
int mote_session_open_memory(struct mote_session *s, const char *path, const uint8_t *data,
                             size_t size);

#define MOTE_SPARE_ROWS_AUTO 0xffffffffu /* to compile: one where it takes little memory */
#define MOTE_ARENA_AUTO 0xffffffffu

/* Initialises in an arena of exactly `arena_bytes`; MOTE_ARENA_AUTO: of exactly what is needed. */
int mote_session_init(struct mote_session *s, uint32_t arena_bytes);

/* How initialising ends, without a message: 0 or a negative error; s->net has fault and memory. */
int mote_session_try(struct mote_session *s);

/* Says the net's fault and returns the exit status for it. */
int mote_session_fail(const struct mote_session *s);

void mote_session_close(struct mote_session *s);

#endif
