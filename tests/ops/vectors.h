/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operator vectors: .vec files, made by tests/diff/make_vectors.py, run through the library.
 * Nothing here needs a C library: the same code runs on the PC and on bare boards.
 *
 * A file is little-endian, in words of 32 bits:
 *
 *     "MOTEVEC1", number of cases, bytes of the file, then the cases, each a multiple of 16 bytes:
 *     0  bytes of the case               4  name (offset from the start of the case; ends with a
 * zero byte) 1  expectation: enum vector_kind   5  model (offset, aligned to 16) 2  invokes 6 bytes
 * of the model 3  inputs, outputs << 16           7  status of each invoke: a byte, 0 or 15 "not
 * yet" (offset; 0: all 0) and four words for each input, then each output: type (enum mote_type),
 * bytes of one invoke, data of all invokes in turn (offset), mask (offset; 0: none): a byte for
 * each element of an output, 0 where nothing is ever written
 */
#ifndef VECTORS_H
#define VECTORS_H

#include <stddef.h>
#include <stdint.h>

enum vector_kind {
    VECTOR_RUNS,
    VECTOR_REFUSED,       /* by mote_model_open or mote_init, with a documented error */
    VECTOR_REFUSES_INVOKE /* MOTE_E_DATA */
};

/* What the program gives. Blocks are aligned to 16 bytes and given back in reverse order. */
struct vector_host {
    void *(*take)(size_t bytes); /* NULL: no memory */
    void (*give)(void *block);
    void (*say)(const char *text);
    int copy_models; /* each to a block of exactly its size, instead of using it in the file */
};

struct vector_count {
    uint32_t passed, failed;
};

/* Runs every case of a file that lies in memory, aligned to 16 bytes; `file` is its name. Failures
 * are said, one a line. Returns 0, or -1 if this is no file of vectors. */
int vectors_run(const struct vector_host *host, const char *file, const uint8_t *data, size_t size,
                struct vector_count *count);

/* "N passed, N failed" */
void vectors_say_count(const struct vector_host *host, const struct vector_count *count);

#endif
