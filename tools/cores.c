/* SPDX-License-Identifier: Apache-2.0 */
#include "cores.h"

#include <stddef.h>
#include <string.h>

/*
 * The manuals of M0, M0+, M3 and M4 print cycles per instruction: one, and more for what is listed
 * here. A load of the M3 and M4 that follows another takes one cycle less, which is not counted
 * here (an upper bound: a load-multiple of N takes 1 + N as modelled). Their taken branch refills
 * the pipeline in 1 to 3 cycles; 2 are counted. Counted as one cycle although they take more: a
 * store of several registers (1 + N), one with a register for its offset (2), divisions (2 to 12),
 * and on the M3 multiply-accumulates (2) and 64-bit products (3 to 7).
 *
 * Arm prints none for M7, M33, M55 and M85. M33 and M7 are taken as an M4 that is faster by the
 * ratio of the CoreMarks per MHz of one table, Arm's comparison of its Cortex-M processors, 102787
 * (M4 3.54, M33 4.10, M7 5.29; its edition of 2020 has 3.42, 4.02, 5.01). An M55 executes a
 * vector instruction in two cycles and most others in one, and its loads of vectors are counted by
 * elements in the emulator: 1.5 cycles an instruction, whatever it is; M85 by the ratio of
 * CoreMarks (6.28 to 4.40). These are coarse. docs/bench.md has how far off they may be.
 */
const struct mote_core mote_cores[] = {
    {"cortex-m0", "m0big", 1, 1, 1, 2, "Cortex-M0 TRM, DDI 0432C, 3.3"},
    {"cortex-m0+", "m0big", 1, 1, 1, 1, "Cortex-M0+ TRM, DDI 0484C, 3.3"},
    {"cortex-m3", "m3", 1, 1, 0, 2, "Cortex-M3 TRM, 100165, 3.3"},
    {"cortex-m4", "m4", 1, 1, 0, 2, "Cortex-M4 TRM, DDI 0439D, 3.3"},
    {"cortex-m33", "m4", 0.86, 0.86, 0, 1.73, "M4 by CoreMark/MHz, 3.54 to 4.10"},
    {"cortex-m7", "m7", 0.67, 0.67, 0, 1.34, "M4 by CoreMark/MHz, 3.54 to 5.29"},
    {"cortex-m55", "m55", 1.5, 0, 0, 0, "dual-beat: 1 cycle, 2 for a vector"},
    {"cortex-m85", "m55", 1.05, 0, 0, 0, "M55 by CoreMark/MHz, 4.40 to 6.28"},
    {"rv32imc", "rv32", 1, 1, 1, 2, "two- to four-stage pipeline, as Ibex documents its own"},
    {"rv32ec", "rv32ecbig", 1, 1, 1, 2, "as rv32imc; products by a library function"},
};

const int mote_n_cores = (int)(sizeof mote_cores / sizeof mote_cores[0]);

const struct mote_core *mote_core_find(const char *name)
{
    for (int i = 0; i < mote_n_cores; i++)
        if (strcmp(mote_cores[i].name, name) == 0) return &mote_cores[i];
    return NULL;
}

double mote_core_cycles(const struct mote_core *core, const struct mote_counts *counts)
{
    return core->instruction * counts->instructions + core->load * counts->loads +
           core->store * counts->stores + core->taken * counts->taken;
}
