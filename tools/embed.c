/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Turns a file into a C array, for firmware without a file system.
 *
 *     embed FILE NAME OUT           bytes:  OUT.c, OUT.h with
 *                                           extern const uint8_t NAME[]; enum { NAME_size = ... };
 *     embed --wav FILE... NAME OUT  sound:  extern const int16_t NAME[];
 *                                           enum { NAME_count = ..., NAME_rate = ... };
 *
 * Arrays are aligned to 16 bytes. --wav takes 16-bit mono PCM and puts
 * several files one after another.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 2, EXIT_BAD_FILE = 3, EXIT_FILE = 6 };

struct bytes {
    unsigned char *data;
    size_t size;
};

static void die(int status, const char *file, const char *what)
{
    fprintf(stderr, "embed: %s: %s\n", file, what);
    exit(status);
}

static struct bytes load(const char *name)
{
    struct bytes b = {NULL, 0};
    size_t room = 0, got;
    FILE *f = fopen(name, "rb");

    if (f == NULL) die(EXIT_FILE, name, strerror(errno));
    do {
        if (b.size == room) {
            room = room ? 2 * room : 65536;
            b.data = realloc(b.data, room);
            if (b.data == NULL) die(EXIT_FILE, name, "not enough memory");
        }
        got = fread(b.data + b.size, 1, room - b.size, f);
        b.size += got;
    } while (got != 0);
    if (ferror(f)) die(EXIT_FILE, name, "cannot be read");
    fclose(f);
    return b;
}

static uint32_t le(const unsigned char *p, int bytes)
{
    uint32_t v = 0;

    for (int i = bytes - 1; i >= 0; i--) v = v << 8 | p[i];
    return v;
}

struct sound {
    const unsigned char *samples; /* int16, little-endian */
    size_t count;
    uint32_t rate;
};

static struct sound find_samples(const char *name, struct bytes b)
{
    struct sound s = {NULL, 0, 0};
    size_t at = 12;

    if (b.size < 12 || memcmp(b.data, "RIFF", 4) != 0 || memcmp(b.data + 8, "WAVE", 4) != 0)
        die(EXIT_BAD_FILE, name, "not a WAV file");
    while (b.size - at >= 8) {
        const unsigned char *chunk = b.data + at + 8;
        size_t size = le(b.data + at + 4, 4), left = b.size - at - 8;

        if (size > left) size = left;
        if (memcmp(b.data + at, "fmt ", 4) == 0 && size >= 16) {
            if (le(chunk, 2) != 1 || le(chunk + 2, 2) != 1 || le(chunk + 14, 2) != 16)
                die(EXIT_BAD_FILE, name, "not 16-bit mono PCM");
            s.rate = le(chunk + 4, 4);
        } else if (memcmp(b.data + at, "data", 4) == 0) {
            s.samples = chunk;
            s.count = size / 2;
            break;
        }
        size += size & 1;
        if (size > left) break;
        at += 8 + size;
    }
    if (s.count == 0 || s.rate == 0) die(EXIT_BAD_FILE, name, "no format or no samples in it");
    return s;
}

static FILE *create(const char *out, const char *ending, char *path, size_t path_size)
{
    FILE *f;

    snprintf(path, path_size, "%s%s", out, ending);
    f = fopen(path, "w");
    if (f == NULL) die(EXIT_FILE, path, strerror(errno));
    return f;
}

static void finish(FILE *f, const char *path)
{
    int bad = ferror(f);

    if (fclose(f) != 0 || bad) die(EXIT_FILE, path, "cannot be written");
}

static const char *file_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void write_head(FILE *f, const char *source, const char *out)
{
    fprintf(f, "/* Made by embed from %s; not to be edited. */\n", file_part(source));
    if (out != NULL)
        fprintf(f, "#include \"%s.h\"\n\n", file_part(out));
    else
        fprintf(f, "#pragma once\n\n#include <stdint.h>\n\n");
}

static void write_bytes(const char *source, struct bytes all, const char *name, const char *out)
{
    char path[4096];
    FILE *f = create(out, ".c", path, sizeof path);

    write_head(f, source, out);
    fprintf(f, "_Alignas(16) const uint8_t %s[] = {", name);
    for (size_t i = 0; i < all.size; i++)
        fprintf(f, "%s%u,", i % 20 == 0 ? "\n    " : " ", all.data[i]);
    fprintf(f, "\n};\n");
    finish(f, path);

    f = create(out, ".h", path, sizeof path);
    write_head(f, source, NULL);
    fprintf(f, "extern const uint8_t %s[];\nenum { %s_size = %lu };\n", name, name,
            (unsigned long)all.size);
    finish(f, path);
}

static void write_sound(char **file, int files, const char *name, const char *out)
{
    char path[4096];
    size_t total = 0;
    uint32_t rate = 0;
    struct bytes *all = calloc((size_t)files, sizeof *all);
    FILE *f;

    if (all == NULL) die(EXIT_FILE, file[0], "not enough memory");
    for (int i = 0; i < files; i++) {
        struct sound s;

        all[i] = load(file[i]);
        s = find_samples(file[i], all[i]);
        if (rate != 0 && s.rate != rate) die(EXIT_BAD_FILE, file[i], "not the rate of the others");
        rate = s.rate;
    }

    f = create(out, ".c", path, sizeof path);
    write_head(f, file[0], out);
    fprintf(f, "_Alignas(16) const int16_t %s[] = {", name);
    for (int i = 0; i < files; i++) {
        struct sound s = find_samples(file[i], all[i]);

        for (size_t k = 0; k < s.count; k++) {
            long v = (long)le(s.samples + 2 * k, 2);

            fprintf(f, "%s%ld,", total++ % 14 == 0 ? "\n    " : " ", v < 32768 ? v : v - 65536);
        }
        free(all[i].data);
    }
    fprintf(f, "\n};\n");
    finish(f, path);
    free(all);

    f = create(out, ".h", path, sizeof path);
    write_head(f, file[0], NULL);
    fprintf(f, "extern const int16_t %s[];\nenum { %s_count = %lu, %s_rate = %lu };\n", name, name,
            (unsigned long)total, name, (unsigned long)rate);
    finish(f, path);
}

int main(int argc, char **argv)
{
    int wav = argc > 1 && strcmp(argv[1], "--wav") == 0;
    int files = argc - 3 - wav;
    char **file = argv + 1 + wav;
    struct bytes all;

    if (files < 1 || (files > 1 && !wav) || (argv[1][0] == '-' && !wav)) {
        fprintf(stderr, "usage: embed FILE NAME OUT\n       embed --wav FILE... NAME OUT\n"
                        "writes OUT.c and OUT.h with the array NAME\n");
        return EXIT_USAGE;
    }
    if (wav) {
        write_sound(file, files, argv[argc - 2], argv[argc - 1]);
        return 0;
    }
    all = load(file[0]);
    if (all.size == 0) die(EXIT_BAD_FILE, file[0], "empty");
    write_bytes(file[0], all, argv[argc - 2], argv[argc - 1]);
    free(all.data);
    return 0;
}
