/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RIFF: "RIFF", size, "WAVE", then chunks: a name of four letters, the size in bytes, the content,
 * padded to an even number. "fmt " says what the samples of "data" are. A program that writes into
 * a pipe cannot know how much will come, and puts 0 or a huge number where the size belongs.
 */
#include "wav.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "tool.h"

enum { RATE = 16000, PCM = 1, EXTENSIBLE = 0xfffe };

struct format {
    unsigned coding, channels, bits;
    unsigned long rate;
};

static int refuse(const struct mote_sound *s, const char *what)
{
    return mote_say(
        MOTE_EXIT_FILE,
        "%s: %s: convert it, for instance with: sox %s -r 16000 -c 1 -b 16 -e signed out.wav",
        s->path, what, strcmp(s->path, "standard input") == 0 ? "IN" : s->path);
}

static int check_format(const struct mote_sound *s, const struct format *f)
{
    char what[160];
    if (f->coding != PCM || f->bits != 16)
        snprintf(what, sizeof what, "samples are %u-bit%s, not 16-bit PCM", f->bits,
                 f->coding == PCM ? ""
                 : f->coding == 3 ? " floats"
                                  : " in a compressed or unknown coding");
    else if (f->channels != 1)
        snprintf(what, sizeof what, "has %u channels, not one", f->channels);
    else if (f->rate != RATE)
        snprintf(what, sizeof what, "has %lu samples a second, not 16000", f->rate);
    else
        return 0;
    return refuse(s, what);
}

static int read_format(struct mote_sound *s, uint32_t size, struct format *f)
{
    uint8_t b[40] = {0};
    const size_t n = size < sizeof b ? size : sizeof b;
    if (size < 16 || fread(b, 1, n, s->file) != n) return refuse(s, "the WAV header is broken");
    f->coding = mote_rd16(b);
    f->channels = mote_rd16(b + 2);
    f->rate = mote_rd32(b + 4);
    f->bits = mote_rd16(b + 14);
    if (f->coding == EXTENSIBLE && n >= 26)
        f->coding = mote_rd16(b + 24); /* the subformat begins with the coding */
    return check_format(s, f);
}

static int skip(FILE *file, uint32_t bytes)
{
    while (bytes-- > 0)
        if (getc(file) == EOF) return 0;
    return 1;
}

/* Reads chunks up to the samples. */
static int read_chunks(struct mote_sound *s)
{
    struct format f = {0};
    uint8_t head[8];
    int status;
    while (fread(head, 1, sizeof head, s->file) == sizeof head) {
        const uint32_t size = mote_rd32(head + 4);
        if (memcmp(head, "data", 4) == 0) {
            if (f.rate == 0) return refuse(s, "the WAV file has samples but says no format");
            s->left = size;
            if (size >= 0x7ffff000u || (size == 0 && s->file == stdin))
                s->left = UINT64_MAX;
            else
                s->samples = size / 2;
            return 0;
        }
        if (memcmp(head, "fmt ", 4) == 0) {
            const uint32_t rest = size > 40 ? size - 40 : 0;
            if ((status = read_format(s, size, &f)) != 0) return status;
            if (!skip(s->file, rest + (size & 1u))) break;
        } else if (!skip(s->file, size) || !skip(s->file, size & 1u)) {
            break;
        }
    }
    return refuse(s, "the WAV file ends before its samples");
}

int mote_sound_open(struct mote_sound *s, const char *path, int raw)
{
    const int is_stdin = strcmp(path, "-") == 0;
    *s = (struct mote_sound){.path = is_stdin ? "standard input" : path, .left = UINT64_MAX};
    s->file = is_stdin ? stdin : fopen(path, "rb");
    if (!s->file)
        return mote_say(MOTE_EXIT_FILE,
                        "%s: cannot be read (%s): give a WAV file, or - for standard input", path,
                        strerror(errno));
    if (raw) return 0;
    s->n_head = (unsigned)fread(s->head, 1, sizeof s->head, s->file);
    if (ferror(s->file))
        return mote_say(MOTE_EXIT_FILE, "%s: cannot be read (%s): give a WAV file", s->path,
                        strerror(errno));
    if (s->n_head == sizeof s->head && memcmp(s->head, "RIFF", 4) == 0 &&
        memcmp(s->head + 8, "WAVE", 4) == 0) {
        s->at_head = s->n_head;
        return read_chunks(s);
    }
    if (is_stdin) return 0;
    return refuse(s, "is no WAV file (--raw takes files without a header)");
}

/* Bytes of samples: first those read while looking for a header. */
static size_t read_bytes(struct mote_sound *s, uint8_t *to, size_t bytes)
{
    size_t n = 0;
    if (bytes > s->left) bytes = (size_t)s->left;
    while (n < bytes && s->at_head < s->n_head) to[n++] = s->head[s->at_head++];
    if (n < bytes) n += fread(to + n, 1, bytes - n, s->file);
    if (s->left != UINT64_MAX) s->left -= n;
    return n;
}

size_t mote_sound_read(struct mote_sound *s, int16_t *samples, size_t count)
{
    uint8_t bytes[1024];
    size_t done = 0;
    while (done < count) {
        const size_t want = count - done < sizeof bytes / 2 ? count - done : sizeof bytes / 2;
        const size_t got =
            read_bytes(s, bytes, 2 * want) / 2; /* half a sample at the end is none */
        for (size_t i = 0; i < got; i++) samples[done + i] = (int16_t)mote_rd16(bytes + 2 * i);
        done += got;
        if (got < want) break;
    }
    return done;
}

int mote_sound_close(struct mote_sound *s)
{
    const int bad = s->file && ferror(s->file);
    if (s->file && s->file != stdin) fclose(s->file);
    s->file = NULL;
    return bad ? mote_say(MOTE_EXIT_FILE, "%s: cannot be read to the end", s->path) : 0;
}
