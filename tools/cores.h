/* SPDX-License-Identifier: Apache-2.0 */
/* Processor cores: which emulated board executes their code, and how many cycles it takes them. */
#ifndef MOTE_TOOLS_CORES_H
#define MOTE_TOOLS_CORES_H

/* What a stretch of code executes. Loads, stores and taken branches are part of `instructions`; a
 * load-multiple is one instruction and a load for each register. */
struct mote_counts {
    double instructions, loads, stores, taken;
};

/* cycles = sum of counts times these: code and data in memory without wait states. */
struct mote_core {
    const char *name;
    const char *board; /* of ports/qemu/board.mk */
    double instruction, load, store, taken;
    const char *source; /* of the four numbers */
};

extern const struct mote_core mote_cores[];
extern const int mote_n_cores;

/* NULL if there is none of this name. */
const struct mote_core *mote_core_find(const char *name);

double mote_core_cycles(const struct mote_core *core, const struct mote_counts *counts);

#endif
