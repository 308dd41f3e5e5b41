/* SPDX-License-Identifier: Apache-2.0 */
/* Layout: 6 bytes magic, 2 bytes version, the length of a Python dictionary (2 bytes little-endian
 * in version 1, 4 from version 2), the dictionary as text: {'descr': '<f4', 'fortran_order': False,
 * 'shape': (3, 4), } */
#include "npy.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "tool.h"

static const char magic[] = "\x93NUMPY";

/* What stands behind 'key': in the dictionary, NULL if it is not there. */
static const char *value_of(const char *header, const char *key)
{
    const char *at = strstr(header, key);
    if (!at) return NULL;
    at += strlen(key);
    while (*at == ' ' || *at == ':') at++;
    return at;
}

static int parse(const char *path, const char *header, struct mote_npy *npy)
{
    const char *type = value_of(header, "'descr'"), *order = value_of(header, "'fortran_order'");
    if (!type || type[0] != '\'' || !type[1] || !order)
        return mote_say(MOTE_EXIT_FILE,
                        "%s: the .npy header lacks a plain 'descr': save the array with numpy.save",
                        path);
    if (strncmp(order, "False", 5) != 0)
        return mote_say(MOTE_EXIT_FILE,
                        "%s: the array is in Fortran order: save numpy.ascontiguousarray(a)", path);
    npy->big_endian = type[1] == '>';
    if (!strchr("<>|=", type[1])) type--; /* no byte order given */
    npy->kind = type[2];
    npy->width = (unsigned)strtoul(type + 3, NULL, 10);
    if (!npy->kind || !strchr("iufb", npy->kind) ||
        (npy->width != 1 && npy->width != 2 && npy->width != 4 && npy->width != 8))
        return mote_say(
            MOTE_EXIT_FILE,
            "%s: the elements are neither integers, floats nor booleans: convert with a.astype",
            path);
    return 0;
}

int mote_npy_read(const char *path, const struct mote_bytes *bytes, struct mote_npy *npy)
{
    const size_t start = bytes->size > 6 && bytes->data[6] >= 2 ? 12 : 10;
    size_t length;
    char *header;
    int status;
    if (bytes->size < start || memcmp(bytes->data, magic, 6) != 0)
        return mote_say(MOTE_EXIT_FILE,
                        "%s: no .npy file inside, or cut off: save it again with numpy.save", path);
    length = start == 12 ? mote_rd32(bytes->data + 8) : mote_rd16(bytes->data + 8);
    if (length > bytes->size - start)
        return mote_say(MOTE_EXIT_FILE, "%s: the .npy header is cut off: save it again", path);
    header = mote_allocate(length + 1);
    memcpy(header, bytes->data + start, length);
    header[length] = 0;
    npy->at = start + length;
    status = parse(path, header, npy);
    free(header);
    return status;
}
