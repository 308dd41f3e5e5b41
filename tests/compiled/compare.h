/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiled models against the interpreter: every case runs both ways in one program, with the same
 * inputs, and must give the same status and the same bytes. check_compiled.py makes a table of
 * cases and a file with their models and inputs, in words of 32 bits:
 *
 *     bytes of the case, its number, bytes of the model, invokes, inputs, outputs; for each input
 *     its bytes (of one invoke), for each output 1 if it has a mask; then, each padded to 16 bytes:
 *     model, inputs of all invokes one input after another, masks (a byte an element of the output
 *     of one invoke after another, 0 where nothing is ever written)
 */
#ifndef COMPARE_H
#define COMPARE_H

#include <stddef.h>
#include <stdint.h>

struct compiled_case {
    const char *name;
    int (*init)(void);
    int (*invoke)(void);          /* NULL: it is fed */
    int (*feed)(const void *row); /* NULL: it is invoked */
    void *(*input)(int i);
    size_t (*input_bytes)(int i);
    const void *(*output)(int i);
    size_t (*output_bytes)(int i);
    uint32_t rows, row_bytes;
};

extern const struct compiled_case compiled_cases[];
extern const uint32_t n_compiled_cases;

/* The file of cases, and memory for the interpreter's arena; `say` prints a line. Returns how many
 * failed, and in *passed how many did not. */
uint32_t compare_cases(const uint8_t *file, size_t size, void *memory, size_t memory_bytes,
                       void (*say)(const char *name, const char *what), uint32_t *passed);

#endif
