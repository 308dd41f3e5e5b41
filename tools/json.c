/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include <math.h>

int mote_utf8_length(const unsigned char *s)
{
    const int n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    const unsigned code = n == 4   ? (s[0] & 7u) << 6 | (s[1] & 63u)
                          : n == 3 ? (s[0] & 15u) << 6 | (s[1] & 63u)
                                   : s[0] & 31u;
    if (s[0] < 0xc2 || s[0] > 0xf4) return 0;
    for (int i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    /* Neither longer than needed, nor a surrogate, nor past the last code point. */
    if (n == 3 && (code < 0x20 || (code >= 0x360 && code < 0x380))) return 0;
    if (n == 4 && (code < 0x10 || code >= 0x110)) return 0;
    return n;
}

/* Names come from model files and may hold anything: what is no UTF-8 turns into the replacement
 * character. */
static void quoted(FILE *out, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    fputc('"', out);
    while (*s) {
        const int n = mote_utf8_length(s);
        if (*s == '"' || *s == '\\') {
            fputc('\\', out);
            fputc(*s++, out);
        } else if (*s < 0x20 || *s == 0x7f) {
            fprintf(out, "\\u%04x", *s++);
        } else if (*s < 0x80) {
            fputc(*s++, out);
        } else if (n) {
            fwrite(s, 1, (size_t)n, out);
            s += n;
        } else {
            fputs("\\ufffd", out);
            s++;
        }
    }
    fputc('"', out);
}

static void item(struct mote_json *j, const char *key)
{
    const int flat = j->flat[j->depth];
    if (j->items[j->depth]++) fputs(flat ? ", " : ",", j->out);
    if (!flat) fprintf(j->out, "\n%*s", 2 * j->depth, "");
    if (key) {
        quoted(j->out, key);
        fputs(": ", j->out);
    }
}

static void push(struct mote_json *j, char opener, int flat)
{
    fputc(opener, j->out);
    j->depth++;
    j->items[j->depth] = 0;
    j->flat[j->depth] = (char)flat;
    j->closer[j->depth] = opener == '{' ? '}' : ']';
}

void mote_json_begin(struct mote_json *j, FILE *out)
{
    *j = (struct mote_json){.out = out};
    push(j, '{', 0);
}

void mote_json_close(struct mote_json *j)
{
    if (!j->flat[j->depth] && j->items[j->depth]) fprintf(j->out, "\n%*s", 2 * (j->depth - 1), "");
    fputc(j->closer[j->depth], j->out);
    j->depth--;
}

void mote_json_end(struct mote_json *j)
{
    mote_json_close(j);
    fputc('\n', j->out);
}

void mote_json_line(struct mote_json *j, const char *key, char opener)
{
    item(j, key);
    push(j, opener, 1);
}

void mote_json_object(struct mote_json *j, const char *key)
{
    item(j, key);
    push(j, '{', j->flat[j->depth]);
}

void mote_json_array(struct mote_json *j, const char *key)
{
    item(j, key);
    push(j, '[', j->flat[j->depth]);
}

void mote_json_text(struct mote_json *j, const char *key, const char *text)
{
    item(j, key);
    quoted(j->out, text);
}

void mote_json_int(struct mote_json *j, const char *key, int64_t value)
{
    item(j, key);
    fprintf(j->out, "%lld", (long long)value);
}

void mote_json_real(struct mote_json *j, const char *key, double value, int digits)
{
    item(j, key);
    if (isfinite(value))
        fprintf(j->out, "%.*g", digits, value);
    else
        fputs("null", j->out);
}

void mote_json_bool(struct mote_json *j, const char *key, int value)
{
    item(j, key);
    fputs(value ? "true" : "false", j->out);
}

void mote_json_null(struct mote_json *j, const char *key)
{
    item(j, key);
    fputs("null", j->out);
}
