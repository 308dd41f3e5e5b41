/* SPDX-License-Identifier: Apache-2.0 */
/* Files, whole. */
#ifndef MOTE_TOOLS_FILES_H
#define MOTE_TOOLS_FILES_H

#include <stddef.h>
#include <stdint.h>

struct mote_bytes {
    uint8_t *data; /* malloc'd, as aligned as malloc's memory is; never NULL after a read */
    size_t size;
};

/* 0, or MOTE_EXIT_FILE after a message. The memory is exactly as large as the file, so that a
 * sanitizer sees every read behind its end. */
int mote_file_read(const char *path, struct mote_bytes *bytes);

int mote_file_write(const char *path, const void *data, size_t size);

int mote_file_exists(const char *path);

/* Makes the folder unless it is there. */
int mote_folder_make(const char *path);

/* "folder/name" in malloc'd memory. */
char *mote_path_join(const char *folder, const char *name);

/* Turns numbers of `width` bytes (1, 2, 4, 8) from the file's byte order into the machine's, or
 * back. */
void mote_swap_little(void *data, size_t size, unsigned width);

#endif
