/* SPDX-License-Identifier: Apache-2.0 */
/* Writes JSON, indented, as it goes. `key` is NULL inside arrays. */
#ifndef MOTE_TOOLS_JSON_H
#define MOTE_TOOLS_JSON_H

#include <stdint.h>
#include <stdio.h>

#define MOTE_JSON_DEPTH 16

struct mote_json {
    FILE *out;
    int depth;
    int items[MOTE_JSON_DEPTH]; /* how many the open object or array has so far */
    char closer[MOTE_JSON_DEPTH];
    char flat[MOTE_JSON_DEPTH]; /* written on one line */
};

/* Starts the outermost object; mote_json_end closes it. */
void mote_json_begin(struct mote_json *j, FILE *out);
void mote_json_end(struct mote_json *j);

void mote_json_object(struct mote_json *j, const char *key);
void mote_json_array(struct mote_json *j, const char *key);
void mote_json_line(struct mote_json *j, const char *key,
                    char opener); /* object '{' or array '[' on one line */
void mote_json_close(struct mote_json *j);

void mote_json_text(struct mote_json *j, const char *key, const char *text);
void mote_json_int(struct mote_json *j, const char *key, int64_t value);
void mote_json_real(struct mote_json *j, const char *key, double value,
                    int digits); /* null unless finite */
void mote_json_bool(struct mote_json *j, const char *key, int value);
void mote_json_null(struct mote_json *j, const char *key);

/* Bytes of the UTF-8 sequence of several bytes at `s`, 0 if it is none. */
int mote_utf8_length(const unsigned char *s);

#endif
