/* SPDX-License-Identifier: Apache-2.0 */
/* Sound as a stream of 16 kHz mono int16: from a WAV file, or from standard input with a WAV header
 * or without. */
#ifndef MOTE_TOOLS_WAV_H
#define MOTE_TOOLS_WAV_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct mote_sound {
    const char *path;
    FILE *file;
    uint64_t left;    /* bytes of samples still to come; UINT64_MAX: until the end of the file */
    uint64_t samples; /* in all, 0 if not known */
    uint8_t head[12]; /* first bytes of a raw stream, read while looking for a header */
    unsigned n_head, at_head;
};

/* `path` "-" is standard input. `raw`: no header, whatever the bytes look like. Returns an exit
 * status; failures are said. */
int mote_sound_open(struct mote_sound *s, const char *path, int raw);

/* Up to `count` samples; fewer only at the end, where further calls give 0. */
size_t mote_sound_read(struct mote_sound *s, int16_t *samples, size_t count);

/* 0, or an exit status if reading ended for another reason than the end of the sound. */
int mote_sound_close(struct mote_sound *s);

#endif
