/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "tool.h"

/* More than any model or recording that this tool is for; /dev/zero has an end here. */
#define MOST_BYTES ((size_t)1 << 30)

static int cannot_read(const char *path, const char *why)
{
    return mote_say(MOTE_EXIT_FILE, "%s: cannot be read (%s): give the path of a readable file",
                    path, why);
}

int mote_file_read(const char *path, struct mote_bytes *bytes)
{
    size_t room = 0, got;
    FILE *file = fopen(path, "rb");
    bytes->data = NULL;
    bytes->size = 0;
    if (!file) return cannot_read(path, strerror(errno));
    do {
        if (bytes->size == room) {
            room = room ? 2 * room : 65536;
            bytes->data = mote_resize(bytes->data, room);
        }
        errno = 0;
        got = fread(bytes->data + bytes->size, 1, room - bytes->size, file);
        bytes->size += got;
    } while (got && bytes->size < MOST_BYTES);
    if (ferror(file) || bytes->size >= MOST_BYTES) {
        const char *why = ferror(file) ? strerror(errno) : "it has a gigabyte or more";
        cannot_read(path, why);
        fclose(file);
        free(bytes->data);
        bytes->data = NULL;
        return MOTE_EXIT_FILE;
    }
    fclose(file);
    bytes->data = mote_resize(bytes->data, bytes->size);
    return 0;
}

int mote_file_write(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    int bad = file == NULL;
    if (file) {
        bad = size && fwrite(data, 1, size, file) != size;
        if (fclose(file)) bad = 1;
    }
    if (!bad) return 0;
    return mote_say(MOTE_EXIT_FILE,
                    "%s: cannot be written (%s): check the folder and the space on the disk", path,
                    strerror(errno));
}

int mote_file_exists(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && !S_ISDIR(s.st_mode);
}

int mote_folder_make(const char *path)
{
    struct stat s;
    if (mkdir(path, 0777) == 0) return 0;
    if (errno == EEXIST && stat(path, &s) == 0 && S_ISDIR(s.st_mode)) return 0;
    return mote_say(MOTE_EXIT_FILE, "%s: the folder cannot be made (%s)", path, strerror(errno));
}

char *mote_path_join(const char *folder, const char *name)
{
    const size_t room = strlen(folder) + strlen(name) + 2;
    char *path = mote_allocate(room);
    snprintf(path, room, "%s/%s", folder, name);
    return path;
}

void mote_swap_little(void *data, size_t size, unsigned width)
{
    uint8_t *p = data;
    if (!MOTE_BIG_ENDIAN || width < 2) return;
    for (size_t at = 0; at + width <= size; at += width)
        for (unsigned i = 0; i < width / 2; i++) {
            const uint8_t low = p[at + i];
            p[at + i] = p[at + width - 1 - i];
            p[at + width - 1 - i] = low;
        }
}
