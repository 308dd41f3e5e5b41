/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "mote_op.h"
#include "tool.h"

enum { FIRST_TRY = 1 << 20 };

int mote_session_open_memory(struct mote_session *s, const char *path, const uint8_t *data,
                             size_t size)
{
    struct mote_fault fault;
    const struct mote_bytes file = s->file;
    int e;
    *s = (struct mote_session){.path = path, .file = file};
    e = mote_model_open(&s->model, data, size, &fault);
    s->model.unpack = mote_unpack_lut;
    if (e) mote_say_fault(path, &s->model, data, size, &fault);
    return mote_exit_status(e);
}

int mote_session_open(struct mote_session *s, const char *path)
{
    int status;
    *s = (struct mote_session){.path = path};
    if ((status = mote_file_read(path, &s->file)) != 0) return status;
    status = mote_session_open_memory(s, path, s->file.data, s->file.size);
    if (status) mote_session_close(s);
    return status;
}

/* Initialises in a fresh arena of `bytes`. What an arena holds before is nobody's business: the
 * pattern shows when it is. */
static int init_in(struct mote_session *s, size_t bytes)
{
    struct mote_config config = {.ops = s->ops ? s->ops : mote_all_ops};
    config.hook = s->hook;
    config.hook_user = s->hook_user;
    if (!s->whole) config.streaming = &mote_streaming;
    if (s->slide) config.streaming = &mote_sliding;
    config.feed = s->feed;
    config.spare_rows = (int)s->spare_rows;
    config.offline = mote_offline_plan;
    free(s->arena);
    s->arena = mote_allocate(bytes);
    s->arena_size = bytes;
    memset(s->arena, 0xa5, bytes);
    config.arena = s->arena;
    config.arena_size = bytes;
    return mote_init(&s->net, &s->model, &config);
}

int mote_session_try(struct mote_session *s)
{
    size_t bytes = FIRST_TRY;
    int e;
    while ((e = init_in(s, bytes)) == MOTE_E_ARENA && bytes < 0x0fffffff) {
        bytes = bytes < 0x08000000 ? 2 * bytes : 0x0fffffff;
        if (bytes < s->net.memory.arena_bytes) bytes = s->net.memory.arena_bytes;
    }
    return e;
}

int mote_session_fail(const struct mote_session *s)
{
    mote_say_fault(s->path, &s->model, s->model.data, s->model.size, &s->net.fault);
    return mote_exit_status(s->net.fault.error);
}

int mote_session_init(struct mote_session *s, uint32_t arena_bytes)
{
    uint32_t need;
    int e;
    if (mote_session_try(s)) return mote_session_fail(s);
    need = s->net.memory.arena_bytes;
    e = init_in(s, arena_bytes == MOTE_ARENA_AUTO ? need : arena_bytes);
    if (e == MOTE_E_ARENA)
        return mote_say(MOTE_EXIT_ARENA,
                        "%s: an arena of %lu bytes is too small: %u are needed; use --arena %u",
                        s->path, (unsigned long)s->arena_size, (unsigned)need, (unsigned)need);
    return e ? mote_session_fail(s) : 0;
}

void mote_session_close(struct mote_session *s)
{
    free(s->arena);
    free(s->file.data);
    *s = (struct mote_session){0};
}
